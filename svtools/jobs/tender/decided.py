"""Who is chosen out of the tenders for one contract, lot or framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from svtools.jobs.tender.letter_words import why_not
from svtools.jobs.tender.letters import Outcome
from svtools.scoring import BidMarks
from svtools.workbooks.problems import Problem


@dataclass(frozen=True, slots=True)
class Decided:
    """Who is chosen out of the assessed tenders for one contract, lot or framework.

    `bids` are all of them, `chosen` those that get the contract, or places on a framework; both
    the best first. `passed_over` says, by label, why a bid that ranks before one that was chosen
    was not; `departures` are where the marks don't allow that, and `departs` the reason for it.
    """

    bids: tuple[BidMarks, ...]
    chosen: tuple[BidMarks, ...]
    is_framework: bool = False
    lot: str = ""
    passed_over: Mapping[str, str] = field(default_factory=dict)
    departures: tuple[Problem, ...] = ()
    departs: str = ""

    def outcome(self, bid: BidMarks) -> Outcome:
        """What became of one of the tenders."""
        if bid not in self.chosen:
            return Outcome.NOT_CHOSEN
        return Outcome.PLACE if self.is_framework else Outcome.CHOSEN

    def why(self, bid: BidMarks) -> str:
        """Why one of them wasn't chosen; blank where it was."""
        if bid in self.chosen:
            return ""
        return why_not(
            bid,
            self.chosen[-1],
            is_framework=self.is_framework,
            passed_over=self.passed_over.get(bid.label, ""),
            departs=bool(self.departures),
        )
