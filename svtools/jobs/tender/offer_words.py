"""What a tender publishes about social value in plain words, for bidders: a reading age of 12."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from svtools.jobs.tender.statements import statement_words
from svtools.numbers import PENCE, long_date, money, percent, plain, pounds, rounded, settled
from svtools.scoring import (
    Answer,
    AwardCriteria,
    CountedIn,
    Denominator,
    Method,
    PriceMethod,
    Qualitative,
    Quantitative,
    Scored,
    Tender,
)
from svtools.scoring.criteria import mark
from svtools.scoring.qualitative import HIGHEST_MARK

EXAMPLE_PRICE = Decimal(100_000)
EXAMPLE_SV = Decimal(7_000)
EXAMPLE_SHARE = Decimal("0.6")
EXAMPLE_MARKS = (4, 3)
IN_THE_DOCUMENTS = "see the tender documents"
NO_MARKS = "earn no marks in this tender."
NO_GATE = "There is none: each part is marked alone."


@dataclass(frozen=True, slots=True)
class Sending:
    """By when and where to a tender is sent, and where questions about it are asked."""

    due: date | None = None
    time: str = ""
    to: str = ""
    ask: str = ""

    def words(self) -> dict[str, str]:
        """The same as the offer says it; what isn't known stands in the tender documents."""
        day = long_date(self.due) if self.due else ""
        by = f"{self.time} on {day}" if self.time and day else day
        return {
            "by": by or IN_THE_DOCUMENTS,
            "to": self.to or IN_THE_DOCUMENTS,
            "ask": self.ask or IN_THE_DOCUMENTS,
        }


def offer_words(marking: Tender) -> dict[str, object]:
    """Shares, method, what is scored, the lowest score and a made-up example."""
    criteria, rules = marking.criteria, marking.quantitative
    parts = ", ".join(f"{part.name} {percent(part.weight)}" for part in criteria.quality_parts)
    split = f" ({parts})" if criteria.quality_parts[1:] else ""
    return {
        "price": percent(criteria.price),
        "quality": percent(criteria.quality) + split,
        "social_value": percent(criteria.social_value) + of_quality(criteria),
        "price_method": price_words(marking),
        "quantitative": percent(criteria.quantitative),
        "qualitative": percent(criteria.qualitative),
        "method": method_words(rules),
        "scored": scored_words(rules),
        "gate": least_words(marking),
        "statements": statement_words(marking),
        "example": example(marking),
        **lots_words(marking),
    }


def lots_words(marking: Tender) -> dict[str, str]:
    """What a bidder has to know of lots and places; nothing where there are none."""
    lots, places, most = len(marking.lots), marking.places, marking.most_lots
    in_each = " in each lot" if lots else ""
    step = " Then answer Yes on the sheet Lots for each lot that you bid for."
    rule = f" If it comes first in more: {marking.lots_rule.rstrip('.')}." * bool(marking.lots_rule)
    return {
        "lots_step": step if lots else "",
        "places": f" {places} suppliers get a place on the framework{in_each}." * (places > 1),
        "lots_limit": f"One supplier can win {most} of the {lots} lots at most.{rule}"
        if most and most < lots
        else "You may win any number of them.",
    }


def method_words(rules: Quantitative) -> str:
    """How much value earns which share of the marks for units."""
    if rules.method is Method.TARGET and rules.target is None:
        return f"Units {NO_MARKS}"
    by_price = rules.denominator is Denominator.OWN_PRICE
    against = "your price" if by_price else "the contract's estimated value"
    target = per_hundred(rules.target or Decimal(0))
    earned = {
        Method.TARGET: f"Full marks need {target} of value for every £100 of {against}. Half of "
        "that value earns half of these marks.",
        Method.BANDED: f"For every £100 of {against}, this much value earns this share of these "
        "marks: "
        + ", ".join(f"{per_hundred(b.at_least)} earns {percent(b.share)}" for b in rules.bands)
        + ". Value between two steps earns the lower one.",
        Method.HIGHEST: f"The offer with the most value for every £100 of "
        f"{'its price' if by_price else against} earns all of these marks. The others earn their "
        "share: half as much value earns half.",
    }[rules.method]
    if by_price or rules.estimated_value is None:
        return earned
    return f"{earned} The estimated value is {pounds(rules.estimated_value)}."


def scored_words(rules: Quantitative) -> str:
    """Which kind of value earns marks."""
    if rules.scored is Scored.SVA:
        return "Only social value (SV) earns marks. Local economic value (LEV) earns none."
    both = "Social value (SV) and local economic value (LEV) earn marks: the two are added up."
    return f"{both}{cap_words(rules.leva_cap)}"


def cap_words(cap: Decimal | None) -> str:
    """How much of the sum local economic value can be, with an example."""
    if cap is None or cap == 1:
        return ""
    if not cap:
        return " But none of the LEV counts."
    counts = pounds(money(EXAMPLE_SV * cap / (1 - cap)))
    return (
        f" At most {percent(cap)} of the sum can be LEV. With {pounds(EXAMPLE_SV)} of SV, up to "
        f"{counts} of LEV counts, and no more."
    )


def of_quality(criteria: AwardCriteria) -> str:
    """What social value is of quality, where it was published so."""
    if criteria.counted_in is not CountedIn.QUALITY:
        return ""
    whole = criteria.quality + criteria.social_value
    share = settled(criteria.social_value / whole) if whole else whole
    return f" ({percent(share)} of the {percent(whole)} for quality and social value together)"


def price_words(marking: Tender) -> str:
    """How a price earns marks, with an example: nobody has to know a formula."""
    most = plain(100 * marking.criteria.price)
    half = plain(rounded(50 * marking.criteria.price, marking.decimals))
    return {
        PriceMethod.LOWEST: f"The lowest price earns all {most} marks. A price twice as high earns "
        f"half of them: {half}.",
        PriceMethod.TWICE_LOWEST: f"The lowest price earns all {most} marks. A price half as high "
        f"again earns half of them: {half}. A price twice as high earns none.",
        PriceMethod.MEAN: f"A price equal to the mean of all prices earns half of the {most} "
        f"marks: {half}. A lower price earns more, and a higher one less.",
        PriceMethod.PER_POINT: "Each price is divided by the marks for quality and social value. "
        f"The tender that costs least for each mark earns all {most} marks. One that costs twice "
        f"as much for each mark earns half: {half}.",
    }[marking.price_method]


def least_words(marking: Tender) -> str:
    """Below which score a tender is left out, or something else is lost."""
    criteria = marking.criteria
    needed = (
        ("quality", criteria.least_quality, criteria.quality, criteria.quality_needed),
        (
            "social value",
            criteria.least_social_value,
            criteria.social_value,
            criteria.social_value_needed,
        ),
    )
    left_out = [
        f"A tender with less than {percent(least)} of the marks for {name} is left out: it needs "
        f"{plain(marks)} of {plain(100 * weight)}."
        for name, least, weight, marks in needed
        if least
    ]
    gates = gate_words(marking.qualitative)
    return " ".join([*left_out, *([] if left_out and gates == NO_GATE else [gates])])


def gate_words(rules: Qualitative) -> str:
    """Below which score, and of which answers, something else is lost."""
    numbers = [question.number for question in rules.questions if not question.measure]
    answers = " or ".join(filter(None, (", ".join(numbers[:-1]), *numbers[-1:])))
    least = plain(rules.pass_mark or 0)
    gates = (
        numbers
        and rules.pass_mark
        and f"If your answer to {answers} scores below {least} out of {HIGHEST_MARK}, your units "
        "earn no marks.",
        rules.both_parts
        and "If you leave a question blank, or offer no units at all, you earn no marks for social "
        "value.",
    )
    return " ".join(gate for gate in gates if gate) or NO_GATE


def example(marking: Tender) -> dict[str, str]:
    """How the marks of a made-up offer come about, by the rules of this tender."""
    criteria, rules = marking.criteria, marking.quantitative
    compared = EXAMPLE_PRICE
    if rules.denominator is Denominator.ESTIMATED:
        compared = rules.estimated_value or EXAMPLE_PRICE
    ratio, needed = _example_ratio(rules)
    value, full = money(ratio * compared), money(needed * compared)
    share = rules.shares({"you": ratio, "best": needed})["you"]
    answers = list(_example_answers(marking.qualitative))
    earned = sum(marking.qualitative.earned(answers).values(), Decimal(0))
    units_worth, answers_worth = 100 * criteria.measures_weight, 100 * criteria.answers_weight
    units = mark(criteria.measures_weight, share, marking.decimals)
    words = mark(criteria.answers_weight, earned, marking.decimals)
    best = {
        Method.TARGET: f"Full marks need {pounds(full)}",
        Method.BANDED: f"The last step begins at {pounds(full)}",
        Method.HIGHEST: f"The best offer has the same price and {pounds(full)} of value",
    }[rules.method]
    scores = " and ".join(f"{a.question} scores {plain(a.moderated or 0)}" for a in answers)
    return {
        "offered": f"Your price is {pounds(EXAMPLE_PRICE)}. You offer {pounds(value)} of value "
        f"that earns marks. {best}.",
        "units": f"Units: you earn {percent(rounded(share, 4))} of {plain(units_worth)} marks. "
        f"That is {plain(units)}."
        if units_worth
        else f"Units {NO_MARKS}",
        "answers": f"Answers: {scores} out of {HIGHEST_MARK}. By their weights you earn "
        f"{percent(rounded(earned, 4))} of {plain(answers_worth)} marks. That is {plain(words)}."
        if answers_worth
        else f"Answers {NO_MARKS}",
        "together": f"Together: {plain(units + words)} of the {plain(100 * criteria.social_value)} "
        "marks for social value.",
    }


def _example_ratio(rules: Quantitative) -> tuple[Decimal, Decimal]:
    """£ of value for each £ in the example, and what it is compared with."""
    if rules.method is Method.BANDED:
        return rules.bands[len(rules.bands) // 2].at_least, rules.bands[-1].at_least
    needed = rules.target if rules.method is Method.TARGET and rules.target else Decimal("0.05")
    return needed * EXAMPLE_SHARE, needed


def _example_answers(rules: Qualitative) -> Iterator[Answer]:
    least = ceil(rules.pass_mark or 0)
    for number, question in enumerate(rules.questions):
        yield Answer(question.number, moderated=max(least, EXAMPLE_MARKS[number % 2]))


def per_hundred(ratio: Decimal) -> str:
    """£ of value for each £100, as people read it: £5, £12.50, or exactly where it is finer."""
    value = 100 * ratio
    return pounds(value) if money(value) == value else f"£{plain(value)}"


def per_pound(target: Decimal | None) -> str:
    """A scoring target in pence, or exactly where it is finer."""
    pence = rounded(target or 0, PENCE)
    return f"£{pence:f}" if pence == target else f"£{plain(target or 0)}"
