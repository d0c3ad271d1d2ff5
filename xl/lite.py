"""The worksheet functions as xlwings Lite calls them, in the browser that Excel has for add-ins.

They are those of `xl.functions`. Where Excel doesn't take errors as such from an add-in's function
(before its custom functions runtime 1.4), one would arrive as a text, which a sum passes over. So
there a single cell's error is raised, in the words of SV_WHY: the cell shows an error all the same.
"""

from typing import Any

import xl.worksheet  # noqa: F401 - fills the registry
from xl.cells import ExcelError
from xl.functions import exposed
from xl.registry import FUNCTIONS, WorksheetFunction

RUNTIME = ("CustomFunctionsRuntime", "1.4")


class NoAnswer(Exception):
    """What is wrong with a call, for the person who looks at its cell."""


def takes_errors() -> bool:
    """Whether this Excel takes an error for what it is."""
    try:
        from js import Office  # type: ignore[import-not-found]  # the browser's own

        return bool(Office.context.requirements.isSetSupported(*RUNTIME))
    except (ImportError, AttributeError):
        return False


def answered(function: WorksheetFunction, *inputs: Any) -> Any:
    """A function's answer. Raises NoAnswer for a single error that Excel wouldn't take as one."""
    answer = function(*inputs)
    if isinstance(answer, ExcelError) and not takes_errors():
        raise NoAnswer(f"{answer}: {function.why(*inputs)}")
    return answer


globals().update({name: exposed(each, answered) for name, each in FUNCTIONS.items()})
