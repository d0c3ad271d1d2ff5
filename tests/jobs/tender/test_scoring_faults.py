"""A scoring workbook in which something can't be: told in words, with its cell."""

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.shown_otherwise import Difference, without_what_follows
from svtools.scoring import SubCriterion
from svtools.workbooks.cells import position
from svtools.workbooks.package_parts import packed, sheet_parts, unpacked
from svtools.workbooks.recalculation import with_results
from tests.jobs.tender.tendering import Bidder, loaded, moderated, quality, tender, unsealed
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import edit, retyped

ALDER = Bidder("Alder", 100_000, {"OP08": [2, 2, 2]})
BIRCH = Bidder("Birch", 90_000, {"OP08": [1, 1, 1]})
RIGHT: dict[str, dict[Any, Any]] = {
    "quality_marks": quality("Alder", "Birch"),
    "moderation": moderated("Alder", "Birch"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two bids, marked by a panel."""
    return loaded(tender(), tmp_path_factory.mktemp("sound"), ALDER, BIRCH, typed=RIGHT)


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / sound.name


def field(path: Path, name: str) -> tuple[str, str]:
    place = open_own(path, SCORING).content.fields[name].cell
    assert place
    return place.sheet, place.name


def cell(path: Path, table: str, key: str, number: int = 0) -> tuple[str, str]:
    place = open_own(path, SCORING).content.rows(table)[number].cell(key)
    return place.sheet, place.name


def showing(path: Path, sheet: str, name: str, number: float) -> None:
    """Let a formula's cell show another result than it should, as after a change of it."""
    parts = unpacked(path.read_bytes())
    part = sheet_parts(parts)[sheet]
    result = b"", b"<v>%s</v>" % str(number).encode()
    parts[part] = with_results(parts[part], sheet, {(sheet, *position(name)): result})
    path.write_bytes(packed(parts))


def refused(path: Path) -> str:
    with pytest.raises(InputError) as refusal:
        marked(path)
    return str(refusal.value)


def test_award_criteria_that_do_not_sum_are_refused_with_their_cells(path: Path) -> None:
    unsealed(path)
    retyped(path, {field(path, "criteria.price"): 0.6})
    cells = [field(path, f"criteria.{name}")[1] for name in ("price", "quality", "social_value")]

    said = refused(path)

    assert said.startswith(f"Criteria {', '.join(cells)}: The award criteria add up to 110%")
    assert "exactly 100%" in said


def test_questions_that_do_not_sum_are_refused_with_their_cells(path: Path) -> None:
    unsealed(path)
    retyped(path, {cell(path, "questions", "weight"): 0.9})

    assert re.match(r"Questions C\d+, C\d+: .* add up to 130%", refused(path))


def test_quality_criteria_that_do_not_sum_are_refused_with_their_cells(tmp_path: Path) -> None:
    parts = (SubCriterion("Plan", Decimal("0.2")), SubCriterion("People", Decimal("0.15")))
    path = loaded(tender(quality_parts=parts), tmp_path, ALDER)
    unsealed(path)
    retyped(path, {cell(path, "quality_parts", "weight"): 0.25})

    assert re.match(r"Quality criteria B\d+, B\d+: .* add up to 40%", refused(path))


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("method.name", "by feel", "The method is 'by feel'"),
        ("method.target", 0, "The scoring target is 0"),
        ("method.pass_mark", 9, "The pass mark is 9"),
        ("method.quantitative", -0.5, "share of social value"),
        ("method.decimals", 7, "7 decimals"),
        ("method.price_method", "by feel", "The formula for price is 'by feel'"),
        ("criteria.price", None, "The weight of price is missing"),
    ],
)
def test_a_term_that_cannot_be_is_refused_with_its_cell(
    name: str, typed: Any, said: str, path: Path
) -> None:
    unsealed(path)
    sheet, place = field(path, name)
    retyped(path, {(sheet, place): typed})

    found = refused(path)

    assert said in found
    assert found.startswith(f"{sheet} {place}: ")


@pytest.mark.parametrize("ground", ["double-counted", None])
def test_more_marked_than_offered_is_refused_with_its_cell(ground: Any, path: Path) -> None:
    place = cell(path, "offers", "marked")
    row = {"marked": 7, "ground": ground, "evaluator": "Panel", "reason": "made up"}
    retyped(path, {cell(path, "offers", key): value for key, value in row.items()})

    said = refused(path)

    assert f"Offers {place[1]} (Alder): OP08: 7 units are marked and 6 were offered" in said


def test_a_mark_for_an_answer_that_is_not_there_is_refused_with_its_cell(tmp_path: Path) -> None:
    silent = Bidder("Alder", 1000, {"OP08": 1}, answers={"SV1": "We will."})
    path = loaded(tender(), tmp_path, silent)
    place = cell(path, "moderation", "moderated", 1)
    retyped(path, {place: 3})

    assert f"Moderation {place[1]}: SV2 of Alder is marked 3" in refused(path)


@pytest.mark.parametrize(
    ("table", "key", "twin"),
    [
        ("bidders", "bidder", "alder"),
        ("offers", "measure", "OP08"),
        ("moderation", "question", "SV1"),
        ("measures", "code", "OP08"),
    ],
)
def test_what_stands_twice_is_refused_with_both_cells(
    table: str, key: str, twin: str, path: Path
) -> None:
    unsealed(path)
    first, second = cell(path, table, key), cell(path, table, key, 1)
    retyped(path, {second: twin})

    assert refused(path).startswith(f"{' '.join(first)} and {' '.join(second)}: ")


def test_what_no_rule_knows_is_refused_with_its_cell(path: Path) -> None:
    unsealed(path)
    place = cell(path, "offers", "measure")
    retyped(path, {place: "XX99"})
    assert refused(path).startswith(f"Offers {place[1]}: 'XX99' is no measure")


@pytest.mark.parametrize(
    ("table", "key", "typed", "code"),
    [
        ("marks", "mark", 6, "too-high"),
        ("marks", "mark", -1, "too-low"),
        ("marks", "mark", "good", "not-a-whole-number"),
        ("moderation", "moderated", 5.5, "not-a-whole-number"),
        ("offers", "marked", -4, "too-low"),
        ("offers", "contracted", -4, "too-low"),
        ("bidders", "corrected", "to be agreed", "not-a-number"),
        ("bidders", "corrected", 0, "too-low"),
        ("quality_marks", "share", -0.2, "too-low"),
        ("quality_marks", "share", "very good", "not-a-rate"),
    ],
)
def test_what_the_panel_typed_and_cannot_be_used_is_told_with_its_cell(
    table: str, key: str, typed: Any, code: str, path: Path
) -> None:
    sheet, place = cell(path, table, key)
    retyped(path, {(sheet, place): typed})
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])
    again = load_offers(path.parent / "offers", path, path.parent / "again.xlsx")

    assert shown.exit_code == 1
    assert f"{sheet} {place}: " in shown.output
    assert [(p.code, p.sheet, p.cell_names) for p in again.problems()] == [(code, sheet, place)]


def test_a_reduction_without_its_reason_is_told_and_counts_for_nothing(path: Path) -> None:
    place = cell(path, "offers", "marked")
    before = marked(path).bids
    retyped(path, {place: 1})
    found = marked(path)
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])

    assert [bid.measures.mark for bid in found.bids] == [bid.measures.mark for bid in before]
    assert f"Offers {place[1]}: Alder's OP08 is marked as offered until" in shown.output
    assert shown.exit_code == 1


@pytest.mark.parametrize(
    ("done", "typed", "words"),
    [
        ("corrected", 95_000, "Birch's price is corrected"),
        ("excluded", "Yes", "Birch's tender is not assessed"),
    ],
)
def test_a_decision_on_a_bid_without_its_reason_blocks(
    done: str, typed: Any, words: str, path: Path
) -> None:
    assert blocks(marked(path)) == []
    retyped(path, {cell(path, "bidders", done, 1): typed})
    (found,) = [b for b in blocks(marked(path)) if b.code == "decision-unexplained"]
    assert f"{words}, and it isn't said why." in found.located


def test_a_reduction_without_its_reason_blocks(path: Path) -> None:
    retyped(path, {cell(path, "offers", "marked"): 1})
    assert [block.code for block in blocks(marked(path))] == ["reduction-unfinished"]


def test_a_workbook_never_calculated_says_so_once(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.save(path)
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])

    assert shown.exit_code == 1
    assert shown.output.count("hasn't calculated its own results yet") == 1
    assert "Open it in Excel or LibreOffice" in shown.output
    assert "Uncalculated" not in shown.output
    assert marked(path).differences == ()


def test_a_result_of_a_formula_that_was_changed_is_told_with_its_cell(path: Path) -> None:
    first = marked(path).bids[0].bidder
    showing(path, "Results", "C7", 99.5)
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])

    assert f"Results!C7 shows 99.5; for {first} it should be" in shown.output
    assert "a formula was changed" in shown.output
    assert shown.exit_code == 1


TYPED_OVER: list[tuple[dict[tuple[str, str], Any], str, list[str]]] = [
    ({("Results", "C7"): 99.5}, "Results C7: 'Total of 100'", ["99.5 (the formula gives "]),
    ({("Results", "B8"): "Nobody"}, "Results B8: 'Bidder'", ["Nobody (the formula gives "]),
    (
        {("Results", "C7"): 1, ("Results", "C8"): 2},
        "Results C7, C8: 'Total of 100'",
        ["1 (the formula gives ", ") and 2 (the formula gives "],
    ),
    (
        {("How marks are made", "D6"): 0},
        "How marks are made D6: 'SVA'",
        ["0 (the formula gives "],
    ),
    ({("Start", "A3"): "Done"}, "", []),  # no table's and no field's: nobody is told
]


@pytest.mark.parametrize(("typed", "where", "shows"), TYPED_OVER)
def test_a_formula_typed_over_is_one_line_with_what_it_gives_and_changes_no_mark(
    typed: dict[tuple[str, str], Any], where: str, shows: list[str], path: Path
) -> None:
    before = [(bid.bidder, bid.total) for bid in marked(path).bids]
    retyped(path, typed)

    found = marked(path)

    said = [lost.located for lost in found.lost_formulas]
    assert len(said) == bool(where)
    assert all(line.startswith(where) and all(s in line for s in shows) for line in said)
    assert found.differences == ()
    assert [(bid.bidder, bid.total) for bid in found.bids] == before


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("bidders", key) for key in ("used", "check")),
        *(("quality_marks", key) for key in ("marks", "mean", "apart", "mark", "check")),
        *(("offers", key) for key in ("offered_value", "clarify", "counted", "check", "most")),
        *(("marks", key) for key in ("check", "weighs")),
        *(("moderation", key) for key in ("marks", "apart", "check", "share")),
        ("evaluators", "check"),
    ],
)
def test_a_formula_typed_over_off_the_way_to_the_results_is_told_too(
    table: str, column: str, path: Path
) -> None:
    """Those that show nothing on Results, such as a Check that says done, were told nowhere."""
    if table == "evaluators":
        retyped(path, {cell(path, table, "name"): "Head of parking"})
    place = cell(path, table, column)
    retyped(path, {place: "done"})
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])
    again = load_offers(path.parent / "offers", path, path.parent / "again.xlsx")

    assert shown.exit_code == 1
    assert f"{place[0]} {place[1]}: '" in shown.output
    assert "It shows done" in shown.output
    (said,) = (each for each in again.problems() if each.code == "formula-lost")
    assert said.where == " ".join(place)


def test_a_scoring_workbook_of_values_alone_is_one_line(path: Path) -> None:
    def as_values(book: Any) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for each in row:
                    each.value = 1 if each.data_type == "f" else each.value

    edit(path, as_values)
    (said,) = marked(path).lost_formulas
    assert (said.code, said.where) == ("formulas-lost", "")
    assert marked(path).differences == ()


@pytest.mark.parametrize(
    ("otherwise", "told"),
    [
        (["price", "price_mark", "total", "rank", "rank"], ["price"]),
        (["value", "measures_mark", "sv_mark", "total"], ["value"]),
        (["quality_mark", "quality_mark", "total", "rank"], ["quality_mark", "quality_mark"]),
        (["rank"], ["rank"]),
        (["sva", "leva", "total"], ["sva", "leva"]),
        ([], []),
    ],
)
def test_a_formula_typed_over_is_told_where_it_begins(
    otherwise: list[str], told: list[str]
) -> None:
    found = without_what_follows(Difference(key, 1, key) for key in otherwise)
    assert [each.key for each in found] == told


@pytest.mark.parametrize(
    ("table", "key", "typed", "read"),
    [
        ("quality_marks", "share", "80", "80%"),
        ("quality_marks", "share", "75 %", "75%"),
        ("bidders", "corrected", "£380,000", "380000"),
        ("moderation", "moderated", "4", "4"),
        ("offers", "contracted", "1", "1"),
    ],
)
def test_a_number_typed_as_text_is_named_before_the_results(
    table: str, key: str, typed: str, read: str, path: Path
) -> None:
    sheet, place = cell(path, table, key)
    retyped(path, {(sheet, place): typed})
    showing(path, "Results", "C7", 1)
    shown = CliRunner().invoke(app, ["tender", "results", str(path)])
    said = f"holds the text '{typed}', which was read as {read}"

    assert shown.exit_code == 1
    assert shown.output.startswith(f"{sheet} {place}: ")
    assert said in shown.output
    assert shown.output.index(said) < shown.output.index("Results!C7 shows 1")
    assert "The cells named above make the workbook count otherwise" in shown.output
    assert "a formula was changed" not in shown.output


@needs_libreoffice
def test_what_cannot_be_counted_is_said_on_its_sheet_and_on_the_results(path: Path) -> None:
    """Text, a date and marks off the scale count for nothing, in the workbook as in the tool."""
    retyped(
        path,
        {
            cell(path, "quality_marks", "share"): "about 80%",
            cell(path, "moderation", "moderated"): date(2013, 5, 3),
            cell(path, "moderation", "moderated", 1): 2.5,
            cell(path, "bidders", "corrected", 1): "to be agreed",
        },
    )
    cells = recalculated(path)[path]
    found = marked(path)
    shown = {cells["Results", f"B{row}"]: cells["Results", f"C{row}"] for row in (7, 8)}

    assert shown == {bid.bidder: pytest.approx(float(bid.total)) for bid in found.bids}
    checks = (("quality_marks", 0), ("moderation", 0), ("moderation", 1), ("bidders", 1))
    for place in (cell(path, table, "check", number) for table, number in checks):
        assert str(cells[place]).startswith("can't be counted: type ")
    for row in (7, 8):
        assert "something typed can't be counted: see Check. " in str(cells["Results", f"K{row}"])
