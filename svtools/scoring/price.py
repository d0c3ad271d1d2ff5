"""Marks for price: the published formulas that this tool knows, by name.

Source: the formula is the authority's choice and must be published with the tender documents
(Procurement Act 2023, section 23(3): how tenders are to be assessed). All are in common use in the
United Kingdom.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum

_HALF = Decimal("0.5")
_NONE, _ALL = Decimal(0), Decimal(1)


class PriceMethod(StrEnum):
    """How a price becomes a share of the marks for price."""

    LOWEST = "lowest price ÷ price"
    TWICE_LOWEST = "linear from the lowest to twice the lowest"
    MEAN = "half at the mean price"
    PER_POINT = "price per quality point"


def price_shares(
    prices: Mapping[str, Decimal],
    method: PriceMethod = PriceMethod.LOWEST,
    points: Mapping[str, Decimal] | None = None,
) -> dict[str, Decimal]:
    """Each bidder's share of the marks for price, from 0 to 1; prices are above 0.

    - lowest price ÷ price: `=MIN(prices)/price`
    - linear from the lowest to twice the lowest, one per cent of the marks off for each per cent
      above the lowest ("standard differential"): `=MAX(0,1-(price-MIN(prices))/MIN(prices))`
    - half at the mean price, one per cent of the marks up or down for each per cent below or
      above it: `=MAX(0,MIN(1,0.5+(AVERAGE(prices)-price)/AVERAGE(prices)))`. The lowest need not
      get full marks, and one very high price lifts all others.
    - price per quality point: `=MIN(price/points)/(price/points)`, where `points` are the marks for
      quality and social value together; a bid without a point earns nothing
    """
    if not prices:
        return {}
    if method is PriceMethod.PER_POINT:
        return _per_point(prices, points or {})
    lowest, mean = min(prices.values()), sum(prices.values(), _NONE) / len(prices)
    share = _FORMULAS[method]
    return {
        bidder: max(_NONE, min(_ALL, share(price, lowest, mean)))
        for bidder, price in prices.items()
    }


def _per_point(prices: Mapping[str, Decimal], points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    costs = {name: price / points[name] for name, price in prices.items() if points.get(name)}
    return {name: min(costs.values()) / costs[name] if name in costs else _NONE for name in prices}


# By a bid's price, the lowest and the mean; held between 0 and 1 afterwards.
_FORMULAS: Mapping[PriceMethod, Callable[[Decimal, Decimal, Decimal], Decimal]] = {
    PriceMethod.LOWEST: lambda price, lowest, _: lowest / price,
    PriceMethod.TWICE_LOWEST: lambda price, lowest, _: _ALL - (price - lowest) / lowest,
    PriceMethod.MEAN: lambda price, _, mean: _HALF + (mean - price) / mean,
}

BY_PRICE = tuple(_FORMULAS)
"""The methods that go by prices alone."""
