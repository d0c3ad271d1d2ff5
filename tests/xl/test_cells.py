"""What cells hold, read into Python, and answers as Excel takes them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.numbers import exact
from xl import cells
from xl.cells import CODES, ExcelError, Mistake, error_in, grid, is_blank, spilled, to_cell

NOON = 0.5
SPRING = 46082
"""Excel's serial number of 1 March 2026."""


@pytest.mark.parametrize("cell", [None, "", " ", "\t\n", "\u00a0"])
def test_nothing_and_spaces_are_blank(cell: Any) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "-", "#N/A"])
def test_zero_is_not_blank(cell: Any) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (5, 5),
        (0.25, 0.25),
        (-3.5, -3.5),
        (Decimal("12.50"), Decimal("12.5")),
        ("£1,200.50", Decimal("1200.50")),
        (" 1 200 ", Decimal(1200)),
        ("20%", Decimal("0.2")),
        ("(500)", Decimal(-500)),
        ("-£7", Decimal(-7)),
        (10**15, 10**15),
    ],
)
def test_numbers(cell: Any, found: Any) -> None:
    assert cells.number(cell) == found


@pytest.mark.parametrize(
    "cell", ["1,20", "1.200,50", "12 hours", "1.2k", "x", True, False, date(2026, 3, 1)]
)
def test_what_has_two_readings_or_none_is_no_number(cell: Any) -> None:
    with pytest.raises(Mistake, match="is not a number") as caught:
        cells.number(cell)
    assert caught.value.error == ExcelError.VALUE


@pytest.mark.parametrize(
    "cell", [1e300, -1e16, 10**15 + 1, float("inf"), float("nan"), Decimal("1e400"), "9" * 400]
)
def test_a_number_that_no_contract_comes_near_is_refused(cell: Any) -> None:
    with pytest.raises(Mistake, match="is too large") as caught:
        cells.number(cell)
    assert caught.value.error == ExcelError.NUM
    assert len(caught.value.what) < 40


@pytest.mark.parametrize(
    ("cell", "found"), [("20%", 0.2), (0.2, 0.2), (1, 1), (0, 0), ("100%", 1), ("0.05", 0.05)]
)
def test_rates(cell: Any, found: float) -> None:
    assert exact(cells.rate(cell)) == exact(found)


@pytest.mark.parametrize("cell", [20, "20", 1.01, -0.1, "-5%", "120%"])
def test_a_rate_outside_0_to_100_per_cent_is_refused(cell: Any) -> None:
    with pytest.raises(Mistake, match="is not a share from 0% to 100%") as caught:
        cells.rate(cell)
    assert caught.value.error == ExcelError.NUM


@pytest.mark.parametrize(("cell", "found"), [(2, 2), (2.0, 2), ("3", 3), ("-1", -1)])
def test_whole_numbers(cell: Any, found: int) -> None:
    assert cells.whole(cell) == found
    assert type(cells.whole(cell)) is int


@pytest.mark.parametrize("cell", [2.5, "0.1", 1e300])
def test_a_part_of_a_number_is_no_whole_number(cell: Any) -> None:
    with pytest.raises(Mistake) as caught:
        cells.whole(cell)
    assert caught.value.error == ExcelError.NUM


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (SPRING - 1, date(2026, 2, 28)),
        (float(SPRING), date(2026, 3, 1)),
        (SPRING + NOON, date(2026, 3, 1)),
        (SPRING + 1 - 1 / 86400, date(2026, 3, 1)),
        (SPRING + 1, date(2026, 3, 2)),
        (32874, date(1990, 1, 1)),
        (73415, date(2100, 12, 31)),
        (73415 + NOON, date(2100, 12, 31)),
        ("1/3/2026", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("1 March 2026", date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 23, 59), date(2026, 3, 1)),  # noqa: DTZ001 - as a cell has it
    ],
)
def test_dates(cell: Any, found: date) -> None:
    assert cells.day(cell) == found


@pytest.mark.parametrize(
    "cell",
    [
        1,
        60,
        32873,
        73416,
        2e9,
        -1,
        0,
        float("nan"),
        "31/02/2026",
        "soon",
        True,
        date(1900, 1, 1),
        date(1989, 12, 31),
        datetime(2101, 1, 1),  # noqa: DTZ001 - as a cell has it
    ],
)
def test_what_is_no_date_from_1990_to_2100_is_refused(cell: Any) -> None:
    with pytest.raises(Mistake, match="is not a date from 1990 to 2100") as caught:
        cells.day(cell)
    assert caught.value.error == ExcelError.VALUE


@given(st.integers(32874, 73415))
def test_a_serial_number_a_date_and_its_text_are_one_day(serial: int) -> None:
    day = cells.day(serial)

    assert cells.day(day) == day
    assert cells.day(f"{day:%d/%m/%Y}") == day
    assert cells.day(serial + 0.999) == day


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (" OP01 ", "OP01"),
        (101, "101"),
        (101.0, "101"),
        (1.5, "1.5"),
        (1e15, "1000000000000000"),
        (True, "TRUE"),
        (Decimal("2.50"), "2.5"),
    ],
)
def test_words(cell: Any, found: str) -> None:
    assert cells.text(cell) == found


@pytest.mark.parametrize("error", ExcelError)
def test_an_error_is_known_as_text_and_by_the_number_that_com_has_for_it(
    error: ExcelError,
) -> None:
    code = next(number for number, known in CODES.items() if known is error)

    assert error_in(str(error)) is error
    assert error_in(error) is error
    assert error_in(code - 2146828288) is error


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (-2146826288, "#NULL!"),
        (-2146826281, "#DIV/0!"),
        (-2146826273, "#VALUE!"),
        (-2146826265, "#REF!"),
        (-2146826259, "#NAME?"),
        (-2146826252, "#NUM!"),
        (-2146826246, "#N/A"),
        (-2146826243, "#SPILL!"),
        (-2146826238, "#CALC!"),
    ],
)
def test_the_numbers_that_pywin32_hands_over(code: int, error: str) -> None:
    assert error_in(code) == error


@pytest.mark.parametrize("cell", [None, 0, -5, 2042, -2146826246.0, "N/A", "#1 choice", "#", True])
def test_what_is_no_error(cell: Any) -> None:
    assert error_in(cell) is None


@pytest.mark.parametrize(
    ("given_value", "rows"),
    [
        (5, [[5]]),
        (None, [[None]]),
        ([1, 2], [[1], [2]]),
        ((1, 2), [[1], [2]]),
        (((1, 2), (3, 4)), [[1, 2], [3, 4]]),
        ([[None]], [[None]]),
    ],
)
def test_cells_lists_and_ranges_are_rows(given_value: Any, rows: Any) -> None:
    assert grid(given_value) == rows


class Word(StrEnum):
    """As the core's own answers."""

    SAID = "said"


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        (True, True),
        (Decimal("0.1"), 0.1),
        (3, 3.0),
        (None, ""),
        ("words", "words"),
        (Word.SAID, "said"),
        (ExcelError.NA, "#N/A"),
        (date(2026, 3, 1), "2026-03-01"),
    ],
)
def test_an_answer_is_what_com_can_carry(answer: Any, cell: Any) -> None:
    assert to_cell(answer) == cell
    assert type(to_cell(answer)) in {bool, float, str}


def test_rows_that_spill_have_one_width() -> None:
    assert spilled([["a"], ["b", 2, None]]) == [["a", "", ""], ["b", 2.0, ""]]
    assert spilled([]) == []


@pytest.mark.parametrize("typed", ["50%", "12.5 %", "0%", "-5%"])
def test_a_percentage_is_no_number_of_units_and_no_pounds(typed: str) -> None:
    for read in (cells.units, cells.pounds, cells.spent):
        with pytest.raises(Mistake, match=r"is a percentage|is not a £ value"):
            read(typed)
    assert cells.number(typed) <= Decimal("0.5")


def test_spend_may_be_a_credit_and_units_may_not() -> None:
    assert cells.spent("-£1,200") == cells.spent(-1200) == -1200
    for below in ("-1", -1):
        with pytest.raises(Mistake, match="below zero"):
            cells.units(below)
        with pytest.raises(Mistake, match="below zero"):
            cells.pounds(below)
    assert (cells.units(0), cells.units("12.5")) == (0, Decimal("12.5"))
