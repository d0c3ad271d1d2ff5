"""Terms sealed as they were issued, and offers as they were loaded: what is otherwise now is told.

The scoring workbook holds a copy of both on its sheet Sealed, a row for each term and each row of
what was loaded. `as_issued` holds the sheets against it: what was issued or loaded counts, and each
input that somebody typed over is one problem with both values. The seal of all terms stands on
record, offer and scoring workbook, so that an offer made with other terms is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.rules import TERMS
from svtools.jobs.tender.scoring_rows import published
from svtools.jobs.tender.sealed_texts import (
    differ_in_one,
    name_of,
    packed,
    table_of,
    text_of,
    typed_of,
    unpacked,
)
from svtools.workbooks.content import Content, FieldValue, Row
from svtools.workbooks.declaration import Table, Template
from svtools.workbooks.layout import look_up, value_of
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.revision import Values

FACTS = ("ref", "lot", "title", "net_value", "start", "end", "years", "edition")
SEAL = "contract.seal"
FIELDS = (*(f"contract.{name}" for name in FACTS), *(term.key for term in TERMS))
"""The fields that are sealed: the contract's facts, and how tenders are marked."""


@dataclass(frozen=True, slots=True)
class SealedTable:
    """What tells the rows of a table apart, and which of its columns are sealed."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Both together."""
        return self.keys + self.columns


ISSUED = {
    "quality_parts": SealedTable(("criterion",), ("weight",)),
    "bands": SealedTable(("at_least",), ("share",)),
    "questions": SealedTable(("number",), ("question", "weight", "words", "measure")),
    "scale": SealedTable(("mark",), ("means",)),
    "lots": SealedTable(("lot",), ("title", "net_value")),
    "measures": SealedTable(("code",), ("title", "unit", "proxy", "kind", "group", "counting")),
}
"""The tables of the terms."""

LOADED = {
    "bidders": SealedTable(
        ("key",), ("bidder", "number", "price", "name", "lot", "lot_no", "answers_key")
    ),
    "quality_marks": SealedTable(("key", "criterion"), ("weight",)),
    "offers": SealedTable(
        ("key", "measure"), ("unit", "proxy", "kind", "group", "offered", *YEARS)
    ),
    "moderation": SealedTable(("key", "question"), ("weight", "answered", "measure")),
}
"""The tables of what was loaded. A name beside another bid's key is told by itself."""

SEALED = ISSUED | LOADED


def sealed_terms(template: Template, data: Mapping[str, Any]) -> list[Values]:
    """The terms, from the data with which a scoring workbook is issued."""
    items = {f"{block.key}.{item.key}": item for _, block, item in template.items()}
    rows = [
        _sealed(items[name].label, name, text_of(value_of(items[name], {}, data)))
        for name in FIELDS
    ]
    for name, sealed in ISSUED.items():
        table = template.table(name)
        issued = (
            {key: value_of(table.column(key), row, data) for key in sealed.all}
            for row in look_up(table.rows or "", data, data)
        )
        rows += sealed_rows(template, name, issued)
    return rows


def sealed_rows(template: Template, name: str, rows: Iterable[Values]) -> Iterator[Values]:
    """The rows of a table as they are issued or loaded, to stand on the sheet Sealed."""
    sheet = next(s.name for s, table in template.tables() if table.key == name)
    sealed = SEALED[name]
    for row in rows:
        whose = [row["bidder"]] if name in LOADED else []
        named = ", ".join(map(text_of, [*whose, *(row[k] for k in sealed.keys if k != "key")]))
        values = {key: text_of(row.get(key)) for key in sealed.all}
        yield _sealed(f"{sheet}: {named}", _key(name, row), packed(values))


def seal_of(rows: Iterable[Values]) -> str:
    """Twelve digits that are others where any of these rows is another: 3F7A-91C2-0B5D."""
    lines = "\n".join(f"{row['key']}={row['value']}" for row in rows)
    digits = sha256(lines.encode()).hexdigest()[:12].upper()
    return "-".join(digits[at : at + 4] for at in range(0, 12, 4))


def is_sealed(content: Content) -> bool:
    """Whether a scoring workbook was issued with sealed terms, whatever became of them."""
    return bool(content.value(SEAL) or content.rows("sealed"))


def as_issued(content: Content) -> tuple[Content, list[Problem]]:
    """What a scoring workbook publishes and was loaded with, and what stands there otherwise.

    As it is, with no problem, where it has no sealed terms: older ones, and those filled in by
    hand.
    """
    content = published(content)
    if not is_sealed(content):
        return content, []
    return _Comparison(content).result()


class _Comparison:
    """The sheets of one scoring workbook held against what is sealed in it."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.problems = Problems(content.problems.file, own=True)
        self.sealed = self._sound()

    def result(self) -> tuple[Content, list[Problem]]:
        fields = self.content.fields | {
            name: self._field(name, text)
            for name, text in self.sealed.items()
            if name in self.content.fields
        }
        tables = dict(self.content.tables)
        for name in self._compared():
            tables[name] = replace(tables[name], rows=tuple(self._rows(name)))
        told = {cell for problem in self.problems for cell in problem.cells}
        known = Problems(self.content.problems.file, own=True)
        known += (p for p in self.content.problems if told.isdisjoint(p.cells))
        return replace(self.content, fields=fields, tables=tables, problems=known), self.problems

    def _compared(self) -> Iterator[str]:
        """The tables of which something is sealed; that offers are loaded and not sealed is told.

        A table whose sealed rows are all gone stays as it stands: their seal is what is broken.
        """
        sealed = {table_of(key) for key in self.sealed}
        if not sealed.isdisjoint(FIELDS):
            yield from ISSUED
        if not sealed.isdisjoint(LOADED):
            yield from LOADED
        elif any(row.get("key") for row in self.content.rows("bidders")):
            place = self.content.tables["bidders"].place
            self.problems.add("sealed-gone", place.whole_sheet, what="The sealed copy of the bids")

    def _sound(self) -> dict[str, str]:
        """What is sealed, by key; a row of it that was changed is told and left out."""
        rows = [row for row in self.content.rows("sealed") if row.get("key")]
        values = [{"key": row.get("key"), "value": row.get("value") or ""} for row in rows]
        broken = [
            row
            for row, sealed in zip(rows, values, strict=True)
            if seal_of([sealed]) != row.get("seal")
        ]
        for row in broken:
            self.problems.add("sealed-broken", row.cell("value"), what=row.get("what"))
        terms = [value for value in values if table_of(value["key"]) not in LOADED]
        seal = self.content.fields[SEAL]
        if not broken and seal_of(terms) != seal.value:
            self.problems.add("sealed-broken", seal, what="all terms")
        left_out = {row.get("key") for row in broken}
        return {v["key"]: v["value"] for v in values if v["key"] not in left_out}

    def _field(self, name: str, text: str) -> FieldValue:
        found, item = self.content.fields[name], self.content.template.field(name)
        if text_of(found.value) == text or found.cell is None:
            return found
        value = typed_of(item, text)
        self._tell(item.label, found.value, value, found)
        return FieldValue(value, found.cell)

    def _rows(self, name: str) -> Iterator[Row]:
        """The rows of a table as they are sealed: one typed over or deleted is told and put back.

        One that is not sealed is told and left out.
        """
        table, place = self.content.template.table(name), self.content.tables[name].place
        wanted = {key: text for key, text in self.sealed.items() if table_of(key) == name}
        found = self._found(name, wanted)
        for key in wanted.keys() - found.keys():
            self.problems.add("sealed-gone", place.whole_sheet, what=name_of(key))
        at_end = Row(place, place.heading_row, {})
        rows = [
            self._row(table, found[key], text) if key in found else _put_back(table, at_end, text)
            for key, text in wanted.items()
        ]
        return iter(rows if name in ISSUED else sorted(rows, key=lambda row: row.number))

    def _found(self, name: str, wanted: Mapping[str, str]) -> dict[str, Row]:
        """The row of each sealed key: its own, else the one of which one key was typed over."""
        found: dict[str, Row] = {}
        others: list[tuple[str, Row]] = []
        for row in self.content.rows(name):
            key = _key(name, row.values)
            if key in found and _alike(row, wanted[key]) > _alike(found[key], wanted[key]):
                others.append((key, found[key]))
                found[key] = row
            elif key in wanted and key not in found:
                found[key] = row
            else:
                others.append((key, row))
        for key, row in others:
            gone = (other for other in wanted if other not in found and differ_in_one(key, other))
            same = next(gone, None)
            if same:
                found[same] = row
            elif any(row.get(each) for each in SEALED[name].keys):
                self.problems.add(
                    "sealed-added", row.cell(SEALED[name].keys[-1]), what=name_of(key)
                )
        return found

    def _row(self, table: Table, row: Row, text: str) -> Row:
        """A row with what is sealed of it."""
        right, changed = _right(table, text), dict[str, Any]()
        for name, sealed in right.items():
            if name in row.place.columns and text_of(row.get(name)) != sealed:
                changed[name] = typed_of(table.column(name), sealed)
                self._tell_cell(table, row, name, changed[name])
        values = {**row.values, **changed}
        return replace(
            row,
            values={name: value for name, value in values.items() if value is not None},
            faulty=row.faulty - changed.keys(),
        )

    def _tell_cell(self, table: Table, row: Row, name: str, expected: Any) -> None:
        keys = [k for k in SEALED[table.key].keys if k not in {"key", name}]
        whose = ["bidder"] if table.key in LOADED and name != "bidder" else []
        named = ", ".join(text_of(row.get(key)) for key in (*whose, *keys) if row.get(key))
        label = table.column(name).label
        said = f"{named}: {label}" if named else label
        self._tell(said, row.get(name), expected, row.cell(name))

    def _tell(self, label: str, entered: Any, expected: Any, place: Any) -> None:
        said = {"entered": as_said(entered) or "blank", "expected": as_said(expected) or "blank"}
        self.problems.add("sealed-changed", place, label=label, **said)


def _sealed(what: str, key: str, value: str) -> Values:
    row = {"what": what, "key": key, "value": value}
    return row | {"seal": seal_of([row])}


def _right(table: Table, text: str) -> dict[str, str]:
    """What stands in the sealed columns of a row, its keys among them."""
    wanted = unpacked(text)
    return {name: wanted.get(name, "") for name in SEALED[table.key].all}


def _put_back(table: Table, row: Row, text: str) -> Row:
    """A row that was deleted, with what is sealed of it and nothing else."""
    right = {name: sealed for name, sealed in _right(table, text).items() if sealed}
    values = {name: typed_of(table.column(name), sealed) for name, sealed in right.items()}
    return replace(row, values=values)


def _alike(row: Row, text: str) -> int:
    """In how many of its sealed columns a row is as it is sealed."""
    return sum(text_of(row.get(name)) == sealed for name, sealed in unpacked(text).items())


def _key(name: str, row: Values) -> str:
    return "/".join((name, *(text_of(row.get(key)).replace("/", "|") for key in SEALED[name].keys)))
