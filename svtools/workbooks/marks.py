"""Cells of an .xlsx sheet that its reader gives as blanks, though they are none.

The reader returns "" for an error (#REF!) and for a formula that was saved without a result;
on an error newer than itself (#SPILL!) it gives up the whole workbook.
This looks them up in the sheet's XML, by patterns: a sheet without errors and formulas costs
a few searches, and no XML parser is needed.
"""

import re
from collections.abc import Iterator

from svtools.workbooks.cells import CellError, Uncalculated, position

Mark = tuple[int, int, CellError | Uncalculated]
"""Row and column, both from 0, and what stands there."""

_PREFIX = re.compile(rb"<(\w+:)worksheet\b")
_ERROR = re.compile(rb"""<c\b([^/>]*\st\s*=\s*["']e["'][^/>]*)(?:/>|>(.*?)</c>)""", re.DOTALL)
_NO_RESULT = re.compile(
    rb"<c\b([^/>]*)>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v\b[^>]*>\s*</v>)?\s*</c>"
)
_TEXT_RESULT = re.compile(rb"""\st\s*=\s*["'](?:str|e)["']""")
_CODE = re.compile(rb"<v\b[^>]*>\s*([^<]*?)\s*</v>")
_NAME = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+[0-9]+)["']""")
_ROW = re.compile(rb"""<row\b([^>]*)>""")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_CELL = re.compile(rb"<c\b([^>]*)>")


def marks(sheet: bytes) -> list[Mark]:
    """Every error and every formula without a result in the XML of one sheet."""
    sheet = _unprefixed(sheet)
    found: list[Mark] = []
    if b'"e"' in sheet or b"'e'" in sheet:
        found += _errors(sheet)
    if b"<f" in sheet:
        found += _uncalculated(sheet)
    return found


def without_errors(sheet: bytes) -> bytes:
    """The XML of a sheet with its errors taken out: the reader refuses those it doesn't know."""
    return _ERROR.sub(rb"<c\1/>", _unprefixed(sheet))


def _unprefixed(sheet: bytes) -> bytes:
    prefix = _PREFIX.search(sheet) if b":worksheet" in sheet else None
    if not prefix:
        return sheet
    return sheet.replace(b"<" + prefix[1], b"<").replace(b"</" + prefix[1], b"</")


def _errors(sheet: bytes) -> Iterator[Mark]:
    for cell in _ERROR.finditer(sheet):
        code = _CODE.search(cell[2] or b"")
        text = code[1].decode(errors="replace") if code else ""
        yield *_position(sheet, cell), CellError(text or "#VALUE!")


def _uncalculated(sheet: bytes) -> Iterator[Mark]:
    for cell in _NO_RESULT.finditer(sheet):
        # A formula whose result is a text of no letters is a blank, and was calculated.
        if not _TEXT_RESULT.search(cell[1]):
            yield *_position(sheet, cell), Uncalculated()


def _position(sheet: bytes, cell: re.Match[bytes]) -> tuple[int, int]:
    name = _NAME.search(cell[1])
    return position(name[1].decode()) if name else _counted(sheet[: cell.end(1) + 1])


def _counted(sheet: bytes) -> tuple[int, int]:
    """The place of the last cell of `sheet`, where cells are not named but follow each other."""
    row = 0
    start = 0
    for tag in _ROW.finditer(sheet):
        number = _ROW_NUMBER.search(tag[1])
        row = int(number[1]) if number else row + 1
        start = tag.end()
    column = -1
    for tag in _CELL.finditer(sheet, start):
        name = _NAME.search(tag[1])
        column = position(name[1].decode())[1] if name else column + 1
    return row - 1, column
