"""Advice near a threshold and on location, and reasons fit for a report."""

from datetime import date
from decimal import Decimal

import pytest

from svtools.policy import requirement

NEAR = "near the policy's figure"


@pytest.mark.parametrize(
    ("net", "near"),
    [
        ("833332.99", False),
        ("833333", True),
        ("999999.99", True),
        ("1000000", False),
    ],
)
def test_works_that_would_reach_the_figure_with_vat_get_advice(net: str, near: bool) -> None:
    """R4: the policy doesn't say whether its £1M includes VAT."""
    found = requirement("works", Decimal(net), months=24, on=date(2026, 3, 2))

    assert any(NEAR in line for line in found.advice) is near


@pytest.mark.parametrize(("net", "near"), [("160107.29", False), ("160107.30", True)])
def test_supplies_near_the_policys_figure_get_advice(net: str, near: bool) -> None:
    found = requirement("supplies", Decimal(net), on=date(2024, 6, 3))

    assert any(NEAR in line for line in found.advice) is near


def test_a_short_term_is_pointed_out_where_the_value_is_reached() -> None:
    found = requirement("works", 1_000_000, months=23, on=date(2026, 3, 2))

    assert any("count every extension" in line for line in found.advice)


@pytest.mark.parametrize(("net", "near"), [(178_000, True), (180_000, False)])
def test_a_value_near_the_statutory_threshold_gets_advice(net: int, near: bool) -> None:
    found = requirement("services", net, on=date(2024, 6, 3))

    assert any("near the statutory threshold" in line for line in found.advice) is near


def test_in_scope_below_the_statutory_threshold_a_weighting_is_recommended() -> None:
    found = requirement("services", 178_000, on=date(2024, 6, 3))

    assert any("10%" in line and "recorded reason" in line for line in found.advice)


@pytest.mark.parametrize("net", [0, 5_000, 5_000_000])
def test_the_law_on_location_is_told_at_every_value(net: int) -> None:
    found = requirement("services", net, on=date(2026, 3, 2))

    assert "section 17(5)(e)" in found.advice[-1]


@pytest.mark.parametrize(
    ("on", "treaty_states", "reserved"),
    [
        (date(2025, 2, 23), False, False),
        (date(2025, 2, 24), True, False),
        (date(2025, 2, 25), True, False),
        (date(2026, 2, 3), True, False),
        (date(2026, 2, 4), True, True),
        (date(2026, 2, 5), True, True),
    ],
)
def test_the_law_on_location_is_that_of_the_day(
    on: date, treaty_states: bool, reserved: bool
) -> None:
    location = requirement("services", 1, on=on).advice[-1]

    assert ("section 90" in location) is treaty_states
    assert ("SI 2026/94" in location) is reserved


@pytest.mark.parametrize(
    ("on", "register_the_regime"), [(date(2025, 2, 23), True), (date(2025, 2, 24), False)]
)
def test_a_concession_before_the_act_has_regulations_of_its_own(
    on: date, register_the_regime: bool
) -> None:
    advice = " ".join(requirement("concession", 1, months=12, on=on).advice)

    assert ("CCR 2016" in advice) is register_the_regime


def test_a_reason_names_clause_figure_law_and_date() -> None:
    reason = requirement("services", 240_000, on=date(2024, 3, 1)).reason

    assert reason == (
        "Social value is required under the Social Value Policy 2021: £240,000 net of VAT reaches "
        "the policy's £177,897 for supplies and services contracts (clause 9.2.1, from 1 December "
        "2021). Clause 9.2.2 asks for at least 10% of the total award criteria: £288,000 including "
        "VAT reaches the statutory threshold of £214,904 on 1 March 2024 (Public Contracts "
        "Regulations 2015; PPN 11/23)."
    )


def test_a_reason_for_no_names_both_figures() -> None:
    reason = requirement("works", 900_000, months=30, on=date(2026, 3, 1)).reason

    assert reason.startswith("Social value is not required.")
    assert "£1,000,000" in reason
    assert "£5,193,000" in reason
