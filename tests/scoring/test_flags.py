from decimal import Decimal
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.scoring import (
    FlagCode,
    Ground,
    OfferLine,
    Quantitative,
    Ranges,
    Reduction,
    Scored,
    median_of_others,
    score,
)
from tests.scoring.invented import LOCAL, SOCIAL, bid, measure, tender


def codes(bids: list[Any], bidder: str = "Alder", **changes: Any) -> list[FlagCode]:
    return [flag.code for flag in score(tender(**changes), bids).of(bidder).flags]


@pytest.mark.parametrize(
    ("others", "middle"),
    [
        ((), None),
        ((0, 0), None),
        ((0, 7), "7"),
        ((1, 5, 2), "2"),
        ((1, 2, 4, 9, 0), "3"),
    ],
)
def test_the_median_is_of_others_that_offer_something(
    others: tuple[int, ...], middle: str | None
) -> None:
    found = median_of_others(sorted(Decimal(value) for value in others if value), Decimal(0))
    assert found == (None if middle is None else Decimal(middle))


@pytest.mark.parametrize(
    ("own", "others", "flagged"),
    [
        (200, (100,), False),
        (201, (100,), True),
        (201, (100, 0, 0), True),  # zeros do not pull the median down, nor up
        (201, (100, 101), False),
        (900, (), False),
        (900, (0,), False),
        (0, (100,), False),
    ],
)
def test_above_twice_the_median_of_the_others(
    own: int, others: tuple[int, ...], flagged: bool
) -> None:
    bids = [bid("Alder", own), *(bid(f"Other {n}", units) for n, units in enumerate(others))]
    assert codes(bids) == [FlagCode.ABOVE_OTHERS] * flagged


def test_an_excluded_bid_is_not_among_the_others() -> None:
    bids = [bid("Alder", 201), bid("Birch", 100), bid("Cedar", 9000, not_assessed="late")]
    assert codes(bids) == [FlagCode.ABOVE_OTHERS]


@pytest.mark.parametrize(("units", "flagged"), [(10_000, False), (10_001, True)])
def test_above_the_whole_price(units: int, flagged: bool) -> None:
    assert codes([bid(units=units)]) == [FlagCode.ABOVE_PRICE] * flagged


def test_value_that_is_not_scored_hides_nothing() -> None:
    """Ten times the others' SVA is flagged, however much LEVA everybody offers beside it."""

    def both(name: str, social: int) -> Any:
        return bid(name, lines=(OfferLine(SOCIAL, social), OfferLine(LOCAL, 5_000)))

    bids = [both("Alder", 1_000), both("Birch", 100)]
    assert codes(bids) == [FlagCode.ABOVE_OTHERS]
    with_leva = Quantitative(target=Decimal("0.1"), scored=Scored.WITH_LEVA, leva_reason="made up")
    assert codes(bids, quantitative=with_leva) == []


def test_flags_look_at_what_was_offered_and_cut_nothing() -> None:
    reduced = Reduction(10, Ground.SPECIFIED, "E1", "clause 3")
    bids = [bid("Alder", lines=(OfferLine(SOCIAL, 900, reduced),)), bid("Birch", 100)]
    assert FlagCode.ABOVE_OTHERS in codes(bids)

    high = score(tender(), [bid("Alder", 9_000), bid("Birch", 100)]).of("Alder")
    assert high.measures.value == 90_000
    assert high.contracted == {"S1": 9_000}


@pytest.mark.parametrize(
    ("unit", "proxy", "units", "flagged"),
    [
        ("things", 10, 5, True),  # the same units of one unit
        ("things", 10, 6, False),  # the tender may ask for both
        ("weeks", 10, 5, True),  # other units, of the same value
        ("weeks", 11, 5, False),
        ("things", 0, 5, True),
        ("things", 10, 0, False),
    ],
)
def test_the_same_amount_under_two_measures_of_one_group(
    unit: str, proxy: int, units: int, flagged: bool
) -> None:
    first = measure("G1", exclusive_group="gifts")
    second = measure("G2", exclusive_group="gifts", unit=unit, proxy=Decimal(proxy))
    lines = (OfferLine(first, 5), OfferLine(second, units))
    found = codes([bid(lines=lines)], measures=(first, second))
    assert found == [FlagCode.EXCLUSIVE_GROUP] * flagged


@pytest.mark.parametrize(
    ("spent", "with_small", "flagged"),
    [
        (60_000, 40_000, []),  # £100,000 of a price of £100,000
        (60_000, 40_001, [FlagCode.EXCLUSIVE_GROUP]),
        # one alone is more than the price: that is the one thing to ask about
        (100_001, 40_000, [FlagCode.OUT_OF_RANGE]),
    ],
)
def test_amounts_of_one_group_that_cannot_all_be_right(
    spent: int, with_small: int, flagged: list[FlagCode]
) -> None:
    of_one_group = {"exclusive_group": "spend", "unit": "£", "proxy": Decimal("0.1")}
    first, second = (measure(f"G{n}", **of_one_group) for n in (1, 2))
    lines = (OfferLine(first, spent), OfferLine(second, with_small))
    assert codes([bid(lines=lines)], measures=(first, second)) == flagged


def test_a_double_count_names_the_measures_whose_amounts_are_the_same() -> None:
    group = {"exclusive_group": "gifts"}
    measures = tuple(measure(f"G{n}", **group) for n in (1, 2, 3))
    lines = tuple(OfferLine(m, n) for m, n in zip(measures, (5, 9, 5), strict=True))
    (flag,) = score(tender(measures=measures), [bid(lines=lines)]).bids[0].flags
    assert (flag.measure, flag.figure) == ("G1, G3", "G1 5, G3 5")


@pytest.mark.parametrize("other", [measure("X9"), measure("S1", edition="made-up-0")])
def test_a_measure_not_published_is_flagged_earns_nothing_and_can_be_contracted(
    other: Any,
) -> None:
    found = score(tender(), [bid(lines=(OfferLine(other, 50),))]).of("Alder")
    assert [flag.code for flag in found.flags] == [FlagCode.NOT_ASKED]
    assert found.measures.value == 0
    assert found.contracted == {other.code: 50}


@pytest.mark.parametrize("units", [0, None])
def test_no_units_of_a_measure_not_published_are_no_flag(units: int | None) -> None:
    assert codes([bid(lines=(OfferLine(measure("X9"), units),))]) == []


def test_a_changed_proxy_in_a_bid_changes_nothing() -> None:
    richer = measure("S1", proxy=Decimal(1_000))
    assert score(tender(), [bid(lines=(OfferLine(richer, 5),))]).of("Alder").measures.value == 50


@pytest.mark.parametrize(
    ("unit", "years", "most"),
    [
        ("£", 2, "100000"),
        ("£ spent", 2, "100000"),
        ("FTE-years", 2, "5"),
        ("hours", 2, "9100"),
        ("Weeks", 2, "260"),
        ("staff", 2, "5"),
        ("staff", Decimal("0.5"), "10"),
        ("staff", None, None),
        ("trees", 2, None),
    ],
)
def test_what_a_price_and_a_length_can_hold(unit: str, years: Any, most: str | None) -> None:
    """£100,000 pays for five years of work at £20,000."""
    found = Ranges().most(measure("X", unit=unit), Decimal(100_000), years)
    assert found == (None if most is None else Decimal(most))


@pytest.mark.parametrize(("units", "flagged"), [(5, False), (5.1, True)])
def test_units_out_of_range(units: float, flagged: bool) -> None:
    jobs = measure("J1", unit="FTE-years", proxy=None)
    given = [bid(lines=(OfferLine(jobs, units),))]
    assert codes(given, measures=(jobs,)) == [FlagCode.OUT_OF_RANGE] * flagged
    assert codes(given, measures=(jobs,), ranges=Ranges(Decimal(19_000))) == []


def test_a_year_of_work_costs_something() -> None:
    with pytest.raises(InputError, match="year of work is 0"):
        Ranges(Decimal(0))


@pytest.mark.parametrize(
    ("contracted", "expected"),
    [
        (None, []),
        (500, []),
        (400, [FlagCode.CONTRACTED_LESS]),
        (0, [FlagCode.CONTRACTED_LESS]),
        (501, [FlagCode.CONTRACTED_MORE]),
    ],
)
def test_contracted_units_other_than_offered(
    contracted: int | None, expected: list[FlagCode]
) -> None:
    assert codes([bid(lines=(OfferLine(SOCIAL, 500, contracted=contracted),))]) == expected


def test_units_that_nobody_said_are_in_no_range_and_out_of_none() -> None:
    people = measure("F1", unit="FTE-years")
    given = [bid(price=10_000, lines=(OfferLine(people),))]
    assert codes(given, measures=(people,)) == []


def test_units_at_an_endless_limit_are_within_it() -> None:
    """£100,000 in 0.3 of a year pays for 16.666… people at once; 16.666667 are no more."""
    staff = measure("P1", unit="staff", proxy=None)
    given = [bid(lines=(OfferLine(staff, Decimal("16.666667")),))]
    assert codes(given, measures=(staff,), years=Decimal("0.3")) == []


def test_the_least_more_is_more() -> None:
    """A penny of value, or a part of a unit after the end."""
    assert codes([bid(units=Decimal("10000.001"))]) == [FlagCode.ABOVE_PRICE]
    others = [bid("Birch", 100)]
    assert codes([bid(units=Decimal("200.001")), *others]) == [FlagCode.ABOVE_OTHERS]
    late = OfferLine(SOCIAL, 10, after_end=Decimal("0.5"))
    assert codes([bid(lines=(late,))]) == [FlagCode.AFTER_END]


VALUES = st.lists(st.sampled_from([Decimal(value) for value in ("0", "0.0", "1", "1.0", "2", "7")]))


@given(VALUES.filter(bool))
def test_the_median_leaves_a_bidders_own_value_out(values: list[Decimal]) -> None:
    above = sorted(value for value in values if value)

    for at, value in enumerate(values):
        others = [other for other in values[:at] + values[at + 1 :] if other]
        assert median_of_others(above, value) == (median(others) if others else None)
