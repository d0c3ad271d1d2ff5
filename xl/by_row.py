"""A worksheet function of single cells, answered for every row of the ranges that it was given."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import chain, repeat
from typing import Any

from svtools.errors import SvtoolsError
from svtools.gc_pause import no_collection
from xl.arguments import Argument
from xl.cells import (
    Cell,
    ExcelError,
    Grid,
    Mistake,
    Propagated,
    error_in,
    is_blank,
    to_cell,
)

BLOCK = 128
"""How many rows are answered in one go; one with a mistake in it is answered again row by row."""

_QUICKLY: dict[type, Callable[[Any], Cell]] = {bool: bool, float: float, str: str, Decimal: float}
"""What `to_cell` makes of these, without its questions."""


class RowByRow:
    """One call: `rows` answers each place where the arguments' cells meet.

    A cell shows `good` of its answer and whether the row is blank, or `bad` of a mistake. What is
    the same in every row (whole ranges, single cells) is read once. Raises Mistake for a whole
    range that can't be read.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[Argument],
        answer: Callable[..., Any],
        grids: Sequence[Grid | None],
        good: Callable[[Cell, bool], Cell],
        bad: Callable[[Mistake], Cell],
    ) -> None:
        self._name, self._arguments, self._answer = name, arguments, answer
        self._good, self._bad = good, bad
        fixed = dict(_fixed(arguments, grids))
        self._readers = [
            _always(fixed[at]) if at in fixed else argument.reader()
            for at, argument in enumerate(arguments)
        ]
        self._single = [None if a.whole else g for a, g in zip(arguments, grids, strict=True)]
        self._never_zero = [at for at, a in enumerate(arguments) if a.or_blank]
        needed = [at for at, a in enumerate(arguments) if a.required and not a.whole]
        self._needed = [at for at in needed if not is_single(grids[at])] or needed

    @no_collection()
    def rows(self) -> Grid:
        """The answers, in the shape that the ranges spread to."""
        columns, width = spread(self._single)
        answers: list[Cell] = []
        for start in range(0, len(columns[0]), BLOCK):
            answers += self._block([cells[start : start + BLOCK] for cells in columns])
        return [answers[at : at + width] for at in range(0, len(answers), width)]

    def _block(self, columns: Sequence[Sequence[Cell]]) -> list[Cell]:
        try:
            values = [read(cells) for read, cells in zip(self._readers, columns, strict=True)]
            return [
                self._good(_QUICKLY.get(type(answer), to_cell)(answer), False)
                for answer in map(self._answer, *values)
            ]
        except Exception as error:  # no traceback may reach a cell
            rows = list(zip(*columns, strict=True))
            if len(rows) == 1:
                return [self._unanswered(rows[0], error)]
            return [answer for row in rows for answer in self._block([(cell,) for cell in row])]

    def _unanswered(self, cells: Sequence[Cell], error: Exception) -> Cell:
        """An error among the cells goes out as it is, a blank row is blank, the rest is told."""
        for argument, cell in zip(self._arguments, cells, strict=True):
            if not argument.whole and (passed_on := error_in(cell)):
                return self._bad(Propagated(argument.name, passed_on))
        if self._is_blank(cells):
            return self._good("", True)
        return self._bad(mistake(error, self._name))

    def _is_blank(self, cells: Sequence[Cell]) -> bool:
        """Blank in all that is required, or in what is never zero.

        A single cell beside ranges is the same in every row, so it doesn't fill a blank one.
        """
        return any(is_blank(cells[at]) for at in self._never_zero) or (
            bool(self._needed) and all(is_blank(cells[at]) for at in self._needed)
        )


def spread(grids: Sequence[Grid | None]) -> tuple[list[list[Cell]], int]:
    """For each argument its cells at every place of the answer, row after row; the answer's width.

    A single cell, row or column repeats over the rest. Where a range ends before the others, its
    cells are #N/A, as in Excel's own functions. None, an argument left out, is blank everywhere.
    """
    height = max((len(rows) for rows in grids if rows), default=1)
    width = max((len(rows[0]) for rows in grids if rows), default=1)
    missing: list[Cell] = [ExcelError.NA]
    ranges = ([[None]] if rows is None else rows for rows in grids)
    wide = (
        rows if len(rows[0]) == width else [_filled(line, width, missing) for line in rows]
        for rows in ranges
    )
    high = (_filled(rows, height, [missing * width]) for rows in wide)
    return [list(chain.from_iterable(rows)) for rows in high], width


def _filled(cells: list[Any], size: int, missing: list[Any]) -> list[Any]:
    """Cells, or rows of them, at a size: a single one repeats, after several come `missing`."""
    if len(cells) == size:
        return cells
    return cells * size if len(cells) == 1 else cells + missing * (size - len(cells))


def one(argument: Argument, cells: Grid | None) -> Any:
    """What an argument's only cell says. Raises Mistake for a range."""
    if not is_single(cells):
        raise Mistake(f"{argument.name} is a range.", "Give a single cell.")
    return argument.value(cells[0][0] if cells else None)


def is_single(cells: Grid | None) -> bool:
    """Whether an argument is one cell, or left out."""
    return cells is None or (len(cells) == 1 and len(cells[0]) == 1)


def mistake(error: Exception, name: str) -> Mistake:
    """Whatever stopped the function `name`, as a mistake with words and an Excel error."""
    match error:
        case Mistake():
            return error
        case SvtoolsError():
            return Mistake(error.what, error.remedy)
        case OSError():
            return Mistake(
                f"{error.filename} can't be read ({error.strerror}).",
                "See the settings in SV_ABOUT.",
            )
        case ArithmeticError():
            return Mistake(
                "The numbers are too large or too small to calculate with.",
                "Look for a slip in one of them.",
                ExcelError.NUM,
            )
        case _:
            return Mistake(
                f"{name} failed inside: {type(error).__name__}: {error}.",
                "That is a fault of the tool: please report it with the formula.",
            )


def _fixed(
    arguments: Sequence[Argument], grids: Sequence[Grid | None]
) -> Iterator[tuple[int, Any]]:
    for at, (argument, cells) in enumerate(zip(arguments, grids, strict=True)):
        if argument.whole:
            yield at, argument.range_value(cells)
        elif is_single(cells):
            with suppress(Mistake):  # told in each row, unless the row is blank
                yield at, one(argument, cells)


def _always(value: Any) -> Callable[[Sequence[Cell]], Iterable[Any]]:
    """A reader of cells that all say the same."""
    return lambda cells: repeat(value, len(cells))
