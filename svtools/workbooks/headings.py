"""Finding sheets, tables and fields by what they are called, wherever they were moved to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from svtools.workbooks.declaration import Fields, Sheet, Table, normal

Rows = Sequence[Sequence[Any]]
TOTAL = "total"
ENOUGH = 0.5
"""The share of a table's headings that a row must have to be its heading row."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a table was found: its heading row and the column of each key."""

    row: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Zone:
    """The rows of a table that was read: from its headings to before `end`, where totals stand."""

    table: Table
    found: Found
    end: int


def first_columns(table: Table, found: Found) -> frozenset[int]:
    """Where a totals row says Total: at the left, or wherever the first column was moved to."""
    left = min(found.columns.values())
    return frozenset((left, found.columns.get(table.columns[0].key, left)))


def find_table(table: Table, rows: Rows) -> Found | None:
    """The row with the most of the table's headings, if it has at least half of them."""
    labels = table.labels
    best: Found | None = None
    for number, row in enumerate(rows):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            if type(value) is str:
                key = labels.get(normal(value))
                if key is not None and key not in columns:
                    columns[key] = column
        if len(columns) == len(table.columns):
            return Found(number, columns)
        if columns and (best is None or len(columns) > len(best.columns)):
            best = Found(number, columns)
    if best is None or len(best.columns) < ENOUGH * len(table.columns):
        return None
    return best


def repeats_headings(table: Table, found: Found, cells: Sequence[Any]) -> bool:
    """Whether a row under the headings says the headings again, as after pasting a whole table."""
    labels, width, same = table.labels, len(cells), 0
    for key, column in found.columns.items():
        value = cells[column] if column < width else None
        same += type(value) is str and labels.get(normal(value)) == key
        if not same:
            return False  # nearly every row is told by its first cell
    return same >= max(2, ENOUGH * len(found.columns))


def find_fields(block: Fields, rows: Rows) -> dict[str, tuple[int, int]]:
    """The row and column of each field's label.

    Where it stands twice, as when somebody typed it as an answer, the one that counts is in the
    column of most labels, and there the first.
    """
    labels = block.labels
    places: dict[str, list[tuple[int, int]]] = {}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if type(value) is str:
                key = labels.get(normal(value))
                if key is not None:
                    places.setdefault(key, []).append((number, column))
    columns = Counter(column for each in places.values() for column in {c for _, c in each})
    return {key: max(each, key=lambda place: columns[place[1]]) for key, each in places.items()}


def likeness(sheet: Sheet, rows: Rows) -> float:
    """How much of a declared sheet stands on `rows`, from 0 to 1."""
    wanted = sum(len(table.columns) for table in sheet.tables)
    wanted += sum(len(block.items) for block in sheet.fields)
    here = sum(len(found.columns) for table in sheet.tables if (found := find_table(table, rows)))
    here += sum(len(find_fields(block, rows)) for block in sheet.fields)
    return here / wanted if wanted else 0.0
