"""A job in a process of its own: begun, looked at, cancelled, gone; and Excel gone before it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from svtools.errors import InputError, SvtoolsError
from tests.xl.background.conftest import order
from tests.xl.background.fake_job import wait_for
from tests.xl.ribbon.stand_in import TODAY, StandIn
from xl import ribbon
from xl.background import desk, processes
from xl.background.files import JobFiles, Stage

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are looked at as Linux has them")

LABEL = "Consolidate returns"
RUNNING = f"{LABEL}: Reading: 0 of 2"


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def has_ended(files: JobFiles) -> None:
    until(lambda: files.stage() is not Stage.RUNNING)


def begin(folder: Path, stops: str = "", *, in_one: bool = True) -> None:
    desk.begin(order(folder, stops, in_one=in_one), folder.parent / "log.txt")


def written(folder: Path) -> dict[str, bytes]:
    """The workbooks, and whatever was left of them on the way."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in {".xlsx", ".tmp"}}


BEFORE = {"one.xlsx": b"before"}
AFTER = {"one.xlsx": b"half and half", "two.xlsx": b"half and half"}


def looked() -> StandIn:
    """An Excel in which the add-in has looked once."""
    excel = StandIn()
    ribbon._look(excel, TODAY)
    return excel


def test_a_job_goes_on_while_excel_does_and_is_told_once(files: JobFiles, folder: Path) -> None:
    begin(folder, "reads")
    until(lambda: desk.progress() == RUNNING)
    assert written(folder) == BEFORE
    excel = looked()
    assert excel.statuses == [f"{RUNNING} ({ribbon.STAY})"]
    assert excel.said == []
    (folder / "go").touch()
    has_ended(files)
    assert written(folder) == AFTER
    excel = looked()
    assert (excel.told, excel.warned, excel.opened) == (["All done."], [], [folder / "one.xlsx"])
    assert excel.statuses[-1] == ""
    assert looked().said == []
    assert [*files.folder.iterdir()] == []


def test_cancel_ends_the_job_and_what_it_has_started(files: JobFiles, folder: Path) -> None:
    begin(folder, "starts another")
    other = folder / "other"
    until(lambda: other.exists() and other.read_text())
    outcome = desk.cancel()
    assert outcome is not None
    assert outcome.text.startswith(f"'{LABEL}' was cancelled.")
    assert "Nothing was written: every file is as it was before." in outcome.text
    assert not outcome.attention
    assert written(folder) == BEFORE
    assert files.stage() is Stage.NONE
    until(lambda: is_gone(int(other.read_text())))


def is_gone(process: int) -> bool:
    """Whether it has ended; one whose parent hasn't asked is still listed, as a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_cancel_in_the_middle_of_a_file_leaves_nothing_of_it(files: JobFiles, folder: Path) -> None:
    begin(folder, "writes")
    wait_for(folder / "writing")
    half = [name for name in written(folder) if name.endswith(".tmp")]
    assert half == [name for name in half if name.startswith(f".svtools-{files.process()}-")] != []
    assert desk.cancel() is not None
    assert written(folder) == BEFORE


def test_where_files_take_their_places_cancel_comes_too_late(files: JobFiles, folder: Path) -> None:
    """Of two files one would be new and the other old."""
    begin(folder, "places")
    wait_for(folder / "placing")
    with pytest.raises(InputError, match="is just putting its files in their places"):
        desk.cancel()
    (folder / "go").touch()
    has_ended(files)
    assert written(folder) == AFTER
    assert looked().told == ["All done."]


def test_a_job_that_cancel_has_overtaken_puts_nothing_in_its_place(
    files: JobFiles, folder: Path
) -> None:
    begin(folder, "reads")
    assert files.take_last_word("cancel")
    (folder / "go").touch()
    has_ended(files)
    assert written(folder) == BEFORE
    assert "was cancelled" in looked().told[0]


def test_a_job_that_crashes_is_told(files: JobFiles, folder: Path) -> None:
    begin(folder, "crashes")
    has_ended(files)
    (said,) = looked().warned
    assert said.startswith(f"'{LABEL}' ended before it had finished")
    assert "Nothing was written" in said
    assert written(folder) == BEFORE


def test_what_a_job_refuses_is_told_in_its_words(files: JobFiles, folder: Path) -> None:
    begin(folder, "is refused")
    has_ended(files)
    assert looked().warned == ["It is too cold.\n\nWait for spring."]


def test_files_that_each_stand_alone_stay_where_a_job_was_cancelled(
    files: JobFiles, folder: Path
) -> None:
    begin(folder, "places", in_one=False)
    wait_for(folder / "placing")
    outcome = desk.cancel()
    assert outcome is not None
    assert "The files that it had finished are there, each of them whole." in outcome.text
    assert written(folder) == BEFORE
    assert files.stage() is Stage.NONE


def test_where_it_ended_among_its_files_that_is_told(files: JobFiles, folder: Path) -> None:
    begin(folder, "places")
    wait_for(folder / "placing")
    processes.end(files.process() or 0)
    has_ended(files)
    (said,) = looked().warned
    assert "It was just putting its files in their places. Each is whole" in said
    assert written(folder) == BEFORE


EXCELS_PYTHON = """
import sys
from pathlib import Path
from tests.xl.background.conftest import order
from tests.xl.background import fake_job
from xl.background import desk

desk.COMMAND = (sys.executable, fake_job.__file__)
folder = Path(sys.argv[1])
desk.begin(order(folder, "reads"), folder.parent / "log.txt")
print("begun", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("with_the_job", [False, True], ids=["it goes on", "it ends with Excel"])
def test_an_excel_that_is_started_later_tells_what_came_of_it(
    with_the_job: bool, files: JobFiles, folder: Path
) -> None:
    """On Windows the system ends the job with Excel; elsewhere it goes on."""
    with subprocess.Popen(
        [sys.executable, "-c", EXCELS_PYTHON, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as excel:
        assert excel.stdout is not None
        assert excel.stdout.readline() == b"begun\n"
        excel.kill()
    assert files.stage() is Stage.RUNNING
    if with_the_job:
        processes.end(files.process() or 0)
        has_ended(files)
        (said,) = looked().warned
        assert "Excel or the computer was closed" in said
        assert written(folder) == BEFORE
    else:
        (folder / "go").touch()
        has_ended(files)
        assert looked().told == ["All done."]
        assert written(folder) == AFTER


def test_a_second_job_is_told_of_the_first(files: JobFiles, folder: Path) -> None:
    begin(folder, "reads")
    until(lambda: desk.progress() == RUNNING)
    process = files.process()
    with pytest.raises(InputError, match=f"A job is running already. {RUNNING}."):
        begin(folder)
    excel = StandIn()
    ribbon.press("annual_statement", excel)
    assert RUNNING in excel.warned[0]
    assert excel.asked == []
    assert excel.statuses[-1] == f"{RUNNING} ({ribbon.STAY})"
    assert files.process() == process


def test_of_two_excels_one_tells(files: JobFiles, folder: Path) -> None:
    begin(folder, "is refused")
    has_ended(files)
    other = JobFiles(files.folder)
    assert files.take_away()
    assert not other.take_away()
    assert desk.ended() is None


def test_what_nobody_was_told_comes_before_the_next_job(files: JobFiles, folder: Path) -> None:
    begin(folder, "is refused")
    has_ended(files)
    excel = StandIn([("Choose the year's summary", None)])
    ribbon.press("annual_statement", excel)
    assert excel.warned == ["It is too cold.\n\nWait for spring."]
    assert excel.answers == []


def test_cancel_asks_once_more(files: JobFiles, folder: Path) -> None:
    begin(folder, "reads")
    excel = StandIn([("Stop it?", False), ("Stop it?", True)])
    ribbon.press("cancel_job", excel)
    assert (excel.said, files.stage()) == ([], Stage.RUNNING)
    ribbon.press("cancel_job", excel)
    assert "was cancelled" in excel.told[0]
    assert (excel.warned, files.stage(), excel.statuses[-1]) == ([], Stage.NONE, "")


@pytest.mark.usefixtures("files")
def test_where_nothing_runs_cancel_says_so() -> None:
    excel = StandIn()
    ribbon.press("cancel_job", excel)
    assert excel.warned == ["Nothing is running that could be cancelled."]


def test_cancel_of_what_has_just_ended_tells_what_came_of_it(files: JobFiles, folder: Path) -> None:
    begin(folder)
    has_ended(files)
    excel = StandIn()
    ribbon.press("cancel_job", excel)
    assert excel.told == ["All done."]


@pytest.mark.parametrize(
    "command",
    [(sys.executable, "-c", "raise ImportError('no xl')"), ("/there/is/no/python",)],
    ids=["it ends at once", "it isn't there"],
)
def test_a_job_that_does_not_start_is_told_at_once(
    command: tuple[str, ...], files: JobFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "COMMAND", command)
    with pytest.raises(SvtoolsError, match=f"'{LABEL}' could not be started"):
        begin(folder)
    assert files.stage() is Stage.NONE
    log = (folder.parent / "log.txt").read_text()
    assert ("no xl" in log) is (len(command) > 1)


def test_a_job_that_does_not_answer_is_ended(
    files: JobFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "COMMAND", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(desk, "SECONDS_TO_SAY_SO", 0.1)
    with pytest.raises(SvtoolsError, match="could not be started"):
        begin(folder)
    assert files.stage() is Stage.NONE
    assert desk._started[0].wait() == -signal.SIGKILL


def test_a_job_that_can_not_be_ended_is_told(
    files: JobFiles, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(folder, "reads")
    with monkeypatch.context() as patched:
        patched.setattr(desk, "SECONDS_TO_END", 0.1)
        patched.setattr(processes, "end", lambda _: None)
        with pytest.raises(SvtoolsError, match="could not be stopped"):
            desk.cancel()
    assert files.stage() is Stage.RUNNING


def test_ending_what_has_ended_does_nothing() -> None:
    with subprocess.Popen([sys.executable, "--version"], stdout=subprocess.DEVNULL) as gone:
        pass
    processes.end(gone.pid)


def test_on_windows_the_systems_own_program_ends_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("SYSTEMROOT", "/windows")
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 8, raising=False)
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: ran.append([*map(os.fspath, command)])
    )
    processes.end(42)
    assert ran == [["/windows/System32/taskkill.exe", "/T", "/F", "/PID", "42"]]
