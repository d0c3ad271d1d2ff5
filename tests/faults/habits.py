"""Honest habits: what people do to a return that changes nothing it says."""

from collections.abc import Callable
from typing import Any

from openpyxl.styles import Font, PatternFill

from tests.faults.patching import formula_with_result
from tests.faults.year import FOLDER, Sent, Units, Year, units_in

Habit = Callable[[Year, Sent], None]
FORMATS = ("0", "#,##0", "0.00", "General", "@", "_-* #,##0.00_-", "# ?/?", '0" units"')
HABITS: list[Habit] = []


def habit(do: Habit) -> Habit:
    """Put the decorated function among the habits."""
    HABITS.append(do)
    return do


def _cells(sent: Sent, book: Any) -> list[Any]:
    return [book[each.spot.sheet][each.spot.cell] for each in units_in(sent)]


def _first(sent: Sent) -> Units:
    return next(units_in(sent))


def _head(sent: Sent) -> int:
    return int(sent.spot("delivery", 0, "q1").cell[1:]) - 1


@habit
def saved_again(year: Year, sent: Sent) -> None:
    """Opened and saved by another program."""
    year.edit(sent.file, lambda _: None)


@habit
def coloured(year: Year, sent: Sent) -> None:
    """Cells coloured, figures bold and red."""

    def colour(book: Any) -> None:
        for cell in _cells(sent, book):
            cell.fill = PatternFill("solid", fgColor="FFFFCC00")
            cell.font = Font(bold=True, color="FFFF0000")

    year.edit(sent.file, colour)


@habit
def looked_at(year: Year, sent: Sent) -> None:
    """Zoom, higher rows, other frozen panes, a print area."""

    def look(book: Any) -> None:
        for sheet in book:
            sheet.sheet_view.zoomScale, sheet.freeze_panes = 70, "B3"
            sheet.row_dimensions[8].height = 60
        book["Delivery"].print_area = "A1:H20"

    year.edit(sent.file, look)


@habit
def filtered(year: Year, sent: Sent) -> None:
    """A filter on, and a row hidden by it."""

    def put(book: Any) -> None:
        head = _head(sent)
        book["Delivery"].auto_filter.ref = f"A{head}:H{head + len(sent.rows())}"
        book["Delivery"].row_dimensions[head + 1].hidden = True

    year.edit(sent.file, put)


@habit
def column_hidden(year: Year, sent: Sent) -> None:
    """A column hidden."""
    year.edit(
        sent.file, lambda book: setattr(book["Delivery"].column_dimensions["B"], "hidden", True)
    )


@habit
def unprotected(year: Year, sent: Sent) -> None:
    """Protection taken off."""

    def take_off(book: Any) -> None:
        for sheet in book:
            sheet.protection.disable()

    year.edit(sent.file, take_off)


@habit
def in_another_order(year: Year, sent: Sent) -> None:
    """The rows sorted, each with its measure."""

    def sort(book: Any) -> None:
        sheet, first = book["Delivery"], _head(sent) + 1
        rows = range(first, first + len(sent.rows()))
        columns = range(1, 13)
        values = [[sheet.cell(row, column).value for column in columns] for row in rows]
        for row, kept in zip(rows, reversed(values), strict=True):
            for column, value in zip(columns, kept, strict=True):
                if not str(value).startswith("="):
                    sheet.cell(row, column).value = value

    year.edit(sent.file, sort)


@habit
def lines_put_in(year: Year, sent: Sent) -> None:
    """An empty row above the table, another order of sheets."""

    def put(book: Any) -> None:
        book["Delivery"].insert_rows(3)
        book.move_sheet("Delivery", offset=-1)

    year.edit(sent.file, put)


@habit
def as_text(year: Year, sent: Sent) -> None:
    """Figures as text, with spaces that came along when they were pasted."""
    for each in units_in(sent):
        year.type(each.spot, f"\u00a0{each.units}\u2009")


@habit
def formatted(year: Year, sent: Sent) -> None:
    """Figures pasted with formats of their own."""
    for number, each in enumerate(units_in(sent)):
        year.type(each.spot, float(each.units), FORMATS[number % len(FORMATS)])


@habit
def in_pounds(year: Year, sent: Sent) -> None:
    """Money shown as money."""
    for each in units_in(sent):
        if each.measure.unit == "£":
            year.type(each.spot, float(each.units), '"£"#,##0.00')


@habit
def added_up(year: Year, sent: Sent) -> None:
    """A figure as a sum of one's own: =12+14."""
    each = _first(sent)
    year.type(each.spot, float(each.units))
    formula_with_result(year, each.spot, f"{each.units - 1}+1")


@habit
def in_capitals(year: Year, sent: Sent) -> None:
    """Yes and Q4 as one types them."""
    year.type(sent.field("sign_off.own_contract"), " YES ")
    year.type(sent.field("sign_off.once_only"), "y")
    year.type(sent.field("report.quarter"), f"q{sent.quarter}")


@habit
def notes(year: Year, sent: Sent) -> None:
    """A long note with numbers in it, 'see email' for evidence."""
    year.type(sent.spot("delivery", 0, "note"), "12 sessions (3 a month); 40 came.\nEmail of 3/4.")
    year.type(sent.spot("delivery", 1, "proof"), "see email")


@habit
def file_renamed(year: Year, sent: Sent) -> None:
    """The file under another name, in a folder of its own."""
    year.files[f"{FOLDER}/From Jo/Q4 (final) v2 – signed.xlsx"] = year.files.pop(sent.file)


@habit
def nothing_yet(year: Year, sent: Sent) -> None:
    """A 0 in place of what came in the last quarter."""
    for row in range(len(sent.rows())):
        year.type(sent.spot("delivery", row, f"q{sent.quarter}"), 0)
    year.type(sent.spot("beneficiaries", 0, "units"), 0)


@habit
def generous(year: Year, sent: Sent) -> None:
    """Half as much again in the quarters that were not reported before."""
    for each in units_in(sent):
        if each.quarter > 2 or sent.number == 1:
            year.type(each.spot, float(round(each.units * 3 / 2)))


@habit
def growing(year: Year, sent: Sent) -> None:
    """Each quarter a little more than the one before."""
    for row, promised in enumerate(sent.rows()):
        so_far = max(promised.get(f"q{n}") or 0 for n in (1, 2))
        for quarter in range(3, 5) if sent.number == 2 else ():
            so_far = round(so_far * 1.15)
            year.type(sent.spot("delivery", row, f"q{quarter}"), so_far)


@habit
def all_at_once(year: Year, sent: Sent) -> None:
    """All of the second half in the last quarter."""
    for row, promised in enumerate(sent.rows()):
        half = [float(promised.get(f"q{n}") or 0) for n in (3, 4)]
        if sent.number == 2:
            year.type(sent.spot("delivery", row, "q3"), 0)
            year.type(sent.spot("delivery", row, "q4"), round(sum(half), 2))
