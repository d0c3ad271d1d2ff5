"""Notes and a sheet of problems as openpyxl writes them: a small workbook, in parts.

Only what is lifted from it comes into the council's own workbook: see `marked_copy`.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from svtools.workbooks import theme
from svtools.workbooks.cells import Cell, a1, letters
from svtools.workbooks.items import CellKind, Role, Tone
from svtools.workbooks.package_parts import Parts, unpacked
from svtools.workbooks.problems import Level, Problem
from svtools.workbooks.sheet_setup import A4, POINTS, TITLE_HEIGHT, height_for

SHEET = "Problems"
TITLE = "Problems found by 'svtools register check'"
"""What stands in the first cell of the sheet, by which it is known again."""

AUTHOR = "svtools"
OPENING = f"{AUTHOR}:\n"
"""What each note begins with, as Excel begins those of people, and by which it is known again."""

HEADINGS = {
    "Effect": 14,
    "What was found": 44,
    "How to mend it": 44,
    "Sheet": 14,
    "Cell": 9,
    "Note in the cell": 19,
    "Cause": 20,
}
"""The columns with their widths: a page holds them, with text that is large enough."""

CELL = list(HEADINGS).index("Cell")
"""The column of the cell's name, after that of its sheet."""

TONES: Mapping[Level, Tone] = {
    Level.REJECTED: "red",
    Level.NOT_COUNTED: "red",
    Level.BLOCKS: "red",
    Level.CHECK: "amber",
    Level.REMARK: "grey",
}
PURPOSE = (
    "Mend each cell on its own sheet, save, and check this workbook again: its notes and this "
    "sheet are then written anew."
)
NONE_FOUND = "Nothing was found."
HEADING_ROW = 4
NARROW = 0.4
"""A margin, in inches."""

MOST_LINKS = 65_000
LONGEST = 32_000
NOTE_WIDTH, NOTE_LINE, NOTE_CHARACTERS = 360, 18, 52

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """A line of the sheet: a problem in one of its cells, and what became of the cell's note."""

    problem: Problem
    cell: Cell | None
    note: str

    @property
    def values(self) -> tuple[str, ...]:
        """What stands under the headings."""
        problem, cell = self.problem, self.cell
        place = (cell.sheet, cell.name) if cell else ("", "")
        return problem.level, problem.what, problem.remedy, *place, self.note, problem.code


def note_of(problems: Sequence[Problem]) -> str:
    """What a cell's note says."""
    said = "\n\n".join(f"{p.level.capitalize()}: {p.what}\n{p.remedy}" for p in problems)
    return OPENING + _written(said)


def drawn(lines: Sequence[Line], notes: Mapping[str, Mapping[str, str]]) -> Parts:
    """A workbook with the sheet of problems, then a sheet with notes for each of `notes`.

    `notes` are by sheet and cell.
    """
    import openpyxl  # noqa: PLC0415 - only marked copies need it
    from openpyxl.comments import Comment  # noqa: PLC0415

    book = openpyxl.Workbook()
    _fill(book.active, lines)
    for number, cells in enumerate(notes.values()):
        sheet = book.create_sheet(f"Notes {number}")
        for name, text in cells.items():
            height = NOTE_LINE * (1 + sum(1 + len(t) // NOTE_CHARACTERS for t in text.split("\n")))
            sheet[name].comment = Comment(text, AUTHOR, height, NOTE_WIDTH)
    stream = io.BytesIO()
    book.save(stream)
    return unpacked(stream.getvalue())


def _fill(sheet: Any, lines: Sequence[Line]) -> None:
    """Write the sheet of problems."""
    text = theme.cell(Role.ISSUED, CellKind.TEXT, locked=False)
    plain, heading = _look(text), _look(theme.head(Role.ISSUED, CellKind.TEXT))
    linked = _look(text | {"font_color": theme.NAVY, "underline": True})
    levels = {level: _look(text | theme.tone(tone)) for level, tone in TONES.items()}
    _put(sheet, 1, 1, TITLE, _look(theme.TITLE))
    _put(sheet, 2, 1, PURPOSE if lines else NONE_FOUND, _look(theme.PURPOSE))
    for column, label in enumerate(HEADINGS, start=1):
        _put(sheet, HEADING_ROW, column, label, heading)
    for row, line in enumerate(lines, start=HEADING_ROW + 1):
        looks = [levels[line.problem.level], *[plain] * (len(HEADINGS) - 1)]
        if line.cell and row < MOST_LINKS:
            looks[CELL if line.cell.name else CELL - 1] = linked
            _link(sheet, row, line.cell)
        for column, (value, look) in enumerate(zip(line.values, looks, strict=True), start=1):
            _put(sheet, row, column, value, look)
        heights = map(height_for, line.values, HEADINGS.values())
        sheet.row_dimensions[row].height = max(heights)
    _set_up(sheet, HEADING_ROW + len(lines))


def _link(sheet: Any, row: int, to: Cell) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink  # noqa: PLC0415

    cell = sheet.cell(row, 1 + (CELL if to.name else CELL - 1))
    name = to.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!{to.name or 'A1'}")


def _set_up(sheet: Any, last: int) -> None:
    """Widths, frozen headings, filter and print set-up."""
    sheet.title = SHEET
    for column, width in enumerate(HEADINGS.values()):
        sheet.column_dimensions[letters(column)].width = width
    sheet.freeze_panes = sheet.cell(HEADING_ROW + 1, 1)
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{a1(last - 1, len(HEADINGS) - 1)}"
    sheet.sheet_properties.tabColor = theme.TONES["red"][1][1:]
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_margins.left = sheet.page_margins.right = NARROW
    sheet.row_dimensions[1].height = TITLE_HEIGHT * POINTS
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _put(sheet: Any, row: int, column: int, value: Any, look: Mapping[str, Any]) -> None:
    """Write a text as a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = _written(str(value)) or None
    cell.data_type = "s"
    for part, of_look in look.items():
        setattr(cell, part, of_look)


def _written(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)[:LONGEST]


def _look(properties: Mapping[str, Any]) -> dict[str, Any]:
    """How a cell looks by the theme, as openpyxl says it."""
    from openpyxl import styles  # noqa: PLC0415

    ink, fill = (properties.get(name, "")[1:] for name in ("font_color", "bg_color"))
    side = styles.Side("thin", color=theme.RULE[1:])
    font = styles.Font(
        name=properties["font_name"],
        sz=properties["font_size"],
        bold=properties.get("bold"),
        color=ink or None,
        underline="single" if properties.get("underline") else None,
    )
    look = {"font": font}
    if fill:
        look["fill"] = styles.PatternFill("solid", fgColor=fill)
    if properties.get("border"):
        look["border"] = styles.Border(side, side, side, side)
    if "valign" in properties:
        up = properties["valign"].replace("vcenter", "center")
        look["alignment"] = styles.Alignment(
            vertical=up,
            horizontal=properties.get("align"),
            wrap_text=properties.get("text_wrap"),
            indent=properties.get("indent", 0),
        )
    return look
