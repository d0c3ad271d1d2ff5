"""What reads #REF! once rows of a sheet are gone: it stays, and names nothing but those rows."""

import re
from collections.abc import Iterator
from html import escape

from svtools.workbooks.cells import Cell
from svtools.workbooks.package_parts import WORKBOOK, Parts, attributes, related, sheet_parts
from svtools.workbooks.removal import GONE, Removal
from svtools.workbooks.sheet_rows import formula_cells
from svtools.workbooks.table_growth import AREAS, FORMULA, Area, translated

_RULE = re.compile(
    rb"<((?:x14:)?(conditionalFormatting|dataValidation))\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL
)
_CALLED = {b"conditionalFormatting": "a conditional format", b"dataValidation": "a data validation"}
_NAMES_OF_EXCEL = "_xlnm."

Lost = tuple[Cell, str]
"""Where something stands, as people find it, and what it is."""


def lost_with(parts: Parts, removal: Removal) -> Iterator[Lost]:
    """Formulas, names, charts and rules of a workbook that would read #REF! without those rows."""
    for order, (home, part) in enumerate(sheet_parts(parts).items()):
        xml, whole = parts[part], Cell(home, order)
        yield from _formulas(xml, whole, removal)
        yield from _rules(xml[max(0, xml.rfind(b"</sheetData>")) :], whole, removal)
        for drawing in related(parts, part, "drawing"):
            for chart in related(parts, drawing, "chart"):
                if _breaks(parts[chart], "", removal):
                    yield whole, "a chart"
    for found in FORMULA.finditer(parts[WORKBOOK]):
        about = attributes(found["about"])
        if "hidden" not in about and _breaks(found[0] + b"</definedName>", "", removal):
            yield (
                Cell("this workbook", 0),
                f"the name {about['name'].removeprefix(_NAMES_OF_EXCEL)}",
            )


def _breaks(xml: bytes, home: str, removal: Removal) -> bool:
    return _count(removal.formulas(xml, home)) > _count(xml)


def _count(xml: bytes) -> int:
    return xml.count(GONE.encode())


def _formulas(xml: bytes, whole: Cell, removal: Removal) -> Iterator[Lost]:
    """The formulas in cells that stay."""
    if b"shared" not in xml and not _breaks(xml, whole.sheet, removal):
        return
    here = whole.sheet.casefold() == removal.sheet
    for _, cell in formula_cells(xml):
        if here and removal.has(cell.row):
            continue
        row, column = cell.written
        text = translated(cell.text, cell.row - row, cell.column - column)
        now = removal.formula(escape(text, quote=False), whole.sheet, False)
        if now.count(GONE) > text.count(GONE):
            yield whole._replace(row=cell.row, column=cell.column), f"={text}"


def _rules(tail: bytes, whole: Cell, removal: Removal) -> Iterator[Lost]:
    """What is said of cells that stay: their formats and what may be typed in them."""
    for found in _RULE.finditer(tail):
        said = AREAS.search(found[0])
        areas = said[2].decode().split() if said else []
        now = removal.formulas(found[0], whole.sheet)
        if whole.sheet.casefold() == removal.sheet:
            areas = [area for area in areas if removal.reference(area) != GONE]
            now = removal.rule(now, areas[0]) if areas else b""
        if areas and _count(now) > _count(found[0]):
            first = Area.of(areas[0])
            at = whole._replace(row=first.top, column=first.left) if first else whole
            yield at, _CALLED[found[2]]
