"""What a supplier did to the cells of a return beside typing in them."""

from svtools.jobs.consolidation.returns import Return
from svtools.numbers import long_date
from svtools.workbooks.beside_cells import Position
from svtools.workbooks.book import Book, Sheet
from svtools.workbooks.cells import a1
from svtools.workbooks.content import FieldValue
from svtools.workbooks.typed import shown

LONGEST = 200


def tell_oddities(supplier_return: Return, book: Book) -> None:
    """Note merged cells, comments, formulas on other workbooks and days counted from 1904.

    Nothing counts twice for it.
    """
    for sheet in book.sheets:
        _tell_merged(supplier_return, sheet)
        for position, text in sheet.beside.comments.items():
            said = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
            if said:
                supplier_return.problems.add("cell-comment", sheet.cell(*position), said=said)
    _tell_linked(supplier_return, book)
    if book.from_1904:
        completed = supplier_return.completed
        said = f" (date completed: {long_date(completed)})" if completed else ""
        where = FieldValue(cell=supplier_return.completed_cell)
        supplier_return.problems.add("days-from-1904", where, said=said)


def _tell_merged(supplier_return: Return, sheet: Sheet) -> None:
    """Name each merged area over cells of units: the reader finds only its first cell.

    Of one over other cells of several rows, what stands there was read for the first row alone.
    """
    rows, columns = _units_area(supplier_return, sheet)
    covered = [(row, column) for row in rows for column in columns]
    for first, last in sheet.beside.merged:
        places = {"area": f"{a1(*first)}:{a1(*last)}", "first": a1(*first)}
        others = [at for at in covered if _inside(at, first, last) and at != first]
        if others:
            cells = [sheet.cell(*at) for at in others]
            supplier_return.problems.add("merged-cells", *cells, **places)
            supplier_return.gaps = [
                gap._replace(faulty=True) if gap.cell in cells else gap
                for gap in supplier_return.gaps
            ]
            continue
        below = [sheet.cell(row, first[1]) for row in rows if first[0] < row <= last[0]]
        if below and first[0] in rows:
            supplier_return.problems.add("merged-answers", *below, **places)


def _units_area(supplier_return: Return, sheet: Sheet) -> tuple[list[int], tuple[int, ...]]:
    """The rows of a sheet that have any units, and the columns in which those are typed."""
    told = [line.cell for line in supplier_return.lines] + [g.cell for g in supplier_return.gaps]
    rows = {cell.row for cell in told if cell.order == sheet.order}
    return sorted(rows), tuple(sorted(supplier_return.units_columns.get(sheet.order, ())))


def _inside(at: Position, first: Position, last: Position) -> bool:
    return first[0] <= at[0] <= last[0] and first[1] <= at[1] <= last[1]


def _tell_linked(supplier_return: Return, book: Book) -> None:
    sheets = {sheet.order: sheet for sheet in book.sheets if sheet.beside.linked}
    typed = [line.cell for line in supplier_return.lines]
    typed += [answer.cell for answer in supplier_return.answers]
    for cell in typed:
        sheet = sheets.get(cell.order)
        if sheet and (cell.row, cell.column) in sheet.beside.linked:
            value = shown(sheet.rows[cell.row][cell.column])
            supplier_return.problems.add("external-link", cell, entered=value)
