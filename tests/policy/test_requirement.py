"""The answer for each category, at, just under and over each threshold, around each date."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from svtools.errors import InputError
from svtools.policy import Requirement, load_council, requirement

TEN = Decimal("0.1")
NONE = Decimal(0)
PSR = "Health Care Services (Provider Selection Regime) Regulations 2023, regulation 5(e)"


def answer(category: str, net: str | float, on: str, **more: object) -> Requirement:
    return requirement(category, Decimal(str(net)), on=date.fromisoformat(on), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("category", "net", "months", "clauses"),
    [
        ("supplies and services", "177896.99", None, ()),
        ("supplies and services", "177897", None, ("9.2.1",)),
        ("supplies and services", "177897.01", None, ("9.2.1",)),
        ("light touch", "552949.99", None, ()),
        ("light touch", "552950.00", None, ("9.2.1",)),
        ("light touch", "552950.01", None, ("9.2.1",)),
        ("works", "999999.99", 24, ()),
        ("works", "1000000", 24, ("9.2.1",)),
        ("works", "1000000.01", 24, ("9.2.1",)),
        ("works", "1000000", 23, ()),
        ("works", "1000000", "23.99", ()),
        ("works", "1000000", 25, ("9.2.1",)),
    ],
)
def test_the_policys_own_thresholds(
    category: str, net: str, months: str | int | None, clauses: tuple[str, ...]
) -> None:
    term = None if months is None else Decimal(months)
    found = answer(category, net, "2024-06-03", months=term, vat_rate=0)

    assert found.clauses == clauses
    assert found.required is bool(clauses)
    assert found.minimum_weighting == NONE
    assert found.recommended_weighting == (TEN if clauses else NONE)


@pytest.mark.parametrize(
    ("category", "on", "net", "regulated"),
    [
        # net of VAT until the end of 2021
        ("supplies and services", "2021-12-31", "189329.99", False),
        ("supplies and services", "2021-12-31", "189330", True),
        ("supplies and services", "2021-12-31", "189330.01", True),
        ("light touch", "2021-12-31", "663539.99", False),
        ("light touch", "2021-12-31", "663540", True),
        ("works", "2021-12-31", "4733251.99", False),
        ("works", "2021-12-31", "4733252", True),
        # including VAT from 2022: 213,477 / 1.2 = 177,897.50
        ("supplies and services", "2022-01-01", "177897.49", False),
        ("supplies and services", "2022-01-01", "177897.50", True),
        ("supplies and services", "2022-01-02", "177897.51", True),
        ("light touch", "2022-01-01", "552949.99", False),
        ("light touch", "2022-01-01", "552950", True),
        ("works", "2022-01-01", "4447447.49", False),
        ("works", "2022-01-01", "4447447.50", True),
        ("supplies and services", "2023-12-31", "177897.50", True),
        # 214,904 / 1.2 = 179,086.666…
        ("supplies and services", "2024-01-01", "177897.50", False),
        ("supplies and services", "2024-01-01", "179086.66", False),
        ("supplies and services", "2024-01-02", "179086.67", True),
        ("works", "2023-12-31", "4477174.16", True),
        ("works", "2024-01-01", "4477174.16", False),
        ("works", "2024-01-01", "4477174.17", True),
        # 207,720 / 1.2 = 173,100 and 5,193,000 / 1.2 = 4,327,500
        ("supplies and services", "2025-12-31", "173100", False),
        ("supplies and services", "2025-12-31", "179086.67", True),
        ("supplies and services", "2026-01-01", "173099.99", False),
        ("supplies and services", "2026-01-01", "173100", True),
        ("supplies and services", "2026-01-02", "173100.01", True),
        ("light touch", "2026-01-01", "552949.99", False),
        ("light touch", "2026-01-01", "552950", True),
        ("works", "2025-12-31", "4327500", False),
        ("works", "2026-01-01", "4327499.99", False),
        ("works", "2026-01-01", "4327500", True),
        ("works", "2026-01-02", "4327500.01", True),
    ],
)
def test_the_minimum_weighting_follows_the_statutory_threshold_of_the_day(
    category: str, on: str, net: str, regulated: bool
) -> None:
    found = answer(category, net, on, months=12)

    assert ("9.2.2" in found.clauses) is regulated
    assert found.minimum_weighting == (TEN if regulated else NONE)


@pytest.mark.parametrize(
    ("on", "required"),
    [("2021-11-30", False), ("2021-12-01", True), ("2021-12-02", True)],
)
def test_before_the_policy_the_answer_is_no_and_not_an_error(on: str, required: bool) -> None:
    found = answer("works", 9_000_000, on, months=36)

    assert found.required is required
    assert ("before this policy" in found.reason) is not required
    assert (found.policy_threshold_net is None) is not required
    assert found.statutory_threshold_net == 4733252


@pytest.mark.parametrize(
    ("on", "regime"),
    [("2025-02-23", "PCR 2015"), ("2025-02-24", "PA 2023"), ("2025-02-25", "PA 2023")],
)
def test_the_regime_follows_from_the_day_the_procurement_began(on: str, regime: str) -> None:
    found = answer("goods", 300_000, on)

    assert found.regime.key == regime
    assert found.regime.name in found.reason


def test_the_gap_of_2026_is_required_through_the_statutory_threshold_alone() -> None:
    found = answer("supplies and services", 175_000, "2026-03-02")

    assert found.clauses == ("9.2.2",)
    assert "clause 9.2.2" in found.reason
    assert "£207,720" in found.reason
    assert "under the policy's £177,897" in found.reason
    assert any("only because of the statutory threshold" in line for line in found.advice)


def test_large_short_works_are_caught_by_the_statutory_threshold() -> None:
    """R5: under 24 months the 10% still applies at the statutory figure."""
    found = answer("works", 5_000_000, "2026-03-02", months=12)

    assert (found.clauses, found.minimum_weighting) == (("9.2.2",), TEN)
    assert "the term of 12 months is under its 24" in found.reason


def test_exempt_light_touch_is_in_scope_but_not_regulated() -> None:
    """R3: without VAT, £552,950 to £663,540 is in the policy's scope alone."""
    assert answer("light touch", "663539.99", "2026-03-02", vat_rate=0).clauses == ("9.2.1",)
    assert answer("light touch", "663540", "2026-03-02", vat_rate=0).clauses == ("9.2.1", "9.2.2")


def test_a_value_including_vat_replaces_the_rate() -> None:
    under = answer("goods", 180_000, "2024-06-03", value_including_vat=Decimal("214903.99"))
    at = answer("goods", 180_000, "2024-06-03", value_including_vat=214_904)

    assert under.clauses == ("9.2.1",)
    assert at.clauses == ("9.2.1", "9.2.2")
    assert at.value.including_vat == 214_904


def test_thresholds_are_given_net_and_including_vat() -> None:
    found = answer("goods", 200_000, "2024-06-03")

    assert found.policy_threshold_net == 177_897
    assert found.policy_threshold_including_vat == Decimal("213476.4")
    assert found.statutory_threshold_including_vat == 214_904
    assert found.statutory_threshold_net == Decimal("179086.666667")


def test_net_thresholds_of_2021_are_given_including_vat() -> None:
    found = answer("goods", 200_000, "2021-12-10", vat_rate=0.05)

    assert found.statutory_threshold_net == 189_330
    assert found.statutory_threshold_including_vat == Decimal("198796.5")


def test_binary_floats_count_as_the_amounts_people_see() -> None:
    found = requirement("goods", 177897.1 - 0.1, on=date(2024, 6, 3), vat_rate=0)

    assert found.required


def test_the_time_of_day_is_left_out() -> None:
    moment = datetime(2025, 2, 24, 9, 30)  # noqa: DTZ001 - what a spreadsheet cell gives

    assert requirement("goods", 1, on=moment).regime.key == "PA 2023"


@pytest.mark.parametrize("words", ["PSR", "psr 2023", "Provider Selection Regime"])
def test_health_care_services_have_no_threshold(words: str) -> None:
    found = answer("light touch", 10_000, "2024-01-01", regime=words)

    assert found.required
    assert found.clauses == (PSR,)
    assert found.statutory_threshold_net is None
    assert found.statutory_threshold_including_vat is None
    assert (found.minimum_weighting, found.recommended_weighting) == (NONE, TEN)


def test_large_health_care_services_are_also_in_the_policys_scope() -> None:
    found = answer("light touch", 900_000, "2024-01-02", regime="PSR")

    assert (found.clauses, found.minimum_weighting) == (("9.2.1", PSR), NONE)


def test_a_call_off_stays_with_the_old_regulations() -> None:
    found = answer("goods", 300_000, "2026-03-02", regime="Public Contracts Regulations 2015")

    assert found.regime.key == "PCR 2015"
    assert found.minimum_weighting == TEN


@pytest.mark.parametrize(("regime", "on"), [("PSR", "2023-12-31"), ("PA 2023", "2025-02-23")])
def test_a_regime_before_its_first_day_is_refused(regime: str, on: str) -> None:
    with pytest.raises(InputError, match=r"did not apply on .* It applies from"):
        answer("light touch", 100_000, on, regime=regime)


def test_a_concession_is_judged_by_the_works_figures() -> None:
    found = answer("Concession", "4327500", "2026-03-02", months=12)

    assert (found.category, found.clauses) == ("works", ("9.2.2",))
    assert any("concession" in line for line in found.advice)


def test_mixed_vat_leaves_no_endless_fraction_in_a_threshold() -> None:
    """£4 for each £3 net: a third has no last decimal, and £237,196 is £237,196 all the same."""
    mixed = answer("goods", 150_000, "2021-12-02", value_including_vat=200_000)

    assert mixed.policy_threshold_including_vat == 237_196
    assert mixed.statutory_threshold_including_vat == 252_440
    assert mixed.statutory_threshold_net == 189_330


def test_a_term_without_its_last_dust_reaches_the_policys() -> None:
    assert answer("works", 1_000_000, "2026-03-02", months=Decimal("23.9999999")).required
    assert not answer("works", 1_000_000, "2026-03-02", months=Decimal("23.99999")).required


def test_a_value_without_its_last_dust_reaches_a_threshold() -> None:
    by_policy = answer("goods", "177896.9999999", "2026-03-02", vat_rate=0)
    by_law = answer("goods", 173_100, "2026-03-02", value_including_vat=Decimal("207719.9999999"))

    assert by_policy.clauses == ("9.2.1",)
    assert by_law.clauses == ("9.2.2",)
    assert not answer("goods", "177896.99999", "2026-03-02", vat_rate=0).required


def test_a_mixed_vat_rate_is_the_factor_of_every_figure() -> None:
    found = answer("goods", 100_000, "2026-03-02", value_including_vat=105_000)

    assert found.policy_threshold_including_vat == Decimal("186791.85")
    assert found.statutory_threshold_net == Decimal("197828.571429")


def test_figures_are_rounded_at_six_decimals() -> None:
    found = answer("goods", 100_000, "2021-12-10", vat_rate=0.1234567)

    assert found.policy_threshold_including_vat == Decimal("199859.57656")
    assert found.statutory_threshold_including_vat == Decimal("212704.057011")


def test_before_the_policy_there_are_no_figures_of_it_and_no_regime_asks_for_anything() -> None:
    later = replace(load_council(), in_force_from=date(2026, 4, 1))
    found = answer("light touch", 10_000, "2026-03-02", regime="PSR", council=later)

    assert found.policy_threshold_net is None
    assert found.policy_threshold_including_vat is None
    assert (found.required, found.clauses) == (False, ())


def test_before_the_policy_there_is_no_figure_of_its_own() -> None:
    before = answer("works", 2_000_000, "2021-11-30", months=48)

    assert (before.policy_threshold_net, before.policy_threshold_including_vat) == (None, None)
    assert not before.reaches_policy_value
    assert not before.reaches_policy_term
