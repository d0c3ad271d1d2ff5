"""Stands in for xlwings in the browser: what `func` and `arg` say of a function, and a call of it.

A call comes as Excel's add-ins hand it over: None for what is left out, else rows of cells, in
which a blank is "" and a date its number. An answer goes back as rows; what is raised, as its text.
It runs in Pyodide, so it imports nothing of this project.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

_BEFORE_FIRST = date(1899, 12, 30).toordinal()


def func(**options: Any) -> Callable[[Any], Any]:
    """Says that a function is one of Excel's, and how it is listed."""

    def record(function: Any) -> Any:
        function.for_excel, function.listed = True, options
        return function

    return record


def arg(name: str, **options: Any) -> Callable[[Any], Any]:
    """Says how an argument is handed over."""

    def record(function: Any) -> Any:
        function.handed = {**getattr(function, "handed", {}), name: options}
        return function

    return record


def called(function: Any, given: list[Any]) -> dict[str, Any]:
    """What Excel gets for a call: its rows under "rows", or under "raised" what is wrong."""
    try:
        answer = function(*given)
    except Exception as wrong:
        return {"raised": str(wrong)}
    rows = answer if isinstance(answer, list) else [[answer]]
    return {"rows": [[_cell(value) for value in row] for row in rows]}


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return float(value.toordinal() - _BEFORE_FIRST)
    return str(value) if isinstance(value, str) else value
