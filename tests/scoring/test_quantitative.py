from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.measures import Totals
from svtools.scoring import Band, Denominator, Method, Quantitative, Scored, even_bands

BANDS = (Band(Decimal(0), Decimal(0)), Band(Decimal("0.05"), Decimal("0.4")),
         Band(Decimal("0.1"), Decimal(1)))  # fmt: skip


def shares(rules: Quantitative, *ratios: str) -> list[Decimal]:
    return list(rules.shares({str(n): Decimal(r) for n, r in enumerate(ratios)}).values())


@pytest.mark.parametrize(
    ("ratio", "share"), [("0", "0"), ("0.05", "0.5"), ("0.1", "1"), ("0.2", "1"), ("99", "1")]
)
def test_the_scoring_target_earns_all_and_no_more(ratio: str, share: str) -> None:
    assert shares(Quantitative(target=Decimal("0.1")), ratio) == [Decimal(share)]


def test_relative_to_the_highest() -> None:
    rules = Quantitative(Method.HIGHEST)
    assert shares(rules, "0.2", "0.05", "0") == [1, Decimal("0.25"), 0]
    assert shares(rules, "0", "0") == [0, 0]
    assert shares(rules) == []


@pytest.mark.parametrize(
    ("ratio", "share"),
    [
        ("0", "0"),
        ("0.049999", "0"),
        ("0.0499999", "0.4"),  # settled at six places, as the workbook's MATCH sees it
        ("0.05", "0.4"),
        ("0.099999", "0.4"),
        ("0.1", "1"),
        ("1e30", "1"),
    ],
)
def test_bands(ratio: str, share: str) -> None:
    assert shares(Quantitative(Method.BANDED, bands=BANDS), ratio) == [Decimal(share)]


def test_even_bands_rise_to_the_target() -> None:
    assert [(str(b.at_least), str(b.share)) for b in even_bands(Decimal("0.1"), 2)] == [
        ("0.000000", "0.000000"),
        ("0.050000", "0.500000"),
        ("0.100000", "1.000000"),
    ]


@pytest.mark.parametrize(
    ("scored", "cap", "counted"),
    [
        (Scored.SVA, None, "0"),
        (Scored.WITH_LEVA, None, "900"),
        (Scored.WITH_LEVA, "1", "900"),
        (Scored.WITH_LEVA, "0.5", "100"),
        (Scored.WITH_LEVA, "0.25", "33.33"),
        (Scored.WITH_LEVA, "0.9", "900"),
        (Scored.WITH_LEVA, "0", "0"),
    ],
)
def test_leva_counts_no_further_than_its_cap(scored: Scored, cap: str | None, counted: str) -> None:
    """£100 of SVA and £900 of LEVA: at a cap of a quarter LEVA is £33.33 of £133.33."""
    rules = Quantitative(
        target=Decimal("0.1"),
        scored=scored,
        leva_reason="made up",
        leva_cap=None if cap is None else Decimal(cap),
    )
    worth = Totals(Decimal(100), Decimal(900))

    assert rules.leva_counted(worth) == Decimal(counted)
    assert rules.value_scored(worth) == 100 + Decimal(counted)


def test_value_is_compared_with_the_price_or_with_the_estimated_value() -> None:
    own = Quantitative(target=Decimal("0.1"))
    estimated = Quantitative(
        target=Decimal("0.1"), denominator=Denominator.ESTIMATED, estimated_value=Decimal(200)
    )
    assert own.ratio(Decimal(10), Decimal(100)) == Decimal("0.1")
    assert estimated.ratio(Decimal(10), Decimal(100)) == Decimal("0.05")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"target": 0}, "scoring target is 0"),
        ({"target": -1}, "scoring target is -1"),
        ({"target": "a tenth"}, "not a number"),
        ({"method": "best value"}, "method is 'best value'"),
        ({"method": "banded"}, "bands are missing"),
        ({"bands": (Band(Decimal("0.1"), Decimal(1)),)}, "bands are 0.1: 1"),
        ({"bands": (BANDS[0], BANDS[2], BANDS[1])}, "bands are 0: 0, 0.1: 1, 0.05: 0.4"),
        ({"bands": (BANDS[0], BANDS[0])}, "bands are 0: 0, 0: 0"),
        ({"bands": (Band(Decimal(0), Decimal(2)),)}, "share of the marks is 2"),
        ({"bands": (Band(Decimal(0), Decimal(1)), BANDS[1])}, "0: 1, 0.05: 0.4"),
        ({"scored": "LEVA"}, "What is scored is 'LEVA'"),
        ({"scored": "SVA and LEVA"}, "reason for scoring LEVA is missing"),
        ({"scored": "SVA and LEVA", "leva_reason": "  "}, "reason for scoring LEVA"),
        ({"leva_cap": 25}, "cap on LEVA's share is 25"),
        ({"denominator": "turnover"}, "compared with is 'turnover'"),
        ({"denominator": Denominator.ESTIMATED}, "estimated value is missing"),
        ({"denominator": Denominator.ESTIMATED, "estimated_value": 0}, "estimated value is 0"),
    ],
)
def test_rules_that_cannot_be_are_refused(change: dict[str, Any], found: str) -> None:
    given: dict[str, Any] = {"target": Decimal("0.1")} | change
    with pytest.raises(InputError) as refused:
        Quantitative(**given)

    assert found in refused.value.what.replace("1.000000", "1")
    assert refused.value.remedy


def test_bands_may_earn_the_same_and_begin_where_the_workbook_sees_it() -> None:
    level = (*BANDS[:2], Band(Decimal("0.0700000004"), Decimal("0.4")), BANDS[2])
    rules = Quantitative(Method.BANDED, bands=level)

    assert [band.at_least for band in rules.bands][2] == Decimal("0.07")
    assert shares(rules, "0.08") == [Decimal("0.4")]


def test_four_even_bands_are_made_where_no_number_is_said() -> None:
    assert [band.share for band in even_bands(Decimal(1))] == [
        Decimal(n) for n in ("0", "0.25", "0.5", "0.75", "1")
    ]


def test_the_estimated_value_is_what_every_bid_is_compared_with() -> None:
    given: Any = 250_000.0
    rules = Quantitative(
        target=Decimal("0.1"), denominator=Denominator.ESTIMATED, estimated_value=given
    )

    assert rules.ratio(Decimal(25_000), Decimal(1)) == Decimal("0.1")
    assert Quantitative(target=Decimal("0.1"), estimated_value=given).ratio(
        Decimal(25_000), Decimal(100_000)
    ) == Decimal("0.25")
