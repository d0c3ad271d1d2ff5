"""An existing .xlsx with other values and more rows, and all else that people put there kept.

Only the XML of what changed is written anew. Left byte for byte: other sheets, styles, shared
texts, notes and threaded comments, pictures, slicers, macros.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache

from svtools.errors import InputError
from svtools.workbooks.added_rows import (
    LastRow,
    blank_rows,
    completed,
    extend,
    in_the_way,
    moved_drawings,
)
from svtools.workbooks.cell_xml import Entry
from svtools.workbooks.cells import LAST_ROW, Cell, Uncalculated, a1
from svtools.workbooks.marks import marks
from svtools.workbooks.markup import without_formulas
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    add_sheet,
    drop,
    has_macros,
    packed,
    related,
    sheet_parts,
    unpacked,
)
from svtools.workbooks.recalculation import (
    Spot,
    affected,
    calculated_on_load,
    engine_results,
    refresh_charts,
    with_results,
)
from svtools.workbooks.repaging import Pages, let_go_on, repage
from svtools.workbooks.sheet_rows import Content, SheetRows, content, is_blank, shared_texts
from svtools.workbooks.table_growth import Area, ExcelTable, grown_areas, grown_formulas, tables_on

TALL = 20_000
"""Rows of a changed table over which the engine would take too long."""

_BASE_1904 = re.compile(rb"""<workbookPr\s[^>]*date1904\s*=\s*["'](?:1|true)["']""")
_NO_ROWS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)
_Spots = set[Spot]
Place = tuple[int, int]
"""A cell's row and column on its sheet."""


class Editing:
    """Changes to the workbook in `data`, collected and then saved; rows and columns from 0.

    After `saved`, `lost` says what people put there and can't be kept, and `uncalculated` the
    formulas that only the program which opens the workbook can calculate, each with its cell.

    Raises InputError, with a remedy, where the workbook can't be edited.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._parts = data, unpacked(data)
        self._sheets = sheet_parts(self._parts)
        self._tables = [
            table for item in self._sheets.items() for table in tables_on(self._parts, *item)
        ]
        self._base_1904 = bool(_BASE_1904.search(self._parts[WORKBOOK]))
        texts = (self._parts[name] for name in related(self._parts, WORKBOOK, "sharedStrings"))
        self._shared = shared_texts(b"".join(texts))
        self._rows_of, self._growth_of = cache(self._opened), cache(self._planned)
        self._entered: dict[Spot, Entry] = {}
        self._results: dict[Spot, Content] = {}
        self._pages: dict[str, Pages] = {}
        self._gone: list[tuple[Cell, str]] = []
        self.lost: list[tuple[Cell, str]] = []
        self.uncalculated: list[tuple[Cell, str]] = []

    @property
    def has_macros(self) -> bool:
        """Whether the file is of the kind that may hold macros, which Excel wants named .xlsm."""
        return has_macros(self._parts)

    def set(self, sheet: str, row: int, column: int, value: Entry) -> None:
        """Put `value` in a cell, which keeps its format; None makes it blank.

        Raises InputError for a heading of a table, for a formula, and for what can't stand in a
        cell.
        """
        formula = self._rows_of(sheet).formula(row, column)
        for table in self._on(sheet):
            if row == table.heading and column in table.columns:
                raise InputError(f"{sheet}!{a1(row, column)} is a heading of a table.", "Leave it.")
            if table.last < row <= table.last + table.added and column in table.reach:
                formula = self._growth_of(table)[0].formula(row, column)
        if formula is not None:
            raise InputError(
                f"{sheet}!{a1(row, column)} holds a formula: ={formula}", "Leave it to calculate."
            )
        content(value, self._base_1904)
        self._entered[sheet, row, column] = value

    def result(self, sheet: str, row: int, column: int, value: Entry) -> None:
        """Say what the formula in a cell gives, where it is known better than the engine can."""
        self._results[sheet, row, column] = content(value, self._base_1904, result=True)

    def page(self, sheet: str, pages: Pages) -> None:
        """Let a sheet come to its printed pages anew, by the rows that it has then."""
        self._pages[sheet] = pages

    def gone(self, lost: Iterable[tuple[Cell, str]]) -> None:
        """Say what can't be kept for another reason; it is told with the rest."""
        self._gone += lost

    def add_row(self, sheet: str, heading: Place, values: Mapping[int, Entry]) -> int:
        """Put `values`, by column, in the table's first blank row or a new one; its number.

        `heading` is any cell in which the table has a heading.
        Raises InputError where there is no such table, and as `set`.
        """
        table = self._table(sheet, heading)
        row = next(self._growth_of(table)[1], None)
        if row is None:
            table.added += 1
            row = table.last + table.added
        if row + table.totals >= LAST_ROW:
            raise InputError(f"The sheet '{sheet}' is full.", "Start a new workbook.")
        for column, value in values.items():
            self.set(sheet, row, column, value)
        return row

    def last_row(self, sheet: str, heading: Place) -> int:
        """The last row of data of a table. Raises InputError where there is no such table."""
        return self._table(sheet, heading).last

    def adopt(
        self, sheet: str, heading: Place, records: Container[int], typed: Iterable[int]
    ) -> None:
        """Let a table hold the `records` that people typed right under it, as Excel would have.

        A row ends that in which another table stands, or a formula in one of the `typed` columns
        (a total, for example). Say this before rows are added.
        """
        table, rows = self._table(sheet, heading), self._rows_of(sheet)
        table.typed, last = frozenset(typed), table.last
        others = [other.area for other in self._on(sheet) if other is not table]
        while not table.totals and last + 1 in records:
            row = Area(last + 1, table.columns[0], last + 1, table.columns[-1])
            if any(rows.formula(last + 1, column) for column in table.typed) or any(
                area.meets(row) for area in others
            ):
                break
            last += 1
        xml, first = self._parts[table.part], a1(table.heading, table.columns[0])
        old, new = (f'"{first}:{a1(row, table.columns[-1])}"' for row in (table.last, last))
        self._parts[table.part] = xml.replace(old.encode(), new.encode())
        table.last, table.adopted = last, range(table.last + 1, last + 1)

    def saved(self, *, accept_loss: bool = False) -> bytes:
        """The workbook with the changes.

        Raises InputError where something can't be kept, unless `accept_loss`: then it is listed
        on a new sheet About.
        """
        signatures = [name for name in self._parts if name.startswith("_xmlsignatures/")]
        growing = [table for table in self._tables if table.added]
        signed = [(Cell("this workbook", 0), "the digital signature")] if signatures else []
        self.lost = [*self._gone, *signed]
        for table in growing:
            self.lost += self._in_the_way(table)
        adopting = any(table.adopted for table in self._tables)
        if not (self._entered or self._results or adopting):
            return self._data
        if self.lost and not accept_loss:
            named = [f"{cell} ({what})" for cell, what in self.lost[:10]]
            more = len(self.lost) - len(named)
            raise InputError(
                f"This can't be kept: {'; '.join(named)}{f'; and {more} more' if more else ''}. "
                "The workbook stands as it was.",
                "Move it out of the way in Excel, or add --accept-loss to go on and list it on the "
                "sheet About.",
            )
        parts = dict(self._parts)
        if growing:
            self._grow(parts, growing)
        self._calculate(parts, self._write(parts))
        for sheet in {table.sheet for table in growing} - self._pages.keys():
            let_go_on(parts, self._sheets[sheet])
        for sheet, pages in self._pages.items():
            repage(parts, self._sheets[sheet], pages)
        drop(parts, [*signatures, *related(parts, WORKBOOK, "calcChain")])
        if self.lost:
            self._tell(parts)
        return packed(parts)

    def _in_the_way(self, table: ExcelTable) -> list[tuple[Cell, str]]:
        sheet, rows = table.sheet, self._rows_of(table.sheet)
        comments = related(self._parts, self._sheets[sheet], "comments")
        notes = b"".join(self._parts[name] for name in comments)
        things = in_the_way(table, rows, self._on(sheet), self._entered, notes, self._shared)
        return [(self._cell(sheet, row, column), what) for row, column, what in things]

    def _cell(self, sheet: str, row: int, column: int) -> Cell:
        return Cell(sheet, list(self._sheets).index(sheet), row, column)

    def _grow(self, parts: Parts, growing: list[ExcelTable]) -> None:
        """Let what refers to the growing tables grow with them."""
        homes = dict.fromkeys((name for name in parts if "/charts/" in name), "")
        homes |= {part: name for name, part in self._sheets.items()}
        homes |= {table.part: table.sheet for table in self._tables} | {WORKBOOK: ""}
        sheets = {table.sheet for table in growing}
        for part, home in homes.items():
            if home in sheets:
                xml = parts[part]
                end = max(0, xml.rfind(b"</sheetData>"))
                tail = grown_areas(xml[end:], home, growing)
                parts[part] = b"".join((memoryview(xml)[:end], tail))
            parts[part] = grown_formulas(parts[part], home, growing)
        for table in growing:
            parts[table.part] = parts[table.part].replace(b' insertRow="1"', b"")
            for drawing in related(parts, self._sheets[table.sheet], "drawing"):
                parts[drawing] = moved_drawings(parts[drawing], table)

    def _write(self, parts: Parts) -> _Spots:
        """Write the added rows and the values that were put in cells; the cells that changed."""
        changed = _Spots()
        tables = [table for table in self._tables if table.added or table.adopted]
        sheets = {sheet for sheet, _, _ in self._entered} | {table.sheet for table in tables}
        written = {name: SheetRows(parts[self._sheets[name]], name) for name in sheets}
        for table in tables:
            rows = written[table.sheet]
            like = LastRow(table, parts[table.part], rows, self._on(table.sheet))
            cells = completed(rows, table, like)
            cells += extend(rows, table, like) if table.added else []
            changed |= {(table.sheet, *cell) for cell in cells}
        for (sheet, row, column), value in self._entered.items():
            rows = written[sheet]
            if value is not None or not is_blank(rows.row(row).cells.get(column, b"")):
                rows.put(row, column, content(value, self._base_1904), rows.style(row, column))
                changed.add((sheet, row, column))
                if isinstance(value, str):
                    rows.fit(row, column, value)
        parts |= {self._sheets[name]: rows.xml() for name, rows in written.items()}
        return changed

    def _calculate(self, parts: Parts, changed: _Spots) -> None:
        """Store the results that change; name the formulas whose result nobody knows."""
        self._store(parts, self._results, changed)
        is_tall = any(
            table.last + table.added - table.heading > TALL
            for table in self._tables
            if any(table.sheet == sheet for sheet, _, _ in changed)
        )
        now = {} if is_tall else engine_results(parts)
        before = engine_results(unpacked(self._data)) if now else {}
        missing = {
            (sheet, row, column)
            for sheet, part in (self._sheets.items() if now else ())
            for row, column, mark in marks(without_formulas(parts[part]))
            if isinstance(mark, Uncalculated)
        }
        others = {
            spot: result
            for spot, result in now.items()
            if spot not in self._results
            and (before.get(spot) != result or spot in missing or spot in changed)
        }
        self._store(parts, others, changed)
        calculated = now.keys() | self._results.keys()
        self.uncalculated = [
            (self._cell(sheet, cell.row, cell.column), f"={cell.text}")
            for sheet, cell in affected(changed, parts, self._tables)
            if (sheet, cell.row, cell.column) not in calculated
        ]
        if self.uncalculated:
            parts[WORKBOOK] = calculated_on_load(parts[WORKBOOK])
        refresh_charts(parts, changed, self._sheets, self._shared)

    def _store(self, parts: Parts, results: Mapping[Spot, Content], changed: _Spots) -> None:
        sheets = {sheet: self._sheets[sheet] for sheet, _, _ in results}
        parts |= {part: with_results(parts[part], sheet, results) for sheet, part in sheets.items()}
        changed |= results.keys()

    def _tell(self, parts: Parts) -> None:
        """List on a sheet of its own what was lost."""
        rows = SheetRows(_NO_ROWS, "About")
        heading = ("Not kept when this workbook was changed", "Cell", "What stood there")
        lines = [heading, *((cell.sheet, cell.name, what) for cell, what in self.lost)]
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                rows.put(row, column, content(text, self._base_1904), "")
        add_sheet(parts, "About", rows.xml())

    def _opened(self, sheet: str) -> SheetRows:
        if sheet not in self._sheets:
            names = ", ".join(self._sheets)
            raise InputError(f"There is no sheet '{sheet}'.", f"Name one of: {names}.")
        return SheetRows(self._parts[self._sheets[sheet]], sheet)

    def _planned(self, table: ExcelTable) -> tuple[LastRow, Iterator[int]]:
        """What a table's new rows are like, and those that are blank, each found when needed."""
        rows = self._rows_of(table.sheet)
        like = LastRow(table, self._parts[table.part], rows, self._on(table.sheet))
        table.reach = like.reach
        return like, blank_rows(table, rows, self._entered)

    def _on(self, sheet: str) -> list[ExcelTable]:
        return [table for table in self._tables if table.sheet == sheet]

    def _table(self, sheet: str, heading: Place) -> ExcelTable:
        self._rows_of(sheet)
        for table in self._on(sheet):
            if table.heading == heading[0] and heading[1] in table.columns:
                return table
        raise InputError(
            f"No table has its headings in row {heading[0] + 1} of the sheet '{sheet}'.",
            "In Excel, mark the headings and the rows under them and choose Insert, Table.",
        )
