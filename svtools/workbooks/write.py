"""From a declaration and a job's data to an .xlsx that carries its own answers.

The same input gives the same bytes. Data never becomes a formula or a link: only declared
formulas do. Every formula carries its calculated result: the ones the job's data already holds
or, where it lacks any, those that `svtools.workbooks.engine` calculates.

What XlsxWriter makes is made once for all workbooks that differ in their values alone (`Master`);
each workbook's cells are printed into it, row by row.
"""

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED

from svtools.gc_pause import no_collection
from svtools.workbooks import theme
from svtools.workbooks.cell_xml import escaped
from svtools.workbooks.charts import with_values
from svtools.workbooks.copies import Copy
from svtools.workbooks.declaration import Template
from svtools.workbooks.frame import HERE, Frame, FrameWorkbook, with_texts
from svtools.workbooks.layout import Data
from svtools.workbooks.package_parts import Package
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.sheet_writer import SheetWriter
from svtools.workbooks.strips import Run
from svtools.workbooks.validation import Choices

if TYPE_CHECKING:
    from svtools.workbooks.engine import Engine

MOST_MASTERS = 64
CREATED = datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's property has no time zone
CHARTS, SHARED = "xl/charts/", "xl/sharedStrings.xml"

LEVEL = 2
"""Of packing large parts: in a quarter of the time that the usual 6 takes, to a fifth more."""

MOST_KEPT = 50_000
"""Formulas of an engine that is kept."""

masters: dict[tuple[Any, ...], "Master"] = {}
"""Those that are kept for the workbooks to come, the one used last at the end."""


def write(template: Template, data: Data, path: Path, *, blank: bool = False) -> None:
    """Write the workbook to `path`, replacing what is there whole or not at all.

    `data` holds what the declaration's sources name, `fields` (values of inputs and results of
    formulas by "block.key") and rows of tables, which may be made on the way: whatever has a length
    and can be gone through more than once. With `blank`, what would be issued is left open
    for the council to fill in. Raises OutputError where the file can't be put in place.
    """
    replace_with(path, printing(template, data, blank=blank))


def build(template: Template, data: Data, *, blank: bool = False) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    printing(template, data, blank=blank)(stream)
    return stream.getvalue()


def printing(template: Template, data: Data, *, blank: bool = False) -> Callable[[BinaryIO], None]:
    """What prints the workbook into a stream: `replace_all` takes it for the file's content."""
    return partial(_print, template, data, blank)


def _print(template: Template, data: Data, blank: bool, stream: BinaryIO) -> None:
    """Print the workbook: no more than a part of a large one is in memory."""
    with no_collection():
        copy = Copy(template, data, blank=blank)
        kind = copy.kind()
        masters[kind] = master = masters.pop(kind, None) or Master(copy)
        if len(masters) > MOST_MASTERS:
            del masters[next(iter(masters))]
        master.print(copy, stream)


class Master:
    """What all workbooks of one kind have in common; the first of them is `copy`."""

    def __init__(self, copy: Copy) -> None:
        self.template = copy.template  # kept, so that no other takes its identity
        book = FrameWorkbook(dict(theme.NORMAL))
        book.set_properties({"title": HERE, "created": CREATED})
        frames = [book.add_worksheet(placed.sheet.name, Frame) for placed in copy.plan]
        choices = Choices(copy.template, copy.tables, book)
        placed = zip(frames, copy.plan, strict=True)
        writers = [SheetWriter(copy, book, *sheet, choices) for sheet in placed]
        sheets = [writer.run() for writer in writers]
        frames[0].activate()
        self._words = book.words
        self._parts = book.parts()
        self._sheets = {f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)}
        self._strips = [strip for sheet in sheets for band in sheet.bands for strip in band]
        self._runs = [run for strip in self._strips for run in strip.runs]
        self._frames = {
            part.info.filename: part.text.split(HERE)
            for part in self._parts
            if HERE in part.text or part.info.filename.startswith(CHARTS)
        }
        """What is the same in parts that are printed for each workbook."""
        self._engine: Engine | None = None
        """What calculated last."""

    def print(self, copy: Copy, stream: BinaryIO) -> None:
        """Print one workbook."""
        self._calculate(copy)
        copy.words = dict(self._words)
        with Package(stream, "w", ZIP_DEFLATED, compresslevel=LEVEL) as package:
            for part in self._parts:
                name = part.info.filename
                if name in self._frames:
                    package.print(name, self._printed(name, copy))
                elif name == SHARED and len(copy.words) > len(self._words):
                    more = islice(copy.words, len(self._words), None)
                    package.print(name, with_texts(part.text, more))
                else:
                    package.copy(part)

    def _printed(self, name: str, copy: Copy) -> Iterable[str]:
        """A part that depends on the workbook's values."""
        frame = self._frames[name]
        if name in self._sheets:
            return self._sheets[name].printed(frame, copy)
        if name.startswith(CHARTS):
            return [with_values(frame[0], partial(self._values_at, copy))]
        return [escaped(copy.text(self.template.title)).join(frame)]

    def _values_at(self, copy: Copy, *first: str | int) -> Iterable[Any]:
        """The values of a table's column from its first cell down: its sheet, row and column."""
        return copy.each(next(run for run in self._runs if run.first == first))

    def _calculate(self, copy: Copy) -> None:
        """Find the results that the job doesn't know."""
        unknown = list[Run]()
        for strip in self._strips:
            unknown += strip.unknown(copy, unknown)
        if not unknown:
            return
        from svtools.workbooks.engine import Engine  # noqa: PLC0415 - it loads slowly

        engine = self._engine
        if engine is None or engine.outputs != unknown:
            engine = Engine(self.template, self._runs, unknown)
        copy.results = engine.results(copy)
        self._engine = engine if engine.size <= MOST_KEPT else None
