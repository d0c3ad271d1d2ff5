"""Promised, delivered and validated £, each split into SVA, LEVA and SLEVA."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from svtools.measures import Measure, MeasureKind, Totals

NONE = Totals(Decimal(0), Decimal(0))


@dataclass(slots=True)
class Three:
    """The three figures that are never added to each other."""

    promised: Totals = NONE
    delivered: Totals = NONE
    validated: Totals = NONE

    def add(self, what: str, measure: Measure, value: Decimal | None) -> None:
        """Add a £ value of one measure to one of the three."""
        if value is None:
            return
        split = (
            Totals(value, Decimal(0))
            if measure.kind is MeasureKind.SV
            else Totals(Decimal(0), value)
        )
        setattr(self, what, getattr(self, what) + split)

    def results(self) -> dict[str, Decimal]:
        """By the keys of the summary's columns, such as promised_sva."""
        return {
            f"{what}_{part}": getattr(getattr(self, what), part)
            for what in ("promised", "delivered", "validated")
            for part in ("sva", "leva", "sleva")
        }


@dataclass(slots=True)
class Tally:
    """Sums for one row of a summary table, with the units beside the £."""

    money: Three = field(default_factory=Three)
    units: dict[str, Decimal] = field(default_factory=dict)
    due: Decimal = Decimal(0)
    promises: int = 0
    valued: int = 0
    figures: int = 0

    def add_units(self, what: str, units: Decimal | None) -> None:
        """Add units to one of the three."""
        if units is not None:
            self.units[what] = self.units.get(what, Decimal(0)) + units


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The sum of what is there."""
    return sum((value for value in values if value is not None), Decimal(0))


def as_json(three: Three) -> dict[str, Any]:
    """The three figures in £ as a script reads them."""
    return {
        what: {
            part: float(getattr(getattr(three, what), part)) for part in ("sva", "leva", "sleva")
        }
        for what in ("promised", "delivered", "validated")
    }
