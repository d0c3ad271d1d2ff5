"""Every dated boundary of the law, and each threshold at, a penny under and a penny over."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.policy import Council, categories, load_council, requirement, statute
from tests.policy.made_up import LAW, council_of

PENNY = Decimal("0.01")
ACT, OLD = "Procurement Act 2023", "Public Contracts Regulations 2015"
TABLE: tuple[tuple[str, str, int, int, int, int, int, str], ...] = (
    ("2020-01-01", "net of VAT", 189_330, 663_540, 4_733_252, 4_733_252, 4_733_252, "PPN 06/19"),
    ("2022-01-01", "including VAT", 213_477, 663_540, 5_336_937, 5_336_937, 5_336_937,
     "PPN 09/21, reissued as PPN 10/21"),
    ("2024-01-01", "including VAT", 214_904, 663_540, 5_372_609, 5_372_609, 5_372_609,
     "PPN 11/23"),
    ("2025-02-24", "including VAT", 214_904, 663_540, 5_372_609, 5_372_609, 5_372_609,
     "SI 2025/163"),
    ("2026-01-01", "including VAT", 207_720, 663_540, 5_193_000, 5_193_000, 5_372_609,
     "PPN 023 and SI 2025/1200"),
)  # fmt: skip
LAST_DAYS = ("2021-12-31", "2023-12-31", "2025-02-23", "2025-12-31", "2030-05-01")
"""The last day of each period; the last is open."""


@pytest.fixture
def council(tmp_path: Path) -> Council:
    """A council that asks from the law's threshold on, as long as one is held."""
    return council_of(tmp_path, f"clause: a, from: 2020-01-01, {LAW}, at least: 0.1")


def figures() -> Iterator[tuple[str, str, int]]:
    """Each category's figure on the first day of each period, the day after, and its last day."""
    for (first, _, *row, _), last in zip(TABLE, LAST_DAYS, strict=True):
        after = date.fromisoformat(first) + timedelta(days=1)
        for category, figure in zip(categories(), row, strict=True):
            for day in (first, str(after), last):
                yield category, day, figure


def test_the_statutory_table() -> None:
    found = [
        (str(each.start), str(each.value.basis), *each.value.figures.values(), each.reference)
        for each in statute().thresholds.values
    ]

    assert found == list(TABLE)


@pytest.mark.parametrize(("category", "on", "figure"), list(figures()))
def test_a_threshold_is_reached_to_the_penny_on_the_days_around_each_change(
    category: str, on: str, figure: int, council: Council
) -> None:
    required = [
        requirement(
            category, figure + more, on=date.fromisoformat(on), vat_rate=0, council=council
        ).required
        for more in (-PENNY, Decimal(0), PENNY)
    ]

    assert required == [False, True, True]


@pytest.mark.parametrize(
    ("category", "on", "under", "at"),
    [
        ("services", "2021-12-31", "189329.99", "189330"),
        ("services", "2022-01-01", "177897.49", "177897.50"),
        ("services", "2024-01-01", "179086.66", "179086.67"),
        ("services", "2026-01-01", "173099.99", "173100"),
        ("light touch", "2021-12-31", "663539.99", "663540"),
        ("light touch", "2022-01-01", "552949.99", "552950"),
        ("works", "2022-01-01", "4447447.49", "4447447.50"),
        ("works", "2024-01-01", "4477174.16", "4477174.17"),
        ("works", "2026-01-01", "4327499.99", "4327500"),
        ("concessions", "2025-12-31", "4477174.16", "4477174.17"),
        ("concessions", "2026-01-01", "4327499.99", "4327500"),
        ("light touch concessions", "2025-12-31", "4477174.16", "4477174.17"),
        ("light touch concessions", "2026-01-01", "4477174.16", "4477174.17"),
    ],
)
def test_from_2022_a_threshold_is_compared_with_the_value_including_vat(
    category: str, on: str, under: str, at: str, council: Council
) -> None:
    day = date.fromisoformat(on)

    assert not requirement(category, Decimal(under), on=day, council=council).required
    assert requirement(category, Decimal(at), on=day, council=council).required


@pytest.mark.parametrize(
    ("on", "figure"),
    [("2023-12-30", None), ("2023-12-31", 213_477), ("2024-01-01", 214_904), ("2024-01-02", None)],
)
def test_a_row_takes_the_thresholds_of_its_own_days(
    on: str, figure: int | None, tmp_path: Path
) -> None:
    council = council_of(tmp_path, f"clause: a, from: 2023-12-31, until: 2024-01-01, {LAW}")
    rules = requirement("goods", 1, on=date.fromisoformat(on), council=council).rules

    assert [rule.figure for rule in rules] == ([figure] if figure else [])
    assert len([rule for rule in council.rules if rule.law]) == 2 * len(categories())


@pytest.mark.parametrize(
    ("on", "source"),
    [
        ("2021-12-31", f"{OLD}; PPN 06/19"),
        ("2022-01-01", f"{OLD}; PPN 09/21, reissued as PPN 10/21"),
        ("2023-12-31", f"{OLD}; PPN 09/21, reissued as PPN 10/21"),
        ("2024-01-01", f"{OLD}; PPN 11/23"),
        ("2025-02-23", f"{OLD}; PPN 11/23"),
        ("2025-02-24", f"{ACT}; SI 2025/163"),
        ("2025-12-31", f"{ACT}; SI 2025/163"),
        ("2026-01-01", f"{ACT}; PPN 023 and SI 2025/1200"),
    ],
)
def test_a_threshold_is_cited_with_the_law_and_notice_of_its_day(on: str, source: str) -> None:
    assert f"({source})" in requirement("goods", 300_000, on=date.fromisoformat(on)).reason


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2027-12-30", "£207,720 on 30 December 2027 ("),
        ("2027-12-31", "£207,720 on 31 December 2027 ("),
        ("2028-01-01", "£207,720 (latest known figure, set until 31 December 2027; "),
        ("2030-05-01", "£207,720 (latest known figure, set until 31 December 2027; "),
    ],
)
@pytest.mark.parametrize("net", [100_000, 300_000])
def test_beyond_the_days_it_was_set_for_a_threshold_is_the_latest_known(
    on: str, said: str, net: int
) -> None:
    day = date.fromisoformat(on)
    asked = requirement("goods", net, on=day)

    assert f"the statutory threshold of {said}Procurement Act 2023" in asked.reason
    assert asked.statutory is not None
    assert asked.statutory.until == (date(2027, 12, 31) if day.year > 2027 else None)


@pytest.mark.parametrize(
    ("on", "regime"),
    [("2025-02-23", "PCR 2015"), ("2025-02-24", "PA 2023"), ("2025-02-25", "PA 2023")],
)
def test_the_regime_follows_from_the_day_the_procurement_began(on: str, regime: str) -> None:
    asked = requirement("goods", 300_000, on=date.fromisoformat(on))

    assert asked.regime is not None
    assert asked.regime.key == regime
    assert asked.regime.name in asked.reason


def test_the_act_was_commenced_by_two_instruments() -> None:
    act = next(regime for regime in statute().regimes if regime.key == "PA 2023")

    assert "SI 2024/716" in act.reference
    assert "SI 2024/959" in act.reference


def test_southends_own_figures_are_no_thresholds_of_the_law() -> None:
    rules = load_council("southend").rules

    assert {rule.figure for rule in rules if rule.law is None} == {
        *(177_897, 552_950, 1_000_000),
        None,  # the Provider Selection Regime has none
    }
    assert not {rule.clause for rule in rules if rule.law} - {"9.2.2"}


@pytest.mark.parametrize("words", ["PA-2023", "pa  2023", "Procurement-Act 2023"])
def test_a_regime_is_known_with_hyphens_and_spaces(words: str) -> None:
    asked = requirement("goods", 300_000, on=date(2026, 3, 2), regime=words)

    assert asked.regime is not None
    assert asked.regime.key == "PA 2023"


@pytest.mark.parametrize(
    ("regime", "cites"),
    [("PCR 2015", "Public Contracts Regulations 2015; PPN 11/23"), (None, "SI 2025/163")],
)
def test_a_law_that_was_replaced_is_told_as_it_was(regime: str | None, cites: str) -> None:
    answer = requirement("services", 500_000, on=date(2025, 6, 2), regime=regime)

    assert f"{cites})" in answer.reason
    assert ("section 90" in " ".join(answer.advice)) is (regime is None)
