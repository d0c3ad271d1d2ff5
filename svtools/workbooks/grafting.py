"""Sheets and columns of one workbook put into another, with their formats, tables and rules."""

import re
from collections.abc import Sequence
from itertools import count

from svtools.errors import InputError
from svtools.workbooks.cell_xml import Entry
from svtools.workbooks.cells import Cell, letters
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    add_part,
    add_sheet,
    attributes,
    related,
    relations,
    sheet_parts,
    with_entry,
)
from svtools.workbooks.sheet_rows import SheetRows, content, is_blank
from svtools.workbooks.style_merging import merged_styles
from svtools.workbooks.table_growth import ExcelTable, tables_on

TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"

_SHARED_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_SHARED_CELL = re.compile(rb'(<c\b[^>]*?) t="s"([^>]*)><v>(\d+)</v></c>')
_FORMATTED = re.compile(rb'(<(?:c|row|col)\b[^>]*?\s(?:s|style)=")(\d+)(?=")')
_CONDITIONAL = re.compile(rb'(\b\w*[dD]xfId=")(\d+)(?=")')
_LOCAL_NAME = re.compile(
    rb'(<definedName\b[^>]*?\blocalSheetId=")(\d+)("[^>]*>[^<]*</definedName>)'
)
_LIST = re.compile(rb"<tableColumns\b[^>]*>(.*)</tableColumns>", re.DOTALL)
_LISTED = re.compile(rb"<tableColumn\s(?:[^>]*/>|.*?</tableColumn>)", re.DOTALL)
_CALCULATED = re.compile(rb"<calculatedColumnFormula[^>]*>([^<]*)<")
_NUMBER = re.compile(rb'(?<=\s)id="(\d+)"')

Place = tuple[int, int]
"""A cell's row and column on its sheet, from 0."""


class Graft:
    """Sheets, columns and formulas of the workbook `source` put into the workbook `parts`.

    `source` was written by this tool and `parts` perhaps saved by another program.
    Raises InputError where something of `parts` has a shape that no program known to us writes.
    """

    def __init__(self, parts: Parts, source: Parts) -> None:
        self.parts, self._source = parts, source
        self._from = sheet_parts(source)
        (styles,), (others,) = (related(each, WORKBOOK, "styles") for each in (parts, source))
        parts[styles], shifts = merged_styles(parts[styles], source[others])
        texts = b"".join(source[name] for name in related(source, WORKBOOK, "sharedStrings"))
        items = _SHARED_ITEM.findall(texts)

        for name, xml in source.items():
            if name.startswith(("xl/worksheets/sheet", "xl/tables/")):
                xml = _shifted(_CONDITIONAL, xml, shifts.conditional)  # noqa: PLW2901
                xml = _shifted(_FORMATTED, xml, shifts.cells)  # noqa: PLW2901
                source[name] = _SHARED_CELL.sub(
                    lambda c: (
                        b'%s t="inlineStr"%s><is>%s</is></c>' % (c[1], c[2], items[int(c[3])])
                    ),
                    xml,
                )

    def sheet(self, name: str) -> None:
        """Put a sheet at the end, with its tables and the rows that are printed on every page."""
        part, orders = self._from[name], list(self._from)
        add_sheet(self.parts, name, self._source[part])
        added = sheet_parts(self.parts)[name]
        for _, about, table in relations(self._source, part):
            if about["Type"].endswith("/table"):
                self._add_table(added, about["Id"], table)
        order = len(sheet_parts(self.parts)) - 1
        for found in _LOCAL_NAME.finditer(self._source[WORKBOOK]):
            if orders[int(found[2])] == name:
                self._define(b"%s%d%s" % (found[1], order, found[3]))

    def columns(self, name: str, to: str, heading: Place, labels: Sequence[str]) -> None:
        """Give the table on the sheet `to` those columns of the source's sheet `name`.

        They stand at its end or, where people put something there, behind that.
        """
        home = sheet_parts(self.parts)[to]
        table, sample = _table(self.parts, to, heading), _table(self._source, name)
        rows, model = (
            SheetRows(self.parts[home], to),
            SheetRows(self._source[self._from[name]], name),
        )
        first, listed = _first_free(rows, table), _listed(self._source[sample.part])
        widths = []
        for column, label in enumerate(labels, start=first):
            like = sample.columns[list(listed).index(label)]
            widths.append(model.width(like))
            rows.put(
                table.heading, column, content(label, False), model.style(sample.heading, like)
            )
            style = model.style(sample.heading + 1, like)
            for number in range(table.heading + 1, table.last + 1):
                rows.put(number, column, content(None, False), style)
        self.parts[home] = _with_widths(rows.xml(), first, widths)
        if first == table.columns[-1] + 1:
            self._widen(table, [listed[label] for label in labels])

    def value(self, cell: Cell, value: Entry) -> None:
        """Put a value in a cell of the workbook."""
        part = sheet_parts(self.parts)[cell.sheet]
        rows = SheetRows(self.parts[part], cell.sheet)
        style = rows.style(cell.row, cell.column)
        rows.put(cell.row, cell.column, content(value, False), style)
        self.parts[part] = rows.xml()

    def formula(self, name: str, to: str, heading: Place, label: str) -> None:
        """Give a calculated column the formula that it has in the source, where it has its own."""
        home, table = sheet_parts(self.parts)[to], _table(self.parts, to, heading)
        sources = self.parts[table.part], self._source[_table(self._source, name).part]
        old, new = (_CALCULATED.search(_listed(xml).get(label, b"")) for xml in sources)
        if old and new and old[1] != new[1]:
            for part in (home, table.part):
                self.parts[part] = self.parts[part].replace(b">%s<" % old[1], b">%s<" % new[1])

    def _add_table(self, sheet: str, link: str, table: str) -> None:
        """Put a table of the source on a sheet of its, under a number that is free."""
        tables = (xml for name, xml in self.parts.items() if "/tables/" in name)
        numbers = [int(found[1]) for xml in tables for found in [_NUMBER.search(xml)] if found]
        number = max(numbers, default=0) + 1
        xml = _NUMBER.sub(b'id="%d"' % number, self._source[table], count=1)
        free = next(n for n in count(number) if f"xl/tables/added{n}.xml" not in self.parts)
        about = (f"xl/tables/added{free}.xml", "table", xml, TABLE_TYPE)
        new, old = add_part(self.parts, sheet, *about), b'<tablePart r:id="%s"/>' % link.encode()
        self.parts[sheet] = self.parts[sheet].replace(old, b'<tablePart r:id="%s"/>' % new.encode())

    def _define(self, name: bytes) -> None:
        book = self.parts[WORKBOOK]
        if b"<definedNames" not in book:
            after = b"</externalReferences>" if b"</externalReferences>" in book else b"</sheets>"
            book = book.replace(after, after + b"<definedNames/>")
        self.parts[WORKBOOK] = with_entry(book, "definedNames", name)

    def _widen(self, table: ExcelTable, more: Sequence[bytes]) -> None:
        """Let a table end behind columns that follow it."""
        xml = self.parts[table.part]
        last = table.columns[-1]
        old, new = letters(last).encode(), letters(last + len(more)).encode()
        xml = re.sub(
            rb'(<(?:table|autoFilter)\s[^>]*?\bref="\w+:)%s(?=\d)' % old, rb"\g<1>" + new, xml
        )
        listed = list(_listed(xml).values())
        free = max(int(found[1]) for each in listed if (found := _NUMBER.search(each))) + 1
        added = [_NUMBER.sub(b'id="%d"' % n, each, count=1) for n, each in enumerate(more, free)]
        columns = listed + added
        whole = b'<tableColumns count="%d">%s</tableColumns>' % (len(columns), b"".join(columns))
        self.parts[table.part] = _LIST.sub(lambda _: whole, xml)


def _shifted(numbers: re.Pattern[bytes], xml: bytes, by: int) -> bytes:
    return numbers.sub(lambda found: found[1] + b"%d" % (int(found[2]) + by), xml)


def _table(parts: Parts, sheet: str, heading: Place | None = None) -> ExcelTable:
    """The table that has a heading in that cell, or the first of the sheet."""
    for table in tables_on(parts, sheet, sheet_parts(parts)[sheet]):
        if heading is None or (table.heading == heading[0] and heading[1] in table.columns):
            return table
    raise InputError(
        f"The table of the sheet '{sheet}' is none any more.",
        "In Excel, mark the headings and the rows under them and choose Insert, Table.",
    )


def _listed(table: bytes) -> dict[str, bytes]:
    """What a table's part says of each column, by its heading."""
    inside = _LIST.search(table)
    columns = _LISTED.findall((inside and inside[1]) or b"")
    return {attributes(each.partition(b">")[0])["name"]: each for each in columns}


def _first_free(rows: SheetRows, table: ExcelTable) -> int:
    """The first column behind a table, and behind what people put beside it."""
    beside = range(table.heading, table.last + 1)
    used = (c for n in beside for c, cell in rows.row(n).cells.items() if not is_blank(cell))
    return max(table.columns[-1], *used) + 1


def _with_widths(xml: bytes, first: int, widths: Sequence[str]) -> bytes:
    """A sheet's XML with the widths of columns from `first` on, in characters."""
    last = first + len(widths) - 1
    tags: list[tuple[int, bytes]] = []
    for tag in re.findall(rb"<col\s[^>]*>", xml):
        low, high = (int(attributes(tag)[name]) - 1 for name in ("min", "max"))
        for start, end in ((low, min(high, first - 1)), (max(low, last + 1), high)):
            if start <= end:
                about = b'<col min="%d" max="%d"' % (start + 1, end + 1)
                tags.append((start, about + re.sub(rb'<col|\s(?:min|max)="\d+"', b"", tag)))
    for column, width in enumerate(widths, start=first):
        wide = (column + 1, column + 1, width.encode())
        tags.append((column, b'<col min="%d" max="%d" width="%s" customWidth="1"/>' % wide))
    whole = b"<cols>%s</cols>" % b"".join(tag for _, tag in sorted(tags))
    if b"<cols>" in xml:
        return re.sub(rb"(?s)<cols>.*?</cols>", lambda _: whole, xml, count=1)
    return xml.replace(b"<sheetData", whole + b"<sheetData", 1)
