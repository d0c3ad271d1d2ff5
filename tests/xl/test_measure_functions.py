"""TOMS_… give what the core values, whatever the set comes from."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.measures import MeasureKind, double_counts, shipped_set, totals, value
from tests.xl.calls import FUNCTIONS, MEASURES
from xl.cells import ExcelError

CODES = st.sampled_from(sorted(shipped_set("open-2025").measures))
UNITS = st.none() | st.decimals(0, 10**6, places=3)
LINES = st.lists(st.tuples(CODES, UNITS), min_size=1, max_size=12)


def columns(lines: list[tuple[str, Decimal | None]]) -> tuple[list[list[Any]], list[list[Any]]]:
    codes = [[code] for code, _ in lines]
    return codes, [[None if units is None else float(units)] for _, units in lines]


@settings(deadline=None)
@given(CODES, UNITS)
def test_a_value_is_the_cores(code: str, units: Decimal | None) -> None:
    measure = shipped_set("open-2025").measures[code]
    expected = value(measure, units)

    found = FUNCTIONS["TOMS_VALUE"](code.lower(), None if units is None else float(units))

    assert found == ("" if expected is None else float(expected))


@settings(deadline=None)
@given(LINES)
def test_the_total_is_the_sum_of_the_values(lines: list[tuple[str, Decimal | None]]) -> None:
    """To the penny: the rows are rounded, and the total adds those pence."""
    codes, units = columns(lines)
    if all(row == [None] for row in units):
        units[0] = [0.0]
    shown = FUNCTIONS["TOMS_VALUE"](codes, units)
    values = [row[0] or 0 for row in shown] if isinstance(shown, list) else [shown or 0]
    kinds = FUNCTIONS["TOMS_KIND"](codes)
    kinds = [row[0] for row in kinds] if isinstance(kinds, list) else [kinds]

    def total(kind: str | None) -> Decimal:
        return Decimal(str(FUNCTIONS["TOMS_TOTAL"](codes, units, kind)))

    by_kind = {
        kind: sum(
            (Decimal(str(v)) for v, k in zip(values, kinds, strict=True) if k == kind), Decimal()
        )
        for kind in MeasureKind
    }
    assert total("SVA") == by_kind[MeasureKind.SV]
    assert total("leva") == by_kind[MeasureKind.LEV]
    assert total(None) == total("SLEVA") == sum(by_kind.values())


@settings(deadline=None)
@given(LINES.filter(lambda lines: any(units is not None for _, units in lines)))
def test_totals_and_double_counts_are_the_cores(lines: list[tuple[str, Decimal | None]]) -> None:
    known = shipped_set("open-2025").measures
    expected = totals((known[code], units) for code, units in lines)
    groups = double_counts((known[code], units) for code, units in lines)
    told = [["Group", "Measures"], *([g, ", ".join(codes)] for g, codes in groups.items())]

    assert FUNCTIONS["TOMS_TOTAL"](*columns(lines)) == float(expected.sleva)
    assert FUNCTIONS["TOMS_CHECK"](*columns(lines)) == (
        told if groups else [["No possible double counts"]]
    )


@pytest.mark.parametrize("code", sorted(shipped_set("open-2025").measures))
def test_the_facts_of_every_open_measure(code: str) -> None:
    measure = shipped_set("open-2025").measures[code]
    facts = {
        "TOMS_PROXY": "" if measure.proxy is None else float(measure.proxy),
        "TOMS_UNIT": measure.unit,
        "TOMS_TITLE": measure.title,
        "TOMS_KIND": measure.kind.value,
        "TOMS_THEME": measure.theme,
    }

    assert {name: FUNCTIONS[name](code) for name in facts} == facts


def test_the_whole_catalogue_and_one_theme() -> None:
    heading, *rows = FUNCTIONS["TOMS_LIST"]()
    theme = rows[0][5]

    assert heading == ["Code", "Measure", "Unit", "£ a unit", "Kind", "Theme"]
    assert [row[0] for row in rows] == list(shipped_set("open-2025").measures)
    assert FUNCTIONS["TOMS_LIST"](theme.upper())[1:] == [row for row in rows if row[5] == theme]


def test_a_measure_without_a_value_is_blank_and_adds_nothing() -> None:
    heading, *rows = MEASURES
    counted = [*rows[0][:6], None, ""]
    only_counted = [heading, counted]

    assert FUNCTIONS["TOMS_VALUE"]("A1", 8, only_counted) == ""
    assert FUNCTIONS["TOMS_PROXY"]("A1", only_counted) == ""
    assert FUNCTIONS["TOMS_TOTAL"]([["A1"]], [[8]], None, only_counted) == 0


def test_a_row_of_units_without_a_measure_is_no_row_of_nothing() -> None:
    given_cells = ([["A1"], [None]], [[1], [5]], None, MEASURES)

    assert FUNCTIONS["TOMS_TOTAL"](*given_cells) == ExcelError.VALUE
    assert "5 units have no measure." in FUNCTIONS["TOMS_TOTAL"].why(*given_cells)


def test_rows_without_units_add_nothing_whatever_their_measure() -> None:
    measures = [["A1"], ["gone"], [None]]

    assert FUNCTIONS["TOMS_TOTAL"](measures, [[2], [None], [" "]], None, MEASURES) == 25


def test_an_error_in_a_column_goes_through() -> None:
    measures, units = [["A1"], ["#N/A"]], [["#DIV/0!"], [1]]

    assert FUNCTIONS["TOMS_TOTAL"](measures, [[1], [1]], None, MEASURES) == ExcelError.NA
    assert FUNCTIONS["TOMS_TOTAL"]([["A1"], ["A2"]], units, None, MEASURES) == ExcelError.DIV0


def test_a_code_that_is_a_number_is_found() -> None:
    rows = [MEASURES[0], ["made-up", 101, *MEASURES[1][2:]]]

    assert FUNCTIONS["TOMS_VALUE"](101.0, 2, rows) == 25
    assert FUNCTIONS["TOMS_VALUE"]("101", 2, rows) == 25


def test_no_units_at_all_are_worth_nothing_as_in_a_sum() -> None:
    blank = [[None], [None]]

    assert FUNCTIONS["TOMS_TOTAL"]([["A1"], ["A2"]], blank, None, MEASURES) == 0
    assert FUNCTIONS["TOMS_TOTAL"](blank, blank, None, MEASURES) == 0
    assert FUNCTIONS["TOMS_CHECK"](blank, blank, MEASURES) == [["No possible double counts"]]


def test_zero_units_are_units_and_need_a_measure_that_is_known() -> None:
    """Only blank units leave a row out: zero of a code that isn't there is a slip."""
    assert FUNCTIONS["TOMS_TOTAL"]([["A1"], ["ZZ"]], [[8], [0]], None, MEASURES) == ExcelError.NA
    assert FUNCTIONS["TOMS_TOTAL"]([["A1"], ["ZZ"]], [[8], [None]], None, MEASURES) == 100
