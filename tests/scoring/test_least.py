"""Least scores that leave a bid out, social value without £, statements and corrected units."""

from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.scoring import (
    Answer,
    AwardCriteria,
    Correction,
    OfferLine,
    PriceMethod,
    Qualitative,
    Quantitative,
    Question,
    price_shares,
    score,
)
from tests.scoring.invented import QUESTIONS, SOCIAL, answers, bid, tender


def criteria(**more: Any) -> AwardCriteria:
    return AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), **more)


@pytest.mark.parametrize(
    ("share", "left_out"), [("0.6", False), ("0.5999", True), ("0.61", False), (None, False)]
)
def test_the_least_for_quality_leaves_out_only_what_is_under_it(share: Any, left_out: bool) -> None:
    """18 of 30 marks are needed; what nobody has marked yet leaves nobody out."""
    of = tender(criteria=criteria(least_quality=Decimal("0.6")), decimals=4)
    found = score(of, [bid("Alder", quality=share and Decimal(share)), bid("Birch")])

    assert ("Alder" in found.not_assessed) is left_out
    if left_out:
        assert found.not_assessed["Alder"].endswith("marks for quality, and 18 are needed")


@pytest.mark.parametrize(("units", "left_out"), [(700, False), (699, True), (None, True)])
def test_the_least_for_social_value_is_judged_after_quality(units: Any, left_out: bool) -> None:
    """14.2 of 20: 7 for 700 units of £10 and 7.2 for the answers."""
    of = tender(criteria=criteria(least_social_value=Decimal("0.71")))
    found = score(of, [bid("Alder", units), bid("Birch", 1000)])

    assert ("Alder" in found.not_assessed) is left_out
    unmarked = score(of, [bid("Alder", 0, answers=answers(None, 3)), bid("Birch", 1000)])
    assert "Alder" not in unmarked.not_assessed


def test_who_is_left_out_counts_for_nobodys_marks() -> None:
    low = {"quality": Decimal("0.1"), "price": 10_000}
    of = tender(criteria=criteria(least_quality=Decimal("0.5")))
    alone = score(of, [bid("Birch")]).of("Birch")
    beside = score(of, [bid("Birch"), bid("Alder", 9_999, **low)]).of("Birch")

    assert (beside.price_mark, beside.total) == (alone.price_mark, alone.total)
    assert beside.price_mark == 50


@pytest.mark.parametrize(
    ("prices", "points", "expected"),
    [
        ((100, 100), (50, 25), ("1", "0.5")),
        ((100, 50), (50, 25), ("1", "1")),
        ((100,), (0,), ("0",)),
        ((100, 100), (0, 40), ("0", "1")),
    ],
)
def test_the_price_of_a_quality_point(prices: Any, points: Any, expected: Any) -> None:
    names = [str(n) for n in range(len(prices))]
    shares = price_shares(
        dict(zip(names, map(Decimal, prices), strict=True)),
        PriceMethod.PER_POINT,
        dict(zip(names, map(Decimal, points), strict=True)),
    )

    assert tuple(shares.values()) == tuple(map(Decimal, expected))


def test_the_points_are_those_of_quality_and_social_value() -> None:
    """24 + 5 + 7.2 points against 30 + 5 + 7.2, at the same price."""
    of = tender(price_method=PriceMethod.PER_POINT)
    found = score(of, [bid("Alder"), bid("Birch", quality=1)])

    assert found.of("Birch").price_mark == 50
    assert found.of("Alder").price_mark == Decimal("42.89")  # 50 × 36.2 ÷ 42.2


def test_social_value_by_answers_alone_needs_no_target_and_no_measure() -> None:
    of = tender(
        criteria=criteria(quantitative=Decimal(0)), quantitative=Quantitative(), measures=()
    )
    found = score(of, [bid(lines=())]).of("Alder")

    assert found.measures.mark == 0
    assert found.answers.mark == Decimal("14.4")
    assert not found.unsaid
    with pytest.raises(InputError, match=r"The scoring target is missing"):
        tender(quantitative=Quantitative())


STATED = (
    Question("Q1", Decimal("0.8")),
    Question("How S1", Decimal("0.2"), measure="S1"),
)


@pytest.mark.parametrize(("mark", "earns"), [(2, True), (1, False), (0, False), (None, False)])
def test_a_measure_whose_statement_fails_earns_nothing(mark: Any, earns: bool) -> None:
    rules = Qualitative(STATED, statement_pass=Decimal(2))
    given = (Answer("Q1", moderated=5), Answer("How S1", moderated=mark))
    found = score(tender(qualitative=rules), [bid(answers=given)]).of("Alder")

    assert found.measures.mark == (5 if earns else 0)
    assert found.measures.failed == (() if earns else ("S1",))
    assert found.contracted["S1"] == 500  # what was offered is promised all the same
    assert found.answers.mark == 8 + Decimal("0.4") * (mark or 0)


def test_statements_are_no_questions_to_pass_mark_and_both_parts() -> None:
    rules = Qualitative(STATED, pass_mark=Decimal(3), both_parts=True)
    given = (Answer("Q1", moderated=5), Answer("How S1", answered=False))

    assert rules.below_pass_mark(given) == rules.not_answered(given) == ()
    assert Qualitative(QUESTIONS).failed(answers()) == ()


def test_a_slip_is_corrected_by_what_the_tender_shows() -> None:
    line = OfferLine(SOCIAL, 50, correction=Correction(500, "page 4"))
    assert line.marked == line.contracted_units == 50
    raised = OfferLine(SOCIAL, 600, correction=Correction(500, "page 4", "Head of procurement"))
    assert raised.marked == 600
    with pytest.raises(InputError, match=r"corrected to 600 by one officer"):
        OfferLine(SOCIAL, 600, correction=Correction(500, "page 4", " "))
    with pytest.raises(InputError, match=r"corrected to 1 by one officer"):
        OfferLine(SOCIAL, 1, correction=Correction(None, "page 4"))
    with pytest.raises(InputError, match=r"Where the tender shows"):
        Correction(500, " ")
