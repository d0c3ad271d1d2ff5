"""Cells of an .xlsx sheet that its reader gives as blanks, though they are none.

The reader returns "" for an error (#REF!) and for a formula that was saved without a result;
on an error newer than itself (#SPILL!) it gives up the whole workbook.
This looks them up in the sheet's XML, by patterns: a sheet without errors and formulas costs
a few searches, and no XML parser is needed.
"""

import re
from collections.abc import Iterator

from svtools.workbooks.cells import CellError, Uncalculated, position
from svtools.workbooks.package_parts import attributes

Mark = tuple[int, int, CellError | Uncalculated]
"""Row and column, both from 0, and what stands there."""

_ERROR = re.compile(
    rb"""<c\b([^<>/]*\st\s*=\s*["']e["'][^<>/]*)(?:/>|>((?:[^<]|<(?!/?c\b))*)</c>)"""
)
_NO_RESULT = re.compile(
    rb"<c\b([^<>/]*)>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v\b[^<>]*>\s*</v>)?\s*</c>"
)
_CODE = re.compile(rb"<v\b[^>]*>\s*([^<]*?)\s*</v>")


def marks(sheet: bytes) -> list[Mark]:
    """Every error and every formula without a result in the XML of one sheet, as it is plain."""
    return [(*position(attributes(cell[1])["r"]), mark) for cell, mark in _marked(sheet)]


def without_errors(sheet: bytes) -> bytes:
    """The XML of a sheet with its errors taken out: the reader refuses those it doesn't know."""
    return _ERROR.sub(rb"<c\1/>", sheet)


def _marked(sheet: bytes) -> Iterator[tuple[re.Match[bytes], CellError | Uncalculated]]:
    for cell in _ERROR.finditer(sheet) if b'"e"' in sheet or b"'e'" in sheet else ():
        code = _CODE.search(cell[2] or b"")
        yield cell, CellError((code[1] if code else b"").decode(errors="replace") or "#VALUE!")
    for cell in _NO_RESULT.finditer(sheet) if b"<f" in sheet else ():
        # A formula whose result is a text of no letters is a blank, and was calculated.
        if attributes(cell[1]).get("t") not in {"str", "e"}:
            yield cell, Uncalculated()
