"""Marks for the measures: value offered for each £, by one of three published methods.

Sources: scoring on SVA by default, LEVA only with a recorded reason and, if wished, a cap on its
share, is reading R10; it follows from section 17(5)(e) of the Local Government Act 1988, which
keeps a supplier's location out of contract decisions except as far as the Public Services (Social
Value) Act 2012 needs (section 17(11)), and section 90 of the Procurement Act 2023. What the value
is compared with is reading R11. Method and target are published before tenders come in
(Procurement Act 2023, section 23(3)).
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from svtools.errors import InputError
from svtools.measures import Totals
from svtools.numbers import money, plain, settled
from svtools.policy.validated_input import number_given
from svtools.scoring.validated_input import (
    Checked,
    about,
    above_zero,
    chosen,
    fraction,
    settle,
    words,
)

TARGET_ADVICE = "Give the £ of value for each £ that earns all the marks, such as 0.1."
BANDS_ADVICE = "Give bands that begin at 0 and rise, with shares from 0 to 1 that never fall."
REASON_ADVICE = "Record why local economic value is scored, or score SVA alone."
VALUE_ADVICE = "Give the contract's estimated value in £ without VAT, above 0."
_NONE, _ALL = Decimal(0), Decimal(1)


class Method(StrEnum):
    """How value for each £ becomes a share of the marks for measures."""

    TARGET = "scoring target"
    HIGHEST = "relative to highest"
    BANDED = "banded"


class Scored(StrEnum):
    """Which value is marked (R10)."""

    SVA = "SVA"
    WITH_LEVA = "SVA and LEVA"


class Denominator(StrEnum):
    """What the value is compared with (R11)."""

    OWN_PRICE = "the bid's own price"
    ESTIMATED = "the contract's estimated value"


@dataclass(frozen=True, slots=True)
class Band:
    """From `at_least` £ of value for each £ on, `share` of the marks."""

    at_least: Decimal
    share: Decimal


def _rising(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    rising = tuple(
        Band(
            settled(number_given(band.at_least, "The start of a band", remedy=BANDS_ADVICE)),
            fraction(band.share, "A band's share of the marks"),
        )
        for band in bands
    )
    rises = all(a.at_least < b.at_least and a.share <= b.share for a, b in pairwise(rising))
    if not rises or any(band.at_least for band in rising[:1]):
        said = ", ".join(f"{plain(band.at_least)}: {plain(band.share)}" for band in rising)
        raise InputError(f"The bands are {said}.", BANDS_ADVICE)
    return rising


@dataclass(frozen=True, slots=True)
class Quantitative(Checked):
    """The published rules for marking the measures.

    `target` (£ of value for each £ that earns all the marks) is needed by the scoring target
    wherever measures earn marks, `bands` by the banded method, `leva_reason` where LEVA is scored,
    and `estimated_value` where it is what bids are compared with. Raises InputError for what is
    missing or can't be.
    """

    method: Annotated[Method, chosen, Method, "The method"] = Method.TARGET
    target: Decimal | None = None
    bands: Annotated[tuple[Band, ...], _rising] = ()
    scored: Annotated[Scored, chosen, Scored, "What is scored"] = Scored.SVA
    leva_reason: str = ""
    leva_cap: Annotated[Decimal | None, fraction, "The cap on LEVA's share"] = None
    denominator: Annotated[Denominator, chosen, Denominator, "What value is compared with"] = (
        Denominator.OWN_PRICE
    )
    estimated_value: Decimal | None = None

    def __post_init__(self) -> None:
        Checked.__post_init__(self)
        if self.target is not None:
            settle(self, "target", above_zero, "The scoring target", TARGET_ADVICE)
        if self.method is Method.BANDED and not self.bands:
            with about("method"):
                raise InputError("The bands are missing.", BANDS_ADVICE)
        if self.scored is Scored.WITH_LEVA:
            settle(self, "leva_reason", words, "The reason for scoring LEVA", REASON_ADVICE)
        if self.denominator is Denominator.ESTIMATED:
            with about("denominator"):
                name = "The contract's estimated value"
                settle(self, "estimated_value", above_zero, name, VALUE_ADVICE)

    def leva_counted(self, worth: Totals) -> Decimal:
        """The LEVA that is scored, so that it is no more than the cap's share of the whole.

        Formula: `=IF(scored="SVA",0,IF(cap="",LEVA,IF(cap>=1,LEVA,
        MIN(LEVA,ROUND(SVA*cap/(1-cap),2)))))`.
        """
        if self.scored is Scored.SVA:
            return _NONE
        if self.leva_cap is None or self.leva_cap == 1:
            return worth.leva
        return min(worth.leva, money(worth.sva * self.leva_cap / (1 - self.leva_cap)))

    def value_scored(self, worth: Totals) -> Decimal:
        """SVA and the LEVA that counts. Formula: `=SVA+LEVA counted`."""
        return worth.sva + self.leva_counted(worth)

    def ratio(self, value: Decimal, price: Decimal) -> Decimal:
        """£ of value for each £ of the bid's price or of the estimated value.

        Formula: `=value/IF(denominator="the bid's own price",price,estimated value)`.
        """
        by_price = self.denominator is Denominator.OWN_PRICE
        return value / (price if by_price else self.estimated_value or price)

    def shares(self, ratios: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Each bidder's share of the marks for measures, from 0 to 1.

        - scoring target: `=MIN(1,ratio/target)`; one inflated bid can't crush the rest
        - relative to highest: `=IF(MAX(ratios)=0,0,ratio/MAX(ratios))`; against the contract's
          estimated value that is value ÷ highest value
        - banded: `=INDEX(shares,MATCH(ROUND(ratio,6),at_least,1))`
        """
        highest = max(ratios.values(), default=_NONE)
        return {bidder: self._share(ratio, highest) for bidder, ratio in ratios.items()}

    def _share(self, ratio: Decimal, highest: Decimal) -> Decimal:
        match self.method:
            case Method.TARGET:
                return min(_ALL, ratio / self.target) if self.target else _NONE
            case Method.HIGHEST:
                return ratio / highest if highest else _NONE
            case Method.BANDED:
                starts = [band.at_least for band in self.bands]
                return self.bands[bisect_right(starts, settled(min(ratio, starts[-1]))) - 1].share


def even_bands(target: Decimal, steps: int = 4) -> tuple[Band, ...]:
    """Bands in equal steps up to `target`, for a rehearsal where none are published."""
    return tuple(
        Band(settled(target * step / steps), settled(Decimal(step) / steps))
        for step in range(steps + 1)
    )
