"""Numbers as people type them into a cell."""

import re
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


class SpokenNumber(NamedTuple):
    """A number in words; `value` of a percentage is a fraction, so that 12% is 0.12."""

    value: Decimal
    is_percent: bool
    is_plain: bool
    """Whether it is only digits, so that nothing had to be interpreted."""


def spoken_number(text: str) -> SpokenNumber | None:
    """The number that `text` says, British style; None where it says none for certain.

    Read: "£1,200.50", "1 200", "12 %", "(500)". Not read, for they have two readings or more:
    "1.200,50", "1,20", "12 hours", "approx 12", "1.2k".
    """
    text = SPACES.sub(" ", text).strip().translate(_MINUS)
    found = _NUMBER.fullmatch(text)
    if not found or (found["sign"] and (found["late_sign"] or found["bracket"])):
        return None
    digits = found["digits"].replace(",", "").replace(" ", "")
    value = Decimal(f"{digits or 0}{found['fraction'] or ''}")
    if found["percent"]:
        value /= 100
    if found["bracket"] or found["sign"] == "-" or found["late_sign"]:
        value = -value
    plain = text.removeprefix("-").replace(".", "", 1).isdigit()
    return SpokenNumber(value, bool(found["percent"]), plain)
