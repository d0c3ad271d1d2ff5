"""What is told of figures that can't be, in full, and the words of every rating."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from svtools.errors import InputError
from svtools.monitoring import (
    FinancialYear,
    Progress,
    ProgressBands,
    Quarter,
    StatutoryRating,
    local_spend,
    quarters_between,
    rating,
    split_by_days,
    statutory_rating,
)

YEAR = FinancialYear(2025)
ENDLESS = float("inf")
BANDS = "Give fractions above 0, each below the one before, such as 1, 0.85."
UNITS = "Give numbers that are 0 or more."


def test_the_words_of_the_ratings() -> None:
    assert list(Progress) == [
        "on track",
        "behind",
        "well behind",
        "nothing due yet",
        "not reported",
    ]
    assert list(StatutoryRating) == [
        "Good",
        "Approaching target",
        "Requires improvement",
        "Inadequate",
        "Other",
    ]


@pytest.mark.parametrize(
    ("refused", "what", "remedy"),
    [
        (
            lambda: local_spend([(True, Decimal("-1234.5"))]),
            "The spend adds up to -£1,234.50.",
            "Give net spend, credits negative.",
        ),
        (lambda: ProgressBands(Decimal(1), Decimal(2)), "The bands are 1, 2.", BANDS),
        (lambda: rating(-1, 10), "Delivered -1 of 10 units.", UNITS),
        (lambda: statutory_rating(5, -10), "Delivered 5 of -10 units.", UNITS),
        (lambda: rating(5, ENDLESS), "Delivered 5 of inf units.", UNITS),
        (lambda: rating(ENDLESS, 5), "Delivered inf of 5 units.", UNITS),
        (
            lambda: split_by_days(-3, YEAR.start, YEAR.end),
            "The promised units are -3.",
            "Give a number that is 0 or more.",
        ),
        (
            lambda: FinancialYear.parse("last year"),
            "'last year' is not a financial year.",
            "Write it as 2025-26.",
        ),
        (lambda: Quarter(YEAR, 5), "There is no quarter 5.", "Give 1, 2, 3 or 4."),
        (
            lambda: Quarter(YEAR, 1).due_date(-1),
            "The days allowed after a quarter are -1.",
            "Give 0 or more.",
        ),
        (
            lambda: quarters_between(date(2026, 4, 1), date(2026, 3, 31)),
            "The end, 31 March 2026, is before the start, 1 April 2026.",
            "Give an end that is on or after the start.",
        ),
    ],
)
def test_a_refusal_in_full(refused: Callable[[], object], what: str, remedy: str) -> None:
    with pytest.raises(InputError) as error:
        refused()

    assert str(error.value) == f"{what} {remedy}"
    assert error.value.remedy == remedy
