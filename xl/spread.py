"""Ranges beside each other, row by row, as Excel spreads them."""

from collections.abc import Iterator, Sequence
from itertools import repeat

from xl.cells import Cell, ExcelError, Grid


def spread(grids: Sequence[Grid | None]) -> Iterator[Iterator[tuple[Cell, ...]]]:
    """For each row of the answer, for each of its cells, the cells of all arguments there.

    A single cell, row or column repeats over the rest. Where a range ends before the others, its
    cells are #N/A, as in Excel's own functions. None, an argument left out, is blank everywhere.
    """
    height = max((len(rows) for rows in grids if rows), default=1)
    width = max((len(rows[0]) for rows in grids if rows), default=1)
    for lines in zip(*(_rows(rows, height, width) for rows in grids), strict=True):
        yield zip(*lines, strict=True)


def _rows(cells: Grid | None, height: int, width: int) -> Iterator[Sequence[Cell]]:
    if cells is None:
        return iter(repeat([None] * width, height))
    if len(cells) == 1:
        return iter(repeat(_filled(cells[0], width), height))
    missing = [[ExcelError.NA] * width] * (height - len(cells))
    return iter([*(_filled(line, width) for line in cells), *missing])


def _filled(line: Sequence[Cell], width: int) -> Sequence[Cell]:
    if len(line) == width:
        return line
    if len(line) == 1:
        return [line[0]] * width
    return [*line, *[ExcelError.NA] * (width - len(line))]
