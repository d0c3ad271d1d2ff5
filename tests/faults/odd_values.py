"""Odd values in every input cell of every workbook: each is data, or told, and none is lost.

`python -m tests.faults.odd_values` puts every value once into every input cell (minutes); the
tests put a few into each.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from svtools.workbooks.blocks import Table
from svtools.workbooks.cells import a1, position
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import Template
from svtools.workbooks.items import Role
from svtools.workbooks.opening import open_workbook

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
TEXT = "as text: "
"""Before a text that would else be a formula."""

ODD: tuple[Any, ...] = (
    *("12 hrs", "about 3", "1,200", "£1,200.50", "1.200,50", "12,5", "(500)", "-4", "5-", "50%"),
    *("1e3", "0x1F", "١٢", "½", "12 ", " 7", "12/13", "3-4", "7:30", "1/0", "inf", "NaN"),
    *("n/a", "nil", "None", "-", "—", "?", "TBC", "yes", "N", "TRUE", "Total", "Q5", "#N/A text"),
    *("31/04/2026", "04/05/2026", "2026-02-30", "1st April 2026", "April", "0206-04-01"),
    *("\u00a012\u00a0", "\u200b", "\ufeff9", "a\nb", "\t8", "bell_x0007_", "naïve ☕ 🎓", "שלום"),
    *(f"{TEXT}=1+1", f"{TEXT}+44 20", f"{TEXT}@SUM(A1)", "'007", "<b>&amp;</b>", "x" * 32_000),
    *(0, -1, 0.5, 1e-300, 1e15, 1e308, 10**12 + 0.1, 99_999, 2026),
    *(True, False, date(2026, 3, 31), date(1900, 3, 1), datetime(2026, 3, 31, 7, 30)),  # noqa: DTZ001
    *(time(7, 30), timedelta(hours=37), "#REF!", "#N/A", "#DIV/0!", "=1+1"),
)


@dataclass(frozen=True)
class Input:
    """A cell that is filled in: its sheet and A1, and where its value is found when it is read."""

    sheet: str
    cell: str
    owner: str
    """Its table's key, or the field's name ("block.key")."""
    key: str
    """Its column's key; blank for a field."""


@cache
def workbooks() -> dict[str, Path]:
    """The sample of each template with the most cells to fill in."""
    found: dict[str, tuple[int, Path]] = {}
    for path in sorted(SAMPLES.rglob("*.xlsx")):
        if "returns" in path.parts or path.name.startswith("~$"):
            continue
        name = open_workbook(path).name
        if name:
            size = len(inputs(path))
            found[name] = max(found.get(name, (-1, path)), (size, path))
    return {name: path for name, (size, path) in found.items() if size}


@cache
def inputs(path: Path) -> tuple[Input, ...]:
    """Every cell of a workbook that is filled in: fields, and three rows of each table."""
    content, book = open_workbook(path).content, openpyxl.load_workbook(path)
    try:
        return (*_fields(content), *_columns(content, book))
    finally:
        book.close()


def _fields(content: Content) -> Iterator[Input]:
    for _, block, item in content.template.items():
        name = f"{block.key}.{item.key}"
        cell = content.fields[name].cell
        if item.role is Role.INPUT and cell:
            yield Input(cell.sheet, cell.name, name, "")


def _columns(content: Content, book: Any) -> Iterator[Input]:
    for _, table in content.template.tables():
        place = content.tables[table.key].place
        if not place.columns or table.name not in book[place.sheet].tables:
            continue
        first, last = _rows(table, book[place.sheet].tables[table.name].ref)
        rows = sorted({first, (first + last) // 2, last})
        for row in rows:
            for item in table.inputs:
                if item.key in place.columns:
                    column = place.columns[item.key]
                    yield Input(place.sheet, a1(row, column), table.key, item.key)


def _rows(table: Table, ref: str) -> tuple[int, int]:
    (first, _), (last, _) = (position(name) for name in ref.split(":"))
    return first + 1, last - bool(table.totals)


def lost(path: Path, turn: int) -> list[str]:
    """The input cells whose value is neither read nor told, with one odd value in each.

    The values go round: in the next turn each cell has the next one.
    """
    cells = {place: ODD[(n + turn) % len(ODD)] for n, place in enumerate(inputs(path))}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        _save(path, cells, copy)
        content = open_workbook(copy).content
    known = _accounted_for(content)
    name = content.template.name
    return [
        f"{name}: {place.sheet}!{place.cell} ({place.key or place.owner}): {value!r}"
        for place, value in cells.items()
        if (place.sheet, place.cell) not in known and not (value == "Total" and _told(place, known))
    ]


def _told(place: Input, known: set[tuple[str, str]]) -> bool:
    """Whether something of the row is told, so that the word Total needs no mention of its own."""
    row, _ = position(place.cell)
    return any(sheet == place.sheet and position(cell)[0] == row for sheet, cell in known if cell)


def _save(path: Path, cells: dict[Input, Any], copy: Path) -> None:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        cell = book[place.sheet][place.cell]
        cell.number_format = "General"
        if isinstance(value, str) and value.startswith(TEXT):
            cell.value = value.removeprefix(TEXT)
            cell.data_type = "s"
        else:
            cell.value = value
    book.save(copy)
    book.close()


def _accounted_for(content: Content) -> set[tuple[str, str]]:
    """Sheet and A1 of every value that was read, and of every cell that a problem names."""
    known = {(cell.sheet, cell.name) for problem in content.problems for cell in problem.cells}
    for field in content.fields.values():
        if field.cell and field.value is not None:
            known.add((field.cell.sheet, field.cell.name))
    for table in content.tables.values():
        for row in table.rows:
            known |= {(table.place.sheet, row.cell(key).name) for key in row.values}
    return known


def with_inputs(known: Sequence[Template]) -> set[str]:
    """The templates that people fill in."""
    return {each.name for each in known if any(i.role is Role.INPUT for _, i in each.cells())}


def main() -> Iterator[str]:
    """Every value in every cell, and what is lost."""
    for name, path in workbooks().items():
        found = [line for turn in range(len(ODD)) for line in lost(path, turn)]
        yield from found
        cells = len(inputs(path))
        yield f"| {name} | {cells} | {cells * len(ODD):,} | {len(found)} |"


if __name__ == "__main__":
    for line in main():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
