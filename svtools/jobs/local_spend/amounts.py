"""£ as payments give them: exact pence, or none where a cell says no amount for certain."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from svtools.numbers import exact, money
from svtools.workbooks.typed import MOST
from svtools.workbooks.typed_text import SPACES, typed_number

_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")
_LATE_MINUS = re.compile(r"(?P<number>£?[0-9][0-9,. ]*)-")
_POINT = -3
_POUND_READ_WRONG = "Â£"
"""What a £ becomes in a program that takes UTF-8 for the encoding of Windows."""


class Amount(NamedTuple):
    """Pence, and whether digits were lost before, as in 1.2E+05."""

    pence: int
    shortened: bool = False


def amount_of(value: Any) -> Amount | None:
    """The amount in a cell: "1,234.50", "(1,234.50)", "£12", "1,234.50-", 1234.5.

    None where it says none for certain: blank, "12.50 CR", "1.234,50", "10%".
    """
    if value.__class__ is str:
        # What nearly every export writes, without the detour.
        if value[_POINT:-2] == "." and value.isascii():
            digits = value[:_POINT] + value[-2:]
            if digits.isdigit():
                return Amount(int(digits))
            if digits[0] == "-" and digits[1:].isdigit():
                return Amount(int(digits))
        return _typed(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _in_pence(exact(value)) if -MOST < value < MOST else None


@lru_cache(maxsize=100_000)
def _typed(text: str) -> Amount | None:
    text = SPACES.sub(" ", text).strip().replace(_POUND_READ_WRONG, "£")
    if _SCIENTIFIC.fullmatch(text):
        try:
            return _in_pence(Decimal(text), shortened=True)
        except InvalidOperation:
            return None
    late = _LATE_MINUS.fullmatch(text)
    number = typed_number(f"-{late['number'].strip()}" if late else text)
    return None if number is None or number.is_percent else _in_pence(number.value)


def _in_pence(value: Decimal, *, shortened: bool = False) -> Amount | None:
    return Amount(int(money(value) * 100), shortened) if abs(value) < MOST else None
