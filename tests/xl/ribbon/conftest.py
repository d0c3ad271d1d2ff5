"""The ribbon's jobs run in this process, and its log is kept in the test's own folder."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from svtools.jobs.consolidation import consolidation
from svtools.workbooks import apart
from tests.making import read_here
from xl import ribbon
from xl.background import processes
from xl.background.files import JobFiles
from xl.background.job import carry_out


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes are tested with the jobs."""
    monkeypatch.setattr(consolidation, "read_all", read_here)


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What jobs say; each has ended when its button's press has. Processes are tested apart."""
    lines: list[str] = []

    def here(command: Sequence[str], _: Path) -> "subprocess.Popen[bytes]":
        assert command[:-1] == [sys.executable, "-P", "-B", "-m", "xl.background.job"]
        files = JobFiles(Path(command[-1]))
        carry_out(files)
        lines.extend(files.said())
        return MagicMock()

    own = tmp_path / "local"
    own.mkdir()
    monkeypatch.setenv("LOCALAPPDATA", str(own))
    monkeypatch.setattr(processes, "start", here)
    monkeypatch.setattr(apart, "reading_apart", nullcontext)
    return lines


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
