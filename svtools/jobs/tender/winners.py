"""Whom an award names: bids that there are, and what stands against giving them a place."""

from collections.abc import Iterator, Sequence

from svtools.errors import InputError
from svtools.jobs.tender.marking import Marked
from svtools.scoring import BidMarks, Tender, bid_label, over_limit
from svtools.spelling import folded, folded_lot
from svtools.workbooks.content import Content
from svtools.workbooks.problems import Problem, Problems


def winners_of(marks: Marked, bidders: Sequence[str], lot: str | None) -> list[BidMarks]:
    """The marks of the bids named, all for one lot.

    Raises InputError for a bidder without marks, one that is named twice, and where it isn't clear
    which lot is meant.
    """
    known = {folded(name): name for name in bidders}
    if len(known) < len(bidders):
        raise InputError("A bidder is named twice.", "Name each once.")
    named = _lot(marks, list(known.values()), lot)
    return [_won(marks, bidder, named) for bidder in known.values()]


def _lot(marks: Marked, bidders: Sequence[str], lot: str | None) -> str:
    """The lot that is awarded; blank where the tender has none."""
    lots = [name for name in marks.tender.lot_names if name]
    if not lots:
        return ""
    if lot is not None and folded_lot(lot) in map(folded_lot, lots):
        return next(name for name in lots if folded_lot(name) == folded_lot(lot))
    wanted = [folded(bidder) for bidder in bidders]
    bid_for = {bid.lot for bid in marks.results.bids if folded(bid.bidder) in wanted}
    if lot is None and len(bid_for) == 1:
        return bid_for.pop()
    raise InputError(
        "The tender has lots, and it isn't said which one is awarded."
        if lot is None
        else f"The tender has no lot '{lot}'.",
        f"Give one with --lot: {', '.join(lots)}.",
    )


def _won(marks: Marked, bidder: str, lot: str) -> BidMarks:
    """The bidder's marks. Raises InputError for one that has none."""
    wanted = folded(bid_label(bidder, lot))
    for name, why in marks.results.not_assessed.items():
        if folded(name) == wanted:
            raise InputError(f"{name} was not assessed ({why}).", "Award to a bidder that was.")
    for bid in marks.results.bids:
        if folded(bid.label) == wanted:
            return bid
    named = ", ".join(bid.bidder for bid in marks.results.bids if bid.lot == lot)
    where = f" for lot {lot}" if lot else ""
    raise InputError(f"There is no bidder '{bidder}'{where}.", f"There are: {named or 'none'}.")


def published_rule(tender: Tender) -> str:
    """What was published of the lots that a bidder gets who comes first in too many."""
    return tender.lots_rule.rstrip(".") or "see the tender documents"


def refusals(marks: Marked, winners: Sequence[BidMarks], register: Content) -> Iterator[Problem]:
    """What blocks giving these bids a place.

    More than there are places, more lots than one may win, or another that comes first by the
    marks (once they are all there) and isn't kept from it by the limit on lots.
    """
    problems, tender = Problems(marks.workbook.file, own=True), marks.tender
    if len(winners) > tender.places:
        problems.add("award-places", count=len(winners), places=tender.places)
    limited = {
        (each.bidder, lot) for each in over_limit(tender, marks.results) for lot in each.lots
    }
    for won in winners:
        if lots := _lots_at_limit(marks, won, register):
            rule, most = published_rule(tender), tender.most_lots
            details = {"lots": ", ".join(lots), "most": most, "rule": rule}
            problems.add("award-lots", bidder=won.bidder, lot=won.lot, **details)
        ahead = [
            bid
            for bid in marks.results.bids
            if bid.lot == won.lot
            and bid.place.rank < won.place.rank
            and (bid.bidder, bid.lot) not in limited
            and not _lots_at_limit(marks, bid, register)
        ]
        passed = [bid for bid in ahead if bid not in winners]
        is_known = not any(bid.unmarked for bid in (won, *ahead))
        if passed and len(ahead) >= tender.places and is_known:
            ranks = {"rank": passed[0].place.rank, "last": won.place.rank}
            named = {"bidder": passed[0].bidder, "named": won.bidder}
            problems.add("award-not-by-marks", **named, **ranks)
    yield from problems


def _lots_at_limit(marks: Marked, bid: BidMarks, register: Content) -> list[str]:
    """The other lots that a bidder has by the register, where they are all that it may win."""
    most = marks.tender.most_lots
    if most is None:
        return []
    ref = folded(str(marks.content.value("contract.ref") or ""))
    lots = {
        str(row.get("lot"))
        for row in register.rows("promises")
        if folded(str(row.get("ref") or "")) == ref
        and folded(str(row.get("supplier") or "")) == folded(bid.bidder)
    } - {bid.lot}
    return sorted(lots) if len(lots) >= most else []
