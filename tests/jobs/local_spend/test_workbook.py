"""The workbook: live formulas with the right results, what it says, and how it is made."""

from pathlib import Path

import openpyxl
import pytest

from svtools.jobs.local_spend.run import local_spend
from svtools.monitoring import FinancialYear
from tests.jobs.local_spend.spending import YEAR, council, inputs, lines, spent
from tests.libreoffice import differences, needs_libreoffice

RULES = "rules: [{name: 'Tax, <all>', does: left out, suppliers: [hmrc]}]"
RINGS = "Ring,Postcodes\nNear,SS\n"
ROWS = (
    "1,Pier View,Adults,Care,02/04/2025,1234.56",
    "1,Pier View,adults ,Care,13/04/2025,-34.56",
    "2,Estuary,=SUM(A1),Roads,14/05/2025,99999999.99",
    "4,Over the Hill,*,Roads,14/06/2025,0.01",
    '9,"Nobody, ""& Sons""",<5,Roads,14/06/2025,250.00',
    ",REDACTED,,Care,14/06/2025,499.99",
    "5,HMRC,Res,Tax,14/06/2025,777.00",
    "1,Pier View,Adults,Care,14/06/2024,5.00",
    "1,Pier View,Adults,Care,14/06/2025,five",
)


def made(folder: Path, *rows: str, year: FinancialYear | None = YEAR) -> Path:
    path = folder / "out.xlsx"
    given = inputs(folder, lines(*rows), rules=RULES, rings=RINGS)
    local_spend(given, path, council(), year)
    return path


@needs_libreoffice
def test_the_results_are_those_of_another_program(tmp_path: Path) -> None:
    (tmp_path / "undated").mkdir()
    (tmp_path / "credits").mkdir()
    (tmp_path / "over").mkdir()
    paths = (
        made(tmp_path, *ROWS),
        made(tmp_path / "undated", *ROWS, year=None),
        made(tmp_path / "credits", "1,Pier View,A,B,14/05/2025,-5.00"),
        made(tmp_path / "over", "2,E,A,B,14/05/2025,-5.00", "1,P,A,B,14/05/2025,9.00"),
    )
    assert differences(*paths) == []


def test_the_same_payments_give_the_same_bytes(tmp_path: Path) -> None:
    first = made(tmp_path, *ROWS).read_bytes()
    assert made(tmp_path, *ROWS).read_bytes() == first


def test_data_becomes_no_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path, *ROWS))
    cells = [cell for row in book["Data"].iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert "=SUM(A1)" in {cell.value for cell in cells}


def test_no_sheet_but_its_own_names_a_supplier(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(tmp_path, *ROWS))
    named = {
        sheet.title
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str) and "Pier View" in cell
    }
    assert named == {"Suppliers"}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS[:2], "100% of spend with suppliers is local."),
        (("2,E,A,B,14/05/2025,60.00", "9,N,A,B,14/05/2025,40.00"), "Between 0% and 40% of spend"),
        (("2,E,A,B,14/05/2025,6.00", "2,E,A,B,14/05/2025,-6.00"), "comes to nothing, so no share"),
        (
            ("2,E,A,B,14/05/2025,-60.00", "9,N,A,B,14/05/2025,-1.00"),
            "Credits are more than payments: the spend adds up to -£61, so no share can be told.",
        ),
        (
            ("1,P,A,B,14/05/2025,-60.00", "2,E,A,B,14/05/2025,90.00"),
            "Credits take a part of the spend under nothing, so no share can be told.",
        ),
        (
            ("1,P,A,B,14/05/2025,0.50", "2,E,A,B,14/05/2025,99.50"),
            "0.5% of spend with suppliers is local.",
        ),
    ],
)
def test_the_headline(tmp_path: Path, rows: tuple[str, ...], words: str) -> None:
    assert words in spent(tmp_path, lines(*rows)).data()["headline_words"]


@pytest.mark.parametrize("sums", [(-100, 200, 9), (-100, -200, 9), (100, -100, 0), (5, -9, -9)])
def test_where_no_share_can_be_told_none_is(tmp_path: Path, sums: tuple[float, ...]) -> None:
    days = [f"14/{m:02}/{2025 if m > 3 else 2026}" for m in range(1, 13)]
    payees = zip(("1,P", "2,E", "9,N"), sums, strict=True)
    rows = [f"{who},A,B,{day},{each:.2f}" for who, each in payees for day in days]
    result = spent(tmp_path, lines(*rows))
    data = result.data()

    said = [data["headline_words"], data["about_shares"], data["about_look_up"], data["state"]]
    assert not [
        text for text in (*said, *result.says().values()) if "%" in text and "£" not in text
    ]
    assert {row["share"] for key in ("headline", "by_how", "by_ring") for row in data[key]} == {""}
    assert {row["known_then"] for row in data["look_up"]} <= {""}
    assert data["state"] == "Not yet: credits are so large that no share can be told."


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ((500, 600), "No payment is under £500: this looks like the published file"),
        ((499.99, *[600] * 10), "(9%) are under £500: this may be the published file"),
        ((499.99, *[600] * 9), "(10%) are under £500: this looks like the whole ledger"),
        ((-20, 600), "No payment is under £500"),
    ],
)
def test_the_ledger_is_told_from_the_published_file(
    tmp_path: Path, amounts: tuple[float, ...], words: str
) -> None:
    rows = (f"1,Pier View,A,B,14/05/2025,{amount:.2f}" for amount in amounts)
    assert words in spent(tmp_path, lines(*rows)).says()["ledger"]


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (range(1, 13), "All 12 months of 2025-26 have payments"),
        ([4, 5, 8], "3 of 12 months have payments, from 14 April 2025 to 14 August 2025. "
         "Missing: June 2025 to July 2025 and September 2025 to March 2026."),
        ([m for m in range(1, 13) if m != 6], "Missing: June 2025."),
    ],
)  # fmt: skip
def test_what_is_missing_of_the_year(tmp_path: Path, months: list[int], words: str) -> None:
    rows = (f"1,P,A,B,14/{m:02}/{2025 if m > 3 else 2026},9.00" for m in months)
    assert words in spent(tmp_path, lines(*rows)).says()["months"]
