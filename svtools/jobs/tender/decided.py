"""Who is chosen out of the tenders for one contract, lot or framework."""

from dataclasses import dataclass

from svtools.jobs.tender.letter_words import why_not
from svtools.jobs.tender.letters import Outcome
from svtools.scoring import BidMarks


@dataclass(frozen=True, slots=True)
class Decided:
    """Who is chosen out of the assessed tenders for one contract, lot or framework.

    `bids` are all of them, `chosen` those that get the contract, or places on a framework; both
    the best first.
    """

    bids: tuple[BidMarks, ...]
    chosen: tuple[BidMarks, ...]
    is_framework: bool = False
    lot: str = ""

    def outcome(self, bid: BidMarks) -> Outcome:
        """What became of one of the tenders."""
        if bid not in self.chosen:
            return Outcome.NOT_CHOSEN
        return Outcome.PLACE if self.is_framework else Outcome.CHOSEN

    def why(self, bid: BidMarks) -> str:
        """Why one of them wasn't chosen; blank where it was."""
        if bid in self.chosen:
            return ""
        return why_not(bid, self.chosen[-1], is_framework=self.is_framework)
