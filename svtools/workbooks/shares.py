"""Cells that show their number as a percentage: who typed 50% finds 0.5 stored, and sees 50%."""

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import Any

from svtools.errors import InputError
from svtools.numbers import percent
from svtools.workbooks.cells import position
from svtools.workbooks.package_parts import WORKBOOK, Parts, attributes, related

BUILT_IN = {"9", "10"}
"""0% and 0.00%, which no workbook declares."""

MOST = 10**12
"""Nobody types a larger share, and a number without end is none."""

_FORMATS = re.compile(rb"<(?:\w+:)?numFmts\b.*?</(?:\w+:)?numFmts>", re.DOTALL)
"""The cells' own: conditional formats and those of tables number theirs as they like."""

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^<>]*>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^<>]*>")
_STYLED = re.compile(rb' s="([0-9]+)"[^<>/]*>(?=\s*<[fv]\b)')
_QUOTED = re.compile(r'"[^"]*"|\\.')


def styles_of_shares(parts: Parts) -> Set[bytes]:
    """The numbers of a workbook's styles of cells that show a percentage."""
    styles = related(parts, WORKBOOK, "styles")
    return _of(parts[styles[0]]) if styles else frozenset()


def shares(sheet: bytes, styles: Set[bytes]) -> Iterator[tuple[int, int]]:
    """The cells with something in them that are in one of the `styles`, in a sheet's plain XML."""
    for found in _STYLED.finditer(sheet) if styles else ():
        if found[1] not in styles:
            continue
        tag = sheet[sheet.rfind(b"<", 0, found.start()) : found.end()]
        if tag.startswith(b"<c"):
            try:
                yield position(attributes(tag)["r"])
            except InputError:  # a place that is none holds nothing that is read
                continue


def as_seen(cells: Sequence[Any], row: int, shown: Set[tuple[int, int]]) -> list[Any]:
    """The row's cells, and of those that show a percentage what they show: 0.5 is 50%."""
    return [
        percent(value) if (row, column) in shown and _is_number(value) else value
        for column, value in enumerate(cells)
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST


@lru_cache(maxsize=4)
def _of(styles: bytes) -> Set[bytes]:
    """The numbers of the styles of cells that show a percentage."""
    declared = _FORMATS.search(styles)
    formats = [attributes(tag) for tag in _FORMAT.findall(declared[0] if declared else b"")]
    percents = BUILT_IN | {
        about.get("numFmtId", "")
        for about in formats
        if "%" in _QUOTED.sub("", about.get("formatCode", ""))
    }
    used = _STYLES.search(styles)
    known = [attributes(tag).get("numFmtId") for tag in _STYLE.findall(used[0] if used else b"")]
    return frozenset(b"%d" % at for at, number in enumerate(known) if number in percents)
