"""Figures that count and don't fit: beside the others of their row, or what was promised."""

from collections import defaultdict
from decimal import Decimal

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.returns import PROMISED
from svtools.jobs.register.contracts import LargeFigures
from svtools.jobs.register.register import YearPromise
from svtools.measures import Counting, Measure
from svtools.numbers import is_whole, plain, settled, told_apart

OUT_OF_LINE = 5
"""A quarter of so many times each other, and more than the year's promise, has a slipped point."""

IN_THOUSANDS = 100
"""Less than one in so many of what was promised to date was perhaps counted in thousands."""

ENOUGH_FOR_THOUSANDS = 1000
"""Nobody counts in thousands what was promised in fewer units than these."""

WHOLE_THINGS = frozenset(
    (
        *("people", "persons", "staff", "residents", "volunteers", "apprentices", "jobs"),
        *("trees", "devices", "sessions", "events", "invoices", "improvements", "businesses"),
    )
)
"""Units that come whole, so that half a one is a share or a mean."""


def tell_out_of_line(checked: Checked, large: LargeFigures) -> None:
    """Note what looks like a slipped point, a count in thousands, or a part of a person.

    What is `large` is told as that.
    """
    rows: dict[str, list[Figure]] = defaultdict(list)
    for figure in checked.figures:
        if figure.origin == PROMISED:
            rows[figure.measure.code].append(figure)
    for promise in checked.promises:
        row = rows[promise.measure.code]
        if sum(figure.counts or 0 for figure in row) <= large.far_above * promise.units:
            _tell_slip(checked, promise, row)
        _tell_thousands(checked, promise, row)
    for figure in checked.figures:
        if comes_whole(figure.measure) and not is_whole(settled(figure.units)):
            details = {"measure": figure.measure.code, "unit": figure.measure.unit}
            entered = plain(figure.units)
            checked.supplier_return.problems.add(
                "fraction-of-one", figure, entered=entered, **details
            )


def comes_whole(measure: Measure) -> bool:
    """Whether half a unit of it is a share or a mean, and no thing that there is."""
    return measure.unit.casefold() in WHOLE_THINGS and measure.counting is not Counting.AVERAGE


def _tell_slip(checked: Checked, promise: YearPromise, row: list[Figure]) -> None:
    by_units = sorted((figure for figure in row if figure.units), key=lambda figure: figure.units)
    if len(by_units) < 2:  # noqa: PLR2004 - with one figure there is nothing to compare
        return
    next_largest, largest = by_units[-2:]
    if largest.units > promise.units and largest.units >= OUT_OF_LINE * next_largest.units:
        checked.supplier_return.problems.add(
            "out-of-line",
            largest,
            measure=promise.measure.code,
            entered=plain(largest.units),
            others=plain(next_largest.units),
            expected=plain(promise.units),
        )


def _tell_thousands(checked: Checked, promise: YearPromise, row: list[Figure]) -> None:
    due = sum(promise.quarters[: checked.supplier_return.quarter or 0], Decimal(0))
    so_far = sum((figure.counts or Decimal(0) for figure in row), Decimal(0))
    if due >= ENOUGH_FOR_THOUSANDS and 0 < so_far * IN_THOUSANDS < due:
        entered, expected = told_apart(so_far, due)
        details = {"measure": promise.measure.code, "entered": entered, "expected": expected}
        cells = [figure for figure in row if figure.units]
        checked.supplier_return.problems.add("far-below-promise", *cells, **details)
