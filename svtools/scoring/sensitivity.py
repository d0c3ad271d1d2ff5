"""How the ranking would change: for rehearsals on invented bids, before publication only.

Once tenders are in, the published method is the only one (Procurement Act 2023, section 19); a
look at others then could only serve to choose a winner. The jobs refuse that; this room only
calculates.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from svtools.errors import InputError
from svtools.numbers import plain, settled
from svtools.scoring.criteria import AwardCriteria, SubCriterion
from svtools.scoring.quantitative import Method, even_bands
from svtools.scoring.results import Results
from svtools.scoring.score import score
from svtools.scoring.tender import Bid, Tender


@dataclass(frozen=True, slots=True)
class Scenario:
    """The same bids marked in another way; `changes_first` says whether another would win."""

    name: str
    results: Results
    changes_first: bool


def sensitivity(
    tender: Tender, bids: Iterable[Bid], *, step: Decimal = Decimal("0.05")
) -> tuple[Scenario, ...]:
    """The tender as it is, then under each other method, then with weightings moved by `step`.

    Social value gets more or less, from or to price, then quality, then both alike; a move that
    would leave a weight under 0 is not there. Where no bands are published they are even steps
    up to the target, and where no target is, it is the start of the highest band.
    Raises InputError where neither is given, and as `score` does.
    """
    received = tuple(bids)
    published = score(tender, received)
    others = (*_other_methods(tender), *_other_weights(tender, step))
    results = {"as published": published}
    results |= {name: score(other, received) for name, other in others}
    return tuple(
        Scenario(name, marked, changes_first=_first(marked) != _first(published))
        for name, marked in results.items()
    )


def _first(results: Results) -> frozenset[str]:
    return frozenset(name for name, rank in results.ranks.items() if rank == 1)


def _other_methods(tender: Tender) -> Iterator[tuple[str, Tender]]:
    rules = tender.quantitative
    if not tender.criteria.measures_weight:
        return
    if rules.target is None and not rules.bands:
        raise InputError(
            "The methods can't be compared without a scoring target.",
            "Give the £ of value for each £ that would earn all the marks, such as 0.1.",
        )
    target = rules.target or rules.bands[-1].at_least
    bands = rules.bands or even_bands(target)
    for method in Method:
        if method is not rules.method:
            other = replace(rules, method=method, target=target, bands=bands)
            yield f"method: {method}", replace(tender, quantitative=other)


def _other_weights(tender: Tender, step: Decimal) -> Iterator[tuple[str, Tender]]:
    points = plain(settled(step) * 100)
    for sign, word, side in ((1, "+", "from"), (-1, "−", "to")):
        moved = step * sign
        for name, price, quality in (
            ("price", moved, Decimal(0)),
            ("quality", Decimal(0), moved),
            ("price and quality alike", moved / 2, moved / 2),
        ):
            weights = _moved(tender.criteria, price, quality)
            if weights:
                label = f"social value {word}{points} points, {side} {name}"
                yield label, replace(tender, criteria=weights)


def _moved(criteria: AwardCriteria, price: Decimal, quality: Decimal) -> AwardCriteria | None:
    """The criteria with these shares taken from price and quality; None under 0."""
    left = (
        criteria.price - price,
        criteria.quality - quality,
        criteria.social_value + price + quality,
    )
    if min(left) < 0:
        return None
    price, quality, social_value = left
    parts = _scaled(criteria, quality)
    return replace(
        criteria, price=price, quality=quality, social_value=social_value, quality_parts=parts
    )


def _scaled(criteria: AwardCriteria, quality: Decimal) -> tuple[SubCriterion, ...]:
    """The parts of quality in the same proportions; the largest takes what rounding leaves."""
    if not criteria.quality_parts:
        return ()
    even = Decimal(1) / len(criteria.quality_parts)
    weights = {
        part.name: settled(quality * (part.weight / criteria.quality if criteria.quality else even))
        for part in criteria.quality_parts
    }
    largest = max(weights, key=lambda name: weights[name])
    weights[largest] += quality - sum(weights.values())
    return tuple(SubCriterion(name, weight) for name, weight in weights.items())
