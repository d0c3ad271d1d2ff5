"""Years of the log that are done: their rows in files beside it, which the log names.

A file is known by a fingerprint of its rows, so that saving it again changes nothing, and a change
of what was validated is told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.validation_log.entries import NUMBERS, TEXTS, Entry, Log
from svtools.jobs.validation_log.reading import TEMPLATE, entries_of
from svtools.jobs.validation_log.spelling import Spelling
from svtools.numbers import how_many, plain, settled
from svtools.workbooks.content import Content
from svtools.workbooks.opening import Workbook

CLOSED, CLOSING_YEAR = "closed", "closing.year"
MANY_ROWS = 100_000
"""A log with more rows than these is better off without the years that are done."""


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A year whose rows stand in a file of their own, as the log at `log` names it."""

    log: Path
    year: str
    file: str
    rows: int
    fingerprint: str

    @property
    def path(self) -> Path:
        """Where the file is to be."""
        return self.log.with_name(self.file)

    def entries(self, spelling: Spelling) -> Log:
        """Its rows. Raises InputError where the file is gone, renamed or changed."""
        there = self.found()
        if fingerprint_of(there.values()) != self.fingerprint:
            raise InputError(
                f"'{self.file}' isn't as it was when {self.year} was closed: {self._other(there)}.",
                "Put back the file as it was. If the change is right, take it over with "
                f"'svtools log close {self.year} --accept-changed'.",
            )
        closed = (
            replace(entry, key=spelling.of(entry.key), row=None, closed=True)
            for entry in there.values()
        )
        return {entry.key: entry for entry in closed}

    def _other(self, there: Log) -> str:
        """What is sure to be another in its rows."""
        if len(there) == self.rows:
            return "something in the rows of its sheet Log was changed"
        return f"its sheet Log had {how_many(self.rows, 'row')} and has {len(there):,}"

    def found(self) -> Log:
        """The rows as they stand in the file now."""
        workbook = self.opened()
        return entries_of(workbook.content, workbook.file, Spelling())

    def opened(self) -> Workbook:
        """Its workbook. Raises InputError where it isn't there."""
        self.refuse_gone()
        workbook = open_own(self.path, TEMPLATE)
        if workbook.content.value(CLOSING_YEAR) != self.year:
            raise InputError(
                f"'{self.file}' is not the closed year {self.year} of {self.log.name}.",
                "Put back the file that 'svtools log close' wrote.",
            )
        return workbook

    def refuse_gone(self) -> None:
        """Raises InputError where the file isn't beside the log."""
        if self.path.is_file():
            return
        other = next(self._renamed(), "")
        seems = f" '{other}' beside it seems to be that file, renamed." if other else ""
        raise InputError(
            f"'{self.file}' is not beside {self.log.name}, which keeps the rows of {self.year} "
            f"in it.{seems}",
            "Give it its name again." if other else "Put it back there, under that name.",
        )

    def _renamed(self) -> Iterator[str]:
        """The files beside the log that hold just these rows."""
        for path in sorted(self.log.parent.glob("*.xlsx")):
            with suppress(InputError):
                workbook = open_own(path, TEMPLATE)
                if workbook.content.value(CLOSING_YEAR) == self.year:
                    rows = entries_of(workbook.content, path.name, Spelling())
                    if fingerprint_of(rows.values()) == self.fingerprint:
                        yield path.name


def closed_years(content: Content, log: Path) -> list[ClosedYear]:
    """The closed years that a log names. Raises InputError where one of their files is gone."""
    years = []
    for row in content.rows(CLOSED):
        year, file, fingerprint = row.texts("year", "file", "fingerprint")
        closed = ClosedYear(log, year, file, int(row.get("rows") or 0), fingerprint)
        if not (year and file and fingerprint) or Path(file).name != file:
            raise InputError(
                f"{log.name}, {row.place.sheet}, row {row.number + 1}: this was changed, so that "
                "nobody knows where the rows of the year are.",
                f"Put back what 'svtools log close' wrote, from a copy of {log.name}.",
            )
        closed.refuse_gone()
        years.append(closed)
    return years


def refuse_closed(content: Content, path: Path) -> None:
    """Raises InputError for the file of a closed year, which is no log to go on with."""
    year = content.value(CLOSING_YEAR)
    if year:
        raise InputError(
            f"{path.name} holds the closed year {year} of a validation log.",
            "Give the log itself: it names this file and counts what is in it.",
        )


def fingerprint_of(entries: Iterable[Entry]) -> str:
    """What tells the rows from others, whatever their order."""
    said = sorted(repr((*entry.key, *map(_said, _values(entry)))) for entry in entries)
    return sha256("\n".join(said).encode()).hexdigest()[:32]


def years_to_close(log: Log, year: str) -> list[str]:
    """The years other than `year` that a large log would be better off without, largest first."""
    counts = Counter(entry.key[0] for entry in log.values() if not entry.closed)
    if counts.total() <= MANY_ROWS:
        return []
    return [each for each, _ in counts.most_common() if each != year]


def _values(entry: Entry) -> Iterator[Any]:
    return (getattr(entry, name) for name in (*TEXTS, *NUMBERS))


def _said(value: Any) -> str:
    return plain(settled(value)) if isinstance(value, Decimal) else str(value or "")
