"""A return is found by what its declaration says, whatever its supplier did to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import UnreadableFile
from svtools.workbooks.blocks import Table
from svtools.workbooks.book import open_book
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content
from svtools.workbooks.read import identify
from svtools.workbooks.write import build, write
from tests.workbooks.gardens import (
    DATA,
    VERSION_1,
    changed,
    codes,
    content_of,
    garden,
    rows_of,
)

SEASONS = [
    ("Beans", Decimal(10), Decimal("2.5")),
    ("Peas", Decimal(7), None),
    ("Kale", None, Decimal(4)),
]
FIELDS = {
    "garden.club": "Bean Club",
    "garden.keeper": "Head gardener",
    "garden.visited": date(2026, 3, 1),
    "garden.soil": "Loam, mostly",
    "garden.open": "Yes",
    "garden.beds": 2,
    "helpers.number": 5,
}
Change = Callable[[Any], object]


def tampered(folder: Path, change: Change) -> Content:
    return content_of(changed(folder / "return.xlsx", change))


def seasons(content: Content) -> list[tuple[Any, ...]]:
    return rows_of(content, "planting", "plant", "season_1", "season_2")


def fields(content: Content) -> dict[str, Any]:
    return {name: content.value(name) for name in FIELDS}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    content = tampered(tmp_path, lambda _: None)
    assert codes(content) == []
    assert seasons(content) == SEASONS
    assert fields(content) == FIELDS
    assert (content.template.name, content.version) == ("garden_return", 2)


def test_a_value_keeps_its_sheet_and_cell(tmp_path: Path) -> None:
    content = tampered(tmp_path, lambda _: None)
    assert str(content.fields["garden.visited"].cell) == "Garden!B6"
    cells = [row.cell("bed") for row in content.rows("planting")]
    assert cells == [Cell("Planting", 2, row, 5) for row in (4, 5, 6)]


def repeat_headings(book: Any) -> None:
    sheet = book["Planting"]
    sheet.insert_rows(6)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(6, column).value = sheet.cell(4, column).value


def test_headings_pasted_in_the_middle_are_one_remark(tmp_path: Path) -> None:
    content = tampered(tmp_path, repeat_headings)
    assert seasons(content) == SEASONS
    (problem,) = content.problems
    assert (problem.code, problem.cell_names) == ("repeated-headings", "A6")


def test_a_plant_that_is_called_like_a_heading_is_a_row(tmp_path: Path) -> None:
    content = tampered(tmp_path, lambda book: book["Planting"].__setitem__("A6", "Plant"))
    assert ("Plant", Decimal(7), None) in seasons(content)


def move_column(sheet: Any, source: int, before: int) -> None:
    """Cut a whole column of a table and insert it further left."""
    values = [sheet.cell(row, source).value for row in range(1, sheet.max_row + 1)]
    sheet.delete_cols(source)
    sheet.insert_cols(before)
    for row, value in enumerate(values, start=1):
        sheet.cell(row, before).value = value


def move_first_column_right(book: Any) -> None:
    for _ in range(2):
        move_column(book["Planting"], 3, 1)
    sheet = book["Planting"]
    for row in (1, 2):  # the title and the line under it stay
        sheet.cell(row, 1).value, sheet.cell(row, 3).value = sheet.cell(row, 3).value, None


def rename(old: str, new: str) -> Change:
    def change(book: Any) -> None:
        book[old].title = new

    return change


def insert_rows(sheet: str, at: int, count: int = 2) -> Change:
    return lambda book: book[sheet].insert_rows(at, count)


def shift_everything(book: Any) -> None:
    for sheet in book:
        sheet.insert_cols(1)
        sheet.insert_rows(1, 3)


def reword_headings(book: Any) -> None:
    book["Planting"]["B4"] = " PLANTED  in season 1: "
    book["Garden"]["A5"] = "keeper of the garden *"


# What is survived without a word.
SURVIVED: dict[str, Change] = {
    "column reordered": lambda book: move_column(book["Planting"], 6, 2),
    "first column moved to the right": move_first_column_right,
    "row inserted above the table": insert_rows("Planting", 4),
    "row inserted within the table": insert_rows("Planting", 6),
    "row inserted above the totals": insert_rows("Planting", 11),
    "row inserted within the fields": insert_rows("Garden", 6),
    "row inserted under a table": insert_rows("Visitors", 9),
    "column inserted at the left": lambda book: book["Planting"].insert_cols(1),
    "everything shifted": shift_everything,
    "sheet moved": lambda book: book.move_sheet("Planting", -2),
    "sheet under its former name": rename("Garden", "Plot"),
    "headings in other capitals and spaces": reword_headings,
    "totals row deleted": lambda book: book["Planting"].delete_rows(11),
}


@pytest.mark.parametrize("change", SURVIVED.values(), ids=SURVIVED.keys())
def test_a_harmless_change_is_survived_in_silence(tmp_path: Path, change: Change) -> None:
    content = tampered(tmp_path, change)
    assert codes(content) == []
    assert seasons(content) == SEASONS
    assert fields(content) == FIELDS


def set_cells(sheet: str, **cells: Any) -> Change:
    def change(book: Any) -> None:
        for place, value in cells.items():
            book[sheet][place] = value

    return change


def add_sheet(name: str, *, hidden: bool = False) -> Change:
    def change(book: Any) -> None:
        sheet = book.create_sheet(name)
        sheet["B2"] = "mind the slugs"
        sheet.sheet_state = "hidden" if hidden else "visible"

    return change


# What is survived, and named.
NAMED: dict[str, tuple[Change, list[tuple[str, str, str]]]] = {
    "sheet renamed": (
        rename("Planting", "Planting Q2"),
        [("renamed-sheet", "Planting Q2", "")],
    ),
    "extra sheet": (add_sheet("Mine"), [("extra-sheet", "Mine", "")]),
    "extra hidden sheet": (add_sheet("Mine", hidden=True), [("extra-sheet", "Mine", "")]),
    "extra notes column": (
        set_cells("Planting", K4="My notes", K6="slugs", K8="more"),
        [("extra-column", "Planting", "K4, K6, K8")],
    ),
    "notes without a heading": (
        set_cells("Planting", L6="slugs"),
        [("extra-column", "Planting", "L6")],
    ),
    "heading twice": (
        set_cells("Planting", K4="Cost", K5=4),
        [("extra-column", "Planting", "K4, K5")],
    ),
    "words under the totals": (
        set_cells("Planting", A13="and more", B14="to come"),
        [("stray-cell", "Planting", "A13, B14")],
    ),
    "cells in the totals row": (
        set_cells("Planting", B11=12, K11="see above"),
        [("total-figures", "Planting", "B11"), ("stray-cell", "Planting", "K11")],
    ),
    "cell beside a field": (set_cells("Garden", E5="ask Ann"), [("stray-cell", "Garden", "E5")]),
    "cell above a table": (set_cells("Planting", C3="oops"), [("stray-cell", "Planting", "C3")]),
    "cell under a block of fields": (
        set_cells("Visitors", B13=3),
        [("stray-cell", "Visitors", "B13")],
    ),
    "typed over the title": (set_cells("Planting", A1="mine"), [("stray-cell", "Planting", "A1")]),
}


@pytest.mark.parametrize(("change", "expected"), NAMED.values(), ids=NAMED.keys())
def test_what_was_added_is_named_and_the_rest_is_read(
    tmp_path: Path, change: Change, expected: list[tuple[str, str, str]]
) -> None:
    content = tampered(tmp_path, change)
    assert codes(content) == expected
    assert seasons(content) == SEASONS
    assert fields(content) == FIELDS


def rename_heading(book: Any) -> None:
    book["Planting"]["C4"] = "Autumn"


# What can't be counted, and what stays.
LOST: dict[str, tuple[Change, list[tuple[str, str, str]], list[tuple[Any, ...]]]] = {
    "column missing": (
        lambda book: book["Planting"].delete_cols(3),
        [("missing-column", "Planting", "A4")],
        [("Beans", Decimal(10), None), ("Peas", Decimal(7), None), ("Kale", None, None)],
    ),
    "heading renamed": (
        rename_heading,
        [("missing-column", "Planting", "A4"), ("extra-column", "Planting", "C4, C5, C7")],
        [("Beans", Decimal(10), None), ("Peas", Decimal(7), None), ("Kale", None, None)],
    ),
    "sheet missing": (
        lambda book: book.remove(book["Planting"]),
        [("missing-sheet", "", "")],
        [],
    ),
    "sheet blanked": (
        lambda book: book["Planting"].delete_rows(1, 20),
        [("missing-table", "Planting", "")],
        [],
    ),
}


@pytest.mark.parametrize(("change", "expected", "left"), LOST.values(), ids=LOST.keys())
def test_what_is_gone_is_named_and_the_rest_is_read(
    tmp_path: Path,
    change: Change,
    expected: list[tuple[str, str, str]],
    left: list[tuple[Any, ...]],
) -> None:
    content = tampered(tmp_path, change)
    assert codes(content) == expected
    assert seasons(content) == left
    assert fields(content) == FIELDS


def test_a_table_without_its_heading_row_is_named_with_every_cell(tmp_path: Path) -> None:
    content = tampered(tmp_path, lambda book: book["Planting"].delete_rows(4))
    found = codes(content)
    assert found[0] == ("missing-table", "Planting", "")
    assert {code for code, _, _ in found[1:]} == {"stray-cell"}
    named = {problem.details["entered"] for problem in content.problems[1:]}
    assert {"Beans", "10", "2.5", "Peas", "7", "Kale", "4", "North", "3.2", "0.25"} <= named
    assert not content.tables["planting"].is_there


def test_a_missing_field_is_named_with_its_value(tmp_path: Path) -> None:
    content = tampered(tmp_path, set_cells("Garden", A9="Boxes"))
    assert codes(content) == [
        ("missing-field", "Garden", ""),
        ("stray-cell", "Garden", "A9, B9"),
    ]
    assert content.value("garden.beds") is None


# What stands in a cell that can't be used, and in what cell.
CELLS: dict[str, tuple[Any, str]] = {
    "text in a number": ("a few", "not-a-number"),
    "below the least": (-1, "too-low"),
    "above the most": (501, "too-high"),
    "an error": ("#REF!", "cell-error"),
    "a formula without a result": ("=1+1", "uncalculated"),
    "words for a number": ("£12.00", "interpreted"),
}


@pytest.mark.parametrize(("typed", "code"), CELLS.values(), ids=CELLS.keys())
def test_a_cell_is_typed_as_declared(tmp_path: Path, typed: Any, code: str) -> None:
    content = tampered(tmp_path, set_cells("Planting", B6=typed))
    assert codes(content) == [(code, "Planting", "B6")]
    value = Decimal(12) if code == "interpreted" else None
    assert seasons(content) == [SEASONS[0], ("Peas", value, None), SEASONS[2]]
    faulty = set() if code == "interpreted" else {"season_1"}
    assert content.rows("planting")[1].faulty == faulty


@pytest.mark.parametrize(
    ("cell", "typed", "code"),
    [
        ("B6", "soon", "not-a-date"),
        ("B7", "Chalk", "not-a-choice"),
        ("B9", 2.5, "not-a-whole-number"),
        ("B9", 41, "too-high"),
        ("B9", 0, "too-low"),
        ("B5", None, "required-blank"),
        ("B5", "  ", "required-blank"),
        ("B5", "#N/A", "cell-error"),
    ],
)
def test_a_field_is_typed_as_declared(tmp_path: Path, cell: str, typed: Any, code: str) -> None:
    content = tampered(tmp_path, set_cells("Garden", **{cell: typed}))
    assert codes(content) == [(code, "Garden", cell)]
    name = {"B5": "keeper", "B6": "visited", "B7": "soil", "B9": "beds"}[cell]
    assert content.value(f"garden.{name}") is None


def test_a_row_that_was_begun_must_be_whole(tmp_path: Path) -> None:
    content = tampered(tmp_path, set_cells("Visitors", B5=12, A7=date(2026, 5, 1)))
    assert codes(content) == [
        ("required-blank", "Visitors", "A5"),
        ("required-blank", "Visitors", "B7"),
    ]
    assert rows_of(content, "visitors", "day", "people") == [(None, 12), (date(2026, 5, 1), None)]


def test_blank_rows_in_the_middle_end_nothing(tmp_path: Path) -> None:
    content = tampered(tmp_path, set_cells("Planting", B9=3, I10="late"))
    assert rows_of(content, "planting", "season_1", "note")[3:] == [
        (Decimal(3), None),
        (None, "late"),
    ]
    assert codes(content) == []


def test_a_table_ends_where_the_sheet_goes_on(tmp_path: Path) -> None:
    content = tampered(tmp_path, set_cells("Visitors", A8=date(2026, 5, 1), B8=3))
    assert rows_of(content, "visitors", "people") == [(3,)]
    assert content.value("helpers.number") == 5
    assert codes(content) == []


@pytest.mark.parametrize("answer", ["Soil", "Open to all:", "Number of beds"])
def test_an_answer_may_read_like_another_fields_label(tmp_path: Path, answer: str) -> None:
    content = tampered(tmp_path, set_cells("Garden", B5=answer, B4="visited on"))
    assert fields(content) == FIELDS | {"garden.keeper": answer, "garden.club": "visited on"}
    assert codes(content) == []


def test_version_1_is_read_by_version_2(tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    write(garden("garden_return_1"), VERSION_1, path)
    content = content_of(path)
    assert content.version == 1
    assert rows_of(content, "planting", "plant", "season_1", "season_2", "cost") == [
        ("Beans", Decimal(10), Decimal(2), Decimal("1.5")),
        ("Peas", Decimal(7), None, None),
    ]
    assert content.value("garden.keeper") == "Head gardener"
    assert content.value("garden.club") == "Bean Club"
    assert content.value("garden.beds") == 3
    assert str(content.fields["garden.keeper"].cell) == "Plot!B4"
    assert content.tables["planting"].place.columns["season_2"] == 2
    assert content.problems == []


def test_what_a_version_2_lacks_is_missed(tmp_path: Path) -> None:
    """The same gaps in a workbook that says it is version 2 are named, each one."""
    path = tmp_path / "new.xlsx"
    write(replace(garden("garden_return_1"), version=2), VERSION_1, path)
    wanted = [problem.details.get("wanted") for problem in content_of(path).problems]
    assert wanted == [
        "Visitors", "Beds",
        "Visited on", "Soil", "Open to all",
        "Bed", "Share of the bed", "Note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("version", "said"),
    [(3, 3), ("3", 3), ("2.0", 2), (2.0, 2), ("version 2", None), ("inf", None)],
)
def test_the_version_is_told_as_it_stands(tmp_path: Path, version: Any, said: int | None) -> None:
    path = changed(tmp_path / "a.xlsx", set_cells("Start", B12=version))
    if said is None:
        with pytest.raises(UnreadableFile, match="no-template"):
            identify(open_book(path))
    else:
        assert identify(open_book(path)) == ("garden_return", said)


def test_the_template_is_found_wherever_its_cells_were_moved(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.xlsx", shift_everything)
    assert identify(open_book(path)) == ("garden_return", 2)


@pytest.mark.parametrize("cells", [{"B11": None}, {"B12": None}, {"A11": "Made from"}])
def test_a_workbook_that_says_no_template_is_refused(tmp_path: Path, cells: Any) -> None:
    path = changed(tmp_path / "a.xlsx", set_cells("Start", **cells))
    with pytest.raises(UnreadableFile, match="no-template"):
        content_of(path)


def test_a_list_of_somebodys_own_is_no_workbook_of_ours(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Good deeds"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFile, match="no-template"):
        content_of(tmp_path / "a.xlsx")


def test_problems_are_told_as_they_stand_in_excel(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        book["Planting"]["B7"], book["Planting"]["B5"], book["Planting"]["C5"] = "few", "few", "x"
        book["Garden"]["B9"] = "few"

    assert codes(tampered(tmp_path, spoil)) == [
        ("not-a-whole-number", "Garden", "B9"),
        ("not-a-number", "Planting", "B5, B7"),
        ("not-a-number", "Planting", "C5"),
    ]


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")) | st.sampled_from("=+-@ '\"<&"),
    max_size=30,
)
numbers = st.decimals(0, 500, places=3)
rows = st.fixed_dictionaries(
    {"plant": st.text("abc =", min_size=1).filter(lambda text: text.strip())},
    optional={
        "season_1": numbers,
        "season_2": st.integers(0, 500),
        "bed": st.sampled_from(["North", "South"]),
        "cost": st.decimals(-(10**6), 10**6, places=2),
        "share": st.decimals(0, 1, places=4),
        "note": texts,
    },
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "garden.visited": st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "garden.soil": st.sampled_from(["Clay", "Sand", "Loam, mostly"]),
        "garden.open": st.sampled_from(["Yes", "No"]),
        "garden.beds": st.integers(1, 40),
        "garden.keeper": texts,
    },
)


def as_read(value: Any) -> Any:
    """What comes back: texts without spaces around them, blank ones not at all."""
    return value.strip() or None if isinstance(value, str) else value


def of_inputs(table: Table) -> list[str]:
    return [column.key for column in table.columns if column.key not in {"count", "state"}]


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=4), answers)
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, made: list[dict[str, Any]], given_answers: Any
) -> None:
    path = tmp_path_factory.mktemp("made") / "return.xlsx"
    results = [{"count": 0, "state": ""} | row for row in made]  # known, so nothing is calculated
    data = {**DATA, "plants": results, "fields": given_answers}
    path.write_bytes(build(garden(), data))
    content = content_of(path)
    keys = of_inputs(garden().table("planting"))
    assert rows_of(content, "planting", *keys) == [
        tuple(as_read(row.get(key)) for key in keys) for row in made
    ]
    expected = {name: as_read(value) for name, value in given_answers.items()}
    found = {name: content.value(name) for name in expected}
    assert found == expected
    assert {code for code, _, _ in codes(content)} <= {"required-blank"}
