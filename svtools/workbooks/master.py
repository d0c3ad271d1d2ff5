"""One kind of workbook, made once: what XlsxWriter writes of it, and how its cells are printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, BinaryIO

from svtools.workbooks import theme
from svtools.workbooks.cells import letters
from svtools.workbooks.charts import add_chart, with_values
from svtools.workbooks.copies import Copy
from svtools.workbooks.frame import HERE, Frame, FrameWorkbook
from svtools.workbooks.layout import tables_by_key
from svtools.workbooks.package import Package, Part
from svtools.workbooks.page_breaks import breaks_element, row_breaks
from svtools.workbooks.sheet_setup import POINTS, UNSET_HEIGHT, Paging, room_in
from svtools.workbooks.sheet_writer import SheetWriter
from svtools.workbooks.strips import Cells, Links, Printed, Run, Strip, Texts, printed
from svtools.workbooks.validation import Choices

if TYPE_CHECKING:
    from svtools.workbooks.engine import Engine

CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's property has no time zone
TALL = 5_000
"""Rows from which on texts of the data are shared, and sheets packed while they are printed."""

MOST_SHARED = 5_000
MOST_KEPT = 50_000
"""Formulas of an engine that is kept."""

TEXTS, CORE = "xl/sharedStrings.xml", "docProps/core.xml"
FITTED, ENDLESS = '<pageSetUpPr fitToPage="1"/>', ' fitToHeight="0"'

CellsOf = Mapping[Strip, Sequence[Cells]]


@dataclass(slots=True)
class SheetPrinter:
    """A sheet's strips, and its XML around them."""

    name: str
    strips: Sequence[Strip]
    rooms: Sequence[int]
    """The pixels that a text has in each column."""

    least: Mapping[int, int]
    """The pixels that some rows have at least."""

    paging: Paging
    frame: Sequence[str] = ()
    """What stands before its rows, up to its links, up to its page breaks, and after them."""

    def cells(self, texts: Texts) -> Iterator[tuple[Strip, list[Cells]]]:
        """How the cells of each strip are printed."""
        rooms = dict(enumerate(self.rooms))
        for strip in self.strips:
            last = len(strip.runs) - 1
            yield (
                strip,
                [
                    Cells(run, texts, rooms.get(column), _next(column) if number < last else "")
                    for number, (column, run) in enumerate(enumerate(strip.runs, strip.column))
                ],
            )

    def xml(self, copy: Copy, cells: CellsOf) -> Iterator[str]:
        """The sheet of one workbook, piece by piece."""
        head, before_links, before_breaks, tail = self.frame
        links, heights, paging = Links(), dict[int, int](), self.paging
        rows = self._rows(merge(*(printed(s, copy, cells[s], links) for s in self.strips)), heights)
        breaks: list[int] = []
        if paging.may_be_short or paging.blocks:
            rows = iter(list(rows))  # then the heights are known
            if FITTED in head and paging.is_short(heights):
                before_breaks = before_breaks.replace(ENDLESS, "")
            elif paging.blocks:
                head = head.replace(FITTED, "")
                before_breaks = before_breaks.replace(ENDLESS, f' scale="{paging.scale}"')
                breaks = paging.breaks(heights)
        yield head
        yield from rows
        for strip in self.strips:
            if strip.break_on:
                values = copy.all_values(strip, strip.break_on)
                breaks = row_breaks(dict(enumerate(values, strip.row)))
        yield from (before_links, links.xml(), before_breaks, breaks_element(breaks), tail)

    def _rows(self, cells: Iterator[Printed], heights: dict[int, int]) -> Iterator[str]:
        """The rows of the sheet; where pages depend on it, `heights` says how high they are."""
        are_told = self.paging.may_be_short or self.paging.blocks
        for row, side_by_side in groupby(cells, itemgetter(0)):
            inside, height = "", self.least.get(row, 0)
            for cell in side_by_side:
                inside += cell.xml
                height = max(height, cell.height)
            if height and are_told:
                heights[row] = height
            is_set = height not in {0, UNSET_HEIGHT}
            about = f' ht="{height * POINTS:g}" customHeight="1"' if is_set else ""
            yield f'<row r="{row + 1}"{about}>{inside}</row>'


def _next(column: int) -> str:
    return f'<c r="{letters(column + 1)}'


class Master:
    """What all workbooks of one kind have in common; the first of them is `copy`."""

    def __init__(self, copy: Copy) -> None:
        self.template = copy.template  # kept, so that no other takes its identity
        book, tables = FrameWorkbook(dict(theme.NORMAL)), tables_by_key(copy.plan)
        book.set_properties({"title": HERE, "created": CREATED})
        frames = [book.add_worksheet(placed.sheet.name, Frame) for placed in copy.plan]
        choices = Choices(copy.template, tables, book)
        writers = [
            SheetWriter(copy, book, frame, placed, choices)
            for frame, placed in zip(frames, copy.plan, strict=True)
        ]
        printers = [_printer(writer) for writer in writers]
        for writer in writers:
            for row, left, chart in writer.placed.charts:
                place = row, left, writer.chart_width(left)
                said = replace(chart, title=copy.text(chart.title), alt=copy.text(chart.alt))
                add_chart(book, writer.sheet, place, said, tables)
        frames[0].activate()
        self._parts, self._words = book.parts()
        names = (f"xl/worksheets/sheet{number}.xml" for number, _ in enumerate(printers, start=1))
        self._sheets = dict(zip(names, printers, strict=True))
        for part in self._parts:
            if part.info.filename in self._sheets:
                self._sheets[part.info.filename].frame = part.text.split(HERE)
        self._strips = [(sheet, strip) for sheet in printers for strip in sheet.strips]
        self._is_tall = sum(strip.height for _, strip in self._strips) > TALL
        self._cells = self._all_cells(Texts(self._words))
        self._packed: dict[str, tuple[str, Part]] = {}
        """The parts printed last."""
        self._engines: dict[tuple[Run, ...], Engine] = {}

    def print(self, copy: Copy, stream: BinaryIO) -> None:
        """Print one workbook."""
        self._calculate(copy)
        texts = Texts(self._words, MOST_SHARED)
        cells = self._all_cells(texts) if self._is_tall else self._cells
        with Package(stream, "w") as package:
            for part in self._parts:
                name = part.info.filename
                if name in self._sheets and self._is_tall:
                    package.print(name, self._sheets[name].xml(copy, cells))
                elif name in self._sheets:
                    text = "".join(self._sheets[name].xml(copy, cells))
                    package.copy(self._as_packed(name, text))
                elif name == TEXTS and texts.more:
                    package.print(name, [texts.part(part.text)])
                elif name == CORE:
                    title = escape(copy.text(self.template.title), quote=False)
                    package.copy(self._as_packed(name, part.text.replace(HERE, title)))
                elif name.startswith("xl/charts/"):
                    text = with_values(part.text, lambda *at: self._values_at(copy, at))
                    package.copy(self._as_packed(name, text))
                else:
                    package.copy(part)

    def _all_cells(self, texts: Texts) -> CellsOf:
        """How all cells are printed that share these texts."""
        return dict(each for sheet in self._sheets.values() for each in sheet.cells(texts))

    def _as_packed(self, name: str, text: str) -> Part:
        """A part that holds a text: often it is the one before."""
        if name not in self._packed or self._packed[name][0] != text:
            self._packed[name] = text, Part.of(name, text)
        return self._packed[name][1]

    def _values_at(self, copy: Copy, at: tuple[str, int, int]) -> list[Any]:
        """The values of a table's column from its first row down."""
        for sheet, strip in self._strips:
            number = at[2] - strip.column
            if sheet.name == at[0] and strip.row == at[1] and 0 <= number < len(strip.runs):
                return copy.all_values(strip, strip.runs[number])
        raise KeyError(at)

    def _calculate(self, copy: Copy) -> None:
        """Find the results that the job doesn't know."""
        unknown = tuple(
            run
            for _, strip in self._strips
            for run in strip.runs
            if run.formula and None in copy.known(strip, run)
        )
        if not unknown:
            return
        from svtools.workbooks.engine import Engine, Spot  # noqa: PLC0415 - it loads slowly

        engine = self._engines.get(unknown)
        if not engine:
            spots = [
                Spot(sheet.name, strip, column, run)
                for sheet, strip in self._strips
                for column, run in enumerate(strip.runs, start=strip.column)
            ]
            engine = Engine(spots, unknown)
        if engine.size <= MOST_KEPT:
            self._engines[unknown] = engine
        copy.results = engine.results(copy)


def _printer(writer: SheetWriter) -> SheetPrinter:
    paging = writer.run()
    rooms = [room_in(width) for width in writer.widths]
    return SheetPrinter(writer.placed.sheet.name, writer.strips(), rooms, writer.least, paging)
