"""Assessment summaries: one for each assessed tender, the social value section of section 50.

Each says the criteria, the marks with their reasons, why the tender was not chosen, and the same
for the most advantageous one less what is commercially sensitive. Nothing of another losing
tender is in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import jinja2

from svtools.errors import InputError
from svtools.folders import templates_folder
from svtools.jobs.monitoring.pack import make_folder
from svtools.jobs.opening import refuse_unusable
from svtools.jobs.tender.blocking import Despite, let_through, recorded, today
from svtools.jobs.tender.corrections import correction_of, correction_words
from svtools.jobs.tender.flagged import Flagged
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.offer_words import per_pound
from svtools.jobs.tender.scoring_rows import is_reduced
from svtools.numbers import percent, plain, pounds
from svtools.scoring import BidMarks, Method, PriceMethod
from svtools.workbooks.content import Content, Row
from svtools.workbooks.file_names import file_stem, first_free
from svtools.workbooks.replacing import replace_all

DOCUMENT = "assessment_summary.html.j2"
WITHHELD = "Left out as commercially sensitive."
HELD_ELSEWHERE = "The reasons are given elsewhere."
NO_REASON = "No reason was recorded."
IN_THE_DOCUMENTS = "As the tender documents say"


@dataclass(frozen=True, slots=True)
class Summaries:
    """The documents that were written, and what to look at before they are sent."""

    written: tuple[Path, ...]
    gaps: tuple[str, ...]
    open_flags: tuple[Flagged, ...] = ()
    despite: Despite | None = None


def write_summaries(
    scoring: Path,
    folder: Path,
    *,
    winner: str = "",
    force: bool = False,
    despite: str = "",
    on: date | None = None,
) -> Summaries:
    """One HTML document for each assessed tender, in `folder`.

    `winner` names whom the published last step chose, where the first place is tied. Raises
    InputError where the workbook can't be marked, something blocks letters and `despite` gives no
    reason to go on (it is recorded in the workbook, `on` that day), a mark is missing, it isn't
    clear who won, or a document is there already and `force` isn't given.
    """
    marks = marked(scoring)
    refuse_unusable(marks.content)
    unmarked = [f"{bid.bidder}: {gap}" for bid in marks.bids for gap in bid.unmarked]
    if unmarked:  # a document would state a 0 that nobody gave
        raise InputError(
            f"The marks are not complete. {'; '.join(unmarked)}.",
            "Enter them on the sheets Quality and Moderation, save it, and run this again.",
        )
    going_on = let_through(marks, despite)
    best = _best(marks, winner)
    paths = _paths(marks, folder, force=force)
    make_folder(folder)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    page = environment.get_template(DOCUMENT)
    pages = {path: page.render(_summary_data(marks, bid, best)) for path, bid in paths.items()}
    record = recorded(marks, going_on, "Assessment summaries were written", on or today())
    replace_all({path: text.encode() for path, text in pages.items()} | record)
    gaps = (f"{bid.bidder}: {gap}" for bid in marks.bids for gap in bid.unreasoned)
    told = (*gaps, *marks.unfinished, *marks.differences)
    return Summaries(tuple(pages), told, marks.open_flags, going_on)


def _paths(marks: Marked, folder: Path, *, force: bool) -> dict[Path, BidMarks]:
    """Each bid by a file of its own, numbered where two names differ only in signs."""
    bids: dict[str, BidMarks] = {}
    for bid in marks.bids:
        stem = file_stem(bid.bidder)
        names = (stem if number == 1 else f"{stem} {number}" for number in count(1))
        bids[first_free(names, bids)] = bid
    paths = {folder / f"{name} - assessment summary.html": bid for name, bid in bids.items()}
    present = [path.name for path in paths if path.exists()]
    if present and not force:
        raise InputError(
            f"{present[0]} is already there.", "Choose another folder, or add --force."
        )
    return paths


def _best(marks: Marked, named: str) -> BidMarks:
    """The most advantageous tender."""
    first = [bid for bid in marks.bids if bid.place.rank == 1]
    chosen = [bid for bid in first if bid.bidder.casefold() == named.casefold()] if named else first
    if len(chosen) != 1:
        names = " and ".join(bid.bidder for bid in first) or "nobody"
        raise InputError(
            f"In the first place: {names}.",
            "Name the one that the published last step chose with --winner.",
        )
    return chosen[0]


def _summary_data(marks: Marked, bid: BidMarks, winner: BidMarks) -> dict[str, Any]:
    """What one supplier's summary says."""
    content = marks.content
    names = ("council", "title", "ref", "lot")
    return {
        "tender": {name: content.value(f"contract.{name}") or "" for name in names},
        "criteria": _criteria(content, _parts(marks)),
        "scale": [dict(row.values) for row in content.rows("scale")],
        "supplier": _supplier(marks, bid, to_itself=True) | {"won": bid is winner},
        "winner": _supplier(marks, winner, to_itself=False),
        "why_not": _why_not(bid, winner),
    }


def _criteria(content: Content, parts: Mapping[str, Decimal]) -> list[dict[str, str]]:
    value = content.value
    social, share = value("criteria.social_value"), value("method.quantitative")
    price_method = str(value("method.price_method") or PriceMethod.LOWEST)
    measures = f"{_method(content)}; compared with {value('method.denominator')}"
    questions = [
        (
            f"Social value: {row.get('number')} {row.get('question') or ''}".strip(),
            social * (1 - share) * (row.get("weight") or 0),
            "0 to 5",
        )
        for row in content.rows("questions")
    ]
    criteria = [
        ("Price", value("criteria.price"), price_method.capitalize()),
        ("Quality", value("criteria.quality"), IN_THE_DOCUMENTS),
        *((f"Quality: {name}", weight, IN_THE_DOCUMENTS) for name, weight in parts.items()),
        ("Social value: measures", social * share, measures),
        *questions,
    ]
    return [
        {"name": name, "weight": percent(weight), "scale": scale}
        for name, weight, scale in criteria
    ]


def _method(content: Content) -> str:
    """How value becomes marks."""
    method: str = content.value("method.name")
    if method == Method.TARGET:
        return f"{method.capitalize()}, {per_pound(content.value('method.target'))} for each £1"
    bands = (
        f", from £{plain(row.get('at_least'))} {percent(row.get('share'))}"
        for row in (content.rows("bands") if method == Method.BANDED else ())
        if row.get("share") is not None
    )
    return method.capitalize() + "".join(bands)


def _parts(marks: Marked) -> dict[str, Decimal]:
    """The weights of the sub-criteria of quality; none where it is one criterion."""
    parts = marks.tender.criteria.parts_of_quality
    return {part.name: part.weight for part in parts} if len(parts) > 1 else {}


def _supplier(marks: Marked, bid: BidMarks, *, to_itself: bool) -> dict[str, Any]:
    bidder = next(r for r in marks.content.rows("bidders") if r.get("bidder") == bid.bidder)
    return {
        "name": bid.bidder,
        "number": bidder.get("number") or "",
        "marks": [
            {"name": name, "mark": mark, "why": why}
            for name, mark, why in _marks(marks, bid, bidder.get("key"), to_itself=to_itself)
        ],
    }


def _marks(
    marks: Marked, bid: BidMarks, key: str, *, to_itself: bool
) -> Iterator[tuple[str, str, str]]:
    """Each criterion and sub-criterion with its mark and the reason for it."""
    price = f"the price of {pounds(bid.price)}" if to_itself else "its price"
    yield "Price", f"{bid.price_mark:f}", f"Worked out from {price} by the published formula."
    reasons = {
        row.get("criterion"): _reason(row, HELD_ELSEWHERE, to_itself=to_itself)
        for row in marks.content.rows("quality_marks")
        if row.get("key") == key
    }
    for part in _parts(marks):
        why = reasons.get(part, HELD_ELSEWHERE)
        yield f"Quality: {part}", f"{bid.quality_marks[part]:f}", why
    why = next(iter(reasons.values()), HELD_ELSEWHERE)
    together = "The criteria above together." if _parts(marks) else why
    yield "Quality", f"{bid.quality_mark:f}", together
    words = _measures_words(marks.content, bid, key, to_itself=to_itself)
    yield "Social value: measures", f"{bid.measures.mark:f}", words
    for row in marks.content.rows("moderation"):
        if row.get("key") == key:
            moderated, why = row.get("moderated"), _reason(row, NO_REASON, to_itself=to_itself)
            mark = "not marked" if moderated is None else f"{plain(moderated)} of 5"
            yield f"Social value: {row.get('question')}", mark, why
    together = "The questions above together, by their weights."
    yield "Social value: answers together", f"{bid.answers.mark:f}", together
    yield "Total of 100", f"{bid.total:f}", f"Rank {bid.place.rank}"


def _reason(row: Row, otherwise: str, *, to_itself: bool) -> str:
    """The reason that the bidder, or another one, may read."""
    if not to_itself and row.get("sensitive") == "Yes":
        return WITHHELD
    return row.get("rationale") or otherwise


def _measures_words(content: Content, bid: BidMarks, key: str, *, to_itself: bool) -> str:
    """What was scored, and why not more; its value in £ only for the bidder's own eyes."""
    value = f"{pounds(bid.measures.value)} of value scored: " if to_itself else ""
    return " ".join(
        (
            f"{value}£{plain(round(bid.measures.ratio, 4))} for each £1, which by the method is "
            f"{percent(round(bid.measures.share, 4))} of these marks.",
            *(f"They are 0 all the same: {gate}." for gate in bid.measures.gates),
            *(
                correction_words(row)
                for row in content.rows("offers")
                if row.get("key") == key and correction_of(row)
            ),
            *(
                _reduction_words(row, to_itself=to_itself)
                for row in content.rows("offers")
                if row.get("key") == key and is_reduced(row)
            ),
        )
    )


def _reduction_words(row: Row, *, to_itself: bool) -> str:
    measure, marked_units, offered = (row.get(k) for k in ("measure", "marked", "offered"))
    if not to_itself and row.get("sensitive") == "Yes":
        return f"{measure}: fewer units marked than offered. {WITHHELD}"
    return (
        f"{measure}: {plain(marked_units)} units marked of {plain(offered or 0)} offered "
        f"({row.get('ground')}): {row.get('reason')}."
    )


def _why_not(bid: BidMarks, winner: BidMarks) -> str:
    """In words, from the marks alone."""
    if bid is winner:
        return ""
    if bid.total == winner.total:
        return (
            f"It earned {bid.total:f} of 100, as many as the most advantageous tender, and the "
            "published tie-break put that one first."
        )
    return (
        f"It earned {bid.total:f} of 100; the most advantageous tender earned {winner.total:f}. "
        "The marks for each criterion are in the tables."
    )
