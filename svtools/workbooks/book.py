"""A spreadsheet that somebody sent: opened safely, with every cell as it stands.

Reads .xlsx, .xlsm (macros are never looked at) and .ods, told by content and not by name.
The reader (calamine) may still abort or hang on a file made to hurt it, so callers with files
from outside open them in a process that may die.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from svtools.errors import UnreadableFile
from svtools.workbooks import file_kinds, ods_cells, safety
from svtools.workbooks.cells import Cell, CellError, Value
from svtools.workbooks.file_kinds import FileKind
from svtools.workbooks.marks import Mark, marks, without_errors
from svtools.workbooks.markup import plain_sheet
from svtools.workbooks.package_parts import packed, sheet_parts
from svtools.workbooks.safety import MEGABYTE, Limits, Package

Rows = list[list[Value | None]]

_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "it is no longer there",
    IsADirectoryError: "it is a folder",
    PermissionError: "you may not read it, or another program keeps it to itself",
}


@dataclass(slots=True)
class Sheet:
    """One sheet; `rows[0][0]` is A1, a blank is None, `order` its place in the workbook from 0."""

    name: str
    hidden: bool
    rows: Rows
    order: int

    def cell(self, row: int = -1, column: int = -1) -> Cell:
        """One of its cells, or the whole sheet."""
        return Cell(self.name, self.order, row, column)


@dataclass(slots=True)
class Book:
    """A workbook's sheets of cells in their order, hidden ones too; chart sheets are left out."""

    sheets: list[Sheet]


def open_book(path: Path | str, limits: Limits | None = None) -> Book:
    """The workbook at `path`.

    Raises UnreadableFile with its code in the problem catalogue: lock-file, unreadable, empty,
    not-a-spreadsheet, csv, old-xls, xlsb, password, too-large or damaged.
    """
    path = Path(path)
    limits = limits or Limits()
    if path.name.startswith(("~$", ".~lock.")):
        raise UnreadableFile("lock-file")
    data = _bytes(path, limits)
    file_kinds.refuse_others(data, path)
    package = safety.inflated(data, limits)
    book = _parsed(package, file_kinds.kind_of(package), limits)
    if not any(value is not None for sheet in book.sheets for row in sheet.rows for value in row):
        raise UnreadableFile("empty")
    return book


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if path.stat().st_size > limits.file_bytes:
            megabytes = f"{limits.file_bytes // MEGABYTE} MB"
            raise safety.too_large(f"more than {megabytes}", megabytes)
        return path.read_bytes()
    except OSError as error:
        reason = _REASONS.get(type(error)) or error.strerror or "it could not be read"
        raise UnreadableFile("unreadable", reason=reason) from None


def _parsed(package: Package, kind: FileKind, limits: Limits) -> Book:
    try:
        marked = _marked(package, kind, limits)
        book = Book(list(_sheets(packed(package.parts, zipfile.ZIP_STORED), marked, limits)))
    except (UnreadableFile, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exception
        raise UnreadableFile("damaged", reason=str(error)) from None
    if kind is FileKind.ODS:
        for sheet in book.sheets:
            sheet.rows = [[ods_cells.length_of_time(cell) for cell in row] for row in sheet.rows]
    return book


def _marked(package: Package, kind: FileKind, limits: Limits) -> Iterable[Iterable[Mark]]:
    """What the reader would leave blank, sheet by sheet, once their sizes are checked."""
    if kind is FileKind.ODS:
        content = ods_cells.plain_content(package.parts[ods_cells.CONTENT])
        package.parts[ods_cells.CONTENT] = content
        tables = ods_cells.tables(content, limits)
        return [table.marks for table in tables]
    names = list(sheet_parts(package.parts).values())
    for name in names:
        package.parts[name] = plain_sheet(package.parts[name])
        safety.check_area(package.parts[name], limits)
    marked = [marks(package.parts[name]) for name in names]
    for name, here in zip(names, marked, strict=True):
        if any(isinstance(mark, CellError) for _, _, mark in here):
            package.parts[name] = without_errors(package.parts[name])
    return marked


def _sheets(data: bytes, marked: Iterable[Iterable[Mark]], limits: Limits) -> Iterator[Sheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        cells = 0
        sheets = zip(workbook.sheets_metadata, map(list, marked), strict=True)
        for order, (about, marks_here) in enumerate(sheets):
            if about.typ is SheetTypeEnum.ChartSheet:
                continue
            sheet = workbook.get_sheet_by_index(order)
            last_row, last_column = sheet.end or (-1, -1)
            height = max(last_row, *(row for row, _, _ in marks_here), -1) + 1
            width = max(last_column, *(column for _, column, _ in marks_here), -1) + 1
            cells += height * width
            safety.check_cells(cells, limits)
            rows = _rows(sheet)
            if marks_here:
                _put(rows, marks_here, height, width)
            hidden = about.visible is not SheetVisibleEnum.Visible
            yield Sheet(about.name, hidden, rows, order)


def _rows(sheet: CalamineSheet) -> Rows:
    return [
        [None if value.__class__ is str and not value.strip() else value for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]


def _put(rows: Rows, marked: list[Mark], height: int, width: int) -> None:
    """Put what the reader left blank in its place, also beyond the last cell it knew of."""
    rows += ([] for _ in range(height - len(rows)))
    for cells in rows:
        cells.extend([None] * (width - len(cells)))
    for row, column, mark in marked:
        rows[row][column] = mark
