"""Offered, marked and contracted units: three things that are never mixed up.

Sources: bidders are treated alike and by what was published (Procurement Act 2023, sections 12
and 19), so units are marked as offered unless the tender documents named the ground on which they
may be reduced. Contracted units are the offered ones unless somebody writes others down:
inflation is never free, because what was offered has to be delivered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from svtools.errors import InputError
from svtools.measures import Measure
from svtools.numbers import Number, exact, plain, settled
from svtools.policy.validated_input import number_given
from svtools.scoring.validated_input import chosen, different, settle, words


class Ground(StrEnum):
    """Why marked units may be fewer than offered ones, where the tender documents say so."""

    DOUBLE_COUNTED = "double-counted"
    SPECIFIED = "already specified"


@dataclass(frozen=True, slots=True)
class Reduction:
    """`units` are marked instead of those offered: on which ground, by whom, and why.

    Raises InputError where one of the three is missing.
    """

    units: Number
    ground: Ground
    evaluator: str
    reason: str

    def __post_init__(self) -> None:
        settle(self, "ground", chosen, Ground, "The ground for reducing marked units")
        settle(self, "units", number_given, "The marked units")
        settle(self, "evaluator", words, "Who reduced the marked units", "Name the evaluator.")
        settle(self, "reason", words, "The reason for reducing the marked units", "Write it down.")


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One measure of one bid. No units are None: nothing was offered, or nothing was said.

    `after_end` are those of the offered units that are for years after the contract's last.

    Raises InputError for units below zero and for more marked units than were offered: a
    clarification explains and never improves.
    """

    measure: Measure
    offered: Number | None = None
    reduction: Reduction | None = None
    contracted: Number | None = None
    after_end: Number = 0

    def __post_init__(self) -> None:
        for name in ("offered", "contracted"):
            if getattr(self, name) is not None:
                settle(self, name, number_given, f"{self.measure.code}: the {name} units")
        if self.reduction and settled(self.reduction.units) > settled(self.offered or 0):
            raise InputError(
                f"{self.measure.code}: {plain(self.reduction.units)} units are marked and "
                f"{plain(self.offered or 0)} were offered.",
                "Marked units are only ever reduced.",
            )

    @property
    def marked(self) -> Decimal | None:
        """The units that are marked. Formula: `=IF(offered="","",IF(marked="",offered,marked))`."""
        if self.offered is None:
            return None
        return exact(self.reduction.units if self.reduction else self.offered)

    @property
    def contracted_units(self) -> Decimal | None:
        """The units of the contract. Formula: `=IF(contracted="",offered,contracted)`."""
        units = self.offered if self.contracted is None else self.contracted
        return None if units is None else exact(units)


def check_lines(bidder: str, lines: Iterable[OfferLine], grounds: Iterable[Ground]) -> None:
    """Raises InputError for a measure twice, or a reduction on a ground not published."""
    published, checked = tuple(grounds), list(lines)
    different([line.measure.code for line in checked], f"measure of {bidder}")
    for line in checked:
        if line.reduction and line.reduction.ground not in published:
            known = ", ".join(published) or "none, so nothing can be reduced"
            raise InputError(
                f"{bidder}, {line.measure.code}: '{line.reduction.ground}' is not a ground that "
                "the tender documents published.",
                f"They published: {known}.",
            )
