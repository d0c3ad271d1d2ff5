"""The scoring workbook marked in plain Python, from what the panel entered and nothing else.

The workbook's own results are compared with these, so that a formula somebody broke shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.opening import open_declared
from svtools.jobs.tender.pack import SCORING
from svtools.measures import Kind, Measure
from svtools.numbers import exact, settled
from svtools.policy import term_months
from svtools.scoring import (
    LAST_STEP,
    Answer,
    AwardCriteria,
    Band,
    Bid,
    BidMarks,
    Denominator,
    Method,
    OfferLine,
    PriceMethod,
    Qualitative,
    Quantitative,
    Question,
    Reduction,
    Results,
    Scored,
    Tender,
    score,
)
from svtools.workbooks.book import open_book
from svtools.workbooks.cells import a1
from svtools.workbooks.content import Content, Row
from svtools.workbooks.headings import find_table
from svtools.workbooks.parse import template

COMPARED: dict[str, Callable[[BidMarks], Decimal]] = {
    "measures_mark": lambda bid: bid.measures.mark,
    "answers_mark": lambda bid: bid.answers.mark,
    "sv_mark": lambda bid: bid.social_value_mark,
    "price_mark": lambda bid: bid.price_mark,
    "quality_mark": lambda bid: bid.quality_mark,
    "total": lambda bid: bid.total,
    "rank": lambda bid: Decimal(bid.place.rank),
}
"""The columns of the sheet Results that are worked out again."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A result that the workbook shows otherwise than it should."""

    bidder: str
    cell: str
    shown: Any
    right: Decimal


@dataclass(frozen=True, slots=True)
class Marked:
    """A scoring workbook with its marks, and the results it shows otherwise."""

    content: Content
    tender: Tender
    results: Results
    differences: tuple[Difference, ...]

    @property
    def bids(self) -> list[BidMarks]:
        """The assessed bids, the best first."""
        return sorted(self.results.bids, key=lambda bid: (bid.place.rank, bid.bidder))


def marked(path: Path) -> Marked:
    """The marks of the scoring workbook at `path`.

    Raises InputError where something in it can't be marked, naming the bidder.
    """
    content = open_declared(path, SCORING)
    if not any(row.get("bidder") for row in content.rows("bidders")):
        raise InputError(f"{path.name} has no offers.", "Load them with 'svtools tender load'.")
    tender = tender_of(content)
    results = score(tender, bids_of(content, tender))
    return Marked(content, tender, results, tuple(_differences(path, results)))


def tender_of(content: Content) -> Tender:
    """What the workbook publishes about marking."""
    value = content.value
    questions = tuple(
        Question(row.get("number"), exact(row.get("weight")), row.get("question") or "")
        for row in content.rows("questions")
        if row.get("number")
    )
    start, end = value("contract.start"), value("contract.end")
    return Tender(
        criteria=AwardCriteria(
            value("criteria.price"),
            value("criteria.quality"),
            value("criteria.social_value"),
            quantitative=value("method.quantitative"),
        ),
        quantitative=Quantitative(
            method=Method(value("method.name")),
            target=value("method.target"),
            bands=tuple(
                Band(row.get("at_least"), row.get("share"))
                for row in content.rows("bands")
                if row.get("share") is not None
            ),
            scored=Scored(value("method.scored")),
            leva_reason=value("method.leva_reason") or "",
            leva_cap=value("method.leva_cap"),
            denominator=Denominator(value("method.denominator")),
            estimated_value=value("contract.net_value"),
        ),
        qualitative=Qualitative(
            questions, value("method.pass_mark"), value("method.both_parts") == "Yes"
        ),
        measures=tuple(_measures(content)),
        price_method=PriceMethod(value("method.price_method") or PriceMethod.LOWEST),
        decimals=value("method.decimals") if value("method.decimals") is not None else 2,
        last_step=value("method.last_step") or LAST_STEP,
        years=exact(term_months(start, end)) / 12 if start and end else None,
    )


def _measures(content: Content) -> Iterator[Measure]:
    for row in content.rows("measures"):
        if row.get("code"):
            yield Measure(
                edition=content.value("contract.edition") or "",
                code=row.get("code"),
                title=row.get("title") or "",
                unit=row.get("unit") or "",
                kind=Kind(row.get("kind")),
                theme=row.get("theme") or "",
                proxy=row.get("proxy"),
            )


def bids_of(content: Content, tender: Tender) -> list[Bid]:
    """The bids, with what the panel entered for each."""
    return [_bid(content, tender, row) for row in content.rows("bidders") if row.get("bidder")]


def _bid(content: Content, tender: Tender, row: Row) -> Bid:
    key = row.get("key")
    price = row.get("corrected") or row.get("price")
    why_not = "" if price else "no price"
    if row.get("excluded") == "Yes":
        why_not = row.get("excluded_why") or "not assessed"
    return Bid(
        bidder=row.get("bidder"),
        price=price,
        lines=tuple(
            _line(each, tender) for each in content.rows("offers") if each.get("key") == key
        ),
        answers=tuple(_answers(content, key)),
        quality=row.get("quality"),
        not_assessed=why_not,
    )


def _line(row: Row, tender: Tender) -> OfferLine:
    units, ground, evaluator, reason = (
        row.get(name) for name in ("marked", "ground", "evaluator", "reason")
    )
    reduction = None
    if units is not None and ground and evaluator and reason:
        reduction = Reduction(units, ground, evaluator, reason)
    measure = tender.asked.get(row.get("measure"))
    if measure is None:
        raise InputError(
            f"Offers, row {row.number + 1}: '{row.get('measure')}' is no measure of this tender.",
            "The white cells of this workbook can't be changed: load the offers again.",
        )
    return OfferLine(measure, row.get("offered"), reduction, row.get("contracted"))


def _answers(content: Content, key: str) -> Iterator[Answer]:
    for row in content.rows("moderation"):
        if row.get("key") == key:
            question = row.get("question")
            yield Answer(
                question=question,
                answered=row.get("answered") != "no",
                moderated=row.get("moderated"),
                marks={
                    each.get("evaluator"): each.get("mark")
                    for each in content.rows("marks")
                    if (each.get("key"), each.get("question")) == (key, question)
                },
                rationale=row.get("rationale") or "",
            )


def _differences(path: Path, results: Results) -> Iterator[Difference]:
    """What the sheet Results shows beside what it should show."""
    declared = next(sheet for sheet in template(SCORING).sheets if sheet.key == "results")
    table = declared.tables[0]
    sheet = next((s for s in open_book(path).sheets if s.name == declared.name), None)
    found = find_table(table, sheet.rows) if sheet else None
    if sheet is None or found is None:
        return
    right = {bid.bidder: bid for bid in results.bids}
    for number in range(found.row + 1, len(sheet.rows)):
        row = sheet.rows[number]
        bid = right.get(str(row[found.columns["bidder"]] or ""))
        if bid is None:
            continue
        for key, worked_out in COMPARED.items():
            shown, expected = row[found.columns[key]], worked_out(bid)
            same = isinstance(shown, int | float) and settled(shown) == settled(expected)
            if not same:
                cell = a1(number, found.columns[key])
                yield Difference(bid.bidder, f"{sheet.name}!{cell}", shown, expected)
