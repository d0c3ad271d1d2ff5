"""Where printed pages begin: at a change of value, a group of columns, and the head of a table.

A sheet with such pages is printed at a scale of its own: programs that fit a sheet to pages pass
over the breaks that it says.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

PAPER = 1046
"""The pixels between the margins of A4 across, at full size."""

WIDER = 1.13
"""So much wider LibreOffice draws columns than Excel, at the most."""

PAGE_WIDTH = 1265
"""The pixels of a page on which 11 points are printed at 8; a screen of 1366 is about as wide."""

PAPER_DOWN = 650
"""The pixels between the margins of A4 down, at full size, less what programs differ by."""

PAGE_HEIGHT = 900
"""The pixels of a page of A4 on which text still is of 8 points."""

UNSET_HEIGHT = 20
"""The pixels of a row whose height is left to the program."""

FEWEST_ROWS = 2
"""So many rows of a table at least stand under its headings before a page ends."""

MOST_BREAKS = 1023
"""So many a sheet of Excel has."""

_BREAKS = re.compile(rb"<rowBreaks\b.*?</rowBreaks>", re.DOTALL)
_BEFORE = re.compile(
    rb"<headerFooter\b(?:[^>]*/>|.*?</headerFooter>)|<pageSetup\b[^>]*/>", re.DOTALL
)


def row_breaks(values: Mapping[int, Any], height: Callable[[int], int], page: int) -> list[int]:
    """The rows with which a page begins, so that rows with the same value stand on one page.

    As many of them as fit share a page, which takes so many pixels; the row of headings over the
    first stands on each. A blank is no value.
    """
    rows = [row for row in sorted(values) if values[row] not in {None, ""}]
    if not rows:
        return []
    changes = [row for before, row in pairwise(rows) if values[row] != values[before]]
    breaks, used = list[int](), sum(map(height, range(rows[0])))
    for first, after in pairwise([rows[0], *changes, rows[-1] + 1]):
        needed = sum(map(height, range(first, after)))
        if used + needed > page and first > rows[0]:
            breaks.append(first)
            used = height(rows[0] - 1)
        used += needed
    return breaks


def column_breaks(widths: Sequence[int], repeated: int, groups: Iterable[int]) -> list[int]:
    """The columns with which a page begins, where `repeated` first columns stand on each.

    A page begins with a group of columns where one begins on the page before, rather than within.
    """
    starts, breaks = set(groups), list[int]()
    first, used = 0, 0
    for column, width in enumerate(widths):
        if used + width > PAGE_WIDTH and column > max(first, repeated):
            inside = [at for at in starts if max(first, repeated) < at <= column]
            first = max(inside, default=column)
            breaks.append(first)
            used = sum(widths[:repeated]) + sum(widths[first:column])
        used += width
    return breaks


class Stacked(NamedTuple):
    """One of several blocks under one another: its first row, that of its values, its last."""

    first: int
    values: int
    last: int


def page_breaks(blocks: Sequence[Stacked], height: Callable[[int], int], page: int) -> list[int]:
    """The rows with which a page begins, where one takes so many pixels, so that no block is torn.

    One that is longer than a page may go on, but not with its headings alone at the foot. The
    first stands under the sheet's title whatever its length.
    """
    breaks, used, row = list[int](), 0, 0
    for block in blocks:
        used += sum(map(height, range(row, block.first)))
        rows = [height(at) for at in range(block.first, block.last + 1)]
        least = sum(rows[: block.values + FEWEST_ROWS - block.first])
        if row and used + (sum(rows) if sum(rows) <= page else least) > page:
            breaks.append(block.first)
            used = 0
        for at, each in enumerate(rows, block.first):
            if used + each > page and at >= block.values:
                breaks.append(at)
                used = 0
            used += each
        row = block.last + 1
    return breaks


def page_down(scale: int) -> int:
    """The pixels of rows on a page, at so many percent of full size."""
    return PAPER_DOWN * 100 // scale


def print_scale(widths: Sequence[int], repeated: int, breaks: Sequence[int]) -> int:
    """The percentage of full size at which the widest of the pages fits on paper."""
    edges = [0, *breaks, len(widths)]
    pages = [sum(widths[first:after]) for first, after in pairwise(edges)]
    again = sum(widths[:repeated])
    widest = max([pages[0], *(page + again for page in pages[1:])])
    return min(100, int(100 * PAPER / (widest * WIDER)))


def with_row_breaks(sheet: bytes, rows: Sequence[int]) -> bytes:
    """The XML of a sheet with pages that begin with `rows`, and with no others."""
    sheet = _BREAKS.sub(b"", sheet)
    before = [match.end() for match in _BEFORE.finditer(sheet)]
    if not before:
        return sheet
    return sheet[: before[-1]] + breaks_element(rows).encode() + sheet[before[-1] :]


def breaks_element(rows: Sequence[int]) -> str:
    """The element that says with which rows pages begin; nothing for none."""
    breaks = [f'<brk id="{row}" max="16383" man="1"/>' for row in rows[:MOST_BREAKS]]
    count = f'count="{len(breaks)}" manualBreakCount="{len(breaks)}"'
    return f"<rowBreaks {count}>{''.join(breaks)}</rowBreaks>" if breaks else ""
