"""Made-up tenders and bids: every figure here is invented."""

from decimal import Decimal
from typing import Any

from svtools.measures import Measure, MeasureKind
from svtools.numbers import Number
from svtools.scoring import (
    Answer,
    AwardCriteria,
    Bid,
    OfferLine,
    Qualitative,
    Quantitative,
    Question,
    Tender,
)


def measure(code: str, **values: Any) -> Measure:
    """A made-up measure worth £10 a unit, but for `values`."""
    filled: dict[str, Any] = {
        "edition": "made-up-1",
        "title": f"Made-up {code}",
        "unit": "things",
        "kind": MeasureKind.SV,
        "theme": "Warm",
        "proxy": Decimal(10),
    }
    return Measure(code=code, **(filled | values))


SOCIAL = measure("S1")
LOCAL = measure("L1", kind=MeasureKind.LEV)
COUNTED = measure("R1", proxy=None)
QUESTIONS = (Question("Q1", Decimal("0.6")), Question("Q2", Decimal("0.4")))


def tender(**changes: Any) -> Tender:
    """Price 50, quality 30, social value 20 (half and half), £0.10 for each £ earns all."""
    filled: dict[str, Any] = {
        "criteria": AwardCriteria(Decimal("0.5"), Decimal("0.3"), Decimal("0.2")),
        "quantitative": Quantitative(target=Decimal("0.1")),
        "qualitative": Qualitative(QUESTIONS),
        "measures": (SOCIAL, LOCAL, COUNTED),
    }
    return Tender(**(filled | changes))


def answers(first: Number | None = 4, second: Number | None = 3) -> tuple[Answer, ...]:
    """Both questions answered and moderated."""
    return (
        Answer("Q1", moderated=first, rationale="made up"),
        Answer("Q2", moderated=second, rationale="made up"),
    )


def bid(bidder: str = "Alder", units: Number | None = 500, **changes: Any) -> Bid:
    """£100,000 with `units` at £10, 4 and 3 for the answers, 80% of quality."""
    filled: dict[str, Any] = {
        "price": 100_000,
        "lines": (OfferLine(SOCIAL, units), OfferLine(LOCAL, 0), OfferLine(COUNTED, 0)),
        "answers": answers(),
        "quality": Decimal("0.8"),
    }
    return Bid(bidder, **(filled | changes))
