"""What follows from cells that changed: results of formulas, and the values that charts keep.

The engine calculates the workbook as it was and as it is; where both give the same, the stored
result stays, be it Excel's own. In its copies, formulas that it can't be relied on for are their
stored results.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from html import unescape

import formualizer

from svtools.workbooks.charts import points as chart_points
from svtools.workbooks.formula_rules import objection
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    attributes,
    packed,
    sheet_parts,
    unpacked,
)
from svtools.workbooks.sheet_rows import (
    Content,
    FormulaCell,
    SheetRows,
    formula_cells,
    value_text,
    with_formula_cells,
)
from svtools.workbooks.table_growth import TOKEN, Area, ExcelTable, sheet_named

Spot = tuple[str, int, int]
"""A cell's sheet, row and column, the latter from 0."""

_KIND = re.compile(rb"""\st\s*=\s*["'][^"']*["']""")
_NAME = re.compile(rb"<definedName\s[^>]*>([^<]*)</definedName>")
_AROUND_ROWS = re.compile(
    rb"(<worksheet\b[^>]*>).*?(<sheetData>.*</sheetData>).*(?=</worksheet>)", re.DOTALL
)
_BEFORE_CALCULATION = re.compile(
    rb"(?s).*(?:</sheets>|</functionGroups>|</externalReferences>|</definedNames>)"
)
_SHOWN = re.compile(
    rb"<(?P<p>(?:\w+:)?)(?P<kind>num|str|multiLvlStr)Ref>\s*<(?:\w+:)?f>(?P<formula>[^<]*)</(?:\w+:)?f>"
    rb"\s*(?P<cache><(?:\w+:)?(?P=kind)Cache>.*?</(?:\w+:)?(?P=kind)Cache>)",
    re.DOTALL,
)
_POINTS = re.compile(rb"<(?:\w+:)?(?:ptCount|pt)\b.*(?=</(?:\w+:)?\w+Cache>)", re.DOTALL)


def with_results(xml: bytes, sheet: str, results: Mapping[Spot, Content]) -> bytes:
    """The XML of a sheet with the stored results of its formulas replaced."""

    def stored(found: re.Match[bytes], cell: FormulaCell) -> bytes:
        kind, value = results.get((sheet, cell.row, cell.column), (b"", b""))
        start = b"<c%s%s>" % (_KIND.sub(b"", found["cell"]), kind)
        return start + found["formula"] + value if value else found[0]

    return with_formula_cells(xml, stored)


def engine_results(parts: Parts) -> dict[Spot, Content]:
    """What the engine gives for the formulas it can be relied on; nothing if it gives up."""
    unknown = {name for name, formula in _names(parts).items() if "[" in formula}

    def value_only(found: re.Match[bytes], cell: FormulaCell) -> bytes:
        unsound = cell.spreads or objection("=" + cell.text)
        if not unsound and unknown.isdisjoint(key for key, _ in _used(cell.text)):
            return found[0]
        return b"<c%s>%s" % (found["cell"], found["value"] or b"")

    copy = dict(parts)
    copy[WORKBOOK] = _NAME.sub(
        lambda name: (
            b"" if b"_xlnm" in name[0] or b"[" in name[1] else name[0].replace(b"&apos;", b"'")
        ),  # as LibreOffice writes it, the engine doesn't know it
        parts[WORKBOOK],
    )
    for part in sheet_parts(parts).values():
        # The engine gives up over details elsewhere, and over tables that are not counted.
        tables = re.findall(rb"<tablePart\s[^>]*>", parts[part])
        listed = b'<tableParts count="%d">%s</tableParts>' % (len(tables), b"".join(tables))
        valued = with_formula_cells(parts[part], value_only)
        copy[part] = _AROUND_ROWS.sub(rb"\1\2" + (listed if tables else b""), valued)
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


def _names(parts: Parts) -> dict[str, str]:
    return {
        attributes(found[0])["name"].casefold(): unescape(found[1].decode())
        for found in _NAME.finditer(parts[WORKBOOK])
    }


@lru_cache(maxsize=4096)
def _used(formula: str) -> tuple[tuple[str, str], ...]:
    """What a formula refers to, a table, a name or a "sheet!" ("!" its own), and what of it."""
    return tuple(
        (sheet_named(token["sheet"], "") + "!", token["reference"])
        if token["reference"]
        else ((token["table"] or token["name"] or "").casefold(), token["columns"] or "")
        for token in TOKEN.finditer(formula)
        if token["columns"] or token["reference"] or (token["name"] and not token["call"])
    )


def affected(
    changed: AbstractSet[Spot], parts: Parts, tables: Sequence[ExcelTable]
) -> Iterator[tuple[str, FormulaCell]]:
    """The sheet and cell of new formulas, and of those over a sheet or table that changed.

    What a formula takes from its own row counts only if something in that row changed.
    """
    known = {f"{sheet.casefold()}!" for sheet, _, _ in changed}
    known |= {
        table.name.casefold()
        for table in tables
        if any(
            table.sheet == sheet
            and table.heading <= row <= table.area.bottom + table.added
            and column in table.columns
            for sheet, row, column in changed
        )
    }
    known |= {
        name
        for name, formula in _names(parts).items()
        if any(key in known for key, _ in _used(formula))
    }
    for sheet, part in sheet_parts(parts).items():
        home, rows = f"{sheet.casefold()}!", {row for name, row, _ in changed if name == sheet}
        for _, cell in formula_cells(parts[part]):
            outside = any(
                (home if key == "!" else key) in known
                and (cell.row in rows or not _of_own_row(cell, key, what))
                for key, what in _used(cell.text)
            )
            if outside or (sheet, cell.row, cell.column) in changed:
                yield sheet, cell


def _of_own_row(cell: FormulaCell, key: str, what: str) -> bool:
    area = Area.of(what)
    if key != "!" or not area:
        return "[#This Row]" in what or "[@" in what
    return area.top == area.bottom == cell.written[0]


def calculated_on_load(workbook: bytes) -> bytes:
    """The workbook's part so that everything is calculated when it is opened."""
    if b"<calcPr" not in workbook:
        workbook = _BEFORE_CALCULATION.sub(lambda at: at[0] + b"<calcPr/>", workbook, count=1)
    workbook = re.sub(rb"""\sfullCalcOnLoad\s*=\s*["'][^"']*["']""", b"", workbook)
    return workbook.replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"', 1)


def refresh_charts(
    parts: Parts, changed: AbstractSet[Spot], sheets: Mapping[str, str], shared: Sequence[str]
) -> None:
    """Give charts over `changed` cells the values that stand there now."""
    names = {sheet.casefold(): sheet for sheet, _, _ in changed}

    @cache
    def rows_of(sheet: str) -> SheetRows:
        return SheetRows(parts[sheets[sheet]], sheet)

    def fresh(found: re.Match[bytes]) -> bytes:
        token = TOKEN.fullmatch(unescape(found["formula"].decode()))
        area = Area.of((token and token["reference"]) or "")
        sheet = names.get(sheet_named(token["sheet"], "")) if token else None
        if (
            not area
            or not sheet
            or not any(
                sheet == name and area.meets(Area(row, column, row, column))
                for name, row, column in changed
            )
        ):
            return found[0]
        before = found[0].removesuffix(found["cache"])
        if found["kind"] == b"multiLvlStr" or (area.top < area.bottom and area.left < area.right):
            return before  # Excel makes it anew
        only_visible = re.search(rb"""plotVisOnly\s+val=["'](?:1|true)["']""", found.string)
        texts = [
            value_text(row.cells.get(column, b""), shared)
            for row in map(rows_of(sheet).row, range(area.top, area.bottom + 1))
            if not (only_visible and row.attributes.get("hidden") in {"1", "true"})
            for column in range(area.left, area.right + 1)
        ]
        points = chart_points(texts, found["p"].decode(), numbers=found["kind"] == b"num").encode()
        return before + _POINTS.sub(lambda _: points, found["cache"])

    for name in [name for name in parts if "/charts/" in name]:
        parts[name] = _SHOWN.sub(fresh, parts[name])
