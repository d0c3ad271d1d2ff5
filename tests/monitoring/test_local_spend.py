"""The Local Spend indicator: local over all, and the unknown share beside it (R13)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.monitoring import LocalSpend, Place, fewest_to_know, local_spend, spend_by_place

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


def test_what_is_not_known_may_all_be_local_or_none_of_it() -> None:
    found = local_spend([(True, 31), (False, 51), (None, 18)])
    assert found.between == (Decimal("0.31"), Decimal("0.49"))
    assert found.known_share == Decimal("0.82")


def test_credits_of_unknown_place_turn_the_two_ends() -> None:
    assert local_spend([(True, 50), (False, 60), (None, -10)]).between == (
        Decimal("0.4"),
        Decimal("0.5"),
    )


@pytest.mark.parametrize(
    ("parts", "tells"),
    [
        ((50, -10, 40), False),
        ((-5, 50, 15), False),
        ((50, 60, -10), True),
        ((50, 10, -20), False),
        ((10, 50, -20), False),
        ((0, 50, 0), True),
        ((0, 0, 5), True),
        ((0, 0, 0), False),
        ((-1, 0, 0), False),
    ],
)
def test_where_credits_take_a_part_under_nothing_no_share_is_told(
    parts: tuple[int, int, int], tells: bool
) -> None:
    found = LocalSpend(*map(Decimal, parts))
    assert found.tells_shares is tells
    assert (found.between is not None) is tells


@pytest.mark.parametrize("total", [0, -5])
def test_a_part_without_spend_has_no_share(total: int) -> None:
    found = spend_by_place([(Place.LOCAL, total)])
    assert (found.local_share, found.between, found.known_share) == (None, None, None)


def test_parts_add_up() -> None:
    one, two = LocalSpend(*map(Decimal, (1, 2, 3))), LocalSpend(*map(Decimal, (10, 20, 30)))
    assert one + two == LocalSpend(*map(Decimal, (11, 22, 33)))


@pytest.mark.parametrize(
    ("unknown", "known", "count"),
    [
        ([], 100, 0),
        ([5], 95, 0),
        ([6], 94, 1),
        ([50, 30, 15, 5], 0, 3),
        ([50, 30, 14, 6], 0, 4),
        ([50, 0, -10], 60, 1),
        ([10], 0, 1),
    ],
)
def test_the_fewest_that_make_enough_known(unknown: list[int], known: int, count: int) -> None:
    amounts = [Decimal(amount) for amount in unknown]
    assert fewest_to_know(amounts, Decimal(known), Decimal(100)) == count
