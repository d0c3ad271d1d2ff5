"""Cells on their way into a sheet: how each column of them looks, and its rows as XML."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from svtools.workbooks.cell_xml import content, escaped, fitting, text_element
from svtools.workbooks.cells import a1, letters
from svtools.workbooks.declaration import Fields, Table
from svtools.workbooks.sheet_setup import height_of

if TYPE_CHECKING:
    from svtools.workbooks.copies import Copy

BATCH = 500
"""Rows printed at once."""

KEPT = 1_000
"""Values of a column of which the XML is kept."""

MOST_LINKS = 65_530
"""So many links a sheet of Excel has."""

NO_ROWS: tuple[()] = ()
ONE_ROW = (None,)
PLAIN = (str, int, float, Decimal, date, type(None))

Values = Callable[["Copy", Sequence[Any], int], list[Any]]
"""A column's values in some rows of the job's, and in so many spare ones."""


@dataclass(eq=False, slots=True, kw_only=True)
class Run:
    """A cell, or a table's column of them: what stands there and how it looks.

    A `formula` as the sheet has it, its `source` as it is declared; `name` is what formulas call
    it. Rows are as high as its texts need where it is `measured`, with a `mark` before them.
    """

    style: int
    values: Values
    formula: str = ""
    source: str = ""
    name: str = ""
    measured: bool = False
    bold: bool = False
    mark: str = ""
    home: Table | Fields | None = None
    link: Callable[[Any, int], str] | None = None
    """Where it leads, by its row of the job's and the number of that row."""


@dataclass(eq=False, slots=True)
class Strip:
    """Cells side by side from a row and column on: one row, or those of a table."""

    row: int
    column: int
    runs: list[Run]
    table: str = ""
    height: int = 1
    least: int = 0
    """The pixels that each row has at least."""

    break_on: Run | None = None
    """A page begins where its value changes."""

    @property
    def last(self) -> int:
        """Its last row."""
        return self.row + self.height - 1

    def batches(self, copy: "Copy") -> Iterator[tuple[Sequence[Any], int]]:
        """Its rows of the job's, some at a time, then how many spare ones."""
        if not self.table:
            yield ONE_ROW, 0
            return
        rows, count = copy.rows(self.table), 0
        iterator = iter(rows)
        while batch := list(islice(iterator, BATCH)):
            count += len(batch)
            yield batch, 0
        if count != len(rows):
            raise ValueError(f"{self.table} has {count} rows, and said {len(rows)}.")
        if self.height > count:
            yield NO_ROWS, self.height - count


class Texts:
    """The texts that cells share: those of the declaration, then so many others of the data."""

    def __init__(self, words: dict[str, int], most: int = 0) -> None:
        self._words, self._most = words, most
        self.more: dict[str, int] = {}

    def content(self, text: str) -> tuple[str, str]:
        """How a cell holds a text: by its number, or in itself."""
        number = self._words.get(text, self.more.get(text))
        if number is None and len(self.more) < self._most:
            number = self.more[text] = len(self._words) + len(self.more)
        return content(text) if number is None else (' t="s"', f"<v>{number}</v>")

    def part(self, before: str) -> str:
        """The part that holds them, made from that of the declaration's."""
        more = "".join(f"<si>{text_element(text)}</si>" for text in self.more)
        head, _, rest = before.partition('uniqueCount="')
        count = len(self._words) + len(self.more)
        rest = rest.partition('"')[2].replace("</sst>", f"{more}</sst>")
        return f'{head}uniqueCount="{count}"{rest}'


class Cells(dict[Any, str]):
    """By value, what follows a cell's name, to the name of the next cell of its row."""

    def __init__(self, run: Run, texts: Texts, room: int | None, then: str) -> None:
        super().__init__()
        self._run, self._texts, self._room = run, texts, room if run.measured else None
        self._look, self._end = f'" s="{run.style}"', then
        self._formula = f"<f>{escape(run.formula, quote=False)}</f>" if run.formula else ""
        self.tall: dict[Any, int] = {}
        """The pixels that a row needs for a text, where that may be more than one line."""

    def __missing__(self, value: Any) -> str:
        plain = value[0] if value.__class__ is tuple else value
        plain = plain if isinstance(plain, PLAIN) else str(plain)
        if isinstance(plain, str) and self._room is not None:
            needed = height_of(self._run.mark + plain, self._room, bold=self._run.bold)
            if needed:
                self.tall[value] = needed
        if isinstance(plain, str) and plain and not self._formula:
            kind, element = self._texts.content(fitting(str(plain)))
        else:
            kind, element = content(plain, result=bool(self._formula))
        inside = self._formula + element
        made = f"{self._look}{kind}>{inside}</c>" if inside else f"{self._look}/>"
        self[value] = made = made + self._end
        return made

    def forget(self) -> None:
        """Let go of what is too much to keep."""
        if len(self) > KEPT:
            self.clear()
            self.tall.clear()


class Printed(NamedTuple):
    """Some cells of a row: where they stand, how many pixels they need, their XML."""

    row: int
    column: int
    height: int
    xml: str


class Links(list[tuple[int, int, str, str]]):
    """The links of a sheet: row, column, where it leads and what the cell shows."""

    def add(
        self, at: tuple[int, int], run: Run, first: int, rows: Iterable[tuple[Any, Any]]
    ) -> None:
        """Those of some rows of a column, each with its value, from the row number `first` on."""
        row, column = at
        for index, (each, value) in enumerate(rows):
            where = run.link and run.link(each, first + index)
            if where and value and len(self) < MOST_LINKS:
                self.append((row + index, column, where, str(value)))

    def xml(self) -> str:
        """The element that says where each cell leads; nothing for none."""
        links = [
            f'<hyperlink ref="{a1(row, column)}" location="{_attribute(where)}"'
            f' display="{_attribute(shown)}"/>'
            for row, column, where, shown in sorted(self)
        ]
        return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _attribute(text: str) -> str:
    return escaped(text).replace('"', "&quot;")


def printed(strip: Strip, copy: "Copy", cells: Sequence[Cells], links: Links) -> Iterator[Printed]:
    """The rows of a strip, from the top down."""
    start, at = f'<c r="{letters(strip.column)}', strip.row
    for rows, spare in strip.batches(copy):
        heights = [strip.least] * (len(rows) + spare)
        columns = []
        for number, (run, kept) in enumerate(zip(strip.runs, cells, strict=True)):
            values = copy.values(run, rows, spare, at - strip.row)
            if bool in set(map(type, values)):  # True is 1, where it is looked up
                values = [(value,) if value.__class__ is bool else value for value in values]
            columns.append(list(map(kept.__getitem__, values)))
            if kept.tall:
                needed = [kept.tall.get(value, 0) for value in values]
                heights = list(map(max, heights, needed))
            if run.link:
                linked = zip(rows, values, strict=False)  # spare rows lead nowhere
                links.add((at, strip.column + number), run, at - strip.row, linked)
            kept.forget()
        for row, (height, *texts) in enumerate(zip(heights, *columns, strict=True), start=at):
            yield Printed(row, strip.column, height, str(row + 1).join((start, *texts)))
        at += len(heights)
