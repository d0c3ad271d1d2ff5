"""Marks for a bid: criteria, measures, answers, price, flags, ranks and rehearsals.

Everything follows from `Tender`, what was published, and `Bid`, what came in:
`score(tender, bids)` returns every mark with its parts. Each rule names its source and the plain
spreadsheet formula that says the same.
"""

from svtools.scoring.criteria import QUALITY, AwardCriteria, CountedIn, SubCriterion, mark
from svtools.scoring.evaluators import Conflict, Declaration, spread, stood_down, wide_apart
from svtools.scoring.flags import Flag, FlagCode, FlagState, Ranges, median_of_others
from svtools.scoring.offers import Correction, Ground, OfferLine, Reduction
from svtools.scoring.places import OverLimit, over_limit, ties, with_place
from svtools.scoring.price import BY_PRICE, PriceMethod, price_shares
from svtools.scoring.price_checks import (
    ComparedPrice,
    PriceLimit,
    compared_prices,
    price_flags,
    price_limits,
)
from svtools.scoring.qualitative import SCALE, Answer, Qualitative, Question
from svtools.scoring.quantitative import (
    Band,
    Denominator,
    Method,
    Quantitative,
    Scored,
    even_bands,
)
from svtools.scoring.ranking import LAST_STEP, TIE_BREAK, Final, Place, TieStep, ranked, ranks
from svtools.scoring.results import AnswersMark, BidMarks, MeasuresMark, Results, Tie, bid_label
from svtools.scoring.score import score
from svtools.scoring.sensitivity import Scenario, sensitivity
from svtools.scoring.tender import Bid, Lot, Tender

__all__ = [
    "BY_PRICE",
    "LAST_STEP",
    "QUALITY",
    "SCALE",
    "TIE_BREAK",
    "Answer",
    "AnswersMark",
    "AwardCriteria",
    "Band",
    "Bid",
    "BidMarks",
    "ComparedPrice",
    "Conflict",
    "Correction",
    "CountedIn",
    "Declaration",
    "Denominator",
    "Final",
    "Flag",
    "FlagCode",
    "FlagState",
    "Ground",
    "Lot",
    "MeasuresMark",
    "Method",
    "OfferLine",
    "OverLimit",
    "Place",
    "PriceLimit",
    "PriceMethod",
    "Qualitative",
    "Quantitative",
    "Question",
    "Ranges",
    "Reduction",
    "Results",
    "Scenario",
    "Scored",
    "SubCriterion",
    "Tender",
    "Tie",
    "TieStep",
    "bid_label",
    "compared_prices",
    "even_bands",
    "mark",
    "median_of_others",
    "over_limit",
    "price_flags",
    "price_limits",
    "price_shares",
    "ranked",
    "ranks",
    "score",
    "sensitivity",
    "spread",
    "stood_down",
    "ties",
    "wide_apart",
    "with_place",
]
