"""Excel's side of a job: it is begun here, looked at, cancelled, and taken back when it ended."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

from svtools.errors import InputError, SvtoolsError
from svtools.jobs.validation_log.turns import clear_up
from svtools.workbooks.replacing import clear_up_after
from xl.background import processes
from xl.background.files import (
    CANCEL,
    JOB,
    JobFiles,
    Order,
    Outcome,
    Running,
    Stage,
    job_files,
)
from xl.buttons import label_of

COMMAND = (sys.executable, "-P", "-B", "-m", "xl.background.job")
SECONDS_TO_SAY_SO, SECONDS_TO_END = 20, 10

_started: "list[Popen[bytes]]" = []
"""Jobs begun here: Python complains of one that is forgotten before it has ended."""


def begin(order: Order, errors: Path) -> None:
    """Start a job; it runs when this returns. What it prints of errors goes to the file `errors`.

    Raises InputError while another runs, and SvtoolsError where it doesn't start.
    """
    files = job_files()
    refuse_second()
    try:
        files.put(order)
    except Running:
        refuse_second()
        raise
    try:
        process = processes.start([*COMMAND, str(files.folder)], errors)
    except OSError as error:
        files.take_away()
        raise SvtoolsError(
            f"'{label_of(order.button)}' could not be started ({error.strerror}).",
            "Run svtools addin check: it says what may be in the way.",
        ) from None
    _started[:] = [*(each for each in _started if each.poll() is None), process]
    _wait(lambda: bool(files.said()) or process.poll() is not None, SECONDS_TO_SAY_SO)
    if not files.said():
        processes.end(process.pid)
        files.take_away()
        raise SvtoolsError(
            f"'{label_of(order.button)}' could not be started: its Python ended, or didn't answer.",
            f"Whoever looks after this add-in finds the particulars in {errors}.",
        )


def refuse_second() -> None:
    """Raises InputError while a job runs."""
    said = progress()
    if said:
        raise InputError(
            f"A job is running already. {said}.", "Wait until it has finished, or press Cancel."
        )


def progress() -> str:
    """What runs and how far it is; empty where nothing runs."""
    files = job_files()
    if files.stage() is not Stage.RUNNING:
        return ""
    steps = files.said()[1:]
    return ": ".join([label_of(files.order().button) or "The job", *steps[-1:]])


def ended() -> Outcome | None:
    """What came of a job that ended, to be told; only once, and None where there is none."""
    files = job_files()
    if files.stage() is not Stage.ENDED:
        return None
    return _taken_back(files, files.outcome() or _unfinished(files))


def cancel() -> Outcome | None:
    """End the job that runs, and say what that leaves, or what came of it if it has just ended.

    None where that is told elsewhere. Raises InputError where none runs, or where its files are
    just taking their places; SvtoolsError where it can't be ended.
    """
    files = job_files()
    if files.stage() is Stage.NONE:
        raise InputError("Nothing is running that could be cancelled.")
    if files.stage() is Stage.ENDED:
        return ended()
    process = files.process()
    if process is None:
        raise InputError("A job is just starting.", "Press Cancel again in a moment.")
    if not files.take_last_word(CANCEL):
        raise InputError(
            f"'{label_of(files.order().button)}' is just putting its files in their places.",
            "What came of it is told in a moment.",
        )
    processes.end(process)
    if not _wait(lambda: files.stage() is Stage.ENDED, SECONDS_TO_END):
        raise SvtoolsError(
            f"'{label_of(files.order().button)}' could not be stopped.",
            "Close Excel: that ends it.",
        )
    done = files.outcome()  # it had nothing more to write when Cancel came
    return _taken_back(files, done or _unfinished(files))


def _taken_back(files: JobFiles, outcome: Outcome) -> Outcome | None:
    order, process = files.order(), files.process()
    if not files.take_away():
        return None
    for folder in order.folders if process else ():
        clear_up_after(process or 0, Path(folder))
        clear_up(Path(folder))
    return outcome


def _unfinished(files: JobFiles) -> Outcome:
    """What is told of a job that ended without a word, and what that leaves."""
    order, cancelled = files.order(), files.has_last_word(CANCEL)
    label = label_of(order.button) or "The job"
    how = (
        f"'{label}' was cancelled."
        if cancelled
        else f"'{label}' ended before it had finished: Excel or the computer was closed, or "
        "something else ended it."
    )
    if not order.in_one:
        left = (
            "The files that it had finished are there, each of them whole. Press the button again "
            "for the others."
        )
    elif files.has_last_word(JOB):
        left = (
            "It was just putting its files in their places. Each is whole, but some may be those "
            "of before: press the button again."
        )
    else:
        left = "Nothing was written: every file is as it was before."
    return Outcome(f"{how}\n\n{left}", attention=not cancelled)


def _wait(until: Callable[[], bool], seconds: float) -> bool:
    """Whether `until` came true in that time."""
    end = time.monotonic() + seconds
    while not (done := until()) and time.monotonic() < end:
        time.sleep(0.02)
    return done
