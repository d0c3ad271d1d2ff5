"""From a returned workbook to its declared content.

Sheets, tables and fields are found by what they are called: columns may be reordered, rows
inserted, a sheet renamed or moved. What is declared as filled in or issued is typed as people
type it; what is calculated is left alone. Everything else that stands on a sheet is named, so
that nothing is lost in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from svtools.errors import UnreadableFile
from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.book import Book
from svtools.workbooks.book import Sheet as BookSheet
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import NOTHING, Content, FieldValue, Row, TableContent
from svtools.workbooks.declaration import Sheet, Template, text_after
from svtools.workbooks.headings import (
    FIGURES,
    Headings,
    Zone,
    find_fields,
    find_tables,
    first_columns,
    leftovers,
    repeats_headings,
)
from svtools.workbooks.items import CellKind, Item, Role, normal
from svtools.workbooks.problems import Problems
from svtools.workbooks.sheet_matching import matched_sheets
from svtools.workbooks.table_columns import TableColumns
from svtools.workbooks.total_rows import (
    ends,
    figure_columns,
    says_total,
    typed_figures,
    words_beside,
)
from svtools.workbooks.typed import Taken, shown, take
from svtools.workbooks.typed_over import Calculated
from svtools.workbooks.typed_text import reads_one_way

TEMPLATE_LABEL, VERSION_LABEL = "template", "template version"
MOST_KNOWN = 2_000
NO_ANSWER_GIVEN = "interpreted"
"""The code of a cell without a value that isn't wrong: n/a and the like."""


def identify(book: Book) -> tuple[str, int]:
    """The template and version a workbook says it is, in visible cells.

    Raises UnreadableFile("no-template") where it says nothing.
    """
    for sheet in book.sheets:
        said = {
            normal(label): value
            for row in sheet.rows
            for label, value in pairwise(row)
            if type(label) is str and isinstance(value, str | int | float)
        }
        if {TEMPLATE_LABEL, VERSION_LABEL} <= said.keys():
            try:
                return str(said[TEMPLATE_LABEL]).strip(), int(float(said[VERSION_LABEL]))
            except (ValueError, OverflowError):  # "inf" is a float, too
                break
    raise UnreadableFile("no-template")


def read(
    book: Book, template: Template, version: int, file: str = "", *, own: bool = False
) -> Content:
    """The content of `book`, made by that version of `template`; what is wrong is in `problems`.

    `own` says that it is the council's own workbook.
    """
    template = template.as_of(version)
    content = Content(
        template,
        version,
        Problems(file, own=own),
        {f"{block.key}.{item.key}": FieldValue() for _, block, item in template.items()},
        {table.key: TableContent() for _, table in template.tables()},
    )
    reader = _Reader(content)
    for declared, sheet in matched_sheets(content, book):
        reader.read_sheet(declared, sheet)
    reader.calculated.tell(content.problems)
    return content


class _Reader:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.template = content.template
        self.note = content.problems.add
        self.calculated = Calculated()

    def read_sheet(self, declared: Sheet, sheet: BookSheet) -> None:
        used: list[tuple[int, int]] = []
        labels = find_fields(declared.fields, sheet.rows)
        for block, of_block in zip(declared.fields, labels, strict=True):
            used += self._read_fields(block, of_block, sheet)
        tables = [table for table in declared.tables if self.content.expects(table)]
        version = self.content.version
        found = find_tables(tables, sheet.rows, version)
        zones: list[Zone] = []
        for table in tables:
            headings = found.get(table.key)
            if headings:
                below = (other.row for other in found.values() if other.stands_under(headings))
                end = min(below, default=len(sheet.rows))
                end = self._end(declared, table, sheet, headings, end)
                end = self._read_table(table, sheet, headings, end)
                zones.append(Zone(table, headings, end))
            else:
                self.note("missing-table", sheet.cell(), wanted=table.key)
        for code, cells, details in leftovers(declared, sheet.rows, used, zones):
            self.note(code, *(sheet.cell(*cell) for cell in cells), **details)

    def _read_fields(
        self, block: Fields, labels: Mapping[str, tuple[int, int]], sheet: BookSheet
    ) -> list[tuple[int, int]]:
        used = []
        for item in block.items:
            if item.key not in labels:
                if item.role is Role.INPUT and self.content.expects(item):
                    self.note("missing-field", sheet.cell(), wanted=item.label)
                continue
            row, column = labels[item.key]
            column += 1
            used.append((row, column))
            if item.role is Role.FORMULA:
                if self.content.expects(item):
                    self.calculated.look_at_field(sheet, item, row, column)
                continue
            cells = sheet.rows[row]
            raw = cells[column] if column < len(cells) else None
            cell = sheet.cell(row, column)
            value = self._take(item, raw, cell).value
            if value is None and raw is None and item.required:
                self.note("required-blank", cell, label=item.label)
            self.content.fields[f"{block.key}.{item.key}"] = FieldValue(value, cell)
        return used

    def _take(self, item: Item, raw: Any, cell: Cell) -> Taken:
        """The typed value; what had to be interpreted, or couldn't be used, is noted."""
        taken = take(item, raw)
        is_date = item.kind is CellKind.DATE and taken.value is not None and isinstance(raw, str)
        if is_date and not self.content.problems.own and reads_one_way(raw):
            return taken  # the council's own workbooks calculate with dates: there it is told
        if taken.code:
            self.note(taken.code, cell, **taken.details)
        return taken

    def _end(
        self, declared: Sheet, table: Table, sheet: BookSheet, headings: Headings, end: int
    ) -> int:
        """Where a table ends at the latest: at the text that was put after it."""
        after, firsts = text_after(declared, table), first_columns(table, headings)
        firsts |= {0} if table.beside else set()  # it stands under the table that this is beside
        rows = range(headings.row + 1, end) if after else ()
        texts = {normal(after or "")}
        return next((number for number in rows if _says(sheet.rows[number], firsts, texts)), end)

    def _read_table(self, table: Table, sheet: BookSheet, headings: Headings, end: int) -> int:
        """Read the rows under the headings, to `end` or the row of totals.

        Returns the row after the last one read.
        """
        totals, end = self._totals(table, sheet, headings, end)
        here = columns = TableColumns.of(table, sheet, headings)
        self._tell_missing(table, sheet, headings)
        rows = []
        key, first = next(iter(headings.columns.items()))
        for number, cells in enumerate(sheet.rows[headings.row + 1 : end], start=headings.row + 1):
            if not cells:  # blank ones stand before something far down
                continue
            value = cells[first] if first < len(cells) else None
            here = columns if value is None else here  # what was pasted with headings has ended
            says_label = value.__class__ is str and table.labels.get(normal(value)) == key
            if says_label and repeats_headings(table, cells):
                self.note("repeated-headings", sheet.cell(number, min(headings.columns.values())))
                here = TableColumns.of(table, sheet, headings.said_again(table, cells, number))
                continue
            row = None if number in totals else self._read_row(here, cells, number)
            if row:
                rows.append(row)
            if self.template.protected and not (row and self.content.problems.own):
                self._tell_figures(here, sheet, number, filled=bool(row) or number in totals)
        self.content.tables[table.key] = TableContent(columns.place, tuple(rows))
        if sheet.formulas:
            calculated = [
                (item, at) for item, at in columns.calculated if self.content.expects(item)
            ]
            self.calculated.look_at_rows(sheet, calculated, [row.number for row in rows])
        return end

    def _tell_missing(self, table: Table, sheet: BookSheet, headings: Headings) -> None:
        for item in table.columns:
            needed = item.role is Role.INPUT or (item.role is Role.ISSUED and item.required)
            if item.key not in headings.columns and needed and self.content.expects(item):
                self.note("missing-column", sheet.cell(headings.row, 0), wanted=item.label)

    def _tell_figures(
        self, columns: TableColumns, sheet: BookSheet, number: int, *, filled: bool
    ) -> None:
        """Name each figure of a row that stands in what is calculated and is no result.

        Those of a row that was copied from above say nothing new.
        """
        cells, first = sheet.rows[number], min(columns.place.columns.values())
        for at in columns.no_results(cells, filled=filled):
            said = cells[first], cells[at]
            above = (row for row in sheet.rows[:number] if filled and len(row) > at)
            if not any((row[first], row[at]) == said for row in above):
                details = {"entered": shown(cells[at]), FIGURES: frozenset({(number, at)})}
                self.note("stray-cell", sheet.cell(number, at), **details)

    def _totals(
        self, table: Table, sheet: BookSheet, headings: Headings, end: int
    ) -> tuple[frozenset[int], int]:
        """The rows that say Total, and where the table ends; figures typed there are told.

        In the council's own workbooks only where the table has a row of totals.
        """
        has_totals = bool(table.totals) or self.content.version <= table.totalled_until
        if self.content.problems.own and not has_totals:
            return frozenset(), end
        firsts, first = first_columns(table, headings), headings.row + 1
        totals = [n for n in range(first, end) if says_total(sheet.rows[n], firsts)]
        columns = figure_columns(table, headings.columns)
        end = ends(sheet.rows, totals, end, columns)
        declared = {headings.columns[key] for key in table.totals if key in headings.columns}
        for row, column, is_sum in typed_figures(sheet.rows, first, totals, columns):
            if not (is_sum and column in declared):
                entered = shown(sheet.rows[row][column])
                code = "typed-total" if is_sum else "total-figures"
                self.note(code, sheet.cell(row, column), entered=entered)
        inputs = {headings.columns[i.key] for i in table.inputs if i.key in headings.columns}
        for row in (number for number in totals if number < end):
            cells = sheet.rows[row]
            is_ours = has_totals and row == totals[-1]
            for column in words_beside(cells, inputs, columns, firsts, is_ours=is_ours):
                entered = shown(cells[column]) or "a formula"
                self.note("stray-cell", sheet.cell(row, column), entered=entered)
        return frozenset(totals), end

    def _read_row(self, columns: TableColumns, cells: Sequence[Any], number: int) -> Row | None:
        values: dict[str, Any] = {}
        faulty: list[str] = []
        no_answer: dict[str, str] = {}
        cells, place = columns.seen(cells, number), columns.place
        width = len(cells)
        for item, column in columns.present:
            raw = cells[column] if column < width else None
            if raw is None:
                continue
            kind = raw.__class__
            if kind is str and item.is_plain_text:  # nothing to interpret in most cells
                values[item.key] = raw.strip()
                continue
            if kind is float and raw in item.typed:
                values[item.key] = item.typed[raw]
                continue
            taken = self._take(item, raw, place.cell(number, item.key))
            if taken.value is not None:
                values[item.key] = taken.value
                if kind is float and not taken.code and len(item.typed) < MOST_KNOWN:
                    item.typed[raw] = taken.value
            elif taken.code == NO_ANSWER_GIVEN:
                no_answer[item.key] = shown(raw)
            else:
                faulty.append(item.key)
        if not (values or faulty or no_answer):
            return None
        self._note_blanks(columns, cells, number)
        return Row(place, number, values, frozenset(faulty), no_answer or NOTHING)

    def _note_blanks(self, columns: TableColumns, cells: Sequence[Any], number: int) -> None:
        for item, column in columns.required:
            if column >= len(cells) or cells[column] is None:
                cell = columns.place.cell(number, item.key)
                self.note("required-blank", cell, label=item.label)


def _says(cells: Sequence[Any], columns: Iterable[int], texts: set[str]) -> bool:
    """Whether one of the `texts` stands in one of the `columns` of a row."""
    first = [cells[column] for column in columns if column < len(cells)]
    return any(type(value) is str and normal(value) in texts for value in first)
