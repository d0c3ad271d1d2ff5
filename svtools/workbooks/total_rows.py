"""Rows that say Total: the declared one under a table, and those that people type or paste.

The word alone ends nothing. The last such row ends a table where no figure stands below it;
every other one is passed over, and figures in it that aren't sums of those above are told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import isfinite, nan
from typing import Any

from svtools.workbooks.blocks import Table
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.typed_text import typed_number

Rows = Sequence[Sequence[Any]]

_TOTAL = frozenset(("total", "totals", "subtotal", "subtotals", "sum"))
_BESIDE_IT = frozenset(
    (
        *("above", "all", "and", "annual", "both", "date", "delivered", "delivery", "far"),
        *("figures", "final", "for", "full", "grand", "hours", "in", "of", "our", "overall"),
        *("quarter", "quarterly", "quarters", "reported", "so", "sub", "the", "this", "to"),
        *("units", "up", "year", "yearly", "years", "ytd"),
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
    """Whether a text says no more than Total: Grand total, Year total 2025-26, Sum of the above."""
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
    start = first
    for number in totals:
        for column in _figures(rows[number], columns):
            value = _as_number(rows[number][column])
            sums = (_sum(rows, range(at, number), totals, column) for at in {0, first, start})
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


def _sum(rows: Rows, span: range, totals: Sequence[int], column: int) -> float:
    above = (n for n in span if n not in totals and column < len(rows[n]))
    values = (_as_number(rows[n][column]) for n in above)
    return sum(value for value in values if isfinite(value))


def _as_number(value: Any) -> float:
    """A number, also one typed as text; NaN for anything else."""
    spoken = typed_number(value) if isinstance(value, str) else None
    return float(value) if is_number(value) else float(spoken.value) if spoken else nan
