"""Bidders that may be one company: one number under several names, or one name under several.

Names are the same however they are written, with a legal form or without: capitals, Unicode forms,
"Ltd" and "Limited" tell no two companies apart.
"""

from collections.abc import Callable, Iterable, Iterator

from svtools.jobs.local_spend.names import cleaned, number
from svtools.scoring import Flag, FlagCode

Company = tuple[str, str]
"""A bidder's name and its company or charity number, as typed."""


def company_flags(bidders: Iterable[Company]) -> Iterator[tuple[tuple[str, ...], Flag]]:
    """What to ask about bidders that may be one company, with their names.

    A number without a digit, such as n/a, says nothing. One name of which only some gave a number
    is flagged, too: the same name twice is the same question.
    """
    known = list(dict.fromkeys(bidders))
    of_number = _alike(known, lambda each: _number(each[1]))
    for said, same in of_number.items():
        names = tuple(dict.fromkeys(name for name, _ in same))
        if said and len(names) > 1:
            yield names, _flag(FlagCode.ONE_NUMBER, same[0][1], names, f"{_and(names)} all give")
    for said, same in _alike(known, lambda each: cleaned(each[0])).items():
        numbers = tuple(dict.fromkeys(_number(each[1]) for each in same))
        if said and len(same) > 1 and len(numbers) > 1:
            names = tuple(dict.fromkeys(name for name, _ in same))
            given = _and([each[1] or "none" for each in same])
            yield names, _flag(FlagCode.ONE_NAME, given, names, f"{_and(names)} give")


def _flag(code: FlagCode, numbers: str, names: Iterable[str], said: str) -> Flag:
    one = code is FlagCode.ONE_NUMBER
    what = (
        f"{said} the company or charity number {numbers}: ask whether they are one company that "
        "tenders more than once."
        if one
        else f"{said} the numbers {numbers}: ask whether they are one company, and which number "
        "is right."
    )
    return Flag(code, what, figure=f"{numbers}: {', '.join(names)}")


def _alike(bidders: list[Company], by: Callable[[Company], str]) -> dict[str, list[Company]]:
    alike: dict[str, list[Company]] = {}
    for each in bidders:
        alike.setdefault(by(each), []).append(each)
    return alike


def _number(text: str) -> str:
    return number(text) if any(map(str.isdigit, text)) else ""


def _and(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
