"""Types into workbooks in a running LibreOffice, by the list of fillings on standard input.

Run by `libreoffice.fill_and_save` with the Python that has LibreOffice's `uno` module; so it
imports nothing else of this project.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # comes with LibreOffice
from com.sun.star.beans import (  # type: ignore[import-not-found]
    NamedValue,
    PropertyValue,
)

FORMATS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
SECONDS_TO_START = 60


def main(pipe: str) -> None:
    """Work through the fillings and end LibreOffice."""
    context = connected(pipe)
    desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    dispatcher = context.ServiceManager.createInstance("com.sun.star.frame.DispatchHelper")
    for filling in json.load(sys.stdin):
        fill(desktop, dispatcher, filling)
    desktop.terminate()


def connected(pipe: str) -> Any:
    """The running LibreOffice, as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def fill(desktop: Any, dispatcher: Any, filling: dict[str, Any]) -> None:
    """Open the blank, do what the filling says, save and close."""
    blank = Path(filling["blank"]).resolve().as_uri()
    book = desktop.loadComponentFromURL(blank, "_blank", 0, named(Hidden=True))
    try:
        if filling["unprotect"]:
            for sheet in book.Sheets:
                sheet.unprotect("")
        for name, cells in filling["cells"].items():
            for a1, value in cells.items():
                type_in(book, dispatcher, named_sheet(book, name), a1, value)
        insert_rows(book, filling["insert_rows"])
        for old, new in filling["rename_sheets"].items():
            named_sheet(book, old).Name = new
        save(book, Path(filling["save_as"]), filling["password"])
    finally:
        book.close(True)


def named_sheet(book: Any, name: str) -> Any:
    """The sheet of that name."""
    if not book.Sheets.hasByName(name):
        sys.exit(f"There is no sheet '{name}' in {book.URL}. It has: {book.Sheets.ElementNames}.")
    return book.Sheets.getByName(name)


def type_in(book: Any, dispatcher: Any, sheet: Any, a1: str, value: str | float) -> None:
    """Type `value` into a cell, as at the keyboard."""
    cell = sheet.getCellRangeByName(a1)
    if sheet.isProtected() and cell.CellProtection.IsLocked:
        sys.exit(f"{sheet.Name}!{a1} is locked: unprotect the sheets, or type elsewhere.")
    controller = book.CurrentController
    controller.select(cell)
    typed = named(StringName=str(value))
    dispatcher.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, typed)


def insert_rows(book: Any, rows_by_sheet: dict[str, list[int]]) -> None:
    """Insert a row above each of the rows, from the last to the first."""
    for name, rows in rows_by_sheet.items():
        sheet = named_sheet(book, name)
        if sheet.isProtected():
            sys.exit(f"The sheet '{name}' is protected: unprotect it to insert rows.")
        for row in sorted(rows, reverse=True):
            sheet.Rows.insertByIndex(row - 1, 1)


def save(book: Any, path: Path, password: str | None) -> None:
    """Save as .xlsx or .ods, with a password to open it where one is given."""
    options: dict[str, object] = {"FilterName": FORMATS[path.suffix]}
    if password and path.suffix == ".xlsx":  # this filter passes over a plain "Password"
        options["EncryptionData"] = encryption(password)
    elif password:
        options["Password"] = password
    book.storeToURL(path.resolve().as_uri(), named(**options))


def encryption(password: str) -> Any:
    """What Calc's own save dialog hands to the .xlsx filter for a password."""
    parts = []
    for name, value in (("CryptoType", "Standard"), ("OOXPassword", password)):
        part = NamedValue()
        part.Name, part.Value = name, value
        parts.append(part)
    return uno.Any("[]com.sun.star.beans.NamedValue", tuple(parts))


def named(**values: object) -> tuple[Any, ...]:
    """Arguments as LibreOffice takes them."""
    made = []
    for name, value in values.items():
        item = PropertyValue()
        item.Name, item.Value = name, value
        made.append(item)
    return tuple(made)


if __name__ == "__main__":
    main(sys.argv[1])
