from decimal import Decimal

import pytest

from svtools.errors import InputError
from svtools.scoring import mark
from tests.scoring.invented import tender


@pytest.mark.parametrize(
    ("weight", "share", "decimals", "expected"),
    [
        ("0.1", "0.5", 2, "5.00"),
        ("0.1", "0.33335", 2, "3.33"),
        ("0.1", "0.3335", 2, "3.34"),  # 3.335: halves go up
        ("0.1", "0.33349", 2, "3.33"),
        ("0.15", "0.5", 0, "8"),
        ("0.1", "0.123456", 4, "1.2346"),
    ],
)
def test_a_mark_is_rounded_at_the_published_decimals(
    weight: str, share: str, decimals: int, expected: str
) -> None:
    assert str(mark(Decimal(weight), Decimal(share), decimals)) == expected


def test_endless_fractions_do_not_lose_a_half() -> None:
    """Three seventeenths of 19.125 are 3.375, though a seventeenth has no last decimal."""
    assert mark(Decimal("0.19125"), Decimal(3) / 17, 2) == Decimal("3.38")


@pytest.mark.parametrize("decimals", [-1, 5, 1.5, None, True, "2"])
def test_decimals_are_whole_and_few(decimals: object) -> None:
    with pytest.raises(InputError, match="decimals"):
        tender(decimals=decimals)
