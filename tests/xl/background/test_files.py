"""The files by which a job and Excel know of each other, whole, half or wrong."""

import os
import tempfile
from pathlib import Path

import pytest

from xl.background import job
from xl.background.files import (
    FOLDER,
    SECONDS_TO_START,
    JobFiles,
    Order,
    Outcome,
    Running,
    Stage,
    job_files,
)
from xl.background.job import Progress, carry_out


@pytest.fixture
def files(tmp_path: Path) -> JobFiles:
    return JobFiles(tmp_path)


def test_of_two_orders_the_first_stands(files: JobFiles) -> None:
    first = Order("consolidate_returns", {"folder": "ö", "several": ["a"]}, ("out",), in_one=False)
    files.put(first)
    with pytest.raises(Running):
        files.put(Order("annual_statement"))
    assert files.order() == Order(
        "consolidate_returns",
        {"folder": "ö", "several": ["a"]},
        ["out"],  # type: ignore[arg-type]
        in_one=False,
    )


def test_an_order_begins_with_nothing_of_the_job_before(files: JobFiles) -> None:
    files.say("42")
    files.finish(Outcome("old"))
    assert files.take_last_word("cancel")
    files.put(Order())
    assert (files.said(), files.outcome(), files.has_last_word("cancel")) == ([], None, False)


def test_an_order_that_cannot_be_written_is_none(files: JobFiles) -> None:
    with pytest.raises(TypeError):
        files.put(Order(given={"folder": Path()}))
    assert files.stage() is Stage.NONE


@pytest.mark.parametrize("age", [0, SECONDS_TO_START - 5, SECONDS_TO_START + 1])
def test_a_job_that_says_nothing_starts_for_a_while_and_has_ended_then(
    age: float, files: JobFiles
) -> None:
    files.put(Order())
    path = files.folder / "order.json"
    made = path.stat().st_mtime
    os.utime(path, (made, made - age))
    awaited = Stage.RUNNING if age < SECONDS_TO_START else Stage.ENDED
    assert files.stage() is awaited


def test_what_is_half_written_is_not_read(files: JobFiles) -> None:
    files.put(Order())
    files.say("42")
    with (files.folder / "progress.txt").open("a") as file:
        file.write("Reading: 1 o")
    (files.folder / "outcome.json").write_text('{"text": "All d')
    (files.folder / "order.json").write_text('{"button"')
    assert (files.said(), files.process(), files.outcome()) == (["42"], 42, None)
    assert files.order() == Order()


def test_a_job_without_an_order_does_nothing(
    files: JobFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "SECONDS_TO_HOLD", 0)
    carry_out(files, lambda _: pytest.fail("there is no order"))
    assert [*files.folder.iterdir()] == []


def test_a_job_lives_as_long_as_it_holds_its_order(files: JobFiles) -> None:
    files.put(Order())
    handle = files.hold()
    assert handle is not None
    files.say("42")
    assert files.hold() is None
    assert files.stage() is Stage.RUNNING
    os.close(handle)
    assert files.stage() is Stage.ENDED


def test_whoever_asks_first_has_the_last_word(files: JobFiles) -> None:
    assert [files.take_last_word(who) for who in ("job", "cancel", "job")] == [True, False, True]


def test_progress_is_said_at_its_ends_and_now_and_then() -> None:
    said: list[str] = []
    step = Progress(said.append).steps("Reading", 1_000)
    for _ in range(1_000):
        step(1)
    assert said[0] == "Reading: 0 of 1000"
    assert said[-1] == "Reading: 1000 of 1000"
    assert len(said) < 100


def test_a_folder_that_the_environment_garbles_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert job_files().folder == tmp_path / FOLDER
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "z"))
    assert job_files().folder == tmp_path / "temp" / FOLDER
