"""The Local Spend indicator: local over all, and the unknown share beside it (R13)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.monitoring import local_spend

LINES = st.lists(
    st.tuples(st.sampled_from([True, False, None]), st.decimals(0, 10**9, places=2)), max_size=20
)


def test_shares_of_all_spend() -> None:
    found = local_spend([(True, 50), (False, 30), (None, 20), (True, 0)])

    assert [found.local, found.elsewhere, found.unknown, found.total] == [50, 30, 20, 100]
    assert [found.local_share, found.unknown_share] == [Decimal("0.5"), Decimal("0.2")]


def test_shares_have_six_decimals() -> None:
    found = local_spend([(True, 1), (False, 1), (None, 1)])

    assert found.local_share == found.unknown_share == Decimal("0.333333")


def test_no_spend_has_no_share() -> None:
    assert (local_spend([]).local_share, local_spend([]).unknown_share) == (None, None)
    assert local_spend([(True, 0)]).local_share is None


def test_a_credit_takes_off() -> None:
    assert local_spend([(True, 100), (True, -50), (False, 50)]).local_share == Decimal("0.5")


def test_amounts_count_as_people_see_them() -> None:
    assert local_spend([(True, 0.1), (True, 0.2)]).local == Decimal("0.3")


@pytest.mark.parametrize("lines", [[(True, -1)], [(None, 5), (False, "-5.01")]])
def test_less_than_nothing_is_refused(lines: list[tuple[bool | None, Decimal]]) -> None:
    with pytest.raises(InputError, match=r"The spend adds up to -£.*credits negative"):
        local_spend([(place, Decimal(amount)) for place, amount in lines])


@given(LINES)
def test_every_pound_is_somewhere_and_no_share_is_out_of_bounds(
    lines: list[tuple[bool | None, Decimal]],
) -> None:
    found = local_spend(lines)

    assert found.total == sum((amount for _, amount in lines), Decimal(0))
    for share in (found.local_share, found.unknown_share):
        assert share is None or 0 <= share <= 1
