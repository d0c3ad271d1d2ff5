from decimal import Decimal

import pytest

from svtools.errors import InputError
from svtools.scoring import PriceMethod, price_shares
from tests.scoring.invented import tender


@pytest.mark.parametrize(
    ("method", "prices", "expected"),
    [
        (PriceMethod.LOWEST, (80, 100, 160), ("1", "0.8", "0.5")),
        (PriceMethod.LOWEST, (80,), ("1",)),
        (PriceMethod.LOWEST, (80, 80), ("1", "1")),
        (PriceMethod.TWICE_LOWEST, (80, 100, 160, 200), ("1", "0.75", "0", "0")),
        (PriceMethod.TWICE_LOWEST, (80, 80), ("1", "1")),
        (PriceMethod.MEAN, (80, 100, 120), ("0.7", "0.5", "0.3")),
        (PriceMethod.MEAN, (80, 80), ("0.5", "0.5")),
        (PriceMethod.MEAN, (80,), ("0.5",)),
        (PriceMethod.MEAN, (10, 10, 280), ("1", "1", "0")),
    ],
)
def test_shares_of_the_marks_for_price(
    method: PriceMethod, prices: tuple[int, ...], expected: tuple[str, ...]
) -> None:
    given = {str(n): Decimal(price) for n, price in enumerate(prices)}

    assert tuple(price_shares(given, method).values()) == tuple(map(Decimal, expected))


def test_no_prices_no_shares() -> None:
    assert price_shares({}) == {}


def test_an_unknown_formula_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="lowest price ÷ price, linear from"):
        tender(price_method="cheapest wins")
