"""Rows deleted, sorted, exchanged and pasted over: told at their cells, and no mark moves."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.blank_pack import blank_pack
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import Marked, marked, outdated_of
from svtools.jobs.tender.marking_workbooks import marking_workbooks
from svtools.jobs.tender.pack import SCORING
from svtools.measures import open_set
from svtools.workbooks.content import Row
from tests.jobs.tender.tendering import Bidder, all_marked, loaded, moderated, tender
from tests.making import council, edit, retyped

UNITS = {"OP08": (2, 2, 2), "OP12": (5, 5, 5)}
ALDER, BIRCH = Bidder("Alder", 100_000, UNITS), Bidder("Birch", 90_000, UNITS)
CEDAR = Bidder("Cedar", 95_000, {"OP12": (9,)})
NAMES = ("Alder", "Birch", "Cedar")
NAMED = {("E1",): {"name": "Social value lead", "interests": "none"}}
OF_BIDS = ("quality_marks", "offers", "marks", "moderation")

Cells = dict[tuple[str, str], Any]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three bids of which two offer the same, with other marks for each."""
    folder = tmp_path_factory.mktemp("disturbed")
    typed = all_marked(*NAMES, evaluators=NAMED)
    for mark, name in enumerate(NAMES, start=1):
        typed["moderation"] |= moderated(name, marks=(mark, mark + 1))
        typed["quality_marks"][name, "Quality"] = {"share": mark / 10, "rationale": name}
    return loaded(tender(), folder, ALDER, BIRCH, CEDAR, typed=typed)


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "scoring.xlsx"))


def rows_of(path: Path, table: str) -> Sequence[Row]:
    return open_own(path, SCORING).content.rows(table)


def at(row: Row, column: str) -> tuple[str, str]:
    return row.cell(column).sheet, row.cell(column).name


def totals(marks: Marked) -> list[tuple[str, Any]]:
    return [(bid.bidder, bid.total) for bid in marks.bids]


def exchanged(one: Row, other: Row, *columns: str) -> Cells:
    """What two rows hold in these columns, each in the other's place."""
    both = ((one, other), (other, one))
    return {at(row, column): by.get(column) for row, by in both for column in columns}


def pair(path: Path, table: str) -> tuple[Row, Row]:
    """Alder's first row and Birch's for the same."""
    first = next(row for row in rows_of(path, table) if row.get("bidder") == "Alder")
    what = ("question", "criterion", "measure", "evaluator")
    alike = (r for r in rows_of(path, table) if all(r.get(k) == first.get(k) for k in what))
    return first, next(row for row in alike if row.get("bidder") == "Birch")


def in_order(cell: tuple[str, str]) -> tuple[str, int, int, str]:
    """By sheet and row, then as columns stand: Z before AA."""
    letters = cell[1].rstrip("0123456789")
    return cell[0], int(cell[1].removeprefix(letters)), len(letters), letters


def told(marks: Marked) -> list[tuple[str, str]]:
    """What blocks letters and award, cell by cell; it is all about what was changed."""
    found = blocks(marks)
    assert {block.code for block in found} <= {"sealed-changed", "sealed-column"}
    cells = [(cell.sheet, cell.name) for block in found for cell in block.cells]
    return sorted(cells, key=in_order)


@pytest.mark.parametrize("columns", [("bidder",), ("key",), ("bidder", "key")])
def test_names_and_keys_exchanged_between_two_rows_are_told_and_change_no_mark(
    columns: tuple[str, ...], path: Path
) -> None:
    before, cells = totals(marked(path)), Cells()
    for table in OF_BIDS:
        cells |= exchanged(*pair(path, table), *columns)
    retyped(path, cells)

    found = marked(path)

    assert told(found) == sorted(cells, key=in_order)
    assert found.differences == ()
    assert totals(found) == before
    with pytest.raises(InputError, match="as it was issued or loaded"):
        marking_workbooks(path, path.parent / "marking")
    with pytest.raises(InputError, match="as it was issued or loaded"):
        load_offers(path.parent, path, path.parent / "again.xlsx")


def test_rows_that_say_to_be_another_are_told(path: Path) -> None:
    """Then their names and keys seem to be the wrong ones; which of them is, people see."""
    retyped(path, exchanged(*pair(path, "moderation"), "row"))
    assert [sheet for sheet, _ in told(marked(path))] == ["Moderation"] * 4


def test_one_name_typed_over_is_one_line(path: Path) -> None:
    before, (first, _) = totals(marked(path)), pair(path, "moderation")
    retyped(path, {at(first, "bidder"): "Birch"})
    found = marked(path)
    (said,) = blocks(found)
    assert said.where == " ".join(at(first, "bidder"))
    assert "reads 'Birch'; as it was issued or loaded it is 'Alder'" in said.what
    assert totals(found) == before


@pytest.mark.parametrize("column", ["bidder", "key"])
def test_a_column_pasted_over_another_way_round_is_told_in_each_cell(
    column: str, path: Path
) -> None:
    before, otherwise, cells = totals(marked(path)), set[tuple[str, str]](), Cells()
    for table in OF_BIDS:
        rows = rows_of(path, table)
        pasted = [row.get(column) for row in rows][::-1]
        pairs = list(zip(rows, pasted, strict=True))
        cells |= {at(row, column): value for row, value in pairs}
        otherwise |= {at(row, column) for row, value in pairs if row.get(column) != value}
    retyped(path, cells)
    found = marked(path)
    assert told(found) == sorted(otherwise, key=in_order)
    assert totals(found) == before


def test_a_cleared_column_of_rows_is_told_and_changes_no_mark(path: Path) -> None:
    before = totals(marked(path))
    cells = [at(row, "row") for table in OF_BIDS for row in rows_of(path, table)]
    retyped(path, dict.fromkeys(cells))
    found = marked(path)
    assert told(found) == sorted(cells, key=in_order)
    assert totals(found) == before


def test_whole_rows_that_were_sorted_are_the_same_rows(path: Path) -> None:
    before, cells = totals(marked(path)), Cells()
    for table in (*OF_BIDS, "bidders"):
        rows = rows_of(path, table)
        columns = [c for c in rows[0].place.columns if any(c in row.values for row in rows)]
        pairs = zip(rows, rows[::-1], strict=True)
        cells |= {at(row, c): by.get(c) for row, by in pairs for c in columns}
    retyped(path, cells)
    found = marked(path)
    assert told(found) == []
    assert found.lost_formulas == []
    assert totals(found) == before


DELETED = {
    "bidders": "bidder",
    "quality_marks": "criterion",
    "offers": "measure",
    "marks": "evaluator",
    "moderation": "question",
    "questions": "number",
    "measures": "code",
}


def test_deleted_rows_are_told_sheet_by_sheet(path: Path) -> None:
    gone = {table: rows_of(path, table)[-1] for table in DELETED}

    def without(book: Any) -> None:
        for table, row in gone.items():
            sheet, name = at(row, DELETED[table])
            book[sheet].delete_rows(in_order((sheet, name))[1])

    edit(path, without)
    found = {block.sheet: block for block in blocks(marked(path)) if block.code == "sealed-gone"}
    for table, row in gone.items():
        what = found.pop(row.place.sheet).what
        assert (row.get("bidder") or row.get(DELETED[table])) in what
    assert found == {}


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A price about a thousand times the others."""
    dear = Bidder("Dear", 100_000_000, UNITS)
    folder, typed = tmp_path_factory.mktemp("flags"), all_marked("Alder", "Birch", "Dear")
    return loaded(tender(), folder, ALDER, BIRCH, dear, typed=typed)


def test_a_deleted_row_of_flags_still_blocks(flags: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(flags, tmp_path / "scoring.xlsx"))
    before = [block.what for block in blocks(marked(path)) if block.code.startswith("flag-")]
    rows = rows_of(path, "flags")
    sheet, name = at(rows[0], "bidder")
    edit(path, lambda book: book[sheet].delete_rows(in_order((sheet, name))[1], len(rows)))
    after = [block.what for block in blocks(marked(path)) if block.code.startswith("flag-")]
    assert before
    assert after == before


@pytest.mark.parametrize(("column", "typed"), [("bidder", "Birch"), ("blocks", None)])
def test_a_flag_under_another_name_or_that_blocks_no_more_is_told(
    column: str, typed: Any, flags: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(flags, tmp_path / "scoring.xlsx"))
    before = {block.what for block in blocks(marked(path))}
    retyped(path, {at(rows_of(path, "flags")[0], column): typed})
    (said,) = outdated_of(marked(path))
    assert said.code == "flags-outdated"
    assert {block.what for block in blocks(marked(path))} == before


SEAL: list[Callable[[Path], Cells]] = [
    lambda path: {at_field(path): None} | cleared(path),
    lambda path: {at_field(path): None},
    lambda path: {at_field(path): "none"} | cleared(path),
]


def at_field(path: Path) -> tuple[str, str]:
    cell = open_own(path, SCORING).content.fields["contract.seal"].cell
    assert cell
    return cell.sheet, cell.name


def cleared(path: Path) -> Cells:
    columns = ("what", "value", "seal", "key")
    return {at(row, column): None for row in rows_of(path, "sealed") for column in columns}


@pytest.mark.parametrize("change", SEAL)
def test_a_seal_that_was_cleared_blocks_with_and_without_the_sealed_rows(
    change: Callable[[Path], Cells], path: Path
) -> None:
    before = totals(marked(path))
    retyped(path, change(path))
    found = marked(path)
    assert not {"sealed-broken", "sealed-gone"}.isdisjoint(block.code for block in blocks(found))
    assert found.older == []
    assert totals(found) == before


def test_a_seal_cleared_before_any_offer_is_loaded_is_told_when_they_are(
    sound: Path, tmp_path: Path
) -> None:
    blank = Path(shutil.copy(sound.parent / "scoring.xlsx", tmp_path / "blank.xlsx"))
    retyped(blank, {at_field(blank): None} | cleared(blank))
    made = load_offers(sound.parent / "offers", blank, tmp_path / "loaded.xlsx")
    assert "sealed-gone" in {problem.code for problem in made.problems()}


def test_a_blank_pack_filled_in_by_hand_has_no_seal_to_break(tmp_path: Path) -> None:
    *_, scoring = blank_pack(council(), open_set(), tmp_path, codes=("OP08",))
    content = open_own(scoring, SCORING).content
    assert content.value("contract.seal") == "none: filled in by hand"
