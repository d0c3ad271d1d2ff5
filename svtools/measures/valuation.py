"""What units are worth: value, gross to net, FTE-years, totals and possible double counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple

from svtools.errors import InputError
from svtools.measures.model import Measure, MeasureKind
from svtools.numbers import Number, exact, money, plain, settled

FULL_TIME_HOURS = 35
"""Hours a week that make 1.0 FTE, as councils' published counting rules have it."""

FULL_YEAR_WEEKS = 52

Line = tuple[Measure, Number | None]
"""A measure and its units; None where nothing was reported, which is never zero."""


@dataclass(frozen=True, slots=True)
class Factors:
    """From gross to net, where a proxy is gross: each is the share taken off, from 0 to 1.

    `deadweight` would have happened anyway, `attribution` is due to others, `displacement`
    only moved from elsewhere, and `drop_off` is lost in each year after the first.
    Raises InputError for a share outside 0 to 1.
    """

    deadweight: Decimal = Decimal(0)
    attribution: Decimal = Decimal(0)
    displacement: Decimal = Decimal(0)
    drop_off: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for factor in fields(self):
            share = exact(getattr(self, factor.name))
            if not share.is_finite() or not 0 <= share <= 1:
                raise InputError(
                    f"The {factor.name.replace('_', '-')} is {share}.",
                    "Give a fraction from 0 to 1, such as 0.1 for 10%.",
                )
            object.__setattr__(self, factor.name, share)

    def net_share(self, years_on: int = 0) -> Decimal:
        """The share that is left, `years_on` years after the first."""
        kept = (1 - self.deadweight) * (1 - self.attribution) * (1 - self.displacement)
        # A Decimal refuses 0 to the power of 0, which is what no year of total drop-off is.
        return kept * (1 - self.drop_off) ** years_on if years_on else kept


GROSS = Factors()


def value(
    measure: Measure, units: Number | None, factors: Factors = GROSS, *, years_on: int = 0
) -> Decimal | None:
    """The £ value of `units`, to the penny; None for a record-only measure or no units.

    Raises InputError for units below zero or not a number.
    """
    if units is None:
        return None
    counted = _not_negative("units", units)
    if measure.proxy is None:
        return None
    gross = counted * measure.proxy
    return money(gross if factors is GROSS else gross * factors.net_share(years_on))


def fte_years(hours_per_week: Number, weeks: Number) -> Decimal:
    """One person's work in FTE-years, at most 1, at 6 decimals.

    1.0 is 35 hours or more a week for 12 months; less of either counts pro rata.
    Raises InputError for a figure below zero or not a number.
    """
    week = min(Decimal(1), _not_negative("hours a week", hours_per_week) / FULL_TIME_HOURS)
    year = min(Decimal(1), _not_negative("weeks", weeks) / FULL_YEAR_WEEKS)
    return settled(week * year)


class Shares(NamedTuple):
    """SVA, LEVA and both together as fractions of a contract's value."""

    sva: Decimal
    leva: Decimal
    sleva: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Social value added and local economic value added, in £, kept apart (policy, 5.3)."""

    sva: Decimal = Decimal(0)
    leva: Decimal = Decimal(0)

    @property
    def sleva(self) -> Decimal:
        """Both together."""
        return self.sva + self.leva

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(self.sva + other.sva, self.leva + other.leva)

    def shares(self, contract_value: Number | None) -> Shares | None:
        """As fractions of `contract_value` at 6 decimals; None where that is 0 or not known."""
        if not contract_value:
            return None
        whole = _not_negative("contract value", contract_value)
        return Shares(*(settled(part / whole) for part in (self.sva, self.leva, self.sleva)))


def totals(lines: Iterable[Line], factors: Factors = GROSS) -> Totals:
    """The value of all `lines`; a line without units or without a proxy adds nothing."""
    return sum(totals_by_theme(lines, factors).values(), Totals())


def totals_by_theme(lines: Iterable[Line], factors: Factors = GROSS) -> dict[str, Totals]:
    """The value of all `lines` by primary theme; a theme with nothing valued is not there."""
    by_theme: dict[str, Totals] = {}
    for measure, units in lines:
        worth = value(measure, units, factors)
        if worth is not None:
            added = Totals(sva=worth) if measure.kind == MeasureKind.SV else Totals(leva=worth)
            by_theme[measure.theme] = by_theme.get(measure.theme, Totals()) + added
    return by_theme


def double_counts(lines: Iterable[Line]) -> dict[str, tuple[str, ...]]:
    """Exclusive groups with units under more than one code, and those codes.

    They are possible double counts: a person looks whether it is the same week, £ or tonne.
    """
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for measure, units in lines:
        if measure.exclusive_group and units:
            codes[measure.exclusive_group].add(measure.code)
    return {group: tuple(sorted(codes[group])) for group in sorted(codes) if len(codes[group]) > 1}


def _not_negative(name: str, value: Number) -> Decimal:
    number = exact(value)
    if not number.is_finite() or number < 0:
        raise InputError(
            f"The {name} given: {plain(number) if number.is_finite() else number}.",
            "Give a number that is 0 or more.",
        )
    return number
