"""How the Python that serves Excel is started: the add-in's VBA runs `serve` in it.

xlwings imports pandas and numpy wherever they are installed, to convert values that this tool never
hands over. Excel waits for that: with both it takes several times as long to start, and more than
twice the memory.
"""

import sys
from importlib import import_module

NOT_FOR_EXCEL = ("numpy", "pandas")
"""What nothing that runs in Excel's process uses; for xlwings it is as if it weren't installed."""


def keep_out() -> None:
    """Let nobody in this process import what is not for Excel. To be called before xlwings."""
    for name in NOT_FOR_EXCEL:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # as if it were not installed


def serve(clsid: str) -> None:
    """Serve the Excel that started this process, until it ends."""
    keep_out()
    import_module("xlwings").serve(clsid)
