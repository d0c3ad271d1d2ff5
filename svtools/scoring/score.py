"""A whole tender marked: every bid's marks with their parts, ranks, ties and flags.

Sources: assessed by the published method and nothing else (Procurement Act 2023, section 19);
each score per criterion and sub-criterion is kept, because the assessment summaries print it
(section 50). Bids that are not assessed count for nobody's marks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from svtools.measures import Totals, totals
from svtools.numbers import exact, plain, settled
from svtools.scoring.criteria import mark
from svtools.scoring.flags import Flag, line_flags, median_of_others, not_asked_flags, value_flags
from svtools.scoring.price import price_shares
from svtools.scoring.price_checks import compared_prices, price_flags
from svtools.scoring.quantitative import Scored
from svtools.scoring.ranking import Final, Place, ranked
from svtools.scoring.results import AnswersMark, BidMarks, MeasuresMark, Results, Tie
from svtools.scoring.tender import Bid, Tender
from svtools.scoring.validated_input import different

_NONE = Decimal(0)


def score(tender: Tender, bids: Iterable[Bid]) -> Results:
    """Mark all `bids` by the rules of `tender`. Their order doesn't matter.

    Formulas: a quality part `=ROUND(ROUND(100*weight*share,6),decimals)`, the other marks alike;
    social value `=ROUND(measures+answers,decimals)`; total `=ROUND(price+quality+social value,
    decimals)`, where ROUND only takes off binary dust, for the parts are rounded already.
    With lots, each is marked and ranked by itself: amounts are compared within it alone.
    Raises InputError for bids that can't be marked, naming the bidder.
    """
    received = tuple(bids)
    different([bid.label for bid in received], "bidder")
    assessed = [bid for bid in received if not bid.not_assessed]
    for bid in assessed:
        bid.check(tender)
    ranks: list[BidMarks] = []
    left_out = {bid.label: bid.not_assessed for bid in received if bid.not_assessed}
    for lot in tender.lot_names:
        of_lot = tender.of_lot(lot)
        panel, below = _panel(of_lot, [bid for bid in assessed if bid.lot == lot])
        ranks += _ranked(of_lot, [panel.marks(bid) for bid in panel.bids if bid.label not in below])
        left_out |= below
    return Results(
        bids=tuple(ranks),
        not_assessed=left_out,
        ties=tuple(
            Tie(bid.place.rank, (bid.bidder, *bid.place.tied_with), tender.last_step, bid.lot)
            for bid in ranks
            if bid.place.tied_with and bid.bidder < bid.place.tied_with[0]
        ),
    )


def _panel(tender: Tender, bids: list[Bid]) -> tuple["_Panel", dict[str, str]]:
    """The bids that compete with one another, and why some of them go no further.

    In this order: quality, social value, price. Who earns less than the least that was published
    counts for nobody's marks from there on. What isn't marked yet leaves nobody out.
    """
    needed, below = tender.criteria.quality_needed, dict[str, str]()
    for bid in bids:
        marks = _quality_marks(tender, bid)
        if _is_complete(tender, bid) and settled(sum(marks.values())) < needed:
            below[bid.label] = _below("quality", sum(marks.values(), _NONE), needed)
    panel = _Panel(tender, [bid for bid in bids if bid.label not in below])
    needed = tender.criteria.social_value_needed
    for bid in panel.bids:
        earned = panel.social_value_mark(bid)
        moderated = all(answer.moderated is not None for answer in bid.answers if answer.answered)
        if moderated and settled(earned) < needed:
            below[bid.label] = _below("social value", earned, needed)
    standing = [bid.bidder for bid in panel.bids if bid.label not in below]
    panel.offered = {name: panel.offered[name] for name in standing}
    return panel, below


def _below(criterion: str, mark: Decimal, needed: Decimal) -> str:
    return f"{plain(mark)} marks for {criterion}, and {plain(needed)} are needed"


def _quality_marks(tender: Tender, bid: Bid) -> dict[str, Decimal]:
    shares = bid.quality_shares
    return {
        part.name: mark(part.weight, exact(shares.get(part.name) or 0), tender.decimals)
        for part in tender.criteria.parts_of_quality
    }


def _is_complete(tender: Tender, bid: Bid) -> bool:
    """Whether quality is marked in all its parts."""
    parts = [part.name for part in tender.criteria.parts_of_quality if part.weight]
    return all(bid.quality_shares.get(name) is not None for name in parts)


def _ranked(tender: Tender, bids: list[BidMarks]) -> Iterator[BidMarks]:
    """Bids that compete with one another with their marks for price, the best first."""
    shares = price_shares(
        {bid.bidder: bid.price for bid in bids},
        tender.price_method,
        {bid.bidder: bid.quality_mark + bid.social_value_mark for bid in bids},
    )
    price, decimals = tender.criteria.price, tender.decimals
    marks = {
        bid.bidder: replace(bid, price_mark=mark(price, shares[bid.bidder], decimals))
        for bid in bids
    }
    finals = {
        name: Final(bid.total, bid.quality_mark, bid.social_value_mark, bid.price, bid.drawn)
        for name, bid in marks.items()
    }
    for name, place in ranked(finals, tender.tie_break).items():
        yield replace(marks[name], place=place)


class _Panel:
    """The figures of all assessed bids (for one lot) that one bid is compared with."""

    def __init__(self, tender: Tender, bids: list[Bid]) -> None:
        self.tender, self.bids = tender, bids
        self.prices = {bid.bidder: exact(bid.price or 0) for bid in bids}
        self.offered = {bid.bidder: self._worth(bid, marked=False) for bid in bids}
        self.marked = {bid.bidder: self._worth(bid, marked=True) for bid in bids}
        rules = tender.quantitative
        self.values = {name: rules.value_scored(worth) for name, worth in self.marked.items()}
        self.ratios = {n: rules.ratio(value, self.prices[n]) for n, value in self.values.items()}
        self.measure_shares = rules.shares(self.ratios)
        self.compared = compared_prices(self.prices, rules.estimated_value)
        self.price_flags = price_flags(self.compared, tender.years)

    def marks(self, bid: Bid) -> BidMarks:
        name, tender = bid.bidder, self.tender
        left_out = tuple(self._left_out(bid))
        return BidMarks(
            bidder=name,
            price=self.prices[name],
            price_mark=_NONE,  # until it is known whose prices are compared
            quality_marks=_quality_marks(tender, bid),
            measures=self._measures(bid, left_out),
            answers=self._answers(bid, left_out),
            place=Place(0),  # until all bids are marked
            flags=tuple(self._flags(bid)),
            compared=self.compared[name],
            contracted={line.measure.code: u for line in bid.lines if (u := line.contracted_units)},
            lot=bid.lot,
            drawn=bid.drawn,
            **self._gaps(bid),
        )

    def social_value_mark(self, bid: Bid) -> Decimal:
        """Measures and answers together."""
        left_out = tuple(self._left_out(bid))
        return self._measures(bid, left_out).mark + self._answers(bid, left_out).mark

    def _worth(self, bid: Bid, *, marked: bool) -> Totals:
        """Value by the published measures alone: no published rule marks any other."""
        asked = self.tender.asked
        failed = self.tender.qualitative.failed(bid.answers) if marked else ()
        return totals(
            (asked[line.measure.code], line.marked if marked else line.offered)
            for line in bid.lines
            if self.tender.asks_for(line.measure) and line.measure.code not in failed
        )

    def _measures(self, bid: Bid, left_out: tuple[str, ...]) -> MeasuresMark:
        name, criteria = bid.bidder, self.tender.criteria
        share, rules = self.measure_shares[name], self.tender.qualitative
        gates = (
            *left_out,
            *(
                f"{number} is under the pass mark of {plain(rules.pass_mark or 0)}"
                for number in rules.below_pass_mark(bid.answers)
            ),
        )
        return MeasuresMark(
            offered=self.offered[name],
            marked=self.marked[name],
            leva_counted=self.tender.quantitative.leva_counted(self.marked[name]),
            value=self.values[name],
            ratio=self.ratios[name],
            share=share,
            gates=gates,
            failed=self._failed(bid),
            mark=mark(criteria.measures_weight, _NONE if gates else share, self.tender.decimals),
        )

    def _failed(self, bid: Bid) -> tuple[str, ...]:
        """The offered measures whose method statement is under its pass mark."""
        failed = self.tender.qualitative.failed(bid.answers)
        return tuple(
            line.measure.code for line in bid.lines if line.offered and line.measure.code in failed
        )

    def _answers(self, bid: Bid, left_out: tuple[str, ...]) -> AnswersMark:
        earned = self.tender.qualitative.earned(bid.answers)
        share, weight = sum(earned.values(), _NONE), self.tender.criteria.answers_weight
        points = mark(weight, _NONE if left_out else share, self.tender.decimals)
        return AnswersMark(earned, share, left_out, points)

    def _left_out(self, bid: Bid) -> Iterator[str]:
        """Why "both parts" makes social value 0.

        Formula: `=IF(AND(COUNTIFS(bidders,bidder,offered,">0")>0,COUNTIFS(bidders,bidder,answered,
        "no")=0),1,0)`, by which both marks are multiplied.
        """
        if not self.tender.qualitative.both_parts:
            return
        offers = any(line.offered for line in bid.lines if self.tender.asks_for(line.measure))
        if self.tender.criteria.measures_weight and not offers:
            yield "no measure is offered"
        if self.tender.criteria.answers_weight:
            for number in self.tender.qualitative.not_answered(bid.answers):
                yield f"{number} is not answered"

    def _flags(self, bid: Bid) -> Iterator[Flag]:
        """On the offered value of what is scored: LEVA that earns nothing must hide nothing."""
        tender, price = self.tender, self.prices[bid.bidder]
        sva_alone = tender.quantitative.scored is Scored.SVA
        values = {n: worth.sva if sva_alone else worth.sleva for n, worth in self.offered.items()}
        value, above = values[bid.bidder], sorted(each for each in values.values() if each > 0)
        if bid.bidder in self.price_flags:
            yield self.price_flags[bid.bidder]
        yield from value_flags(value, median_of_others(above, value), price)
        yield from not_asked_flags(line for line in bid.lines if not tender.asks_for(line.measure))
        yield from line_flags(bid.lines, price, tender.years, tender.ranges)

    def _gaps(self, bid: Bid) -> dict[str, tuple[str, ...]]:
        """What nobody has said yet, in the order of what was published."""
        answers = {answer.question: answer for answer in bid.answers if answer.answered}
        numbers = (question.number for question in self.tender.qualitative.questions)
        to_mark = [answers[number] for number in numbers if number in answers]
        said = {line.measure.code for line in bid.lines if line.offered is not None}
        parts = self.tender.criteria.parts_of_quality
        no_mark = (p.name for p in parts if p.weight and bid.quality_shares.get(p.name) is None)
        unagreed = (answer.question for answer in to_mark if answer.moderated is None)
        unreasoned = (
            answer.question
            for answer in to_mark
            if answer.moderated is not None and not answer.rationale.strip()
        )
        unsaid = (code for code in self.tender.asked if code not in said)
        return {
            "unmarked": (
                *_in_one("no mark for", no_mark),
                *_in_one("no moderated mark for", unagreed),
            ),
            "unreasoned": _in_one("no rationale for", unreasoned),
            "unsaid": _in_one("no units and no 0 for", unsaid),
        }


def _in_one(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """One text of what is lacking; none where nothing is."""
    named = ", ".join(names)
    return (f"{what} {named}",) if named else ()
