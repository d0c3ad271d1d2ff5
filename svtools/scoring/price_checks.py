"""Prices compared with the contract's estimate and with each other: what to ask about.

No price changes by it, and no mark: what looks wrong is asked about. Sources: the limits are rows
of `price_limits.yaml`, each with its reason and, where there is one, its reference. That a price is
asked about before its tender may be disregarded as abnormally low is section 19 of the Procurement
Act 2023.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from svtools import yamlfile
from svtools.numbers import exact, percent, plain, pounds, rounded, settled
from svtools.schema import build
from svtools.scoring.flags import Flag, FlagCode, median_of_others

Against = Literal["estimate", "others"]
_HALF, _TWICE, _ONE = Decimal("0.5"), Decimal(2), Decimal(1)
_HUNDREDTH, _TEN = Decimal("0.01"), Decimal(10)
YEARS = "years"


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """From where on a price is asked about, what it may mean, and why the limit is there.

    A price fits where it is under `below` or over `above` times what it is compared with, or
    `within` so much of one of `times`: a number, `years` (of the contract), or 1/ either.
    """

    code: FlagCode
    means: str
    reason: str
    reference: str = ""
    below: Decimal | None = None
    above: Decimal | None = None
    times: tuple[str, ...] = ()
    within: Decimal = Decimal(0)
    compared_with: tuple[Against, ...] = ("estimate", "others")
    others: int = 1
    blocks: bool = False

    def fits(self, price: Decimal, base: Decimal, years: Decimal | None) -> bool:
        """Whether a price is asked about, compared with `base`."""
        if self.below is not None and price < self.below * base:
            return True
        if self.above is not None and price > self.above * base:
            return True
        factors = filter(None, (_factor(name, years) for name in self.times))
        return any(settled(abs(price / (f * base) - 1)) <= self.within for f in factors)


def _factor(name: str, years: Decimal | None) -> Decimal | None:
    """What a name of `times` stands for; None for the years of a contract of one, or of unknown."""
    text = name.removeprefix("1/")
    number = years if text == YEARS else Decimal(text)
    if not number or number == 1:
        return None
    return number if text == name else 1 / number


@cache
def price_limits() -> tuple[PriceLimit, ...]:
    """The limits, in the order in which a price is held against them."""
    rows = yamlfile.read(Path(__file__).with_name("price_limits.yaml"))
    return tuple(build(row, PriceLimit, code=FlagCode(code)) for code, row in rows.items())


@dataclass(frozen=True, slots=True)
class ComparedPrice:
    """A price beside the estimate and the median of the `others` whose prices look right.

    Either is None where it isn't known.
    """

    price: Decimal
    estimate: Decimal | None
    median: Decimal | None
    others: int

    @property
    def of_estimate(self) -> Decimal | None:
        """The price as a part of the estimate."""
        return self.price / self.estimate if self.estimate else None

    @property
    def of_median(self) -> Decimal | None:
        """The price as a part of the median of the others."""
        return self.price / self.median if self.median else None

    def fitting(self, limit: PriceLimit, years: Decimal | None) -> list[Against]:
        """What the price is compared with by which the limit fits."""
        bases: dict[Against, Decimal | None] = {"estimate": self.estimate}
        if self.others >= limit.others:
            bases["others"] = self.median
        known = {name: base for name, base in bases.items() if base}
        return [
            name
            for name in limit.compared_with
            if name in known and limit.fits(self.price, known[name], years)
        ]

    def said(self, against: Against) -> str:
        """The price beside one of the two, in words."""
        if against == "estimate":
            return f"{_times(self.of_estimate)} the estimate of {pounds(self.estimate or 0)}"
        middle = "the median of the other prices" if self.others > 1 else "the other price"
        return f"{_times(self.of_median)} {middle}, {pounds(self.median or 0)}"


def compared_prices(
    prices: Mapping[str, Decimal], estimate: Decimal | None
) -> dict[str, ComparedPrice]:
    """Each bidder's price beside the estimate and the others'; prices are above 0.

    A price in other units than the rest (the first limit) isn't among the others, so that one
    mistake makes no right price look wrong.
    """
    first = _beside_each_other(prices, estimate)
    sound = {name: price for name, price in prices.items() if not _in_other_units(first[name])}
    return first | _beside_each_other(sound, estimate)


def _beside_each_other(
    prices: Mapping[str, Decimal], estimate: Decimal | None
) -> dict[str, ComparedPrice]:
    above = sorted(prices.values())
    return {
        name: ComparedPrice(price, estimate, median_of_others(above, price), len(above) - 1)
        for name, price in prices.items()
    }


def _in_other_units(compared: ComparedPrice) -> list[Against]:
    """By what the first limit fits; by nothing where the estimate says that the price is right."""
    fitting = compared.fitting(price_limits()[0], None)
    near = compared.of_estimate is not None and _HALF <= compared.of_estimate <= _TWICE
    return [] if near else fitting


def price_flags(compared: Mapping[str, ComparedPrice], years: Decimal | None) -> dict[str, Flag]:
    """What to ask about each price, by bidder: by the first limit that fits, if any does.

    `years` is the contract's term, None where it isn't known.
    """
    flags = {bidder: next(_flags(price, years), None) for bidder, price in compared.items()}
    return {bidder: flag for bidder, flag in flags.items() if flag}


def _flags(compared: ComparedPrice, years: Decimal | None) -> Iterator[Flag]:
    for number, limit in enumerate(price_limits()):
        against = compared.fitting(limit, years) if number else _in_other_units(compared)
        if against:
            said = " and ".join(map(compared.said, against))
            what = f"The price of {pounds(compared.price)} is {said}: {limit.means}."
            yield Flag(limit.code, what, figure=pounds(compared.price), blocks=limit.blocks)


def _times(ratio: Decimal | None) -> str:
    """A ratio before what it is of: 1.2 times, 38% of, a 1,048th of."""
    known = exact(ratio or 0)
    if known >= _ONE:
        shown = rounded(known, 0) if known >= _TEN else rounded(known, 2)
        return f"{shown:,} times" if known >= _TEN else f"{plain(shown)} times"
    if known >= _HUNDREDTH:
        return f"{percent(rounded(known, 3))} of"
    part = int(rounded(1 / known, 0))
    return f"a {part:,}{_ending(part)} part of"


def _ending(number: int) -> str:
    """What follows a number in a row: 1,002nd, 963rd, 1,011th."""
    teens = number % 100 in {11, 12, 13}
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
