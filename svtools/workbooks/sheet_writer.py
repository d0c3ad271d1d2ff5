"""One sheet of a workbook in the making: its texts, fields and tables, cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from svtools.workbooks import theme
from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.declaration import CellKind, Fields, Item, Role, Table
from svtools.workbooks.layout import (
    PURPOSE_ROW,
    TITLE_ROW,
    PlacedFields,
    PlacedSheet,
    PlacedTable,
    value_of,
)
from svtools.workbooks.quick_sheet import QuickSheet
from svtools.workbooks.references import expanded, field_name
from svtools.workbooks.sheet_setup import Heights, set_up_print, set_widths
from svtools.workbooks.validation import Choices, validation

if TYPE_CHECKING:
    from svtools.workbooks.write import BookWriter

LONGEST_TEXT = 32_000
CUT = " [cut here: the cell can hold no more]"
LINES_OF_CALCULATED_TEXT = 4
EXCEL_DAY_0 = date(1899, 12, 30)
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
        self.widths = set_widths(sheet, placed, self._looks_under_table())
        self.heights = Heights(self.widths)

    def run(self) -> None:
        """Write everything but the charts."""
        declared = self.placed.sheet
        self._text(TITLE_ROW, declared.title, theme.TITLE)
        self._text(PURPOSE_ROW, declared.purpose, theme.PURPOSE)
        self._write_lines()
        for block in self.placed.fields:
            self._write_fields(block)
        for table in self.placed.tables:
            self._write_table(table)
        self.heights.apply(self.sheet)
        set_up_print(self.sheet, self.placed, self.widths)
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
        others = [row for row, _ in (*placed.lines, *placed.charts)]
        others += [block.row for block in placed.fields]
        return table if max(others, default=0) < table.row else None

    def _looks_under_table(self) -> dict[int, Any]:
        columns = self.open_ended.table.columns if self.open_ended else ()
        return {
            number: self.book.format(theme.under_table(item.kind))
            for number, item in enumerate(columns)
            if self.book.is_open(item)
        }

    def _text(self, row: int, source: str, look: Mapping[str, Any]) -> str:
        text = self.book.text(source)
        put(self.sheet, row, 0, text, self.book.format(look))
        return text

    def _write_lines(self) -> None:
        wraps = not self.placed.tables
        for row, line in self.placed.lines:
            if line.style == "heading":
                look: Mapping[str, Any] = theme.HEADING
            elif line.style in list(Role):
                look = theme.cell(Role(line.style), CellKind.TEXT, locked=True)
            else:
                look = theme.PLAIN if wraps else theme.OVERFLOWING
            text = self._text(row, line.text, look)
            if wraps:
                self.heights.need(row, 0, text)

    def _write_fields(self, placed: PlacedFields) -> None:
        fields = self.book.data["fields"]
        for row, item in placed.cells():
            name = f"{placed.block.key}.{item.key}"
            value = self._value(item, {item.key: fields[name]} if name in fields else {})
            put(self.sheet, row, 0, item.label, self.book.format(theme.LABEL))
            look = self.book.item_format(item, alone=True)
            self._write_value(row, 1, value, look, self._formula(item, placed.block))
            help_ = self.book.text(item.help)
            if help_:
                put(self.sheet, row, 2, help_, self.book.format(theme.HELP))
            for column, text in enumerate((item.label, value, help_)):
                self.heights.need(row, column, text, bold=column == 0)
            if item.role is Role.FORMULA and item.kind is CellKind.TEXT:
                self.heights.reserve(row, LINES_OF_CALCULATED_TEXT)
            if item.lines > 1:
                self.heights.reserve(row, item.lines)
            self._guide((row, 1, row, 1), item)
            cell = f"='{self.placed.sheet.name}'!$B${row + 1}"
            self.book.book.define_name(field_name(placed.block, item), cell)

    def _write_table(self, placed: PlacedTable) -> None:
        table = placed.table
        values = [self._column_values(placed, item) for item in table.columns]
        columns = []
        for number, item in enumerate(table.columns):
            self.heights.need(placed.row, number, item.label, bold=True)
            options = {
                "header": item.label,
                "header_format": self.book.format(theme.HEADER),
                "format": self.book.item_format(item),
                "formula": self._column_formula(placed, item),
            }
            columns.append(options | self._total(placed, number, item, values[number]))
        self.sheet.add_table(
            placed.row,
            0,
            placed.last + bool(table.totals),
            len(columns) - 1,
            {
                "name": table.name,
                "columns": columns,
                "style": None,
                "autofilter": not self.book.template.protected,
                "total_row": bool(table.totals),
                "title": self.book.text(table.heading) or self.placed.sheet.name,
                "description": self.book.text(self.placed.sheet.purpose),
            },
        )
        for number, item in enumerate(table.columns):
            if table.totals:
                self._write_total(placed, number, item, columns[number])
            self._write_column(placed, number, item, values[number])
            last = LAST_ROW - 1 if placed is self.open_ended else placed.last
            self._guide((placed.first, number, last, number), item)

    def _total(
        self, placed: PlacedTable, number: int, item: Item, values: Sequence[Any]
    ) -> dict[str, Any]:
        table = placed.table
        if table.totals and number == 0:
            return {"total_string": "Total"}
        if item.key not in table.totals:
            return {}
        formula = f"SUBTOTAL(109,{table.name}[{item.label}])"
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
        look = self.book.item_format(item)
        formula = self._column_formula(placed, item)
        rest: Iterable[int] = range(len(values))
        if not formula:
            rest = self.sheet.write_plain(placed.first, number, values, look)
        for index in rest:
            self._write_value(placed.first + index, number, values[index], look, formula)
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
            rule = validation(item, self.book.text(item.help), self.choices)
            if rule:
                self.sheet.data_validation(*area, rule)
        for word, tone in item.status.items():
            look = self.book.format(theme.tone(tone))
            quoted = '"' + word.replace('"', '""') + '"'
            shown = {"type": "cell", "criteria": "==", "value": quoted, "format": look}
            self.sheet.conditional_format(*area, shown)


def _sum(values: Sequence[Any]) -> Decimal | int:
    """The total of the numbers among a column's values."""
    return sum((v for v in values if isinstance(v, Decimal | int)), Decimal(0))


def serial(day: date) -> float:
    """The number Excel keeps for a date."""
    days = day.toordinal() - EXCEL_DAY_0.toordinal()
    if isinstance(day, datetime):
        return days + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return days


def put(sheet: QuickSheet, row: int, column: int, value: Any, look: Any) -> None:
    """Write one value as what it is: text stays text, whatever it begins with."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, _fitting(str(value)), look)


def _fitting(text: str) -> str:
    """`text`, cut where a cell can't hold it. Excel counts a rare character such as 🌳 as two."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    kept = units[: 2 * (LONGEST_TEXT - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT
