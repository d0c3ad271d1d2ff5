"""What the add-in calls: `press('BUTTON_ID')` for a button, `look()` now and then while a job runs.

Whatever happens, both end quietly: a failure of a button is told in a message box, and the status
bar is given back, or says how far the job is that goes on beside Excel.
"""

import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import cast

from svtools.errors import SvtoolsError, UnreadableFile
from xl.buttons import label_of
from xl.excel import TITLE, Cancelled, Excel

ROOMS = {
    "new_tender_pack": "tenders",
    "new_monitoring_workbooks": "contracts",
    "consolidate_returns": "contracts",
    "annual_statement": "statement",
    "cancel_job": "contracts",
    "check_contract": "policy",
    "measures": "policy",
    "help": "about",
    "about": "about",
}
"""The module of `xl.actions` in which a button's action stands, under the button's id."""

# what a remedy says of the command line's options, which Excel doesn't have
_OPTION = re.compile(r",? or [^.,]*--[a-z-]+[^.,]*| with --[a-z-]+", re.IGNORECASE)
_WARNING = 0x30  # MB_ICONWARNING
STAY = "it goes on while you work; keep Excel open, or press Cancel on the tab Social value"
"""What the status bar says of a job beside how far it is."""


def press(button_id: str, excel: Excel | None = None, *, today: date | None = None) -> None:
    """Run a button's action in the Excel that called. Never raises.

    `excel` and `today` are for tests.
    """
    try:
        _press(button_id, excel or Excel(), today or date.today())  # noqa: DTZ011 - the officer's own day
    except BaseException as error:  # Excel can't be asked, so it can't be told either
        with suppress(BaseException):
            text = failure(error, button_id)
            if sys.platform == "win32":  # elsewhere the log has to do
                import ctypes

                ctypes.windll.user32.MessageBoxW(0, text, TITLE, _WARNING)


def _press(button_id: str, excel: Excel, today: date) -> None:
    try:
        excel.show_progress(f"{TITLE}: {label_of(button_id)} …")
        run = action(button_id)
        from xl.session import Session

        with suppress(Cancelled):
            run(Session(excel, today))
    except BaseException as error:  # a library's panic is no Exception
        excel.show_progress("")
        excel.tell(failure(error, button_id), warning=True)
    finally:
        show_job(excel)


def look(excel: Excel | None = None, *, today: date | None = None) -> None:
    """Show how far the job is that goes on beside Excel, or tell what came of it. Never raises.

    The job keeps what there is to tell until some Excel could be asked.
    """
    with suppress(BaseException):
        _look(excel or Excel(), today or date.today())  # noqa: DTZ011 - the officer's own day


def _look(excel: Excel, today: date) -> None:
    from xl.background import desk

    if outcome := desk.ended():
        from xl.session import Session

        Session(excel, today).tell_outcome(outcome)
    show_job(excel)


def show_job(excel: Excel) -> None:
    """Say in the status bar how far the job is; give the status bar back where none runs."""
    from xl.background import desk

    running = desk.progress()
    excel.show_progress(f"{running} ({STAY})" if running else "")


def action(button_id: str) -> Callable[..., None]:
    """What a button runs; its room is only loaded now. Raises SvtoolsError where it has none."""
    if button_id not in ROOMS:
        raise SvtoolsError(
            f"'{label_of(button_id)}' is not there yet.", "A later version of this add-in has it."
        )
    room = import_module(f"xl.actions.{ROOMS[button_id]}")
    return cast("Callable[..., None]", getattr(room, button_id))


def failure(error: BaseException, button_id: str) -> str:
    """What went wrong and what to do; the particulars of what nobody foresaw go to the log."""
    match error:
        case SvtoolsError():
            what, remedy = what_and_remedy(error)
            return f"{what}\n\n{_OPTION.sub('', remedy)}".strip()
        case PermissionError(filename=str(file)):
            return (
                f"{file} can't be read or written ({error.strerror}).\n\n"
                "If it is open in Excel or in another program, close it there. Otherwise check "
                "that you may use its folder. Then press the button again."
            )
        case _:
            return (
                f"'{label_of(button_id)}' stopped because of something that was not foreseen "
                f"({type(error).__name__}).\n\n{_logged(error, button_id)}"
            )


def what_and_remedy(error: SvtoolsError) -> tuple[str, str]:
    """What was found, with its file, and what to do; in the catalogue's words where it has any."""
    if isinstance(error, UnreadableFile):
        from svtools.workbooks.problems import Problem

        problem = Problem(error.code, details=error.details, in_own=True)
        return problem.what, problem.remedy
    return str(error).removesuffix(error.remedy).strip(), error.remedy


def log_file() -> Path:
    """Where the particulars of a failure are kept, in this person's folder of passing files."""
    return Path(tempfile.gettempdir()) / f"{TITLE} log.txt"


def _logged(error: BaseException, button_id: str) -> str:
    """Keep the particulars, and say what to do with them."""
    path = log_file()
    lines = "".join(traceback.format_exception(error))
    try:
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {button_id}\n{lines}\n")
    except OSError:
        return "Try again. If it happens again, tell whoever looks after this add-in."
    return (
        f"The particulars are in the file\n{path}\n\n"
        "Try again. If it happens again, send that file to whoever looks after this add-in."
    )
