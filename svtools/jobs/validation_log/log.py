"""The validation log: the council's record, carried forward and never overwritten.

Its entries as plain values; its workbook, read whole or refused and carried on with all in it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.issued_by import council_data
from svtools.jobs.made_rows import MadeRows
from svtools.jobs.opening import open_own
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.decided import CORRECTIONS, ROW_KEYS, Decided, faults_of
from svtools.jobs.validation_log.entries import KEYS, Log, entry_of, row_of
from svtools.jobs.validation_log.spelling import Spelling
from svtools.policy import Council
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, FieldValue
from svtools.workbooks.newer_version import upgraded
from svtools.workbooks.opening import Workbook
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import create, replace_with
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import build

TEMPLATE, TABLE, RUN, ROWS = "validation_log", "log", "runs.number", "runs.rows"


class LogFile:
    """The log at a path: its entries, and its workbook where there is one.

    What names a row is read as the `register` spells it. Raises InputError where it can't be read
    or a row can't be used.
    """

    def __init__(self, path: Path, register: Register | None = None) -> None:
        self.path = path
        self.found = _bytes(path)
        """The file as it was read; None where there was none."""
        self.workbook: Workbook | None = open_own(path, TEMPLATE) if path.exists() else None
        self.log = (
            _entries(self.workbook.content, path.name, Spelling(register)) if self.workbook else {}
        )
        self.decided = Decided.of(self.workbook.content) if self.workbook else Decided(path.name)
        said = self.content_field(RUN)
        self.run = int(said.value or 0)
        """The number of the run that wrote it last; 0 where there was none or it doesn't say."""
        self.run_cell = said.cell

    def content_field(self, name: str) -> FieldValue:
        """A field of the workbook; blank where there is no workbook."""
        return self.workbook.content.fields[name] if self.workbook else FieldValue()

    def carried_on(self, log: Log, council: Council, run: int) -> Callable[[bool], bytes]:
        """The workbook to be, with `log` and what is `decided` in it: new rows under the others.

        `run` is the number of the run that writes it. What is returned makes the workbook, when it
        is called with whether a loss is accepted; it raises InputError where something that people
        put into the log can't be kept. Raises InputError where the workbook can't be changed.
        """
        entries = [log[key] for key in sorted(log)]
        about = {**council_data(council), "run": run, "row_count": len(entries)}
        if self.workbook is None:
            data = {
                **about,
                TABLE: MadeRows(entries, row_of),
                **self.decided.issued,
                CORRECTIONS: (),
            }
            return lambda _: build(template(TEMPLATE), data)
        workbook = upgraded(self.workbook, about)
        revision = Revision(workbook)
        under = _under_all(workbook)
        for name, value, cell in (
            (RUN, run, under),
            (ROWS, len(entries), under._replace(row=under.row + 1)),
        ):
            if self.content_field(name).cell:
                revision.set_field(name, value)
            else:
                revision.add_field(name, value, cell)
        rows_before = {row.number: row for row in workbook.content.rows(TABLE)}
        for entry in entries:
            known = self.log.get(entry.key)
            if known is None or known.row is None:
                revision.add_row(TABLE, row_of(entry))
            elif entry != known:
                revision.set_row(rows_before[known.row], TABLE, row_of(entry))
        for table, keys in ROW_KEYS.items():
            if self.decided.changed(table):
                revision.put_rows(table, self.decided.issued[table], keys)
        for row, values in self.decided.corrections:
            revision.set_row(row, CORRECTIONS, values)
        return revision.saved

    def kept(self, as_at: date) -> Path | None:
        """The copy of the log as it was read, under a name of its own; None where there was none.

        Raises InputError where the log isn't as it was read.
        """
        self.refuse_changed()
        if self.found is None:
            return None
        for again in ("", *(f" ({number})" for number in range(2, 1000))):
            name = f"{self.path.stem} before {as_at}{again}{self.path.suffix}"
            with suppress(FileExistsError):
                create(self.path.with_name(name), self.found)
                return self.path.with_name(name)
        raise InputError(
            f"There are 999 copies of {self.path.name} of {as_at}.", "Move them elsewhere."
        )

    def refuse_changed(self) -> None:
        """Raises InputError where the log isn't as it was read."""
        if _bytes(self.path) != self.found:
            raise InputError(
                f"{self.path.name} was changed by somebody in the meantime. Nothing was written.",
                "If it is open in Excel, close it there. Then run this again.",
            )


def _entries(content: Content, file: str, spelling: Spelling) -> Log:
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


def write_log(log: Log, council: Council, path: Path, as_at: date) -> Path | None:
    """Write the log to `path`; the path of the copy of the old one, if there was one."""
    file = LogFile(path)
    workbook = file.carried_on(log, council, file.run)(False)
    copy = file.kept(as_at)
    replace_with(path, workbook)
    return copy


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as error:
        raise InputError(
            f"{path} can't be read ({error.strerror}).",
            "If it is open in Excel, close it there. Then run this again.",
        ) from None


def _under_all(workbook: Workbook) -> Cell:
    """A cell under everything on the sheet that says what the workbook is."""
    said = workbook.content.fields["made.template"].cell
    sheet = next(s for s in workbook.book.sheets if said is None or s.order == said.order)
    return sheet.cell(len(sheet.rows), said.column - 1 if said else 0)
