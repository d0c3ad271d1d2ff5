"""A sheet's widths, frozen headings and print set-up."""

import textwrap
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from svtools.workbooks import theme
from svtools.workbooks.declaration import IDENTITY, Item
from svtools.workbooks.layout import PlacedSheet

A3, A4 = 8, 9
WIDEST_ON_A4 = 200
TEXT_WIDTH = 110
FIELD_WIDTHS = (36, 44, 70)
LOWEST_FROZEN_ROW = 12
FILTER_BUTTON = 3
LINE_HEIGHT = 14.5
ROW_MARGIN = 2
TALLEST_ROW = 400
NARROW_BOLD = 0.8
CHARACTERS_PER_WIDTH = 1.12
NO_LOOKS: Mapping[int, Any] = {}


def set_widths(sheet: Any, placed: PlacedSheet, looks: Mapping[int, Any] = NO_LOOKS) -> list[float]:
    """Columns wide enough for what stands in them; a sheet of text alone gets one wide column.

    `looks` are formats of whole columns, for cells that have none of their own. Returns the
    widths, in characters.
    """
    if placed.tables:
        columns = zip_longest(*(table.table.columns for table in placed.tables))
        widths = [max(_width_of(item) for item in column if item) for column in columns]
    elif any(block.block.key != IDENTITY.key for block in placed.fields):
        widths = list(FIELD_WIDTHS)
    else:
        widths = [TEXT_WIDTH, FIELD_WIDTHS[1]]
    folded = _folded(placed)
    for column, width in enumerate(widths):
        options = {"level": 1, "hidden": True} if column in folded else {}
        if column - 1 in folded and not options:
            options = {"collapsed": True}
        sheet.set_column(column, column, width, looks.get(column), options)
    if len(widths) - 1 in folded:
        sheet.set_column(len(widths), len(widths), None, None, {"collapsed": True})
    return widths


def _folded(placed: PlacedSheet) -> set[int]:
    """The columns of workings, which a person may unfold."""
    tables = [table.table.columns for table in placed.tables]
    return {at for columns in tables for at, column in enumerate(columns) if column.folded}


def _width_of(item: Item) -> float:
    """A declared width, else one that fits the kind of value and the heading's longest word."""
    longest_word = max(len(word) for word in item.label.split())
    return item.width or max(theme.WIDTHS[item.kind], longest_word + FILTER_BUTTON)


class Heights:
    """Row heights for wrapped text: not every program fits them by itself when it opens a file."""

    def __init__(self, widths: list[float]) -> None:
        self._widths = widths
        self._lines: dict[int, int] = {}

    def need(self, first: int, column: int, *values: object, bold: bool = False) -> None:
        """Make room for the texts that stand in a column from the row `first` down."""
        if column >= len(self._widths):
            return
        width = self._widths[column] * (NARROW_BOLD if bold else 1)
        for row, value in enumerate(values, start=first):
            if type(value) is str and (len(value) > width or "\n" in value):
                self.reserve(row, _lines(value, width))

    def reserve(self, row: int, lines: int) -> None:
        """Make room in `row` for so many lines."""
        self._lines[row] = max(lines, self._lines.get(row, 1))

    def apply(self, sheet: Any) -> None:
        """Set the height of every row that needs more than one line."""
        for row, lines in self._lines.items():
            sheet.set_row(row, _height(lines))


def height_for(text: str, width: float) -> float:
    """The height of a row for a wrapped text in a column so many characters wide."""
    return _height(_lines(text, width))


def _height(lines: int) -> float:
    return min(lines * LINE_HEIGHT + ROW_MARGIN, TALLEST_ROW)


@lru_cache(maxsize=4096)
def _lines(text: str, width: float) -> int:
    """How many lines a text takes; the same one often stands in many rows."""
    characters = max(1, int(width * CHARACTERS_PER_WIDTH))
    return sum(len(textwrap.wrap(line, characters)) or 1 for line in text.splitlines())


def set_up_print(sheet: Any, placed: PlacedSheet, widths: list[float]) -> None:
    """Landscape A4 (A3 for a wide table), one page wide, headings repeated and frozen."""
    sheet.set_landscape()
    sheet.set_paper(A3 if sum(widths) > WIDEST_ON_A4 else A4)
    sheet.fit_to_pages(1, 1 if placed.charts else 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.hide_gridlines(2)
    if len(placed.tables) == 1 and placed.tables[0].row <= LOWEST_FROZEN_ROW:
        sheet.freeze_panes(placed.tables[0].first, 1)
        if not placed.charts:
            sheet.repeat_rows(placed.tables[0].row)
