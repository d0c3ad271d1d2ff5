"""The sheets of a scoring workbook held against what is sealed in it: what was issued counts.

What stands there otherwise is told, each input that somebody typed over as one problem with both
values.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.opening import refuse
from svtools.jobs.tender.scoring_rows import published
from svtools.jobs.tender.sealed_texts import (
    alike,
    differ_in_one,
    name_of,
    packed,
    table_of,
    text_of,
    typed_of,
    unpacked,
)
from svtools.jobs.tender.sealing import (
    FIELDS,
    ISSUED,
    LOADED,
    ROW,
    SEAL,
    SEALED,
    is_sealed,
    key_of,
    moves,
    right_of,
    seal_of,
    terms_on_sheets,
)
from svtools.numbers import in_a_row
from svtools.workbooks.blocks import Table
from svtools.workbooks.content import Content, FieldValue, Row
from svtools.workbooks.problems import Problem, Problems, told

MOST_ALONE = 3
"""How many cells of a column are told one by one."""


def as_issued(content: Content) -> tuple[Content, list[Problem]]:
    """What a scoring workbook publishes and was loaded with, and what stands there otherwise.

    As it is, with no problem, where it has no sealed terms: older ones, and those filled in by
    hand.
    """
    if not is_sealed(content):
        return published(content), []
    sealed = {row.get("key") for row in content.rows("sealed")}
    known = published(content, lambda table, row: key_of(table, row.values) in sealed)
    return _Comparison(known).result()


def refuse_moved(content: Content) -> None:
    """Raises InputError where a loaded row says that it is another one, with its cells.

    Whatever is put into the workbook finds its row by these.
    """
    _, changed = as_issued(content)
    refuse(told(each for each in changed if each.details.get("moved")), "Then try again.")


class _Comparison:
    """The sheets of one scoring workbook held against what is sealed in it."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.problems = Problems(content.problems.file, own=True)
        self.broken = set[str]()
        """The keys of what is sealed and was changed."""
        self.changed: dict[str, list[tuple[Row, Mapping[str, str]]]] = {}
        """By column, the rows of a table in which it was typed over, and what is sealed of each."""
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
        known = dict[str, str]()
        for row in self.content.rows("sealed"):
            key, text = row.get("key"), row.get("value") or ""
            if key and _seal({key: text}) == row.get("seal"):
                known[key] = text
            elif key:
                self.problems.add("sealed-broken", row.cell("value"), what=row.get("what"))
                self.broken.add(key)
        for key in self.broken:
            known.pop(key, None)
        return self._complete(known)

    def _complete(self, known: dict[str, str]) -> dict[str, str]:
        """What is sealed, with what was taken out of it and still stands on the sheets.

        The seal of all terms shows whether that is as it was issued.
        """
        seal, place = self.content.fields[SEAL], self.content.tables["sealed"].place
        terms = {key: text for key, text in known.items() if table_of(key) not in LOADED}
        if seal.value is None:
            self.problems.add("sealed-gone", seal, what="The seal of all terms")
        if seal.value in {None, _seal(terms)}:
            return known
        shown = {str(row["key"]): row for row in terms_on_sheets(self.content)}
        whole = {key: terms.get(key, str(row["value"])) for key, row in shown.items()}
        if _seal(whole) != seal.value:
            if not self.broken:
                self.problems.add("sealed-broken", seal, what="all terms")
            return known
        gone = [str(row["what"]) for key, row in shown.items() if key not in {*terms, *self.broken}]
        if gone:
            names = in_a_row(gone) if terms else "all terms"
            self.problems.add("sealed-gone", place.whole_sheet, what=f"The sealed copy of {names}")
        return whole | known

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
        wanted |= self._unsealed(name, wanted)
        found = self._found(name, wanted)
        for key in wanted.keys() - found.keys():
            self.problems.add("sealed-gone", place.whole_sheet, what=self._named(key))
        at_end = Row(place, place.heading_row, {})
        rows = [
            self._row(table, found[key], key, text)
            if key in found
            else _put_back(table, at_end, text, self._whose(key))
            for key, text in wanted.items()
        ]
        self._tell_columns(table)
        return iter(rows if name in ISSUED else sorted(rows, key=lambda row: row.number))

    def _unsealed(self, name: str, wanted: Mapping[str, str]) -> dict[str, str]:
        """Rows as they stand, of which the sealed copy was changed or is gone; the latter is told.

        Of a bid that is gone of which more is sealed: another row was never loaded.
        """
        parts = {part for key in self.sealed for part in key.split("/")[1:]}
        unsealed = dict[str, str]()
        for row in self.content.rows(name):
            key = key_of(name, row.values)
            is_gone = name in LOADED and parts.issuperset(key.split("/")[1:])
            known = key in wanted or row.get(ROW) in wanted
            if known or not (is_gone or key in self.broken):
                continue
            if key not in self.broken:
                named = ", ".join(row.texts("bidder", *SEALED[name].keys[1:]))
                cell = row.cell(SEALED[name].keys[-1])
                self.problems.add("sealed-gone", cell, what=f"The sealed copy of {named}")
            unsealed[key] = packed({each: text_of(row.get(each)) for each in SEALED[name].all})
        return unsealed

    def _whose(self, key: str) -> str:
        """The bid whose row a key is of; blank for one of the terms."""
        bid = self.sealed.get(f"bidders/{key.split('/')[1]}")
        return unpacked(bid).get("bidder", "") if bid and table_of(key) in LOADED else ""

    def _named(self, key: str) -> str:
        """A sealed row as people read it: whose it is, and what tells it apart."""
        rows = self.content.rows("sealed")
        what = next((str(row.get("what")) for row in rows if row.get("key") == key), "")
        return what.partition(": ")[2] or name_of(key)

    def _found(self, name: str, wanted: Mapping[str, str]) -> dict[str, Row]:
        """The row of each sealed key: its own, else the one of which one key was typed over."""
        found = self._by_their_word(name, wanted)
        known = {row.number for row in found.values()}
        others: list[tuple[str, Row]] = []
        for row in self.content.rows(name):
            key = key_of(name, row.values)
            if row.number in known:
                continue
            if key in found and alike(row, wanted[key]) > alike(found[key], wanted[key]):
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

    def _by_their_word(self, name: str, wanted: Mapping[str, str]) -> dict[str, Row]:
        """The rows that say themselves which ones they are, each of them once."""
        rows = self.content.rows(name)
        said = Counter(row.get(ROW) for row in rows)
        return {key: row for row in rows if said[key := row.get(ROW)] == 1 and key in wanted}

    def _row(self, table: Table, row: Row, key: str, text: str) -> Row:
        """A row with what is sealed of it."""
        right, changed = right_of(table.key, text) | {ROW: key}, dict[str, Any]()
        for name, sealed in right.items():
            if name in row.place.columns and text_of(row.get(name)) != sealed:
                changed[name] = typed_of(table.column(name), sealed)
                self.changed.setdefault(name, []).append((row, right))
        values = {**row.values, **changed}
        return row._replace(
            values={name: value for name, value in values.items() if value is not None},
            faulty=row.faulty - changed.keys(),
        )

    def _tell_columns(self, table: Table) -> None:
        """Each cell of a table that was typed over; of a column with many of them, in one line."""
        for name, changes in self.changed.items():
            if len(changes) <= MOST_ALONE:
                for row, right in changes:
                    self._tell_cell(table, row, name, right)
                continue
            row, right = changes[0]
            cells = [row.cell(name) for row, _ in changes]
            column = table.column(name)
            details = {
                "label": column.label,
                "count": len(changes),
                "first": cells[0].name,
                "entered": _said(row.get(name)),
                "expected": _said(typed_of(column, right[name])),
                "moved": moves(table.key, name),
            }
            self.problems.add("sealed-column", *cells, **details)
        self.changed = {}

    def _tell_cell(self, table: Table, row: Row, name: str, right: Mapping[str, str]) -> None:
        keys = [k for k in SEALED[table.key].keys if k not in {"key", name}]
        whose = ["bidder"] if table.key in LOADED and name != "bidder" else []
        named = ", ".join(right[key] for key in (*whose, *keys) if right.get(key))
        column = table.column(name)
        said = f"{named}: {column.label}" if named else column.label
        expected, moved = typed_of(column, right[name]), moves(table.key, name)
        self._tell(said, row.get(name), expected, row.cell(name), moved=moved)

    def _tell(
        self, label: str, entered: Any, expected: Any, place: Any, *, moved: bool = False
    ) -> None:
        said = {"entered": _said(entered), "expected": _said(expected), "moved": moved}
        self.problems.add("sealed-changed", place, label=label, **said)


def _seal(terms: Mapping[str, str]) -> str:
    return seal_of({"key": key, "value": text} for key, text in terms.items())


def _said(value: Any) -> str:
    return as_said(value) or "blank"


def _put_back(table: Table, row: Row, text: str, bidder: str) -> Row:
    """A row that was deleted, with what is sealed of it, whose it is, and nothing else."""
    right = {name: sealed for name, sealed in right_of(table.key, text).items() if sealed}
    values = {name: typed_of(table.column(name), sealed) for name, sealed in right.items()}
    return row._replace(values={"bidder": bidder, **values} if bidder else values)
