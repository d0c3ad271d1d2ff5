"""Where cells come to stand when rows of a sheet go, and how what names them reads then."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from html import escape, unescape

from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.package_parts import replaced
from svtools.workbooks.table_growth import (
    AREAS,
    FORMULA,
    Area,
    referring,
    sheet_named,
)

_GONE = "#REF!"
_RULES = (b"formula", b"formula1", b"formula2")
"""The formulas of what is said of many cells: see `Removal.rule`."""
_OF_EACH = (b"calculatedColumnFormula", b"xm:f")
"""Those that name each cell's own row without $."""
_HALF = re.compile(r"(\$?[A-Z]*)(\$?)(\d+)")


class Removal:
    """Rows of a sheet that go, counted from 0, and where the others come to stand."""

    def __init__(self, sheet: str, rows: Iterable[int]) -> None:
        self.sheet, self.rows = sheet.casefold(), sorted(rows)
        self._gone = set(self.rows)
        self.formula = cache(self._formula)

    def has(self, row: int) -> bool:
        """Whether a row goes."""
        return row in self._gone

    def now(self, row: int) -> int:
        """Where a row comes to stand; for one that goes, where the next does."""
        return row - bisect_left(self.rows, row) if row < LAST_ROW - 1 else row

    def reference(self, text: str) -> str:
        """A cell's or an area's name as it is afterwards; #REF! where nothing of it is left."""
        first, colon, last = text.partition(":")
        ends = [_HALF.fullmatch(end) for end in (first, last) if end]
        if not all(ends):  # whole columns
            return text
        rows = [int(end[3]) - 1 for end in ends if end]
        top, bottom = self.now(rows[0]), self.now(rows[-1]) - self.has(rows[-1])
        if bottom < top:
            return _GONE
        there = (top, bottom)
        said = (f"{e[1]}{e[2]}{row + 1}" for e, row in zip(ends, there, strict=False) if e)
        return colon.join(said)

    def areas(self, xml: bytes) -> bytes:
        """XML about the sheet's own cells with the areas that it names as they are afterwards."""

        def moved(found: re.Match[bytes]) -> bytes:
            names = map(self.reference, found[2].decode().split())
            return found[1] + " ".join(name for name in names if name != _GONE).encode()

        return AREAS.sub(moved, xml)

    def formulas(self, xml: bytes, home: str) -> bytes:
        """XML of the sheet `home` ("" for none) with every formula's references."""

        def moved(found: re.Match[bytes]) -> bytes:
            tag, text = found["tag"], found["text"].decode()
            if home.casefold() == self.sheet and tag in _RULES:
                return found[0]
            now = self.formula(text, home, tag in _OF_EACH)
            return found[0] if now == text else found[0].removesuffix(found["text"]) + now.encode()

        return replaced(xml, ((found, moved(found)) for found in FORMULA.finditer(xml)))

    def rule(self, found: re.Match[bytes]) -> bytes:
        """What is said of many cells, whose own rows a formula names from the first of them."""
        first = Area.of(found["areas"].decode().split()[0])
        shift = self.now(first.top) - first.top if first else 0

        def half(end: re.Match[str]) -> str:
            row = int(end[3]) - 1
            return f"{end[1]}{end[2]}{(self.now(row) if end[2] else row + shift) + 1}"

        def moved(formula: re.Match[bytes]) -> bytes:
            text = unescape(formula["text"].decode())
            now = referring(text, lambda prefix, said: said if prefix else _HALF.sub(half, said))
            return formula[0].removesuffix(formula["text"]) + escape(now, quote=False).encode()

        return replaced(found[0], ((each, moved(each)) for each in FORMULA.finditer(found[0])))

    def _formula(self, written: str, home: str, of_each: bool) -> str:
        """A formula as it is afterwards; one `of_each` cell names its row without $."""

        def moved(prefix: str | None, reference: str) -> str:
            if sheet_named(prefix, home) != self.sheet:
                return reference
            fixed = all(re.search(r"\$\d+$", end) for end in reference.split(":"))
            return self.reference(reference) if fixed or prefix or not of_each else reference

        text = unescape(written)
        now = referring(text, moved)
        return written if now == text else escape(now, quote=False)
