"""Where a link inside a workbook leads: a sheet, a field, a column, or one row of a table."""

from collections.abc import Sequence

from svtools.workbooks.cells import a1
from svtools.workbooks.layout import PlacedSheet


def target(plan: Sequence[PlacedSheet], to: str, index: int = 0) -> str:
    """The address of `to`: a sheet's name, a field ("block.key") or a column ("table.key").

    Of a column it is the cell in the row `index`. Blank where the workbook has none of it.
    """
    for placed in plan:
        if placed.sheet.name == to:
            return _address(placed, 0, 0)
        for block in placed.fields:
            for row, item in block.cells():
                if f"{block.block.key}.{item.key}" == to:
                    return _address(placed, row, block.left + 1)
        for table in placed.tables:
            key, _, column = to.partition(".")
            if table.table.key == key and any(c.key == column for c in table.table.columns):
                return _address(placed, table.first + index, table.column(column))
    return ""


def _address(placed: PlacedSheet, row: int, column: int) -> str:
    return f"'{placed.sheet.name}'!{a1(row, column)}"
