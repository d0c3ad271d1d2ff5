"""The validation log as a workbook: read whole or refused, and written with what is the council's.

Columns that the council added come along. What it put elsewhere doesn't, and is told.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.opening import open_book_of
from svtools.jobs.validation_log.entries import Log, entry_of, log_rows
from svtools.jobs.validation_log.own_columns import OwnColumns, own_columns, widened
from svtools.policy import Council
from svtools.workbooks.content import Content
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem, told
from svtools.workbooks.read import read
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.typed import shown
from svtools.workbooks.write import build

TEMPLATE, TABLE = "validation_log", "log"
NONE = OwnColumns()


class LogFile:
    """The log at a path, read: its entries, and what the council added to it."""

    def __init__(self, path: Path) -> None:
        known = template(TEMPLATE)
        book = open_book_of(path, TEMPLATE)
        self.path = path
        self.content = read(book, known, path.name)
        self.log = _entries(self.content, path.name)
        place = self.content.tables.get(TABLE)
        self.own = own_columns(book, known.table(TABLE), place) if place else NONE

    def lost(self, copy: str) -> Iterator[Problem]:
        """What stands outside the table, which a new log doesn't have; `copy` still does."""
        for each in self.content.problems:
            if each.code in {"extra-sheet", "stray-cell"}:
                found = each.details.get("entered", each.details.get("found"))
                details = {"entered": shown(found), "copy": copy}
                yield Problem(
                    "log-not-kept", each.file, each.sheet, each.cells, details, each.order
                )


def read_log(path: Path) -> Log:
    """The log at `path`. Raises InputError where it can't be read or a row can't be used."""
    return LogFile(path).log


def _entries(content: Content, file: str) -> Log:
    """The log's rows. Raises InputError with every fault, else what was validated would be lost."""
    faults = [p for p in told(content.problems) if p.level is not Level.REMARK]
    said = [f"{each.sheet} {each.places}: {each.what}".strip() for each in faults]
    log: Log = {}
    for row in content.rows(TABLE):
        entry = entry_of(row.values, row.number)
        first = log.setdefault(entry.key, entry)
        if first is not entry:
            rows = f"rows {(first.row or 0) + 1} and {row.number + 1}"
            said.append(f"{content.tables[TABLE].sheet}, {rows}: the same figure stands in both.")
    if said:
        remedies = dict.fromkeys(each.remedy for each in faults)
        if len(said) > len(faults):
            remedies["Keep one row for each contract, measure and quarter."] = None
        raise InputError(
            f"{file} can't be used, and nothing was changed.\n" + "\n".join(said),
            " ".join(remedies),
        )
    return log


def write_log(log: Log, council: Council, path: Path, as_at: date) -> Path | None:
    """Write the log to `path`; the path of the copy of the old one, if there was one."""
    copy = copy_path(path, as_at)
    put_log(log_workbook(*written(log), council.name), path, copy)
    return copy


def written(log: Log, own: OwnColumns = NONE) -> tuple[list[dict[str, Any]], OwnColumns]:
    """The rows of the log's workbook with the council's own columns beside them."""
    rows = [values | own.values(entry.row) for entry, values in log_rows(log)]
    return rows, OwnColumns(own.columns)


def log_workbook(rows: list[dict[str, Any]], own: OwnColumns, council: str) -> bytes:
    """The log as a workbook of the council of that name."""
    declared = widened(template(TEMPLATE), TABLE, own.columns)
    return build(declared, {"council": {"name": council}, "log": rows})


def put_log(workbook: bytes, path: Path, copy: Path | None) -> None:
    """Put the log in its place, and the old one at `copy`."""
    if copy:
        replace_with(copy, path.read_bytes())
    replace_with(path, workbook)


def copy_path(path: Path, as_at: date) -> Path | None:
    """Where the old log is kept, under a name that is free; None where there is no old log."""
    if not path.exists():
        return None
    for number in range(1, 1000):
        again = f" ({number})" if number > 1 else ""
        copy = path.with_name(f"{path.stem} before {as_at.isoformat()}{again}{path.suffix}")
        if not copy.exists():
            return copy
    raise InputError(
        f"There are 999 copies of {path.name} of {as_at.isoformat()}.", "Move them elsewhere."
    )
