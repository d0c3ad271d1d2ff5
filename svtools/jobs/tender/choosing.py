"""Who is chosen, lot by lot: by the marks, or as the officer names where they leave it open."""

from collections.abc import Sequence

from svtools.errors import InputError
from svtools.jobs.tender.decided import Decided
from svtools.jobs.tender.marking import Marked
from svtools.scoring import BidMarks, Tie, over_limit, ties, with_place


def decided_by_lot(marks: Marked, named: Sequence[str] = ()) -> tuple[Decided, ...]:
    """Who is chosen in each lot that was bid for; a tender without lots is its only one.

    Bids that are `named` are chosen, in their lot, instead of those that the marks put first.
    Raises InputError where a name is no bid, more are named than there are places, or the marks
    leave open who is chosen (a tie, or a limit on lots that bites) and nobody is named.
    """
    tender, results = marks.tender, marks.results
    by_name = [_bid(marks, name) for name in named]
    open_ties = {tie.lot: tie for tie in ties(tender, results)}
    over = {lot for each in over_limit(tender, results) for lot in each.lots}
    decided = []
    for lot, placed in with_place(tender, results).items():
        bids = tuple(bid for bid in marks.bids if bid.lot == lot)
        chosen = tuple(sorted((b for b in by_name if b.lot == lot), key=lambda b: b.place.rank))
        if len(chosen) > tender.places or (lot in open_ties and not chosen):
            raise _open(placed, open_ties.get(lot))
        if lot in over and not chosen:
            names = " and ".join(each.bidder for each in over_limit(tender, results))
            raise InputError(
                f"{names} would get more lots than the {tender.most_lots} that one may win.",
                "Name who is chosen in each lot with --winner, as Results shows the bid.",
            )
        if bids:
            decided.append(Decided(bids, chosen or placed, tender.places > 1, lot))
    return tuple(decided)


def _open(placed: Sequence[BidMarks], tie: Tie | None) -> InputError:
    names = " and ".join(bid.label for bid in placed) or "nobody"
    place = "In the first place" if tie is None or tie.rank == 1 else "With a place"
    return InputError(
        f"{place}: {names}.",
        "Name the one that the published last step chose with --winner.",
    )


def _bid(marks: Marked, name: str) -> BidMarks:
    """The bid with this name; of a bidder for one lot alone its own name will do."""
    found = [bid for bid in marks.bids if bid.label.casefold() == name.casefold()]
    found = found or [bid for bid in marks.bids if bid.bidder.casefold() == name.casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(bid.label for bid in found or marks.bids)
    raise InputError(f"'{name}' names no bid, or several.", f"Give one of: {known}.")
