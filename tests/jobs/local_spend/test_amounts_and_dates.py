"""£ and days as payments give them, and what reads more than one way."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from svtools.jobs.local_spend.amounts import Amount, amount_of
from svtools.jobs.local_spend.dates import Ambiguous, Order, day_of, order_of


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("1234.50", 123_450),
        ("-1234.50", -123_450),
        ("1,234.50", 123_450),
        ("(1,234.50)", -123_450),
        ("£1,234.50", 123_450),
        ("Â£1,234.50", 123_450),
        ("-£1,234.50", -123_450),
        ("£-1,234.50", -123_450),
        ("(£1,234.50)", -123_450),
        (" 1 234.50 ", 123_450),
        ("1,234.50-", -123_450),
        ("1234", 123_400),
        ("0", 0),
        (".50", 50),
        ("\u22125.00", -500),
        ("1234.505", 123_451),
        ("-0.005", -1),
        (1234.5, 123_450),
        (0.1 + 0.2, 30),
        (-3, -300),
        ("999999999.99", 99_999_999_999),
    ],
)
def test_amounts_are_exact_pence(written: Any, pence: int) -> None:
    assert amount_of(written) == Amount(pence)


def test_digits_lost_before_are_noted() -> None:
    assert amount_of("1.2E+05") == Amount(12_000_000, shortened=True)
    assert amount_of("-1.25e3") == Amount(-125_000, shortened=True)


@pytest.mark.parametrize(
    "written",
    ["", " ", None, "-", "12.50 CR", "1.234,50", "1,23", "10%", "n/a", "twelve", "1.2.50", True,
     "(5", "--5.00", "1e999", "²5.00", "5.00.00",
     float("inf"), float("nan"), datetime(2025, 5, 1, tzinfo=UTC)],
)  # fmt: skip
def test_what_is_no_amount_for_certain_is_none(written: Any) -> None:
    assert amount_of(written) is None


MAY = date(2025, 5, 3)


@pytest.mark.parametrize(
    "written",
    [
        "2025-05-03",
        "2025/05/03",
        "2025-05-03 12:30:00",
        "2025-05-03T00:00:00Z",
        "3 May 2025",
        "3-May-25",
        "03-MAY-2025",
        "3rd May 2025",
        "May 3, 2025",
        "20250503",
        "45780",
        45780,
        45780.25,
        datetime(2025, 5, 3, 14, tzinfo=UTC),
        date(2025, 5, 3),
    ],
)
@pytest.mark.parametrize("order", Order)
def test_days_that_read_one_way(written: Any, order: Order) -> None:
    assert day_of(written, order) == MAY


@pytest.mark.parametrize(
    "written", ["May 2025", "May-25", "2025-05", "05/2025", "202505", "May'25"]
)
def test_a_month_alone_is_its_first_day(written: str) -> None:
    assert day_of(written, Order.OPEN) == date(2025, 5, 1)


@pytest.mark.parametrize(
    "written", ["", "P01", "31/04/2025", "2025-13-01", "0206", "30/02/2025", "1/1/1880", 7, None]
)
def test_what_is_no_day_is_none(written: Any) -> None:
    assert day_of(written, Order.DAY_FIRST) is None


def test_the_files_other_dates_settle_the_order() -> None:
    assert order_of(["03/04/2025", "13/04/2025", "no date", None]) is Order.DAY_FIRST
    assert order_of(["03/04/2025", "04/13/2025"]) is Order.MONTH_FIRST
    assert order_of(["13/04/2025", "04/13/2025"]) is Order.MIXED
    assert order_of(["03/04/2025", "05/05/2025", "2025-04-13"]) is Order.OPEN


def test_two_readings_are_told_by_the_order_alone() -> None:
    assert day_of("03/04/2025", Order.DAY_FIRST) == date(2025, 4, 3)
    assert day_of("03/04/25", Order.MONTH_FIRST) == date(2025, 3, 4)
    assert day_of("04.04.2025", Order.OPEN) == date(2025, 4, 4)
    assert day_of("13/04/2025", Order.MONTH_FIRST) == date(2025, 4, 13)
    for order in (Order.OPEN, Order.MIXED):
        with pytest.raises(Ambiguous):
            day_of("03/04/2025", order)
