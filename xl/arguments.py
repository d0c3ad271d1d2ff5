"""What worksheet functions are given: each argument with its help and how its cells are read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from xl import cells
from xl.cells import Cell, ExcelError, Grid, Mistake, Propagated, error_in, is_blank

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function.

    `read` takes a cell, or the whole grid of cells where `whole`. An argument that isn't
    `required` may be left out or blank: the function gets None, or what `read` makes of None.
    So does one that `may_be_blank`. Where `or_blank`, a blank cell makes the answer blank: nothing
    reported is never zero. `rest` takes all arguments that follow, as they are.
    """

    name: str
    help: str
    read: Reader
    required: bool = True
    whole: bool = False
    may_be_blank: bool = False
    or_blank: bool = False
    rest: bool = False

    def optional(self) -> "Argument":
        """The same argument, which may be left out."""
        return replace(self, required=False)

    def or_nothing(self) -> "Argument":
        """The same argument; its cell may be blank."""
        return replace(self, may_be_blank=True)

    def blank_gives_blank(self) -> "Argument":
        """The same argument; where its cell is blank the answer is blank."""
        return replace(self, or_blank=True)

    def value(self, cell: Cell) -> Any:
        """What a cell says. Raises Mistake, naming the argument."""
        if type(cell) is not float:  # most cells are numbers, and those are neither
            error = error_in(cell)
            if error:
                raise Propagated(self.name, error)
            if is_blank(cell):
                if self.required and not self.may_be_blank:
                    raise Mistake(f"{self.name} is blank.", f"It is: {self.help}.")
                return None
        try:
            return self.read(cell)
        except Mistake as mistake:
            raise Mistake(f"{self.name}: {mistake.what}", mistake.remedy, mistake.error) from None

    def range_value(self, grid: Grid | None) -> Any:
        """What a whole range says; one that was left out or is blank is read as None.

        Raises Mistake where it is required. A range that `may_be_blank` is read as it is.
        """
        cells = [[None]] if grid is None else grid
        if self.may_be_blank or not all(is_blank(cell) for row in cells for cell in row):
            return self.read(cells)
        if self.required:
            raise Mistake(f"{self.name} is blank.", f"It is: {self.help}.")
        return self.read(None)


def text(name: str, help_: str) -> Argument:
    """Words."""
    return Argument(name, help_, cells.text)


def number(name: str, help_: str) -> Argument:
    """A number."""
    return Argument(name, help_, cells.number)


def amount(name: str, help_: str) -> Argument:
    """A number from zero on."""
    return Argument(name, help_, cells.not_negative)


def whole_number(name: str, help_: str) -> Argument:
    """A whole number."""
    return Argument(name, help_, cells.whole)


def rate(name: str, help_: str) -> Argument:
    """A share: 20% or 0.2."""
    return Argument(name, help_, cells.rate)


def day(name: str, help_: str) -> Argument:
    """A date."""
    return Argument(name, help_, cells.remembered(cells.day))


def choice(name: str, help_: str, choices: type[StrEnum]) -> Argument:
    """One of a few words; case doesn't matter."""

    def read(cell: Cell) -> StrEnum:
        said = cells.text(cell)
        found = next((each for each in choices if each.casefold() == said.casefold()), None)
        if found is None:
            raise Mistake(
                f"'{said}' is none of the choices.", f"Give one of: {'; '.join(choices)}."
            )
        return found

    return Argument(name, help_, read)


def column(name: str, help_: str, read: Reader) -> Argument:
    """A range as one list, row by row: a blank is None, an error goes out as it is."""

    def read_all(grid: Grid | None) -> list[Any] | None:
        if grid is None:
            return None
        return [_read_one(name, cell, read) for row in grid for cell in row]

    return Argument(name, help_, read_all, whole=True)


def _read_one(name: str, cell: Cell, read: Reader) -> Any:
    error = error_in(cell)
    if error:
        raise Propagated(name, error)
    if is_blank(cell):
        return None
    try:
        return read(cell)
    except Mistake as mistake:
        raise Mistake(f"{name}: {mistake.what}", mistake.remedy, mistake.error) from None


def same_length(**columns: list[Any]) -> None:
    """Raises Mistake where ranges that belong together don't have the same number of cells."""
    if len({len(column) for column in columns.values()}) > 1:
        found = ", ".join(f"{name} has {len(column)}" for name, column in columns.items())
        raise Mistake(
            f"The ranges don't have the same number of cells: {found}.",
            "Mark the same rows in each.",
            ExcelError.VALUE,
        )
