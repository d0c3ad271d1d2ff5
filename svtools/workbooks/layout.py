"""Where each block of a declaration stands, once the job's data says how many rows there are."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise
from typing import Any, NamedTuple

from svtools.errors import OutputError
from svtools.workbooks.blocks import Block, Chart, Fields, Line, Table, Text
from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.declaration import Sheet, Template
from svtools.workbooks.items import Column, Item, Role
from svtools.workbooks.page_breaks import Stacked

TITLE_ROW = 0
PURPOSE_ROW = 1
STATE_ROW = 2
FIRST_BLOCK_ROW = 3
CHART_ROWS = 17

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlacedFields:
    """A block of fields: labels in column `left` from `row` down, values in the one beside."""

    block: Fields
    row: int
    left: int = 0

    def cells(self) -> Iterator[tuple[int, Item]]:
        """The row of each field."""
        return enumerate(self.block.items, start=self.row)


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table: headings in `row`, from column `left`, then the data rows, then its totals."""

    table: Table
    row: int
    rows: Sequence[Any]
    height: int
    left: int = 0

    @property
    def first(self) -> int:
        """The first row of data."""
        return self.row + 1

    @property
    def last(self) -> int:
        """The last row of data, spare rows included."""
        return self.row + self.height

    @property
    def right(self) -> int:
        """Its last column."""
        return self.left + len(self.table.columns) - 1

    def column(self, key: str) -> int:
        """The column's place."""
        return self.left + [column.key for column in self.table.columns].index(key)


class PlacedLine(NamedTuple):
    """A line of text, or what stands above a block or a group of columns."""

    row: int
    left: int
    line: Line


@dataclass(slots=True)
class PlacedSheet:
    """Everything on a sheet with the row it stands in."""

    sheet: Sheet
    beside: int = 0
    """The column in which everything begins that stands beside a block; 0 where nothing does."""
    lines: list[PlacedLine] = field(default_factory=list)
    groups: list[tuple[int, int, Column]] = field(default_factory=list)
    """The row and the column of each first column of a group."""
    fields: list[PlacedFields] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)
    charts: list[tuple[int, int, Chart]] = field(default_factory=list)
    """The row, the column it begins in, and the chart."""
    rows: int = 0
    """How many rows it takes."""
    unshown: set[int] = field(default_factory=set)
    """The columns for which the job's data has nothing."""

    def stacked(self) -> list[Stacked]:
        """Its tables, fields and charts from the top down, each with the lines above it."""
        blocks = [(table.row, table.last + bool(table.table.totals)) for table in self.tables]
        blocks += [(each.row - 1, each.row + len(each.block.items) - 1) for each in self.fields]
        blocks += [(row - 1, row + CHART_ROWS - 1) for row, _, _ in self.charts]
        above = sorted({line.row for line in self.lines} | {row for row, _, _ in self.groups})
        found = list[Stacked]()
        for heading, last in sorted(blocks):
            after = found[-1].last if found else -1
            first = next((row for row in above if after < row < heading), heading)
            found.append(Stacked(first, heading + 1, last))
        return found

    def end(self) -> PlacedTable | None:
        """The table without totals under which nothing stands, if there is one."""
        table = self.tables[-1] if self.tables else None
        others = [row for row, _, _ in (*self.lines, *self.charts)]
        others += [block.row for block in self.fields]
        is_end = table and not table.table.totals and max(others, default=0) < table.row
        return table if is_end else None

    def first_open(self, is_open: Callable[[Item], bool]) -> tuple[int, int] | None:
        """The first cell whose item `is_open` to be filled in; None on a sheet without any."""
        cells = [
            (row, block.left + 1)
            for block in self.fields
            for row, item in block.cells()
            if is_open(item)
        ]
        cells += [
            (table.first, column)
            for table in self.tables
            for column, item in enumerate(table.table.columns, start=table.left)
            if is_open(item)
        ]
        return min(cells, default=None)


def look_up(path: str, row: Any, data: Data) -> Any:
    """The value at a dotted `path` in the row, else in the job's data.

    Raises KeyError where neither has it.
    """
    for holder in (row, data):
        with suppress(KeyError, AttributeError):
            return reduce(_step, path.split("."), holder)
    raise KeyError(path)


def _step(holder: Any, name: str) -> Any:
    return holder[name] if isinstance(holder, Mapping) else getattr(holder, name)


def lay_out(template: Template, data: Data) -> list[PlacedSheet]:
    """The plan of the whole workbook; rows come from the job's data, else the template's lists.

    Raises KeyError for a source of rows that is not there.
    """
    known = {**template.lists, **data}
    return [
        _place(sheet if _is_with(sheet.shown_with, known) else replace(sheet, hidden=True), known)
        for sheet in template.sheets
        if _is_with(sheet.only_with, known)
    ]


def _place(sheet: Sheet, data: Data) -> PlacedSheet:
    blocks = [b for b in sheet.blocks if not (isinstance(b, Table) and b.until)]
    placed = PlacedSheet(sheet, _right_of(blocks))
    top = left = right = FIRST_BLOCK_ROW + bool(sheet.state)
    for block in blocks:
        if block.beside:
            right = _place_block(placed, block, (max(top, right), placed.beside), data) + 1
        else:
            top = left if columns_of(block) < placed.beside else max(left, right)
            left = _place_block(placed, block, (top, 0), data) + 1
    placed.rows = max(left, right) - 1
    return placed


def _right_of(blocks: Sequence[Block]) -> int:
    """The column in which blocks begin that stand beside another, a gutter between them."""
    lefts = [columns_of(one) for one, other in pairwise(blocks) if other.beside]
    return max(lefts) + 1 if lefts else 0


def columns_of(block: Block) -> int:
    """How many columns of a sheet a block takes."""
    match block:
        case Table():
            return len(block.columns)
        case Fields():
            return 2 + any(item.help for item in block.items)
        case _:
            return 1


def tables_by_key(plan: Sequence[PlacedSheet]) -> dict[str, tuple[str, PlacedTable]]:
    """Each table, by its key, with the name of its sheet."""
    return {table.table.key: (on.sheet.name, table) for on in plan for table in on.tables}


def _place_block(placed: PlacedSheet, block: Block, corner: tuple[int, int], data: Data) -> int:
    """Place one block from its corner down; the first row after it."""
    row, left = corner
    heading = getattr(block, "heading", "")
    if heading:
        placed.lines.append(PlacedLine(row, left, Line(heading, "heading")))
        row += 1
    match block:
        case Text():
            placed.lines += [
                PlacedLine(at, left, line) for at, line in enumerate(block.lines, start=row)
            ]
            return row + len(block.lines)
        case Fields():
            placed.fields.append(PlacedFields(block, row, left))
            return row + len(block.items)
        case Table():
            groups = [(row, at, c) for at, c in enumerate(block.columns, start=left) if c.group]
            placed.groups += groups
            rows = look_up(block.rows, data, data) if block.rows else ()
            # An Excel table has at least one row of data, if only a blank one.
            height = max(1, len(rows) + block.spare)
            columns = enumerate(block.columns, start=left)
            placed.unshown |= {at for at, c in columns if not _is_with(c.only_with, data)}
            table = PlacedTable(block, row + bool(groups), rows, height, left)
            _refuse_beyond_a_sheet(placed.sheet, table)
            placed.tables.append(table)
            return table.last + 1 + bool(block.totals)
        case Chart():
            placed.charts.append((row, left, block))
            return row + CHART_ROWS


def _refuse_beyond_a_sheet(sheet: Sheet, table: PlacedTable) -> None:
    """Raises OutputError where a table, with its totals, would end under a sheet's last row."""
    if table.last + bool(table.table.totals) >= LAST_ROW:
        raise OutputError(
            f"The sheet '{sheet.name}' would need more than {LAST_ROW:,} rows "
            f"(it has {len(table.rows):,} to hold), and Excel holds no more.",
            "Do this for a part at a time, for example for one directorate or one year.",
        )


def _is_with(path: str, data: Data) -> bool:
    """Whether the job's data has something at `path`, or says nothing of it."""
    try:
        return not path or bool(look_up(path, data, data))
    except KeyError:
        return True


def value_of(item: Item, row: Any, data: Data) -> Any:
    """What stands in an item's cell before anything is calculated.

    An issued value that is nowhere raises KeyError; an input is what the row holds for it, else
    its default; a formula's value is its result where the job already knows it, else None.
    """
    if item.role is Role.ISSUED:
        return look_up(item.source, row, data)
    if isinstance(row, (dict, Mapping)) and item.key in row:  # dict first: it is told faster
        return row[item.key]
    return item.default if item.role is Role.INPUT else None
