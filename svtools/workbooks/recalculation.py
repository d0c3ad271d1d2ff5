"""The results of formulas after other cells changed: only those that become others.

The engine calculates the workbook as it was and as it is; where both give the same, the stored
result stays, be it Excel's own. In its copies, formulas that it can't be relied on for are their
stored results.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape

import formualizer

from svtools.workbooks.formula_rules import objection
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    attributes,
    packed,
    sheet_parts,
    unpacked,
)
from svtools.workbooks.sheet_rows import Content, FormulaCell, formula_cells
from svtools.workbooks.table_growth import TOKEN, Area, ExcelTable, sheet_named

Spot = tuple[str, int, int]
"""A cell's sheet, row and column, the latter from 0."""

Changed = Mapping[str, set[tuple[int, int]]]
"""The rows and columns of the cells that changed, by sheet."""

_KIND = re.compile(rb"""\st\s*=\s*["'][^"']*["']""")
_NAME = re.compile(rb"<definedName\s[^>]*>([^<]*)</definedName>")
_NOT_FOR_ENGINE = re.compile(rb"<definedName\s(?:[^>]*>[^<]*\[|[^>]*_xlnm)[^<]*</definedName>")
_ROWS = re.compile(rb"(.*?<worksheet\b[^>]*>).*?(<sheetData>.*</sheetData>)", re.DOTALL)
_ON_LOAD = re.compile(rb"""\sfullCalcOnLoad\s*=\s*["'][^"']*["']""")
_BEFORE_CALCULATION = re.compile(
    rb"(?s).*(?:</sheets>|</functionGroups>|</externalReferences>|</definedNames>)"
)


def with_results(xml: bytes, results: Mapping[tuple[int, int], Content]) -> bytes:
    """A sheet's XML with the stored results of formulas, by row and column, replaced."""

    def stored(found: re.Match[bytes], cell: FormulaCell) -> bytes | None:
        kind, value = results.get((cell.row, cell.column), (b"", b""))
        start = b"<c%s%s>" % (_KIND.sub(b"", found["cell"]), kind)
        return start + found["formula"] + value if value else None

    return _replaced(xml, stored)


def _replaced(xml: bytes, change: Callable[[re.Match[bytes], FormulaCell], bytes | None]) -> bytes:
    pieces, at = [], 0
    for found, cell in formula_cells(xml):
        new = change(found, cell)
        if new is not None:
            pieces += [xml[at : found.start()], new]
            at = found.end()
    return b"".join([*pieces, xml[at:]])


def engine_results(parts: Parts) -> dict[Spot, Content]:
    """What the engine gives for the formulas it can be relied on; nothing if it gives up."""
    names = _names(parts)
    unknown = {name for name, formula in names.items() if "[" in formula}

    def value_only(found: re.Match[bytes], cell: FormulaCell) -> bytes | None:
        reason = cell.spreads or objection("=" + cell.text)
        if not reason and unknown.isdisjoint(key for kind, key, _ in _used(cell.text) if not kind):
            return None
        return b"<c%s>%s" % (found["cell"], found["value"] or b"")

    copy = dict(parts)
    copy[WORKBOOK] = _NOT_FOR_ENGINE.sub(b"", parts[WORKBOOK])
    for part in sheet_parts(parts).values():
        copy[part] = _only_rows(_replaced(parts[part], value_only))
    try:
        calculated = formualizer.recalculate_xlsx_bytes(packed(copy, zipfile.ZIP_STORED))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the engine's panics are no Exception
        return {}
    after = unpacked(bytes(calculated["bytes"]))
    return {
        (sheet, cell.row, cell.column): cell.result
        for sheet, part in sheet_parts(after).items()
        for _, cell in formula_cells(after[part])
        if b"#NAME?" not in cell.result[1] and b"#REF!" not in cell.result[1]
    }


def _only_rows(sheet: bytes) -> bytes:
    """A sheet's XML with its rows and tables alone: the engine gives up over a detail elsewhere."""
    rows = _ROWS.match(sheet)
    tables = re.findall(rb"<tablePart\s[^>]*>", sheet)
    listed = b'<tableParts count="%d">%s</tableParts>' % (len(tables), b"".join(tables))
    tail = (listed if tables else b"") + b"</worksheet>"
    return b"".join(rows.groups()) + tail if rows else sheet


def _names(parts: Parts) -> dict[str, str]:
    return {
        attributes(found[0])["name"].casefold(): unescape(found[1].decode())
        for found in _NAME.finditer(parts[WORKBOOK])
    }


@lru_cache(maxsize=4096)
def _used(formula: str) -> tuple[tuple[str, str, str], ...]:
    """What a formula refers to: "table", "sheet" or "" for a name; which; and what of it."""
    return tuple(
        ("table", (token["table"] or "").casefold(), token["columns"])
        if token["columns"]
        else ("sheet", sheet_named(token["sheet"], ""), token["reference"])
        if token["reference"]
        else ("", token["name"].casefold(), "")
        for token in TOKEN.finditer(formula)
        if token["columns"] or token["reference"] or (token["name"] and not token["call"])
    )


def affected(
    changed: Changed, parts: Parts, tables: list[ExcelTable]
) -> Iterator[tuple[str, FormulaCell]]:
    """The sheet and cell of new formulas, and of those over a sheet or table that changed.

    What a formula takes from its own row counts only if something in that row changed.
    """
    sheets = {sheet.casefold() for sheet in changed}
    known = {table.name.casefold() for table in tables if _meets(table, changed)}
    known |= {
        name
        for name, formula in _names(parts).items()
        if any(key in (sheets if kind == "sheet" else known) for kind, key, _ in _used(formula))
    }
    for sheet, part in sheet_parts(parts).items():
        rows = {row for row, _ in changed.get(sheet, ())}
        for _, cell in formula_cells(parts[part]):
            outside = [
                key
                for kind, key, what in _used(cell.text)
                if (key or sheet.casefold()) in (sheets if kind == "sheet" else known)
                and (cell.row in rows or not _own_row(cell, kind, key, what))
            ]
            if outside or (cell.row, cell.column) in changed.get(sheet, ()):
                yield sheet, cell


def _meets(table: ExcelTable, changed: Changed) -> bool:
    rows = range(table.heading, table.under.bottom + 1)
    cells = changed.get(table.sheet, ())
    return any(row in rows and column in table.columns for row, column in cells)


def _own_row(cell: FormulaCell, kind: str, key: str, what: str) -> bool:
    if kind == "table":
        return "[#This Row]" in what or "[@" in what
    area = Area.of(what)
    return area is not None and not key and area.top == area.bottom == cell.written[0]


def calculated_on_load(workbook: bytes) -> bytes:
    """The workbook's part so that everything is calculated when it is opened."""
    if b"<calcPr" in workbook:
        return _ON_LOAD.sub(b"", workbook).replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"', 1)
    return _BEFORE_CALCULATION.sub(
        lambda at: at[0] + b'<calcPr fullCalcOnLoad="1"/>', workbook, count=1
    )
