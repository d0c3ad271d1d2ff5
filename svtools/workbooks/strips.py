"""Cells on their way into a sheet: what stands in each column of them, and their rows as XML.

A sheet's strips are merged into its rows, among what XlsxWriter made.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from html import escape
from itertools import chain, count, islice, repeat
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.cell_xml import content, escaped, fitting
from svtools.workbooks.cells import a1, letters
from svtools.workbooks.page_breaks import UNSET_HEIGHT, breaks_element
from svtools.workbooks.sheet_setup import POINTS, Paging, height_of

if TYPE_CHECKING:
    from svtools.workbooks.copies import Copy

BATCH = 500
"""Rows printed at once."""

KEPT = 500
"""Values of a column of which the XML is kept."""

MOST_SHARED = 50_000
"""Texts of a workbook that its cells share: they are kept until it is printed."""

MOST_LINKS = 65_530
"""So many links a sheet of Excel has."""

ONE_ROW = (None,)
FITTED, ENDLESS = '<pageSetUpPr fitToPage="1"/>', ' fitToHeight="0"'
PLAIN = (str, int, float, Decimal, date, type(None))

Values = Callable[["Copy", Sequence[Any], int], list[Any]]
"""A column's values in some rows of the job's, and in so many spare ones."""

Printed = tuple[int, list[int], list[str]]
"""The first of some rows, the pixels that each needs, the XML of its cells."""

Link = tuple[int, int, str, str]
"""A cell's row and column, where it leads and what it shows."""


@dataclass(eq=False, kw_only=True)
class Run:
    """A cell, or a table's column of them: what stands there and how it looks.

    A `formula` as the sheet has it, its `source` as it is declared; `name` is what formulas call
    it. Rows are as high as its texts need where it is `measured`, with a `mark` before them.
    """

    style: int
    values: Values
    words: dict[str, int]
    """The numbers of the texts that cells share: those of the declaration, or of one workbook."""

    formula: str = ""
    source: str = ""
    name: str = ""
    measured: bool = False
    bold: bool = False
    mark: str = ""
    home: Table | Fields | None = None
    link: Callable[["Copy", Any, int], str] | None = None
    """Where it leads, by its row of the job's and the number of that row."""

    adds: bool = False
    """Whether its texts are added to those that cells share."""

    totalled: bool = False
    """Whether a total stands under it."""

    sums: "Run | None" = None
    """The column above, whose total it is."""

    def place(self, strip: "Strip", column: int, room: int) -> None:
        """Let it stand in a strip, where a text has so many pixels."""
        self.strip, self.column, self.room = strip, column, room
        self.first = strip.sheet, strip.row, column
        self._then = "" if self is strip.runs[-1] else f'<c r="{letters(column + 1)}'
        self._cells, self.tall = _Kept(self._cell), dict[Any, int]()

    def share(self, words: dict[str, int]) -> None:
        """Add its texts to those that the cells of one workbook share."""
        self.words, self.adds = words, True
        self._cells.clear()
        self.tall.clear()

    def cells(self, values: Sequence[Any]) -> Iterable[str]:
        """What follows the name of each value's cell; `tall` has the pixels of those that need any.

        That is the cell, and the name of the next in the row but for the row's number.
        """
        if len(self._cells) > KEPT:
            self._cells.clear()
            self.tall.clear()
        is_like_others = bool not in set(map(type, values))  # True equals 1
        return map(self._cells.__getitem__ if is_like_others else self._cell, values)

    def _cell(self, kept: Any) -> str:
        value: Any = kept if isinstance(kept, PLAIN) else str(kept)
        if isinstance(value, str):
            needed = height_of(self.mark + value, self.room, bold=self.bold) if self.measured else 0
            if needed:
                self.tall[kept] = needed
            value = fitting(str(value))
            if self.adds and value and not self.formula and len(self.words) < MOST_SHARED:
                self.words.setdefault(value, len(self.words))
        kind, element = content(value, result=bool(self.formula))
        if self.formula:
            element = f"<f>{escape(self.formula, quote=False)}</f>{element}"
        elif value in self.words:
            kind, element = ' t="s"', f"<v>{self.words[value]}</v>"
        end = f">{element}</c>" if element else "/>"
        return f'" s="{self.style}"{kind}{end}{self._then}'


class _Kept(dict[Any, str]):
    """Cells by their values, each made once."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        self._make = make

    def __missing__(self, value: Any) -> str:
        self[value] = made = self._make(value)
        return made


@dataclass(eq=False, slots=True)
class Strip:
    """Cells side by side from a row and column on: one row, or those of a table."""

    sheet: str
    row: int
    column: int
    runs: list[Run]
    table: str = ""
    height: int = 1
    least: int = 0
    """The pixels that each row has at least."""

    def batches(self, copy: "Copy") -> Iterator[tuple[Sequence[Any], int]]:
        """Its rows of the job's, some at a time, then how many spare ones."""
        rows, seen = copy.rows(self.table) if self.table else ONE_ROW, 0
        iterator = iter(rows)
        while batch := list(islice(iterator, BATCH)):
            seen += len(batch)
            yield batch, 0
        if seen != len(rows):
            raise ValueError(f"{self.table} has {seen} rows, and said {len(rows)}.")
        if self.height > seen:
            yield (), self.height - seen

    def unknown(self, copy: "Copy", above: Collection[Run]) -> list[Run]:
        """Its formulas of which the job doesn't know every result, and totals of those `above`."""
        unknown = [run for run in self.runs if run.sums in above]
        always = getattr(copy.rows(self.table), "always", ()) if self.table else ()
        sure = {f"{self.table}.{key}" for key in always}
        known = [r for r in self.runs if r.formula and not r.sums and r.name not in sure]
        for rows, spare in self.batches(copy) if known else ():
            found = [run for run in known if None in run.values(copy, rows, spare)]
            unknown += found
            known = [run for run in known if run not in found]
        return [run for run in self.runs if run in unknown]

    def printed(self, copy: "Copy", links: list[Link]) -> Iterator[Printed]:
        """Its rows from the top down, some at a time; its links are added to others."""
        start, at = f'<c r="{letters(self.column)}', self.row
        for run in self.runs if self.height > KEPT else ():
            run.share(copy.words)
        for rows, spare in self.batches(copy):
            heights: Iterable[int] = [self.least] * (len(rows) + spare)
            columns = []
            for run in self.runs:
                values = copy.values(run, rows, spare, at - self.row)
                columns.append(list(run.cells(values)))
                if run.totalled:
                    copy.totals[run] = copy.totals.get(run, Decimal(0)) + sum(map(number, values))
                if run.tall:
                    heights = map(max, heights, map(run.tall.get, values, repeat(0)))
                for index, row in enumerate(rows if run.link else ()):
                    where = run.link and run.link(copy, row, at + index - self.row)
                    if where and values[index] and len(links) < MOST_LINKS:
                        links.append((at + index, run.column, where, str(values[index])))
            cells = zip(*columns, strict=True)
            numbered = [str(row).join((start, *each)) for row, each in enumerate(cells, at + 1)]
            yield at, list(heights), numbered
            at += len(numbered)


def side_by_side(sheet: str, cells: Mapping[tuple[int, int], Run]) -> list[Strip]:
    """The strips of single cells, by their rows and columns: those beside one another together."""
    strips = list[Strip]()
    for (row, column), run in sorted(cells.items(), key=itemgetter(0)):
        last = strips[-1] if strips else None
        if last and (row, column) == (last.row, last.column + len(last.runs)):
            last.runs.append(run)
        else:
            strips.append(Strip(sheet, row, column, [run]))
    return strips


def hyperlinks(links: Sequence[Link]) -> str:
    """The element that says where cells lead; nothing for none."""
    texts = [
        f'<hyperlink ref="{a1(row, column)}" location="{{}}" display="{{}}"/>'.format(
            *(escaped(text).replace('"', "&quot;") for text in about)
        )
        for row, column, *about in sorted(links)
    ]
    return f"<hyperlinks>{''.join(texts)}</hyperlinks>" if links else ""


@dataclass(slots=True)
class SheetPrinter:
    """A sheet's strips in their bands, and how it comes to pages."""

    bands: Sequence[Sequence[Strip]]
    paging: Paging
    page_run: Run | None
    """The column whose every change of value begins a page, if there is one."""

    def printed(self, frame: Sequence[str], copy: "Copy") -> Iterator[str]:
        """The sheet of one workbook, piece by piece.

        The `frame` is what stands before its rows, its links and its page breaks, and after them.
        """
        head, before_links, before_breaks, tail = frame
        links, heights, breaks = list[Link](), dict[int, int](), list[int]()
        rows = self._rows(copy, links, heights)
        if self.needs_heights:
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
            values = dict(enumerate(copy.each(self.page_run), self.page_run.strip.row))
            breaks = self.paging.breaks_between(values, heights)
        yield from (before_links, hyperlinks(links), before_breaks, breaks_element(breaks), tail)

    @property
    def needs_heights(self) -> bool:
        """Whether pages depend on how high rows are."""
        return bool(self.paging.may_be_short or self.paging.blocks or self.page_run)

    def _rows(self, copy: "Copy", links: list[Link], heights: dict[int, int]) -> Iterator[str]:
        """The rows of the sheet; where pages depend on them, `heights` gets their pixels."""
        for band in self.bands:
            printed = (strip.printed(copy, links) for strip in band)
            for at, tall, cells in next(printed) if len(band) == 1 else [merged(printed)]:
                if self.needs_heights:
                    heights.update((row, height) for row, height in enumerate(tall, at) if height)
                rows = zip(count(at + 1), map(row_height, tall), cells, strict=False)
                yield "".join([f'<row r="{row}"{set_}>{each}</row>' for row, set_, each in rows])


def number(value: Any) -> Decimal | int:
    """A value as a sum takes it: what is no number adds nothing."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | float):
        return 0
    return Decimal(str(value)) if isinstance(value, float) else value


def bands(strips: Iterable[Strip]) -> list[list[Strip]]:
    """Strips from the top down, those together that share rows, from the left."""
    found, end = list[list[Strip]](), 0
    for strip in sorted(strips, key=attrgetter("row")):
        if strip.row >= end:
            found.append([])
        found[-1].append(strip)
        end = max(end, strip.row + strip.height)
    return [sorted(band, key=attrgetter("column")) for band in found]


def merged(strips: Iterable[Iterable[Printed]]) -> Printed:
    """The rows that strips share, from the left one to the right one."""
    heights, cells = defaultdict[int, int](int), defaultdict[int, str](str)
    for at, tall, texts in chain.from_iterable(strips):
        for row, (height, text) in enumerate(zip(tall, texts, strict=True), at):
            heights[row] = max(height, heights[row])
            cells[row] += text
    rows = range(min(cells), max(cells) + 1)
    return rows[0], [heights[row] for row in rows], [cells[row] for row in rows]


@cache
def row_height(height: int) -> str:
    """What a row says of its height in pixels; nothing where it is as usual."""
    if height in {0, UNSET_HEIGHT}:
        return ""
    return f' ht="{height * POINTS:g}" customHeight="1"'
