"""Payments as councils publish them: every layout gives the same three sums.

The files are made up; their headings, order and oddities are those that councils' files have.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.local_spend.payments import PaymentFile
from tests.jobs.local_spend.spending import LIST, YEAR, codes, spent, three

FOLDER = Path(__file__).parents[2] / "fixtures" / "payments"
FILES = sorted(path.name for path in FOLDER.iterdir())
EXPECTED = (1234.50, 1900.00, 815.50)
WITHOUT_DATES = {"an SQL statement above.csv"}
BY_POSTCODE = "postcodes in rows.csv"


@pytest.mark.parametrize("name", FILES)
def test_every_layout_gives_the_same_sums(tmp_path: Path, name: str) -> None:
    year = None if name in WITHOUT_DATES else YEAR
    listed = "Supplier number,Postcode\n7,M1 1AE\n" if name == BY_POSTCODE else LIST
    result = spent(tmp_path, [FOLDER / name], listed, year=year)

    assert three(result) == EXPECTED
    assert result.held_back == 0
    assert int(result.figures.whole.payments.total) == 5
    assert result.tally.sizes.credits == 1


TAKEN = {
    "gross and net.csv": "amount net of VAT = Net; date = Date Paid; department = Department; "
    "not used: Gross",
    "an SQL statement above.csv": "amount = Amount; department = Directorate",
    "two columns of one name.csv": "supplier = Supplier Name; supplier number = Supplier Name; "
    "amount = Spend",
    "misspelt.csv": "supplier = Suuplier ID (T); amount net of VAT = Total (excludes VAT)",
    "code and text pairs.csv": "supplier = Supplier ID(T); amount net of VAT = Net Amount",
    "updated and period.csv": "date = Period",
    "beneficiary.csv": "supplier number = Local Supplier Internal Reference",
    "postcodes in rows.csv": "postcode = Supplier Post Code",
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_was_taken_for_what_is_said(tmp_path: Path, name: str) -> None:
    (file,) = opened(tmp_path, name)
    assert TAKEN[name] in file.taken


def opened(folder: Path, name: str) -> list[PaymentFile]:
    year = None if name in WITHOUT_DATES else YEAR
    return spent(folder, [FOLDER / name], year=year).files


def test_all_layouts_together_count_once(tmp_path: Path) -> None:
    """They hold the same payments; but one says months where the others say days."""
    dated = [FOLDER / name for name in FILES if name not in WITHOUT_DATES]
    result = spent(tmp_path, dated)

    assert int(result.figures.whole.payments.total) == 2 * 5
    assert sum(file.held_back.rows for file in result.files) == 5 * (len(dated) - 2)


ROWS: list[list[Any]] = [
    ["Payments (made up)"],
    [],
    ["Supplier ID", "Supplier Name", "Directorate", "Payment Date", "Net Amount"],
    [1, "Pier View Ltd", "Adults", datetime(2025, 5, 2), 1234.5],  # noqa: DTZ001
    [2, "Estuary Services", "Place", date(2025, 5, 14), "2,000.00"],
    [2, "Estuary Services", "Place", "15 May 2025", -100],
    [9, "Nobody", "Place", 45807, 765.5],
    [None, "Redacted", "Children", "30/05/2025", "£50"],
    [None, None, None, None, None],
    [None, "Total", None, None, 3950],
]


def test_a_workbook_with_a_sheet_for_each_month(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for number, month in enumerate(("May", "June")):
        sheet = book.create_sheet(month)
        for row in ROWS:
            sheet.append([*row[:3], _later(row[3], number), row[4]] if len(row) > 4 else row)
    path = tmp_path / "payments.xlsx"
    book.save(path)
    result = spent(tmp_path, [path])

    assert three(result) == tuple(2 * each for each in EXPECTED)
    assert [file.table.sheet for file in result.files] == ["May", "June"]
    assert codes(result) == {"spend-total"}
    assert [problem.cell_names for problem in result.problems] == ["E10", "E10"]


def _later(day: Any, months: int) -> Any:
    """The same day so many months later, as it is written."""
    match day:
        case date():
            return day.replace(month=day.month + months)
        case int():
            return day + 31 * months
        case str():
            return day.replace("May", "June" if months else "May").replace(
                "/05/", f"/0{5 + months}/"
            )
    return day
