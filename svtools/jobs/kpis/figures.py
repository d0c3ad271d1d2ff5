"""What a summary says of a KPI that is a measure, and the rating that this would propose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.kpis import Kpi
from svtools.jobs.register.register import Register
from svtools.jobs.spelling import as_known, folded, folded_key
from svtools.jobs.years.summaries import Delivered, YearSummary
from svtools.monitoring import StatutoryBands, StatutoryRating, statutory_rating

Of = tuple[str, ...]
"""A contract and a measure's code, as they are compared."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The units of a measure in the summary's year; None where nothing was reported, or validated.

    `due` are those due up to the summary's day.
    """

    code: str
    due: Decimal
    delivered: Decimal | None
    validated: Decimal | None

    def proposed(self, bands: StatutoryBands) -> StatutoryRating:
        """The rating that delivered of due proposes. It is for an officer to decide."""
        return statutory_rating(self.delivered, self.due, bands)


def figures_of(summary: YearSummary | None) -> Mapping[Of, Figures]:
    """The figures of each promise of a summary."""
    if summary is None:
        return {}
    delivered: dict[Of, list[Delivered]] = {}
    for figure in summary.delivered:
        key = figure.contract
        delivered.setdefault(_of(key.ref, key.lot, key.supplier, figure.measure[1]), []).append(
            figure
        )
    found = {}
    for row in summary.content.rows("promises"):
        ref, lot, supplier, code = row.texts("ref", "lot", "supplier", "measure")
        of = _of(ref, lot, supplier, code)
        reported = delivered.get(of, ())
        found[of] = Figures(
            code,
            row.get("due_units") or Decimal(0),
            _sum(figure.counts for figure in reported),
            _sum(figure.validated_counts for figure in reported),
        )
    return found


def of_kpi(
    kpi: Kpi, contract: Contract, register: Register, figures: Mapping[Of, Figures]
) -> Figures | None:
    """The figures of a KPI whose measure is a code of the contract's edition; None without any."""
    measures = register.measures(contract)
    code = as_known(kpi.measure, measures)
    if code not in measures:
        return None
    return figures.get(_of(*_names(contract.key), code))


def _names(key: Key) -> tuple[str, str, str]:
    return key.ref, key.lot, key.supplier


def _of(ref: str, lot: str, supplier: str, code: str) -> Of:
    return *folded_key(ref, lot, supplier), folded(code)


def _sum(units: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in units if each is not None]
    return sum(known, Decimal(0)) if known else None
