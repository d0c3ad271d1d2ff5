"""The cells of an .ods workbook that its reader doesn't show as they are.

As in an .xlsx, errors and formulas without a result come from the reader as blanks; a length of
time comes as a code; and one cell may say that it is repeated a million times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

from svtools.errors import UnreadableFile
from svtools.workbooks.cells import LAST_COLUMN, LAST_ROW, CellError, Uncalculated, Value
from svtools.workbooks.marks import Mark
from svtools.workbooks.safety import Limits, check_cells

CONTENT = "content.xml"

_ATTRIBUTES = rb"""((?:[^>"']|"[^"]*"|'[^']*')*?)"""
_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>"
)
_ROWS = re.compile(rb"""table:number-rows-repeated\s*=\s*["']([0-9]+)""")
_COLUMNS = re.compile(rb"""table:number-columns-repeated\s*=\s*["']([0-9]+)""")
_VALUE_TYPE = re.compile(rb"""\s(?:office|calcext):value-type\s*=\s*["'](\w+)""")
_TEXT = re.compile(rb"<text:p\b[^>]*(?:/>|>([^<]*))")
_TYPELESS = re.compile(
    rb"<table:table-cell(?![^<>]*(?:value-type|table:formula))((?:\s[^<>]*)?)(?<!/)>(?=\s*<text:p\b)"
)
_VALUELESS = re.compile(
    rb"<table:table-cell(?=[^<>]*\soffice:value-type=.(?:float|percentage|currency)\b)"
    rb"(?![^<>]*\soffice:value=)[^<>]*>"
)
_DURATION = re.compile(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]+)?)S")
_ERROR_TEXT = re.compile(r"#[A-Z/0]+[!?]|#N/A|Err:[0-9]{3}")


@dataclass(slots=True)
class Table:
    """What one table of the workbook has besides its values."""

    rows: int = 0
    columns: int = 0
    marked: list[tuple[range, range, CellError | Uncalculated]] = field(default_factory=list)

    def add(self, rows: range, columns: range, mark: CellError | Uncalculated | None) -> None:
        """Make room for a cell that stands in all of these rows and columns."""
        self.rows = max(self.rows, rows.stop)
        self.columns = max(self.columns, columns.stop)
        if mark:
            self.marked.append((rows, columns, mark))

    @property
    def marks(self) -> Iterator[Mark]:
        """Every marked cell, repeated ones each by itself."""
        areas = ((row, columns, mark) for rows, columns, mark in self.marked for row in rows)
        return ((row, column, mark) for row, columns, mark in areas for column in columns)


def plain_content(content: bytes) -> bytes:
    """The content with a type for every text: the reader takes one without for a blank.

    Raises UnreadableFile("damaged") where a number has only its looks, and no value.
    """
    if _VALUELESS.search(content):
        raise UnreadableFile("damaged", reason="a cell says it is a number and has no value")
    return _TYPELESS.sub(rb'<table:table-cell office:value-type="string"\1>', content)


def tables(content: bytes, limits: Limits) -> list[Table]:
    """Each table's size and marked cells.

    Raises UnreadableFile("too-large") where the cells, repeated ones counted, pass `limits`.
    """
    tables: list[Table] = []
    row = next_row = column = 0
    for tag in _TAG.finditer(content):
        kind, attributes = tag[1], tag[2]
        if kind == b"table":
            tables.append(Table())
            row = next_row = 0
        elif kind == b"table-row":
            row, next_row, column = next_row, next_row + _repeats(_ROWS, attributes), 0
        elif tables:
            columns = range(column, column + _repeats(_COLUMNS, attributes))
            if b"office:" in attributes or b"table:formula" in attributes:
                tables[-1].add(range(row, next_row), columns, _mark(content, tag))
            column = columns.stop
    if any(table.rows > LAST_ROW or table.columns > LAST_COLUMN for table in tables):
        raise UnreadableFile("damaged", reason="a cell stands outside the sheet")
    check_cells(sum(table.rows * table.columns for table in tables), limits)
    return tables


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    times = pattern.search(attributes) if b"repeated" in attributes else None
    return max(1, int(times[1])) if times else 1


def _mark(content: bytes, tag: re.Match[bytes]) -> CellError | Uncalculated | None:
    attributes = tag[2]
    types = _VALUE_TYPE.findall(attributes)
    if b"table:formula" not in attributes and b"error" not in types:
        return None
    end = tag.end() if tag[3] else content.find(b"</table:table-cell>", tag.end())
    text = _TEXT.search(content, tag.end(), end)
    shown = unescape((text[1] or b"").decode(errors="replace")).strip() if text else ""
    if b"error" in types or _ERROR_TEXT.fullmatch(shown):
        return CellError(shown or "#VALUE!")
    # A formula whose result is a text of no letters has a paragraph and no type.
    return None if types or text else Uncalculated()


def length_of_time(value: Value | None) -> Value | None:
    """`value`; a length of time over a day, which the reader gives as "PT37H30M00S", as one."""
    length = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not length:
        return value
    hours, minutes, seconds = map(float, length.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
