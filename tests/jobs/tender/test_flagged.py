"""Flags that open and close: what blocks letters and award, until it is answered or overridden."""

import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.flag_sheets import bring_up_to_date
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import SCORING, scoring_data
from svtools.jobs.tender.summaries import write_summaries
from svtools.jobs.tender.tenders import same_group_words
from svtools.scoring import FlagCode
from svtools.workbooks.parse import parse
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import Bidder, all_marked, loaded, tender, with_marks
from tests.libreoffice import differences, needs_libreoffice
from tests.making import FIXTURES, sheet_rows
from tools.tender_sample import type_in

UNITS = {"OP08": (2, 2, 2)}
DAY = date(2026, 4, 1)
SLIP = Bidder("Alder", 10_500, UNITS)
LOW = Bidder("Dogwood", 4_000_000, UNITS)
BIDDERS = (
    SLIP,
    Bidder("Birch", 11_000_000, UNITS),
    Bidder("Cedar", 10_900_000, UNITS),
    LOW,
    Bidder("Elm", 10_950_000, UNITS, fields={"bidder.number": "0123"}),
    Bidder("Elm t/a Bright", 11_050_000, UNITS, fields={"bidder.number": "123"}),
)
NOTED = {"who": "Procurement officer", "day": DAY, "note": "It is in thousands."}
DECIDED = {
    "asked": DAY, "answer": "Own depot", "decision": "kept", "who": "Head of service", "day": DAY,
}  # fmt: skip


def of_millions() -> Any:
    return tender(about={"net_value": Decimal(11_000_000)})


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six bids of a tender of £11m: one in thousands, one low, one company under two names."""
    names = [bidder.name for bidder in BIDDERS]
    folder = tmp_path_factory.mktemp("flagged")
    return loaded(of_millions(), folder, *BIDDERS, typed=all_marked(*names))


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "scoring.xlsx"))


def answered(path: Path, kind: FlagCode, values: Mapping[str, Any]) -> None:
    """What the panel writes beside the flags of a kind."""
    rows = open_own(path, SCORING).content.rows("flags")
    keys = ("key", "flag", "about", "figure")
    typed = {
        tuple(str(row.get(key)) for key in keys): dict(values)
        for row in rows
        if row.get("flag") == kind
    }
    assert typed
    type_in(path, {"flags": typed}, path)


def decided(path: Path, **changes: Any) -> None:
    type_in(path, {"prices": {("B04",): DECIDED | changes}}, path)


def codes(path: Path) -> list[tuple[str, str]]:
    return [(block.code, str(block.details["bidder"])) for block in blocks(marked(path))]


def test_a_price_in_thousands_and_a_low_one_block_letters_and_award(path: Path) -> None:
    assert codes(path) == [("flag-low", "Dogwood"), ("flag-open", "Alder")]
    low, slip = blocks(marked(path))
    assert low.where.startswith("Prices F")
    assert slip.where.startswith("Flags D")
    with pytest.raises(InputError, match=r"(?s)Alder: The price of £10,500 .*--despite"):
        write_summaries(path, path.parent / "letters")
    assert not (path.parent / "letters").exists()


def test_every_price_stands_beside_the_estimate_and_the_others(path: Path) -> None:
    rows = {row.get("bidder"): row for row in open_own(path, SCORING).content.rows("prices")}
    assert list(rows) == [bidder.name for bidder in BIDDERS]
    assert float(rows["Birch"].get("of_estimate")) == 1
    assert rows["Birch"].get("what") is None
    assert [name for name, row in rows.items() if row.get("low") == "yes"] == ["Dogwood"]


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({"state": "answered", **NOTED}, False),
        ({"state": "accepted", **NOTED}, False),
        ({"state": "asked", **NOTED}, True),
        ({"state": "open", **NOTED}, True),
        ({"state": "answered", **NOTED, "who": None}, True),
        ({"state": "answered", **NOTED, "day": None}, True),
        ({"state": "answered", **NOTED, "note": None}, True),
        ({"state": "reduced", **NOTED}, True),  # nothing is reduced on the sheet Offers
    ],
)
def test_a_flag_is_settled_by_state_role_date_and_note(
    values: dict[str, Any], is_open: bool, path: Path
) -> None:
    answered(path, FlagCode.PRICE_UNITS, values)
    assert (("flag-open", "Alder") in codes(path)) is is_open


REDUCTION = {"marked": 1, "ground": "double-counted", "evaluator": "Panel", "reason": "made up"}
GROUPED = {"PJ04": (6_000,), "PJ05": (60_000,), "OP08": (700,)}
"""More than the price can pay for: two measures of one group together, and weeks alone."""


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two bids, one of them with a double count and units out of range."""
    of = tender(codes=("PJ04", "PJ05", "OP08"))
    bids = (Bidder("Alder", 100_000, GROUPED), Bidder("Birch", 99_000, {"OP08": (2,)}))
    return with_marks(of, tmp_path_factory.mktemp("grouped"), *bids)


def reduced(path: Path, *measures: str) -> dict[str, bool]:
    """With these measures of Alder reduced: which flags are open that are said to be reduced."""
    for kind in {row.get("flag") for row in open_own(path, SCORING).content.rows("flags")}:
        answered(path, kind, {"state": "reduced", **NOTED})
    type_in(path, {"offers": {("Alder", measure): REDUCTION for measure in measures}}, path)
    return {str(each.flag.code): each.is_open for each in marked(path).flagged}


@pytest.mark.parametrize(
    ("measure", "settled"),
    [
        ("PJ05", {FlagCode.EXCLUSIVE_GROUP, FlagCode.ABOVE_OTHERS, FlagCode.ABOVE_PRICE}),
        ("OP08", {FlagCode.OUT_OF_RANGE, FlagCode.ABOVE_OTHERS, FlagCode.ABOVE_PRICE}),
    ],
)
def test_reduced_is_settled_by_a_reduction_of_what_the_flag_is_about(
    measure: str, settled: set[FlagCode], grouped: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(grouped, tmp_path / "scoring.xlsx"))
    found = reduced(path, measure)
    assert {code for code, is_open in found.items() if not is_open} == settled
    assert len(found) == 4


def test_a_price_is_not_reduced_with_units(path: Path) -> None:
    answered(path, FlagCode.PRICE_UNITS, {"state": "reduced", **NOTED})
    type_in(path, {"offers": {("Alder", "OP08"): REDUCTION}}, path)
    assert ("flag-open", "Alder") in codes(path)


@needs_libreoffice
def test_the_sheet_says_the_same_of_what_is_reduced(grouped: Path, tmp_path: Path) -> None:
    found = {}
    for measure in ("PJ05", "OP08"):
        path = Path(shutil.copy(grouped, tmp_path / f"{measure}.xlsx"))
        found[path] = reduced(path, measure)
    assert differences(*found) == []
    for path, flags in found.items():
        rows = sheet_rows(path, "Flags")
        assert {row["Kind"]: row["Check"] != "settled" for row in rows if row["Kind"]} == flags


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, False),
        ({"asked": None}, True),
        ({"answer": None}, True),
        ({"decision": None}, True),
        ({"who": None}, True),
        ({"day": None}, True),
        ({"decision": "disregarded"}, True),  # and it is still assessed
    ],
)
def test_a_low_price_needs_question_answer_decision_role_and_date(
    changes: dict[str, Any], is_open: bool, path: Path
) -> None:
    decided(path, **changes)
    assert (("flag-low", "Dogwood") in codes(path)) is is_open


def test_a_disregarded_bid_that_is_not_assessed_blocks_nothing_more(path: Path) -> None:
    decided(path, decision="disregarded")
    excluded = {"excluded": "Yes", "excluded_why": "abnormally low"}
    type_in(path, {"bidders": {("Dogwood",): excluded}}, path)
    bring_up_to_date(marked(path), path)
    assert codes(path) == [("flag-open", "Alder")]
    kept = {row.get("bidder"): row for row in open_own(path, SCORING).content.rows("prices")}
    assert (kept["Dogwood"].get("low"), kept["Dogwood"].get("answer")) == ("yes", "Own depot")


def test_what_was_answered_stays_when_the_workbook_is_loaded_again(path: Path, sound: Path) -> None:
    answered(path, FlagCode.PRICE_UNITS, {"state": "answered", **NOTED})
    decided(path)
    load_offers(sound.parent / "offers", path, path)
    assert codes(path) == []
    rows = open_own(path, SCORING).content.rows("flags")
    (row,) = [row for row in rows if row.get("bidder") == "Alder"]
    assert {key: row.get(key) for key in NOTED} == NOTED


def test_another_price_is_another_flag_and_open(path: Path) -> None:
    answered(path, FlagCode.PRICE_UNITS, {"state": "answered", **NOTED})
    type_in(path, {"bidders": {("Alder",): {"corrected": 10_600, "why": "made up"}}}, path)
    assert ("flag-open", "Alder") in codes(path)
    bring_up_to_date(marked(path), path)
    rows = [r for r in open_own(path, SCORING).content.rows("flags") if r.get("bidder") == "Alder"]
    found = [(row.get("figure"), row.get("state"), row.get("found")) for row in rows]
    assert sorted(found) == [("£10,500", "answered", "no"), ("£10,600", "open", "yes")]


def test_a_corrected_price_takes_the_flag_away_and_is_told_as_outdated(path: Path) -> None:
    type_in(path, {"bidders": {("Alder",): {"corrected": 10_500_000, "why": "made up"}}}, path)
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])
    assert "The sheets Prices and Flags are not up to date" in " ".join(shown.output.split())
    newer = path.parent / "newer.xlsx"
    shown = CliRunner().invoke(app, ["tender", "results", str(path), "--output", str(newer)])
    assert "not up to date" not in shown.output
    assert codes(newer) == [("flag-low", "Dogwood")]
    assert "Alder" not in {r.get("bidder") for r in open_own(newer, SCORING).content.rows("flags")}


def test_results_are_shown_all_the_same_and_say_what_is_open(path: Path) -> None:
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])
    words = " ".join(shown.output.split())
    assert shown.exit_code == 1
    assert "Alder" in words.rsplit("Blocks letters and award", maxsplit=1)[1]
    assert words.index("Blocks letters and award") < words.index("Total of 100")
    assert words.count("Ask the bidder to show that it can perform the contract") == 1
    assert "One company or charity number under several names: 0123." in words
    assert words.count("The price of £10,500") == 1


def test_sheets_that_are_out_of_date_ask_for_a_look(tmp_path: Path) -> None:
    bidder, newer = Bidder("Birch", 1000, {"OP08": [900, 0, 0]}), tmp_path / "newer.xlsx"
    typed = {("Birch",): {"corrected": 900_000, "why": "made up"}}
    workbook = loaded(tender(), tmp_path, bidder, typed=all_marked("Birch", bidders=typed))
    shown = CliRunner().invoke(app, ["tender", "results", str(workbook)])
    after = CliRunner().invoke(app, ["tender", "results", str(workbook), "--output", str(newer)])

    assert "not up to date" in " ".join(shown.output.split())
    assert shown.exit_code == 1
    assert "not up to date" not in " ".join(after.output.split())


def test_going_on_despite_a_block_is_recorded_with_its_reason(path: Path) -> None:
    made = write_summaries(
        path, path.parent / "letters", winner="Alder", despite="The s.151 officer agreed", on=DAY
    )
    (row,) = open_own(path, SCORING).content.rows("record")
    assert len(made.written) > len(BIDDERS)
    assert row.get("day") == DAY
    assert "The s.151 officer agreed" in row.get("what")
    assert "£10,500" in row.get("what")
    assert made.despite
    assert "£4,000,000" in made.despite.words
    assert {each.bidder for each in made.open_flags} >= {"Alder", "Dogwood"}


def test_a_blank_reason_is_none(path: Path) -> None:
    with pytest.raises(InputError, match="£10,500"):
        write_summaries(path, path.parent / "letters", despite="  ")


def test_a_workbook_of_the_version_before_is_read_as_it_is_with_one_remark(
    tmp_path: Path, sound: Path
) -> None:
    declared = tmp_path / "tender_scoring.yaml"
    shutil.copy(FIXTURES / "older_templates" / "tender_scoring_2.yaml", declared)
    path = tmp_path / "older.xlsx"
    write(parse(declared), scoring_data(of_millions()), path)
    made = load_offers(sound.parent / "offers", path, path)
    assert [problem.code for problem in made.problems()].count("scoring-older") == 1
    type_in(path, all_marked(*(bidder.name for bidder in BIDDERS)), path)

    found = marked(path)

    assert [p.code for p in found.older] == ["scoring-older"]
    assert [(block.code, block.where) for block in blocks(found)] == [
        ("flag-nowhere", "Bidders B7"),
        ("flag-nowhere", "Bidders B10"),
    ]
    assert found.changed == ()
    with pytest.raises(InputError, match="no sheet Flags"):
        bring_up_to_date(found, tmp_path / "newer.xlsx")


def test_a_tender_that_asks_for_two_measures_of_one_group_says_so() -> None:
    (said,) = same_group_words(tender(codes=("PJ04", "PJ05", "OP08")))
    assert said.startswith("PJ04 and PJ05 are of one group (donations and volunteering): ")
    assert same_group_words(tender(codes=("PJ04", "OP08"))) == []


@needs_libreoffice
def test_the_sheets_say_the_same_in_libreoffice(path: Path) -> None:
    answered(path, FlagCode.PRICE_UNITS, {"state": "answered", **NOTED})
    answered(path, FlagCode.ONE_NUMBER, {"state": "answered", "who": "Panel"})
    decided(path, decision="disregarded")
    checks = {row["What was noticed"]: row["Check"] for row in sheet_rows(path, "Flags")}
    said = " ".join(f"{what}: {check}." for what, check in checks.items())

    assert differences(path) == []
    assert "are in thousands.: settled." in said
    assert "more than once.: open: role, date and note needed." in said
    low = {row["Bidder"]: row["Check"] for row in sheet_rows(path, "Prices")}
    assert low["Dogwood"] == "say Not assessed on Bidders"
    assert low["Birch"] is None
    results = {row["Bidder"]: row["To clarify"] for row in sheet_rows(path, "Results")}
    assert str(results["Dogwood"]).startswith("low price to ask about. ")
    assert "price to ask about" not in str(results["Alder"])
