"""Rows as high as the texts that formulas gave: nobody knows them before they are calculated."""

import re
from collections.abc import Iterator
from html import unescape

from svtools.workbooks.cells import column_of
from svtools.workbooks.measuring import DIGIT
from svtools.workbooks.package_parts import attributes, packed, replaced, sheet_parts, unpacked
from svtools.workbooks.sheet_setup import SURELY_FITS, height_for

_COLUMN = re.compile(rb"<col\s[^>]*>")
_ROW = re.compile(rb'<row r="(\d+)"[^>]*>')
_TEXT = re.compile(
    rb'<c r="([A-Z]+)(\d+)" s="(\d+)" t="str"><f[^>]*>[^<]*</f><v[^>]*>([^<]+)</v></c>'
)


def with_room_for_results(xlsx: bytes) -> bytes:
    """A workbook of ours, in which rows are higher where a calculated text needs it."""
    parts = unpacked(xlsx)
    wrapping = _wrapping_styles(parts["xl/styles.xml"])
    higher = {
        part: xml
        for part in sheet_parts(parts).values()
        if (xml := _with_room(parts[part], wrapping)) is not parts[part]
    }
    return packed(parts | higher) if higher else xlsx


def _wrapping_styles(styles: bytes) -> set[bytes]:
    """The numbers of the cell formats in which a text goes on in the next line."""
    formats = styles.partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0].split(b"<xf ")[1:]
    return {b"%d" % n for n, each in enumerate(formats) if b'wrapText="1"' in each}


def _with_room(xml: bytes, wrapping: set[bytes]) -> bytes:
    """A sheet's XML with the heights that its calculated texts need."""
    columns = [attributes(tag) for tag in _COLUMN.findall(xml)]
    widths = {
        number: float(about["width"])
        for about in columns
        for number in range(int(about["min"]) - 1, int(about["max"]))
    }
    heights: dict[bytes, float] = {}
    for letters, row, style, text in _TEXT.findall(xml):
        width = widths.get(column_of(letters.decode()))
        if width and style in wrapping and len(text) * SURELY_FITS > width * DIGIT:
            needed = height_for(unescape(text.decode()), width)
            heights[row] = max(needed, heights.get(row, 0))
    return replaced(xml, _higher(xml, heights)) if heights else xml


def _higher(xml: bytes, heights: dict[bytes, float]) -> Iterator[tuple[re.Match[bytes], bytes]]:
    """The tags of rows that are too low, with the height that they need."""
    usual = height_for("", 1)
    for found in _ROW.finditer(xml):
        needed, about = heights.get(found[1], 0), attributes(found[0])
        if needed > float(about.get("ht", usual)):
            rest = re.sub(rb' (ht|customHeight)="[^"]*"', b"", found[0])
            yield found, rest[:-1] + b' ht="%g" customHeight="1">' % needed
