import pickle

import pytest

from svtools.errors import InputError
from svtools.workbooks.cells import CellError, Uncalculated, a1, position


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [
        (0, 0, "A1"),
        (3, 1, "B4"),
        (8, 25, "Z9"),
        (8, 26, "AA9"),
        (0, 701, "ZZ1"),
        (0, 702, "AAA1"),
        (1_048_575, 16_383, "XFD1048576"),
    ],
)
def test_names_of_cells_there_and_back(row: int, column: int, name: str) -> None:
    assert a1(row, column) == name
    assert position(name) == (row, column)


def test_small_letters_and_dollars_name_the_same_cell() -> None:
    assert position("$b$4") == (3, 1)


@pytest.mark.parametrize("name", ["", "4", "B", "B0", "XFE1", "A1048577", "B4:C5", "Ä1", "ZZZZ1"])
def test_what_is_no_cell_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="is not a cell"):
        position(name)


def test_marks_are_equal_by_value_and_travel_between_processes() -> None:
    marks = [CellError("#REF!"), Uncalculated()]
    assert pickle.loads(pickle.dumps(marks)) == marks  # noqa: S301  # our own bytes
    assert CellError("#REF!") != CellError("#N/A")
