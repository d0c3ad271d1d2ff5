"""One run on a validation log at a time, and the number of the last one.

Both stand by a small file beside the log. The system's own lock on it ends with the process that
holds it, however that ends.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from svtools.errors import InputError
from svtools.locks import give_back, is_ours
from svtools.workbooks.replacing import no_place


@dataclass(frozen=True, slots=True)
class Turn:
    """A run that alone works on a log; `last_run` is the number of the last that wrote it, or 0."""

    handle: int
    last_run: int

    def wrote(self, run: int) -> None:
        """Remember that the log was written by that run."""
        with suppress(OSError):  # the log is in its place, and says its number itself
            os.lseek(self.handle, 0, os.SEEK_SET)
            os.write(self.handle, str(run).encode())
            os.fsync(self.handle)


def record_path(log: Path) -> Path:
    """The small file beside a log, by whatever link that is reached."""
    real = Path(os.path.realpath(log))
    return real.with_name(f".{real.name}.run")


@contextmanager
def turn(log: Path) -> Iterator[Turn]:
    """The one run on `log`, as long as this lasts.

    Raises InputError while another run works on it, and OutputError where nothing can be written
    in its folder.
    """
    record = record_path(log)
    handle = _opened(record)
    try:
        if not is_ours(handle):
            raise InputError(
                f"Another run is working on {log} right now, so nothing was changed.",
                "Wait until it has finished, then run this again.",
            )
        said = os.read(handle, 20).strip()
        yield Turn(handle, int(said) if said.isdigit() else 0)
    finally:
        give_back(handle)
        _forget(record, log)


def clear_up(folder: Path) -> None:
    """Remove what first runs that were ended have left beside logs that they never wrote."""
    for record in folder.glob(".*.run"):
        _forget(record, record.with_name(record.name.removeprefix(".").removesuffix(".run")))


def _forget(record: Path, log: Path) -> None:
    """Remove a record that has no number, where there is no log and no run works on it."""
    if log.exists():
        return
    with suppress(OSError):
        handle = os.open(record, os.O_RDWR)
        try:
            is_left = is_ours(handle) and not os.fstat(handle).st_size
        finally:
            os.close(handle)
        if is_left:
            record.unlink()


def _opened(path: Path) -> int:
    try:
        with suppress(PermissionError):  # made by somebody else: to be read only
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        raise no_place(path, error) from None
