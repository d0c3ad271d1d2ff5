"""A register issued anew: the rules, themes and readings of today, and all that people typed.

One of the present version is changed in its own file, so that everything in it stays. One of an
earlier version is written anew: every cell as it was typed, the council's own columns behind the
others, its own sheets as values. What can't come along is refused, or told where that is accepted.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from svtools.errors import InputError
from svtools.jobs.issued_by import COUNCIL, refuse_other_council
from svtools.jobs.opening import open_own
from svtools.jobs.register.issued import policy_data
from svtools.jobs.register.read import TEMPLATE, named_in
from svtools.policy import Council
from svtools.workbooks.blocks import Table
from svtools.workbooks.book import Sheet as BookSheet
from svtools.workbooks.cells import CellError, Uncalculated
from svtools.workbooks.content import Content, TableContent
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.items import CellKind, Column, Role, normal
from svtools.workbooks.marked_copy import is_of_problems, take_marks
from svtools.workbooks.opening import Workbook
from svtools.workbooks.package_parts import Parts, sheet_parts, unpacked
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem, told
from svtools.workbooks.revision import Revision, refuse_other_kinds
from svtools.workbooks.typed import shown
from svtools.workbooks.write import write

MOST_CELLS_AS_VALUES = 1_000_000

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
    _refuse(workbook, output, council)
    if workbook.version == template(TEMPLATE).version:
        revision = Revision(workbook)
        revision.adopt_typed()
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


def _refuse(workbook: Workbook, output: Path, council: Council) -> None:
    """Raises InputError for another council's register, one that says no council, an odd name."""
    content, made_for = workbook.content, named_in(workbook)
    refuse_other_council(content, workbook.file, council, made_for)
    if not (content.value(COUNCIL) or made_for):
        raise InputError(
            f"{workbook.file} doesn't say whose it is.",
            f"Type {council.name} beside 'Made for' on its first sheet, if it is theirs.",
        )
    refuse_other_kinds(output)


def _lost(workbook: Workbook) -> Iterator[str]:
    """What people put into the file that can't come along."""
    parts = _peoples_parts(workbook)
    if any(b"<hyperlink " in xml for name, xml in parts.items() if "worksheets/" in name):
        yield "links in cells"
    yield from (what for part, what in _LOST.items() if any(part in name for name in parts))
    stray = [
        cell.name for p in workbook.content.problems if p.code == "stray-cell" for cell in p.cells
    ]
    if stray:
        yield f"cells beside the tables ({', '.join(stray[:5])}{'…' if stray[5:] else ''})"


def _peoples_parts(workbook: Workbook) -> Parts:
    """The parts of an .xlsx, without what `svtools register check` put into it."""
    with suppress(InputError):
        parts = unpacked(workbook.path.read_bytes())
        sheet = take_marks(parts, workbook.book)
        if sheet:
            del parts[sheet_parts(parts)[sheet]]
        emptied = {n for n, xml in parts.items() if "xl/comments" in n and b"<comment " not in xml}
        return {name: xml for name, xml in parts.items() if name not in emptied}
    return {}


def _write_anew(workbook: Workbook, output: Path, council: Council) -> None:
    content = workbook.content
    sheets = {sheet.order: sheet for sheet in workbook.book.sheets}
    data, declared = policy_data(council), template(TEMPLATE)
    known = {table.place.order for table in content.tables.values() if table.is_there}
    known |= {value.cell.order for value in content.fields.values() if value.cell}
    known |= {sheet.order for sheet in workbook.book.sheets if is_of_problems(sheet)}
    changed: list[Sheet] = []
    for sheet in declared.sheets:
        blocks = [
            _as_typed(block, content, sheets, data) if isinstance(block, Table) else block
            for block in sheet.blocks
        ]
        changed.append(replace(sheet, blocks=tuple(blocks)))
    own_sheets = [sheet for sheet in workbook.book.sheets if _is_own(sheet, workbook, known)]
    taken = {normal(sheet.name) for sheet in declared.sheets}
    for number, own_sheet in enumerate(own_sheets, start=1):
        declared_sheet, rows = _as_values(number, own_sheet, taken)
        changed.append(declared_sheet)
        data[f"own_sheet_{number}"] = rows
    fields = {
        f"{block.key}.{item.key}": _raw(sheets, content.fields[f"{block.key}.{item.key}"].cell)
        for _, block, item in declared.items()
        if item.role is Role.INPUT
    }
    data["fields"] = {name: value for name, value in fields.items() if value is not None}
    write(replace(declared, sheets=tuple(changed)), data, output)


def _as_typed(
    table: Table, content: Content, sheets: dict[int, BookSheet], data: dict[str, Any]
) -> Table:
    """A table with the columns that people added; what they typed in it goes into the `data`."""
    there = content.tables[table.key]
    if not table.inputs:
        return table
    if not there.is_there:
        data[table.rows] = ()
        return table
    sheet, version = sheets[there.place.order], content.version
    own = list(_own_columns(content, there, sheet, table))
    data[table.rows] = list(_rows_as_typed(table, there, sheet, own, version))
    return replace(table, columns=(*table.columns, *(column for column, _ in own)))


def _raw(sheets: dict[int, BookSheet], cell: Any) -> Any:
    if cell is None:
        return None
    rows = sheets[cell.order].rows
    return rows[cell.row][cell.column] if cell.column < len(rows[cell.row]) else None


def _is_own(sheet: BookSheet, workbook: Workbook, known: set[int]) -> bool:
    """Whether people added a sheet: it is none of the template's, and something is in it."""
    expected = (s for s in workbook.content.template.sheets if s.since <= workbook.version)
    names = {name for s in expected for name in (s.name, *s.formerly)}
    filled = any(value is not None for row in sheet.rows for value in row)
    return sheet.order not in known and sheet.name not in {*names, "Lists"} and filled


def _own_columns(
    content: Content, there: TableContent, sheet: BookSheet, table: Table
) -> Iterator[tuple[Column, int]]:
    """The columns that people added to a table, each with its place; no two headings are alike."""
    headings = sheet.rows[there.place.heading_row]
    taken = {normal(label) for column in table.columns for label in column.labels}
    places = set(_places(table.columns, there, content.version).values())
    dropped = {normal(label) for s in content.template.sheets for label in s.dropped}
    for at, label in enumerate(headings):
        if at in places or (isinstance(label, str) and normal(label) in dropped):
            continue
        first = there.place.heading_row + 1
        values = [_cell(sheet, row, at) for row in range(first, len(sheet.rows))]
        if label is None and not any(value is not None for value in values):
            continue
        name = _free(str(label or f"Column {at + 1}"), taken)
        yield Column(f"own_{at}", name, input=_kind(values), by="council", width=24), at


def _places(columns: Sequence[Column], there: TableContent, version: int) -> dict[str, int]:
    """Where the columns stand that the version had; a newer one's heading is the council's own."""
    found = there.place.columns
    return {c.key: found[c.key] for c in columns if c.since <= version and c.key in found}


def _free(name: str, taken: set[str]) -> str:
    """A name that is not taken yet: "Rows (ours)", "Rows (ours 2)"."""
    names = (name, f"{name} (ours)", *(f"{name} (ours {number})" for number in range(2, 1000)))
    free = next(each for each in names if normal(each) not in taken)
    taken.add(normal(free))
    return free


def _kind(values: Sequence[Any]) -> CellKind:
    """What a column holds, texts apart."""
    filled = [value for value in values if value is not None and not isinstance(value, str)]
    if filled and all(isinstance(value, date) for value in filled):
        return CellKind.DATE
    numbers = filled and all(type(value) in {int, float} for value in filled)
    return CellKind.NUMBER if numbers else CellKind.TEXT


def _cell(sheet: BookSheet, row: int, column: int) -> Any:
    """What stands in a cell, in words where a workbook can't be given it as it is."""
    cells = sheet.rows[row]
    value = cells[column] if column < len(cells) else None
    return shown(value) or None if isinstance(value, CellError | Uncalculated) else value


def _rows_as_typed(
    table: Table,
    there: TableContent,
    sheet: BookSheet,
    own: Sequence[tuple[Column, int]],
    version: int,
) -> Iterator[dict[str, Any]]:
    """The rows of a table, every input as it stands in the file."""
    at = _places(table.inputs, there, version)
    at |= {column.key: place for column, place in own}
    read = {row.number for row in there.rows}
    last = max(read, default=there.place.heading_row)
    for number in range(there.place.heading_row + 1, len(sheet.rows)):
        values = {key: _cell(sheet, number, column) for key, column in at.items()}
        if number in read or (number <= last + table.spare and any(_filled(values))):
            yield values


def _filled(values: dict[str, Any]) -> Iterator[bool]:
    return (value is not None for value in values.values())


def _as_values(number: int, sheet: BookSheet, taken: set[str]) -> tuple[Sheet, list[Any]]:
    """A sheet that people added, as a table of what stands in its cells."""
    width, key = max(map(len, sheet.rows)), f"own_sheet_{number}"
    if width * len(sheet.rows) > MOST_CELLS_AS_VALUES:
        raise InputError(
            f"Something stands far out on the sheet '{sheet.name}', {len(sheet.rows):,} rows down "
            f"and {width:,} columns across.",
            "Delete it, or move it nearer to the rest of the sheet.",
        )
    columns = tuple(
        Column(
            f"column_{n}",
            f"Column {n + 1}",
            issued=f"column_{n}",
            format=_kind([_cell(sheet, row, n) for row in range(len(sheet.rows))]),
            width=20,
        )
        for n in range(width)
    )
    rows = [
        {f"column_{n}": _cell(sheet, row, n) for n in range(width)}
        for row in range(len(sheet.rows))
    ]
    purpose = "A sheet of the council's own, as values."
    table = Table(key=key, columns=columns, rows=key)
    name = _free(sheet.name[:20], taken)
    made = Sheet(name=name, key=key, purpose=purpose, blocks=(table,), hidden=sheet.hidden)
    return made, rows
