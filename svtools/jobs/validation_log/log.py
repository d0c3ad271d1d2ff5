"""The validation log: the council's record, carried forward and never overwritten.

Its entries as plain values; its workbook, read whole or refused and carried on with all in it.
"""

from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import council_data
from svtools.jobs.made_rows import MadeRows
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.banners import banners
from svtools.jobs.validation_log.closed import CLOSED, ClosedYear, closed_years, refuse_closed
from svtools.jobs.validation_log.decided import CORRECTIONS, ROW_KEYS, Decided
from svtools.jobs.validation_log.entries import Log, row_of
from svtools.jobs.validation_log.reading import TABLE, TEMPLATE, entries_of, open_log
from svtools.jobs.validation_log.spelling import Spelling
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import FieldValue
from svtools.workbooks.newer_version import upgraded
from svtools.workbooks.opening import Workbook
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import Content, create, replace_with
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import printing

RUN, ROWS = "runs.number", "runs.rows"


class LogFile:
    """The log at a path: its entries, and its workbook where there is one.

    What names a row is read as the `register` spells it. Of closed years only `year` is read, where
    it is given; none where it is empty. Raises InputError where it can't be read, a row can't be
    used, or the file of a closed year is gone or changed.
    """

    def __init__(
        self, path: Path, register: Register | None = None, year: FinancialYear | str | None = None
    ) -> None:
        self.path = path
        self.found = _bytes(path)
        """The file as it was read; None where there was none."""
        self.workbook: Workbook | None = open_log(path) if path.exists() else None
        self.closed: list[ClosedYear] = []
        """The years whose rows stand in files beside it."""
        self.log: Log = {}
        """Its rows and those of closed years, of which the ones that came back count."""
        self.row_count = 0
        if self.workbook:
            content, spelling = self.workbook.content, Spelling(register)
            refuse_closed(content, path)
            self.closed = closed_years(content, path)
            own = entries_of(content, path.name, spelling)
            self.row_count = len(own)
            for each in self.closed:
                if year is None or each.year == str(year):
                    self.log |= each.entries(spelling)
            self.log |= own
        self.decided = Decided.of(self.workbook.content) if self.workbook else Decided(path.name)
        said = self.content_field(RUN)
        self.run = int(said.value or 0)
        """The number of the run that wrote it last; 0 where there was none or it doesn't say."""
        self.run_cell = said.cell

    def content_field(self, name: str) -> FieldValue:
        """A field of the workbook; blank where there is no workbook."""
        return self.workbook.content.fields[name] if self.workbook else FieldValue()

    def carried_on(self, log: Log, council: Council, run: int) -> Callable[[bool], Content]:
        """The workbook to be, with `log` and what is `decided` in it: new rows under the others.

        `run` is the number of the run that writes it. What is returned gives the content of the
        file, when it is called with whether a loss is accepted; it raises InputError where
        something that people put into the log can't be kept. Raises InputError where the workbook
        can't be changed.
        """
        entries = [log[key] for key in sorted(log) if not log[key].closed]
        about = about_log(council, run, len(entries))
        if self.workbook is None:
            declared = template(TEMPLATE)
            data = {
                **about,
                "fields": banners(declared, entries, self.decided.issued),
                TABLE: MadeRows(entries, row_of, frozenset({"state"})),
                **self.decided.issued,
                CORRECTIONS: (),
                CLOSED: (),
            }
            return lambda _: printing(declared, data)
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
        rows = workbook.content.rows(TABLE)
        for entry in entries:
            known = self.log.get(entry.key)
            if known is None or known.row is None:
                revision.add_row(TABLE, row_of(entry))
            elif entry != known:
                at = bisect_left(rows, known.row, key=lambda row: row.number)
                revision.set_row(rows[at], TABLE, row_of(entry))
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


def about_log(council: Council, run: int, row_count: int) -> dict[str, Any]:
    """What a log says of itself."""
    return {
        **council_data(council),
        "run": run,
        "row_count": row_count,
        "closing": {"year": None},
    }


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
