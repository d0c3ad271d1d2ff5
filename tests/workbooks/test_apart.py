"""A command reads files in a process that may die; what happens to it is told of the file."""

import os
import time
from collections.abc import Callable
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import UnreadableFile
from svtools.workbooks import opening
from svtools.workbooks.apart import apart, end_reader, reading_apart
from svtools.workbooks.opening import Workbook, open_workbook

REGISTER = Path(__file__).parents[2] / "sample_workbooks" / "contracts_register.xlsx"


def misbehaving(path: Path, *_: object) -> object:
    """A reader that a file of one of these names harms."""
    if path.name == "sleeps.xlsx":
        time.sleep(60)
    if path.name == "dies.xlsx":
        os._exit(9)
    if path.name == "swells.xlsx":
        raise MemoryError
    if path.name == "refused.xlsx":
        raise UnreadableFile("too-large", what="that", limit="this")
    return parent_process() is not None


def verdict(name: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused, reading_apart():
        apart(0.5, misbehaving, Path(name))
    return refused.value


def test_a_file_that_takes_too_long_is_given_up() -> None:
    started = time.monotonic()
    assert (verdict("sleeps.xlsx").code, verdict("sleeps.xlsx").details) == (
        "timed-out",
        {"seconds": "0.5"},
    )
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["dies.xlsx", "swells.xlsx"])
def test_a_file_that_ends_its_reader_is_told_and_the_next_is_read(name: str) -> None:
    with reading_apart():
        with pytest.raises(UnreadableFile) as refused:
            apart(20, misbehaving, Path(name))
        assert refused.value.code == "crashed"
        assert apart(20, misbehaving, Path("good.xlsx")) is True


def test_a_verdict_comes_through_with_its_details() -> None:
    assert verdict("refused.xlsx").details == {"what": "that", "limit": "this"}


def test_where_nobody_asked_a_file_is_read_in_this_very_process() -> None:
    assert apart(20, misbehaving, Path("good.xlsx")) is False
    with reading_apart():
        assert apart(20, misbehaving, Path("good.xlsx")) is True
    assert apart(20, misbehaving, Path("good.xlsx")) is False


def test_a_workbook_read_apart_is_the_same() -> None:
    here = open_workbook(REGISTER, "contracts_register")
    with reading_apart():
        there = open_workbook(REGISTER, "contracts_register")
    assert there == here
    assert there.content == here.content


def test_every_workbook_comes_through_the_one_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[float] = []

    def listening(seconds: float, read: Callable[..., Workbook], *given: Any) -> Workbook:
        heard.append(seconds)
        return read(*given)

    monkeypatch.setattr(opening, "apart", listening)
    open_workbook(REGISTER)
    open_workbook(REGISTER, own=True)
    assert heard == [20, 300]


def test_a_reader_that_was_ended_is_started_anew() -> None:
    with reading_apart():
        first = apart(20, os.getpid)
        assert apart(20, os.getpid) == first
        end_reader()
        assert apart(20, os.getpid) not in {first, os.getpid()}
