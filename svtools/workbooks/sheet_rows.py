"""The rows of a sheet's XML: only those that change are taken apart."""

import math
import re
from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape, unescape

from svtools.errors import InputError
from svtools.workbooks.cells import a1, position
from svtools.workbooks.package_parts import attributes
from svtools.workbooks.sheet_setup import height_for
from svtools.workbooks.table_growth import translated

Entry = str | bool | int | float | Decimal | date | None
"""What can be put in a cell; None is a blank."""

Content = tuple[bytes, bytes]
"""A cell's attribute that says its type, and the elements in it."""

LONGEST_TEXT = 32_767

_DATA = re.compile(rb"<sheetData\s*(/?)>")
_ROW = re.compile(rb"""<row\b(?=[^>]*?\sr\s*=\s*["'](\d+)["'])([^>]*?)/?>""")
_CELL = re.compile(
    rb"""<c\b(?=[^>]*?\sr\s*=\s*["']([A-Z]+\d+)["'])?([^>]*?)(?:/>|>(.*?)</c>)""", re.DOTALL
)
_STYLE = re.compile(rb"""\ss\s*=\s*["']\d+["']""")
_FORMULA = re.compile(rb"(<f\b[^>]*?)(?:/>|>([^<]*)</f>)")
_VALUE = re.compile(rb"<[vt]\b[^>]*>([^<]*)</[vt]>")
_HEIGHT = re.compile(rb"""\sht\s*=\s*["']([\d.]+)["']""")
_HEIGHTS = re.compile(rb"""\s(?:ht|customHeight)\s*=\s*["'][^"']*["']""")
_OF_THIS_ROW = re.compile(rb"""\s(?:r|spans|hidden|collapsed)\s*=\s*["'][^"']*["']""")
_COLUMN = re.compile(rb"<col\s[^>]*>")
_DIMENSION = re.compile(rb"""(<dimension\s+ref=["'])([A-Z]+\d+)(?::([A-Z]+\d+))?""")
_SHARED_TEXT = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
# What XML can't hold, and what Excel would take for it.
_UNWRITABLE = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Row:
    """A row taken apart: the attributes of its tag, and each cell's XML by column from 0."""

    attributes: bytes
    cells: dict[int, bytes]


class SheetRows:
    """The cells of the sheet `name` in its `xml`; rows and columns from 0.

    Raises InputError for XML of a shape that no program known to us writes.
    """

    def __init__(self, xml: bytes, name: str) -> None:
        opening = _DATA.search(xml)
        self._unknown = InputError(
            f"The sheet '{name}' can't be edited: its XML has an unknown shape.",
            "Open the workbook in Excel, save it there and run this again.",
        )
        if not opening or b"<!" in xml[: opening.start()]:
            raise self._unknown
        self._xml, self.head, self._start = xml, xml[: opening.start()], opening.end()
        self._end = self._start if opening[1] else xml.rindex(b"</sheetData>")
        self.tail = xml[self._end :].removeprefix(b"</sheetData>")
        self._found: dict[int, tuple[int, int]] = {}
        self._edited: dict[int, Row] = {}
        at, before = self._start, -1
        while (begin := xml.find(b"<row", at, self._end)) >= 0:
            tag = _ROW.match(xml, begin)
            if not tag or int(tag[1]) <= before:
                raise self._unknown
            at, before = tag.end(), int(tag[1])
            if xml[at - 2 : at] != b"/>":
                at = xml.index(b"</row>", at) + 6
            self._found[before - 1] = begin, at
        self._numbers = list(self._found)

    def raw(self, number: int) -> bytes:
        """A row's XML as it came; b"" where there is none."""
        begin, end = self._found.get(number, (0, 0))
        return self._xml[begin:end]

    def row(self, number: int) -> Row:
        """A row as it stands now, to look at."""
        if number in self._edited:
            return self._edited[number]
        raw = self.raw(number)
        tag = _ROW.match(raw)
        cells = [(cell[1], cell[0]) for cell in _CELL.finditer(raw, tag.end() if tag else 0)]
        if not all(name for name, _ in cells):
            raise self._unknown
        here = tag[2] if tag else b""
        return Row(here, {position(name.decode())[1]: cell for name, cell in cells})

    def edit(self, number: int) -> Row:
        """A row to be changed; a new one where there is none."""
        return self._edited.setdefault(number, self.row(number))

    def dress(self, number: int, like: int) -> None:
        """Give a row that is not there yet the height and format of the row `like`."""
        row = self.edit(number)
        row.attributes = row.attributes or _OF_THIS_ROW.sub(b"", self.row(like).attributes)

    def fit(self, number: int, column: int, text: str) -> None:
        """Make a row high enough for a wrapped text, as not every program does it by itself."""
        widths = (tag for tag in map(attributes, _COLUMN.findall(self.head)) if "width" in tag)
        for tag in widths:
            if int(tag["min"]) <= column + 1 <= int(tag["max"]):
                row = self.edit(number)
                height = height_for(text, float(tag["width"]))
                known = _HEIGHT.search(row.attributes)
                if height > (float(known[1]) if known else height_for("", 1)):
                    others = _HEIGHTS.sub(b"", row.attributes)
                    row.attributes = others + b' ht="%g" customHeight="1"' % height

    def style(self, number: int, column: int) -> bytes:
        """The attribute with a cell's style, whether the cell is there or not yet."""
        row = self.row(number)
        cell = _CELL.match(row.cells.get(column, b""))
        if not cell and b"customFormat" not in row.attributes:
            for tag in map(attributes, _COLUMN.findall(self.head)):
                if int(tag["min"]) <= column + 1 <= int(tag["max"]) and "style" in tag:
                    return f' s="{tag["style"]}"'.encode()
        style = _STYLE.search(cell[2] if cell else row.attributes)
        return style[0] if style else b""

    def put(self, number: int, column: int, content: Content, style: bytes) -> None:
        """Write a cell anew.

        Raises InputError where others in the sheet take their formula from it.
        """
        row = self.edit(number)
        formula = _FORMULA.search(row.cells.get(column, b""))
        name = a1(number, column).encode()
        if formula and formula[2] and b"shared" in formula[1]:
            raise InputError(
                f"The formula in {name.decode()} was filled down from there to other cells.",
                "Copy it to each of them in Excel, or clear them, and run this again.",
            )
        row.cells[column] = b'<c r="%s"%s%s>%s</c>' % (name, style, *content)

    def formula(self, number: int, column: int) -> str | None:
        """A cell's formula without "=", also where it is filled down from another cell."""
        formula = _FORMULA.search(self.row(number).cells.get(column, b""))
        index = attributes(formula[1]).get("si") if formula else None
        if not formula or formula[2] or index is None:
            return unescape((formula[2] or b"").decode()) if formula else None
        first = re.search(
            rb"""<c\s[^>]*?\br=["']([A-Z]+\d+)["'][^>]*>\s*<f\b[^>]*\bsi=["']%s["'][^>]*>([^<]+)<"""
            % index.encode(),
            self._xml,
        )
        if not first:
            raise self._unknown
        above, left = position(first[1].decode())
        return translated(unescape(first[2].decode()), number - above, column - left)

    def xml(self) -> bytes:
        """The sheet's XML with what was changed."""
        whole, at = memoryview(self._xml), self._start
        pieces: list[bytes | memoryview] = [
            _DIMENSION.sub(self._dimension, self.head),
            b"<sheetData>",
        ]
        for number, row in sorted(self._edited.items()):
            begin, end = self._found.get(number) or self._gap(number)
            rest = re.sub(rb"""\s(?:r|spans)\s*=\s*["'][^"']*["']""", b"", row.attributes)
            cells = b"".join(cell for _, cell in sorted(row.cells.items()))
            pieces += [whole[at:begin], b'<row r="%d"%s>%s</row>' % (number + 1, rest, cells)]
            at = end
        return b"".join([*pieces, whole[at : self._end], b"</sheetData>", self.tail])

    def _gap(self, number: int) -> tuple[int, int]:
        after = bisect(self._numbers, number)
        at = self._found[self._numbers[after]][0] if after < len(self._numbers) else self._end
        return at, at

    def _dimension(self, known: re.Match[bytes]) -> bytes:
        spots = [(number, max(row.cells)) for number, row in self._edited.items() if row.cells]
        rows, columns = zip(position((known[3] or known[2]).decode()), *spots, strict=True)
        return known[1] + known[2] + b":" + a1(max(rows), max(columns)).encode()


def is_blank(cell: bytes) -> bool:
    """Whether neither a value nor a formula stands in a cell."""
    return b"<f" not in cell and not any(_VALUE.findall(cell))


def shared_texts(part: bytes) -> list[str]:
    """The texts in a workbook's part of shared texts."""
    return [_text(item) for item in _SHARED_TEXT.findall(part)]


def value_text(cell: bytes, shared: list[str]) -> str:
    """What a cell holds, numbers and results of formulas as they are stored; "" for a blank."""
    text = _text(cell)
    kind = attributes(cell.partition(b">")[0]).get("t") if text else None
    return shared[int(text)] if kind == "s" else text


def _text(xml: bytes) -> str:
    return unescape(b"".join(_VALUE.findall(_PHONETIC.sub(b"", xml))).decode())


def content(value: Entry, base_1904: bool, *, result: bool = False) -> Content:
    """How a cell holds `value`, or a formula's cell its `result`.

    Raises InputError for what no cell can hold.
    """
    if isinstance(value, str) or value is None:
        text = _escaped(value or "")
        if result:
            return b' t="str"', b"<v>%s</v>" % text
        shown = b'<is><t xml:space="preserve">%s</t></is>' % text
        return (b' t="inlineStr"', shown) if text else (b"", b"")
    if isinstance(value, bool):
        return b' t="b"', b"<v>%d</v>" % value
    number = _serial(value, base_1904) if isinstance(value, date) else value
    if not math.isfinite(number):
        raise InputError(f"{value} can't stand in a cell.", "Give a number.")
    text = (str(number) if isinstance(number, int) else repr(float(number))).encode()
    return b"", b"<v>%s</v>" % text


def _escaped(text: str) -> bytes:
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"A text of {len(text):,} characters can't stand in a cell ('{text[:40]}…').",
            f"Shorten it to {LONGEST_TEXT:,}.",
        )
    return escape(_UNWRITABLE.sub(_code, text), quote=False).encode()


def _code(found: re.Match[str]) -> str:
    return "_x005F" + found[0] if len(found[0]) > 1 else f"_x{ord(found[0]):04X}_"


def _serial(day: date, base_1904: bool) -> int | float:
    first = date(1904, 1, 1) if base_1904 else date(1899, 12, 30)
    number = day.toordinal() - first.toordinal()
    if number < (0 if base_1904 else 61):  # Excel's calendar has a 29 February 1900
        raise InputError(f"{day} is too long ago for a cell.", "Correct the date.")
    if not isinstance(day, datetime):
        return number
    return number + (day.hour * 3600 + day.minute * 60 + day.second) / 86400
