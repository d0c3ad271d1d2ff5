"""Rows under the last one of a table, and what stands in their way."""

import re
from collections.abc import Collection, Iterator
from html import escape
from typing import NamedTuple

from svtools.errors import InputError
from svtools.workbooks.cells import a1
from svtools.workbooks.sheet_rows import SheetRows, is_blank, value_text
from svtools.workbooks.table_growth import Area, ExcelTable, translated

Cell = tuple[int, int]

_JOINED = re.compile(rb"""<mergeCell\s+ref=["']([^"']+)["'][^>]*?(?:/>|></mergeCell>)""")
_JOINED_ALL = re.compile(rb"<mergeCells\b[^>]*>(.*?)</mergeCells>", re.DOTALL)
_NOTE = re.compile(rb"""<comment\s[^>]*?\bref=["']([A-Z]+\d+)["']""")
_ANCHOR = re.compile(rb"<(?:\w+:)?(two|one)CellAnchor\b.*?</(?:\w+:)?\1CellAnchor>", re.DOTALL)
_ANCHOR_COLUMN = re.compile(rb"(?<=col>)\d+(?=<)")
_ANCHOR_ROW = re.compile(rb"(?<=row>)\d+(?=<)")
_NAMES = re.compile(rb"""\sr(?:ef)?\s*=\s*["'][^"']*["']""")


class AffectedCell(NamedTuple):
    """A cell that couldn't be kept or calculated, and what stood there; rows from 0."""

    sheet: str
    row: int
    column: int
    content: str

    def __str__(self) -> str:
        return f"{self.sheet}!{a1(self.row, self.column)} ({self.content})"


class LastRow:
    """The last row of `table` as it stands in `rows`: what new rows are like."""

    def __init__(self, table: ExcelTable, rows: SheetRows, others: list[ExcelTable]) -> None:
        headings = {c for c, cell in rows.row(table.heading).cells.items() if not is_blank(cell)}
        beside = [other.columns for other in others if other is not table and _beside(table, other)]
        headings -= {column for columns in beside for column in columns}
        left, right = table.columns[0], table.columns[-1]
        while left - 1 in headings:
            left -= 1
        while right + 1 in headings:
            right += 1
        self.row, self.reach = table.last, range(left, right + 1)
        own = {column: rows.formula(table.last, column) for column in self.reach}
        of_column = {c: f for c, f in table.formulas.items() if translated(f, 1, 0) == f}
        self.formulas = {c: f for c, f in {**own, **of_column}.items() if f is not None}
        cells = rows.row(table.last).cells
        self.arrays = {c for c in self.formulas if b't="array"' in cells.get(c, b"")}
        self.styles = {column: rows.style(table.last, column) for column in self.reach}

    def formula(self, row: int, column: int) -> str | None:
        """The formula of a new row's cell."""
        formula = self.formulas.get(column)
        return formula and translated(formula, row - self.row, 0)


def _beside(table: ExcelTable, other: ExcelTable) -> bool:
    return other.area.top <= table.last and table.heading <= other.area.bottom


def blank_rows(table: ExcelTable, rows: SheetRows) -> list[int]:
    """The rows of a table in which nothing but formulas stands."""
    return [
        number
        for number in range(table.heading + 1, table.last + 1)
        if all(
            b"<f" in cell or is_blank(cell)
            for column, cell in rows.row(number).cells.items()
            if column in table.reach
        )
    ]


def check_room(table: ExcelTable, others: list[ExcelTable]) -> None:
    """Raise InputError where `table` would grow into another table on its sheet."""
    for other in others:
        if other.area.meets(table.under):
            raise InputError(
                f"The table {table.name} on the sheet '{table.sheet}' needs {table.added} more rows"
                f", but {other.name} stands under it in {a1(other.heading, other.columns[0])}.",
                "Move that to another sheet in Excel and run this again.",
            )


def in_the_way(
    table: ExcelTable, rows: SheetRows, entered: Collection[Cell], notes: bytes, shared: list[str]
) -> Iterator[AffectedCell]:
    """What people put where the new rows of a table come to stand."""
    under, sheet = table.under, table.sheet
    for number in range(table.last + 1, under.bottom + 1):
        for column, cell in rows.row(number).cells.items():
            within = number >= under.top if column in table.columns else (number, column) in entered
            if within and not is_blank(cell):
                formula = rows.formula(number, column)
                text = value_text(cell, shared) if formula is None else f"={formula}"
                yield AffectedCell(sheet, number, column, text)
    for joined in _JOINED.findall(rows.tail):
        area = Area.of(joined.decode())
        if area and area.meets(under):
            yield AffectedCell(sheet, area.top, area.left, f"cells joined: {joined.decode()}")
    for note in _NOTE.findall(notes):
        area = Area.of(note.decode())
        if area and area.meets(under._replace(top=table.last + 1)):
            yield AffectedCell(sheet, area.top, area.left, "a note, now beside another row")


def extend(rows: SheetRows, table: ExcelTable, like: LastRow) -> list[Cell]:
    """Add the table's rows to its sheet, formatted like its last one; the cells that changed."""
    under, new = table.under, range(table.last + 1, table.last + table.added + 1)
    for number in range(under.top, under.bottom + 1):
        for column in [c for c in rows.row(number).cells if c in table.columns]:
            rows.take(number, column)
    if table.totals:
        rows.dress(under.bottom, like=new[0])
        _move(rows, table, new[0], under.bottom)
    rows.tail = _JOINED_ALL.sub(lambda found: _joined(found[0], under), rows.tail)
    for number in new:
        rows.dress(number, like=table.last)
        for column, style in like.styles.items():
            cell = rows.row(number).cells.get(column, b"")
            if column in table.columns or is_blank(cell):  # else people's own under their column
                formula = like.formula(number, column)
                of_array = f' t="array" ref="{a1(number, column)}"' if column in like.arrays else ""
                xml = f"<f{of_array}>{escape(formula, quote=False)}</f>" if formula else ""
                if xml or style:
                    rows.put(number, column, (b"", xml.encode()), style)
    return [(row, column) for row in range(new[0], under.bottom + 1) for column in like.reach]


def _move(rows: SheetRows, table: ExcelTable, row: int, to: int) -> None:
    down = re.compile(rb"(?<=[A-Z])%d(?=[:\"'])" % (row + 1))
    for column in table.columns:
        cell = rows.edit(row).cells.pop(column, b"")
        if cell:
            moved = _NAMES.sub(lambda names: down.sub(b"%d" % (to + 1), names[0]), cell)
            rows.edit(to).cells[column] = moved


def _joined(xml: bytes, area: Area) -> bytes:
    joined = [(at[0], Area.of(at[1].decode())) for at in _JOINED.finditer(xml)]
    kept = [tag for tag, cells in joined if not (cells and cells.meets(area))]
    count = b'<mergeCells count="%d">' % len(kept)
    return (
        xml
        if len(kept) == len(joined)
        else b"%s%s</mergeCells>" % (count, b"".join(kept))
        if kept
        else b""
    )


def moved_drawings(drawing: bytes, table: ExcelTable) -> bytes:
    """A sheet's drawings, those under the table lower by the rows that it gets."""

    def moved(found: re.Match[bytes]) -> bytes:
        column, row = _ANCHOR_COLUMN.search(found[0]), _ANCHOR_ROW.search(found[0])
        if not column or not row or int(row[0]) <= table.last or int(column[0]) > table.columns[-1]:
            return found[0]
        return _ANCHOR_ROW.sub(lambda at: b"%d" % (int(at[0]) + table.added), found[0])

    return _ANCHOR.sub(moved, drawing)
