from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.scoring import TIE_BREAK, Final, Place, TieStep, ranked, ranks, score
from tests.scoring.invented import bid, tender


def final(total: str, quality: str = "20", social: str = "10", price: str = "100") -> Final:
    return Final(Decimal(total), Decimal(quality), Decimal(social), Decimal(price))


def test_more_marks_come_first() -> None:
    found = ranked({"Birch": final("70"), "Alder": final("70.01"), "Cedar": final("69.99")})
    assert {name: place.rank for name, place in found.items()} == {
        "Alder": 1,
        "Birch": 2,
        "Cedar": 3,
    }
    assert list(found) == ["Alder", "Birch", "Cedar"]


@pytest.mark.parametrize(
    ("better", "step"),
    [
        (final("70", quality="20.01"), TieStep.QUALITY),
        (final("70", quality="20.01", social="9", price="900"), TieStep.QUALITY),
        (final("70", social="10.01", price="900"), TieStep.SOCIAL_VALUE),
        (final("70", price="99.99"), TieStep.PRICE),
    ],
)
def test_equal_totals_go_to_quality_then_social_value_then_the_lower_price(
    better: Final, step: TieStep
) -> None:
    found = ranked({"Alder": final("70"), "Birch": better})
    assert found == {"Birch": Place(1, decided_by=(step,)), "Alder": Place(2, decided_by=(step,))}


def test_what_is_level_to_the_end_is_a_tie_and_shares_its_rank() -> None:
    found = ranked(
        {"Alder": final("70"), "Birch": final("70"), "Cedar": final("60"), "Elm": final("80")}
    )
    assert found["Alder"] == Place(2, tied_with=("Birch",))
    assert found["Birch"] == Place(2, tied_with=("Alder",))
    assert found["Cedar"].rank == 4


def test_three_level_totals_name_every_step_that_was_needed() -> None:
    found = ranked(
        {
            "Alder": final("70", quality="21"),
            "Birch": final("70", price="90"),
            "Cedar": final("70"),
        }
    )
    assert found["Birch"] == Place(2, decided_by=(TieStep.QUALITY, TieStep.PRICE))


def test_the_tender_documents_order_of_steps_prevails() -> None:
    finals = {"Alder": final("70", quality="25", price="110"), "Birch": final("70")}
    assert ranked(finals)["Alder"].rank == 1
    assert ranked(finals, (TieStep.PRICE, TieStep.QUALITY))["Birch"].rank == 1
    assert ranked(finals, ())["Alder"].tied_with == ("Birch",)


def test_ties_are_told_with_the_published_last_step_and_not_broken() -> None:
    results = score(tender(last_step="a coin, tossed in public"), [bid("Birch"), bid("Alder")])
    assert results.ranks == {"Alder": 1, "Birch": 1}
    (tie,) = results.ties
    assert (tie.rank, tie.bidders) == (1, ("Alder", "Birch"))
    assert tie.last_step == "a coin, tossed in public"


def test_marks_are_compared_as_they_are_printed() -> None:
    """A hundredth of a mark too small to print decides nothing; the lower price then does."""
    bids = [bid("Alder", 500.02, price=100_000), bid("Birch", 500, price=100_000)]
    assert score(tender(), bids).ranks == {"Alder": 1, "Birch": 1}
    assert score(tender(decimals=4), bids).ranks == {"Alder": 1, "Birch": 2}


def test_a_step_stands_once() -> None:
    with pytest.raises(InputError, match="twice"):
        tender(tie_break=(TieStep.PRICE, TieStep.PRICE))
    with pytest.raises(InputError, match="'age'"):
        tender(tie_break=("age",))


@pytest.mark.parametrize(
    ("steps", "first"),
    [
        ((TieStep.QUALITY, TieStep.SOCIAL_VALUE), "Alder"),
        ((TieStep.SOCIAL_VALUE, TieStep.QUALITY), "Birch"),
    ],
)
def test_the_published_steps_decide_between_equal_totals(
    steps: tuple[TieStep, ...], first: str
) -> None:
    bids = [bid("Alder", 500, quality=Decimal("0.8")), bid("Birch", 800, quality=Decimal("0.7"))]

    results = score(tender(tie_break=steps), bids)

    assert results.bids[0].total == results.bids[1].total
    assert results.bids[0].bidder == first
    assert [each.place.decided_by for each in results.bids] == [steps[:1], steps[:1]]
    assert results.ties == ()


def test_three_level_bids_are_one_tie_in_the_order_of_their_names() -> None:
    bids = [bid(name) for name in ("Cedar", "Alder", "Birch")]

    results = score(tender(last_step="a coin"), [*bids, bid("Dogwood", 0)])

    assert [(tie.rank, tie.bidders, tie.last_step) for tie in results.ties] == [
        (1, ("Alder", "Birch", "Cedar"), "a coin")
    ]


MARKS = st.sampled_from([Decimal(mark) for mark in ("0", "70", "70.0", "70.01", "80")])
FINALS = st.lists(st.builds(Final, MARKS, MARKS, MARKS, MARKS), max_size=9)


@given(FINALS, st.permutations(TIE_BREAK), st.integers(0, 3))
def test_each_bidder_stands_to_the_others_as_one_by_one(
    found: list[Final], tie_break: list[TieStep], steps: int
) -> None:
    """The same places as comparing each with every other one gives."""
    finals = {f"Bidder {at}": final for at, final in enumerate(found)}
    order = tie_break[:steps]
    places = ranked(finals, order)
    keys = {name: _key(final, order) for name, final in finals.items()}

    for name, place in places.items():
        others = {other: key for other, key in keys.items() if other != name}
        differ = {
            next(n for n, (a, b) in enumerate(zip(keys[name], key, strict=True)) if a != b)
            for key in others.values()
            if key[0] == keys[name][0] and key != keys[name]
        }
        assert place.rank == 1 + sum(key > keys[name] for key in others.values())
        assert place.tied_with == tuple(
            sorted(other for other, key in others.items() if key == keys[name])
        )
        assert place.decided_by == tuple(step for n, step in enumerate(order, 1) if n in differ)
    assert list(places) == sorted(finals, key=lambda name: (places[name].rank, name))
    assert {name: place.rank for name, place in places.items()} == ranks(finals, order)


def _key(final: Final, order: list[TieStep]) -> tuple[Decimal, ...]:
    better = {
        TieStep.QUALITY: final.quality,
        TieStep.SOCIAL_VALUE: final.social_value,
        TieStep.PRICE: -final.price,
    }
    return (final.total, *(better[step] for step in order))
