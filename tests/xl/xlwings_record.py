"""What xlwings itself records of our functions, and what its COM server answers.

Run by `test_udfs.py` in a process of its own, since Windows' modules are stood in for here.
Standard input is JSON: a list of calls [function, arguments], where {"day": "2026-03-01T09:30"} is
a date as pywin32 hands it over. Standard output is JSON: the record, the VBA and the answers, each
asked for just as the add-in's VBA does: values of ranges, no workbook, no calling cell.
"""

import ctypes
import io
import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

from xl.serving import keep_out

MODULE = "xl.functions"
NAMES = ("name", "category", "volatile", "call_in_wizard", "async_mode", "sub")
WINDOWS = (
    "pythoncom pywintypes win32api win32com win32com.client win32com.server "
    "win32com.server.dispatcher win32com.server.policy win32com.server.util win32con win32event "
    "win32gui win32process win32timezone winerror"
)


class ComError(Exception):
    """What pywin32 raises."""


class PyTime(datetime):
    """As pywin32's own: a date with a time, aware of its zone."""


def server() -> Any:
    """The object that the add-in's VBA gets from the DLL."""
    for name in WINDOWS.split():
        sys.modules[name] = MagicMock(name=name)
    modules: dict[str, Any] = dict(sys.modules)
    modules["win32com"].server.util.unwrap = MagicMock(side_effect=ComError)
    modules["win32com.server"].util = modules["win32com"].server.util
    modules["pywintypes"].com_error = ComError
    modules["pywintypes"].TimeType = PyTime
    modules["pythoncom"].__file__ = "pythoncom.dll"
    modules["pythoncom"].TypeIIDs.__getitem__.return_value = ComError
    for name in ("oledll", "windll", "PyDLL", "WinError"):
        setattr(ctypes, name, MagicMock(name=name))
    keep_out()
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
    """A value as COM hands it over: arrays are tuples, of tuples where they have rows."""
    if isinstance(value, dict):
        found = datetime.fromisoformat(value["day"])
        return PyTime(*found.timetuple()[:6], tzinfo=UTC)
    return tuple(map(as_com, value)) if isinstance(value, list) else value


def recorded(function: Any) -> dict[str, Any]:
    """The metadata that xlwings keeps of one function."""
    about = function.__xlfunc__
    return {
        **{name: about[name] for name in NAMES},
        "doc": about["ret"]["doc"],
        "arguments": [
            {
                "name": each["name"],
                "doc": each["doc"],
                "optional": "optional" in each,
                "default": each.get("optional"),
                "vararg": each["vararg"],
                "options": each["options"],
            }
            for each in about["args"]
        ],
    }


def vba(udfs: Any, module: Any) -> str:
    """The wrappers that xlwings would write."""
    stream = io.StringIO()
    udfs.generate_vba_wrapper(MODULE, module, stream, SimpleNamespace(Name="Book.xlam"))
    return stream.getvalue()


def main() -> None:
    """Print all of it."""
    asked = json.load(sys.stdin)
    started = server()
    udfs, module = import_module("xlwings.udfs"), import_module(MODULE)
    functions = [each for each in vars(module).values() if hasattr(each, "__xlfunc__")]
    answers = [started.CallUDF(MODULE, name, as_com(given)) for name, given in asked]
    started.Exec("import xl.ribbon; xl.ribbon.press('there_is_no_such_button')")
    print(  # noqa: T201
        json.dumps(
            {
                "functions": [recorded(each) for each in functions],
                "vba": vba(udfs, module),
                "answers": answers,
            }
        )
    )


if __name__ == "__main__":
    main()
