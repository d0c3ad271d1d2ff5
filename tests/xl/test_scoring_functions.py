"""Marks of the worksheet functions are those of the scoring rules, for whole tenders."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings

from svtools.scoring import (
    BY_PRICE,
    Bid,
    Denominator,
    Method,
    PriceMethod,
    Qualitative,
    Quantitative,
    mark,
    price_shares,
    score,
)
from svtools.scoring import Tender as TenderOfTheCore
from svtools.scoring.flags import FlagCode
from svtools.scoring.ranking import TIE_BREAK
from tests.scoring.invented import QUESTIONS, bid, tender
from tests.scoring.test_properties import bids, tenders
from tests.xl.calls import FUNCTIONS
from xl.cells import ExcelError

UNUSUAL = (FlagCode.ABOVE_OTHERS, FlagCode.ABOVE_PRICE)


def column(values: Any) -> list[list[Any]]:
    """Values as Excel hands over a column: floats, and None for a blank."""
    return [[None if each is None else float(each)] for each in values]


def plain_rules(rules: TenderOfTheCore, **changes: Any) -> TenderOfTheCore:
    """The rules without gates, which the functions leave to the sheet that calls them."""
    return replace(
        rules,
        quantitative=replace(rules.quantitative, **changes),
        qualitative=Qualitative(QUESTIONS),
        tie_break=TIE_BREAK,
    )


@settings(deadline=None, max_examples=60)
@given(tenders, bids)
def test_marks_for_value_against_the_target(
    rules: TenderOfTheCore, given_bids: tuple[Bid, ...]
) -> None:
    rules = plain_rules(rules, method=Method.TARGET)
    found = score(rules, given_bids).bids

    assert FUNCTIONS["SV_SCORE_TARGET"](
        column(each.measures.value for each in found),
        column(each.price for each in found),
        float(rules.quantitative.target or 0),
        float(rules.criteria.measures_weight),
        rules.decimals,
    ) == single(column(each.measures.mark for each in found))


@settings(deadline=None, max_examples=60)
@given(tenders, bids)
def test_marks_for_value_relative_to_the_highest(
    rules: TenderOfTheCore, given_bids: tuple[Bid, ...]
) -> None:
    rules = plain_rules(
        rules,
        method=Method.HIGHEST,
        denominator=Denominator.ESTIMATED,
        estimated_value=Decimal(700_000),
    )
    found = score(rules, given_bids).bids
    values = column(each.measures.value for each in found)

    assert FUNCTIONS["SV_SCORE_HIGHEST"](
        values, values, float(rules.criteria.measures_weight), rules.decimals
    ) == single(column(each.measures.mark for each in found))


@settings(deadline=None, max_examples=60)
@given(tenders, bids)
def test_marks_for_an_answer(rules: TenderOfTheCore, given_bids: tuple[Bid, ...]) -> None:
    """A question of its own, so that each mark stands alone."""
    rules = plain_rules(rules)
    weight = rules.criteria.answers_weight
    for given_bid in given_bids:
        marked = {a.question: a.moderated for a in given_bid.answers}
        for question in QUESTIONS:
            agreed = marked.get(question.number)
            if agreed is None:
                continue
            alone = replace(rules, qualitative=Qualitative((replace(question, weight=Decimal(1)),)))
            own = replace(
                given_bid,
                answers=tuple(a for a in given_bid.answers if a.question == question.number),
            )
            assert FUNCTIONS["SV_SCORE_QUALITY"](
                float(agreed), float(weight), rules.decimals
            ) == float(score(alone, [own]).bids[0].answers.mark)


@settings(deadline=None, max_examples=60)
@given(tenders, bids)
def test_marks_for_price(rules: TenderOfTheCore, given_bids: tuple[Bid, ...]) -> None:
    assume(rules.price_method in BY_PRICE)
    found = score(plain_rules(rules), given_bids).bids
    prices = column(each.price for each in found)

    assert FUNCTIONS["SV_SCORE_PRICE"](
        prices, prices, float(rules.criteria.price), rules.price_method.upper(), rules.decimals
    ) == single(column(each.price_mark for each in found))


def test_a_method_that_needs_more_than_prices_is_refused() -> None:
    (other,) = set(PriceMethod) - set(BY_PRICE)
    prices = column([Decimal(100), Decimal(120)])
    said = FUNCTIONS["SV_WHY"]("SV_SCORE_PRICE", prices, prices, 0.4, other)
    assert FUNCTIONS["SV_SCORE_PRICE"](prices, prices, 0.4, other) != [[0.0], [0.0]]
    assert "is none of the choices" in str(said)


@settings(deadline=None, max_examples=60)
@given(tenders, bids)
def test_ranks(rules: TenderOfTheCore, given_bids: tuple[Bid, ...]) -> None:
    rules = plain_rules(rules)
    found = score(rules, given_bids).bids

    assert FUNCTIONS["SV_RANK"](
        column(each.total for each in found),
        column(each.quality_mark for each in found),
        column(each.social_value_mark for each in found),
        column(each.price for each in found),
        rules.decimals,
    ) == column(each.place.rank for each in found)


@settings(deadline=None, max_examples=60)
@given(tenders, bids)
def test_unusually_high_values(rules: TenderOfTheCore, given_bids: tuple[Bid, ...]) -> None:
    rules = plain_rules(rules)
    found = score(rules, given_bids).bids
    scored = rules.quantitative.scored
    offered = [each.measures.offered for each in found]
    values = [worth.sva if scored == "SVA" else worth.sleva for worth in offered]

    flagged = [[flag.code for flag in each.flags if flag.code in UNUSUAL] for each in found]
    assert FUNCTIONS["SV_UNUSUALLY_HIGH"](column(values), column(each.price for each in found)) == [
        ["; ".join(codes) or "no"] for codes in flagged
    ]


def single(rows: list[list[Any]]) -> Any:
    """One row alone comes back as one cell."""
    return rows[0][0] if len(rows) == 1 else rows


def test_a_whole_tender_by_hand() -> None:
    """The functions together give the marks of the scoring workbook's rules."""
    rules = tender(quantitative=Quantitative(target=Decimal("0.1")))
    given_bids = [
        bid("Alder", 500),
        bid("Birch", 900, price=120_000),
        bid("Cedar", 0, price=95_000),
    ]
    found = score(rules, given_bids).bids
    prices, values = column(b.price for b in found), column(b.measures.value for b in found)

    price_marks = FUNCTIONS["SV_SCORE_PRICE"](prices, prices, "50%")
    value_marks = FUNCTIONS["SV_SCORE_TARGET"](values, prices, 0.1, "10%")
    totals = [
        [price[0] + value[0] + float(each.quality_mark + each.answers.mark)]
        for price, value, each in zip(price_marks, value_marks, found, strict=True)
    ]

    assert totals == [[pytest.approx(float(each.total))] for each in found]
    assert FUNCTIONS["SV_RANK"](totals) == column(each.place.rank for each in found)


@pytest.mark.parametrize("method", BY_PRICE)
def test_every_published_formula_for_price_has_its_words(method: PriceMethod) -> None:
    share = price_shares({"ours": Decimal(100), "theirs": Decimal(200)}, method)["ours"]

    assert FUNCTIONS["SV_SCORE_PRICE"](100, [[100], [200]], 0.4, str(method)) == float(
        mark(Decimal("0.4"), share, 2)
    )
    assert method in FUNCTIONS["SV_WHY"]("SV_SCORE_PRICE", 100, [[100]], 0.4, "cheapest wins")


def test_binary_dust_hides_no_price_and_no_value_among_the_others() -> None:
    dust, clean = 100.1 * 3, 300.3

    assert dust != clean
    assert FUNCTIONS["SV_SCORE_PRICE"](clean, [[dust], [400]], 0.4) == 40
    assert FUNCTIONS["SV_SCORE_HIGHEST"](max(dust, clean), [[min(dust, clean)]], 0.4) == 40


def test_all_values_zero_score_zero() -> None:
    assert FUNCTIONS["SV_SCORE_HIGHEST"]([[0], [0]], [[0], [0]], 0.05) == [[0], [0]]


def test_a_blank_bid_has_no_mark_no_rank_and_no_flag() -> None:
    blank_in_between = [[50], [None], [100]]

    assert FUNCTIONS["SV_SCORE_HIGHEST"](blank_in_between, blank_in_between, 0.1) == [
        [5],
        [""],
        [10],
    ]
    assert FUNCTIONS["SV_RANK"](blank_in_between) == [[2], [""], [1]]
    assert FUNCTIONS["SV_UNUSUALLY_HIGH"]([[50], [None], [101]])[1:] == [
        [""],
        ["above twice the median of the others"],
    ]


def test_bidders_who_are_level_share_a_rank() -> None:
    totals = [[70], [70.001], [69.994]]

    assert FUNCTIONS["SV_RANK"](totals) == [[1], [1], [3]]
    assert FUNCTIONS["SV_RANK"](totals, None, None, None, 3) == [[2], [1], [3]]
    assert FUNCTIONS["SV_RANK"](totals, None, None, [[9], [8], [1]]) == [[2], [1], [3]]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_blank_breaks_no_tie(at: int) -> None:
    """As 0 it would, and a price of 0 would win."""
    parts: list[Any] = [[[70], [70]], [[1], [1]], [[1], [1]], [[5], [5]]]
    parts[at] = [[None], [5]]

    assert FUNCTIONS["SV_RANK"](*parts) == ExcelError.VALUE
    assert "a bidder with a total has none" in FUNCTIONS["SV_RANK"].why(*parts)


def test_a_bidder_without_a_total_needs_nothing_else() -> None:
    given_cells = ([[70], [None]], [[1], [None]], [[1], [None]], [[5], [None]])

    assert FUNCTIONS["SV_RANK"](*given_cells) == [[1], [""]]


def test_very_many_bidders_are_ranked_and_flagged() -> None:
    """Ten thousand, which would not end if each were compared with every other one."""
    count = 10_000
    marks = [[float(at * 7919 % count) / 100] for at in range(count)]
    values = [[float(at * 7919 % count + 1)] for at in range(count)]

    ranked = FUNCTIONS["SV_RANK"](marks)
    flagged = FUNCTIONS["SV_UNUSUALLY_HIGH"](values)

    better = sorted((mark for (mark,) in marks), reverse=True)
    assert [marks[at][0] for at in sorted(range(count), key=lambda at: ranked[at][0])] == better
    assert {flag for (flag,) in flagged} == {"no"}  # the largest is just twice the median
    assert FUNCTIONS["SV_UNUSUALLY_HIGH"]([*values, [1e6]])[-1] == [FlagCode.ABOVE_OTHERS.value]
