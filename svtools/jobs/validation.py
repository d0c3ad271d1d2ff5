"""The validation log: the council's record, carried forward and never overwritten."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.checking import Figure
from svtools.jobs.contracts import QUARTERS, Key
from svtools.jobs.opening import open_declared
from svtools.jobs.returns import PROMISED
from svtools.measures import Measure, value
from svtools.numbers import plain, settled
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.write import build

TEMPLATE = "validation_log"

LogKey = tuple[str, str, str, str, str, str, str]
"""Year, reference, lot, supplier, measure, quarter, and whether promised or other."""


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


Log = dict[LogKey, Entry]
NUMBERS = ("reported", "validated", "validated_on", "before")
TEXTS = ("title", "unit", "evidence", "validated_by", "history", "note")


def read_log(path: Path) -> Log:
    """The log at `path`. Raises InputError where it can't be read or a row can't be used."""
    content = open_declared(path, TEMPLATE)
    for problem in content.problems:
        if problem.level is not Level.REMARK:  # else what an officer validated would be lost
            place = f"{problem.sheet} {problem.places}".strip()
            raise InputError(f"{path.name}, {place}: {problem.what}", problem.remedy)
    log: Log = {}
    for row in content.rows("log"):
        entry = _entry(row.values)
        if entry.key in log:
            raise InputError(
                f"{path.name}, row {row.number + 1}: the same figure stands in two rows.",
                "Keep one row for each contract, measure and quarter.",
            )
        log[entry.key] = entry
    return log


def _entry(values: Mapping[str, Any]) -> Entry:
    names = ("year", "ref", "lot", "supplier", "measure", "quarter", "promised_or_other")
    others: dict[str, Any] = {
        **{name: values.get(name) for name in NUMBERS},
        **{name: values.get(name) or "" for name in TEXTS},
    }
    year, ref, lot, supplier, measure, quarter, origin = (values.get(n) or "" for n in names)
    return Entry((year, ref, lot, supplier, measure, quarter, origin), **others)


def lost_from(path: Path) -> list[Problem]:
    """What the council added to the log in places of its own, which rewriting doesn't keep."""
    strange = {"extra-column", "extra-sheet", "stray-cell"}
    return [p for p in open_declared(path, TEMPLATE).problems if p.code in strange]


def key_of(figure: Figure, year: str) -> LogKey:
    """Where a figure stands in the log."""
    key = figure.contract.key
    origin = "Promised" if figure.origin == PROMISED else "Other"
    quarter = QUARTERS[figure.quarter - 1]
    return (year, key.ref, key.lot, key.supplier, figure.measure.code, quarter, origin)


def carried_forward(log: Log, figures: Iterable[Figure], year: str) -> Log:
    """The log with a row for every figure reported.

    A row whose reported figure changed is reopened: what was validated moves to `before`.
    """
    made = dict(log)
    for figure in figures:
        key = key_of(figure, year)
        known = made.get(key)
        if known is None:
            made[key] = Entry(key, figure.measure.title, figure.measure.unit, figure.units)
        elif not _same(known.reported, figure.units):
            made[key] = _reopened(known, figure.units)
    return made


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two figures are the same but for the dust that a spreadsheet keeps or drops."""
    if one is None or other is None:
        return one is other
    return settled(one) == settled(other)


def _reopened(entry: Entry, units: Decimal) -> Entry:
    old = "blank" if entry.reported is None else plain(entry.reported)
    told = f"{entry.history} " if entry.history else ""
    was = entry.validated if entry.validated is not None else entry.before
    history = f"{told}Reported changed from {old} to {plain(units)}."
    return Entry(
        entry.key,
        entry.title,
        entry.unit,
        units,
        evidence=entry.evidence,
        before=was,
        history=history if entry.validated is not None or entry.history else "",
        note=entry.note,
    )


def validated_units(log: Log, figure: Figure, year: str) -> Decimal | None:
    """What the council validated of a figure, where the log still has that figure; else None."""
    entry = log.get(key_of(figure, year))
    if entry is None or not _same(entry.reported, figure.units):
        return None
    return entry.validated


def validated_to_date(
    log: Log, measures: Mapping[tuple[Key, str], Measure]
) -> dict[tuple[Key, str], tuple[Decimal, Decimal]]:
    """Validated units and £ by contract and measure, for issuing later returns.

    `measures` holds each contract's measure by the same key.
    """
    found: dict[tuple[Key, str], tuple[Decimal, Decimal]] = {}
    for entry in log.values():
        _, ref, lot, supplier, code, _, _ = entry.key
        key = (Key(ref, lot, supplier), code)
        measure = measures.get(key)
        if entry.validated is None or measure is None:
            continue
        units, pounds = found.get(key, (Decimal(0), Decimal(0)))
        worth = value(measure, entry.validated) or Decimal(0)
        found[key] = units + entry.validated, pounds + worth
    return found


def write_log(log: Log, council: Council, path: Path, as_at: date) -> Path | None:
    """Write the log to `path`; the path of the copy of the old one, if there was one."""
    return put_log(log_workbook(log_rows(log), council.name), path, as_at)


def log_workbook(rows: list[dict[str, Any]], council: str) -> bytes:
    """The log as a workbook of the council of that name."""
    return build(template(TEMPLATE), {"council": {"name": council}, "log": rows})


def put_log(workbook: bytes, path: Path, as_at: date) -> Path | None:
    """Put the log in its place; the path of the copy of the old one, if there was one."""
    copy = _keep_copy(path, as_at) if path.exists() else None
    replace_with(path, workbook)
    return copy


def _keep_copy(path: Path, as_at: date) -> Path:
    """Copy the old log beside itself under a name that is free."""
    for number in range(1, 1000):
        again = f" ({number})" if number > 1 else ""
        copy = path.with_name(f"{path.stem} before {as_at.isoformat()}{again}{path.suffix}")
        if not copy.exists():
            replace_with(copy, path.read_bytes())
            return copy
    return path


def log_rows(log: Log) -> list[dict[str, Any]]:
    """The log's rows in their order, as plain values."""
    return list(_rows(log))


def _rows(log: Log) -> Iterator[dict[str, Any]]:
    for key in sorted(log):
        entry = log[key]
        year, ref, lot, supplier, measure, quarter, origin = key
        yield {
            "year": year,
            "ref": ref,
            "lot": lot,
            "supplier": supplier,
            "measure": measure,
            "quarter": quarter,
            "origin": origin,
            **{name: getattr(entry, name) for name in (*TEXTS, *NUMBERS)},
            "state": state(entry),
        }


def state(entry: Entry) -> str:
    """What an entry waits for, in the words of the log's column State."""
    if entry.validated is None:
        return "reopened" if entry.history else "to validate"
    if entry.reported is not None and entry.validated > entry.reported:
        return "more than reported"
    return "validated"
