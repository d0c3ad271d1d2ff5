"""A job of its own for each test, with its files in the test's own folder."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.xl.background import fake_job
from xl.background import desk, processes
from xl.background.files import JobFiles, Order, job_files


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[JobFiles]:
    """The job's files; what still runs when the test ends is ended."""
    own = tmp_path / "local"
    own.mkdir()
    monkeypatch.setenv("LOCALAPPDATA", str(own))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setattr(desk, "COMMAND", (sys.executable, fake_job.__file__))
    yield job_files()
    if process := job_files().process():
        processes.end(process)
    for each in desk._started:
        each.kill()
        each.wait()
    desk._started.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the job writes; what is there before is an earlier one.xlsx."""
    made = tmp_path / "out"
    made.mkdir()
    (made / "one.xlsx").write_bytes(b"before")
    return made


def order(folder: Path, stops: str = "", *, in_one: bool = True) -> Order:
    """The order for a job that stops there on its way."""
    given = {"folder": str(folder), "stops": stops}
    return Order("consolidate_returns", given, (str(folder),), in_one)
