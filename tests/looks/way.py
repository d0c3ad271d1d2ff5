"""Whether people find their way: links, prompts, the first cell, what stays in sight."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain

from openpyxl.utils import range_boundaries

from tests.looks.book import Book, Fault, Page, within

ENGLISH = "en-GB"
SCREEN = 1300, 480
"""The pixels of cells on the first screen, across and down."""

MOST_FROZEN = 0.6
TALL = 25
"""Rows of a table that don't fit on the first screen."""

NO_WORDS = {"here", "click here", "link", "more", "read more"}
_LINK = re.compile(r'HYPERLINK\(\s*"#([^"]*)"\s*,\s*"([^"]*)"')
_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)$")


def faults(book: Book) -> Iterator[Fault]:
    """What leads nowhere, goes unsaid or isn't where people begin."""
    for page in book.pages:
        yield from chain(_links(book, page), _prompts(page), _opening(page), _frozen(page))
        for area in page.sheet.merged_cells.ranges:
            yield page.fault("merged", str(area), "cells are merged")
    yield from chain(_spoken(book), _drawings(book), _tables(book))


def _links(book: Book, page: Page) -> Iterator[Fault]:
    found = [
        (cell.coordinate, cell.hyperlink.location, cell.hyperlink.target, str(cell.value))
        for cell in page.cells
        if cell.hyperlink
    ]
    found += [("", to, None, text) for to, text in _LINK.findall(unescape(page.xml))]
    for name, location, target, text in found:
        if target is None and not _is_there(book, location or ""):
            yield page.fault("link", name, f"'{text}' leads to {location}, which isn't there")
        if not _is_words(text):
            yield page.fault("link", name, f"'{text}' doesn't say where it leads")


def _is_there(book: Book, location: str) -> bool:
    """Whether a place is a defined name, or cells of a sheet that people can see."""
    if location in book.book.defined_names:
        return True
    place = _PLACE.match(location)
    if place is None:
        return False
    sheet = (place[1] or place[2]).replace("''", "'")
    shown = {each.title for each in book.book.worksheets if each.sheet_state == "visible"}
    if sheet not in shown:
        return False
    row, last = range_boundaries(place[3].replace("$", ""))[1], book.book[sheet].max_row
    return bool(row <= last)


def _is_words(text: str) -> bool:
    is_address = re.search(r"https?:|www\.|\.xlsx", text)
    return bool(re.search(r"[A-Za-z]{3}", text)) and not is_address and text.lower() not in NO_WORDS


def _prompts(page: Page) -> Iterator[Fault]:
    told = set()
    for cell in page.open_cells:
        rule = next((r for a, r in page.asked if within(cell.column, cell.row, a)), None)
        if rule is not None and rule.prompt and rule.promptTitle:
            continue
        where = page.table_at(cell.column, cell.row)
        key = (cell.column, where) if where else cell.coordinate
        if key not in told:
            told.add(key)
            yield page.fault("prompt", cell.coordinate, "it doesn't say what it takes")


def _opening(page: Page) -> Iterator[Fault]:
    """A sheet opens at its first cell to fill in, at its usual size, without gridlines."""
    view = page.sheet.sheet_view
    active = view.selection[-1].activeCell if view.selection else "A1"
    cells = [cell.coordinate for cell in page.open_cells if page.width(cell.column)]
    first = cells[0] if cells else "A1"
    if active != first:
        yield page.fault("first cell", active or "A1", f"it opens here, not at {first}")
    if view.showGridLines is not False or (view.zoomScale or 100) != 100:
        yield page.fault("view", "", "it isn't shown at 100% and without gridlines")


def _frozen(page: Page) -> Iterator[Fault]:
    """Headings of long tables stay in sight, and leave most of the screen to what they head."""
    pane = page.sheet.sheet_view.pane
    columns, rows = (int(pane.xSplit or 0), int(pane.ySplit or 0)) if pane else (0, 0)
    across = page.width(1, columns) if columns else 0
    down = sum(page.height(row) for row in range(1, rows + 1))
    name = pane.topLeftCell if pane else ""
    for pixels, room in zip((across, down), SCREEN, strict=True):
        if pixels > room * MOST_FROZEN:
            yield page.fault("frozen", name, f"{pixels:.0f} of {room} pixels are frozen")
    if pane and rows + 1 not in {area[1] + 1 for area in page.tables}:
        yield page.fault("frozen", name, "what is frozen doesn't end under a table's headings")
    longest = max(page.tables, key=lambda area: area[3] - area[1], default=None)
    if longest is None or not _has_one_table_alone(page):
        return
    if longest[3] - longest[1] > TALL and rows != longest[1]:
        yield page.fault("frozen", "", "the headings of a long table aren't frozen")
    if page.width(1, page.last_column) > SCREEN[0] and not columns:
        yield page.fault("frozen", "", "no column of a wide table is frozen")


def _has_one_table_alone(page: Page) -> bool:
    return len(page.tables) == 1 and not page.sheet._charts


def _spoken(book: Book) -> Iterator[Fault]:
    core = book.parts("docProps/core.xml")["docProps/core.xml"]
    if f"<dc:language>{ENGLISH}</dc:language>" not in core:
        yield Fault("language", book.template, "", "", "the workbook doesn't say its language")
    if not re.search(r"<dc:title>[^<]+", core):
        yield Fault("title", book.template, "", "", "the workbook has no title")
    for name, part in (book.parts("xl/charts/") | book.parts("xl/drawings/")).items():
        others = set(re.findall(r'lang(?: val)?="([^"]+)"', part)) - {ENGLISH}
        if others:
            yield Fault("language", book.template, "", name, f"it is said to be in {others}")


def _drawings(book: Book) -> Iterator[Fault]:
    for sheet, drawing in book.drawings():
        for tag in re.findall(r"<xdr:cNvPr[^>]*>", drawing):
            alt = re.search(r'descr="([^"]+)"', tag)
            if alt is None or len(alt[1].split()) < 4:
                name = re.search(r'name="([^"]*)"', tag)
                said = f"{name[1] if name else 'a picture'} has no words for who can't see it"
                yield Fault("alt text", book.template, sheet, "", said)


def _tables(book: Book) -> Iterator[Fault]:
    for name, part in book.parts("xl/tables/").items():
        if not re.search(r'altText="[^"]+"', part):
            yield Fault("alt text", book.template, "", name, "a table has no title")
