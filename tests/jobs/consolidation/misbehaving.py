"""Files that harm whoever reads them; a module of its own, so that a process has it quickly."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from svtools.jobs.consolidation.return_files import read_batch
from svtools.jobs.consolidation.returns import Return

SLEEPS, DIES, RAISES = "sleeps.xlsx", "dies.xlsx", "raises.xlsx"
KILLS = "kill"
"""Where the folder has a file of this name, the second return kills the process above, once."""


def misbehaving(folder: Path, files: Sequence[str]) -> list[Return]:
    """As `read_batch`, but files of these names harm their worker."""
    made = []
    for file in files:
        if file == SLEEPS:
            time.sleep(60)
        if file == DIES:
            os._exit(9)
        if file == RAISES:
            raise MemoryError
        if file == "2.xlsx" and (folder / KILLS).exists():
            (folder / KILLS).rename(folder / "killed")
            os.kill(os.getppid(), signal.SIGKILL)
        made += read_batch(folder, [file])
    return made
