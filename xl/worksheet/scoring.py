"""Marks for a bid: SV_SCORE_TARGET and its kin, by the rules of the scoring workbook."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Annotated

from svtools.numbers import Number, exact, plain, pounds, rounded, settled
from svtools.scoring import (
    BY_PRICE,
    Final,
    PriceMethod,
    Quantitative,
    median_of_others,
    price_shares,
    ranks,
)
from svtools.scoring import mark as mark_of
from svtools.scoring.flags import value_flags
from svtools.scoring.qualitative import HIGHEST_MARK
from svtools.scoring.validated_input import decimals_given
from xl import cells
from xl.arguments import amount, choice, column, money, number, rate, same_length, whole_number
from xl.cells import ExcelError, Mistake
from xl.registry import Example, for_each_row, for_ranges

CATEGORY = "Social value scoring"

Weight = Annotated[
    Number, rate("Share of the total award criteria, as 10% or 0.1: 10% is 10 marks")
]
Decimals = Annotated[
    int | None, whole_number("Published decimals of marks, 0 to 4; left out, 2", required=False)
]
OwnValue = Annotated[Number, money("This bid's social value in £")]
OwnPrice = Annotated[Number, money("This bid's price in £, net of VAT")]
Figures = Sequence[Number | None]
"""One for each bidder; a blank is None."""

_figures = partial(column, read=cells.not_negative)
_amounts = partial(column, read=cells.pounds)


def _highest(values: Figures) -> Decimal:
    """The highest of all values; a blank is no value."""
    return max(exact(value) for value in values if value is not None)


class _Prices:
    """All bidders' prices, and the share of the marks that each earns by a method."""

    def __init__(self, prices: Figures) -> None:
        self.all = [_price("prices", price) for price in prices if price is not None]
        self._known: dict[PriceMethod, dict[Decimal, Decimal]] = {}

    def share(self, price: Decimal, method: PriceMethod) -> Decimal:
        """The share for one of the prices. Raises Mistake for a price that isn't among them."""
        if method not in self._known:
            shares = price_shares({str(at): one for at, one in enumerate(self.all)}, method)
            self._known[method] = dict(zip(self.all, shares.values(), strict=True))
        if price not in self._known[method]:
            raise Mistake(
                f"price: {pounds(price)} is not among the prices.",
                "Mark all bidders' prices, this one too.",
                ExcelError.NA,
            )
        return self._known[method][price]


@for_each_row(
    "SV_SCORE_TARGET",
    category=CATEGORY,
    examples=[
        Example((100000, 2000000, 0.1, 0.05), 2.5),
        Example(([900000, 0], 2000000, 0.1, 0.05), [[5], [0]]),
    ],
)
def score_target(
    value: OwnValue,
    price: OwnPrice,
    target: Annotated[
        Number, amount("The scoring target: £ of value for each £ that earns all the marks")
    ],
    weight: Weight,
    decimals: Decimals,
) -> Decimal:
    """Marks for value against the published scoring target, out of 100 for the whole tender.

    weight × MIN(1, (value ÷ price) ÷ target), so one inflated bid can't crush the rest.
    """
    rules = Quantitative(target=_above_zero("target", target))
    ratio = rules.ratio(exact(value), _above_zero("price", price))
    return _mark(weight, rules.shares({"": ratio})[""], decimals)


@for_each_row(
    "SV_SCORE_HIGHEST",
    category=CATEGORY,
    examples=[Example(([50000, 100000, 0], [50000, 100000, 0], 0.05), [[2.5], [5], [0]])],
)
def score_highest(
    value: OwnValue,
    values: Annotated[Decimal, _amounts("All bidders' values, this one too", gather=_highest)],
    weight: Weight,
    decimals: Decimals,
) -> Decimal:
    """Marks for value relative to the highest bid's, out of 100 for the whole tender.

    weight × value ÷ MAX(values); all zero, all score zero.
    """
    offered, highest = exact(value), values
    if settled(offered) > settled(highest):
        raise Mistake(
            f"value: {pounds(offered)} is more than the highest of the values, {pounds(highest)}.",
            "Mark all bidders' values, this one too.",
            ExcelError.NA,
        )
    return _mark(weight, offered / highest if highest else Decimal(0), decimals)


@for_each_row(
    "SV_SCORE_QUALITY",
    category=CATEGORY,
    examples=[Example(([0, 4, 5], 0.05), [[0], [4], [5]])],
)
def score_quality(
    mark: Annotated[Number, number("The agreed mark for the answer, 0 to 5")],
    weight: Weight,
    decimals: Decimals,
) -> Decimal:
    """Marks for an answer in words, out of 100 for the whole tender: weight × mark ÷ 5."""
    if not 0 <= mark <= HIGHEST_MARK:
        raise Mistake(
            f"mark: {plain(mark)} is not from 0 to {HIGHEST_MARK}.",
            "Give the moderated mark.",
            ExcelError.NUM,
        )
    return _mark(weight, exact(mark) / HIGHEST_MARK, decimals)


@for_each_row(
    "SV_SCORE_PRICE",
    category=CATEGORY,
    examples=[Example(([80000, 100000], [80000, 100000], 0.4), [[40], [32]])],
)
def score_price(
    price: OwnPrice,
    prices: Annotated[_Prices, _amounts("All bidders' prices, this one too", gather=_Prices)],
    weight: Weight,
    method: Annotated[
        PriceMethod | None,
        choice(
            f"The published formula: {'; '.join(BY_PRICE)}. Left out, the first",
            BY_PRICE,
            required=False,
        ),
    ],
    decimals: Decimals,
) -> Decimal:
    """Marks for price by a published formula, out of 100 for the whole tender."""
    share = prices.share(_price("price", price), method or PriceMethod.LOWEST)
    return _mark(weight, share, decimals)


@for_ranges(
    "SV_RANK",
    category=CATEGORY,
    examples=[
        Example(([71.25, 80, 71.25],), [[2], [1], [2]]),
        Example(([71.25, 80, 71.25], [30, 35, 31]), [[3], [1], [2]]),
    ],
)
def rank(
    totals: Annotated[Figures, _figures("Total marks, one for each bidder")],
    quality: Annotated[
        Figures | None, _figures("Their marks for quality, the first tie-break", required=False)
    ],
    social_value: Annotated[
        Figures | None,
        _figures("Their marks for social value, the second tie-break", required=False),
    ],
    prices: Annotated[
        Figures | None,
        _amounts("Their prices, the third tie-break: the lower wins", required=False),
    ],
    decimals: Decimals,
) -> list[list[int | None]]:
    """Ranks at the published decimals: quality, social value and the lower price break a tie.

    Bidders who are still equal share a rank: the tender documents' last step decides. A bidder
    without a total has no rank; one with a total needs all that breaks a tie.
    """
    tie_breaks = {"quality": quality, "social_value": social_value, "prices": prices}
    parts = {name: figures or [None] * len(totals) for name, figures in tie_breaks.items()}
    same_length(totals=totals, **parts)
    for name, figures in tie_breaks.items():
        _refuse_gaps(name, figures, totals)
    decimals = _published(decimals)
    finals = {
        str(at): Final(
            total=rounded(settled(total), decimals),
            quality=rounded(settled(quality_marks or 0), decimals),
            social_value=rounded(settled(social_marks or 0), decimals),
            price=exact(price or 0),
        )
        for at, (total, quality_marks, social_marks, price) in enumerate(
            zip(totals, *parts.values(), strict=True)
        )
        if total is not None
    }
    found = ranks(finals)
    return [[found.get(str(at))] for at in range(len(totals))]


@for_ranges(
    "SV_UNUSUALLY_HIGH",
    category=CATEGORY,
    examples=[
        Example(
            ([100000, 110000, 500000], [2000000, 2000000, 400000]),
            [["no"], ["no"], ["above twice the median of the others; above the whole price"]],
        )
    ],
)
def unusually_high(
    values: Annotated[Figures, _amounts("Social value offered in £, one for each bidder")],
    prices: Annotated[
        Figures | None,
        _amounts("Their prices in £; left out, only the others' values count", required=False),
    ],
) -> list[list[str]]:
    """Whether a bid's value is unusually high, for the panel to ask about; it never cuts a mark.

    More than twice the median of the other bidders' values that aren't zero, or more than the whole
    price.
    """
    limits = prices or [None] * len(values)
    same_length(values=values, prices=limits)
    worth = [None if value is None else exact(value) for value in values]
    above = sorted(value for value in worth if value)
    return [
        ["" if offered is None else _flags(offered, above, price)]
        for offered, price in zip(worth, limits, strict=True)
    ]


def _flags(offered: Decimal, above: Sequence[Decimal], price: Number | None) -> str:
    median = median_of_others(above, offered)
    limit = offered if price is None else _above_zero("prices", price)
    return "; ".join(flag.code for flag in value_flags(offered, median, limit)) or "no"


def _published(decimals: int | None) -> int:
    return 2 if decimals is None else decimals_given(decimals)


def _mark(weight: Number, share: Decimal, decimals: int | None) -> Decimal:
    return mark_of(exact(weight), share, _published(decimals))


def _refuse_gaps(name: str, figures: Figures | None, totals: Figures) -> None:
    """A blank would break a tie as if it were 0, and as a price it would win."""
    if figures and any(
        figure is None for figure, total in zip(figures, totals, strict=True) if total is not None
    ):
        raise Mistake(f"{name}: a bidder with a total has none.", "Fill in the blank cell.")


def _price(name: str, price: Number) -> Decimal:
    """A price without the dust that a formula leaves, so that it is found among the others."""
    return settled(_above_zero(name, price))


def _above_zero(name: str, figure: Number) -> Decimal:
    if not figure:
        raise Mistake(f"{name} is 0.", "Give a number above 0.", ExcelError.DIV0)
    return exact(figure)
