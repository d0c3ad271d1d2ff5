"""Bidders that may be one company: one number under several names, or one name under several.

Names are the same however they are written, with a legal form or without: capitals, Unicode forms,
"Ltd" and "Limited" tell no two companies apart.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from svtools.jobs.local_spend.names import cleaned, number
from svtools.scoring import Flag, FlagCode

_ASK = "Ask whether they are one company that tenders more than once."

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")

Company = tuple[str, str]
"""A bidder's name and its company or charity number, as typed."""


def company_flags(bidders: Iterable[Company]) -> Iterator[tuple[tuple[str, ...], Flag]]:
    """What to ask about bidders that may be one company, with their names.

    A number without a digit, such as n/a, says nothing. One name of which only some gave a number
    is flagged, too: the same name twice is the same question.
    """
    known = list(dict.fromkeys(bidders))
    for said, same in _alike(known, lambda each: _number(each[1])).items():
        names = dict.fromkeys(name for name, _ in same)
        if said and len(names) > 1:
            what = f"One company or charity number under several names: {same[0][1]}. {_ASK}"
            yield tuple(names), Flag(FlagCode.ONE_NUMBER, what, figure=said)
    for said, same in _alike(known, lambda each: cleaned(each[0])).items():
        numbers = dict.fromkeys(_number(each[1]) for each in same)
        if said and len(numbers) > 1:
            given = ", ".join(each[1] or "none" for each in same)
            what = f"One name under several company or charity numbers: {given}. {_ASK}"
            names = dict.fromkeys(name for name, _ in same)
            yield tuple(names), Flag(FlagCode.ONE_NAME, what, figure=", ".join(numbers))


def _alike(bidders: list[Company], by: Callable[[Company], str]) -> dict[str, list[Company]]:
    alike: dict[str, list[Company]] = {}
    for each in bidders:
        alike.setdefault(by(each), []).append(each)
    return alike


def _number(text: str) -> str:
    """A number as it is compared; people leave out zeros after letters, too: SC12345, SC012345."""
    return _ZEROS.sub("", number(text)) if any(map(str.isdigit, text)) else ""
