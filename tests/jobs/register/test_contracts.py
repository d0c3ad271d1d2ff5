"""Contracts and promises as plain values: what falls into which year and quarter."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svtools.jobs.register.asking import asked_alone
from svtools.jobs.register.contracts import Basis, Key, Promise, YearValue
from svtools.jobs.register.register import Register, whole_promise, year_promises
from svtools.monitoring import FinancialYear
from svtools.policy import term_months
from tests.making import YEAR, contract, council, figures, measure, promised, register_of

ZERO = Decimal(0)


@pytest.mark.parametrize(
    ("start", "end", "extension", "actual_end", "year", "expected"),
    [
        pytest.param((2025, 4, 1), (2026, 3, 31), 0, None, 2025, "36600", id="the year itself"),
        pytest.param((2024, 4, 1), (2026, 3, 31), 0, None, 2024, "18300", id="no leap day"),
        pytest.param((2023, 4, 1), (2024, 3, 31), 0, None, 2023, "36600", id="a leap year"),
        pytest.param((2024, 2, 29), (2024, 2, 29), 0, None, 2023, "36600", id="one leap day"),
        pytest.param((2024, 1, 1), (2024, 12, 31), 0, None, 2023, "9100", id="91 of 366 days"),
        pytest.param((2025, 4, 1), (2026, 3, 31), 12, None, 2025, "18300", id="extension"),
        pytest.param((2025, 4, 1), (2026, 3, 31), 0, (2025, 4, 10), 2025, "1002.74", id="cut off"),
        pytest.param((2025, 4, 1), (2026, 3, 31), 0, None, 2026, "0", id="another year"),
    ],
)
def test_year_value_is_pro_rata_to_days_of_the_longest_term(
    start: tuple[int, int, int],
    end: tuple[int, int, int],
    extension: int,
    actual_end: tuple[int, int, int] | None,
    year: int,
    expected: str,
) -> None:
    made = contract(
        start=date(*start),
        end=date(*end),
        extension=extension,
        actual_end=actual_end and date(*actual_end),
        net_value=Decimal(36_600),
    )
    assert made.year_value(FinancialYear(year)) == Decimal(expected)


def test_year_value_of_a_contract_without_a_value_is_not_known() -> None:
    assert contract(net_value=None).year_value(YEAR) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [1, 2, 3, 4]),
        ({"start": date(2025, 9, 30)}, [2, 3, 4]),
        ({"start": date(2025, 10, 1)}, [3, 4]),
        ({"end": date(2025, 7, 1)}, [1, 2]),
        ({"actual_end": date(2025, 6, 30)}, [1]),
        ({"actual_end": date(2027, 1, 1)}, [1, 2, 3, 4]),
        ({"start": date(2026, 4, 1), "end": date(2027, 3, 31)}, []),
        ({"start": date(2025, 6, 1), "actual_end": date(2025, 5, 1)}, []),
    ],
)
def test_a_contract_runs_in_the_quarters_with_one_of_its_days(
    changes: dict[str, Any], expected: list[int]
) -> None:
    assert [quarter.number for quarter in contract(**changes).quarters(YEAR)] == expected


def test_a_promise_is_split_over_quarters_by_days() -> None:
    year = promised(contract(), "OP01", 365).quarters(YEAR)
    assert figures(year) == (91, 92, 92, 90)


def test_a_closed_promise_keeps_the_share_of_the_days_until_then() -> None:
    made = promised(contract(), "OP01", 365, closed_on=date(2025, 7, 10))
    assert figures(made.quarters(YEAR)) == (91, 10, 0, 0)


@pytest.mark.parametrize("closed_on", [date(2025, 8, 15), date(2025, 11, 1), date(2026, 2, 2)])
@pytest.mark.parametrize("units", [1, 7, 10, 99])
def test_closing_a_promise_leaves_the_quarters_before_as_they_were(
    units: int, closed_on: date
) -> None:
    whole = promised(contract(), "PJ04", units).quarters(YEAR)
    closed = promised(contract(), "PJ04", units, closed_on=closed_on).quarters(YEAR)
    ended = sum(quarter.end < closed_on for quarter in YEAR.quarters)
    assert closed[:ended] == whole[:ended]
    assert closed[ended] <= whole[ended]
    assert not any(closed[ended + 1 :])


def test_the_whole_promise_of_a_stock_is_the_level_of_its_last_year() -> None:
    two_years = contract(end=date(2027, 3, 31))
    register = register_of((two_years, {}))
    by_year = {YEAR: Decimal(5), FinancialYear(2026): Decimal(8)}
    later = {"start": date(2026, 10, 1), "closed_on": date(2026, 9, 1)}
    register.promises[two_years.key] = [
        promised(two_years, "OP14", 6, by_year=by_year),
        promised(two_years, "OP14", 9, **later),
        promised(two_years, "PJ04", 9, closed_on=YEAR.end),
    ]
    codes = ("OP14", "PJ04", "OP01", "not in the register")
    whole = {code: whole_promise(register, two_years, code) for code in codes}
    assert whole == {"OP14": 8, "PJ04": 5, "OP01": None, "not in the register": None}


@pytest.mark.parametrize("closed_on", [date(2025, 3, 31), date(2024, 1, 1)])
def test_a_promise_closed_before_it_began_is_nothing(closed_on: date) -> None:
    assert promised(contract(), "OP01", 5, closed_on=closed_on).quarters(YEAR) == (ZERO,) * 4


def test_units_by_year_override_the_even_split() -> None:
    two_years = contract(end=date(2027, 3, 31))
    by_year = {YEAR: Decimal(10), FinancialYear(2026): Decimal(90)}
    made = promised(two_years, "OP01", 100, by_year=by_year)
    assert sum(made.quarters(YEAR)) == 10
    assert sum(made.quarters(FinancialYear(2026))) == 90
    assert made.quarters(FinancialYear(2027)) == (ZERO,) * 4


def test_units_by_year_of_a_part_year_fall_on_its_own_days() -> None:
    half = contract(start=date(2025, 10, 1), end=date(2027, 3, 31))
    made = promised(half, "OP01", 182, by_year={YEAR: Decimal(182)})
    assert figures(made.quarters(YEAR)) == (0, 0, 92, 90)


def test_units_by_year_end_with_the_promise() -> None:
    made = promised(
        contract(), "OP01", 365, by_year={YEAR: Decimal(365)}, closed_on=date(2025, 6, 30)
    )
    assert figures(made.quarters(YEAR)) == (91, 0, 0, 0)


def test_the_promises_of_one_measure_are_added_up() -> None:
    each = contract()
    register = register_of((each, {}))
    register.promises[each.key] = [
        promised(each, "OP01", 365, closed_on=date(2025, 6, 30)),
        promised(each, "OP08", 4),
        promised(each, "OP01", 92, start=date(2025, 7, 1), end=date(2025, 9, 30)),
    ]
    made = year_promises(register, each, YEAR)
    assert figures([(p.measure.code, p.units) for p in made]) == [("OP01", 183), ("OP08", 4)]
    assert figures(made[0].quarters) == (91, 92, 0, 0)


def test_a_promise_without_units_in_the_year_is_left_out() -> None:
    each = contract(end=date(2027, 3, 31))
    register = register_of((each, {}))
    register.promises[each.key] = [promised(each, "OP01", 5, start=date(2026, 4, 1))]
    assert year_promises(register, each, YEAR) == []
    assert [p.units for p in year_promises(register, each, FinancialYear(2026))] == [5]


def test_a_change_of_supplier_splits_the_year_between_two_contracts() -> None:
    old = contract(supplier="Old Ltd", actual_end=date(2025, 9, 30))
    new = contract(supplier="New Ltd", start=date(2025, 10, 1))
    register = register_of((old, {"OP01": 365}), (new, {"OP01": 182}))
    assert figures([p.quarters for p in year_promises(register, old, YEAR)]) == [(91, 92, 0, 0)]
    assert figures([p.quarters for p in year_promises(register, new, YEAR)]) == [(0, 0, 92, 90)]


def test_a_framework_owes_nothing_where_a_call_off_promised() -> None:
    framework, call_off, other = contract("F1"), contract("F1-1", parent="F1"), contract("C9")
    register = register_of((framework, {}), (call_off, {"OP01": 1}), (other, {}))
    owing = [each.key.ref for each in register.contracts if register.owes_promises(each, YEAR)]
    assert owing == ["C9"]


@pytest.mark.parametrize(
    ("start", "end", "extension", "expected"),
    [
        ((2025, 4, 1), (2026, 3, 31), 0, 12),
        ((2025, 4, 1), (2026, 3, 31), 12, 24),
        ((2025, 4, 15), (2027, 4, 14), 0, 24),
        ((2025, 4, 15), (2027, 4, 13), 0, 23),
        ((2024, 2, 29), (2026, 2, 28), 0, 24),
    ],
)
def test_the_term_counts_whole_months_and_extensions(
    start: tuple[int, int, int], end: tuple[int, int, int], extension: int, expected: int
) -> None:
    assert term_months(date(*start), date(*end), extension) == expected


def test_the_requirement_is_asked_with_term_value_and_regime() -> None:
    works = contract(
        category="works",
        net_value=Decimal(1_000_000),
        end=date(2026, 3, 31),
        extension=12,
        regime="",
    )
    assert asked_alone(works, council()).clauses == ("9.2.1",)
    assert not asked_alone(
        contract(category="works", net_value=Decimal(1_000_000)), council()
    ).required
    health = contract(category="light touch", regime="Provider Selection Regime")
    assert asked_alone(health, council()).required


def test_a_lot_is_named_with_its_contract() -> None:
    assert Key("C1", "", "A").label == "C1"
    assert Key("C1", "2", "A").label == "C1 lot 2"
    assert Key("C1", "Lot 2", "A").label == "C1 Lot 2"


def test_measures_are_of_the_contracts_edition() -> None:
    known, strange = contract(), contract("C2", edition="another")
    register = register_of((known, {}), (strange, {}))
    assert register.measures(known)["OP01"] == measure("OP01")
    assert register.measures(strange) == {}
    assert Register().measures(known) == {}


units = st.decimals(0, 10**6, places=3)
days = st.dates(date(2019, 1, 1), date(2035, 12, 31))


@given(units, days, days)
def test_the_quarters_of_all_years_add_up_to_the_units(units: Decimal, a: date, b: date) -> None:
    start, end = sorted((a, b))
    made = Promise(measure("OP01"), units, start, end)
    years = range(start.year - 1, end.year + 2)
    assert sum(sum(made.quarters(FinancialYear(year))) for year in years) == units


@given(units, days, days, days)
def test_closing_a_promise_never_raises_it_nor_lets_it_run_on(
    units: Decimal, a: date, b: date, closed_on: date
) -> None:
    start, end = sorted((a, b))
    made = Promise(measure("OP01"), units, start, end, closed_on)
    years = [FinancialYear(year) for year in range(start.year - 1, end.year + 2)]
    assert sum(sum(made.quarters(year)) for year in years) <= units
    after = [
        part
        for year in years
        for quarter, part in zip(year.quarters, made.quarters(year), strict=True)
        if quarter.start > closed_on
    ]
    assert not any(after)


@pytest.mark.parametrize(
    ("facts", "value", "basis"),
    [
        ({}, 100_000, Basis.ESTIMATE),
        ({"price": Decimal(80_000)}, 80_000, Basis.PRICE),
        ({"price": Decimal(0)}, 0, Basis.PRICE),
        ({"share": Decimal("0.25")}, 25_000, Basis.ESTIMATE),
        ({"price": Decimal(80_000), "share": Decimal("0.25")}, 20_000, Basis.PRICE),
        ({"price": Decimal(80_000), "net_value": None}, 80_000, Basis.PRICE),
        ({"extension": 12}, 50_000, Basis.ESTIMATE),
        ({"extension": 12, "price": Decimal(80_000)}, 80_000, Basis.PRICE),
        ({"net_value": None}, None, None),
    ],
)
def test_a_years_value_is_the_price_before_the_estimate_and_a_suppliers_share(
    facts: dict[str, Any], value: int | None, basis: Basis | None
) -> None:
    assert contract(**facts).by_days(YEAR) == YearValue(
        None if value is None else Decimal(value), basis
    )


def test_what_was_paid_comes_before_price_and_estimate() -> None:
    one = contract(price=Decimal(80_000), share=Decimal("0.5"))
    register = register_of((one, {}), spend={(one.key, YEAR): Decimal(90_000)})

    assert register.compared_with(one, YEAR) == YearValue(Decimal(90_000), Basis.PAID)
    assert register.compared_with(one, FinancialYear(2030)).basis is Basis.PRICE
