"""The validation log as a workbook: read whole or refused, carried on with all that is in it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.register.contracts import Key
from svtools.jobs.validation_log.entries import Log, LogKey, entry_of, row_of, state
from svtools.numbers import plain
from svtools.policy import Council
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content
from svtools.workbooks.layout import PlacedSheet, lay_out
from svtools.workbooks.opening import Workbook
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problems, told
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import build

TEMPLATE, TABLE = "validation_log", "log"
PROOF = ("evidence", "validated_by", "validated_on")


class LogFile:
    """The log at a path: its entries, and its workbook where there is one.

    Raises InputError where it can't be read or a row can't be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.workbook: Workbook | None = open_own(path, TEMPLATE) if path.exists() else None
        self.log = _entries(self.workbook.content, path.name) if self.workbook else {}

    def carried_on(self, log: Log, council: Council) -> "CarriedOn":
        """The workbook to be, with `log` in it: new entries stand under the others.

        Raises InputError where the workbook can't be changed.
        """
        entries = [log[key] for key in sorted(log)]
        if self.workbook is None:
            rows = [row_of(entry) for entry in entries]
            data = {"council": {"name": council.name}, TABLE: rows}
            first = _placed()[1].tables[0].first
            numbers = {entry.key: row for row, entry in enumerate(entries, start=first)}
            return CarriedOn(numbers, lambda _: build(template(TEMPLATE), data))
        revision = Revision(self.workbook)
        rows_before = {row.number: row for row in self.workbook.content.rows(TABLE)}
        numbers = {}
        for entry in entries:
            known = self.log.get(entry.key)
            if known is None or known.row is None:
                numbers[entry.key] = revision.add_row(TABLE, row_of(entry))
            else:
                numbers[entry.key] = known.row
                if entry != known:
                    revision.set_row(rows_before[known.row], TABLE, row_of(entry))
        return CarriedOn(numbers, revision.saved)


class CarriedOn(NamedTuple):
    """A log that is not written yet: the row of each entry, from 0, and how to make the workbook.

    `workbook(accept_loss)` raises InputError where something that people put into the log can't be
    kept, unless the loss is accepted.
    """

    rows: Mapping[LogKey, int]
    workbook: Callable[[bool], bytes]


def _entries(content: Content, file: str) -> Log:
    """The log's rows. Raises InputError with every fault, else what was validated would be lost."""
    faults = [p for p in told(content.problems) if p.level is not Level.REMARK]
    sentences = [fault.located for fault in faults]
    remedies = dict.fromkeys(fault.remedy for fault in faults)
    log: Log = {}
    for row in content.rows(TABLE):
        entry = entry_of(row.values, row.number)
        first = log.setdefault(entry.key, entry)
        if first is not entry:
            rows = f"rows {(first.row or 0) + 1} and {row.number + 1}"
            sentences.append(f"{row.place.sheet}, {rows}: the same figure stands in both.")
            remedies["Keep one row for each contract, measure and quarter."] = None
    if sentences:
        raise InputError(
            f"{file} can't be used, and nothing was changed.\n" + "\n".join(sentences),
            " ".join(remedies),
        )
    return log


def write_log(log: Log, council: Council, path: Path, as_at: date) -> Path | None:
    """Write the log to `path`; the path of the copy of the old one, if there was one."""
    copy = copy_path(path, as_at)
    put_log(LogFile(path).carried_on(log, council).workbook(False), path, copy)
    return copy


def put_log(workbook: bytes, path: Path, copy: Path | None) -> None:
    """Put the log in its place, and the old one at `copy`."""
    if copy:
        replace_with(copy, path.read_bytes())
    replace_with(path, workbook)


def copy_path(path: Path, as_at: date) -> Path | None:
    """Where the old log is kept, under a name that is free; None where there is no old log."""
    if not path.exists():
        return None
    for again in ("", *(f" ({number})" for number in range(2, 1000))):
        copy = path.with_name(f"{path.stem} before {as_at}{again}{path.suffix}")
        if not copy.exists():
            return copy
    raise InputError(f"There are 999 copies of {path.name} of {as_at}.", "Move them elsewhere.")


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
