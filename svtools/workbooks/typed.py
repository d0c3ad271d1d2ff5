"""What a cell holds, as the kind of value that was asked for.

Each function takes a cell's value and gives a `Typed`: the value; a note where something other
than the plain thing had to be read; or a fault, by its code in the problem catalogue.
A blank is no fault: it is `Typed(None)`.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Generic, NamedTuple, TypeVar

from svtools import numbers
from svtools.workbooks.cells import CellError, Uncalculated, Value
from svtools.workbooks.text_dates import sensible, serial_date, spoken_date
from svtools.workbooks.text_numbers import spoken_number

T = TypeVar("T")

NO_ANSWER = frozenset(
    ("n/a", "na", "n.a.", "n.a", "not applicable", "nil", "none", "-", "--", "–", "—")
)
"""Words for an empty cell. "nil" too: whether it means 0 or nothing to say is not ours to guess."""

MOST = 10**15
"""A spreadsheet keeps 15 digits, so a number from here on is a slip and not exact either."""

_YES = frozenset(("yes", "y", "true", "ticked", "x", "✓", "✔", "☑", "☒", "🗹", "1"))
_NO = frozenset(("no", "n", "false", "unticked", "☐", "0"))
_SHORT = {"y": "yes", "n": "no", "true": "yes", "false": "no"}
_WHOLE_PERCENT = 100


class Typed(NamedTuple, Generic[T]):
    """One cell's value, typed; at most one of `value` and `fault` says something."""

    value: T | None
    note: str = ""
    """What was read as what: "'£1,200.50' was read as 1200.5"."""

    fault: str = ""
    """A code of the problem catalogue, such as "not-a-number"."""

    entered: str = ""
    """With a fault: what stands in the cell, as its reader would see it."""


def as_number(value: Value | None) -> Typed[Decimal]:
    """A number, exactly as the sheet has it; "12%" is 0.12."""
    kind = type(value)
    if kind is float or kind is int:
        if -MOST < value < MOST:  # type: ignore[operator]  # the line above says it is a number
            return Typed(numbers.exact(value))  # type: ignore[arg-type]  # as above
        return _refused(value, "not-a-number")
    if not isinstance(value, str):
        return _refused(value, "not-a-number")
    if _is_no_answer(value):
        return _unanswered(value)
    spoken = spoken_number(value)
    if spoken is None or abs(spoken.value) >= MOST:
        return _refused(value, "not-a-number")
    return Typed(spoken.value, "" if spoken.is_plain else _read_as(value, spoken.value))


def as_integer(value: Value | None) -> Typed[int]:
    """A whole number; binary dust on a calculated one is overlooked."""
    number, note, fault, entered = as_number(value)
    if number is None:
        return Typed(
            None, note, fault and "not-a-whole-number" if _typed(value) else fault, entered
        )
    whole = int(numbers.settled(number))
    if whole != numbers.settled(number):
        return Typed(None, "", "not-a-whole-number", shown(value))
    return Typed(whole, note)


def as_money(value: Value | None) -> Typed[Decimal]:
    """A £ value to the penny, with a note where there were parts of a penny."""
    read = as_number(value)
    if read.value is None:
        return read
    amount = numbers.money(read.value)
    if numbers.settled(read.value) != amount:
        return Typed(amount, f"'{shown(value)}' was read as {numbers.pounds(amount)}")
    return Typed(amount, read.note)


def as_rate(value: Value | None) -> Typed[Decimal]:
    """A share as a fraction: "12%" and 0.12 are 0.12; a bare 12 is too, with a note."""
    read = as_number(value)
    if read.value is None:
        return _without(read, "not-a-rate")
    if isinstance(value, str) and "%" in value:
        return Typed(read.value)
    if read.value > _WHOLE_PERCENT:
        return _refused(value, "not-a-rate")
    if read.value > 1:
        share = read.value / 100
        return Typed(share, f"'{shown(value)}' was read as {numbers.percent(share)}")
    return read


def as_date(value: Value | None) -> Typed[date]:
    """A date from 1990 to 2100: a date cell, a text with the day first, or Excel's number."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        day = sensible(value)
        return Typed(day) if day else _refused(value, "not-a-date")
    if isinstance(value, int | float) and not isinstance(value, bool):
        day = serial_date(value)
        note = f"'{shown(value)}' was read as {_in_words(day)}" if day else ""
        return Typed(day, note) if day else _refused(value, "not-a-date")
    if not isinstance(value, str):
        return _refused(value, "not-a-date")
    if _is_no_answer(value):
        return _unanswered(value)
    day = spoken_date(value)
    if day is None:
        return _refused(value, "not-a-date")
    return Typed(day, f"'{value.strip()}', a text, was read as {_in_words(day)}")


def as_choice(value: Value | None, choices: Sequence[str]) -> Typed[str]:
    """One of `choices`; capitals, spaces and punctuation don't matter, nor Y for Yes."""
    if not _typed(value):
        return _refused(value, "not-a-choice")
    text = shown(value)
    if text in choices:
        return Typed(text)
    known = _by_letters(tuple(choices))
    letters = _letters(text)
    found = known.get(letters) or known.get(_SHORT.get(letters, ""))
    if found is None:
        return _unanswered(text) if _is_no_answer(text) else _refused(value, "not-a-choice")
    same = text.casefold() == found.casefold() or isinstance(value, bool)
    return Typed(found, "" if same else f"'{text}' was read as '{found}'")


def as_text(value: Value | None) -> Typed[str]:
    """A text without spaces around it; a number, date or time as people write it."""
    return Typed(shown(value)) if _typed(value) else _refused(value, "")


def as_tick(value: Value | None) -> Typed[bool]:
    """Whether a box is ticked: x, ✓, yes or 1 against no or 0. A blank stays None."""
    if not _typed(value):
        return _refused(value, "not-a-choice")
    text = shown(value).casefold()
    if text in _YES or text in _NO:
        return Typed(text in _YES)
    return _unanswered(text) if _is_no_answer(text) else _refused(value, "not-a-choice")


def shown(value: Value | None) -> str:
    """A cell's value as people write it: 12, 2026-03-31, 09:30, 37:30:00, TRUE, #REF!."""
    match value:
        case str():
            text = value.strip()
        case bool():
            text = str(value).upper()
        case int() | float():
            text = numbers.plain(value) if isfinite(value) else "#NUM!"
        case CellError():
            text = value.code
        case date() | time():
            text = _clock(value)
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case None | Uncalculated():
            text = ""
    return text


def _clock(value: date | time) -> str:
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "minutes")
    return f"{value:%Y-%m-%d}"


def _typed(value: Value | None) -> bool:
    """Whether a person's own value stands in the cell: no blank, no error, no lost result."""
    return not (_blank(value) or isinstance(value, CellError | Uncalculated))


def _blank(value: Value | None) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _refused(value: Value | None, fault: str) -> Typed[T]:
    if value is None or _blank(value):
        return Typed(None)
    if isinstance(value, CellError):
        return Typed(None, "", "cell-error", value.code)
    if isinstance(value, Uncalculated):
        return Typed(None, "", "uncalculated")
    return Typed(None, "", fault, _described(value))


def _without(read: Typed[Decimal], fault: str) -> Typed[T]:
    """No value, as no number could be read; `fault` in place of "not-a-number"."""
    fault = fault if read.fault == "not-a-number" else read.fault
    return Typed(None, read.note, fault, read.entered)


def _described(value: Value) -> str:
    """As `shown`; a date or time is called one, since the cell may show something else."""
    match value:
        case date():
            return f"{_in_words(value)} (a date)"
        case time():
            return f"{shown(value)} (a time)"
        case timedelta():
            return f"{shown(value)} (a length of time)"
        case _:
            return shown(value)


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _read_as(text: str, number: Decimal) -> str:
    return f"'{text.strip()}' was read as {numbers.plain(number)}"


def _is_no_answer(text: str) -> bool:
    return text.strip().casefold() in NO_ANSWER


def _unanswered(text: str) -> Typed[T]:
    return Typed(None, f"'{text.strip()}' was read as no answer")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@lru_cache(maxsize=256)
def _by_letters(choices: tuple[str, ...]) -> dict[str, str]:
    """The choices by their letters and digits alone; those that then look alike are left out."""
    letters = [_letters(choice) for choice in choices]
    return {
        key: choice
        for key, choice in zip(letters, choices, strict=True)
        if key and letters.count(key) == 1
    }
