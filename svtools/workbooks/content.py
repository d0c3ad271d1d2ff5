"""What was read from a workbook: values with their place, and what was wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from svtools.workbooks.cells import a1
from svtools.workbooks.problems import Problem


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field's typed value (None for blank) and where it stands."""

    value: Any
    sheet: str
    row: int
    column: int

    @property
    def place(self) -> str:
        """The cell as people name it: "Contract!B5"."""
        return f"{self.sheet}!{a1(self.row, self.column)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: typed values by column key (blanks left out) and the sheet's row."""

    number: int
    values: Mapping[str, Any]

    def get(self, key: str) -> Any:
        """The value, or None where the cell is blank or couldn't be used."""
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table's rows and where its headings and columns stand on the sheet."""

    sheet: str
    order: int
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    heading_row: int = 0

    def cell(self, row: Row, key: str) -> tuple[int, int]:
        """Row and column, from 0, of one value; the row's first cell where the column is gone."""
        return row.number, self.columns.get(key, 0)


@dataclass(slots=True)
class Content:
    """Everything declared that was found in one workbook."""

    template: str
    version: int
    fields: dict[str, FieldValue] = field(default_factory=dict)
    tables: dict[str, TableContent] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[tuple[str, int, str]] = field(default_factory=set)
    """Cells that hold something which couldn't be used: table, row of the sheet, column key."""

    def value(self, name: str) -> Any:
        """A field's value by "block.key"; None where it is blank or not there."""
        found = self.fields.get(name)
        return found.value if found else None

    def rows(self, key: str) -> Iterator[Row]:
        """The rows of a table; none where the table was not found."""
        table = self.tables.get(key)
        return iter(table.rows if table else ())
