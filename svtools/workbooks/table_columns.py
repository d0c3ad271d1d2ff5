"""The columns of a table as they stand under one row of headings, by who fills them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from svtools.workbooks.blocks import Table
from svtools.workbooks.book import Sheet
from svtools.workbooks.content import TablePlace
from svtools.workbooks.headings import Headings
from svtools.workbooks.items import CellKind, Column, Role
from svtools.workbooks.shares import as_seen
from svtools.workbooks.total_rows import figure_columns, is_number, looks_like_figures

Placed = Sequence[tuple[Column, int]]
"""Columns of a table, each with where it stands on its sheet."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Where a table's columns stand: `present` are filled in or issued, the others calculated."""

    place: TablePlace
    present: Placed
    calculated: Placed
    required: Placed
    figures: Sequence[int]
    shares: frozenset[tuple[int, int]]
    """The cells of its numbers that are shown as shares."""
    is_open: bool
    """Whether whoever fills it in says what a row is about."""

    @classmethod
    def of(cls, table: Table, sheet: Sheet, headings: Headings) -> "TableColumns":
        """The columns of `table` under these headings."""
        at = headings.columns
        here = [(column, at[column.key]) for column in table.columns if column.key in at]
        present = [pair for pair in here if pair[0].role is not Role.FORMULA]
        counted = {column for item, column in present if item.kind is CellKind.NUMBER}
        return cls(
            TablePlace(sheet.name, sheet.order, headings.row, at),
            present,
            [pair for pair in here if pair[0].role is Role.FORMULA],
            [pair for pair in present if pair[0].required],
            figure_columns(table, at),
            frozenset(cell for cell in sheet.beside.shares if cell[1] in counted),
            is_open=table.spare > 0,
        )

    def seen(self, cells: Sequence[Any], row: int) -> Sequence[Any]:
        """A row's cells as people see them."""
        return as_seen(cells, row, self.shares) if self.shares else cells

    def no_results(self, cells: Sequence[Any], *, filled: bool) -> Iterator[int]:
        """The columns in which a figure stands that no formula gives.

        In a row in which something was `filled` in, of an open table: a number where words are
        calculated, or any where no figure was filled in.
        """
        if filled and not self.is_open:
            return
        reported = any(c < len(cells) and cells[c] is not None for c in self.figures)
        for item, at in self.calculated:
            value = cells[at] if at < len(cells) else None
            if filled:
                shown_in_words = item.kind is CellKind.TEXT or not reported
                told = is_number(value) and shown_in_words and not item.folded
            else:
                told = looks_like_figures(value)
            if value and told:
                yield at
