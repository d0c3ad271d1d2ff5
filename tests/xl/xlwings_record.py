"""What xlwings itself records of our functions, and their answers through its converters.

Run by `test_udfs.py` in a process of its own, since Windows' modules are stood in for here.
Standard input is JSON: a list of calls [function, arguments], where {"day": "2026-03-01T09:30"} is
a date as pywin32 hands it over. Standard output is JSON: the record, the VBA and the answers.
"""

import io
import json
import sys
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from tests.xl.addin.xlwings_server import server

MODULE = "xl.functions"
NAMES = ("name", "category", "volatile", "call_in_wizard", "async_mode", "sub")


class PyTime(datetime):
    """As pywin32's own: a date with a time, aware of its zone."""


def as_com(value: Any) -> Any:
    """A value as COM hands it over: arrays are tuples of tuples."""
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
    server()
    udfs, module = import_module("xlwings.udfs"), import_module(MODULE)
    functions = [each for each in vars(module).values() if hasattr(each, "__xlfunc__")]
    print(  # noqa: T201
        json.dumps(
            {
                "functions": [recorded(each) for each in functions],
                "vba": vba(udfs, module),
                "answers": [
                    udfs.call_udf(MODULE, name, tuple(map(as_com, given))) for name, given in asked
                ],
            }
        )
    )


if __name__ == "__main__":
    main()
