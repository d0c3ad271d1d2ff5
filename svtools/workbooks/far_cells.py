"""Sheets on which something stands far out: read by what they hold, not by how far they reach.

A reader holds every cell between the first and the last one, so one note in the last row would
take gigabytes. Here such a sheet is moved together, without the rows and columns that hold
nothing, and after reading each value goes back to its place. A sheet that reaches no further than
there is room for is left as it is.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from svtools.errors import UnreadableFile
from svtools.workbooks.cells import LAST_COLUMN, LAST_ROW, Value, column_of, letters

Rows = list[list[Value | None]]

_ROW_NUMBER = re.compile(rb"""<row\s[^<>]*?\br\s*=\s*["']([0-9]+)""")
_LETTERS = 26
_TWO_LETTERS = re.compile(rb'<c r="[A-Za-z]{2}')
_MORE_LETTERS = re.compile(rb'<c r="[A-Za-z]{3}')
_EMPTY_CELL = re.compile(rb"<c(?:\s[^<>]*)?(?:/>|>\s*(?:<v(?:\s[^<>]*)?(?:/>|></v>)\s*)?</c>)")
_EMPTY_ROW = re.compile(rb"<row(?:\s[^<>]*)?(?:/>|>\s*</row>)")
_REFERENCE = re.compile(rb"""<c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_PLACED = re.compile(rb"""(<(?:row|c)\s(?:[^<>]*?\s)?r\s*=\s*["'])([A-Za-z]*)([0-9]+)""")


@dataclass(frozen=True, slots=True)
class Places:
    """The rows and the columns that hold something, in order: where what was moved belongs."""

    rows: Sequence[int]
    columns: Sequence[int]

    @property
    def area(self) -> int:
        """How many cells a reader holds once the sheet is moved together."""
        return len(self.rows) * len(self.columns)

    def spread(self, moved: Rows, most: int) -> Rows:
        """Every value in its own row and column again; each row only as long as what it holds.

        Raises UnreadableFile("too-large") where they would be longer together than `most` cells.
        """
        blank: list[Value | None] = []
        rows, length = [blank] * (self.rows[-1] + 1 if self.rows else 0), 0
        for row, cells in zip(self.rows, moved, strict=False):
            filled = [at for at, value in enumerate(cells) if value is not None]
            width = self.columns[filled[-1]] + 1 if filled else 0
            length += width
            if length > most:
                raise UnreadableFile(
                    "too-large", what=f"rows of {width:,} cells", limit=f"{most:,} cells"
                )
            rows[row] = [None] * width
            for at in filled:
                rows[row][self.columns[at]] = cells[at]
        return rows


@dataclass(slots=True)
class Room:
    """How many cells may still be held as they lie, and how many after moving together."""

    lying: int
    moved: int

    def holds(self, rows: int, columns: int) -> bool:
        """Whether a sheet of this size may be held as it lies; then it has its room."""
        fits = rows * columns <= self.lying
        self.lying -= rows * columns if fits else 0
        return fits

    def take(self, places: Places) -> Places:
        """`places`, with their room. Raises UnreadableFile("too-large") where there is none."""
        self.moved -= places.area
        if self.moved < 0:
            rows, columns = len(places.rows), len(places.columns)
            raise UnreadableFile(
                "too-large",
                what=f"cells spread over {rows:,} rows and {columns:,} columns",
                limit=f"{self.moved + places.area:,} cells",
            )
        return places


def moved_together(sheet: bytes, room: Room) -> tuple[bytes, Places | None]:
    """The plain XML of an .xlsx sheet, moved together where there is no room for it as it lies.

    Raises UnreadableFile: "damaged" for a cell outside of a sheet, or "too-large".
    """
    wide = _TWO_LETTERS.search(sheet)
    if not (wide and _MORE_LETTERS.search(sheet)):
        last = max(map(int, _ROW_NUMBER.findall(sheet)), default=1)
        width = _LETTERS + _LETTERS**2 if wide else _LETTERS
        if last <= LAST_ROW and room.holds(last, width):
            return sheet, None
    sheet = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", sheet))
    numbers: set[bytes] = set()
    names: set[bytes] = set()
    for reference in _REFERENCE.finditer(sheet):
        names.add(reference[1])
        numbers.add(reference[2])
    rows = sorted({int(number) - 1 for number in numbers})
    columns = sorted({column_of(name.decode()) for name in names})
    if rows and (rows[-1] >= LAST_ROW or columns[-1] >= LAST_COLUMN):
        raise UnreadableFile("damaged", reason="a cell stands outside the sheet")
    if not rows or room.holds(rows[-1] + 1, columns[-1] + 1):
        return sheet, None
    places = room.take(Places(rows, columns))
    return _renamed(sheet, places, names), places


def _renamed(sheet: bytes, places: Places, names: Iterable[bytes]) -> bytes:
    row_of = {b"%d" % (row + 1): b"%d" % at for at, row in enumerate(places.rows, start=1)}
    column_at = {column: letters(at).encode() for at, column in enumerate(places.columns)}
    name_of = {name: column_at[column_of(name.decode())] for name in names} | {b"": b""}
    return _PLACED.sub(lambda tag: tag[1] + name_of[tag[2]] + row_of.get(tag[3], tag[3]), sheet)
