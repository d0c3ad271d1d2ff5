"""Assessment summaries: one for each assessed tender, the social value section of section 50.

Each says the criteria, the marks with their reasons, why the tender was not chosen, and the same
for the most advantageous one less what is commercially sensitive. Nothing of another losing
tender is in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from svtools.errors import InputError
from svtools.folders import templates_folder
from svtools.jobs.monitoring.pack import LONGEST_NAME, UNSAFE_IN_FILE_NAMES, make_folder
from svtools.jobs.opening import refuse_unusable
from svtools.jobs.tender.marking import Marked, is_reduced, marked
from svtools.jobs.tender.terms import per_pound
from svtools.numbers import percent, plain, pounds
from svtools.scoring import BidMarks, Method, PriceMethod, SubCriterion
from svtools.workbooks.content import Content, Row
from svtools.workbooks.replacing import replace_with

DOCUMENT = "assessment_summary.html.j2"
WITHHELD = "Left out as commercially sensitive."
HELD_ELSEWHERE = "The reasons are given elsewhere."
NO_REASON = "No reason was recorded."


@dataclass(frozen=True, slots=True)
class Summaries:
    """The documents that were written, and what to look at before they are sent."""

    written: tuple[Path, ...]
    gaps: tuple[str, ...]


def write_summaries(
    scoring: Path, folder: Path, *, winner: str = "", force: bool = False
) -> Summaries:
    """One HTML document for each assessed tender, in `folder`.

    `winner` names whom the published last step chose, where the first place is tied. Raises
    InputError where the workbook can't be marked, a mark is missing, it isn't clear who won, or
    a document is there already and `force` isn't given.
    """
    found = marked(scoring)
    refuse_unusable(found.content)
    _refuse_unmarked(found)
    best = _best(found, winner)
    paths = _paths(found, folder, force=force)
    make_folder(folder)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    page = environment.get_template(DOCUMENT)
    pages = {path: page.render(summary_data(found, bid, best)) for bid, path in paths}
    for path, text in pages.items():
        replace_with(path, text.encode())
    gaps = (f"{bid.bidder}: {gap}" for bid in found.bids for gap in bid.unreasoned)
    shown = (each.words for each in found.differences)
    return Summaries(tuple(pages), (*gaps, *found.unfinished, *shown))


def _refuse_unmarked(found: Marked) -> None:
    """Raises InputError where a document would state a 0 that nobody gave."""
    unmarked = [f"{bid.bidder}: {gap}" for bid in found.bids for gap in bid.unmarked]
    if unmarked:
        raise InputError(
            f"The marks are not complete. {'; '.join(unmarked)}.",
            "Enter them on the sheets Quality and Moderation, save it, and run this again.",
        )


def _paths(found: Marked, folder: Path, *, force: bool) -> list[tuple[BidMarks, Path]]:
    """Each bid with a file of its own, numbered where two names differ only in signs."""
    paths: list[tuple[BidMarks, Path]] = []
    taken: set[str] = set()
    for bid in found.bids:
        name = stem = UNSAFE_IN_FILE_NAMES.sub("-", bid.bidder)[:LONGEST_NAME].strip(". ")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {number}"
        taken.add(name.casefold())
        paths.append((bid, folder / f"{name} - assessment summary.html"))
    there = [path.name for _, path in paths if path.exists()]
    if there and not force:
        raise InputError(f"{there[0]} is already there.", "Choose another folder, or add --force.")
    return paths


def _best(found: Marked, named: str) -> BidMarks:
    """The most advantageous tender."""
    first = [bid for bid in found.bids if bid.place.rank == 1]
    chosen = [bid for bid in first if bid.bidder.casefold() == named.casefold()] if named else first
    if len(chosen) != 1:
        names = " and ".join(bid.bidder for bid in first) or "nobody"
        raise InputError(
            f"In the first place: {names}.",
            "Name the one that the published last step chose with --winner.",
        )
    return chosen[0]


def summary_data(found: Marked, bid: BidMarks, winner: BidMarks) -> dict[str, Any]:
    """What one supplier's summary says."""
    content = found.content
    value = content.value
    return {
        "tender": {
            "council": value("contract.council") or "",
            "title": value("contract.title") or "",
            "ref": value("contract.ref") or "",
            "lot": value("contract.lot") or "",
        },
        "criteria": list(_criteria(found)),
        "scale": [dict(row.values) for row in content.rows("scale")],
        "supplier": _supplier(found, bid, own=True) | {"won": bid is winner},
        "winner": _supplier(found, winner, own=False),
        "why_not": _why_not(bid, winner),
    }


def _criteria(found: Marked) -> Iterator[dict[str, str]]:
    content = found.content
    value = content.value
    social, share = value("criteria.social_value"), value("method.quantitative")
    yield {
        "name": "Price",
        "weight": percent(value("criteria.price")),
        "scale": str(value("method.price_method") or PriceMethod.LOWEST).capitalize(),
    }
    yield {
        "name": "Quality",
        "weight": percent(value("criteria.quality")),
        "scale": "As the tender documents say",
    }
    for part in _parts(found):
        scale = "As the tender documents say"
        yield {"name": f"Quality: {part.name}", "weight": percent(part.weight), "scale": scale}
    method = value("method.name")
    target = f", {per_pound(value('method.target'))} for each £1" if method == Method.TARGET else ""
    if method == Method.BANDED:
        target = "".join(
            f", from £{plain(row.get('at_least'))} {percent(row.get('share'))}"
            for row in content.rows("bands")
            if row.get("share") is not None
        )
    yield {
        "name": "Social value: measures",
        "weight": percent(social * share),
        "scale": f"{method.capitalize()}{target}; compared with {value('method.denominator')}",
    }
    for row in content.rows("questions"):
        yield {
            "name": f"Social value: {row.get('number')} {row.get('question') or ''}".strip(),
            "weight": percent(social * (1 - share) * (row.get("weight") or 0)),
            "scale": "0 to 5",
        }


def _parts(found: Marked) -> Sequence[SubCriterion]:
    """The sub-criteria of quality; none where it is one criterion."""
    parts = found.tender.criteria.parts_of_quality
    return parts if len(parts) > 1 else ()


def _supplier(found: Marked, bid: BidMarks, *, own: bool) -> dict[str, Any]:
    numbers = {row.get("bidder"): row.get("number") for row in found.content.rows("bidders")}
    return {
        "name": bid.bidder,
        "number": numbers.get(bid.bidder) or "",
        "marks": list(_marks(found, bid, own=own)),
    }


def _marks(found: Marked, bid: BidMarks, *, own: bool) -> Iterator[dict[str, str]]:
    """Each criterion and sub-criterion with its mark and the reason for it."""
    content = found.content
    key = next(r.get("key") for r in content.rows("bidders") if r.get("bidder") == bid.bidder)
    price = f"the price of {pounds(bid.price)}" if own else "its price"
    yield _row("Price", bid.price_mark, f"Worked out from {price} by the published formula.")
    yield from _quality(found, bid, key, own=own)
    words = _measures_words(content, bid, key, own=own)
    yield _row("Social value: measures", bid.measures.mark, words)
    for row in content.rows("moderation"):
        if row.get("key") == key:
            why = _reason(row, NO_REASON, own=own)
            moderated = row.get("moderated")
            given = "not marked" if moderated is None else f"{plain(moderated)} of 5"
            yield {"name": f"Social value: {row.get('question')}", "mark": given, "why": why}
    together = "The questions above together, by their weights."
    yield _row("Social value: answers together", bid.answers.mark, together)
    yield _row("Total of 100", bid.total, f"Rank {bid.place.rank}")


def _quality(found: Marked, bid: BidMarks, key: str, *, own: bool) -> Iterator[dict[str, str]]:
    rows = {
        row.get("criterion"): row
        for row in found.content.rows("quality_marks")
        if row.get("key") == key
    }
    reasons = {name: _reason(row, HELD_ELSEWHERE, own=own) for name, row in rows.items()}
    parts = _parts(found)
    together = "The criteria above together." if parts else ""
    for part in parts:
        why = reasons.get(part.name, HELD_ELSEWHERE)
        yield _row(f"Quality: {part.name}", bid.quality_marks[part.name], why)
    why = together or next(iter(reasons.values()), HELD_ELSEWHERE)
    yield _row("Quality", bid.quality_mark, why)


def _reason(row: Row, otherwise: str, *, own: bool) -> str:
    """The reason that the bidder, or another one, may read."""
    if not own and row.get("sensitive") == "Yes":
        return WITHHELD
    return row.get("rationale") or otherwise


def _row(name: str, mark: Any, why: str) -> dict[str, str]:
    return {"name": name, "mark": f"{mark:f}", "why": why}


def _measures_words(content: Content, bid: BidMarks, key: str, *, own: bool) -> str:
    """What was scored, and why not more; its value in £ only for the bidder's own eyes."""
    value = f"{pounds(bid.measures.value)} of value scored: " if own else ""
    said = [
        f"{value}£{plain(round(bid.measures.ratio, 4))} for each £1, which by the method is "
        f"{percent(round(bid.measures.share, 4))} of these marks."
    ]
    said += [f"They are 0 all the same: {gate}." for gate in bid.measures.gates]
    for row in content.rows("offers"):
        if row.get("key") != key or not is_reduced(row):
            continue
        if not own and row.get("sensitive") == "Yes":
            said.append(f"{row.get('measure')}: fewer units marked than offered. {WITHHELD}")
        else:
            said.append(
                f"{row.get('measure')}: {plain(row.get('marked'))} units marked of "
                f"{plain(row.get('offered') or 0)} offered ({row.get('ground')}): "
                f"{row.get('reason')}."
            )
    return " ".join(said)


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
