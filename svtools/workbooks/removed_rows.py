"""Rows taken out of a table's sheet, as Excel deletes whole rows of a sheet.

What refers to the rows under them follows: formulas, names, formats, limits, notes, pictures.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape

from svtools.errors import InputError
from svtools.workbooks.lost_references import Lost, lost_with
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    drop,
    packed,
    related,
    sheet_parts,
    unpacked,
)
from svtools.workbooks.recalculation import calculated_on_load
from svtools.workbooks.removal import Removal
from svtools.workbooks.sheet_rows import FormulaCell, SheetRows, with_formula_cells
from svtools.workbooks.table_growth import (
    TOKEN,
    Area,
    ExcelTable,
    sheet_named,
    tables_on,
    translated,
)

_ROW = re.compile(rb"""<row\b[^>]*?(?:/>|>.*?</row>)""", re.DOTALL)
_NUMBER = re.compile(rb"""(<(?:row|c)\b[^>]*?\sr\s*=\s*["'][A-Z]*)(\d+)""")
_RULE = re.compile(
    rb"""<(conditionalFormatting|dataValidation)\b[^>]*?\ssqref=["'](?P<areas>[^"']+)["']
    [^>]*?(?:/>|>.*?</\1>)""",
    re.DOTALL | re.VERBOSE,
)
_SPREAD = re.compile(rb"""(<f\b[^>]*?\sref\s*=\s*["'])([^"']+)""")
"""Where the results of one formula stand."""

_FILLED = re.compile(rb"<c\b([^>]*?)(?<!/)>(?!\s*<f)(?:(?!</c>).)*</c>", re.DOTALL)
_TYPE = re.compile(rb"""\st=["']\w+["']""")
_OF_AREAS = (
    (b"conditionalFormatting", b""),
    (b"dataValidation", b"dataValidations"),
    (b"hyperlink", b"hyperlinks"),
    (b"mergeCell", b"mergeCells"),
    (b"ignoredError", b"ignoredErrors"),
    (b"protectedRange", b"protectedRanges"),
)
"""What a sheet says of some cells, and what holds it."""

_VML_ROW = re.compile(rb"<x:Row>(\d+)</x:Row>")
_VML_SHAPE = re.compile(rb"<(\w+:)shape\b.*?</\1shape>", re.DOTALL)
_VML_ANCHOR = re.compile(rb"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_DRAWN_ROW = re.compile(rb"(<xdr:row>)(\d+)(</xdr:row>)")
_NOTE = re.compile(
    rb"""<(comment|threadedComment)\b[^>]*?\sref=["']([A-Z]+)(\d+)["'][^>]*?
    (?:/>|>.*?</\1>)""",
    re.DOTALL | re.VERBOSE,
)
_BREAKS = re.compile(rb"<rowBreaks\b.*?</rowBreaks>", re.DOTALL)
_BREAK = re.compile(rb"""(<brk\s[^>]*?\bid=["'])(\d+)""")


def without_rows(
    data: bytes,
    sheet: str,
    heading: tuple[int, int],
    rows: Iterable[int],
    lost: Callable[[Lost], None] = lambda _: None,
) -> bytes:
    """The workbook in `data` without those rows of a table, counted from 0 on its sheet.

    `heading` is any cell in which the table has a heading. The last row of a table stays, blank,
    where none would be left. Results that may be others now are taken out, to be calculated.
    `lost` hears of formulas, names, charts and rules that name only what is gone. Raises InputError
    where the workbook can't be edited.
    """
    parts = unpacked(data)
    sheets = sheet_parts(parts)
    tables = list(tables_on(parts, sheet, sheets[sheet]))
    table = next(t for t in tables if t.heading == heading[0] and heading[1] in t.columns)
    rows = {row for row in rows if table.heading < row <= table.last}
    if not rows:
        return data
    part, blank = sheets[sheet], None
    if len(rows) == table.last - table.heading:
        blank = min(rows)
        rows.discard(blank)
    _refuse_beside(table, tables, sheet)
    removal = Removal(sheet, rows)
    for each in lost_with(parts, removal):
        lost(each)
    parts[part] = _sheet(parts[part], removal, sheet, blank)
    for name, xml in parts.items():
        home = next((title for title, path in sheets.items() if path == name), "")
        if name == WORKBOOK or "/charts/" in name or home or "/tables/" in name:
            moved = removal.formulas(xml, home or _home(tables, name))
            parts[name] = _stale(moved, table, home, blank) if home else moved
    for other in tables:
        parts[other.part] = removal.areas(parts[other.part])
    _move_notes_and_pictures(parts, part, removal)
    drop(parts, related(parts, WORKBOOK, "calcChain"))
    parts[WORKBOOK] = calculated_on_load(parts[WORKBOOK])
    return packed(parts)


def _home(tables: list[ExcelTable], part: str) -> str:
    return next((table.sheet for table in tables if table.part == part), "")


def _refuse_beside(table: ExcelTable, tables: list[ExcelTable], sheet: str) -> None:
    """Raises InputError where rows of another table would go, too."""
    for other in tables:
        rows = Area(table.heading + 1, 0, table.last, other.columns[-1])
        if other is not table and other.area.meets(rows):
            raise InputError(
                f"On the sheet '{sheet}' a table of your own stands beside the rows that would go.",
                "Move it to a sheet of its own and run this again.",
            )


def _sheet(xml: bytes, removal: Removal, name: str, blank: int | None) -> bytes:
    """The sheet's XML without the rows; what is said of its cells follows."""
    SheetRows(xml, name)  # of a shape that is known
    xml = _written_out(xml)
    xml = _SPREAD.sub(lambda found: found[1] + removal.reference(found[2].decode()).encode(), xml)
    start, end = xml.index(b"<sheetData"), xml.rfind(b"</sheetData>")
    head, tail = (
        removal.areas(xml[:start]),
        _RULE.sub(lambda found: removal.rule(found[0], found["areas"].decode()), xml[end:]),
    )
    tail = _of_cells(removal.areas(tail))
    tail = _BREAKS.sub(lambda found: _moved_breaks(found[0], removal), tail)
    head = re.sub(rb"<dimension\b[^>]*>(</dimension>)?", b"", head)
    opening = xml[start : xml.index(b">", start) + 1]
    kept = _kept_rows(xml[start + len(opening) : end], removal, blank)
    return b"".join((head, opening, *kept, tail))


def _kept_rows(xml: bytes, removal: Removal, blank: int | None) -> Iterator[bytes]:
    for found in _ROW.finditer(xml):
        number = int((_NUMBER.match(found[0]) or found)[2]) - 1
        if removal.has(number):
            continue
        row = found[0]
        if number == blank:
            row = _FILLED.sub(lambda cell: b"<c%s/>" % _TYPE.sub(b"", cell[1]), row)
        shift = removal.now(number) - number
        if not shift:
            yield row
            continue
        there = b"%d" % (number + shift + 1)
        yield _NUMBER.sub(rb"\g<1>" + there, row)


def _written_out(xml: bytes) -> bytes:
    """Every formula that was filled down from another cell, written in its own."""
    if b"shared" not in xml:
        return xml

    def own(found: re.Match[bytes], cell: FormulaCell) -> bytes:
        if cell.spreads or b"shared" not in found["about"]:
            return found[0]
        row, column = cell.written
        text = translated(cell.text, cell.row - row, cell.column - column)
        formula = b"<f>%s</f>" % escape(text, quote=False).encode()
        return found[0].replace(found["formula"], formula, 1)

    return with_formula_cells(xml, own)


def _of_cells(tail: bytes) -> bytes:
    """What stands behind a sheet's rows without that of which no cell is left."""
    for tag, holder in _OF_AREAS:
        empty = rb"""<%s\b[^>]*?\s(?:sq)?ref=["']["'][^>]*?(?:/>|>.*?</%s>)""" % (tag, tag)
        tail = re.sub(empty, b"", tail, flags=re.DOTALL)
        if holder:
            tail = re.sub(rb"<%s\b[^>]*>\s*</%s>" % (holder, holder), b"", tail)
    return tail


def _moved_breaks(xml: bytes, removal: Removal) -> bytes:
    return _BREAK.sub(lambda found: found[1] + b"%d" % removal.now(int(found[2])), xml)


def _stale(xml: bytes, table: ExcelTable, home: str, blank: int | None) -> bytes:
    """A sheet's XML without the results of formulas that look at more than one row of the table.

    Nor with those in a row that was made `blank`.
    """

    def cleared(found: re.Match[bytes], cell: FormulaCell) -> bytes:
        here = home == table.sheet
        own_row = cell.row if here and table.heading < cell.row else -1
        emptied = here and cell.row == blank
        if not found["value"] or (
            not emptied and not _looks(cell.text, own_row, here, table.name, table.sheet)
        ):
            return found[0]
        about = _TYPE.sub(b"", found["cell"])
        return b"<c%s>%s" % (about, found["formula"])

    return with_formula_cells(xml, cleared)


def _looks(formula: str, own_row: int, here: bool, table: str, sheet: str) -> bool:
    """Whether a formula names cells of the table, or of its sheet, beside those of its own row."""
    own = {str(own_row + 1)}
    of_sheet = sheet_named(None, sheet)
    return any(
        (name.casefold() == table.casefold() if name else here) and "#This Row" not in columns
        if columns
        else sheet_named(prefix or None, sheet if here else "") == of_sheet and rows - own
        for name, columns, prefix, rows in _named_in(formula)
    )


@lru_cache(maxsize=1024)
def _named_in(formula: str) -> list[tuple[str, str, str, frozenset[str]]]:
    """What a formula names: a table with its columns, or a sheet with the rows of a reference."""
    return [
        (
            found["table"] or "",
            found["columns"] or "",
            found["sheet"] or "",
            frozenset(re.findall(r"\d+", found["reference"] or "")),
        )
        for found in TOKEN.finditer(formula)
        if found["columns"] or found["reference"]
    ]


def _move_notes_and_pictures(parts: Parts, part: str, removal: Removal) -> None:
    def note(found: re.Match[bytes]) -> bytes:
        row = int(found[3]) - 1
        if removal.has(row):
            return b""
        old, new = found[2] + found[3], found[2] + b"%d" % (removal.now(row) + 1)
        return found[0].replace(b'"%s"' % old, b'"%s"' % new, 1)

    for kind in ("comments", "threadedComment"):
        for name in related(parts, part, kind):
            parts[name] = _NOTE.sub(note, parts[name])
    for name in related(parts, part, "vmlDrawing"):
        parts[name] = _VML_SHAPE.sub(lambda found: _moved_shape(found[0], removal), parts[name])
    for name in related(parts, part, "drawing"):
        parts[name] = _DRAWN_ROW.sub(
            lambda found: found[1] + b"%d" % removal.now(int(found[2])) + found[3], parts[name]
        )


def _moved_shape(shape: bytes, removal: Removal) -> bytes:
    """A note's box, which goes with its cell."""
    of = _VML_ROW.search(shape)
    if of is None:
        return shape
    row = int(of[1])
    if removal.has(row):
        return b""
    shift = removal.now(row) - row

    def anchor(found: re.Match[bytes]) -> bytes:
        numbers = [int(each) for each in found[2].split(b",")]
        for at in (2, 6):
            numbers[at] = max(0, numbers[at] + shift)
        return found[1] + b", ".join(b"%d" % each for each in numbers) + found[3]

    shape = _VML_ANCHOR.sub(anchor, shape)
    return _VML_ROW.sub(b"<x:Row>%d</x:Row>" % (row + shift), shape)
