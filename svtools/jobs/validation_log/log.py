"""The validation log: the council's record, carried forward and never overwritten.

Its entries as plain values; its workbook, read whole or refused and carried on with all in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from svtools.errors import InputError
from svtools.jobs.consolidation.checking import Figure
from svtools.jobs.consolidation.returns import PROMISED
from svtools.jobs.issued_by import council_data
from svtools.jobs.opening import open_own
from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.spelling import Spelling
from svtools.measures import Measure, counted, value
from svtools.numbers import plain, settled
from svtools.policy import Council
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, FieldValue, Row
from svtools.workbooks.layout import PlacedSheet, lay_out
from svtools.workbooks.opening import Workbook
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, told
from svtools.workbooks.replacing import create, replace_with
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import build

TEMPLATE, TABLE, RUN = "validation_log", "log", "runs.number"
PROOF = ("evidence", "validated_by", "validated_on")
KEYS = ("year", "ref", "lot", "supplier", "measure", "quarter", "promised_or_other")
LogKey = tuple[str, ...]
"""What stands in the columns `KEYS` of a row, which no other row says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log: what was reported, and what the council validated of it."""

    key: LogKey
    title: str
    unit: str
    reported: Decimal | None
    validated: Decimal | None = None
    evidence: str = ""
    validated_by: str = ""
    validated_on: date | None = None
    before: Decimal | None = None
    history: str = ""
    note: str = ""
    row: int | None = field(default=None, compare=False)
    """The row of the sheet, from 0, that it was read from; None for one that is new."""


Log = dict[LogKey, Entry]
NUMBERS = ("reported", "validated", "validated_on", "before")
TEXTS = ("title", "unit", "evidence", "validated_by", "history", "note")


def entry_of(row: Row) -> Entry:
    """The entry in a row of the log."""
    numbers: dict[str, Any] = {name: row.get(name) for name in NUMBERS}
    texts = {name: row.get(name) or "" for name in TEXTS}
    return Entry(tuple(row.get(name) or "" for name in KEYS), **numbers | texts, row=row.number)


def key_of(figure: Figure, year: str) -> LogKey:
    """Where a figure stands in the log."""
    key, quarter = figure.contract.key, QUARTERS[figure.quarter - 1]
    origin = "Promised" if figure.origin == PROMISED else "Other"
    return (year, key.ref, key.lot, key.supplier, figure.measure.code, quarter, origin)


def carried_forward(log: Log, figures: Iterable[Figure], year: str) -> Log:
    """The log with a row for every figure reported.

    A row whose reported figure changed is reopened: what was validated moves to `before`.
    """
    carried = dict(log)
    for figure in figures:
        key = key_of(figure, year)
        known = carried.get(key)
        if known is None:
            carried[key] = Entry(key, figure.measure.title, figure.measure.unit, figure.units)
        elif not _same(known.reported, figure.units):
            carried[key] = _reopened(known, figure.units)
    return carried


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two figures are the same but for the dust that a spreadsheet keeps or drops."""
    if one is None or other is None:
        return one is other
    return settled(one) == settled(other)


def _reopened(entry: Entry, units: Decimal) -> Entry:
    old = "blank" if entry.reported is None else plain(entry.reported)
    change = f"{entry.history} Reported changed from {old} to {plain(units)}.".lstrip()
    return replace(
        entry,
        reported=units,
        validated=None,
        validated_by="",
        validated_on=None,
        before=entry.before if entry.validated is None else entry.validated,
        history="" if entry.validated is None and not entry.history else change,
    )


def validated_units(log: Log, figure: Figure, year: str) -> Decimal | None:
    """What the council validated of a figure, where the log still has that figure; else None."""
    entry = log.get(key_of(figure, year))
    return entry.validated if entry and _same(entry.reported, figure.units) else None


def validated_to_date(
    log: Log, register: Register
) -> dict[tuple[Key, str], tuple[Decimal, Decimal]]:
    """Validated units and £ by contract and measure, for issuing later returns."""
    measures = {contract.key: register.measures(contract) for contract in register.contracts}
    found: dict[tuple[Key, str, str], dict[str, dict[str, Decimal]]] = {}
    for entry in log.values():
        year, ref, lot, supplier, code, quarter, origin = entry.key
        key = Key(ref, lot, supplier)
        if entry.validated is not None and code in measures.get(key, {}):
            years = found.setdefault((key, code, origin), {})
            years.setdefault(year, {})[quarter] = entry.validated
    validated: dict[tuple[Key, str], tuple[Decimal, Decimal]] = {}
    for (key, code, _), years in found.items():
        measure = measures[key][code]
        units, pounds = validated.get((key, code), (Decimal(0), Decimal(0)))
        for each in _that_count(measure, years):
            units, pounds = units + each, pounds + (value(measure, each) or Decimal(0))
        validated[key, code] = units, pounds
    return validated


def _that_count(measure: Measure, years: Mapping[str, Mapping[str, Decimal]]) -> Iterator[Decimal]:
    """The validated units that count, by year and quarter: of a stock only the last year's."""
    kept = [max(years)] if measure.counting.is_stock else sorted(years)
    for year in kept:
        quarters = [years[year].get(quarter) for quarter in QUARTERS]
        yield from (units for units in counted(measure.counting, quarters) if units is not None)


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as a row of the log, by the keys of its columns."""
    others = {name: getattr(entry, name) for name in (*TEXTS, *NUMBERS)}
    return {**dict(zip(KEYS, entry.key, strict=True)), **others, "state": state(entry)}


def state(entry: Entry) -> str:
    """What an entry waits for, in the words of the log's column State."""
    if entry.validated is not None:
        more = entry.reported is not None and entry.validated > entry.reported
        return "more than reported" if more else "validated"
    if entry.history:
        return "reopened"
    return "to validate" if entry.reported else "none reported"


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
        said = self.workbook.content.fields[RUN] if self.workbook else FieldValue()
        self.run = int(said.value or 0)
        """The number of the run that wrote it last; 0 where there was none or it doesn't say."""
        self.run_cell = said.cell

    def carried_on(self, log: Log, council: Council, run: int) -> "CarriedOn":
        """The workbook to be, with `log` in it: new entries stand under the others.

        `run` is the number of the run that writes it. Raises InputError where the workbook can't be
        changed.
        """
        entries = [log[key] for key in sorted(log)]
        if self.workbook is None:
            rows = [row_of(entry) for entry in entries]
            data = {**council_data(council), TABLE: rows, "run": run}
            first = placed()[1].tables[0].first
            numbers = {entry.key: row for row, entry in enumerate(entries, start=first)}
            return CarriedOn(numbers, lambda _: build(template(TEMPLATE), data))
        revision = Revision(self.workbook)
        if self.run_cell:
            revision.set_field(RUN, run)
        else:
            revision.add_field(RUN, run, _under_all(self.workbook))
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


class CarriedOn(NamedTuple):
    """A log that is not written yet: the row of each entry, from 0, and how to make the workbook.

    `workbook(accept_loss)` raises InputError where something that people put into the log can't be
    kept, unless the loss is accepted.
    """

    rows: Mapping[LogKey, int]
    workbook: Callable[[bool], bytes]


def _entries(content: Content, file: str, spelling: Spelling) -> Log:
    """The log's rows. Raises InputError with every fault, else what was validated would be lost."""
    faults = [p for p in told(content.problems) if p.level is not Level.REMARK]
    sentences = [fault.located for fault in faults]
    remedies = dict.fromkeys(fault.remedy for fault in faults)
    table, place = content.template.table(TABLE), content.tables[TABLE].place
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
    workbook = file.carried_on(log, council, file.run).workbook(False)
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


def placed() -> tuple[int, PlacedSheet]:
    """The sheet of the log, as it is written, with its place in the file."""
    plan = lay_out(template(TEMPLATE), {"log": ()})
    return next((order, sheet) for order, sheet in enumerate(plan) if sheet.tables)
