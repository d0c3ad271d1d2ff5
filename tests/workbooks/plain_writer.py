"""The oracle of the press: every cell through XlsxWriter, one by one, and calculated afterwards.

As plain as can be, and as slow: nothing is kept from one workbook to the next. It shares with the
press what says where things stand and how they look.
"""

# ruff: noqa: D102 - its methods are those of the press, in short

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import formualizer
import jinja2
import xlsxwriter

from svtools import __version__
from svtools.workbooks import theme
from svtools.workbooks.blocks import Fields, State, Table
from svtools.workbooks.cell_xml import fitting, serial
from svtools.workbooks.cells import LAST_ROW, a1, letters
from svtools.workbooks.charts import add_chart
from svtools.workbooks.declaration import IDENTITY, Template
from svtools.workbooks.frame import OPTIONS
from svtools.workbooks.items import CellKind, Column, Item, Role
from svtools.workbooks.layout import (
    PURPOSE_ROW,
    STATE_ROW,
    TITLE_ROW,
    Data,
    PlacedFields,
    PlacedSheet,
    PlacedTable,
    lay_out,
    tables_by_key,
    value_of,
)
from svtools.workbooks.links import target
from svtools.workbooks.page_breaks import PAGE_WIDTH
from svtools.workbooks.references import expanded, field_name, heading
from svtools.workbooks.sheet_setup import (
    BIG_HEIGHT,
    GROUP_HEIGHT,
    PURPOSE_HEIGHT,
    STATE_HEIGHT,
    TEXT_WIDTH,
    TITLE_HEIGHT,
    height_of,
    height_of_lines,
    room_in,
    set_up,
    set_widths,
    shown_widths,
    width_between,
)
from svtools.workbooks.sheet_writer import CHART_WIDTH, UNLOCKED_ACTIONS
from svtools.workbooks.validation import Choices, validation
from svtools.workbooks.write import CREATED
from tests.written_cells import CellName, Value, cells_in

Look = Mapping[str, Any]
Results = Mapping[CellName, Value]


def plain(template: Template, data: Data, *, blank: bool = False) -> bytes:
    """The workbook's bytes: written, calculated, and written again with what came out."""
    results: Results = {}
    raw = PlainWriter(template, data, blank, results)
    content = raw.run()
    if raw.uncalculated:
        calculated = bytes(formualizer.recalculate_xlsx_bytes(content)["bytes"])
        with zipfile.ZipFile(io.BytesIO(calculated)) as package:
            results = {name: c.value for name, c in cells_in(package).items() if c.formula}
        content = PlainWriter(template, data, blank, results).run()
    return content


class PlainWriter:
    """One workbook."""

    def __init__(self, template: Template, data: Data, blank: bool, results: Results) -> None:
        self.template, self.blank, self.results = template, blank, results
        self.uncalculated = False
        council = data.get("council", {})
        identity = {
            "template": template.name,
            "version": template.version,
            "tool": f"Social Value Tools {__version__}",
            "council": council.get("name"),
            "policy": council.get("policy"),
        }
        sources = {table.rows.partition(".")[0] for _, table in template.tables() if blank}
        none = dict.fromkeys(sources - template.lists.keys(), ())
        self.data = {**none, "fields": {}, **data, IDENTITY.key: identity}
        undefined = jinja2.ChainableUndefined if blank else jinja2.StrictUndefined
        self.jinja = jinja2.Environment(undefined=undefined)  # noqa: S701 - cells, not HTML
        self.stream = io.BytesIO()
        options = OPTIONS | {"default_format_properties": dict(theme.NORMAL)}
        self.book = xlsxwriter.Workbook(self.stream, options)
        self.plan: list[PlacedSheet] = []
        self.formats: dict[tuple[Any, ...], Any] = {}

    def run(self) -> bytes:
        self.book.set_properties({"title": self.text(self.template.title), "created": CREATED})
        self.plan = lay_out(self.template, self.data)
        sheets = [self.book.add_worksheet(placed.sheet.name) for placed in self.plan]
        tables = tables_by_key(self.plan)
        choices = Choices(self.template, tables, self.book)
        writers = [PlainSheet(self, *each, choices) for each in zip(sheets, self.plan, strict=True)]
        for writer in writers:
            writer.run()
        for writer in writers:
            writer.sheet.sizes = []
            for row, left, chart in writer.placed.charts:
                place = row, *writer.chart_place(left)
                said = replace(chart, title=self.text(chart.title), alt=self.text(chart.alt))
                add_chart(self.book, writer.sheet, place, said, tables)
        for chart in self.book.charts:  # the values are those of the cells
            chart.formula_data = [None] * len(chart.formula_data)
        sheets[0].activate()
        self.book.close()
        return self.stream.getvalue()

    def text(self, source: str) -> str:
        return self.jinja.from_string(source).render(self.data).strip() if "{" in source else source

    def format(self, look: Look) -> Any:
        key = tuple(sorted(look.items()))
        return self.formats.get(key) or self.formats.setdefault(
            key, self.book.add_format(dict(look))
        )

    def is_open(self, item: Item) -> bool:
        return item.role is Role.INPUT or (self.blank and item.role is Role.ISSUED)

    def value(self, item: Item, row: Any) -> Any:
        try:
            return value_of(item, row, self.data)
        except KeyError:
            if self.blank:
                return None
            raise


class PlainSheet:
    """One sheet."""

    def __init__(
        self, book: PlainWriter, sheet: Any, placed: PlacedSheet, choices: Choices
    ) -> None:
        self.book, self.sheet, self.placed, self.choices = book, sheet, placed, choices
        table = placed.tables[-1] if placed.tables else None
        others = [row for row, _, _ in (*placed.lines, *placed.charts)]
        others += [block.row for block in placed.fields]
        closed = book.template.protected or (table and table.table.totals)
        below = max(others, default=0) if table and not closed else LAST_ROW
        self.open_ended = table if table and below < table.row else None
        self.filtered = not (book.template.protected or placed.beside)
        columns = self.open_ended.table.columns if self.open_ended else ()
        looks = {
            at: book.format(theme.under_table(item.kind))
            for at, item in enumerate(columns)
            if book.is_open(item)
        }
        self.widths = set_widths(sheet, placed, looks, filtered=self.filtered)
        self.first_open = placed.first_open(book.is_open)
        self.together: dict[int, Any] = {}
        """What stays together on a page, by row."""
        self.heights = {TITLE_ROW: TITLE_HEIGHT, PURPOSE_ROW: PURPOSE_HEIGHT}

    def run(self) -> None:
        self.texts()
        for block in self.placed.fields:
            self.fields(block)
        for table in self.placed.tables:
            self.table(table)
        self.groups()
        self.pages()
        for row, height in self.heights.items():
            self.sheet.set_row_pixels(row, height)
        if self.book.template.protected:
            self.sheet.protect("", dict.fromkeys(UNLOCKED_ACTIONS, True))
        if self.placed.sheet.hidden:
            self.sheet.hide()

    def pages(self) -> None:
        paging = set_up(self.sheet, self.placed, self.widths, self.first_open)
        if self.sheet.fit_page:
            if paging.is_short(self.heights):
                self.sheet.fit_to_pages(self.sheet.fit_width, 1)
            elif paging.blocks:
                self.sheet.set_print_scale(paging.scale)
                self.sheet.fit_page = False
                self.sheet.set_h_pagebreaks(paging.breaks(self.heights))
        elif paging.blocks:
            self.sheet.set_h_pagebreaks(paging.breaks(self.heights))
        if self.together:
            self.sheet.set_h_pagebreaks(paging.breaks_between(self.together, self.heights))

    def need(self, row: int, height: int) -> None:
        if height:
            self.heights[row] = max(height, self.heights.get(row, 0))

    def fit(self, row: int, column: int, text: object, *, bold: bool = False) -> None:
        if isinstance(text, str) and column < len(self.widths):
            self.need(row, height_of(text, room_in(self.widths[column]), bold=bold))

    def put(self, row: int, column: int, value: Any, look: Look) -> None:
        shown = self.book.format(look)
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, shown)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, shown)
        elif isinstance(value, int | float | Decimal):
            self.sheet.write_number(row, column, value, shown)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, shown)
        else:
            self.sheet.write_string(row, column, fitting(str(value)), shown)

    def calculate(self, row: int, column: int, formula: str, look: Look, known: Any) -> Any:
        """A formula with its result, which is given back."""
        self.book.uncalculated |= known is None
        if known is None:
            known = self.book.results.get((self.placed.sheet.name, a1(row, column)), 0)
        shown = serial(known) if isinstance(known, date) else known
        self.sheet.write_formula(row, column, formula, self.book.format(look), shown)
        return known

    def link(self, row: int, column: int, where: str, look: Look, text: str) -> None:
        self.sheet.write_url(row, column, f"internal:{where}", self.book.format(look), text)

    def role(self, item: Item) -> Role:
        if self.book.is_open(item):
            return Role.INPUT
        return item.role if self.first_open else Role.ISSUED

    def chart_place(self, left: int) -> tuple[int, int]:
        right, declared = self.placed.beside, self.placed.sheet
        if right:
            return left, width_between(self.widths, left, None if left else right - 1)
        return (0 if declared.one_page else declared.frozen), CHART_WIDTH

    def texts(self) -> None:
        declared, alone = self.placed.sheet, self.widths[0] == TEXT_WIDTH
        self.put(TITLE_ROW, 0, self.book.text(declared.title), theme.TITLE)
        purpose = self.book.text(declared.purpose)
        self.put(PURPOSE_ROW, 0, purpose, {**theme.PURPOSE, "text_wrap": alone})
        if alone:
            self.fit(PURPOSE_ROW, 0, purpose)
        if declared.state:
            self.state(declared.state)
        for row, left, line in self.placed.lines:
            self.line(row, left, line)

    def state(self, state: State) -> None:
        book = self.book
        widths = enumerate(shown_widths(self.placed, self.widths))
        shown = {at: width for at, width in widths if width}
        in_sight, used = 1, 0
        for at, width in shown.items():
            used += width
            in_sight = at if used <= PAGE_WIDTH else in_sight
        for column in range(1, max(shown) + 1):
            self.put(STATE_ROW, column, None, theme.STATE)
        fields, key = book.data["fields"], self.placed.sheet.key
        look = theme.STATE | theme.LINK_IN_STATE
        if state.formula:
            formula = expanded(state.formula, None, book.template)
            self.calculate(STATE_ROW, 0, formula, theme.STATE, fields.get(f"state.{key}"))
        else:
            self.put(STATE_ROW, 0, book.text(f"{{{{ {state.issued} }}}}"), theme.STATE)
        if state.first:
            table = state.to.partition(".")[0]
            home = next(sheet.name for sheet, t in book.template.tables() if t.key == table)
            formula = expanded(state.link_to_row(home), None, book.template)
            self.calculate(STATE_ROW, in_sight, formula, look, fields.get(f"link.{key}"))
        elif state.link and (where := target(book.plan, book.text(state.to))):
            self.link(STATE_ROW, in_sight, where, look, book.text(state.link))
        for words, tone in state.tones.items():
            rule = f'LEFT($A${STATE_ROW + 1},{len(words)})="{words}"'
            coloured = {
                "type": "formula",
                "criteria": rule,
                "format": book.format(theme.tone(tone)),
            }
            self.sheet.conditional_format(STATE_ROW, 0, STATE_ROW, max(shown), coloured)
        self.need(STATE_ROW, STATE_HEIGHT)

    def line(self, row: int, left: int, line: Any) -> None:
        wraps = not (self.placed.tables or self.placed.beside)
        role = Role(line.style) if line.style in list(Role) else None
        text = self.book.text(line.text)
        if line.to:
            if where := target(self.book.plan, self.book.text(line.to)):
                self.link(row, left, where, theme.LINKED | {"text_wrap": wraps}, text)
                if wraps:
                    self.fit(row, left, text)
            return
        look: Look = theme.NOTE if line.style == "note" else theme.PLAIN
        look = look if wraps else {**look, "text_wrap": False}
        if line.style == "heading":
            look = theme.HEADING
        elif role:
            look = theme.cell(role, CellKind.TEXT, locked=True) | theme.marked(role)
        self.put(row, left, text, look)
        if look.get("text_wrap") and line.style != "heading":
            self.fit(row, left, theme.marked_label(text, role) if role else text)

    def groups(self) -> None:
        for table in self.placed.tables:
            columns, role = table.table.columns, Role.ISSUED
            for at, column in enumerate(columns, start=table.left):
                if any(each.group for each in columns):
                    role = self.role(column) if column.group else role
                    self.put(table.row - 1, at, self.book.text(column.group), theme.group(role))
                    self.need(table.row - 1, GROUP_HEIGHT)

    def look(self, item: Item, *, big: bool = False, goes_on: bool = False) -> dict[str, Any]:
        look = theme.cell(
            self.role(item),
            item.kind,
            locked=not self.book.is_open(item),
            hide_zero=item.hide_zero,
            places=item.places,
            goes_on=goes_on,
        )
        return look | theme.BIG if big and item.kind is CellKind.MONEY else look

    def look_of_column(self, table: Table, number: int) -> dict[str, Any]:
        item = table.columns[number]
        before = table.columns[number - 1] if number and not item.group else None
        goes_on = before is not None and self.role(before) is Role.INPUT
        look = self.look(item, goes_on=goes_on) | (theme.LINKED if item.to else {})
        return look | theme.BIG if table.big and item.kind is CellKind.MONEY else look

    def formula(self, item: Item, home: Table | Fields) -> str:
        is_formula = item.role is Role.FORMULA
        return expanded(item.source, home, self.book.template) if is_formula else ""

    def cell(self, row: int, column: int, value: Any, look: Look, formula: str) -> None:
        if formula:
            value = self.calculate(row, column, formula, look, value)
        else:
            self.put(row, column, value, look)
        self.fit(row, column, value)

    def fields(self, placed: PlacedFields) -> None:
        fields, left = self.book.data["fields"], placed.left
        for row, item in placed.cells():
            name, label = f"{placed.block.key}.{item.key}", theme.label(self.role(item))
            value = self.book.value(item, {item.key: fields[name]} if name in fields else {})
            if where := target(self.book.plan, item.to):
                self.link(row, left, where, label | theme.LINKED, item.label)
            else:
                self.put(row, left, item.label, label)
            self.fit(row, left, theme.marked_label(item.label, self.role(item)), bold=True)
            look = self.look(item) | {"align": "left", "indent": 1}
            self.cell(row, left + 1, value, look, self.formula(item, placed.block))
            if item.help:
                self.cell(row, left + 2, self.book.text(item.help), theme.HELP, "")
            self.need(row, height_of_lines(item.lines) if item.lines > 1 else 0)
            self.guide((row, left + 1, row, left + 1), item)
            cell = f"='{self.placed.sheet.name}'!${letters(left + 1)}${row + 1}"
            self.book.book.define_name(field_name(placed.block, item), cell)

    def table(self, placed: PlacedTable) -> None:
        table = placed.table
        bare = self.book.template.final and not placed.rows
        options, values = [], []
        for number, item in enumerate(table.columns):
            role = self.role(item)
            look = theme.head(role, item.kind, filtered=self.filtered)
            self.fit(
                placed.row, placed.left + number, theme.marked_label(item.label, role), bold=True
            )
            known = [self.book.value(item, row) for row in placed.rows]
            spare = None if item.role is Role.ISSUED else self.book.value(item, {})
            values.append(known + [spare] * (placed.height - len(known)))
            column = {
                "header": item.label,
                "header_format": self.book.format(look),
                "format": self.book.format(self.look_of_column(table, number)),
                "formula": "" if bare else self.formula(item, table),
            }
            if item.key in table.totals and number:
                column["total_function"] = f"SUBTOTAL(109,{table.name}[{heading(item)}])"
            elif table.totals and not number:
                column["total_string"] = "Total"
            options.append(column)
        about = {
            "name": table.name,
            "columns": options,
            "style": None,
            "autofilter": self.filtered,
            "total_row": bool(table.totals),
            "title": self.book.text(table.heading) or self.placed.sheet.name,
            "description": self.book.text(self.placed.sheet.purpose),
        }
        last = placed.last + bool(table.totals)
        self.sheet.add_table(placed.row, placed.left, last, placed.right, about)
        for number, item in enumerate(table.columns):
            formula = options[number]["formula"]
            if table.totals:
                self.total(placed, number, options[number], values[number])
            self.column(placed, number, formula, values[number])
            until = LAST_ROW - 1 if placed is self.open_ended else placed.last
            at = placed.left + number
            self.guide((placed.first, at, until, at), item)

    def column(self, placed: PlacedTable, number: int, formula: str, values: Sequence[Any]) -> None:
        table, at = placed.table, placed.left + number
        item, look = table.columns[number], self.look_of_column(table, number)
        for index, value in enumerate(values):
            row = placed.first + index
            self.cell(row, at, value, look, formula)
            self.need(row, height_of_lines(item.lines) if item.lines > 1 else 0)
            self.need(row, BIG_HEIGHT if table.big else 0)
        for index, each in enumerate(placed.rows if item.to else ()):
            to = each.get(item.to, item.to) if isinstance(each, Mapping) else item.to
            where, value = target(self.book.plan, to, index), values[index]
            if where and value:
                self.link(placed.first + index, at, where, look, str(value))
        if item.key == table.break_on:
            self.together = dict(enumerate(values, placed.first))

    def total(
        self, placed: PlacedTable, number: int, options: Mapping[str, Any], values: Sequence[Any]
    ) -> None:
        row, item = placed.last + 1, placed.table.columns[number]
        look, at = theme.total(item.kind), placed.left + number
        if "total_function" not in options:
            self.put(row, at, options.get("total_string"), look)
            return
        numbers = [v for v in values if isinstance(v, int | float | Decimal)]
        known = sum((Decimal(str(v)) for v in numbers), Decimal(0))
        is_known = not options["formula"] or None not in values
        self.calculate(row, at, f"={options['total_function']}", look, known if is_known else None)

    def guide(self, area: tuple[int, int, int, int], item: Item) -> None:
        book = self.book
        if book.is_open(item):
            lenient = book.template.protected
            rule = validation(item, book.text(item.help), self.choices, lenient=lenient)
            self.sheet.data_validation(*area, rule)
        if item.kind is CellKind.NUMBER and item.places is None:
            shown, look = theme.few_decimals(a1(*area[:2]))
            self.sheet.conditional_format(*area, shown | {"format": book.format(look)})
        if isinstance(item, Column) and item.bar is not None:
            self.sheet.conditional_format(*area, theme.bar(item.bar))
        for word, tone in item.status.items():
            quoted = '"' + word.replace('"', '""') + '"'
            shown = {"type": "cell", "criteria": "==", "value": quoted}
            look = theme.tone(tone)
            self.sheet.conditional_format(*area, shown | {"format": book.format(look)})
