"""What stands on a sheet that the declaration did not put there: named, never lost."""

from collections.abc import Iterator, Sequence
from typing import Any

from svtools.workbooks.declaration import Sheet, normal
from svtools.workbooks.headings import Found, Rows

Cell = tuple[int, int]
Leftover = tuple[str, tuple[Cell, ...], dict[str, Any]]


def leftovers(
    sheet: Sheet, rows: Rows, used: Sequence[Cell], zones: Sequence[tuple[Found, int]]
) -> Iterator[Leftover]:
    """Each strange column beside a table, and each strange cell elsewhere.

    `used` are the fields' cells; a zone is a table's place and the row after its last.
    """
    taken = set(used)
    in_zone = {row: place for place, end in zones for row in range(place.row, end)}
    for place, end in zones:
        yield from _columns(place, end, rows)
    for number, row in enumerate(rows):
        if number in in_zone:
            continue
        for column, value in enumerate(row):
            if value is None or (number, column) in taken:
                continue
            if value not in sheet.texts and not _is_total(row, zones, number):
                yield "stray-cell", ((number, column),), {"entered": value}


def _columns(place: Found, end: int, rows: Rows) -> Iterator[Leftover]:
    """Columns with something in them under a heading that the table does not have."""
    ours = set(place.columns.values())
    strange: dict[int, list[Cell]] = {}
    for number in range(place.row, end):
        for column, value in enumerate(rows[number]):
            if value is not None and column not in ours:
                strange.setdefault(column, []).append((number, column))
    for column, cells in strange.items():
        heading = rows[place.row][column] if column < len(rows[place.row]) else None
        yield "extra-column", tuple(cells), {"found": heading or "without a heading"}


def _is_total(row: Sequence[Any], zones: Sequence[tuple[Found, int]], number: int) -> bool:
    """Whether the row is the totals row right under a table."""
    for place, end in zones:
        first = min(place.columns.values())
        if number == end and first < len(row) and type(row[first]) is str:
            return normal(row[first]) == "total"
    return False
