"""Where the pages of a printed table begin: at a change of value, and at a group of columns.

A sheet with such pages is printed at a scale of its own: programs that fit a sheet to pages pass
over the breaks that it says.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

PAPER = 1046
"""The pixels between the margins of A4 across, at full size."""

WIDER = 1.13
"""So much wider LibreOffice draws columns than Excel, at the most."""

PAGE_WIDTH = 1265
"""The pixels of a page on which 11 points are printed at 8; a screen of 1366 is about as wide."""

_BREAKS = re.compile(rb"<rowBreaks\b.*?</rowBreaks>", re.DOTALL)
_BEFORE = re.compile(
    rb"<headerFooter\b(?:[^>]*/>|.*?</headerFooter>)|<pageSetup\b[^>]*/>", re.DOTALL
)


def row_breaks(values: Mapping[int, Any]) -> list[int]:
    """The rows in which another value stands than in the row before; a blank is none."""
    rows = [row for row in sorted(values) if values[row] not in {None, ""}]
    return [row for before, row in pairwise(rows) if values[row] != values[before]]


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
    breaks = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in rows)
    count = len(rows)
    element = f'<rowBreaks count="{count}" manualBreakCount="{count}">{breaks}</rowBreaks>'
    before = [match.end() for match in _BEFORE.finditer(sheet)]
    if not rows or not before:
        return sheet
    return sheet[: before[-1]] + element.encode() + sheet[before[-1] :]
