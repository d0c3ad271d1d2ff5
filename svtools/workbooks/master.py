"""One kind of workbook, made once: what XlsxWriter writes of it, and how its cells are printed."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, BinaryIO

from svtools.workbooks import theme
from svtools.workbooks.charts import add_chart, with_values
from svtools.workbooks.copies import Copy
from svtools.workbooks.frame import HERE, Frame, FrameWorkbook
from svtools.workbooks.layout import tables_by_key
from svtools.workbooks.package import Package, packed_text
from svtools.workbooks.sheet_writer import SheetWriter
from svtools.workbooks.strips import Run
from svtools.workbooks.validation import Choices

if TYPE_CHECKING:
    from svtools.workbooks.engine import Engine

CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's property has no time zone
TALL = 500
"""Rows of a sheet from which on it is packed while it is printed."""

MOST_KEPT = 50_000
"""Formulas of an engine that is kept."""


class Master:
    """What all workbooks of one kind have in common; the first of them is `copy`."""

    def __init__(self, copy: Copy) -> None:
        self.template = copy.template  # kept, so that no other takes its identity
        book, tables = FrameWorkbook(dict(theme.NORMAL)), tables_by_key(copy.plan)
        book.set_properties({"title": HERE, "created": CREATED})
        frames = [book.add_worksheet(placed.sheet.name, Frame) for placed in copy.plan]
        choices = Choices(copy.template, tables, book)
        placed = zip(frames, copy.plan, strict=True)
        writers = [SheetWriter(copy, book, *sheet, choices) for sheet in placed]
        printers = [writer.run() for writer in writers]
        for writer in writers:
            for row, left, chart in writer.placed.charts:
                place = row, left, writer.chart_width(left)
                said = replace(chart, title=copy.text(chart.title), alt=copy.text(chart.alt))
                add_chart(book, writer.sheet, place, said, tables)
        frames[0].activate()
        self._parts = book.parts()
        self._sheets = {f"xl/worksheets/sheet{n}.xml": each for n, each in enumerate(printers, 1)}
        self._strips = [strip for sheet in printers for strip in sheet.strips]
        self._runs = [run for strip in self._strips for run in strip.runs]
        self._frames = {
            part.info.filename: part.text.split(HERE)
            for part in self._parts
            if HERE in part.text or part.info.filename.startswith("xl/charts/")
        }
        self._engine: tuple[tuple[Run, ...], Engine | None] = (), None
        """The formulas that were calculated last, and what calculated them."""

    def print(self, copy: Copy, stream: BinaryIO) -> None:
        """Print one workbook."""
        self._calculate(copy)
        title = escape(copy.text(self.template.title), quote=False)
        with Package(stream, "w") as package:
            for part in self._parts:
                name, frame = part.info.filename, self._frames.get(part.info.filename, ())
                sheet = self._sheets.get(name)
                if sheet and max(strip.height for strip in sheet.strips) > TALL:
                    package.print(name, sheet.printed(frame, copy))
                elif sheet:
                    package.copy(packed_text(name, "".join(sheet.printed(frame, copy))))
                elif len(frame) == 1:
                    chart = with_values(frame[0], partial(self._values_at, copy))
                    package.copy(packed_text(name, chart))
                else:
                    package.copy(packed_text(name, title.join(frame)) if frame else part)

    def _values_at(self, copy: Copy, sheet: str, row: int, column: int) -> list[Any]:
        """The values of a table's column from its first row down."""
        runs = (run for run in self._runs if (run.strip.sheet, run.strip.row) == (sheet, row))
        return list(copy.each(next(run for run in runs if run.column == column)))

    def _calculate(self, copy: Copy) -> None:
        """Find the results that the job doesn't know."""
        unknown = tuple(run for strip in self._strips for run in strip.unknown(copy))
        if not unknown:
            return
        from svtools.workbooks.engine import Engine  # noqa: PLC0415 - it loads slowly

        same, engine = self._engine
        if engine is None or same != unknown:
            engine = Engine(self.template, self._runs, unknown)
        copy.results = engine.results(copy)
        if engine.size <= MOST_KEPT:
            self._engine = unknown, engine
