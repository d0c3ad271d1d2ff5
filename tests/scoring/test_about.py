"""A refusal says which attributes it is about, so that a job can name their cells."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.scoring import (
    AwardCriteria,
    Band,
    Denominator,
    Method,
    Qualitative,
    Quantitative,
    Question,
    Scored,
    SubCriterion,
    Tender,
)
from tests.scoring.invented import QUESTIONS, tender

TARGET = Decimal("0.1")
FALLING = (Band(Decimal(0), Decimal(1)), Band(Decimal(1), Decimal(0)))
TEAM = (SubCriterion("team", Decimal("0.2")),)


def criteria(price: Any = Decimal("0.5"), **more: Any) -> AwardCriteria:
    return AwardCriteria(price, Decimal("0.3"), Decimal("0.2"), **more)


@pytest.mark.parametrize(
    ("make", "attributes"),
    [
        (lambda: criteria(None), ["price"]),
        (lambda: criteria(0.6), ["price", "quality", "social_value"]),
        (lambda: criteria(quantitative=2), ["quantitative"]),
        (lambda: criteria(quality_parts=TEAM), ["quality_parts"]),
        (lambda: Quantitative(target=Decimal(0)), ["target"]),
        (lambda: Quantitative(Method.BANDED), ["method"]),
        (lambda: Quantitative(Method.BANDED, bands=FALLING), ["bands"]),
        (lambda: Quantitative(target=TARGET, scored=Scored.WITH_LEVA), ["leva_reason"]),
        (lambda: Quantitative(target=TARGET, leva_cap=Decimal(2)), ["leva_cap"]),
        (
            lambda: Quantitative(target=TARGET, denominator=Denominator.ESTIMATED),
            ["denominator"],
        ),
        (lambda: Qualitative(QUESTIONS[:1]), ["questions"]),
        (lambda: Qualitative(QUESTIONS, Decimal(6)), ["pass_mark"]),
        (lambda: Question("Q1", Decimal(2)), ["weight"]),
        (lambda: tender(price_method="luck"), ["price_method"]),
        (lambda: tender(decimals=9), ["decimals"]),
        (lambda: tender(measures=()), ["measures"]),
        (lambda: tender(qualitative=Qualitative()), ["questions"]),
    ],
)
def test_a_refusal_is_about_attributes(make: Callable[[], Tender], attributes: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        make()

    assert list(refused.value.about) == attributes
