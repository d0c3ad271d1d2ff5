"""What a cell holds, as the kind of value that its declaration asks for, or why it can't be one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from svtools import numbers
from svtools.spelling import NO_ANSWER, letters_of
from svtools.workbooks.cells import CellError, Uncalculated, Value
from svtools.workbooks.items import CellKind, Item, Role
from svtools.workbooks.typed_text import (
    sensible,
    serial_date,
    typed_date,
    typed_money,
    typed_number,
)

NUMERIC = frozenset((CellKind.NUMBER, CellKind.INTEGER, CellKind.MONEY, CellKind.RATE))
MOST = 10**15
"""A spreadsheet keeps 15 digits, so a number from here on is a slip and not exact either."""

NO_DETAILS: Mapping[str, Any] = {}

_SHORT = {"y": "yes", "n": "no", "true": "yes", "false": "no"}
_WHOLE_PERCENT = 100


class Taken(NamedTuple):
    """The value that counts (None for none), and a code of the problem catalogue if any."""

    value: Any
    code: str = ""
    details: Mapping[str, Any] = NO_DETAILS


class Typed(NamedTuple):
    """One cell's value, typed; at most one of `value` and `fault` says something."""

    value: Any
    note: str = ""
    """What was read as what: "'£1,200.50' was read as 1200.5"."""

    fault: str = ""
    """A code of the problem catalogue, such as "not-a-number"."""

    entered: str = ""
    """With a fault: what stands in the cell, as its reader would see it."""


NOTHING, BLANK = Taken(None), Typed(None)


def take(item: Item, raw: Any) -> Taken:
    """The typed value of a cell; out of bounds or unusable ones count for nothing.

    An issued value is only compared, so what was interpreted in it is no remark.
    """
    if raw is None:
        return NOTHING
    if type(raw) in {int, float} and item.kind in NUMERIC:
        taken = _unusual(item, raw)
        if taken:
            return taken
    value, note, fault, entered = typed_as(item.kind, raw, item.choices, item.meant)
    if item.kind is CellKind.NUMBER and isinstance(raw, str) and "%" in raw and not fault:
        fault, entered = "not-a-number", shown(raw)  # a share of what? units are counted
    if fault:
        allowed = ", ".join(item.choices)
        return Taken(None, fault, {"label": item.label, "entered": entered, "allowed": allowed})
    if isinstance(value, (int, Decimal)):
        too_low = item.minimum is not None and value < item.minimum
        if too_low or (item.maximum is not None and value > item.maximum):
            code, limit = ("too-low", item.minimum) if too_low else ("too-high", item.maximum)
            figures = {"limit": numbers.plain(limit or 0), "entered": numbers.plain(value)}
            return Taken(None, code, {"label": item.label} | figures)
    if note and item.role is Role.INPUT:
        return Taken(value, "interpreted", {"label": item.label, "note": note})
    return Taken(value)


def _unusual(item: Item, number: float) -> Taken | None:
    """A number that isn't taken as others are: a share above 100%, or more than a cell keeps."""
    if item.kind is CellKind.RATE and 1 < number <= (item.maximum or 1):
        return Taken(numbers.exact(number))  # where the declaration allows one
    if abs(number) < MOST:
        return None
    figures = {"limit": numbers.plain(MOST), "entered": f"{number:.6g}"}
    return Taken(None, "too-high", {"label": item.label} | figures)


def typed_as(
    kind: CellKind,
    value: Value | None,
    choices: Sequence[str] = (),
    meant: Mapping[str, str] = NO_DETAILS,
) -> Typed:
    """A cell's value as one of the `choices`, if there are any, else as that `kind` of value.

    `meant` are other words for a choice, by their letters.

    A blank and a word for no answer are no fault.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return BLANK
    if isinstance(value, (CellError, Uncalculated)):
        fault = "cell-error" if isinstance(value, CellError) else "uncalculated"
        return Typed(None, "", fault, shown(value))
    if choices:
        result, fault = _choice(value, choices, meant), "not-a-choice"
    else:
        read, fault = _READERS[kind]
        result = read(value)
    if result.value is not None:
        return result
    if isinstance(value, str) and value.strip().casefold() in NO_ANSWER:
        return Typed(None, f"'{value.strip()}' was read as no answer")
    return Typed(None, fault=fault, entered=_described(value))


def _number(value: Value) -> Typed:
    """A number, exactly as the sheet has it; "12%" is 0.12."""
    kind = type(value)
    if kind is float or kind is int:
        in_range = -MOST < value < MOST  # type: ignore[operator]  # the line above says so
        # Of -0 a sheet shows 0, which + 0 makes of it.
        return Typed(numbers.exact(value + 0)) if in_range else BLANK  # type: ignore[operator]
    number = typed_number(value) if isinstance(value, str) else None
    if number is None or abs(number.value) >= MOST:
        return BLANK
    said = f"'{shown(value)}' was read as {numbers.plain(number.value)}"
    return Typed(number.value, "" if number.is_plain else said)


def _money(value: Value) -> Typed:
    """A £ value; "£1.2m" and "200k" too, but no percentage."""
    if not isinstance(value, str):
        return _number(value)
    spoken = typed_money(value)
    if spoken is None or abs(spoken.value) >= MOST:
        return BLANK
    said = f"'{shown(value)}' was read as {numbers.pounds(spoken.value)}"
    return Typed(spoken.value, "" if spoken.is_plain else said)


def _integer(value: Value) -> Typed:
    """A whole number; binary dust on a calculated one is overlooked."""
    number, note, *_ = _number(value)
    if number is None or numbers.settled(number) % 1:
        return BLANK
    return Typed(int(numbers.settled(number)), note)


def _rate(value: Value) -> Typed:
    """A share as a fraction: "12%" and 0.12 are 0.12; a bare 12 is too, with a note."""
    read = _number(value)
    if isinstance(value, str) and "%" in value:
        return Typed(read.value)
    if read.value is None or read.value <= 1:
        return read
    share = read.value / 100
    said = f"'{shown(value)}' was read as {numbers.percent(share)}"
    return Typed(share, said) if read.value <= _WHOLE_PERCENT else BLANK


def _date(value: Value) -> Typed:
    """A date from 1990 to 2100: a date cell, a text with the day first, or Excel's number."""
    kind, day = "", None
    if isinstance(value, date):
        return Typed(sensible(value.date() if isinstance(value, datetime) else value))
    if isinstance(value, str):
        kind, day = ", a text,", typed_date(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        day = serial_date(value)
    if not day:
        return BLANK
    return Typed(day, f"'{shown(value)}'{kind} was read as {numbers.long_date(day)}")


def _choice(value: Value, choices: Sequence[str], meant: Mapping[str, str]) -> Typed:
    """One of `choices`; capitals, spaces and punctuation don't matter, nor Y for Yes."""
    text = shown(value)
    if text in choices:
        return Typed(text)
    known, letters = _by_letters(tuple(choices)), letters_of(text)
    short = known.get(_SHORT.get(letters, ""))
    choice = known.get(letters) or short or meant.get(letters)
    same = choice == short or text.casefold() == (choice or "").casefold()
    return Typed(choice, "" if same else f"'{text}' was read as '{choice}'")


_READERS: dict[CellKind, tuple[Callable[[Value], Typed], str]] = {
    CellKind.TEXT: (lambda value: Typed(shown(value)), ""),
    CellKind.CHOICE: (lambda value: Typed(shown(value)), ""),
    CellKind.NUMBER: (_number, "not-a-number"),
    CellKind.INTEGER: (_integer, "not-a-whole-number"),
    CellKind.MONEY: (_money, "not-a-number"),
    CellKind.RATE: (_rate, "not-a-rate"),
    CellKind.DATE: (_date, "not-a-date"),
}
"""What reads each kind of value, and the fault of a cell in which it finds none."""


def shown(value: Value | None) -> str:
    """A cell's value as people write it: 12, 31 March 2026, 09:30, 37:30:00, TRUE, #REF!."""
    match value:
        case str():
            text = value.strip()
        case bool():
            text = str(value).upper()
        case int() | float() | Decimal():
            text = numbers.plain(value) if isfinite(value) else "#NUM!"
        case CellError():
            text = value.code
        case time():
            text = value.isoformat("minutes")
        case datetime() if value.time() != time():
            text = f"{numbers.long_date(value)} {value:%H:%M}"
        case date():
            text = numbers.long_date(value)
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            text = ""
    return text


def _described(value: Value) -> str:
    """As `shown`; a date or time is called one, since the cell may show something else."""
    match value:
        case date():
            return f"{numbers.long_date(value)} (a date)"
        case time():
            return f"{shown(value)} (a time)"
        case timedelta():
            return f"{shown(value)} (a length of time)"
        case _:
            return shown(value)


@lru_cache(maxsize=256)
def _by_letters(choices: tuple[str, ...]) -> dict[str, str]:
    """The choices by their letters and digits alone; those that then look alike are left out."""
    letters = [letters_of(choice) for choice in choices]
    pairs = zip(letters, choices, strict=True)
    return {key: choice for key, choice in pairs if key and letters.count(key) == 1}
