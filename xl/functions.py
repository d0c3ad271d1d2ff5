"""The worksheet functions as Excel calls them: xlwings' face on the registry.

The add-in names this module to xlwings (UDF_MODULES). Everything a function does stands in
`xl/worksheet`; here each is only given the name, the arguments and the help that Excel shows.
"""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

import xlwings

import xl.worksheet  # noqa: F401 - fills the registry
from xl.registry import FUNCTIONS, LONGEST_HELP, WorksheetFunction


def exposed(
    function: WorksheetFunction, answered: Callable[..., Any] = WorksheetFunction.__call__
) -> Any:
    """The function under its own name and arguments, with xlwings' record of them.

    `answered` gives its answer to what Excel hands over.
    """

    def call(*inputs: Any) -> Any:
        return answered(function, *inputs)

    face: Any = call
    face.__name__ = face.__qualname__ = function.name
    face.__doc__ = function.summary[:LONGEST_HELP]
    face.__signature__ = Signature(
        [
            Parameter(argument.name, Parameter.VAR_POSITIONAL)
            if argument.rest
            else Parameter(
                argument.name,
                Parameter.POSITIONAL_OR_KEYWORD,
                default=Parameter.empty if argument.required else None,
            )
            for argument in function.arguments
        ]
    )
    for argument in function.arguments:
        name = f"*{argument.name}" if argument.rest else argument.name
        face = xlwings.arg(name, ndim=2, err_to_str=True, doc=argument.help[:LONGEST_HELP])(face)
    return xlwings.func(category=function.category)(face)  # last: each `arg` forgets the category


globals().update({name: exposed(function) for name, function in FUNCTIONS.items()})
