"""Whether inks can be read on their fills, and who fills a cell is told by more than hue."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from tests.looks.book import BLACK, WHITE, Area, Book, Fault, Page, areas, colour, first_of, named

OF_TEXT, OF_MARKS = 4.5, 3.0
LEAST = 1000
"""The size of a chart's text at least, in hundredths of a point."""

FILL_IN = "F2B705"
PEN, EQUALS = "✎", "="
BANNER_ROW = 3
"""Where a sheet says how things stand, and a link at its end leads on."""

STRONG_EDGES = {"medium", "thick"}


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, by WCAG 2: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: str) -> float:
    shares = (int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_of(cell: Any) -> str:
    """The colour of a cell's text."""
    return colour(cell.font.color, BLACK)


def fill_of(cell: Any) -> str:
    """The colour behind it."""
    return colour(cell.fill.fgColor, WHITE) if cell.fill.fill_type == "solid" else WHITE


def faults(book: Book) -> Iterator[Fault]:
    """What can't be read, or told apart."""
    for page in book.pages:
        yield from chain(_inks(page), _tones(page), _bars(page), _roles(page), _tab(page))
    yield from _charts(book)


def _inks(page: Page) -> Iterator[Fault]:
    told = set()
    for cell in page.cells:
        pair = ink_of(cell), fill_of(cell)
        if contrast(*pair) < OF_TEXT and pair not in told:
            told.add(pair)
            yield page.fault("contrast", cell.coordinate, _pair(*pair))


def _pair(ink: str, fill: str) -> str:
    return f"#{ink} on #{fill} is {contrast(ink, fill):.1f} : 1"


def _tones(page: Page) -> Iterator[Fault]:
    """The inks and fills that a status brings."""
    for ranges in page.sheet.conditional_formatting:
        at = areas(ranges.sqref)[0]
        cell = page.sheet.cell(at[1], at[0])
        for look in (rule.dxf for rule in ranges.rules if rule.dxf):
            fill = look.fill.bgColor if look.fill else None
            pair = (
                colour(look.font.color if look.font else None, ink_of(cell)),
                colour(fill, fill_of(cell)),
            )
            if contrast(*pair) < OF_TEXT:
                yield page.fault("contrast", cell.coordinate, _pair(*pair))


def _bars(page: Page) -> Iterator[Fault]:
    """The figures that are printed over bars in their cells."""
    for tag, rest in re.findall(
        r'<conditionalFormatting sqref="([^"]+)">(.*?)</conditionalFormatting>', page.xml
    ):
        for rgb in re.findall(r'<dataBar>.*?<color rgb="FF(\w{6})"', rest):
            at = areas(tag)[0]
            ink = ink_of(page.sheet.cell(at[1], at[0]))
            if contrast(ink, rgb) < OF_TEXT:
                yield page.fault("contrast", named(at[0], at[1]), _pair(ink, rgb))


def _roles(page: Page) -> Iterator[Fault]:
    """Who fills a cell is told by a mark before its heading and by an edge, not by hue alone."""
    asked = [area for area, _ in page.asked]
    for area in asked:
        cell = page.sheet.cell(area[1], area[0])
        if PEN not in page.heading_of(cell).number_format:
            yield page.fault("mark", cell.coordinate, "filled in, but no ✎ before its heading")
        if not _has_edge(page, cell, asked):
            yield page.fault("edge", cell.coordinate, "filled in, but no edge that can be seen")
    told = set()
    for name in page.formulas if asked else ():
        heading = page.heading_of(page.sheet[name])
        if heading.coordinate not in told and not _is_marked_calculated(page, heading, name):
            told.add(heading.coordinate)
            yield page.fault("mark", name, "calculated, but no = before its heading")


def _has_edge(page: Page, cell: Any, asked: list[Area]) -> bool:
    """A strong edge on the left; within a run of cells to fill in the first has it for all."""
    edge = cell.border.left
    if edge is not None and edge.style in STRONG_EDGES:
        return contrast(colour(edge.color, BLACK), fill_of(cell)) >= OF_MARKS
    before = page.sheet.cell(cell.row, cell.column - 1) if cell.column > 1 else None
    return before is not None and bool([a for a in asked if first_of(a, [before])])


def _is_marked_calculated(page: Page, heading: Any, name: str) -> bool:
    """Whether it has its mark, or is no field or column: a title, a banner, a total."""
    cell = page.sheet[name]
    table = page.table_at(cell.column, cell.row)
    is_total = table is not None and cell.row == table[3] and cell.border.top.style
    is_banner = not table and (cell.column == 1 or cell.row == BANNER_ROW)
    return EQUALS in heading.number_format or is_banner or bool(is_total)


def _tab(page: Page) -> Iterator[Fault]:
    said = page.sheet.sheet_properties.tabColor
    if said is None:
        yield page.fault("tab", "", "its tab has no colour")
    elif colour(said, "") == FILL_IN and not page.open_cells:
        yield page.fault("tab", "", "its tab says that it is filled in, and nothing is")


def _charts(book: Book) -> Iterator[Fault]:
    for name, chart in book.parts("xl/charts/chart").items():
        stacked = 'val="stacked"' in chart
        least = min(map(int, re.findall(r'\bsz="(\d+)"', chart)), default=LEAST)
        if least < LEAST:
            said = f"its smallest text has {least / 100:g} points"
            yield Fault("chart text", book.template, "", name, said)
        for number, series in enumerate(re.findall(r"<c:ser>.*?</c:ser>", chart, re.DOTALL)):
            look, _, rest = series.partition("</c:spPr>")
            fill, *edge = re.findall(r'<a:srgbClr val="(\w{6})"', look) or [WHITE]
            edges = (fill, *edge)
            if max(contrast(each, WHITE) for each in edges) < OF_MARKS and not stacked:
                what = f"series {number + 1}: {' and '.join(edges)} can't be told from white"
                yield Fault("contrast", book.template, "", name, what)
            for ink in re.findall(r'<a:srgbClr val="(\w{6})"', rest.partition("</c:dLbls>")[0]):
                under = fill if stacked else WHITE
                if contrast(ink, under) < OF_TEXT:
                    yield Fault("contrast", book.template, "", name, _pair(ink, under))
