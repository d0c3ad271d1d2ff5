"""The tidy tables as `tables.yaml` declares them: columns, kinds, units, keys.

Everything else that is said of a table comes from there: data types, datapackage.json, the page of
tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from svtools import schema
from svtools.errors import InputError

DECLARED = Path(__file__).with_name("tables.yaml")


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"  # a decimal, as exact as it was typed
    MONEY = "money"  # £, to the penny
    RATE = "rate"  # a fraction: 0.1 is 10%
    DATE = "date"
    YES_NO = "yes_no"


DTYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "Int64",
    Kind.NUMBER: "object",
    Kind.MONEY: "object",
    Kind.RATE: "object",
    Kind.DATE: "datetime64[s]",
    Kind.YES_NO: "boolean",
}
"""The data type of each kind of column; object columns hold Decimals, or None for a blank."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `words` are the only ones that may stand in it."""

    name: str
    kind: Kind
    description: str
    unit: str = ""
    required: bool = False
    words: tuple[str, ...] = ()

    @property
    def measured_in(self) -> str:
        """Its unit in words; none for what has none."""
        kinds = {Kind.MONEY: "£", Kind.RATE: "fraction (0.1 is 10%)"}
        return self.unit or kinds.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, those that make a row one of its kind, and what they name.

    `refers` says in which table, and under which column of it, a value of a column is found.
    """

    name: str
    title: str
    description: str
    unique: tuple[str, ...] = field(metadata={"key": "key"})
    columns: tuple[Column, ...]
    refers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {column.name for column in self.columns}
        for name in (*self.unique, *self.refers):
            if name not in named:
                raise InputError(
                    f"The table {self.name} has no column '{name}'.", "Name one of its columns."
                )


@dataclass(frozen=True, slots=True)
class Declared:
    """The whole of `tables.yaml`."""

    tables: tuple[Table, ...]


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its name, in the order in which they are written."""
    return {table.name: table for table in schema.read(DECLARED, Declared).tables}
