"""Where formulas stand on a sheet, so that a calculated cell without one is known.

The reader of cells gives only values. Looked up in the XML, as it is plain, where a job asks.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from svtools.workbooks.cells import LAST_COLUMN, column_of
from svtools.workbooks.ods_cells import tags
from svtools.workbooks.table_growth import Area

_FORMULA_CELL = re.compile(rb'<c r="([A-Za-z]+)([0-9]+)"[^<>]*>\s*<f/>')
_SPREADS = re.compile(
    rb"""<(?:\w+:)?f\b(?=[^<>]*\st=["'](?:array|dataTable)["'])[^<>]*\sref=["']([^"']+)"""
)
_MATRIX = re.compile(rb"""table:number-matrix-(columns|rows)-spanned\s*=\s*["']([0-9]{1,7})""")


@dataclass(slots=True)
class FormulaPlaces:
    """The cells of one sheet with a formula: runs of rows by column, both from 0."""

    runs: dict[int, list[range]] = field(default_factory=dict)

    def add(self, rows: range, column: int) -> None:
        """Note a formula in these rows of a column, none of them above those that are known."""
        runs = self.runs.setdefault(column, [])
        if runs and rows.start <= runs[-1].stop:
            runs[-1] = range(runs[-1].start, max(rows.stop, runs[-1].stop))
        else:
            runs.append(rows)

    def has(self, row: int, column: int) -> bool:
        """Whether a formula stands in a cell."""
        runs = self.runs.get(column, [])
        at = bisect_right(runs, row, key=lambda run: run.start) - 1
        return at >= 0 and row in runs[at]


def formula_places(sheet: bytes, formulas: bytes) -> FormulaPlaces:
    """Where formulas stand on an .xlsx sheet, by its XML as it is plain.

    `formulas` are their elements as they came: one of an array or a data table stands in the
    first of its cells and counts for all of them.
    """
    found: list[tuple[range, int]] = []
    for column, number in _FORMULA_CELL.findall(sheet):
        row = int(number) - 1
        found.append((range(row, row + 1), column_of(column.decode())))
    spread = b"ref=" in formulas and _SPREADS.findall(formulas)
    for area in filter(None, (Area.of(ref.decode()) for ref in spread or ())):
        rows = range(area.top, area.bottom + 1)
        found += ((rows, column) for column in range(area.left, area.right + 1))
    return _places(sorted(found, key=lambda each: each[0].start) if spread else found)


def ods_formula_places(content: bytes) -> list[FormulaPlaces]:
    """The same of each table of an .ods workbook, by its content."""
    found: list[FormulaPlaces] = []
    for tag, rows, columns in tags(content):
        if tag[1] == b"table":
            found.append(FormulaPlaces())
        elif found and b"table:formula" in tag[2]:
            spans = {part: int(number) for part, number in _MATRIX.findall(tag[2])}
            right = min(columns.start + spans.get(b"columns", 1), LAST_COLUMN)
            down = range(rows.start, max(rows.stop, rows.start + spans.get(b"rows", 1)))
            for column in range(columns.start, max(columns.stop, right)):
                found[-1].add(down, column)
    return found


def _places(cells: Iterable[tuple[range, int]]) -> FormulaPlaces:
    places = FormulaPlaces()
    for rows, column in cells:
        places.add(rows, column)
    return places
