"""How a year's quarters come to one figure: flows add up, stocks stand."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from svtools.measures.model import Counting
from svtools.numbers import Number, exact, settled

ZERO = Decimal(0)


def counted(counting: Counting, quarters: Sequence[Number | None]) -> tuple[Decimal | None, ...]:
    """The units that count, in the quarter in which they count; None where none do.

    `quarters` are the units of each in order, None where there is no figure; 0 is one. A flow
    counts as it is. A stock counts once, in the last quarter with a figure: that figure, or for an
    average the mean of all of them at 6 decimals. So what counts may always be added up.
    """
    figures = [None if units is None else exact(units) for units in quarters]
    given = [units for units in figures if units is not None]
    if not counting.is_stock or not given:
        return tuple(figures)
    last = max(at for at, units in enumerate(figures) if units is not None)
    is_average = counting is Counting.AVERAGE
    units = settled(sum(given, ZERO) / len(given)) if is_average else given[-1]
    return tuple(units if at == last else None for at in range(len(figures)))


def steps(levels: Sequence[Decimal | None]) -> tuple[Decimal, ...]:
    """By how much what is due of a stock rises or falls in each quarter; the steps so far are it.

    None is a quarter in which nothing is promised: the level before it stands.
    """
    due = accumulate(levels, lambda before, level: before if level is None else level, initial=ZERO)
    return tuple((later or ZERO) - (earlier or ZERO) for earlier, later in pairwise(due))
