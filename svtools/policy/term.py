"""A contract's term, as clause 9.2.1 counts it."""

from datetime import date, timedelta

from svtools.errors import InputError


def term_months(start: date, end: date, extension_months: int = 0) -> int:
    """Whole months from `start` to `end`, the last day, with the months options may add (R5).

    1 April 2025 to 31 March 2027 is 24. Raises InputError where the end is before the start.
    """
    if end < start:
        raise InputError(
            f"The end, {end}, is before the start, {start}.", "Give an end after the start."
        )
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months - (after.day < start.day) + extension_months
