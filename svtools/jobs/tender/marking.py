"""The scoring workbook marked in plain Python, from what the panel entered and nothing else.

The workbook's own results are compared with these, so that a formula somebody broke shows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.opening import open_own, refuse
from svtools.jobs.tender.as_issued import as_issued
from svtools.jobs.tender.contract_years import after_the_end, by_year_of, that_count, years_of
from svtools.jobs.tender.corrections import correction_of
from svtools.jobs.tender.flagged import Flagged, flagged, outdated
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.panel import Panel, without_two_bids
from svtools.jobs.tender.rules import tender_of
from svtools.jobs.tender.scoring_rows import (
    REDUCED_BY,
    UNCHANGED,
    answers_key,
    cell_of,
    is_reduced,
    price_of,
    refuse_gaps,
    refuse_other_sum,
    refuse_unsound,
    told_of_older,
    told_with,
    typed_as_text,
)
from svtools.jobs.tender.shown_otherwise import shown_otherwise
from svtools.numbers import exact, plain
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
from svtools.scoring.qualitative import HIGHEST_MARK
from svtools.workbooks.content import Content, Row
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.typed_over import lost_formulas


@dataclass(frozen=True, slots=True)
class Marked:
    """A scoring workbook with its marks, and in words the results it shows otherwise.

    `content` is what was published and loaded, with what the panel typed; `changed` is what of it
    stands there otherwise now. `uncalculated` says that some of the workbook's own results have
    never been calculated; `texts` are numbers that were typed as text.
    """

    workbook: Workbook
    content: Content
    tender: Tender
    results: Results
    differences: tuple[str, ...]
    uncalculated: bool
    texts: tuple[Problem, ...]
    changed: tuple[Problem, ...] = ()

    @property
    def older(self) -> list[Problem]:
        """One remark on a workbook that is read as it is, since an earlier version made it."""
        return told_of_older(self.content)

    @property
    def flagged(self) -> list[Flagged]:
        """What is flagged, and what became of it; what blocks letters and award first."""
        return flagged(self.content, self.results)

    @property
    def open_flags(self) -> tuple[Flagged, ...]:
        """The flags that nobody has settled."""
        return tuple(each for each in self.flagged if each.is_open)

    @property
    def lost_formulas(self) -> list[Problem]:
        """Calculated cells that hold no formula any more: what they show counts for nothing."""
        return lost_formulas(self.workbook.content)

    @property
    def panel(self) -> Panel:
        """Who marked, and what of it doesn't count or isn't explained."""
        return Panel(self.content)

    @property
    def readings(self) -> list[Problem]:
        """What was typed otherwise than the workbook's formulas read it, such as 80 for 80%.

        An older workbook asked for "Yes" where there is no conflict of interest.
        """
        texts = {text.cells for text in self.texts}
        if self.older:
            texts |= {(row.cell("interests"),) for row in self.content.rows("evaluators")}
        return told(
            problem
            for problem in self.content.problems
            if problem.code == "interpreted" and problem.cells not in texts
        )

    @property
    def unreasoned(self) -> list[str]:
        """Evaluators' marks without a rationale, with their cell."""
        return [
            f"{cell_of(row, 'rationale')}: {row.get('evaluator')}'s mark of {row.get('bidder')}, "
            f"{row.get('question')}, has no rationale"
            for row in self.content.rows("marks")
            if row.get("mark") is not None and not row.get("rationale")
        ]

    @property
    def bids(self) -> list[BidMarks]:
        """The assessed bids, the best first; lot by lot, where there are lots."""
        lots = self.tender.lot_names
        return sorted(
            self.results.bids, key=lambda bid: (lots.index(bid.lot), bid.place.rank, bid.bidder)
        )


def marked(path: Path) -> Marked:
    """The marks of the scoring workbook at `path`.

    Raises InputError where something in it can't be marked, naming its cell.
    """
    workbook = open_own(path, SCORING, formulas=True)
    refuse_gaps(workbook.content)
    content, changed = as_issued(workbook.content)
    bidders = [row for row in content.rows("bidders") if row.get("bidder")]
    if not bidders:
        raise InputError(f"{path.name} has no offers.", "Load them with 'svtools tender load'.")
    try:
        tender, results = scored(content)
    except InputError as fault:  # it may well follow from what was changed
        refuse(told(changed), f"Then run this again. {fault.what}")
        raise
    texts = tuple(told(typed_as_text(workbook)))
    follows = changed or lost_formulas(workbook.content) or Panel(content).of_two_bids
    differences, uncalculated = shown_otherwise(workbook, results, _lines(tender, results, bidders))
    return Marked(
        workbook,
        content,
        tender,
        results,
        () if follows else differences,
        uncalculated,
        texts,
        tuple(told(changed)),
    )


def _lines(tender: Tender, results: Results, bidders: Sequence[Row]) -> list[str]:
    """The bids as Results shows them: by lot, the best first, those not assessed last."""
    last = len(bidders) + 1
    lots = {row.get("bidder"): tender.lot_names.index(row.get("lot") or "") for row in bidders}
    return sorted(lots, key=lambda label: (lots[label], results.ranks.get(label, last)))


def outdated_of(marks: Marked) -> list[Problem]:
    """One remark where the sheets Prices and Flags don't show what is found now."""
    problems = Problems(marks.workbook.file, own=True)
    count = outdated(marks.content, marks.flagged, marks.results)
    if count:
        problems.add("flags-outdated", count=count)
    return problems


def scored(content: Content) -> tuple[Tender, Results]:
    """What the workbook publishes, and everybody's marks. Raises InputError as `marked`."""
    refuse_unsound(content, by_name=False)
    tender = tender_of(content)
    panel = Panel(without_two_bids(content))
    bidders = [row for row in content.rows("bidders") if row.get("bidder")]
    return tender, score(tender, [_bid(panel, tender, bidder) for bidder in bidders])


def _bid(panel: Panel, tender: Tender, bidder: Row) -> Bid:
    """A bid, with what the panel entered for it."""
    content = panel.content
    price = price_of(bidder)
    why_not = "" if price else "no price"
    if bidder.get("excluded") == "Yes":
        why_not = bidder.get("excluded_why") or "not assessed"
    key = bidder.get("key")
    offers, answers, quality = (
        [row for row in content.rows(table) if row.get("key") == under]
        for table, under in (
            ("offers", key),
            ("moderation", answers_key(bidder)),
            ("quality_marks", key),
        )
    )
    return Bid(
        bidder=bidder.get("name") or bidder.get("bidder"),
        price=price,
        lines=tuple(_line(row, tender, years_of(content)) for row in offers),
        answers=tuple(_answer(row, panel) for row in answers),
        quality=_quality(quality, tender),
        not_assessed=why_not,
        lot=bidder.get("lot") or "",
        drawn=bidder.get("drawn"),
    )


def _quality(rows: Iterable[Row], tender: Tender) -> dict[str, Decimal | None]:
    """The share of the marks for each quality criterion; None until it is agreed."""
    known = {part.name for part in tender.criteria.parts_of_quality}
    shares = {row.get("criterion"): row for row in rows}
    for name, row in shares.items():
        if name not in known:
            raise InputError(
                f"{cell_of(row, 'criterion')}: '{name}' is no quality criterion of this tender.",
                f"{UNCHANGED} Load the offers again.",
            )
    return {name: agreed_share(row) for name, row in shares.items()}


def agreed_share(row: Row) -> Decimal | None:
    """The agreed mark of 5 as a share, or the share where another scale is used."""
    moderated, share = row.get("moderated"), row.get("share")
    if moderated is None:
        return None if share is None else exact(share)
    if share is not None:
        raise InputError(
            f"{cell_of(row, 'moderated')} and {cell_of(row, 'share')}: {row.get('bidder')}'s "
            f"{row.get('criterion')} has two marks.",
            "Keep the mark from 0 to 5, or the share where quality is marked on another scale.",
        )
    return exact(moderated) / HIGHEST_MARK


def _line(row: Row, tender: Tender, years: int | None) -> OfferLine:
    measure, units = tender.asked.get(row.get("measure")), row.get("marked")
    slip = correction_of(row)
    offered = row.get("slip") if slip else row.get("offered")
    if measure is None:
        raise InputError(
            f"{cell_of(row, 'measure')}: '{row.get('measure')}' is no measure of this tender.",
            f"{UNCHANGED} Load the offers again.",
        )
    refuse_other_sum(row, measure.counting)
    with told_with(f"{cell_of(row, 'marked')} ({row.get('bidder')})"):
        reduction = None
        if is_reduced(row):
            reduction = Reduction(units, *(row.get(name) for name in REDUCED_BY))
        elif units is not None and units > (offered or 0):
            raise InputError(
                f"{measure.code}: {plain(units)} units are marked and "
                f"{plain(offered or 0)} were offered.",
                "Marked units are only ever reduced.",
            )
        counts = that_count(by_year_of(row), measure.counting)
        late = sum(after_the_end(counts, years).values(), Decimal(0))
        return OfferLine(measure, offered, reduction, row.get("contracted"), late, slip)


def _answer(row: Row, panel: Panel) -> Answer:
    key, question, moderated = (row.get(name) for name in ("key", "question", "moderated"))
    answered = row.get("answered") != "no"
    if moderated and not answered:
        raise InputError(
            f"{cell_of(row, 'moderated')}: {question} of "
            f"{row.get('bidder')} is marked {plain(moderated)}, and there is no answer.",
            "An answer that isn't there is marked 0.",
        )
    return Answer(
        question=question,
        answered=answered,
        moderated=moderated,
        marks=panel.marks_of(key, question),
        rationale=row.get("rationale") or "",
    )
