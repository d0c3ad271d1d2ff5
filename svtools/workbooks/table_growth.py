"""Excel's tables, and what refers to them when they get rows under their last one.

As in Excel: what covers a table's data to its last row grows with it, what points at its totals
row follows that row, everything else stays.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import product
from typing import NamedTuple

from svtools.errors import InputError
from svtools.workbooks.cells import column_of, letters, position
from svtools.workbooks.package_parts import Parts, attributes, related, replaced

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
FORMULA = re.compile(
    rb"""(?:<c\b[^>]*?\sr=["'][A-Z]+(?P<row>\d+)["'][^>]*>\s*)?
    <(?P<tag>(?:\w+:)?(?:f|formula[12]?|calculatedColumnFormula|totalsRowFormula|definedName))\b
    (?P<about>[^>]*)(?<!/)>(?P<text>[^<]+)(?=</(?P=tag)>)""",
    re.VERBOSE,
)
_FOR_MANY = (b"formula", b"formula1", b"formula2", b"calculatedColumnFormula")
_FILLED_DOWN = re.compile(rb"""shared.*\sref=["'][A-Z]+(\d+):[A-Z]+(?!\1["'])""")
AREAS = re.compile(rb"""((?:\s(?:sq)?ref\s*=\s*["'])|<xm:sqref>)([^"'<]+)""")


class Area(NamedTuple):
    """A block of cells by its first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, text: str) -> "Area | None":
        """The area that "B4" or "$A$4:$C$9" names; None for whole columns and rows."""
        first, _, last = text.partition(":")
        try:
            return cls(*position(first), *position(last or first))
        except InputError:
            return None

    def cells(self) -> Iterator[tuple[int, int]]:
        """The row and column of each of its cells."""
        return product(range(self.top, self.bottom + 1), range(self.left, self.right + 1))

    def meets(self, other: "Area") -> bool:
        """Whether a cell is in both."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right


@dataclass(eq=False)
class ExcelTable:
    """A table and the `added` rows that it gets; rows and columns from 0.

    `last` is the last row of data before that, `model` the one that new rows are like; `reach` its
    columns, and people's own ones beside it once they are known. The `adopted` rows are those that
    people typed right under it, and that are its own now. A formula in a `typed` column is
    somebody's answer in one row, and is never copied.
    """

    part: str
    name: str
    sheet: str
    heading: int
    last: int
    columns: range
    totals: bool
    reach: range
    added: int = 0
    adopted: range = range(0)
    typed: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.model = self.last

    @property
    def area(self) -> Area:
        """The table before it grows, from its headings to its totals."""
        return Area(self.heading, self.columns[0], self.last + self.totals, self.columns[-1])

    @property
    def under(self) -> Area:
        """The cells that it needs under that."""
        bottom = self.area.bottom
        return self.area._replace(top=bottom + 1, bottom=bottom + self.added)


def tables_on(parts: Parts, sheet: str, part: str) -> Iterator[ExcelTable]:
    """The tables with headings on a sheet, of the shape that Excel gives them."""
    for name in related(parts, part, "table"):
        about = attributes(b"".join(re.findall(rb"<table\s[^>]*>", parts[name])))
        area = Area.of(about.get("ref", ""))
        if area and about.get("headerRowCount") != "0":
            totals = about.get("totalsRowCount", "0") != "0"
            columns, last = range(area.left, area.right + 1), area.bottom - totals
            title = about["displayName"]
            yield ExcelTable(name, title, sheet, area.top, last, columns, totals, columns)


def translated(formula: str, down: int, right: int) -> str:
    """`formula` as it is when copied so many rows down and columns to the right."""

    def half(found: re.Match[str]) -> str:
        fixed, column, row = found.groups()
        if fixed:
            return found[0]
        return letters(column_of(column) + right) if column else str(int(row) + down)

    return referring(formula, lambda _, reference: _HALF.sub(half, reference))


def referring(formula: str, change: Callable[[str | None, str], str]) -> str:
    """`formula` with other references, each `change` of its prefix and itself."""

    def token(found: re.Match[str]) -> str:
        sheet, reference = found["sheet"], found["reference"]
        return (sheet or "") + change(sheet, reference) if reference else found[0]

    return TOKEN.sub(token, formula) if _refers(formula) else formula


@lru_cache(maxsize=4096)
def _refers(formula: str) -> bool:
    """Whether a formula names cells by rows: one that doesn't often stands in every row."""
    return any(token["reference"] for token in TOKEN.finditer(formula))


def sheet_named(prefix: str | None, home: str) -> str:
    """The sheet, casefolded, that the prefix of a reference names; without one it is `home`."""
    return (prefix or f"{home}!")[:-1].strip("'").replace("''", "'").casefold()


def grown_formulas(xml: bytes, home: str, tables: Sequence[ExcelTable]) -> bytes:
    """XML of the sheet `home` ("" for none) with every formula's references grown."""
    here = [table for table in tables if table.sheet == home]

    def grown(found: re.Match[bytes]) -> bytes:
        row, tag, text = int(found["row"] or 0) - 1, found["tag"], unescape(found["text"].decode())
        # In a formula for many cells, an end without $ is each cell's own: a running total.
        for_many = (
            tag in _FOR_MANY
            or _FILLED_DOWN.search(found["about"])
            or any(table.heading < row <= table.last for table in here)
        )

        def new(prefix: str | None, reference: str) -> str:
            if for_many and not re.search(r"\$\d+$", reference):
                return reference
            of_chart = not home and tag != b"definedName"
            return _grown(reference, sheet_named(prefix, home), tables, of_chart=of_chart)

        changed = referring(text, new)
        if changed == text:
            return found[0]
        return found[0].removesuffix(found["text"]) + escape(changed, quote=False).encode()

    return replaced(xml, ((found, grown(found)) for found in FORMULA.finditer(xml)))


def grown_areas(xml: bytes, home: str, tables: Sequence[ExcelTable]) -> bytes:
    """XML about the cells of the sheet `home` with the areas that it names grown."""

    def grown(found: re.Match[bytes]) -> bytes:
        sheet, of_cells = home.casefold(), b"sq" in found[1]
        areas = [_grown(t, sheet, tables, of_cells=of_cells) for t in found[2].decode().split()]
        return found[1] + " ".join(areas).encode()

    return AREAS.sub(grown, xml)


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
        totals, bottom = table.area.bottom, str(area.bottom + 1 + table.added)
        within = area.left in table.columns and area.right in table.columns
        if area.top > table.last and area.bottom == totals and within:
            return re.sub(r"\d+", bottom, text)
        reaches = area.left in table.reach or area.left < table.reach[0] <= area.right
        top = max(table.heading + 1, table.last - 1 if of_cells else 0)
        covers = (end or of_cells or of_chart) and area.top <= top
        if reaches and covers and area.bottom in {table.last, totals}:
            return first + ":" + re.sub(r"\d+", bottom, end or first)
    return text
