"""What is wrong in the council's own validation log, told with the cells as they stand on disk."""

from collections.abc import Iterator, Mapping

from svtools.jobs.register.contracts import Key
from svtools.jobs.validation_log.entries import Entry, Log, LogKey, state
from svtools.numbers import plain
from svtools.workbooks.declaration import Table
from svtools.workbooks.layout import lay_out
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem

TEMPLATE, TABLE = "validation_log", "log"
PROOF = ("evidence", "validated_by", "validated_on")


def log_problems(log: Log, year: str, file: str, rows: Mapping[LogKey, int]) -> Iterator[Problem]:
    """Rows of the year with more validated than reported, or with nothing that shows why.

    `rows` are the rows of the sheet, from 0.
    """
    placed = next(sheet for sheet in lay_out(template(TEMPLATE), {"log": ()}) if sheet.tables)
    table = placed.tables[0].table
    for entry in log.values():
        if entry.key[0] == year and entry.validated is not None:
            for code, column, details in _faults(entry, table):
                cells = ((rows[entry.key], placed.tables[0].column(column)),)
                yield Problem(code, file, placed.sheet.name, cells, details)


def rows_when_written(log: Log) -> dict[LogKey, int]:
    """Where each entry stands in a log that is written anew."""
    placed = next(sheet for sheet in lay_out(template(TEMPLATE), {"log": ()}) if sheet.tables)
    return {key: row for row, key in enumerate(sorted(log), start=placed.tables[0].first)}


def _faults(entry: Entry, table: Table) -> Iterator[tuple[str, str, dict[str, str]]]:
    if state(entry) == "more than reported":
        yield (
            "log-more-validated",
            "validated",
            {
                "ref": Key(*entry.key[1:4]).label,
                "measure": entry.key[4],
                "quarter": entry.key[5],
                "entered": plain(entry.validated or 0),
                "expected": plain(entry.reported or 0),
            },
        )
    for name in PROOF:
        needed = entry.validated or name != "evidence"  # of nothing there is no evidence
        if needed and not getattr(entry, name):
            yield "log-unproved", name, {"label": table.column(name).label}
