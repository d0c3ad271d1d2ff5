"""Every refusal and every flag in full: what was found, and what to do or to ask."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.scoring import (
    SCALE,
    Answer,
    AwardCriteria,
    Band,
    Denominator,
    Flag,
    FlagCode,
    Ground,
    Method,
    OfferLine,
    Qualitative,
    Quantitative,
    Question,
    Ranges,
    Reduction,
    Scored,
    SubCriterion,
    TieStep,
    score,
    sensitivity,
)
from tests.scoring.invented import LOCAL, QUESTIONS, SOCIAL, bid, measure, tender

TENTH = Decimal("0.1")
FRACTION = "Give a fraction from 0 to 1, such as 0.1 for 10%."
TARGET = "Give the £ of value for each £ that earns all the marks, such as 0.1."
BANDS = "Give bands that begin at 0 and rise, with shares from 0 to 1 that never fall."
PRICE = "Give the price in £ without VAT, above 0."
NUMBER = "Give a number, zero or more."
REDUCED = Reduction(30, Ground.DOUBLE_COUNTED, "E1", "the same hours")


def criteria(*weights: str, **more: Any) -> AwardCriteria:
    price, quality, social_value = map(Decimal, weights)
    return AwardCriteria(price, quality, social_value, **more)


def marked(*answers: Answer, **rules: Any) -> object:
    return score(tender(qualitative=Qualitative(QUESTIONS, **rules)), [bid(answers=answers)])


def offered(*lines: OfferLine, **changes: Any) -> object:
    return score(tender(**changes), [bid(lines=lines)])


@pytest.mark.parametrize(
    ("make", "what", "remedy"),
    [
        (lambda: criteria("2", "0", "0"), "The weight of price is 2.", FRACTION),
        (lambda: criteria("0", "2", "0"), "The weight of quality is 2.", FRACTION),
        (lambda: criteria("0", "0", "2"), "The weight of social value is 2.", FRACTION),
        (
            lambda: criteria("0.5", "0.3", "0.2", quantitative=2),
            "The share of social value for the measures is 2.",
            FRACTION,
        ),
        (
            lambda: criteria("0.5", "0.3", "0.1"),
            "The award criteria add up to 90%: price 50% + quality 30% + social value 10%.",
            "Change them so that they are exactly 100%.",
        ),
        (
            lambda: criteria(
                "0.5", "0.3", "0.2",
                quality_parts=(SubCriterion("Team", TENTH), SubCriterion("Plan", TENTH)),
            ),
            "The parts of quality add up to 20%: Team 10% + Plan 10%.",
            "Change them so that they are exactly 30%.",
        ),
        (lambda: SubCriterion("Team", Decimal(2)), "The weight of Team is 2.", FRACTION),
        (
            lambda: criteria(
                "0.5", "0.3", "0.2",
                quality_parts=(SubCriterion("Team", TENTH), SubCriterion("team ", TENTH)),
            ),
            "The quality sub-criterion 'team ' is there twice.",
            "Give each quality sub-criterion once.",
        ),
        (
            lambda: criteria("0.5", "0.3", "0.2", quality_parts=(SubCriterion(" ", TENTH),)),
            "The name of a quality sub-criterion is missing.",
            "Name every quality sub-criterion.",
        ),
        (lambda: Quantitative(target=Decimal(0)), "The scoring target is 0.", TARGET),
        (
            lambda: Quantitative(Method.HIGHEST, target=Decimal(0)),
            "The scoring target is 0.",
            TARGET,
        ),
        (lambda: Quantitative(Method.BANDED), "The bands are missing.", BANDS),
        (
            lambda: Quantitative(Method.BANDED, bands=(Band(Decimal(-1), TENTH),)),
            "The start of a band is -1.",
            BANDS,
        ),
        (
            lambda: Quantitative(Method.BANDED, bands=(Band(Decimal(0), Decimal(2)),)),
            "A band's share of the marks is 2.",
            FRACTION,
        ),
        (
            lambda: Quantitative(
                Method.BANDED, bands=(Band(Decimal(0), TENTH), Band(Decimal(0), Decimal(1)))
            ),
            "The bands are 0: 0.1, 0: 1.",
            BANDS,
        ),
        (
            lambda: Quantitative("luck"),  # type: ignore[arg-type]
            "The method is 'luck'.",
            "Give one of: scoring target, relative to highest, banded.",
        ),
        (
            lambda: Quantitative(target=TENTH, scored="LEVA"),  # type: ignore[arg-type]
            "What is scored is 'LEVA'.",
            "Give one of: SVA, SVA and LEVA.",
        ),
        (
            lambda: Quantitative(target=TENTH, denominator="luck"),  # type: ignore[arg-type]
            "What value is compared with is 'luck'.",
            "Give one of: the bid's own price, the contract's estimated value.",
        ),
        (
            lambda: Quantitative(target=TENTH, scored=Scored.WITH_LEVA),
            "The reason for scoring LEVA is missing.",
            "Record why local economic value is scored, or score SVA alone.",
        ),
        (
            lambda: Quantitative(target=TENTH, leva_cap=Decimal(2)),
            "The cap on LEVA's share is 2.",
            FRACTION,
        ),
        (
            lambda: Quantitative(target=TENTH, denominator=Denominator.ESTIMATED),
            "The contract's estimated value is missing.",
            "Give the contract's estimated value in £ without VAT, above 0.",
        ),
        (lambda: Question("Q1", Decimal(2)), "The weight of Q1 is 2.", FRACTION),
        (
            lambda: Qualitative(QUESTIONS[:1]),
            "The weights of the questions add up to 60%: Q1 60%.",
            "Change them so that they are exactly 100%.",
        ),
        (
            lambda: Qualitative((QUESTIONS[0], QUESTIONS[0])),
            "The question 'Q1' is there twice.",
            "Give each question once.",
        ),
        (
            lambda: Qualitative(QUESTIONS, Decimal(6)),
            "The pass mark is 6.",
            "Give a mark from 0 to 5.",
        ),
        (
            lambda: marked(Answer("Q1", moderated=2.5)),
            "Alder, Q1: the moderated mark is 2.5.",
            "Give a whole mark from 0 to 5.",
        ),
        (
            lambda: marked(Answer("Q1", moderated=2.25), half_marks=True),
            "Alder, Q1: the moderated mark is 2.25.",
            "Give a whole or half mark from 0 to 5.",
        ),
        (
            lambda: marked(Answer("Q1", marks={"Ann": 6})),
            "Alder, Q1: Ann's mark is 6.",
            "Give a whole mark from 0 to 5.",
        ),
        (
            lambda: marked(Answer("Q1", marks={" ": 5})),
            "Alder, Q1: an evaluator's name is missing.",
            "Name every evaluator.",
        ),
        (
            lambda: marked(Answer("Q1", answered=False, moderated=1)),
            "Alder, Q1: marked 1, and there is no answer.",
            "An answer that isn't there is marked 0.",
        ),
        (
            lambda: marked(Answer("Q3")),
            "Alder, Q3: there is no such question.",
            "It has: ['Q1', 'Q2']",
        ),
        (
            lambda: marked(Answer("Q1"), Answer("Q1")),
            "The question of Alder 'Q1' is there twice.",
            "Give each question of Alder once.",
        ),
        (
            lambda: tender(measures=()),
            "The measures count and there are none.",
            "Choose at least one.",
        ),
        (
            lambda: tender(qualitative=Qualitative()),
            "The answers count and there are no questions.",
            "Ask at least one.",
        ),
        (
            lambda: tender(measures=(SOCIAL, SOCIAL)),
            "The measure 'S1' is there twice.",
            "Give each measure once.",
        ),
        (lambda: tender(years=-1), "The term in years is -1.", NUMBER),
        (
            lambda: tender(decimals=5),
            "Marks have 5 decimals.",
            "Give a whole number from 0 to 4.",
        ),
        (
            lambda: tender(price_method="luck"),
            "The formula for price is 'luck'.",
            "Give one of: lowest price ÷ price, linear from the lowest to twice the lowest, half "
            "at the mean price, price per quality point.",
        ),
        (
            lambda: tender(tie_break=("luck",)),
            "A step of the tie-break is 'luck'.",
            "Give one of: higher quality mark, higher social value mark, lower price.",
        ),
        (
            lambda: tender(tie_break=(TieStep.PRICE, TieStep.PRICE)),
            "The step of the tie-break 'lower price' is there twice.",
            "Give each step of the tie-break once.",
        ),
        (
            lambda: Ranges(Decimal(0)),
            "The price of a year of work is 0.",
            "Give the least £ of price that one full-time year takes, above 0.",
        ),
        (lambda: OfferLine(SOCIAL, -1), "S1: the offered units is -1.", NUMBER),
        (lambda: OfferLine(SOCIAL, contracted=-1), "S1: the contracted units is -1.", NUMBER),
        (
            lambda: OfferLine(SOCIAL, None, Reduction(1, Ground.SPECIFIED, "E1", "clause 3")),
            "S1: 1 units are marked and 0 were offered.",
            "Marked units are only ever reduced.",
        ),
        (
            lambda: OfferLine(SOCIAL, 29, REDUCED),
            "S1: 30 units are marked and 29 were offered.",
            "Marked units are only ever reduced.",
        ),
        (
            lambda: Reduction(-1, Ground.SPECIFIED, "E1", "clause 3"),
            "The marked units is -1.",
            NUMBER,
        ),
        (
            lambda: Reduction(1, "luck", "E1", "clause 3"),  # type: ignore[arg-type]
            "The ground for reducing marked units is 'luck'.",
            "Give one of: double-counted, already specified.",
        ),
        (
            lambda: Reduction(1, Ground.SPECIFIED, "", "clause 3"),
            "Who reduced the marked units is missing.",
            "Name the evaluator.",
        ),
        (
            lambda: Reduction(1, Ground.SPECIFIED, None, "clause 3"),  # type: ignore[arg-type]
            "Who reduced the marked units is missing.",
            "Name the evaluator.",
        ),
        (
            lambda: Reduction(1, Ground.SPECIFIED, "E1", " "),
            "The reason for reducing the marked units is missing.",
            "Write it down.",
        ),
        (
            lambda: offered(OfferLine(SOCIAL, 100, REDUCED), grounds=(Ground.SPECIFIED,)),
            "Alder, S1: 'double-counted' is not a ground that the tender documents published.",
            "They published: already specified.",
        ),
        (
            lambda: offered(OfferLine(SOCIAL, 100, REDUCED), grounds=()),
            "Alder, S1: 'double-counted' is not a ground that the tender documents published.",
            "They published: none, so nothing can be reduced.",
        ),
        (
            lambda: offered(OfferLine(SOCIAL, 1), OfferLine(SOCIAL, 2)),
            "The measure of Alder 'S1' is there twice.",
            "Give each measure of Alder once.",
        ),
        (lambda: score(tender(), [bid(price=0)]), "Alder: the price is 0.", PRICE),
        (lambda: score(tender(), [bid(price=None)]), "Alder: the price is missing.", PRICE),
        (
            lambda: score(tender(), [bid(quality={"Quality": 1, "Pluck": 1, "Luck": 1})]),
            "Alder: quality has no part 'Luck'.",
            "It has: Quality.",
        ),
        (
            lambda: score(tender(), [bid(quality=80)]),
            "Alder: the share of the marks for Quality is 80.",
            FRACTION,
        ),
        (
            lambda: score(tender(), [bid("")]),
            "The name of a bidder is missing.",
            "Name every bidder.",
        ),
        (
            lambda: score(tender(), [bid("Alder"), bid(" alder")]),
            "The bidder ' alder' is there twice.",
            "Give each bidder once.",
        ),
        (
            lambda: sensitivity(tender(quantitative=Quantitative(Method.HIGHEST)), [bid()]),
            "The methods can't be compared without a scoring target.",
            "Give the £ of value for each £ that would earn all the marks, such as 0.1.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_marked(make: Callable[[], object], what: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        make()

    assert (refused.value.what, refused.value.remedy) == (what, remedy)


JOBS = measure("J1", unit="FTE-years", proxy=None)
GIFTS = tuple(measure(f"G{number}", exclusive_group="gifts", proxy=None) for number in (2, 1))


@pytest.mark.parametrize(
    ("lines", "flag"),
    [
        (
            [OfferLine(SOCIAL, 2_010)],
            Flag(
                FlagCode.ABOVE_OTHERS,
                "£20,100 of value is more than 2 × £10,000, the median of the other bidders' "
                "values: ask how it comes about.",
                figure="£20,100",
            ),
        ),
        (
            [OfferLine(JOBS, Decimal("5.04"))],
            Flag(
                FlagCode.OUT_OF_RANGE,
                "J1: 5.04 FTE-years are more than the 5 that this price and length can hold: check "
                "the unit.",
                "J1",
                "5.04",
            ),
        ),
        (
            [OfferLine(measure, 1) for measure in GIFTS],
            Flag(
                FlagCode.EXCLUSIVE_GROUP,
                "G1, G2 belong to one group (gifts) and offer as much: ask whether the same is "
                "counted twice.",
                "G1, G2",
                "G1 1, G2 1",
            ),
        ),
        (
            [OfferLine(measure("X9"), 1)],
            Flag(
                FlagCode.NOT_ASKED,
                "X9 of made-up-1 is not among the measures that were published: it earns no "
                "marks, and can still be contracted.",
                "X9",
                "1",
            ),
        ),
        (
            [OfferLine(LOCAL, 10, after_end=Decimal("2.5"))],
            Flag(
                FlagCode.AFTER_END,
                "L1: 2.5 of the 10 units are offered for years after the contract's last: ask when "
                "they would be delivered.",
                "L1",
                "2.5",
            ),
        ),
        (
            [OfferLine(LOCAL, 10, contracted=8)],
            Flag(
                FlagCode.CONTRACTED_LESS,
                "L1: 8 units are contracted and 10 were offered: inflation must not be free.",
                "L1",
                "8 of 10",
            ),
        ),
        (
            [OfferLine(LOCAL, contracted=8)],
            Flag(
                FlagCode.CONTRACTED_MORE,
                "L1: 8 units are contracted and 0 were offered: an award adds nothing to it.",
                "L1",
                "8 of 0",
                blocks=True,
            ),
        ),
    ],
)
def test_what_to_ask_about(lines: list[OfferLine], flag: Flag) -> None:
    asked = tender(measures=(SOCIAL, LOCAL, JOBS, *GIFTS))
    others = [bid("Birch", 1_000), bid("Cedar", 1_000)]

    assert score(asked, [bid(lines=tuple(lines)), *others]).of("Alder").flags == (flag,)


def test_value_above_the_whole_price_is_asked_about() -> None:
    (flag,) = score(tender(), [bid(units=10_001)]).of("Alder").flags

    assert flag.measure == ""
    assert flag == Flag(
        FlagCode.ABOVE_PRICE,
        "£100,010 of value is more than the whole price of £100,000: ask how.",
        figure="£100,010 of £100,000",
    )


def test_dust_flags_nothing() -> None:
    """What differs in the seventh decimal is the same for whoever reads it."""
    dust = Decimal("0.0000001")
    lines = (
        OfferLine(LOCAL, 10 + dust, contracted=10, after_end=dust),
        OfferLine(JOBS, 5 + dust, contracted=5 - dust),
    )

    assert score(tender(measures=(LOCAL, JOBS)), [bid(lines=lines)]).of("Alder").flags == ()


def test_the_words_of_the_flags() -> None:
    assert list(map(str, FlagCode)) == [
        "price in other units",
        "price under half the median of the others",
        "price with or without VAT",
        "price for one year or for all",
        "unusual price",
        "above twice the median of the others",
        "above the whole price",
        "possible double count",
        "a measure that this tender doesn't ask for",
        "units out of range",
        "units after the contract's last year",
        "fewer units contracted than offered",
        "more units contracted than offered",
        "one company number under several names",
        "one name under several numbers",
    ]


def test_the_scale_as_it_is_published() -> None:
    assert SCALE == (
        "Unacceptable: no answer, or one that doesn't address the question",
        "Poor: addresses little of it; serious doubts that it can be delivered",
        "Weak: addresses part of it, with gaps that matter",
        "Sound: addresses it, with some detail missing",
        "Good: addresses it fully and says how it will be delivered",
        "Excellent: addresses it fully, in detail, with evidence that it will be delivered",
    )


def test_what_is_not_said_is_blank() -> None:
    assert Question("Q1", TENTH) == Question("Q1", TENTH, text="", words=None)
    assert Answer("Q1") == Answer("Q1", answered=True, moderated=None, marks={}, rationale="")
    assert Quantitative(target=TENTH) == Quantitative(
        Method.TARGET,
        TENTH,
        bands=(),
        scored=Scored.SVA,
        leva_reason="",
        leva_cap=None,
        denominator=Denominator.OWN_PRICE,
        estimated_value=None,
    )
    assert Qualitative(QUESTIONS) == Qualitative(
        QUESTIONS, pass_mark=None, both_parts=False, half_marks=False
    )
    assert OfferLine(SOCIAL) == OfferLine(
        SOCIAL, offered=None, reduction=None, contracted=None, after_end=0
    )


def test_the_most_that_fits_is_said_with_one_decimal() -> None:
    given = bid(price=105_500, lines=(OfferLine(JOBS, 6),))
    (flag,) = score(tender(measures=(JOBS,)), [given]).of("Alder").flags

    assert "6 FTE-years are more than the 5.3 that" in flag.what


def test_an_evaluator_may_have_no_mark_yet() -> None:
    answer = Answer("Q1", marks={"Ann": None, "Bea": 4}, moderated=4, rationale="made up")
    both = (answer, Answer("Q2", moderated=3, rationale="made up"))

    assert score(tender(), [bid(answers=both)]).of("Alder").missing == ()


def test_a_part_of_quality_may_have_no_mark_yet() -> None:
    results = score(tender(), [bid(quality={"Quality": None})])

    assert results.of("Alder").missing == ("no mark for Quality",)
