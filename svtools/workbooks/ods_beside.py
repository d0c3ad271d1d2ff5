"""What was done to the cells of an .ods workbook beside typing in them; see `beside_cells`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import islice, product

from svtools.workbooks.beside_cells import MOST_FILLED, BesideCells, Position
from svtools.workbooks.ods_cells import tags

_SPANNED = re.compile(rb"""\stable:number-(columns|rows)-spanned\s*=\s*["\']([0-9]{1,7})""")
_FORMULA = re.compile(rb"""\stable:formula\s*=\s*(?:"([^"]*)"|\'([^\']*)\')""")
_OTHER_WORKBOOK = re.compile(r"'[^']+'#|\b(?:file|https?):")
_ANNOTATION = re.compile(rb"<office:annotation[\s>]")
_END = b"</office:annotation>"
_PARAGRAPH = re.compile(rb"<text:p\b[^<>]*>(.*?)</text:p>", re.DOTALL)
_MARKUP = re.compile(rb"<[^<>]*>")


def ods_beside(content: bytes) -> list[BesideCells]:
    """What was done to the cells of each table."""
    comments = _comments(content)
    start, text = next(comments, (len(content), ""))
    found: list[BesideCells] = []
    shares: list[set[Position]] = []
    at: Position = (-1, -1)
    for tag, rows, columns in tags(content):
        while start < tag.start():  # a comment stands in its cell
            found[-1].comments[at] = text
            start, text = next(comments, (len(content), ""))
        if tag[1] == b"table":
            found.append(BesideCells())
            shares.append(set())
        elif columns and found:
            at = (rows.start, columns.start)
            found[-1] = _with(found[-1], at, tag[2])
            if b"percentage" in tag[2]:  # the type of its value
                shares[-1].update(islice(product(rows, columns), MOST_FILLED))
    while start < len(content):
        found[-1].comments[at] = text
        start, text = next(comments, (len(content), ""))
    return [
        replace(beside, shares=frozenset(cells))
        for beside, cells in zip(found, shares, strict=True)
    ]


def _with(beside: BesideCells, at: Position, attributes: bytes) -> BesideCells:
    """What is known of a sheet, with what the attributes of one of its cells say."""
    merged, linked = beside.merged, beside.linked
    spans = {part: int(number) for part, number in _SPANNED.findall(attributes)}
    if any(number > 1 for number in spans.values()):
        last = at[0] + spans.get(b"rows", 1) - 1, at[1] + spans.get(b"columns", 1) - 1
        merged = (*merged, (at, last))
    formula = _FORMULA.search(attributes)
    if formula and _OTHER_WORKBOOK.search(_text(formula[1] or formula[2] or b"")):
        linked = linked | {at}
    if merged is beside.merged and linked is beside.linked:
        return beside
    return BesideCells(merged, linked, beside.comments)


def _comments(content: bytes) -> Iterator[tuple[int, str]]:
    """Where each comment begins, and its words."""
    for begin in _ANNOTATION.finditer(content):
        end = content.find(_END, begin.end())
        if end >= 0:
            lines = _PARAGRAPH.findall(content[begin.end() : end])
            yield begin.start(), "\n".join(_text(_MARKUP.sub(b"", line)) for line in lines).strip()


def _text(markup: bytes) -> str:
    return unescape(markup.decode(errors="replace"))
