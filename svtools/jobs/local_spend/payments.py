"""Payments out of a file, one by one: typed, dated, and without the names of individuals.

What can't be read for certain is held back: it is in no share, and is named and counted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from svtools.jobs.local_spend.amount_columns import not_taken, taken
from svtools.jobs.local_spend.amounts import Amount, amount_of
from svtools.jobs.local_spend.columns import Columns, words
from svtools.jobs.local_spend.dates import Ambiguous, Days, Order, day_of, turned
from svtools.jobs.local_spend.doubles import Doubles, Marks, mark_of
from svtools.jobs.local_spend.names import as_entered
from svtools.jobs.local_spend.payees import Payees, Remembered, text_of
from svtools.jobs.local_spend.people import People
from svtools.jobs.local_spend.rules import Payee, Treatment
from svtools.jobs.local_spend.tables import Row, Table
from svtools.jobs.local_spend.totals import is_total
from svtools.monitoring import FinancialYear
from svtools.workbooks.cells import Cell
from svtools.workbooks.typed import shown

MOST_CELLS = 12


class Reason(StrEnum):
    """Why a row is set aside, as its code in the problem catalogue."""

    NO_AMOUNT = "spend-no-amount"
    AMOUNT = "spend-not-an-amount"
    NO_DATE = "spend-no-date"
    DATE = "spend-not-a-date"
    AMBIGUOUS = "spend-two-dates"
    TURNED = "spend-turned-dates"
    SHIFTED = "spend-shifted"
    TOTAL = "spend-total"
    TWICE = "spend-in-two-files"


class Payment(NamedTuple):
    """One payment; `day` is None where its date is not known, `row` counts from 0."""

    payee: Payee
    day: date | None
    pence: int
    row: int


@dataclass(slots=True)
class Part:
    """Some rows of a file: how many, and the pence of those whose amount can be read."""

    rows: int = 0
    pence: int = 0

    def add(self, pence: int) -> None:
        """One more row."""
        self.rows += 1
        self.pence += pence

    def merge(self, other: "Part") -> None:
        """The rows of another part, too."""
        self.rows += other.rows
        self.pence += other.pence

    @classmethod
    def of(cls, parts: Iterable["Part"]) -> "Part":
        """All of these together."""
        together = Part()
        for part in parts:
            together.merge(part)
        return together


@dataclass(slots=True)
class HeldBack(Part):
    """Rows set aside for one reason, with the first cells and what stands there."""

    entered: str = ""
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class PaymentFile:
    """One table of payments: its columns, and what became of its rows once they were read."""

    table: Table
    columns: Columns
    order: Order
    days: Days
    """What its real dates are."""
    usual_width: int
    counted: Part = field(default_factory=Part)
    other_years: Part = field(default_factory=Part)
    set_aside: dict[Reason, HeldBack] = field(default_factory=dict)
    shortened: int = 0
    """Rows whose amount was written as 1.2E+05."""
    beside_others: bool = False
    """Whether others are read with it, which may hold the same payments."""
    marks: Marks = field(default_factory=Marks)
    doubles: Doubles = field(default_factory=Doubles)
    """What stands in files before this, too."""

    @property
    def name(self) -> str:
        """The file's name, with the sheet's where it has one."""
        return f"{self.table.file} ({self.table.sheet})" if self.table.sheet else self.table.file

    @property
    def held_back(self) -> Part:
        """All payments that can't be read for certain; totals are none."""
        return Part.of(held for why, held in self.set_aside.items() if why is not Reason.TOTAL)

    @property
    def amount(self) -> str:
        """The role of the amount that is taken."""
        return taken(self.columns.places)

    @property
    def is_dated(self) -> bool:
        """Whether it has a column of dates."""
        return "date" in self.columns.places

    @property
    def taken(self) -> str:
        """What was taken for what, in words."""
        places = self.columns.places
        roles = (
            "supplier", "supplier_id", self.amount, "date", "department", "category", "postcode",
            "vcse",
        )  # fmt: skip
        named = [
            f"{words(role)} = {self.columns.heading(role)}" for role in roles if role in places
        ]
        return "; ".join([*named, *(f"not used: {heading}" for heading in self.amounts_not_used)])

    @property
    def amounts_not_used(self) -> list[str]:
        """The headings of the other columns of amounts."""
        headings = self.columns.headings
        return [headings[at] for at in not_taken(headings, self.columns.places)]

    def payments(self, people: People, year: FinancialYear | None = None) -> Iterator[Payment]:
        """Every payment of the `year` (of all without one) that can be read for certain.

        The rows of other years are counted, and those that are held back; `people` are noted.
        """
        places = self.columns.places
        amount_at, date_at = places[self.amount], places.get("date", -1)
        width = max(*places.values(), *chain.from_iterable(self.columns.further.values())) + 1
        payees, days = Payees(people, self.columns), Remembered(self._day)
        again, reference_at = Counter(self.doubles.again), places.get("transaction", -1)
        self._begin()
        first, last = (year.start, year.end) if year else (date.min, date.max)
        for row, cells in self._rows(width):
            payee, supplier = payees.of(cells)
            amount, reason = amount_of(cells[amount_at]), None
            if amount is None or supplier.may_be_total or len(cells) > self.usual_width:
                reason = self._reason(cells, amount, payee, payees.departments)
            if amount is None or reason:
                self._hold(reason or Reason.AMOUNT, row, cells, amount_at, amount)
                continue
            found = days[cells[date_at]] if date_at >= 0 else Reason.NO_DATE
            day = None if isinstance(found, Reason) else found
            if year and isinstance(found, Reason):
                self._hold(found, row, cells, date_at, amount)
                continue
            if day and not first <= day <= last:
                self.other_years.add(amount.pence)
                continue
            if self.beside_others:
                reference = text_of(cells[reference_at]) if reference_at >= 0 else ""
                marks = mark_of(supplier.mark, day, amount.pence, reference)
                if again and self._is_again(marks, again):
                    self._hold(Reason.TWICE, row, cells, amount_at, amount)
                    continue
                self.marks.note(marks, day)
            self.shortened += amount.shortened
            self.counted.add(amount.pence)
            yield Payment(payee, day, amount.pence, row)

    @staticmethod
    def _is_again(marks: tuple[int, int], again: Counter[int]) -> bool:
        """Whether a payment is one of those that stand in a file before, each taken once."""
        mark = next((mark for mark in marks if again[mark] > 0), None)
        if mark is not None:
            again[mark] -= 1
        return mark is not None

    def _begin(self) -> None:
        """Nothing is counted yet, though the rows may have been read before."""
        self.counted, self.other_years, self.shortened = Part(), Part(), 0
        self.set_aside, self.marks = {}, Marks()

    def _day(self, cell: Any) -> date | Reason:
        """The day in a cell, or why there is none."""
        try:
            cell = turned(cell, self.days)
        except Ambiguous:
            return Reason.TURNED
        try:
            return day_of(cell, self.order) or (Reason.DATE if text_of(cell) else Reason.NO_DATE)
        except Ambiguous:
            return Reason.AMBIGUOUS

    def _rows(self, width: int) -> Iterator[tuple[int, Row]]:
        """The rows under the headings, each at least so wide; blank ones and headings left out."""
        headings = list(self.columns.headings)
        for row, cells in self.table.rows():
            if row <= self.columns.heading_row:
                continue
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]  # noqa: PLW2901 - a short row
            if cells[:1] == headings[:1] and [shown(cell) for cell in cells] == headings:
                continue
            if any(cells):
                yield row, cells

    def _reason(
        self, cells: Row, amount: Amount | None, payee: Payee, departments: set[str]
    ) -> Reason | None:
        """Why a row that looks odd doesn't count; None where it does."""
        if any(shown(cell).strip() for cell in cells[self.usual_width :]):
            return Reason.SHIFTED
        texts = [shown(cell).strip() for cell in cells]
        if payee.treatment in {Treatment.NO_NAME, Treatment.SUPPLIER}:
            alone = sum(map(bool, texts)) == 1 and amount
            if alone or any(is_total(text, departments) for text in texts):
                return Reason.TOTAL
        if amount:
            return None
        column = self.columns.places[self.amount]
        return Reason.AMOUNT if texts[column] else Reason.NO_AMOUNT

    def _hold(
        self, reason: Reason, row: int, cells: Row, column: int, amount: Amount | None
    ) -> None:
        held = self.set_aside.setdefault(reason, HeldBack())
        held.add(amount.pence if amount else 0)
        held.entered = held.entered or (as_entered(text_of(cells[column])) if column >= 0 else "")
        if len(held.cells) < MOST_CELLS:
            held.cells.append(Cell(self.table.sheet, self.table.order, row, max(column, 0)))
