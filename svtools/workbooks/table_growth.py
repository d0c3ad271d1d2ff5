"""Excel's tables, and what refers to them when they get rows under their last one.

As in Excel: what covers a table's data to its last row grows with it, what points at its totals
row follows that row, everything else stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import NamedTuple

from svtools.workbooks.cells import column_of, letters
from svtools.workbooks.package_parts import Parts, attributes, related

TOKEN = re.compile(
    r"""
      "[^"]*"                                                        # a text
    | \[\d+\][\w.]*![$\w:]+                                          # in another workbook
    | (?P<table>[^\W\d][\w.]*)?
      (?P<columns>\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\])
    | (?P<sheet>'(?:[^']|'')+'!|[\w.:]+!)?
      (?P<reference>
          \$?[A-Z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Z]{1,3}\$?[1-9]\d{0,6})?
        | \$?[A-Z]{1,3}:\$?[A-Z]{1,3}
        | \$?[1-9]\d{0,6}:\$?[1-9]\d{0,6}
      )(?![\w.(!\[])
    | \d*\.?\d+(?:E[+-]?\d+)?                                        # a number
    | (?P<name>[^\W\d][\w.\\]*)(?P<call>\(?)
    """,
    re.VERBOSE,
)
"""What a formula is made of: texts, structured references, A1 references, numbers, names."""

_HALF = re.compile(r"(\$?)(?:([A-Z]+)|(\d+))")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_FORMULA = re.compile(
    rb"""(?:<c\b[^>]*?\sr=["'][A-Z]+(?P<row>\d+)["'][^>]*>\s*)?
    <(?P<tag>(?:\w+:)?(?:f|formula[12]?|calculatedColumnFormula|totalsRowFormula|definedName))\b
    (?P<about>[^>]*)(?<!/)>(?P<text>[^<]+)(?=</(?P=tag)>)""",
    re.VERBOSE,
)
_FOR_MANY = (b"formula", b"formula1", b"formula2", b"calculatedColumnFormula")
_FILLED_DOWN = re.compile(rb"""shared.*\sref=["'][A-Z]+(\d+):[A-Z]+(?!\1["'])""")
_AREAS = re.compile(rb"""((?:\s(?:sq)?ref\s*=\s*["'])|<xm:sqref>)([^"'<]+)""")
_TABLE = re.compile(rb"<table\s[^>]*>")
_COLUMN = re.compile(rb"<tableColumn\s[^>]*?(?:/>|>(.*?)</tableColumn>)", re.DOTALL)
_CALCULATED = re.compile(rb"<calculatedColumnFormula[^>]*>([^<]*)<")


class Area(NamedTuple):
    """A block of cells by its first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, text: str) -> "Area | None":
        """The area that "B4" or "$A$4:$C$9" names; None for whole columns and rows."""
        ends = _AREA.fullmatch(text)
        if not ends:
            return None
        left, top, right, bottom = ends.groups()
        right, bottom = right or left, bottom or top
        return cls(int(top) - 1, column_of(left), int(bottom) - 1, column_of(right))

    def meets(self, other: "Area") -> bool:
        """Whether a cell is in both."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right


@dataclass
class ExcelTable:
    """A table and the `added` rows that it gets; rows and columns from 0.

    `last` is the last row of data before that; `reach` its columns, and people's own ones beside
    it once they are known; `formulas` those of calculated columns.
    """

    part: str
    name: str
    sheet: str
    heading: int
    last: int
    columns: range
    totals: bool
    formulas: dict[int, str]
    reach: range
    added: int = 0

    @property
    def area(self) -> Area:
        """The table before it grows, from its headings to its totals."""
        bottom = self.last + self.totals
        return Area(self.heading, self.columns[0], bottom, self.columns[-1])

    @property
    def under(self) -> Area:
        """The cells that it needs under that."""
        bottom = self.last + self.totals
        return Area(bottom + 1, self.columns[0], bottom + self.added, self.columns[-1])


def tables_on(parts: Parts, sheet: str, part: str) -> list[ExcelTable]:
    """The tables with headings on a sheet, of the shape that Excel gives them."""
    tables = []
    for name in related(parts, part, "table"):
        tag = _TABLE.search(parts[name])
        about = attributes(tag[0]) if tag else {}
        area = Area.of(about.get("ref", ""))
        if area and about.get("headerRowCount") != "0":
            totals = about.get("totalsRowCount", "0") != "0"
            columns = range(area.left, area.right + 1)
            formulas = {
                column: unescape(formula[1].decode())
                for column, xml in zip(columns, _COLUMN.findall(parts[name]), strict=False)
                if (formula := _CALCULATED.search(xml))
            }
            tables.append(
                ExcelTable(
                    part=name,
                    name=about["displayName"],
                    sheet=sheet,
                    heading=area.top,
                    last=area.bottom - totals,
                    columns=columns,
                    totals=totals,
                    formulas=formulas,
                    reach=columns,
                )
            )
    return tables


def translated(formula: str, down: int, right: int) -> str:
    """`formula` as it is when copied so many rows down and columns to the right."""

    def half(found: re.Match[str]) -> str:
        fixed, column, row = found.groups()
        if fixed:
            return found[0]
        return letters(column_of(column) + right) if column else str(int(row) + down)

    def token(found: re.Match[str]) -> str:
        reference = found["reference"]
        return (found["sheet"] or "") + _HALF.sub(half, reference) if reference else found[0]

    return TOKEN.sub(token, formula)


def sheet_named(prefix: str | None, home: str) -> str:
    """The sheet, casefolded, that the prefix of a reference names; without one it is `home`."""
    if not prefix:
        return home.casefold()
    return prefix[:-1].removeprefix("'").removesuffix("'").replace("''", "'").casefold()


def grown_formulas(xml: bytes, home: str, tables: Sequence[ExcelTable]) -> bytes:
    """XML of the sheet `home` ("" for none) with every formula's references grown."""
    here = [table for table in tables if table.sheet == home]

    def grown(found: re.Match[bytes]) -> bytes:
        row = int(found["row"] or 0) - 1
        # In a formula for many cells, an end without $ is each cell's own: a running total.
        for_many = found["tag"] in _FOR_MANY or bool(_FILLED_DOWN.search(found["about"]))
        for_many = for_many or any(table.heading < row <= table.last for table in here)

        def token(part: re.Match[str]) -> str:
            reference = part["reference"]
            if not reference or (for_many and not re.search(r"\$\d+$", reference)):
                return part[0]
            sheet = sheet_named(part["sheet"], home)
            of_chart = not home and found["tag"].endswith(b":f")
            return (part["sheet"] or "") + _grown(reference, sheet, tables, of_chart=of_chart)

        text = unescape(found["text"].decode())
        new = TOKEN.sub(token, text)
        start = found.start("text") - found.start()
        return found[0] if new == text else found[0][:start] + escape(new, quote=False).encode()

    return _FORMULA.sub(grown, xml) if any(_mentions(xml, table) for table in tables) else xml


def grown_areas(xml: bytes, home: str, tables: Sequence[ExcelTable]) -> bytes:
    """XML about the cells of the sheet `home` with the areas that it names grown."""

    def grown(found: re.Match[bytes]) -> bytes:
        sheet, of_cells = home.casefold(), b"sq" in found[1]
        areas = [_grown(t, sheet, tables, of_cells=of_cells) for t in found[2].decode().split()]
        return found[1] + " ".join(areas).encode()

    return _AREAS.sub(grown, xml)


def _grown(
    text: str,
    sheet: str,
    tables: Sequence[ExcelTable],
    *,
    of_cells: bool = False,
    of_chart: bool = False,
) -> str:
    """An area's name grown; one `of_cells` need not begin at the top of the table.

    What a chart shows of a table with one row is a single cell.
    """
    area = Area.of(text)
    first, _, end = text.partition(":")
    for table in tables:
        if not area or table.sheet.casefold() != sheet:
            continue
        totals, bottom = table.last + table.totals, str(area.bottom + 1 + table.added)
        within = area.left in table.columns and area.right in table.columns
        if area.top > table.last and area.bottom == totals and within:
            return re.sub(r"\d+", bottom, text)
        reaches = area.left in table.reach or area.left < table.reach[0] <= area.right
        top = table.last - 1 if of_cells else table.heading + 1
        covers = (end or of_cells or of_chart) and (
            area.top <= top or area.top == table.heading + 1
        )
        if reaches and covers and area.bottom in {table.last, totals}:
            return first + ":" + re.sub(r"\d+", bottom, end or first)
    return text


def _mentions(xml: bytes, table: ExcelTable) -> bool:
    """Whether a formula may name the last row of `table` or its totals, told fast."""
    rows = {table.last + 1, table.last + 1 + table.totals}
    ends = [rb"""%d(?<=[A-Z$]%d)(?![0-9"'])""" % (row, row) for row in rows]
    return any(re.search(end, xml) for end in ends)
