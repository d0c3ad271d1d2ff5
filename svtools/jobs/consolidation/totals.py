"""Promised, delivered and validated £, each split into SVA, LEVA and SLEVA."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from svtools.measures import MeasureKind, Totals
from svtools.numbers import settled

THE_THREE = ("promised", "delivered", "validated")
"""The figures that are never added to each other."""


NOTHING = Decimal(0)
NOT_KNOWN = "not known"


@dataclass(slots=True)
class Sum:
    """A running sum of £, SVA and LEVA apart, and of units."""

    sva: Decimal = NOTHING
    leva: Decimal = NOTHING
    units: Decimal = NOTHING

    def add(self, kind: MeasureKind, units: Decimal | None, worth: Decimal | None) -> None:
        """Add the units that count of a measure of one kind, and their £ value; None adds 0."""
        if units:
            self.units += units
        if worth and kind is MeasureKind.SV:
            self.sva += worth
        elif worth:
            self.leva += worth

    def add_all(self, other: "Sum") -> None:
        """Add what another sum comes to."""
        self.sva += other.sva
        self.leva += other.leva
        self.units += other.units

    @property
    def totals(self) -> Totals:
        """The £."""
        return Totals(self.sva, self.leva)


@dataclass(slots=True)
class Tally:
    """Sums for one row of a summary table: £ and, where it is of one measure, units."""

    promised: Sum = field(default_factory=Sum)
    delivered: Sum = field(default_factory=Sum)
    validated: Sum = field(default_factory=Sum)
    due: Sum = field(default_factory=Sum)
    promises: Counter[MeasureKind] = field(default_factory=Counter)
    valued: Counter[MeasureKind] = field(default_factory=Counter)
    figures: Counter[MeasureKind] = field(default_factory=Counter)
    progress: Counter[str] = field(default_factory=Counter)
    """How many promises stand where."""

    def add_all(self, other: "Tally") -> None:
        """Add each of the three of another tally."""
        for what in THE_THREE:
            getattr(self, what).add_all(getattr(other, what))

    @property
    def money(self) -> dict[str, Totals]:
        """The £ of each of the three."""
        return {what: getattr(self, what).totals for what in THE_THREE}

    @property
    def units(self) -> dict[str, Decimal]:
        """The units of each of the three."""
        return {what: getattr(self, what).units for what in THE_THREE}

    def results(self) -> dict[str, Decimal]:
        """By the keys of the summary's columns, such as promised_sva."""
        return {
            f"{what}_{part}": value
            for what, totals in self.money.items()
            for part, value in in_parts(totals).items()
        }


def in_parts(totals: Totals) -> dict[str, Decimal]:
    """SVA, LEVA and both together, by the keys of their columns."""
    return {"sva": totals.sva, "leva": totals.leva, "sleva": totals.sleva}


def shares(worths: Iterable[Decimal], values: Sequence[Decimal | None]) -> list[Decimal | str]:
    """Each as a share of what contracts are worth together, where that is known of all of them."""
    whole = total(values)
    if None in values:
        return [NOT_KNOWN for _ in worths]
    return [settled(worth / whole) if whole else "" for worth in worths]


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of what is there."""
    return sum((value for value in values if value is not None), Decimal(0))
