"""Rounding: parts add up to their sum, and short amounts read right on both sides of each step."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.numbers import adding_up, rounded, short_pounds

AMOUNTS = st.lists(
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False), max_size=30
)


@given(AMOUNTS)
def test_parts_add_up_to_their_rounded_sum(values: list[Decimal]) -> None:
    assert sum(adding_up(values)) == rounded(sum(values, Decimal(0)), 0)


@given(AMOUNTS)
def test_each_part_is_whole_and_within_one(values: list[Decimal]) -> None:
    for value, whole in zip(values, adding_up(values), strict=True):
        assert whole % 1 == 0
        assert abs(whole - value) < 1


@given(AMOUNTS)
def test_a_larger_part_is_never_printed_as_the_smaller(values: list[Decimal]) -> None:
    pairs = [*zip(values, adding_up(values), strict=True)]
    assert [whole for _, whole in sorted(pairs)] == sorted(whole for _, whole in pairs)


@given(AMOUNTS)
def test_whole_parts_stay_as_they_are(values: list[Decimal]) -> None:
    whole = [rounded(value, 0) for value in values]
    assert adding_up(whole) == whole


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "£0"),
        ("0.49", "£0"),
        ("0.5", "£1"),
        ("-0.49", "£0"),
        ("-0.5", "-£1"),
        ("850", "£850"),
        ("999", "£999"),
        ("999.49", "£999"),
        ("999.5", "£1k"),
        ("1000", "£1k"),
        ("1499.99", "£1k"),
        ("1500", "£2k"),
        ("-134200", "-£134k"),
        ("999499", "£999k"),
        ("999499.99", "£999k"),
        ("999500", "£1.00m"),
        ("-999500", "-£1.00m"),
        ("1434999", "£1.43m"),
        ("1435000", "£1.44m"),
        ("999499999", "£999.50m"),
        ("999500000", "£1.00bn"),
        ("9990000000", "£9.99bn"),
    ],
)
def test_short_pounds(value: str, shown: str) -> None:
    assert short_pounds(Decimal(value)) == shown
