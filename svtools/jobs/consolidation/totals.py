"""Promised, delivered and validated £, each split into SVA, LEVA and SLEVA."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from svtools.measures import Measure, MeasureKind, Totals

THE_THREE = ("promised", "delivered", "validated")
"""The figures that are never added to each other."""


@dataclass(slots=True)
class Tally:
    """Sums for one row of a summary table: £ and, where it is of one measure, units."""

    money: dict[str, Totals] = field(default_factory=lambda: dict.fromkeys(THE_THREE, Totals()))
    units: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(THE_THREE, Decimal(0)))
    due: Totals = field(default_factory=Totals)
    promises: Counter[MeasureKind] = field(default_factory=Counter)
    valued: Counter[MeasureKind] = field(default_factory=Counter)
    figures: Counter[MeasureKind] = field(default_factory=Counter)
    progress: Counter[str] = field(default_factory=Counter)
    """How many promises stand where."""

    def add(
        self, what: str, measure: Measure, units: Decimal | None, worth: Decimal | None
    ) -> None:
        """Add the units that count of one measure, and their £ value, to one of the three."""
        self.money[what] += of_kind(measure.kind, worth)
        self.units[what] += units or Decimal(0)

    def results(self) -> dict[str, Decimal]:
        """By the keys of the summary's columns, such as promised_sva."""
        return {
            f"{what}_{part}": value
            for what, totals in self.money.items()
            for part, value in in_parts(totals).items()
        }


def of_kind(kind: MeasureKind, worth: Decimal | None) -> Totals:
    """A value, none being 0, as what it is of: SVA or LEVA."""
    value = worth or Decimal(0)
    return Totals(sva=value) if kind is MeasureKind.SV else Totals(leva=value)


def in_parts(totals: Totals) -> dict[str, Decimal]:
    """SVA, LEVA and both together, by the keys of their columns."""
    return {"sva": totals.sva, "leva": totals.leva, "sleva": totals.sleva}


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of what is there."""
    return sum((value for value in values if value is not None), Decimal(0))
