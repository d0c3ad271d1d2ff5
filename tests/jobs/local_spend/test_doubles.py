"""The same payments in two files or sheets count once, and are named."""

from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from svtools.jobs.local_spend.kept import Kept
from svtools.jobs.local_spend.run import worked_out
from svtools.jobs.local_spend.workbook import LocalSpendResult
from tests.jobs.local_spend.spending import YEAR, codes, council, inputs, lines, save, spent, three

HEADINGS = ["Date", "Supplier", "Amount"]
APRIL: list[list[Any]] = [
    ["13/04/2025", "Estuary Services", 600],
    ["20/04/2025", "Nobody Ltd", 200.5],
    ["21/04/2025", "REDACTED", 5],
]


def csv(folder: Path, name: str, rows: list[list[Any]], headings: list[str] = HEADINGS) -> Path:
    said = [",".join(map(str, row)) for row in rows]
    return save(folder, name, lines(*said, headings=",".join(headings)))


def sheets(folder: Path, **content: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for row in (HEADINGS, *rows):
            sheet.append(row)
    book.save(folder / "payments.xlsx")
    return folder / "payments.xlsx"


def twice(result: LocalSpendResult) -> list[tuple[str, str]]:
    return [
        (problem.file, problem.details["rows"])
        for problem in result.problems
        if problem.code == "spend-in-two-files"
    ]


def test_a_month_in_two_formats_counts_once(tmp_path: Path) -> None:
    paths = [csv(tmp_path, "april.csv", APRIL), sheets(tmp_path, April=APRIL)]
    for files in (paths, paths[::-1]):
        result = spent(tmp_path, files)
        assert three(result) == (0, 600, 205.5)
        assert twice(result) == [(files[1].name, "3 rows")]
        assert result.data()["state"].startswith("Not complete")
        assert files[0].name in result.problems[0].what


def test_all_beside_over_500_counts_once(tmp_path: Path) -> None:
    for content in ({"All": APRIL, "Over": APRIL[:1]}, {"Over": APRIL[:1], "All": APRIL}):
        result = spent(tmp_path, [sheets(tmp_path, **content)])
        assert three(result) == (0, 600, 205.5)
        assert twice(result) == [("payments.xlsx", "1 row")]


def test_a_year_beside_its_months_counts_once(tmp_path: Path) -> None:
    may = [[row[0].replace("/04/", "/05/"), *row[1:]] for row in APRIL]
    files = [
        csv(tmp_path, "april.csv", APRIL), csv(tmp_path, "may.csv", may),
        csv(tmp_path, "year.csv", [*APRIL, *may, ["01/06/2025", "Estuary Services", 7]]),
    ]  # fmt: skip
    for order in range(4):
        Random(order).shuffle(files)
        assert three(spent(tmp_path, files)) == (0, 1207, 411)


def test_a_payment_made_twice_counts_twice_and_no_more(tmp_path: Path) -> None:
    rows = [APRIL[0], *APRIL]
    result = spent(tmp_path, [csv(tmp_path, "a.csv", rows), sheets(tmp_path, b=rows)])
    assert three(result) == (0, 1200, 205.5)
    assert three(spent(tmp_path, [csv(tmp_path, "a.csv", rows)])) == (0, 1200, 205.5)


@pytest.mark.parametrize(("same", "total"), [(True, 600), (False, 1200)])
def test_other_references_make_other_payments(tmp_path: Path, same: bool, total: float) -> None:
    headings = [*HEADINGS, "Invoice Number"]
    files = [
        csv(tmp_path, name, [[*APRIL[0], number]], headings)
        for name, number in (("a.csv", 1), ("b.csv", "1 " if same else 2))
    ]
    assert three(spent(tmp_path, files)) == (0, total, 0)


@pytest.mark.parametrize(("shared", "code"), [(4, set()), (5, {"spend-some-twice"}),
                                              (6, {"spend-in-two-files"})])  # fmt: skip
def test_files_that_overlap_are_told(tmp_path: Path, shared: int, code: set[str]) -> None:
    rows = [[f"2025-05-{n + 1:02}", "Estuary Services", 100 + n] for n in range(30 - shared)]
    parts = rows[:20], rows[20 - shared :]
    assert [len(part) for part in parts] == [20, 10]
    files = [csv(tmp_path, f"{n}.csv", part) for n, part in enumerate(parts)]
    assert codes(spent(tmp_path, files)) == code


def test_the_same_sums_in_two_months_are_two_payments(tmp_path: Path) -> None:
    may = [[row[0].replace("/04/", "/05/"), *row[1:]] for row in APRIL]
    result = spent(tmp_path, [csv(tmp_path, "a.csv", APRIL), csv(tmp_path, "b.csv", may)])
    assert three(result) == (0, 1200, 411)
    assert result.problems == []


def test_payments_without_dates_and_references_are_never_the_same(tmp_path: Path) -> None:
    rows = [row[1:] for row in APRIL]
    files = [
        csv(tmp_path, "a.csv", rows, HEADINGS[1:]), csv(tmp_path, "b.csv", rows[:2], HEADINGS[1:])
    ]  # fmt: skip
    assert three(spent(tmp_path, files, year=None)) == (0, 1200, 406)


def test_payments_kept_as_data_stand_there_once(tmp_path: Path) -> None:
    kept = Kept()
    paths = [csv(tmp_path, "april.csv", APRIL), sheets(tmp_path, April=APRIL)]
    result = worked_out(inputs(tmp_path, paths), council(), YEAR, keep=kept)

    assert len(kept.row) == len(APRIL) == int(result.figures.whole.payments.total)
    assert [count for _, count in kept.files] == [3, 0]
