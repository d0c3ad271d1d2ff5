"""Widths of text, against a font that was drawn to be as wide as Arial."""

import struct
from functools import cache
from pathlib import Path

import pytest

from svtools.workbooks.measuring import _BOLD, _WIDTH, lines, pixels, text_width

FONTS = Path("/usr/share/fonts/truetype/liberation")
REGULAR, BOLD = FONTS / "LiberationSans-Regular.ttf", FONTS / "LiberationSans-Bold.ttf"


@cache
def widths(font: Path) -> dict[int, int]:
    """The width of each character of the basic plane, in thousandths of the font's size."""
    data = font.read_bytes()

    def unsigned(at: int, count: int = 1) -> tuple[int, ...]:
        return struct.unpack(f">{count}H", data[at : at + 2 * count])

    entries = [
        struct.unpack(">4sIII", data[at : at + 16])
        for at in range(12, 12 + 16 * unsigned(4)[0], 16)
    ]
    tables = {name.decode(): offset for name, _, offset, _ in entries}
    units, advances = unsigned(tables["head"] + 18)[0], unsigned(tables["hhea"] + 34)[0]
    cmap = tables["cmap"]
    for at in range(cmap + 4, cmap + 4 + 8 * unsigned(cmap + 2)[0], 8):
        platform, encoding, offset = struct.unpack(">HHI", data[at : at + 8])
        if (platform, encoding) == (3, 1):
            subtable = cmap + offset
    count = unsigned(subtable + 6)[0] // 2
    starts = subtable + 16 + 2 * count
    offsets = starts + 4 * count
    found = {}
    for segment, (last, first) in enumerate(
        zip(unsigned(subtable + 14, count), unsigned(starts, count), strict=True)
    ):
        delta = unsigned(starts + 2 * count + 2 * segment)[0]
        offset = unsigned(offsets + 2 * segment)[0]
        for code in range(first, last + 1):
            glyph = code
            if offset:
                (glyph,) = unsigned(offsets + 2 * segment + offset + 2 * (code - first))
            glyph = min((glyph + delta) & 0xFFFF, advances - 1)
            found[code] = round(unsigned(tables["hmtx"] + 4 * glyph)[0] * 1000 / units)
    return found


@pytest.mark.parametrize(("font", "ours"), [(REGULAR, _WIDTH), (BOLD, _BOLD)])
def test_every_letter_is_as_wide_as_the_fonts(font: Path, ours: dict[str, int]) -> None:
    known = widths(font)
    assert set(map(chr, range(32, 127))) <= ours.keys()
    assert {letter: known[ord(letter)] for letter in ours} == ours


def test_a_text_is_measured_at_its_size() -> None:
    assert text_width("mm", 9) == pytest.approx(2 * 0.833 * 12)
    assert text_width("mm", 9, bold=True) > text_width("mm", 9)
    assert pixels(10) == 75


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 100, 1),
        ("one", 100, 1),
        ("one two", 26, 2),
        ("one\ntwo", 1000, 2),
        ("one\n\ntwo", 1000, 3),
        ("x" * 100, 100, 8),
        ("a " + "x" * 20, 100, 3),
    ],
)
def test_lines_break_between_words_and_within_long_ones(
    text: str, room: float, expected: int
) -> None:
    assert lines(text, room, 11) == expected
