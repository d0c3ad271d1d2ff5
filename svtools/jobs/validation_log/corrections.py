"""Figures that council and supplier agreed to change: the sheet Corrections of the log.

A correction stands as long as the supplier reports what was reported when it was agreed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.checking import Figure, counted_again
from svtools.jobs.consolidation.returns import PROMISED
from svtools.jobs.register.contracts import QUARTERS
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.decided import CORRECTIONS, Decided, lacking
from svtools.jobs.validation_log.entries import Log, key_of, same_units
from svtools.monitoring import FinancialYear
from svtools.numbers import plain
from svtools.spelling import folded, folded_key, letters_of
from svtools.workbooks.content import Row
from svtools.workbooks.problems import Problems

NEEDED = ("year", "ref", "measure", "quarter", "units", "reason", "agreed_by", "agreed_on")
STANDS, VOID, NOT_FOUND = "stands", "void", "not found"
TWICE, INCOMPLETE = "twice", "incomplete"

FigureKey = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """The units that count instead of a figure's reported ones, with who agreed it and why."""

    figure: Figure
    units: Decimal
    reason: str
    agreed_by: str
    agreed_on: date


def agreed(
    decided: Decided,
    log: Log,
    figures: Iterable[Figure],
    register: Register,
    year: FinancialYear,
    problems: Problems,
) -> list[Correction]:
    """The corrections of the year that stand; why others don't is told, and written beside each.

    `log` is the log as it was read: what it shows as reported is what was agreed to change.
    """
    rows = decided.rows.get(CORRECTIONS, ())
    by_name: dict[FigureKey, list[Figure]] = defaultdict(list)
    for figure in figures if rows else ():
        by_name[_name_of(figure)].append(figure)
    standing: dict[int, list[tuple[Row, Correction]]] = defaultdict(list)
    void: list[tuple[Row, int]] = []
    decided.corrections = []
    for row in rows:
        if not _is_of(row, year):
            continue
        found = _figures_of(row, by_name, register)
        reported = _reported_then(row, found, log, year)
        state = _state(row, found, reported, problems)
        if state == STANDS:
            standing[id(found[0])].append((row, _correction(row, found[0])))
        if state == VOID:
            void.append((row, id(found[0])))
        if state in {INCOMPLETE, NOT_FOUND}:
            reported = row.get("reported")
        decided.corrections.append((row, {"reported": reported, "state": state}))
    for row, figure_id in void:
        if figure_id in standing:  # a later row has taken its place
            problems.drop("correction-void", row.cell("units"))
    _hold_back_twice(decided, standing, problems)
    return [each[0][1] for each in standing.values() if len(each) == 1]


def corrected(figures: Iterable[Figure], corrections: Iterable[Correction]) -> list[Figure]:
    """The figures with the units that were agreed in place of those reported."""
    instead = {id(each.figure): each.units for each in corrections}
    known = list(figures)
    if not any(id(figure) in instead for figure in known):
        return known
    return counted_again(
        [
            figure._replace(units=instead[id(figure)], reported=figure.units)
            if id(figure) in instead
            else figure
            for figure in known
        ]
    )


def _is_of(row: Row, year: FinancialYear) -> bool:
    """Whether a correction is of the year, or doesn't say of which."""
    said = row.get("year")
    with suppress(ValueError):
        return said is None or FinancialYear.parse(str(said)) == year
    return True


def _name_of(figure: Figure) -> FigureKey:
    key, origin = figure.contract.key, "Promised" if figure.origin == PROMISED else "Other"
    code, quarter = _code(figure.measure.code), QUARTERS[figure.quarter - 1]
    return (*folded_key(key.ref, key.lot), code, quarter, origin)


def _code(measure: str) -> str:
    return letters_of(folded(measure))


def _figures_of(
    row: Row, by_name: Mapping[FigureKey, list[Figure]], register: Register
) -> list[Figure]:
    """The reported figures that a correction may mean."""
    ref, lot = (str(row.get(key) or "") for key in ("ref", "lot"))
    code, quarter = _code(str(row.get("measure") or "")), row.get("quarter")
    origin = row.get("promised_or_other") or "Promised"
    name = *register.name_of(ref, lot), code, quarter, origin
    supplier = folded(str(row.get("supplier") or ""))
    return [
        figure
        for figure in by_name.get(name, ())
        if supplier in {"", folded(figure.contract.key.supplier)}
    ]


def _reported_then(row: Row, found: list[Figure], log: Log, year: FinancialYear) -> Decimal | None:
    """What was reported when a correction was agreed, by its row or else by the log.

    A row that stood, of a figure that is as it was then, was copied from another figure's row.
    """
    said: Decimal | None = row.get("reported")
    if len(found) != 1:
        return said
    seen, now = log.get(key_of(found[0], str(year))), found[0].units
    before = seen.reported if seen else now
    is_copy = row.get("state") == STANDS and same_units(before, now)
    return before if said is None or is_copy else said


def _state(row: Row, found: list[Figure], before: Decimal | None, problems: Problems) -> str:
    """Whether a correction of what was `before` stands by itself; why it doesn't is told."""
    cells, labels = lacking(_with_year_read(row), CORRECTIONS, *NEEDED, *row.faulty)
    if len(found) > 1:
        cells, labels = [row.cell("supplier")], "'Supplier'"
    about = {
        "ref": _said(row, "ref"),
        "measure": _said(row, "measure"),
        "quarter": _said(row, "quarter"),
        "units": _said(row, "units"),
    }
    if labels:
        problems.add("correction-incomplete", *cells, labels=labels, **about)
        return INCOMPLETE
    if not found:
        problems.add("correction-not-found", row.cell("measure"), **about)
        return NOT_FOUND
    now = found[0].units
    if not same_units(before, now):
        figures = {"before": "blank" if before is None else plain(before), "now": plain(now)}
        problems.add("correction-void", row.cell("units"), **figures, **about)
        return VOID
    return STANDS


def _with_year_read(row: Row) -> Row:
    """The row without a year that is none."""
    with suppress(ValueError):
        FinancialYear.parse(str(row.get("year")))
        return row
    return row._replace(values={key: row.values[key] for key in row.values if key != "year"})


def _said(row: Row, key: str) -> str:
    """What the officer typed, as messages name it."""
    value = row.get(key)
    return plain(value) if isinstance(value, Decimal) else str(value or "blank")


def _correction(row: Row, figure: Figure) -> Correction:
    return Correction(
        figure, row.get("units"), row.get("reason"), row.get("agreed_by"), row.get("agreed_on")
    )


def _hold_back_twice(
    decided: Decided, standing: Mapping[int, list[tuple[Row, Correction]]], problems: Problems
) -> None:
    """Let neither of two corrections of one figure stand."""
    for rows in ([row for row, _ in each] for each in standing.values() if len(each) > 1):
        numbers = {row.number for row in rows}
        decided.corrections = [
            (row, {**values, "state": TWICE} if row.number in numbers else values)
            for row, values in decided.corrections
        ]
        problems.add(
            "correction-twice",
            *(row.cell("units") for row in rows),
            ref=_said(rows[0], "ref"),
            measure=_said(rows[0], "measure"),
            quarter=_said(rows[0], "quarter"),
        )
