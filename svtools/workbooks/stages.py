"""The formulas of a tall sheet in stages, since the engine takes only so many of a sheet at once.

Columns are calculated one after the other, those first that others need; what is calculated stands
as a value in the next stage. So no column may need itself, nor two need each other.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from graphlib import TopologicalSorter
from html import unescape

from svtools.workbooks.package_parts import Parts, sheet_parts
from svtools.workbooks.recalculation import Spot, with_results
from svtools.workbooks.sheet_rows import Content, FormulaCell, formula_cells, with_formula_cells
from svtools.workbooks.table_growth import TOKEN, tables_on

MOST_AT_ONCE = 60_000
"""Formulas of a sheet in one stage; the engine's own limit is somewhat higher."""

OUTSIDE = -1
"""In the order of a sheet's columns, its cells that stand in no row of a table."""

_HEADING = re.compile(rb'<tableColumn\s[^>]*?\bname="([^"]*)"')
_NAMED = re.compile(r"\[([^\[\]]+)\]")
_OF_COLUMN = re.compile(rb"<(calculatedColumn|totalsRow)Formula\b[^>]*>[^<]*</\1Formula>")
_KIND = re.compile(rb"""\st\s*=\s*["'][^"']*["']""")


def is_tall(parts: Parts) -> bool:
    """Whether a sheet has more formulas than the engine takes at once."""
    return any(parts[part].count(b"<f") > MOST_AT_ONCE for part in sheet_parts(parts).values())


def calculated_in_stages(parts: Parts, calculate: Callable[[Parts], Parts]) -> Parts:
    """The parts with every result stored, each stage by `calculate`."""
    results: dict[Spot, Content] = {}
    sheets = sheet_parts(parts)
    tables = [table.part for name, part in sheets.items() for table in tables_on(parts, name, part)]
    bare = {table: _OF_COLUMN.sub(b"", parts[table]) for table in tables}
    for stage in _stages(parts):
        copy = parts | bare  # the engine insists on a formula that a table has for a column
        for sheet, part in sheets.items():
            copy[part] = with_formula_cells(parts[part], _for_stage(sheet, stage, results))
        after = calculate(copy)
        results |= {
            (sheet, cell.row, cell.column): cell.result
            for sheet, part in sheets.items()
            for _, cell in formula_cells(after[part])
        }
    stored = {part: with_results(parts[part], name, results) for name, part in sheets.items()}
    return parts | stored


def _for_stage(
    sheet: str, stage: set[Spot], results: Mapping[Spot, Content]
) -> Callable[[re.Match[bytes], FormulaCell], bytes]:
    """What stands in a formula's cell in one stage: itself, its result, or nothing yet."""

    def cell(found: re.Match[bytes], cell: FormulaCell) -> bytes:
        spot = sheet, cell.row, cell.column
        if spot in stage:
            return found[0]
        kind, value = results.get(spot, (b"", b""))
        return b"<c%b%b>%b" % (_KIND.sub(b"", found["cell"]), kind, value)

    return cell


def _stages(parts: Parts) -> Iterator[set[Spot]]:
    """The formulas' cells, each after those that it needs; in each stage all of the low sheets."""
    low: set[Spot] = set()
    tall: list[Spot] = []
    for sheet, part in sheet_parts(parts).items():
        cells = [cell for _, cell in formula_cells(parts[part])]
        if len(cells) <= MOST_AT_ONCE:
            low |= {(sheet, cell.row, cell.column) for cell in cells}
        else:
            tall += _in_order(parts, sheet, part, cells)
    for first in range(0, len(tall), MOST_AT_ONCE):
        yield low | set(tall[first : first + MOST_AT_ONCE])


def _in_order(parts: Parts, sheet: str, part: str, cells: list[FormulaCell]) -> Iterator[Spot]:
    """The cells of a tall sheet by columns, each column after those that its formulas name.

    What stands outside a table's rows, a total or a sentence, is needed by none of them.
    """
    tables = list(tables_on(parts, sheet, part))
    headings = {
        (table.name, unescape(name.decode())): column
        for table in tables
        for column, name in zip(table.columns, _HEADING.findall(parts[table.part]), strict=True)
    }
    columns: dict[int, list[FormulaCell]] = defaultdict(list)
    for cell in cells:
        inside = any(
            table.heading < cell.row <= table.last and cell.column in table.columns
            for table in tables
        )
        columns[cell.column if inside else OUTSIDE].append(cell)
    needs = {
        column: {
            headings[named]
            for text in {cell.text for cell in of_column}
            for token in TOKEN.finditer(text)
            for name in _NAMED.findall(token["columns"] or "")
            if (named := (token["table"], name)) in headings
        }
        for column, of_column in columns.items()
    }
    for column in TopologicalSorter(needs).static_order():
        yield from ((sheet, cell.row, cell.column) for cell in columns.get(column, ()))
