"""Validated units that count no more: rows reopened, without a figure, or gone from the log."""

from collections.abc import Iterable, Set

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.entries import Entry, Log, LogKey
from svtools.jobs.validation_log.log import ROWS, LogFile
from svtools.jobs.validation_log.reading import TABLE
from svtools.monitoring import FinancialYear
from svtools.numbers import how_many, plain
from svtools.policy import months_later
from svtools.spelling import folded_key
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import TablePlace
from svtools.workbooks.problems import Problems

NAMED = ("ref", "measure", "quarter")


def withdrawn_problems(
    log: Log, read: LogFile, reported: Set[LogKey], year: str, register: Register
) -> Problems:
    """What was validated and doesn't count, for whoever validated it.

    `log` is the log as it is carried on from what was `read`; `reported` is what returns report.
    Of a contract whose row can't be used it is told there.
    """
    problems = Problems(read.path.name)
    if read.workbook is None:
        return problems
    place = read.workbook.content.tables[TABLE].place
    for key, entry in read.log.items():
        if entry.validated is None or register.name_of(*key[1:3]) in register.unusable:
            continue
        after, (_, ref, lot, supplier, measure, quarter, _) = log[key], entry.key
        label = Key(ref, lot, supplier).label
        details = {"ref": label, "measure": measure, "quarter": quarter, "year": key[0]}
        if key not in reported and (key[0] == year or not _can_be(key, register.contracts)):
            cells = _cells(place, entry, "year", *NAMED)
            problems.add("log-unmatched", *cells, **details)
        elif key[0] == year and after.validated is None:
            cells = _cells(place, entry, "reported", "validated")
            now = plain(after.counted or 0)
            problems.add("log-reopened", *cells, was=plain(entry.validated), now=now, **details)
    _tell_gone(problems, read)
    return problems


def _cells(place: TablePlace, entry: Entry, *names: str) -> list[Cell]:
    """Where something of a row stands; nowhere in the log where its year is closed."""
    return [] if entry.row is None else [place.cell(entry.row, name) for name in names]


def _can_be(key: LogKey, contracts: Iterable[Contract]) -> bool:
    """Whether the register has the contract of a row, and it can have delivered in that year."""
    try:
        year = FinancialYear.parse(key[0])
    except InputError:
        return False
    name = folded_key(*key[1:4])
    return any(
        (contract.commenced or contract.start) <= year.end
        and year.start <= months_later(contract.end, contract.extension)
        for contract in contracts
        if folded_key(contract.key.ref, contract.key.lot, contract.key.supplier) == name
    )


def _tell_gone(problems: Problems, read: LogFile) -> None:
    """Note it where the log has fewer rows than the last run wrote."""
    said, found = read.content_field(ROWS), read.row_count
    gone = int(said.value or 0) - found
    if gone > 0:
        cell: Cell | None = said.cell
        problems.add("log-row-gone", cell, gone=how_many(gone, "row"), found=found)
