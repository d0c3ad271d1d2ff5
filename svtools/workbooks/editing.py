"""An existing .xlsx with other values and more rows, and all else that people put there kept.

Only the XML of what changed is written anew. Left byte for byte: other sheets, styles, shared
texts, notes and threaded comments, pictures, slicers, macros.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from svtools.errors import InputError
from svtools.workbooks.added_rows import (
    AffectedCell,
    LastRow,
    blank_rows,
    check_room,
    extend,
    in_the_way,
    moved_drawings,
)
from svtools.workbooks.cells import LAST_ROW, Uncalculated, a1
from svtools.workbooks.chart_caches import refresh_charts
from svtools.workbooks.marks import marks
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    add_sheet,
    drop,
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
    with_results,
)
from svtools.workbooks.sheet_rows import Content, Entry, SheetRows, content, is_blank, shared_texts
from svtools.workbooks.table_growth import ExcelTable, grown_areas, grown_formulas, tables_on

TALL = 20_000
"""Rows of a changed table over which the engine would take too long."""

_BASE_1904 = re.compile(rb"""<workbookPr\s[^>]*date1904\s*=\s*["'](?:1|true)["']""")
_NO_ROWS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)

_Changing = defaultdict[str, set[tuple[int, int]]]


class Editing:
    """Changes to the workbook in `data`, collected and then saved; rows and columns from 0.

    After `saved`, `lost` names what people put there and can't be kept, and `uncalculated` the
    formulas that only the program which opens the workbook can calculate.

    Raises InputError, with a remedy, where the workbook can't be edited.
    """

    def __init__(self, data: bytes) -> None:
        self._data, self._parts = data, unpacked(data)
        self._sheets = sheet_parts(self._parts)
        self._tables = [
            table for item in self._sheets.items() for table in tables_on(self._parts, *item)
        ]
        self._base_1904 = bool(_BASE_1904.search(self._parts[WORKBOOK]))
        texts = related(self._parts, WORKBOOK, "sharedStrings")
        self._shared = shared_texts(self._parts[texts[0]]) if texts else []
        self._rows: dict[str, SheetRows] = {}
        self._last: dict[str, LastRow] = {}
        self._blank: dict[str, list[int]] = {}
        self._entered: dict[str, dict[tuple[int, int], Entry]] = {}
        self._results: dict[Spot, Content] = {}
        self.lost: list[AffectedCell] = []
        self.uncalculated: list[AffectedCell] = []

    def set(self, sheet: str, row: int, column: int, value: Entry) -> None:
        """Put `value` in a cell, which keeps its format; None makes it blank.

        Raises InputError for a heading of a table, for a formula, and for what can't stand in a
        cell.
        """
        formula = self._formula(sheet, row, column)
        if formula is not None:
            raise InputError(
                f"{sheet}!{a1(row, column)} holds a formula: ={formula}", "Leave it to calculate."
            )
        if any(row == table.heading and column in table.columns for table in self._on(sheet)):
            raise InputError(f"{sheet}!{a1(row, column)} is a heading of a table.", "Leave it.")
        content(value, self._base_1904)
        self._entered.setdefault(sheet, {})[row, column] = value

    def result(self, sheet: str, row: int, column: int, value: Entry) -> None:
        """Say what the formula in a cell gives, where it is known better than the engine can."""
        self._results[sheet, row, column] = content(value, self._base_1904, result=True)

    def add_row(self, sheet: str, heading_row: int, values: Mapping[int, Entry]) -> int:
        """Put `values`, by column, in the table's first blank row or a new one; its number.

        Raises InputError where there is no such table, and as `set`.
        """
        table = self._table(sheet, heading_row, values)
        row = self._blank_row(table)
        if row is None:
            table.added += 1
            row = table.last + table.added
        if row + table.totals >= LAST_ROW:
            raise InputError(f"The sheet '{sheet}' is full.", "Start a new workbook.")
        for column, value in values.items():
            self.set(sheet, row, column, value)
        return row

    def last_row(self, sheet: str, heading_row: int) -> int:
        """The last row of data of a table. Raises InputError where there is no such table."""
        return self._table(sheet, heading_row, {}).last

    def adopt(self, sheet: str, heading_row: int, last: int) -> None:
        """Let a table hold the rows that people typed under it, which Excel would have added."""
        table = self._table(sheet, heading_row, {})
        if last > table.last and not table.totals:
            first, end = a1(table.heading, table.columns[0]), table.columns[-1]
            old, new = (f'ref="{first}:{a1(row, end)}"' for row in (table.last, last))
            xml = self._parts[table.part]
            self._parts[table.part] = xml.replace(old.encode(), new.encode())
            table.last = last

    def saved(self, *, accept_loss: bool = False) -> bytes:
        """The workbook with the changes.

        Raises InputError where something can't be kept, unless `accept_loss`: then it is listed
        on a new sheet About.
        """
        signatures = [name for name in self._parts if name.startswith("_xmlsignatures/")]
        self.lost = [AffectedCell("", 0, 0, "the digital signature")] if signatures else []
        growing = [table for table in self._tables if table.added]
        for table in growing:
            self.lost += self._in_the_way(table)
        if not self._entered and not self._results:
            return self._data
        if self.lost and not accept_loss:
            told = "; ".join(map(str, self.lost[:10]))
            raise InputError(
                f"{len(self.lost)} things in this workbook can't be kept: {told}.",
                "Move them out of the way in Excel, or accept the loss.",
            )
        parts, changed = dict(self._parts), _Changing(set)
        if growing:
            self._grow(parts, growing)
        self._write(parts, changed, growing)
        self._calculate(parts, changed)
        drop(parts, [*signatures, *related(parts, WORKBOOK, "calcChain")])
        if self.lost:
            self._tell(parts)
        return packed(parts)

    def _in_the_way(self, table: ExcelTable) -> list[AffectedCell]:
        part, rows = self._sheets[table.sheet], self._rows_of(table.sheet)
        others = [other for other in self._on(table.sheet) if other is not table]
        check_room(table, others)
        notes = b"".join(self._parts[name] for name in related(self._parts, part, "comments"))
        entered = self._entered.get(table.sheet, {})
        return list(in_the_way(table, rows, entered, notes, self._shared))

    def _grow(self, parts: Parts, growing: list[ExcelTable]) -> None:
        """Let what refers to the growing tables grow with them."""
        homes = {part: name for name, part in self._sheets.items()}
        homes |= {table.part: table.sheet for table in self._tables}
        sheets = {table.sheet for table in growing}
        for part in (*homes, *(name for name in parts if "/charts/" in name), WORKBOOK):
            home = homes.get(part, "")
            cells, end, tail = parts[part].rpartition(b"</sheetData>")
            if home in sheets:
                tail = grown_areas(tail, home, growing)
            pieces = (grown_formulas(xml, home, growing) for xml in (cells, tail))
            parts[part] = end.join(pieces)
        for table in growing:
            parts[table.part] = parts[table.part].replace(b' insertRow="1"', b"")
            for drawing in related(parts, self._sheets[table.sheet], "drawing"):
                parts[drawing] = moved_drawings(parts[drawing], table)

    def _write(self, parts: Parts, changed: _Changing, growing: list[ExcelTable]) -> None:
        """Write the added rows and the values that were put in cells."""
        for sheet in {*self._entered, *(table.sheet for table in growing)}:
            part = self._sheets[sheet]
            rows = SheetRows(parts[part], sheet)
            formulas = {table.name: table.formulas for table in tables_on(parts, sheet, part)}
            for table in growing:
                if table.sheet == sheet:
                    now = replace(table, formulas=formulas[table.name])
                    like = LastRow(now, rows, self._on(sheet))
                    changed[sheet].update(extend(rows, table, like))
            for (row, column), value in self._entered.get(sheet, {}).items():
                if value is not None or not is_blank(rows.row(row).cells.get(column, b"")):
                    rows.put(row, column, content(value, self._base_1904), rows.style(row, column))
                    changed[sheet].add((row, column))
                    if isinstance(value, str):
                        rows.fit(row, column, value)
            parts[part] = rows.xml()

    def _calculate(self, parts: Parts, changed: _Changing) -> None:
        """Store the results that change; name the formulas whose result nobody knows."""
        self._store(parts, self._results, changed)
        now = {} if self._is_tall(changed) else engine_results(parts)
        before = engine_results(self._parts) if now else {}
        missing = {
            (sheet, row, column)
            for sheet, part in (self._sheets.items() if now else ())
            for row, column, mark in marks(parts[part])
            if isinstance(mark, Uncalculated)
        }
        others = {
            spot: result
            for spot, result in now.items()
            if spot not in self._results
            and (
                before.get(spot) != result
                or spot in missing
                or spot[1:] in changed.get(spot[0], ())
            )
        }
        self._store(parts, others, changed)
        calculated = now.keys() | self._results.keys()
        self.uncalculated = [
            AffectedCell(sheet, cell.row, cell.column, f"={cell.text}")
            for sheet, cell in affected(changed, parts, self._tables)
            if (sheet, cell.row, cell.column) not in calculated
        ]
        if self.uncalculated:
            parts[WORKBOOK] = calculated_on_load(parts[WORKBOOK])
        refresh_charts(
            parts,
            changed,
            lambda sheet: SheetRows(parts[self._sheets[sheet]], sheet),
            self._shared,
        )

    def _store(self, parts: Parts, results: Mapping[Spot, Content], changed: _Changing) -> None:
        for sheet in {sheet for sheet, _, _ in results}:
            here = {
                (row, column): to for (name, row, column), to in results.items() if name == sheet
            }
            parts[self._sheets[sheet]] = with_results(parts[self._sheets[sheet]], here)
            changed[sheet].update(here)

    def _tell(self, parts: Parts) -> None:
        """List on a sheet of its own what was lost."""
        rows = SheetRows(_NO_ROWS, "About")
        heading = ("Not kept when this workbook was changed", "Cell", "What stood there")
        lines = [(cell.sheet, a1(cell.row, cell.column), cell.content) for cell in self.lost]
        for row, line in enumerate([heading, *lines]):
            for column, text in enumerate(line):
                rows.put(row, column, content(text, self._base_1904), "")
        add_sheet(parts, "About", rows.xml())

    def _is_tall(self, changed: _Changing) -> bool:
        return any(
            table.sheet in changed and table.last + table.added - table.heading > TALL
            for table in self._tables
        )

    def _rows_of(self, sheet: str) -> SheetRows:
        if sheet not in self._sheets:
            names = ", ".join(self._sheets)
            raise InputError(f"There is no sheet '{sheet}'.", f"Name one of: {names}.")
        if sheet not in self._rows:
            self._rows[sheet] = SheetRows(self._parts[self._sheets[sheet]], sheet)
        return self._rows[sheet]

    def _on(self, sheet: str) -> list[ExcelTable]:
        return [table for table in self._tables if table.sheet == sheet]

    def _table(self, sheet: str, heading_row: int, values: Mapping[int, Entry]) -> ExcelTable:
        self._rows_of(sheet)
        for table in self._on(sheet):
            if table.heading == heading_row:
                self._like(table)
                if not values or min(values) in table.reach:
                    return table
        raise InputError(
            f"No table has its headings in row {heading_row + 1} of the sheet '{sheet}'.",
            "In Excel, mark the headings and the rows under them and choose Insert, Table.",
        )

    def _like(self, table: ExcelTable) -> LastRow:
        if table.name not in self._last:
            like = LastRow(table, self._rows_of(table.sheet), self._on(table.sheet))
            self._last[table.name], table.reach = like, like.reach
        return self._last[table.name]

    def _blank_row(self, table: ExcelTable) -> int | None:
        """The next blank row of a table into which nothing was put yet."""
        if table.name not in self._blank:
            self._blank[table.name] = blank_rows(table, self._rows_of(table.sheet))[::-1]
        blank, entered = self._blank[table.name], self._entered.get(table.sheet, {})
        while blank:
            row = blank.pop()
            if all(entered.get((row, column)) is None for column in table.reach):
                return row
        return None

    def _formula(self, sheet: str, row: int, column: int) -> str | None:
        """The formula that stands, or will stand, in a cell."""
        rows = self._rows_of(sheet)
        for table in self._on(sheet):
            if table.last < row <= table.last + table.added and column in table.reach:
                return self._like(table).formula(row, column)
        return rows.formula(row, column)
