"""What a cell shows of its value, and how wide that stands: without the writer's own measures.

The widths are Liberation Sans's, which was drawn to be as wide as Arial.
"""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

FONTS = Path("/usr/share/fonts/truetype/liberation")
NAMES = {False: "LiberationSans-Regular.ttf", True: "LiberationSans-Bold.ttf"}
LINE = 1.149
"""The height of a line of the font, of its size."""

DRAWN_AT = 1000
PIXELS_PER_POINT = 96 / 72
MOST_DECIMALS = 2

FROM_ANOTHER_FONT = {"✎": 0.84}
"""What the font doesn't have, and how wide it stands in one that does, of its size."""

AIR = "\u2007"
"""Room for a digit, which a format leaves beside a figure."""

_PART = re.compile(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|_(.)|\\(.)|([#0,.%?]+)|(General|@)|(.)')


@cache
def _advance(letter: str, bold: bool) -> float:
    letter = "0" if letter == AIR else letter
    if letter in FROM_ANOTHER_FONT:
        return FROM_ANOTHER_FONT[letter]
    return float(_font(bold).getlength(letter)) / DRAWN_AT


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / NAMES[bold], DRAWN_AT, layout_engine=ImageFont.Layout.BASIC)


@cache
def wide(text: str, points: float, bold: bool = False) -> float:
    """The pixels that a line of text takes."""
    return sum(_advance(letter, bold) for letter in text) * points * PIXELS_PER_POINT


def high(lines: int, points: float) -> float:
    """The pixels that so many lines of text take."""
    return lines * LINE * points * PIXELS_PER_POINT


def wrapped(text: str, room: float, points: float, bold: bool) -> list[str]:
    """The lines that a text takes; a word that is wider than the room is broken."""
    lines = [""]
    for number, line in enumerate(text.splitlines()):
        lines += [""] if number else []
        for word in line.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and wide(longer, points, bold) > room:
                lines, longer = [*lines, ""], word
            broken = int(wide(longer, points, bold) // room) if longer is word and room > 0 else 0
            lines[-1:] = [*[""] * broken, longer]
    return lines


def shown(value: Any, number_format: str) -> str:
    """A value as its cell shows it, by the parts of a number format that workbooks here use."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date | datetime):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, int | float):
        return _number(float(value), number_format)
    sections = number_format.split(";")
    form = sections[3] if len(sections) > 3 else "@"
    return "".join(_literal(part) or str(value) for part in _PART.finditer(form))


def _number(value: float, number_format: str) -> str:
    form, value = _section(value, number_format)
    digits = "".join(part[5] or "" for part in _PART.finditer(form))
    scaled = abs(value) / 1000 ** (len(digits) - len(digits.rstrip(",")))
    scaled *= 100 if "%" in digits else 1
    places = digits.partition(".")[2].count("0")
    figure = f"{scaled:,.{places}f}" if "," in digits.rstrip(",") else f"{scaled:.{places}f}"
    sign = "-" if value < 0 else ""
    done, text = False, ""
    for part in _PART.finditer(form):
        if part[5] and not done:
            text, done = text + sign + figure + "%" * ("%" in part[5]), True
        elif part[6]:
            text += sign + f"{abs(value):.10g}"
        else:
            text += _literal(part)
    return text


def _literal(part: re.Match[str]) -> str:
    """What a part of a format shows whatever the value."""
    if part[3]:
        return AIR
    return part[1] or part[2] or part[4] or part[7] or ""


def _section(value: float, number_format: str) -> tuple[str, float]:
    """The section of the format that the number takes, and what is left to say of the number."""
    sections = number_format.split(";")
    for section in sections:
        condition = re.match(r"\[(>=|<=|<>|=|>|<)(-?[\d.]+)\]", section)
        if condition and _holds(value, condition[1], float(condition[2])):
            return section[condition.end() :], value
    rest = [section for section in sections[:3] if not re.match(r"\[[<>=]", section)]
    if len(rest) < len(sections[:3]) or len(rest) == 1:
        return rest[-1] if rest else "General", value
    at = 1 if value < 0 else 2 if value == 0 and len(rest) > 2 else 0
    return rest[at], abs(value) if at == 1 else value


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        ">=": value >= limit,
        "<=": value <= limit,
        "<>": value != limit,
        "=": value == limit,
        ">": value > limit,
        "<": value < limit,
    }[sign]
