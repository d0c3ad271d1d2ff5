"""Fills cells of one workbook in a running LibreOffice, case by case, and says what others show.

Run by `libreoffice.asked` with the Python that has LibreOffice's `uno` module; so it imports
nothing else of this project than what types into workbooks.
"""

import json
import sys
from typing import Any

from libreoffice_typing import connected, named, named_sheet  # type: ignore[import-not-found]


def main(pipe: str) -> None:
    """Go through the cases, and end LibreOffice."""
    work = json.load(sys.stdin)
    context = connected(pipe)
    desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    book = desktop.loadComponentFromURL(f"file://{work['path']}", "_blank", 0, named(Hidden=True))
    book.enableAutomaticCalculation(False)
    for sheet in book.Sheets:
        sheet.unprotect("")
    cells = Cells(book)
    before: list[Any] = []
    said = []
    for case in work["cases"]:
        for sheet, a1, _ in before:
            cells[sheet, a1].setString("")
        for sheet, a1, value in case:
            fill(cells[sheet, a1], value)
        book.calculateAll()
        said.append([cells[sheet, a1].getDataArray()[0][0] for sheet, a1 in work["cells"]])
        before = case
    sys.stdout.write(json.dumps(said))
    book.close(True)
    desktop.terminate()


class Cells(dict):  # type: ignore[type-arg]
    """The workbook's cells by sheet and name, each looked up once."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def __missing__(self, name: tuple[str, str]) -> Any:
        sheet, a1 = name
        self[name] = named_sheet(self.book, sheet).getCellRangeByName(a1)
        return self[name]


def fill(cell: Any, value: Any) -> None:
    """Put a number, a text, a formula or nothing into a cell."""
    if value is None:
        cell.setString("")
    elif isinstance(value, str) and value.startswith("="):
        cell.setFormula(value)
    elif isinstance(value, str):
        cell.setString(value)
    else:
        cell.setValue(value)


if __name__ == "__main__":
    main(sys.argv[1])
