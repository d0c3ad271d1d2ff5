"""Loading again: what the panel entered stays, and what can't stay is named."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import SCORING
from tests.jobs.tender.tendering import Bidder, load, loaded, moderated, save_offer, tender
from tests.making import edit, retyped, sheet_rows
from tests.written_cells import cells_of
from tools.tender_sample import type_in

ALDER = Bidder("Alder", 100_000, {"OP08": [2, 2, 2], "OP12": [5, 5, 5]})
BIRCH = Bidder("Birch", 90_000, {"OP08": [1, 1, 1]})
CEDAR = Bidder("Aaron's", 95_000, {"OP08": [3, 0, 0]})


def test_loading_again_keeps_what_the_panel_entered_and_every_key(tmp_path: Path) -> None:
    of = tender()
    path, _ = load(of, tmp_path, ALDER, BIRCH)
    type_in(path, {"evaluators": {(f"E{n}",): {"name": f"Evaluator {n}"} for n in (1, 2, 3)}}, path)
    load_offers(tmp_path / "offers", path, path)
    names = ("Alder", "Birch")
    typed: dict[str, dict[Any, Any]] = {
        "bidders": {(name,): {"corrected": 7, "why": name} for name in names},
        "quality_marks": {(name, "Quality"): {"share": 0.5, "rationale": name} for name in names},
        "offers": {
            (name, "OP08"): {
                "clarification": name,
                "marked": 1,
                "ground": "double-counted",
                "evaluator": "Evaluator 2",
                "reason": name,
                "contracted": 2,
            }
            for name in names
        },
        "marks": {
            (name, "SV2", f"E{n}"): {"mark": n, "rationale": name} for name in names for n in (1, 3)
        },
        "moderation": moderated(*names) | {("Birch", "SV1"): {"sensitive": "Yes"}},
    }
    type_in(path, typed, path, [{"who": "Panel", "what": "met"}])
    save_offer(of, CEDAR, tmp_path / "offers")
    again = tmp_path / "again.xlsx"
    made = load_offers(tmp_path / "offers", path, again)
    content = open_own(again, SCORING).content

    assert made.keys == {"Aaron's": "B03", "Alder": "B01", "Birch": "B02"}
    keys = {
        "bidders": ("bidder",),
        "quality_marks": ("bidder", "criterion"),
        "offers": ("bidder", "measure"),
        "moderation": ("bidder", "question"),
        "marks": ("bidder", "question", "evaluator"),
    }
    for table, rows in typed.items():
        found = {tuple(row.get(k) for k in keys[table]): row for row in content.rows(table)}
        for key, values in rows.items():
            kept = {name: found[key].get(name) for name in values}
            assert {k: float(v) if k == "share" else v for k, v in kept.items()} == values
    assert [row.get("what") for row in content.rows("record")] == ["met"]
    assert [p.code for p in made.problems()] == []
    assert [row.get("mark") for row in content.rows("marks") if row.get("bidder") == "Aaron's"] == [
        None
    ] * 9


def test_marks_stay_when_an_evaluator_in_between_has_no_name(tmp_path: Path) -> None:
    of = tender()
    path, _ = load(of, tmp_path, ALDER)
    type_in(path, {"evaluators": {("E1",): {"name": "A"}, ("E3",): {"name": "C"}}}, path)
    load_offers(tmp_path / "offers", path, path)
    mark = {("Alder", "SV1", "E3"): {"mark": 4, "rationale": "made up"}}
    type_in(path, {"marks": mark}, path)
    load_offers(tmp_path / "offers", path, path)
    rows = {
        (r.get("question"), r.get("evaluator")): r
        for r in open_own(path, SCORING).content.rows("marks")
    }

    assert rows["SV1", "E3"].get("mark") == 4


def test_a_mark_of_0_alone_keeps_its_evaluator(tmp_path: Path) -> None:
    of = tender()
    path, _ = load(of, tmp_path, ALDER)
    named = {(f"E{n}",): {"name": f"Evaluator {n}"} for n in (1, 2)}
    type_in(path, {"evaluators": named}, path)
    load_offers(tmp_path / "offers", path, path)
    type_in(path, {"marks": {("Alder", "SV1", "E2"): {"mark": 0}}}, path)
    type_in(path, {"evaluators": {("E2",): {"name": None}}}, path)
    load_offers(tmp_path / "offers", path, path)

    kept = [r.get("mark") for r in open_own(path, SCORING).content.rows("marks")]
    assert [mark for mark in kept if mark is not None] == [0]


def test_what_was_entered_is_kept_when_a_bidder_spells_its_name_otherwise(tmp_path: Path) -> None:
    of = tender()
    path = loaded(of, tmp_path, ALDER, typed={"moderation": moderated("Alder")})
    (tmp_path / "offers" / "Alder.xlsx").unlink()
    save_offer(of, replace(ALDER, name="ALDER"), tmp_path / "offers")
    made = load_offers(tmp_path / "offers", path, path)

    assert made.problems() == []
    moderation = open_own(path, SCORING).content.rows("moderation")
    assert [(r.get("bidder"), r.get("moderated")) for r in moderation] == [
        ("ALDER", 3),
        ("ALDER", 4),
    ]


@pytest.mark.parametrize(("sheet", "heading"), [("Offers", "AI6"), ("Bidders", "A6")])
def test_a_scoring_workbook_that_lost_a_column_is_never_written_anew(
    sheet: str, heading: str, tmp_path: Path
) -> None:
    path = loaded(tender(), tmp_path, ALDER, typed={"moderation": moderated("Alder")})
    retyped(path, {(sheet, heading): "Renamed"})
    output = tmp_path / "again.xlsx"

    with pytest.raises(InputError, match=f"{sheet}: the column '(Key|Bidder)' is not there"):
        load_offers(tmp_path / "offers", path, output)
    with pytest.raises(InputError, match=f"{sheet}: the column '(Key|Bidder)' is not there"):
        marked(path)
    assert not output.exists()


def test_an_offer_taken_out_is_named(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, BIRCH)
    (tmp_path / "offers" / "Birch.xlsx").unlink()
    made = load_offers(tmp_path / "offers", path, tmp_path / "again.xlsx")

    assert [(p.code, p.details["bidder"]) for p in made.problems()] == [("bidder-gone", "Birch")]


ELSEWHERE = {
    ("Start", "D3"): "under the title",
    ("Criteria", "E41"): "beside the terms",
    ("Measures", "A20"): "under the measures",
    ("Measures", "F22"): "under a formula",
    ("Questions", "B30"): "under the scale",
    ("Bidders", "T6"): "My notes",
    ("Bidders", "T7"): "call them",
    ("Bidders", "A12"): "under the bidders",
    ("Results", "A20"): "further down",
    ("How marks are made", "C12"): 12.5,
    ("Results", "AL1"): "mine",
    ("Bidders", "Z3"): "a note",
}


def test_whatever_the_panel_put_elsewhere_is_kept(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, BIRCH, typed={"moderation": moderated("Alder")})
    retyped(path, ELSEWHERE)
    edit(path, lambda book: book.create_sheet("Mine").append(["a sum"]))
    again = tmp_path / "again.xlsx"
    made = load_offers(tmp_path / "offers", path, again)
    cells = cells_of(again)

    assert {place: cells[place].value for place in ELSEWHERE} == ELSEWHERE
    assert cells["Mine", "A1"].value == "a sum"
    assert made.problems() == []


def test_a_note_where_the_offers_go_stops_the_loading_until_its_loss_is_accepted(
    tmp_path: Path,
) -> None:
    of = tender()
    path = loaded(of, tmp_path, ALDER)
    last = max(r.number for r in open_own(path, SCORING).content.rows("bidders"))
    retyped(path, {("Bidders", f"A{last + 2}"): "a note of ours"})
    save_offer(of, BIRCH, tmp_path / "offers")
    again = tmp_path / "again.xlsx"

    with pytest.raises(InputError, match="a note of ours"):
        load_offers(tmp_path / "offers", path, again)
    assert not again.exists()
    load_offers(tmp_path / "offers", path, again, accept_loss=True)
    assert "a note of ours" in {cell.value for cell in cells_of(again).values()}
    bidders = [row.get("bidder") for row in open_own(again, SCORING).content.rows("bidders")]
    assert bidders == ["Alder", "Birch"]


def test_nothing_is_listed_where_nothing_is_lost(tmp_path: Path) -> None:
    path = loaded(tender(), tmp_path, ALDER, BIRCH, typed={"moderation": moderated("Alder")})
    again = tmp_path / "again.xlsx"
    made = load_offers(tmp_path / "offers", path, again)
    once_more = load_offers(tmp_path / "offers", again, tmp_path / "more.xlsx")

    assert made.problems() == once_more.problems() == []


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "kept"),
    [
        ("Moderation", "G7", "3/5", "3/5"),
        ("Moderation", "G8", 2.5, 2.5),
        ("Moderation", "G7", date(2013, 5, 3), 41397),
        ("Quality", "H7", "very good", "very good"),
        ("Bidders", "C7", "to be agreed", "to be agreed"),
        ("Offers", "P7", -4, -4),
    ],
)
def test_a_mark_that_cannot_be_used_stands_there_again_and_is_told(
    sheet: str, cell: str, typed: Any, kept: Any, tmp_path: Path
) -> None:
    path = loaded(tender(), tmp_path, ALDER, BIRCH)
    retyped(path, {(sheet, cell): typed})
    again = tmp_path / "again.xlsx"
    made = load_offers(tmp_path / "offers", path, again)
    (fault,) = load_offers(tmp_path / "offers", again, tmp_path / "more.xlsx").problems()

    assert [(p.sheet, p.cell_names) for p in made.problems()] == [(sheet, cell)]
    assert cells_of(again)[sheet, cell].value == kept
    assert (fault.sheet, fault.cell_names) == (sheet, cell)
    check = sheet_rows(again, sheet)[int(cell[1:]) - 7]["Check"]
    assert str(check).startswith("can't be counted")


@pytest.mark.parametrize("sheet", ["Quality", "Offers", "Marks", "Moderation"])
def test_no_page_tears_a_bidder_also_when_one_is_added(sheet: str, tmp_path: Path) -> None:
    of = tender()
    path = loaded(of, tmp_path, ALDER, BIRCH)
    save_offer(of, CEDAR, tmp_path / "offers")
    again = tmp_path / "again.xlsx"
    load_offers(tmp_path / "offers", path, again)

    for file, bidders in ((path, 2), (again, 3)):
        made = openpyxl.load_workbook(file)[sheet]
        breaks = [each.id for each in made.row_breaks.brk]
        assert len(breaks) < bidders
        assert all(made.cell(row, 1).value != made.cell(row + 1, 1).value for row in breaks)
    heights = [made.row_dimensions[row].height or 15 for row in range(1, made.max_row + 1)]
    page = 650 * 100 / made.page_setup.scale * 72 / 96
    assert len(breaks) >= sum(heights) // page
