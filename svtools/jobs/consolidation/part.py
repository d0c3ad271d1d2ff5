"""A part of a year's returns as a summary that can be merged with those of the other parts.

It decides nothing for the whole: it has no validation log and no list of what is overdue.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.gc_pause import no_collection
from svtools.jobs.consolidation.as_read import as_rows
from svtools.jobs.consolidation.consolidation import Consolidation, brought_together, read_folder
from svtools.jobs.consolidation.groups import NOT_STATED
from svtools.jobs.consolidation.job_files import (
    SUMMARY,
    files_of_job,
    fingerprint,
    refuse_to_overwrite,
)
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.register.asking import References
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.spelling import as_known, folded, folded_key
from svtools.monitoring import FinancialYear
from svtools.numbers import in_a_row
from svtools.policy import Council
from svtools.workbooks.file_names import shown
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.write import build

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
) -> Part:
    """Consolidate a part of the year's returns into `summary_path`, to be merged afterwards.

    With a `directorate` those of its contracts, and the files that are no contract's; else all of
    `folder`. Raises as `consolidate`, and InputError for a directorate that the register has not.
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
    data = Summary(consolidation).data(*named) | {
        "part": part,
        "about_part": f"A part of the year only: {part}. 'svtools merge' brings parts together.",
        "register_print": fingerprint(register_path),
        "as_read": as_read,
    }
    replace_with(summary_path, build(template(SUMMARY), data))
    return Part(consolidation, data, summary_path, len(everything) - len(returns))


def directorates(register: Register) -> dict[str, list[Contract]]:
    """The register's contracts by directorate, in its first spelling."""
    found: dict[str, tuple[str, list[Contract]]] = {}
    for contract in register.contracts:
        name = contract.directorate or NOT_STATED
        found.setdefault(folded(name), (name, []))[1].append(contract)
    return dict(found.values())


def of_directorate(register: Register, directorate: str) -> Register:
    """The register with the contracts of one directorate alone; "not stated" are those of none.

    Raises InputError where it has no such contract.
    """
    by_name = directorates(register)
    own = next((by_name[n] for n in by_name if folded(n) == folded(directorate)), None)
    if own is None:
        there = in_a_row([f"'{name}'" for name in by_name])
        raise InputError(
            f"The register has no contract of the directorate '{directorate}'.",
            f"It has contracts of {there}." if by_name else "It has no contracts.",
        )
    whole = register.references or References.of(register.contracts)
    return replace(register, contracts=own, references=whole)


def not_of_others(returns: Sequence[Return], register: Register, whole: Register) -> list[Return]:
    """The returns without those of contracts that only the `whole` register has."""
    own, everybody = _names(register), _names(whole)
    refs = dict.fromkeys(contract.key.ref for contract in whole.contracts)
    others = everybody - own
    return [
        each for each in returns if folded_key(as_known(each.ref, refs), each.lot) not in others
    ]


def _names(register: Register) -> set[tuple[str, ...]]:
    return {folded_key(*contract.key_without_supplier) for contract in register.contracts}
