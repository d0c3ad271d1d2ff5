"""The order of bidders at the published decimals, with the published tie-break.

Source: the tender documents say how a tie is broken (Procurement Act 2023, section 23(3)) and
prevail over the default here: higher quality, then social value, then the lower price, then the
last step that they name (lots, drawn before witnesses). The tool draws no lots: a tie that is
left is reported as one, until somebody says which place was drawn.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from svtools.numbers import settled


class TieStep(StrEnum):
    """What decides between equal totals."""

    QUALITY = "higher quality mark"
    SOCIAL_VALUE = "higher social value mark"
    PRICE = "lower price"


TIE_BREAK = (TieStep.QUALITY, TieStep.SOCIAL_VALUE, TieStep.PRICE)
LAST_STEP = "lots drawn before two witnesses"
NOT_DRAWN = 999
"""Behind every place that is drawn."""


@dataclass(frozen=True, slots=True)
class Final:
    """A bidder's marks at the published decimals, and the price.

    `drawn` is its place among equals by the last step, where that was taken.
    """

    total: Decimal
    quality: Decimal
    social_value: Decimal
    price: Decimal
    drawn: int | None = None


_MORE_IS_BETTER: Mapping[TieStep, Callable[[Final], Decimal]] = {
    TieStep.QUALITY: lambda final: final.quality,
    TieStep.SOCIAL_VALUE: lambda final: final.social_value,
    TieStep.PRICE: lambda final: -settled(final.price),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A bidder's rank. Bidders in `tied_with` share it; `decided_by` told it from equal totals.

    So did the last step, where it was `drawn`.
    """

    rank: int
    tied_with: tuple[str, ...] = ()
    decided_by: tuple[TieStep, ...] = ()
    drawn: bool = False


def ranked(
    finals: Mapping[str, Final], tie_break: Sequence[TieStep] = TIE_BREAK
) -> dict[str, Place]:
    """Each bidder's place, the first one first.

    Formula of a rank: `=1+SUMPRODUCT((totals>total)*1)+SUMPRODUCT((totals=total)*(qualities>
    quality))+SUMPRODUCT((totals=total)*(qualities=quality)*(values>value))+SUMPRODUCT((totals=
    total)*(qualities=quality)*(values=value)*(ROUND(prices,6)<ROUND(price,6)))` and the same for
    equal prices and a lower place drawn; of a tie: `=SUMPRODUCT((totals=total)*(qualities=quality)*
    (values=value)*(ROUND(prices,6)=ROUND(price,6))*(places drawn=place drawn))>1`.
    """
    keys = _keys(finals, tie_break)
    rank_of, level = ranks(finals, tie_break), defaultdict(list)
    next_parts = defaultdict(set)  # what comes after each beginning of a key
    for bidder in rank_of:
        key = keys[bidder]
        level[key].append(bidder)
        for n in range(1, len(key)):
            next_parts[key[:n]].add(key[n])
    places = {}
    for bidder, rank in rank_of.items():
        key = keys[bidder]
        steps = {n for n in range(1, len(key)) if len(next_parts[key[:n]]) > 1}
        places[bidder] = Place(
            rank=rank,
            tied_with=tuple(name for name in level[key] if name != bidder),
            decided_by=tuple(step for n, step in enumerate(tie_break, start=1) if n in steps),
            drawn=len(tie_break) + 1 in steps,
        )
    return places


def ranks(finals: Mapping[str, Final], tie_break: Sequence[TieStep] = TIE_BREAK) -> dict[str, int]:
    """Each bidder's rank alone, the first one first; the time that it takes grows as a sort's."""
    keys = _keys(finals, tie_break)
    order = sorted(keys, key=lambda bidder: (*(-part for part in keys[bidder]), bidder))
    found: dict[str, int] = {}
    above, rank = None, 1
    for place, bidder in enumerate(order, start=1):
        if keys[bidder] != above:
            above, rank = keys[bidder], place
        found[bidder] = rank
    return found


def _keys(
    finals: Mapping[str, Final], tie_break: Sequence[TieStep]
) -> dict[str, tuple[Decimal, ...]]:
    """What bidders are compared by, part after part; more is better."""
    return {
        bidder: (
            final.total,
            *(_MORE_IS_BETTER[step](final) for step in tie_break),
            Decimal(-(final.drawn or NOT_DRAWN)),
        )
        for bidder, final in finals.items()
    }
