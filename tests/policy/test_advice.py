"""Advice: near a threshold, on location, on concessions and on a council's reorganisation."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.policy import load_council, months_later, requirement
from tests.policy.made_up import FROM, council_of

NEAR = "of clause 9.2.1: count every option"
DAY = date(2026, 3, 2)

BAR = (
    "Local economic measures: the law bars regard to where a supplier is based (Local Government "
    "Act 1988, section 17(5)(e))."
)
LIFTED = (
    "That is lifted as far as the council finds it necessary or expedient for its duty under "
    "section 1 of the Social Value Act (section 17(11))."
)
PERHAPS = (
    "Where services are part of this contract, that is lifted as far as the council finds it "
    "necessary or expedient for its duty under section 1 of the Social Value Act (section 17(11)); "
    "where none are, it is not."
)
ALONE = (
    "The duty of the Social Value Act, which would lift that (section 17(11)), does not reach "
    "works alone or supplies alone."
)
BELOW = (
    "Below the statutory threshold the duty of the Social Value Act, which would lift that "
    "(section 17(11)), does not apply."
)
RESERVE = (
    "But the council may reserve an advertised competition below it to suppliers of the United "
    "Kingdom, or of its own area (its county or London borough, with those that border on it), and "
    "must say so in the notice (2026 Order, in force from 4 February 2026; its number, SI 2026/94, "
    "was found in one source only)."
)
OTHER = "Whether section 17(11) lifts that under this regime was not found: take advice."
TREATY = (
    "Suppliers from treaty states may not be put at a disadvantage (Procurement Act 2023, section "
    "90)."
)
COUNT = "Count where the benefit lands, never the bidder's address."
RECORD = "Record a reason before such a measure earns marks."
REORGANISED = (
    "Southend-on-Sea is due to be replaced by a new council in April 2028, so this contract would "
    "pass to it. In the year before, its consent is expected to be needed for contracts over "
    "£100,000 (capital: £1 million); the decision on the new councils was not found "
    "(rochford.gov.uk; Trowers & Hamlins, May 2026)."
)


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
    found = requirement("works", Decimal(net), months=24, on=DAY)

    assert any(NEAR in line for line in found.advice) is near


@pytest.mark.parametrize(("net", "near"), [("160107.29", False), ("160107.30", True)])
def test_supplies_near_the_policys_figure_get_advice(net: str, near: bool) -> None:
    """Nine tenths are the tool's default where a council names no other share."""
    found = requirement("supplies", Decimal(net), on=date(2024, 6, 3))

    assert any(NEAR in line for line in found.advice) is near


def test_a_value_at_a_figure_that_must_be_exceeded_is_near_it() -> None:
    found = requirement("services", 100_000, on=DAY, council=load_council("rotherham"))

    assert found.advice == (
        "£100,000 net of VAT (£120,000 including VAT) is near the £100,000 of Toolkit page 12: "
        "count every option and extension, and consider social value all the same.",
    )


@pytest.mark.parametrize("weight", ["may", "consider"])
def test_what_is_no_must_is_not_pointed_out(weight: str, tmp_path: Path) -> None:
    council = council_of(tmp_path, f"clause: a, {FROM}, reaches: 100, weight: {weight}")

    assert requirement("services", 99, on=DAY, council=council).advice == ()


def test_a_short_term_is_pointed_out_where_the_value_is_reached() -> None:
    found = requirement("works", 1_000_000, months=23, on=DAY)

    assert any("count every extension" in line for line in found.advice)


@pytest.mark.parametrize(
    ("net", "near"), [("161177.99", False), ("161178", True), ("178000", True), ("180000", False)]
)
def test_a_value_near_the_statutory_threshold_gets_advice(net: str, near: bool) -> None:
    found = requirement("services", Decimal(net), on=date(2024, 6, 3))

    assert any("near the statutory threshold" in line for line in found.advice) is near


def test_in_scope_below_the_statutory_threshold_a_weighting_is_recommended() -> None:
    found = requirement("services", 178_000, on=date(2024, 6, 3))

    assert any("10%" in line and "recorded reason" in line for line in found.advice)


@pytest.mark.parametrize(
    ("words", "net", "on", "sentences"),
    [
        # above the threshold: services, either, or none
        ("services", 300_000, "2025-02-23", (BAR, LIFTED, COUNT, RECORD)),
        ("services", 300_000, "2025-02-24", (BAR, LIFTED, TREATY, COUNT, RECORD)),
        ("services", 300_000, "2026-02-04", (BAR, LIFTED, TREATY, COUNT, RECORD)),
        ("light touch", 900_000, "2026-02-04", (BAR, LIFTED, TREATY, COUNT, RECORD)),
        ("services concession", 9_000_000, "2026-02-04", (BAR, LIFTED, TREATY, COUNT, RECORD)),
        ("goods and services", 300_000, "2025-02-23", (BAR, PERHAPS, COUNT, RECORD)),
        ("supplies and services", 300_000, "2026-03-02", (BAR, PERHAPS, TREATY, COUNT, RECORD)),
        ("concession", 9_000_000, "2026-03-02", (BAR, PERHAPS, TREATY, COUNT, RECORD)),
        ("works", 9_000_000, "2025-02-23", (BAR, ALONE, COUNT)),
        ("works", 9_000_000, "2025-02-24", (BAR, ALONE, TREATY, COUNT)),
        ("goods", 300_000, "2026-03-02", (BAR, ALONE, TREATY, COUNT)),
        ("works concession", 9_000_000, "2026-03-02", (BAR, ALONE, TREATY, COUNT)),
        # below it: £178,000 without VAT under £214,904 and £207,720
        ("services", 178_000, "2025-02-24", (BAR, BELOW, COUNT)),
        ("services", 178_000, "2026-02-03", (BAR, BELOW, COUNT)),
        ("services", 178_000, "2026-02-04", (BAR, BELOW, RESERVE, COUNT)),
        ("services", 178_000, "2026-02-05", (BAR, BELOW, RESERVE, COUNT)),
        ("works", 1_000_000, "2026-02-04", (BAR, BELOW, RESERVE, COUNT)),
    ],
)
def test_location_is_advised_on_in_the_laws_own_sense(
    words: str, net: int, on: str, sentences: tuple[str, ...]
) -> None:
    asked = requirement(words, net, months=24, on=date.fromisoformat(on), vat_rate=0)

    assert " ".join(sentences) in asked.advice


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (LIFTED, ("services", "Service", "LTR", "light touch concession", "services concession")),
        (PERHAPS, ("Goods/Services", "services & supplies", "concession contract")),
        (ALONE, ("goods", "supply", "Supplies", "works", "construction", "works-concession")),
    ],
)
def test_whether_services_are_bought_follows_from_the_words(
    sentence: str, words: tuple[str, ...]
) -> None:
    for word in words:
        advice = requirement(word, 9_000_000, months=24, on=DAY).advice
        assert any(f"{BAR} {sentence} " in line for line in advice), word


def test_location_under_a_regime_without_a_threshold_needs_advice() -> None:
    asked = requirement("light touch", 10_000, on=DAY, regime="PSR")

    assert " ".join((BAR, OTHER, COUNT)) in asked.advice


@pytest.mark.parametrize("net", [0, 5_000, 150_000])
def test_nothing_is_said_on_location_where_nothing_is_asked(net: int) -> None:
    assert "1988" not in " ".join(requirement("services", net, on=DAY).advice)


@pytest.mark.parametrize("council", ["plymouth", "rotherham"])
def test_the_law_on_location_is_the_same_for_every_council(council: str) -> None:
    asked = requirement("services", 300_000, on=DAY, council=load_council(council))

    assert " ".join((BAR, LIFTED, TREATY, COUNT, RECORD)) in asked.advice


def test_location_is_advised_on_where_social_value_is_at_the_councils_discretion() -> None:
    asked = requirement("services", 1_000, on=DAY, council=load_council("plymouth"))

    assert (asked.asks, asked.advice) == ("may", (" ".join((BAR, BELOW, RESERVE, COUNT)),))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (
            "2025-02-23",
            "A concession is judged by the law's figure for concessions, which is that of works "
            "(reading R21). Record the Concession Contracts Regulations 2016 (CCR 2016) as its "
            "regime.",
        ),
        (
            "2025-02-24",
            "A concession is judged by the law's figure for concessions, which is that of works "
            "(Procurement Act 2023, Schedule 1; reading R21).",
        ),
        (
            "2025-12-31",
            "A concession is judged by the law's figure for concessions, which is that of works "
            "(Procurement Act 2023, Schedule 1; reading R21).",
        ),
        (
            "2026-01-01",
            "A concession is judged by the law's figure for concessions; light touch concessions "
            "have one of their own (Procurement Act 2023, Schedule 1; reading R21).",
        ),
    ],
)
@pytest.mark.parametrize("words", ["concession", "light touch concession"])
def test_a_concession_is_told_which_figure_is_its(words: str, on: str, said: str) -> None:
    assert said in requirement(words, 1, on=date.fromisoformat(on)).advice


def reorganised(**given: Any) -> bool:
    asked = requirement("services", 1_000, **given)
    return REORGANISED in asked.advice


@pytest.mark.parametrize(
    ("ends", "past"), [("2028-03-31", False), ("2028-04-01", False), ("2028-04-02", True)]
)
def test_a_contract_that_ends_after_the_reorganisation_gets_a_note(ends: str, past: bool) -> None:
    assert reorganised(on=DAY, ends=date.fromisoformat(ends)) is past


@pytest.mark.parametrize(("days", "past"), [(-1, False), (0, False), (1, True)])
def test_without_an_end_its_term_tells_how_far_it_runs(days: int, past: bool) -> None:
    """Ten months are 304 days."""
    on = date(2028, 4, 1) - timedelta(days=304 - days)

    assert reorganised(on=on, months=10) is past


def test_its_end_counts_before_its_term() -> None:
    assert not reorganised(on=DAY, months=120, ends=date(2028, 3, 31))


@pytest.mark.parametrize(
    ("on", "past"), [("2028-03-31", False), ("2028-04-01", False), ("2028-04-03", True)]
)
def test_without_end_and_term_the_day_it_began_counts(on: str, past: bool) -> None:
    assert reorganised(on=date.fromisoformat(on)) is past


def test_the_note_is_southends_alone() -> None:
    rotherham = load_council("rotherham")

    assert not reorganised(on=DAY, ends=date(2030, 1, 1), council=rotherham)


@pytest.mark.parametrize(
    ("named", "main", "sentences"),
    [
        (["services", "works"], "works", (LIFTED, TREATY, COUNT, RECORD)),
        (["works", "services"], "works", (LIFTED, TREATY, COUNT, RECORD)),
        (["works", "light touch"], "works", (LIFTED, TREATY, COUNT, RECORD)),
        (["works", "concession", "services"], "works", (LIFTED, TREATY, COUNT, RECORD)),
        (["goods", "services"], None, (LIFTED, TREATY, COUNT, RECORD)),
        (["works", "goods and services"], "works", (PERHAPS, TREATY, COUNT, RECORD)),
        (["works", "goods"], "works", (ALONE, TREATY, COUNT)),
        (["works", "goods"], "goods", (ALONE, TREATY, COUNT)),
    ],
)
def test_location_looks_at_every_kind_that_is_bought(
    named: list[str], main: str | None, sentences: tuple[str, ...]
) -> None:
    asked = requirement(named, 9_000_000, months=12, on=DAY, main=main)

    assert " ".join((BAR, *sentences)) in asked.advice


@pytest.mark.parametrize(
    ("on", "months", "past"),
    [
        ("2026-04-01", 24, False),
        ("2026-04-02", 24, False),  # to 1 April 2028
        ("2026-04-03", 24, True),
        ("2026-04-01", 25, True),
        ("2028-02-29", 1, False),
        ("2028-03-02", 1, False),
        ("2028-03-03", 1, True),
        ("2027-10-02", 6, False),
        ("2027-10-03", 6, True),
    ],
)
def test_a_term_is_counted_by_the_calendar(on: str, months: int, past: bool) -> None:
    assert reorganised(on=date.fromisoformat(on), months=months) is past


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2026-04-02", 24, "2028-04-02"),
        ("2026-03-31", 24, "2028-03-31"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-30", 1, "2026-12-31"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2025-12-30", 2, "2026-02-27"),
        ("2026-01-30", 1, "2026-02-27"),
        ("2024-01-29", 1, "2024-02-28"),
        ("2026-11-14", 1, "2026-12-14"),
        ("2026-12-14", 1, "2027-01-14"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_after_the_last_day_of_a_term(day: str, months: int, last: str) -> None:
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(last)


def test_an_end_may_have_a_time_of_day() -> None:
    moment = datetime(2028, 4, 2, 17, 30)  # noqa: DTZ001 - what a spreadsheet cell gives

    assert requirement("goods", 1, on=DAY, ends=moment).ends == date(2028, 4, 2)
    assert reorganised(on=DAY, ends=moment)
