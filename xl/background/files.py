"""What a job and Excel know of each other: a few files in this person's own folder.

The order stands there from the job's start until somebody was told what came of it. The job holds
the system's lock on it as long as it lives.
"""

import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from svtools.errors import SvtoolsError
from svtools.locks import is_ours

FOLDER, ORDER = "Social Value Tools job", "order.json"
"""Where the order stands under %LOCALAPPDATA%; the add-in's VBA looks for it there."""
JOB, CANCEL = "job", "cancel"
"""Who may have the last word."""
SECONDS_TO_START = 60


class Stage(Enum):
    """How far a job is."""

    NONE = "no job"
    RUNNING = "it starts or runs"
    ENDED = "it ended, and nobody was told"


@dataclass(frozen=True, slots=True)
class Order:
    """What a job is to do: the button's id, and the officer's answers."""

    button: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    """Where it writes."""
    in_one: bool = True
    """Whether its files take their places together, so that till then nothing has changed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the officer is told, and what is opened then."""

    text: str
    attention: bool = False
    open: str | None = None
    show: str | None = None


class Running(SvtoolsError):
    """There is a job already."""


class JobFiles:
    """The files of the one job, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._order = folder / ORDER
        self._progress = folder / "progress.txt"
        self._outcome = folder / "outcome.json"
        self._last_word = folder / "last_word.txt"

    def put(self, order: Order) -> None:
        """Give an order. Raises Running where there is one already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with self._order.open("x", encoding="utf-8") as file:
                self._clear()
                json.dump(asdict(order), file)
        except FileExistsError:
            raise Running("Another job is running.", "Wait until it has finished.") from None
        except BaseException:
            self._order.unlink(missing_ok=True)
            raise

    def order(self) -> Order:
        """The order; an empty one where it can't be read."""
        with suppress(OSError, ValueError, TypeError):
            return Order(**json.loads(self._order.read_text(encoding="utf-8")))
        return Order()

    def hold(self) -> int | None:
        """The handle that shows that the job lives; None where another has it, or no order is."""
        try:
            handle = os.open(self._order, os.O_RDWR)
        except OSError:
            return None
        if is_ours(handle):
            return handle
        os.close(handle)
        return None

    def stage(self) -> Stage:
        """How far the job is."""
        try:
            age = time.time() - self._order.stat().st_mtime
        except OSError:
            return Stage.NONE
        handle = self.hold()
        if handle is None:
            return Stage.RUNNING
        os.close(handle)
        starts = self.process() is None and age < SECONDS_TO_START
        return Stage.RUNNING if starts else Stage.ENDED

    def say(self, text: str) -> None:
        """Say how far the job is; its first line is the process."""
        with self._progress.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{text}\n")

    def said(self) -> list[str]:
        """What the job has said, as far as lines are whole."""
        with suppress(OSError):
            return self._progress.read_text(encoding="utf-8").split("\n")[:-1]
        return []

    def process(self) -> int | None:
        """The process in which the job runs; None where it has not said so."""
        first = next(iter(self.said()), "")
        return int(first) if first.isdigit() else None

    def take_last_word(self, who: str) -> bool:
        """Whether `who` decides if the job's files take their places: whoever asked first."""
        with suppress(FileExistsError), self._last_word.open("x", encoding="utf-8") as file:
            file.write(who)
            return True
        return self.has_last_word(who)

    def has_last_word(self, who: str) -> bool:
        """Whether `who` has taken the last word."""
        with suppress(OSError):
            return self._last_word.read_text(encoding="utf-8") == who
        return False

    def finish(self, outcome: Outcome) -> None:
        """Say what came of it."""
        self._outcome.write_text(json.dumps(asdict(outcome)), encoding="utf-8")

    def outcome(self) -> Outcome | None:
        """What came of it; None where it ended without a word."""
        with suppress(OSError, ValueError, TypeError):
            return Outcome(**json.loads(self._outcome.read_text(encoding="utf-8")))
        return None

    def take_away(self) -> bool:
        """Let there be no job any more; False where somebody else did so first."""
        try:
            self._order.unlink()
        except FileNotFoundError:
            return False
        with suppress(OSError):  # whoever comes next clears up
            self._clear()
        return True

    def _clear(self) -> None:
        for path in (self._progress, self._outcome, self._last_word):
            path.unlink(missing_ok=True)


def job_files() -> JobFiles:
    """The files of this person's job on this machine.

    Where a profile has letters that Windows' code page lacks, the environment that xlwings' DLL
    hands on names a folder that isn't there; then the add-in tells with the next press of a button.
    """
    own = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    return JobFiles((own if own.is_dir() else Path(tempfile.gettempdir())) / FOLDER)
