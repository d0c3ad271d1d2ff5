"""The validation log: the council's record, carried forward and never overwritten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.checking import Figure
from svtools.jobs.consolidation.returns import PROMISED
from svtools.jobs.register.contracts import QUARTERS, Key, Register
from svtools.measures import value
from svtools.numbers import plain, settled

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


def entry_of(values: Mapping[str, Any], row: int | None = None) -> Entry:
    """A row of the log, by the keys of its columns."""
    numbers: dict[str, Any] = {name: values.get(name) for name in NUMBERS}
    texts = {name: values.get(name) or "" for name in TEXTS}
    return Entry(tuple(values.get(name) or "" for name in KEYS), **numbers | texts, row=row)


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
    validated: dict[tuple[Key, str], tuple[Decimal, Decimal]] = {}
    for entry in log.values():
        _, ref, lot, supplier, code, _, _ = entry.key
        key = Key(ref, lot, supplier)
        measure = measures.get(key, {}).get(code)
        if entry.validated is not None and measure:
            units, pounds = validated.get((key, code), (Decimal(0), Decimal(0)))
            worth = value(measure, entry.validated) or Decimal(0)
            validated[key, code] = units + entry.validated, pounds + worth
    return validated


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
