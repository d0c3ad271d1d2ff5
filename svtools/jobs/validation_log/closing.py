"""A year of the log closed: its rows moved into a file beside it. `svtools log close`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from svtools.errors import InputError, SvtoolsError
from svtools.gc_pause import no_collection
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.validation_log.closed import (
    CLOSED,
    CLOSING_YEAR,
    ClosedYear,
    fingerprint_of,
)
from svtools.jobs.validation_log.entries import Entry, Log, row_of, state
from svtools.jobs.validation_log.log import ROWS, RUN, LogFile, about_log
from svtools.jobs.validation_log.reading import TABLE, entries_of
from svtools.jobs.validation_log.spelling import Spelling
from svtools.jobs.validation_log.turns import turn
from svtools.monitoring import FinancialYear
from svtools.numbers import how_many, in_a_row
from svtools.policy import Council
from svtools.workbooks.lost_references import Lost
from svtools.workbooks.newer_version import opened_again, upgraded
from svtools.workbooks.opening import Workbook
from svtools.workbooks.removed_rows import without_rows
from svtools.workbooks.replacing import replace_all
from svtools.workbooks.revision import Revision

WAITING = ("to validate", "reopened", "more than reported")
"""The states of rows in which something is to be decided yet."""

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Closing:
    """What was done: the year's file, how many rows it holds, how many of them came now."""

    log: Path
    log_copy: Path | None
    closed: Path
    rows: int
    moved: int
    waiting: int


@no_collection()
def close_year(
    log_path: Path,
    year: FinancialYear,
    council: Council,
    *,
    on: date,
    with_waiting: bool = False,
    accept_changed: bool = False,
    accept_loss: bool = False,
) -> Closing:
    """Move the rows of `year` from the log into a file beside it, which the log names.

    A year that was closed before takes in the rows that came back since. Both files are put in
    their places together, and the log as it was is kept under another name. Raises InputError
    where the log has no row of the year, where rows wait to be decided (unless `with_waiting`),
    and where the year's file was changed since it was closed (unless `accept_changed`); OutputError
    where a file can't be written.
    """
    if not log_path.exists():
        raise InputError(f"There is no file {log_path}.", "Name the log with --validation.")
    with turn(log_path) as mine:
        file = LogFile(log_path, year="")
        closing = _Closing(
            file, str(year), council, max(file.run, mine.last_run) + 1, accept_loss=accept_loss
        )
        closing.refuse(with_waiting=with_waiting, accept_changed=accept_changed)
        written = closing.written(on)
        copy = file.kept(on)
        try:
            file.refuse_changed()
            replace_all(written)
        except SvtoolsError:
            if copy:
                copy.unlink(missing_ok=True)
            raise
        mine.wrote(closing.run)
    rows = len(closing.rows)
    return Closing(log_path, copy, closing.path, rows, len(closing.came), len(closing.waiting))


class _Closing:
    """One year of one log, while it is closed."""

    def __init__(
        self, file: LogFile, year: str, council: Council, run: int, *, accept_loss: bool
    ) -> None:
        workbook = file.workbook
        assert workbook  # the file was there  # noqa: S101
        refuse_other_council(workbook.content, workbook.file, council)
        self.file, self.year, self.council, self.run = file, year, council, run
        self.workbook, self.accept_loss = workbook, accept_loss
        self.known = next((each for each in file.closed if each.year == year), None)
        name = f"{file.path.stem} {year}{file.path.suffix}"
        self.path = self.known.path if self.known else file.path.with_name(name)
        self.came = {key: entry for key, entry in file.log.items() if key[0] == year}
        self.waiting = [entry for entry in self.came.values() if state(entry) in WAITING]
        self.before = self.known.found() if self.known else {}
        self.rows = self.before | self.came

    def refuse(self, *, with_waiting: bool, accept_changed: bool) -> None:
        """Raises InputError where the year can't be closed, or shouldn't be yet."""
        if self.known and not accept_changed:
            self.known.entries(Spelling())
        if not self.known and self.path.exists():
            raise InputError(
                f"{self.path} is already there, and {self.file.path.name} doesn't name it.",
                "Move it elsewhere, or look whether it belongs to another copy of the log.",
            )
        if not self.came and not (self.known and accept_changed):
            raise InputError(
                f"{self.file.path.name} has no row of {self.year}.",
                "Name a year of its sheet Log that is done.",
            )
        if self.waiting and not with_waiting:
            count = how_many(len(self.waiting), "row")
            raise InputError(
                f"{count} of {self.year} {'waits' if len(self.waiting) == 1 else 'wait'} to be "
                "decided: what isn't validated there would count as not validated.",
                "Decide them first, or add --with-waiting to close the year all the same.",
            )

    def written(self, on: date) -> dict[Path, bytes]:
        """The bytes of both files: the year's with all its rows, the log without them."""
        whole = self._adopted(upgraded(self.workbook, self._about(0)))
        closed, named = self._closed(whole, on)
        return {self.file.path: self._log(whole, named), self.path: closed}

    def _closed(self, whole: Workbook, on: date) -> tuple[bytes, Mapping[str, Any]]:
        """The year's file with all its rows, and how the log names it."""
        closed = self._grown(self.known) if self.known else self._cut_out(whole)
        there = _entries(closed)
        if odd := there.keys() ^ self.rows.keys():
            raise self._outside(self.file.log.get(key) or there.get(key) for key in odd)
        named = {
            "year": self.year,
            "file": self.path.name,
            "rows": len(there),
            "closed_on": on,
            "fingerprint": fingerprint_of(there.values()),
        }
        return _bytes(closed), named

    def _outside(self, entries: Iterable[Entry | None]) -> InputError:
        """What to say of rows that the table on the sheet Log doesn't take in."""
        rows = sorted((entry.row or 0) + 1 for entry in entries if entry)
        named = in_a_row([str(row) for row in rows]) if rows else "under the table"
        return InputError(
            f"{self.file.path.name}, sheet Log, row {named}: this isn't in the table, so that "
            f"{self.year} can't be moved out whole. Nothing was changed.",
            "Put it into the table, or delete it. Then run this again.",
        )

    def _about(self, row_count: int) -> dict[str, Any]:
        return {**about_log(self.council, self.run, row_count), CLOSED: ()}

    def _adopted(self, workbook: Workbook) -> Workbook:
        """The log with what people typed under its tables in them."""
        revision = Revision(workbook)
        revision.adopt_typed()
        return _edited(workbook, revision.saved(self.accept_loss))

    def _cut_out(self, whole: Workbook) -> Workbook:
        """The log with the rows of the year alone, which says that it holds a closed year."""
        others = (entry.row for key, entry in self.file.log.items() if key[0] != self.year)
        closed = _without(whole, others)
        revision = Revision(closed)
        revision.set_field(CLOSING_YEAR, self.year)
        _say(revision, ROWS, len(self.came))
        revision.put_rows(CLOSED, ())
        return opened_again(closed, revision.saved(self.accept_loss))

    def _grown(self, known: ClosedYear) -> Workbook:
        """The year's file with the rows that came back since it was closed."""
        closed = known.opened()
        revision = Revision(closed)
        rows = {row.number: row for row in closed.content.rows(TABLE)}
        for key, entry in self.came.items():
            if key in self.before:
                revision.set_row(rows[self.before[key].row or 0], TABLE, row_of(entry))
            else:
                revision.add_row(TABLE, row_of(entry))
        _say(revision, ROWS, len(self.rows))
        return opened_again(closed, revision.saved(self.accept_loss))

    def _log(self, whole: Workbook, named: Mapping[str, Any]) -> bytes:
        """The log without the rows of the year, and with its name."""
        lost: list[Lost] = []
        log = _without(whole, (entry.row for entry in self.came.values()), lost.append)
        self._refuse_lost(lost)
        revision = Revision(log)
        revision.gone(lost)
        _say(revision, RUN, self.run)
        _say(revision, ROWS, len(self.file.log) - len(self.came))
        others = (row.values for row in log.content.rows(CLOSED) if row.get("year") != self.year)
        revision.put_rows(CLOSED, [*others, named], ("year",))
        return revision.saved(self.accept_loss)

    def _refuse_lost(self, lost: Sequence[Lost]) -> None:
        """Raises InputError, with where it stands, for what would read #REF!."""
        if not lost or self.accept_loss:
            return
        told = [f"{cell} ({what})" for cell, what in lost[:MOST_NAMED]]
        if len(lost) > len(told):
            told.append(how_many(len(lost) - len(told), "other"))
        raise InputError(
            f"This names rows of {self.year} alone and would become #REF!: {in_a_row(told)}. "
            "Nothing was changed.",
            "Put values in its place or take it out, or add --accept-loss to close the year all "
            "the same and list it on the sheet About.",
        )


def _without(
    workbook: Workbook, rows: Iterable[int | None], lost: Callable[[Lost], None] = lambda _: None
) -> Workbook:
    """The workbook without those rows of its sheet Log."""
    place = workbook.content.tables[TABLE].place
    heading = place.heading_row, min(place.columns.values())
    gone = (row for row in rows if row is not None)
    return _edited(workbook, without_rows(_bytes(workbook), place.sheet, heading, gone, lost))


def _edited(workbook: Workbook, data: bytes) -> Workbook:
    """The workbook as it is with these bytes; itself where they are its own."""
    return workbook if data == _bytes(workbook) else opened_again(workbook, data)


def _say(revision: Revision, name: str, value: int) -> None:
    """Put a number into a field, where the workbook has it; a log of version 1 may not."""
    if revision.content.fields[name].cell:
        revision.set_field(name, value)


def _bytes(workbook: Workbook) -> bytes:
    return workbook.edited or workbook.path.read_bytes()


def _entries(workbook: Workbook) -> Log:
    return entries_of(workbook.content, workbook.file, Spelling())
