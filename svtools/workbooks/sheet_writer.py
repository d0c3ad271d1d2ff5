"""One sheet of a master: what XlsxWriter writes of it, and its cells as strips to be printed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from svtools.workbooks import theme
from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.cells import LAST_ROW, a1, letters
from svtools.workbooks.charts import add_chart
from svtools.workbooks.copies import Copy
from svtools.workbooks.frame import Frame, FrameWorkbook
from svtools.workbooks.items import CellKind, Column, Item, Role
from svtools.workbooks.layout import PlacedFields, PlacedSheet, PlacedTable
from svtools.workbooks.links import target
from svtools.workbooks.references import expanded, field_name
from svtools.workbooks.sheet_setup import (
    BIG_HEIGHT,
    height_of_lines,
    room_in,
    set_up,
    set_widths,
    width_between,
)
from svtools.workbooks.sheet_texts import write_groups, write_texts
from svtools.workbooks.strips import Run, SheetPrinter, Strip, Values, bands, side_by_side
from svtools.workbooks.validation import Choices, validation

CHART_WIDTH = 850
ENDLESS = 10**6
"""The pixels that a text has in a column of no width of its own."""

Area = tuple[int, int, int, int]
"""The first row and column of some cells, and the last."""

UNLOCKED_ACTIONS = ("select_locked_cells", "select_unlocked_cells", "format_columns", "format_rows")


class SheetWriter:
    """Writes one placed sheet of a copy's kind."""

    def __init__(
        self, copy: Copy, book: FrameWorkbook, sheet: Frame, placed: PlacedSheet, choices: Choices
    ) -> None:
        self.copy, self.book, self.sheet, self.placed = copy, book, sheet, placed
        self.choices = choices
        self.first_open = placed.first_open(copy.is_open)
        self.open_ended = None if copy.template.protected else placed.end()
        """The table that goes on as people type under it: not every program formats new rows."""
        self.filtered = not (copy.template.protected or placed.beside)
        """Whether its tables have buttons to filter."""
        looks = self._looks_under_table()
        self.widths = set_widths(sheet, placed, looks, filtered=self.filtered)
        self.least: dict[int, int] = {}
        """The pixels that some rows have at least."""
        self._cells: dict[tuple[int, int], Run] = {}
        self._bodies: list[Strip] = []

    def run(self) -> SheetPrinter:
        """Write everything; what prints the cells."""
        write_texts(self)
        for block in self.placed.fields:
            self._write_fields(block)
        for table in self.placed.tables:
            self._write_table(table)
        write_groups(self)
        self._draw_charts()
        paging = set_up(self.sheet, self.placed, self.widths, self.first_open)
        if self.copy.template.protected:
            self.sheet.protect("", dict.fromkeys(UNLOCKED_ACTIONS, True))
        if self.placed.sheet.hidden:
            self.sheet.hide()
        keys = {f"{table.table.key}.{table.table.break_on}" for table in self.placed.tables}
        runs = (run for strip in self._bodies for run in strip.runs)
        page_run = next((run for run in runs if run.name in keys), None)
        return SheetPrinter(bands(self._strips()), paging, page_run)

    def _strips(self) -> list[Strip]:
        """All its cells, each in its place."""
        strips = side_by_side(self.placed.sheet.name, self._cells)
        for strip in strips:
            strip.least = self.least.get(strip.row, 0)
        strips += self._bodies
        for strip in strips:
            for column, run in enumerate(strip.runs, start=strip.column):
                self.sheet.reach(strip.row + strip.height - 1, column)
                room = room_in(self.widths[column]) if column < len(self.widths) else ENDLESS
                run.place(strip, column, room)
        return strips

    def put(
        self, row: int, column: int, look: Mapping[str, Any], values: Values, **about: Any
    ) -> None:
        """Let a cell hold what `values` gives; `about` is what else a run says."""
        self._cells[row, column] = self._run(look, values, **about)

    def text(
        self, row: int, column: int, source: str, look: Mapping[str, Any], **about: Any
    ) -> None:
        """Let a cell hold a declared text, with each workbook's data in it."""
        is_constant = "{" not in source
        values = self._constant(source) if is_constant else lambda copy, *_: [copy.text(source)]
        self.put(row, column, look, values, **about)

    def _run(self, look: Mapping[str, Any], values: Values, **about: Any) -> Run:
        return Run(style=self.book.style(look), values=values, words=self.book.words, **about)

    def _constant(self, text: str) -> Values:
        """The same text in every workbook."""
        if text:
            self.book.share(text)
        return lambda *_: [text]

    def formula(self, source: str, home: Table | Fields | None) -> dict[str, Any]:
        """What a run says of its formula."""
        written = expanded(source, home, self.copy.template)
        return {"formula": written.removeprefix("="), "source": source, "home": home}

    def shade(self, area: Area, rule: Mapping[str, Any], look: Mapping[str, Any]) -> None:
        """Give an area a look where a rule says so."""
        self.sheet.conditional_format(*area, {**rule, "format": self.book.format(look)})

    def need(self, row: int, height: int) -> None:
        """Make a row at least so many pixels high."""
        self.least[row] = max(height, self.least.get(row, 0))

    def _looks_under_table(self) -> dict[int, Any]:
        columns = self.open_ended.table.columns if self.open_ended else ()
        return {
            number: self.book.format(theme.under_table(item.kind))
            for number, item in enumerate(columns)
            if self.copy.is_open(item)
        }

    def role(self, item: Item) -> Role:
        """Who its value comes from, as its look tells it.

        On a sheet where nobody fills in anything it need not be told what is calculated.
        """
        if self.copy.is_open(item):
            return Role.INPUT
        return item.role if self.first_open else Role.ISSUED

    def _draw_charts(self) -> None:
        """Draw its charts, each as wide as its half of the sheet where two stand side by side.

        Others stand right of the columns that are printed again on each page.
        """
        right, text, declared = self.placed.beside, self.copy.text, self.placed.sheet
        for row, left, chart in self.placed.charts:
            half = width_between(self.widths, left, None if left else right - 1)
            alone = row, 0 if declared.one_page else declared.frozen, CHART_WIDTH
            place = (row, left, half) if right else alone
            said = replace(chart, title=text(chart.title), alt=text(chart.alt))
            add_chart(self.book, self.sheet, place, said, self.copy.tables)

    def _look(self, item: Item, *, goes_on: bool = False) -> dict[str, Any]:
        """How an item's cell looks; where a run of inputs `goes_on` it has no edge of its own."""
        return theme.cell(
            self.role(item),
            item.kind,
            locked=not self.copy.is_open(item),
            hide_zero=item.hide_zero,
            places=item.places,
            goes_on=goes_on,
        )

    def _write_fields(self, placed: PlacedFields) -> None:
        block, left = placed.block, placed.left
        for row, item in placed.cells():
            self._write_label(row, left, item)
            self._write_field(row, left + 1, block, item)
            if item.help:
                self.text(row, left + 2, item.help, theme.HELP, measured=True)
            if item.lines > 1:  # how long a calculated text is, nobody knows yet
                self.need(row, height_of_lines(item.lines))
            self._guide((row, left + 1, row, left + 1), item)
            cell = f"='{self.placed.sheet.name}'!${letters(left + 1)}${row + 1}"
            self.book.define_name(field_name(block, item), cell)

    def _write_label(self, row: int, left: int, item: Item) -> None:
        """What a field is called, which may lead to where it is from."""
        where, role = target(self.copy.plan, item.to), self.role(item)
        look = theme.label(role) | (theme.LINKED if where else {})
        link = (lambda *_: where) if where else None
        self._write_name(row, left, item, look, link=link)

    def _write_name(
        self, row: int, column: int, item: Item, look: Mapping[str, Any], **about: Any
    ) -> None:
        """What an item is called, with its mark before it."""
        mark = theme.marked_label("", self.role(item))
        name = self._constant(item.label)
        self.put(row, column, look, name, measured=True, bold=True, mark=mark, **about)

    def _write_field(self, row: int, column: int, block: Fields, item: Item) -> None:
        self.put(
            *(row, column, self._look(item) | {"align": "left", "indent": 1}),  # beside its label
            lambda copy, *_: [copy.field(block, item)],
            name=f"{block.key}.{item.key}",
            measured=True,
            **(self.formula(item.source, block) if item.role is Role.FORMULA else {}),
        )

    def _write_table(self, placed: PlacedTable) -> None:
        """A table: its columns, its rows, its totals, and what guides people in it."""
        table, columns = placed.table, list(enumerate(placed.table.columns, start=placed.left))
        told = [self._write_heading(placed, at, item) for at, item in columns]
        runs = [self._column(placed, at, item) for at, item in columns]
        lines = max(item.lines for item in table.columns)
        least = max(height_of_lines(lines) if lines > 1 else 0, BIG_HEIGHT if table.big else 0)
        corner = self.placed.sheet.name, placed.first, placed.left
        self._bodies.append(Strip(*corner, runs, table.key, placed.height, least))
        for number, run in enumerate(runs if table.totals else ()):
            told[number] |= self._write_total(placed, *columns[number], run)
        self.sheet.add_tall_table(
            (placed.row, placed.left),
            (placed.last, placed.right),
            {
                "name": table.name,
                "columns": told,
                "style": None,
                "autofilter": self.filtered,
                "total_row": bool(table.totals),
                "title": self.copy.text(table.heading) or self.placed.sheet.name,
                "description": self.copy.text(self.placed.sheet.purpose),
            },
        )
        last = LAST_ROW - 1 if placed is self.open_ended else placed.last
        for at, item in columns:
            self._guide((placed.first, at, last, at), item)

    def _write_heading(self, placed: PlacedTable, at: int, item: Column) -> dict[str, Any]:
        """A column's heading; what XlsxWriter is told of the column."""
        look = theme.head(self.role(item), item.kind, filtered=self.filtered)
        self._write_name(placed.row, at, item, look)
        return {
            "header": item.label,
            "header_format": self.book.format(look),
            "format": self.book.format(self._look_of_column(placed, at, item)),
            **self._column_formula(placed, item),
        }

    def _column(self, placed: PlacedTable, at: int, item: Column) -> Run:
        """A column of a table's rows."""

        def link(copy: Copy, row: Any, index: int) -> str:
            to = row.get(item.to, item.to) if isinstance(row, Mapping) else item.to
            return target(copy.plan, to, index)

        return self._run(
            self._look_of_column(placed, at, item),
            lambda copy, *rows: copy.column(item, *rows),
            name=f"{placed.table.key}.{item.key}",
            measured=True,
            link=link if item.to else None,
            **self._column_formula(placed, item),
        )

    def _look_of_column(self, placed: PlacedTable, at: int, item: Column) -> dict[str, Any]:
        """The look of a column's cells; a run of inputs has one edge, where its group begins.

        Pounds of a `big` table are a headline.
        """
        is_first = at == placed.left or item.group
        before = None if is_first else placed.table.columns[at - placed.left - 1]
        goes_on = before is not None and self.role(before) is Role.INPUT
        look = self._look(item, goes_on=goes_on) | (theme.LINKED if item.to else {})
        is_big = placed.table.big and item.kind is CellKind.MONEY
        return look | (theme.BIG if is_big else {})

    def _column_formula(self, placed: PlacedTable, item: Item) -> dict[str, Any]:
        """A column's formula; none in the one blank row of a table that has nothing to show."""
        bare = self.copy.template.final and not placed.rows
        is_formula = item.role is Role.FORMULA and not bare
        return self.formula(item.source, placed.table) if is_formula else {}

    def _write_total(self, placed: PlacedTable, at: int, item: Item, summed: Run) -> dict[str, Any]:
        """A cell under a table's column; what XlsxWriter is told of it."""
        table, row, look = placed.table, placed.last + 1, theme.total(item.kind)
        if item.key in table.totals and at > placed.left:
            source = f"=SUBTOTAL(109,{{{table.key}.{item.key}}})"
            about = self.formula(source, None)
            summed.totalled = True
            self.put(row, at, look, lambda copy, *_: [copy.totals[summed]], sums=summed, **about)
            return {"total_function": about["formula"]}
        text = "" if at > placed.left else "Total"
        self.text(row, at, text, look)
        return {"total_string": text}

    def _guide(self, area: Area, item: Item) -> None:
        """Help and limits where something is filled in; colours beside a status word."""
        if self.copy.is_open(item):
            help_, lenient = self.copy.text(item.help), self.copy.template.protected
            rule = validation(item, help_, self.choices, lenient=lenient)
            self.sheet.data_validation(*area, rule)
        if item.kind is CellKind.NUMBER and item.places is None:
            self.shade(area, *theme.few_decimals(a1(*area[:2])))
        if isinstance(item, Column) and item.bar is not None:
            self.sheet.conditional_format(*area, theme.bar(item.bar))
        for word, tone in item.status.items():
            quoted = '"' + word.replace('"', '""') + '"'
            rule = {"type": "cell", "criteria": "==", "value": quoted}
            self.shade(area, rule, theme.tone(tone))
