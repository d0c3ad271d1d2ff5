"""The ribbon reads returns in this process, and keeps its log in the test's own folder."""

from pathlib import Path

import pytest

from svtools.jobs.consolidation import consolidation
from tests.making import read_here
from xl import ribbon


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes are tested with the jobs."""
    monkeypatch.setattr(consolidation, "read_all", read_here)


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the ribbon's log goes in a test."""
    path = tmp_path / "log.txt"
    monkeypatch.setattr(ribbon, "log_file", lambda: path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for what is made."""
    made = tmp_path / "out"
    made.mkdir()
    return made
