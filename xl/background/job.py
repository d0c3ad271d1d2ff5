"""The job's own process: `python -m xl.background.job FOLDER` carries out the order in a folder."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from xl.background.files import JOB, JobFiles, Outcome

SECONDS_BETWEEN, SECONDS_TO_HOLD = 0.2, 5

Given = Mapping[str, Any]
"""The officer's answers, as JSON has them."""


class Progress:
    """Says how much is done, not more often than anybody looks."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def steps(self, label: str, total: int, then: str = "") -> Callable[[int], None]:
        """A function to call with the number of steps done since; `then` is what comes after."""
        done, said_at = 0, 0.0

        def step(steps: int = 1) -> None:
            nonlocal done, said_at
            done += steps
            if done >= total or time.monotonic() - said_at > SECONDS_BETWEEN:
                said_at = time.monotonic()
                self._say(f"{label}: {done} of {total}")
            if done >= total and then:
                self._say(then)

        step(0)
        return step


Work = Callable[[Given, Progress], Outcome]


def main(folder: str) -> None:
    """Carry out the order in `folder`."""
    carry_out(JobFiles(Path(folder)))


def work_of(button: str) -> Work:
    """What the job of a button does; its room is only loaded now."""
    from xl.ribbon import ROOMS

    work: Work = import_module(f"xl.actions.{ROOMS[button]}").WORK[button]
    return work


def carry_out(files: JobFiles, find: Callable[[str], Work] = work_of) -> None:
    """Do what is ordered and say what came of it, whatever happens on the way."""
    handle = _held(files)
    if handle is None:
        return
    try:
        files.say(str(os.getpid()))
        files.finish(_outcome(files, find))
    finally:
        os.close(handle)


def _held(files: JobFiles) -> int | None:
    """The handle that shows that this lives; whoever looks at the order has it for a moment."""
    until = time.monotonic() + SECONDS_TO_HOLD
    while (handle := files.hold()) is None and time.monotonic() < until:
        time.sleep(0.02)
    return handle


def _outcome(files: JobFiles, find: Callable[[str], Work]) -> Outcome:
    from svtools.workbooks.apart import reading_apart
    from svtools.workbooks.replacing import BEFORE_PLACING

    def last_word() -> None:
        if not files.take_last_word(JOB):
            raise SystemExit  # it was cancelled

    order = files.order()
    before = BEFORE_PLACING.set(last_word if order.in_one else lambda: None)
    try:
        with reading_apart():
            return find(order.button)(order.given, Progress(files.say))
    except SystemExit:
        raise
    except BaseException as error:  # a library's panic is no Exception
        from xl.ribbon import failure

        return Outcome(failure(error, order.button), attention=True)
    finally:
        BEFORE_PLACING.reset(before)


if __name__ == "__main__":
    main(sys.argv[1])
