"""A contract's term in months."""

from calendar import monthrange
from datetime import date, timedelta

from svtools.errors import InputError
from svtools.numbers import long_date


def term_months(start: date, end: date, extension_months: int = 0) -> int:
    """A contract's term as a policy counts it: whole months, with those options may add (R5).

    `end` is the last day: 1 April 2025 to 31 March 2027 is 24.
    Raises InputError where the end is before the start.
    """
    if end < start:
        raise InputError(
            f"The end, {long_date(end)}, is before the start, {long_date(start)}.",
            "Give an end after the start.",
        )
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months - (after.day < start.day) + extension_months


def months_later(day: date, months: int) -> date:
    """The last day of a term that ends `months` after `day`."""
    if not months:
        return day
    first = day + timedelta(1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    following = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
    return following - timedelta(1)
