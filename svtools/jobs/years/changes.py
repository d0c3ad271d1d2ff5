"""What is no longer as a year's summary said: by the register and log of today, and later years."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.register.register import year_promises
from svtools.jobs.validation_log.entries import Entry, Log, same_units
from svtools.jobs.years.lines import Lines
from svtools.jobs.years.summaries import Delivered, MeasureId, YearSummary
from svtools.numbers import how_many, plain, pounds, rounded

Change = dict[str, Any]
REGISTER, LOG = "the register", "the validation log"
PLACES = 6
FACTS = ("title", "unit", "kind", "theme")
OF_LOG = {
    "Reported units": ("reported", "reported"),
    "Corrected units": ("units", "counted"),
    "Validated units": ("validated", "validated"),
}
"""What is compared with the log: of a figure in the summary, and of an entry."""


def changes(lines: Lines, log: Log) -> Iterator[Change]:
    """Every change, the earliest year first."""
    for number, summary in enumerate(lines.summaries):
        yield from _of_contracts(lines, summary)
        yield from _of_promises(lines, summary)
        yield from _by_log(lines, summary, log)
        for later in lines.summaries[number + 1 :]:
            yield from _of_measures(summary, later)


def _row(summary: YearSummary, key: Key | None, measure: str = "", **more: Any) -> Change:
    named = {"ref": key.ref, "lot": key.lot, "supplier": key.supplier} if key else {}
    blank = dict.fromkeys(("ref", "lot", "supplier", "quarter", "before", "now"), "")
    return {**blank, "year": str(summary.year), **named, "measure": measure, **more}


def _of_contracts(lines: Lines, summary: YearSummary) -> Iterator[Change]:
    """Contracts that the register has no more under that name."""
    for row in summary.contracts.values():
        key = summary.contract_of(row)
        if lines.contract(key) is None:
            said = {"what": "Contract", "before": key.label, "now": "not there", "source": REGISTER}
            yield _row(summary, key, **said)


def _of_promises(lines: Lines, summary: YearSummary) -> Iterator[Change]:
    """What contracts promised of a measure in that year, where the register now says otherwise."""
    said: dict[Key, dict[MeasureId, Decimal]] = {}
    for promise in summary.promised:
        of = said.setdefault(lines.key(promise.contract), {})
        of[promise.measure] = sum(promise.units, Decimal(0))
    for key, before in said.items():
        contract = lines.contract(key)
        if contract is None:
            continue
        promised = year_promises(lines.register, contract, summary.year)
        now = {(p.measure.edition, p.measure.code): p.units for p in promised}
        for measure in dict.fromkeys((*before, *now)):
            units = before.get(measure), now.get(measure)
            if not same_units(*(rounded(u, PLACES) if u is not None else None for u in units)):
                yield _row(
                    summary, key, measure[1], what="Promised units", source=REGISTER,
                    before=_shown(units[0]), now=_shown(units[1]),
                )  # fmt: skip


def _by_log(lines: Lines, summary: YearSummary, log: Log) -> Iterator[Change]:
    """Figures of which the log now says otherwise, or that it has no more."""
    year = str(summary.year)
    entries = {_place(lines, entry): entry for entry in log.values() if entry.key[0] == year}
    if log and summary.delivered and not entries:
        count = how_many(len(summary.delivered), "figure")
        said = {"what": "The whole year", "before": count, "now": "not there", "source": LOG}
        yield _row(summary, None, **said)
    for figure in summary.delivered if entries else ():
        key, quarter = lines.key(figure.contract), QUARTERS[figure.quarter - 1]
        at = (year, key, figure.measure[1], quarter, figure.origin)
        entry, about = entries.get(at), {"quarter": quarter, "source": LOG}
        if entry is None:
            said = {"what": "Figure", "before": _shown(figure.units), "now": "not there"}
            yield _row(summary, key, figure.measure[1], **about, **said)
            continue
        for what, (before, now) in _differing(figure, entry):
            said = {"what": what, "before": _shown(before), "now": _shown(now)}
            yield _row(summary, key, figure.measure[1], **about, **said)


def _place(lines: Lines, entry: Entry) -> tuple[Any, ...]:
    year, ref, lot, supplier, measure, quarter, origin = entry.key
    return year, lines.key(Key(ref, lot, supplier)), measure, quarter, origin.lower()


def _differing(
    figure: Delivered, entry: Entry
) -> Iterator[tuple[str, tuple[Decimal | None, Decimal | None]]]:
    corrected = not same_units(figure.reported, figure.units) or entry.corrected is not None
    for what, (before, now) in OF_LOG.items():
        if what == "Corrected units" and not corrected:
            continue
        units = getattr(figure, before), getattr(entry, now)
        if not same_units(*units):
            yield what, units


def _of_measures(summary: YearSummary, later: YearSummary) -> Iterator[Change]:
    """Measures of one edition that a later year's summary describes or values otherwise."""
    described, valued = _described(later), later.values_of_one
    values = summary.values_of_one
    for measure, facts in _described(summary).items():
        if measure not in described:
            continue
        pairs = [(f.capitalize(), facts[f], described[measure][f]) for f in FACTS]
        before, now = values.get(measure), valued.get(measure)
        if measure in values and measure in valued:
            pairs.append(("Value of one unit", _worth(before), _worth(now)))
        for what, old, new in pairs:
            if old != new:
                said = {"before": old, "now": new, "source": later.file}
                yield _row(summary, None, measure[1], what=what, **said)


def _described(summary: YearSummary) -> dict[MeasureId, dict[str, str]]:
    found: dict[MeasureId, dict[str, str]] = {}
    for row in summary.measures.values():
        edition, code = row.texts("edition", "code")
        found[edition, code] = dict(zip(FACTS, row.texts(*FACTS), strict=True))
    return found


def _shown(units: Decimal | None) -> str:
    return "blank" if units is None else plain(rounded(units, PLACES))


def _worth(proxy: Decimal | None) -> str:
    return "not valued" if proxy is None else pounds(proxy)
