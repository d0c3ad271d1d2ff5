"""Many files read in worker processes, each with a time limit.

The seam is one function: `read_batch(folder, files)` gives compact rows. A batch that fails or
takes too long is read again file by file, so one bad file neither stops nor slows the rest.
Starting a process takes longer than reading tens of files (on Windows a second), so few files are
read in one: the command's own, where it has one.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from concurrent.futures import TimeoutError as OutOfTime
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from pebble import ProcessPool

from svtools.jobs.consolidation.returns import Return, not_taken, read_batch
from svtools.workbooks.apart import started_reader
from svtools.workbooks.file_names import shown

BATCH = 25
FILES_A_WORKER = 50
SECONDS_A_FILE = 20
MOST_WORKERS = 8


def read_all(
    folder: Path,
    files: Sequence[str],
    *,
    seconds: float = SECONDS_A_FILE,
    executor: Executor | None = None,
    read_one: Callable[[int], None] = lambda _: None,
) -> list[Return]:
    """Every file read or rejected, in the order of `files`.

    `executor` may be a cluster's; left out, processes on this machine serve, and a file that
    takes longer than `seconds` is rejected. `read_one` hears how many more files are done.
    """
    by_file = {r.file: r for r in _read(folder, files, seconds, executor, read_one)}
    return [by_file[shown(file)] for file in files]


def _read(
    folder: Path,
    files: Sequence[str],
    seconds: float,
    executor: Executor | None,
    read_one: Callable[[int], None],
) -> Iterator[Return]:
    workers = min(MOST_WORKERS, os.cpu_count() or 1, 1 + len(files) // FILES_A_WORKER)
    size = max(1, min(BATCH, -(-len(files) // workers)))
    batches = [list(files[at : at + size]) for at in range(0, len(files), size)]
    if executor is not None:
        for future in as_completed([executor.submit(read_batch, folder, b) for b in batches]):
            batch_returns = future.result()
            read_one(len(batch_returns))
            yield from batch_returns
        return
    reader = started_reader() if workers == 1 else None
    with nullcontext(reader) if reader else ProcessPool(max_workers=workers) as pool:
        yield from _on_pool(pool, folder, batches, seconds, read_one)


def _on_pool(
    pool: Any,
    folder: Path,
    batches: list[list[str]],
    seconds: float,
    read_some: Callable[[int], None],
) -> Iterator[Return]:
    waiting: dict[Future[list[Return]], list[str]] = {
        pool.schedule(read_batch, args=[folder, batch], timeout=seconds): batch for batch in batches
    }
    again: list[str] = []
    for future in as_completed(waiting):
        batch = waiting[future]
        try:
            batch_returns = future.result()
        except Exception as error:  # whatever a bad file did to its worker
            if len(batch) > 1:
                again += batch
                continue
            code = "timed-out" if isinstance(error, OutOfTime) else "crashed"
            batch_returns = [not_taken(shown(batch[0]), code, seconds=f"{seconds:g}")]
        read_some(len(batch_returns))
        yield from batch_returns
    if again:
        yield from _on_pool(pool, folder, [[file] for file in again], seconds, read_some)
