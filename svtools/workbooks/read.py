"""From a returned workbook to its declared content.

Sheets, tables and fields are found by what they are called: columns may be reordered, rows
inserted, a sheet renamed or moved. What is declared as filled in or issued is typed as people
type it; what is calculated is left alone. Everything else that stands on a sheet is named, so
that nothing is lost in silence.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from svtools.errors import UnreadableFile
from svtools.workbooks.book import Book
from svtools.workbooks.book import Sheet as BookSheet
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import (
    NOTHING,
    Content,
    FieldValue,
    Row,
    TableContent,
    TablePlace,
)
from svtools.workbooks.declaration import (
    Fields,
    Item,
    Role,
    Sheet,
    Table,
    Template,
    normal,
    text_after,
)
from svtools.workbooks.headings import (
    TOTAL,
    Found,
    Zone,
    find_fields,
    find_table,
    first_columns,
    likeness,
    repeats_headings,
)
from svtools.workbooks.leftovers import leftovers
from svtools.workbooks.problems import Problems
from svtools.workbooks.typed import Taken, shown, take

TEMPLATE_LABEL, VERSION_LABEL = "template", "template version"
LIKE_ENOUGH = 0.5
NO_ANSWER_GIVEN = "interpreted"
"""The code of a cell without a value that isn't wrong: n/a and the like."""


def identify(book: Book) -> tuple[str, int]:
    """The template and version a workbook says it is, in visible cells.

    Raises UnreadableFile("no-template") where it says nothing.
    """
    for sheet in book.sheets:
        name = version = None
        for row in sheet.rows:
            for value, beside in pairwise(row):
                if type(value) is str and isinstance(beside, str | int | float):
                    label = normal(value)
                    if label == TEMPLATE_LABEL:
                        name = str(beside).strip()
                    elif label == VERSION_LABEL:
                        version = beside
        if name and version is not None:
            return name, _whole(version)
    raise UnreadableFile("no-template")


def _whole(version: str | float) -> int:
    try:
        return int(float(version))
    except (ValueError, OverflowError):  # "inf" is a float, too
        raise UnreadableFile("no-template") from None


def read(book: Book, template: Template, version: int, file: str = "") -> Content:
    """The content of `book`, made by that version of `template`; what is wrong is in `problems`."""
    content = Content(
        template,
        version,
        Problems(file),
        {f"{block.key}.{item.key}": FieldValue() for _, block, item in template.items()},
        {table.key: TableContent() for _, table in template.tables()},
    )
    reader = _Reader(content)
    for declared, sheet in reader.matched(book):
        reader.read_sheet(declared, sheet)
    return content


class _Reader:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.template = content.template
        self.note = content.problems.add

    def expects(self, declared: Sheet | Table | Item) -> bool:
        """Whether the version that was sent out had it already."""
        return self.content.version >= declared.since

    def matched(self, book: Book) -> Iterator[tuple[Sheet, BookSheet]]:
        """Each declared sheet with the workbook's: by name, by a former name, by its headings."""
        by_name = {normal(sheet.name): sheet for sheet in book.sheets}
        pairs: dict[str, BookSheet] = {}
        for declared in self.template.sheets:
            names = [normal(name) for name in (declared.name, *declared.formerly)]
            here = next((name for name in names if name in by_name), None)
            if here:
                pairs[declared.key] = by_name.pop(here)
        for declared in self.template.sheets:
            if declared.key not in pairs and (declared.tables or declared.fields):
                found = self._likest(declared, by_name)
                if found:
                    pairs[declared.key] = found
        self._name_strangers(by_name.values())
        for declared in self.template.sheets:
            if declared.key in pairs:
                yield declared, pairs[declared.key]

    def _name_strangers(self, sheets: Iterable[BookSheet]) -> None:
        for sheet in sheets:
            if not sheet.hidden and any(v is not None for row in sheet.rows for v in row):
                self.note("extra-sheet", sheet.cell(), found=sheet.name)

    def _likest(self, declared: Sheet, spare: dict[str, BookSheet]) -> BookSheet | None:
        scored = [(likeness(declared, sheet.rows), name) for name, sheet in spare.items()]
        score, name = max(scored, default=(0.0, ""))
        if score < LIKE_ENOUGH:
            if self.expects(declared):
                self.note("missing-sheet", wanted=declared.name)
            return None
        sheet = spare.pop(name)
        self.note("renamed-sheet", sheet.cell(), wanted=declared.name, found=sheet.name)
        return sheet

    def read_sheet(self, declared: Sheet, sheet: BookSheet) -> None:
        used: list[tuple[int, int]] = []
        for block in declared.fields:
            used += self._read_fields(block, sheet)
        found = {table.key: find_table(table, sheet.rows) for table in declared.tables}
        starts = sorted(place.row for place in found.values() if place)
        zones: list[Zone] = []
        for table in declared.tables:
            place = found[table.key]
            if place is None:
                if self.expects(table):
                    self.note("missing-table", sheet.cell(), wanted=table.key)
                continue
            end = next((row for row in starts if row > place.row), len(sheet.rows))
            zones.append(Zone(table, place, self._read_table(table, sheet, place, end)))
        for code, cells, details in leftovers(declared, sheet.rows, used, zones):
            self.note(code, *(sheet.cell(*cell) for cell in cells), **details)

    def _read_fields(self, block: Fields, sheet: BookSheet) -> list[tuple[int, int]]:
        places = find_fields(block, sheet.rows)
        used = []
        for item in block.items:
            if item.key not in places:
                if item.role is Role.INPUT and self.expects(item):
                    self.note("missing-field", sheet.cell(), wanted=item.label)
                continue
            row, column = places[item.key]
            column += 1
            used.append((row, column))
            if item.role is Role.FORMULA:
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
        if taken.code:
            self.note(taken.code, cell, **taken.details)
        return taken

    def _read_table(self, table: Table, sheet: BookSheet, found: Found, end: int) -> int:
        """Read the rows under the headings; the row after the last one read."""
        place = TablePlace(sheet.name, sheet.order, found.row, found.columns)
        wanted = [item for item in table.columns if item.role is not Role.FORMULA]
        present = [(item, found.columns[item.key]) for item in wanted if item.key in found.columns]
        for item in wanted:
            needed = item.role is Role.INPUT or item.required
            if item.key not in found.columns and needed and self.expects(item):
                self.note("missing-column", sheet.cell(found.row, 0), wanted=item.label)
        required = [(item, column) for item, column in present if item.required]
        ends = _Ends(found, table, normal(_next_heading(self.template, table)))
        rows = []
        number = found.row
        for number in range(found.row + 1, end):
            cells = sheet.rows[number]
            if ends.at(cells):
                break
            if repeats_headings(table, found, cells):
                first = min(found.columns.values())
                self.note("repeated-headings", sheet.cell(number, first))
                continue
            row = self._read_row(present, required, cells, place, number)
            if row:
                rows.append(row)
        else:
            number = end
        self.content.tables[table.key] = TableContent(place, tuple(rows))
        return number

    def _read_row(
        self,
        present: Sequence[tuple[Item, int]],
        required: Sequence[tuple[Item, int]],
        cells: Sequence[Any],
        place: TablePlace,
        number: int,
    ) -> Row | None:
        values: dict[str, Any] = {}
        faulty: list[str] = []
        no_answer: dict[str, str] = {}
        filled = False
        width = len(cells)
        for item, column in present:
            raw = cells[column] if column < width else None
            if raw is None:
                continue
            filled = True
            if raw.__class__ is str and item.is_plain_text:  # nothing to interpret in most cells
                values[item.key] = raw.strip()
                continue
            taken = self._take(item, raw, place.cell(number, item.key))
            if taken.value is not None:
                values[item.key] = taken.value
            elif taken.code == NO_ANSWER_GIVEN:
                no_answer[item.key] = shown(raw)
            else:
                faulty.append(item.key)
        if not filled:
            return None
        for item, column in required:
            if column >= width or cells[column] is None:
                self.note("required-blank", place.cell(number, item.key), label=item.label)
        return Row(place, number, values, frozenset(faulty), no_answer or NOTHING)


def _next_heading(template: Template, table: Table) -> str:
    """The text that begins what stands under this table on its sheet, if anything does."""
    return next((text_after(s, table) for s in template.sheets if table in s.blocks), "")


class _Ends:
    """Whether a row is the table's totals, or the heading of what comes after it."""

    def __init__(self, place: Found, table: Table, next_heading: str) -> None:
        self.columns = first_columns(table, place)
        self.texts = {TOTAL} if table.has_totals else set()
        if next_heading:
            self.texts.add(next_heading)

    def at(self, cells: Sequence[Any]) -> bool:
        if not self.texts:
            return False
        width = len(cells)
        firsts = [cells[column] for column in self.columns if column < width]
        return any(type(first) is str and normal(first) in self.texts for first in firsts)
