"""One tender as it was published, and the bids that came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Annotated, Any

from svtools.errors import InputError
from svtools.measures import Measure
from svtools.numbers import Number
from svtools.policy.validated_input import number_given
from svtools.scoring.criteria import QUALITY, AwardCriteria
from svtools.scoring.flags import Ranges
from svtools.scoring.offers import Ground, OfferLine
from svtools.scoring.price import PriceMethod
from svtools.scoring.qualitative import Answer, Qualitative
from svtools.scoring.quantitative import TARGET_ADVICE, Method, Quantitative
from svtools.scoring.ranking import LAST_STEP, TIE_BREAK, TieStep
from svtools.scoring.results import bid_label
from svtools.scoring.validated_input import (
    Checked,
    about,
    above_zero,
    at_least_one,
    chosen,
    decimals_given,
    different,
    fraction,
)


def _steps(tie_break: Iterable[Any]) -> tuple[TieStep, ...]:
    steps = tuple(chosen(step, TieStep, "A step of the tie-break") for step in tie_break)
    different(steps, "step of the tie-break")
    return steps


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of a tender that is bid for, marked and ranked by itself.

    `estimated_value` is its own, in £ without VAT.
    """

    name: str
    title: str = ""
    estimated_value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tender(Checked):
    """What the tender documents publish about marking. `years` is the contract's whole term.

    So many `places` are given (by lot, where there are `lots`); more than one is a framework's. One
    bidder may win `most_lots` of the lots, and `lots_rule` says in words which, where it comes
    first in more.

    Raises InputError where a part that counts has nothing to be marked by.
    """

    criteria: AwardCriteria
    quantitative: Quantitative
    qualitative: Qualitative
    measures: tuple[Measure, ...]
    price_method: Annotated[PriceMethod, chosen, PriceMethod, "The formula for price"] = (
        PriceMethod.LOWEST
    )
    decimals: Annotated[int, decimals_given] = 2
    tie_break: Annotated[tuple[TieStep, ...], _steps] = TIE_BREAK
    last_step: str = LAST_STEP
    grounds: tuple[Ground, ...] = tuple(Ground)
    years: Annotated[Decimal | None, number_given, "The term in years"] = None
    ranges: Ranges = field(default_factory=Ranges)
    lots: tuple[Lot, ...] = ()
    places: Annotated[int, at_least_one, "The places"] = 1
    most_lots: Annotated[int | None, at_least_one, "The lots that one bidder may win"] = None
    lots_rule: str = ""

    def __post_init__(self) -> None:
        Checked.__post_init__(self)
        with about("measures"):
            different([measure.code for measure in self.measures], "measure")
            if self.criteria.measures_weight and not self.measures:
                raise InputError("The measures count and there are none.", "Choose at least one.")
        with about("target"):
            by_target = self.quantitative.method is Method.TARGET
            if self.criteria.measures_weight and by_target and self.quantitative.target is None:
                raise InputError("The scoring target is missing.", TARGET_ADVICE)
        with about("questions"):
            if self.criteria.answers_weight and not self.qualitative.questions:
                raise InputError(
                    "The answers count and there are no questions.", "Ask at least one."
                )
        with about("lots"):
            different([lot.name for lot in self.lots], "lot")

    @property
    def asked(self) -> dict[str, Measure]:
        """The published measures by code."""
        return {measure.code: measure for measure in self.measures}

    @property
    def lot_names(self) -> tuple[str, ...]:
        """The lots, in their order; one without a name where there are none."""
        return tuple(lot.name for lot in self.lots) or ("",)

    def of_lot(self, name: str) -> "Tender":
        """The same for one lot: bids are compared with its own estimated value."""
        lot = next((lot for lot in self.lots if lot.name == name), None)
        if lot is None or lot.estimated_value is None:
            return self
        return replace(
            self, quantitative=replace(self.quantitative, estimated_value=lot.estimated_value)
        )

    def asks_for(self, measure: Measure) -> bool:
        """Whether this measure, in this edition, was published (R15)."""
        published = self.asked.get(measure.code)
        return published is not None and published.edition == measure.edition


@dataclass(frozen=True, slots=True)
class Bid:
    """One bidder's tender for one lot (for all of it, where there are none).

    Its price and offer, and what the panel gave for quality and the answers.

    `quality` is the share of the marks earned, from 0 to 1: of the whole criterion, or of each
    sub-criterion by its name. `not_assessed` says why a bid is left out (late, excluded); nothing
    of it then counts for anybody's marks. `drawn` is the place that the last step of the tie-break
    gave among equals, once it was taken.
    """

    bidder: str
    price: Number | None
    lines: tuple[OfferLine, ...] = ()
    answers: tuple[Answer, ...] = ()
    quality: Number | Mapping[str, Number | None] | None = None
    not_assessed: str = ""
    lot: str = ""
    drawn: int | None = None

    @property
    def label(self) -> str:
        """The bidder, with the lot where there are lots."""
        return bid_label(self.bidder, self.lot)

    def check(self, tender: Tender) -> None:
        """Raises InputError for what can't be marked by the rules of `tender`."""
        advice = "Give the price in £ without VAT, above 0."
        above_zero(self.price, f"{self.label}: the price", advice)
        if self.lot not in tender.lot_names:
            lots = ", ".join(filter(None, tender.lot_names)) or "none"
            raise InputError(f"{self.bidder}: there is no lot '{self.lot}'.", f"It has: {lots}.")
        different([line.measure.code for line in self.lines], f"measure of {self.label}")
        for line in self.lines:
            if line.reduction and line.reduction.ground not in tender.grounds:
                published = ", ".join(tender.grounds) or "none, so nothing can be reduced"
                raise InputError(
                    f"{self.label}, {line.measure.code}: '{line.reduction.ground}' is not a "
                    "ground that the tender documents published.",
                    f"They published: {published}.",
                )
        tender.qualitative.check(self.label, self.answers)
        known = {part.name for part in tender.criteria.parts_of_quality}
        unknown = set(self.quality_shares) - known
        if unknown:
            raise InputError(
                f"{self.label}: quality has no part '{min(unknown)}'.",
                f"It has: {', '.join(sorted(known))}.",
            )
        for name, share in self.quality_shares.items():
            if share is not None:
                fraction(share, f"{self.label}: the share of the marks for {name}")

    @property
    def quality_shares(self) -> Mapping[str, Number | None]:
        """The share earned of each part of quality."""
        if self.quality is None:
            return {}
        return self.quality if isinstance(self.quality, Mapping) else {QUALITY: self.quality}
