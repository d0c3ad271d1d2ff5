"""xlwings' own server on a system without Windows: asks it as the add-in does, prints its answers.

Run by `test_server.py` in a process of its own, since Windows' modules are stood in for here.
Standard input is JSON, a list of calls [function, arguments]; standard output their answers.
"""

import ctypes
import json
import sys
from importlib import import_module
from typing import Any
from unittest.mock import MagicMock

WINDOWS = (
    "pythoncom pywintypes win32api win32com win32com.client win32com.server "
    "win32com.server.dispatcher win32com.server.policy win32com.server.util win32con win32event "
    "win32gui win32process win32timezone winerror"
)


class ComError(Exception):
    """What pywin32 raises."""


def server() -> Any:
    """The object that the add-in's VBA gets from the DLL."""
    for name in WINDOWS.split():
        sys.modules[name] = MagicMock(name=name)
    modules: dict[str, Any] = dict(sys.modules)
    modules["win32com"].server.util.unwrap = MagicMock(side_effect=ComError)
    modules["win32com.server"].util = modules["win32com"].server.util
    modules["pywintypes"].com_error = ComError
    modules["pywintypes"].TimeType = ComError
    modules["pythoncom"].__file__ = "pythoncom.dll"
    modules["pythoncom"].TypeIIDs.__getitem__.return_value = ComError
    for name in ("oledll", "windll", "PyDLL", "WinError"):
        setattr(ctypes, name, MagicMock(name=name))
    xlwings: Any = import_module("xlwings")
    windows: Any = import_module("xlwings._xlwindows")
    windows.is_range_instance = lambda _: False  # the add-in hands values over, not ranges
    xlwings._xlwindows = windows
    xlwings.engines.add(import_module("xlwings.main").Engine(impl=windows.engine))
    functions: Any = import_module("xlwings.udfs")
    for name in ("func", "arg", "ret", "sub"):
        setattr(xlwings, name, getattr(functions, f"xl{name}"))
    return import_module("xlwings.com_server").XLPython()


def as_com(value: Any) -> Any:
    """A value as COM hands it over: arrays are tuples of tuples."""
    return tuple(map(as_com, value)) if isinstance(value, list) else value


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    started = server()
    answers = [started.CallUDF("xl.functions", name, as_com(given)) for name, given in asked]
    started.Exec("import xl.ribbon; xl.ribbon.press('there_is_no_such_button')")
    print(json.dumps(answers))  # noqa: T201
