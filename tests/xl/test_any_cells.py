"""Whatever stands in the cells, no function raises or shows what it is made of."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xl.calls import CALLS, FUNCTIONS, MEASURES, SPRING
from xl.cells import CODES, ExcelError, error_in, grid
from xl.registry import WorksheetFunction

ERRORS = st.sampled_from([*ExcelError, *(code - 2146828288 for code in CODES)])
PLAUSIBLE = st.sampled_from(
    [
        None, "", " ", 0, 0.0, 1.0, 24.0, 0.1, 0.2, 1e6, SPRING, float(SPRING), True, False, "10%",
        "£1,200", "works", "Light touch", "policy", "SVA", "Median", "Safe and Well", "A1", "B1",
        "AI01", "SS1 1AA", "M1 1AE", "SV_REGIME", "1/3/2026", "open-2025", "half at the mean price",
    ]
)  # fmt: skip
NUMBERS = st.floats() | st.integers(-(10**20), 10**20) | st.decimals(allow_nan=False)
DATES = st.dates() | st.datetimes()
CELLS = PLAUSIBLE | PLAUSIBLE | ERRORS | NUMBERS | DATES | st.text(max_size=12)


def block(height: int, width: int) -> st.SearchStrategy[list[list[Any]]]:
    row = st.lists(CELLS, min_size=width, max_size=width)
    return st.lists(row, min_size=height, max_size=height)


RANGES = st.tuples(st.integers(1, 3), st.integers(1, 2)).flatmap(lambda size: block(*size))
GIVEN = st.none() | CELLS | RANGES | st.just(MEASURES)


def is_an_answer(found: Any) -> bool:
    """Whether Excel can take it: a bool, a number, a text, or rows of one width of them."""
    if not isinstance(found, list):
        return type(found) in {bool, float} or isinstance(found, str)
    return (
        all(isinstance(row, list) for row in found)
        and len({len(row) for row in found}) == 1
        and all(is_an_answer(cell) and not isinstance(cell, list) for row in found for cell in row)
    )


def texts(found: Any) -> str:
    return "\n".join(str(cell) for row in grid(found) for cell in row)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda each: each.name)
@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_nothing_raises_and_nothing_shows_a_traceback(
    function: WorksheetFunction, data: st.DataObject
) -> None:
    most = 3 if function.name == "SV_WHY" else len(function.arguments)
    cells = data.draw(st.lists(GIVEN, max_size=most))

    found, why = function(*cells), function.why(*cells)

    for each in (found, why):
        assert is_an_answer(each)
        assert "Traceback" not in texts(each)
        assert "failed inside" not in texts(each)
    if isinstance(found, ExcelError):
        assert not texts(why).startswith("Nothing")


BY_ROW = [FUNCTIONS[name] for name in CALLS if FUNCTIONS[name].by_row]


@pytest.mark.parametrize("function", BY_ROW, ids=lambda each: each.name)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_an_error_in_a_row_is_that_rows_answer(
    function: WorksheetFunction, data: st.DataObject
) -> None:
    """The first error of the row, whatever else is wrong there."""
    height = data.draw(st.integers(2, 4))
    cells = [
        sound if argument.whole else data.draw(block(height, 1))
        for argument, sound in zip(function.arguments, CALLS[function.name], strict=True)
    ]

    found = function(*cells)

    assert len(found) == height
    for at, (answer,) in enumerate(found):
        row = [
            rows[at][0]
            for argument, rows in zip(function.arguments, cells, strict=True)
            if not argument.whole
        ]
        first = next(filter(None, map(error_in, row)), None)
        assert first is None or answer == first


@pytest.mark.parametrize("function", BY_ROW, ids=lambda each: each.name)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_range_gives_what_its_cells_give_alone(
    function: WorksheetFunction, data: st.DataObject
) -> None:
    cells = [
        sound if argument.whole else data.draw(block(3, 2))
        for argument, sound in zip(function.arguments, CALLS[function.name], strict=True)
    ]

    together = function(*cells)

    for row in range(3):
        for column in range(2):
            alone = [
                each if argument.whole else each[row][column]
                for argument, each in zip(function.arguments, cells, strict=True)
            ]
            assert together[row][column] == function(*alone)


def test_what_is_no_answer_would_be_found() -> None:
    wrong: list[Any] = [None, 1, Decimal(1), date(2026, 3, 1), [1.0], [[1.0], []], [[[]]]]

    assert not any(map(is_an_answer, wrong))
