"""The rows of the sheet Log as they stand in a workbook: all of them, or every fault."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.made_rows import MadeRows
from svtools.jobs.opening import open_own
from svtools.jobs.validation_log.decided import faults_of
from svtools.jobs.validation_log.entries import KEYS, Entry, Log, entry_of, values_of
from svtools.jobs.validation_log.spelling import Spelling
from svtools.workbooks.content import Content, Row, TablePlace
from svtools.workbooks.opening import Workbook

TEMPLATE, TABLE = "validation_log", "log"
FIGURE = ("measure", "quarter")
"""The columns of which a row with a figure has one at least."""


def open_log(path: Path) -> Workbook:
    """The log at `path`, whose many rows are held as entries and not as cells too.

    Raises InputError where it can't be read.
    """
    return open_own(path, TEMPLATE, then=_held_as_entries)


def _held_as_entries(workbook: Workbook) -> None:
    table = workbook.content.tables[TABLE]
    held = [row if row.faulty or row.no_answer else entry_of(row) for row in table.rows]
    rows = MadeRows(held, partial(_row, table.place))
    workbook.content.tables[TABLE] = replace(table, rows=rows)
    for sheet in workbook.book.sheets:
        sheet.rows = [[]] * len(sheet.rows)


def _row(place: TablePlace, held: Entry | Row) -> Row:
    return held if isinstance(held, Row) else Row(place, held.row or 0, values_of(held))


def _entries(content: Content) -> Iterator[Entry]:
    rows = content.rows(TABLE)
    for held in rows.items if isinstance(rows, MadeRows) else rows:
        yield entry_of(held) if isinstance(held, Row) else held


def entries_of(content: Content, file: str, spelling: Spelling) -> Log:
    """The log's rows. Raises InputError with every fault, else what was validated would be lost."""
    table, place = content.template.table(TABLE), content.tables[TABLE].place
    faults = [p for p in faults_of(content) if p.sheet in {"", place.sheet} or not p.cell_names]
    sentences = [fault.located for fault in faults]
    remedies = dict.fromkeys(fault.remedy for fault in faults)
    gone = [key for key in KEYS if key not in place.columns]
    for label in (table.column(key).label for key in gone if content.tables[TABLE].is_there):
        sentences.append(f"{place.sheet}: the column '{label}' is not there.")
        remedies["Put the column back with its heading and what stood in it."] = None
    log: Log = {}
    for entry in _entries(content):
        if not any(entry.key[KEYS.index(name)] for name in FIGURE):
            continue  # a note or a sum that somebody wrote among the rows or under them
        key = spelling.of(entry.key)
        spelt = entry if key == entry.key else replace(entry, key=key)
        first = log.setdefault(key, spelt)
        if first is not spelt and not gone:
            rows = f"rows {(first.row or 0) + 1} and {(entry.row or 0) + 1}"
            sentences.append(f"{place.sheet}, {rows}: the same figure stands in both.")
            remedies["Keep one row for each contract, measure and quarter."] = None
    if sentences:
        raise InputError(
            f"{file} can't be used, and nothing was changed.\n" + "\n".join(sentences),
            " ".join(remedies),
        )
    return log
