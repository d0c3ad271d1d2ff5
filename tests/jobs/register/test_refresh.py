"""A register issued anew keeps all that people typed."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from svtools.errors import InputError
from svtools.jobs.blanks import write_blank
from svtools.jobs.register.read import read_register
from svtools.jobs.register.refresh import refresh
from svtools.policy import load_council
from svtools.workbooks.parse import template
from tests.making import council, edit, register_cell, sheet_rows, under

ROOT = Path(__file__).parents[3]
OLD = ROOT / "tests" / "fixtures" / "made_by_0_1_0" / "contracts_register.xlsx"
NOW = ROOT / "sample_workbooks" / "contracts_register.xlsx"
TYPED = [
    sheet
    for sheet, table in template("contracts_register").tables()
    if table.inputs and not table.until and table.since == 1
]


def changed(path: Path, source: Path, change: Callable[[Any], None]) -> Path:
    path.write_bytes(source.read_bytes())
    edit(path, change)
    return path


def typed(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table, its inputs alone."""
    declared = next(s for s in TYPED if s.name == sheet).tables[0]
    headings = [column.label for column in declared.inputs if column.since == 1]
    return [{heading: row[heading] for heading in headings} for row in sheet_rows(path, sheet)]


@pytest.mark.parametrize("source", [OLD, NOW], ids=["version 1", "version 2"])
def test_every_row_is_as_it_was_typed(source: Path, tmp_path: Path) -> None:
    anew = tmp_path / "anew.xlsx"
    made = refresh(source, anew, council())

    assert (made.anew, made.lost) == (source is OLD, ())
    for sheet in TYPED:
        assert typed(anew, sheet.name) == typed(source, sheet.name), sheet.name
    before, after = read_register(source, council()), read_register(anew, council())
    assert after.contracts == before.contracts
    assert after.promises == before.promises
    assert after.settings == before.settings
    assert {p.code for p in after.problems}.isdisjoint({"register-answer", "register-outdated"})


def test_what_nobody_can_read_stays_as_it_was_typed(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["Contracts"]
        sheet["H5"], sheet["I5"], sheet["L5"] = "Goods", "about £2m", "spring 2025"

    old, anew = changed(tmp_path / "old.xlsx", OLD, change), tmp_path / "anew.xlsx"
    refresh(old, anew, council())

    row = sheet_rows(anew, "Contracts")[0]
    assert (row["Category"], row["Net value with options"], row["Procurement commenced"]) == (
        "Goods", "about £2m", "spring 2025",
    )  # fmt: skip
    assert row["Social value required"] == "Typed as text"


def test_own_columns_and_sheets_come_along(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["Contracts"]
        sheet["AM4"], sheet["AM5"], sheet["AM7"] = "Our view", "keep an eye on it", "good"
        sheet["AN4"], sheet["AN5"] = "Asked on", datetime(2026, 1, 5)  # noqa: DTZ001 - a cell's
        own = book.create_sheet("Our sheet")
        own["B2"], own["C3"] = "Ours", 12.5

    old, anew = changed(tmp_path / "old.xlsx", OLD, change), tmp_path / "anew.xlsx"
    refresh(old, anew, council())

    rows = sheet_rows(anew, "Contracts")
    assert [row["Our view"] for row in rows[:3]] == ["keep an eye on it", None, "good"]
    assert rows[0]["Asked on"] == datetime(2026, 1, 5)  # noqa: DTZ001 - as above
    rows_of_ours = openpyxl.load_workbook(anew)["Our sheet"].iter_rows(values_only=True)
    assert {"Ours", 12.5} <= {value for row in rows_of_ours for value in row}


def test_what_cannot_come_along_is_refused_and_then_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Contracts"]["D5"].comment = Comment("Ask Pat", "Pat")
        book["Settings"]["F3"] = "a thought"

    old, anew = changed(tmp_path / "old.xlsx", OLD, change), tmp_path / "anew.xlsx"
    with pytest.raises(InputError, match=r"notes in cells and cells beside the tables \(F3\)"):
        refresh(old, anew, council())
    assert not anew.exists()

    made = refresh(old, anew, council(), accept_loss=True)
    assert made.lost == ("notes in cells", "cells beside the tables (F3)")


def test_in_the_present_version_notes_and_own_things_simply_stay(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        under(book["Contracts"], "Contract title").comment = Comment("Ask Pat", "Pat")
        book.create_sheet("Our sheet")["A1"] = "Ours"

    path, anew = changed(tmp_path / "r.xlsx", NOW, change), tmp_path / "anew.xlsx"
    assert refresh(path, anew, council()).anew is False

    book = openpyxl.load_workbook(anew)
    assert under(book["Contracts"], "Contract title").comment.text == "Ask Pat"
    assert book["Our sheet"]["A1"].value == "Ours"


def test_another_councils_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"Southend-on-Sea City Council.*Rotherham"):
        refresh(NOW, tmp_path / "anew.xlsx", load_council("rotherham"))


def test_headings_that_are_taken_now_are_told_apart(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["Contracts"]
        for cell, text in {"AM4": "Good to know", "AM5": "x", "AN4": "Our view", "AO4": "Our view",
                           "AN5": 1, "AO5": 2, "AP4": "Rows", "AP6": "y"}.items():  # fmt: skip
            sheet[cell] = text
        book.create_sheet("Law")["A1"] = "Ours"

    old, anew = changed(tmp_path / "old.xlsx", OLD, change), tmp_path / "anew.xlsx"
    refresh(old, anew, council())

    rows = sheet_rows(anew, "Contracts")
    assert (rows[0]["Good to know (ours)"], rows[1]["Rows (ours)"]) == ("x", "y")
    assert (rows[0]["Our view"], rows[0]["Our view (ours)"]) == (1, 2)
    assert openpyxl.load_workbook(anew)["Law (ours)"]["A5"].value == "Ours"


def test_a_row_of_own_notes_dates_and_errors_come_along_as_they_are(tmp_path: Path) -> None:
    day = datetime(2026, 1, 5)  # noqa: DTZ001 - a cell's

    def change(book: Any) -> None:
        sheet = book["Contracts"]
        sheet["AM4"], sheet["AM5"], sheet["AM6"], sheet["AM24"] = "Asked on", day, "n/a", day
        sheet["AN4"], sheet["AN5"] = "Found", "#N/A"
        sheet["AN5"].data_type = "e"

    old, anew = changed(tmp_path / "old.xlsx", OLD, change), tmp_path / "anew.xlsx"
    refresh(old, anew, council())

    sheet = openpyxl.load_workbook(anew)["Contracts"]
    values = [under(sheet, "Asked on", row).value for row in range(40)]
    assert values[:2] == [day, "n/a"]
    assert values.count(day) == 2
    assert under(sheet, "Asked on").is_date
    assert under(sheet, "Found").value == "#N/A"


def test_a_hidden_sheet_stays_hidden_and_links_are_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Secret")["A1"] = "Ours"
        book["Secret"].sheet_state = "hidden"
        book["Contracts"]["D5"].hyperlink = "https://example.org"

    old, anew = changed(tmp_path / "old.xlsx", OLD, change), tmp_path / "anew.xlsx"
    with pytest.raises(InputError, match="without its links in cells"):
        refresh(old, anew, council())
    refresh(old, anew, council(), accept_loss=True)
    assert openpyxl.load_workbook(anew)["Secret"].sheet_state == "hidden"


def test_a_name_that_is_no_workbooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"End it in \.xlsx|no name of an Excel workbook"):
        refresh(OLD, tmp_path / "anew.ods", council())


def test_rows_typed_under_a_table_are_its_own_with_their_answers(tmp_path: Path) -> None:
    path, new = tmp_path / "r.xlsx", tmp_path / "new.xlsx"
    write_blank("register", path, council())

    typed = {
        "title": "Works", "supplier": "S Ltd", "category": "works", "net_value": 9_000_000,
        "commenced": date(2025, 4, 1), "start": date(2025, 5, 1), "end": date(2028, 3, 31),
        "status": "Live",
    }  # fmt: skip
    rows = range(24)  # 20 are there

    def change(book: Any) -> None:
        for row in rows:
            for column, value in (typed | {"ref": f"00{row}"}).items():
                sheet, cell = register_cell("contracts", column, row)
                book[sheet][cell] = value

    edit(path, change)
    refresh(path, new, council())

    sheet = openpyxl.load_workbook(new, data_only=True)["Contracts"]
    answers = [under(sheet, "Social value required", row) for row in rows]
    assert sheet.tables["Contracts"].ref.endswith(str(answers[-1].row))
    assert {answer.value for answer in answers} == {"Yes"}
    assert len({answer.style_id for answer in answers}) == 1
