"""A job's process whose work is made up: it does as it is told in its order, and takes its time."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from svtools.errors import InputError
from svtools.workbooks.replacing import replace_all
from xl.background.files import JobFiles, Outcome
from xl.background.job import Given, Progress, carry_out

SECONDS = 30


def wait_for(path: Path) -> None:
    """Until there is a file at `path`."""
    end = time.monotonic() + SECONDS
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.01)


def work(given: Given, progress: Progress) -> Outcome:
    """Read, and write two files; stop on the way wherever the order says so."""
    folder, stops = Path(given["folder"]), given["stops"]
    step = progress.steps("Reading", 2)
    if stops == "starts another":
        other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        (folder / "other").write_text(str(other.pid))
    if stops == "crashes":
        os.abort()
    if stops == "is refused":
        raise InputError("It is too cold.", "Wait for spring.")
    if stops in {"reads", "starts another"}:
        wait_for(folder / "go")

    def content(stream: BinaryIO) -> None:
        stream.write(b"half")
        stream.flush()
        if stops == "writes":
            (folder / "writing").touch()
            wait_for(folder / "go")
        stream.write(b" and half")

    placed = Path.replace

    def slowly(self: Path, target: Any) -> Path:
        (folder / "placing").touch()
        wait_for(folder / "go")
        return placed(self, target)

    if stops == "places":
        Path.replace = slowly  # type: ignore[method-assign,assignment]
    replace_all({folder / name: content for name in ("one.xlsx", "two.xlsx")})
    step(2)
    return Outcome("All done.", open=str(folder / "one.xlsx"))


if __name__ == "__main__":
    carry_out(JobFiles(Path(sys.argv[1])), lambda _: work)
