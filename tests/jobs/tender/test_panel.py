"""Conflicts of interest, marks that lie far apart, and names beside another bid's key."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.marking_workbooks import marking_workbooks
from svtools.jobs.tender.pack import SCORING, scoring_data
from svtools.workbooks.parse import parse
from svtools.workbooks.write import write
from tests.jobs.tender.tendering import Bidder, all_marked, loaded, place, save_offer, tender
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import FIXTURES, retyped
from tools.tender_sample import Typed, type_in

ALDER = Bidder("Alder", 100_000, {"OP08": [2, 2, 2]})
BIRCH = Bidder("Birch", 90_000, {"OP08": [1, 1, 1]})
NONE = {"interests": "none"}
MARKS: dict[Any, Any] = {
    (bidder, item, f"E{number}"): {"mark": mark, "rationale": "made up"}
    for bidder, item, marks in (
        ("Alder", "SV1", (1, 3, 4)),
        ("Birch", "SV1", (3, 3, 4)),
        ("Alder", "Quality", (2, 4, 3)),
    )
    for number, mark in enumerate(marks, start=1)
}


def panel(folder: Path, typed: Typed, **evaluators: dict[str, Any]) -> Path:
    """Two bids with what three evaluators and the panel typed."""
    path = loaded(tender(), folder, ALDER, BIRCH)
    named = {
        (f"E{n}",): {"name": f"Evaluator {n}"} | evaluators.get(f"E{n}", NONE) for n in (1, 2, 3)
    }
    type_in(path, {"evaluators": named}, path)
    load_offers(folder / "offers", path, path)
    type_in(path, {"marks": MARKS, **all_marked("Alder", "Birch")}, path)
    type_in(path, typed, path)
    return path


def codes(path: Path) -> list[str]:
    return [block.code for block in blocks(marked(path))]


def test_a_blank_conflict_blocks_the_award_and_changes_no_mark(tmp_path: Path) -> None:
    said = {"moderation": {("Alder", "SV1"): {"agreed": "We met"}}}
    path = panel(tmp_path, said | {"quality_marks": {("Alder", "Quality"): {"agreed": "So"}}})
    before = [bid.total for bid in marked(path).bids]

    assert codes(path) == []
    type_in(path, {"evaluators": {("E2",): {"interests": None}}}, path)
    assert codes(path) == ["conflict-blank"]
    where = " ".join(place(path, "evaluators", "interests", "E2"))
    assert blocks(marked(path))[0].located.startswith(where)
    assert [bid.total for bid in marked(path).bids] == before


def test_a_conflict_that_does_not_say_how_blocks(tmp_path: Path) -> None:
    path = panel(tmp_path, {}, E1={"interests": "declared and mitigated"})
    found = [block for block in blocks(marked(path)) if block.code == "conflict-blank"]

    assert [block.where for block in found] == [" ".join(place(path, "evaluators", "how", "E1"))]


def test_marks_of_who_stood_down_do_not_count_and_are_named(tmp_path: Path) -> None:
    away = {"interests": "stood down", "how": "Her brother works there"}
    path = panel(tmp_path, {}, E1=away)
    (answer,) = [row for row in open_own(path, SCORING).content.rows("moderation")
                 if (row.get("bidder"), row.get("question")) == ("Alder", "SV1")]  # fmt: skip

    assert marked(path).panel.marks_of(answer.get("key"), "SV1") == {"E2": 3, "E3": 4}
    told = [each.details["item"] for each in marked(path).panel.remarks()]
    assert sorted(told) == ["Quality", "SV1", "SV1"]
    assert "marks-apart" not in codes(path)  # 3 and 4 remain


def test_standing_down_for_one_bidder_leaves_the_marks_of_others(tmp_path: Path) -> None:
    path = panel(tmp_path, {})
    first = open_own(path, SCORING).content.tables["conflicts"].place
    row = first.heading_row + 1
    typed = {"bidder": "Alder", "conflict": "stood down", "how": "Worked there", "evaluator": "E1"}
    cells = {first.cell(row, key).name: value for key, value in typed.items()}
    retyped(path, {("Evaluators", name): value for name, value in cells.items()})

    told = [(each.details["bidder"], each.details["item"]) for each in marked(path).panel.remarks()]
    assert sorted(told) == [("Alder", "Quality"), ("Alder", "SV1")]


@pytest.mark.parametrize(("bidder", "evaluator"), [("Aldre", "E1"), ("Alder", "E9")])
def test_standing_down_for_a_bidder_or_as_an_evaluator_that_is_not_there_blocks(
    bidder: str, evaluator: str, tmp_path: Path
) -> None:
    path = panel(tmp_path, {})
    first = open_own(path, SCORING).content.tables["conflicts"].place
    typed = {"bidder": bidder, "conflict": "stood down", "how": "x", "evaluator": evaluator}
    cells = {first.cell(first.heading_row + 1, key).name: value for key, value in typed.items()}
    retyped(path, {("Evaluators", name): value for name, value in cells.items()})

    assert "conflict-of-nobody" in codes(path)


def test_marks_of_an_evaluator_taken_off_the_sheet_block(tmp_path: Path) -> None:
    path = panel(tmp_path, {})
    type_in(path, {"evaluators": {("E2",): {"name": None, "interests": None}}}, path)
    found = [block for block in blocks(marked(path)) if block.code == "conflict-blank"]

    assert [block.details["evaluator"] for block in found] == ["E2"]


def test_a_mark_agreed_on_by_those_alone_who_stood_down_blocks(tmp_path: Path) -> None:
    away = {"interests": "stood down", "how": "x"}
    path = panel(tmp_path, {}, E1=away, E2=away)
    assert "agreed-by-nobody" not in codes(path)
    type_in(path, {"evaluators": {("E3",): away}}, path)
    items = [block.details["item"] for block in blocks(marked(path)) if block.code[:6] == "agreed"]
    assert sorted(items) == ["Quality", "SV1", "SV1"]


@pytest.mark.parametrize(
    ("second", "agreed", "blocked"),
    [(2, None, []), (3, None, ["marks-apart"]), (3, "We met", []), (None, None, [])],
)
def test_a_rationale_is_needed_from_two_apart_on(
    second: int | None, agreed: str | None, blocked: list[str], tmp_path: Path
) -> None:
    path = panel(tmp_path, {"quality_marks": {("Alder", "Quality"): {"agreed": "So"}}})
    given = {"E2": second, "E3": None}
    marks = {("Alder", "SV1", number): {"mark": mark} for number, mark in given.items()}
    said: dict[str, Any] = {"marks": marks, "moderation": {("Alder", "SV1"): {"agreed": agreed}}}
    type_in(path, said, path)

    assert codes(path) == blocked


def test_a_name_swapped_in_moderation_marks_no_other_bid(tmp_path: Path) -> None:
    path = panel(tmp_path, {})
    before = {bid.bidder: bid.answers.earned["SV1"] for bid in marked(path).bids}
    alder = place(path, "moderation", "bidder", "Alder", "SV1")
    birch = place(path, "moderation", "bidder", "Birch", "SV1")
    retyped(path, {alder: "Birch", birch: "Alder"})
    found = marked(path)

    assert codes(path).count("sealed-changed") == 2
    assert {bid.bidder: bid.answers.earned["SV1"] for bid in found.bids} == before
    with pytest.raises(InputError, match="'SV1: Bidder' reads 'Birch'"):
        load_offers(tmp_path / "offers", path, tmp_path / "again.xlsx")


@needs_libreoffice
def test_the_workbook_says_the_same_of_the_panel(tmp_path: Path) -> None:
    away = {"interests": "stood down", "how": "Her brother works there"}
    of_quality = {("Alder", "Quality"): {"moderated": 4, "share": None}}
    path = panel(tmp_path, {"quality_marks": of_quality}, E3=away)
    swapped = Path(shutil.copy(path, tmp_path / "swapped.xlsx"))
    places = {name: place(path, "moderation", "bidder", name, "SV2") for name in ("Alder", "Birch")}
    retyped(swapped, {places["Birch"]: "Alder", places["Alder"]: "Birch"})
    both = recalculated(path, swapped)
    cells = both[path]

    def shown(table: str, column: str, *of: str) -> Any:
        return cells[place(path, table, column, *of)]

    assert shown("moderation", "marks", "Alder", "SV1") == "E1: 1 E2: 3"
    assert shown("moderation", "mean", "Alder", "SV1") == 2
    assert shown("moderation", "apart", "Alder", "SV1") == 2
    assert shown("moderation", "check", "Alder", "SV1") == "say how it was agreed"
    assert shown("moderation", "apart", "Birch", "SV1") == 0
    assert shown("moderation", "check", "Birch", "SV1") == "done"
    assert shown("marks", "check", "Alder", "SV1", "E3") == "stood down, doesn't count"
    check = both[swapped][place(swapped, "moderation", "check", "B02", "SV2")]
    assert str(check).startswith("can't be counted: name and")
    totals = {cells["Results", f"B{row}"]: cells["Results", f"C{row}"] for row in (7, 8)}
    bids = {bid.bidder: bid for bid in marked(path).bids}
    assert totals == {name: pytest.approx(float(bid.total)) for name, bid in bids.items()}
    assert bids["Alder"].quality_mark == Decimal(28)
    assert marked(path).differences == () or marked(path).uncalculated


def of_version_2(folder: Path) -> Path:
    """A scoring workbook from before evaluators had workbooks of their own."""
    older = folder / "tender_scoring.yaml"
    shutil.copyfile(FIXTURES / "older_templates" / "tender_scoring_2.yaml", older)
    path = folder / "scoring.xlsx"
    write(parse(older), scoring_data(tender()), path)
    return path


def test_a_workbook_of_version_2_is_loaded_and_marked_as_it_is(tmp_path: Path) -> None:
    path = of_version_2(tmp_path)
    for bidder in (ALDER, BIRCH):
        save_offer(tender(), bidder, tmp_path / "offers")
    yes = {(f"E{n}",): {"name": f"Evaluator {n}", "interests": "Yes"} for n in (1, 2)}
    type_in(path, {"evaluators": yes}, path)
    load_offers(tmp_path / "offers", path, path)
    type_in(path, all_marked("Alder", "Birch"), path)

    assert [bid.bidder for bid in marked(path).bids] == ["Birch", "Alder"]
    assert "conflict-blank" not in codes(path)  # Yes said that there is none
    assert len(open_own(path, SCORING).content.rows("marks")) == 2 * 2 * 2
    with pytest.raises(InputError, match=r"earlier version .* holds no answers"):
        marking_workbooks(path, tmp_path / "marking")


def test_loading_again_keeps_how_it_was_agreed_and_quality_marks(tmp_path: Path) -> None:
    path = panel(tmp_path, {"moderation": {("Alder", "SV1"): {"agreed": "We met"}}})
    save_offer(tender(), Bidder("Cedar"), tmp_path / "offers")
    load_offers(tmp_path / "offers", path, path)
    content = open_own(path, SCORING).content

    kept = {(r.get("bidder"), r.get("question"), r.get("evaluator")): r.get("mark")
            for r in content.rows("marks") if r.get("mark") is not None}  # fmt: skip
    assert kept == {key: value["mark"] for key, value in MARKS.items()}
    assert [r.get("agreed") for r in content.rows("moderation") if r.get("agreed")] == ["We met"]
    answers = [row.get("bidder") for row in content.rows("answers") if row.get("question") == "SV1"]
    assert answers == ["Alder", "Birch", "Cedar"]
