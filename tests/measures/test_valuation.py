from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.errors import InputError
from svtools.measures import (
    Factors,
    Line,
    Measure,
    MeasureKind,
    Shares,
    Totals,
    double_counts,
    fte_years,
    totals,
    totals_by_theme,
    value,
)


def measure(code: str = "X1", **values: object) -> Measure:
    """A made-up measure worth £10 a unit, but for `values`."""
    filled: dict[str, object] = {
        "edition": "made-up-1",
        "title": f"Made-up {code}",
        "unit": "things",
        "kind": MeasureKind.SV,
        "theme": "Warm",
        "proxy": Decimal(10),
    }
    return Measure(code=code, **(filled | values))  # type: ignore[arg-type]


RECORD = measure("R1", proxy=None)
LOCAL = measure("L1", kind=MeasureKind.LEV, theme="Cold")


@pytest.mark.parametrize(
    ("units", "worth"),
    [
        (0, "0"),
        (3, "30"),
        (0.1, "1"),
        (Decimal("0.0004"), "0"),
        (Decimal("0.0005"), "0.01"),  # halves go away from zero, to the penny
        (None, None),
    ],
)
def test_value_is_units_times_proxy_to_the_penny(
    units: Decimal | float | None, worth: str | None
) -> None:
    assert value(measure(), units) == (None if worth is None else Decimal(worth))


def test_record_only_is_never_valued() -> None:
    assert value(RECORD, 5) is None


@pytest.mark.parametrize("units", [-1, float("nan"), float("inf"), Decimal("-0.01")])
@pytest.mark.parametrize("each", [measure(), RECORD])
def test_units_that_cannot_be_are_refused(units: Decimal | float, each: Measure) -> None:
    with pytest.raises(InputError, match="The units given"):
        value(each, units)


def test_each_factor_takes_its_share_off() -> None:
    """100 less 10%, then 20%, then 50%: 36; a year on, less a quarter: 27."""
    factors = Factors(Decimal("0.1"), Decimal("0.2"), Decimal("0.5"), Decimal("0.25"))
    assert value(measure(), 10, factors) == 36
    assert value(measure(), 10, factors, years_on=1) == 27
    assert value(measure(), 10, factors, years_on=2) == Decimal("20.25")


def test_no_factors_change_nothing() -> None:
    assert value(measure(), 10, Factors(), years_on=3) == 100


def test_total_drop_off_leaves_the_first_year_whole() -> None:
    factors = Factors(drop_off=Decimal(1))
    assert value(measure(), 10, factors) == 100
    assert value(measure(), 10, factors, years_on=1) == 0


@pytest.mark.parametrize("name", ["deadweight", "attribution", "displacement", "drop_off"])
@pytest.mark.parametrize("share", ["-0.01", "1.01", "10", "NaN"])
def test_a_factor_is_a_fraction(name: str, share: str) -> None:
    with pytest.raises(InputError, match=name.replace("_", "-")):
        Factors(**{name: Decimal(share)})


@pytest.mark.parametrize("share", [0, 1])
def test_a_factor_may_be_nothing_or_all(share: int) -> None:
    assert Factors(deadweight=Decimal(share)).net_share() == 1 - share


@pytest.mark.parametrize(
    ("hours", "weeks", "expected"),
    [
        (35, 52, "1"),
        (34.9, 52, "0.997143"),
        (35.1, 52, "1"),
        (48, 52, "1"),
        (17.5, 52, "0.5"),
        (35, 51, "0.980769"),
        (35, 53, "1"),
        (35, 26, "0.5"),
        (17.5, 26, "0.25"),
        (70, 26, "0.5"),  # more hours do not make up for fewer weeks
        (0, 52, "0"),
    ],
)
def test_fte_years(hours: float, weeks: float, expected: str) -> None:
    assert fte_years(hours, weeks) == Decimal(expected)


@pytest.mark.parametrize(("hours", "weeks"), [(-1, 52), (35, -1), (float("nan"), 1)])
def test_fte_years_refuses_what_cannot_be(hours: float, weeks: float) -> None:
    with pytest.raises(InputError):
        fte_years(hours, weeks)


def test_totals_keep_social_and_local_economic_value_apart() -> None:
    found = totals([(measure(), 1), (LOCAL, 2), (RECORD, 7), (measure("X2"), None)])
    assert found == Totals(Decimal(10), Decimal(20))
    assert found.sleva == 30


def test_totals_by_theme_leave_out_themes_with_nothing_valued() -> None:
    warm_only: list[Line] = [(measure(), 1), (LOCAL, None), (measure("R2", proxy=None), 4)]
    assert totals_by_theme(warm_only) == {"Warm": Totals(sva=Decimal(10))}
    assert totals_by_theme([*warm_only, (LOCAL, 0)])["Cold"] == Totals()


def test_totals_use_the_factors() -> None:
    assert totals([(measure(), 10)], Factors(deadweight=Decimal("0.5"))).sva == 50


def test_totals_add_up_the_pennies_that_are_printed() -> None:
    """Three rows of 0.335 print 0.34 each, so the total is 1.02 and not 1.01."""
    line = (measure(proxy=Decimal("0.335")), 1)
    assert totals([line, line, line]).sva == Decimal("1.02")


def test_shares_are_fractions_of_the_contract_value() -> None:
    assert Totals(Decimal(1), Decimal(2)).shares(30) == Shares(
        Decimal("0.033333"), Decimal("0.066667"), Decimal("0.1")
    )


@pytest.mark.parametrize("unknown", [0, None, Decimal(0)])
def test_there_is_no_share_of_nothing(unknown: Decimal | int | None) -> None:
    assert Totals(Decimal(1)).shares(unknown) is None


def test_a_contract_value_below_zero_is_refused() -> None:
    with pytest.raises(InputError, match="contract value"):
        Totals(Decimal(1)).shares(-1)


amounts = st.none() | st.decimals(min_value=0, max_value=10**6, places=3)
known = st.sampled_from(
    [measure(), measure("X2", proxy=Decimal("3.337"), theme="Cold"), LOCAL, RECORD]
)
lines = st.lists(st.tuples(known, amounts))


@given(lines.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))))
def test_totals_do_not_hang_on_the_order(both: tuple[list[Line], list[Line]]) -> None:
    first, second = both
    assert totals(first) == totals(second)
    assert totals_by_theme(first) == totals_by_theme(second)


@given(lines, lines)
def test_totals_of_parts_add_up_to_the_total(first: list[Line], second: list[Line]) -> None:
    assert totals(first) + totals(second) == totals([*first, *second])


@given(lines)
def test_themes_add_up_to_the_total(given_lines: list[Line]) -> None:
    assert sum(totals_by_theme(given_lines).values(), Totals()) == totals(given_lines)


GIFT = measure("G1", exclusive_group="gifts")
OTHER_GIFT = measure("G2", exclusive_group="gifts")


@pytest.mark.parametrize(
    ("given_lines", "expected"),
    [
        ([(OTHER_GIFT, 1), (GIFT, 1)], {"gifts": ("G1", "G2")}),
        ([(GIFT, 1), (OTHER_GIFT, 0)], {}),
        ([(GIFT, 1), (OTHER_GIFT, None)], {}),
        ([(GIFT, 1), (GIFT, 2)], {}),
        ([(measure("X1"), 1), (measure("X2"), 1)], {}),
        ([(GIFT, 1), (measure("W1", exclusive_group="weeks"), 1)], {}),
    ],
)
def test_double_counts(given_lines: list[Line], expected: dict[str, tuple[str, ...]]) -> None:
    """Only units under two codes of one group are a possible double count."""
    assert double_counts(given_lines) == expected
