"""Which contracts need KPIs by law: the days around the change, and the value to the penny."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svtools.monitoring import StatutoryRating
from svtools.policy import (
    KpiAnswer,
    KpisAsked,
    assessments_in_force,
    kpi_law,
    kpis_asked,
    requirement,
)

NEEDED, NOT = KpisAsked.NEEDED, KpisAsked.NOT_APPLICABLE
FIVE = Decimal(5_000_000)


def asked(
    on: str = "2025-03-03",
    worth: Decimal | int = FIVE + 1,
    category: str = "supplies and services",
    regime: str | None = None,
    **more: Any,
) -> KpiAnswer:
    """What the law asks of a contract that is worth so much, VAT included."""
    found = requirement(
        category, worth, on=date.fromisoformat(on), months=36, vat_rate=0, regime=regime
    )
    return kpis_asked(found, found.value, regime=found.regime, **more)


@pytest.mark.parametrize(
    ("on", "answer"),
    [("2025-02-23", NOT), ("2025-02-24", NEEDED), ("2025-02-25", NEEDED), ("2030-01-01", NEEDED)],
)
def test_the_day_on_which_the_procurement_began(on: str, answer: KpisAsked) -> None:
    found = asked(on)
    assert found.asked is answer
    assert found.why == ("Public Contracts Regulations 2015" if answer is NOT else found.why)


@pytest.mark.parametrize(
    ("worth", "answer"),
    [
        (Decimal("4999999.99"), NOT),
        (FIVE, NOT),
        (Decimal("5000000.0000001"), NOT),
        (Decimal("5000000.01"), NEEDED),
    ],
)
def test_over_the_figure_and_not_at_it(worth: Decimal, answer: KpisAsked) -> None:
    found = asked(worth=worth)
    assert (found.asked, found.least) == (answer, 3 if answer is NEEDED else 0)


def test_the_value_counts_with_its_vat() -> None:
    on = date(2025, 3, 3)
    under = requirement("supplies and services", Decimal("4166666.66"), on=on, months=1)
    over = requirement("supplies and services", Decimal("4166666.68"), on=on, months=1)
    found = [kpis_asked(each, each.value, regime=each.regime).asked for each in (under, over)]
    assert found == [NOT, NEEDED]


@pytest.mark.parametrize(
    ("category", "worth", "why"),
    [
        ("light touch", 9_000_000, "Light touch contract"),
        ("concessions", 9_000_000, "Concessions contract"),
        ("light touch concessions", 9_000_000, "Light touch concessions contract"),
        ("works", 5_372_608, "Below the threshold of £5,372,609"),
        ("works", 5_372_609, ""),
    ],
)
def test_what_the_duty_is_not_for(category: str, worth: int, why: str) -> None:
    found = asked(category=category, worth=worth)
    assert found.asked is (NOT if why else NEEDED)
    assert not why or found.why == why


@pytest.mark.parametrize(
    ("on", "answer"), [("2025-12-31", NOT), ("2026-01-01", NEEDED), ("2026-01-02", NEEDED)]
)
def test_works_between_the_thresholds_of_two_years(on: str, answer: KpisAsked) -> None:
    assert asked(on, 5_300_000, "works").asked is answer


def test_health_care_services_are_under_another_law() -> None:
    found = asked(regime="PSR", category="light touch", worth=9_000_000)
    assert (found.asked, found.why) == (NOT, "Provider Selection Regime")


def test_a_framework_needs_none() -> None:
    found = asked(is_framework=True)
    assert found.asked is NOT
    assert "framework" in found.why


def test_a_reason_stands_in_place_of_kpis_only_where_they_are_asked_for() -> None:
    assert asked(reason="One delivery") == (KpisAsked.NOT_APPROPRIATE, "One delivery", 0)
    assert asked(worth=FIVE, reason="One delivery").asked is NOT


def test_without_a_law_held_here_it_is_not_known() -> None:
    found = requirement("works", 9_000_000, on=date(2025, 3, 3), months=36)
    assert kpis_asked(found, found.value, regime=None).asked is KpisAsked.NOT_KNOWN


def test_the_law_is_rows_with_references() -> None:
    law = kpi_law()
    assert assessments_in_force() == date(2026, 1, 1)
    assert law.assessments.on(date(2026, 1, 1)) == 12
    assert "SI 2025/1316" in law.assessments.values[0].reference
    assert all(point.reference and point.says for point in law.notices.about)


def test_the_ratings_are_those_of_the_regulations() -> None:
    ratings = kpi_law().notices.ratings
    assert [rating.rating for rating in ratings] == list(map(str, StatutoryRating))
    assert [rating.ocds for rating in ratings] == [
        "met", "slightlyBelow", "below", "significantlyBelow", "other",
    ]  # fmt: skip
