"""Every figure of a consolidation, added to each total it belongs to, with its row."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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

SETTLED = frozenset({Progress.ON_TRACK, Progress.NOTHING_DUE})
"""What no later return changes."""


@dataclass(slots=True)
class Pair:
    """A contract and a measure: what names both in every row, and what all figures come to."""

    contract: Contract
    measure: Measure
    contract_ids: Mapping[str, str]
    measure_ids: Mapping[str, str]
    tally: Tally = field(default_factory=Tally)

    @property
    def ids(self) -> dict[str, str]:
        """The keys that tie tables together, and what people know them by."""
        return {**self.contract_ids, **self.measure_ids}


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
        self._pairs: dict[tuple[Key, str], Pair] = {}
        self._contract_ids: dict[Key, dict[str, str]] = {}
        self._measure_ids: dict[tuple[str, str], dict[str, str]] = {}
        promises = [
            self._promise_row(contract, promise)
            for contract, promises in self._promises()
            for promise in promises
        ]
        self.promise_rows = MadeRows(promises, PromiseRow.made)
        self.data_rows = MadeRows(list(self._data()), DataRow.made)
        self._add_up()

    def _promises(self) -> Iterator[tuple[Contract, list[YearPromise]]]:
        """Each contract with its promises; one of which any is held back has its row for sure."""
        for contract, promises in self.consolidation.promises():
            if self.consolidation.register.held_back(contract):
                self._ids_of_contract(contract)
                self.by_contract.setdefault(contract.key, Tally())
            yield contract, promises

    def _add_up(self) -> None:
        """Add what each contract's measures come to, to the totals of both, and those up."""
        for pair in self._pairs.values():
            self.by_contract[pair.contract.key].add_all(pair.tally)
            self.by_measure[pair.measure.edition, pair.measure.code].add_all(pair.tally)
        for tally in self.by_contract.values():
            self.all.add_all(tally)
        for key, (_, measure) in self.measures.items():
            self.by_theme[measure.theme].add_all(self.by_measure[key])

    def _promise_row(self, contract: Contract, promise: YearPromise) -> "PromiseRow":
        measure, worths, quarters = promise.measure, promise.worths, promise.quarters
        pair = self._pair(contract, measure)
        pair.tally.promised.add(measure.kind, promise.units, total(worths))
        for quarter, units in enumerate(quarters, start=1):
            self.by_quarter[quarter].promised.add(measure.kind, units, worths[quarter - 1])
        due = total(worths[number - 1] for number in self.ended)
        due_units = total(quarters[number - 1] for number in self.ended)
        delivered = self.delivered.get((contract.key, measure.code))
        progress = rating(delivered, due_units, self.consolidation.register.settings.bands)
        tally, known = self.by_contract[contract.key], measure.proxy is not None
        tally.due.add(measure.kind, due_units, due)
        tally.promises[measure.kind] += 1
        tally.valued[measure.kind] += known
        status = self.in_words(progress, contract)
        tally.progress[status] += 1
        return PromiseRow(pair, promise, due if known else None, due_units, delivered, status)

    def in_words(self, progress: Progress, contract: Contract) -> str:
        """How something of a contract stands, as far as its returns have come."""
        may_change = self.missing[contract.key] and progress not in SETTLED
        return RETURN_MISSING if may_change else str(progress)

    def _data(self) -> Iterator["DataRow"]:
        """A row for each figure, which is added to every total that it belongs to."""
        figures, year = list(self.consolidation.figures), str(self.consolidation.year)
        validated = [validated_units(self.consolidation.log, figure, year) for figure in figures]
        counts = what_counts(figures, validated)
        reported = reported_worths(figures)
        for figure, units, count, worth in zip(figures, validated, counts, reported, strict=True):
            contract, measure, kind = figure.contract, figure.measure, figure.measure.kind
            pair, validated_worth = self._pair(contract, measure), value(measure, count)
            for each in (pair.tally, self.by_quarter[figure.quarter]):
                each.delivered.add(kind, figure.counts, figure.value)
                each.validated.add(kind, count, validated_worth)
            self.by_contract[contract.key].figures[kind] += 1
            self.reported.delivered.add(kind, figure.as_reported, worth)
            yield DataRow(figure, pair, worth, units, count, validated_worth)

    def _pair(self, contract: Contract, measure: Measure) -> Pair:
        """A contract and a measure with their keys, which are numbered in order."""
        known = self._pairs.get((contract.key, measure.code))
        if known is None:
            ids = self._ids_of_contract(contract), self._ids_of_measure(measure)
            known = self._pairs[contract.key, measure.code] = Pair(contract, measure, *ids)
        return known

    def _ids_of_contract(self, contract: Contract) -> dict[str, str]:
        if contract.key not in self._contract_ids:
            key = f"K{len(self.contracts) + 1:03d}"
            self.contracts[contract.key] = key, contract
            self._contract_ids[contract.key] = {"contract": key, **named(contract)}
        return self._contract_ids[contract.key]

    def _ids_of_measure(self, measure: Measure) -> dict[str, str]:
        name = measure.edition, measure.code
        if name not in self._measure_ids:
            key = f"M{len(self.measures) + 1:03d}"
            self.measures[name] = key, measure
            self._measure_ids[name] = {
                "measure_key": key,
                "measure": measure.code,
                "title": measure.title,
                "kind": str(measure.kind),
                "theme": measure.theme,
            }
        return self._measure_ids[name]


class PromiseRow(NamedTuple):
    """A promise with how it stands; the row of the sheet Promises is made."""

    pair: Pair
    promise: YearPromise
    due: Decimal | None
    due_units: Decimal
    delivered: Decimal | None
    status: str

    def made(self) -> dict[str, Any]:
        """The row, by the sources of its columns."""
        pair, promise, due, due_units, delivered, status = self
        measure, worths = promise.measure, promise.worths
        known = measure.proxy is not None
        return {
            **pair.ids,
            "unit": measure.unit,
            "proxy": measure.proxy,
            **{f"q{n}": units for n, units in enumerate(promise.quarters, start=1)},
            "units": promise.units,
            **{f"v{n}": worth for n, worth in enumerate(worths, start=1)},
            "value": total(worths) if known else None,
            "due": due,
            "due_units": due_units,
            "delivered": BLANK if delivered is None else delivered,
            "progress": BLANK
            if delivered is None or not due_units
            else shown_rate(delivered / due_units),
            "status": status,
        }


class DataRow(NamedTuple):
    """A figure that counts, with what was validated of it; the row of the sheet Data is made."""

    figure: Figure
    pair: Pair
    reported_worth: Decimal | None
    validated: Decimal | None
    validated_counts: Decimal | None
    validated_worth: Decimal | None

    def made(self) -> dict[str, Any]:
        """The row, by the sources of its columns."""
        figure, pair, reported_worth, validated, validated_counts, validated_worth = self
        measure, cell = figure.measure, figure.cell
        return {
            **pair.ids,
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
