"""Rows that can't be read for certain are in no share, named and counted; nothing is lost."""

from pathlib import Path

import pytest

from tests.jobs.local_spend.spending import codes, lines, spent, three

GOOD = "2,Estuary,Place,Roads,14/05/2025,100.00"


@pytest.mark.parametrize(
    ("row", "code", "cell", "pounds"),
    [
        ("1,Pier View,Adults,Care,14/05/2025,12.50 CR", "spend-not-an-amount", "F2", 0),
        ("1,Pier View,Adults,Care,14/05/2025,", "spend-no-amount", "F2", 0),
        ("1,Pier View,Adults,Care", "spend-no-amount", "F2", 0),
        ("1,Pier View,Adults,Care,,12.50", "spend-no-date", "E2", 12.5),
        ("1,Pier View,Adults,Care,P01,12.50", "spend-not-a-date", "E2", 12.5),
        ("1,Pier, View,Adults,Care,14/05/2025,12.50", "spend-shifted", "F2", 0),
    ],
)
def test_a_row_is_held_back(tmp_path: Path, row: str, code: str, cell: str, pounds: float) -> None:
    result = spent(tmp_path, lines(row, GOOD))
    (problem,) = result.problems

    assert three(result) == (0, 100, 0)
    assert (problem.code, problem.cell_names) == (code, cell)
    assert "1 row" in problem.what
    held = {row["what"]: row for row in result.accounted()}["Held back (£ if readable)"]
    assert (held["payments"], float(held["pounds"])) == (1, pounds)
    assert result.data()["state"].startswith("Not complete: 1 row held back")


def test_a_date_that_reads_two_ways_is_held_back(tmp_path: Path) -> None:
    row = "1,Pier View,Adults,Care,03/04/2025,12.50"
    result = spent(tmp_path, lines(row, GOOD.replace("14/05/2025", "2025-05-14")))

    assert codes(result) == {"spend-two-dates"}
    assert "no other date of this file tells" in result.problems[0].what
    assert three(result) == (0, 100, 0)


def test_a_date_is_settled_by_the_users_word(tmp_path: Path) -> None:
    row = lines("1,Pier View,Adults,Care,03/04/2025,12.50")
    result = spent(tmp_path, row, columns="dates: month first\n", year=None)

    assert result.figures.first is not None
    assert result.figures.first.month == 3


def test_both_orders_in_one_file_settle_nothing(tmp_path: Path) -> None:
    rows = [GOOD.replace("14/05/2025", day) for day in ("14/05/2025", "05/14/2025", "03/04/2025")]
    result = spent(tmp_path, lines(*rows))

    assert three(result) == (0, 200, 0)
    assert "dates in both orders" in result.problems[0].what


@pytest.mark.parametrize(
    "row",
    [",Total,,,,112.50", "Grand total,,,,,112.50", ",,,,,112.50", "Total,,,,14/05/2025,112.50",
     ",,Place Total,,,112.50", ",,Total for May 2025,,14/05/2025,112.50",
     ",Sub-total Place,,,14/05/2025,112.50", ",Total Place,,,14/05/2025,112.50",
     ",Total April 2025,,,14/05/2025,112.50", ",Total:,,,14/05/2025,112.50",
     ",Page total,Place,,14/05/2025,112.50", ",Estuary Total,,,14/05/2025,112.50",
     ",B/fwd,Place,,14/05/2025,112.50", ",Balance brought forward,,,14/05/2025,112.50"],
)  # fmt: skip
def test_a_total_is_passed_over_and_named(tmp_path: Path, row: str) -> None:
    result = spent(tmp_path, lines(GOOD, row))

    assert three(result) == (0, 100, 0)
    assert codes(result) == {"spend-total"}
    assert result.held_back == 0
    assert list(result.accounted())[-1]["payments"] == 1


def test_what_looks_odd_and_is_a_payment_counts(tmp_path: Path) -> None:
    rows = (
        ",Total Pier Ltd,Adults,Care,14/05/2025,0.25",
        ",Total Gas & Power,Adults,Care,14/05/2025,0.25",
        ",C F Roberts,Adults,Care,14/05/2025,0.25",
        ",Brought Foods,Total Place,Care,14/05/2025,0.25",
        ",,Adults,Care,14/05/2025,2.00",
        "2,Estuary,Place,Roads,14/05/2025,4.00,",
        ",,,,,",
        "",
        "Supplier ID,Supplier Name,Directorate,Expense Type,Payment Date,Net Amount",
    )
    result = spent(tmp_path, lines(*rows))

    assert three(result) == (0, 4, 3)
    assert result.problems == []


def test_other_years_are_counted_and_in_no_share(tmp_path: Path) -> None:
    days = ("31/03/2025", "01/04/2025", "31/03/2026", "01/04/2026")
    result = spent(tmp_path, lines(*(GOOD.replace("14/05/2025", day) for day in days)))

    assert three(result) == (0, 200, 0)
    told = {row["what"]: row["payments"] for row in result.accounted()}
    assert told == {"In the shares": 2, "Of other years": 2, "All payments": 4}


def test_digits_lost_are_told_and_counted(tmp_path: Path) -> None:
    result = spent(tmp_path, lines(GOOD.replace("100.00", "1.2E+05")))

    assert three(result) == (0, 120_000, 0)
    assert codes(result) == {"spend-shortened"}


def test_amounts_with_vat_are_told(tmp_path: Path) -> None:
    result = spent(tmp_path, lines("Estuary,14/05/2025,120.00", headings="Supplier,Date,Gross"))
    assert codes(result) == {"spend-gross"}
    assert "include VAT" in result.says()["amounts"]


def test_an_undated_file_among_others_is_held_back_and_named(tmp_path: Path) -> None:
    one = tmp_path / "dated.csv"
    one.write_text(lines(GOOD), encoding="utf-8")
    two = tmp_path / "undated.csv"
    two.write_text("Supplier,Net Amount\nEstuary,5.00\n", encoding="utf-8")
    result = spent(tmp_path, [one, two])

    assert three(result) == (0, 100, 0)
    assert codes(result) == {"spend-undated", "spend-no-date"}


@pytest.mark.parametrize(
    ("first", "second"),
    [("Caf\u00e9", "cp1252"), ("Caf\u00e9", "utf-8"), ("Caf\u00e9", "utf-16")],
)
def test_letters_are_read_in_any_encoding(tmp_path: Path, first: str, second: str) -> None:
    rows = lines(f"8,{first} Ltd,Adults,Care,14/05/2025,1.00")
    result = spent(tmp_path, rows.encode(second))
    assert [supplier.name for supplier, _ in result.figures.suppliers] == [f"{first} Ltd"]


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    rows = [lines("8,Caf\u00e9,A,B,14/05/2025,1.00"), "8,Caf\u00e9,A,B,15/05/2025,1.00\n"]
    result = spent(tmp_path, rows[0].encode() + rows[1].encode("cp1252"))
    assert [supplier.names for supplier, _ in result.figures.suppliers] == [{"Caf\u00e9"}]
