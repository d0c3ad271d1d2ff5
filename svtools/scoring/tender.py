"""One tender as it was published, and the bids that came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from svtools.scoring.quantitative import Quantitative
from svtools.scoring.ranking import LAST_STEP, TIE_BREAK, TieStep
from svtools.scoring.validated_input import (
    Checked,
    about,
    above_zero,
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
class Tender(Checked):
    """What the tender documents publish about marking. `years` is the contract's whole term.

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

    def __post_init__(self) -> None:
        Checked.__post_init__(self)
        with about("measures"):
            different([measure.code for measure in self.measures], "measure")
            if self.criteria.measures_weight and not self.measures:
                raise InputError("The measures count and there are none.", "Choose at least one.")
        with about("questions"):
            if self.criteria.answers_weight and not self.qualitative.questions:
                raise InputError(
                    "The answers count and there are no questions.", "Ask at least one."
                )

    @property
    def asked(self) -> dict[str, Measure]:
        """The published measures by code."""
        return {measure.code: measure for measure in self.measures}

    def asks_for(self, measure: Measure) -> bool:
        """Whether this measure, in this edition, was published (R15)."""
        published = self.asked.get(measure.code)
        return published is not None and published.edition == measure.edition


@dataclass(frozen=True, slots=True)
class Bid:
    """One bidder's price, offer, and what the panel gave for quality and the answers.

    `quality` is the share of the marks earned, from 0 to 1: of the whole criterion, or of each
    sub-criterion by its name. `not_assessed` says why a bid is left out (late, excluded); nothing
    of it then counts for anybody's marks.
    """

    bidder: str
    price: Number | None
    lines: tuple[OfferLine, ...] = ()
    answers: tuple[Answer, ...] = ()
    quality: Number | Mapping[str, Number | None] | None = None
    not_assessed: str = ""

    def check(self, tender: Tender) -> None:
        """Raises InputError for what can't be marked by the rules of `tender`."""
        advice = "Give the price in £ without VAT, above 0."
        above_zero(self.price, f"{self.bidder}: the price", advice)
        different([line.measure.code for line in self.lines], f"measure of {self.bidder}")
        for line in self.lines:
            if line.reduction and line.reduction.ground not in tender.grounds:
                published = ", ".join(tender.grounds) or "none, so nothing can be reduced"
                raise InputError(
                    f"{self.bidder}, {line.measure.code}: '{line.reduction.ground}' is not a "
                    "ground that the tender documents published.",
                    f"They published: {published}.",
                )
        tender.qualitative.check(self.bidder, self.answers)
        known = {part.name for part in tender.criteria.parts_of_quality}
        unknown = set(self.quality_shares) - known
        if unknown:
            raise InputError(
                f"{self.bidder}: quality has no part '{min(unknown)}'.",
                f"It has: {', '.join(sorted(known))}.",
            )
        for name, share in self.quality_shares.items():
            if share is not None:
                fraction(share, f"{self.bidder}: the share of the marks for {name}")

    @property
    def quality_shares(self) -> Mapping[str, Number | None]:
        """The share earned of each part of quality."""
        if self.quality is None:
            return {}
        return self.quality if isinstance(self.quality, Mapping) else {QUALITY: self.quality}
