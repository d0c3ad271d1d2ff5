"""A scoring workbook before it is written anew: what the panel typed, and what can't be kept."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from svtools.jobs.tender.scoring_rows import ONE_OF_A_KIND, row_key
from svtools.numbers import percent, plain
from svtools.workbooks.book import Book
from svtools.workbooks.content import Content, Row, TableContent
from svtools.workbooks.declaration import CellKind, Item, Role, Sheet, Table
from svtools.workbooks.parse import template
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
    """The workbook as it was: `content` by its declaration, and `book` with every cell."""

    def __init__(self, book: Book, content: Content, file: str) -> None:
        self.content = content
        self.file = file
        self.sheets = {sheet.name: sheet for sheet in book.sheets}

    def entered(self) -> Entered:
        """What the panel typed, by table and row; what can't be used stays as it was typed."""
        return {
            name: {row_key(row.values, keys): self._typed(name, row) for row in self._rows(name)}
            for name, keys in ONE_OF_A_KIND.items()
        }

    def _rows(self, name: str) -> Iterator[Row]:
        return self.content.rows(name)

    def _typed(self, name: str, row: Row) -> dict[str, Any]:
        found = {}
        for key in inputs_of(template(self.content.template).table(name)):
            if key in row.values:
                found[key] = row.values[key]
            elif (name, row.number, key) in self.content.faulty:
                place = self.content.tables[name]
                found[key] = _as_typed(self._at(place.sheet, *place.cell(row, key)))
        return found

    def published(self) -> Content:
        """The content without what somebody wrote under its tables."""
        known = template(self.content.template)
        tables = {
            name: replace(
                place, rows=tuple(r for r in place.rows if not _is_note(known.table(name), r))
            )
            for name, place in self.content.tables.items()
        }
        return replace(self.content, tables=tables)

    def issued(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table that was only issued, as the data they were issued from."""
        table = template(self.content.template).table(name)
        issued = [column for column in table.columns if column.role is Role.ISSUED]
        rows = self.published().rows(name)
        return [{c.source: row.get(c.key) for c in issued} for row in rows]

    def texts(self) -> Iterator[Problem]:
        """Numbers that were typed as text: read as numbers here, and not by the formulas."""
        for _, table in template(self.content.template).tables():
            place = self.content.tables.get(table.key)
            numeric = [each for each in table.columns if each.kind in NUMERIC]
            for row in place.rows if place else ():
                for item in numeric if place else ():
                    if place is None or item.role is not Role.INPUT or item.key not in row.values:
                        continue
                    cell = place.cell(row, item.key)
                    raw = self._at(place.sheet, *cell)
                    if isinstance(raw, str):
                        read = _said(item, row.values[item.key])
                        details = {"label": item.label, "entered": raw.strip(), "read": read}
                        yield Problem(
                            "scoring-text", self.file, place.sheet, (cell,), details, place.order
                        )

    def other_problems(self) -> list[Problem]:
        """What was wrong with the declared cells."""
        return [each for each in self.content.problems if each.code not in ELSEWHERE]

    def not_kept(self, kept: Mapping[str, Set[RowKey]]) -> Iterator[Problem]:
        """Every cell that the new workbook doesn't have.

        `kept` are the rows that go into it, and those of bidders who are named as gone.
        """
        yield from self._elsewhere()
        for declared in template(self.content.template).sheets:
            for table in declared.tables:
                place = self.content.tables.get(table.key)
                if place:
                    yield from self._under(declared, table, place, kept.get(table.key, set()))

    def _elsewhere(self) -> Iterator[Problem]:
        """What stands beside the tables, and on sheets of the panel's own."""
        for each in self.content.problems:
            if each.code == "extra-sheet":
                yield self._lost(each.sheet, None, f"The sheet '{each.sheet}'")
            elif each.code in ELSEWHERE:
                for cell in each.cells:
                    yield from self._cell(each.sheet, cell)

    def _under(
        self, declared: Sheet, table: Table, place: TableContent, kept: Set[RowKey]
    ) -> Iterator[Problem]:
        """What stands in rows under the headings that are not rows of the new workbook."""
        rows = {row.number: row for row in place.rows}
        first = place.heading_row + 1
        for number in range(first, self._end(declared, place)):
            if number not in rows and (number == first or not self._was_loaded):
                continue  # a row of formulas alone, which every empty table has
            lost = _lost_columns(table, place, rows.get(number), kept)
            for column in sorted(lost):
                if self._at(place.sheet, number, column) not in declared.texts:
                    yield from self._cell(place.sheet, (number, column))

    @property
    def _was_loaded(self) -> bool:
        """Whether offers were loaded before, so that every row was written for a bidder."""
        return any(row.get("file") for row in self._rows("bidders"))

    def _end(self, declared: Sheet, place: TableContent) -> int:
        """The row after the last that may be the table's: the next table begins there."""
        tables = (self.content.tables.get(table.key) for table in declared.tables)
        following = [each.heading_row for each in tables if each]
        last = len(self.sheets[place.sheet].rows)
        return min((row for row in following if row > place.heading_row), default=last)

    def _cell(self, sheet: str, cell: tuple[int, int]) -> Iterator[Problem]:
        value = shown(self._at(sheet, *cell))
        if value:
            yield self._lost(sheet, cell, f"'{value}'")

    def _lost(self, sheet: str, cell: tuple[int, int] | None, entered: str) -> Problem:
        order = self.sheets[sheet].order
        cells = (cell,) if cell else ()
        return Problem("scoring-not-kept", self.file, sheet, cells, {"entered": entered}, order)

    def _at(self, sheet: str, row: int, column: int) -> Any:
        rows = self.sheets[sheet].rows
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def inputs_of(table: Table) -> list[str]:
    """The columns of a table that are filled in."""
    return [column.key for column in table.columns if column.role is Role.INPUT]


def _lost_columns(
    table: Table, place: TableContent, row: Row | None, kept: Set[RowKey]
) -> set[int]:
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
