"""The answer for each category, at, just under and over each threshold, around each date."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.policy import Category, ContractValue, Requirement, categories, requirement
from tests.policy.made_up import FROM, LAW, council_of

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


def test_the_gap_of_2026_is_required_through_the_statutory_threshold_alone() -> None:
    found = answer("supplies and services", 175_000, "2026-03-02")

    assert found.clauses == ("9.2.2",)
    assert "Clause 9.2.2 asks for at least 10%" in found.reason
    assert "£207,720" in found.reason
    assert "Clause 9.2.1 does not ask for it: £175,000 net of VAT is under its £177,897" in (
        found.reason
    )
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

    assert requirement("goods", 1, on=moment).on == date(2025, 2, 24)


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

    assert found.regime is not None
    assert found.regime.key == "PCR 2015"
    assert found.minimum_weighting == TEN


@pytest.mark.parametrize(("regime", "on"), [("PSR", "2023-12-31"), ("PA 2023", "2025-02-23")])
def test_a_regime_before_its_first_day_is_refused(regime: str, on: str) -> None:
    with pytest.raises(InputError, match=r"did not apply on .* It applies from"):
        answer("light touch", 100_000, on, regime=regime)


@pytest.mark.parametrize(
    ("words", "net", "on", "clauses"),
    [
        ("concession", "4477174.16", "2025-12-31", ()),
        ("concession", "4477174.17", "2025-12-31", ("9.2.2",)),
        ("concession", "4327499.99", "2026-01-01", ()),
        ("concession", "4327500", "2026-01-01", ("9.2.2",)),
        ("light touch concession", "4477174.17", "2025-12-31", ("9.2.2",)),
        ("light touch concession", "4477174.16", "2026-01-01", ()),
        ("light touch concession", "4477174.17", "2026-01-01", ("9.2.2",)),
    ],
)
@pytest.mark.parametrize("months", [None, 12, 36])
def test_a_concession_is_judged_by_its_own_figure_and_not_by_the_works_row(
    words: str, net: str, on: str, clauses: tuple[str, ...], months: int | None
) -> None:
    """R21: the policy names no figure for concessions."""
    found = answer(words, net, on, months=months)

    assert found.category.is_concession
    assert found.clauses == clauses
    assert found.policy_threshold_net is None


@pytest.mark.parametrize(
    ("category", "concession"),
    [*((one, "concession" in one) for one in categories())],
)
def test_two_categories_are_concessions(category: str, concession: bool) -> None:
    assert Category(category).is_concession is concession


def test_mixed_vat_leaves_no_endless_fraction_in_a_threshold() -> None:
    """£4 for each £3 net: a third has no last decimal, and £252,440 is £252,440 all the same."""
    mixed = answer("goods", 150_000, "2021-12-02", value_including_vat=200_000)

    assert mixed.policy_threshold_net == 177_897
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

    assert found.statutory_threshold_net == Decimal("197828.571429")


def test_figures_are_rounded_at_six_decimals() -> None:
    found = answer("goods", 100_000, "2021-12-10", vat_rate=0.1234567)

    assert found.statutory_threshold_including_vat == Decimal("212704.057011")


def test_before_the_policy_there_is_no_figure_of_its_own() -> None:
    before = answer("works", 2_000_000, "2021-11-30", months=48)

    assert before.policy_threshold_net is None
    assert not before.in_force
    assert (before.required, before.clauses) == (False, ())


def test_on_its_first_day_a_policy_is_in_force_where_it_asks_nothing() -> None:
    first = answer("services", 1, "2021-12-01")

    assert first.in_force
    assert "before this policy" not in first.reason


@pytest.mark.parametrize(
    ("rows", "figure"),
    [
        (("exceeds: 100, weight: consider", "exceeds: 200"), 200),
        (("exceeds: 200", "exceeds: 100, weight: may", "reaches: 300"), 200),
        (("reaches: 100, weight: may", "weight: must"), 100),
        (("reaches: 120, including VAT: true", "reaches: 110"), 100),
        (("weight: must",), None),
        ((LAW,), None),
    ],
)
def test_a_policys_threshold_is_its_lowest_figure_of_those_that_ask_the_most(
    rows: tuple[str, ...], figure: int | None, tmp_path: Path
) -> None:
    council = council_of(tmp_path, *(f"clause: a, {FROM}, {row}" for row in rows))

    assert answer("services", 1, "2026-03-02", council=council).policy_threshold_net == figure


def test_the_laws_own_row_holds_before_a_policy_begins(tmp_path: Path) -> None:
    later = council_of(tmp_path, "clause: a, from: 2026-04-01")
    found = answer("light touch", 10_000, "2026-03-02", regime="PSR", council=later)

    assert not found.in_force
    assert (found.required, found.clauses) == (True, (PSR,))


def test_a_value_without_vat_is_one_value() -> None:
    assert answer("goods", 5, "2026-03-02", vat_rate=0).value == ContractValue(
        Decimal(5), Decimal(5), Decimal(1)
    )


@pytest.mark.parametrize(
    ("net", "including", "factor"), [("100", "120", "1.2"), ("100", "100", "1"), ("0", "0", "1")]
)
def test_a_value_by_both_of_its_sides_has_its_vat_factor(
    net: str, including: str, factor: str
) -> None:
    both = Decimal(net), Decimal(including)

    assert ContractValue.of(*both) == ContractValue(*both, Decimal(factor))
