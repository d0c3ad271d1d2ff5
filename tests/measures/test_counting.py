"""What a year's quarters come to: flows add up, stocks stand once."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.measures import Counting, counted, steps

FLOW, LATEST, AVERAGE = Counting.FLOW, Counting.LATEST, Counting.AVERAGE
UNITS = st.none() | st.decimals(0, 10_000, places=2)
QUARTERS = st.lists(UNITS, min_size=4, max_size=4)


@pytest.mark.parametrize(
    ("counting", "quarters", "expected"),
    [
        (FLOW, [5, None, 5, 0], [5, None, 5, 0]),
        (LATEST, [5, 5, 5, 5], [None, None, None, 5]),
        (LATEST, [5, 6, None, None], [None, 6, None, None]),
        (LATEST, [5, None, 0, None], [None, None, 0, None]),  # 0 is a figure
        (LATEST, [None] * 4, [None] * 4),
        (LATEST, [7, None, None, None], [7, None, None, None]),
        (AVERAGE, [4, None, 6, None], [None, None, 5, None]),
        (AVERAGE, [4, 0, None, 0], [None, None, None, Decimal("1.333333")]),
        (AVERAGE, [None] * 4, [None] * 4),
        (AVERAGE, [1, 2, 3, 4], [None, None, None, Decimal("2.5")]),
    ],
)
def test_a_figure_counts_once_where_it_should(
    counting: Counting, quarters: list[int | None], expected: list[int | None]
) -> None:
    assert list(counted(counting, quarters)) == expected


@given(QUARTERS)
def test_a_flow_counts_as_it_is(quarters: list[Decimal | None]) -> None:
    assert list(counted(FLOW, quarters)) == quarters


@given(st.sampled_from([LATEST, AVERAGE]), QUARTERS)
def test_a_stock_stands_once_in_the_last_quarter_with_a_figure(
    counting: Counting, quarters: list[Decimal | None]
) -> None:
    units = counted(counting, quarters)
    given_units = [each for each in quarters if each is not None]
    assert len([each for each in units if each is not None]) == (1 if given_units else 0)
    if given_units:
        (at,) = (n for n, each in enumerate(units) if each is not None)
        assert quarters[at] is not None
        assert all(each is None for each in quarters[at + 1 :])
        assert min(given_units) <= sum(filter(None, units), Decimal(0)) <= max(given_units)


@given(st.sampled_from(Counting), QUARTERS)
def test_what_counts_so_far_never_needs_a_later_quarter(
    counting: Counting, quarters: list[Decimal | None]
) -> None:
    """Counting what has been counted changes nothing, so that sums of sums stay right."""
    units = counted(counting, quarters)
    assert counted(counting, units) == units


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((5, 5, 5, 5), (5, 0, 0, 0)),
        ((5, 5, 8, 8), (5, 0, 3, 0)),
        ((8, 8, 5, 5), (8, 0, -3, 0)),
        ((None, 5, 5, 5), (0, 5, 0, 0)),
        ((5, 5, None, None), (5, 0, 0, 0)),  # one that ended doesn't fall
        ((5, None, 8, None), (5, 0, 3, 0)),
        ((5, 0, None, 2), (5, -5, 0, 2)),
        ((None, None, None, None), (0, 0, 0, 0)),
    ],
)
def test_steps_add_up_to_the_level_due(
    levels: tuple[int | None, ...], expected: tuple[int, ...]
) -> None:
    given_levels = [None if level is None else Decimal(level) for level in levels]
    assert steps(given_levels) == expected
