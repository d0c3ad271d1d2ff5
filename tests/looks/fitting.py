"""Whether what stands there fits: texts in their cells, words in columns, sheets on pages."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Any

from openpyxl.utils import column_index_from_string

from tests.looks.book import Book, Fault, Page
from tests.looks.shown import high, wide, wrapped

PADDING, INDENT = 5, 9
BUTTON = 17
"""The pixels of a button to filter, at the right of a heading's last line."""

SLACK = 1
SCREEN = 1300
"""The pixels of cells on the first screen."""

A4_WIDTH, A4_HEIGHT, DOTS = 11.69, 8.27, 96
EMU = 9525
WIDER = 1.12
"""So much wider LibreOffice draws columns than Excel."""

LEAST_POINTS = 8
A4 = 9
LANDSCAPE = "landscape"
ADDRESS = re.compile(r"[@/\\_]|\.\w")
"""What may be broken anywhere: addresses and names of files."""

ENDLESS = re.compile(r"\.\d{5}")
ONE_DECIMAL = re.compile(r"\d\.\d")


def faults(book: Book) -> Iterator[Fault]:
    """What is cut off, broken, overrun or too small on paper."""
    for page in book.pages:
        yield from chain(_texts(page), _first_row(page), _headings(page), _print(page))


def _texts(page: Page) -> Iterator[Fault]:
    for row, cells in page.rows.items():
        for cell, following in pairwise([*cells, None]):
            if page.width(cell.column):
                yield from _text(page, row, cell, following)


def _text(page: Page, row: int, cell: Any, following: Any) -> Iterator[Fault]:
    text, font, look = page.text(cell), cell.font, cell.alignment
    room = page.width(cell.column) - PADDING - INDENT * int(look.indent or 0)
    if not isinstance(cell.value, str):
        if wide(text, font.sz, bool(font.b)) > room + SLACK:
            yield page.fault("figure cut off", cell.coordinate, f"'{text}' shows as ####")
        yield from _decimals(page, cell, text)
    elif look.wrap_text:
        yield from _wrapped(page, row, cell, text, room)
    else:
        yield from _running(page, cell, following, text)


def _wrapped(page: Page, row: int, cell: Any, text: str, room: float) -> Iterator[Fault]:
    size, bold = cell.font.sz, bool(cell.font.b)
    lines = len(wrapped(text, room, size, bold))
    if high(lines, size) > page.height(row) + SLACK:
        needed = f"needs {high(lines, size):.0f} pixels, has {page.height(row):.0f}"
        yield page.fault("text cut off", cell.coordinate, f"{needed}: '{text[:60]}'")
    longest = max(re.split(r"\s|(?<=-)", text), key=len)
    if wide(longest, size, bold) > room + SLACK and not ADDRESS.search(longest):
        yield page.fault("broken word", cell.coordinate, f"'{longest}' is wider than its column")


def _running(page: Page, cell: Any, following: Any, text: str) -> Iterator[Fault]:
    """A text that doesn't wrap runs over empty cells, to the next one or the end of the sheet."""
    size, bold = cell.font.sz, bool(cell.font.b)
    if high(1, size) > page.height(cell.row) + SLACK:
        yield page.fault("text cut off", cell.coordinate, f"its row is too low: '{text[:60]}'")
    needed = wide(text, size, bold) + PADDING + INDENT * int(cell.alignment.indent or 0)
    if cell.alignment.horizontal == "right":
        before = [c.column for c in page.rows[cell.row] if c.column < cell.column]
        room = page.width(max(before, default=0) + 1, cell.column)
    elif following is not None:
        room = page.width(cell.column, following.column - 1)
    else:
        room = max(SCREEN, page.width(1, page.last_column)) - page.width(1, cell.column - 1)
    if needed > room + SLACK:
        yield page.fault(
            "text cut off", cell.coordinate, f"runs {needed - room:.0f} too far: '{text[:60]}'"
        )


def _decimals(page: Page, cell: Any, text: str) -> Iterator[Fault]:
    """People, hours and trees have no decimals where they are whole, and else no endless ones."""
    if isinstance(cell.value, float) and ENDLESS.search(page.text(cell)):
        yield page.fault("decimals", cell.coordinate, f"it shows as '{page.text(cell)}'")
    is_whole = isinstance(cell.value, int | float) and cell.value == int(cell.value)
    if is_whole and ONE_DECIMAL.search(text) and not re.search("[£%]", text):
        yield page.fault("decimals", cell.coordinate, f"{cell.value} shows as '{text}'")


def _first_row(page: Page) -> Iterator[Fault]:
    if 'customHeight="1"' not in (re.findall(r'<row r="1"[^>]*>', page.xml) or [""])[0]:
        yield page.fault("first row", "A1", "its height is left to the program")


def _headings(page: Page) -> Iterator[Fault]:
    """Every word of a heading stands whole, clear of the button to filter."""
    for area in page.tables:
        for column in range(area[0], area[2] + 1):
            cell = page.sheet.cell(area[1], column)
            room = page.width(column) - PADDING - INDENT * int(cell.alignment.indent or 0)
            if page.width(column):
                yield from _heading(page, cell, room)


def _heading(page: Page, cell: Any, room: float) -> Iterator[Fault]:
    size, bold, text = cell.font.sz, bool(cell.font.b), page.text(cell)
    longest = max(text.split(), key=lambda word: wide(word, size, bold))
    if wide(longest, size, bold) > room + SLACK:
        yield page.fault("heading", cell.coordinate, f"'{longest}' is wider than its column")
    if cell.row in page.filtered:
        last = wide(wrapped(text, room, size, bold)[-1], size, bold)
        beside = INDENT * int(cell.alignment.indent or 0) + PADDING / 2
        is_right = cell.alignment.horizontal == "right"
        if (beside if is_right else PADDING / 2 + room - last) + SLACK < BUTTON:
            yield page.fault("heading", cell.coordinate, f"'{text}' ends under its button")


def _print(page: Page) -> Iterator[Fault]:
    setup, margins = page.sheet.page_setup, page.sheet.page_margins
    if str(setup.paperSize) != str(A4) or setup.orientation != LANDSCAPE:
        yield page.fault("print", "", "it isn't printed on A4, landscape")
        return
    inches = A4_WIDTH - margins.left - margins.right
    scale = min(_scale(page, inches * DOTS), _scale_down(page))
    sizes = [cell.font.sz for cell in page.cells if page.width(cell.column)]
    least = min(sizes, default=LEAST_POINTS) * scale
    if least < LEAST_POINTS:
        yield page.fault("print", "", f"its smallest text is {least:.1f} points on paper")


def _scale(page: Page, paper: float) -> float:
    """By how much it is drawn smaller, so that its columns fit on so many pages across."""
    fits = page.sheet.sheet_properties.pageSetUpPr
    if fits is None or not fits.fitToPage:
        return (page.sheet.page_setup.scale or 100) / 100
    across = page.sheet.page_setup.fitToWidth
    across = 1 if across is None else int(across)
    percents = range(100, 9, -1)
    return next((p / 100 for p in percents if _pages(page, paper * 100 / p) <= across), 0.1)


def _scale_down(page: Page) -> float:
    """By how much it is drawn smaller, so that its rows and charts fit on one page down."""
    fits, setup = page.sheet.sheet_properties.pageSetUpPr, page.sheet.page_setup
    if fits is None or not fits.fitToPage or setup.fitToHeight not in {None, 1, "1"}:
        return 1
    margins = page.sheet.page_margins
    paper = (A4_HEIGHT - margins.top - margins.bottom) * DOTS
    charts = ((each.anchor._from.row, each.anchor.ext.height) for each in page.sheet._charts)
    ends = [page.high_until(max(page.rows, default=1))]
    ends += [page.high_until(row) + height / EMU for row, height in charts]
    return min(1.0, float(paper / max(ends)))


def _pages(page: Page, room: float) -> int:
    """How many pages its columns take, each as wide as so many pixels."""
    repeated = _repeated(page)
    pages, used = 1, 0.0
    for column in range(1, page.last_column + 1):
        width = page.width(column) * WIDER
        if used + width > room and used:
            pages, used = pages + 1, repeated if column > _repeat_columns(page) else 0.0
        used += width
    return pages if used <= room or page.last_column > 1 else 1


def _repeated(page: Page) -> float:
    return page.width(1, _repeat_columns(page)) * WIDER if _repeat_columns(page) else 0.0


def _repeat_columns(page: Page) -> int:
    said = page.sheet.print_title_cols
    return column_index_from_string(str(said).replace("$", "").rpartition(":")[2]) if said else 0
