"""What is wrong in the council's own validation log, told with the cells as they stand on disk."""

from collections.abc import Mapping

from svtools.jobs.register.contracts import Key
from svtools.jobs.validation_log.entries import Log, LogKey, state
from svtools.numbers import plain
from svtools.workbooks.cells import Cell
from svtools.workbooks.layout import PlacedSheet, lay_out
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problems

TEMPLATE = "validation_log"
PROOF = ("evidence", "validated_by", "validated_on")


def log_problems(log: Log, year: str, file: str, rows: Mapping[LogKey, int]) -> Problems:
    """Rows of the year with more validated than reported, or with nothing that shows why.

    `rows` are the rows of the sheet, from 0.
    """
    problems = Problems(file)
    order, placed = _placed()
    table = placed.tables[0]
    for entry in log.values():
        if entry.key[0] != year or entry.validated is None or entry.key not in rows:
            continue
        cells = {
            name: Cell(placed.sheet.name, order, rows[entry.key], table.column(name))
            for name in ("validated", *PROOF)
        }
        if state(entry) == "more than reported":
            problems.add(
                "log-more-validated",
                cells["validated"],
                ref=Key(*entry.key[1:4]).label,
                measure=entry.key[4],
                quarter=entry.key[5],
                entered=plain(entry.validated or 0),
                expected=plain(entry.reported or 0),
            )
        for name in PROOF:
            needed = entry.validated or name != "evidence"  # of nothing there is no evidence
            if needed and not getattr(entry, name):
                problems.add("log-unproved", cells[name], label=table.table.column(name).label)
    return problems


def _placed() -> tuple[int, PlacedSheet]:
    """The sheet of the log, as it is written, with its place in the file."""
    plan = lay_out(template(TEMPLATE), {"log": ()})
    return next((order, sheet) for order, sheet in enumerate(plan) if sheet.tables)


def rows_when_written(log: Log) -> dict[LogKey, int]:
    """Where each entry stands in a log that is written anew."""
    first = _placed()[1].tables[0].first
    return {key: row for row, key in enumerate(sorted(log), start=first)}
