"""Many files read in worker processes, each with a time limit.

The seam is one function: `read_batch(folder, files)` gives compact rows. A batch that fails or
takes too long is read again file by file, so one bad file neither stops nor slows the rest.
Starting a process takes longer than reading tens of files (on Windows a second), so few files are
read in one: the command's own, where it has one.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from concurrent.futures import TimeoutError as OutOfTime
from contextlib import nullcontext
from pathlib import Path

from pebble import ProcessPool

from svtools.errors import InputError
from svtools.jobs.consolidation.return_files import not_taken, read_batch
from svtools.jobs.consolidation.returns import Return
from svtools.workbooks.apart import end_reader, started_reader
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

    `executor` may be a cluster's; left out, processes on this machine serve. A file that takes
    longer than `seconds`, which a cluster knows, is rejected. `read_one` hears how many more files
    are done. Raises InputError where a cluster is lost.
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
    if workers > 1 or executor is not None:
        end_reader()  # others read now, and a large log took much memory there
    batches = [list(files[at : at + size]) for at in range(0, len(files), size)]
    if executor is not None:
        submit, there = executor.submit, folder.absolute()  # a cluster works in other folders
        yield from _each(lambda batch: submit(read_batch, there, batch), batches, seconds, read_one)
        return
    reader = started_reader() if workers == 1 else None
    with nullcontext(reader) if reader else ProcessPool(max_workers=workers) as pool:
        yield from _each(
            lambda batch: pool.schedule(read_batch, args=[folder, batch], timeout=seconds),
            batches,
            seconds,
            read_one,
        )


def _each(
    submit: Callable[[list[str]], Future[list[Return]]],
    batches: list[list[str]],
    seconds: float,
    read_some: Callable[[int], None],
) -> Iterator[Return]:
    waiting = {submit(batch): batch for batch in batches}
    again: list[str] = []
    for future in as_completed(waiting):
        batch = waiting[future]
        try:
            batch_returns = future.result()
        except CancelledError:
            raise InputError(
                "The cluster's scheduler was lost.", "Start it again, then run the command again."
            ) from None
        except Exception as error:  # whatever a bad file did to its worker
            if len(batch) > 1:
                again += batch
                continue
            code = "timed-out" if isinstance(error, OutOfTime) else "crashed"
            batch_returns = [not_taken(shown(batch[0]), code, seconds=f"{seconds:g}")]
        read_some(len(batch_returns))
        yield from batch_returns
    if again:
        yield from _each(submit, [[file] for file in again], seconds, read_some)
