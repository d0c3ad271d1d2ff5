"""Promised units of a contract, split over quarters by days."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from svtools.errors import InputError
from svtools.monitoring.years import FinancialYear, Quarter, quarters_between
from svtools.numbers import SETTLED, Number, exact, is_whole, rounded

PRO_RATA = 2
"""The decimals of parts of what counts pro rata: half a full-time job for a quarter is 0.13."""


def split_by_days(
    units: Number, start: date, end: date, *, pro_rata: bool = False
) -> dict[Quarter, Decimal]:
    """`units` promised from `start` to `end`, both included, by quarter.

    Each quarter has the share of the days it holds, so one that is entered or left half-way
    has only those days. What is due by the end of each quarter is rounded: of whole units to whole
    units, or to 2 decimals where they count `pro_rata`; of others at 6 decimals. A quarter is the
    step from one such figure to the next: no remainder is left to hand out, and the parts add up to
    exactly `units`.
    Raises InputError for units below zero or not a number, or an end before the start.
    """
    quarters = quarters_between(start, end)
    due = [due_by(quarter.end, units, start, end, pro_rata=pro_rata) for quarter in quarters]
    steps = pairwise((Decimal(0), *due))
    return dict(zip(quarters, (later - earlier for earlier, later in steps), strict=True))


def due_by(day: date, units: Number, start: date, end: date, *, pro_rata: bool = False) -> Decimal:
    """What is due by the end of `day`, the last of a quarter, of units split by days.

    Raises InputError for units below zero or not a number.
    """
    promised = exact(units)
    if not promised.is_finite() or promised < 0:
        raise InputError(f"The promised units are {promised}.", "Give a number that is 0 or more.")
    if day >= end:
        return promised
    if day < start:
        return Decimal(0)
    passed = promised * ((day - start).days + 1) / ((end - start).days + 1)
    # Units finer than 6 decimals could otherwise be rounded above the promise itself.
    return min(promised, rounded(passed, places_of(promised, pro_rata=pro_rata)))


def places_of(units: Decimal, *, pro_rata: bool) -> int:
    """The decimals to which parts of `units` are rounded."""
    if not is_whole(units):
        return SETTLED
    return PRO_RATA if pro_rata else 0


def by_year(split: Mapping[Quarter, Decimal]) -> dict[FinancialYear, Decimal]:
    """The units of a split by financial year."""
    years: dict[FinancialYear, Decimal] = {}
    for quarter, units in split.items():
        years[quarter.year] = years.get(quarter.year, Decimal(0)) + units
    return years
