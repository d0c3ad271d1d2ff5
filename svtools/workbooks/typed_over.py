"""Calculated cells that hold no formula: somebody typed over it, cleared it or pasted values.

What is calculated is never read, so such a cell decides nothing; but people look at it. While a
workbook is read, `Calculated` collects them; they are told by column, or by sheet or workbook where
no formula is left.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from svtools.workbooks.book import Sheet
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content
from svtools.workbooks.headings import places_of
from svtools.workbooks.items import Item, normal
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.typed import shown

LOST, ALL_LOST = "formula-lost", "formulas-lost"
NOTHING = "nothing"


def lost_formulas(content: Content) -> list[Problem]:
    """What was noted of calculated cells without a formula, as it is told."""
    return told(problem for problem in content.problems if problem.code in {LOST, ALL_LOST})


@dataclass(slots=True)
class Calculated:
    """The calculated cells of a workbook that were looked at, sheet by sheet."""

    looked_at: dict[Cell, int] = field(default_factory=dict)
    lost: dict[Cell, list[tuple[Cell, Item, Any]]] = field(default_factory=dict)

    def look(self, sheet: Sheet, item: Item, row: int, column: int) -> None:
        """Look at one calculated cell."""
        whole = sheet.cell()
        self.looked_at[whole] = self.looked_at.get(whole, 0) + 1
        if sheet.formulas and not sheet.formulas.has(row, column):
            found = sheet.cell(row, column), item, _value(sheet.rows, row, column)
            self.lost.setdefault(whole, []).append(found)

    def look_at_field(self, sheet: Sheet, item: Item, row: int, column: int) -> None:
        """Look at a calculated field; not where its label stands elsewhere, too."""
        if not sheet.formulas:
            return
        labels = frozenset(map(normal, item.labels))
        if sum(map(len, places_of(labels, sheet.rows).values())) == 1:
            self.look(sheet, item, row, column)

    def look_at_rows(
        self, sheet: Sheet, columns: Sequence[tuple[Item, int]], rows: Sequence[int]
    ) -> None:
        """Look at the calculated columns of a table's rows.

        Rows that somebody typed under the last formula have none, unless the program put them in.
        """
        has = sheet.formulas.has if sheet.formulas else lambda _row, _column: True
        last = max((r for r in rows if any(has(r, column) for _, column in columns)), default=None)
        for row in rows:
            typed_under = last is not None and row > last
            for item, column in columns:
                if not typed_under or _value(sheet.rows, row, column) is not None:
                    self.look(sheet, item, row, column)

    def tell(self, problems: Problems) -> None:
        """Note what was found: cell by cell, and of sheets without any formula as one."""
        if self._is_bare(self.looked_at):
            problems.add(ALL_LOST, where="this workbook")
            return
        for sheet, lost in self.lost.items():
            if self._is_bare([sheet]):
                problems.add(ALL_LOST, sheet, where="this sheet")
                continue
            for cell, item, value in lost:
                entered = shown(value) or NOTHING
                problems.add(LOST, cell, label=item.label, entered=entered)

    def _is_bare(self, sheets: Collection[Cell]) -> bool:
        """Whether none of their calculated cells, of several columns or fields, has a formula."""
        lost = [found for sheet in sheets for found in self.lost.get(sheet, ())]
        items = {(cell.sheet, item.key) for cell, item, _ in lost}
        return len(items) > 1 and len(lost) == sum(self.looked_at[sheet] for sheet in sheets)


def _value(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    cells = rows[row] if row < len(rows) else ()
    return cells[column] if column < len(cells) else None
