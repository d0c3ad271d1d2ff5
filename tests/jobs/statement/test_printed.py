"""How figures are printed, and that the parts of a sum add up to it."""

from decimal import Decimal

import pytest

from svtools.jobs.statement.figures import Figure, FigureTable, Line, Unit
from svtools.jobs.statement.parts import whole_percent


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("-0.4", Unit.POUNDS, "£0"),
        ("-0.5", Unit.POUNDS, "-£1"),
        ("1234567.5", Unit.POUNDS, "£1,234,568"),
        ("12.21", Unit.PRICE, "£12.21"),
        ("39039", Unit.PRICE, "£39,039"),
        ("0.004", Unit.PRICE, "£0.004"),
        ("0.12345", Unit.SHARE, "12.3%"),
        ("0.1235", Unit.SHARE, "12.4%"),
        ("1234.5", Unit.UNITS, "1,234.5"),
        ("0.125", Unit.UNITS, "0.13"),
        ("1200", Unit.COUNT, "1,200"),
    ],
)
def test_printed(value: str, unit: Unit, shown: str) -> None:
    assert Figure(Decimal(value), unit).shown == shown


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("0", "0%"),
        ("0.01", "under 1%"),
        ("0.499", "under 1%"),
        ("0.5", "1%"),
        ("2.5", "3%"),
        ("100", "100%"),
        ("150", "150%"),
    ],
)
def test_whole_percent(part: str, shown: str) -> None:
    assert whole_percent(Decimal(part), Decimal(100)) == shown


def table(*names: tuple[str, bool, str]) -> FigureTable:
    """Lines of 40p each; the total of what it is given."""
    lines = tuple(
        Line(
            name,
            (Figure(Decimal("1.2") if is_total else Decimal("0.4"), Unit.POUNDS),),
            is_total,
            part_of,
        )
        for name, is_total, part_of in names
    )
    return FigureTable("T0", "Test", ("Name", "£"), lines)


def test_lines_add_up_to_their_total() -> None:
    made = table(("a", False, ""), ("b", False, ""), ("c", False, ""), ("All", True, ""))
    assert made.printed() == [["£1"], ["£0"], ["£0"], ["£1"]]


def test_parts_of_a_sum_printed_elsewhere_add_up_too() -> None:
    made = table(("a", False, "x"), ("b", False, "y"), ("c", False, "x"), ("d", False, "x"))
    assert made.printed() == [["£1"], ["£0"], ["£0"], ["£0"]]


def test_lines_that_are_no_parts_are_rounded_by_themselves() -> None:
    assert table(("a", False, ""), ("b", False, "")).printed() == [["£0"], ["£0"]]


def test_what_is_withheld_is_printed_as_that() -> None:
    made = table(("a", False, ""), ("All", True, "")).without(frozenset({"T0.1.1"}))
    assert made.printed()[0] == ["withheld"]
