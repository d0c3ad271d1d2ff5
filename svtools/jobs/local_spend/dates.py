"""Dates as payments give them, with the order of day and month settled by a file's other dates."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from svtools.workbooks.typed_text import SPACES, sensible, serial_date, typed_date

_NUMERIC = re.compile(
    r"(?P<one>[0-9]{1,2})[/.\- ](?P<other>[0-9]{1,2})[/.\- ](?P<year>[0-9]{4}|[0-9]{2})"
    r"(?:[t, ]+[0-9]{1,2}:[0-9]{2}.*)?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?")
_MONTH_FIRST = re.compile(r"(?P<month>[0-9]{1,2})[/\-. ](?P<year>[0-9]{4})")
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[/\-. ](?P<month>[0-9]{1,2})")
_MONTH_NAMED = re.compile(r"[a-z]{3,9}[ \-/.]*'?(?:[0-9]{4}|[0-9]{2})")
_TIME = re.compile(r"[t ]+[0-9]{1,2}:[0-9]{2}.*")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_MONTHS = 12


class Order(StrEnum):
    """Which of two numbers in a date is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    MIXED = "both orders"
    OPEN = "not to be told"


class Days(StrEnum):
    """What real dates are in a file that has texts of dates, too."""

    TRUE = "as they stand"
    TURNED = "day and month turned round"
    DOUBTFUL = "perhaps turned round"


ENOUGH_TO_TURN = 6
"""So many different texts, and so many different dates, can't all be so by chance."""


class Ambiguous(Exception):
    """A date that reads two ways, in a file whose other dates don't tell which."""


def order_of(values: Iterable[Any]) -> Order:
    """The order in which a file's dates are written, by those that read one way alone."""
    orders = {_tells(value) for value in set(values) if isinstance(value, str)}
    orders.discard(None)
    if len(orders) > 1:
        return Order.MIXED
    return next(iter(filter(None, orders)), Order.OPEN)


def days_among(values: Iterable[Any]) -> Days:
    """What the real dates in a column are, by the texts beside them.

    A program that reads dates in the other order makes dates of those that it can, with day and
    month turned round, and leaves texts of those whose day is over 12.
    """
    different = set(values)
    said = (value for value in different if isinstance(value, str))
    texts = {text for text in said if _NUMERIC.fullmatch(text.strip().lower())}
    real = {(each.month, each.day) for each in different if isinstance(each, date)}
    if not (texts and real) or any(_tells(text) is None for text in texts):
        return Days.TRUE
    if any(day > _MONTHS for _, day in real):
        return Days.TRUE
    enough = min(len(texts), len(real)) >= ENOUGH_TO_TURN
    return Days.TURNED if enough else Days.DOUBTFUL


def turned(value: Any, days: Days) -> Any:
    """A cell with what a program did to it undone. Raises Ambiguous where that isn't certain."""
    if days is Days.TRUE or not isinstance(value, date) or value.day == value.month:
        return value
    if days is Days.DOUBTFUL:
        raise Ambiguous
    return value.replace(month=value.day, day=value.month)


@lru_cache(maxsize=20_000)
def _tells(text: str) -> Order | None:
    parts = _NUMERIC.fullmatch(text.strip().lower())
    if not parts:
        return None
    one, other = int(parts["one"]), int(parts["other"])
    if one > _MONTHS >= other:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if other > _MONTHS >= one else None


def day_of(value: Any, order: Order) -> date | None:
    """The day in a cell; the first of the month where it says a month alone. None for no date.

    Raises Ambiguous where it reads two ways and `order` doesn't tell.
    """
    if value.__class__ is str:
        return _typed(value, order)
    if isinstance(value, datetime):
        return sensible(value.date())
    if isinstance(value, date):
        return sensible(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _typed(str(int(value)), order)
    return None


@lru_cache(maxsize=20_000)
def _typed(text: str, order: Order) -> date | None:
    text = SPACES.sub(" ", text).strip().lower()
    parts = _NUMERIC.fullmatch(text)
    if parts:
        return _ordered(int(parts["one"]), int(parts["other"]), parts["year"], order)
    for shape in (_COMPACT, _MONTH_FIRST, _YEAR_FIRST):
        parts = shape.fullmatch(text)
        if parts:
            day = parts.groupdict().get("day")
            return _date(int(parts["year"]), int(parts["month"]), int(day or 1))
    if _SERIAL.fullmatch(text):
        return serial_date(float(text))
    if _MONTH_NAMED.fullmatch(text):
        return typed_date(f"1 {text.replace(chr(39), '')}")
    return typed_date(_TIME.sub("", text))


def _ordered(one: int, other: int, year: str, order: Order) -> date | None:
    whole = int(year) + (2000 if len(year) == len("26") else 0)
    both = one <= _MONTHS and other <= _MONTHS and one != other
    if both and order not in {Order.DAY_FIRST, Order.MONTH_FIRST}:
        raise Ambiguous
    month_first = order is Order.MONTH_FIRST if both else other > _MONTHS
    return _date(whole, one, other) if month_first else _date(whole, other, one)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return sensible(date(year, month, day))
    except ValueError:
        return None
