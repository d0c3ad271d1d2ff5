"""Every refusal in full: what was found, and what to do about it."""

import shutil
from datetime import date
from decimal import Decimal
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
from svtools.policy.parameter import Parameter, read_parameter
from tests.policy.made_up import COUNCILS, MARLBRIDGE

DAY = date(2026, 3, 2)
SERVICES: dict[str, Any] = {"category": "services", "net_value": 200_000, "on": DAY}
CATEGORIES = (
    "Give one of: supplies and services, light touch, works, concessions, light touch concessions."
)
REGIMES = (
    "Give one of: PCR 2015 (Public Contracts Regulations 2015), PA 2023 (Procurement Act 2023), "
    "CCR 2016 (Concession Contracts Regulations 2016), PSR 2023 (Provider Selection Regime)."
)
ZERO_OR_MORE = "Give a number, zero or more."
A_DATE = "Give a date such as 2026-03-01."
MONTHS = "Give the months of the first term and all extensions together, such as 24."
RATE = "Give a fraction from 0 to 1, such as 0.2 for 20%."


@pytest.mark.parametrize(
    ("change", "what", "remedy"),
    [
        ({"category": "roads "}, "'roads' is not a category.", CATEGORIES),
        ({"category": ""}, "The category is missing.", CATEGORIES),
        ({"category": "  "}, "The category is missing.", CATEGORIES),
        ({"category": [""]}, "The category is missing.", CATEGORIES),
        ({"category": ["works", "roads"]}, "'roads' is not a category.", CATEGORIES),
        ({"category": "works", "main": "roads"}, "'roads' is not a category.", CATEGORIES),
        ({"category": []}, "The category is missing.", CATEGORIES),
        ({"category": ()}, "The category is missing.", CATEGORIES),
        ({"category": ["works", None]}, "The category is missing.", CATEGORIES),
        (
            {"category": ["works", "goods", "works"], "main": "concession"},
            "The main category, 'concession', is none of those that are bought.",
            "Name one of: works, supplies and services.",
        ),
        ({"lots": [1]}, "A net value and lots are given.", "Give only one of the two."),
        (
            {"net_value": 0, "lots": [1]},
            "A net value and lots are given.",
            "Give only one of the two.",
        ),
        ({"net_value": None, "lots": [5, -1]}, "A lot's net value is -1.", ZERO_OR_MORE),
        ({"net_value": None, "lots": [None]}, "A lot's net value is missing.", ZERO_OR_MORE),
        (
            {"net_value": None, "lots": [1, "5"]},
            "A lot's net value is '5', which is not a number.",
            ZERO_OR_MORE,
        ),
        (
            {"net_value": None, "lots": [10**15, 1]},
            "The net value is 1000000000000001.",
            "Give £ net of VAT, zero or more.",
        ),
        ({"net_value": -1}, "The net value is -1.", "Give £ net of VAT, zero or more."),
        ({"net_value": None}, "The net value is missing.", "Give £ net of VAT, zero or more."),
        (
            {"net_value": 10**15 + 1},
            "The net value is 1000000000000001.",
            "Give £ net of VAT, zero or more.",
        ),
        ({"months": 0}, "The term in months is 0.", MONTHS),
        ({"months": 1201}, "The term in months is 1201.", MONTHS),
        (
            {"category": "works", "net_value": 2_000_000},
            "Whether social value is required is not known: the term in months is missing, and "
            "clause 9.2.1 asks for 24 or more.",
            MONTHS,
        ),
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
            "Statutory thresholds for sub-central authorities of England: there is no figure for "
            "31 December 2019.",
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

    assert refused.value.what == "The end, 1 April 2025, is before the start, 2 April 2025."
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
            "council.yaml",
            'wellbeing: "4.1"',
            'well-being: "4.1"',
            "there is no topic 'well-being'.",
            "wellbeing, proportion, beyond contracts, equality, small suppliers, outcomes, themes, "
            "market, community, targets, approval, evaluation, statement",
        ),
        (
            "council.yaml",
            "works, reaches: 1000000",
            "works, except: Works, reaches: 1000000",
            "clause '9.2.1': 'except' leaves no category.",
            "Leave one of the two out.",
        ),
        (
            "council.yaml",
            "works, reaches: 1000000",
            "works, regime: EU, reaches: 1000000",
            "there is no regime 'EU'.",
            "One of CCR 2016, PA 2023, PCR 2015, PSR 2023.",
        ),
        (
            "council.yaml",
            "near: {works:",
            "near: {roads:",
            "there is no category 'roads'.",
            "supplies and services, light touch, works, concessions, light touch concessions",
        ),
        (
            "council.yaml",
            "measures: open-2026",
            "reports: monthly",
            "the council reports monthly.",
            "Only quarterly returns are built: write 'reports: quarterly' if that serves.",
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

    first = next(number for number, line in enumerate(text.splitlines(), 1) if old in line)
    assert (refused.value.file.name, refused.value.what) == (name, what)
    assert refused.value.remedy == remedy
    assert refused.value.line == (2 if "reports" in new else first)


def test_a_folder_of_the_old_form_is_refused_with_the_page_that_says_how_to_turn_it() -> None:
    with pytest.raises(DeclarationError) as refused:
        load_council(COUNCILS / "marlbridge_0_2")

    assert refused.value.file.name == "minimum_term.yaml"
    assert refused.value.what == (
        "a council's folder has no such file since version 0.3.0: what the policy asks is rows in "
        "council.yaml."
    )
    assert refused.value.remedy == (
        "Turn it as docs/another_council.md says under 'From the old form'."
    )


@pytest.mark.parametrize(
    "name",
    [
        *("thresholds.yaml", "minimum_term.yaml", "minimum_weighting.yaml"),
        *("recommended_weighting.yaml", "near_threshold.yaml"),
    ],
)
def test_one_old_file_is_enough_to_be_refused(name: str, tmp_path: Path) -> None:
    copy = shutil.copytree(MARLBRIDGE, tmp_path / "half_turned")
    shutil.copy(COUNCILS / "marlbridge_0_2" / name, copy)

    with pytest.raises(DeclarationError, match="since version") as refused:
        load_council(copy)
    assert (refused.value.file, refused.value.line) == (copy / name, None)


def test_a_file_of_the_old_form_is_named_before_one_that_never_was(tmp_path: Path) -> None:
    copy = shutil.copytree(MARLBRIDGE, tmp_path / "council")
    for name in ("aims.yaml", "thresholds.yaml"):
        (copy / name).write_text("a: 1\n", encoding="utf-8")

    with pytest.raises(DeclarationError) as refused:
        load_council(copy)
    assert refused.value.file.name == "thresholds.yaml"


@pytest.mark.parametrize("name", ["theme.yaml", "Thresholds.yaml", "zoning.yaml"])
def test_a_file_that_would_not_be_read_is_refused(name: str, tmp_path: Path) -> None:
    copy = shutil.copytree(MARLBRIDGE, tmp_path / "council")
    (copy / name).write_text("a: 1\n", encoding="utf-8")

    with pytest.raises(DeclarationError) as refused:
        load_council(copy)
    assert (refused.value.file.name, refused.value.line) == (name, None)
    assert refused.value.what == "a council's folder has no such file."
    assert refused.value.remedy == (
        "It has: council, themes, readings, benchmark, other_councils, reporting_lists, "
        "local_area, guides."
    )


def test_what_is_no_yaml_may_lie_in_the_folder(tmp_path: Path) -> None:
    copy = shutil.copytree(MARLBRIDGE, tmp_path / "council")
    (copy / "policy.txt").write_text("a: 1\n", encoding="utf-8")

    assert load_council(copy).short_name == "Marlbridge"


def test_a_council_that_is_not_there() -> None:
    with pytest.raises(InputError) as refused:
        load_council("Marlbridge")

    assert refused.value.what == "There is no council 'Marlbridge'."
    assert refused.value.remedy == (
        "Give one of plymouth, rotherham, southend, or a folder that holds council.yaml; left out, "
        "it is southend."
    )


def test_a_figure_of_the_law_has_its_own_reference_and_a_dated_text_its_files() -> None:
    law = statute()

    assert law.thresholds.dated(DAY).reference == "PPN 023 and SI 2025/1200"
    assert law.vat_rate.dated(DAY).reference == law.vat_rate.reference


def test_a_dated_figure_out_of_order(tmp_path: Path) -> None:
    file = tmp_path / "rate.yaml"
    file.write_text(
        "description: made up\nreference: made up\nunit: share\nvalues:\n"
        "  - {from: 2022-01-01, value: 1}\n  - {from: 2022-01-01, value: 2}\n",
        encoding="utf-8",
    )
    with pytest.raises(DeclarationError) as refused:
        read_parameter(file, Parameter[Decimal])

    assert (refused.value.what, refused.value.line) == ("2022-01-01 is out of order.", 6)
    assert refused.value.remedy == "Put the oldest value first."
