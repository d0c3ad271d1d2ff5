"""What was read from a workbook: values that know their cell, and what was wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from svtools.workbooks.blocks import Table
from svtools.workbooks.cells import Cell
from svtools.workbooks.declaration import Sheet, Template
from svtools.workbooks.items import Item
from svtools.workbooks.problems import Problems

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field's typed value (None for blank) and its cell (None where the field isn't there)."""

    value: Any = None
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table stands: its sheet, the row of its headings, and its columns by their keys."""

    sheet: str = ""
    order: int = 0
    heading_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def whole_sheet(self) -> Cell:
        """The sheet that it stands on."""
        return Cell(self.sheet, self.order)

    def cell(self, row: int, key: str) -> Cell:
        """A cell of a column; the row's first one where the column isn't there."""
        return Cell(self.sheet, self.order, row, self.columns.get(key, 0))


class Row(NamedTuple):
    """One row of a table: typed values by column key (blanks left out) and the sheet's row."""

    place: TablePlace
    number: int
    values: Mapping[str, Any]
    faulty: frozenset[str] = frozenset()
    """The columns in which something stands that can't be used."""
    no_answer: Mapping[str, str] = NOTHING
    """Words for an empty cell, such as n/a, by the column in which they stand."""

    def get(self, key: str) -> Any:
        """The value, or None where the cell is blank or couldn't be used."""
        return self.values.get(key)

    def texts(self, *keys: str) -> list[str]:
        """What stands in these columns, a blank being an empty text."""
        return [self.values.get(key) or "" for key in keys]

    def cell(self, key: str) -> Cell:
        """Where the value of a column stands."""
        return self.place.cell(self.number, key)


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table's rows; none, and no columns, where it is not in the workbook."""

    place: TablePlace = field(default_factory=TablePlace)
    rows: Sequence[Row] = ()

    @property
    def is_there(self) -> bool:
        """Whether the workbook has the table."""
        return bool(self.place.columns)


@dataclass(slots=True)
class Content:
    """Every declared field ("block.key") and table of one workbook, blank where it has none."""

    template: Template
    version: int
    problems: Problems
    fields: dict[str, FieldValue] = field(default_factory=dict)
    tables: dict[str, TableContent] = field(default_factory=dict)

    def expects(self, declared: Sheet | Table | Item) -> bool:
        """Whether the version that was sent out had it already."""
        until = getattr(declared, "until", None)
        return declared.since <= self.version <= (until or self.version)

    def value(self, name: str) -> Any:
        """A field's value by "block.key"; None where it is blank or not there."""
        return self.fields[name].value

    def rows(self, key: str) -> Sequence[Row]:
        """The rows of a table."""
        return self.tables[key].rows
