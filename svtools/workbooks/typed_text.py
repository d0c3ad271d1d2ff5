"""Numbers and dates as people type them into a cell, the day before the month."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

SPACES = re.compile(r"[\s\u00a0\u200b\u202f\u2009\ufeff]+")
"""White space, with the kinds that come along when text is pasted from a document."""

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_NUMBER = re.compile(
    r"(?P<bracket>\()?(?P<sign>[-+])?\s?£?\s?(?P<late_sign>-)?"
    r"(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|(?=\.[0-9]))"
    r"(?P<fraction>\.[0-9]*)?\s?(?P<percent>%)?(?(bracket)\))"
)

_THOUSAND = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
"""What somebody from elsewhere may have meant as thousands: it is read with a remark."""

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""A date outside these years is a slip: 0206 for 2026, or a small number shown as a date."""

_EPOCH = date(1899, 12, 30)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORTEST, _MONTHS_A_YEAR = 3, 12
_TIME = r"(?:[t, ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[,. ]*)?"
_DAY_FIRST = re.compile(
    _WEEKDAY + r"(?P<day>[0-9]{1,2})(?P<mark>[/.\- ])(?P<month>[0-9]{1,2})(?P=mark)"
    r"(?P<year>[0-9]{4}|[0-9]{2})" + _TIME
)
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})(?P<mark>[/.\-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})" + _TIME
)
_DAY_NAMED = re.compile(
    _WEEKDAY + r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/.,]*(?P<month>[a-z]+)[ \-/.,]*"
    r"(?P<year>[0-9]{4}|[0-9]{2})" + _TIME
)
_MONTH_NAMED = re.compile(
    _WEEKDAY + r"(?P<month>[a-z]+)[ .]*(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ ,]+(?P<year>[0-9]{4})"
)
_SHAPES = (_DAY_FIRST, _YEAR_FIRST, _DAY_NAMED, _MONTH_NAMED)


class SpokenNumber(NamedTuple):
    """A number in words; `value` of a percentage is a fraction, so that 12% is 0.12."""

    value: Decimal
    is_percent: bool
    is_plain: bool
    """Whether it is only digits, so that nothing had to be interpreted."""


def typed_number(text: str) -> SpokenNumber | None:
    """The number that `text` says, British style; None where it says none for certain.

    Read: "£1,200.50", "1 200", "12 %", "(500)". Not read, for they have two readings or more:
    "1.200,50", "1,20", "12 hours", "approx 12", "1.2k".
    """
    text = SPACES.sub(" ", text).strip().translate(_MINUS)
    parts = _NUMBER.fullmatch(text)
    if not parts or (parts["sign"] and (parts["late_sign"] or parts["bracket"])):
        return None
    digits = parts["digits"].replace(",", "").replace(" ", "")
    value = Decimal(f"{digits or 0}{parts['fraction'] or ''}")
    if parts["percent"]:
        value /= 100
    if parts["bracket"] or parts["sign"] == "-" or parts["late_sign"]:
        value = -value
    plain = text.removeprefix("-").replace(".", "", 1).isdigit() and not _THOUSAND.fullmatch(text)
    return SpokenNumber(value, bool(parts["percent"]), plain)


_MULTIPLE = re.compile(
    r"(?P<number>.*[0-9.])\s?(?P<word>k|m|mn|million|thousand|bn|billion)\.?", re.IGNORECASE
)
_TIMES = {"k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9}


def typed_money(text: str) -> SpokenNumber | None:
    """The £ that `text` says, as `typed_number`, and "£1.2m", "200k", "1.5 million" too.

    A percentage is none.
    """
    parts = _MULTIPLE.fullmatch(SPACES.sub(" ", text).strip())
    number = typed_number(parts["number"] if parts else text)
    if number is None or number.is_percent:
        return None
    if parts is None:
        return number
    return SpokenNumber(number.value * _TIMES[parts["word"][0].lower()], False, False)


def typed_date(text: str) -> date | None:
    """The date that `text` says: "31/03/2026", "31 March 2026", "31-Mar-26", "2026-03-31".

    03/04/2026 is the third of April. None where it says no date between 1990 and 2100.
    """
    text = SPACES.sub(" ", text).strip().lower()
    for shape in _SHAPES:
        parts = shape.fullmatch(text)
        if parts:
            return _date(parts["year"], parts["month"], int(parts["day"]))
    return None


def reads_one_way(text: str) -> bool:
    """Whether a text that says a date says the same day to somebody who puts the month first."""
    parts = _DAY_FIRST.fullmatch(SPACES.sub(" ", text).strip().lower())
    return (
        not parts or int(parts["day"]) > _MONTHS_A_YEAR or int(parts["day"]) == int(parts["month"])
    )


def _date(year: str, month: str, day: int) -> date | None:
    try:
        number = int(month) if month.isdigit() else _month(month)
        return sensible(date(int(year) + (2000 if len(year) == len("26") else 0), number, day))
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of the month that begins with `name`, three letters or more; 0 for none."""
    numbers = (number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name))
    return next(numbers, 0) if len(name) >= _SHORTEST else 0


def serial_date(number: float) -> date | None:
    """The date that Excel stores as `number` of days, where that is one from 1990 to 2100."""
    latest = (date(LAST_YEAR, 12, 31) - _EPOCH).days
    return sensible(_EPOCH + timedelta(days=int(number))) if 0 < number < latest + 1 else None


def sensible(day: date) -> date | None:
    """The date, where its year is one that a contract of today can have."""
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
