"""One large piece of work done in a process of its own while this one does another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pebble import ProcessPool

T = TypeVar("T")


@contextmanager
def beside(work: Callable[..., T], *args: Any, large: bool) -> Iterator[Callable[[], T]]:
    """Begin `work(*args)` in another process, and give the function that waits for its result.

    Where it is not `large` a process costs more than it saves, and the function does the work.
    """
    if not large:
        yield lambda: work(*args)
        return
    with ProcessPool(max_workers=1) as pool:
        yield pool.schedule(work, args=args).result
