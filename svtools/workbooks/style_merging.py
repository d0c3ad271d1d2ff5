"""The formats of one workbook put behind those of another."""

import re
from typing import NamedTuple

from svtools.errors import InputError

_IDS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_CHILD = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_FORMAT = re.compile(rb'<numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="([^"]*)"[^>]*?/>')
_FIRST_OWN_FORMAT = 164


class Shifts(NamedTuple):
    """By how much the numbers of cells' formats and of conditional formats are higher there."""

    cells: int
    conditional: int


def merged_styles(styles: bytes, others: bytes) -> tuple[bytes, Shifts]:
    """A workbook's part of styles with `others` behind them, and the new numbers of those.

    Raises InputError for a part of a shape that no program known to us writes.
    """
    shifts = {}
    for name in ("fonts", "fills", "borders"):
        styles, shifts[name] = _with_more(styles, name, _inside(others, name))
    formats = _FORMAT.findall(_inside(others, "numFmts"))
    taken = [int(number) for number in re.findall(rb'\bnumFmtId="(\d+)"', styles)]
    free = max([_FIRST_OWN_FORMAT - 1, *taken]) + 1
    numbers = {number: b"%d" % new for new, (number, _) in enumerate(formats, start=free)}
    more = b"".join(
        b'<numFmt numFmtId="%s" formatCode="%s"/>' % (numbers[number], code)
        for number, code in formats
    )
    if formats and b"<numFmts" not in styles:
        styles = styles.replace(b"<fonts", b'<numFmts count="0"></numFmts><fonts', 1)
    if formats:
        styles, _ = _with_more(styles, "numFmts", more)

    def moved(found: re.Match[bytes]) -> bytes:
        name, number = found[1].decode(), found[2]
        new = numbers.get(number, number)
        if name in _IDS:
            new = b"%d" % (int(number) + shifts[_IDS[name]])
        return b'%s="%s"' % (found[1], new)

    cells = re.sub(rb'\b(\w+Id)="(\d+)"', moved, _inside(others, "cellXfs"))
    styles, of_cells = _with_more(styles, "cellXfs", cells)
    if b"<dxfs" not in styles:
        after = b"</cellStyles>" if b"</cellStyles>" in styles else b"</cellXfs>"
        styles = styles.replace(after, after + b'<dxfs count="0"></dxfs>', 1)
    styles, of_rules = _with_more(styles, "dxfs", _inside(others, "dxfs"))
    return styles, Shifts(of_cells, of_rules)


def _list(styles: bytes, name: str) -> re.Match[bytes] | None:
    tag = name.encode()
    return re.search(rb"(?s)<%s\b([^>]*?)(?:/>|>(.*?)</%s>)" % (tag, tag), styles)


def _inside(styles: bytes, name: str) -> bytes:
    found = _list(styles, name)
    return (found and found[2]) or b""


def _with_more(styles: bytes, name: str, more: bytes) -> tuple[bytes, int]:
    """`styles` with `more` in one of its lists, if it isn't there, and how many stand before it."""
    found = _list(styles, name)
    if not found:
        raise InputError(
            "The workbook's formats have an unknown shape.",
            "Open the workbook in Excel, save it there and run this again.",
        )
    child = re.compile(rb"<%s\b" % _CHILD.get(name, "numFmt").encode())
    inside = found[2] or b""
    if more in inside:
        return styles, len(child.findall(inside[: inside.index(more)]))
    before = len(child.findall(inside))
    about = re.sub(rb'\bcount="\d+"', b'count="%d"' % (before + len(child.findall(more))), found[1])
    tag = name.encode()
    whole = b"<%s%s>%s%s</%s>" % (tag, about, inside, more, tag)
    return styles[: found.start()] + whole + styles[found.end() :], before
