"""How the Python that serves Excel is started: the add-in's VBA runs `serve` in it.

xlwings imports pandas and numpy wherever they are installed, to convert values that this tool never
hands over. Excel waits for that: with both it takes several times as long to start, and more than
twice the memory.
"""

import atexit
import sys
from importlib import import_module
from types import ModuleType

NOT_FOR_EXCEL = ("numpy", "pandas")
"""What nothing that runs in Excel's process uses; for xlwings it is as if it weren't installed."""


def keep_out() -> None:
    """Let nobody in this process import what is not for Excel. To be called before xlwings."""
    for name in NOT_FOR_EXCEL:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed


def load_xlwings() -> ModuleType:
    """Xlwings without what is not for Excel, and without what it does when Python ends.

    It would stop by force each Excel in which it sees no workbook's window: one in Protected View,
    one that shows its start screen, one within another program.
    """
    keep_out()
    xlwings = import_module("xlwings")
    windows = sys.modules.get("xlwings._xlwindows")  # on Windows alone
    if windows is not None:
        atexit.unregister(windows.cleanup)
    return xlwings


def serve(clsid: str) -> None:
    """Serve the Excel that started this process, until it ends."""
    load_xlwings().serve(clsid)
