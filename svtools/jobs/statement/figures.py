"""Figures and tables of figures: each knows its number, of what it is, and where it is from.

A figure is numbered by its table, row and column: T2.4.3 stands in the fourth row of table T2, in
the third column after the row's name.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from svtools.numbers import adding_up, money, plain, pounds, rounded

NOT_KNOWN, WITHHELD = "not known", "withheld"


class Unit(StrEnum):
    """What a figure is counted in."""

    POUNDS = "£"
    PRICE = "£ for one unit"
    SHARE = "share"
    COUNT = "count"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Source:
    """A row of one of the workbooks that the statement is made from."""

    file: str
    sheet: str
    row: int
    says: str = ""
    """What it is about, in words."""
    steps: tuple[str, ...] = ()
    """Where its figure comes from, step by step."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; without a value it isn't known.

    `parts` are the unknown quantities that it adds up, with their weights, for the rules of small
    numbers; `small` is a count of people that may not be told from 1 to 4, `kept` one that is never
    withheld. `of` says of what a share is.
    """

    value: Decimal | None
    unit: Unit
    of: str = ""
    sources: tuple[Source, ...] = ()
    parts: Mapping[Hashable, Decimal] = field(default_factory=dict)
    small: bool = False
    kept: bool = False
    is_withheld: bool = False

    @property
    def shown(self) -> str:
        """As it is printed where it stands by itself."""
        return self.printed(self.value)

    def printed(self, value: Decimal | None) -> str:
        """A value as this figure would print it; a whole column may have rounded it."""
        if self.is_withheld or value is None:
            return WITHHELD if self.is_withheld else NOT_KNOWN
        match self.unit:
            case Unit.POUNDS:
                return f"£{rounded(value, 0) + 0:,}".replace("£-", "-£")  # + 0: never -£0
            case Unit.PRICE:
                return pounds(value) if value == money(value) else f"£{plain(value)}"
            case Unit.SHARE:
                return f"{rounded(value * 100, 1)}%"
            case Unit.COUNT:
                return f"{rounded(value, 0):,}"
            case Unit.UNITS:
                whole, _, rest = plain(rounded(value, 2)).partition(".")
                return f"{int(whole):,}{'.' if rest else ''}{rest}"


Cell = Figure | str
"""A figure, or words where there is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its name, and what stands in its columns."""

    name: str
    cells: tuple[Cell, ...]
    is_total: bool = False
    part_of: str = ""
    """The sum that it is a part of, with all other lines of which this says the same."""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A numbered table of figures."""

    number: str
    title: str
    head: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""
    nothing: str = ""
    """The sentence that stands in its place where it has no lines."""
    across: int | None = None
    """The column that adds up the two before it, in every line."""

    def figures(self) -> Iterator[tuple[str, int, int, Figure]]:
        """Every figure with its number, and its line and column from 0."""
        for row, line in enumerate(self.lines):
            for column, cell in enumerate(line.cells):
                if isinstance(cell, Figure):
                    yield f"{self.number}.{row + 1}.{column + 1}", row, column, cell

    def printed(self) -> list[list[str]]:
        """The cells as they are printed: pounds in whole ones that add up to their total."""
        made = [[c if isinstance(c, str) else c.shown for c in line.cells] for line in self.lines]
        for rows in self._sums().values():
            for column in range(len(self.head) - 1):
                self._add_up(made, rows, column)
        if self.across is not None:
            for line, texts in zip(self.lines, made, strict=True):
                _add_across(line, texts, self.across)
        return made

    def _sums(self) -> Mapping[str, list[int]]:
        """The rows that add up to something that is printed, here or in another table."""
        found: dict[str, list[int]] = {}
        whole = bool(self.lines) and self.lines[-1].is_total
        for row, line in enumerate(self.lines):
            if line.part_of or (whole and not line.is_total):
                found.setdefault(line.part_of, []).append(row)
        return found

    def _add_up(self, made: list[list[str]], rows: Sequence[int], column: int) -> None:
        """Print the pounds of some rows of a column so that they add up to their printed sum."""
        cells = {
            row: cell
            for row in rows
            if isinstance(cell := self.lines[row].cells[column], Figure)
            and cell.unit is Unit.POUNDS
            and cell.value is not None
        }
        values = adding_up([cell.value or Decimal(0) for cell in cells.values()])
        for (row, cell), value in zip(cells.items(), values, strict=True):
            made[row][column] = cell.printed(value)

    def without(self, withheld: frozenset[str]) -> "FigureTable":
        """The same with the figures of these numbers withheld."""
        numbers = {(row, column): number for number, row, column, _ in self.figures()}
        lines = [
            replace(
                line,
                cells=tuple(
                    replace(cell, is_withheld=True)
                    if isinstance(cell, Figure) and numbers[row, column] in withheld
                    else cell
                    for column, cell in enumerate(line.cells)
                ),
            )
            for row, line in enumerate(self.lines)
        ]
        return replace(self, lines=tuple(lines))


def _add_across(line: Line, texts: list[str], column: int) -> None:
    """Print what adds up the two columns before it as the sum of what they print."""
    whole = line.cells[column]
    parts = line.cells[column - 2 : column]
    if isinstance(whole, Figure) and whole.value is not None:
        values = [part.value for part in parts if isinstance(part, Figure)]
        shown = sum((rounded(value or 0, 0) for value in values), Decimal(0))
        texts[column] = whole.printed(shown)


def share(part: Figure, whole: Figure, of: str) -> Figure:
    """A figure as a share of another, as it is known; of nothing there is no share.

    Where the whole is known, the share tells the part.
    """
    known = part.value is not None and whole.value
    value = part.value / whole.value if known else None  # type: ignore[operator]
    return Figure(value, Unit.SHARE, of, part.sources, part.parts, small=False)


def count(number: int, of: str = "", sources: Sequence[Source] = ()) -> Figure:
    """A plain count."""
    return Figure(Decimal(number), Unit.COUNT, of, tuple(sources))
