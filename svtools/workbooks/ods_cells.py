"""The cells of an .ods workbook that its reader doesn't show as they are.

As in an .xlsx, errors and formulas without a result come from the reader as blanks; a length of
time comes as a code; and one cell may say that it is repeated a million times.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

from svtools.errors import UnreadableFile
from svtools.workbooks.cells import LAST_COLUMN, LAST_ROW, CellError, Uncalculated, Value
from svtools.workbooks.far_cells import Places
from svtools.workbooks.marks import Mark
from svtools.workbooks.safety import Limits, check_cells

CONTENT = "content.xml"

_ATTRIBUTES = rb"""((?:[^>"']|"[^"]*"|'[^']*')*?)"""
_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>"
)
_ROWS = re.compile(rb"""table:number-rows-repeated\s*=\s*["']([^"']*)""")
_COLUMNS = re.compile(rb"""table:number-columns-repeated\s*=\s*["']([^"']*)""")
_REPEATED = re.compile(rb"""\stable:number-(?:rows|columns)-repeated\s*=\s*["'][^"']*["']""")
_VALUE_TYPE = re.compile(rb"""\s(?:office|calcext):value-type\s*=\s*["'](\w+)""")
_TEXT = re.compile(rb"<text:p\b[^>]*(?:/>|>([^<]*))")
_LONGEST_CELL = 1_000_000
"""The end of a cell is looked for within so many bytes: a text has 32,767 characters at most."""
_BLANKS_BETWEEN = re.compile(rb">\s+(?=</?table:)")
_DRAWN = re.compile(rb"<(/?)draw:(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>")
_BREAKS = re.compile(rb"<text:(?:tab|line-break)\b[^<>]*/>")
_TYPELESS = re.compile(
    rb"<table:(covered-)?table-cell(?![^<>]*(?:\soffice:value-type|table:formula))((?:\s[^<>]*)?)"
    rb"(?<!/)>(?=\s*(?:<office:annotation\b.*?</office:annotation>\s*)?<text:p\b)",
    re.DOTALL,
)
_NO_VALUE = re.compile(
    rb"""<table:(?:covered-)?table-cell(?=[^<>]*\soffice:value-type=.(?!string|void))"""
    rb"""(?![^<>]*\soffice:(?:value=|(?:date|time)-value=|boolean-value=.(?:true|false)\b))"""
)
_NO_TYPE = re.compile(
    rb"""office:value-type\s*=\s*.(?!(?:float|percentage|currency|date|time|boolean|string|void)["'])"""
)
_OTHER_PREFIX = re.compile(
    rb"""xmlns(?!:(?:office|table|text)\s*=)[:\w]*\s*=\s*["']urn:oasis:names:tc:opendocument"""
    rb""":xmlns:(?:office|table|text):"""
)
_DURATION = re.compile(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]+)?)S")
_ERROR_TEXT = re.compile(r"#[A-Z/0]+[!?]|#N/A|Err:[0-9]{3}")


@dataclass(slots=True)
class Table:
    """Where one table of the workbook holds something, and what it has besides values."""

    rows: list[range] = field(default_factory=list)
    columns: set[range] = field(default_factory=set)
    cells: int = 0
    marked: list[tuple[range, range, CellError | Uncalculated]] = field(default_factory=list)

    def add(self, rows: range, columns: range, mark: CellError | Uncalculated | None) -> None:
        """Note a cell that stands in all of these rows and columns."""
        if not self.rows or self.rows[-1] != rows:
            self.rows.append(rows)
        self.columns.add(columns)
        self.cells += len(rows) * len(columns)
        if mark:
            self.marked.append((rows, columns, mark))

    @property
    def end(self) -> tuple[int, int]:
        """The row and the column after the last ones that hold something."""
        columns = max((columns.stop for columns in self.columns), default=0)
        return self.rows[-1].stop if self.rows else 0, columns

    @property
    def places(self) -> Places:
        """The rows and columns that hold something."""
        columns = {column for columns in self.columns for column in columns}
        return Places([row for rows in self.rows for row in rows], sorted(columns))

    @property
    def marks(self) -> Iterator[Mark]:
        """Every marked cell, repeated ones each by itself."""
        areas = ((row, columns, mark) for rows, columns, mark in self.marked for row in rows)
        return ((row, column, mark) for row, columns, mark in areas for column in columns)


def plain_content(content: bytes) -> bytes:
    """The content in the form that the reader takes, which would leave out a part of it.

    Every text has a type, no blanks stand between cells, breaks in texts are spaces, and the
    words on pictures and shapes are none of the cell that they are anchored to.
    Raises UnreadableFile("damaged") where a value has only its looks, or elements other names.
    """
    if _NO_VALUE.search(content) or _NO_TYPE.search(content):
        raise UnreadableFile("damaged", reason="a cell says it has a value and has none")
    if _OTHER_PREFIX.search(content):
        raise UnreadableFile("damaged", reason="its elements have other names than usual")
    content = b"".join(_without_drawings(content)) if b"<draw:" in content else content
    content = _BREAKS.sub(b" ", _BLANKS_BETWEEN.sub(b">", content))
    return _TYPELESS.sub(rb'<table:\1table-cell office:value-type="string"\2>', content)


def _without_drawings(content: bytes) -> Iterator[bytes]:
    depth = at = 0
    for tag in _DRAWN.finditer(content):
        if depth == 0:
            yield content[at : tag.start()]
        depth += -1 if tag[1] else not tag[2]
        at = tag.end()
    yield content[at:]


def tables(content: bytes, limits: Limits) -> list[Table]:
    """What each table holds.

    Raises UnreadableFile("too-large") where the cells that hold something, repeated ones counted,
    pass `limits`.
    """
    tables: list[Table] = []
    for tag, rows, columns in tags(content):
        if tag[1] == b"table":
            tables.append(Table())
        elif tables and columns and (b"office:" in tag[2] or b"table:formula" in tag[2]):
            tables[-1].add(rows, columns, _mark(content, tag))
    ends = [table.end for table in tables]
    if any(row > LAST_ROW or column > LAST_COLUMN for row, column in ends):
        raise UnreadableFile("damaged", reason="a cell stands outside the sheet")
    check_cells(sum(table.cells for table in tables), limits)
    return tables


def moved_together(content: bytes, places: Sequence[Places | None]) -> bytes:
    """The content with each table that has `places` moved together to the rows and columns there.

    Each element goes in whole, with another number of repeats, or not at all.
    """
    pieces: list[bytes] = []
    number, written = -1, 0
    for tag, rows, columns in tags(content):
        number += tag[1] == b"table"
        here = places[number] if number >= 0 else None
        if tag[1] == b"table" or here is None or tag.start() < written:
            continue
        is_row = tag[1] == b"table-row"
        wanted, repeats = (here.rows, rows) if is_row else (here.columns, columns)
        times = bisect_left(wanted, repeats.stop) - bisect_left(wanted, repeats.start)
        if times == len(repeats):
            continue
        pieces.append(content[written : tag.start()])
        written = tag.end()
        if times:
            pieces.append(_REPEATED.sub(b"", tag[0][: -len(tag[3]) - 1]))
            name = b"rows" if is_row else b"columns"
            pieces.append(b' table:number-%b-repeated="%d"%b>' % (name, times, tag[3]))
        elif not tag[3]:
            closing = b"</table:%b>" % tag[1]
            written = _found(content, closing, written, len(content)) + len(closing)
    return b"".join([*pieces, content[written:]])


def tags(content: bytes) -> Iterator[tuple[re.Match[bytes], range, range]]:
    """Each table, row and cell with the rows and columns that it stands for."""
    rows, column = range(0), 0
    for tag in _TAG.finditer(content):
        columns = range(0)
        if tag[1] == b"table":
            rows = range(0)
        elif tag[1] == b"table-row":
            rows, column = range(rows.stop, rows.stop + _repeats(_ROWS, tag[2])), 0
        else:
            columns = range(column, column + _repeats(_COLUMNS, tag[2]))
            column = columns.stop
        yield tag, rows, columns


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    if b"repeated" not in attributes:
        return 1
    repeats = pattern.search(attributes)
    times = int(repeats[1]) if repeats else 1
    if times < 1:
        raise UnreadableFile("damaged", reason="a cell stands there less than once")
    return times


def _found(content: bytes, closing: bytes, start: int, stop: int) -> int:
    end = content.find(closing, start, stop)
    if end < 0:
        raise UnreadableFile("damaged", reason=f"{closing.decode()} is missing")
    return end


def _mark(content: bytes, tag: re.Match[bytes]) -> CellError | Uncalculated | None:
    attributes = tag[2]
    types = _VALUE_TYPE.findall(attributes)
    if b"table:formula" not in attributes and b"error" not in types:
        return None
    end = tag.end()
    if not tag[3]:
        end = _found(content, b"</table:%b>" % tag[1], end, end + _LONGEST_CELL)
    text = _TEXT.search(content, tag.end(), end)
    shown = unescape((text[1] or b"").decode(errors="replace")).strip() if text else ""
    if b"error" in types or _ERROR_TEXT.fullmatch(shown):
        return CellError(shown or "#VALUE!")
    # A formula whose result is a text of no letters has a paragraph and no type.
    return None if types or (text and not shown) else Uncalculated()


def length_of_time(value: Value | None) -> Value | None:
    """`value`; a length of time over a day, which the reader gives as "PT37H30M00S", as one."""
    length = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not length:
        return value
    hours, minutes, seconds = map(float, length.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
