"""Merged cells, comments and formulas on other workbooks are told as what they are."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.return_files import read_return
from svtools.jobs.consolidation.returns import Return
from svtools.workbooks.package_parts import WORKBOOK, add_part, sheet_parts
from tests.jobs.consolidation.cases import case, told_of, units_of
from tests.making import (
    AS_AT,
    YEAR,
    consolidated,
    contract,
    council,
    edit,
    register_of,
    save_return,
    spot,
)
from tests.workbooks.handmade import packed
from tests.workbooks.peoples_parts import parts_of

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4, "PJ04": 400}))
GOOD = {"OP01": (1, 1, 1, 1), "PJ04": (100, 100, 100, 100)}


def run(folder: Path, change: Any, **more: Any) -> Consolidation:
    save_return(folder / "a.xlsx", REGISTER, EACH, GOOD, **more)
    edit(folder / "a.xlsx", change)
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def test_merged_quarters_are_told_as_merged() -> None:
    made = case("merged")
    assert told_of(made) == [("merged-cells", "Delivery F6, G6, H6")]
    (problem,) = (p for p in made.problems if p.code == "merged-cells")
    assert "E6:H6 are merged, so only E6" in problem.what
    assert made.status(made.returns[0]) == "accepted in part"
    assert units_of(made, "PJ04") == 400


def test_cells_merged_down_over_two_measures_are_told(tmp_path: Path) -> None:
    made = run(tmp_path, lambda book: book["Delivery"].merge_cells("F7:F8"))
    assert told_of(made) == [("merged-cells", "Delivery F8")]


def test_merged_cells_of_other_delivery_are_told(tmp_path: Path) -> None:
    other = [{"measure": "PJ06", "q1": 7}]
    sheet, first = spot("other.q1")
    row = first[1:]
    made = run(tmp_path, lambda book: book[sheet].merge_cells(f"F{row}:I{row}"), other=other)
    assert told_of(made) == [("merged-cells", f"Delivery G{row}, H{row}, I{row}")]


@pytest.mark.parametrize("key", ["note", "proof"])
def test_one_answer_merged_down_over_several_rows_is_a_remark(tmp_path: Path, key: str) -> None:
    _, first = spot(f"delivery.{key}")
    _, second = spot(f"delivery.{key}", 1)
    made = run(
        tmp_path,
        lambda book: book["Delivery"].merge_cells(f"{first}:{second}"),
        beside={"OP01": {key: "See the report"}},
    )
    assert told_of(made) == [("merged-answers", f"Delivery {second}")]
    assert made.status(made.returns[0]) == "accepted with remarks"


@pytest.mark.parametrize(
    ("sheet", "area"), [("Delivery", "A1:F1"), ("Sign off", "B7:C7"), ("Delivery", "A20:A30")]
)
def test_merged_cells_elsewhere_are_no_matter(tmp_path: Path, sheet: str, area: str) -> None:
    assert told_of(run(tmp_path, lambda book: book[sheet].merge_cells(area))) == []


def test_a_formula_on_another_workbook_is_a_remark() -> None:
    made = case("external-link")
    assert told_of(made) == [("external-link", "Delivery E6")]
    assert made.status(made.returns[0]) == "accepted with remarks"
    assert units_of(made, "PJ04") == 400


def relinked(folder: Path, formulas: dict[str, str], name: str = "") -> list[tuple[str, str]]:
    """What is told of a return whose units are the results of these formulas."""
    path = folder / "a.xlsx"
    save_return(path, REGISTER, EACH, GOOD)
    parts = parts_of(path.read_bytes())
    sheet = sheet_parts(parts)["Delivery"]
    for cell, formula in formulas.items():
        value = re.compile(rf'(<c r="{cell}"[^<>]*>)(?=<v>)'.encode())
        parts[sheet], times = value.subn(rb"\g<1>" + formula.encode(), parts[sheet])
        assert times == 1
    defined = f'<definedNames><definedName name="Hours">{name}</definedName>'.encode()
    if name:
        parts[WORKBOOK] = parts[WORKBOOK].replace(b"<definedNames>", defined)
    path.write_bytes(packed(parts))
    return told_of(consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT))


@pytest.mark.parametrize(
    "formula",
    [
        "'[1]Times (2)'!B4", "'[1]Times, Q1'!B4", "'[1]Jo''s hours'!B4", "SUM('[1]Q1:Q4'!B4)",
        "[1]!Hours", "VLOOKUP(A8,[1]Sheet1!A:B,2,0)",
    ],
)  # fmt: skip
def test_a_formula_on_another_workbook_is_told_whatever_its_sheet_is_called(
    tmp_path: Path, formula: str
) -> None:
    assert relinked(tmp_path, {"F8": f"<f>{formula}</f>"}) == [("external-link", "Delivery F8")]


def test_a_formula_filled_across_is_told_of_each_cell(tmp_path: Path) -> None:
    first = {"F8": '<f t="shared" ref="F8:I8" si="0">[1]Sheet1!B4</f>'}
    others = {f"{column}8": '<f t="shared" si="0"/>' for column in "GHI"}
    own = {"F7": '<f t="shared" ref="F7:G7" si="1">1+0</f>', "G7": '<f t="shared" si="1"/>'}
    told = relinked(tmp_path, first | others | own)
    assert told == [("external-link", "Delivery F8, G8, H8, I8")]


def test_an_array_on_another_workbook_is_told_of_each_cell(tmp_path: Path) -> None:
    told = relinked(tmp_path, {"F8": '<f t="array" ref="F8:I8">[1]Sheet1!B4:E4</f>'})
    assert told == [("external-link", "Delivery F8, G8, H8, I8")]


@pytest.mark.parametrize(("name", "is_told"), [("[1]Sheet1!$B$4", True), ("Delivery!$A$1", False)])
def test_a_name_for_a_place_in_another_workbook_is_told_where_it_is_used(
    tmp_path: Path, name: str, is_told: bool
) -> None:
    told = relinked(tmp_path, {"F8": "<f>SUM(hours)</f>"}, name)
    assert told == ([("external-link", "Delivery F8")] if is_told else [])


def test_a_conversation_about_a_cell_is_told_as_a_comment(tmp_path: Path) -> None:
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, GOOD)
    parts = parts_of((tmp_path / "a.xlsx").read_bytes())
    said = b'<ThreadedComments><threadedComment ref="F8" id="{1}"><text>Only an estimate</text>'
    talk = said + b"</threadedComment></ThreadedComments>"
    sheet = sheet_parts(parts)["Delivery"]
    add_part(parts, sheet, "xl/threadedComments/1.xml", "threadedComment", talk, "x")
    (tmp_path / "a.xlsx").write_bytes(packed(parts))
    made = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT)
    assert told_of(made) == [("cell-comment", "Delivery F8")]
    assert "'Only an estimate'" in made.problems[0].what


def test_a_comment_on_a_cell_is_a_remark_with_its_words(tmp_path: Path) -> None:
    def comment(book: Any) -> None:
        book["Delivery"]["F7"].comment = Comment("Only an estimate & more", "Jo")

    made = run(tmp_path, comment)
    assert told_of(made) == [("cell-comment", "Delivery F7")]
    (problem,) = made.problems
    assert "'Only an estimate & more'" in problem.what


ODS = Path(__file__).parents[3] / "sample_workbooks" / "returns" / "C0107 Pier Youth Trust.ods"


def ods(folder: Path, *changes: tuple[str, str]) -> Return:
    """A return as LibreOffice saved it, with other markup in its cells."""
    parts = parts_of(ODS.read_bytes())
    content = parts["content.xml"].decode()
    for old, new in changes:
        assert content.count(old) >= 1, old
        content = content.replace(old, new, 1)
    (folder / "a.ods").write_bytes(packed(parts | {"content.xml": content.encode()}))
    return read_return(folder, "a.ods")


def cell_of(units: str) -> str:
    """The cell of the sound return in which these units stand."""
    content = parts_of(ODS.read_bytes())["content.xml"].decode()
    start = content.index('table:name="Delivery"')
    cell = rf"<table:table-cell [^<>]*validation[^<>]*><text:p>{units}</text:p></table:table-cell>"
    found = re.compile(cell).search(content, start)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("><", ' table:number-columns-spanned="4"><', ("merged-cells", "Delivery F7, G7, H7")),
        ("><", ' table:number-rows-spanned="2"><', ("merged-cells", "Delivery E8")),
        (
            "<text:p>",
            "<office:annotation><dc:creator>Jo</dc:creator><text:p>An <text:span>estimate"
            "</text:span> &amp; more</text:p></office:annotation><text:p>",
            ("cell-comment", "Delivery E7"),
        ),
        (
            " office:value-type",
            " table:formula=\"of:='file:///C:/times.xlsx'#$Sheet1.A1\" office:value-type",
            ("external-link", "Delivery E7"),
        ),
        (
            " office:value-type",
            ' table:formula="of:=[&apos;file:///C:/times.ods&apos;#$&apos;My hours&apos;.B4]" '
            "office:value-type",
            ("external-link", "Delivery E7"),
        ),
        (" office:value-type", ' table:formula="of:=SUM([.A1:.A2])" office:value-type', None),
        ("><", ' table:number-columns-spanned="1" table:number-rows-spanned="1"><', None),
    ],
)
def test_the_same_in_a_return_of_libreoffice(
    tmp_path: Path, old: str, new: str, wanted: tuple[str, str] | None
) -> None:
    cell = cell_of("100.00")
    assert old in cell
    made = ods(tmp_path, (cell, cell.replace(old, new, 1)))
    assert told_in(made) == ([wanted] if wanted else [])
    assert next(line.units for line in made.lines if line.quarter == 1) == 100


@pytest.mark.parametrize("times", [1, 4])
def test_a_percentage_in_a_return_of_libreoffice_is_no_number_of_units(
    tmp_path: Path, times: int
) -> None:
    cell = cell_of("100.00")
    share = 'office:value-type="percentage" office:value="0.5"'
    wrong = cell.replace('office:value-type="float" office:value="100"', share)
    repeated = wrong.replace(" ", f' table:number-columns-repeated="{times}" ', 1)
    made = ods(tmp_path, (cell, wrong if times == 1 else repeated))
    told = [(p.cell_names, p.details["entered"]) for p in made.problems if p.code == "not-a-number"]
    assert told == [(name, "50%") for name in ("E7", "F7", "G7", "H7")[:times]]


def test_the_words_of_a_comment_in_a_return_of_libreoffice(tmp_path: Path) -> None:
    cell = cell_of("100.00")
    note = "<office:annotation><text:p>One</text:p><text:p>&lt;two&gt;</text:p></office:annotation>"
    made = ods(tmp_path, (cell, cell.replace("<text:p>", f"{note}<text:p>")))
    (problem,) = (p for p in made.problems if p.code == "cell-comment")
    assert problem.details["said"] == "One\n<two>"


def test_a_hidden_sheet_with_figures_in_a_return_of_libreoffice(tmp_path: Path) -> None:
    hidden = (
        '<style:style style:name="gone" style:family="table"><style:table-properties '
        'table:display="false"/></style:style></office:automatic-styles>'
    )
    sheet = (
        '<table:table table:name="Mine" table:style-name="gone"><table:table-row><table:table-cell '
        'office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
        "</table:table-row></table:table><table:table "
    )
    changes = ("</office:automatic-styles>", hidden), ("<table:table ", sheet)
    made = ods(tmp_path, *changes)
    (problem,) = (p for p in made.problems if p.code == "extra-sheet")
    assert "Mine" in problem.what
    assert "hidden" in problem.what


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_counted_from_1904_are_told_and_read_so(tmp_path: Path, from_1904: bool) -> None:
    def change(book: Any) -> None:
        if from_1904:
            book.epoch = CALENDAR_MAC_1904

    made = run(tmp_path, change)
    assert made.returns[0].completed == date(2026, 4, 10)
    told = [p for p in made.problems if p.code == "days-from-1904"]
    assert [p.sheet for p in told] == (["Sign off"] if from_1904 else [])
    assert all("date completed: 10 April 2026" in p.what for p in told)


def told_in(made: Return) -> list[tuple[str, str]]:
    """What was found to be odd, and where."""
    odd = ("merged-cells", "external-link", "cell-comment", "extra-sheet")
    return [(p.code, f"{p.sheet} {p.cell_names}") for p in made.problems if p.code in odd]


def copied(title: str, value: Any = None, state: str = "visible") -> Any:
    """A change: the sheet Delivery copied, with another figure in the copy, if any."""

    def change(book: Any) -> None:
        sheet = book.copy_worksheet(book["Delivery"])
        sheet.title, sheet.sheet_state = title, state
        if value is not None:
            sheet["F8"] = value

    return change


@pytest.mark.parametrize(("title", "state"), [("Delivery (2)", "visible"), ("Q4", "hidden")])
def test_a_copy_of_the_sheet_with_other_figures_is_told(
    tmp_path: Path, title: str, state: str
) -> None:
    made = run(tmp_path, copied(title, 99, state))
    (problem,) = made.problems
    assert (problem.code, problem.sheet) == ("copied-sheet", title)
    assert "a copy of 'Delivery' with something else in it" in problem.what
    assert made.status(made.returns[0]) == "accepted in part"
    assert units_of(made, "PJ04") == 400


def test_a_copy_that_says_the_same_is_a_sheet_of_ones_own(tmp_path: Path) -> None:
    assert [p.code for p in run(tmp_path, copied("Delivery (2)")).problems] == ["extra-sheet"]


def test_a_copy_in_place_of_the_sheet_is_read(tmp_path: Path) -> None:
    def moved(book: Any) -> None:
        copied("Delivery (2)", 90)(book)
        book.remove(book["Delivery"])

    made = run(tmp_path, moved)
    assert [p.code for p in made.problems] == ["renamed-sheet"]
    assert units_of(made, "PJ04") == 390
