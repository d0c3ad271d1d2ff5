"""A sheet of a master: its cells, to be printed among what XlsxWriter made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter

from svtools.workbooks.copies import Copy
from svtools.workbooks.page_breaks import breaks_element, row_breaks
from svtools.workbooks.sheet_setup import POINTS, UNSET_HEIGHT, Paging
from svtools.workbooks.strips import Link, Run, Strip, hyperlinks

FITTED, ENDLESS = '<pageSetUpPr fitToPage="1"/>', ' fitToHeight="0"'


@dataclass(slots=True)
class SheetPrinter:
    """A sheet's strips, the pixels that some rows have at least, and how it comes to pages."""

    strips: Sequence[Strip]
    least: Mapping[int, int]
    paging: Paging
    page_run: Run | None
    """The column whose every change of value begins a page, if there is one."""

    def printed(self, frame: Sequence[str], copy: Copy) -> Iterator[str]:
        """The sheet of one workbook, piece by piece.

        The `frame` is what stands before its rows, its links and its page breaks, and after them.
        """
        head, before_links, before_breaks, tail = frame
        links, heights, breaks = list[Link](), dict[int, int](), list[int]()
        rows = self._rows(copy, links, heights)
        if self.paging.may_be_short or self.paging.blocks:
            rows = iter(list(rows))  # then the heights are known
            if FITTED in head and self.paging.is_short(heights):
                before_breaks = before_breaks.replace(ENDLESS, "")
            elif self.paging.blocks:
                head = head.replace(FITTED, "")
                before_breaks = before_breaks.replace(ENDLESS, f' scale="{self.paging.scale}"')
                breaks = self.paging.breaks(heights)
        yield head
        yield from rows
        if self.page_run:
            breaks = row_breaks(dict(enumerate(copy.each(self.page_run), self.page_run.strip.row)))
        yield from (before_links, hyperlinks(links), before_breaks, breaks_element(breaks), tail)

    def _rows(self, copy: Copy, links: list[Link], heights: dict[int, int]) -> Iterator[str]:
        """The rows of the sheet; where pages depend on them, `heights` gets their pixels."""
        are_told = self.paging.may_be_short or self.paging.blocks
        strips = merge(*(strip.printed(copy, links) for strip in self.strips))
        for row, side_by_side in groupby(strips, itemgetter(0)):
            cells = list(side_by_side)
            height = max(self.least.get(row, 0), *(height for _, _, height, _ in cells))
            if height and are_told:
                heights[row] = height
            is_set = height not in {0, UNSET_HEIGHT}
            about = f' ht="{height * POINTS:g}" customHeight="1"' if is_set else ""
            yield f'<row r="{row + 1}"{about}>{"".join([xml for _, _, _, xml in cells])}</row>'
