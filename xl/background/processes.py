"""Starting the job's process beside Excel's Python, and ending it with all that it has started."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def start(command: Sequence[str], errors: Path) -> "subprocess.Popen[bytes]":
    """Start a process that needs no window and no answer; what it prints of errors is kept.

    On Windows it ends with Excel: xlwings' DLL has put Excel's Python, and with it whatever that
    starts, into a job object that ends then. Elsewhere it goes on.
    """
    with errors.open("ab") as log:
        if sys.platform == "win32":
            return subprocess.Popen(  # noqa: S603 - this Python, and a folder of this tool's own
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                creationflags=subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP,
            )
        return subprocess.Popen(  # noqa: S603 - as above
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


def end(process: int) -> None:
    """End a process that `start` started, and all that it has started itself, at once."""
    if sys.platform == "win32":
        taskkill = Path(os.environ["SYSTEMROOT"], "System32", "taskkill.exe")
        subprocess.run(  # noqa: S603 - Windows' own program, and a number
            [taskkill, "/T", "/F", "/PID", str(process)],
            capture_output=True,
            check=False,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
        return
    try:
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:
        return
