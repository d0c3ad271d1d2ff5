"""Excel as the ribbon's actions see it: a few dialogs, the status bar, opening a file.

The actions know nothing else of it, so that tests run them against a stand-in. A dialog that is
closed or cancelled gives None.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

from svtools.errors import OutputError, SvtoolsError

TITLE = "Social Value Tools"
LONGEST_QUESTION = 255
"""The most characters that Excel's InputBox and its status bar take."""

_FILE_PICKER, _FOLDER_PICKER = 3, 4  # msoFileDialogFilePicker and msoFileDialogFolderPicker
_AS_TEXT = 2  # the type of InputBox that takes whatever is typed as text


class Cancelled(Exception):
    """The officer closed a dialog: the action ends, and nothing is said."""


class Excel:
    """The Excel whose VBA called, else the one in front, through xlwings.

    Raises SvtoolsError where no Excel is open.
    """

    def __init__(self) -> None:
        xlwings = import_module("xlwings")
        try:
            self._app = xlwings.Book.caller().app
        except Exception:  # there was no caller, or its workbook is closed by now
            self._app = xlwings.apps.active
        if self._app is None:
            raise SvtoolsError(
                "No workbook is open in Excel.", "Open one and press the button again."
            )
        _let_go_of_the_caller()
        self._api = self._app.api

    def active_workbook(self) -> str:
        """The full name of the active workbook, a path or a web address; empty where none."""
        # as Excel has it: xlwings would guess a path for a web address
        book = self._api.ActiveWorkbook
        return str(book.FullName) if book is not None else ""

    def has_unsaved_changes(self, full_name: str) -> bool:
        """Whether the workbook is open with changes that are not saved."""
        return any(
            _same(book.FullName, full_name) and not book.Saved for book in self._api.Workbooks
        )

    def pick_file(self, title: str) -> str | None:
        """Ask for one workbook that is there."""
        return self._picked(_FILE_PICKER, title)

    def pick_folder(self, title: str, start: str = "") -> str | None:
        """Ask for a folder, beginning at `start`."""
        return self._picked(_FOLDER_PICKER, title, start)

    def pick_new_file(self, title: str, suggested: str) -> str | None:
        """Ask where to save a workbook; nothing is saved, and nothing asked about replacing."""
        # FileDialog has no filters of its own for saving
        answer = self._api.GetSaveAsFilename(suggested, "Excel workbook (*.xlsx), *.xlsx", 1, title)
        return None if isinstance(answer, bool) else str(answer)

    def ask_text(self, question: str, default: str = "") -> str | None:
        """Ask for a text; the question has 255 characters at the most."""
        left_out = [import_module("pythoncom").Missing] * 4
        answer = self._api.InputBox(question, TITLE, default, *left_out, _AS_TEXT)
        return None if isinstance(answer, bool) else str(answer)  # Cancel is False

    def ask_yes_no(self, question: str) -> bool | None:
        """Ask a question with Yes, No and Cancel."""
        answer = self._app.alert(question, TITLE, buttons="yes_no_cancel")
        return {"yes": True, "no": False}.get(answer)

    def tell(self, text: str, *, warning: bool = False) -> None:
        """Show a message box over Excel's window and wait until it is closed."""
        self._app.alert(text, TITLE, buttons="ok", mode="critical" if warning else "info")

    def show_progress(self, text: str) -> None:
        """Say in the status bar what is going on; an empty text gives the status bar back."""
        self._api.StatusBar = text[:LONGEST_QUESTION] or False

    def open_workbook(self, path: Path) -> None:
        """Open a workbook, or bring it to the front. Raises OutputError where Excel can't.

        Two workbooks of one name can't be open.
        """
        for book in self._api.Workbooks:
            if _same(book.FullName, str(path)):
                book.Activate()
                return
            if _same(book.Name, path.name):
                raise OutputError(
                    f"Another workbook called {path.name} is open, and Excel opens only one of "
                    "a name.",
                    f"Close it, then open {path}.",
                )
        try:
            self._app.books.open(str(path))
        except Exception as error:  # whatever COM has to say, in no certain language
            raise OutputError(f"Excel can't open {path}.", "Open it from its folder.") from error

    def show(self, address: str) -> None:
        """Open a folder or a web page as a double click does. Raises OutputError where it fails."""
        try:
            os.startfile(address)  # type: ignore[attr-defined,unused-ignore] # noqa: S606 - a folder
        except OSError as error:
            raise OutputError(f"{address} can't be opened ({error.strerror}).") from error

    def _picked(self, kind: int, title: str, start: str = "") -> str | None:
        dialog = self._api.FileDialog(kind)
        dialog.Title = title
        dialog.AllowMultiSelect = False
        if kind == _FILE_PICKER:
            dialog.Filters.Clear()
            dialog.Filters.Add("Workbooks", "*.xlsx; *.xlsm; *.ods")
        if start:
            dialog.InitialFileName = os.path.join(start, "")  # noqa: PTH118 - ends in a separator
        return str(dialog.SelectedItems.Item(1)) if dialog.Show() else None


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _let_go_of_the_caller() -> None:
    """Forget the workbook that xlwings was given: Excel doesn't end while Python holds one."""
    windows = sys.modules.get("xlwings._xlwindows")  # on Windows alone
    if windows is not None:
        vars(windows)["BOOK_CALLER"] = None
