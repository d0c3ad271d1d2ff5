"""Flags: what an officer should ask about. A flag never changes a mark.

Sources: an authority may ask about a tender that looks too good, and the answer explains and
never improves it (Procurement Act 2023, section 19, on abnormally low prices, by
analogy; equal treatment, section 12). The two lines that make a value unusually high, and the
other figures here, are the tool's and the practice's, not the law's.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from svtools.measures import Measure, double_counts, value
from svtools.measures.valuation import FULL_TIME_HOURS, FULL_YEAR_WEEKS
from svtools.numbers import exact, plain, pounds, rounded, settled
from svtools.scoring.offers import OfferLine
from svtools.scoring.validated_input import Checked, above_zero

TIMES_MEDIAN = 2


class FlagCode(StrEnum):
    """What a flag is about."""

    PRICE_UNITS = "price in other units"
    PRICE_LOW = "price under half the median of the others"
    PRICE_VAT = "price with or without VAT"
    PRICE_YEARS = "price for one year or for all"
    PRICE_UNUSUAL = "unusual price"
    ABOVE_OTHERS = "above twice the median of the others"
    ABOVE_PRICE = "above the whole price"
    EXCLUSIVE_GROUP = "possible double count"
    NOT_ASKED = "a measure that this tender doesn't ask for"
    OUT_OF_RANGE = "units out of range"
    AFTER_END = "units after the contract's last year"
    CONTRACTED_LESS = "fewer units contracted than offered"
    CONTRACTED_MORE = "more units contracted than offered"
    ONE_NUMBER = "one company number under several names"
    ONE_NAME = "one name under several numbers"


class FlagState(StrEnum):
    """What became of a flag. The first two leave it open."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to ask about, in words; `measure` is blank where it is about the whole bid.

    `figure` is the bid's own that made it: with another one it is another question. Until one that
    `blocks` is answered, there are no letters and no award.
    """

    code: FlagCode
    what: str
    measure: str = ""
    figure: str = ""
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Ranges(Checked):
    """How many units a contract of a given price and length can hold at all.

    There is no law or policy behind these ranges: they are the tool's own, to find weeks typed as
    people or pounds as hours, and an officer may edit the one figure in them. They follow from one
    thought: a bid's price pays for only so many years of full-time work.

    `year_of_work` is the least £ of price that one full-time year takes. The default is a little
    under the National Living Wage of April 2024 for 35 hours in 52 weeks (£11.44 × 35 × 52 =
    £20,820.80): low on purpose, since every flag costs somebody an hour.
    """

    year_of_work: Annotated[
        Decimal,
        above_zero,
        "The price of a year of work",
        "Give the least £ of price that one full-time year takes, above 0.",
    ] = Decimal(20_000)

    def most(self, measure: Measure, price: Decimal, years: Decimal | None) -> Decimal | None:
        """The most units that fit this price and length; None where nothing is known.

        Formulas, with staff-years = price/year_of_work: £ `=price`; FTE `=staff-years`;
        hours `=staff-years*35*52`; weeks `=staff-years*52`; staff `=staff-years/MIN(1,years)`,
        because in a contract of half a year twice as many can work at once.
        """
        unit, staff_years = measure.unit.casefold(), price / self.year_of_work
        if unit == "staff" and years:
            return staff_years / min(Decimal(1), years)
        units_by_word = {
            "£": price,
            "fte": staff_years,
            "hour": staff_years * FULL_TIME_HOURS * FULL_YEAR_WEEKS,
            "week": staff_years * FULL_YEAR_WEEKS,
        }
        return next((most for word, most in units_by_word.items() if unit.startswith(word)), None)


def median_of_others(above: Sequence[Decimal], value: Decimal) -> Decimal | None:
    """The median of all but one `value`; None where there are no others.

    `above` are the values above zero of all, sorted: with many bidders they are sorted once.

    Formula, with n others above zero and `place` the bidder's own place from the top:
    `=(LARGE(v,k1+IF(k1>=place,1,0))+LARGE(v,k2+IF(k2>=place,1,0)))/2`, k1 = INT((n+1)/2),
    k2 = INT(n/2)+1.
    """
    left_out = bisect_left(above, value) if value > 0 else len(above)
    count = len(above) - (value > 0)
    places = range((count - 1) // 2, count // 2 + 1) if count else ()
    middle = [above[at + (at >= left_out)] for at in places]
    return sum(middle, Decimal(0)) / len(middle) if middle else None


def value_flags(offered: Decimal, median: Decimal | None, price: Decimal) -> Iterator[Flag]:
    """Whether a bid's offered value is unusually high, beside the `median` of the others', in £.

    Formulas: `=ROUND(value-2*median,6)>0` where there is a median; `=ROUND(value-price,6)>0`.
    """
    if median is not None and settled(offered - TIMES_MEDIAN * median) > 0:
        yield Flag(
            FlagCode.ABOVE_OTHERS,
            f"{pounds(offered)} of value is more than {TIMES_MEDIAN} × {pounds(median)}, the "
            "median of the other bidders' values: ask how it comes about.",
            figure=pounds(offered),
        )
    if settled(offered - price) > 0:
        yield Flag(
            FlagCode.ABOVE_PRICE,
            f"{pounds(offered)} of value is more than the whole price of {pounds(price)}: ask how.",
            figure=f"{pounds(offered)} of {pounds(price)}",
        )


def line_flags(
    lines: Sequence[OfferLine],
    price: Decimal,
    years: Decimal | None,
    ranges: Ranges,
) -> Iterator[Flag]:
    """What to ask about the measures of one bid."""
    yield from _double_count_flags(lines, price, years, ranges)
    for line in lines:
        most = ranges.most(line.measure, price, years)
        if most is not None and settled(line.offered or 0) > settled(most):
            yield Flag(
                FlagCode.OUT_OF_RANGE,
                f"{line.measure.code}: {plain(line.offered or 0)} {line.measure.unit} are more "
                f"than the {plain(rounded(most, 1))} that this price and length can hold: check "
                "the unit.",
                line.measure.code,
                plain(line.offered or 0),
            )
    for line in lines:
        yield from _flags_of_years_and_contract(line)


def _double_count_flags(
    lines: Sequence[OfferLine], price: Decimal, years: Decimal | None, ranges: Ranges
) -> Iterator[Flag]:
    """Measures of one exclusive group whose amounts are the same, or can't all be right.

    Units under two of them are no fault alone: a tender may ask for both. The same are units of
    one unit, or a value, that stand twice. Not all right are measures of which the price could pay
    for each, and not for all.

    Formulas: `=COUNTIFS(bid,group,unit,offered)>1`, `=COUNTIFS(bid,group,value)>1`, and with each
    line's `fits` = offered/most `=AND(ROUND(SUMIFS(fits,bid,group),6)>1,COUNTIFS(bid,group,
    fits,">1")=0)`.
    """
    known = {line.measure.code: line for line in lines}
    for group, codes in double_counts((line.measure, line.offered) for line in lines).items():
        same = _same_amounts([known[code] for code in codes])
        fits = [_fits(known[code], price, years, ranges) for code in codes]
        together = sum(fits, Decimal(0)) > 1 and not any(fit > 1 for fit in fits)
        if not same and not together:
            continue
        about = list(codes) if together else same
        why = "are together more than the price can pay for" if together else "offer as much"
        yield Flag(
            FlagCode.EXCLUSIVE_GROUP,
            f"{', '.join(about)} belong to one group ({group}) and {why}: ask whether the "
            "same is counted twice.",
            ", ".join(about),
            ", ".join(f"{code} {plain(known[code].offered or 0)}" for code in about),
        )


def _same_amounts(lines: Sequence[OfferLine]) -> list[str]:
    """The codes whose units of one unit, or whose value, another of them has as well."""
    amounts: dict[tuple[str, Decimal], list[str]] = {}
    for line in lines:
        worth = value(line.measure, line.offered)
        keys = (line.measure.unit, settled(line.offered or 0)), ("value", worth or Decimal(0))
        for key in keys:
            amounts.setdefault(key, []).append(line.measure.code)
    twice = [codes for (_, amount), codes in amounts.items() if amount and len(codes) > 1]
    same = {code for codes in twice for code in codes}
    return [line.measure.code for line in lines if line.measure.code in same]


def _fits(line: OfferLine, price: Decimal, years: Decimal | None, ranges: Ranges) -> Decimal:
    """The units as a part of the most that the price can pay for; 0 where that isn't known."""
    most = ranges.most(line.measure, price, years)
    return settled(exact(line.offered or 0) / settled(most)) if most else Decimal(0)


def not_asked_flags(lines: Iterable[OfferLine]) -> Iterator[Flag]:
    """Units of measures that weren't published: no published rule marks them."""
    return (
        Flag(
            FlagCode.NOT_ASKED,
            f"{line.measure.code} of {line.measure.edition} is not among the measures that "
            "were published: it earns no marks, and can still be contracted.",
            line.measure.code,
            plain(line.offered),
        )
        for line in lines
        if line.offered
    )


def _flags_of_years_and_contract(line: OfferLine) -> Iterator[Flag]:
    """Units for years that the contract doesn't have, and contracted ones other than offered."""
    code, offered = line.measure.code, line.offered or 0
    if settled(line.after_end) > 0:
        yield Flag(
            FlagCode.AFTER_END,
            f"{code}: {plain(line.after_end)} of the {plain(offered)} units "
            "are offered for years after the contract's last: ask when they would be delivered.",
            code,
            plain(line.after_end),
        )
    contracted = offered if line.contracted is None else line.contracted
    less = settled(contracted) < settled(offered)
    if settled(contracted) != settled(offered):
        yield Flag(
            FlagCode.CONTRACTED_LESS if less else FlagCode.CONTRACTED_MORE,
            f"{code}: {plain(contracted)} units are contracted and {plain(offered)} were offered: "
            f"{'inflation must not be free' if less else 'an award adds nothing to it'}.",
            code,
            f"{plain(contracted)} of {plain(offered)}",
            blocks=not less,
        )
