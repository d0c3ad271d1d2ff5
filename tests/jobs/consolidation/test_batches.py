"""Many files in worker processes: one bad file neither stops nor slows the rest."""

import os
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.jobs.consolidation import batches
from svtools.jobs.consolidation.batches import read_all
from svtools.jobs.consolidation.returns import Return
from svtools.workbooks.apart import reading_apart, started_reader
from svtools.workbooks.opening import open_workbook
from tests.jobs.consolidation.misbehaving import DIES, RAISES, SLEEPS, misbehaving
from tests.making import Synchronous, codes, contract, register_of, save_return

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four good returns."""
    for number in range(4):
        save_return(tmp_path / f"{number}.xlsx", REGISTER, EACH, {"OP01": (number, 0, 0, 0)})
    return tmp_path


def units(found: list[Return]) -> list[float]:
    return [float(made.lines[0].units) for made in found if made.lines]


def test_worker_processes_read_every_file_in_the_order_asked(folder: Path) -> None:
    heard: list[int] = []
    names = ["3.xlsx", "0.xlsx", "2.xlsx", "1.xlsx"]
    found = read_all(folder, names, read_one=heard.append)
    assert [made.file for made in found] == names
    assert units(found) == [3, 0, 2, 1]
    assert sum(heard) == 4


def test_another_executor_reads_the_same(folder: Path) -> None:
    names = ["0.xlsx", "1.xlsx", "2.xlsx"]
    heard: list[int] = []
    found = read_all(folder, names, executor=Synchronous(), read_one=heard.append)
    assert found == read_all(folder, names)
    assert sum(heard) == 3


@pytest.mark.parametrize(
    ("bad", "code"), [(SLEEPS, "timed-out"), (DIES, "crashed"), (RAISES, "crashed")]
)
def test_a_file_that_harms_its_worker_is_told_and_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, bad: str, code: str
) -> None:
    monkeypatch.setattr(batches, "read_batch", misbehaving)
    heard: list[int] = []
    names = ["0.xlsx", bad, "1.xlsx", "2.xlsx", "3.xlsx"]
    began = time.monotonic()
    found = read_all(folder, names, seconds=1, read_one=heard.append)
    assert time.monotonic() - began < 15
    assert [made.file for made in found] == names
    assert codes(found[1].problems) == [code]
    assert found[1].rejected
    assert units(found) == [0, 1, 2, 3]
    assert sum(heard) == 5


def test_the_time_limit_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "read_batch", misbehaving)
    (made,) = read_all(folder, [SLEEPS], seconds=0.5)
    assert "longer than 0.5 seconds" in made.problems[0].what


def test_a_cluster_that_is_lost_rejects_no_file(folder: Path) -> None:
    class Lost(Synchronous):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202, ARG002
            future: Future[list[Return]] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(InputError, match="scheduler was lost"):
        read_all(folder, ["0.xlsx", "1.xlsx"], executor=Lost())


def test_no_files_are_no_work(tmp_path: Path) -> None:
    assert read_all(tmp_path, []) == []


def test_batches_are_small_enough_for_every_worker(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    class Watching(Synchronous):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
            sizes.append(len(args[1]))
            return super().submit(fn, *args, **kwargs)

    monkeypatch.setattr(batches, "BATCH", 3)
    names = [f"{number % 4}.xlsx" for number in range(8)]
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    read_all(folder, names, executor=Watching())
    assert sizes == [3, 3, 2]


def test_few_files_are_read_in_the_process_that_the_command_has(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_other(**_: int) -> None:
        raise AssertionError("another process was started")

    with reading_apart():
        open_workbook(folder / "0.xlsx")
        monkeypatch.setattr(batches, "ProcessPool", no_other)
        assert units(read_all(folder, ["1.xlsx", "2.xlsx"])) == [1, 2]
        assert units(read_all(folder, ["3.xlsx"])) == [3]


def test_where_others_read_the_commands_reader_is_ended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "FILES_A_WORKER", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with reading_apart():
        open_workbook(folder / "0.xlsx")
        assert started_reader()
        assert units(read_all(folder, ["1.xlsx", "2.xlsx"])) == [1, 2]
        assert not started_reader()
