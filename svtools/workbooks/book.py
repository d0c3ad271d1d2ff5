"""A spreadsheet that somebody sent: opened safely, with every cell as it stands.

Reads .xlsx, .xlsm (macros are never looked at) and .ods, told by content and not by name.
The reader (calamine) may still abort or hang on a file made to hurt it, so callers with files
from outside open them in a process that may die.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_STORED

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from svtools.errors import UnreadableFile
from svtools.gc_pause import no_collection
from svtools.workbooks import file_kinds, ods_cells, safety
from svtools.workbooks.beside_cells import (
    BesideCells,
    beside_cells,
    names_of_others,
    on_other_workbook,
)
from svtools.workbooks.cells import LAST_ROW, Cell, CellError, Value
from svtools.workbooks.far_cells import Places, Room, Rows, moved_together
from svtools.workbooks.file_kinds import FileKind
from svtools.workbooks.formula_places import FormulaPlaces, formula_places, ods_formula_places
from svtools.workbooks.marks import Mark, marks, without_errors
from svtools.workbooks.markup import emptied, plain, plain_sheet, refuse_ill_formed
from svtools.workbooks.ods_beside import ods_beside
from svtools.workbooks.package_parts import WORKBOOK, Parts, packed, sheet_parts
from svtools.workbooks.safety import MEGABYTE, ODS_MANIFEST, Limits, Package
from svtools.workbooks.shares import styles_of_shares

_MOST_SHEETS_FULL = 16
"""On so many sheets something may stand in the last row."""

_LARGE = 64 * MEGABYTE
_SHEET_LINKS = "worksheets/_rels/"
"""The reader of cells needs none of a sheet's links, some of which lead to parts left out."""

_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\sdate1904\s*=\s*["\'](?:1|true)["\']""")

_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "it is no longer there",
    IsADirectoryError: "it is a folder",
    PermissionError: "you may not read it, or another program keeps it to itself",
}


@dataclass(slots=True)
class Sheet:
    """One sheet; `rows[0][0]` is A1, a blank is None, `order` its place in the workbook from 0.

    Where something stands far out, a row is only as long as what it holds. Rows are never changed.
    """

    name: str
    hidden: bool
    rows: Rows
    order: int
    beside: BesideCells = field(default_factory=BesideCells)
    formulas: FormulaPlaces | None = None
    """Where formulas stand, if it was asked for."""

    def cell(self, row: int = -1, column: int = -1) -> Cell:
        """One of its cells, or the whole sheet."""
        return Cell(self.name, self.order, row, column)


@dataclass(slots=True)
class Book:
    """A workbook's sheets of cells in their order, hidden ones too; chart sheets are left out."""

    sheets: list[Sheet]
    from_1904: bool = False
    """Whether it says that its days are counted from 1904; they were read so."""


@no_collection()
def open_book(path: Path | str, limits: Limits | None = None, *, formulas: bool = False) -> Book:
    """The workbook at `path`; with `formulas` its sheets know where formulas stand.

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
    del data
    book = _parsed(package, file_kinds.kind_of(package), limits, formulas=formulas)
    if not any(value is not None for sheet in book.sheets for row in sheet.rows for value in row):
        raise UnreadableFile("empty")
    return book


def each_sheet(path: Path) -> Iterator[Sheet]:
    """The sheets of one of the council's own workbooks, each read when it is asked for.

    Raises UnreadableFile("damaged") for what can't be read.
    """
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for order, about in enumerate(workbook.sheets_metadata):
                if about.typ is not SheetTypeEnum.ChartSheet:
                    rows = _rows(workbook.get_sheet_by_index(order))
                    yield Sheet(about.name, False, rows, order)
    except (GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exception
        raise UnreadableFile("damaged", reason=str(error)) from None


def _bytes(path: Path, limits: Limits) -> bytes:
    try:
        if not (path.is_file() or path.is_dir()) and path.exists():  # reading a pipe never ends
            raise UnreadableFile("unreadable", reason="it is no ordinary file")
        if path.stat().st_size > limits.file_bytes:
            megabytes = f"{limits.file_bytes // MEGABYTE} MB"
            raise safety.too_large(f"more than {megabytes}", megabytes)
        return path.read_bytes()
    except OSError as error:
        reason = _REASONS.get(type(error)) or error.strerror or "it could not be read"
        raise UnreadableFile("unreadable", reason=reason) from None


def _parsed(package: Package, kind: FileKind, limits: Limits, *, formulas: bool) -> Book:
    try:
        prepare = _ods_prepared if kind is FileKind.ODS else _xlsx_prepared
        prepared = prepare(package.parts, limits, formulas=formulas)
        from_1904 = bool(_FROM_1904.search(package.parts.get(WORKBOOK, b"")))
        data = _packed(package)
        package.parts.clear()  # a large workbook isn't kept in two forms
        book = Book(list(_sheets(data, prepared, limits)), from_1904)
    except (UnreadableFile, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the reader's panics are no Exception
        raise UnreadableFile("damaged", reason=str(error)) from None
    if kind is FileKind.ODS:
        for sheet in book.sheets:
            sheet.rows = [[ods_cells.length_of_time(cell) for cell in row] for row in sheet.rows]
    return book


def _packed(package: Package) -> bytes:
    """What the reader needs, as a package again: a large one packed, since it is held beside it."""
    read = {name: part for name, part in package.parts.items() if _SHEET_LINKS not in name}
    if sum(map(len, read.values())) < _LARGE:
        return packed(read, ZIP_STORED)
    return packed(read, level=1)


class _Prepared(NamedTuple):
    """What is known of a sheet before its cells are read."""

    marked: Iterable[Mark]
    """What the reader would leave blank."""
    places: Places | None
    """Where what was moved belongs."""
    beside: BesideCells
    formulas: FormulaPlaces | None


def _ods_prepared(parts: Parts, limits: Limits, *, formulas: bool) -> list[_Prepared]:
    for name, part in parts.items():
        parts[name] = plain(part, name, with_type=name == ODS_MANIFEST)
    refuse_ill_formed(parts[ods_cells.CONTENT], ods_cells.CONTENT)
    beside = ods_beside(parts[ods_cells.CONTENT])
    content = ods_cells.plain_content(parts[ods_cells.CONTENT])
    tables = ods_cells.tables(content, limits)
    room = Room(limits.area, limits.area)
    places = [None if room.holds(*table.end) else room.take(table.places) for table in tables]
    parts[ods_cells.CONTENT] = ods_cells.moved_together(content, places)
    calculated = ods_formula_places(content) if formulas else [None] * len(tables)
    return [
        _Prepared(table.marks, there, beside[order], calculated[order])
        for order, (table, there) in enumerate(zip(tables, places, strict=True))
    ]


def _xlsx_prepared(parts: Parts, limits: Limits, *, formulas: bool) -> list[_Prepared]:
    texts, whole = {}, {}
    names = names_of_others(plain(parts.get(WORKBOOK, b""), WORKBOOK))
    for name, part in parts.items():
        parts[name], texts[name] = emptied(part, name)
        if any(on_other_workbook(text, names) for text in texts[name]):
            whole[name] = plain(part, name)
    prepared = []
    room, cells = Room(limits.area, limits.area), 0
    size, styles = sum(map(len, parts.values())), styles_of_shares(parts)
    sheets = sheet_parts(parts).values()
    for name in parts.keys() - sheets:
        refuse_ill_formed(parts[name], name)
    for name in sheets:
        sheet, unusual = plain_sheet(parts[name])
        if size > limits.cells:  # else there is no room for so many
            cells += sheet.count(b"</c>")
            safety.check_cells(cells, limits)
        beside = beside_cells(parts, name, sheet, whole.get(name, b""), styles, names)
        calculated = formula_places(sheet, b"".join(texts[name])) if formulas else None
        marked = marks(unusual)
        if any(isinstance(mark, CellError) for _, _, mark in marked):
            sheet = without_errors(sheet)
        parts[name], places = moved_together(sheet, room)
        prepared.append(_Prepared(marked, places, beside, calculated))
    return prepared


def _sheets(data: bytes, prepared: list[_Prepared], limits: Limits) -> Iterator[Sheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        if len({about.name for about in workbook.sheets_metadata}) < len(prepared):
            raise UnreadableFile("damaged", reason="two sheets have the same name")
        held = 0
        for order, (about, (marked, places, beside, formulas)) in enumerate(
            zip(workbook.sheets_metadata, prepared, strict=True)
        ):
            if about.typ is SheetTypeEnum.ChartSheet:
                continue
            rows = _rows(workbook.get_sheet_by_index(order))
            rows = _put(places.spread(rows, limits.area) if places else rows, list(marked), limits)
            held += len(rows)
            if held > _MOST_SHEETS_FULL * LAST_ROW:
                raise safety.too_large(f"{held:,} rows", f"{_MOST_SHEETS_FULL * LAST_ROW:,}")
            hidden = about.visible is not SheetVisibleEnum.Visible
            yield Sheet(about.name, hidden, rows, order, beside, formulas)


class _Texts(dict[str, str | None]):
    """Each text once, though it stands in many cells; one of no letters is a blank."""

    def __missing__(self, text: str) -> str | None:
        self[text] = text if text.strip() else None
        return self[text]


def _rows(sheet: CalamineSheet) -> Rows:
    texts = _Texts()
    before: list[Value | None] = [None] * (sheet.start[1] if sheet.start else 0)
    return [
        before + [texts[value] if value.__class__ is str else value for value in row]
        for row in sheet.iter_rows()
    ]


def _put(rows: Rows, marked: list[Mark], limits: Limits) -> Rows:
    """The rows with what the reader left blank in its place, also beyond the last cell it knew of.

    They are all as wide as the widest, unless something stands so far out that there is no room.
    """
    if not marked:
        return rows
    blank: list[Value | None] = []
    rows += [blank] * (max(row for row, _, _ in marked) + 1 - len(rows))
    width = max(*(len(cells) for cells in rows), *(column + 1 for _, column, _ in marked))
    if len(rows) * width <= limits.area:
        rows = [cells + [None] * (width - len(cells)) for cells in rows]
    for row, column, mark in marked:
        if column >= len(rows[row]):
            rows[row] = rows[row] + [None] * (column + 1 - len(rows[row]))
        rows[row][column] = mark
    return rows
