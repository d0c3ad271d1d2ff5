"""What `svtools tender results` tells: marks, what to ask about, what is missing, what is wrong."""

from collections.abc import Iterator
from typing import Any

from svtools import console
from svtools.jobs.opening import unusable
from svtools.jobs.tender.blocking import blocks
from svtools.jobs.tender.marking import Marked, outdated_of
from svtools.scoring import BidMarks, Tie, bid_label, over_limit, ties, with_place


def needs_attention(scoring: Marked) -> bool:
    """Whether somebody should look before the marks are used."""
    if blocks(scoring) or outdated_of(scoring):
        return True
    gaps = scoring.unreasoned or any(bid.missing for bid in scoring.bids)
    gaps = gaps or _of_the_panel(scoring)
    wrong = scoring.differences or scoring.uncalculated or scoring.texts or scoring.lost_formulas
    return bool(
        gaps
        or wrong
        or unusable(scoring.content)
        or scoring.results.ties
        or over_limit(scoring.tender, scoring.results)
    )


def _of_the_panel(scoring: Marked) -> list[str]:
    """Marks that don't count, since who gave them stood down."""
    return [problem.located.rstrip(".") for problem in scoring.panel.remarks()]


def tell(scoring: Marked) -> None:
    """Ranks and marks, the best first; then everything that asks for a look."""
    _tell_marks(scoring)
    results = scoring.results
    for sentence in (
        *(f"{name} was not assessed: {why}." for name, why in results.not_assessed.items()),
        *(
            f"A tie at rank {tie.rank}: {' and '.join(_tied(tie))}; {tie.last_step}."
            for tie in results.ties
            if tie not in ties(scoring.tender, results)  # those block, and are told above
        ),
        *_places(scoring),
        *(f"{bid.label}: {remark}" for bid in scoring.bids for remark in _remarks_on(bid)),
        *(each.words for each in scoring.flagged if not (each.flag.blocks and each.is_open)),
        *(f"{gap}." for gap in (*scoring.unreasoned, *_of_the_panel(scoring))),
    ):
        console.say(sentence)


def _tied(tie: Tie) -> list[str]:
    return [bid_label(bidder, tie.lot) for bidder in tie.bidders]


def _places(scoring: Marked) -> Iterator[str]:
    """Who has a place on a framework by the marks, and where the limit on lots bites."""
    tender = scoring.tender
    if tender.places > 1:
        for lot, bids in with_place(tender, scoring.results).items():
            names = ", ".join(bid.bidder for bid in bids) or "nobody"
            yield f"A place on the framework{f' in lot {lot}' if lot else ''}: {names}."
    for each in over_limit(tender, scoring.results):
        rule = tender.lots_rule.rstrip(".") or "see the tender documents"
        yield (
            f"Decide between lots {', '.join(each.lots)}: {each.bidder} has a place in each by the "
            f"marks, and may win {tender.most_lots}. Published for this: {rule}."
        )


def complain_of_cells(scoring: Marked) -> None:
    """What was typed and can't be used, or counts here and not in the workbook's formulas.

    Also where a formula is gone.
    """
    for fault in (*unusable(scoring.content), *scoring.texts, *scoring.lost_formulas):
        console.complain(fault.located, fault.remedy)


def complain_of_blocks(scoring: Marked) -> None:
    """What stands before letters and award: what was changed, what is to be answered first."""
    for remark in (*scoring.older, *outdated_of(scoring)):
        console.complain(remark.located, remark.remedy)
    found = blocks(scoring)
    for block in found:
        console.complain(f"Blocks letters and award: {block.located}")
    for remedy in dict.fromkeys(block.remedy for block in found):
        console.remark(remedy)


def complain_of_results(scoring: Marked, file: str) -> None:
    """What the workbook shows otherwise than it should, and why that may be."""
    if scoring.uncalculated:
        console.complain(
            f"{file} hasn't calculated its own results yet, so they couldn't be compared.",
            "Open it in Excel or LibreOffice, save it, and run this again.",
        )
    if scoring.differences or scoring.uncalculated:
        for reading in scoring.readings:
            console.complain(
                reading.located, "Type it as it was read, so that the workbook counts it too."
            )
    if scoring.differences:
        console.complain(
            "\n".join(f"{words}." for words in scoring.differences), _why_they_differ(scoring)
        )


def _why_they_differ(scoring: Marked) -> str:
    """What to do about results that the workbook shows otherwise."""
    if scoring.texts or scoring.readings or unusable(scoring.content):
        return (
            "The cells named above make the workbook count otherwise. Mend them, let it calculate, "
            "save it, and run this again."
        )
    return "Open the workbook and let it calculate; if it still differs, a formula was changed."


def as_json(scoring: Marked) -> dict[str, Any]:
    """The same for a script. Marks are of 100; missing marks count as 0."""
    return {
        "bids": [_bid_as_json(bid) for bid in scoring.bids],
        "not_assessed": dict(scoring.results.not_assessed),
        "ties": [
            {"rank": tie.rank, "bidders": _tied(tie), "last_step": tie.last_step}
            for tie in scoring.results.ties
        ],
        "over_the_limit_of_lots": {
            each.bidder: list(each.lots) for each in over_limit(scoring.tender, scoring.results)
        },
        "flags": [
            {
                "bidder": each.bidder,
                "flag": str(each.flag.code),
                "what": each.flag.what,
                "state": each.state,
                "open": each.is_open,
                "blocks": each.flag.blocks,
            }
            for each in scoring.flagged
        ],
        "blocks": [block.located for block in blocks(scoring)],
        "unfinished": scoring.unreasoned,
        "stood_down": _of_the_panel(scoring),
        "not_usable": [fault.located for fault in unusable(scoring.content)],
        "typed_as_text": [fault.located for fault in scoring.texts],
        "lost_formulas": [fault.located for fault in scoring.lost_formulas],
        "differences": list(scoring.differences),
        "calculated": not scoring.uncalculated,
    }


def _bid_as_json(bid: BidMarks) -> dict[str, Any]:
    return {
        "bidder": bid.bidder,
        "lot": bid.lot,
        "rank": bid.place.rank,
        "price": float(bid.price_mark),
        "quality": float(bid.quality_mark),
        "quality_parts": {name: float(mark) for name, mark in bid.quality_marks.items()},
        "measures": float(bid.measures.mark),
        "answers": float(bid.answers.mark),
        "social_value": float(bid.social_value_mark),
        "total": float(bid.total),
        "measures_0_because": list(bid.measures.gates),
        "answers_0_because": list(bid.answers.gates),
        "flags": [flag.what for flag in bid.flags],
        "missing": list(bid.missing),
    }


def _tell_marks(scoring: Marked) -> None:
    """Ranks and marks, and each part of quality where there are several."""
    rows = [
        (
            bid.place.rank,
            bid.label,
            f"{bid.total:f}",
            f"{bid.price_mark:f}",
            f"{bid.quality_mark:f}",
            f"{bid.measures.mark:f}",
            f"{bid.answers.mark:f}",
        )
        for bid in scoring.bids
    ]
    headings = ("Rank", "Bidder", "Total of 100", "Price", "Quality", "Measures", "Answers")
    console.table(headings, rows)
    parts = [part.name for part in scoring.tender.criteria.parts_of_quality]
    if len(parts) > 1:
        marks = [(b.label, *(f"{b.quality_marks[part]:f}" for part in parts)) for b in scoring.bids]
        console.table(("Quality of", *parts), marks)


def _remarks_on(bid: BidMarks) -> list[str]:
    """Why marks are 0, and what nobody has said yet."""
    of_all = bid.answers.gates
    return [
        *(f"social value earns 0 because {gate}." for gate in of_all),
        *(f"the measures earn 0 because {g}." for g in bid.measures.gates if g not in of_all),
        *(f"{gap}." for gap in (*bid.unreasoned, *bid.unsaid)),
    ]
