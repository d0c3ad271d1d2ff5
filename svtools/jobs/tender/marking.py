"""The scoring workbook marked in plain Python, from what the panel entered and nothing else.

The workbook's own results are compared with these, so that a formula somebody broke shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.opening import open_declared
from svtools.jobs.tender.differences import Difference, compared
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.places import UNCHANGED, cell_of, cells_of, refuse_twins, told_with
from svtools.measures import Kind, Measure
from svtools.numbers import exact, plain
from svtools.policy import term_months
from svtools.scoring import (
    LAST_STEP,
    Answer,
    AwardCriteria,
    Band,
    Bid,
    BidMarks,
    OfferLine,
    PriceMethod,
    Qualitative,
    Quantitative,
    Question,
    Ranges,
    Reduction,
    Results,
    SubCriterion,
    Tender,
    score,
)
from svtools.scoring.given import chosen
from svtools.workbooks.content import Content, Row

ONE_OF_A_KIND = {
    "measures": ("code",),
    "bidders": ("bidder",),
    "quality_marks": ("bidder", "criterion"),
    "offers": ("bidder", "measure"),
    "marks": ("bidder", "question", "evaluator"),
    "moderation": ("bidder", "question"),
}
"""What makes a row of a table one of its kind."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A scoring workbook with its marks, and the results it shows otherwise.

    `uncalculated` says that some of its own results have never been calculated.
    """

    content: Content
    tender: Tender
    results: Results
    differences: tuple[Difference, ...]
    uncalculated: bool

    @property
    def unfinished(self) -> list[str]:
        """Reductions that don't count yet, with their cell."""
        return [
            f"{cell_of(self.content, 'offers', row, 'marked')}: {row.get('bidder')}'s "
            f"{row.get('measure')} is marked as offered until ground, evaluator and reason are "
            "there"
            for row in self.content.rows("offers")
            if row.get("marked") is not None and not is_reduced(row)
        ]

    @property
    def bids(self) -> list[BidMarks]:
        """The assessed bids, the best first."""
        return sorted(self.results.bids, key=lambda bid: (bid.place.rank, bid.bidder))


def marked(path: Path) -> Marked:
    """The marks of the scoring workbook at `path`.

    Raises InputError where something in it can't be marked, naming its cell.
    """
    content = open_declared(path, SCORING)
    bidders = [row.get("bidder") for row in content.rows("bidders") if row.get("bidder")]
    if not bidders:
        raise InputError(f"{path.name} has no offers.", "Load them with 'svtools tender load'.")
    tender, results = scored(content)
    found = compared(path, SCORING, results, bidders)
    return Marked(content, tender, results, found.differences, found.uncalculated)


def scored(content: Content) -> tuple[Tender, Results]:
    """What the workbook publishes, and everybody's marks. Raises InputError as `marked`."""
    for table, keys in ONE_OF_A_KIND.items():
        refuse_twins(content, table, keys)
    tender = tender_of(content)
    return tender, score(tender, bids_of(content, tender))


def tender_of(content: Content) -> Tender:
    """What the workbook publishes about marking.

    Raises InputError, with the cells, for terms that contradict themselves.
    """
    value = content.value
    start, end = value("contract.start"), value("contract.end")
    decimals = value("method.decimals")
    criteria, answers = _criteria(content), _qualitative(content)
    quantitative, measures = _quantitative(content), tuple(_measures(content))
    with told_with(cells_of(content, "method.decimals", "method.price_method")):
        return Tender(
            criteria=criteria,
            quantitative=quantitative,
            qualitative=answers,
            measures=measures,
            price_method=value("method.price_method") or PriceMethod.LOWEST,
            decimals=2 if decimals is None else decimals,
            last_step=value("method.last_step") or LAST_STEP,
            years=exact(term_months(start, end)) / 12 if start and end else None,
            ranges=Ranges(value("ranges.year_of_work") or Ranges().year_of_work),
        )


def _criteria(content: Content) -> AwardCriteria:
    weights = ("criteria.price", "criteria.quality", "criteria.social_value")
    with told_with(cells_of(content, *weights)):
        whole = AwardCriteria(*(content.value(name) for name in weights))
    with told_with(cells_of(content, "method.quantitative")):
        quantitative = content.value("method.quantitative")
        whole = AwardCriteria(
            whole.price, whole.quality, whole.social_value, quantitative=quantitative
        )
    with told_with(cells_of(content, "quality_parts.weight")):
        parts = tuple(
            SubCriterion(row.get("criterion"), row.get("weight") or Decimal(0))
            for row in content.rows("quality_parts")
            if row.get("criterion")
        )
        return AwardCriteria(
            whole.price, whole.quality, whole.social_value, parts, whole.quantitative
        )


def _quantitative(content: Content) -> Quantitative:
    value = content.value
    names = ("name", "target", "scored", "leva_reason", "leva_cap", "denominator")
    with told_with(cells_of(content, *(f"method.{name}" for name in names), "bands.at_least")):
        return Quantitative(
            method=value("method.name"),
            target=value("method.target"),
            bands=tuple(
                Band(row.get("at_least"), row.get("share"))
                for row in content.rows("bands")
                if row.get("share") is not None
            ),
            scored=value("method.scored"),
            leva_reason=value("method.leva_reason") or "",
            leva_cap=value("method.leva_cap"),
            denominator=value("method.denominator"),
            estimated_value=value("contract.net_value"),
        )


def _qualitative(content: Content) -> Qualitative:
    with told_with(cells_of(content, "questions.weight")):
        questions = tuple(
            Question(row.get("number"), exact(row.get("weight") or 0), row.get("question") or "")
            for row in content.rows("questions")
            if row.get("number")
        )
        Qualitative(questions)
    with told_with(cells_of(content, "method.pass_mark")):
        both = content.value("method.both_parts") == "Yes"
        return Qualitative(questions, content.value("method.pass_mark"), both)


def _measures(content: Content) -> Iterator[Measure]:
    for row in content.rows("measures"):
        if row.get("code"):
            with told_with(cell_of(content, "measures", row, "kind")):
                kind = chosen(Kind, row.get("kind"), f"SV or LEV of {row.get('code')}")
            yield Measure(
                edition=content.value("contract.edition") or "",
                code=row.get("code"),
                title=row.get("title") or "",
                unit=row.get("unit") or "",
                kind=kind,
                theme=row.get("theme") or "",
                proxy=row.get("proxy"),
                exclusive_group=row.get("group") or "",
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
                    f"{cell_of(content, 'quality_marks', row, 'criterion')}: '{name}' is no "
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
            f"{cell_of(content, 'offers', row, 'measure')}: '{row.get('measure')}' is no measure "
            "of this tender.",
            f"{UNCHANGED} Load the offers again.",
        )
    with told_with(f"{cell_of(content, 'offers', row, 'marked')} ({row.get('bidder')})"):
        reduction = None
        if is_reduced(row):
            reduction = Reduction(units, ground, evaluator, reason)
        elif units is not None and units > (row.get("offered") or 0):
            raise InputError(
                f"{measure.code}: {plain(units)} units are marked and "
                f"{plain(row.get('offered') or 0)} were offered.",
                "Marked units are only ever reduced.",
            )
        return OfferLine(measure, row.get("offered"), reduction, row.get("contracted"))


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
                    f"{cell_of(content, 'moderation', row, 'moderated')}: {question} of "
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
