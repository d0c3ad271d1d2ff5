"""Whom an award names: bids that there are, and what stands against giving them a place."""

from collections.abc import Iterator, Sequence

from svtools.errors import InputError
from svtools.jobs.spelling import folded
from svtools.jobs.tender.marking import Marked
from svtools.scoring import BidMarks, Tender
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
    if lot is not None and folded(lot) in map(folded, lots):
        return next(name for name in lots if folded(name) == folded(lot))
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
    label = f"{bidder}, lot {lot}" if lot else bidder
    for name, why in marks.results.not_assessed.items():
        if name.casefold() == label.casefold():
            raise InputError(f"{name} was not assessed ({why}).", "Award to a bidder that was.")
    for bid in marks.results.bids:
        if bid.label.casefold() == label.casefold():
            return bid
    named = ", ".join(bid.bidder for bid in marks.results.bids if bid.lot == lot)
    where = f" for lot {lot}" if lot else ""
    raise InputError(f"There is no bidder '{bidder}'{where}.", f"There are: {named or 'none'}.")


def published_rule(tender: Tender) -> str:
    """What was published of the lots that a bidder gets who comes first in too many."""
    return tender.lots_rule.rstrip(".") or "see the tender documents"


def refusals(marks: Marked, winners: Sequence[BidMarks], register: Content) -> Iterator[Problem]:
    """What blocks giving these bids a place: more than there are, or more lots than one may win."""
    problems, tender = Problems(marks.workbook.file, own=True), marks.tender
    if len(winners) > tender.places:
        problems.add("award-places", count=len(winners), places=tender.places)
    ref = folded(str(marks.content.value("contract.ref") or ""))
    for won in winners if tender.most_lots else ():
        lots = {
            str(row.get("lot"))
            for row in register.rows("promises")
            if folded(str(row.get("ref") or "")) == ref
            and folded(str(row.get("supplier") or "")) == folded(won.bidder)
        } - {won.lot}
        if len(lots) >= (tender.most_lots or 0):
            details = {"lots": ", ".join(sorted(lots)), "most": tender.most_lots}
            rule = published_rule(tender)
            problems.add("award-lots", bidder=won.bidder, lot=won.lot, rule=rule, **details)
    yield from problems
