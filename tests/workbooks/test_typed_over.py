"""Calculated cells without a formula are told, by column, by sheet or as a whole."""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from svtools.workbooks.book import open_book
from svtools.workbooks.content import Content
from svtools.workbooks.formula_places import FormulaPlaces
from svtools.workbooks.items import Role
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.parse import parse, template
from svtools.workbooks.problems import Problem, told
from svtools.workbooks.read import identify, read
from tests.libreoffice import needs_libreoffice, resaved
from tests.making import FIXTURES, under
from tests.workbooks.gardens import changed, garden

OF_TENDERS = ("pre_procurement_record", "tender_offer", "tender_scoring")
OLDER = [FIXTURES / "older_templates" / f"{name}_2.yaml" for name in OF_TENDERS]
MADE_BEFORE = [
    *sorted((FIXTURES / "made_by_0_1_0" / "tender").rglob("*.xlsx")),
    FIXTURES / "made_by_0_1_0" / "contracts_register.xlsx",
]


def content_of(path: Path) -> Content:
    book = open_book(path, formulas=True)
    return read(book, garden(), identify(book)[1])


def lost(folder: Path, change: Callable[[Any], object]) -> list[Problem]:
    problems = content_of(changed(folder / "return.xlsx", change)).problems
    return [each for each in told(problems) if each.code.startswith("formula")]


def counted(book: Any, row: int = 0) -> Any:
    return under(book["Planting"], "Planted so far", row)


def beside(book: Any, label: str) -> Any:
    cells = (cell for row in book["Garden"].iter_rows() for cell in row)
    return next(cell for cell in cells if cell.value == label).offset(column=1)


def every_formula(book: Any, *sheets: str) -> list[Any]:
    return [
        cell
        for sheet in book.worksheets
        if not sheets or sheet.title in sheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_a_workbook_as_it_was_made_has_lost_no_formula(tmp_path: Path) -> None:
    assert lost(tmp_path, lambda _: None) == []


@pytest.mark.parametrize(
    ("typed", "shows"), [(99, "99"), (0, "0"), ("lots", "lots"), (None, "nothing")]
)
def test_what_stands_in_place_of_a_formula_is_told_at_its_cell(
    typed: Any, shows: str, tmp_path: Path
) -> None:
    (said,) = lost(tmp_path, lambda book: setattr(counted(book, 1), "value", typed))
    assert said.code == "formula-lost"
    assert (said.sheet, said.cell_names) == ("Planting", "D6")
    assert said.what.startswith("'Planted so far' is calculated")
    assert said.what.endswith(f"It shows {shows}.")


def test_a_column_of_pasted_values_is_one_problem(tmp_path: Path) -> None:
    def pasted(book: Any) -> None:
        for row in range(3):
            counted(book, row).value = 10 + row

    (said,) = lost(tmp_path, pasted)
    assert said.cell_names == "D5, D6, D7"
    assert said.what.endswith("It shows 10, 11 and 12.")


def test_a_field_typed_over_is_told(tmp_path: Path) -> None:
    (said,) = lost(tmp_path, lambda book: setattr(beside(book, "Plants in all"), "value", 7))
    assert said.sheet == "Garden"
    assert "'Plants in all'" in said.what


def test_a_sheet_without_any_formula_is_one_problem(tmp_path: Path) -> None:
    def emptied(book: Any) -> None:
        for cell in every_formula(book, "Planting"):
            cell.value = 1

    (said,) = lost(tmp_path, emptied)
    assert (said.code, said.where) == ("formulas-lost", "Planting")
    assert "this sheet" in said.what


def test_a_workbook_saved_as_values_alone_is_one_problem(tmp_path: Path) -> None:
    """As programs do that keep no formulas."""

    def emptied(book: Any) -> None:
        for cell in every_formula(book):
            cell.value = 1

    (said,) = lost(tmp_path, emptied)
    assert said.code == "formulas-lost"
    assert "this workbook" in said.what


def test_rows_typed_under_the_table_have_no_formulas_to_lose(tmp_path: Path) -> None:
    """LibreOffice gives them none, and spare rows of which somebody cleared all are no loss."""

    def typed_under(book: Any) -> None:
        for row in range(3, 6):
            for heading in ("Planted so far", "In words"):
                under(book["Planting"], heading, row).value = None
        under(book["Planting"], "Plant", 3).value = "Leeks"

    assert lost(tmp_path, typed_under) == []


def test_a_value_typed_into_a_new_row_is_told(tmp_path: Path) -> None:
    def typed_under(book: Any) -> None:
        under(book["Planting"], "Plant", 3).value = "Leeks"
        counted(book, 3).value = 8

    (said,) = lost(tmp_path, typed_under)
    assert said.cell_names == "D8"


def test_a_row_inserted_among_others_has_lost_its_formulas(tmp_path: Path) -> None:
    def inserted(book: Any) -> None:
        for heading in ("Planted so far", "In words"):
            under(book["Planting"], heading, 1).value = None

    assert [each.cell_names for each in lost(tmp_path, inserted)] == ["D6", "E6"]


def test_the_cells_of_an_array_are_formulas(tmp_path: Path) -> None:
    def array(book: Any) -> None:
        for row in range(3):
            counted(book, row).value = 1
        counted(book).value = ArrayFormula("D5:D7", "=B5:B7+C5:C7")

    assert lost(tmp_path, array) == []


def test_formulas_that_were_filled_down_are_formulas(tmp_path: Path) -> None:
    """Excel writes the text of a formula that it filled down once, and its index everywhere."""
    path = changed(tmp_path / "return.xlsx", lambda _: None)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            filled_down = re.sub(
                rb'(<c r="D6"[^>]*>)<f>[^<]*</f>', rb'\1<f t="shared" si="0"/>', part
            )
            package.writestr(name, filled_down)
    assert [each.code for each in content_of(path).problems] == []


def test_nobody_is_told_of_formulas_who_did_not_ask(tmp_path: Path) -> None:
    path = changed(tmp_path / "return.xlsx", lambda book: setattr(counted(book), "value", 1))
    book = open_book(path)
    assert [sheet.formulas for sheet in book.sheets] == [None] * len(book.sheets)
    assert [p.code for p in read(book, garden(), identify(book)[1]).problems] == []


@needs_libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_keeps_formulas_and_what_was_typed_over_one(
    ending: str, tmp_path: Path
) -> None:
    path = changed(tmp_path / "typed.xlsx", lambda book: setattr(counted(book), "value", 99))
    content = content_of(resaved(path, tmp_path / "saved", ending))
    (said,) = (p for p in content.problems if p.code.startswith("formula"))
    assert said.where == "Planting D5"


def test_runs_of_rows_know_what_is_between_them() -> None:
    places = FormulaPlaces()
    for row in (3, 4, 7):
        places.add(range(row, row + 1), 2)
    assert [row for row in range(10) if places.has(row, 2)] == [3, 4, 7]
    assert places.runs == {2: [range(3, 5), range(7, 8)]}
    assert not places.has(3, 1)


@pytest.mark.parametrize("path", MADE_BEFORE, ids=lambda path: path.stem)
def test_a_workbook_of_the_first_version_has_lost_no_formula(path: Path) -> None:
    content = open_workbook(path, formulas=True).content
    assert [p.located for p in content.problems if p.code.startswith("formula")] == []


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.stem)
def test_what_is_calculated_now_was_never_typed_in_an_older_version(
    path: Path, tmp_path: Path
) -> None:
    """Else an older workbook would be said to have lost formulas that it never had."""
    name = path.stem.rstrip("0123456789").rstrip("_")
    older = parse(Path(shutil.copy(path, tmp_path / f"{name}.yaml")))
    roles = {(block.key, item.key): item.role for block, item in older.cells()}
    now = template(older.name).as_of(older.version)
    otherwise = [
        (block.key, item.key)
        for block, item in now.cells()
        if item.role is Role.FORMULA and item.since <= older.version
        if roles.get((block.key, item.key), Role.FORMULA) is not Role.FORMULA
    ]
    assert otherwise == []
