"""Marks for a bid: SV_SCORE_TARGET and its kin, by the rules of the scoring workbook."""

from collections.abc import Sequence
from decimal import Decimal

from svtools.numbers import Number, exact, plain, pounds, rounded, settled
from svtools.scoring import Final, PriceMethod, Quantitative, mark, price_shares, ranked
from svtools.scoring.flags import value_flags
from svtools.scoring.marks import decimals_given
from svtools.scoring.qualitative import HIGHEST_MARK
from xl import cells
from xl.arguments import Argument, amount, choice, column, number, rate, same_length, whole_number
from xl.cells import ExcelError, Grid, Mistake
from xl.registry import Example, for_each_row, for_ranges

CATEGORY = "Social value scoring"
PUBLISHED_DECIMALS = 2

WEIGHT = rate("weight", "Share of the total award criteria, as 10% or 0.1: 10% is 10 marks")
DECIMALS = whole_number("decimals", "Published decimals of marks, 0 to 4; left out, 2").optional()
OWN_VALUE = amount("value", "This bid's social value in £")
OWN_PRICE = amount("price", "This bid's price in £, net of VAT")


def _in_range(name: str, help_: str) -> Argument:
    return column(name, help_, cells.not_negative)


def _highest(grid: Grid) -> Decimal:
    """The highest of all values; a blank is no value."""
    found = _in_range("values", "").read(grid)
    return max(exact(each) for each in found if each is not None)


class _Prices:
    """All bidders' prices, and the share of the marks that each earns by a method."""

    def __init__(self, grid: Grid) -> None:
        found = _in_range("prices", "").read(grid)
        self.all = [_price("prices", each) for each in found if each is not None]
        self._known: dict[PriceMethod, dict[Decimal, Decimal]] = {}

    def share(self, price: Decimal, method: PriceMethod) -> Decimal:
        """The share for one of the prices. Raises Mistake for a price that isn't among them."""
        if method not in self._known:
            shares = price_shares({str(at): each for at, each in enumerate(self.all)}, method)
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
    OWN_VALUE,
    OWN_PRICE,
    amount("target", "The scoring target: £ of value for each £ that earns all the marks"),
    WEIGHT,
    DECIMALS,
    category=CATEGORY,
    examples=[
        Example((100000, 2000000, 0.1, 0.05), 2.5),
        Example(([900000, 0], 2000000, 0.1, 0.05), [[5], [0]]),
    ],
)
def score_target(
    value: Number, price: Number, target: Number, weight: Number, decimals: int | None
) -> Decimal:
    """Marks for value against the published scoring target, out of 100 for the whole tender.

    weight × MIN(1, (value ÷ price) ÷ target), so one inflated bid can't crush the rest.
    """
    rules = Quantitative(target=_above_zero("target", target))
    ratio = rules.ratio(exact(value), _above_zero("price", price))
    return _mark(weight, rules.shares({"": ratio})[""], decimals)


@for_each_row(
    "SV_SCORE_HIGHEST",
    OWN_VALUE,
    Argument("values", "All bidders' values, this one too", _highest, whole=True),
    WEIGHT,
    DECIMALS,
    category=CATEGORY,
    examples=[Example(([50000, 100000, 0], [50000, 100000, 0], 0.05), [[2.5], [5], [0]])],
)
def score_highest(value: Number, highest: Decimal, weight: Number, decimals: int | None) -> Decimal:
    """Marks for value relative to the highest bid's, out of 100 for the whole tender.

    weight × value ÷ MAX(values); all zero, all score zero.
    """
    own = exact(value)
    if settled(own) > settled(highest):
        raise Mistake(
            f"value: {pounds(own)} is more than the highest of the values, {pounds(highest)}.",
            "Mark all bidders' values, this one too.",
            ExcelError.NA,
        )
    return _mark(weight, own / highest if highest else Decimal(0), decimals)


@for_each_row(
    "SV_SCORE_QUALITY",
    number("mark", "The agreed mark for the answer, 0 to 5"),
    WEIGHT,
    DECIMALS,
    category=CATEGORY,
    examples=[Example(([0, 4, 5], 0.05), [[0], [4], [5]])],
)
def score_quality(agreed: Number, weight: Number, decimals: int | None) -> Decimal:
    """Marks for an answer in words, out of 100 for the whole tender: weight × mark ÷ 5."""
    if not 0 <= agreed <= HIGHEST_MARK:
        raise Mistake(
            f"mark: {plain(agreed)} is not from 0 to {HIGHEST_MARK}.",
            "Give the moderated mark.",
            ExcelError.NUM,
        )
    return _mark(weight, exact(agreed) / HIGHEST_MARK, decimals)


@for_each_row(
    "SV_SCORE_PRICE",
    OWN_PRICE,
    Argument("prices", "All bidders' prices, this one too", _Prices, whole=True),
    WEIGHT,
    choice("method", "The published formula; left out, lowest price ÷ price", PriceMethod)
    .optional(),
    DECIMALS,
    category=CATEGORY,
    examples=[Example(([80000, 100000], [80000, 100000], 0.4), [[40], [32]])],
)  # fmt: skip
def score_price(
    price: Number,
    prices: _Prices,
    weight: Number,
    method: PriceMethod | None,
    decimals: int | None,
) -> Decimal:
    """Marks for price by a published formula, out of 100 for the whole tender.

    The formulas: "lowest price ÷ price", "linear from the lowest to twice the lowest", "half at
    the mean price".
    """
    share = prices.share(_price("price", price), method or PriceMethod.LOWEST)
    return _mark(weight, share, decimals)


@for_ranges(
    "SV_RANK",
    _in_range("totals", "Total marks, one for each bidder"),
    _in_range("quality", "Their marks for quality, the first tie-break").optional(),
    _in_range("social_value", "Their marks for social value, the second tie-break").optional(),
    _in_range("prices", "Their prices, the third tie-break: the lower wins").optional(),
    DECIMALS,
    category=CATEGORY,
    examples=[
        Example(([71.25, 80, 71.25],), [[2], [1], [2]]),
        Example(([71.25, 80, 71.25], [30, 35, 31]), [[3], [1], [2]]),
    ],
)
def rank(
    totals: Sequence[Number | None],
    quality: Sequence[Number | None] | None,
    social_value: Sequence[Number | None] | None,
    prices: Sequence[Number | None] | None,
    decimals: int | None,
) -> list[list[int | None]]:
    """Ranks at the published decimals: quality, social value and the lower price break a tie.

    Bidders who are still equal share a rank: the tender documents' last step decides. A bidder
    without a total has no rank; one with a total needs all that breaks a tie.
    """
    places = PUBLISHED_DECIMALS if decimals is None else decimals_given(decimals)
    nothing = [None] * len(totals)
    parts = {
        "totals": list(totals),
        "quality": list(quality or nothing),
        "social_value": list(social_value or nothing),
        "prices": list(prices or nothing),
    }
    same_length(**parts)
    for name, given in (("quality", quality), ("social_value", social_value), ("prices", prices)):
        _refuse_gaps(name, given, totals)
    finals = {
        str(at): Final(
            total=rounded(settled(own[0]), places),
            quality=rounded(settled(own[1] or 0), places),
            social_value=rounded(settled(own[2] or 0), places),
            price=exact(own[3] or 0),
        )
        for at, own in enumerate(zip(*parts.values(), strict=True))
        if own[0] is not None
    }
    found = ranked(finals)
    return [[found[str(at)].rank if str(at) in found else None] for at in range(len(totals))]


@for_ranges(
    "SV_UNUSUALLY_HIGH",
    _in_range("values", "Social value offered in £, one for each bidder"),
    _in_range("prices", "Their prices in £; left out, only the others' values count").optional(),
    category=CATEGORY,
    examples=[
        Example(
            ([100000, 110000, 500000], [2000000, 2000000, 400000]),
            [["no"], ["no"], ["above twice the median of the others; above the whole price"]],
        )
    ],
)
def unusually_high(
    values: Sequence[Number | None], prices: Sequence[Number | None] | None
) -> list[list[str]]:
    """Whether a bid's value is unusually high, for the panel to ask about; it never cuts a mark.

    More than twice the median of the other bidders' values that aren't zero, or more than the whole
    price.
    """
    given = list(prices or [None] * len(values))
    same_length(values=list(values), prices=given)
    worth = [None if each is None else exact(each) for each in values]
    return [["" if own is None else _flags(at, worth, price)]
            for at, (own, price) in enumerate(zip(worth, given, strict=True))]  # fmt: skip


def _flags(at: int, worth: Sequence[Decimal | None], price: Number | None) -> str:
    own = worth[at] or Decimal(0)
    others = [each for place, each in enumerate(worth) if place != at and each is not None]
    limit = own if price is None else _above_zero("prices", price)
    return "; ".join(flag.code for flag in value_flags(own, others, limit)) or "no"


def _mark(weight: Number, share: Decimal, decimals: int | None) -> Decimal:
    places = PUBLISHED_DECIMALS if decimals is None else decimals_given(decimals)
    return mark(exact(weight), share, places)


def _refuse_gaps(
    name: str, given: Sequence[Number | None] | None, totals: Sequence[Number | None]
) -> None:
    """A blank would break a tie as if it were 0, and as a price it would win."""
    if given and any(
        own is None for own, total in zip(given, totals, strict=True) if total is not None
    ):
        raise Mistake(f"{name}: a bidder with a total has none.", "Fill in the blank cell.")


def _price(name: str, found: Number) -> Decimal:
    """A price without the dust that a formula leaves, so that it is found among the others."""
    return settled(_above_zero(name, found))


def _above_zero(name: str, found: Number) -> Decimal:
    if not found:
        raise Mistake(f"{name} is 0.", "Give a number above 0.", ExcelError.DIV0)
    return exact(found)
