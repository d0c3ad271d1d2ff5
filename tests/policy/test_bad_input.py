"""What can't be used is refused, with what is allowed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.policy import categories, category_of, requirement

GOOD: dict[str, Any] = {
    "category": "works",
    "net_value": 1_200_000,
    "months": 24,
    "on": date(2026, 3, 2),
}


@pytest.mark.parametrize(
    ("change", "found", "remedy"),
    [
        ({"category": "roads"}, "'roads' is not a category", "supplies and services, light touch"),
        ({"category": ""}, "category is missing", "works"),
        ({"category": None}, "category is missing", "works"),
        ({"net_value": None}, "net value is missing", "zero or more"),
        ({"net_value": ""}, "net value is missing", "zero or more"),
        ({"net_value": -1}, "net value is -1", "zero or more"),
        ({"net_value": "1200000"}, "'1200000', which is not a number", "zero or more"),
        ({"net_value": True}, "'True', which is not a number", "zero or more"),
        ({"net_value": float("nan")}, "'nan', which is not a number", "zero or more"),
        ({"net_value": Decimal("Infinity")}, "not a number", "zero or more"),
        ({"net_value": 1e30}, "net value is 1000", "zero or more"),
        ({"months": None}, "not known: the term in months is missing", "extensions"),
        ({"months": 0}, "term in months is 0", "extensions"),
        ({"months": -24}, "term in months is -24", "extensions"),
        ({"months": "two years"}, "not a number", "such as 24"),
        ({"on": date(2019, 12, 31)}, "31 December 2019", "from 1 January 2020 on"),
        ({"on": None}, "missing", "2026-03-01"),
        ({"on": "2026-03-01"}, "not a date", "2026-03-01"),
        ({"vat_rate": 20}, "VAT rate is 20", "0.2 for 20%"),
        ({"vat_rate": -0.2}, "VAT rate is -0.2", "0.2 for 20%"),
        ({"vat_rate": 0.2, "value_including_vat": 1_440_000}, "Both", "only one"),
        ({"value_including_vat": 1_199_999}, "£1,199,999", "net value and the VAT"),
        ({"net_value": 0, "value_including_vat": 5}, "£5", "net value and the VAT"),
        ({"regime": "EU"}, "'EU' is not a regime", "PSR 2023"),
    ],
)
def test_it_says_what_was_found_and_what_to_do(
    change: dict[str, Any], found: str, remedy: str
) -> None:
    with pytest.raises(InputError) as refused:
        requirement(**(GOOD | change))

    assert found in refused.value.what
    assert remedy in refused.value.remedy


def test_the_first_day_with_figures_is_answered() -> None:
    assert not requirement(**(GOOD | {"on": date(2020, 1, 1)})).required


def test_supplies_and_services_need_no_term() -> None:
    assert requirement("services", 1_200_000, on=date(2026, 3, 2)).required


def test_a_value_of_nothing_is_a_value() -> None:
    found = requirement("services", 0, on=date(2026, 3, 2), value_including_vat=0)

    assert not found.required
    assert found.statutory_threshold_net == 173_100


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("supplies and services", "supplies and services"),
        ("Supplies & Services", "supplies and services"),
        (" SUPPLIES   and services ", "supplies and services"),
        ("goods", "supplies and services"),
        ("Goods/Services", "supplies and services"),
        ("services", "supplies and services"),
        ("supplies", "supplies and services"),
        ("Light Touch", "light touch"),
        ("light-touch regime", "light touch"),
        ("Light Touch Regime for Services", "light touch"),
        ("LTR", "light touch"),
        ("Works", "works"),
        ("construction", "works"),
        ("concessions", "concessions"),
        ("LTR concession", "light touch concessions"),
        *(
            (word, "supplies and services")
            for word in (
                "supply",
                "service",
                "goods and services",
                "services and supplies",
                "services and goods",
                "supplies services",
                "goods services",
            )
        ),
        *(
            (word, "light touch")
            for word in (
                "light touch regime",
                "light touch services",
                "light touch contract",
                "social and other specific services",
            )
        ),
        *(
            (word, "works")
            for word in (
                "work",
                "construction works",
                "building works",
            )
        ),
        *(
            (word, "concessions")
            for word in (
                "concession",
                "concession contract",
                "works concession",
                "services concession",
            )
        ),
        *(
            (word, "light touch concessions")
            for word in ("Light-touch concession", "light touch concession contract")
        ),
    ],
)
def test_categories_are_known_by_other_words(words: str, category: str) -> None:
    assert category_of(words) == category


def test_the_categories_are_in_the_policys_order_and_then_the_laws_own() -> None:
    assert categories() == (
        "supplies and services",
        "light touch",
        "works",
        "concessions",
        "light touch concessions",
    )
