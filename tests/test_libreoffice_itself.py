"""The second opinion must itself be worth trusting."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests import libreoffice
from tests.libreoffice import (
    Difference,
    Filling,
    Typed,
    differences,
    fill_and_save,
    needs_libreoffice,
    recalculated,
    same,
    stored,
    to_png,
)
from tests.written_cells import Value


def uno_is_missing() -> bool:
    try:
        libreoffice._python_with_uno()
    except RuntimeError:
        return True
    return libreoffice.available() is not None


needs_uno = pytest.mark.skipif(uno_is_missing(), reason="makes samples: 'apt install python3-uno'")


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A protected sheet with a locked A1, open B1 to B9 and a wrong result stored in C1."""
    path = tmp_path / "blank.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Delivery")
        sheet.write_string("A1", "Locked")
        for row in range(9):
            sheet.write_blank(row, 1, None, book.add_format({"locked": False}))
        sheet.write_formula("C1", "=SUM(B1:B2)+3", None, 99)
        sheet.write_formula("C2", '=IF(B3="","",B3)', None, "")
        sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
        sheet.protect()
    return path


def test_stored_results_are_read_as_they_stand(blank: Path) -> None:
    assert stored(blank) == {
        ("Delivery", "C1"): 99,
        ("Delivery", "C2"): None,
        ("Delivery", "C3"): "#DIV/0!",
    }


@needs_libreoffice
def test_everything_is_calculated_again(blank: Path) -> None:
    assert recalculated(blank)[blank]["Delivery", "C1"] == 3


@needs_libreoffice
def test_only_the_wrong_result_is_a_difference(blank: Path) -> None:
    assert differences(blank) == [
        Difference("blank.xlsx", "Delivery", "C1", "=SUM(B1:B2)+3", stored=99, recalculated=3)
    ]


@needs_libreoffice
def test_workbooks_of_one_name_are_kept_apart(blank: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / blank.name
    other.parent.mkdir()
    with xlsxwriter.Workbook(other) as book:
        book.add_worksheet("Delivery").write_formula("C1", "=7", None, 0)
    values = recalculated(blank, other)
    assert [values[path]["Delivery", "C1"] for path in (blank, other)] == [3, 7]


@needs_libreoffice
def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(RuntimeError, match=r"broken\.xlsx"):
        recalculated(path)


@needs_libreoffice
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pictures: apt install poppler-utils")
def test_printed_pages_become_pictures(blank: Path, tmp_path: Path) -> None:
    (page,) = to_png(blank, tmp_path)
    assert page.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-6, False),
        (0.0, 1e-9, False),
        (True, 1.0, True),
        (None, "", True),
        (None, 0.0, False),
        ("", 0.0, False),
        ("", False, False),
        ("3", 3.0, False),
        ("on track", "on track", True),
        ("on track", "behind", False),
    ],
)
def test_results_are_alike(one: Value, other: Value, *, alike: bool) -> None:
    assert same(one, other) is alike
    assert same(other, one) is alike


def test_without_libreoffice_the_reason_says_how_to_get_it(
    blank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    assert libreoffice.available() == libreoffice.HOW_TO_GET_IT
    with pytest.raises(RuntimeError, match="apt install libreoffice-calc"):
        recalculated(blank)


@needs_uno
def test_what_is_typed_is_taken_as_calc_takes_it(blank: Path, tmp_path: Path) -> None:
    """Numbers, British dates and percentages become numbers; other text stays text."""
    typed: Typed = {"B1": 12.5, "B2": "12 %", "B3": date(2025, 6, 30), "B4": "n/a ", "B5": "'007"}
    books = [tmp_path / "filled.xlsx", tmp_path / "filled.ods"]
    fill_and_save(*(Filling(blank, book, {"Delivery": typed}) for book in books))
    for values in recalculated(*books).values():
        seen = {cell: values["Delivery", cell] for cell in [*typed, "C1"]}
        assert seen == {"B1": 12.5, "B2": 0.12, "B3": 45838, "B4": "n/a ", "B5": "007", "C1": 15.62}


@needs_uno
def test_a_locked_cell_is_respected(blank: Path, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Delivery!A1 is locked"):
        fill_and_save(Filling(blank, tmp_path / "filled.xlsx", {"Delivery": {"A1": "x"}}))


@needs_uno
def test_rows_are_inserted_and_sheets_renamed(blank: Path, tmp_path: Path) -> None:
    filled = tmp_path / "filled.xlsx"
    fill_and_save(
        Filling(
            blank,
            filled,
            {"Delivery": {"B1": 4}},
            insert_rows={"Delivery": [1]},
            rename_sheets={"Delivery": "Q1"},
            unprotect=True,
        )
    )
    assert stored(filled)["Q1", "C2"] == 7


@needs_uno
@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
def test_a_password_is_needed_to_open_it(blank: Path, tmp_path: Path, suffix: str) -> None:
    filled = tmp_path / f"secret{suffix}"
    fill_and_save(Filling(blank, filled, {}, password=suffix))
    with pytest.raises(RuntimeError, match="could not open"):
        recalculated(filled)
