"""A sheet that XlsxWriter writes faster, to the same bytes.

Its two slowest steps are done shorter here for the thousands of rows of a summary; everything
else is XlsxWriter's own. A test compares the bytes with a plain sheet's.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

LONGEST_TEXT = 16_000
"""Half of what a cell holds, so that no text need be measured as Excel does."""

NUMBERS = (int, float, Decimal)
QUICK = (CellStringTuple, CellNumberTuple, CellBlankTuple)


class QuickSheet(Worksheet):  # type: ignore[misc]  # it ships no type hints
    """Prepares each formula once, and takes texts and blanks without a detour."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[tuple[str, bool], str] = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Look a formula through for newer functions only once: a column's is in all its rows."""
        key = (formula, expand_future_functions)
        if key not in self._prepared:
            self._prepared[key] = super()._prepare_formula(*key)
        return self._prepared[key]

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write texts (they are numbers in a list of strings), blanks and numbers."""
        kind = cell.__class__
        if cell.format is None or self.constant_memory or kind not in QUICK:
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind is CellStringTuple:
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{start}/>")

    def write_plain(self, first: int, column: int, values: Sequence[Any], look: Any) -> list[int]:
        """Write the texts, blanks and numbers of a column from the row `first` down.

        Equal texts share one cell, as a table's columns repeat theirs. Gives the places in
        `values` of everything else, which is left to the caller.
        """
        others = []
        blank, texts = CellBlankTuple(look), dict[str, Any]()
        for place, value in enumerate(values):
            kind = value.__class__
            if value is None or (kind is str and not value):
                cell = blank
            elif kind is str and len(value) <= LONGEST_TEXT:
                index = self.str_table._get_shared_string_index(value)  # counts its uses, too
                cell = texts.get(value) or texts.setdefault(value, CellStringTuple(index, look))
            elif kind in NUMBERS and isfinite(value):
                cell = CellNumberTuple(value, look)
            else:
                others.append(place)
                continue
            self.table[first + place][column] = cell
        if values:
            self._check_dimensions(first, column)
            self._check_dimensions(first + len(values) - 1, column)
        return others
