"""Promised, delivered and validated £, each split into SVA, LEVA and SLEVA."""

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
    due: Decimal = Decimal(0)
    promises: int = 0
    valued: int = 0
    figures: int = 0

    def add(self, what: str, measure: Measure, units: Decimal, worth: Decimal | None) -> None:
        """Add units of one measure, and their £ value, to one of the three."""
        value = worth or Decimal(0)
        is_social = measure.kind is MeasureKind.SV
        self.money[what] += Totals(sva=value) if is_social else Totals(leva=value)
        self.units[what] += units

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


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of what is there."""
    return sum((value for value in values if value is not None), Decimal(0))
