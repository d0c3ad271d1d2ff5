"""A scoring workbook before it is written anew: what the panel typed, and what can't be kept."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from svtools.jobs.tender.scoring_rows import ONE_OF_A_KIND, row_key
from svtools.numbers import percent, plain
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row, TableContent, TablePlace
from svtools.workbooks.declaration import CellKind, Item, Role, Sheet, Table
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Problem
from svtools.workbooks.typed import shown

RowKey = tuple[str, ...]
Entered = dict[str, dict[RowKey, dict[str, Any]]]

ELSEWHERE = ("extra-column", "extra-sheet", "stray-cell")
"""Problems of what stands outside the declared cells: told here with what stood there."""

NUMERIC = (CellKind.NUMBER, CellKind.INTEGER, CellKind.MONEY, CellKind.RATE)

WHOLE = {
    "bands": ("at_least", "share"),
    "measures": ("code", "title"),
    "questions": ("number", "question"),
    "scale": ("mark", "means"),
    "quality_parts": ("criterion", "weight"),
    "results": ("line",),
    "workings": ("key", "bidder"),
    "notes": ("file", "what"),
}
"""What every row has that is not a note, in tables without anything to fill in."""


class Before:
    """The workbook as it was."""

    def __init__(self, workbook: Workbook) -> None:
        self.content = workbook.content
        self.file = workbook.file
        self.sheets = {sheet.name: sheet for sheet in workbook.book.sheets}

    def entered(self) -> Entered:
        """What the panel typed, by table and row; what can't be used stays as it was typed."""
        return {
            name: {row_key(row.values, keys): self._typed(name, row) for row in self._rows(name)}
            for name, keys in ONE_OF_A_KIND.items()
        }

    def _rows(self, name: str) -> tuple[Row, ...]:
        return self.content.rows(name)

    def _typed(self, name: str, row: Row) -> dict[str, Any]:
        found = {}
        for key in inputs_of(self.content.template.table(name)):
            if key in row.values:
                found[key] = row.values[key]
            elif key in row.faulty:
                found[key] = _as_typed(self._at(row.cell(key)))
        return found

    def published(self) -> Content:
        """The content without what somebody wrote under its tables."""
        known = self.content.template
        tables = {
            name: replace(
                place, rows=tuple(r for r in place.rows if not _is_note(known.table(name), r))
            )
            for name, place in self.content.tables.items()
        }
        return replace(self.content, tables=tables)

    def issued(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table that was only issued, as the data they were issued from."""
        table = self.content.template.table(name)
        issued = [column for column in table.columns if column.role is Role.ISSUED]
        rows = self.published().rows(name)
        return [{c.source: row.get(c.key) for c in issued} for row in rows]

    def texts(self) -> Iterator[Problem]:
        """Numbers that were typed as text: read as numbers here, and not by the formulas."""
        for _, table in self.content.template.tables():
            numeric = [each for each in table.columns if each.kind in NUMERIC]
            for row in self._rows(table.key):
                for item in numeric:
                    raw = self._at(row.cell(item.key))
                    if item.role is Role.INPUT and item.key in row.values and isinstance(raw, str):
                        read = _said(item, row.values[item.key])
                        details = {"label": item.label, "entered": raw.strip(), "read": read}
                        yield Problem("scoring-text", self.file, (row.cell(item.key),), details)

    def other_problems(self) -> list[Problem]:
        """What was wrong with the declared cells."""
        return [each for each in self.content.problems if each.code not in ELSEWHERE]

    def not_kept(self, kept: Mapping[str, Set[RowKey]]) -> Iterator[Problem]:
        """Every cell that the new workbook doesn't have.

        `kept` are the rows that go into it, and those of bidders who are named as gone.
        """
        yield from self._elsewhere()
        for declared in self.content.template.sheets:
            for table in declared.tables:
                content = self.content.tables[table.key]
                if content.is_there:
                    yield from self._under(declared, table, content, kept.get(table.key, set()))

    def _elsewhere(self) -> Iterator[Problem]:
        """What stands beside the tables, and on sheets of the panel's own."""
        for each in self.content.problems:
            if each.code == "extra-sheet":
                yield self._lost(each.cells[0], f"The sheet '{each.sheet}'")
            elif each.code in ELSEWHERE:
                for cell in each.cells:
                    yield from self._cell(cell)

    def _under(
        self, declared: Sheet, table: Table, content: TableContent, kept: Set[RowKey]
    ) -> Iterator[Problem]:
        """What stands in rows under the headings that are not rows of the new workbook."""
        place = content.place
        rows = {row.number: row for row in content.rows}
        first = place.heading_row + 1
        for number in range(first, self._end(declared, place)):
            if number not in rows and (number == first or not self._was_loaded):
                continue  # a row of formulas alone, which every empty table has
            lost = _lost_columns(table, place, rows.get(number), kept)
            for column in sorted(lost):
                cell = Cell(place.sheet, place.order, number, column)
                if self._at(cell) not in declared.texts:
                    yield from self._cell(cell)

    @property
    def _was_loaded(self) -> bool:
        """Whether offers were loaded before, so that every row was written for a bidder."""
        return any(row.get("file") for row in self._rows("bidders"))

    def _end(self, declared: Sheet, place: TablePlace) -> int:
        """The row after the last that may be the table's: the next table begins there."""
        following = [self.content.tables[t.key].place.heading_row for t in declared.tables]
        last = len(self.sheets[place.sheet].rows)
        return min((row for row in following if row > place.heading_row), default=last)

    def _cell(self, cell: Cell) -> Iterator[Problem]:
        value = shown(self._at(cell))
        if value:
            yield self._lost(cell, f"'{value}'")

    def _lost(self, cell: Cell, entered: str) -> Problem:
        return Problem("scoring-not-kept", self.file, (cell,), {"entered": entered})

    def _at(self, cell: Cell) -> Any:
        rows = self.sheets[cell.sheet].rows
        in_it = cell.row < len(rows) and cell.column < len(rows[cell.row])
        return rows[cell.row][cell.column] if in_it else None


def inputs_of(table: Table) -> list[str]:
    """The columns of a table that are filled in."""
    return [column.key for column in table.columns if column.role is Role.INPUT]


def _lost_columns(table: Table, place: TablePlace, row: Row | None, kept: Set[RowKey]) -> set[int]:
    """The columns of a row that the new workbook doesn't have; all of them in a row of no kind."""
    everything = set(place.columns.values())
    if row is None or _is_note(table, row):
        return everything
    keys = ONE_OF_A_KIND.get(table.key, ())
    if not keys or not inputs_of(table) or row_key(row.values, keys) in kept:
        return set()
    if all(row.get(key) for key in ("key", *keys)):  # a whole row, which isn't asked for now
        return {place.columns[key] for key in inputs_of(table) if key in place.columns}
    return everything


def _is_note(table: Table, row: Row) -> bool:
    """Whether somebody wrote under a table in which there is nothing to fill in."""
    return any(row.get(key) is None for key in WHOLE.get(table.key, ()))


def _said(item: Item, number: Any) -> str:
    """A number as it is to be typed."""
    return percent(number) if item.kind is CellKind.RATE else plain(number)


def _as_typed(raw: Any) -> Any:
    """A value that can't be used, so that it stands in the cell again."""
    return raw if isinstance(raw, str | int | float) else shown(raw) or None
