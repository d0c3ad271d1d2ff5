"""Who has a place by the marks, and what the marks leave for people to decide.

Sources: the most advantageous tender wins, or as many as a framework has places (Procurement Act
2023, sections 19 and 45); a limit on lots for one supplier, and how it is applied, stand in the
tender notice (section 18). The tool applies no limit by itself: it says where it bites.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from svtools.scoring.results import BidMarks, Results, Tie
from svtools.scoring.tender import Tender


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A bidder with a place by the marks in more lots than one may win."""

    bidder: str
    lots: tuple[str, ...]


def with_place(tender: Tender, results: Results) -> Mapping[str, tuple[BidMarks, ...]]:
    """By lot, the bids that have a place by the marks, the best first; a limit is not applied."""
    return {
        lot: tuple(b for b in results.bids if b.lot == lot and b.place.rank <= tender.places)
        for lot in tender.lot_names
    }


def ties(tender: Tender, results: Results) -> tuple[Tie, ...]:
    """The ties that leave open who has a place; others change nothing."""
    return tuple(
        tie for tie in results.ties if tie.rank <= tender.places < tie.rank + len(tie.bidders)
    )


def over_limit(tender: Tender, results: Results) -> tuple[OverLimit, ...]:
    """The bidders who have a place in more lots than one bidder may win."""
    lots: dict[str, list[str]] = {}
    for lot, bids in with_place(tender, results).items():
        for bid in bids:
            lots.setdefault(bid.bidder, []).append(lot)
    most = tender.most_lots or len(tender.lot_names)
    return tuple(OverLimit(name, tuple(won)) for name, won in lots.items() if len(won) > most)
