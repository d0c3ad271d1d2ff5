"""Rows that say Total: the declared one under a table, and those that people type or paste.

The word alone ends nothing. The last such row ends a table where no figure stands below it;
every other one is passed over, and figures in it that aren't sums of those above are told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import isfinite, nan
from typing import Any

from svtools.workbooks.blocks import Table
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.typed_text import typed_number

Rows = Sequence[Sequence[Any]]

_TOTAL = frozenset(("total", "totals", "subtotal", "subtotals", "sum"))
_BESIDE_IT = frozenset(
    (
        *("above", "added", "all", "and", "annual", "both", "contract", "date", "delivered"),
        *("delivery", "economic", "far", "figures", "final", "for", "full", "gbp", "grand"),
        *("hours", "in", "leva", "local", "measures", "net", "of", "our", "overall", "quarter"),
        *("quarterly", "quarters", "reported", "sleva", "so", "social", "sub", "sva", "the"),
        *("this", "to", "units", "up", "value", "year", "yearly", "years", "ytd"),
    )
)
_WORD = re.compile(r"[^\W_]+")
_NUMERIC = {CellKind.NUMBER, CellKind.INTEGER, CellKind.MONEY, CellKind.RATE}
_DIGIT = re.compile(r"\d")
_DUST = 1e-6


def is_number(value: Any) -> bool:
    """Whether a cell holds a number, which a yes or no is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def looks_like_figures(value: Any) -> bool:
    """Whether a cell holds a number, or a text with one in it."""
    return is_number(value) or (isinstance(value, str) and bool(_DIGIT.search(value)))


@lru_cache(maxsize=20_000)
def is_total(text: str) -> bool:
    """Whether a text says no more than Total: Grand total, Year total 2025-26, Total SVA (£)."""
    words = _WORD.findall(text.casefold())
    return not _TOTAL.isdisjoint(words) and all(
        word in _TOTAL or word in _BESIDE_IT or word.lstrip("q").isdigit() for word in words
    )


def says_total(cells: Sequence[Any], firsts: Iterable[int]) -> bool:
    """Whether one of a table's first columns says Total."""
    for column in firsts:
        value = cells[column] if column < len(cells) else None
        if value.__class__ is str and is_total(value):
            return True
    return False


def figure_columns(table: Table, columns: Mapping[str, int]) -> list[int]:
    """The columns in which people type numbers."""
    return [
        columns[item.key]
        for item in table.columns
        if item.role is Role.INPUT and item.kind in _NUMERIC and item.key in columns
    ]


def ends(rows: Rows, totals: Sequence[int], end: int, columns: Sequence[int]) -> int:
    """The row that ends a table whose rows `totals` say Total.

    It is the last of them, or what comes after the last figure that stands below it.
    """
    if not totals:
        return end
    below = range(end - 1, totals[-1], -1)
    return next((n + 1 for n in below if _figures(rows[n], columns)), totals[-1])


def typed_figures(
    rows: Rows, first: int, totals: Sequence[int], columns: Sequence[int]
) -> Iterator[tuple[int, int, bool]]:
    """Each figure in a row of `totals`: its row, its column, and whether it sums up those above."""
    if not totals:
        return
    said = frozenset(totals)
    others = [() if n in said else cells for n, cells in enumerate(rows[: totals[-1]])]
    above = {column: list(accumulate(_numbers(others, column), initial=0.0)) for column in columns}
    start = first
    for number in totals:
        for column in _figures(rows[number], columns):
            value, until = _as_number(rows[number][column]), above[column]
            sums = (until[number] - until[at] for at in {0, first, start})
            yield number, column, any(abs(value - s) < _DUST for s in sums)
        start = number + 1


def words_beside(
    cells: Sequence[Any],
    inputs: Iterable[int],
    columns: Sequence[int],
    firsts: Iterable[int],
    *,
    is_ours: bool,
) -> list[int]:
    """What else was typed in a row that says Total; the word itself, where that is all.

    `is_ours` says that the word was not typed.
    """
    filled = {column for column in inputs if column < len(cells) and cells[column] is not None}
    figures = set(_figures(cells, columns))
    total = {column for column in filled & set(firsts) if says_total(cells, [column])}
    return sorted(filled - figures - total or (total if not figures and not is_ours else ()))


def _figures(cells: Sequence[Any], columns: Sequence[int]) -> list[int]:
    return [c for c in columns if c < len(cells) and looks_like_figures(cells[c])]


def _numbers(rows: Rows, column: int) -> Iterator[float]:
    """What each row adds to a column's sum."""
    values = (_as_number(cells[column]) if column < len(cells) else nan for cells in rows)
    return (value if isfinite(value) else 0 for value in values)


def _as_number(value: Any) -> float:
    """A number, also one typed as text; NaN for anything else."""
    spoken = typed_number(value) if isinstance(value, str) else None
    return float(value) if is_number(value) else float(spoken.value) if spoken else nan
