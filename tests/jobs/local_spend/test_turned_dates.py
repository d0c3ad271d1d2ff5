"""Dates that a program turned round, and payments that fall into other years for it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.local_spend.dates import Days, days_among
from svtools.jobs.local_spend.workbook import LocalSpendResult
from tests.jobs.local_spend.spending import codes, lines, spent, three


def real(month: int, day: int) -> datetime:
    return datetime(2025, month, day)  # noqa: DTZ001 - as a workbook holds it


def paid(folder: Path, *days: Any, columns: str | None = None) -> LocalSpendResult:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Date", "Supplier", "Amount"])
    for day in days:
        book.active.append([day, "Estuary Services", 100])
    book.save(folder / "payments.xlsx")
    return spent(folder, [folder / "payments.xlsx"], columns=columns)


def test_a_few_dates_that_may_be_turned_round_are_held_back(tmp_path: Path) -> None:
    result = paid(tmp_path, real(5, 4), real(1, 5), real(6, 6), "13/05/2025", "28/05/2025")

    assert three(result) == (0, 300, 0)
    (problem,) = result.problems
    assert (problem.code, problem.cell_names) == ("spend-turned-dates", "A2, A3")


@pytest.mark.parametrize("texts", ["{0}/05/2025", "05/{0}/2025"])
def test_many_are_turned_back_and_told(tmp_path: Path, texts: str) -> None:
    written = [texts.format(day) for day in range(13, 19)]
    meant_for_may = [real(day, 5) for day in (1, 2, 3, 6, 7, 8)]
    result = paid(tmp_path, *meant_for_may, *written)

    assert {point.month.month for point in result.figures.cube if point.month} == {5}
    assert codes(result) == {"spend-dates-turned-back"}


def test_what_the_user_says_of_dates_counts(tmp_path: Path) -> None:
    result = paid(tmp_path, real(5, 4), real(7, 5), "13/05/2025", columns="dates: day first")
    assert (three(result), result.problems) == ((0, 300, 0), [])


@pytest.mark.parametrize(
    "beside",
    [[], ["3 May 2025"], ["13/05/2025", "03/05/2025"], ["13/05/2025", real(5, 30)]],
)
def test_other_mixtures_are_as_they_stand(beside: list[Any]) -> None:
    assert days_among([real(5, 4), *beside]) is Days.TRUE


@pytest.mark.parametrize(("others", "told"), [(0, False), (1, False), (2, True), (18, True)])
def test_many_payments_of_other_years_are_told(tmp_path: Path, others: int, told: bool) -> None:
    days = ["14/05/2025"] * 18 + ["14/05/2024"] * others
    rows = lines(*(f"Estuary,{day},5.00" for day in days), headings="Supplier,Date,Amount")
    result = spent(tmp_path, rows)

    assert codes(result) == ({"spend-other-years"} if told else set())
    if told:
        assert f"{others} of {18 + others} payments" in result.problems[0].what
