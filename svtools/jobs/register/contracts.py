"""A council's contracts and what their suppliers promised, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from svtools.measures import Measure
from svtools.monitoring import (
    FinancialYear,
    ProgressBands,
    Quarter,
    StatutoryBands,
    due_by,
)
from svtools.monitoring.years import quarters_between
from svtools.numbers import money
from svtools.policy import months_later

WORKBOOK, PORTAL = "Workbook", "Portal"
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
DAYS_ALLOWED = 30


class Key(NamedTuple):
    """What makes a contract one of its kind: reference, lot and supplier."""

    ref: str
    lot: str
    supplier: str

    @property
    def label(self) -> str:
        """The contract as messages name it."""
        is_named = self.lot.lower().startswith("lot")
        return f"{self.ref} {'' if is_named else 'lot '}{self.lot}" if self.lot else self.ref


class Basis(StrEnum):
    """What delivery in a year is compared with (reading R11)."""

    PAID = "what was paid"
    PRICE = "the price, by days"
    ESTIMATE = "the estimate, by days"


@dataclass(frozen=True, slots=True)
class YearValue:
    """What a contract is worth in a year, in £, and by what; None where nothing is known."""

    value: Decimal | None
    basis: Basis | None = None


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
    main: str = ""
    reported_in: str = WORKBOOK
    manager: str = ""
    directorate: str = ""
    contact: str = ""
    supplier_number: str = ""
    sme: str = ""
    vcse: str = ""
    equality_led: str = ""
    weighting: Decimal | None = None
    """Social value's share of the total award criteria when it was tendered."""
    weighting_reason: str = ""
    weighting_approver: str = ""
    price: Decimal | None = None
    """What the winner's tender offered for the whole term, in £ without VAT."""
    share: Decimal | None = None
    """The part of it that is expected of this supplier, where several share it."""
    no_kpis: str = ""
    """Why performance can't appropriately be assessed by key performance indicators."""
    unread: frozenset[str] = frozenset()
    """The facts in whose cells something stands that can't be read: what needs them isn't known."""

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
        """The price, else the estimate, pro rata to its days in `year` (reading R11), in £.

        Of several suppliers, this one's share. None where neither is known.
        """
        return self.by_days(year).value

    def by_days(self, year: FinancialYear) -> "YearValue":
        """The same, and which of the two it is."""
        if self.unread & {"actual_end", "extension", "price", "share"}:
            return YearValue(None)
        days = _days(max(self.start, year.start), min(self.last_day, year.end))
        until = self.end if self.price is not None else months_later(self.end, self.extension)
        whole = _days(self.start, until)
        for basis, worth in ((Basis.PRICE, self.price), (Basis.ESTIMATE, self.net_value)):
            if worth is not None:
                share = 1 if self.share is None else self.share
                return YearValue(money(worth * share * days / whole), basis)
        return YearValue(None)


@dataclass(frozen=True, slots=True)
class Promise:
    """Units of one measure due from `start` to `end`; after `closed_on` it counts no more.

    Of a flow, `by_year` overrides the even split by days for the years it names. A stock is due
    whole; `by_year` gives its level in the years it names.
    """

    measure: Measure
    units: Decimal
    start: date
    end: date
    closed_on: date | None = None
    by_year: Mapping[FinancialYear, Decimal] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """The last day on which it counts."""
        return min(self.end, self.closed_on or self.end)

    def quarters(self, year: FinancialYear) -> tuple[Decimal, ...]:
        """The units due in each of the four quarters of `year` (reading R18)."""
        start, end, units = self.start, self.end, self.units
        if self.by_year:
            start, end = max(start, year.start), min(end, year.end)
            units = self.by_year.get(year, Decimal(0)) if start <= end else Decimal(0)
        pro_rata = self.measure.counts_pro_rata
        ends = (year.start - timedelta(days=1), *(quarter.end for quarter in year.quarters))
        days = (min(day, self.last_day) for day in ends)
        due = [due_by(day, units, start, end, pro_rata=pro_rata) for day in days]
        return tuple(later - earlier for earlier, later in pairwise(due))

    def levels(self, year: FinancialYear) -> tuple[Decimal | None, ...]:
        """The level of a stock promised in each of the four quarters of `year`.

        It is not split; None where the promise doesn't run.
        """
        level = self.by_year.get(year, self.units)
        return tuple(
            level if self.start <= quarter.end and quarter.start <= self.last_day else None
            for quarter in year.quarters
        )


@dataclass(frozen=True, slots=True)
class Target:
    """The council's own aim for a theme and year, in £."""

    year: str
    theme: str
    sva: Decimal | None
    leva: Decimal | None
    consulted: str = ""
    consulted_on: date | None = None


@dataclass(frozen=True, slots=True)
class LargeFigures:
    """From where on figures that count are so large that somebody should check them first."""

    far_above: Decimal = Decimal(3)
    """Units to date of more than so many times the whole year's promise are told."""

    far_above_worth: Decimal = Decimal(10_000)
    """Above so many £, they are to be checked first."""

    share_of_all: Decimal = Decimal("0.5")
    """One cell with more than this share of all reported value is to be checked first."""

    enough_returns: int = 5
    """With fewer returns that count, one cell may well hold most of the value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The council's choices in the register."""

    days_allowed: int = DAYS_ALLOWED
    bands: ProgressBands = field(default_factory=ProgressBands)
    large: LargeFigures = field(default_factory=LargeFigures)
    rated: StatutoryBands = field(default_factory=StatutoryBands)
    send_to: str = ""
    """Where suppliers send their returns."""
    phone: str = ""


def _days(start: date, end: date) -> int:
    return max(0, (end - start).days + 1)
