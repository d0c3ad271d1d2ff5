"""What calculated cells would show that hold no formula any more, by one from the same column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape, unescape

from svtools.errors import InputError
from svtools.workbooks.cells import Cell
from svtools.workbooks.package_parts import Parts, sheet_parts, unpacked
from svtools.workbooks.problems import Problem
from svtools.workbooks.recalculation import engine_results
from svtools.workbooks.sheet_rows import SheetRows, value_text
from svtools.workbooks.table_growth import ExcelTable, tables_on, translated
from svtools.workbooks.typed import shown
from svtools.workbooks.typed_over import LOST, NOTHING

_KEPT = re.compile(
    rb"<tableColumn\b[^>]*?(?:/>|>(?:(?!</tableColumn>).)*?"
    rb"(?:<calculatedColumnFormula>([^<]*)</calculatedColumnFormula>.*?)?</tableColumn>)",
    re.DOTALL,
)


def with_what_they_give(problems: Iterable[Problem], workbook: bytes) -> Iterator[Problem]:
    """The problems; those of lost formulas say what the formula would give, where that is known."""
    known = list(problems)
    cells = [cell for problem in known if problem.code == LOST for cell in problem.cells]
    given = _given(workbook, cells) if cells else {}
    for problem in known:
        result = next((given[cell] for cell in problem.cells if cell in given), None)
        if problem.code == LOST and result is not None:
            entered = f"{problem.details['entered']} (the formula gives {result or NOTHING})"
            yield replace(problem, details={**problem.details, "entered": entered})
        else:
            yield problem


def _given(workbook: bytes, cells: Sequence[Cell]) -> dict[Cell, str]:
    """What stands in these cells of an .xlsx once each has the formula of its column again."""
    try:
        parts = unpacked(workbook)
        for name, part in sheet_parts(parts).items():
            here = [cell for cell in cells if cell.sheet == name]
            if here:
                parts[part] = _put_back(parts, part, here)
    except InputError:  # an .ods, or XML of another shape: then nobody says what they give
        return {}
    results = engine_results(parts)
    found = {cell: results.get((cell.sheet, cell.row, cell.column)) for cell in cells}
    return {cell: _said(result[1]) for cell, result in found.items() if result}


def _put_back(parts: Parts, part: str, cells: Sequence[Cell]) -> bytes:
    """The XML of a sheet in which these cells have the formula of their column again."""
    rows = SheetRows(parts[part], cells[0].sheet)
    tables = list(tables_on(parts, cells[0].sheet, part))
    for cell in cells:
        formula = _formula_for(cell, rows, parts, tables)
        if formula:
            element = b"<f>%s</f>" % escape(formula, quote=False).encode()
            rows.put(cell.row, cell.column, (b"", element), "")
    return rows.xml()


def _formula_for(
    cell: Cell, rows: SheetRows, parts: Parts, tables: Sequence[ExcelTable]
) -> str | None:
    """The formula of the nearest row of the same table, as it is in this cell's row.

    Where the column has none, the one that the table keeps for new rows.
    """
    for table in tables:
        of_table = range(table.heading + 1, table.last + 1)
        if cell.row not in of_table or cell.column not in table.columns:
            continue
        for row in sorted(of_table, key=lambda row: abs(row - cell.row)):
            formula = rows.formula(row, cell.column)
            if formula:
                return translated(formula, cell.row - row, 0)
        kept = _KEPT.findall(parts[table.part])[cell.column - table.columns[0]]
        return unescape(kept.decode()) or None
    return None


def _said(result: bytes) -> str:
    """A stored result as people write it."""
    text = value_text(b"<c>%s</c>" % result, ())
    try:
        return shown(float(text))
    except ValueError:
        return unescape(text)
