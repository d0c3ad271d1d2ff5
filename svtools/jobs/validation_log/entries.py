"""The rows of the sheet Log: what was reported of each figure, and what the council validated."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from svtools.jobs.consolidation.checking import Figure
from svtools.jobs.consolidation.returns import PROMISED
from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.register.register import Register
from svtools.measures import Measure, counted, value
from svtools.numbers import plain, settled
from svtools.workbooks.content import Row

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
    corrected: Decimal | None = None
    """The units that council and supplier agreed instead of those reported, if they did."""
    promised: Decimal | None = None
    worth: Decimal | None = None
    supplier_evidence: str = ""
    supplier_note: str = ""
    row: int | None = field(default=None, compare=False)
    """The row of the sheet, from 0, that it was read from; None for one that is new or closed."""
    closed: bool = field(default=False, compare=False)
    """Whether it stands in the file of a closed year."""

    @property
    def supplier_said(self) -> tuple[str, str]:
        """What the supplier names as evidence, and the note."""
        return self.supplier_evidence, self.supplier_note

    @property
    def counted(self) -> Decimal | None:
        """The units that count: the corrected ones, else those reported."""
        return self.reported if self.corrected is None else self.corrected


class Shown(NamedTuple):
    """What stands beside a figure for whoever validates it; no change of it reopens the row."""

    promised: Decimal | None = None
    supplier_evidence: str = ""
    supplier_note: str = ""


NOTHING_SHOWN = Shown()
Log = dict[LogKey, Entry]
NUMBERS = (
    "reported", "validated", "validated_on", "before", "corrected", "promised", "worth",
)  # fmt: skip
TEXTS = (
    "title", "unit", "evidence", "validated_by", "history", "note", "supplier_evidence",
    "supplier_note",
)  # fmt: skip
_NAMES, _OTHERS = (*KEYS, *TEXTS, *NUMBERS, "state"), attrgetter(*TEXTS, *NUMBERS)

_TYPED = attrgetter(*TEXTS, *NUMBERS)


def entry_of(row: Row) -> Entry:
    """The entry in a row of the log."""
    get = row.values.get
    numbers: dict[str, Any] = {name: get(name) for name in NUMBERS}
    texts = {name: get(name) or "" for name in TEXTS}
    return Entry(tuple([get(name) or "" for name in KEYS]), **numbers | texts, row=row.number)


def values_of(entry: Entry) -> dict[str, Any]:
    """What stands in the cells of an entry's row that aren't calculated, blanks left out."""
    named = zip((*KEYS, *TEXTS, *NUMBERS), (*entry.key, *_TYPED(entry)), strict=True)
    return {name: value for name, value in named if value is not None and value != ""}


def key_of(figure: Figure, year: str) -> LogKey:
    """Where a figure stands in the log."""
    key, quarter = figure.contract.key, QUARTERS[figure.quarter - 1]
    origin = "Promised" if figure.origin == PROMISED else "Other"
    return (year, key.ref, key.lot, key.supplier, figure.measure.code, quarter, origin)


def carried_forward(
    log: Log, figures: Iterable[Figure], year: str, shown: Mapping[LogKey, Shown] | None = None
) -> Log:
    """The log with a row for every figure reported, and what is `shown` beside it as of now.

    A row whose figure changed is reopened: what was validated moves to `before`. One of a closed
    year comes back into the log then, and is left as it was otherwise.
    """
    carried = dict(log)
    for figure in figures:
        key = key_of(figure, year)
        beside = (shown or {}).get(key, NOTHING_SHOWN)
        corrected = None if figure.reported is None else figure.units
        entry = carried.get(key)
        if entry is None:
            measure, reported = figure.measure, figure.as_reported
            entry = Entry(
                key,
                measure.title,
                measure.unit,
                reported,
                corrected=corrected,
                worth=figure.value,
                promised=beside.promised,
                supplier_evidence=beside.supplier_evidence,
                supplier_note=beside.supplier_note,
            )
        elif entry.closed and _as_closed(entry, figure, corrected):
            continue
        else:
            entry = _as_of_now(entry, figure, corrected, beside)
        carried[key] = entry
    return carried


def _as_closed(entry: Entry, figure: Figure, corrected: Decimal | None) -> bool:
    """Whether a row of a closed year says of a figure what is reported now."""
    pairs = ((entry.reported, figure.as_reported), (entry.corrected, corrected))
    return all(same_units(before, now) for before, now in pairs)


def _as_of_now(entry: Entry, figure: Figure, corrected: Decimal | None, beside: Shown) -> Entry:
    """The entry with what is reported of it now; itself where nothing changed."""
    if not same_units(entry.counted, figure.units):
        entry = _reopened(entry, figure)
    if not same_units(entry.reported, figure.as_reported):
        entry = replace(entry, reported=figure.as_reported)
    now = (corrected, figure.value, *beside, False)
    before = (entry.corrected, entry.worth, entry.promised, *entry.supplier_said, entry.closed)
    if now == before:
        return entry
    about = {"worth": figure.value, **beside._asdict()}
    return replace(entry, corrected=corrected, closed=False, **about)


def same_units(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two figures are the same but for the dust that a spreadsheet keeps or drops."""
    if one is None or other is None:
        return one is other
    return one == other or settled(one) == settled(other)


def _reopened(entry: Entry, figure: Figure) -> Entry:
    what, before, now = "Corrected", entry.counted, figure.units
    if not same_units(entry.reported, figure.as_reported):
        what, before, now = "Reported changed", entry.reported, figure.as_reported
    old = "blank" if before is None else plain(before)
    change = f"{entry.history} {what} from {old} to {plain(now)}.".lstrip()
    return replace(
        entry,
        validated=None,
        validated_by="",
        validated_on=None,
        before=entry.before if entry.validated is None else entry.validated,
        history="" if entry.validated is None and not entry.history else change,
    )


def validated_units(log: Log, figure: Figure, year: str) -> Decimal | None:
    """What the council validated of a figure, where the log still has that figure; else None."""
    entry = log.get(key_of(figure, year))
    return entry.validated if entry and same_units(entry.counted, figure.units) else None


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
    return dict(zip(_NAMES, (*entry.key, *_OTHERS(entry), state(entry)), strict=True))


def state(entry: Entry) -> str:
    """What an entry waits for, in the words of the log's column State."""
    if entry.validated is not None:
        more = entry.counted is not None and entry.validated > entry.counted
        return "more than reported" if more else "validated"
    if entry.history:
        return "reopened"
    return "to validate" if entry.counted else "none reported"
