"""One sheet of a workbook in the making: its fields and tables, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from svtools.workbooks import theme
from svtools.workbooks.cells import LAST_ROW, a1, letters
from svtools.workbooks.declaration import (
    CellKind,
    Column,
    Fields,
    Item,
    Role,
    Table,
)
from svtools.workbooks.layout import (
    PlacedFields,
    PlacedSheet,
    PlacedTable,
    value_of,
)
from svtools.workbooks.links import target
from svtools.workbooks.page_breaks import row_breaks
from svtools.workbooks.quick_sheet import QuickSheet
from svtools.workbooks.references import expanded, field_name, heading
from svtools.workbooks.sheet_setup import (
    BIG_HEIGHT,
    Heights,
    set_up,
    set_widths,
    width_between,
)
from svtools.workbooks.sheet_texts import SheetTexts
from svtools.workbooks.sheet_values import put
from svtools.workbooks.validation import Choices, validation

if TYPE_CHECKING:
    from svtools.workbooks.write import BookWriter

CHART_WIDTH = 850
UNLOCKED_ACTIONS = ("select_locked_cells", "select_unlocked_cells", "format_columns", "format_rows")


class SheetWriter:
    """Writes one placed sheet."""

    def __init__(
        self, book: "BookWriter", sheet: QuickSheet, placed: PlacedSheet, choices: Choices
    ) -> None:
        self.book = book
        self.sheet = sheet
        self.placed = placed
        self.choices = choices
        self.open_ended = self._open_ended()
        self.filtered = not (book.template.protected or placed.beside)
        """Whether its tables have buttons to filter."""
        looks = self._looks_under_table()
        self.widths = set_widths(sheet, placed, looks, filtered=self.filtered)
        self.heights = Heights(self.widths)

    def run(self) -> None:
        """Write everything but the charts."""
        declared = self.placed.sheet
        texts = SheetTexts(self.book, self.sheet, self.placed, self.widths, self.heights)
        texts.run()
        for block in self.placed.fields:
            self._write_fields(block)
        for table in self.placed.tables:
            self._write_table(table)
        texts.groups(self.role)
        self.heights.apply(self.sheet)
        first_open = self.placed.first_open(self.book.is_open)
        set_up(self.sheet, self.placed, self.widths, self.heights, first_open)
        if self.book.template.protected:
            self.sheet.protect("", dict.fromkeys(UNLOCKED_ACTIONS, True))
        if declared.hidden:
            self.sheet.hide()

    def _open_ended(self) -> PlacedTable | None:
        """The table that goes on as people type under it: on an open sheet, with nothing below.

        Not every program gives the new rows what the table's own have.
        """
        placed = self.placed
        table = placed.tables[-1] if placed.tables else None
        if table is None or self.book.template.protected or table.table.totals:
            return None
        others = [row for row, _, _ in (*placed.lines, *placed.charts)]
        others += [block.row for block in placed.fields]
        return table if max(others, default=0) < table.row else None

    def _looks_under_table(self) -> dict[int, Any]:
        columns = self.open_ended.table.columns if self.open_ended else ()
        return {
            number: self.book.format(theme.under_table(item.kind))
            for number, item in enumerate(columns)
            if self.book.is_open(item)
        }

    def role(self, item: Item) -> Role:
        """Who its value comes from, as its look tells it.

        On a sheet where nobody fills in anything it need not be told what is calculated.
        """
        if self.book.is_open(item):
            return Role.INPUT
        return item.role if self._is_filled_in else Role.ISSUED

    @cached_property
    def _is_filled_in(self) -> bool:
        """Whether anything on the sheet is open to be filled in."""
        return self.placed.first_open(self.book.is_open) is not None

    def chart_width(self, left: int) -> int:
        """The pixels of a chart: one of two beside another, or one that has the sheet to itself."""
        right = self.placed.beside
        if not right:
            return CHART_WIDTH
        return width_between(self.widths, left, None if left else right - 1)

    def _write_fields(self, placed: PlacedFields) -> None:
        fields = self.book.data["fields"]
        for row, item in placed.cells():
            name = f"{placed.block.key}.{item.key}"
            value = self._value(item, {item.key: fields[name]} if name in fields else {})
            left = placed.left
            self._label(row, left, item)
            look = self.book.item_format(item, self.role(item), alone=True)
            self._write_value(row, left + 1, value, look, self._formula(item, placed.block))
            help_ = self.book.text(item.help)
            if help_:
                put(self.sheet, row, left + 2, help_, self.book.format(theme.HELP))
            label = theme.marked_label(item.label, self.role(item))
            for column, text in enumerate((label, value, help_), start=left):
                self.heights.need(row, column, text, bold=column == left)
            if item.lines > 1:  # how long a calculated text is, nobody knows yet
                self.heights.reserve(row, item.lines)
            self._guide((row, left + 1, row, left + 1), item)
            cell = f"='{self.placed.sheet.name}'!${letters(left + 1)}${row + 1}"
            self.book.book.define_name(field_name(placed.block, item), cell)

    def _label(self, row: int, left: int, item: Item) -> None:
        """What a field is called, which may lead to where it is from."""
        where, look = target(self.book.plan, item.to), theme.label(self.role(item))
        if where:
            look |= theme.LINKED
            self.sheet.write_url(row, left, where, self.book.format(look), item.label)
        else:
            put(self.sheet, row, left, item.label, self.book.format(look))

    def _write_table(self, placed: PlacedTable) -> None:
        table = placed.table
        values = [self._column_values(placed, item) for item in table.columns]
        columns = []
        for number, item in enumerate(table.columns):
            role = self.role(item)
            label = theme.marked_label(item.label, role)
            self.heights.need(placed.row, placed.left + number, label, bold=True)
            head = theme.head(role, item.kind, filtered=self.filtered)
            options = {
                "header": item.label,
                "header_format": self.book.format(head),
                "format": self._look(table, number),
                "formula": self._column_formula(placed, item),
            }
            columns.append(options | self._total(placed, number, item, values[number]))
        self.sheet.add_table(
            placed.row,
            placed.left,
            placed.last + bool(table.totals),
            placed.right,
            {
                "name": table.name,
                "columns": columns,
                "style": None,
                "autofilter": self.filtered,
                "total_row": bool(table.totals),
                "title": self.book.text(table.heading) or self.placed.sheet.name,
                "description": self.book.text(self.placed.sheet.purpose),
            },
        )
        for number, item in enumerate(table.columns):
            at = placed.left + number
            if table.totals:
                self._write_total(placed, at, item, columns[number])
            self._write_column(placed, at, item, values[number])
            last = LAST_ROW - 1 if placed is self.open_ended else placed.last
            self._guide((placed.first, at, last, at), item)
            if item.key == table.break_on:
                self.sheet.set_h_pagebreaks(
                    row_breaks(dict(enumerate(values[number], placed.first)))
                )
        for row in range(placed.first, placed.last + 1) if table.big else ():
            self.heights.least(row, BIG_HEIGHT)

    def _look(self, table: Table, number: int) -> Any:
        """The format of a column's cells; a run of inputs has one edge, where its group begins."""
        item = table.columns[number]
        before = table.columns[number - 1] if number and not item.group else None
        goes_on = before is not None and self.role(before) is Role.INPUT
        role = self.role(item)
        linked = bool(item.to)
        return self.book.item_format(item, role, big=table.big, goes_on=goes_on, linked=linked)

    def _total(
        self, placed: PlacedTable, number: int, item: Item, values: Sequence[Any]
    ) -> dict[str, Any]:
        table = placed.table
        if table.totals and number == 0:
            return {"total_string": "Total"}
        if item.key not in table.totals:
            return {}
        formula = f"SUBTOTAL(109,{table.name}[{heading(item)}])"
        is_known = None not in values or not self._column_formula(placed, item)
        known = _sum(values) if is_known else None  # before anything is calculated
        return {"total_function": formula, "total_value": self.book.result(known)}

    def _write_total(
        self, placed: PlacedTable, number: int, item: Item, options: Mapping[str, Any]
    ) -> None:
        """The total's cell anew: add_table gives it the look and the lock of the cells above."""
        row, look = placed.last + 1, self.book.format(theme.total(item.kind))
        if "total_function" in options:
            total = f"={options['total_function']}"
            self.sheet.write_formula(row, number, total, look, options["total_value"])
        else:
            self.sheet.write(row, number, options.get("total_string"), look)

    def _column_values(self, placed: PlacedTable, item: Item) -> list[Any]:
        """The column's value in each row of the sheet; a spare row is issued nothing."""
        spare = None if item.role is Role.ISSUED else self._value(item, {})
        if item.role is Role.ISSUED and all(
            row.__class__ is dict and item.source in row for row in placed.rows
        ):
            values = [row[item.source] for row in placed.rows]  # the usual case, quickly
        else:
            values = [self._value(item, row) for row in placed.rows]
        return values + [spare] * (placed.height - len(values))

    def _write_column(
        self, placed: PlacedTable, number: int, item: Item, values: Sequence[Any]
    ) -> None:
        look = self._look(placed.table, number - placed.left)
        formula = self._column_formula(placed, item)
        rest: Iterable[int] = range(len(values))
        if not formula:
            rest = self.sheet.write_plain(placed.first, number, values, look)
        for index in rest:
            self._write_value(placed.first + index, number, values[index], look, formula)
        for index, row in enumerate(placed.rows if item.to else ()):
            to = row.get(item.to, item.to) if isinstance(row, Mapping) else item.to
            where, value = target(self.book.plan, to, index), values[index]
            if where and value:
                self.sheet.write_url(placed.first + index, number, where, look, str(value))
        self.heights.need(placed.first, number, *values)
        if item.lines > 1:  # how long a calculated text is, nobody knows yet
            for row in range(placed.first, placed.last + 1):
                self.heights.reserve(row, item.lines)

    def _value(self, item: Item, row: Any) -> Any:
        try:
            return value_of(item, row, self.book.data)
        except KeyError:
            if self.book.blank:
                return None
            raise

    def _formula(self, item: Item, home: Table | Fields) -> str:
        is_formula = item.role is Role.FORMULA
        return expanded(item.source, home, self.book.template) if is_formula else ""

    def _column_formula(self, placed: PlacedTable, item: Item) -> str:
        """A column's formula; none in the one blank row of a table that has nothing to show."""
        bare = self.book.template.final and not placed.rows
        return "" if bare else self._formula(item, placed.table)

    def _write_value(self, row: int, column: int, value: Any, look: Any, formula: str) -> None:
        if formula:
            self.sheet.write_formula(row, column, formula, look, self.book.result(value))
        else:
            put(self.sheet, row, column, value, look)

    def _guide(self, area: tuple[int, int, int, int], item: Item) -> None:
        """Help and limits where something is filled in; colours beside a status word."""
        if self.book.is_open(item):
            help_, lenient = self.book.text(item.help), self.book.template.protected
            rule = validation(item, help_, self.choices, lenient=lenient)
            self.sheet.data_validation(*area, rule)
        if item.kind is CellKind.NUMBER and item.places is None:
            shown = theme.few_decimals(a1(*area[:2]))
            self.sheet.conditional_format(
                *area, shown | {"format": self.book.format(shown["format"])}
            )
        if isinstance(item, Column) and item.bar is not None:
            self.sheet.conditional_format(*area, theme.bar(item.bar))
        for word, tone in item.status.items():
            look = self.book.format(theme.tone(tone))
            quoted = '"' + word.replace('"', '""') + '"'
            shown = {"type": "cell", "criteria": "==", "value": quoted, "format": look}
            self.sheet.conditional_format(*area, shown)


def _sum(values: Sequence[Any]) -> Decimal | int:
    """The total of the numbers among a column's values."""
    return sum((v for v in values if isinstance(v, Decimal | int)), Decimal(0))
