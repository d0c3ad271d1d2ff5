"""Rows that are made when they are asked for are those of a list."""

from svtools.jobs.made_rows import MadeRows

ROWS = MadeRows([1, 2, 3], lambda number: {"units": number})
LIST = [{"units": 1}, {"units": 2}, {"units": 3}]


def test_they_are_gone_through_more_than_once() -> None:
    assert list(ROWS) == list(ROWS) == LIST
    assert len(ROWS) == 3


def test_they_are_taken_by_their_place() -> None:
    assert (ROWS[0], ROWS[-1], ROWS[1:]) == (LIST[0], LIST[-1], LIST[1:])


def test_none_are_none() -> None:
    assert not MadeRows([], dict)
