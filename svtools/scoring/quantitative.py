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

from svtools.errors import InputError
from svtools.measures import Totals
from svtools.numbers import money, plain, settled
from svtools.policy.validated_input import number_given
from svtools.scoring.validated_input import above_zero, chosen, fraction, words

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


@dataclass(frozen=True, slots=True)
class Quantitative:
    """The published rules for marking the measures.

    `target` (£ of value for each £ that earns all the marks) is needed by the scoring target,
    `bands` by the banded method, `leva_reason` where LEVA is scored, and `estimated_value` where
    it is what bids are compared with. Raises InputError for what is missing or can't be.
    """

    method: Method = Method.TARGET
    target: Decimal | None = None
    bands: tuple[Band, ...] = ()
    scored: Scored = Scored.SVA
    leva_reason: str = ""
    leva_cap: Decimal | None = None
    denominator: Denominator = Denominator.OWN_PRICE
    estimated_value: Decimal | None = None

    def __post_init__(self) -> None:
        self._set(
            method=chosen(Method, self.method, "The method"),
            scored=chosen(Scored, self.scored, "What is scored"),
            denominator=chosen(Denominator, self.denominator, "What value is compared with"),
        )
        self._check_method()
        self._check_value()

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _check_method(self) -> None:
        if self.target is not None or self.method is Method.TARGET:
            advice = "Give the £ of value for each £ that earns all the marks, such as 0.1."
            self._set(target=above_zero(self.target, "The scoring target", advice))
        if self.bands or self.method is Method.BANDED:
            self._set(bands=_rising(self.bands))

    def _check_value(self) -> None:
        if self.scored is Scored.WITH_LEVA:
            advice = "Record why local economic value is scored, or score SVA alone."
            words(self.leva_reason, "The reason for scoring LEVA", advice)
        if self.leva_cap is not None:
            self._set(leva_cap=fraction(self.leva_cap, "The cap on LEVA's share"))
        if self.denominator is Denominator.ESTIMATED:
            advice = "Give the contract's estimated value in £ without VAT, above 0."
            value = above_zero(self.estimated_value, "The contract's estimated value", advice)
            self._set(estimated_value=value)

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
        own = self.denominator is Denominator.OWN_PRICE
        return value / (price if own else self.estimated_value or price)

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
                return min(_ALL, ratio / (self.target or _ALL))
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


def _rising(bands: tuple[Band, ...]) -> tuple[Band, ...]:
    advice = "Give bands that begin at 0 and rise, with shares from 0 to 1 that never fall."
    if not bands:
        raise InputError("The bands are missing.", advice)
    found = tuple(
        Band(
            settled(number_given(band.at_least, "The start of a band", remedy=advice)),
            fraction(band.share, "A band's share of the marks"),
        )
        for band in bands
    )
    rises = all(a.at_least < b.at_least and a.share <= b.share for a, b in pairwise(found))
    if found[0].at_least or not rises:
        said = ", ".join(f"{plain(band.at_least)}: {plain(band.share)}" for band in found)
        raise InputError(f"The bands are {said}.", advice)
    return found
