"""A rehearsal before publication: the planned terms on invented bids."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.opening import open_own, refuse
from svtools.jobs.tender.as_issued import as_issued
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.rules import tender_of
from svtools.numbers import money
from svtools.scoring import Answer, Bid, OfferLine, Scenario, Tender, sensitivity
from svtools.workbooks.parse import template
from svtools.workbooks.problems import told
from svtools.workbooks.write import write

TEMPLATE = "tender_rehearsal"
INVENTED = (
    # name, price and offered value as shares of the estimated value, quality, mark of each answer
    ("Middle of the field", "1", "0.05", "0.75", 3),
    ("Inflated offer", "1.02", "1.5", "0.75", 3),
    ("Low price", "0.8", "0.03", "0.65", 3),
    ("Small organisation", "0.95", "0.02", "0.8", 5),
)
DEFAULT_VALUE = Decimal(100_000)


def rehearse(scoring: Path, output: Path) -> tuple[Scenario, ...]:
    """Write how the invented bids rank under every method and with other weights.

    Raises InputError for a workbook into which offers have been loaded, and for changed terms.
    """
    content = open_own(scoring, SCORING).content
    if any(row.get("bidder") for row in content.rows("bidders")):
        raise InputError(
            f"Offers have been loaded into {scoring.name}, so its terms can't be rehearsed.",
            "Once tenders are in, the published method is the only one.",
        )
    content, changed = as_issued(content)
    refuse(told(changed), "Then run this again.")
    tender = tender_of(content)
    estimated = content.value("contract.net_value") or DEFAULT_VALUE
    bids = [_bid(tender, estimated, *invented) for invented in INVENTED]
    scenarios = sensitivity(tender, bids)
    data = {
        "council": {
            "name": content.value("contract.council"),
            "policy": content.value("made.policy"),
        },
        "contract": {"title": content.value("contract.title") or ""},
        "verdict": _verdict(scenarios),
        "invented": [
            {
                "bidder": name,
                "price": money(estimated * Decimal(price)),
                "value": money(estimated * Decimal(value)),
                "quality": Decimal(quality),
                "answers": mark,
            }
            for name, price, value, quality, mark in INVENTED
        ],
        "ranking": [
            {
                "scenario": scenario.name,
                "bidder": bid.bidder,
                "price_mark": bid.price_mark,
                "quality_mark": bid.quality_mark,
                "sv_mark": bid.social_value_mark,
                "total": bid.total,
                "rank": bid.place.rank,
                "first": "yes" if scenario.changes_first else "no",
            }
            for scenario in scenarios
            for bid in sorted(scenario.results.bids, key=lambda bid: bid.place.rank)
        ],
    }
    write(template(TEMPLATE), data, output)
    return scenarios


def _verdict(scenarios: Sequence[Scenario]) -> str:
    """Whether another method or weighting would put another bid first."""
    others = [scenario.name for scenario in scenarios if scenario.changes_first]
    if not others:
        return f"The same bid comes first in all {len(scenarios)} scenarios."
    return (
        f"Another bid than as planned comes first in {len(others)} of {len(scenarios)} scenarios."
    )


def _bid(
    tender: Tender, estimated: Decimal, name: str, price: str, value: str, quality: str, mark: int
) -> Bid:
    """An invented bid: all its value in the first measure that has a proxy and is scored."""
    lines: tuple[OfferLine, ...] = ()
    if tender.criteria.measures_weight:
        valued = [measure for measure in tender.measures if measure.proxy]
        if not valued:
            raise InputError("No measure of this tender has a value.", "Choose one that has.")
        measure = min(valued, key=lambda measure: measure.kind != "SV")
        lines = (OfferLine(measure, estimated * Decimal(value) / (measure.proxy or 1)),)
    return Bid(
        bidder=name,
        price=estimated * Decimal(price),
        lines=lines,
        answers=tuple(
            Answer(question.number, moderated=mark, rationale="invented")
            for question in tender.qualitative.questions
        ),
        quality={part.name: Decimal(quality) for part in tender.criteria.parts_of_quality},
    )
