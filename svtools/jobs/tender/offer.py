"""One bidder's offer, as it was read: what it offers for each lot, and what was found in it."""

from collections.abc import Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from svtools.workbooks.cells import Cell
from svtools.workbooks.problems import Level, Problems

ADDRESSED = {
    "address": "Postal address",
    "email": "E-mail",
    "identifier": "Unique identifier",
}
"""What a letter says of a bidder beside its name, by the column that holds it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Units offered of one measure: in all (None where nothing was said) and by contract year."""

    units: Decimal | None
    by_year: dict[str, Decimal]


@dataclass(slots=True)
class OfferedBid:
    """What an offer says of one lot: its price, and units by measure.

    Where there are no lots, of all of it.
    """

    price: Decimal | None
    offered: dict[str, Offered] = field(default_factory=dict)


@dataclass(slots=True)
class Offer:
    """One bidder's offer, or a file that is none; what programs leave behind is passed over.

    `bids` are what it offers by lot; the answers are for all of them.
    """

    file: str
    problems: Problems
    bidder: str = ""
    number: str = ""
    bids: dict[str, OfferedBid] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    """Where letters to it go: what it says of the scoring workbook's columns."""
    name_cell: Cell | None = None
    answers: dict[str, str] = field(default_factory=dict)
    confidential: list[dict[str, Any]] = field(default_factory=list)
    passed_over: bool = False

    @property
    def answered(self) -> Set[str]:
        """The numbers of the questions that it answers."""
        return self.answers.keys()

    @property
    def rejected(self) -> bool:
        """Whether it can't be taken into the scoring."""
        return any(problem.level == Level.REJECTED for problem in self.problems)

    @property
    def taken(self) -> bool:
        """Whether it is an offer that goes into the scoring."""
        return not (self.rejected or self.passed_over)

    @property
    def became(self) -> str:
        """What became of the file, in words."""
        loaded = "rejected" if self.rejected else "loaded"
        return "passed over" if self.passed_over else loaded
