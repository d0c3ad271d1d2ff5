"""Who is chosen, lot by lot: by the marks, or as the officer names where they leave it open."""

from collections.abc import Mapping, Sequence

from svtools.errors import InputError
from svtools.jobs.tender.decided import Decided
from svtools.jobs.tender.marking import Marked
from svtools.jobs.tender.winners import published_rule
from svtools.numbers import how_many
from svtools.scoring import BidMarks, Tender, Tie, over_limit, ties, with_place
from svtools.spelling import folded
from svtools.workbooks.problems import Problem, Problems

Chosen = Mapping[str, tuple[BidMarks, ...]]
"""By lot, the bids that are chosen, the best first."""


def decided_by_lot(marks: Marked, named: Sequence[str] = (), why: str = "") -> tuple[Decided, ...]:
    """Who is chosen in each lot that was bid for; a tender without lots is its only one.

    Bids that are `named` are chosen, in their lot, instead of those that the marks put first; `why`
    is the reason where the marks don't allow that. Raises InputError where a name is no bid, more
    are named than there are places, or the marks leave open who is chosen (a tie, or a limit on
    lots that bites) and nobody is named.
    """
    chosen, places = _chosen(marks, named), marks.tender.places
    reason = " ".join(why.split()).rstrip(".")
    decided = []
    for lot, of_lot in chosen.items():
        bids = tuple(bid for bid in marks.bids if bid.lot == lot)
        problems = Problems(marks.workbook.file, own=True)
        over = {}
        for bid in _before(bids, of_lot, places):
            over[bid.label] = _limit_words(marks.tender, bid.bidder, chosen)
            if not over[bid.label]:
                over[bid.label] = f"the decision departs from the marks: {reason}."
                ranks = {"rank": bid.place.rank, "last": of_lot[-1].place.rank}
                named_here = " and ".join(each.label for each in of_lot)
                problems.add("award-not-by-marks", bidder=bid.label, named=named_here, **ranks)
        problems += _beyond_limit(marks, of_lot, chosen)
        departs = reason if problems else ""
        decided.append(Decided(bids, of_lot, places > 1, lot, over, tuple(problems), departs))
    return tuple(decided)


def departures(marks: Marked, named: Sequence[str]) -> list[Problem]:
    """Where the marks, or the limit on lots, don't allow what is named; it blocks letters."""
    if not named:
        return []
    return [each for decided in decided_by_lot(marks, named) for each in decided.departures]


def _chosen(marks: Marked, named: Sequence[str]) -> Chosen:
    tender, results = marks.tender, marks.results
    by_name = [_bid(marks, name) for name in named]
    open_ties = {tie.lot: tie for tie in ties(tender, results)}
    over = {lot for each in over_limit(tender, results) for lot in each.lots}
    found = {}
    for lot, placed in with_place(tender, results).items():
        chosen = tuple(sorted((b for b in by_name if b.lot == lot), key=lambda b: b.place.rank))
        if len(chosen) > tender.places or (lot in open_ties and not chosen):
            raise _open(placed, open_ties.get(lot))
        if lot in over and not chosen:
            names = " and ".join(each.bidder for each in over_limit(tender, results))
            raise InputError(
                f"{names} would get more lots than the {tender.most_lots} that one may win.",
                "Name who is chosen in each lot with --winner, as Results shows the bid.",
            )
        if placed:
            best_first = sorted(placed, key=lambda bid: (bid.place.rank, bid.bidder))
            found[lot] = chosen or tuple(best_first)
    return found


def _before(bids: Sequence[BidMarks], chosen: Sequence[BidMarks], places: int) -> list[BidMarks]:
    """The bids that were not chosen though a place was free, or went to one that ranks after."""
    full, last = len(chosen) == places, chosen[-1].place.rank
    return [bid for bid in bids if bid not in chosen and (not full or bid.place.rank < last)]


def _won(bidder: str, chosen: Chosen) -> list[str]:
    """The lots for which a bidder is chosen."""
    return [lot for lot, bids in chosen.items() if bidder in {bid.bidder for bid in bids}]


def _limit_words(tender: Tender, bidder: str, chosen: Chosen) -> str:
    """Why a bidder gets no more lots; blank where it may win another."""
    lots = _won(bidder, chosen)
    if tender.most_lots is None or len(lots) < tender.most_lots:
        return ""
    most = how_many(tender.most_lots, "lot")
    won = " and ".join(f"lot {lot}" for lot in lots)
    return (
        f"one bidder may win {most}, and {bidder} is chosen for {won}. Published "
        f"for this: {published_rule(tender)}."
    )


def _beyond_limit(marks: Marked, of_lot: Sequence[BidMarks], chosen: Chosen) -> Problems:
    """The bids that win a lot more than one bidder may; the first lots are within the limit."""
    problems, most = Problems(marks.workbook.file, own=True), marks.tender.most_lots
    for bid in of_lot if most else ():
        lots = _won(bid.bidder, chosen)
        if bid.lot in lots[most:]:
            problems.add(
                "award-lots",
                bidder=bid.bidder,
                lot=bid.lot,
                lots=", ".join(lots[:most]),
                most=most,
                rule=published_rule(marks.tender),
            )
    return problems


def _open(placed: Sequence[BidMarks], tie: Tie | None) -> InputError:
    names = " and ".join(bid.label for bid in placed) or "nobody"
    place = "In the first place" if tie is None or tie.rank == 1 else "With a place"
    return InputError(
        f"{place}: {names}.",
        "Name the one that the published last step chose with --winner.",
    )


def _bid(marks: Marked, name: str) -> BidMarks:
    """The bid with this name; of a bidder for one lot alone its own name will do."""
    wanted = folded(name)
    found = [bid for bid in marks.bids if folded(bid.label) == wanted]
    found = found or [bid for bid in marks.bids if folded(bid.bidder) == wanted]
    if len(found) == 1:
        return found[0]
    known = ", ".join(bid.label for bid in found or marks.bids)
    raise InputError(f"'{name}' names no bid, or several.", f"Give one of: {known}.")
