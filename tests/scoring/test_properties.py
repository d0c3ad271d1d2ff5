"""What holds for any bids."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.scoring import (
    Answer,
    AwardCriteria,
    Bid,
    Method,
    OfferLine,
    PriceMethod,
    Qualitative,
    Quantitative,
    Scored,
    Tender,
    even_bands,
    score,
)
from tests.scoring.invented import LOCAL, QUESTIONS, SOCIAL, tender


def hundredths(least: int, most: int, of: int = 100) -> st.SearchStrategy[Decimal]:
    """Amounts with decimals, as whole parts of one: they are drawn five times as fast."""
    return st.integers(least, most).map(lambda parts: Decimal(parts) / of)


def or_blank(amounts: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Decimal | None]:
    """What is under 0 is blank."""
    return amounts.map(lambda amount: None if amount < 0 else amount)


units = or_blank(hundredths(-(10**6), 10**7))
shares = or_blank(hundredths(-1_000, 10_000, 10_000))
marks = st.sampled_from((None, *range(6), "not answered"))
drawn = st.tuples(hundredths(100, 10**9), units, units, marks, marks, shares)


def a_bid(name: str, values: tuple[Any, ...]) -> Bid:
    price, social, local, first, second, quality = values
    answered = [(q.number, m) for q, m in zip(QUESTIONS, (first, second), strict=True)]
    return Bid(
        name,
        price,
        (OfferLine(SOCIAL, social), OfferLine(LOCAL, local)),
        tuple(Answer(q, moderated=m) for q, m in answered if m != "not answered"),
        quality,
    )


bids = st.lists(drawn, min_size=1, max_size=5).map(
    lambda several: tuple(a_bid(f"Bidder {n}", values) for n, values in enumerate(several))
)


@st.composite
def weights(draw: Callable[[st.SearchStrategy[Any]], Any]) -> AwardCriteria:
    price = draw(st.integers(0, 99))
    quality = draw(st.integers(0, 99 - price))
    parts = (price, quality, 100 - price - quality)
    first, second, third = (Decimal(part) / 100 for part in parts)
    return AwardCriteria(first, second, third, quantitative=draw(hundredths(0, 100)))


methods = st.builds(
    Quantitative,
    method=st.sampled_from(Method),
    target=st.just(Decimal("0.3")),
    bands=st.just(even_bands(Decimal("0.3"))),
    scored=st.sampled_from(Scored),
    leva_reason=st.just("made up"),
    leva_cap=or_blank(hundredths(-20, 100)),
)
tenders = st.builds(
    tender,
    criteria=weights(),
    quantitative=methods,
    qualitative=st.builds(
        Qualitative,
        questions=st.just(QUESTIONS),
        pass_mark=st.sampled_from((None, *range(6))),
        both_parts=st.booleans(),
    ),
    price_method=st.sampled_from(PriceMethod),
    decimals=st.integers(0, 4),
)


def raised(given_bid: Bid, more: Decimal) -> Bid:
    """The bid with `more` units of the first measure."""
    first, *others = given_bid.lines
    line = OfferLine(first.measure, Decimal(first.offered or 0) + more)
    return replace(given_bid, lines=(line, *others))


@settings(deadline=None)
@given(tenders, bids)
def test_marks_stay_within_their_weights(rules: Tender, given_bids: tuple[Bid, ...]) -> None:
    half = Decimal("0.5").scaleb(-rules.decimals)
    weight = rules.criteria
    for found in score(rules, given_bids).bids:
        for mark, most in (
            (found.price_mark, weight.price),
            (found.quality_mark, weight.quality),
            (found.measures.mark, weight.measures_weight),
            (found.answers.mark, weight.answers_weight),
        ):
            assert 0 <= mark <= 100 * most + half
            assert -mark.as_tuple().exponent <= rules.decimals  # type: ignore[operator]


@settings(deadline=None)
@given(tenders, bids.flatmap(lambda b: st.tuples(st.just(b), st.permutations(b))))
def test_the_order_of_bidders_does_not_matter(
    rules: Tender, both: tuple[tuple[Bid, ...], list[Bid]]
) -> None:
    assert score(rules, both[0]) == score(rules, both[1])


@settings(deadline=None)
@given(tenders, bids, hundredths(0, 10**11))
def test_one_inflated_bid_takes_no_marks_for_measures_under_a_target(
    rules: Tender, given_bids: tuple[Bid, ...], more: Decimal
) -> None:
    target = replace(rules, quantitative=replace(rules.quantitative, method=Method.TARGET))
    before = score(target, given_bids)
    after = score(target, (raised(given_bids[0], more), *given_bids[1:]))
    for other in given_bids[1:]:
        assert after.of(other.bidder).total == before.of(other.bidder).total


def test_one_inflated_bid_crushes_the_rest_relative_to_the_highest() -> None:
    """What the scoring target is the default for."""
    rules = tender(quantitative=Quantitative(Method.HIGHEST))
    fair = [Bid(name, 1_000, (OfferLine(SOCIAL, 10),)) for name in ("Alder", "Birch")]
    inflated = raised(fair[0], Decimal(990))
    assert score(rules, fair).of("Birch").measures.mark == 10
    assert score(rules, [inflated, fair[1]]).of("Birch").measures.mark == Decimal("0.10")


@settings(deadline=None)
@given(tenders, bids)
def test_the_highest_gets_full_marks(rules: Tender, given_bids: tuple[Bid, ...]) -> None:
    highest = replace(
        rules,
        quantitative=replace(rules.quantitative, method=Method.HIGHEST),
        qualitative=Qualitative(QUESTIONS),
    )
    found = [each.measures for each in score(highest, given_bids).bids]
    best = max(found, key=lambda each: each.ratio)
    assert best.share == (1 if best.value else 0)


@settings(deadline=None)
@given(tenders, bids, hundredths(0, 10**8))
def test_offering_more_never_lowers_ones_own_marks(
    rules: Tender, given_bids: tuple[Bid, ...], more: Decimal
) -> None:
    name = given_bids[0].bidder
    before = score(rules, given_bids).of(name)
    after = score(rules, (raised(given_bids[0], more), *given_bids[1:])).of(name)
    assert after.total >= before.total


@settings(deadline=None)
@given(tenders, bids, hundredths(100, 10_000, 10_000))
def test_a_lower_price_never_lowers_ones_own_price_mark(
    rules: Tender, given_bids: tuple[Bid, ...], share: Decimal
) -> None:
    first = given_bids[0]
    cheaper = replace(first, price=Decimal(first.price or 0) * share)
    before = score(rules, given_bids).of(first.bidder)
    after = score(rules, (cheaper, *given_bids[1:])).of(first.bidder)
    assert after.price_mark >= before.price_mark


@settings(deadline=None)
@given(tenders, bids)
def test_ranks_follow_totals_and_only_level_bids_share_one(
    rules: Tender, given_bids: tuple[Bid, ...]
) -> None:
    found = score(rules, given_bids).bids
    for ahead, behind in pairwise(found):
        assert ahead.total >= behind.total
        level = ahead.place.rank == behind.place.rank
        assert level == (behind.bidder in ahead.place.tied_with)
        assert level <= (ahead.total == behind.total and ahead.price == behind.price)


@pytest.mark.parametrize("method", Method)
@settings(deadline=None, max_examples=30)
@given(drawn)
def test_one_bidder_gets_full_marks_for_the_lowest_price(method: Method, values: Any) -> None:
    bands = even_bands(Decimal("0.3"))
    rules = tender(quantitative=Quantitative(method, target=Decimal("0.3"), bands=bands))
    found = score(rules, [a_bid("Only", values)]).of("Only")
    assert found.price_mark == 50
    assert found.place.rank == 1
