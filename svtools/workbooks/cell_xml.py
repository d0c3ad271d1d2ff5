"""How a value stands in a cell: the one way for new workbooks and for changed ones."""

import re
from datetime import date, datetime
from decimal import Decimal
from html import escape
from math import isfinite

Entry = str | bool | int | float | Decimal | date | None
"""What can stand in a cell; None is a blank."""

MOST_CHARACTERS = 32_767
LONGEST_TEXT = 32_000
CUT = " [cut here: the cell can hold no more]"
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
BLANK = ("", "")

_DAY_0 = date(1899, 12, 30).toordinal()
_DAY_0_OF_1904 = date(1904, 1, 1).toordinal()
SURE_DAY = 61
"""Excel's calendar has a 29 February 1900: before it, each day's number is one less."""

# What XML can't hold, and what Excel would take for it.
_UNWRITABLE = re.compile("_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def content(value: Entry, *, result: bool = False, base_1904: bool = False) -> tuple[str, str]:
    """A cell's attribute that says its type, and the element in it; both "" for a blank.

    A `result` is a formula's: its text stands otherwise. Raises ValueError for a number that no
    cell can hold.
    """
    if isinstance(value, bool):
        return ' t="b"', f"<v>{value:d}</v>"
    if value is None or isinstance(value, str):
        if result:
            return ' t="e"' if value in ERRORS else ' t="str"', f"<v>{escaped(value or '')}</v>"
        kept = ' xml:space="preserve"' if value and value.strip() != value else ""
        return (' t="inlineStr"', f"<is><t{kept}>{escaped(value)}</t></is>") if value else BLANK
    number = serial(value, base_1904=base_1904) if isinstance(value, date) else float(value)
    if not isfinite(number):
        raise ValueError(f"{value} can't stand in a cell.")
    return "", f"<v>{repr(number + 0.0).removesuffix('.0')}</v>"  # + 0.0: no cell holds -0


def escaped(text: str) -> str:
    """`text` as XML holds it."""
    if _UNWRITABLE.search(text):
        text = _UNWRITABLE.sub(
            lambda odd: f"_x{ord(odd[0]):04X}_" if len(odd[0]) == 1 else f"_x005F{odd[0]}", text
        )
    return escape(text, quote=False)


def serial(day: date, *, base_1904: bool = False) -> float:
    """The number that Excel keeps for a date."""
    number = day.toordinal() - (_DAY_0_OF_1904 if base_1904 else _DAY_0)
    number -= not base_1904 and number < SURE_DAY
    if isinstance(day, datetime):
        return number + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return float(number)


def fitting(text: str) -> str:
    """`text`, cut where a cell can't hold it. Excel counts a rare character such as 🌳 as two."""
    if len(text) * 2 <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    kept = units[: 2 * (LONGEST_TEXT - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT
