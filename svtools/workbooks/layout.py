"""Where each block of a declaration stands, once the job's data says how many rows there are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from svtools.workbooks.declaration import (
    Chart,
    Fields,
    Item,
    Line,
    Role,
    Sheet,
    Table,
    Template,
    Text,
)

TITLE_ROW = 0
PURPOSE_ROW = 1
FIRST_BLOCK_ROW = 3
CHART_ROWS = 18

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlacedFields:
    """A block of fields: labels in column A from `row` down, values in column B."""

    block: Fields
    row: int

    def cells(self) -> Iterator[tuple[int, Item]]:
        """The row of each field."""
        return enumerate(self.block.items, start=self.row)


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table: headings in `row`, from column A, then the data rows, then its totals."""

    table: Table
    row: int
    rows: Sequence[Any]
    height: int

    @property
    def first(self) -> int:
        """The first row of data."""
        return self.row + 1

    @property
    def last(self) -> int:
        """The last row of data, spare rows included."""
        return self.row + self.height

    def column(self, key: str) -> int:
        """The column's place."""
        return [column.key for column in self.table.columns].index(key)


@dataclass(slots=True)
class PlacedSheet:
    """Everything on a sheet with the row it stands in."""

    sheet: Sheet
    lines: list[tuple[int, Line]] = field(default_factory=list)
    fields: list[PlacedFields] = field(default_factory=list)
    tables: list[PlacedTable] = field(default_factory=list)
    charts: list[tuple[int, Chart]] = field(default_factory=list)


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
    """The plan of the whole workbook. Raises KeyError for a source of rows that is not there."""
    plan = [PlacedSheet(sheet) for sheet in template.sheets]
    for placed in plan:
        row = FIRST_BLOCK_ROW
        for block in placed.sheet.blocks:
            if isinstance(block, Table) and block.until:
                continue
            row = _place_block(placed, block, row, data) + 1
    return plan


def tables_by_key(plan: Sequence[PlacedSheet]) -> dict[str, tuple[str, PlacedTable]]:
    """Each table, by its key, with the name of its sheet."""
    return {table.table.key: (on.sheet.name, table) for on in plan for table in on.tables}


def _place_block(placed: PlacedSheet, block: object, row: int, data: Data) -> int:
    """Place one block from `row` down; the first row after it."""
    heading = getattr(block, "heading", "")
    if heading:
        placed.lines.append((row, Line(heading, "heading")))
        row += 1
    match block:
        case Text(lines):
            placed.lines.extend(enumerate(lines, start=row))
            return row + len(lines)
        case Fields():
            placed.fields.append(PlacedFields(block, row))
            return row + len(block.items)
        case Table():
            rows = look_up(block.rows, data, data) if block.rows else ()
            # An Excel table has at least one row of data, if only a blank one.
            table = PlacedTable(block, row, rows, max(1, len(rows) + block.spare))
            placed.tables.append(table)
            return table.last + 1 + bool(block.totals)
        case Chart():
            placed.charts.append((row, block))
            return row + CHART_ROWS
        case _:
            raise TypeError(block)


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
