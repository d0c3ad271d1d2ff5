"""A part of a year's returns as a summary that can be merged with those of the other parts.

It decides nothing for the whole: it has no validation log and no list of what is overdue.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.as_read import as_rows
from svtools.jobs.consolidation.consolidation import Consolidation, brought_together, read_folder
from svtools.jobs.consolidation.directorates import not_of_others, of_directorate
from svtools.jobs.consolidation.job_files import (
    SUMMARY,
    files_of_job,
    fingerprint,
    refuse_to_overwrite,
)
from svtools.jobs.consolidation.limits import Writer, fitted
from svtools.jobs.consolidation.summary import Summary, in_lines
from svtools.jobs.register.read import read_register
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.file_names import shown
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import replace_all
from svtools.workbooks.write import printing

NO_LOG = "none: it is given to 'svtools merge'"
ONE_OF_SEVERAL = "one of several folders"


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was read, and the summary that was written of it."""

    consolidation: Consolidation
    data: dict[str, Any]
    summary: Path
    of_others: int
    """How many returns were left to other directorates."""
    detail: Sequence[Path] = ()
    """The files of what a sheet can't hold."""


@no_collection()
def consolidate_part(
    folder: Path,
    register_path: Path,
    year: FinancialYear,
    summary_path: Path,
    council: Council,
    *,
    directorate: str = "",
    as_at: date,
    executor: Executor | None = None,
    read_one: Callable[[int], None] = lambda _: None,
    formats: Callable[[], Mapping[str, Writer]] = dict,
) -> Part:
    """Consolidate a part of the year's returns into `summary_path`, to be merged afterwards.

    With a `directorate` those of its contracts, and the files that are no contract's; else all of
    `folder`. Raises as `consolidate`, whose `formats` these are, and InputError for a directorate
    that the register has not and for more returns, as they were read, than a sheet holds.
    """
    files = files_of_job(register_path, summary_path)
    refuse_to_overwrite(folder, files)
    register = whole = read_register(register_path, council)
    if directorate:
        register = of_directorate(whole, directorate)
    everything = read_folder(folder, files.all, read_one, executor)
    returns = not_of_others(everything, register, whole)
    as_read = list(as_rows(returns))
    consolidation = brought_together(returns, register, year, council, as_at=as_at)
    named = (shown(folder.resolve().name), shown(register_path.name), NO_LOG)
    part = directorate or ONE_OF_SEVERAL
    data = Summary(consolidation).data(*named)
    about = f"A part of the year only: {part}. 'svtools merge' brings parts together."
    data |= {
        "part": part,
        "notes": in_lines([about, *data["notes"]]),
        "register_print": fingerprint(register_path),
        "as_read": as_read,
    }
    fitting = fitted(template(SUMMARY), data, summary_path.stem, formats)
    beside = {summary_path.with_name(name): file for name, file in fitting.beside.items()}
    replace_all({summary_path: printing(fitting.template, fitting.data), **beside})
    of_others = len(everything) - len(returns)
    return Part(consolidation, data, summary_path, of_others, list(beside))
