"""An offer against what the tender published: nothing is lost, ours is used, both are shown."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.opening import open_own
from svtools.jobs.tender.load import Loaded, load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import SCORING
from svtools.scoring import FlagCode
from svtools.workbooks.problems import Problem
from tests.jobs.tender.tendering import Bidder, load, place, save_offer, tender
from tests.making import retyped, sheet_rows

ALDER = Bidder("Alder", 100_000, {"OP08": [2, 2, 2], "OP12": [5, 5, 5]})
Cells = dict[tuple[str, str], Any]


def load_changed(folder: Path, cells: Cells) -> tuple[Path, Loaded]:
    """A scoring workbook with Alder's offer, in which `cells` were typed over."""
    retyped(save_offer(tender(), ALDER, folder / "offers"), cells)
    return load(tender(), folder)


def told(made: Loaded, code: str) -> list[Problem]:
    return [problem for problem in made.offers[0].problems if problem.code == code]


def offered(path: Path, measure: str) -> Any:
    rows = open_own(path, SCORING).content.rows("offers")
    return next(row for row in rows if row.get("measure") == measure)


def test_an_untouched_offer_differs_in_nothing(tmp_path: Path) -> None:
    _, made = load_changed(tmp_path, {})

    assert made.offers[0].problems == []


@pytest.mark.parametrize(
    ("second", "said", "units", "first_year"),
    [
        ({}, "6 and 15 units. They were added up to 21", 21, 7),
        (
            {("Offer", "D7"): None, ("Offer", "E7"): None, ("Offer", "F7"): None},
            "6 and nothing units. They were added up to 6",
            6,
            2,
        ),
    ],
)
def test_a_measure_in_two_rows_adds_up_and_names_both_cells(
    second: Cells, said: str, units: int, first_year: int, tmp_path: Path
) -> None:
    path, made = load_changed(tmp_path, {("Offer", "O7"): "OP08", **second})
    (twice,) = told(made, "offer-twice")

    assert (twice.sheet, twice.cell_names) == ("Offer", "O6, O7")
    assert said in twice.what
    assert "Marked units" in twice.remedy
    assert offered(path, "OP08").get("offered") == units
    assert offered(path, "OP08").get("y1") == first_year
    assert offered(path, "OP12").get("offered") is None


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "said"),
    [
        ("Offer", "A6", "Make tea", "OP08: Measure"),
        ("Offer", "B6", "people", "OP08: Unit"),
        ("Offer", "C6", 9000, "OP08: Value of one unit"),
        ("Offer", "C6", None, "'blank'"),
        ("Questions", "B6", "What do you like?", "SV1: What is asked"),
        ("Questions", "C6", 0.9, "SV1: Share of the marks' reads '0.9'"),
        ("Tender", "B20", "Another contract", "Contract title"),
        ("Tender", "B24", "ours-1999", "Measure set"),
    ],
)
def test_what_was_published_is_used_and_a_change_is_told_with_both(
    sheet: str, cell: str, typed: Any, said: str, tmp_path: Path
) -> None:
    path, made = load_changed(tmp_path, {(sheet, cell): typed})
    (changed,) = told(made, "offer-changed")
    row = offered(path, "OP08")
    right = tender().measures.measures["OP08"]

    assert (changed.sheet, changed.cell_names) == (sheet, cell)
    assert said in changed.what
    assert "the tender published '" in changed.what
    assert (row.get("unit"), row.get("proxy")) == (right.unit, right.proxy)
    assert [p.code for p in made.problems()] == ["offer-changed"]


def test_spaces_and_number_formats_are_no_change(tmp_path: Path) -> None:
    unit = tender().measures.measures["OP08"].unit
    _, made = load_changed(tmp_path, {("Offer", "B6"): f" {unit} "})

    assert made.problems() == []


def test_an_answer_to_a_question_that_is_not_asked_is_told(tmp_path: Path) -> None:
    path, made = load_changed(tmp_path, {("Questions", "A6"): "SV7"})
    (other,) = told(made, "offer-question")
    answered = {
        row.get("question"): row.get("answered")
        for row in open_own(path, SCORING).content.rows("moderation")
    }

    assert (other.sheet, other.cell_names) == ("Questions", "A6")
    assert "'SV7'" in other.what
    assert answered == {"SV1": "no", "SV2": "yes"}


def test_a_measure_not_asked_for_is_told_with_its_units(tmp_path: Path) -> None:
    path, made = load_changed(tmp_path, {("Offer", "O6"): "XX99"})
    (other,) = told(made, "offer-not-asked")
    notes = [row.get("what") for row in open_own(path, SCORING).content.rows("notes")]

    assert "'XX99' (6 units)" in other.what
    assert other.what in notes


def test_what_was_found_stands_in_the_notes_of_the_workbook(tmp_path: Path) -> None:
    path, made = load_changed(tmp_path, {("Offer", "O7"): "OP08", ("Offer", "B6"): "people"})
    notes = [
        (row.get("bidder"), row.get("where"), row.get("what"))
        for row in open_own(path, SCORING).content.rows("notes")
    ]

    assert notes == [("Alder", p.where, p.what) for p in made.problems()]
    assert {"Offer O6, O7", "Offer B6"} <= {where for _, where, _ in notes}


def test_groups_and_ranges_reach_the_scoring_workbook(tmp_path: Path) -> None:
    codes = ("PJ04", "PJ05", "OP08")
    of = tender(codes=codes)
    units = {"PJ04": 9101, "PJ05": "111123.21", "OP08": 1}  # of the same value
    path, _ = load(of, tmp_path, Bidder("Alder", 100_000, units))
    found = marked(path)
    shown = {row["Measure"]: row["To clarify"] for row in sheet_rows(path, "Offers")}

    assert [m.exclusive_group for m in found.tender.measures] == [
        of.measures.measures[code].exclusive_group for code in codes
    ]
    assert found.tender.ranges.year_of_work == Decimal(20_000)
    assert {flag.code for flag in found.bids[0].flags} == {
        FlagCode.EXCLUSIVE_GROUP,
        FlagCode.OUT_OF_RANGE,
        FlagCode.ABOVE_PRICE,
    }
    assert shown == {
        "PJ04": "possible double count. units out of range. ",
        "PJ05": "possible double count. units out of range. ",
        "OP08": None,
    }


@pytest.mark.parametrize(("words", "told_of"), [(300, 0), (301, 1)])
def test_an_answer_over_its_words_is_told_with_both_numbers(
    words: int, told_of: int, tmp_path: Path
) -> None:
    answer = "one\n" + "word  " * (words - 1)
    _, made = load_changed(tmp_path, {("Questions", "E6"): answer})
    found = told(made, "offer-too-long")

    assert [each.cell_names for each in found] == ["E6"] * told_of
    assert all(f"has {words} words; 300 at most" in each.what for each in found)


def test_the_published_limit_of_words_counts(tmp_path: Path) -> None:
    cells = {("Questions", "D6"): 900, ("Questions", "E6"): "word " * 400}
    _, made = load_changed(tmp_path, cells)

    assert "400 words; 300 at most" in told(made, "offer-too-long")[0].what


def test_units_after_the_contracts_end_are_told_and_flagged(tmp_path: Path) -> None:
    path, made = load_changed(tmp_path, {("Offer", "G6"): 100, ("Offer", "I7"): 7})
    late = told(made, "offer-after-end")
    flags = marked(path).bids[0].flags
    shown = {row["Measure"]: row["To clarify"] for row in sheet_rows(path, "Offers")}

    assert [(each.sheet, each.cell_names) for each in late] == [("Offer", "G6"), ("Offer", "I7")]
    assert "100 in year 4; it has 3" in late[0].what
    assert "7 in later years" in late[1].what
    assert offered(path, "OP08").get("offered") == 106
    assert [f.measure for f in flags if f.code is FlagCode.AFTER_END] == ["OP08", "OP12"]
    assert any("OP08: 100 of the 106 units" in flag.what for flag in flags)
    assert str(FlagCode.AFTER_END) in str(shown["OP08"])
    assert shown["OP12"] == f"{FlagCode.AFTER_END}. "


@pytest.mark.parametrize(
    ("sheet", "cell", "typed"),
    [("Offer", "D6", "a few"), ("Offer", "D6", -1), ("Tender", "B12", None), ("Offer", "T9", "x")],
)
def test_nobody_is_told_to_type_into_an_offer(
    sheet: str, cell: str, typed: Any, tmp_path: Path
) -> None:
    _, made = load_changed(tmp_path, {(sheet, cell): typed})
    (fault,) = [each for each in made.offers[0].problems if each.cell_names == cell]

    assert fault.remedy.startswith("Ask the bidder for a clarification")


def test_the_same_fault_in_the_panels_own_workbook_is_mended_there(tmp_path: Path) -> None:
    path, _ = load_changed(tmp_path, {})
    retyped(path, {place(path, "moderation", "moderated"): "a few"})
    (fault,) = load_offers(tmp_path / "offers", path, tmp_path / "again.xlsx").problems()

    assert fault.remedy == "Type a whole number, for example 2."
