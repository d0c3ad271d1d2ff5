"""Tables as they come: text in any encoding, .xlsx and .ods, as rows of cells that are read again.

Text is never held whole: a million payments pass through one row at a time.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from svtools.errors import InputError, UnreadableFile
from svtools.jobs.local_spend.records import Unclosed, records
from svtools.numbers import how_many
from svtools.workbooks.apart import SECONDS_FOR_OWN, apart
from svtools.workbooks.book import Book, Sheet, open_book
from svtools.workbooks.cells import Cell
from svtools.workbooks.file_kinds import PACKED, refuse_others
from svtools.workbooks.file_names import shown
from svtools.workbooks.problems import MOST_CELLS_NAMED, Problem, Problems
from svtools.workbooks.read import identify
from svtools.workbooks.safety import OWN

MOST_BYTES = 2_000_000_000
"""A council's year has a million payments and a tenth of this."""

HEAD_BYTES = 64_000
HEAD_ROWS = 40
"""In so many first rows a heading is looked for."""

MARKS = "\ufeff", "ï»¿", "Ã¯»¿"
"""A byte order mark, and what becomes of one that was read in another encoding, once and twice."""

DELIMITERS = ",;\t|"
FALLBACK = "svtools-cp1252"

Row = Sequence[Any]


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, one by one as Windows writes them: one file may hold both."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data = error.object[error.start : error.end]
    return data.decode("cp1252", errors="replace"), error.end


codecs.register_error(FALLBACK, _as_cp1252)


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file, split at `delimiter`."""

    path: Path
    encoding: str
    delimiter: str
    sheet: str = ""
    order: int = 0
    hidden: bool = False
    mended: set[int] = field(default_factory=set, compare=False)

    @property
    def file(self) -> str:
        """Its name, as people read it."""
        return shown(self.path.name)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Its rows. Raises InputError where a quotation mark swallows the rows after it."""
        number = 0
        with self.path.open(encoding=self.encoding, errors=FALLBACK, newline="") as lines:
            try:
                for number, (cells, mended) in enumerate(records(lines, self.delimiter)):
                    if mended:
                        self.mended.add(number)
                    yield number, cells
            except Unclosed:
                raise InputError(
                    f"{self.file}: in row {number + 2} a quotation mark is opened and never "
                    "closed, so the rows after it can't be told apart.",
                    "Take that mark out, or export the file anew.",
                ) from None


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet of a workbook."""

    file: str
    of: Sheet
    sheet: str
    order: int
    hidden: bool
    mended: set[int] = field(default_factory=set, compare=False)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Its rows."""
        return enumerate(self.of.rows)


Table = TextTable | SheetTable
"""Rows of one file, or of one sheet of it, each with its number from 0, as a spreadsheet counts.

`file` is the file's name as people read it, `sheet` the sheet's (blank for a text), `order` its
place, `hidden` whether nobody sees it; `mended` are the rows, of those read so far, that a stray
quotation mark had run into one.
"""


def tables_of(path: Path) -> list[Table]:
    """The tables that a file holds: one of a text, else one for each sheet, hidden ones too.

    Raises InputError, with what is wrong and how to mend it, where it can't be read.
    """
    if not path.is_file():
        kind = "is no file" if path.exists() else "is not there"
        raise InputError(f"{path} {kind}.", "Check its name and its folder.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile("too-large", what="more than 2 GB", limit="2 GB")
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        if not head.startswith(PACKED):
            return [_text(path, head)]
        book = apart(SECONDS_FOR_OWN, open_book, path, OWN)
    except UnreadableFile as verdict:
        raise InputError(f"{shown(path.name)}: {_what(verdict)}", _remedy(verdict)) from None
    except OSError as error:
        raise InputError(
            f"{path} can't be read ({error.strerror}).", "Check that you may read it."
        ) from None
    name = shown(path.name)
    return [SheetTable(name, each, each.name, each.order, each.hidden) for each in book.sheets]


def seen(tables: Iterable[Table]) -> list[Table]:
    """The tables without those on hidden sheets."""
    return [table for table in tables if not table.hidden]


def made_by_us(tables: Iterable[Table]) -> str:
    """The template that the tables' workbook says it was made from; blank for anything else."""
    sheets = [table.of for table in tables if isinstance(table, SheetTable)]
    try:
        return identify(Book(sheets))[0]
    except UnreadableFile:
        return ""


def _what(verdict: UnreadableFile) -> str:
    if verdict.code == "too-large":
        what, limit = verdict.details["what"], verdict.details["limit"]
        return f"The file is too large: it has {what}; at most {limit} are read."
    return Problem(verdict.code, details=verdict.details, in_own=True).what


def _remedy(verdict: UnreadableFile) -> str:
    if verdict.code == "too-large":
        return "Split it, for example by month, and name all its parts."
    if verdict.code == "not-a-spreadsheet":
        return "Give a table saved as .csv, .xlsx or .ods."
    return Problem(verdict.code, details=verdict.details, in_own=True).remedy


def _text(path: Path, head: bytes) -> TextTable:
    """A file that is no package, as a text; else UnreadableFile says what it is."""
    try:
        refuse_others(head, path.with_suffix(".csv"))
    except UnreadableFile as verdict:
        if verdict.code != "csv":
            raise
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    text = head.decode(encoding, errors=FALLBACK)
    return TextTable(path, encoding, _delimiter(text))


def _delimiter(text: str) -> str:
    """The mark that splits the most of a text's first rows into the same number of cells."""

    def agreement(mark: str) -> tuple[int, int]:
        lines = text.splitlines()[:HEAD_ROWS]
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if len(row) > 1]
        usual = max(widths, key=widths.count, default=0)
        return widths.count(usual), usual

    return max(DELIMITERS, key=agreement)


def first_rows(table: Table) -> list[Row]:
    """The first rows, without the marks of an encoding before the first cell."""
    rows = [row for _, row in islice(table.rows(), HEAD_ROWS)]
    if rows and rows[0] and isinstance(rows[0][0], str):
        rows[0] = [without_marks(rows[0][0]), *rows[0][1:]]
    return rows


def without_marks(text: str) -> str:
    """A text without the byte order marks before it, however often it was read wrong."""
    while text.startswith(MARKS):
        text = text.removeprefix(next(mark for mark in MARKS if text.startswith(mark)))
    return text.strip('"') if text.startswith('"') else text


def add_mended(problems: Problems, table: Table) -> None:
    """The rows that a stray quotation mark had run together."""
    if table.mended:
        rows = sorted(table.mended)
        cells = [Cell(table.sheet, table.order, row, 0) for row in rows[:MOST_CELLS_NAMED]]
        problems.add("spend-quotes", *cells, rows=how_many(len(rows), "row"))
