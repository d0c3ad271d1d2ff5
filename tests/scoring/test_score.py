from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.scoring import (
    Answer,
    AwardCriteria,
    Bid,
    Denominator,
    Ground,
    Method,
    OfferLine,
    PriceMethod,
    Qualitative,
    Quantitative,
    Reduction,
    Scored,
    SubCriterion,
    score,
)
from tests.scoring.invented import COUNTED, LOCAL, QUESTIONS, SOCIAL, answers, bid, tender

FULL = {"price": "50.00", "quality": "24.00", "measures": "5.00", "answers": "7.20"}


def marks(found: Any) -> dict[str, str]:
    return {
        "price": str(found.price_mark),
        "quality": str(found.quality_mark),
        "measures": str(found.measures.mark),
        "answers": str(found.answers.mark),
    }


def test_every_mark_with_its_parts() -> None:
    """£5,000 for £100,000 is half the target; 0.6 × 4/5 + 0.4 × 3/5 of the answers' 10."""
    found = score(tender(), [bid()]).of("Alder")

    assert marks(found) == FULL
    assert found.measures.value == 5_000
    assert found.measures.ratio == Decimal("0.05")
    assert found.measures.share == Decimal("0.5")
    assert found.answers.earned == {"Q1": Decimal("0.48"), "Q2": Decimal("0.24")}
    assert found.social_value_mark == Decimal("12.20")
    assert found.total == Decimal("86.20")
    assert (found.flags, found.missing, found.place.rank) == ((), (), 1)


def test_printed_marks_add_up_to_the_printed_total() -> None:
    parts = (SubCriterion("a", Decimal("0.15")), SubCriterion("b", Decimal("0.15")))
    criteria = AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), parts)
    third = Decimal(1) / 3
    given = bid(units=333, quality={"a": third / 10, "b": third / 10}, answers=answers(1, 2))
    found = score(tender(criteria=criteria, decimals=1), [given]).of("Alder")

    assert found.quality_marks == {"a": Decimal("0.5"), "b": Decimal("0.5")}
    assert found.total == Decimal("50.0") + 1 + Decimal("3.3") + Decimal("2.8")


def test_marked_units_count_and_offered_ones_stay_beside_them() -> None:
    reduced = Reduction(100, Ground.DOUBLE_COUNTED, "E1", "made up")
    found = score(tender(), [bid(lines=(OfferLine(SOCIAL, 500, reduced),))]).of("Alder")
    assert found.measures.offered.sva == 5_000
    assert found.measures.marked.sva == 1_000
    assert found.measures.mark == 1
    assert found.contracted == {"S1": 500}


def test_local_economic_value_is_scored_only_where_published() -> None:
    lines = (OfferLine(SOCIAL, 100), OfferLine(LOCAL, 900))
    rules = Quantitative(
        target=Decimal("0.1"),
        scored=Scored.WITH_LEVA,
        leva_reason="made up",
        leva_cap=Decimal("0.5"),
    )
    alone = score(tender(), [bid(lines=lines)]).of("Alder").measures
    capped = score(tender(quantitative=rules), [bid(lines=lines)]).of("Alder").measures
    assert [alone.value, alone.leva_counted, alone.marked.leva] == [1_000, 0, 9_000]
    assert [capped.value, capped.leva_counted] == [2_000, 1_000]


def test_a_low_price_is_not_rewarded_twice_against_the_estimated_value() -> None:
    rules = Quantitative(
        target=Decimal("0.1"),
        denominator=Denominator.ESTIMATED,
        estimated_value=Decimal(100_000),
    )
    cheap = [bid("Alder", price=50_000), bid("Birch", price=100_000)]
    own = score(tender(), cheap)
    estimated = score(tender(quantitative=rules), cheap)
    assert own.of("Alder").measures.mark == 2 * own.of("Birch").measures.mark
    assert estimated.of("Alder").measures.mark == estimated.of("Birch").measures.mark


def test_all_zero_under_the_highest_is_all_zero() -> None:
    results = score(
        tender(quantitative=Quantitative(Method.HIGHEST)), [bid("Alder", 0), bid("Birch", None)]
    )
    assert [each.measures.mark for each in results.bids] == [0, 0]


def test_the_highest_earns_all_and_the_others_in_proportion() -> None:
    results = score(
        tender(quantitative=Quantitative(Method.HIGHEST)), [bid("Alder", 400), bid("Birch", 100)]
    )
    assert results.of("Alder").measures.mark == 10
    assert results.of("Birch").measures.mark == Decimal("2.5")


def test_the_formula_for_price_is_the_published_one() -> None:
    bids = [bid("Alder", price=80_000), bid("Birch", price=100_000)]
    found = {
        method: str(score(tender(price_method=method), bids).of("Birch").price_mark)
        for method in PriceMethod
    }
    assert found == {
        PriceMethod.LOWEST: "40.00",
        PriceMethod.TWICE_LOWEST: "37.50",
        PriceMethod.MEAN: "19.44",
        PriceMethod.PER_POINT: "38.66",  # 50 × (80,000 ÷ 37.45) ÷ (100,000 ÷ 36.2)
    }


def test_a_pass_mark_gates_the_measures_and_not_the_answers() -> None:
    rules = Qualitative(QUESTIONS, pass_mark=Decimal(3))
    found = score(tender(qualitative=rules), [bid(answers=answers(2, 5))]).of("Alder")
    assert marks(found) == FULL | {"measures": "0.00", "answers": "6.40"}
    assert found.measures.gates == ("Q1 is under the pass mark of 3",)
    assert found.measures.share == Decimal("0.5")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"units": 0}, ("no measure is offered",)),
        ({"units": None}, ("no measure is offered",)),
        ({"answers": answers()[:1]}, ("Q2 is not answered",)),
        ({"answers": (answers()[0], Answer("Q2", answered=False))}, ("Q2 is not answered",)),
    ],
)
def test_leaving_out_a_part_makes_social_value_0_where_published(
    change: dict[str, Any], why: tuple[str, ...]
) -> None:
    strict = tender(qualitative=Qualitative(QUESTIONS, both_parts=True))
    found = score(strict, [bid(**change)]).of("Alder")
    assert found.social_value_mark == 0
    assert found.measures.gates == found.answers.gates == why
    assert score(tender(), [bid(**change)]).of("Alder").social_value_mark > 0


def test_a_record_only_measure_is_an_answer_to_the_measures() -> None:
    strict = tender(qualitative=Qualitative(QUESTIONS, both_parts=True))
    found = score(strict, [bid(lines=(OfferLine(COUNTED, 3),))]).of("Alder")
    assert found.measures.gates == ()
    assert found.measures.mark == 0
    assert found.answers.mark > 0


def test_a_part_that_does_not_count_need_not_be_answered() -> None:
    criteria = AwardCriteria(
        Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), quantitative=Decimal(0)
    )
    strict = tender(
        criteria=criteria, measures=(), qualitative=Qualitative(QUESTIONS, both_parts=True)
    )
    assert score(strict, [bid(lines=())]).of("Alder").social_value_mark == Decimal("14.40")


def test_what_nobody_has_said_is_missing_and_not_zero() -> None:
    given = bid(
        lines=(OfferLine(SOCIAL, 5),),
        quality=None,
        answers=(Answer("Q1"), Answer("Q2", moderated=3)),
    )
    results = score(tender(), [given])
    found = results.of("Alder")
    assert found.unmarked == ("no mark for Quality", "no moderated mark for Q1")
    assert found.unreasoned == ("no rationale for Q2",)
    assert found.unsaid == ("no units and no 0 for L1, R1",)
    assert found.missing == found.unmarked + found.unreasoned + found.unsaid
    assert score(tender(), [bid()]).of("Alder").missing == ()


def test_no_answer_is_marked_0_and_nothing_is_missing() -> None:
    found = score(tender(), [bid(answers=())]).of("Alder")
    assert found.missing == ()
    assert found.answers.mark == 0


def test_a_bid_that_is_not_assessed_touches_nobody() -> None:
    late = bid("Cedar", 90_000, price=None, not_assessed="came in a day late")
    cheap = bid("Elm", 90_000, price=1, not_assessed="excluded")
    rules = tender(quantitative=Quantitative(Method.HIGHEST))
    results = score(rules, [late, bid("Alder"), cheap])
    assert results.bids == score(rules, [bid("Alder")]).bids
    assert results.not_assessed == {"Cedar": "came in a day late", "Elm": "excluded"}


def test_no_bids_no_marks() -> None:
    results = score(tender(), [])
    assert (results.bids, results.ties) == ((), ())


def test_two_level_bids_with_equal_prices_tie() -> None:
    results = score(tender(), [bid("Alder"), bid("Birch")])
    assert results.of("Alder").price_mark == results.of("Birch").price_mark == 50
    assert results.ties[0].bidders == ("Alder", "Birch")


@pytest.mark.parametrize(
    ("bids", "found"),
    [
        ([bid(price=0)], "Alder: the price is 0"),
        ([bid(price=None)], "Alder: the price is missing"),
        ([bid(price=-1)], "Alder: the price is -1"),
        ([bid(price="1200")], "'1200', which is not a number"),
        ([bid("Alder"), bid(" alder ")], "' alder ' is there twice"),
        ([bid(" ")], "name of a bidder is missing"),
        ([bid(quality=1.1)], "share of the marks for Quality is 1.1"),
        ([bid(quality={"team": 1})], "quality has no part 'team'"),
        ([bid(answers=answers(6, 0))], "Alder, Q1: the moderated mark is 6"),
    ],
)
def test_bids_that_cannot_be_marked_are_refused(bids: list[Bid], found: str) -> None:
    with pytest.raises(InputError) as refused:
        score(tender(), bids)
    assert found in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"measures": ()}, "there are none"),
        ({"measures": (SOCIAL, SOCIAL)}, "'S1' is there twice"),
        ({"qualitative": Qualitative()}, "no questions"),
        ({"years": -1}, "term in years is -1"),
    ],
)
def test_a_tender_needs_something_to_mark_by(change: dict[str, Any], found: str) -> None:
    with pytest.raises(InputError, match=found):
        tender(**change)


def test_bids_may_come_one_at_a_time() -> None:
    bids = [bid("Alder"), bid("Birch", 100), bid("Cedar", not_assessed="late")]

    assert score(tender(), iter(bids)) == score(tender(), bids)


def test_a_part_of_social_value_that_does_not_count_needs_nothing_to_be_marked_by() -> None:
    measures_alone = AwardCriteria(
        Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), quantitative=Decimal(1)
    )
    found = score(tender(criteria=measures_alone, qualitative=Qualitative()), [bid(answers=())]).of(
        "Alder"
    )

    assert found.measures.mark == 10
    assert found.answers.mark == 0


def test_quality_that_nobody_has_marked_counts_nothing_and_is_missing() -> None:
    parts = (SubCriterion("Team", Decimal("0.1")), SubCriterion("Plan", Decimal("0.2")))
    split = AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), parts)

    found = score(tender(criteria=split), [bid(quality=None)]).of("Alder")

    assert found.quality_marks == {"Team": 0, "Plan": 0}
    assert found.missing == ("no mark for Team, Plan",)


def test_a_rationale_of_spaces_is_none() -> None:
    given = (Answer("Q1", moderated=4, rationale="  "), answers()[1])

    assert score(tender(), [bid(answers=given)]).of("Alder").unreasoned == ("no rationale for Q1",)


def test_answers_that_do_not_count_close_no_gate() -> None:
    measures_alone = AwardCriteria(
        Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), quantitative=Decimal(1)
    )
    strict = tender(criteria=measures_alone, qualitative=Qualitative(QUESTIONS, both_parts=True))
    found = score(strict, [bid(answers=())]).of("Alder")

    assert found.measures.gates == ()
    assert found.measures.mark == 10


def test_the_last_step_where_none_is_named() -> None:
    (tie,) = score(tender(), [bid("Alder"), bid("Birch")]).ties

    assert tie.last_step == "lots drawn before two witnesses"


def test_an_unknown_part_of_quality_is_told_with_those_there_are() -> None:
    weights = {"Team": "0.1", "Risk": "0.05", "Plan": "0.1", "Care": "0.05"}
    parts = tuple(SubCriterion(name, Decimal(weight)) for name, weight in weights.items())
    split = AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), parts)

    with pytest.raises(InputError) as refused:
        score(tender(criteria=split), [bid(quality=1)])

    assert refused.value.what == "Alder: quality has no part 'Quality'."
    assert refused.value.remedy == "It has: Care, Plan, Risk, Team."
