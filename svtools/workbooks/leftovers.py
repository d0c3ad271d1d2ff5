"""What stands on a sheet that the declaration did not put there: named, never lost."""

from collections.abc import Iterator, Sequence
from typing import Any

from svtools.workbooks.declaration import Sheet, normal
from svtools.workbooks.headings import TOTAL, Found, Rows, Zone, first_columns

Position = tuple[int, int]
"""A row and a column, both from 0."""

Leftover = tuple[str, tuple[Position, ...], dict[str, Any]]


def leftovers(
    sheet: Sheet, rows: Rows, used: Sequence[Position], zones: Sequence[Zone]
) -> Iterator[Leftover]:
    """Each strange column beside a table, and each strange cell elsewhere.

    `used` are the fields' cells.
    """
    taken = set(used)
    in_zone = {row for zone in zones for row in range(zone.found.row, zone.end)}
    totals = {cell for zone in zones for cell in _totals(zone, rows)}
    for zone in zones:
        yield from _columns(zone.found, zone.end, rows)
    for number, row in enumerate(rows):
        if number in in_zone:
            continue
        for column, value in enumerate(row):
            if value is None or (number, column) in taken or (number, column) in totals:
                continue
            if value not in sheet.texts:
                yield "stray-cell", ((number, column),), {"entered": value}


def _columns(place: Found, end: int, rows: Rows) -> Iterator[Leftover]:
    """Columns with something in them under a heading that the table does not have."""
    ours = set(place.columns.values())
    strange: dict[int, list[Position]] = {}
    for number in range(place.row, end):
        for column, value in enumerate(rows[number]):
            if value is not None and column not in ours:
                strange.setdefault(column, []).append((number, column))
    for column, cells in strange.items():
        heading = rows[place.row][column] if column < len(rows[place.row]) else None
        yield "extra-column", tuple(cells), {"found": heading or "without a heading"}


def _totals(zone: Zone, rows: Rows) -> Iterator[Position]:
    """The cells of the totals row right under a table that the declaration put there."""
    if not zone.table.has_totals or zone.end >= len(rows):
        return
    row = rows[zone.end]
    firsts = [c for c in first_columns(zone.table, zone.found) if c < len(row)]
    words = [c for c in firsts if type(row[c]) is str and normal(row[c]) == TOTAL]
    if words:
        columns = zone.found.columns
        sums = [columns[key] for key in zone.table.totals if key in columns]
        yield from ((zone.end, column) for column in words + sums)
