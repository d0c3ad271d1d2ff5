from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.monitoring import FinancialYear, Quarter, quarter_of, quarters_between

YEAR = FinancialYear(2025)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("text", ["2025-26", "2025/26", "2025-2026", " 2025 – 26 ", "2025/2026"])
def test_a_year_is_read_as_people_write_it(text: str) -> None:
    assert FinancialYear.parse(text) == YEAR


def test_the_turn_of_a_century_is_a_year_too() -> None:
    assert FinancialYear.parse("1999-00") == FinancialYear.parse("1999-2000") == FinancialYear(1999)
    assert str(FinancialYear(1999)) == "1999-00"
    assert FinancialYear.parse("0001-02") == FinancialYear(1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "25-26",
        "2025-27",
        "2025-25",
        "2025-2027",
        "2025-6",
        "2025-0026",
        "2025 26",
        "FY 2025-26",
        "2025-26-27",
        "0000-01",
        "9999-00",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="Write it as 2025-26"):
        FinancialYear.parse(text)


def test_a_year_runs_from_1_april_to_31_march() -> None:
    assert (str(YEAR), YEAR.start, YEAR.end) == ("2025-26", date(2025, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("number", "start", "end"),
    [
        (1, date(2025, 4, 1), date(2025, 6, 30)),
        (2, date(2025, 7, 1), date(2025, 9, 30)),
        (3, date(2025, 10, 1), date(2025, 12, 31)),
        (4, date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_quarters(number: int, start: date, end: date) -> None:
    quarter = Quarter(YEAR, number)
    assert (quarter.start, quarter.end) == (start, end)
    assert quarter_of(start) == quarter_of(end) == quarter
    assert quarter_of(start - timedelta(days=1)) < quarter < quarter_of(end + timedelta(days=1))


def test_the_quarters_of_a_year_stand_in_order() -> None:
    assert YEAR.quarters == tuple(Quarter(YEAR, number) for number in (1, 2, 3, 4))


def test_a_quarter_is_written_with_its_year() -> None:
    assert str(Quarter(YEAR, 3)) == "2025-26 Q3"


@pytest.mark.parametrize("number", [0, 5, -1])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(InputError, match="Give 1, 2, 3 or 4"):
        Quarter(YEAR, number)


@pytest.mark.parametrize(
    ("allowed", "due"), [(0, date(2025, 6, 30)), (1, date(2025, 7, 1)), (28, date(2025, 7, 28))]
)
def test_due_date_is_the_days_allowed_after_the_quarter(allowed: int, due: date) -> None:
    assert Quarter(YEAR, 1).due_date(allowed) == due


def test_days_allowed_are_not_negative() -> None:
    with pytest.raises(InputError, match="Give 0 or more"):
        Quarter(YEAR, 1).due_date(-1)


@given(days)
def test_every_day_is_in_its_quarter(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.start <= day <= quarter.end
    assert quarter in quarter.year.quarters


def test_start_opens_the_first_quarter_and_end_closes_the_last() -> None:
    found = quarters_between(date(2025, 12, 31), date(2026, 4, 1))
    assert [str(each) for each in found] == ["2025-26 Q3", "2025-26 Q4", "2026-27 Q1"]


def test_one_day_is_one_quarter() -> None:
    assert quarters_between(date(2026, 3, 31), date(2026, 3, 31)) == (Quarter(YEAR, 4),)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(InputError, match="before the start"):
        quarters_between(date(2026, 4, 1), date(2026, 3, 31))
