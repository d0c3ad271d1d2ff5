"""The worksheet functions as Excel calls them: xlwings' face on the registry.

The add-in names this module to xlwings (UDF_MODULES). Everything a function does stands in
`xl/worksheet`; here each is only given the name, the arguments and the help that Excel shows.
"""

import inspect
from collections.abc import Callable
from typing import Any

import xlwings

import xl.worksheet  # noqa: F401 - fills the registry
from xl.registry import FUNCTIONS, LONGEST_HELP, WorksheetFunction


def exposed(function: WorksheetFunction) -> Callable[..., Any]:
    """The function under its own name and arguments, with xlwings' record of them."""

    def call(*given: Any) -> Any:
        return function(*given)

    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.summary[:LONGEST_HELP]
    call.__signature__ = signature(function)  # type: ignore[attr-defined]
    made: Callable[..., Any] = call
    for argument in function.arguments:
        name = f"*{argument.name}" if argument.rest else argument.name
        made = xlwings.arg(name, ndim=2, err_to_str=True, doc=argument.help[:LONGEST_HELP])(made)
    # The last step, for each `arg` forgets the category.
    named: Callable[..., Callable[..., Any]] = xlwings.func(category=function.category)
    return named(made)


def signature(function: WorksheetFunction) -> inspect.Signature:
    """The arguments as Python and xlwings know them; None for what is left out."""
    kinds = inspect.Parameter
    return inspect.Signature(
        [
            kinds(argument.name, kinds.VAR_POSITIONAL)
            if argument.rest
            else kinds(
                argument.name,
                kinds.POSITIONAL_OR_KEYWORD,
                default=kinds.empty if argument.required else None,
            )
            for argument in function.arguments
        ]
    )


globals().update({name: exposed(function) for name, function in FUNCTIONS.items()})
