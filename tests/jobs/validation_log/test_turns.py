"""Two runs on one log, a log that changes meanwhile, copies and older copies: nothing is lost."""

import multiprocessing
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from svtools.errors import InputError, OutputError
from svtools.jobs.consolidation import run
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.validation_log.turns import clear_up, record_path, turn
from svtools.workbooks.replacing import replace_all
from svtools.workbooks.write import printing
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    contract,
    council,
    edit,
    log_cell,
    register_of,
    retyped,
    save_register,
    save_return,
)
from tests.written_cells import cells_of

EACH = contract()
REGISTER = register_of((EACH, {"PJ04": 40}))
OLD_LOG = Path(__file__).parents[2] / "fixtures" / "made_by_0_1_0" / "validation_log.xlsx"


def report(folder: Path, *units: Any, number: int = 1, as_at: date = AS_AT) -> Outcome:
    """Another return with these units comes in and the folder is consolidated."""
    folder.mkdir(exist_ok=True)
    register = save_register(folder / "register.xlsx", REGISTER)
    save_return(folder / "in" / f"{number}.xlsx", REGISTER, EACH, {"PJ04": units}, number=number)
    summary = folder / "summary.xlsx"
    return consolidate(folder / "in", register, YEAR, summary, council(), as_at=as_at)


def everything(folder: Path) -> dict[str, bytes]:
    """What the runs wrote into the folder."""
    paths = (*folder.glob("summary*"), *folder.glob("validation*"), *folder.glob("overdue*"))
    return {path.name: path.read_bytes() for path in paths}


def hold(log: Path, begun: Any, done: Any) -> None:
    with turn(log):
        begun.set()
        done.wait(60)


def test_the_second_of_two_runs_on_one_log_is_refused_in_words(tmp_path: Path) -> None:
    log = report(tmp_path, 10).log
    before = everything(tmp_path)
    begun, done = multiprocessing.Event(), multiprocessing.Event()
    other = multiprocessing.Process(target=hold, args=(log, begun, done))
    other.start()
    try:
        assert begun.wait(60)
        with pytest.raises(InputError, match="Another run is working on") as refused:
            report(tmp_path, 10, 5, number=2)
        assert "Wait until it has finished" in refused.value.remedy
        assert everything(tmp_path) == before
    finally:
        done.set()
        other.join()
    assert len(LogFile(report(tmp_path, 10, 5, number=2).log).log) == 2


def test_a_run_that_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    log = report(tmp_path, 10).log
    begun, done = multiprocessing.Event(), multiprocessing.Event()
    other = multiprocessing.Process(target=hold, args=(log, begun, done))
    other.start()
    assert begun.wait(60)
    other.kill()
    other.join()
    assert len(LogFile(report(tmp_path, 10, 5, number=2).log).log) == 2


def test_a_process_begun_during_a_run_and_longer_than_it_keeps_nobody_out(tmp_path: Path) -> None:
    log, done = tmp_path / "validation_log.xlsx", multiprocessing.Event()
    with turn(log):
        reader = multiprocessing.Process(target=done.wait, args=(60,))
        reader.start()
    try:
        assert not record_path(log).exists()
        with turn(log):
            assert reader.is_alive()
    finally:
        done.set()
        reader.join()


def test_a_run_that_is_killed_as_it_notes_its_number_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "validation_log.xlsx"
    record_path(log).write_text("9")

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as then:
        then.setattr(os, "write", killed)
        with pytest.raises(SystemExit), turn(log) as mine:
            mine.wrote(10)
    with turn(log) as mine:
        assert mine.last_run == 9
        mine.wrote(10)
    assert record_path(log).read_text() == "10"


def test_a_first_run_that_writes_no_log_leaves_nothing(tmp_path: Path) -> None:
    log = tmp_path / "validation_log.xlsx"
    with turn(log):
        assert record_path(log).exists()
        clear_up(tmp_path)
        assert record_path(log).exists()
    assert not record_path(log).exists()
    record_path(log).touch()  # as a run that was killed leaves it
    clear_up(tmp_path)
    assert not record_path(log).exists()


def test_a_record_with_a_number_or_beside_its_log_stays(tmp_path: Path) -> None:
    numbered, beside = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    record_path(numbered).write_text("3")
    record_path(beside).touch()
    beside.touch()
    clear_up(tmp_path)
    assert record_path(numbered).exists()
    assert record_path(beside).exists()


def test_two_runs_on_one_log_by_two_links_keep_apart(tmp_path: Path) -> None:
    (tmp_path / "log.xlsx").touch()
    (tmp_path / "link.xlsx").symlink_to("log.xlsx")
    with turn(tmp_path / "log.xlsx"), pytest.raises(InputError, match="Another run"):  # noqa: SIM117
        with turn(tmp_path / "link.xlsx"):
            pass


def test_two_runs_in_one_process_keep_apart_too(tmp_path: Path) -> None:
    with turn(tmp_path / "log.xlsx"), pytest.raises(InputError, match="Another run"):  # noqa: SIM117
        with turn(tmp_path / "log.xlsx"):
            pass


def meanwhile(monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any]) -> None:
    """Have something happen after the log was read, while the summary is being made."""

    def late(consolidation: Consolidation) -> Summary:
        change()
        return Summary(consolidation)

    monkeypatch.setattr(run, "Summary", late)


def test_a_log_saved_in_excel_meanwhile_is_left_as_it_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = report(tmp_path, 10).log
    summary = (tmp_path / "summary.xlsx").read_bytes()
    meanwhile(monkeypatch, lambda: retyped(log, {log_cell("validated"): 7}))
    with pytest.raises(InputError, match=r"validation_log\.xlsx was changed by somebody"):
        report(tmp_path, 10, 5, number=2)
    assert [entry.validated for entry in LogFile(log).log.values()] == [7]
    assert (tmp_path / "summary.xlsx").read_bytes() == summary
    assert not list(tmp_path.glob("*before*"))
    monkeypatch.undo()
    assert [e.validated for e in LogFile(report(tmp_path, 10, 5, number=2).log).log.values()] == [
        7,
        None,
    ]


def test_a_log_saved_while_the_summary_is_printed_is_left_as_it_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = report(tmp_path, 10).log

    def late(*given: Any) -> Callable[[BinaryIO], None]:
        def printed(stream: BinaryIO) -> None:
            retyped(log, {log_cell("validated"): 7})
            printing(*given)(stream)

        return printed

    monkeypatch.setattr(run, "printing", late)
    with pytest.raises(InputError, match=r"validation_log\.xlsx was changed by somebody"):
        report(tmp_path, 10, 5, number=2)
    assert [entry.validated for entry in LogFile(log).log.values()] == [7]
    assert not list(tmp_path.glob("*before*"))
    assert not list(tmp_path.glob(".svtools-*"))


def test_a_log_that_appears_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "validation_log.xlsx"
    meanwhile(monkeypatch, lambda: log.write_bytes(b"somebody's"))
    with pytest.raises(InputError, match="was changed by somebody"):
        report(tmp_path, 10)
    assert log.read_bytes() == b"somebody's"
    assert not (tmp_path / "summary.xlsx").exists()


def test_a_copy_that_appears_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(tmp_path, 10)
    theirs = tmp_path / f"validation_log before {AS_AT}.xlsx"
    meanwhile(monkeypatch, lambda: theirs.write_bytes(b"theirs"))
    outcome = report(tmp_path, 10, 5, number=2)
    assert theirs.read_bytes() == b"theirs"
    assert outcome.log_copy == tmp_path / f"validation_log before {AS_AT} (2).xlsx"


def test_where_one_output_is_open_elsewhere_none_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(tmp_path, 10)
    before = everything(tmp_path)
    replaced = Path.replace

    def locked(self: Path, to: Path) -> Any:
        if to.name == "overdue.csv":
            raise PermissionError(13, "Permission denied")
        return replaced(self, to)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError, match=r"overdue\.csv can't be replaced"):
        report(tmp_path, 10, 5, number=2)
    assert everything(tmp_path) == before


def test_each_run_that_writes_the_log_has_the_next_number(tmp_path: Path) -> None:
    numbers = [
        LogFile(report(tmp_path, *units, number=n).log).run
        for n, units in ((1, (10,)), (1, (10,)), (2, (10, 5)))
    ]
    assert numbers == [1, 1, 2]
    assert record_path(tmp_path / "validation_log.xlsx").read_text() == "2"


def test_an_older_copy_of_the_log_is_told(tmp_path: Path) -> None:
    first = report(tmp_path, 10).log.read_bytes()
    log = report(tmp_path, 10, 5, number=2).log
    assert "log-older" not in codes(report(tmp_path, 10, 5, number=2).consolidation.problems)
    log.write_bytes(first)
    outcome = report(tmp_path, 10, 5, 3, number=3)
    (told,) = (p for p in outcome.consolidation.problems if p.code == "log-older")
    assert (told.file, told.sheet) == ("validation_log.xlsx", "Start")
    assert "last written by run 1, and the last run on it was 2" in told.what
    assert outcome.consolidation.needs_attention
    assert LogFile(log).run == 3
    assert "log-older" not in codes(report(tmp_path, 10, 5, 3, number=3).consolidation.problems)


def test_a_log_of_the_first_version_gets_a_number_of_its_own(tmp_path: Path) -> None:
    log = report(tmp_path, 10).log
    log.write_bytes(OLD_LOG.read_bytes())
    edit(log, lambda book: book["Start"].__setitem__("A23", "Ours"))
    file = LogFile(log)
    assert (file.run, file.run_cell) == (0, None)
    outcome = report(tmp_path, 10, 5, number=2)
    told = {p.code for p in outcome.consolidation.problems if p.file == log.name}
    assert told <= {"log-unmatched"}  # it is another register's log
    assert LogFile(log).run == 2
    assert cells_of(log)["Start", "A23"].value == "Ours"
    assert LogFile(report(tmp_path, 10, 5, 1, number=3).log).run == 3


def test_files_are_put_in_place_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[list[str]] = []

    def together(files: Any, *then: Any) -> None:
        put.append(sorted(path.name for path in files))
        replace_all(files, *then)

    monkeypatch.setattr(run, "replace_all", together)
    report(tmp_path, 10)
    assert put == [["overdue.csv", "summary.xlsx", "validation_log.xlsx"]]
