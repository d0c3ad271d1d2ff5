"""Cells of an .xlsx sheet that its reader gives as blanks, though they are none.

The reader returns "" for an error (#REF!) and for a formula that was saved without a result;
on an error newer than itself (#SPILL!) it gives up the whole workbook.
This looks them up in the sheet's XML, by patterns: a sheet without errors costs a search for each
formula, and no XML parser is needed.
"""

import re
from collections.abc import Iterator, Mapping

from svtools.workbooks.cells import CellError, Uncalculated, position
from svtools.workbooks.package_parts import attributes

Mark = tuple[int, int, CellError | Uncalculated]
"""Row and column, both from 0, and what stands there."""

_ERROR = re.compile(
    rb"""<c\b([^<>/]*\st\s*=\s*["']e["'][^<>/]*)(?:/>|>((?:[^<]|<(?!/?c\b))*)</c>)"""
)
_NO_RESULT = re.compile(
    rb"""<f/>(?<!["']str["']><f/>)\s*(?:<v\s*/>|<v(?:\s[^<>]*)?>\s*</v>)?\s*</c>"""
)
"""A formula without a result; of most cells with the result "" it is seen at once."""

_CODE = re.compile(rb"<v\b[^>]*>\s*([^<]*?)\s*</v>")


def marks(sheet: bytes) -> list[Mark]:
    """Every error and every formula without a result in the XML of one sheet, as it is plain."""
    return [(*position(about["r"]), mark) for about, mark in _marked(sheet)]


def without_errors(sheet: bytes) -> bytes:
    """The XML of a sheet with its errors taken out: the reader refuses those it doesn't know."""
    return _ERROR.sub(rb"<c\1/>", sheet)


def _marked(sheet: bytes) -> Iterator[tuple[Mapping[str, str], CellError | Uncalculated]]:
    """The attributes of each such cell, and what it is."""
    for cell in _ERROR.finditer(sheet) if b' t="e"' in sheet else ():
        code = _CODE.search(cell[2] or b"")
        error = CellError((code[1] if code else b"").decode(errors="replace") or "#VALUE!")
        yield attributes(cell[1]), error
    for formula in _NO_RESULT.finditer(sheet):
        about = attributes(sheet[sheet.rfind(b"<c", 0, formula.start()) : formula.start()])
        # A formula whose result is a text of no letters is a blank, and was calculated.
        if about.get("t") not in {"str", "e"}:
            yield about, Uncalculated()
