"""Every figure of a consolidation, added to each total it belongs to, with its row."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.jobs.consolidation.checking import (
    Figure,
    delivered_to_date,
    reported_worths,
    what_counts,
)
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.summary_lists import named
from svtools.jobs.consolidation.totals import Tally, total
from svtools.jobs.made_rows import MadeRows
from svtools.jobs.register.contracts import QUARTERS, Contract, Key
from svtools.jobs.register.register import YearPromise
from svtools.jobs.validation_log.entries import validated_units
from svtools.measures import Measure, value
from svtools.monitoring import Progress, rating
from svtools.numbers import shown_rate

BLANK = ""
"""What a formula shows where there is nothing to say."""

RETURN_MISSING = "return missing"
"""In place of a rating, where what is missing may yet bring a promise on track."""


class Counted:
    """The rows of Promises and Data, with keys that tie them to others, and the totals."""

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
        self.missing = Counter(each.contract.key for each in consolidation.missing)
        self.delivered = delivered_to_date(consolidation.figures)
        self.promise_rows = [
            self._promise_row(contract, promise)
            for contract, promises in consolidation.promises()
            for promise in promises
        ]
        self.data_rows = MadeRows(list(self._data()), DataRow.made)

    def _tallies(self, contract: Contract, measure: Measure) -> tuple[Tally, ...]:
        """Every total that a figure belongs to, but that of its quarter."""
        return (
            self.all,
            self.by_contract[contract.key],
            self.by_measure[measure.edition, measure.code],
            self.by_theme[measure.theme],
        )

    def _promise_row(self, contract: Contract, promise: YearPromise) -> dict[str, Any]:
        measure, worths, quarters = promise.measure, promise.worths, promise.quarters
        tallies = self._tallies(contract, measure)
        for quarter, units in enumerate(quarters, start=1):
            for each in (*tallies, self.by_quarter[quarter]):
                each.promised.add(measure.kind, units, worths[quarter - 1])
        due = total(worths[number - 1] for number in self.ended)
        due_units = total(quarters[number - 1] for number in self.ended)
        delivered = self.delivered.get((contract.key, measure.code))
        progress = rating(delivered, due_units, self.consolidation.register.settings.bands)
        tally, known = self.by_contract[contract.key], measure.proxy is not None
        tally.due.add(measure.kind, due_units, due)
        tally.promises[measure.kind] += 1
        tally.valued[measure.kind] += known
        tally.progress[self.in_words(progress, contract)] += 1
        return {
            **self._ids(contract, measure),
            "unit": measure.unit,
            "proxy": measure.proxy,
            **{f"q{n}": units for n, units in enumerate(quarters, start=1)},
            "units": promise.units,
            **{f"v{n}": worth for n, worth in enumerate(worths, start=1)},
            "value": total(worths) if known else None,
            "due": due if known else None,
            "due_units": due_units,
            "delivered": BLANK if delivered is None else delivered,
            "progress": BLANK
            if delivered is None or not due_units
            else shown_rate(delivered / due_units),
            "status": self.in_words(progress, contract),
        }

    def in_words(self, progress: Progress, contract: Contract) -> str:
        """How something of a contract stands, as far as its returns have come."""
        settled = progress in {Progress.ON_TRACK, Progress.NOTHING_DUE}
        return RETURN_MISSING if self.missing[contract.key] and not settled else str(progress)

    def _data(self) -> Iterator["DataRow"]:
        """A row for each figure, which is added to every total that it belongs to."""
        figures, year = list(self.consolidation.figures), str(self.consolidation.year)
        validated = [validated_units(self.consolidation.log, figure, year) for figure in figures]
        counts = what_counts(figures, validated)
        reported = reported_worths(figures)
        abouts: dict[tuple[Key, str], tuple[dict[str, Any], tuple[Tally, ...]]] = {}
        for figure, units, count, worth in zip(figures, validated, counts, reported, strict=True):
            contract, measure = figure.contract, figure.measure
            known = abouts.get((contract.key, measure.code))
            if known is None:
                known = self._ids(contract, measure), self._tallies(contract, measure)
                abouts[contract.key, measure.code] = known
            ids, tallies = known
            validated_worth = value(measure, count)
            for each in (*tallies, self.by_quarter[figure.quarter]):
                each.delivered.add(measure.kind, figure.counts, figure.value)
                each.validated.add(measure.kind, count, validated_worth)
            self.by_contract[contract.key].figures[measure.kind] += 1
            self.reported.delivered.add(measure.kind, figure.as_reported, worth)
            yield DataRow(figure, ids, worth, units, count, validated_worth)

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
            "title": measure.title,
            "kind": str(measure.kind),
            "theme": measure.theme,
        }


class DataRow(NamedTuple):
    """A figure that counts, with what was validated of it; the row of the sheet Data is made."""

    figure: Figure
    ids: dict[str, Any]
    reported_worth: Decimal | None
    validated: Decimal | None
    validated_counts: Decimal | None
    validated_worth: Decimal | None

    def made(self) -> dict[str, Any]:
        """The row, by the sources of its columns."""
        figure, ids, reported_worth, validated, validated_counts, validated_worth = self
        measure, cell = figure.measure, figure.cell
        return {
            **ids,
            "origin": figure.origin,
            "quarter": QUARTERS[figure.quarter - 1],
            "reported_units": figure.as_reported,
            "reported_value": reported_worth,
            "units": figure.units,
            "counting": str(measure.counting),
            "counts": figure.counts,
            "proxy": measure.proxy,
            "value": figure.value,
            "validated_units": validated,
            "validated_counts": validated_counts,
            "validated_value": validated_worth,
            "file": figure.file,
            "sheet": cell.sheet,
            "cell": cell.name,
        }
