"""What can't be told is "not known", never a confident No: terms, mixed categories, other law."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.policy import Council, requirement
from tests.policy.made_up import FROM, LAW, WALES, council_of

DAY = date(2026, 3, 2)
TERM_MISSING = (
    "Whether social value is required is not known: the term in months is missing, and clause "
    "9.2.1 asks for 24 or more."
)
MONTHS = "Give the months of the first term and all extensions together, such as 24."


@pytest.mark.parametrize(
    ("net", "clauses"),
    [
        ("0", ()),
        ("999999.99", ()),
        ("4327500", ("9.2.2",)),
        ("9000000", ("9.2.2",)),
    ],
)
def test_works_without_a_term_are_answered_where_the_value_decides(
    net: str, clauses: tuple[str, ...]
) -> None:
    asked = requirement("works", Decimal(net), on=DAY)

    assert asked.clauses == clauses
    assert asked.minimum_weighting == (Decimal("0.1") if clauses else 0)


@pytest.mark.parametrize("net", ["1000000", "1000000.01", "4327499.99"])
def test_works_without_a_term_are_not_known_where_only_it_decides(net: str) -> None:
    with pytest.raises(InputError) as refused:
        requirement("works", Decimal(net), on=DAY)

    assert (refused.value.what, refused.value.remedy) == (TERM_MISSING, MONTHS)


@pytest.mark.parametrize(
    ("on", "known"), [("2021-11-30", True), ("2021-12-01", False), ("2021-12-02", False)]
)
def test_before_the_policy_no_term_is_needed(on: str, known: bool) -> None:
    if known:
        assert not requirement("works", 2_000_000, on=date.fromisoformat(on)).required
        return
    with pytest.raises(InputError, match="not known"):
        requirement("works", 2_000_000, on=date.fromisoformat(on))


def test_works_that_the_law_asks_for_anyway_need_no_term() -> None:
    assert requirement("works", 2_000_000, on=DAY, regime="PSR").required


def test_what_a_term_would_add_is_said_where_the_value_decides() -> None:
    asked = requirement("works", 5_000_000, on=DAY)

    assert "Clause 9.2.1 may ask for it: £5,000,000 net of VAT reaches its £1,000,000" in (
        asked.reason
    )
    assert (
        "With a term of 24 months or more clause 9.2.1 asks for it too: the term is not known here."
        in asked.advice
    )


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ("at least: 0.1", True),
        ("at least: 0.2", True),
        ("at least: 0.3", False),
        ("at most: 0.4", False),
        ("at most: 0.5", True),
        ("weight: may", True),
    ],
)
def test_a_term_is_needed_where_it_could_change_the_bounds(
    row: str, known: bool, tmp_path: Path
) -> None:
    council = council_of(
        tmp_path,
        f"clause: a, {FROM}, at least: 0.2, at most: 0.5",
        f"clause: b, {FROM}, months: 12, {row}",
    )
    if known:
        assert requirement("goods", 1, on=DAY, council=council).minimum_weighting == Decimal("0.2")
        return
    with pytest.raises(InputError, match="the term in months is missing, and b asks for 12"):
        requirement("goods", 1, on=DAY, council=council)


@pytest.mark.parametrize(
    ("own", "known"),
    [
        ("reaches: 100000, at least: 0.1", True),
        ("reaches: 100000, at least: 0.2", True),
        ("reaches: 100000", False),
        ("reaches: 100000, weight: may, at least: 0.1", False),
    ],
)
def test_under_another_law_own_figures_answer_where_its_threshold_could_add_nothing(
    own: str, known: bool, tmp_path: Path
) -> None:
    rows = (f"clause: a, {FROM}, {own}", f"clause: b, {FROM}, {LAW}, at least: 0.1")
    council = council_of(tmp_path, *rows, law=WALES)
    if known:
        asked = requirement("goods", 100_000, on=DAY, council=council)
        assert (asked.required, asked.clauses) == (True, ("a",))
        return
    with pytest.raises(InputError, match="not held here for sub-central bodies of Wales"):
        requirement("goods", 100_000, on=DAY, council=council)


MIXED: dict[str, Any] = {"category": ["services", "works"], "net_value": 300_000, "on": DAY}


def test_mixed_categories_are_not_known() -> None:
    with pytest.raises(InputError) as refused:
        requirement(**MIXED)

    assert refused.value.what == (
        "Whether social value is required is not known: 'supplies and services' and 'works' are "
        "bought together."
    )
    assert refused.value.remedy == (
        "Say which of them is the main subject (Main category, or --main)."
    )


@pytest.mark.parametrize(
    ("main", "category", "required"),
    [("services", "supplies and services", True), ("works", "works", False)],
)
def test_the_main_subject_decides_for_mixed_categories(
    main: str, category: str, required: bool
) -> None:
    asked = requirement(**MIXED, main=main)

    assert (asked.category, asked.required) == (category, required)


@pytest.mark.parametrize("named", [["services"], ["services", "services"], ("goods", "services")])
def test_several_words_for_one_category_are_one(named: list[str]) -> None:
    assert requirement(named, 1, on=DAY).category == "supplies and services"


@pytest.mark.parametrize(
    ("lots", "together", "clauses"),
    [
        ([173_100], "", ("9.2.2",)),
        ([100_000, "73099.99"], " (2 lots together)", ()),
        ([100_000, 73_100], " (2 lots together)", ("9.2.2",)),
        ([120_000, 110_000, 100_000], " (3 lots together)", ("9.2.1", "9.2.2")),
    ],
)
def test_lots_are_added_together(
    lots: list[int | str], together: str, clauses: tuple[str, ...]
) -> None:
    asked = requirement("services", lots=[Decimal(lot) for lot in lots], on=DAY)

    assert asked.value.net == sum(Decimal(lot) for lot in lots)
    assert (asked.lots, asked.clauses) == (len(lots), clauses)
    assert ("lots together" in asked.reason) is bool(together)
    assert f" net of VAT{together} " in asked.reason


def test_without_lots_a_contract_is_one() -> None:
    assert requirement("services", 1, on=DAY).lots == 1


def test_lots_in_binary_are_added_as_people_see_them() -> None:
    assert requirement("services", lots=[0.1, 0.2], on=DAY).value.net == Decimal("0.3")


@pytest.mark.parametrize(
    ("own", "minimum", "weighting"),
    [
        (173_099, "0", "no minimum applies"),
        (173_100, "0.1", "at least 10% of the total award criteria"),
        (1_000_000, "0.1", "at least 10% of the total award criteria"),
    ],
)
def test_a_call_off_has_its_frameworks_clauses_and_its_own_minimum(
    own: int, minimum: str, weighting: str
) -> None:
    framework, alone = (requirement("services", net, on=DAY) for net in (1_000_000, own))
    asked = replace(framework, own=alone)

    assert (asked.required, asked.clauses) == (True, ("9.2.1", "9.2.2"))
    assert asked.value.net == 1_000_000
    assert asked.minimum_weighting == alone.minimum_weighting == Decimal(minimum)
    assert asked.weighting == weighting
    assert asked.reason.startswith(
        f"Social value is required under the Social Value Policy 2021: {weighting}."
    )
    assert asked.reason.endswith(
        f"). Its framework decides whether; by its own value, £{own:,} net of VAT, {weighting}."
    )
    assert "framework" not in framework.reason


UNHELD = (
    "clause 2 asks from the law's threshold, which is not held here for sub-central bodies of "
    "Wales."
)


def under_the_law_of_wales(folder: Path, row: str = "") -> Council:
    rows = (f"clause: 1, {FROM}, reaches: 100000, at least: 0.2", f"clause: 2, {FROM}, {LAW}{row}")
    return council_of(folder, *rows, law=WALES)


def test_a_law_that_is_not_held_is_said_where_the_answer_stands_without_it(tmp_path: Path) -> None:
    asked = requirement(
        "goods", 100_000, on=DAY, council=under_the_law_of_wales(tmp_path, ", at least: 0.1")
    )

    assert asked.reason == (
        "Social value is required under the Oakmere Policy: at least 20% of the total award "
        "criteria. Clause 1 asks for at least 20% of the total award criteria: £100,000 net of VAT "
        "reaches its £100,000 for all contracts (from 1 January 2022). Clause 2 asks from the "
        "law's threshold, which is not held here."
    )
    assert asked.advice == ()


@pytest.mark.parametrize("months", [None, 24, 25])
def test_a_law_that_is_not_held_may_ask_of_a_term_that_is_long_enough_or_not_known(
    months: int | None, tmp_path: Path
) -> None:
    council = under_the_law_of_wales(tmp_path, ", months: 24")
    with pytest.raises(InputError) as refused:
        requirement("goods", 99_999, months=months, on=DAY, council=council)

    assert refused.value.what == f"Whether social value is required is not known: {UNHELD}"
    assert refused.value.remedy == "Compare the value with that threshold yourself."


def test_a_law_that_is_not_held_asks_nothing_of_too_short_a_term(tmp_path: Path) -> None:
    council = under_the_law_of_wales(tmp_path, ", months: 24")
    under, over = (
        requirement("goods", net, months=23, on=DAY, council=council) for net in (50_000, 100_000)
    )

    assert (under.required, over.required) == (False, True)
    assert under.advice == over.advice == ()
    assert (
        requirement(
            "goods",
            100_000,
            on=DAY,
            council=under_the_law_of_wales(tmp_path, ", months: 24, at least: 0.1"),
        ).advice
        == ()
    )


@pytest.mark.parametrize("regime", ["PSR", "PA 2023", "EU"])
def test_a_regime_of_a_law_that_is_not_held_is_refused(regime: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        requirement(
            "goods", 100_000, on=DAY, regime=regime, council=under_the_law_of_wales(tmp_path)
        )

    assert refused.value.what == (
        "The regimes that sub-central bodies of Wales come under are not held here."
    )
    assert refused.value.remedy == "Leave it out."


def test_a_call_off_without_vat_says_so_of_its_own_value() -> None:
    framework = requirement("services", 1_000_000, on=DAY)
    asked = replace(framework, own=requirement("services", 207_720, on=DAY, vat_rate=0))

    assert asked.reason.endswith(
        "; by its own value, £207,720 (no VAT), at least 10% of the total award criteria."
    )


def test_one_category_needs_no_main_and_a_main_of_one_stands() -> None:
    asked = requirement(["works", "construction"], 1, on=DAY)

    assert asked.category == "works"
    assert requirement(["services"], 1, months=1, on=DAY, main="works").category == "works"
