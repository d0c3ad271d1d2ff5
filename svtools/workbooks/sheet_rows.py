"""The rows of a sheet's XML: only those that change are taken apart."""

import re
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape, unescape
from itertools import pairwise
from typing import NamedTuple

from svtools.errors import InputError
from svtools.workbooks.cell_xml import MOST_CHARACTERS, SURE_DAY, Entry, serial
from svtools.workbooks.cell_xml import content as cell_content
from svtools.workbooks.cells import a1, column_of, position
from svtools.workbooks.measuring import DIGIT, PADDING
from svtools.workbooks.package_parts import attributes, replaced
from svtools.workbooks.sheet_setup import height_for
from svtools.workbooks.table_growth import translated

Content = tuple[bytes, bytes]
"""A cell's attribute that says its type, and the elements in it."""

_DATA = re.compile(rb"<sheetData\s*(/>|>)")
_DATA_END = b"</sheetData>"
_ROW = re.compile(
    rb"""(<row\b(?:(?=[^>]*?\sr\s*=\s*["'](\d+)["']))?[^>]*?(?:/>|>.*?</row>))""", re.DOTALL
)
_CELL = re.compile(rb"""(<c\b(?=[^>]*?\sr\s*=\s*["']([A-Z]+))[^>]*?(?:/>|>.*?</c>))""", re.DOTALL)
_FORMULA_CELL = re.compile(
    rb"<c\b(?P<cell>[^>]*)>\s*(?P<formula><f\b(?P<about>[^>]*?)(?:/>|>(?P<text>[^<]*)</f>))"
    rb"\s*(?P<value><v\b[^>]*?(?:/>|>[^<]*</v>))?"
)
_VALUE = re.compile(rb"<[vt]\b[^>]*>([^<]*)</[vt]>")


class FormulaCell(NamedTuple):
    """A formula and its stored result; `text` as it stands in the cell `written`.

    Where it was filled down from another cell, that is the other cell. `spreads` says that it is
    an array's or a data table's.
    """

    row: int
    column: int
    text: str
    written: tuple[int, int]
    spreads: bool
    result: Content


Shared = dict[str | None, tuple[str, tuple[int, int]]]
"""Formulas that were filled down, and the cell in which each is written, by their index."""


def formula_cells(
    xml: bytes, shared: Shared | None = None
) -> Iterator[tuple[re.Match[bytes], FormulaCell]]:
    """The formulas in a sheet's XML, or in some of it, and where in it they stand.

    `shared` are those known from elsewhere on the sheet; what is found is added.
    """
    shared = {} if shared is None else shared
    for found in _FORMULA_CELL.finditer(xml):
        cell, formula = attributes(found["cell"]), attributes(found["about"])
        here, kind, index = position(cell.get("r", "A1")), formula.get("t"), formula.get("si")
        written = unescape((found["text"] or b"").decode()), here
        if kind == "shared":
            written = shared[index] = written if found["text"] else shared.get(index, written)
        result = f' t="{cell["t"]}"'.encode() if "t" in cell else b"", found["value"] or b""
        yield found, FormulaCell(*here, *written, kind in {"array", "dataTable"}, result)


def with_formula_cells(
    xml: bytes, change: Callable[[re.Match[bytes], FormulaCell], bytes]
) -> bytes:
    """A sheet's XML with each formula's cell, to its result, as `change` has it."""
    return replaced(xml, ((found, change(found, cell)) for found, cell in formula_cells(xml)))


@dataclass
class Row:
    """A row taken apart: the attributes of its tag, and each cell's XML by column from 0."""

    attributes: dict[str, str]
    cells: dict[int, bytes]


class SheetRows:
    """The cells of the sheet `name` in its `xml`; rows and columns from 0.

    Raises InputError for XML of a shape that no program known to us writes.
    """

    def __init__(self, xml: bytes, name: str) -> None:
        data, end = _DATA.search(xml), xml.rfind(_DATA_END)
        first, last = (data.end(), end) if data and data[1] == b">" else (0, 0)
        # Where each row stands, rather than a copy of it: a sheet may be large.
        found = [(int(r[2] or 0) - 1, r.start(), r.end()) for r in _ROW.finditer(xml, first, last)]
        numbers = [number for number, _, _ in found]
        in_order = all(before < after for before, after in pairwise([-1, *numbers]))
        sound = data and last >= first and b"<!" not in xml[: data.start()] and in_order
        if not data or not sound or re.search(rb"""<c\b(?![^>]*?\sr\s*=\s*["'][A-Z])""", xml):
            raise InputError(
                f"The sheet '{name}' can't be edited: its XML has an unknown shape.",
                "Open the workbook in Excel, save it there and run this again.",
            )
        self._xml, self.tail = xml, xml[last + len(_DATA_END) if last else data.end() :]
        # The cells themselves say how far they reach.
        self._head = re.sub(rb"<dimension\b[^>]*>(</dimension>)?", b"", xml[: data.start()])
        self._columns = [attributes(tag) for tag in re.findall(rb"<col\s[^>]*>", self._head)]
        self._of_column: dict[int, dict[str, str]] = {}
        self._numbers = array("q", numbers)
        self._starts = array("q", (start for _, start, _ in found))
        self._ends = array("q", (stop for _, _, stop in found))
        self._edited: dict[int, Row] = {}
        self._looked_up: tuple[int, dict[int, FormulaCell]] = -1, {}
        """The row of which formulas were looked up last, and those."""

    def row(self, number: int) -> Row:
        """A row as it stands now, to look at."""
        if number in self._edited:
            return self._edited[number]
        tag, _, cells = self._written(number).partition(b">")
        about = {name: v for name, v in attributes(tag).items() if name not in {"r", "spans"}}
        return Row(about, {column_of(name.decode()): cell for cell, name in _CELL.findall(cells)})

    def edit(self, number: int) -> Row:
        """A row to be changed; a new one where there is none."""
        return self._edited.setdefault(number, self.row(number))

    def dress(self, number: int, like: int) -> None:
        """Give a row that is not there yet the height and format of the row `like`."""
        row, other = self.edit(number), self.row(like).attributes
        row.attributes = row.attributes or {
            name: value for name, value in other.items() if name not in {"hidden", "collapsed"}
        }

    def fit(self, number: int, column: int, text: str) -> None:
        """Make a row high enough for a wrapped text, as not every program does it by itself."""
        width, about = self._column(column).get("width"), self.edit(number).attributes
        height = height_for(text, float(width) - PADDING / DIGIT) if width else 0
        if height > float(about.get("ht") or height_for("", 1)):
            about |= {"ht": f"{height:g}", "customHeight": "1"}

    def style(self, number: int, column: int) -> str:
        """The index of a cell's style, whether the cell is there or not yet; "" for the usual."""
        row = self.row(number)
        if column in row.cells:
            return attributes(row.cells[column].partition(b">")[0]).get("s", "")
        if "customFormat" in row.attributes:
            return row.attributes.get("s", "")
        return self._column(column).get("style", "")

    def width(self, column: int) -> str:
        """The width of a column, in characters; "" for the usual."""
        return self._column(column).get("width", "")

    def _column(self, column: int) -> dict[str, str]:
        if column not in self._of_column:
            within = (c for c in self._columns if int(c["min"]) <= column + 1 <= int(c["max"]))
            self._of_column[column] = next(within, {})
        return self._of_column[column]

    def put(self, number: int, column: int, content: Content, style: str) -> None:
        """Write a cell anew."""
        about = f' s="{style}"'.encode() if style else b""
        cell = b'<c r="%s"%s%s>%s</c>' % (a1(number, column).encode(), about, *content)
        self.edit(number).cells[column] = cell

    def take(self, number: int, column: int) -> None:
        """Take a cell away. Raises InputError where others have their formula from it."""
        if re.search(rb"<f\b[^>]*shared[^>]*>[^<]", self.edit(number).cells.pop(column)):
            raise InputError(
                f"The formula in {a1(number, column)} was filled down from there to other cells.",
                "Copy it to each of them in Excel, or clear them, and run this again.",
            )

    def move(self, number: int, to: int, columns: range) -> None:
        """Move the cells of some columns to another row; what their formulas name stays."""
        name = re.compile(rb"(?<=[A-Z])%d(?=[:\"'])" % (number + 1))
        cells = self.edit(number).cells
        for column in [column for column in columns if column in cells]:
            self.edit(to).cells[column] = re.sub(
                rb"<[cf]\s[^>]*>", lambda tag: name.sub(b"%d" % (to + 1), tag[0]), cells.pop(column)
            )

    def _written(self, number: int) -> bytes:
        """A row's XML as it came; nothing where there was none."""
        at = bisect_left(self._numbers, number)
        there = at < len(self._numbers) and self._numbers[at] == number
        return self._xml[self._starts[at] : self._ends[at]] if there else b""

    @cached_property
    def _filled_down(self) -> Shared:
        """The formulas that other cells have theirs from, by their index."""
        found: Shared = {}
        if b"shared" in self._xml:
            deque(formula_cells(self._xml, found), maxlen=0)
        return found

    def formula(self, number: int, column: int) -> str | None:
        """A cell's formula as it came, without "=", also where it is filled down from another."""
        if self._looked_up[0] != number:
            row = self._written(number)
            cells = formula_cells(row, dict(self._filled_down)) if b"<f" in row else ()
            self._looked_up = number, {cell.column: cell for _, cell in cells}
        cell = self._looked_up[1].get(column)
        return cell and translated(cell.text, number - cell.written[0], column - cell.written[1])

    def xml(self) -> bytes:
        """The sheet's XML with what was changed."""
        return b"".join((self._head, b"<sheetData>", *self._pieces(), _DATA_END, self.tail))

    def _pieces(self) -> Iterator[bytes | memoryview]:
        """The rows in their order: what came as it stood, between the rows that were edited."""
        came, at = memoryview(self._xml), 0
        for number, row in sorted(self._edited.items()):
            until = bisect_left(self._numbers, number)
            if at < until:
                yield came[self._starts[at] : self._ends[until - 1]]
            about = "".join(f' {name}="{escape(v)}"' for name, v in row.attributes.items())
            cells = b"".join(cell for _, cell in sorted(row.cells.items()))
            yield b'<row r="%d"%s>%s</row>' % (number + 1, about.encode(), cells)
            at = until + (until < len(self._numbers) and self._numbers[until] == number)
        if at < len(self._numbers):
            yield came[self._starts[at] : self._ends[-1]]


def is_blank(cell: bytes) -> bool:
    """Whether neither a value nor a formula stands in a cell."""
    return b"<f" not in cell and not any(_VALUE.findall(cell))


def value_text(xml: bytes, shared: Sequence[str]) -> str:
    """What a cell holds, numbers and results of formulas as they are stored; "" for a blank."""
    text = unescape(b"".join(_VALUE.findall(xml)).decode())
    kind = attributes(xml.partition(b">")[0]).get("t") if text else None
    return shared[int(text)] if kind == "s" else text


def shared_texts(part: bytes) -> list[str]:
    """The texts in a workbook's part of shared texts."""
    items = re.findall(rb"(?s)<si\b[^>]*?(?:/>|>(.*?)</si>)", part)
    return [value_text(item, ()) for item in items]


def content(value: Entry, base_1904: bool, *, result: bool = False) -> Content:
    """How a cell holds `value`, or a formula's cell its `result`.

    Raises InputError for what no cell can hold.
    """
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        raise InputError(
            f"A text of {len(value):,} characters can't stand in a cell ('{value[:40]}…').",
            f"Shorten it to {MOST_CHARACTERS:,}.",
        )
    if isinstance(value, date) and serial(value, base_1904=base_1904) < (not base_1904) * SURE_DAY:
        raise InputError(f"{value} is too long ago for a cell.", "Correct the date.")
    try:
        kind, element = cell_content(value, result=result, base_1904=base_1904)
    except ValueError:
        raise InputError(f"{value} can't stand in a cell.", "Give a number.") from None
    return kind.encode(), element.encode()
