"""Quarters that look as if each held those before it, too."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.returns import PROMISED

ABOUT = Decimal("0.75"), Decimal("1.25")
"""The last quarter of a running total is about what was promised to date: between these shares."""

TOO_MUCH = Decimal("1.4")
"""Added up, running totals come to more than so many times what was promised to date."""

SMALL_AT_FIRST = Decimal("0.6")
"""The first quarter of a running total is no more than this share of the last."""

ENOUGH_RISES = 3
"""With fewer rises in all its rows a return may well be an honest one."""


def tell_running_totals(checked: Checked) -> None:
    """Note it where no quarter of any row falls, and the rows add up to too much."""
    rows = _rows(checked)
    if not rows or not all(_never_falls(row) for row in rows.values()):
        return
    suspected = {
        promise.measure.code: rows[promise.measure.code]
        for promise in checked.promises
        if promise.measure.code in rows
        and _is_suspect(rows[promise.measure.code], promise.quarters)
    }
    figures = [figure for row in suspected.values() for figure in row]
    rises = sum(
        after.units > before.units for row in rows.values() for before, after in pairwise(row)
    )
    if rises >= ENOUGH_RISES and 2 * len(suspected) >= len(rows):
        measures = ", ".join(suspected)
        checked.supplier_return.problems.add("running-total", *figures, measures=measures)


def _rows(checked: Checked) -> dict[str, list[Figure]]:
    """The promised flows with units in two quarters or more, each in order."""
    rows: dict[str, list[Figure]] = {}
    for figure in sorted(checked.figures, key=lambda figure: figure.quarter):
        if figure.origin == PROMISED and not figure.measure.counting.is_stock:
            rows.setdefault(figure.measure.code, []).append(figure)
    return {code: row for code, row in rows.items() if len(row) > 1 and row[-1].units}


def _never_falls(row: Sequence[Figure]) -> bool:
    return all(after.units >= before.units for before, after in pairwise(row))


def _is_suspect(row: Sequence[Figure], promised: Sequence[Decimal]) -> bool:
    """Whether the last figure is about what was promised to date, and all together too much."""
    due = sum(promised[: row[-1].quarter], Decimal(0))
    least, most = ABOUT
    together = sum((figure.units for figure in row), Decimal(0))
    last = row[-1].units
    return (
        least * due <= last <= most * due
        and together >= TOO_MUCH * due > 0
        and row[0].units <= SMALL_AT_FIRST * last
    )
