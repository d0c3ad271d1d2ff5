"""Finding tables and fields by what they are called, wherever they were moved to.

What else stands on a sheet, where the declaration did not put it, is named and never lost.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.cells import Uncalculated
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.items import normal
from svtools.workbooks.layout import STATE_ROW
from svtools.workbooks.total_rows import (
    figure_columns,
    is_number,
    looks_like_figures,
    says_total,
)
from svtools.workbooks.typed import shown
from svtools.workbooks.typed_text import typed_number

Rows = Sequence[Sequence[Any]]
Position = tuple[int, int]
"""A row and a column, both from 0."""

Leftover = tuple[str, tuple[Position, ...], dict[str, Any]]
"""A code of the problem catalogue, the cells and the details."""

FIGURES = "figures"
"""The detail of a leftover that names which of its cells hold numbers."""

_UNIT_AFTER = re.compile(
    r"(?<=[0-9])\s*(?:hours?|hrs?|weeks?|wks?|days?|years?|ftes?|people|tonnes?|t|kg|km|miles?)\.?\s*$",
    re.IGNORECASE,
)

ENOUGH = 0.5
"""The share of a table's headings that a row must have to be its heading row."""


@dataclass(frozen=True, slots=True)
class Headings:
    """Where a table's headings stand: their row, and the column of each key."""

    row: int
    columns: Mapping[str, int]

    def stands_under(self, other: "Headings") -> bool:
        """Whether they stand below `other`, and not below a table beside it."""
        mine, others = self.columns.values(), other.columns.values()
        return self.row > other.row and min(mine) <= max(others) and min(others) <= max(mine)

    def said_again(self, table: Table, cells: Sequence[Any], row: int) -> "Headings":
        """Where the columns stand under a row that says the headings again: as it says."""
        columns = columns_in(table, cells)
        is_same = columns.items() <= self.columns.items()
        return self if is_same else Headings(row, columns)


@dataclass(frozen=True, slots=True)
class Zone:
    """The rows of a table that was read: from its headings to before `end`, where totals stand."""

    table: Table
    headings: Headings
    end: int

    def covers(self, row: int) -> bool:
        """Whether a row is one of its own."""
        return self.headings.row <= row < self.end


def first_columns(table: Table, headings: Headings) -> frozenset[int]:
    """Where a totals row says Total: at the left, or wherever the first column was moved to."""
    left = min(headings.columns.values())
    return frozenset((left, headings.columns.get(table.columns[0].key, left)))


def find_tables(
    tables: Sequence[Table], rows: Rows, version: int | None = None
) -> dict[str, Headings]:
    """The headings of each of a sheet's tables, by its key; no cell is one of two tables."""
    found: dict[str, Headings] = {}
    taken = set[Position]()
    here = [(table, find_table(table, rows, version)) for table in tables]
    while left := [(table, headings) for table, headings in here if headings]:
        most, most_headings = max(left, key=lambda pair: len(pair[1].columns))
        found[most.key] = most_headings
        taken |= _cells(most_headings)
        here = [
            (table, find_table(table, rows, version, taken=taken))
            if taken & _cells(headings)
            else (table, headings)
            for table, headings in left
            if table is not most
        ]
    return found


def _cells(headings: Headings) -> set[Position]:
    return {(headings.row, column) for column in headings.columns.values()}


def find_table(
    table: Table,
    rows: Rows,
    version: int | None = None,
    *,
    taken: AbstractSet[Position] = frozenset(),
) -> Headings | None:
    """The row with the most of the table's headings, if it has at least half of them.

    Half of those that it had in `version` of the template, where that is an older one. Cells
    that are `taken` are another table's.
    """
    best = Headings(0, {})
    wanted = sum(version is None or column.since <= version for column in table.columns)
    for number, row in enumerate(rows):
        columns = columns_in(table, row, {column for r, column in taken if r == number})
        if len(columns) > len(best.columns):
            best = Headings(number, columns)
        if len(columns) == len(table.columns):
            break
    return best if len(best.columns) >= ENOUGH * wanted else None


def columns_in(
    table: Table, cells: Sequence[Any], taken: AbstractSet[int] = frozenset()
) -> dict[str, int]:
    """The columns of a row in which the table's headings stand, by key."""
    labels, columns = table.labels, dict[str, int]()
    for column, value in enumerate(cells):
        if type(value) is str and column not in taken:
            key = labels.get(normal(value))
            if key is not None:
                columns.setdefault(key, column)
    return columns


def repeats_headings(table: Table, cells: Sequence[Any]) -> bool:
    """Whether a row under the headings says the headings again, as after pasting a whole table.

    They may stand in other columns, as those of another table with some of the same headings do;
    and of columns that are folded away nothing may have been pasted.
    """
    labels = table.labels
    texts = [value for value in cells if type(value) is str]
    same = {labels.get(normal(text)) for text in texts} - {None}
    return len(same) >= max(2, ENOUGH * len(texts))


def places_of(labels: AbstractSet[str], rows: Rows) -> dict[str, list[Position]]:
    """The cells of a sheet in which each of the labels stands."""
    found: dict[str, list[Position]] = {}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value.__class__ is str and (text := normal(value)) in labels:
                found.setdefault(text, []).append((number, column))
    return found


def find_fields(blocks: Sequence[Fields], rows: Rows) -> list[dict[str, Position]]:
    """For each block the row and column of each field's label.

    Where it stands twice, as when somebody typed it as an answer, the one that counts is in the
    column of most labels, and there the first.
    """
    labels = {label for block in blocks for label in block.labels}
    there = places_of(labels, rows) if labels else {}
    return [_fields_of(block, there) for block in blocks]


def _fields_of(block: Fields, there: Mapping[str, list[Position]]) -> dict[str, Position]:
    cells: dict[str, list[Position]] = {}
    for label, key in block.labels.items():
        cells.setdefault(key, []).extend(there.get(label, ()))
    columns = Counter(column for places in cells.values() for column in {c for _, c in places})
    return {
        key: max(sorted(places), key=lambda cell: columns[cell[1]])
        for key, places in cells.items()
        if places
    }


def likeness(sheet: Sheet, rows: Rows, version: int) -> float:
    """How much of a sheet as `version` declares it stands on `rows`, from 0 to 1."""
    declared = [*(table.columns for table in sheet.tables), *(b.items for b in sheet.fields)]
    wanted = [[item for item in items if item.since <= version] for items in declared]
    found = find_tables(sheet.tables, rows, version)
    here = sum(len(headings.columns) for headings in found.values())
    here += sum(map(len, find_fields(sheet.fields, rows)))
    return here / max(1, sum(map(len, wanted)))


def leftovers(
    sheet: Sheet, rows: Rows, used: Sequence[Position], zones: Sequence[Zone]
) -> Iterator[Leftover]:
    """Each strange column beside a table, and each strange cell elsewhere.

    `used` are the fields' cells.
    """
    dropped = set(map(normal, sheet.dropped))
    in_zone = {row for zone in zones for row in range(zone.headings.row, zone.end)}
    taken = {*used, *(cell for zone in zones for cell in _totals(zone, rows, dropped))}
    if sheet.state:
        taken.add((STATE_ROW, 0))
    for zone in zones:
        others = [other for other in zones if other is not zone]
        yield from _extra_columns(sheet, zone, rows, others, taken)
    for number, row in enumerate(rows):
        for column, value in enumerate(() if number in in_zone else row):
            if value is None or _is_blank(value):
                continue
            expected = (number, column) in taken or value in sheet.texts
            if not (expected or _labelled(row, column, dropped)):
                details = {"entered": shown(value), FIGURES: _figures(rows, [(number, column)])}
                yield "stray-cell", ((number, column),), details


def _is_blank(value: Any) -> bool:
    """Whether nobody sees anything in a cell: a formula without a result is none of theirs."""
    return value is None or isinstance(value, Uncalculated)


def _labelled(row: Sequence[Any], column: int, dropped: AbstractSet[str]) -> bool:
    """Whether a cell stands beside a label that its sheet has no more."""
    label = row[column - 1] if column else None
    return type(label) is str and normal(label) in dropped


def _extra_columns(
    sheet: Sheet, zone: Zone, rows: Rows, others: Sequence[Zone], taken: AbstractSet[Position]
) -> Iterator[Leftover]:
    """Columns with something in them under a heading that neither it nor a table beside it has."""
    row, dropped = rows[zone.headings.row], set(map(normal, sheet.dropped))
    has_beside = any(block.beside for block in sheet.blocks)
    extra: dict[int, list[Position]] = {}
    for number, column in _outside(zone, rows, others):
        ours = (number, column) in taken or (has_beside and rows[number][column] in sheet.texts)
        if not ours:
            extra.setdefault(column, []).append((number, column))
    for column, cells in extra.items():
        heading = row[column] if column < len(row) else None
        if type(heading) is str and normal(heading) in dropped:
            continue
        figures = _figures(rows, [cell for cell in cells if cell[0] != zone.headings.row])
        found = shown(heading) or "without a heading"
        yield "extra-column", tuple(cells), {"found": found, FIGURES: figures}


def _outside(zone: Zone, rows: Rows, others: Sequence[Zone]) -> Iterator[Position]:
    """The cells of a table's rows with something in them that are none of a table's columns."""
    span = range(zone.headings.row, zone.end)
    declared = set(zone.headings.columns.values())
    width = max((len(rows[number]) for number in span), default=0)
    columns = [column for column in range(width) if column not in declared]
    for number in span if columns else ():
        cells = rows[number]
        filled = [c for c in columns[: bisect_left(columns, len(cells))] if cells[c] is not None]
        if filled:
            beside = {c for o in others if o.covers(number) for c in o.headings.columns.values()}
            yield from (
                (number, column)
                for column in filled
                if column not in beside and not _is_blank(cells[column])
            )


def _figures(rows: Rows, cells: Sequence[Position]) -> frozenset[Position]:
    """Those of the cells in which a number stands, also as text and with its unit: 26 weeks."""
    return frozenset(
        (row, column)
        for row, column in cells
        if is_number(value := rows[row][column])
        or (isinstance(value, str) and typed_number(_UNIT_AFTER.sub("", value)))
    )


def _totals(zone: Zone, rows: Rows, dropped: AbstractSet[str]) -> Iterator[Position]:
    """The cells of the totals row right under a table that the declaration put there."""
    had_totals = zone.table.totals or zone.table.totalled_until
    if not had_totals or zone.end >= len(rows):
        return
    row, columns = rows[zone.end], zone.headings.columns
    firsts = [c for c in first_columns(zone.table, zone.headings) if c < len(row)]
    if says_total(row, firsts):
        words = [c for c in firsts if type(row[c]) is str]
        sums = [columns[key] for key in zone.table.totals if key in columns]
        labels = enumerate(rows[zone.headings.row])
        sums += [c for c, label in labels if type(label) is str and normal(label) in dropped]
        typed = [c for c in figure_columns(zone.table, columns) if c < len(row)]
        yield from ((zone.end, column) for column in words + sums)
        yield from ((zone.end, c) for c in typed if looks_like_figures(row[c]))  # told as a total
