"""The decision with its reasons on one page, for who approves the award."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from svtools.documents.blocks import Block, Bullets, Document, Paragraph, Side, Table, plain
from svtools.documents.markdown import blocks as blocks_of
from svtools.documents.wording import rendered
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.decided import Decided
from svtools.jobs.tender.letter_words import subject_of
from svtools.jobs.tender.letters import SLOT
from svtools.jobs.tender.marking import Marked
from svtools.jobs.tender.scoring_rows import is_reduced
from svtools.numbers import how_many, pounds
from svtools.numbers import plain as plain_number
from svtools.policy import Council
from svtools.scoring import BidMarks, Conflict, ties

WORDING = "decision.md.j2"
MOST_RANKED, MOST_POINTS, MOST_REASONS = 8, 5, 7
ROOMY, LINE = 14, 80
"""How many rows and lines leave a page that needn't be set tighter; a line's characters."""

LONGEST_NAME, LONGEST_REASON, LONGEST_POINT = 70, 240, 140
"""Rows of its tables, and letters of a text, that leave it one page."""

OPEN, WHOLE_TENDER = "open", "The tender"
TOLD_OTHERWISE = ("flag-low", "flag-open", "flag-nowhere", "tie-open")
"""Blocks that are flags, or that the page says among its reasons."""

RANK_WIDTHS = (8, 38, 15, 9, 9, 12, 9)
POINT_WIDTHS = (28, 58, 14)
SIGN_WIDTHS = (30, 26, 16, 28)


@dataclass(frozen=True, slots=True)
class Point:
    """Something to look at before the decision: about whom, what, and how it stands.

    Where it `blocks`, the decision stands only despite it, for a reason.
    """

    bidder: str
    what: str
    state: str = OPEN
    blocks: bool = False


def approval(
    marks: Marked,
    decided: Decided,
    council: Council,
    file: str,
    points: Sequence[Point] | None = None,
    *,
    despite: str = "",
) -> Document:
    """The page for approval, in the council's own wording where it has one.

    `points` are what is still open, by default what `points_of` finds; `despite` is the reason for
    deciding all the same. Raises InputError where the council's wording can't be used.
    """
    points = points_of(marks, decided) if points is None else points
    reasons = [*_reasons(marks, decided)][:MOST_REASONS]
    parts: dict[str, Block] = {
        "ranks": _ranks(decided),
        "reasons": Bullets(tuple((Paragraph(plain(each)),) for each in reasons)),
        "points": _points(points),
        "approval": _signatures(marks),
    }
    data = _data(marks, decided, points) | {"despite": _cut(despite, LONGEST_REASON), "file": file}
    subject = data["subject"]
    texts = (*reasons, *_left_out(marks, decided), *(point.what for point in points), despite)
    rows = len(decided.bids) + sum(-(-len(text) // LINE) for text in texts)
    return Document(
        f"Decision: {subject.title} ({subject.ref})",
        f"{council.name}, for approval; not to be published",
        blocks_of(rendered(WORDING, data, council.folder), parts),
        one_page=rows > ROOMY,
    )


def _data(marks: Marked, decided: Decided, points: Sequence[Point]) -> dict[str, Any]:
    """What the wording may name, beside what the caller says."""
    value = marks.tender.of_lot(decided.lot).quantitative.estimated_value
    return {
        "subject": subject_of(marks.content, decided.lot, is_framework=decided.is_framework),
        "departs": _cut(decided.departs, LONGEST_REASON),
        "chosen": [_cut(bid.bidder) for bid in decided.chosen],
        "open": len(points),
        "blocking": sum(point.blocks for point in points),
        "more": max(len(points) - MOST_POINTS, 0),
        "more_ranked": max(len(decided.bids) - MOST_RANKED, 0),
        "left_out": _cut("; ".join(_left_out(marks, decided)), LONGEST_REASON),
        "panel": _panel(marks),
        "estimate": "" if value is None else pounds(value),
    }


def points_of(marks: Marked, decided: Decided) -> list[Point]:
    """The flags of these tenders that nobody has settled, and what else blocks the decision.

    A tie is none here: who decided it is among the reasons.
    """
    labels = {bid.label for bid in decided.bids}
    flags = [
        Point(each.bidder, each.flag.what, each.state, each.flag.blocks)
        for each in marks.open_flags
        if each.bidder in labels or not each.key  # of several bids together
    ]
    others = [block for block in blocks(marks) if block.code not in TOLD_OTHERWISE]
    departures = [Point(str(d.details["bidder"]), d.what, blocks=True) for d in decided.departures]
    return [
        *departures,
        *flags,
        *(Point(WHOLE_TENDER, each.what, blocks=True) for each in others),
    ]


def _left_out(marks: Marked, decided: Decided) -> list[str]:
    """Who was not assessed, of those that bid for this lot, and why."""
    elsewhere = {
        row.get("bidder")
        for row in marks.content.rows("bidders")
        if (row.get("lot") or "") != decided.lot
    }
    return [
        f"{name} ({why})"
        for name, why in marks.results.not_assessed.items()
        if name not in elsewhere
    ]


def _ranks(decided: Decided) -> Table:
    """The assessed tenders, the best first."""
    rows = [
        (
            f"{bid.place.rank}",
            _cut(bid.bidder),
            pounds(bid.price),
            f"{bid.price_mark:f}",
            f"{bid.quality_mark:f}",
            f"{bid.social_value_mark:f}",
            f"{bid.total:f}",
        )
        for bid in decided.bids[:MOST_RANKED]
    ]
    heads = ("Rank", "Bidder", "Price without VAT", "Price", "Quality", "Social value", "Of 100")
    sides = (Side.LEFT, Side.LEFT, *[Side.RIGHT] * 5)
    return Table("Ranks and marks", heads, tuple(rows), sides, widths=RANK_WIDTHS)


def _points(points: Sequence[Point]) -> Table:
    first = sorted(points, key=lambda point: not point.blocks)[:MOST_POINTS]
    rows = [
        (
            _cut(point.bidder),
            shorten(point.what, LONGEST_POINT, placeholder="…"),
            f"{point.state}, blocks" if point.blocks else point.state,
        )
        for point in first
    ]
    return Table("What is open", ("Bidder", "What", "State"), tuple(rows), widths=POINT_WIDTHS)


def _signatures(marks: Marked) -> Table:
    approver = marks.content.value("decision.approver") or SLOT
    rows = (("Recommended for the panel", "", "", ""), (f"Approved: {approver}", "", "", ""))
    heads = ("Who", "Name", "Date", "Signature")
    return Table("", heads, rows, widths=SIGN_WIDTHS, by_hand=True)


def _panel(marks: Marked) -> dict[str, Any]:
    """How many evaluators declare what of the whole tender, and in words each conflict there is."""
    panel = marks.panel
    said = Counter(each.conflict for each in panel.declared if not each.bidder)
    conflicts = [
        f"{panel.names.get(each.evaluator, each.evaluator)}"
        f"{f', about {each.bidder}' if each.bidder else ''}: {each.conflict}"
        f"{f' ({each.how})' if each.how else ''}"
        for each in panel.declared
        if each.conflict in {Conflict.MITIGATED, Conflict.STOOD_DOWN}
    ]
    return {
        "evaluators": said.total(),
        "free": said[Conflict.NONE],
        "mitigated": said[Conflict.MITIGATED],
        "stood_down": said[Conflict.STOOD_DOWN],
        "undeclared": said[None],
        "conflicts": shorten("; ".join(conflicts), 2 * LONGEST_REASON, placeholder="…"),
    }


def _reasons(marks: Marked, decided: Decided) -> Iterator[str]:
    """Why those and not the others, the panel's own words first."""
    own = marks.content.value("decision.reasons")
    if own:
        yield shorten(own, 2 * LONGEST_REASON, placeholder="…")
    yield from _by_marks(marks, decided)
    yield from _by_parts(decided)
    tie = next((tie for tie in ties(marks.tender, marks.results) if tie.lot == decided.lot), None)
    if tie and tie.rank == decided.chosen[-1].place.rank:
        place = "last" if decided.is_framework else "first"
        yield f"The {place} place was tied. The published last step ({tie.last_step}) decided."
    for bid in decided.chosen[:2]:
        value, ratio = bid.measures.value, round(bid.measures.ratio, 4)
        yield (
            f"{bid.bidder} offers {pounds(value)} of social value that is scored, "
            f"£{plain_number(ratio)} for each £1."
        )
    yield from _corrections(marks, decided.lot)


def _by_marks(marks: Marked, decided: Decided) -> Iterator[str]:
    others = [bid for bid in decided.bids if bid not in decided.chosen]
    last = decided.chosen[-1]
    for bid in others[:MOST_RANKED]:
        if why := decided.passed_over.get(bid.label):
            said = f"{bid.bidder} earned {bid.total:f} of 100 and is not chosen: {why}"
            yield shorten(said, 2 * LONGEST_REASON, placeholder="…")
    behind = [bid for bid in others if bid.label not in decided.passed_over]
    if not others:
        yield f"{how_many(len(decided.bids), 'tender')} assessed; none was left out."
        return
    if not behind:
        return
    first = behind[0]
    if last.total > first.total:
        who = "the last place" if decided.is_framework else last.bidder
        yield (
            f"{who[0].upper()}{who[1:]} earned {last.total:f} of 100, {last.total - first.total:f} "
            f"more than {first.bidder}."
        )
    else:
        drawn = [f"published last step ({marks.tender.last_step})"]
        is_drawn = last.place.drawn and first.place.drawn
        steps = " and ".join([*last.place.decided_by, *(drawn if is_drawn else ())])
        how = f", told apart by the {steps}" if steps else ""
        yield f"{last.bidder} and {first.bidder} earned {last.total:f} of 100 each{how}."


def _by_parts(decided: Decided) -> Iterator[str]:
    """Who has the highest marks for price, quality and social value."""
    if len(decided.bids) < 2:  # noqa: PLR2004 - there is nobody to compare with
        return
    best = ", ".join(
        f"{name}: {' and '.join(_highest(decided.bids, attribute))}"
        for name, attribute in (
            ("price", "price_mark"),
            ("quality", "quality_mark"),
            ("social value", "social_value_mark"),
        )
    )
    yield shorten(f"Highest marks by part: {best}.", LONGEST_REASON, placeholder="…")


def _highest(bids: Sequence[BidMarks], attribute: str) -> list[str]:
    most = max(getattr(bid, attribute) for bid in bids)
    return [bid.bidder for bid in bids if getattr(bid, attribute) == most]


def _corrections(marks: Marked, lot: str) -> Iterator[str]:
    of_lot = [row for row in marks.content.rows("bidders") if (row.get("lot") or "") == lot]
    for row in of_lot:
        if row.get("corrected"):
            why = row.get("why") or "no reason is recorded"
            said = (
                f"{row.get('bidder')}'s price was corrected from {pounds(row.get('price') or 0)} "
            )
            yield shorten(
                f"{said}to {pounds(row.get('corrected'))}: {why}.", LONGEST_REASON, placeholder="…"
            )
    keys = {row.get("key") for row in of_lot}
    offers = (row for row in marks.content.rows("offers") if row.get("key") in keys)
    reduced = sum(is_reduced(row) for row in offers)
    if reduced:
        yield f"Marked units were reduced in {how_many(reduced, 'line')}; the letters say why."


def _cut(text: str, most: int = LONGEST_NAME) -> str:
    return shorten(text, most, placeholder="…")
