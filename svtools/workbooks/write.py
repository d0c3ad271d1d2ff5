"""From a declaration and a job's data to an .xlsx that carries its own answers.

The same input gives the same bytes. Data never becomes a formula or a link: only declared
formulas do. Every formula carries its calculated result: the ones the job's data already holds
or, where it lacks any, those that `svtools.workbooks.engine` calculates.

What XlsxWriter makes is made once for all workbooks that differ in their values alone (`Master`);
each workbook's cells are printed into it, row by row.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from svtools.gc_pause import no_collection
from svtools.workbooks.copies import Copy
from svtools.workbooks.declaration import Template
from svtools.workbooks.layout import Data
from svtools.workbooks.master import Master
from svtools.workbooks.replacing import replace_with

MOST_MASTERS = 64

masters: dict[tuple[Any, ...], Master] = {}
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
    """What prints the workbook into a stream, in which one can seek: no more than a part of a large
    one is in memory.
    """

    def print_into(stream: BinaryIO) -> None:
        with no_collection():
            copy = Copy(template, data, blank=blank)
            _master(copy).print(copy, stream)

    return print_into


def _master(copy: Copy) -> Master:
    kind = copy.kind()
    masters[kind] = master = masters.pop(kind, None) or Master(copy)
    if len(masters) > MOST_MASTERS:
        del masters[next(iter(masters))]
    return master
