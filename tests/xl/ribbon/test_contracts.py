"""The buttons New monitoring workbooks and Consolidate returns, from the questions to the files."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.blanks import write_blank
from svtools.policy import load_council
from tests.making import YEAR, contract, register_of, save_register
from tests.xl.ribbon.stand_in import CANCEL, REGISTER, SAMPLES, press

PICK = "Choose the contracts register"
YEAR_ASKED, WHERE = "Which financial year?", "Choose the folder for the workbooks"
EMPTY = "There is no file in"
RETURNS, LATE, SUMMARY = "Choose the folder of returns", "is late?", "Where shall the summary go?"
PORTAL, PORTAL_FILE = "reported in the Social Value Portal", "Choose the workbook of Portal figures"
MADE = sorted(path.name for path in (SAMPLES / "monitoring").iterdir())


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_workbooks_of_a_year(folder: Path, said: list[str]) -> None:
    excel = press(
        "new_monitoring_workbooks", (YEAR_ASKED, "2025/26"), (WHERE, folder), active=str(REGISTER)
    )
    assert files(folder) == MADE
    assert excel.shown == [str(folder)]
    assert excel.defaults == ["2026-27", str(REGISTER.parent)]
    assert said[-1] == f"Writing workbooks: {len(MADE)} of {len(MADE)}"
    (told,) = excel.warned
    assert f"made for 2025-26: {len(MADE)}, in" in told
    assert "4: no promises for 2025-26" in told
    assert "C0112 needs social value (9.2.1 and 9.2.2) and has no promises" in told


def test_the_default_year_is_taken_with_ok(folder: Path) -> None:
    press("new_monitoring_workbooks", (PICK, REGISTER), (YEAR_ASKED, "OK"), (WHERE, folder))
    assert "C0116 Kerbside Machines Ltd 2026-27.xlsx" not in files(folder)
    assert all(name.endswith("2026-27.xlsx") for name in files(folder))


def test_a_year_that_is_none_is_asked_for_again(folder: Path) -> None:
    excel = press(
        "new_monitoring_workbooks",
        (YEAR_ASKED, "2025"),
        (YEAR_ASKED, "2025-26"),
        (WHERE, folder),
        active=str(REGISTER),
    )
    assert "'2025' is not a financial year. Write it as 2025-26." in excel.warned
    assert excel.defaults[1] == "2025"
    assert files(folder) == MADE


@pytest.mark.parametrize(("answer", "replaced"), [(True, True), (False, False)])
def test_workbooks_that_are_there_are_replaced_or_kept(
    folder: Path, answer: bool, replaced: bool
) -> None:
    (folder / MADE[0]).write_text("mine")
    excel = press(
        "new_monitoring_workbooks",
        (YEAR_ASKED, "2025-26"),
        (WHERE, folder),
        ("already has 1", answer),
        active=str(REGISTER),
    )
    assert files(folder) == MADE
    assert ((folder / MADE[0]).read_bytes() != b"mine") is replaced
    assert ("1: already there, and kept" in excel.said[0]) is not replaced
    assert "--force" not in excel.said[0]


@pytest.mark.parametrize("at", range(3))
def test_cancelling_any_question_makes_no_workbook(at: int, folder: Path) -> None:
    answers = [(PICK, REGISTER), (YEAR_ASKED, "OK"), (WHERE, folder)]
    excel = press("new_monitoring_workbooks", *answers[:at], (answers[at][0], CANCEL))
    assert (excel.said, excel.shown, files(folder)) == ([], [], [])


def test_cancelling_the_question_about_replacing_keeps_what_is_there(folder: Path) -> None:
    (folder / MADE[0]).write_text("mine")
    excel = press(
        "new_monitoring_workbooks",
        (PICK, REGISTER),
        (YEAR_ASKED, "2025-26"),
        (WHERE, folder),
        ("already has 1", CANCEL),
    )
    assert excel.said == []
    assert files(folder) == MADE[:1]


def test_a_register_without_faults_needs_no_attention(tmp_path: Path, folder: Path) -> None:
    one = contract("C1")
    register = tmp_path / "register.xlsx"
    save_register(register, register_of((one, {"OP01": 2})))
    excel = press(
        "new_monitoring_workbooks", (PICK, register), (YEAR_ASKED, str(YEAR)), (WHERE, folder)
    )
    assert excel.warned == []
    assert "made for 2025-26: 1, in" in excel.told[0]


def test_the_faults_of_a_register_are_told_with_their_cells(tmp_path: Path, folder: Path) -> None:
    register = tmp_path / "faulty.xlsx"
    book = openpyxl.load_workbook(REGISTER)
    sheet = book["Promises"]
    heading = next(c for row in sheet.iter_rows() for c in row if c.value == "Measure")
    sheet.cell(heading.row + 1, heading.column).value = "XX99"
    book.save(register)
    excel = press(
        "new_monitoring_workbooks", (PICK, register), (YEAR_ASKED, "2025-26"), (WHERE, folder)
    )
    assert "Needs attention in faulty.xlsx:" in excel.warned[0]
    cell = sheet.cell(heading.row + 1, heading.column).coordinate
    assert f"Promises {cell}: " in excel.warned[0]


def test_a_folder_of_returns_becomes_a_summary(folder: Path, said: list[str]) -> None:
    summary = folder / "summary.xlsx"
    excel = press(
        "consolidate_returns",
        (RETURNS, SAMPLES / "returns"),
        (YEAR_ASKED, "OK"),
        (LATE, "OK"),
        (PORTAL, False),
        (SUMMARY, summary),
        active=str(REGISTER),
    )
    made = [".validation_log.xlsx.run", "overdue.csv", "summary.xlsx", "validation_log.xlsx"]
    assert files(folder) == made
    assert excel.opened == [summary]
    assert excel.defaults[1:] == [
        "2025-26",
        "20/05/2026",
        "",
        str(REGISTER.with_name("Social value summary 2025-26.xlsx")),
    ]
    assert said[1] == "Reading returns: 0 of 20"
    assert said[-2:] == ["Reading returns: 20 of 20", "Writing the summary"]
    (told,) = excel.warned
    assert "Files read for 2025-26: 20\n" in told
    assert "Rejected: 3\n" in told
    assert f"The validation log is\n{folder / 'validation_log.xlsx'}" in told


def test_portal_figures_are_asked_for_where_a_contract_is_reported_there(folder: Path) -> None:
    write_blank("portal-figures", folder / "portal.xlsx", load_council())
    press(
        "consolidate_returns",
        (RETURNS, SAMPLES / "returns"),
        (YEAR_ASKED, "OK"),
        (LATE, "OK"),
        (PORTAL, True),
        (PORTAL_FILE, folder / "portal.xlsx"),
        (SUMMARY, folder / "summary.xlsx"),
        active=str(REGISTER),
    )
    book = openpyxl.load_workbook(folder / "summary.xlsx", data_only=True)
    assert any("from portal.xlsx" in str(row[0].value) for row in book["Overview"].iter_rows())
    book.close()


def test_where_no_contract_is_in_the_portal_nothing_is_asked(tmp_path: Path, folder: Path) -> None:
    each = contract()
    register = save_register(tmp_path / "register.xlsx", register_of((each, {"OP15": 1})))
    (tmp_path / "returns").mkdir()
    excel = press(
        "consolidate_returns",
        (PICK, register),
        (RETURNS, tmp_path / "returns"),
        (EMPTY, True),
        (YEAR_ASKED, str(YEAR)),
        (LATE, "OK"),
        (SUMMARY, folder / "summary.xlsx"),
    )
    assert "Returns overdue: 4" in excel.told[0], "what is overdue alone is no cause for a warning"
    assert excel.warned == []


def test_a_log_that_cannot_be_kept_is_told_and_left_as_it_was(folder: Path) -> None:
    answers = [(RETURNS, SAMPLES / "returns"), (YEAR_ASKED, "OK"), (LATE, "OK"), (PORTAL, False)]
    at = (SUMMARY, folder / "summary.xlsx")
    press("consolidate_returns", *answers, at, active=str(REGISTER))
    log = folder / "validation_log.xlsx"
    book = openpyxl.load_workbook(log)
    sheet, last = book["Log"], book["Log"].max_row
    sheet.delete_rows(last)
    sheet.tables["Log"].ref = sheet.tables["Log"].ref.replace(str(last), str(last - 1))
    sheet.merge_cells(f"A{last}:C{last}")
    book.save(log)
    before = log.read_bytes()
    excel = press("consolidate_returns", *answers, at, ("Replace it?", True), active=str(REGISTER))
    (told,) = excel.warned
    assert "could not be carried on. validation_log.xlsx: This can't be kept: Log!A" in told
    assert "Move it out of the way in Excel.\n" in told
    assert log.read_bytes() == before


def test_the_counts_account_for_every_file(folder: Path) -> None:
    excel = press(
        "consolidate_returns",
        (PICK, REGISTER),
        (RETURNS, SAMPLES / "returns"),
        (YEAR_ASKED, "2025-26"),
        (LATE, "2026-05-20"),
        (PORTAL, False),
        (SUMMARY, folder / "summary"),
    )
    lines = excel.warned[0].splitlines()[:4]
    files_read, *parts = (int(line.rpartition(": ")[2]) for line in lines)
    assert files_read == sum(parts) == len([*(SAMPLES / "returns").rglob("*.*")])
    assert (folder / "summary.xlsx").is_file()


def test_a_summary_that_is_open_is_told_before_anything_runs(
    folder: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, opened = folder / "summary.xlsx", Path.open
    summary.write_bytes((SAMPLES / "summary.xlsx").read_bytes())

    def open_(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if (self, mode) == (summary, "r+b"):
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", open_)
    excel = press(
        "consolidate_returns",
        (RETURNS, SAMPLES / "returns"),
        (YEAR_ASKED, "OK"),
        (LATE, "OK"),
        (PORTAL, False),
        (SUMMARY, summary),
        ("Replace it?", True),
        active=str(REGISTER),
    )
    assert f"{summary} can't be read or written" in excel.warned[0]
    assert "If it is open in Excel" in excel.warned[0]
    assert said == []


def test_a_folder_without_a_file_is_told_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "returns"
    empty.mkdir()
    press("consolidate_returns", (RETURNS, empty), (EMPTY, False), active=str(REGISTER))


@pytest.mark.parametrize("at", range(6))
def test_cancelling_any_question_makes_no_summary(at: int, folder: Path) -> None:
    answers = [
        (PICK, REGISTER),
        (RETURNS, SAMPLES / "returns"),
        (YEAR_ASKED, "OK"),
        (LATE, "OK"),
        (PORTAL, False),
        (SUMMARY, folder / "summary.xlsx"),
    ]
    excel = press("consolidate_returns", *answers[:at], (answers[at][0], CANCEL))
    assert (excel.said, excel.opened, files(folder)) == ([], [], [])


def test_a_summary_that_is_there_is_replaced_or_goes_elsewhere(
    tmp_path: Path, folder: Path
) -> None:
    empty = tmp_path / "returns"
    empty.mkdir()
    summary, other = folder / "summary.xlsx", folder / "other.xlsx"
    shutil.copy(SAMPLES / "summary.xlsx", summary)
    before = summary.read_bytes()
    excel = press(
        "consolidate_returns",
        (PICK, REGISTER),
        (RETURNS, empty),
        (EMPTY, True),
        (YEAR_ASKED, "OK"),
        (LATE, "OK"),
        (PORTAL, False),
        (SUMMARY, summary),
        ("summary.xlsx is already there. Replace it?", False),
        (SUMMARY, other),
    )
    assert excel.opened == [other]
    assert summary.read_bytes() == before
    press(
        "consolidate_returns",
        (PICK, REGISTER),
        (RETURNS, empty),
        (EMPTY, True),
        (YEAR_ASKED, "OK"),
        (LATE, "OK"),
        (PORTAL, False),
        (SUMMARY, summary),
        ("Replace it?", True),
    )
    assert summary.read_bytes() != before
