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

GONE = "#REF!"
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
            return GONE
        there = (top, bottom)
        said = (f"{e[1]}{e[2]}{row + 1}" for e, row in zip(ends, there, strict=False) if e)
        return colon.join(said)

    def areas(self, xml: bytes) -> bytes:
        """XML about the sheet's own cells with the areas that it names as they are afterwards."""

        def moved(found: re.Match[bytes]) -> bytes:
            names = map(self.reference, found[2].decode().split())
            return found[1] + " ".join(name for name in names if name != GONE).encode()

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

    def rule(self, xml: bytes, areas: str) -> bytes:
        """What is said of many cells, whose own rows a formula names from the first of them.

        That row stays the first, with $ or without.
        """
        first = Area.of(areas.split(maxsplit=1)[0])
        anchor = f"${first.top + 1}" if first else ""
        shift = self.now(first.top) - first.top if first else 0

        def half(end: re.Match[str]) -> str:
            row = int(end[3]) - 1
            return f"{end[1]}{end[2]}{(self.now(row) if end[2] else row + shift) + 1}"

        def now(prefix: str | None, said: str) -> str:
            if prefix and sheet_named(prefix, "") != self.sheet:
                return said
            elsewhere = _fixed(said) and not said.endswith(anchor)
            return self.reference(said) if elsewhere else _HALF.sub(half, said)

        def moved(formula: re.Match[bytes]) -> bytes:
            text = referring(unescape(formula["text"].decode()), now)
            return formula[0].removesuffix(formula["text"]) + escape(text, quote=False).encode()

        return replaced(xml, ((each, moved(each)) for each in FORMULA.finditer(xml)))

    def _formula(self, written: str, home: str, of_each: bool) -> str:
        """A formula as it is afterwards; one `of_each` cell names its row without $."""

        def moved(prefix: str | None, reference: str) -> str:
            if sheet_named(prefix, home) != self.sheet:
                return reference
            own_row = of_each and not prefix and not _fixed(reference)
            return reference if own_row else self.reference(reference)

        text = unescape(written)
        now = referring(text, moved)
        return written if now == text else escape(now, quote=False)


def _fixed(reference: str) -> bool:
    """Whether a reference names the same rows from every cell."""
    return all(re.search(r"\$\d+$", end) for end in reference.split(":"))
