"""Ranges beside each other, as Excel's own functions spread them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl.by_row import spread
from xl.cells import ExcelError, Grid

NA = ExcelError.NA


def together(*grids: Grid | None) -> list[list[tuple[Any, ...]]]:
    """Row by row, the cells of all arguments that meet in each place."""
    columns, width = spread(grids)
    places = list(zip(*columns, strict=True))
    return [places[at : at + width] for at in range(0, len(places), width)]


@pytest.mark.parametrize(
    ("grids", "rows"),
    [
        (([[1]], [[2]]), [[(1, 2)]]),
        (([[1]], [["a"], ["b"]]), [[(1, "a")], [(1, "b")]]),
        (([[1]], [["a", "b"]]), [[(1, "a"), (1, "b")]]),
        (([[1], [2]], [["a", "b"]]), [[(1, "a"), (1, "b")], [(2, "a"), (2, "b")]]),
        (([[1], [2]], [["a", "b"], ["c", "d"]]), [[(1, "a"), (1, "b")], [(2, "c"), (2, "d")]]),
        (([[1, 2], [3, 4]], [[5, 6], [7, 8]]), [[(1, 5), (2, 6)], [(3, 7), (4, 8)]]),
        (([[1], [2]], [["a"], ["b"], ["c"]]), [[(1, "a")], [(2, "b")], [(NA, "c")]]),
        (([[1, 2]], [["a", "b", "c"]]), [[(1, "a"), (2, "b"), (NA, "c")]]),
        (([[1, 2]], [["a"], ["b"]]), [[(1, "a"), (2, "a")], [(1, "b"), (2, "b")]]),
        (
            ([[1, 2], [3, 4]], [["a", "b", "c"]] * 3),
            [
                [(1, "a"), (2, "b"), (NA, "c")],
                [(3, "a"), (4, "b"), (NA, "c")],
                [(NA, "a"), (NA, "b"), (NA, "c")],
            ],
        ),
        ((None, [[1], [2]]), [[(None, 1)], [(None, 2)]]),
        ((None, None), [[(None, None)]]),
    ],
)
def test_how_ranges_spread(grids: tuple[Grid | None, ...], rows: Any) -> None:
    assert together(*grids) == rows


shapes = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(st.lists(shapes, min_size=1, max_size=4))
def test_every_cell_is_the_ranges_own_one_or_repeats_or_is_not_there(
    sizes: list[tuple[int, int]],
) -> None:
    grids = [
        [[(n, row, column) for column in range(width)] for row in range(height)]
        for n, (height, width) in enumerate(sizes)
    ]
    rows = together(*grids)

    assert len(rows) == max(height for height, _ in sizes)
    assert {len(row) for row in rows} == {max(width for _, width in sizes)}
    for at_row, row in enumerate(rows):
        for at_column, cells in enumerate(row):
            for n, (height, width) in enumerate(sizes):
                own_row = 0 if height == 1 else at_row
                own_column = 0 if width == 1 else at_column
                there = own_row < height and own_column < width
                assert cells[n] == ((n, own_row, own_column) if there else NA)
