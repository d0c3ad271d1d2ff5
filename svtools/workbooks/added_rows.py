"""Rows under the last one of a table, and what stands in their way."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from html import escape, unescape
from itertools import count

from svtools.errors import InputError
from svtools.workbooks.cells import EMU, a1
from svtools.workbooks.sheet_rows import SheetRows, is_blank, value_text
from svtools.workbooks.table_growth import Area, ExcelTable, translated

_COLUMN = re.compile(rb"<tableColumn\s[^>]*?(?:/>|>(.*?)</tableColumn>)", re.DOTALL)
_CALCULATED = re.compile(rb"<calculatedColumnFormula[^>]*>([^<]*)<")
_JOINED = re.compile(rb"""(<mergeCell\s+ref=["']([^"']+)["'][^>]*?(?:/>|></mergeCell>))""")
_ANCHOR = re.compile(
    rb"<(?:\w+:)?(two|one)CellAnchor\b.*?col>(\d+)<.*?row>(\d+)<.*?</(?:\w+:)?\1CellAnchor>",
    re.DOTALL,
)
BAR, AROUND_BARS, HIGHEST_CHART = 24, 90, 640
"""The pixels of a chart's bar with the gap beside it, of what stands around them, of a page."""


class LastRow:
    """The last row of `table` as it stands in `rows`: what new rows are like.

    `xml` is the table's part; a column's own formula counts unless it says another thing in each
    row, as the last row's cell may hold something else.
    """

    def __init__(
        self, table: ExcelTable, xml: bytes, rows: SheetRows, tables: Sequence[ExcelTable]
    ) -> None:
        beside = [
            other.columns
            for other in tables
            if other is not table
            and other.area.top <= table.last
            and table.heading <= other.area.bottom
        ]
        own = {
            column
            for column, cell in rows.row(table.heading).cells.items()
            if not is_blank(cell) and not any(column in columns for columns in beside)
        }
        left = next(column for column in count(table.columns[0], -1) if column - 1 not in own)
        right = next(column for column in count(table.columns[-1]) if column + 1 not in own)
        self.row, self.reach = table.model, range(left, right + 1)
        self.styles = {column: rows.style(self.row, column) for column in self.reach}
        cells = rows.row(self.row).cells
        self.arrays = {c for c in self.reach if b't="array"' in cells.get(c, b"")}
        copied = [column for column in self.reach if column not in table.typed]
        self._formulas = {column: rows.formula(self.row, column) for column in copied}
        for column, of_column in zip(table.columns, _COLUMN.findall(xml), strict=False):
            for text in _CALCULATED.findall(of_column):
                formula = unescape(text.decode())
                if column in self._formulas and translated(formula, 1, 0) == formula:
                    self._formulas[column] = formula

    def formula(self, row: int, column: int) -> str | None:
        """The formula of a new row's cell."""
        formula = self._formulas.get(column)
        return formula and translated(formula, row - self.row, 0)

    def formula_element(self, row: int, column: int) -> bytes:
        """The element that holds the formula of a new row's cell; empty where it has none."""
        formula = self.formula(row, column)
        of_array = f' t="array" ref="{a1(row, column)}"' if column in self.arrays else ""
        return f"<f{of_array}>{escape(formula, quote=False)}</f>".encode() if formula else b""


def completed(rows: SheetRows, table: ExcelTable, like: LastRow) -> list[tuple[int, int]]:
    """Give the rows that people typed under a table its formulas; the cells that have one now."""
    changed = []
    for number in table.adopted:
        for column in table.columns:
            formula = like.formula_element(number, column)
            if formula and is_blank(rows.row(number).cells.get(column, b"")):
                rows.put(number, column, (b"", formula), like.styles[column])
                changed.append((number, column))
    return changed


def blank_rows(
    table: ExcelTable, rows: SheetRows, entered: Mapping[tuple[str, int, int], object]
) -> Iterator[int]:
    """The rows of a table in which nothing but its formulas stands, with what was `entered`."""
    joined = [Area.of(name.decode()) for _, name in _JOINED.findall(rows.tail)]
    for number in range(table.heading + 1, table.last + 1):
        cells = rows.row(number).cells
        across = Area(number, table.columns[0], number, table.columns[-1])
        if not any(area and area.meets(across) for area in joined) and all(
            entered[spot] is None
            if (spot := (table.sheet, number, column)) in entered
            else is_blank(cells.get(column, b""))
            or (b"<f" in cells[column] and column not in table.typed)
            for column in table.reach
        ):
            yield number


def in_the_way(
    table: ExcelTable,
    rows: SheetRows,
    tables: Sequence[ExcelTable],
    entered: Container[tuple[str, int, int]],
    notes: bytes,
    shared: Sequence[str],
) -> Iterator[tuple[int, int, str]]:
    """What people put where the new rows of a table come to stand, by row and column.

    Raises InputError where that is another table.
    """
    under, sheet = table.under, table.sheet
    for other in tables:
        if other is not table and other.area.meets(under):
            raise InputError(
                f"The table {table.name} on the sheet '{sheet}' needs {table.added} more rows, but "
                f"{other.name} stands under it in {a1(other.heading, other.columns[0])}.",
                "Move that to another sheet in Excel and run this again.",
            )
    for number in range(table.last + 1, under.bottom + 1):
        for column, cell in rows.row(number).cells.items():
            ours, is_entered = column in table.columns, (sheet, number, column) in entered
            if (number >= under.top if ours else is_entered) and not is_blank(cell):
                formula = rows.formula(number, column)
                yield number, column, value_text(cell, shared) if formula is None else f"={formula}"
    named = [(name, f"cells joined: {name.decode()}") for _, name in _JOINED.findall(rows.tail)]
    of_notes = re.findall(rb"""<comment\s[^>]*?\bref=["']([A-Z]+\d+)["']""", notes)
    named += [(name, "a note, now beside another row") for name in of_notes]
    for name, what in named:
        area = Area.of(name.decode())
        if area and area.meets(under._replace(top=table.last + 1)):
            yield area.top, area.left, what


def extend(rows: SheetRows, table: ExcelTable, like: LastRow) -> list[tuple[int, int]]:
    """Add the table's rows to its sheet, formatted like its last one; the cells that changed."""
    under, new = table.under, range(table.last + 1, table.last + table.added + 1)
    for number in range(under.top, under.bottom + 1):
        for column in [c for c in rows.row(number).cells if c in table.columns]:
            rows.take(number, column)
    if table.totals:
        rows.dress(under.bottom, like=new[0])
        rows.move(new[0], under.bottom, table.columns)
    rows.tail = re.sub(
        rb"(?s)<mergeCells\b.*</mergeCells>", lambda found: _apart(found[0], under), rows.tail
    )
    for number in new:
        rows.dress(number, like=like.row)
        for column, style in like.styles.items():
            cell = rows.row(number).cells.get(column, b"")
            if column in table.columns or is_blank(cell):  # else people's own under their column
                formula = like.formula_element(number, column)
                if formula or style:
                    rows.put(number, column, (b"", formula), style)
    return [(row, column) for row in range(new[0], under.bottom + 1) for column in like.reach]


def _apart(joined: bytes, under: Area) -> bytes:
    """The list of joined cells without those in an area."""
    areas = [(tag, Area.of(name.decode())) for tag, name in _JOINED.findall(joined)]
    kept = [tag for tag, area in areas if not (area and area.meets(under))]
    return b'<mergeCells count="%d">%s</mergeCells>' % (len(kept), b"".join(kept)) if kept else b""


def moved_drawings(drawing: bytes, table: ExcelTable) -> bytes:
    """A sheet's drawings, those under the table lower by the rows that it gets.

    Charts get room for a bar for each of its rows, too, up to the height of a page.
    """
    rows = table.last + table.added - table.heading
    room = min(AROUND_BARS + rows * BAR, HIGHEST_CHART) * EMU

    def stretched(size: re.Match[bytes]) -> bytes:
        return b"%d" % max(room, int(size[0]))

    def moved(found: re.Match[bytes]) -> bytes:
        if int(found[3]) <= table.last or int(found[2]) > table.columns[-1]:
            return found[0]
        anchor = re.sub(rb"(?<=row>)\d+", lambda at: b"%d" % (int(at[0]) + table.added), found[0])
        is_ours = found[1] == b"one" and b"graphicFrame" in anchor
        return re.sub(rb'(?<=cy=")\d+', stretched, anchor, count=1) if is_ours else anchor

    return _ANCHOR.sub(moved, drawing)
