"""The council's hub, read: contracts, promises, measure sets, targets and settings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise

from svtools.jobs.register.asking import References
from svtools.jobs.register.beyond import Activity, Event
from svtools.jobs.register.contracts import (
    Basis,
    Contract,
    Key,
    Promise,
    Settings,
    Target,
    YearValue,
)
from svtools.jobs.register.kpis import Kpi
from svtools.measures import Measure, MeasureSet, steps, value
from svtools.monitoring import FinancialYear, quarters_between
from svtools.numbers import in_a_row
from svtools.policy import Council, Requirement
from svtools.spelling import as_known, did_you_mean, folded, folded_key
from svtools.workbooks.problems import Problems


@dataclass(slots=True)
class Register:
    """The council's hub, read."""

    contracts: list[Contract] = field(default_factory=list)
    promises: dict[Key, list[Promise]] = field(default_factory=dict)
    sets: dict[str, MeasureSet] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    spend: dict[tuple[Key, FinancialYear], Decimal] = field(default_factory=dict)
    """What was paid on a contract in a year, in £, where the register says it."""
    spend_unread: set[tuple[Key, FinancialYear | None]] = field(default_factory=set)
    """Where it says it and it can't be told; None for a year that can't be read."""
    kpis: dict[tuple[str, ...], list[Kpi]] = field(default_factory=dict)
    """Key performance indicators by reference and lot, as they are compared."""
    activities: list[Activity] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    problems: Problems = field(default_factory=Problems)
    unread: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    """The measures of a contract's promises that can't be counted; `problems` says why."""
    adrift: int = 0
    """How many promises belong to no contract that can be used, or to one that can't be told."""
    in_doubt: Mapping[Key, Sequence[str]] = field(default_factory=dict)
    """The measures of those that may be a contract's: they may be missing from it."""
    unusable: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """References and lots, as they are compared, of contracts in rows that can't be used, with how
    many promises go with each."""
    references: References | None = field(default=None, compare=False, repr=False)
    refs: dict[str, Key | None] | None = field(default=None, compare=False, repr=False)
    """References as they are known and, as in "C1 lot 2", those of lots with the lot."""
    split: dict[tuple[Key, FinancialYear], list["YearPromise"]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Promises already split by `year_promises`, which every stage of a job asks for."""

    def name_of(self, ref: str, lot: str) -> tuple[str, ...]:
        """A reference and lot as they are compared, however they are typed."""
        if self.refs is None:
            keys = [Key(ref, lot, "") for ref, lot in self.unusable]
            keys += [each.key for each in self.contracts]
            self.refs = {key.label: key for key in keys if key.lot}
            self.refs |= dict.fromkeys(key.ref for key in keys)
        known = as_known(ref, self.refs)
        of_lot = None if lot else self.refs.get(known)
        return folded_key(of_lot.ref, of_lot.lot) if of_lot else folded_key(known, lot)

    def hint(self, ref: str, lot: str) -> str:
        """What may be meant by a reference and lot that it doesn't have, to put before a remedy."""
        name, *_ = self.name_of(ref, lot)
        lots = {each.key.lot: None for each in self.contracts if folded(each.key.ref) == name}
        if not lots:
            return did_you_mean(ref, (each.key.ref for each in self.contracts))
        there = in_a_row([Key("", each, "").label.strip() for each in lots if each]) or "no lots"
        return f"The register has {ref} with {there}. "

    def requirement(self, contract: Contract, council: Council) -> Requirement:
        """What the policy asks of one of its contracts, with the rows that belong to it.

        Raises InputError where a figure is lacking or the answer isn't known.
        """
        return self._references().requirement(contract, council)

    def measures(self, contract: Contract) -> Mapping[str, Measure]:
        """The measures of the contract's edition, by code."""
        return self.sets[contract.edition].measures if contract.edition in self.sets else {}

    def kpis_of(self, contract: Contract) -> list[Kpi]:
        """The key performance indicators of a contract and lot, whoever supplies it."""
        return self.kpis.get(folded_key(*contract.key_without_supplier), [])

    def year_value(self, contract: Contract, year: FinancialYear) -> Decimal | None:
        """What delivery in `year` is compared with, in £; None where nothing is known."""
        return self.compared_with(contract, year).value

    def compared_with(self, contract: Contract, year: FinancialYear) -> YearValue:
        """What delivery in `year` is compared with (reading R11), and which it is.

        What was paid; where that isn't held, the price by days, and without one the estimate.
        None where something stands there that can't be read.
        """
        paid = self.spend.get((contract.key, year))
        if paid is not None:
            return YearValue(paid, Basis.PAID)
        unread = {(contract.key, year), (contract.key, None)} & self.spend_unread
        return YearValue(None) if unread else contract.by_days(year)

    def owes_promises(self, contract: Contract, year: FinancialYear) -> bool:
        """Whether nobody promised anything this year: neither it nor a call-off under it.

        A promise that can't be counted is one all the same.
        """
        call_offs = self._references().by_parent.get(folded(contract.key.ref), ())
        return not any(
            year_promises(self, owing, year) or self.held_back(owing)
            for owing in (contract, *call_offs)
        )

    def held_back(self, contract: Contract) -> Sequence[str]:
        """The measures of promises that are a contract's, or may be, and can't be counted."""
        key = contract.key
        return (*self.unread.get(key, ()), *self.in_doubt.get(key, ()))

    def _references(self) -> References:
        if self.references is None:
            self.references = References.of(self.contracts)
        return self.references

    def live(self, year: FinancialYear) -> list[Contract]:
        """The contracts that run in at least one day of `year`."""
        return [contract for contract in self.contracts if contract.quarters(year)]


@dataclass(frozen=True)
class YearPromise:
    """What one contract promised of one measure in one year.

    `shown` is what is promised in each quarter: a flow's units, a stock's level, None where the
    promise of a stock doesn't run.
    """

    measure: Measure
    shown: tuple[Decimal | None, ...]

    @cached_property
    def quarters(self) -> tuple[Decimal, ...]:
        """What each quarter adds to what is due: a flow's units, a stock's rise or fall."""
        if self.measure.counting.is_stock:
            return steps(self.shown)
        return tuple(units or Decimal(0) for units in self.shown)

    @cached_property
    def units(self) -> Decimal:
        """The whole year's units: a flow's all together, a stock's last level."""
        return sum(self.quarters, Decimal(0))

    @cached_property
    def worths(self) -> tuple[Decimal | None, ...]:
        """What each quarter adds to the £ that are due; None for a record-only measure."""
        if not self.measure.counting.is_stock or self.measure.proxy is None:
            return tuple(value(self.measure, units) for units in self.quarters)
        due = accumulate(self.quarters, initial=Decimal(0))
        # Levels have the same £ in every year and quarter, so that their steps may fall by pence.
        levels = (value(self.measure, level) or Decimal(0) for level in due)
        return tuple(later - earlier for earlier, later in pairwise(levels))


def year_promises(register: Register, contract: Contract, year: FinancialYear) -> list[YearPromise]:
    """One entry for each measure that the contract promised in `year`, in the register's order."""
    key = (contract.key, year)
    if key not in register.split:
        by_code: dict[str, list[Promise]] = {}
        for promise in register.promises.get(contract.key, ()):
            by_code.setdefault(promise.measure.code, []).append(promise)
        promised = (_in_year(promises, year) for promises in by_code.values())
        register.split[key] = [promise for promise in promised if any(promise.shown)]
    return register.split[key]


def whole_promise(register: Register, contract: Contract, code: str) -> Decimal | None:
    """The units of a measure that are promised over the whole contract; of a stock, the last level.

    Of a promise that was closed early only what was due until then (reading R18). None where
    nothing is promised of it.
    """
    promises = register.promises.get(contract.key, ())
    if not promises:
        return None
    first, last = min(p.start for p in promises), max(p.end for p in promises)
    years = dict.fromkeys(quarter.year for quarter in quarters_between(first, last))
    every = (promise for year in years for promise in year_promises(register, contract, year))
    promised = [promise for promise in every if promise.measure.code == code]
    if not promised:
        return None
    is_stock = promised[0].measure.counting.is_stock
    return sum((p.units for p in (promised[-1:] if is_stock else promised)), Decimal(0))


def _in_year(promises: Sequence[Promise], year: FinancialYear) -> YearPromise:
    """What promises of one measure come to: flows add up; of a stock's levels the latest stands."""
    measure = promises[0].measure
    if not measure.counting.is_stock:
        split = zip(*(promise.quarters(year) for promise in promises), strict=True)
        return YearPromise(measure, tuple(sum(each, Decimal(0)) for each in split))
    latest_first = sorted(promises, key=lambda promise: promise.start, reverse=True)
    levels = zip(*(promise.levels(year) for promise in latest_first), strict=True)
    return YearPromise(
        measure, tuple(next((e for e in each if e is not None), None) for each in levels)
    )
