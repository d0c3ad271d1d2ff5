"""Each limit at, just within and just beyond it; one mistake makes one flag."""

from decimal import Decimal

import pytest

from svtools.scoring import Flag, FlagCode, compared_prices, price_flags, price_limits, score
from tests.scoring.invented import bid, tender

UNITS, LOW = FlagCode.PRICE_UNITS, FlagCode.PRICE_LOW
VAT, YEARS, UNUSUAL = FlagCode.PRICE_VAT, FlagCode.PRICE_YEARS, FlagCode.PRICE_UNUSUAL


def flags_of(
    prices: dict[str, Decimal], estimate: Decimal | None, years: Decimal | None = None
) -> dict[str, Flag]:
    return price_flags(compared_prices(prices, estimate), years)


def flagged(
    own: str | int,
    *others: str | int,
    estimate: str | int | None = None,
    years: str | None = None,
) -> FlagCode | None:
    """What the first of these prices is flagged for."""
    prices = {f"bid {n}": Decimal(price) for n, price in enumerate((own, *others))}
    known = None if estimate is None else Decimal(estimate)
    found = flags_of(prices, known, None if years is None else Decimal(years))
    return found["bid 0"].code if "bid 0" in found else None


@pytest.mark.parametrize(
    ("price", "code"),
    [
        (10_500, UNITS),  # a thousandth of £10.5m
        (43_999, UNITS),
        (44_000, UNUSUAL),  # at the limit: 0.004 of £11m
        (11_000 * 250_000, UNUSUAL),
        (11_000 * 250_001, UNITS),
        (11_000_000_000, UNITS),
    ],
)
def test_a_price_in_thousands_or_thousandths_of_the_estimate(price: int, code: FlagCode) -> None:
    assert flagged(price, estimate=11_000_000) is code


def test_a_price_in_thousands_among_bids_of_millions_is_the_only_one_flagged() -> None:
    prices = {"Alder": 10_500, "Birch": 11_000_000, "Cedar": 10_800_000, "Dogwood": 12_000_000}
    for estimate in (None, Decimal(11_000_000)):
        found = flags_of({n: Decimal(p) for n, p in prices.items()}, estimate)
        assert {name: flag.code for name, flag in found.items()} == {"Alder": UNITS}
        assert found["Alder"].blocks


def test_the_estimate_says_which_of_two_prices_is_in_other_units() -> None:
    assert flagged(11_000_000, 10_500, estimate=11_000_000) is None
    assert flagged(10_500, 11_000_000, estimate=11_000_000) is UNITS
    assert flagged(11_000_000, 10_500) is UNITS, "without an estimate nobody can say which"


def test_all_prices_may_be_in_other_units_than_the_estimate() -> None:
    assert flagged(100, 110, 105, estimate=100_000) is UNITS


@pytest.mark.parametrize(
    ("price", "others", "code"),
    [
        (50_000, (100_000,) * 3, None),  # half exactly
        ("49999.99", (100_000,) * 3, LOW),
        ("49999.99", (100_000,) * 2, UNUSUAL),  # two others are no measure
        (49_000, (100_000, 90_000, 97_000), None),  # half of the median is £48,500
        (48_499, (100_000, 90_000, 97_000), LOW),
        (48_499, (100_000, 90_000, 97_000, 97), LOW),  # the price in thousands isn't among them
    ],
)
def test_under_half_the_median_of_three_or_more_others(
    price: str | int, others: tuple[int, ...], code: FlagCode | None
) -> None:
    assert flagged(price, *others) is code


def test_a_low_price_blocks_whatever_the_estimate_says() -> None:
    assert flagged(40_000, 100_000, 100_000, 100_000, estimate=41_000) is LOW


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ("120000", VAT),
        ("120600", VAT),  # 0.5% above
        ("120601", None),
        ("119400", VAT),
        ("119399", None),
        ("83333.33", VAT),
        ("83750", VAT),
        ("83751", None),
        ("82916.67", VAT),
        ("82916", None),
        ("100000", None),
    ],
)
def test_a_price_with_vat_among_prices_without(price: str, code: FlagCode | None) -> None:
    assert flagged(price, estimate=100_000) is code
    assert flagged(price, 100_000) is code
    assert flagged(price, 100_000, 100_000, 100_000) is code


@pytest.mark.parametrize(
    ("price", "years", "code"),
    [
        ("100000", "3", YEARS),
        ("100500", "3", YEARS),
        ("100501", "3", UNUSUAL),
        ("900000", "3", YEARS),
        ("750000", "2.5", YEARS),
        ("750000", None, UNUSUAL),
        ("300000", "1", None),
        ("100000", None, UNUSUAL),
    ],
)
def test_a_price_for_one_year_or_for_all(
    price: str, years: str | None, code: FlagCode | None
) -> None:
    assert flagged(price, estimate=300_000, years=years) is code


@pytest.mark.parametrize(
    ("price", "code"),
    [(200_000, None), (200_001, UNUSUAL), (50_000, None), (49_999, UNUSUAL), (130_000, None)],
)
def test_other_unusual_prices(price: int, code: FlagCode | None) -> None:
    assert flagged(price, estimate=100_000) is code
    assert flagged(price, 100_000) is code


def test_one_price_alone_without_an_estimate_is_compared_with_nothing() -> None:
    assert flagged(1) is None


def test_a_remark_blocks_nothing_and_says_what_the_price_was_compared_with() -> None:
    prices = {"Alder": Decimal(120_000), "Birch": Decimal(100_000)}
    flag = flags_of(prices, Decimal(100_000))["Alder"]
    assert not flag.blocks
    assert flag.what == (
        "The price of £120,000 is 1.2 times the estimate of £100,000 and 1.2 times the other "
        "price, £100,000: it may be with VAT where the others are without, or the other way round."
    )


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (10_500, "a 1,048th part of the estimate"),
        (500, "a 22,000th part"),
        (11_410, "a 964th part"),
        (10_990, "a 1,001st part"),
        (10_890, "a 1,010th part"),
        (10_981, "a 1,002nd part"),
        (10_877, "a 1,011th part"),
        (10_967, "a 1,003rd part"),
        (3_300_000, "30% of"),
    ],
)
def test_a_share_is_said_as_people_read_it(price: int, words: str) -> None:
    flags = flags_of({"Alder": Decimal(price)}, Decimal(11_000_000))
    assert words in flags["Alder"].what


def test_prices_of_bids_that_are_not_assessed_are_not_among_the_others() -> None:
    others = [bid(name, price=100_000) for name in ("Birch", "Cedar")]
    late = bid("Dogwood", price=100_000, not_assessed="late")
    marks = score(tender(), [bid(price=40_000, units=100), *others, late]).of("Alder")
    assert [flag.code for flag in marks.flags] == [UNUSUAL]


def test_how_each_price_compares() -> None:
    prices = {"Alder": Decimal(50), "Birch": Decimal(100), "Cedar": Decimal(200)}
    alder = compared_prices(prices, Decimal(400))["Alder"]
    assert (alder.of_estimate, alder.median, alder.others) == (
        Decimal("0.125"),
        Decimal(150),
        2,
    )
    alone = compared_prices({"Alder": Decimal(50)}, None)["Alder"]
    assert (alone.of_estimate, alone.of_median) == (None, None)


def test_every_limit_says_why_it_is_where_it_is() -> None:
    assert all(limit.reason and limit.means for limit in price_limits())
    assert [limit.code for limit in price_limits() if limit.blocks] == [UNITS, LOW]
