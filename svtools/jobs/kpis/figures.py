"""What a summary says of a KPI that is a measure, and the rating that this would propose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from svtools.jobs.register.contracts import QUARTERS, Contract, Key
from svtools.jobs.register.kpis import Kpi
from svtools.jobs.register.register import Register
from svtools.jobs.years.summaries import Delivered, MeasureId, Promised, YearSummary
from svtools.monitoring import StatutoryBands, StatutoryRating, statutory_rating
from svtools.spelling import as_known, folded, folded_key

Of = tuple[str, ...]
"""A contract and a measure's code, as they are compared."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The units of a measure in the summary's year; None where nothing was reported, or validated.

    `due` are those due up to the summary's day, `missing` the quarters due of which no figure came.
    """

    code: str
    due: Decimal
    delivered: Decimal | None
    validated: Decimal | None
    missing: tuple[str, ...] = ()

    def proposed(self, bands: StatutoryBands) -> StatutoryRating | None:
        """The rating that delivered of due proposes; it is for an officer to decide.

        None where a quarter is missing: that says nothing of the performance.
        """
        return None if self.missing else statutory_rating(self.delivered, self.due, bands)


def figures_of(summary: YearSummary | None) -> Mapping[Of, Figures]:
    """The figures of each promise of a summary."""
    if summary is None:
        return {}
    delivered: dict[Of, list[Delivered]] = {}
    for figure in summary.delivered:
        delivered.setdefault(_of(figure.contract, figure.measure), []).append(figure)
    return {
        of: _figures(promised, delivered.get(of, ()), summary)
        for promised in summary.promised
        for of in [_of(promised.contract, promised.measure)]
    }


def _figures(promised: Promised, reported: Sequence[Delivered], summary: YearSummary) -> Figures:
    by_quarter = zip(QUARTERS, promised.units, summary.ended, strict=True)
    due = {quarter: units for quarter, units, ended in by_quarter if ended}
    came = {QUARTERS[figure.quarter - 1] for figure in reported}
    return Figures(
        promised.measure[1],
        sum(due.values(), Decimal(0)),
        _sum(figure.counts for figure in reported),
        _sum(figure.validated_counts for figure in reported),
        tuple(quarter for quarter, units in due.items() if units and quarter not in came),
    )


def of_kpi(
    kpi: Kpi, contract: Contract, register: Register, figures: Mapping[Of, Figures]
) -> Figures | None:
    """The figures of a KPI whose measure is a code of the contract's edition; None without any."""
    measures = register.measures(contract)
    code = as_known(kpi.measure, measures)
    if code not in measures:
        return None
    return figures.get(_of(contract.key, (contract.edition, code)))


def _of(contract: Key, measure: MeasureId) -> Of:
    _, code = measure
    return *folded_key(contract.ref, contract.lot, contract.supplier), folded(code)


def _sum(units: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in units if each is not None]
    return sum(known, Decimal(0)) if known else None
