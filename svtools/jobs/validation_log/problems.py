"""What is wrong in the rows of a validation log."""

from datetime import date

from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.validation_log.decided import CORRECTIONS, FINDINGS, Decided
from svtools.jobs.validation_log.entries import PROOF, Entry, Log, state
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.validation_log.reading import TABLE, TEMPLATE
from svtools.monitoring import FinancialYear
from svtools.numbers import plain
from svtools.workbooks.content import TablePlace
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problems

DATED = {CORRECTIONS: "agreed_on", FINDINGS: "accepted_on"}
"""Where a date says when something was decided, by the tables."""


def log_problems(log: Log, year: str, read: LogFile, as_at: date) -> Problems:
    """Rows of the year with more validated than reported, or with nothing that shows why and when.

    `read` is the log as it was read: nobody validated anything in the rows that are new.
    """
    problems = Problems(read.path.name)
    if read.workbook is None:
        return problems
    content = read.workbook.content
    place, declared = content.tables[TABLE].place, content.template.table(TABLE)
    for entry in log.values():
        if entry.key[0] != year:
            continue
        if entry.validated is None:
            _tell_forgotten(problems, entry, place)
            continue
        there = ("validated", *PROOF) if entry.row is not None else ()
        cells = {name: place.cell(entry.row or 0, name) for name in there}
        if state(entry) == "more than reported":
            problems.add(
                "log-more-validated",
                cells.get("validated"),
                ref=Key(*entry.key[1:4]).label,
                measure=entry.key[4],
                quarter=entry.key[5],
                entered=plain(entry.validated or 0),
                expected=plain(entry.counted or 0),
            )
        if not cells:  # of a closed year, where nobody types any more
            continue
        validated_on = entry.validated_on
        if validated_on and not _possible(validated_on, entry, as_at):
            problems.add(
                "log-date",
                cells["validated_on"],
                entered=validated_on,
                quarter=f"{entry.key[5]} of {year}",
                as_at=as_at,
            )
        for name in PROOF:
            needed = entry.validated or name != "evidence"  # of nothing there is no evidence
            if needed and not getattr(entry, name):
                problems.add("log-unproved", cells[name], label=declared.column(name).label)
    return problems


def _tell_forgotten(problems: Problems, entry: Entry, place: TablePlace) -> None:
    """Note a day of validation beside no units."""
    if entry.validated_on and entry.row is not None:
        problems.add("log-without-units", place.cell(entry.row, "validated"))


def date_problems(decided: Decided, as_at: date) -> Problems:
    """Corrections agreed and findings accepted on a day that is still to come."""
    problems = Problems(decided.file, own=True)
    for table, key in DATED.items():
        label = template(TEMPLATE).table(table).column(key).label
        for row in decided.rows.get(table, ()):
            day = row.get(key)
            if day and day > as_at:
                problems.add("log-date-ahead", row.cell(key), label=label, entered=day, as_at=as_at)
    return problems


def age_problems(file: LogFile, last_run: int) -> Problems:
    """Whether the log is an older copy than the one that the last run wrote."""
    problems = Problems(file.path.name)
    if file.run_cell and file.run < last_run:
        problems.add("log-older", file.run_cell, found=file.run, last=last_run)
    return problems


def _possible(day: date, entry: Entry, as_at: date) -> bool:
    """Whether figures of that quarter can have been validated on that day, as at another."""
    year, quarter = FinancialYear.parse(entry.key[0]), entry.key[5]
    begins = year.start
    if quarter in QUARTERS:
        begins = year.quarters[QUARTERS.index(quarter)].end.replace(day=1)
    return begins <= day <= as_at
