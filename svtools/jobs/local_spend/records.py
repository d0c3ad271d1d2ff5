"""A text of cells as rows, where a quotation mark may have been opened and never closed.

Such a mark swallows the lines after it up to the next one. Where those lines are rows of their
own, they are read one by one.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_RECORD = 100
"""A row of more lines than this is a quotation mark that was never closed."""

LONGEST_FIELD = 131_072
"""So is a value of more characters."""


class Record(NamedTuple):
    """One row, and whether a stray quotation mark had run it into others."""

    cells: list[str]
    mended: bool = False


class Unclosed(Exception):
    """A quotation mark swallows what can't be told apart."""


class _Kept:
    """Lines, of which those of the row that is read are held."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.held.append(line)
        return line


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """The rows of a text. Raises Unclosed."""
    csv.field_size_limit(LONGEST_FIELD)  # other libraries lift it
    kept, before = _Kept(lines), list[str]()
    reader = csv.reader(kept, delimiter=delimiter)
    while True:
        kept.held.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = None
        if row is not None and len(kept.held) == 1:
            before = row
            yield Record(row)
            continue
        alone = [_alone(line, delimiter) for line in kept.held]
        if _are_rows(alone, before):
            yield from (Record(cells, mended=True) for cells in alone)
        elif row is None or len(kept.held) > LONGEST_RECORD:
            raise Unclosed
        else:
            yield Record(row)


def _alone(line: str, delimiter: str) -> list[str]:
    """A line as a row of its own; a mark without its other is none."""
    line = line.rstrip("\r\n")
    if line.count('"') % 2:
        return [cell.strip('"') for cell in line.split(delimiter)]
    return next(csv.reader([line], delimiter=delimiter), [])


def _are_rows(alone: list[list[str]], before: list[str]) -> bool:
    """Whether lines that ran into one row are rows: the first whole, one more like it."""
    first = alone[0]
    if len(first) < max(len(before), 2):
        return False
    return any(_alike(cells, one) for cells in alone[1:] for one in (first, before))


def _alike(cells: list[str], other: list[str]) -> bool:
    """Whether two rows have as many cells, and figures in the same place."""
    both = zip(cells, other, strict=False)
    return len(cells) == len(other) > 1 and any(_figure(a) and _figure(b) for a, b in both)


def _figure(cell: str) -> bool:
    return cell.strip(' "£-(')[:1].isdigit()
