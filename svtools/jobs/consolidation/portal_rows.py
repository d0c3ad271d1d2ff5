"""The Portal's figures as plain values: rows as they were copied, and what of them counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.jobs.register.contracts import Contract, Key
from svtools.monitoring import FinancialYear, Quarter
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Row
from svtools.workbooks.problems import Problems

AMOUNTS = ("promised", "reported", "validated")
"""The columns with figures, by their keys."""
POUNDS, NOT_KNOWN = "£", "Not known"
SVA, LEVA = "SVA", "LEVA"


class Amount(NamedTuple):
    """A figure as it was given (None where its cell can't be read), and its cell."""

    figure: Decimal | None
    cell: Cell


@dataclass(slots=True)
class PortalRow:
    """One row as the council copied it. `quarters` are those that it covers, by number."""

    row: Row
    contract: Contract | None
    quarters: frozenset[int]
    amounts: Mapping[str, Amount]
    held: bool = False
    other_year: bool = False
    """Whether it is held back for no other reason than that."""

    def text(self, key: str) -> str:
        """What stands in a column; a blank is an empty text."""
        return str(self.row.get(key) or "")

    @property
    def kind(self) -> str:
        """SVA, LEVA or not known."""
        return self.text("kind") or NOT_KNOWN

    @property
    def exported(self) -> date | None:
        """The day of the export."""
        day: date | None = self.row.get("exported")
        return day

    def figure(self, what: str) -> Decimal | None:
        """One of the `AMOUNTS`, where it can be read."""
        return self.amounts[what].figure if what in self.amounts else None

    def is_held(self, what: str) -> bool:
        """Whether one of the `AMOUNTS` is in no total for a fault, its own or the row's."""
        return self.held or self.figure(what) is None

    def counts(self, what: str) -> Decimal | None:
        """The £ of one of the `AMOUNTS` that count."""
        is_money = self.row.get("unit") == POUNDS
        return self.figure(what) if is_money and not self.held else None


def sums_of_others(rows: Iterable[PortalRow]) -> Iterator[PortalRow]:
    """The rows with what a contract's other rows come to in £: totals by another name, perhaps."""
    together: dict[tuple[Any, ...], list[PortalRow]] = defaultdict(list)
    for row in rows:
        if row.contract and any(row.counts(what) for what in row.amounts):
            together[row.contract.key, row.quarters].append(row)
    for each in together.values():
        for row in each:
            others = [o for o in each if o is not row and row.kind in {o.kind, NOT_KNOWN}]
            sums = {what: sum(o.figure(what) or 0 for o in others) for what in row.amounts}
            if len(others) > 1 and all(row.figure(what) == sums[what] for what in sums):
                yield row


@dataclass(slots=True)
class PortalFigures:
    """A workbook of Portal figures, read against the register."""

    file: str
    rows: list[PortalRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)

    @property
    def counted(self) -> Iterator[PortalRow]:
        """The rows that are not held back, with a figure."""
        return (row for row in self.rows if not row.held and row.amounts)

    @property
    def held_back(self) -> int:
        """How many of the year's figures are in no total since what they are isn't certain."""
        rows = (row for row in self.rows if not row.other_year)
        return sum(row.is_held(what) for row in rows for what in row.amounts)

    def total(self, what: str, kind: str) -> Decimal | None:
        """The £ of one of the `AMOUNTS` and one kind; None where none was given."""
        found = [row.counts(what) for row in self.rows if row.kind == kind]
        known = [figure for figure in found if figure is not None]
        return sum(known, Decimal(0)) if known else None

    def covered(self, year: FinancialYear) -> set[tuple[Key, int]]:
        """Contracts and quarters of which something reported counts, exported after their end."""
        return {
            (row.contract.key, number)
            for row in self.counted
            if row.contract and row.figure("reported") is not None
            for number in row.quarters
            if row.exported and row.exported >= Quarter(year, number).end
        }
