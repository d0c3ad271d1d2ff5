"""How wide a text stands in Arial, so that rows are as high as their texts need.

The widths are the font's own, in thousandths of its size, for the characters in which our texts are
written; whatever else stands in a cell is taken to be as wide as the mark ✎ is in other fonts.
"""

from collections.abc import Iterator
from functools import lru_cache

PIXELS_PER_POINT = 96 / 72
DIGIT = 7
"""The width of a digit in a workbook's own font (Arial 10), in which column widths are counted."""

PADDING = 5
OTHER = 840

_WIDTHS = {
    191: "'", 222: "ijl’", 260: "|", 278: " !,./:;I[\\]ft\xa0", 333: "()-`r", 334: "{}", 355: '"',
    389: "*", 469: "^", 500: "Jcksvxyz", 549: "÷", 556: "#$0123456789?L_abdeghnopqu£–é",
    584: "+<=>~×", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%",
    944: "W", 1000: "→", 1015: "@",
}  # fmt: skip
_BOLD_WIDTHS = {
    238: "'", 278: " ,./I\\ijl\xa0’", 280: "|", 333: "!()-:;[]`ft", 389: "*r{}", 474: '"', 500: "z",
    549: "÷", 556: "#$0123456789J_aceksvxy£–é", 584: "+<=>^~×", 611: "?FLTZbdghnopqu",
    667: "EPSVXY", 722: "&ABCDHKNRU", 778: "GOQw", 833: "M", 889: "%m", 944: "W", 975: "@",
    1000: "→",
}  # fmt: skip


class _ByCharacter(dict[str, int]):
    """The width of each character; of one that isn't known the usual."""

    def __missing__(self, _: str) -> int:
        return OTHER


_WIDTH = _ByCharacter((c, width) for width, these in _WIDTHS.items() for c in these)
_BOLD = _ByCharacter((c, width) for width, these in _BOLD_WIDTHS.items() for c in these)


def pixels(width: float) -> int:
    """The pixels of a column that is so many digits wide."""
    return int(width * DIGIT + 0.5) + PADDING


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The pixels that a line of text takes at so many points."""
    widths = _BOLD if bold else _WIDTH
    return sum(map(widths.__getitem__, text)) * size * PIXELS_PER_POINT / 1000


@lru_cache(maxsize=4096)
def lines(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """How many lines a wrapped text takes in so many pixels; the same often stands in many rows."""
    if "\n" not in text and text_width(text, size, bold=bold) <= room:
        return 1
    return sum(1 for line in text.splitlines() for _ in _wrapped(line, room, size, bold)) or 1


def last_line(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """The pixels that the last line of a wrapped text takes."""
    *_, last = _wrapped(text, room, size, bold)
    return last


def _wrapped(line: str, room: float, size: float, bold: bool) -> Iterator[float]:
    """The widths of the lines that a line of text breaks into, if need be within a word."""
    space = text_width(" ", size, bold=bold)
    so_far = -space
    for word in line.split(" "):
        width = text_width(word, size, bold=bold)
        if so_far + space + width > room and so_far >= 0:
            yield so_far
            so_far = -space
        so_far += space + width
        while so_far > room > 0:
            yield room
            so_far -= room
    yield so_far
