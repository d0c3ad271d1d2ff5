"""A register issued anew: the rules, themes and readings of today, and all that people typed.

One of the present version is changed in its own file, so that everything in it stays. One of an
earlier version is written anew: every cell as it was typed, the council's own columns behind the
others, its own sheets as values. What can't come along is refused, or told where that is accepted.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import open_own
from svtools.jobs.register.issued import policy_data
from svtools.jobs.register.read import TEMPLATE
from svtools.policy import Council
from svtools.workbooks.book import Sheet as BookSheet
from svtools.workbooks.content import Content, TableContent
from svtools.workbooks.declaration import CellKind, Column, Role, Sheet, Table
from svtools.workbooks.opening import Workbook
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem, told
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import write

_LOST = {
    "xl/comments": "notes in cells",
    "xl/threadedComments": "comments",
    "xl/charts/": "charts",
    "xl/media/": "pictures",
    "xl/pivotTables/": "pivot tables",
    "vbaProject": "macros",
}
"""What a register that is written anew can't take along, by the parts of its file."""


class Refreshed(NamedTuple):
    """What became of a register: whether it is written anew, what was lost, what to look at."""

    anew: bool
    lost: tuple[str, ...]
    problems: tuple[Problem, ...]


def refresh(path: Path, output: Path, council: Council, *, accept_loss: bool = False) -> Refreshed:
    """Write the register at `path` to `output` with the council's rules as they are now.

    Raises InputError for another council's register, and where something that people put there
    can't be kept, unless `accept_loss`.
    """
    workbook = open_own(path, TEMPLATE)
    refuse_other_council(workbook.content, path.name, council)
    if workbook.version == template(TEMPLATE).version:
        revision = Revision(workbook)
        revision.reissue(policy_data(council), {})
        revision.save(output, accept_loss=accept_loss)
        return Refreshed(False, (), tuple(told(revision.problems)))
    lost = tuple(_lost(workbook))
    if lost and not accept_loss:
        raise InputError(
            f"{path.name} is of an earlier version and is written anew, without its "
            f"{' and '.join(lost)}.",
            "Add --accept-loss to go on without them; the file itself stays as it is.",
        )
    _write_anew(workbook, output, council)
    return Refreshed(True, lost, ())


def _lost(workbook: Workbook) -> Iterator[str]:
    """What people put into the file that can't come along."""
    with zipfile.ZipFile(workbook.path) as package:
        names = package.namelist()
    yield from (what for part, what in _LOST.items() if any(part in name for name in names))
    stray = [
        cell.name for p in workbook.content.problems if p.code == "stray-cell" for cell in p.cells
    ]
    if stray:
        yield f"cells beside the tables ({', '.join(stray[:5])}{'…' if stray[5:] else ''})"


def _write_anew(workbook: Workbook, output: Path, council: Council) -> None:
    content = workbook.content
    sheets = {sheet.order: sheet for sheet in workbook.book.sheets}
    data, declared = policy_data(council), template(TEMPLATE)
    known = {table.place.order for table in content.tables.values() if table.is_there}
    known |= {value.cell.order for value in content.fields.values() if value.cell}
    changed: list[Sheet] = []
    for sheet in declared.sheets:
        blocks = []
        for block in sheet.blocks:
            if isinstance(block, Table) and content.tables[block.key].is_there and block.inputs:
                there = content.tables[block.key]
                own = list(_own_columns(content, there, sheets[there.place.order]))
                rows = list(_rows_as_typed(block, there, sheets[there.place.order], own))
                data[block.rows] = rows
                block = replace(block, columns=(*block.columns, *(column for column, _ in own)))  # noqa: PLW2901 - the same block, wider
            blocks.append(block)
        changed.append(replace(sheet, blocks=tuple(blocks)))
    own_sheets = [sheet for sheet in workbook.book.sheets if _is_own(sheet, workbook, known)]
    for number, own_sheet in enumerate(own_sheets, start=1):
        declared_sheet, rows = _as_values(number, own_sheet)
        changed.append(declared_sheet)
        data[f"own_sheet_{number}"] = rows
    fields = {
        f"{block.key}.{item.key}": _raw(sheets, content.fields[f"{block.key}.{item.key}"].cell)
        for _, block, item in declared.items()
        if item.role is Role.INPUT
    }
    data["fields"] = {name: value for name, value in fields.items() if value is not None}
    write(replace(declared, sheets=tuple(changed)), data, output)


def _raw(sheets: dict[int, BookSheet], cell: Any) -> Any:
    if cell is None:
        return None
    rows = sheets[cell.order].rows
    return rows[cell.row][cell.column] if cell.column < len(rows[cell.row]) else None


def _is_own(sheet: BookSheet, workbook: Workbook, known: set[int]) -> bool:
    """Whether people added a sheet: it is none of the template's, and something is in it."""
    names = {name for s in workbook.content.template.sheets for name in (s.name, *s.formerly)}
    filled = any(value is not None for row in sheet.rows for value in row)
    return sheet.order not in known and sheet.name not in {*names, "Lists"} and filled


def _own_columns(
    content: Content, there: TableContent, sheet: BookSheet
) -> Iterator[tuple[Column, int]]:
    """The columns that people added to a table, each with its place."""
    headings = sheet.rows[there.place.heading_row]
    for problem in content.problems:
        if problem.code != "extra-column" or problem.cells[0].order != sheet.order:
            continue
        at = problem.cells[0].column
        label = headings[at] if at < len(headings) else None
        first = there.place.heading_row + 1
        values = [_cell(sheet, row, at) for row in range(first, len(sheet.rows))]
        key, name = f"own_{at}", str(label or f"Column {at + 1}")
        yield Column(key, name, input=_kind(values), by="council", width=24), at


def _kind(values: Sequence[Any]) -> CellKind:
    filled = [value for value in values if value is not None]
    if filled and all(isinstance(value, date) for value in filled):
        return CellKind.DATE
    numbers = filled and all(type(value) in {int, float} for value in filled)
    return CellKind.NUMBER if numbers else CellKind.TEXT


def _cell(sheet: BookSheet, row: int, column: int) -> Any:
    cells = sheet.rows[row]
    return cells[column] if column < len(cells) else None


def _rows_as_typed(
    table: Table, there: TableContent, sheet: BookSheet, own: Sequence[tuple[Column, int]]
) -> Iterator[dict[str, Any]]:
    """The rows of a table, every input as it stands in the file."""
    places = {c.key: there.place.columns.get(c.key) for c in table.inputs}
    at = {key: column for key, column in places.items() if column is not None}
    at |= {column.key: place for column, place in own}
    for row in there.rows:
        yield {key: _cell(sheet, row.number, column) for key, column in at.items()}


def _as_values(number: int, sheet: BookSheet) -> tuple[Sheet, list[dict[str, Any]]]:
    """A sheet that people added, as a table of what stands in its cells."""
    width = max(map(len, sheet.rows))
    columns = tuple(
        Column(f"column_{n}", f"Column {n + 1}", issued=f"column_{n}", width=20)
        for n in range(width)
    )
    rows = [
        {f"column_{n}": _cell(sheet, row, n) for n in range(width)}
        for row in range(len(sheet.rows))
    ]
    key = f"own_sheet_{number}"
    purpose = "A sheet of the council's own, as values."
    table = Table(key=key, columns=columns, rows=key)
    return Sheet(name=sheet.name, key=key, purpose=purpose, blocks=(table,)), rows
