from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.monitoring import FinancialYear, Quarter, by_year, quarter_of, split_by_days

YEAR = FinancialYear(2025)
units_given = st.decimals(min_value=0, max_value=10**9, places=8)
starts = st.dates(date(2015, 1, 1), date(2040, 1, 1))
lengths = st.integers(min_value=0, max_value=4000)


def test_a_year_is_split_by_the_days_of_its_quarters() -> None:
    """2025-26 has 91, 92, 92 and 90 days."""
    split = split_by_days(365, YEAR.start, YEAR.end)
    assert dict(zip(YEAR.quarters, map(Decimal, (91, 92, 92, 90)), strict=True)) == split


def test_a_contract_that_starts_mid_quarter_has_the_days_it_has() -> None:
    split = split_by_days(10, date(2025, 6, 30), date(2025, 7, 9))
    assert split == {Quarter(YEAR, 1): 1, Quarter(YEAR, 2): 9}


def test_leap_day_counts() -> None:
    last = Quarter(FinancialYear(2027), 4)
    assert split_by_days(91, last.start, last.end + timedelta(days=0)) == {last: 91}
    year = FinancialYear(2027)
    assert split_by_days(366, year.start, year.end)[last] == 91


def test_thirds_are_steps_of_the_rounded_running_figure() -> None:
    """Half a unit over 3 days: due 0.166667, then all of it."""
    split = split_by_days(0.5, date(2025, 6, 30), date(2025, 7, 2))
    assert list(split.values()) == [Decimal("0.166667"), Decimal("0.333333")]


@pytest.mark.parametrize(
    ("units", "parts"),
    [
        (400, [100, 101, 100, 99]),
        (1, [0, 1, 0, 0]),
        (2, [0, 1, 1, 0]),
        (99, [25, 25, 25, 24]),
        (0, [0, 0, 0, 0]),
    ],
)
def test_whole_units_are_split_into_whole_units(units: int, parts: list[int]) -> None:
    assert list(split_by_days(units, YEAR.start, YEAR.end).values()) == parts


@given(st.integers(0, 10**9), starts, lengths)
def test_whole_parts_add_up_and_stay_within_one_of_their_days(
    units: int, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    split = split_by_days(units, start, end)
    assert sum(split.values()) == units
    for quarter, part in split.items():
        held = (min(quarter.end, end) - max(quarter.start, start)).days + 1
        assert part % 1 == 0
        assert abs(part - Decimal(units) * held / (length + 1)) <= 1


def test_years_add_their_quarters() -> None:
    split = split_by_days(730, YEAR.start, FinancialYear(2026).end)
    assert by_year(split) == {YEAR: 365, FinancialYear(2026): 365}


@pytest.mark.parametrize(("number", "due"), [(1, 91), (2, 183), (3, 275), (4, 365)])
def test_what_is_due_by_a_quarter(number: int, due: int) -> None:
    split = split_by_days(365, YEAR.start, YEAR.end)
    assert list(split) == list(YEAR.quarters)
    assert sum(list(split.values())[:number]) == due


@given(units_given, starts, lengths)
def test_parts_add_up_to_exactly_the_units(units: Decimal, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    split = split_by_days(units, start, end)
    assert sum(split.values()) == sum(by_year(split).values()) == units
    assert min(split.values()) >= 0
    assert (min(split), max(split)) == (quarter_of(start), quarter_of(end))


@given(units_given, starts, lengths)
def test_no_part_is_further_than_rounding_from_its_share_of_days(
    units: Decimal, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    assume(units % 1)
    for quarter, part in split_by_days(units, start, end).items():
        held = (min(quarter.end, end) - max(quarter.start, start)).days + 1
        assert abs(part - units * held / (length + 1)) <= Decimal("0.000001")


@pytest.mark.parametrize("units", [-1, float("nan"), float("inf")])
def test_units_that_cannot_be_are_refused(units: float) -> None:
    with pytest.raises(InputError, match="promised units"):
        split_by_days(units, YEAR.start, YEAR.end)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(InputError, match="before the start"):
        split_by_days(1, YEAR.end, YEAR.start)


def test_what_counts_pro_rata_is_split_in_hundredths_and_adds_up() -> None:
    start, end = FinancialYear(2025).start, FinancialYear(2027).end
    split = split_by_days(9, start, end, pro_rata=True)
    assert sum(split.values()) == 9
    assert {part.as_tuple().exponent for part in split.values()} == {-2}
    assert all(0 < part < 1 for part in split.values())
    assert sum(split_by_days(Decimal("0.5"), start, end, pro_rata=True).values()) == Decimal("0.5")
