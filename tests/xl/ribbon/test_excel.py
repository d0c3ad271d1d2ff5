"""The real Excel's side: which of its methods are called with what, and what they give."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest

from svtools.errors import OutputError, SvtoolsError
from xl.excel import TITLE, Excel

MISSING = object()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    """An application as xlwings gives it; COM's missing argument is an object of its own."""
    made = MagicMock()
    made.api.Workbooks = []
    made.api.ActiveWorkbook = None
    caller = SimpleNamespace(caller=lambda: SimpleNamespace(app=made))
    monkeypatch.setitem(sys.modules, "xlwings", SimpleNamespace(Book=caller))
    monkeypatch.setitem(sys.modules, "pythoncom", SimpleNamespace(Missing=MISSING))
    return made


def dialog_of(app: MagicMock, *, chosen: str | None) -> MagicMock:
    dialog: MagicMock = app.api.FileDialog.return_value
    dialog.Show.return_value = 0 if chosen is None else -1
    dialog.SelectedItems.Item.side_effect = {1: chosen}.__getitem__
    return dialog


@pytest.mark.usefixtures("app")
def test_the_workbook_that_called_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel would stay in memory, without a window, as long as Python holds it."""
    windows = SimpleNamespace(BOOK_CALLER=object())
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    assert Excel().active_workbook() == ""
    assert windows.BOOK_CALLER is None


@pytest.mark.parametrize("chosen", [None, "C:\\register.xlsx"])
def test_picking_a_file(app: MagicMock, chosen: str | None) -> None:
    dialog = dialog_of(app, chosen=chosen)
    assert Excel().pick_file("Which?") == chosen
    app.api.FileDialog.assert_called_once_with(3)
    assert (dialog.Title, dialog.AllowMultiSelect) == ("Which?", False)
    dialog.Filters.Add.assert_called_once_with("Workbooks", "*.xlsx; *.xlsm; *.ods")


@pytest.mark.parametrize("chosen", [None, "C:\\out"])
def test_picking_a_folder(app: MagicMock, chosen: str | None) -> None:
    dialog = dialog_of(app, chosen=chosen)
    assert Excel().pick_folder("Where?", "start") == chosen
    app.api.FileDialog.assert_called_once_with(4)
    assert dialog.InitialFileName == f"start{os.sep}"
    dialog.Filters.Clear.assert_not_called()  # a folder picker has no filters, and raises


@pytest.mark.parametrize(("answer", "given"), [(False, None), ("C:\\new.xlsx", "C:\\new.xlsx")])
def test_picking_a_new_file(app: MagicMock, answer: Any, given: str | None) -> None:
    app.api.GetSaveAsFilename.return_value = answer
    assert Excel().pick_new_file("Where?", "name.xlsx") == given
    app.api.GetSaveAsFilename.assert_called_once_with(
        "name.xlsx", "Excel workbook (*.xlsx), *.xlsx", 1, "Where?"
    )


@pytest.mark.parametrize(("answer", "given"), [(False, None), ("", ""), ("False", "False")])
def test_asking_for_a_text(app: MagicMock, answer: Any, given: str | None) -> None:
    app.api.InputBox.return_value = answer
    assert Excel().ask_text("What?", "this") == given
    app.api.InputBox.assert_called_once_with("What?", TITLE, "this", *[MISSING] * 4, 2)


@pytest.mark.parametrize(("answer", "given"), [("yes", True), ("no", False), ("cancel", None)])
def test_asking_yes_or_no(app: MagicMock, answer: str, given: bool | None) -> None:
    app.alert.return_value = answer
    assert Excel().ask_yes_no("Sure?") is given
    app.alert.assert_called_once_with("Sure?", TITLE, buttons="yes_no_cancel")


@pytest.mark.parametrize(("warning", "mode"), [(True, "critical"), (False, "info")])
def test_telling(app: MagicMock, warning: bool, mode: str) -> None:
    Excel().tell("Done.", warning=warning)
    app.alert.assert_called_once_with("Done.", TITLE, buttons="ok", mode=mode)


@pytest.mark.parametrize(
    ("text", "shown"), [("Reading …", "Reading …"), ("x" * 300, "x" * 255), ("", False)]
)
def test_the_status_bar(app: MagicMock, text: str, shown: object) -> None:
    Excel().show_progress(text)
    assert app.api.StatusBar == shown


def book(full_name: str, *, saved: bool = True) -> MagicMock:
    made = MagicMock(FullName=full_name, Saved=saved)
    made.Name = full_name.replace("\\", "/").rpartition("/")[2]
    return made


def test_the_active_workbook(app: MagicMock) -> None:
    assert Excel().active_workbook() == ""
    app.api.ActiveWorkbook = book("https://tenant.sharepoint.com/a.xlsx")
    assert Excel().active_workbook() == "https://tenant.sharepoint.com/a.xlsx"


def test_unsaved_changes(app: MagicMock) -> None:
    app.api.Workbooks = [book("C:\\a.xlsx", saved=False), book("C:\\b.xlsx")]
    excel = Excel()
    assert excel.has_unsaved_changes("c:\\A.xlsx")
    assert not excel.has_unsaved_changes("C:\\b.xlsx")
    assert not excel.has_unsaved_changes("C:\\c.xlsx")


def test_opening_a_workbook(app: MagicMock) -> None:
    app.api.Workbooks = [book("/other/b.xlsx")]
    Excel().open_workbook(Path("/out/a.xlsx"))
    app.books.open.assert_called_once_with(str(Path("/out/a.xlsx")))


def test_a_workbook_that_is_open_comes_to_the_front(app: MagicMock) -> None:
    there = book(str(Path("/out/a.xlsx")))
    app.api.Workbooks = [there]
    Excel().open_workbook(Path("/out/a.xlsx"))
    there.Activate.assert_called_once_with()
    app.books.open.assert_not_called()


def test_excel_opens_only_one_workbook_of_a_name(app: MagicMock) -> None:
    app.api.Workbooks = [book("/other/A.xlsx")]
    with pytest.raises(OutputError, match=r"Another workbook called a\.xlsx is open"):
        Excel().open_workbook(Path("/out/a.xlsx"))
    app.books.open.assert_not_called()


def test_showing_a_folder(app: MagicMock, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(os, "startfile", shown.append, raising=False)
    Excel().show("C:\\out")
    assert shown == ["C:\\out"]
    assert app.mock_calls == []


def test_what_cannot_be_opened_is_told_in_words(
    app: MagicMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.books.open.side_effect = Exception(-2147352567, "Exception occurred.")
    with pytest.raises(OutputError, match="Excel can't open"):
        Excel().open_workbook(Path("/out/a.xlsx"))

    def fail(_: str) -> None:
        raise OSError(1155, "No application is associated")

    monkeypatch.setattr(os, "startfile", fail, raising=False)
    with pytest.raises(OutputError, match="No application is associated"):
        Excel().show("C:\\out")


def no_caller() -> None:
    raise Exception("Book.caller() must not be called directly.")


def test_without_a_caller_the_excel_in_front_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    front = MagicMock()
    front.api.ActiveWorkbook = None
    xlwings = SimpleNamespace(
        Book=SimpleNamespace(caller=no_caller), apps=SimpleNamespace(active=front)
    )
    monkeypatch.setitem(sys.modules, "xlwings", xlwings)
    assert Excel().active_workbook() == ""
    xlwings.apps.active = None
    with pytest.raises(SvtoolsError, match="No workbook is open"):
        Excel()


def test_the_real_xlwings_has_what_is_used_of_it() -> None:
    xlwings = pytest.importorskip("xlwings")
    for owner, names in (
        (xlwings.App, ("api", "alert", "books")),
        (xlwings.Book, ("caller", "app")),
        (xlwings.main.Books, ("open",)),
        (xlwings.main.Apps, ("active",)),
    ):
        assert all(hasattr(owner, name) for name in names)
