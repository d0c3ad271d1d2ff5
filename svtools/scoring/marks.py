"""Marks out of 100, rounded once, at the published decimals.

Parts are rounded where they are published and totals add the rounded parts, so that what is
printed adds up. Before that, `settled` takes off what binary or endless fractions left behind:
three seventeenths of 19.125 are 3.375 and not 3.37499….
"""

from decimal import Decimal
from typing import Any

from svtools.errors import InputError
from svtools.numbers import rounded, settled

POINTS = 100
MOST_DECIMALS = 4


def mark(weight: Decimal, share: Decimal, decimals: int) -> Decimal:
    """The mark for earning `share` of a criterion with this `weight` (0.1 is 10 of 100).

    Formula: `=ROUND(ROUND(100*weight*share,6),decimals)`.
    """
    return rounded(settled(POINTS * weight * share), decimals)


def decimals_given(value: Any) -> int:
    """The published decimals of marks. Raises InputError for anything but 0 to 4."""
    if isinstance(value, bool) or value not in range(MOST_DECIMALS + 1):
        raise InputError(
            f"Marks have {value} decimals.", f"Give a whole number from 0 to {MOST_DECIMALS}."
        )
    return int(value)
