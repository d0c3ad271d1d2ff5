"""What worksheet functions are given: each argument with its help and how its cells are read.

An argument is said once, as the type of a function's parameter; the parameter's name is its own:

    Units = Annotated[Number, amount("How many units", or_blank=True)]
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from inspect import signature
from typing import Any

from xl import cells
from xl.cells import Cell, ExcelError, Grid, Mistake, Propagated, error_in, is_blank


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a worksheet function.

    `read` takes a cell, or the whole grid of cells where `whole`; where there is `gather`, each
    cell of the range, a blank being None, and `gather` takes the list of them. An argument that
    isn't `required` may be left out or blank: the function gets None, or what `read` makes of None.
    So does one that `may_be_blank`. Where `or_blank`, a blank cell makes the answer blank: nothing
    reported is never zero. `rest` takes all arguments that follow, as they are. A number from the
    first to the last of `plain` is taken as it stands.
    """

    help: str
    read: Callable[[Any], Any]
    name: str = ""
    required: bool = True
    whole: bool = False
    gather: Callable[[list[Any]], Any] | None = None
    may_be_blank: bool = False
    or_blank: bool = False
    rest: bool = False
    plain: tuple[float, float] = (1, 0)

    def value(self, cell: Cell) -> Any:
        """What a cell says. Raises Mistake, naming the argument."""
        if type(cell) is not float:  # most cells are numbers, and those are neither
            if error := error_in(cell):
                raise Propagated(self.name, error)
            if is_blank(cell):
                if self.required and not (self.may_be_blank or self.gather):
                    raise self._blank()
                return None
        try:
            return self.read(cell)
        except Mistake as mistake:
            raise Mistake(f"{self.name}: {mistake.what}", mistake.remedy, mistake.error) from None

    def reader(self) -> Callable[[Iterable[Cell]], list[Any]]:
        """`value` for a column, or for a part of one after another: cells repeat in columns."""
        known = lru_cache(maxsize=4096, typed=True)(self.value)
        low, high = self.plain
        if low > high:
            return lambda cells: list(map(known, cells))
        return lambda cells: [
            cell if type(cell) is float and low <= cell <= high else known(cell) for cell in cells
        ]

    def range_value(self, grid: Grid | None) -> Any:
        """What a whole range says; one that was left out or is blank is read as None.

        Raises Mistake where it is required. A range that `may_be_blank` is read as it is.
        """
        rows = [[None]] if grid is None else grid
        if not self.may_be_blank and all(is_blank(cell) for row in rows for cell in row):
            if self.required:
                raise self._blank()
            return None if self.gather else self.read(None)
        if self.gather:
            return self.gather([self.value(cell) for row in rows for cell in row])
        return self.read(rows)

    def _blank(self) -> Mistake:
        return Mistake(f"{self.name} is blank.", f"It is: {self.help}.")


def arguments_of(answer: Callable[..., Any]) -> Iterator[Argument]:
    """The arguments that a function's parameters say; a parameter without one is not Excel's."""
    for parameter in signature(answer).parameters.values():
        for said in getattr(parameter.annotation, "__metadata__", ()):
            rest = parameter.kind is parameter.VAR_POSITIONAL
            yield replace(said, name=parameter.name, rest=rest)


text = partial(Argument, read=cells.text)
"""Words."""

number = partial(Argument, read=cells.number, plain=(-cells.MOST, cells.MOST))
"""A number."""

amount = partial(Argument, read=cells.not_negative, plain=(0, cells.MOST))
"""A number from zero on."""

units = partial(Argument, read=cells.units, plain=(0, cells.MOST))
"""A number of units from zero on, but no percentage."""

money = partial(Argument, read=cells.pounds, plain=(0, cells.MOST))
"""A £ value from zero on: also "£1.2m", but no percentage."""

whole_number = partial(Argument, read=cells.whole)
"""A whole number."""

rate = partial(Argument, read=cells.rate, plain=(0, 1))
"""A share: 20% or 0.2."""

day = partial(Argument, read=cells.day)
"""A date."""


column = partial(Argument, whole=True, gather=list)
"""A range as one list, row by row: a blank is None, an error goes out as it is."""


def choice(help_: str, choices: Iterable[str], *, required: bool = True) -> Argument:
    """One of a few words; case doesn't matter."""
    by_word = {word.casefold(): word for word in choices}

    def read(cell: Cell) -> str:
        words = cells.text(cell)
        if words.casefold() in by_word:
            return by_word[words.casefold()]
        raise Mistake(
            f"'{words}' is none of the choices.", f"Give one of: {'; '.join(by_word.values())}."
        )

    return Argument(help_, read, required=required)


def same_length(**columns: Sequence[Any]) -> None:
    """Raises Mistake where ranges that belong together don't have the same number of cells."""
    if len({len(column) for column in columns.values()}) > 1:
        lengths = ", ".join(f"{name} has {len(column)}" for name, column in columns.items())
        raise Mistake(
            f"The ranges don't have the same number of cells: {lengths}.",
            "Mark the same rows in each.",
            ExcelError.VALUE,
        )
