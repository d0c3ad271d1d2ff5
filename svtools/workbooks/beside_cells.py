"""What people do to cells beside typing in them: merge them, comment on them, link them elsewhere.

Looked up in an .xlsx sheet's XML by patterns, as its reader gives only values.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

from svtools.errors import InputError
from svtools.workbooks.cells import position
from svtools.workbooks.package_parts import Parts, attributes, related
from svtools.workbooks.shares import shares
from svtools.workbooks.table_growth import Area

Position = tuple[int, int]

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*["'](\w+):(\w+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b([^<>]*?)(?:/>|>([^<]*)</(?:\w+:)?f>)")
_OTHER_WORKBOOK = re.compile(r"'[^'\[\]]*\[[^\[\]]+\](?:[^'\[\]]|'')*'!|\[[^\[\]]+\][^\[\]!,()']*!")
"""[1]Sheet1!A1, or '[times.xlsx]Hours (2)'!A1; a table's column in brackets has no ! behind it."""

_NAME = re.compile(rb"<(?:\w+:)?definedName\b([^<>]*)>([^<]*)</")
_WORD = re.compile(r"[\w.\\]+")
MOST_FILLED = 10_000
"""So many cells that one formula or one tag fills; nobody reports in more."""

_COMMENT = re.compile(
    rb"<(?:\w+:)?(comment|threadedComment)\b([^<>]*)>(.*?)</(?:\w+:)?\1>", re.DOTALL
)
_TEXT = re.compile(rb"<(?:\w+:)?(?:t|text)\b[^<>]*>([^<]*)</")
_COMMENTS = "threadedComment", "comments"
"""The parts with comments; Excel writes those of a conversation into both."""

_THREADED = re.compile(r"^\[Threaded comment\].*?Comment:\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BesideCells:
    """What was done to the cells of one sheet."""

    merged: tuple[tuple[Position, Position], ...] = ()
    """The first and the last cell of each merged area."""

    linked: frozenset[Position] = frozenset()
    """Cells with a formula on another workbook."""

    comments: dict[Position, str] = field(default_factory=dict)

    shares: frozenset[Position] = frozenset()
    """Cells that show their number as a percentage."""


def beside_cells(
    parts: Parts,
    name: str,
    sheet: bytes,
    whole: bytes,
    styles: Set[bytes],
    names: Set[str] = frozenset(),
) -> BesideCells:
    """What was done to the cells of the sheet in the part `name` of a package.

    `sheet` is its XML as it is plain, `whole` the same with the texts of formulas, blank where none
    is on another workbook; `styles` are those of cells that show a percentage,
    `names` those for places in other workbooks.
    """
    merged = _MERGED.findall(sheet) if b"mergeCell" in sheet else []
    said = [part for kind in _COMMENTS for part in related(parts, name, kind)]
    return BesideCells(
        tuple((_position(first), _position(last)) for first, last in merged),
        frozenset(_linked(whole, names)),
        {at: text for part in said for at, text in _comments(parts[part])},
        frozenset(shares(sheet, styles)),
    )


def names_of_others(workbook: bytes) -> frozenset[str]:
    """The names that a workbook defines for places in another one."""
    return frozenset(
        attributes(about)["name"].casefold()
        for about, formula in _NAME.findall(workbook)
        if on_other_workbook(formula)
    )


def on_other_workbook(formula: bytes, names: Set[str] = frozenset()) -> bool:
    """Whether a formula is on another workbook, with a ! behind it, or on one of the `names`."""
    is_outside = b"[" in formula and b"!" in formula
    if not is_outside and not names:
        return False
    text = unescape(formula.decode(errors="replace"))
    if is_outside and _OTHER_WORKBOOK.search(text):
        return True
    return not names.isdisjoint(_WORD.findall(text.casefold()))


def _linked(xml: bytes, names: Set[str]) -> Iterator[Position]:
    """The cells with a formula on another workbook, each of those that share one or that it fills.

    Only the first of those that share a formula has its text.
    """
    shared = set[str | None]()
    for about, kind, formula in _CELL.findall(xml):
        cell, of = attributes(about).get("r", ""), attributes(kind)
        group = of.get("si")
        if on_other_workbook(formula, names):
            shared.add(group)
        elif formula or group is None or group not in shared:
            continue
        area = Area.of(of.get("ref", "") if of.get("t") == "array" else cell)
        if area:
            yield from islice(area.cells(), MOST_FILLED)


def _comments(xml: bytes) -> Iterator[tuple[Position, str]]:
    for _, about, body in _COMMENT.findall(xml):
        text = unescape(b"".join(_TEXT.findall(body)).decode(errors="replace"))
        yield _position(attributes(about).get("ref", "").encode()), _THREADED.sub("", text).strip()


def _position(name: bytes) -> Position:
    try:
        return position(name.decode())
    except (InputError, UnicodeDecodeError):
        return (-1, -1)
