"""Offered, marked and contracted units: three things that are never mixed up.

Sources: bidders are treated alike and by what was published (Procurement Act 2023, sections 12
and 19), so units are marked as offered unless the tender documents named the ground on which they
may be reduced. Contracted units are the offered ones unless somebody writes others down:
inflation is never free, because what was offered has to be delivered.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from svtools.errors import InputError
from svtools.measures import Measure
from svtools.numbers import Number, exact, plain, settled
from svtools.policy.validated_input import number_given
from svtools.scoring.validated_input import Checked, chosen, words


class Ground(StrEnum):
    """Why marked units may be fewer than offered ones, where the tender documents say so."""

    DOUBLE_COUNTED = "double-counted"
    SPECIFIED = "already specified"


@dataclass(frozen=True, slots=True)
class Reduction(Checked):
    """`units` are marked instead of those offered: on which ground, by whom, and why.

    Raises InputError where one of the three is missing.
    """

    units: Annotated[Number, number_given, "The marked units"]
    ground: Annotated[Ground, chosen, Ground, "The ground for reducing marked units"]
    evaluator: Annotated[str, words, "Who reduced the marked units", "Name the evaluator."]
    reason: Annotated[str, words, "The reason for reducing the marked units", "Write it down."]


@dataclass(frozen=True, slots=True)
class Correction(Checked):
    """A clerical slip in the units of a tender: `before` stood there, `shown_at` shows the right.

    Only what the tender itself shows is corrected, as with prices; a rise needs a second officer.
    Raises InputError where the place is missing.
    """

    before: Number | None
    shown_at: Annotated[
        str, words, "Where the tender shows the right units", "Name document and page."
    ]
    second_officer: str = ""


@dataclass(frozen=True, slots=True)
class OfferLine(Checked):
    """One measure of one bid. No units are None: nothing was offered, or nothing was said.

    `offered` are the units as corrected, where a `correction` says what stood there before.
    `after_end` are those of the offered units that are for years after the contract's last.

    Raises InputError for units below zero, for more marked units than were offered (a
    clarification explains and never improves), and for units corrected upwards by one officer.
    """

    measure: Measure
    offered: Annotated[Number | None, number_given, "{0.measure.code}: the offered units"] = None
    reduction: Reduction | None = None
    contracted: Annotated[Number | None, number_given, "{0.measure.code}: the contracted units"] = (
        None
    )
    after_end: Number = 0
    correction: Correction | None = None

    def __post_init__(self) -> None:
        Checked.__post_init__(self)
        if self.reduction and settled(self.reduction.units) > settled(self.offered or 0):
            raise InputError(
                f"{self.measure.code}: {plain(self.reduction.units)} units are marked and "
                f"{plain(self.offered or 0)} were offered.",
                "Marked units are only ever reduced.",
            )

        slip = self.correction
        rises = slip and settled(self.offered or 0) > settled(slip.before or 0)
        if slip and rises and not slip.second_officer.strip():
            raise InputError(
                f"{self.measure.code}: {plain(slip.before or 0)} units are corrected to "
                f"{plain(self.offered or 0)} by one officer.",
                "A rise needs a second officer.",
            )

    @property
    def marked(self) -> Decimal | None:
        """The units that are marked. Formula: `=IF(offered="","",IF(marked="",offered,marked))`."""
        units = self.reduction.units if self.reduction else self.offered
        return None if self.offered is None or units is None else exact(units)

    @property
    def contracted_units(self) -> Decimal | None:
        """The units of the contract. Formula: `=IF(contracted="",offered,contracted)`."""
        units = self.offered if self.contracted is None else self.contracted
        return None if units is None else exact(units)
