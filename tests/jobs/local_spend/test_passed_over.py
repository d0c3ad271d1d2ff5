"""What is not read is named, and the figure is not called ready."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.local_spend.workbook import LocalSpendResult
from tests.jobs.local_spend.spending import codes, lines, save, spent, three

HEADINGS = ["Supplier", "Date", "Amount"]
UNKNOWN = ["To whom", "Paid", "Sum"]
ROW = ["Estuary Services", "14/05/2025", 5]
ALL_MONTHS = [f"14/{m:02}/{2025 if m > 3 else 2026}" for m in range(1, 13)]


def book(folder: Path, hidden: str = "", **sheets: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    made.save(folder / "payments.xlsx")
    return folder / "payments.xlsx"


def of_a_year(folder: Path, **more: Any) -> LocalSpendResult:
    rows = [HEADINGS, *([ROW[0], day, ROW[2]] for day in ALL_MONTHS)]
    return spent(folder, [book(folder, **{"Year": rows, **more})])


def test_a_whole_year_is_ready(tmp_path: Path) -> None:
    result = of_a_year(tmp_path)
    assert result.data()["state"] == "Ready: the place of 100% of spend is known."
    assert result.problems == []


@pytest.mark.parametrize(
    ("rows", "hidden", "code", "said"),
    [
        ([HEADINGS, ROW], "More", "spend-unread", "The sheet is hidden. It may hold payments"),
        ([UNKNOWN, ROW], "", "spend-unread", "The sheet has no known headings of payments."),
        ([UNKNOWN, ROW], "More", "spend-unread", "The sheet is hidden."),
        ([["Notes"], ["Made in May", 5]], "", "spend-other-file", "The sheet has no headings"),
        ([["Notes"]], "More", "spend-other-file", "The sheet is hidden and has no headings"),
        ([["Row labels", "Sum"], ["Adults", 5]], "", "spend-other-file", "has no headings"),
    ],
)
def test_a_sheet_that_is_passed_over_is_named(
    tmp_path: Path, rows: list[list[Any]], hidden: str, code: str, said: str
) -> None:
    result = of_a_year(tmp_path, More=rows, hidden=hidden)
    (problem,) = result.problems

    assert three(result) == (0, 60, 0)
    assert (problem.code, problem.sheet, problem.file) == (code, "More", "payments.xlsx")
    assert problem.what.startswith(said) or said in problem.what
    ready = "Not complete: a file" if code == "spend-unread" else "Ready"
    assert result.data()["state"].startswith(ready)


def test_a_blank_sheet_is_nothing_to_name(tmp_path: Path) -> None:
    assert of_a_year(tmp_path, Sheet2=[]).problems == []


def test_payments_on_hidden_sheets_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sheets of payments are hidden"):
        spent(tmp_path, [book(tmp_path, hidden="May", May=[HEADINGS, ROW], Notes=[["x"]])])


def test_a_folders_file_that_may_hold_payments_is_missed(tmp_path: Path) -> None:
    folder = tmp_path / "year"
    folder.mkdir()
    rows = [f"Estuary,{day},5" for day in ALL_MONTHS]
    save(folder, "year.csv", lines(*rows, headings=",".join(HEADINGS)))
    save(folder, "more.csv", lines("Estuary,14/05/2025,90000", headings=",".join(UNKNOWN)))
    result = spent(tmp_path, [folder])

    assert codes(result) == {"spend-unread"}
    assert result.data()["state"] == "Not complete: a file or sheet was not read (see Problems)."


def test_a_year_with_a_month_alone_is_not_complete(tmp_path: Path) -> None:
    result = spent(tmp_path, lines("Estuary,14/05/2025,5", headings=",".join(HEADINGS)))
    assert result.data()["state"] == "Not complete: 11 of 12 months have no payments."


def test_without_the_areas_postcodes_nothing_is_ready(tmp_path: Path) -> None:
    row = "Estuary Services,14/05/2025,5"
    content = lines(row, headings=",".join(HEADINGS))
    state = spent(tmp_path, content, year=None, postcodes=None).data()["state"]
    assert state == "Not complete: nobody can be known to be local."
