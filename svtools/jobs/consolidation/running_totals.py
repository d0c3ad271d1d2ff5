"""Quarters that look as if each held those before it, too, or the last one all of them."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.returns import PROMISED

ABOUT = Decimal("0.65"), Decimal("1.25")
"""The last quarter of a running total is about what was promised to date: between these shares.

One quarter of four or three without anything leaves 75% or 67% of it.
"""

TOO_MUCH = Decimal("1.4")
"""Added up, running totals come to more than so many times what was promised to date."""

SMALL_AT_FIRST = Decimal("0.6")
"""The first quarter of a running total is no more than this share of the last."""

ENOUGH_RISES = 2
"""With fewer rises in all its rows a return may well be an honest one, and so may a row."""

FAR_TOO_MUCH = 2
"""A row of so many times what was promised to date is told by itself, whatever the others are."""

LIKE_THE_OTHERS = 2
"""What the last quarter has on top of the others is its own: so many times the largest at most."""


def tell_running_totals(checked: Checked) -> None:
    """Note rows that look like running totals and add up to too much: most of them, or plainly.

    Whoever types running totals does so in every row, but for what came at once or evenly.
    """
    rows = _rows(checked)
    times = {
        promise.measure.code: _times(rows[promise.measure.code], promise.quarters)
        for promise in checked.promises
        if promise.measure.code in rows
    }
    suspected = [code for code in times if times[code]]
    others = sum(not _looks_summed(row) for row in rows.values())
    rises = sum(map(_rises, rows.values()))
    if rises < ENOUGH_RISES or 2 * len(suspected) < len(rows) + others:
        plainly = [code for code in suspected if times[code] >= FAR_TOO_MUCH]
        suspected = [code for code in plainly if _rises(rows[code]) >= ENOUGH_RISES]
    if suspected:
        figures = [figure for code in suspected for figure in rows[code]]
        measures = ", ".join(suspected)
        checked.supplier_return.problems.add("running-total", *figures, measures=measures)


def _rows(checked: Checked) -> dict[str, list[Figure]]:
    """The promised flows with units in two quarters or more, each in order."""
    rows: dict[str, list[Figure]] = {}
    for figure in sorted(checked.figures, key=lambda figure: figure.quarter):
        if figure.origin == PROMISED and not figure.measure.counting.is_stock:
            rows.setdefault(figure.measure.code, []).append(figure)
    return {code: row for code, row in rows.items() if len(row) > 1 and row[-1].units}


def _looks_summed(row: Sequence[Figure]) -> bool:
    """Whether no quarter falls, or the last is the sum of the others with its own units on top."""
    if all(after.units >= before.units for before, after in pairwise(row)):
        return True
    others = [figure.units for figure in row[:-1]]
    return 0 <= row[-1].units - sum(others) <= LIKE_THE_OTHERS * max(others)


def _rises(row: Sequence[Figure]) -> int:
    return sum(after.units > before.units for before, after in pairwise(row))


def _times(row: Sequence[Figure], promised: Sequence[Decimal]) -> Decimal:
    """What a suspected row adds up to, in times of what was promised to date; 0 for another one."""
    due = sum(promised[: row[-1].quarter], Decimal(0))
    last = row[-1].units
    least, most = ABOUT
    is_alike = least * due <= last <= most * due and row[0].units <= SMALL_AT_FIRST * last
    if not due or not is_alike or not _looks_summed(row):
        return Decimal(0)
    times = sum((figure.units for figure in row), Decimal(0)) / due
    return times if times >= TOO_MUCH else Decimal(0)
