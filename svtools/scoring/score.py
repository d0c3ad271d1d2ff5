"""A whole tender marked: every bid's marks with their parts, ranks, ties and flags.

Sources: assessed by the published method and nothing else (Procurement Act 2023, section 19);
each score per criterion and sub-criterion is kept, because the assessment summaries print it
(section 50). Bids that are not assessed count for nobody's marks.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from svtools.measures import Totals, totals
from svtools.numbers import exact, plain
from svtools.scoring.flags import Flag, line_flags, not_asked_flags, value_flags
from svtools.scoring.marks import mark
from svtools.scoring.offers import OfferLine
from svtools.scoring.price import price_shares
from svtools.scoring.qualitative import Answer
from svtools.scoring.quantitative import Scored
from svtools.scoring.ranking import Final, Place, ranked
from svtools.scoring.results import AnswersMark, BidMarks, MeasuresMark, Results, Tie
from svtools.scoring.tender import Bid, Tender, check_bids

_NONE = Decimal(0)
_NO_PLACE = Place(0)  # until all bids are marked


def score(tender: Tender, bids: Iterable[Bid]) -> Results:
    """Mark all `bids` by the rules of `tender`. Their order doesn't matter.

    Formulas: a quality part `=ROUND(ROUND(100*weight*share,6),decimals)`, the other marks alike;
    social value `=ROUND(measures+answers,decimals)`; total `=ROUND(price+quality+social value,
    decimals)`, where ROUND only takes off binary dust, for the parts are rounded already.
    Raises InputError for bids that can't be marked, naming the bidder.
    """
    given = tuple(bids)
    check_bids(tender, given)
    assessed = [bid for bid in given if not bid.not_assessed]
    panel = _Panel(tender, assessed)
    marks = {bid.bidder: panel.marks(bid) for bid in assessed}
    places = ranked({name: _final(each) for name, each in marks.items()}, tender.tie_break)
    return Results(
        bids=tuple(replace(marks[name], place=place) for name, place in places.items()),
        not_assessed={bid.bidder: bid.not_assessed for bid in given if bid.not_assessed},
        ties=tuple(_ties(places, tender.last_step)),
    )


class _Panel:
    """The figures of all assessed bids that one bid is compared with."""

    def __init__(self, tender: Tender, bids: list[Bid]) -> None:
        self.tender = tender
        self.prices = {bid.bidder: exact(bid.price or 0) for bid in bids}
        self.offered = {bid.bidder: self._worth(bid, marked=False) for bid in bids}
        self.marked = {bid.bidder: self._worth(bid, marked=True) for bid in bids}
        rules = tender.quantitative
        self.values = {name: rules.value_scored(worth) for name, worth in self.marked.items()}
        self.ratios = {n: rules.ratio(value, self.prices[n]) for n, value in self.values.items()}
        self.measure_shares = rules.shares(self.ratios)
        self.price_shares = price_shares(self.prices, tender.price_method)

    def marks(self, bid: Bid) -> BidMarks:
        name, tender = bid.bidder, self.tender
        left_out = tuple(self._left_out(bid))
        return BidMarks(
            bidder=name,
            price=self.prices[name],
            price_mark=mark(tender.criteria.price, self.price_shares[name], tender.decimals),
            quality_marks={
                part.name: mark(
                    part.weight, exact(bid.quality_shares.get(part.name) or 0), tender.decimals
                )
                for part in tender.criteria.parts_of_quality
            },
            measures=self._measures(bid, left_out),
            answers=self._answers(bid, left_out),
            place=_NO_PLACE,
            flags=tuple(self._flags(bid)),
            unmarked=tuple(self._unmarked(bid)),
            unreasoned=tuple(self._unreasoned(bid)),
            unsaid=tuple(self._unsaid(bid)),
            contracted=_contracted(bid.lines),
        )

    def _worth(self, bid: Bid, *, marked: bool) -> Totals:
        """Value by the published measures alone: no published rule marks any other."""
        asked = self.tender.asked
        return totals(
            (asked[line.measure.code], line.marked if marked else line.offered)
            for line in bid.lines
            if self.tender.asks_for(line.measure)
        )

    def _measures(self, bid: Bid, left_out: tuple[str, ...]) -> MeasuresMark:
        name, criteria = bid.bidder, self.tender.criteria
        below = self.tender.qualitative.below_pass_mark(bid.answers)
        least = self.tender.qualitative.pass_mark
        gates = (
            *left_out,
            *(f"{each} is under the pass mark of {plain(least or 0)}" for each in below),
        )
        share = self.measure_shares[name]
        return MeasuresMark(
            offered=self.offered[name],
            marked=self.marked[name],
            leva_counted=self.tender.quantitative.leva_counted(self.marked[name]),
            value=self.values[name],
            ratio=self.ratios[name],
            share=share,
            gates=gates,
            mark=mark(criteria.measures_weight, _NONE if gates else share, self.tender.decimals),
        )

    def _answers(self, bid: Bid, left_out: tuple[str, ...]) -> AnswersMark:
        earned = self.tender.qualitative.earned(bid.answers)
        share = sum(earned.values(), _NONE)
        weight = self.tender.criteria.answers_weight
        counted = _NONE if left_out else share
        return AnswersMark(earned, share, left_out, mark(weight, counted, self.tender.decimals))

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
            for each in self.tender.qualitative.not_answered(bid.answers):
                yield f"{each} is not answered"

    def _flags(self, bid: Bid) -> Iterator[Flag]:
        """On the offered value of what is scored: LEVA that earns nothing must hide nothing."""
        own = bid.bidder
        values = {name: self._comparable(worth) for name, worth in self.offered.items()}
        others = [value for name, value in values.items() if name != own]
        tender = self.tender
        yield from value_flags(values[own], others, self.prices[own])
        not_asked = [line for line in bid.lines if not tender.asks_for(line.measure)]
        yield from not_asked_flags(not_asked)
        yield from line_flags(bid.lines, self.prices[own], tender.years, tender.ranges)

    def _comparable(self, worth: Totals) -> Decimal:
        return worth.sva if self.tender.quantitative.scored is Scored.SVA else worth.sleva

    def _unmarked(self, bid: Bid) -> Iterator[str]:
        for part in self.tender.criteria.parts_of_quality:
            if part.weight and bid.quality_shares.get(part.name) is None:
                yield f"no mark for {part.name}"
        for answer in self._to_mark(bid):
            if answer.moderated is None:
                yield f"no moderated mark for {answer.question}"

    def _unreasoned(self, bid: Bid) -> Iterator[str]:
        for answer in self._to_mark(bid):
            if answer.moderated is not None and not answer.rationale.strip():
                yield f"no rationale for {answer.question}"

    def _unsaid(self, bid: Bid) -> Iterator[str]:
        said = {line.measure.code for line in bid.lines if line.offered is not None}
        for code in self.tender.asked:
            if code not in said:
                yield f"no units and no 0 for {code}"

    def _to_mark(self, bid: Bid) -> Iterator[Answer]:
        """The bidder's answers, in the order of the questions."""
        answers = {answer.question: answer for answer in bid.answers if answer.answered}
        for question in self.tender.qualitative.questions:
            if question.number in answers:
                yield answers[question.number]


def _final(marks: BidMarks) -> Final:
    return Final(marks.total, marks.quality_mark, marks.social_value_mark, marks.price)


def _contracted(lines: Iterable[OfferLine]) -> dict[str, Decimal]:
    units = {line.measure.code: line.contracted_units for line in lines}
    return {code: found for code, found in units.items() if found}


def _ties(places: Mapping[str, Place], last_step: str) -> Iterator[Tie]:
    told: set[int] = set()
    for name, place in places.items():
        if place.tied_with and place.rank not in told:
            told.add(place.rank)
            yield Tie(place.rank, tuple(sorted((name, *place.tied_with))), last_step)
