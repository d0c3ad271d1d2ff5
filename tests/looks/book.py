"""A workbook as anybody may read it, parsed once: cells with openpyxl, the rest as XML."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from tests.looks.shown import shown

LISTS = "Lists"
DIGIT = 7
DEFAULT_WIDTH, DEFAULT_HEIGHT = 64, 20
BLACK, WHITE = "000000", "FFFFFF"
POINTS = 72 / 96

Area = tuple[int, int, int, int]
"""First column and row, last column and row, from 1."""


class Fault(NamedTuple):
    """Something that doesn't look as it should: which class of fault, where, and what."""

    kind: str
    template: str
    sheet: str
    cell: str
    what: str


@dataclass
class Page:
    """One sheet."""

    book: "Book"
    sheet: Any
    xml: str

    @property
    def name(self) -> str:
        """What its tab says."""
        return str(self.sheet.title)

    def fault(self, kind: str, cell: str, what: str) -> Fault:
        """A fault on this sheet."""
        return Fault(kind, self.book.template, self.name, cell, what)

    @cached_property
    def widths(self) -> dict[int, int]:
        """The pixels of each column that is said, by its number; 0 for one that is hidden."""
        return {
            number: 0 if run.hidden else round(run.width * DIGIT)
            for run in self.sheet.column_dimensions.values()
            for number in range(run.min, min(run.max, 200) + 1)
        }

    def width(self, first: int, last: int | None = None) -> int:
        """The pixels from one column to another."""
        columns = range(first, (last or first) + 1)
        return sum(self.widths.get(column, DEFAULT_WIDTH) for column in columns)

    def height(self, row: int) -> float:
        """The pixels of a row."""
        said = self.sheet.row_dimensions
        points = said[row].height if row in said else None
        return points / POINTS if points else DEFAULT_HEIGHT

    def high_until(self, row: int) -> float:
        """The pixels of all rows down to one."""
        return sum(self.height(each) for each in range(1, row + 1))

    @cached_property
    def cells(self) -> list[Any]:
        """The cells in which something stands, row by row."""
        return [cell for row in self.rows.values() for cell in row]

    @cached_property
    def rows(self) -> dict[int, list[Any]]:
        """Those cells by row, from the left."""
        rows: dict[int, list[Any]] = {}
        for cell in self.sheet._cells.values():
            if cell.value not in {None, ""}:
                rows.setdefault(cell.row, []).append(cell)
        return {row: sorted(rows[row], key=lambda cell: cell.column) for row in sorted(rows)}

    @cached_property
    def last_column(self) -> int:
        """The last column in which something stands."""
        return max((cell.column for cell in self.cells), default=1)

    @cached_property
    def tables(self) -> list[Area]:
        """Where each table stands."""
        filtered = [self.sheet.auto_filter.ref] if self.sheet.auto_filter.ref else []
        tables = [table.ref for table in self.sheet.tables.values()]
        return [range_boundaries(ref) for ref in (*tables, *filtered)]

    @cached_property
    def filtered(self) -> set[int]:
        """The top rows of tables with buttons to filter."""
        found = [table.ref for table in self.sheet.tables.values() if table.autoFilter]
        found += [self.sheet.auto_filter.ref] if self.sheet.auto_filter.ref else []
        return {range_boundaries(ref)[1] for ref in found}

    def table_at(self, column: int, row: int) -> Area | None:
        """The table that a cell belongs to."""
        return next((area for area in self.tables if within(column, row, area)), None)

    @cached_property
    def asked(self) -> list[tuple[Area, Any]]:
        """Each area that is filled in, with its rule."""
        rules = self.sheet.data_validations.dataValidation
        return [(area, rule) for rule in rules for area in areas(rule.sqref)]

    @cached_property
    def open_cells(self) -> list[Any]:
        """The cells to fill in: those that aren't locked."""
        found = [cell for cell in self.sheet._cells.values() if not cell.protection.locked]
        return sorted(found, key=lambda cell: (cell.row, cell.column))

    @cached_property
    def formulas(self) -> list[str]:
        """The cells that are calculated, row by row."""
        return re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f', self.xml)

    def heading_of(self, cell: Any) -> Any:
        """The heading over a table's cell, or the label beside a field."""
        table = self.table_at(cell.column, cell.row)
        if table:
            return self.sheet.cell(table[1], cell.column)
        return self.sheet.cell(cell.row, max(cell.column - 1, 1))

    def text(self, cell: Any) -> str:
        """What a cell shows."""
        if isinstance(cell.value, float) and round(cell.value, 4) != cell.value:
            here = (form for a, form in self.rounded if within(cell.column, cell.row, a))
            return shown(cell.value, next(here, cell.number_format))
        return shown(cell.value, cell.number_format)

    @cached_property
    def rounded(self) -> list[tuple[Area, str]]:
        """Where a number with more decimals than four has a format of its own."""
        return [
            (area, rule.dxf.numFmt.formatCode)
            for ranges in self.sheet.conditional_formatting
            for rule in ranges.rules
            if rule.dxf and rule.dxf.numFmt and "ROUND(" in rule.formula[0]
            for area in areas(ranges.sqref)
        ]


@dataclass
class Book:
    """A workbook."""

    path: Path
    _parts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with zipfile.ZipFile(self.path) as package:
            self._parts = {
                name: package.read(name).decode("utf-8", "replace")
                for name in package.namelist()
                if name.endswith((".xml", ".rels"))
            }

    @cached_property
    def book(self) -> Any:
        """As openpyxl reads it, with the results of formulas."""
        return openpyxl.load_workbook(self.path, data_only=True)

    @cached_property
    def pages(self) -> list[Page]:
        """The sheets that people read."""
        sheets = [sheet for sheet in self.book.worksheets if sheet.title != LISTS]
        return [Page(self, sheet, self._xml_of(sheet)) for sheet in sheets]

    @cached_property
    def template(self) -> str:
        """The template that it says it was made by."""
        first = self.book.worksheets[0]
        said = (c for row in first.iter_rows() for c in row if c.value == "Template")
        found = next(said, None)
        return str(first.cell(found.row, found.column + 1).value) if found else "none"

    def parts(self, beginning: str) -> dict[str, str]:
        """The parts of the package whose names begin so."""
        return {name: part for name, part in self._parts.items() if name.startswith(beginning)}

    def _xml_of(self, sheet: Any) -> str:
        part = self._part_named(sheet.title)
        return self._parts[part]

    def _part_named(self, title: str) -> str:
        """The part of a sheet, by the workbook's own list of them."""
        number = self.book.sheetnames.index(title)
        ids = re.findall(r"<sheet [^>]*?r:id=\"([^\"]+)\"", self._parts["xl/workbook.xml"])
        targets = {
            **{i: t for t, i in _targets(self._parts["xl/_rels/workbook.xml.rels"])},
        }
        target = targets[ids[number]].lstrip("/")
        return target if target.startswith("xl/") else f"xl/{target}"

    def drawings(self) -> Iterator[tuple[str, str]]:
        """Each sheet's name with the XML of its drawing."""
        for page in self.pages:
            part = self._part_named(page.name)
            rels = self._parts.get(f"xl/worksheets/_rels/{part.rpartition('/')[2]}.rels", "")
            for target, _ in _targets(rels):
                if "drawings/drawing" in target:
                    yield page.name, self._parts[f"xl/drawings/{target.rpartition('/')[2]}"]


def _targets(rels: str) -> list[tuple[str, str]]:
    tags = re.findall(r"<Relationship\b[^>]*>", rels)
    return [(re.search(r'Target="([^"]*)"', t)[1], re.search(r'Id="([^"]*)"', t)[1]) for t in tags]  # type: ignore[index]


def areas(ranges: Any) -> list[Area]:
    """The areas of a list of ranges."""
    return [range_boundaries(each) for each in str(ranges).split()]


def within(column: int, row: int, area: Area) -> bool:
    """Whether a cell lies in an area."""
    return area[0] <= column <= area[2] and area[1] <= row <= area[3]


def colour(said: Any, default: str) -> str:
    """A colour of openpyxl's as RRGGBB."""
    rgb = said.rgb if said is not None and said.type == "rgb" else None
    return rgb[-6:] if isinstance(rgb, str) else default


def named(column: int, row: int) -> str:
    """A cell's name."""
    return f"{get_column_letter(column)}{row}"


def first_of(area: Area, cells: Sequence[Any]) -> Any:
    """The first of the cells that lies in an area."""
    return next((cell for cell in cells if within(cell.column, cell.row, area)), None)
