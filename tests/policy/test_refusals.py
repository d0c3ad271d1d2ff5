"""Every refusal in full: what was found, and what to do about it."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import DeclarationError, InputError
from svtools.folders import parameters_folder
from svtools.policy import (
    LocalArea,
    category_of,
    check_weighting,
    load_council,
    postcodes_in,
    requirement,
    statute,
    term_months,
)

DAY = date(2026, 3, 2)
SERVICES: dict[str, Any] = {"category": "services", "net_value": 200_000, "on": DAY}
CATEGORIES = "Give one of: supplies and services, light touch, works."
REGIMES = (
    "Give one of: PCR 2015 (Public Contracts Regulations 2015), PA 2023 (Procurement Act 2023), "
    "CCR 2016 (Concession Contracts Regulations 2016), PSR 2023 (Provider Selection Regime)."
)
A_DATE = "Give a date such as 2026-03-01."
MONTHS = "Give the months of the first term and all extensions together, such as 24."
RATE = "Give a fraction from 0 to 1, such as 0.2 for 20%."


@pytest.mark.parametrize(
    ("change", "what", "remedy"),
    [
        ({"category": "roads "}, "'roads' is not a category.", CATEGORIES),
        ({"category": ""}, "The category is missing.", CATEGORIES),
        ({"category": "  "}, "The category is missing.", CATEGORIES),
        ({"category": ["works"]}, "The category is missing.", CATEGORIES),
        ({"net_value": -1}, "The net value is -1.", "Give £ net of VAT, zero or more."),
        ({"net_value": None}, "The net value is missing.", "Give £ net of VAT, zero or more."),
        (
            {"net_value": 10**15 + 1},
            "The net value is 1000000000000001.",
            "Give £ net of VAT, zero or more.",
        ),
        ({"months": 0}, "The term in months is 0.", MONTHS),
        ({"months": 1201}, "The term in months is 1201.", MONTHS),
        ({"category": "works"}, "The term in months is missing.", MONTHS),
        ({"on": ""}, "The date the procurement began is missing.", A_DATE),
        (
            {"on": "soon"},
            "The date the procurement began is 'soon', which is not a date.",
            A_DATE,
        ),
        ({"vat_rate": 20}, "The VAT rate is 20.", RATE),
        ({"vat_rate": 1.01}, "The VAT rate is 1.01.", RATE),
        ({"vat_rate": "20%"}, "The VAT rate is '20%', which is not a number.", RATE),
        (
            {"vat_rate": 0.2, "value_including_vat": 240_000},
            "Both a VAT rate and a value including VAT are given.",
            "Give only one of the two.",
        ),
        (
            {"value_including_vat": -1},
            "The value including VAT is -1.",
            "Give £ including VAT.",
        ),
        (
            {"value_including_vat": 199_999},
            "The value including VAT is £199,999 and the net value £200,000.",
            "The value including VAT must be the net value and the VAT on it.",
        ),
        ({"regime": "EU"}, "'EU' is not a regime.", REGIMES),
        ({"regime": 7}, "'7' is not a regime.", REGIMES),
        (
            {"regime": "PSR", "on": date(2023, 12, 31)},
            "The Provider Selection Regime did not apply on 31 December 2023.",
            "It applies from 1 January 2024; leave the regime out to take it from the date.",
        ),
        (
            {"on": date(2015, 2, 25)},
            "No procurement law is known here for 25 February 2015.",
            "Give a date from 26 February 2015 on.",
        ),
        (
            {"on": date(2019, 12, 31)},
            "Statutory thresholds for sub-central authorities, in the policy's categories: there "
            "is no figure for 31 December 2019.",
            "Give a date from 1 January 2020 on.",
        ),
    ],
)
def test_a_contract_that_cannot_be_judged(change: dict[str, Any], what: str, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        requirement(**(SERVICES | change))

    assert (refused.value.what, refused.value.remedy) == (what, remedy)


def test_the_most_that_a_contract_may_be_worth_or_last_is_answered() -> None:
    assert requirement("works", 10**15, months=1200, on=DAY).required


def test_what_is_no_text_is_no_category() -> None:
    nothing: Any = None
    with pytest.raises(InputError, match=r"^The category is missing\. Give one of"):
        category_of(nothing)


def test_a_weighting_that_is_no_fraction() -> None:
    with pytest.raises(InputError) as refused:
        check_weighting(10, requirement(**SERVICES))

    assert refused.value.what == "The weighting is 10."
    assert refused.value.remedy == (
        "Give a fraction of the total award criteria from 0 to 1: 10% is 0.1."
    )


def test_a_term_that_ends_before_it_starts() -> None:
    with pytest.raises(InputError) as refused:
        term_months(date(2025, 4, 2), date(2025, 4, 1))

    assert refused.value.what == "The end, 2025-04-01, is before the start, 2025-04-02."
    assert refused.value.remedy == "Give an end after the start."


def test_a_list_of_postcodes_that_is_not_there_or_holds_none(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    with pytest.raises(InputError) as refused:
        postcodes_in(path)
    assert refused.value.what == f"There is no file {path}."
    assert refused.value.remedy == "Check the setting 'postcodes'."

    path.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        postcodes_in(path)
    assert refused.value.what == "ours.csv lists no postcode."
    assert refused.value.remedy == "Give a file with one a line."


def test_what_is_no_full_postcode() -> None:
    with pytest.raises(InputError) as refused:
        LocalArea("made up", "made up", "E0", ("AB1",)).holds("SS2")

    assert refused.value.what == "'SS2' is not a full postcode."
    assert refused.value.remedy == "Give one, such as SS2 6ER."


@pytest.mark.parametrize(
    ("name", "old", "new", "what", "remedy"),
    [
        (
            "thresholds.yaml",
            "2021-12-01",
            "2022-01-01",
            "the first figure is from 1 January 2022, the policy from 1 December 2021.",
            "Add the figure of the policy's first day.",
        ),
        (
            "minimum_term.yaml",
            "values:",
            "values:\n  - {from: 2022-01-01, supplies and services: 0, light touch: 0, works: 1}",
            "2021-12-01 is out of order.",
            "Put the oldest value first.",
        ),
        (
            "themes.yaml",
            "  - key: PJ",
            '  - clause: "7.4"\n    key: PJ',
            "unknown key 'clause'.",
            "Allowed here: key, name, aim, objectives.",
        ),
    ],
)
def test_a_councils_file_that_is_wrong(
    name: str, old: str, new: str, what: str, remedy: str, tmp_path: Path
) -> None:
    copy = shutil.copytree(parameters_folder() / "southend", tmp_path / "southend")
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(DeclarationError) as refused:
        load_council(copy)

    assert (refused.value.file.name, refused.value.what) == (name, what)
    assert refused.value.remedy == remedy


def test_a_figure_without_a_reference_has_its_files() -> None:
    figures = load_council().thresholds

    assert figures.dated(DAY).reference == figures.reference == "9.2.1"
    assert statute().thresholds.dated(DAY).reference == "PPN 023 and SI 2025/1200"


def test_a_term_is_asked_for_where_the_policy_ever_looked_at_one(tmp_path: Path) -> None:
    copy = shutil.copytree(parameters_folder() / "southend", tmp_path / "southend")
    with (copy / "minimum_term.yaml").open("a", encoding="utf-8") as lines:
        lines.write("  - {from: 2026-01-01, supplies and services: 0, light touch: 0, works: 0}\n")
    council = load_council(copy)

    with pytest.raises(InputError, match="The term in months is missing"):
        requirement("works", 2_000_000, on=DAY, council=council)
    assert requirement("works", 2_000_000, months=1, on=DAY, council=council).required
