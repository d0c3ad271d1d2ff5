import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.policy import check_weighting, requirement
from svtools.scoring import AwardCriteria, SubCriterion

CONTRACT = requirement("services", 300_000, on=date(2026, 3, 2))


def criteria(price: Any, quality: Any, social: Any, **more: Any) -> AwardCriteria:
    return AwardCriteria(price, quality, social, **more)


@pytest.mark.parametrize(
    "weights",
    [
        ("0.5", "0.4", "0.1"),
        ("0.7", "0.2", "0.1"),  # as binary floats these make 0.9999999999999999
        ("0.333333", "0.333333", "0.333334"),
        ("0.9", "0", "0.1"),
        ("0", "0", "1"),
    ],
)
@pytest.mark.parametrize("kind", [float, Decimal])
def test_weights_of_exactly_100_per_cent_stand(weights: tuple[str, ...], kind: Any) -> None:
    made = criteria(*map(kind, weights))

    assert (made.price, made.quality, made.social_value) == tuple(map(Decimal, weights))


def test_binary_dust_of_a_cell_is_no_reason_to_refuse() -> None:
    assert criteria(0.30000000000000004, 0.6, 0.1).price == Decimal("0.3")


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        ((0.5, 0.4, 0.11), "101%: price 50% + quality 40% + social value 11%"),
        ((0.5, 0.4, 0.09), "99%"),
        ((0.5, 0.4, 0.099999), "99.9999%"),
        ((0.5, 0.4, None), "social value is missing"),
        ((50, 40, 10), "price is 50"),
        ((-0.1, 1, 0.1), "price is -0.1"),
        (("half", 0.4, 0.1), "'half', which is not a number"),
    ],
)
def test_other_weights_are_refused_with_what_was_found(
    weights: tuple[Any, ...], found: str
) -> None:
    with pytest.raises(InputError, match=r"weight|criteria") as refused:
        criteria(*weights)

    assert found in refused.value.what


def test_parts_of_quality_add_up_to_quality() -> None:
    parts = (SubCriterion("method", Decimal("0.25")), SubCriterion("team", Decimal("0.15")))

    assert criteria(0.5, 0.4, 0.1, quality_parts=parts).parts_of_quality == parts
    with pytest.raises(InputError, match=r"40%: method 25% \+ team 15%"):
        criteria(0.6, 0.3, 0.1, quality_parts=parts)


def test_parts_of_quality_have_names_of_their_own() -> None:
    part = SubCriterion("team", Decimal("0.2"))
    with pytest.raises(InputError, match="twice"):
        criteria(0.5, 0.4, 0.1, quality_parts=(part, part))


def test_social_value_is_split_half_and_half_unless_published_otherwise() -> None:
    even, uneven = criteria(0.5, 0.4, 0.1), criteria(0.5, 0.4, 0.1, quantitative=0.7)

    assert (even.measures_weight, even.answers_weight) == (Decimal("0.05"), Decimal("0.05"))
    assert (uneven.measures_weight, uneven.answers_weight) == (Decimal("0.07"), Decimal("0.03"))


@pytest.mark.parametrize("split", [-0.1, 1.1, None, 50])
def test_the_split_is_a_fraction(split: Any) -> None:
    with pytest.raises(InputError, match="for the measures"):
        criteria(0.5, 0.4, 0.1, quantitative=split)


@pytest.mark.parametrize(("social", "stands"), [(0.1, True), (0.0999, False)])
def test_the_policys_minimum_is_of_all_criteria(social: float, stands: bool) -> None:
    """Clause 9.2.2 and R6: a tenth of the total, not of quality."""
    weight = criteria(0.5, 0.5 - social, social).social_value
    answer = check_weighting(weight, CONTRACT)

    assert answer.stands is stands
    assert stands or re.search(r"9\.99%.*minimum of 10%", answer.message)


def test_the_measures_share_of_the_weighting_does_not_count_against_the_minimum() -> None:
    weight = criteria(0.5, 0.4, 0.1, quantitative=0).social_value
    assert check_weighting(weight, CONTRACT).stands
