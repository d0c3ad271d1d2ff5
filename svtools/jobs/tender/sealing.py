"""Terms sealed as they were issued, and offers as they were loaded: what is otherwise now is told.

The scoring workbook holds a copy of both on its sheet Sealed, a row for each term and each row of
what was loaded. `as_issued` holds the sheets against it: what was issued or loaded counts, and each
input that somebody typed over is one problem with both values. The seal of all terms stands on
record, offer and scoring workbook, so that an offer made with other terms is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.tender.contract_years import YEARS
from svtools.jobs.tender.rules import TERMS
from svtools.jobs.tender.scoring_rows import NUMERIC, published
from svtools.numbers import exact, plain, rounded
from svtools.workbooks.content import Content, FieldValue, Row
from svtools.workbooks.declaration import CellKind, Item, Table, Template
from svtools.workbooks.layout import look_up, value_of
from svtools.workbooks.problems import Problem, Problems
from svtools.workbooks.revision import Values

FACTS = ("ref", "lot", "title", "net_value", "start", "end", "years", "edition")
SEAL = "contract.seal"
FIELDS = (*(f"contract.{name}" for name in FACTS), *(term.key for term in TERMS))
"""The fields that are sealed: the contract's facts, and how tenders are marked."""

_PLACES = 10
_BETWEEN, _AFTER_NAME = " ¦ ", ": "


@dataclass(frozen=True, slots=True)
class SealedTable:
    """What tells the rows of a table apart, and which of its columns are sealed."""

    keys: tuple[str, ...]
    columns: tuple[str, ...]


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
        _sealed(items[name].label, name, _text(value_of(items[name], {}, data))) for name in FIELDS
    ]
    for name in ISSUED:
        table = template.table(name)
        issued = (
            {column.key: value_of(column, row, data) for column in _columns(table, name)}
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
        named = ", ".join(map(_text, [*whose, *(row[k] for k in sealed.keys if k != "key")]))
        values = {key: _text(row.get(key)) for key in sealed.columns}
        packed = _BETWEEN.join(f"{key}{_AFTER_NAME}{v}" for key, v in values.items() if v)
        yield _sealed(f"{sheet}: {named}", _key(name, row), packed)


def seal_of(rows: Iterable[Values]) -> str:
    """Twelve digits that are others where any of these rows is another: 3F7A-91C2-0B5D."""
    lines = "\n".join(f"{row['key']}={row['value']}" for row in rows)
    digits = sha256(lines.encode()).hexdigest()[:12].upper()
    return "-".join(digits[at : at + 4] for at in range(0, 12, 4))


def is_sealed(content: Content) -> bool:
    """Whether a scoring workbook holds the terms that it was issued with."""
    return bool(content.rows("sealed"))


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
        loaded = any(_table_of(key) in LOADED for key in self.sealed)
        for name in SEALED if loaded else ISSUED:
            tables[name] = replace(tables[name], rows=tuple(self._rows(name)))
        told = {cell for problem in self.problems for cell in problem.cells}
        known = Problems(self.content.problems.file, own=True)
        known += (p for p in self.content.problems if told.isdisjoint(p.cells))
        return replace(self.content, fields=fields, tables=tables, problems=known), self.problems

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
        terms = [value for value in values if _table_of(value["key"]) not in LOADED]
        seal = self.content.fields[SEAL]
        if not broken and seal_of(terms) != seal.value:
            self.problems.add("sealed-broken", seal, what="all terms")
        left_out = {row.get("key") for row in broken}
        return {v["key"]: v["value"] for v in values if v["key"] not in left_out}

    def _field(self, name: str, text: str) -> FieldValue:
        found, item = self.content.fields[name], self.content.template.field(name)
        if _text(found.value) == text or found.cell is None:
            return found
        value = _typed(item, text)
        self._tell(item.label, found.value, value, found)
        return FieldValue(value, found.cell)

    def _rows(self, name: str) -> Iterator[Row]:
        """The rows of a table as they are sealed; one that is not sealed is told and left out."""
        table = self.content.template.table(name)
        wanted = {key: text for key, text in self.sealed.items() if _table_of(key) == name}
        rows = {_key(name, row.values): row for row in self.content.rows(name)}
        gone = [key for key in wanted if key not in rows]
        for key, row in rows.items():
            if key in wanted:
                yield self._row(table, row, wanted[key], key)
                continue
            same = next((other for other in gone if _differ_in_one(key, other)), None)
            if same:
                gone.remove(same)
                yield self._row(table, row, wanted[same], same)
            elif any(row.get(k) for k in SEALED[name].keys):
                self.problems.add("sealed-added", row.cell(SEALED[name].keys[-1]), what=_name(key))
        for key in gone:
            sheet = self.content.tables[name].place.whole_sheet
            self.problems.add("sealed-gone", sheet, what=_name(key))

    def _row(self, table: Table, row: Row, text: str, key: str) -> Row:
        """A row with what is sealed of it under the sealed `key`."""
        wanted = _unpacked(text)
        names = dict(zip(SEALED[table.key].keys, key.split("/")[1:], strict=True))
        right = {name: wanted.get(name, "") for name in SEALED[table.key].columns} | names
        changed: dict[str, Any] = {}
        for name, sealed in right.items():
            if name in row.place.columns and _text(row.get(name)) != sealed:
                changed[name] = _typed(table.column(name), sealed)
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
        named = ", ".join(_text(row.get(key)) for key in (*whose, *keys) if row.get(key))
        label = table.column(name).label
        said = f"{named}: {label}" if named else label
        self._tell(said, row.get(name), expected, row.cell(name))

    def _tell(self, label: str, entered: Any, expected: Any, place: Any) -> None:
        said = {"entered": as_said(entered) or "blank", "expected": as_said(expected) or "blank"}
        self.problems.add("sealed-changed", place, label=label, **said)


def _sealed(what: str, key: str, value: str) -> Values:
    row = {"what": what, "key": key, "value": value}
    return row | {"seal": seal_of([row])}


def _columns(table: Table, name: str) -> list[Any]:
    wanted = {*SEALED[name].keys, *SEALED[name].columns}
    return [column for column in table.columns if column.key in wanted]


def _key(name: str, row: Values) -> str:
    return "/".join((name, *(_text(row.get(key)).replace("/", "|") for key in SEALED[name].keys)))


def _name(key: str) -> str:
    """A sealed row as people read it, by its key."""
    return ", ".join(key.split("/")[1:])


def _table_of(key: str) -> str:
    return key.partition("/")[0]


def _differ_in_one(key: str, other: str) -> bool:
    """Whether two rows' keys are alike but for one part."""
    one, two = key.split("/"), other.split("/")
    return sum(a != b for a, b in zip(one, two, strict=True)) == 1


def _unpacked(text: str) -> dict[str, str]:
    pairs = (part.partition(_AFTER_NAME) for part in text.split(_BETWEEN) if part)
    return {name: value for name, _, value in pairs}


def _text(value: Any) -> str:
    """A value as it is sealed, the same however it was written and read."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return plain(rounded(exact(value), _PLACES))
    return " ".join(str(value).split()).replace("¦", "|")


def _typed(item: Item, text: str) -> Any:
    """A sealed value as its cell holds it."""
    if not text:
        return None
    if item.kind is CellKind.DATE:
        return date.fromisoformat(text)
    if item.kind is CellKind.INTEGER:
        return int(text)
    return Decimal(text) if item.kind in NUMERIC else text
