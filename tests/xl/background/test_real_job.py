"""The real command with real work: a consolidation, cancelled while it reads, and run through."""

import os
from pathlib import Path

import pytest

from tests.xl.background.test_desk import is_gone, until
from tests.xl.ribbon.stand_in import REGISTER, SAMPLES
from xl.background import desk
from xl.background.files import JobFiles, Order, Stage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are looked at as Linux has them")

REAL = desk.COMMAND
"""As it is before a test puts another in its place."""


def test_a_consolidation_that_is_cancelled_leaves_nothing_and_runs_through_afterwards(
    files: JobFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "COMMAND", REAL)
    (folder / "one.xlsx").unlink()
    given = {
        "folder": str(SAMPLES / "returns"),
        "register": str(REGISTER),
        "year": "2025-26",
        "as_at": "2026-05-20",
        "portal": None,
        "summary": str(folder / "summary.xlsx"),
    }
    order = Order("consolidate_returns", given, (str(folder),))
    log = folder.parent / "log.txt"
    desk.begin(order, log)
    until(lambda: len(files.said()) > 1)
    process = files.process()
    outcome = desk.cancel()
    assert outcome is not None
    assert "was cancelled" in outcome.text
    assert {path.name for path in folder.iterdir()} <= {".validation_log.xlsx.run"}
    until(lambda: all(map(is_gone, group(process))))

    desk.begin(order, log)
    until(lambda: files.stage() is not Stage.RUNNING)
    outcome = desk.ended()
    assert outcome is not None
    assert "Files read for 2025-26: 20\n" in outcome.text
    assert outcome.open == str(folder / "summary.xlsx")
    made = [".validation_log.xlsx.run", "overdue.csv", "summary.xlsx", "validation_log.xlsx"]
    assert sorted(path.name for path in folder.iterdir()) == made
    assert log.read_text() == ""


def group(process: int | None) -> list[int]:
    """The processes that belong to it."""
    everybody = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [each for each in everybody if group_of(each) == process]


def group_of(process: int) -> int | None:
    try:
        return os.getpgid(process)
    except OSError:
        return None
