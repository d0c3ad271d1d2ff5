"""Every £ and unit of the summaries as one list, of which the tables are sums."""

from collections.abc import Container, Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.statement.figures import Figure, Source, Unit
from svtools.jobs.years.lines import About, Lines
from svtools.jobs.years.summaries import Delivered, MeasureId, Promised, YearSummary
from svtools.monitoring import FinancialYear
from svtools.numbers import plain, pounds

SV, LEV = "SV", "LEV"


class Stage(StrEnum):
    """How far a figure has come; stages are never added together."""

    PROMISED = "Promised"
    DUE = "Due to date"
    REPORTED = "Reported"
    VALIDATED = "Validated"


OF_PEOPLE = (Stage.REPORTED, Stage.VALIDATED)
"""The stages that count what happened: a promise counts nobody."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A row of a summary at one stage: its units, and their £ where the measure is valued."""

    stage: Stage
    year: FinancialYear
    contract: Key
    measure: MeasureId
    about: About
    units: Decimal | None
    pounds: Decimal | None
    source: Source

    @property
    def atom(self) -> Hashable:
        """What its units are a part of: the least that the tables tell apart."""
        return self.stage, str(self.year), self.contract, self.measure


def amounts(lines: Lines) -> list[Amount]:
    """The rows of all summaries, promises at the stages promised and due, figures at the others."""
    return [
        amount
        for summary in lines.summaries
        for rows in (_promised(summary, lines), _delivered(summary, lines))
        for amount in rows
    ]


def _promised(summary: YearSummary, lines: Lines) -> Iterator[Amount]:
    for promise in summary.promised:
        about = lines.measures[promise.measure]
        key = lines.key(promise.contract)
        source = _promise_source(summary, promise, about)
        ended = [n for n in range(len(QUARTERS)) if summary.ended[n]]
        for stage, numbers in ((Stage.PROMISED, range(len(QUARTERS))), (Stage.DUE, ended)):
            units = sum((promise.units[n] for n in numbers), Decimal(0))
            worth = [promise.values[n] for n in numbers]
            known = [value for value in worth if value is not None]
            total = sum(known, Decimal(0)) if known or about.proxy is not None else None
            yield Amount(stage, summary.year, key, promise.measure, about, units, total, source)


def _delivered(summary: YearSummary, lines: Lines) -> Iterator[Amount]:
    for figure in summary.delivered:
        about = lines.measures[figure.measure]
        key = lines.key(figure.contract)
        source = _delivery_source(summary, figure, about)
        both = (
            (Stage.REPORTED, figure.counts, figure.value),
            (Stage.VALIDATED, figure.validated_counts, figure.validated_value),
        )
        for stage, units, worth in both:
            if units is not None or worth is not None:
                yield Amount(stage, summary.year, key, figure.measure, about, units, worth, source)


def _promise_source(summary: YearSummary, promise: Promised, about: About) -> Source:
    says = f"{promise.contract.label}, {promise.measure[1]} {about.title}"
    steps = (_proxy(promise.measure, about),) if about.proxy is not None else ()
    return Source(summary.file, "Promises", promise.row, says, steps)


def _delivery_source(summary: YearSummary, figure: Delivered, about: About) -> Source:
    quarter = QUARTERS[figure.quarter - 1]
    says = f"{figure.contract.label}, {figure.measure[1]} {about.title}, {quarter}"
    place = f"return {figure.file}, sheet {figure.sheet}, cell {figure.cell}"
    steps = [f"{place}: {_units(figure.reported)} {about.unit}"]
    steps.append(
        "validated: not yet"
        if figure.validated is None
        else f"validated: {_units(figure.validated)} {about.unit}"
    )
    if about.proxy is not None:
        steps.append(_proxy(figure.measure, about))
    return Source(summary.file, "Data", figure.row, says, tuple(steps))


def _units(value: Decimal | None) -> str:
    return "blank" if value is None else plain(value)


def _proxy(measure: MeasureId, about: About) -> str:
    worth = pounds(about.proxy or 0)
    return f"value of one unit: {worth} ({measure[0]}, {measure[1]})"


def total(rows: Iterable[Amount], unit: Unit = Unit.POUNDS, **about: bool) -> Figure:
    """The sum of rows, all at one stage; 0 where there are none."""
    rows = [row for row in rows if _value(row, unit) is not None]
    parts: dict[Hashable, Decimal] = {}
    for row in rows:
        if row.stage in OF_PEOPLE and row.units:
            parts[row.atom] = Decimal(1) if unit is Unit.UNITS else row.about.proxy or Decimal(0)
    value = sum((_value(row, unit) or Decimal(0) for row in rows), Decimal(0))
    return Figure(value, unit, "", tuple(row.source for row in rows), parts, **about)


def _value(row: Amount, unit: Unit) -> Decimal | None:
    return row.units if unit is Unit.UNITS else row.pounds


def where(
    rows: Iterable[Amount],
    stage: Stage,
    kind: str = "",
    *,
    measure: MeasureId | None = None,
    contracts: Container[Key] | None = None,
) -> list[Amount]:
    """The rows at a stage, where asked of a kind (SV, LEV), a measure, or of some contracts."""
    return [
        row
        for row in rows
        if row.stage is stage
        and kind in ("", row.about.kind)
        and measure in (None, row.measure)
        and (contracts is None or row.contract in contracts)
    ]
