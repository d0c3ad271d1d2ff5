"""Files read in a process of its own, which may die or run out of time without harm.

A command asks for it with `reading_apart`. Where nobody did, a file is read in this very process:
in Excel's, which answers at once and leaves long jobs to another, in a worker that reads many files
under a time limit of its own, and in people's scripts. There the limits of `safety` remain, and
reading takes time by a file's size alone; a file made to crash its reader takes the process with
it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from svtools.errors import UnreadableFile

SECONDS, SECONDS_FOR_OWN = 20, 300
"""How long reading a file from outside may take, and one of the council's own."""

P = ParamSpec("P")
R = TypeVar("R")


class _Reader:
    """The process that reads, started for the first file."""

    wanted = False
    pool: Any = None


@contextmanager
def reading_apart() -> Iterator[None]:
    """While this lasts, files are read in a process of their own."""
    _Reader.wanted = True
    try:
        yield
    finally:
        _Reader.wanted = False
        end_reader()


def apart(seconds: float, read: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `read` gives, from the process that reads where there is one.

    Raises UnreadableFile("timed-out") or UnreadableFile("crashed") where that gives nothing.
    """
    if not _Reader.wanted or _is_a_worker():
        return read(*args, **kwargs)
    from pebble import ProcessExpired, ProcessPool  # noqa: PLC0415  # a fifth of a second

    if _Reader.pool is None:
        _Reader.pool = ProcessPool(max_workers=1)
    future = _Reader.pool.schedule(read, args=args, kwargs=kwargs, timeout=seconds)
    try:
        given: R = future.result()
    except TimeoutError:
        raise UnreadableFile("timed-out", seconds=f"{seconds:g}") from None
    except (ProcessExpired, MemoryError):
        raise UnreadableFile("crashed") from None
    return given


def started_reader() -> Any:
    """The pool of the one process that reads, where it has started; else None."""
    return _Reader.pool


def end_reader() -> None:
    """End the process that reads, which frees its memory; the next file starts another."""
    pool, _Reader.pool = _Reader.pool, None
    if pool is not None:
        pool.stop()
        pool.join()


def _is_a_worker() -> bool:
    import multiprocessing  # noqa: PLC0415  # most commands' help needs none

    return multiprocessing.parent_process() is not None
