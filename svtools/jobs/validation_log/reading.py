"""The rows of the sheet Log as they stand in a workbook: all of them, or every fault."""

from dataclasses import replace

from svtools.errors import InputError
from svtools.jobs.validation_log.decided import faults_of
from svtools.jobs.validation_log.entries import KEYS, Log, entry_of
from svtools.jobs.validation_log.spelling import Spelling
from svtools.workbooks.content import Content

TEMPLATE, TABLE = "validation_log", "log"


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
    for row in content.rows(TABLE):
        entry = entry_of(row)
        entry = replace(entry, key=spelling.of(entry.key))
        first = log.setdefault(entry.key, entry)
        if first is not entry and not gone:
            rows = f"rows {(first.row or 0) + 1} and {row.number + 1}"
            sentences.append(f"{row.place.sheet}, {rows}: the same figure stands in both.")
            remedies["Keep one row for each contract, measure and quarter."] = None
    if sentences:
        raise InputError(
            f"{file} can't be used, and nothing was changed.\n" + "\n".join(sentences),
            " ".join(remedies),
        )
    return log
