"""Readers who try to work out what was withheld, each by other means than the tool's own."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal

import numpy as np

from svtools.monitoring.small_numbers import Disclosure, Statistic

Bounds = Mapping[Hashable, tuple[int, int]]
NONE = Decimal(0)


def told(
    figures: Sequence[Statistic], earlier: Sequence[Statistic], found: Disclosure
) -> list[Statistic]:
    """What a reader sees."""
    return [*earlier, *(each for each in figures if each.name not in found.withheld)]


def secrets(figures: Sequence[Statistic], found: Disclosure) -> list[Statistic]:
    """The small numbers that are to be kept, by the rule's own words."""
    lost = {*found.told_already, *found.can_not_be_kept}
    return [f for f in figures if f.small and 0 < f.value < 5 and f.name not in lost]


def could_be_other(secret: Statistic, seen: Sequence[Statistic], most: int) -> bool:
    """Whether whole numbers from 0 to `most` fit all that was seen, and another `secret`.

    Tries the numbers one by one, as far as the least and the most of each leave any choice.
    """
    parts = dict.fromkeys((*secret.parts, *(part for each in seen for part in each.parts)))
    less = Statistic("less", secret.parts, secret.value - 1)
    more = Statistic("more", secret.parts, secret.value + 1)
    bounds = dict.fromkeys(parts, (0, most))
    return any(_fits(bounds, seen, limit, above=limit is more) for limit in (less, more))


def _fits(bounds: Bounds, seen: Sequence[Statistic], limit: Statistic, *, above: bool) -> bool:
    left = _narrowed(bounds, seen, limit, above=above)
    if left is None:
        return False
    part = next((part for part, (least, most) in left.items() if least < most), None)
    if part is None:
        return True
    least, most = left[part]
    return any(
        _fits({**left, part: (number, number)}, seen, limit, above=above)
        for number in range(least, most + 1)
    )


def _narrowed(
    bounds: Bounds, seen: Sequence[Statistic], limit: Statistic, *, above: bool
) -> Bounds | None:
    """The least and the most of each part as all sums allow; None where nothing fits."""
    now = dict(bounds)
    before: Bounds = {}
    while before != now:
        before = dict(now)
        for each in (*seen, limit):
            lowest = sum((w * now[p][0] for p, w in each.parts.items()), NONE)
            highest = sum((w * now[p][1] for p, w in each.parts.items()), NONE)
            floor = lowest if each is limit and not above else each.value
            ceiling = highest if each is limit and above else each.value
            if lowest > ceiling or highest < floor:
                return None
            for part, weight in each.parts.items():
                least, most = now[part]
                top = int((ceiling - (lowest - weight * least)) // weight)
                bottom = -int(-(floor - (highest - weight * most)) // weight)
                now[part] = max(least, bottom), min(most, top)
                if now[part][0] > now[part][1]:
                    return None
                lowest += weight * (now[part][0] - least)
                highest += weight * (now[part][1] - most)
    return now


def follows(secret: Statistic, seen: Sequence[Statistic]) -> bool:
    """Whether `secret` is a weighted sum of what was seen, by least squares in floats."""
    parts = list(dict.fromkeys(part for each in (secret, *seen) for part in each.parts))
    rows = np.array([[float(each.parts.get(part, 0)) for part in parts] for each in seen])
    aim = np.array([float(secret.parts.get(part, 0)) for part in parts])
    if not len(rows):
        return False
    weights, *_ = np.linalg.lstsq(rows.T, aim, rcond=None)
    return bool(np.linalg.norm(rows.T @ weights - aim) < 1e-7)
