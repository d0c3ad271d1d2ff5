"""The buttons Check a contract, Measures, Help and About."""

from datetime import date
from email.message import Message
from pathlib import Path

import pytest

from svtools import __version__
from svtools.jobs.register.measure_sets import set_in
from svtools.measures import open_set, shipped_set
from svtools.policy import requirement
from svtools.settings import VARIABLES
from tests.making import council
from tests.xl.ribbon.stand_in import CANCEL, SAMPLES, press
from xl.actions import about

WHAT, PAID = "What is bought?", "What is the most that may be paid"
MONTHS, BEGINS = "How many months", "On which day"
SAVE = "Where shall the measures go?"


def test_a_works_contract_is_checked() -> None:
    excel = press(
        "check_contract",
        (WHAT, "3"),
        (PAID, "£1,200,000"),
        (MONTHS, "24"),
        (BEGINS, "1 March 2026"),
    )
    answer = requirement("works", 1_200_000, months=24, on=date(2026, 3, 1), council=council())
    (said,) = excel.told
    assert said.startswith("works, £1,200,000 net of VAT, 24 months, 01/03/2026\n")
    assert answer.reason in said
    assert "no minimum applies" in said
    assert "Recommended weighting: 10%." in said
    assert all(sentence in said for sentence in answer.advice)


def test_the_term_is_only_asked_for_where_the_policy_looks_at_it() -> None:
    excel = press("check_contract", (WHAT, "Light Touch"), (PAID, "700000"), (BEGINS, "OK"))
    assert "at least 10% of the total award criteria" in excel.told[0]
    assert "20/05/2026" in excel.told[0]


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ((WHAT, "6"), "'6' is none of these"),
        ((WHAT, "0"), "'0' is none of these"),
        ((WHAT, "gardening"), "Type a number from 1 to 5."),
        ((PAID, "lots"), "'lots' is not a £ value"),
        ((PAID, "20%"), "'20%' is not a £ value"),
        ((MONTHS, "0"), "The term is 0 months"),
        ((BEGINS, "soon"), "'soon' is not a date"),
    ],
)
def test_what_cannot_be_read_is_asked_again(typed: tuple[str, str], what: str) -> None:
    good = [(WHAT, "works"), (PAID, "1200000"), (MONTHS, "24"), (BEGINS, "01/03/2026")]
    at = [question for question, _ in good].index(typed[0])
    excel = press("check_contract", *good[:at], typed, *good[at:])
    assert what in excel.warned[0]
    assert excel.defaults[at + 1] == typed[1]
    assert len(excel.told) == 1


def test_a_value_the_policy_cannot_use_is_told() -> None:
    excel = press("check_contract", (WHAT, "1"), (PAID, "-5"), (BEGINS, "OK"))
    assert "The net value is -5." in excel.warned[0]


@pytest.mark.parametrize("at", range(4))
def test_cancelling_any_question_of_the_check_ends_quietly(at: int) -> None:
    good = [(WHAT, "3"), (PAID, "1200000"), (MONTHS, "24"), (BEGINS, "OK")]
    excel = press("check_contract", *good[:at], (good[at][0], CANCEL))
    assert excel.said == []


def test_the_measures_in_use_become_a_workbook(folder: Path) -> None:
    path = folder / "measures.xlsx"
    excel = press("measures", (SAVE, path), active=str(folder / "book.xlsx"))
    in_use = shipped_set("open-2025")  # what no settings name, as on machines of before
    assert set_in(path, council()).measures == in_use.measures
    assert excel.opened == [path]
    assert excel.defaults == [str(folder / f"Measures {in_use.edition}.xlsx")]
    assert in_use.notice in excel.told[0]


def test_the_councils_own_set_comes_before_the_open_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder / "own.xlsx"
    press("measures", (SAVE, own))
    monkeypatch.setenv(VARIABLES["measures"], str(folder / "nowhere.xlsx"))
    excel = press("measures")
    assert "There is no file" in excel.warned[0]
    monkeypatch.setenv(VARIABLES["measures"], str(SAMPLES / "open_measure_set.xlsx"))
    press("measures", (SAVE, folder / "again.xlsx"))
    given = set_in(SAMPLES / "open_measure_set.xlsx", council())
    assert set_in(folder / "again.xlsx", council()).measures == given.measures
    assert given.edition != set_in(own, council()).edition


def test_cancelling_the_measures_writes_nothing(folder: Path) -> None:
    excel = press("measures", (SAVE, CANCEL))
    assert (excel.said, [*folder.iterdir()]) == ([], [])


def test_help_opens_the_guides_of_a_checkout() -> None:
    (shown,) = press("help").shown
    assert (Path(shown) / "officers.md").is_file()


def test_help_opens_the_projects_page_where_there_are_no_guides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(about, "guides", lambda: "")
    monkeypatch.setattr(about, "project_page", lambda: "https://tool.example")
    assert press("help").shown == ["https://tool.example"]


def test_help_lists_the_functions_where_there_is_nothing_to_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(about, "guides", lambda: "")
    monkeypatch.setattr(about, "project_page", lambda: "")
    (said,) = press("help").told
    for name in ("SV_REQUIRED", "TOMS_VALUE", "SV_SCORE_TARGET", "SV_LOCAL", "SV_ABOUT"):
        assert name in said


def test_the_projects_page_is_the_one_its_package_names(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Message()
    monkeypatch.setattr(about, "metadata", lambda _: made)
    assert about.project_page() == ""
    made["Project-URL"] = "Homepage, https://tool.example"
    assert about.project_page() == "https://tool.example"


def test_about_says_version_council_policy_and_licence() -> None:
    (said,) = press("about").told
    for words in (__version__, council().name, council().policy, open_set().licence):
        assert words in said
