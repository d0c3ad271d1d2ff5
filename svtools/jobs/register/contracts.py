"""A council's contracts and what their suppliers promised, as plain values."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import add

from svtools.errors import InputError
from svtools.jobs.spelling import folded
from svtools.measures import Measure, MeasureSet
from svtools.monitoring import FinancialYear, ProgressBands, Quarter, split_by_days
from svtools.monitoring.years import quarters_between
from svtools.numbers import money, settled
from svtools.policy import Council, Requirement, requirement, term_months
from svtools.workbooks.problems import Problems

WORKBOOK, PORTAL = "Workbook", "Portal"
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
DAYS_ALLOWED = 30


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a contract one of its kind: reference, lot and supplier."""

    ref: str
    lot: str
    supplier: str

    @property
    def label(self) -> str:
        """The contract as messages name it."""
        return f"{self.ref} lot {self.lot}" if self.lot else self.ref


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract (and lot) with one supplier. Dates are the first and the last day."""

    key: Key
    title: str
    category: str
    net_value: Decimal | None
    start: date
    end: date
    extension: int = 0
    actual_end: date | None = None
    commenced: date | None = None
    vat_rate: Decimal | None = None
    gross_value: Decimal | None = None
    regime: str = ""
    edition: str = ""
    parent: str = ""
    reported_in: str = WORKBOOK
    manager: str = ""
    contact: str = ""

    @property
    def key_without_supplier(self) -> tuple[str, str]:
        """Reference and lot."""
        return self.key.ref, self.key.lot

    @property
    def last_day(self) -> date:
        """The day on which it really ends, as far as is known."""
        return self.actual_end or self.end

    def quarters(self, year: FinancialYear) -> tuple[Quarter, ...]:
        """The quarters of `year` in which it runs at all; none if it ended before it began."""
        if self.last_day < self.start:
            return ()
        return tuple(q for q in quarters_between(self.start, self.last_day) if q.year == year)

    def year_value(self, year: FinancialYear) -> Decimal | None:
        """The contract's net value pro rata to its days in `year` (reading R11), in £."""
        if self.net_value is None:
            return None
        days = _days(max(self.start, year.start), min(self.last_day, year.end))
        whole = _days(self.start, _months_later(self.end, self.extension))
        return money(self.net_value * days / whole)

    def requirement(self, council: Council) -> Requirement:
        """What the policy asks of it. Raises InputError where the register lacks a figure."""
        if self.commenced is None:
            raise InputError(
                "The day on which the procurement commenced is missing.", "Fill it in."
            )
        return requirement(
            self.category,
            self.net_value,
            months=max(1, term_months(self.start, self.end, self.extension)),  # 0 is no answer
            on=self.commenced,
            vat_rate=None if self.gross_value else self.vat_rate,
            value_including_vat=self.gross_value,
            regime=self.regime or None,
            council=council,
        )


@dataclass(frozen=True, slots=True)
class Promise:
    """Units of one measure due from `start` to `end`; after `closed_on` it counts no more.

    `by_year` overrides the even split by days for the years it names.
    """

    measure: Measure
    units: Decimal
    start: date
    end: date
    closed_on: date | None = None
    by_year: Mapping[FinancialYear, Decimal] = field(default_factory=dict)

    def quarters(self, year: FinancialYear) -> tuple[Decimal, ...]:
        """The units due in each of the four quarters of `year` (reading R18)."""
        start, end, units = self.start, self.end, self.units
        if self.by_year:
            start, end = max(start, year.start), min(end, year.end)
            units = self.by_year.get(year, Decimal(0))
        last = min(end, self.closed_on or end)
        if last < start:
            return (Decimal(0),) * 4
        kept = settled(units * _days(start, last) / _days(start, end))
        split = split_by_days(kept, start, last)
        return tuple(split.get(quarter, Decimal(0)) for quarter in year.quarters)


@dataclass(frozen=True, slots=True)
class Target:
    """The council's own aim for a theme and year, in £."""

    year: str
    theme: str
    sva: Decimal | None
    leva: Decimal | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The council's choices in the register."""

    days_allowed: int = DAYS_ALLOWED
    bands: ProgressBands = field(default_factory=ProgressBands)


@dataclass(slots=True)
class Register:
    """The council's hub, read."""

    contracts: list[Contract] = field(default_factory=list)
    promises: dict[Key, list[Promise]] = field(default_factory=dict)
    sets: dict[str, MeasureSet] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    settings: Settings = field(default_factory=Settings)
    problems: Problems = field(default_factory=Problems)
    unread: Mapping[Key, int] = field(default_factory=dict)
    """How many of a contract's promises can't be counted; `problems` says why."""
    split: dict[tuple[Key, FinancialYear], list["YearPromise"]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Promises already split by `year_promises`, which every stage of a job asks for."""

    def measures(self, contract: Contract) -> Mapping[str, Measure]:
        """The measures of the contract's edition, by code."""
        return self.sets[contract.edition].measures if contract.edition in self.sets else {}

    def owes_promises(self, contract: Contract, year: FinancialYear) -> bool:
        """Whether nobody promised anything this year: neither it nor a call-off under it.

        A promise that can't be counted is one all the same.
        """
        call_offs = [c for c in self.contracts if folded(c.parent) == folded(contract.key.ref)]
        return not any(
            year_promises(self, owing, year) or owing.key in self.unread
            for owing in (contract, *call_offs)
        )

    def live(self, year: FinancialYear) -> list[Contract]:
        """The contracts that run in at least one day of `year`."""
        return [contract for contract in self.contracts if contract.quarters(year)]


@dataclass(frozen=True, slots=True)
class YearPromise:
    """What one contract promised of one measure in one year, by quarter."""

    measure: Measure
    quarters: tuple[Decimal, ...]

    @property
    def units(self) -> Decimal:
        """The whole year's units."""
        return sum(self.quarters, Decimal(0))


def year_promises(register: Register, contract: Contract, year: FinancialYear) -> list[YearPromise]:
    """One entry for each measure that the contract promised in `year`, in the register's order."""
    key = (contract.key, year)
    if key not in register.split:
        by_code: dict[str, YearPromise] = {}
        for promise in register.promises.get(contract.key, ()):
            code, quarters = promise.measure.code, promise.quarters(year)
            if code in by_code:
                quarters = tuple(map(add, by_code[code].quarters, quarters))
            if any(quarters):
                by_code[code] = YearPromise(promise.measure, quarters)
        register.split[key] = list(by_code.values())
    return register.split[key]


def _days(start: date, end: date) -> int:
    return max(0, (end - start).days + 1)


def _months_later(day: date, months: int) -> date:
    """The last day of a term that ends `months` after `day`."""
    if not months:
        return day
    first = date.fromordinal(day.toordinal() + 1)
    count = first.year * 12 + first.month - 1 + months
    year, month = divmod(count, 12)
    following = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
    return date.fromordinal(following.toordinal() - 1)
