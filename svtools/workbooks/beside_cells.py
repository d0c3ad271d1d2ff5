"""What people do to cells beside typing in them: merge them, comment on them, link them elsewhere.

Looked up in an .xlsx sheet's XML by patterns, as its reader gives only values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from svtools.errors import InputError
from svtools.workbooks.cells import position
from svtools.workbooks.package_parts import Parts, attributes, related
from svtools.workbooks.shares import shares

Position = tuple[int, int]

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*["'](\w+):(\w+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b[^<>]*>([^<]*\[[^<]*)</")
_OTHER_WORKBOOK = re.compile(r"\[[^\[\]]+\][^\[\]!,()]*!")
"""[1]Sheet1!A1, or '[times.xlsx]Sheet1'!A1; the brackets of a table's column have no ! behind."""

_COMMENT = re.compile(rb"<(?:\w+:)?comment\b([^<>]*)>(.*?)</(?:\w+:)?comment>", re.DOTALL)
_TEXT = re.compile(rb"<(?:\w+:)?t\b[^<>]*>([^<]*)</")
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
    style: re.Pattern[bytes] | None,
) -> BesideCells:
    """What was done to the cells of the sheet in the part `name` of a package.

    `sheet` is its XML as it is plain, `whole` the same with the texts of formulas, blank where none
    is on another workbook; `style` finds the style of cells that show a percentage.
    """
    merged = _MERGED.findall(sheet) if b"mergeCell" in sheet else []
    return BesideCells(
        tuple((_position(first), _position(last)) for first, last in merged),
        frozenset(_linked(whole)),
        {
            at: text
            for part in related(parts, name, "comments")
            for at, text in _comments(parts[part])
        },
        frozenset(shares(sheet, style)),
    )


def _linked(xml: bytes) -> Iterator[Position]:
    """The cells with a formula on another workbook."""
    for about, formula in _CELL.findall(xml):
        name = attributes(about).get("r")
        if name and on_other_workbook(formula):
            yield _position(name.encode())


def on_other_workbook(formula: bytes) -> bool:
    """Whether a formula is on another workbook, which has a ! behind its name."""
    if b"[" not in formula or b"!" not in formula:
        return False
    return bool(_OTHER_WORKBOOK.search(unescape(formula.decode(errors="replace"))))


def _comments(xml: bytes) -> Iterator[tuple[Position, str]]:
    for about, body in _COMMENT.findall(xml):
        text = unescape(b"".join(_TEXT.findall(body)).decode(errors="replace"))
        yield _position(attributes(about).get("ref", "").encode()), _THREADED.sub("", text).strip()


def _position(name: bytes) -> Position:
    try:
        return position(name.decode())
    except (InputError, UnicodeDecodeError):
        return (-1, -1)
