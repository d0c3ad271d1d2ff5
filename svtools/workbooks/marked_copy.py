"""A copy of a workbook that says what is wrong in it: notes in its cells, and a sheet of problems.

openpyxl makes notes and sheet in a workbook of their own; they are lifted into a copy of the
package, of which nothing is lost. A copy that was marked before gets both anew.
"""

import re
from collections.abc import Sequence

from svtools.workbooks.book import Book, Sheet
from svtools.workbooks.notes import noted, put_notes, take_notes
from svtools.workbooks.package_parts import (
    WORKBOOK,
    Parts,
    add_sheet,
    has_macros,
    packed,
    related,
    sheet_parts,
    unpacked,
)
from svtools.workbooks.problem_sheet import OPENING, SHEET, TITLE, Line, drawn, note_of
from svtools.workbooks.problems import Problem, by_cause
from svtools.workbooks.style_merging import merged_styles

MOST_NOTES = 20_000
"""Notes over which Excel takes long to open a workbook; what is beyond stands on the sheet."""

IN_CELL, BESIDE_OTHERS, ON_SHEET = "Yes", "No: the cell has a note of its own", "No"

_STYLE_OF_CELL = re.compile(rb'(?<=\ss=")\d+(?=")')
_OF_FONT = (b"b", b"u", b"sz", b"color", b"name", b"family", b"scheme")
_SELECTED = b' tabSelected="1"'

Notes = dict[str, dict[str, list[Problem]]]
"""The problems of each cell, by sheet and cell."""


def is_of_problems(sheet: Sheet) -> bool:
    """Whether a sheet is the one that a former check put in."""
    return any(row[:1] == [TITLE] for row in sheet.rows[:1])


def take_marks(parts: Parts, book: Book) -> str:
    """Take the notes of former checks out of the workbook in `parts`, whose cells are in `book`.

    Returns the name of the sheet of problems that is still there; "" where there is none.
    """
    for part in sheet_parts(parts).values():
        take_notes(parts, part, OPENING)
    return next((sheet.name for sheet in book.sheets if is_of_problems(sheet)), "")


class MarkedCopy:
    """The workbook in `data`, whose cells are in `book`, without marks of former checks.

    Raises InputError, with a remedy, for what is no .xlsx or .xlsm.
    """

    def __init__(self, data: bytes, book: Book) -> None:
        self._parts = unpacked(data)
        self._sheets = sheet_parts(self._parts)
        self._old = take_marks(self._parts, book)

    @property
    def has_macros(self) -> bool:
        """Whether the file is of the kind that may hold macros."""
        return has_macros(self._parts)

    def marked(self, problems: Sequence[Problem]) -> bytes:
        """The workbook with a note in each cell that a problem names, and all of them on a sheet.

        A cell that has somebody's note or comment keeps it; the problem then stands on the sheet.
        """
        causes = by_cause(problems)
        notes, lines = self._planned([problem for cause in causes for problem in cause])
        texts = {
            sheet: {name: note_of(found) for name, found in cells.items()}
            for sheet, cells in notes.items()
        }
        made = drawn(lines, texts)
        parts, made_sheets = dict(self._parts), list(sheet_parts(made).values())
        for sheet, part in zip(notes, made_sheets[1:], strict=True):
            (comments,), (drawing,) = (related(made, part, k) for k in ("comments", "vmlDrawing"))
            put_notes(parts, self._sheets[sheet], made[comments], made[drawing])
        self._put_sheet(parts, _in_styles(parts, made[made_sheets[0]], made))
        return packed(parts)

    def _planned(self, problems: Sequence[Problem]) -> tuple[Notes, list[Line]]:
        """The notes that the problems ask for, and their lines on the sheet."""
        taken = {sheet: noted(self._parts, part) for sheet, part in self._sheets.items()}
        notes: Notes = {}
        lines, count = [], 0
        for problem in problems:
            for cell in problem.cells or (None,):
                if cell is None or not cell.name or cell.sheet not in taken:
                    said = ON_SHEET
                elif cell.name in taken[cell.sheet]:
                    said = BESIDE_OTHERS
                elif count == MOST_NOTES and cell.name not in notes.get(cell.sheet, ()):
                    said = ON_SHEET
                else:
                    said, found = IN_CELL, notes.setdefault(cell.sheet, {})
                    count += cell.name not in found
                    found.setdefault(cell.name, []).append(problem)
                lines.append(Line(problem, cell, said))
        return notes, lines

    def _put_sheet(self, parts: Parts, xml: bytes) -> None:
        """Add the sheet of problems, or put it in the place of the former one."""
        xml = xml.replace(_SELECTED, b"")
        if not self._old:
            add_sheet(parts, SHEET, xml)
            return
        part, number = self._sheets[self._old], list(self._sheets).index(self._old)
        if _SELECTED in parts[part]:
            xml = xml.replace(b"<sheetView", b"<sheetView" + _SELECTED, 1)
        filtered = rb'<definedName\b[^>]*_FilterDatabase"[^>]*localSheetId="%d"[^>]*>[^<]*</\w+>'
        parts[WORKBOOK] = re.sub(filtered % number, b"", parts[WORKBOOK])
        parts[part] = xml


def _in_styles(parts: Parts, sheet: bytes, of: Parts) -> bytes:
    """A sheet of the workbook `of` that looks the same in `parts`, which get its styles."""
    (part,), (other,) = related(parts, WORKBOOK, "styles"), related(of, WORKBOOK, "styles")
    parts[part], shifts = merged_styles(parts[part], _in_order(of[other]))
    return _STYLE_OF_CELL.sub(lambda style: b"%d" % (int(style[0]) + shifts.cells), sheet)


def _in_order(styles: bytes) -> bytes:
    """Styles whose fonts have what is said of each in the order that the format asks for."""

    def ordered(font: re.Match[bytes]) -> bytes:
        said = re.findall(rb"<(\w+)[^>]*>", font[1])
        tags = dict(zip(said, re.findall(rb"<[^>]*>", font[1]), strict=True))
        return b"<font>%b</font>" % b"".join(tags[name] for name in _OF_FONT if name in tags)

    return re.sub(rb"<font>(.*?)</font>", ordered, styles)
