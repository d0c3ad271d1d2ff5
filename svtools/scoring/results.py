"""Every mark of a tender, with the parts it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from svtools.measures import Totals
from svtools.scoring.flags import Flag
from svtools.scoring.price_checks import ComparedPrice
from svtools.scoring.ranking import Place


def bid_label(bidder: str, lot: str) -> str:
    """A bid as messages name it: its bidder, with the lot where there are lots."""
    return f"{bidder}, lot {lot}" if lot else bidder


@dataclass(frozen=True, slots=True)
class MeasuresMark:
    """How the mark for measures came about, £ in pence.

    `offered` and `marked` are worth by kind; `value` is what is scored of the marked units, LEVA
    counted as far as the method goes. `gates` says in words why the mark is 0 all the same;
    `failed` are offered measures that earn nothing, since their method statement didn't pass.
    """

    offered: Totals
    marked: Totals
    leva_counted: Decimal
    value: Decimal
    ratio: Decimal
    share: Decimal
    gates: tuple[str, ...]
    mark: Decimal
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswersMark:
    """How the mark for answers came about: what each question added to `share`."""

    earned: Mapping[str, Decimal]
    share: Decimal
    gates: tuple[str, ...]
    mark: Decimal


@dataclass(frozen=True, slots=True)
class BidMarks:
    """One assessed bid: its marks at the published decimals, its place, and what to ask.

    `unmarked` are marks that the panel has not entered yet, which count as 0 until then;
    `unreasoned` are marks without a rationale, `unsaid` the units of which the bidder said
    nothing. `contracted` are the units that an award would put into the contract, by measure;
    `compared` is the price beside the estimate and the others.
    """

    bidder: str
    price: Decimal
    price_mark: Decimal
    quality_marks: Mapping[str, Decimal]
    measures: MeasuresMark
    answers: AnswersMark
    place: Place
    flags: tuple[Flag, ...]
    unmarked: tuple[str, ...]
    unreasoned: tuple[str, ...]
    unsaid: tuple[str, ...]
    contracted: Mapping[str, Decimal]
    compared: ComparedPrice
    lot: str = ""
    drawn: int | None = None

    @property
    def label(self) -> str:
        """The bidder, with the lot where there are lots."""
        return bid_label(self.bidder, self.lot)

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that nobody has said yet: a blank is never the same as 0."""
        return self.unmarked + self.unreasoned + self.unsaid

    @property
    def quality_mark(self) -> Decimal:
        """The parts of quality together."""
        return sum(self.quality_marks.values(), Decimal(0))

    @property
    def social_value_mark(self) -> Decimal:
        """Measures and answers together."""
        return self.measures.mark + self.answers.mark

    @property
    def total(self) -> Decimal:
        """Of 100."""
        return self.price_mark + self.quality_mark + self.social_value_mark


@dataclass(frozen=True, slots=True)
class Tie:
    """Bidders that the published tie-break leaves level, for the `last_step` to decide."""

    rank: int
    bidders: tuple[str, ...]
    last_step: str
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """A whole tender: the assessed bids, the first one first, and those left out with why.

    Left out are bids that weren't assessed, and those under a least that was published.

    With lots, bids stand lot by lot; ranks and ties are those within a lot.
    """

    bids: tuple[BidMarks, ...]
    not_assessed: Mapping[str, str]
    ties: tuple[Tie, ...]

    def of(self, bidder: str, lot: str = "") -> BidMarks:
        """The marks of one assessed bidder (for one lot)."""
        return next(bid for bid in self.bids if (bid.bidder, bid.lot) == (bidder, lot))

    @property
    def ranks(self) -> dict[str, int]:
        """Each assessed bid's rank, by its label."""
        return {bid.label: bid.place.rank for bid in self.bids}
