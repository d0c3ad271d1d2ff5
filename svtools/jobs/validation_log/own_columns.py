"""Columns that the council added to its validation log: kept when the log is written anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from svtools.workbooks.book import Book
from svtools.workbooks.cells import letters
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import CellKind, Column, Table, Template, normal
from svtools.workbooks.typed import shown

Values = tuple[Any, ...]
LONGEST_HEADING = 200


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """The columns, and the values in them by the row of the sheet, from 0."""

    columns: tuple[Column, ...] = ()
    by_row: Mapping[int, Values] = field(default_factory=dict)

    def values(self, row: int | None) -> dict[str, Any]:
        """What stands in the columns beside a row, by their keys; blanks for a new row."""
        found = self.by_row.get(-1 if row is None else row, (None,) * len(self.columns))
        return {item.key: value for item, value in zip(self.columns, found, strict=True)}


def own_columns(book: Book, content: Content, key: str) -> OwnColumns:
    """The columns beside a table that its template doesn't have, as text, number or date.

    A formula of the council's own is kept as its result.
    """
    table, place = content.template.table(key), content.tables[key].place
    if not content.tables[key].is_there:
        return OwnColumns()
    sheet = next(each for each in book.sheets if each.name == place.sheet)
    numbers = [row.number for row in content.rows(key)]
    headings = sheet.rows[place.heading_row]
    width = max((len(sheet.rows[number]) for number in (*numbers, place.heading_row)), default=0)
    taken = {normal(label) for item in table.columns for label in item.labels}
    columns: list[Column] = []
    values: list[list[Any]] = []
    for column in sorted(set(range(width)) - set(place.columns.values())):
        cells = [_at(sheet.rows[number], column) for number in numbers]
        heading = shown(_at(headings, column)) if column < len(headings) else ""
        if not heading and all(cell is None for cell in cells):
            continue
        heading = _free(heading[:LONGEST_HEADING] or f"Column {letters(column)}", taken)
        dates = all(isinstance(cell, date) for cell in cells if cell is not None)
        has_dates = dates and any(cells)
        kind = CellKind.DATE if has_dates else CellKind.TEXT
        key = f"own_{len(columns)}"
        columns.append(Column(key, heading, issued=key, format=kind))
        values.append([_kept(cell, as_date=has_dates) for cell in cells])
    by_row = dict(zip(numbers, zip(*values, strict=True), strict=True)) if columns else {}
    return OwnColumns(tuple(columns), by_row)


def widened(known: Template, key: str, columns: tuple[Column, ...]) -> Template:
    """The template with more columns at the right of the table that goes by `key`."""
    sheets = [
        replace(sheet, blocks=tuple(_wider(block, key, columns) for block in sheet.blocks))
        for sheet in known.sheets
    ]
    return replace(known, sheets=tuple(sheets))


def _wider(block: Any, key: str, columns: tuple[Column, ...]) -> Any:
    if isinstance(block, Table) and block.key == key:
        return replace(block, columns=(*block.columns, *columns))
    return block


def _at(cells: Any, column: int) -> Any:
    return cells[column] if column < len(cells) else None


def _free(heading: str, taken: set[str]) -> str:
    """The heading, numbered where another column has it: a table's headings all differ."""
    made, number = heading, 1
    while normal(made) in taken:
        number += 1
        made = f"{heading} ({number})"
    taken.add(normal(made))
    return made


def _kept(cell: Any, *, as_date: bool) -> Any:
    """The value as it can be written again."""
    if as_date and isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if cell is None or as_date or isinstance(cell, int | float):
        return cell
    return shown(cell) or None
