"""A consolidation as the rows of the summary workbook, with the results of its formulas.

The formulas of `templates/consolidated_summary.yaml` are live; what they give is worked out
here from the same figures and stored beside them. A test recalculates the workbook in another
engine and finds the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.breakdowns import Breakdowns
from svtools.jobs.consolidation.checking import (
    Figure,
    delivered_to_date,
    reported_worths,
    what_counts,
)
from svtools.jobs.consolidation.completeness import completeness
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.groups import Groups
from svtools.jobs.consolidation.portal_summary import (
    about_portal,
    by_source,
    portal_in_words,
    portal_rows,
)
from svtools.jobs.consolidation.summary_lists import (
    answer_rows,
    came_in,
    change_rows,
    corrected_in_words,
    free_rows,
    named,
    problem_rows,
    return_rows,
)
from svtools.jobs.consolidation.totals import THE_THREE, Tally, in_parts, of_kind, total
from svtools.jobs.issued_by import council_data
from svtools.jobs.register.contracts import QUARTERS, Contract, Key
from svtools.jobs.register.issued import reading_rows
from svtools.jobs.register.register import YearPromise
from svtools.jobs.validation_log.entries import validated_units
from svtools.measures import Measure, MeasureKind, value
from svtools.monitoring import Progress, rating
from svtools.numbers import settled, shown_rate

SENTENCES = ("completeness", "check_first", "to_check", "corrected")
"""What the Overview says above its figures."""

BLANK = ""
PARTS = {"sva": MeasureKind.SV, "leva": MeasureKind.LEV}
"""What is never added up without saying so, by the ends of its columns' keys."""

IN_ORDER = ("promised", "reported", "delivered", "validated")
"""The headline's lines; what was reported has one where corrections make it another figure."""

NONE_PROMISED = "none promised"
"""In place of a rating, for a contract without promises of a kind."""

NOT_VALUED = "not valued"
"""In place of a rating, for a contract whose promises of a kind are all record-only."""


class Summary:
    """The summary's data: rows of each table, with keys that tie them together."""

    def __init__(self, consolidation: Consolidation) -> None:
        self.consolidation = consolidation
        self.ended = [q.number for q in consolidation.year.quarters if q.end <= consolidation.as_at]
        self.contracts: dict[Key, tuple[str, Contract]] = {}
        self.measures: dict[tuple[str, str], tuple[str, Measure]] = {}
        self.all = Tally()
        self.reported = Tally()
        self.by_contract: dict[Key, Tally] = defaultdict(Tally)
        self.by_measure: dict[tuple[str, str], Tally] = defaultdict(Tally)
        self.by_theme: dict[str, Tally] = defaultdict(Tally)
        self.by_quarter: dict[int, Tally] = defaultdict(Tally)
        self.delivered = delivered_to_date(consolidation.figures)
        self.groups = Groups(consolidation.register, consolidation.council)
        self.promise_rows = [
            self._promise_row(contract, promise)
            for contract, promises in consolidation.promises()
            for promise in promises
        ]
        self.data_rows = list(self._data_rows())
        self._add_reported()

    def data(self, folder: str, register: str, log: str) -> dict[str, Any]:
        """Everything the template asks for."""
        consolidation = self.consolidation
        settings = consolidation.register.settings
        returns, to_check = return_rows(consolidation), consolidation.to_check
        return {
            **council_data(consolidation.council),
            **Breakdowns(consolidation, self.groups, self.by_contract, self.by_measure).data(),
            "year": str(consolidation.year),
            "as_at": consolidation.as_at,
            "as_at_words": f"{consolidation.as_at.day} {consolidation.as_at:%B %Y}",
            "folder": folder,
            "register": register,
            "log": log,
            "sets": self._sets(),
            "portal": about_portal(consolidation),
            "settings": {
                "days_allowed": settings.days_allowed,
                "on_track": settings.bands.on_track,
                "behind": settings.bands.behind,
                **asdict(settings.large),
            },
            "readings": reading_rows(consolidation.council),
            "headline": list(self._headline()),
            "by_source": list(by_source(consolidation.portal, self._in_three())),
            "sources": {
                "workbook": ", ".join(self._editions()) or "no figures",
                "portal": portal_in_words(consolidation),
            },
            "portal_rows": list(portal_rows(consolidation.portal)),
            "reported": in_parts(self.reported.money["delivered"]),
            "completeness": completeness(consolidation),
            "check_first": to_check.in_words(),
            "to_check": to_check.named(),
            "corrected": corrected_in_words(consolidation),
            "came_in": list(came_in(returns)),
            "by_contract": [self._contract_row(key) for key in self.contracts],
            "by_measure": [self._measure_row(key) for key in self.measures],
            "by_theme": [self._theme_row(theme) for theme in self.groups.themes(self.by_theme)],
            "by_quarter": list(self._quarter_rows()),
            "returns": returns,
            "changes": list(change_rows(consolidation)),
            "problems": list(problem_rows(consolidation, register)),
            "promises": self.promise_rows,
            "data": self.data_rows,
            "evidence": list(free_rows(consolidation, "evidence")),
            "answers": list(answer_rows(consolidation)),
        }

    def _count(
        self,
        what: str,
        contract: Contract,
        measure: Measure,
        quarter: int,
        units: Decimal | None,
        worth: Decimal | None,
    ) -> None:
        """Add one figure to every total it belongs to."""
        for tally in (
            self.all,
            self.by_contract[contract.key],
            self.by_measure[measure.edition, measure.code],
            self.by_theme[measure.theme],
            self.by_quarter[quarter],
        ):
            tally.add(what, measure, units, worth)

    def _promise_row(self, contract: Contract, promise: YearPromise) -> dict[str, Any]:
        measure = promise.measure
        worths = promise.worths
        for quarter, units in enumerate(promise.quarters, start=1):
            self._count("promised", contract, measure, quarter, units, worths[quarter - 1])
        due = total(worths[number - 1] for number in self.ended)
        due_units = total(promise.quarters[number - 1] for number in self.ended)
        delivered = self.delivered.get((contract.key, measure.code))
        progress = rating(delivered, due_units, self.consolidation.register.settings.bands)
        tally, known = self.by_contract[contract.key], measure.proxy is not None
        tally.due += of_kind(measure.kind, due)
        tally.promises[measure.kind] += 1
        tally.valued[measure.kind] += known
        tally.progress[progress] += 1
        return {
            **self._ids(contract, measure),
            "title": measure.title,
            "unit": measure.unit,
            "proxy": measure.proxy,
            **{f"q{n}": units for n, units in enumerate(promise.quarters, start=1)},
            "units": promise.units,
            **{f"v{n}": worth for n, worth in enumerate(worths, start=1)},
            "value": total(worths) if known else None,
            "due": due if known else None,
            "due_units": due_units,
            "delivered": BLANK if delivered is None else delivered,
            "progress": BLANK
            if delivered is None or not due_units
            else shown_rate(delivered / due_units),
            "status": str(progress),
        }

    def _data_rows(self) -> Iterator[dict[str, Any]]:
        figures, year = list(self.consolidation.figures), str(self.consolidation.year)
        validated = [validated_units(self.consolidation.log, figure, year) for figure in figures]
        counts = what_counts(figures, validated)
        for figure, units, counted in zip(figures, validated, counts, strict=True):
            yield self._data_row(figure, units, counted)

    def _data_row(
        self, figure: Figure, validated: Decimal | None, validated_counts: Decimal | None
    ) -> dict[str, Any]:
        contract, measure = figure.contract, figure.measure
        validated_worth = value(measure, validated_counts)
        about = contract, measure, figure.quarter
        self._count("delivered", *about, figure.counts, figure.value)
        self._count("validated", *about, validated_counts, validated_worth)
        self.by_contract[contract.key].figures[measure.kind] += 1
        return {
            **self._ids(contract, measure),
            "origin": figure.origin,
            "quarter": QUARTERS[figure.quarter - 1],
            "reported_units": figure.as_reported,
            "units": figure.units,
            "counting": str(measure.counting),
            "counts": figure.counts,
            "proxy": measure.proxy,
            "value": figure.value,
            "validated_units": validated,
            "validated_counts": validated_counts,
            "validated_value": validated_worth,
            "file": figure.file,
            "sheet": figure.cell.sheet,
            "cell": figure.cell.name,
        }

    def _add_reported(self) -> None:
        """Beside each row of data what it was worth as it was reported."""
        figures = list(self.consolidation.figures)
        for row, figure, worth in zip(
            self.data_rows, figures, reported_worths(figures), strict=True
        ):
            row["reported_value"] = worth
            self.reported.add("delivered", figure.measure, figure.as_reported, worth)

    def _ids(self, contract: Contract, measure: Measure) -> dict[str, Any]:
        """The keys that tie tables together, numbered in order, and what people know them by."""
        new_contract = f"K{len(self.contracts) + 1:03d}", contract
        new_measure = f"M{len(self.measures) + 1:03d}", measure
        contract_key, _ = self.contracts.setdefault(contract.key, new_contract)
        measure_key, _ = self.measures.setdefault((measure.edition, measure.code), new_measure)
        return {
            "contract": contract_key,
            **named(contract),
            "measure_key": measure_key,
            "measure": measure.code,
            "kind": str(measure.kind),
            "theme": measure.theme,
        }

    def _headline(self) -> Iterator[dict[str, Any]]:
        register, year = self.consolidation.register, self.consolidation.year
        whole = total(register.year_value(each, year) for _, each in self.contracts.values())
        lines = dict(self.all.money)
        if self.consolidation.corrections:
            lines["reported"] = self.reported.money["delivered"]
        for what in (what for what in IN_ORDER if what in lines):
            totals = lines[what]
            parts = in_parts(totals)
            shares = [settled(part / whole) if whole else BLANK for part in parts.values()]
            names = ("sva_share", "leva_share", "share")
            yield {"what": what.title(), **parts, **dict(zip(names, shares, strict=True))}

    def _in_three(self) -> Iterator[dict[str, Any]]:
        """The headline without what was reported, which the Portal knows nothing of."""
        return (row for row in self._headline() if row["what"].lower() in THE_THREE)

    def _contract_row(self, key: Key) -> dict[str, Any]:
        (contract_key, contract), tally = self.contracts[key], self.by_contract[key]
        register, progress = self.consolidation.register, tally.progress
        year_value = register.year_value(contract, self.consolidation.year)
        return {
            "key": contract_key,
            **named(contract),
            "title": contract.title,
            **self.groups.of_contract(contract),
            "weighting_used": contract.weighting,
            "year_value": year_value,
            **tally.results(),
            **self._standing(tally, year_value),
            "promises": tally.promises.total(),
            "behind": progress[Progress.BEHIND] + progress[Progress.WELL_BEHIND],
            "not_reported": progress[Progress.NOT_REPORTED],
            "reported": tally.figures.total(),
            "not_counted": self.consolidation.not_counted(contract) or None,
        }

    def _standing(self, tally: Tally, year_value: Decimal | None) -> dict[str, Any]:
        """How a contract's SVA stands, and its LEVA."""
        bands, found = self.consolidation.register.settings.bands, dict[str, Any]()
        for part, kind in PARTS.items():
            due, delivered = getattr(tally.due, part), getattr(tally.money["delivered"], part)
            status = str(rating(delivered if tally.figures[kind] else None, due, bands))
            if not tally.valued[kind]:
                status = NOT_VALUED if tally.promises[kind] else NONE_PROMISED
            found |= {
                f"due_{part}": due,
                f"progress_{part}": shown_rate(delivered / due) if due else BLANK,
                f"status_{part}": status,
                f"share_{part}": settled(delivered / year_value) if year_value else BLANK,
            }
        return found

    def _measure_row(self, key: tuple[str, str]) -> dict[str, Any]:
        (measure_key, measure), tally = self.measures[key], self.by_measure[key]
        shown = ("code", "title", "edition", "unit", "theme")
        return {
            "key": measure_key,
            **{name: getattr(measure, name) for name in shown},
            "kind": str(measure.kind),
            **self.groups.of_measure(measure),
            **{f"{what}_units": tally.units[what] for what in THE_THREE},
            **{what: tally.money[what].sleva for what in THE_THREE},
        }

    def _theme_row(self, theme: str) -> dict[str, Any]:
        year = str(self.consolidation.year)
        targets = self.consolidation.register.targets
        mine = [target for target in targets if (target.year, target.theme) == (year, theme)]
        tally = self.by_theme[theme]
        sva, leva = (_sum_of(getattr(target, part) for target in mine) for part in PARTS)
        validated = tally.money["validated"]
        return {
            "theme": theme,
            **tally.results(),
            "target_sva": sva,
            "target_leva": leva,
            "reached_sva": settled(validated.sva / sva) if sva else BLANK,
            "reached_leva": settled(validated.leva / leva) if leva else BLANK,
        }

    def _quarter_rows(self) -> Iterator[dict[str, Any]]:
        for quarter in self.consolidation.year.quarters:
            dates = f"{quarter.start:%d %b %Y} to {quarter.end:%d %b %Y}"
            yield {
                "number": quarter.number,
                "quarter": QUARTERS[quarter.number - 1],
                "dates": dates,
                **self.by_quarter[quarter.number].results(),
            }

    def _editions(self) -> list[str]:
        """The measure editions of what the workbooks promise and report."""
        return list(dict.fromkeys(measure.edition for _, measure in self.measures.values()))

    def _sets(self) -> str:
        """The editions in use with their licence and notice."""
        known = self.consolidation.register.sets
        sets = [known[edition] for edition in self._editions() if edition in known]
        return "\n".join(f"{s.name} ({s.edition}), {s.licence}. {s.notice}".strip() for s in sets)


def _sum_of(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what is there; None where nothing is."""
    there = [value for value in values if value is not None]
    return sum(there, Decimal(0)) if there else None
