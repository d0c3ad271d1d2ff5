from decimal import Decimal

import pytest

from svtools.errors import InputError
from svtools.scoring import (
    AwardCriteria,
    Band,
    Method,
    Quantitative,
    Scenario,
    SubCriterion,
    even_bands,
    score,
    sensitivity,
)
from tests.scoring.invented import answers, bid, tender

CLOSE = [
    bid("Alder", 9_000, price=104_000, answers=answers(4, 4)),
    bid("Birch", 600, price=96_000, answers=answers(4, 4), quality=Decimal("0.85")),
    bid("Cedar", 0, price=95_000, quality=Decimal("0.8")),
]


def named(scenarios: tuple[Scenario, ...]) -> dict[str, Scenario]:
    return {each.name: each for each in scenarios}


def test_every_method_and_every_move_of_five_points() -> None:
    assert list(named(sensitivity(tender(), CLOSE))) == [
        "as published",
        "method: relative to highest",
        "method: banded",
        "social value +5 points, from price",
        "social value +5 points, from quality",
        "social value +5 points, from price and quality alike",
        "social value −5 points, to price",
        "social value −5 points, to quality",
        "social value −5 points, to price and quality alike",
    ]


def test_the_first_is_the_tender_as_it_is() -> None:
    assert sensitivity(tender(), CLOSE)[0] == Scenario(
        "as published", score(tender(), CLOSE), False
    )


def test_an_inflated_bid_wins_only_relative_to_the_highest() -> None:
    """Alder offers 15 times Birch: its lead in marks is far larger under that method."""
    found = named(sensitivity(tender(), CLOSE))
    lead = {
        name: each.results.of("Alder").total - each.results.of("Birch").total
        for name, each in found.items()
    }
    assert lead["as published"] < 0 < lead["method: relative to highest"]
    assert found["method: relative to highest"].changes_first
    assert not found["as published"].changes_first


def test_a_moved_weighting_is_marked_with_the_moved_weights() -> None:
    found = named(sensitivity(tender(), CLOSE))
    by_hand = tender(criteria=AwardCriteria(Decimal("0.45"), Decimal("0.3"), Decimal("0.25")))
    assert found["social value +5 points, from price"].results == score(by_hand, CLOSE)


def test_moves_that_leave_a_weight_under_0_are_not_there() -> None:
    narrow = tender(criteria=AwardCriteria(Decimal("0.96"), Decimal(0), Decimal("0.04")))
    assert [each for each in named(sensitivity(narrow, CLOSE)) if "social" in each] == [
        "social value +5 points, from price"
    ]


def test_parts_of_quality_keep_their_proportions() -> None:
    parts = (
        SubCriterion("a", Decimal("0.1")),
        SubCriterion("b", Decimal("0.1")),
        SubCriterion("c", Decimal("0.1")),
    )
    split = tender(criteria=AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), parts))
    full = [bid(quality={"a": 1, "b": 1, "c": 1})]
    found = named(sensitivity(split, full))["social value +5 points, from quality"]
    assert found.results.of("Alder").quality_marks == {
        "a": Decimal("8.33"),
        "b": Decimal("8.33"),
        "c": Decimal("8.33"),
    }


def test_without_a_target_the_highest_band_stands_for_it() -> None:
    bands = (Band(Decimal(0), Decimal(0)), Band(Decimal("0.1"), Decimal(1)))
    banded = tender(quantitative=Quantitative(Method.BANDED, bands=bands))
    found = named(sensitivity(banded, CLOSE))["method: scoring target"]
    assert found.results == score(tender(), CLOSE)


@pytest.mark.parametrize("bands", [(), (Band(Decimal(0), Decimal(1)),)])
def test_without_a_target_and_bands_the_methods_cannot_be_compared(
    bands: tuple[Band, ...],
) -> None:
    with pytest.raises(InputError, match="target"):
        sensitivity(tender(quantitative=Quantitative(Method.HIGHEST, bands=bands)), CLOSE)


@pytest.mark.parametrize(
    ("name", "price", "quality", "social_value"),
    [
        ("social value +5 points, from price", "0.45", "0.3", "0.25"),
        ("social value +5 points, from quality", "0.5", "0.25", "0.25"),
        ("social value +5 points, from price and quality alike", "0.475", "0.275", "0.25"),
        ("social value −5 points, to price", "0.55", "0.3", "0.15"),
        ("social value −5 points, to quality", "0.5", "0.35", "0.15"),
        ("social value −5 points, to price and quality alike", "0.525", "0.325", "0.15"),
    ],
)
def test_each_move_is_the_tender_with_those_weights(
    name: str, price: str, quality: str, social_value: str
) -> None:
    third = Decimal("0.3")
    tilted = AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), quantitative=third)
    moved = AwardCriteria(
        Decimal(price), Decimal(quality), Decimal(social_value), quantitative=third
    )

    found = named(sensitivity(tender(criteria=tilted), CLOSE))[name]

    assert found.results == score(tender(criteria=moved), CLOSE)


def test_another_step_is_said_in_points() -> None:
    names = named(sensitivity(tender(), CLOSE, step=Decimal("0.025")))

    assert "social value +2.5 points, from price" in names
    assert "social value −2.5 points, to price and quality alike" in names


def test_unequal_parts_of_quality_keep_their_proportions() -> None:
    parts = (SubCriterion("a", Decimal("0.1")), SubCriterion("b", Decimal("0.2")))
    split = tender(criteria=AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), parts))
    full = [bid(quality={"a": 1, "b": 1})]
    found = named(sensitivity(split, full))

    less = found["social value +5 points, from quality"].results.of("Alder").quality_marks
    assert less == {"a": Decimal("8.33"), "b": Decimal("16.67")}
    same = found["social value +5 points, from price"].results.of("Alder").quality_marks
    assert same == {"a": 10, "b": 20}


def test_parts_of_quality_that_count_nothing_share_what_quality_gets() -> None:
    nothing = tuple(SubCriterion(name, Decimal(0)) for name in ("a", "b", "c"))
    split = tender(criteria=AwardCriteria(Decimal("0.8"), Decimal(0), Decimal("0.2"), nothing))
    full = [bid(quality={"a": 1, "b": 1, "c": 1})]
    found = named(sensitivity(split, full))["social value −5 points, to quality"]

    assert found.results.of("Alder").quality_marks == {
        "a": Decimal("1.67"),
        "b": Decimal("1.67"),
        "c": Decimal("1.67"),
    }


def test_another_second_changes_no_first() -> None:
    first = bid("Elder", 1_000, price=60_000, answers=answers(5, 5), quality=1)
    scenarios = sensitivity(tender(), [first, *CLOSE])
    seconds = {
        next(name for name, rank in each.results.ranks.items() if rank == 2) for each in scenarios
    }

    assert len(seconds) > 1
    assert not any(each.changes_first for each in scenarios)


def test_published_bands_and_target_serve_the_other_methods() -> None:
    bands = (Band(Decimal(0), Decimal(0)), Band(Decimal("0.05"), Decimal("0.5")))
    rules = Quantitative(target=Decimal("0.2"), bands=bands)
    found = named(sensitivity(tender(quantitative=rules), CLOSE))["method: banded"]
    banded = Quantitative(Method.BANDED, bands=bands)
    assert found.results == score(tender(quantitative=banded), CLOSE)

    by_bands = named(
        sensitivity(tender(quantitative=Quantitative(Method.HIGHEST, Decimal("0.2"))), CLOSE)
    )["method: banded"]
    even = Quantitative(Method.BANDED, bands=even_bands(Decimal("0.2")))
    assert by_bands.results == score(tender(quantitative=even), CLOSE)


def test_the_largest_part_of_quality_takes_what_rounding_leaves() -> None:
    weights = (("a", "0.04"), ("b", "0.04"), ("c", "0.22"))
    parts = tuple(SubCriterion(name, Decimal(weight)) for name, weight in weights)
    split = tender(
        criteria=AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2"), parts), decimals=4
    )
    found = named(sensitivity(split, [bid(quality={"a": 1, "b": 1, "c": 1})]))

    less = found["social value +5 points, from quality"].results.of("Alder").quality_marks
    assert [str(mark) for mark in less.values()] == ["3.3333", "3.3333", "18.3334"]


def test_a_step_is_said_without_dust_and_bids_may_come_one_at_a_time() -> None:
    dusty = sensitivity(tender(), iter(CLOSE), step=Decimal("0.0500000001"))

    assert dusty == sensitivity(tender(), CLOSE)
