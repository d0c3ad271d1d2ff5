"""Values as people type them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from svtools.workbooks.cells import CellError, Uncalculated, Value
from svtools.workbooks.items import CellKind, Item
from svtools.workbooks.typed import MOST, Typed, shown, take, typed_as

NOON = datetime(2026, 3, 31, 12, 5)  # noqa: DTZ001  # a spreadsheet's times have no zone
MARCH_31 = date(2026, 3, 31)
CHOICES = ("Yes", "No", "Not started", "Q1")

as_number = partial(typed_as, CellKind.NUMBER)
as_integer = partial(typed_as, CellKind.INTEGER)
as_rate = partial(typed_as, CellKind.RATE)
as_date = partial(typed_as, CellKind.DATE)
as_choice = partial(typed_as, CellKind.CHOICE)
as_text = partial(typed_as, CellKind.TEXT)

EVERY: dict[str, Callable[[Any], Typed]] = {
    "number": as_number,
    "integer": as_integer,
    "money": partial(typed_as, CellKind.MONEY),
    "rate": as_rate,
    "date": as_date,
    "choice": lambda value: as_choice(value, CHOICES),
    "text": as_text,
}


@pytest.fixture(params=list(EVERY.values()), ids=list(EVERY))
def as_any(request: pytest.FixtureRequest) -> Callable[[Any], Typed]:
    """Each way to read a cell, one after the other."""
    chosen: Callable[[Any], Typed] = request.param
    return chosen


@pytest.mark.parametrize("blank", [None, "", " \u00a0"])
def test_a_blank_is_no_value_and_no_fault(
    blank: str | None, as_any: Callable[[Any], Typed]
) -> None:
    assert as_any(blank) == Typed(None)


def test_an_error_is_its_own_fault(as_any: Callable[[Any], Typed]) -> None:
    assert as_any(CellError("#REF!")) == Typed(None, "", "cell-error", "#REF!")


def test_a_formula_without_a_result_is_its_own_fault(as_any: Callable[[Any], Typed]) -> None:
    assert as_any(Uncalculated()) == Typed(None, "", "uncalculated")


@pytest.mark.parametrize("kind", sorted(set(EVERY) - {"text"}))
@pytest.mark.parametrize("words", ["n/a", " N/A ", "-", "–", "nil", "None", "not applicable"])
def test_words_for_no_answer_are_a_blank_with_a_note(kind: str, words: str) -> None:
    read = EVERY[kind](words)
    assert (read.value, read.fault) == (None, "")
    assert read.note.endswith("was read as no answer")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (-3, "-3"),
        (0, "0"),
        ("12", "12"),
        (" 12.50 ", "12.5"),
        ("0012", "12"),
        (".5", "0.5"),
        ("-4", "-4"),
        ("\u22124", "-4"),
    ],
)
def test_plain_numbers_need_no_note(value: Value, number: str) -> None:
    assert as_number(value) == Typed(Decimal(number))


@pytest.mark.parametrize(
    ("value", "number", "note"),
    [
        ("£1,200.50", "1200.50", "'£1,200.50' was read as 1200.5"),
        ("£ 5", "5", "'£ 5' was read as 5"),
        ("-£5", "-5", "'-£5' was read as -5"),
        ("£-5", "-5", "'£-5' was read as -5"),
        ("1,200", "1200", "'1,200' was read as 1200"),
        ("1,234,567.25", "1234567.25", "'1,234,567.25' was read as 1234567.25"),
        ("1 200", "1200", "'1 200' was read as 1200"),
        ("1\u00a0200", "1200", "'1\u00a0200' was read as 1200"),
        ("12%", "0.12", "'12%' was read as 0.12"),
        ("12 %", "0.12", "'12 %' was read as 0.12"),
        ("(500)", "-500", "'(500)' was read as -500"),
        ("(£1,500.00)", "-1500", "'(£1,500.00)' was read as -1500"),
    ],
)
def test_numbers_as_people_type_them_carry_a_note(value: str, number: str, note: str) -> None:
    assert as_number(value) == Typed(Decimal(number), note)


@pytest.mark.parametrize(
    "value",
    [
        "1.200,50",
        "1,20",
        "12,34,567",
        "1,200 300",
        "12 hours",
        "approx 12",
        "1.2k",
        "1e5",
        "5-",
        "-(5)",
        "(5",
        "€5",
        "$5",
        ".",
        "%",
        "½",
        "10²",
        "١٢",
        "1/2",
        "tbc",
    ],
)
def test_what_has_two_readings_is_not_a_number(value: str) -> None:
    assert as_number(value) == Typed(None, "", "not-a-number", value)


@pytest.mark.parametrize(
    ("value", "entered"),
    [
        (True, "TRUE"),
        (date(2026, 2, 1), "1 February 2026 (a date)"),
        (NOON, "31 March 2026 (a date)"),
        (time(0, 0), "00:00 (a time)"),
        (timedelta(hours=37.5), "37:30:00 (a length of time)"),
        (float("nan"), "#NUM!"),
        (float("inf"), "#NUM!"),
    ],
)
def test_other_kinds_of_cell_are_not_numbers(value: Value, entered: str) -> None:
    assert as_number(value) == Typed(None, "", "not-a-number", entered)


@pytest.mark.parametrize("make", [int, float, str])
def test_numbers_stop_at_the_digits_that_a_sheet_keeps(make: Callable[[int], Value]) -> None:
    assert as_number(make(MOST - 1)).value == MOST - 1
    assert as_number(make(MOST)).fault == "not-a-number"
    assert as_number(make(1 - MOST)).value == 1 - MOST
    assert as_number(make(-MOST)).fault == "not-a-number"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2.0, Typed(2)),
        ("3", Typed(3)),
        (2.0000000001, Typed(2)),
        ("1,200", Typed(1200, "'1,200' was read as 1200")),
        (1.5, Typed(None, "", "not-a-whole-number", "1.5")),
        ("50%", Typed(None, "", "not-a-whole-number", "50%")),
        ("two", Typed(None, "", "not-a-whole-number", "two")),
    ],
)
def test_whole_numbers(value: Value, expected: Typed) -> None:
    assert as_integer(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.12, Typed(Decimal("0.12"))),
        (1, Typed(Decimal(1))),
        (1.5, Typed(Decimal("0.015"), "'1.5' was read as 1.5%")),
        (12, Typed(Decimal("0.12"), "'12' was read as 12%")),
        (100, Typed(Decimal(1), "'100' was read as 100%")),
        (100.1, Typed(None, "", "not-a-rate", "100.1")),
        ("12%", Typed(Decimal("0.12"))),
        ("150%", Typed(Decimal("1.5"))),
        ("0.5", Typed(Decimal("0.5"))),
        ("a fifth", Typed(None, "", "not-a-rate", "a fifth")),
    ],
)
def test_rates_are_fractions(value: Value, expected: Typed) -> None:
    assert as_rate(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        MARCH_31,
        NOON,
        "31/03/2026",
        "31/3/26",
        "31.03.2026",
        "31-03-2026",
        "31 03 2026",
        "31/03/2026 10:05",
        "31 March 2026",
        "31st March 2026",
        "31st of march, 2026",
        "Tuesday 31 March 2026",
        "Tue, 31 Mar 2026",
        "31-Mar-26",
        "31Mar2026",
        "March 31, 2026",
        "2026-03-31",
        "2026/03/31",
        "2026-03-31T00:00:00",
        " 31\u00a0March\u00a02026 ",
    ],
)
def test_dates_as_people_type_them(value: Value) -> None:
    said = f"'{value.strip()}', a text, was read as 31 March 2026" if type(value) is str else ""
    assert as_date(value) == Typed(MARCH_31, said)


def test_the_day_comes_before_the_month() -> None:
    assert as_date("03/04/2026").value == date(2026, 4, 3)
    assert as_date("4 Sept 2026").value == date(2026, 9, 4)


@pytest.mark.parametrize("value", [46112, 46112.0, 46112.75])
def test_a_bare_number_is_excels_date_with_a_note(value: Value) -> None:
    assert as_date(value) == Typed(MARCH_31, f"'{shown(value)}' was read as 31 March 2026")


@pytest.mark.parametrize(
    "value",
    [
        "31/02/2026",
        "03/13/2026",
        "00/01/2026",
        "2026-13-01",
        "31/03",
        "1/2",
        "March 2026",
        "31 Ma 2026",
        "31 Marble 2026",
        "end of March",
        "31/03-2026",
        "20260331",
        True,
        time(9, 30),
        5,
        -5,
        1e300,
    ],
)
def test_what_is_no_date_for_certain_is_a_fault(value: Value) -> None:
    read = as_date(value)
    assert (read.value, read.fault) == (None, "not-a-date")


@pytest.mark.parametrize(
    ("first", "is_one"),
    [(date(1989, 12, 31), False), (date(1990, 1, 1), True)],
)
def test_dates_begin_in_1990(first: date, is_one: bool) -> None:
    serial = (first - date(1899, 12, 30)).days
    for value in (first, first.isoformat(), serial):
        assert (as_date(value).value == first) is is_one


@pytest.mark.parametrize(
    ("last", "is_one"),
    [(date(2100, 12, 31), True), (date(2101, 1, 1), False)],
)
def test_dates_end_with_2100(last: date, is_one: bool) -> None:
    serial = (last - date(1899, 12, 30)).days
    for value in (last, last.isoformat(), serial):
        assert (as_date(value).value == last) is is_one


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Yes", Typed("Yes")),
        (" yes ", Typed("Yes")),
        (True, Typed("Yes")),
        (False, Typed("No")),
        ("Y", Typed("Yes")),
        ("not-started.", Typed("Not started", "'not-started.' was read as 'Not started'")),
        ("q 1", Typed("Q1", "'q 1' was read as 'Q1'")),
        ("maybe", Typed(None, "", "not-a-choice", "maybe")),
        (7, Typed(None, "", "not-a-choice", "7")),
        ("!", Typed(None, "", "not-a-choice", "!")),
    ],
)
def test_choices(value: Value, expected: Typed) -> None:
    assert as_choice(value, CHOICES) == expected


def test_choices_that_differ_only_in_punctuation_are_not_guessed() -> None:
    assert as_choice("C+", ("C+", "C-")).value == "C+"
    assert as_choice("c", ("C+", "C-")).fault == "not-a-choice"


def test_no_answer_may_be_a_choice() -> None:
    assert as_choice("n/a", ("Yes", "N/A")) == Typed("N/A")


@pytest.mark.parametrize(("value", "choice"), [(2026, "2026"), (2026.0, "2026"), (1.5, "1.5")])
def test_numbers_may_be_choices(value: float, choice: str) -> None:
    assert as_choice(value, (choice, "other")) == Typed(choice)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" a b ", "a b"),
        ("n/a", "n/a"),
        (12.0, "12"),
        (0.5, "0.5"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (MARCH_31, "31 March 2026"),
        (NOON, "31 March 2026 12:05"),
        (datetime(2026, 3, 31), "31 March 2026"),  # noqa: DTZ001  # as above
        (time(9, 30), "09:30"),
        (timedelta(hours=37.5), "37:30:00"),
    ],
)
def test_anything_is_a_text(value: Value, text: str) -> None:
    assert as_text(value) == Typed(text)


@pytest.mark.parametrize(("text", "remarked"), [("1.200", True), ("1.20", False), ("0.125", False)])
def test_what_may_mean_thousands_elsewhere_is_read_with_a_note(text: str, remarked: bool) -> None:
    read = typed_as(CellKind.NUMBER, text)
    assert read.value == Decimal(text)
    assert bool(read.note) is remarked


@pytest.mark.parametrize("number", [MOST, -MOST, 1e300])
def test_a_number_that_no_cell_keeps_is_too_large_and_not_for_its_words(number: float) -> None:
    taken = take(Item("units", "Units", input="number"), number)
    assert (taken.value, taken.code) == (None, "too-high")
    assert len(str(taken.details["entered"])) < 10
