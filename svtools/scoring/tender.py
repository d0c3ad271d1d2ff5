"""One tender as it was published, and the bids that came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from svtools.errors import InputError
from svtools.measures import Measure
from svtools.numbers import Number
from svtools.policy.validated_input import number_given
from svtools.scoring.criteria import QUALITY, AwardCriteria
from svtools.scoring.marks import decimals_given
from svtools.scoring.offers import Ground, OfferLine, check_lines
from svtools.scoring.price import PriceMethod
from svtools.scoring.qualitative import Answer, Qualitative
from svtools.scoring.quantitative import Quantitative
from svtools.scoring.ranges import Ranges
from svtools.scoring.ranking import LAST_STEP, TIE_BREAK, TieStep
from svtools.scoring.validated_input import (
    about,
    above_zero,
    chosen,
    different,
    fraction,
    settle,
    words,
)


@dataclass(frozen=True, slots=True)
class Tender:
    """What the tender documents publish about marking. `years` is the contract's whole term.

    Raises InputError where a part that counts has nothing to be marked by.
    """

    criteria: AwardCriteria
    quantitative: Quantitative
    qualitative: Qualitative
    measures: tuple[Measure, ...]
    price_method: PriceMethod = PriceMethod.LOWEST
    decimals: int = 2
    tie_break: tuple[TieStep, ...] = TIE_BREAK
    last_step: str = LAST_STEP
    grounds: tuple[Ground, ...] = tuple(Ground)
    years: Decimal | None = None
    ranges: Ranges = field(default_factory=Ranges)

    def __post_init__(self) -> None:
        settle(self, "price_method", chosen, PriceMethod, "The formula for price")
        settle(self, "decimals", decimals_given)
        settle(self, "tie_break", _steps)
        if self.years is not None:
            settle(self, "years", number_given, "The term in years")
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


def _steps(tie_break: Iterable[Any]) -> tuple[TieStep, ...]:
    steps = tuple(chosen(step, TieStep, "A step of the tie-break") for step in tie_break)
    different(list(steps), "step of the tie-break")
    return steps


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
        check_lines(self.bidder, self.lines, tender.grounds)
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


def check_bids(tender: Tender, bids: tuple[Bid, ...]) -> None:
    """Raises InputError for a bidder named twice and for a bid that can't be marked."""
    for bid in bids:
        words(bid.bidder, "The name of a bidder", "Name every bidder.")
    different([bid.bidder for bid in bids], "bidder")
    for bid in bids:
        if not bid.not_assessed:
            bid.check(tender)
