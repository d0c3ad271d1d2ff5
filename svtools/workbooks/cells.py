"""Cells: where they are, how people name them, and what stands in one that is no plain value."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from svtools.errors import InputError

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""How many rows and columns an Excel sheet has."""

EMU = 9525
"""In a pixel: what drawings are measured in."""

_A1 = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


class Cell(NamedTuple):
    """A cell of a workbook, or a whole sheet where it has no row.

    `order` is the sheet's place in the file; sheets, rows and columns count from 0.
    """

    sheet: str
    order: int
    row: int = -1
    column: int = -1

    @property
    def name(self) -> str:
        """The cell as people name it on its sheet: "E7"; blank for the whole sheet."""
        return a1(self.row, self.column) if self.row >= 0 else ""

    def __str__(self) -> str:
        """The cell as people name it in its workbook: "Delivery!E7"."""
        return f"{self.sheet}!{self.name}" if self.name else self.sheet


@dataclass(frozen=True, slots=True)
class CellError:
    """An error in a cell; `code` is what the sheet shows, for example "#REF!"."""

    code: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """A formula that was saved without a result."""


Value = str | int | float | bool | datetime | date | time | timedelta | CellError | Uncalculated
"""What one cell holds; a blank is None. A timedelta is a length of time, such as 37:30 hours."""


def a1(row: int, column: int) -> str:
    """The name of a cell by its row and column, both from 0: (3, 1) is "B4"."""
    return f"{letters(column)}{row + 1}"


def areas(cells: Iterable[Cell]) -> list[str]:
    """Cells of one sheet as the areas they fill, from the top: "B4:E40", "B42"."""
    found: list[tuple[Cell, Cell]] = []
    latest: dict[tuple[int, int], int] = {}
    for first, last in _runs(cells):
        number = latest.get((first.column, last.column))
        if number is not None and found[number][1].row == first.row - 1:
            found[number] = found[number][0], last
        else:
            latest[first.column, last.column] = len(found)
            found.append((first, last))
    return [a.name if a == b else f"{a.name}:{b.name}" for a, b in found]


def _runs(cells: Iterable[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """The first and the last of cells side by side, row by row."""
    run: list[Cell] = []
    for cell in sorted(set(cells)):
        if run and (cell.row, cell.column) != (run[-1].row, run[-1].column + 1):
            yield run[0], run[-1]
            run = []
        run.append(cell)
    if run:
        yield run[0], run[-1]


def letters(column: int) -> str:
    """The name of a column, from 0: 0 is "A", 26 is "AA"."""
    before, letter = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(65 + letter)


def position(name: str) -> tuple[int, int]:
    """The row and column, both from 0, of a cell by its name: "B4" is (3, 1).

    Raises InputError for what is no cell of a sheet.
    """
    parts = _A1.fullmatch(name)
    row, column = (int(parts[2]) - 1, column_of(parts[1])) if parts else (LAST_ROW, 0)
    if row >= LAST_ROW or column >= LAST_COLUMN:
        raise InputError(f"'{name}' is not a cell.", "Name one from A1 to XFD1048576.")
    return row, column


def column_of(name: str) -> int:
    """The number, from 0, of a column by its letters: "A" is 0."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
