"""Rounding, decided once.

Four rules, and the workbooks' formulas follow the same ones with the same numbers of places:

- a £ value of one row is rounded to pence when it is made (`money`, Excel's `ROUND(x, 2)`),
  and totals add those pence, so that a column adds up to what is printed under it;
- a figure is compared with a threshold at `SETTLED` places (`settled`, Excel's `ROUND(x, 6)`):
  far finer than anything printed, it removes binary dust (0.4+0.32+0.19+0.09 is not 1)
  and never lifts a figure over a threshold that it does not reach;
- a share of a promise is compared as it is shown, at 0.1% (`shown_rate`, `ROUND(x, 3)`), so that
  no status contradicts the percentage beside it;
- marks are rounded at the published decimals, once, when they are final.

Halves go away from zero, as Excel's ROUND sends them.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

PENCE = 2
SETTLED = 6
SHOWN_RATE = 3

Number = int | float | Decimal


def exact(value: Number | str) -> Decimal:
    """The decimal that a person sees when a spreadsheet shows `value`: 0.1 is 0.1."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Number, places: int) -> Decimal:
    """`value` at `places` decimals, halves away from zero."""
    return exact(value).quantize(_step(places), rounding=ROUND_HALF_UP)


@cache
def _step(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def money(value: Number) -> Decimal:
    """A £ value to the penny."""
    return rounded(value, PENCE)


def settled(value: Number) -> Decimal:
    """A figure as it is compared with a threshold."""
    return rounded(value, SETTLED)


def is_whole(value: Number) -> bool:
    """Whether a number has no fraction."""
    return exact(value) % 1 == 0


def shown_rate(value: Number) -> Decimal:
    """A share of a promise as it is shown and compared: 99.96% is 100.0%, and on track."""
    return rounded(value, SHOWN_RATE)


def plain(value: Number) -> str:
    """A number as people write it: 1200, 0.5, 1234567.25; never 1E+3."""
    text = f"{exact(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def pounds(value: Number) -> str:
    """A £ value in a sentence: £177,897 or £1,200.50."""
    pence = money(value)
    text = f"£{abs(pence):,.2f}".removesuffix(".00")
    return f"-{text}" if pence < 0 else text


def short_pounds(value: Number) -> str:
    """A £ value as short as a headline has it: £850, £134k, £1.43m; never longer than £9.99bn."""
    sign, size = ("-" if rounded(value, 0) < 0 else ""), abs(exact(value))
    for least, unit, places, ending in SHORT:
        if size >= least:
            return f"{sign}£{rounded(size / unit, places):,}{ending}"
    return f"{sign}£{rounded(size, 0)}"


SHORT = (
    (Decimal(999_500_000), Decimal(10**9), 2, "bn"),
    (Decimal(999_500), Decimal(10**6), 2, "m"),
    (Decimal("999.5"), Decimal(10**3), 0, "k"),
)
"""From which £ value on it is counted in what, with how many decimals."""


def adding_up(values: Sequence[Number]) -> list[Decimal]:
    """Values in whole numbers that add up to their rounded sum.

    Each is rounded down or up; those nearest to the next whole number go up (largest remainder),
    the first of equals first.

    >>> [str(value) for value in adding_up([Decimal("0.4"), Decimal("0.4"), Decimal("0.4")])]
    ['1', '0', '0']
    """
    down = [exact(value) // 1 - (1 if exact(value) % 1 < 0 else 0) for value in values]
    lacking = int(rounded(sum(map(exact, values), Decimal(0)), 0) - sum(down, Decimal(0)))
    rest = [exact(value) - whole for value, whole in zip(values, down, strict=True)]
    up = sorted(range(len(rest)), key=lambda number: -rest[number])[:lacking]
    return [whole + (number in up) for number, whole in enumerate(down)]


def percent(value: Number) -> str:
    """A rate in a sentence: 0.1 is 10%."""
    return f"{plain(exact(value) * 100)}%"


def told_apart(one: Number, other: Number) -> tuple[str, str]:
    """Two figures in a sentence: with two decimals, or all where they would then read alike.

    >>> told_apart(52, 51.952555), told_apart(51.95, 51.952555)
    (('52', '51.95'), ('51.95', '51.952555'))
    """
    short = plain(rounded(one, 2)), plain(rounded(other, 2))
    return short if short[0] != short[1] else (plain(one), plain(other))


@lru_cache(maxsize=1024)
def long_date(day: date) -> str:
    """A day as people write it: 3 April 2026."""
    return f"{day.day} {day:%B %Y}"


def in_a_row(parts: Sequence[str]) -> str:
    """As people say it: one, two and three."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def how_many(count: int, noun: str) -> str:
    """A count in a sentence: 1 promise, 2 promises, 1,200 promises."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
