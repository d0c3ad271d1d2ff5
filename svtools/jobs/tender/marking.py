"""The scoring workbook marked in plain Python, from what the panel entered and nothing else.

The workbook's own results are compared with these, so that a formula somebody broke shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.contract_years import after_the_end, by_year_of, years_of
from svtools.jobs.tender.differences import Difference, compared
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.rules import tender_of
from svtools.jobs.tender.scoring_rows import (
    UNCHANGED,
    cell_of,
    refuse_unsound,
    told_with,
    typed_as_text,
)
from svtools.numbers import plain, settled
from svtools.scoring import (
    Answer,
    Bid,
    BidMarks,
    OfferLine,
    Reduction,
    Results,
    Tender,
    score,
)
from svtools.workbooks.content import Content, Row
from svtools.workbooks.problems import Problem, told


@dataclass(frozen=True, slots=True)
class Marked:
    """A scoring workbook with its marks, and the results it shows otherwise.

    `uncalculated` says that some of its own results have never been calculated; `texts` are
    numbers that were typed as text.
    """

    content: Content
    tender: Tender
    results: Results
    differences: tuple[Difference, ...]
    uncalculated: bool
    texts: tuple[Problem, ...]

    @property
    def unfinished(self) -> list[str]:
        """Reductions that don't count yet, with their cell."""
        return [
            f"{cell_of(row, 'marked')}: {row.get('bidder')}'s "
            f"{row.get('measure')} is marked as offered until ground, evaluator and reason are "
            "there"
            for row in self.content.rows("offers")
            if row.get("marked") is not None and not is_reduced(row)
        ]

    @property
    def readings(self) -> list[Problem]:
        """What was typed otherwise than the workbook's formulas read it, such as 80 for 80%."""
        texts = {each.cells for each in self.texts}
        return told(
            each
            for each in self.content.problems
            if each.code == "interpreted" and each.cells not in texts
        )

    @property
    def unreasoned(self) -> list[str]:
        """What the panel did without saying why, with its cell."""
        return list(_unreasoned(self.content))

    @property
    def bids(self) -> list[BidMarks]:
        """The assessed bids, the best first."""
        return sorted(self.results.bids, key=lambda bid: (bid.place.rank, bid.bidder))


def _unreasoned(content: Content) -> Iterator[str]:
    for row in content.rows("bidders"):
        if row.get("corrected") is not None and not row.get("why"):
            cell = cell_of(row, "why")
            yield f"{cell}: {row.get('bidder')}'s price is corrected, and it isn't said why"
        if row.get("excluded") == "Yes" and not row.get("excluded_why"):
            cell = cell_of(row, "excluded_why")
            yield f"{cell}: {row.get('bidder')} is not assessed, and it isn't said why"
    for row in content.rows("marks"):
        if row.get("mark") is not None and not row.get("rationale"):
            cell = cell_of(row, "rationale")
            said = f"{row.get('evaluator')}'s mark of {row.get('bidder')}, {row.get('question')}"
            yield f"{cell}: {said}, has no rationale"


def marked(path: Path) -> Marked:
    """The marks of the scoring workbook at `path`.

    Raises InputError where something in it can't be marked, naming its cell.
    """
    workbook = open_own(path, SCORING)
    content = workbook.content
    refuse_unsound(content)
    bidders = [row.get("bidder") for row in content.rows("bidders") if row.get("bidder")]
    if not bidders:
        raise InputError(f"{path.name} has no offers.", "Load them with 'svtools tender load'.")
    tender, results = scored(content)
    texts = tuple(told(typed_as_text(workbook)))
    return Marked(content, tender, results, *compared(workbook, results, bidders), texts)


def scored(content: Content) -> tuple[Tender, Results]:
    """What the workbook publishes, and everybody's marks. Raises InputError as `marked`."""
    refuse_unsound(content)
    tender = tender_of(content)
    return tender, score(tender, bids_of(content, tender))


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
            _line(content, each, tender)
            for each in content.rows("offers")
            if each.get("key") == key
        ),
        answers=tuple(_answers(content, key)),
        quality=_quality(content, tender, key),
        not_assessed=why_not,
    )


def _quality(content: Content, tender: Tender, key: str) -> dict[str, Decimal | None]:
    """The share of the marks for each quality criterion; None until it is agreed."""
    known = {part.name for part in tender.criteria.parts_of_quality}
    shares: dict[str, Decimal | None] = {}
    for row in content.rows("quality_marks"):
        if row.get("key") == key:
            name = row.get("criterion")
            if name not in known:
                raise InputError(
                    f"{cell_of(row, 'criterion')}: '{name}' is no "
                    "quality criterion of this tender.",
                    f"{UNCHANGED} Load the offers again.",
                )
            shares[name] = row.get("share")
    return shares


def _line(content: Content, row: Row, tender: Tender) -> OfferLine:
    units, ground, evaluator, reason = (
        row.get(name) for name in ("marked", "ground", "evaluator", "reason")
    )
    measure = tender.asked.get(row.get("measure"))
    if measure is None:
        raise InputError(
            f"{cell_of(row, 'measure')}: '{row.get('measure')}' is no measure of this tender.",
            f"{UNCHANGED} Load the offers again.",
        )
    _refuse_other_sum(row)
    with told_with(f"{cell_of(row, 'marked')} ({row.get('bidder')})"):
        reduction = None
        if is_reduced(row):
            reduction = Reduction(units, ground, evaluator, reason)
        elif units is not None and units > (row.get("offered") or 0):
            raise InputError(
                f"{measure.code}: {plain(units)} units are marked and "
                f"{plain(row.get('offered') or 0)} were offered.",
                "Marked units are only ever reduced.",
            )
        late = after_the_end(by_year_of(row), years_of(content))
        return OfferLine(
            measure,
            row.get("offered"),
            reduction,
            row.get("contracted"),
            sum(late.values(), Decimal(0)),
        )


def _refuse_other_sum(row: Row) -> None:
    """Raises InputError where offered units were typed over, so that the years don't add up."""
    years = by_year_of(row).values()
    offered = row.get("offered")
    if years and settled(sum(years)) != settled(offered or 0):
        raise InputError(
            f"{cell_of(row, 'offered')}: {row.get('bidder')}'s "
            f"{row.get('measure')} has {plain(offered or 0)} units offered, and its years add up "
            f"to {plain(sum(years))}.",
            f"{UNCHANGED} Load the offers again.",
        )


def is_reduced(row: Row) -> bool:
    """Whether a row of the offers reduces marked units, with all that this needs."""
    needed = ("ground", "evaluator", "reason")
    return row.get("marked") is not None and all(row.get(name) for name in needed)


def _answers(content: Content, key: str) -> Iterator[Answer]:
    for row in content.rows("moderation"):
        if row.get("key") == key:
            question = row.get("question")
            answered, moderated = row.get("answered") != "no", row.get("moderated")
            if moderated and not answered:
                raise InputError(
                    f"{cell_of(row, 'moderated')}: {question} of "
                    f"{row.get('bidder')} is marked {plain(moderated)}, and there is no answer.",
                    "An answer that isn't there is marked 0.",
                )
            yield Answer(
                question=question,
                answered=answered,
                moderated=moderated,
                marks={
                    each.get("evaluator"): each.get("mark")
                    for each in content.rows("marks")
                    if (each.get("key"), each.get("question")) == (key, question)
                },
                rationale=row.get("rationale") or "",
            )
