"""The add-in's VBA modules, made from the templates in `vba/` and the registry of functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from xl.addin import bridge
from xl.addin.vba_project import Kind, Module
from xl.cells import CODES, ExcelError
from xl.registry import LONGEST_HELP, WorksheetFunction

PROJECT = "svtools"
"""Decides the user's settings file: %USERPROFILE%\\.svtools\\svtools.conf."""

CALLBACK = "Pressed"
RIBBON_MODULE = "SocialValueRibbon"
FUNCTIONS_MODULE = "xl.functions"

_KINDS = {
    "ThisWorkbook": Kind.WORKBOOK,
    "Common": Kind.STANDARD,
    "Functions": Kind.STANDARD,
    RIBBON_MODULE: Kind.STANDARD,
    "CellValues": Kind.CLASS,
    "FunctionCalls": Kind.CLASS,
    "FunctionHelp": Kind.CLASS,
    "PythonBridge": Kind.CLASS,
}


@dataclass(frozen=True)
class Wrapper:
    """A worksheet function as its VBA wrapper needs it."""

    name: str
    summary: str
    category: str
    parameters: str
    single: Sequence[str]
    rest: str
    help: Sequence[str]


def modules(functions: Sequence[WorksheetFunction], taken: bridge.Bridge) -> list[Module]:
    """All modules of the add-in but its sheet's."""
    given: dict[str, Any] = {
        "functions": [wrapper(function) for function in functions],
        "errors": {number: str(error) for number, error in CODES.items()},
        "getting_data": _number(ExcelError.GETTING_DATA),
        "project": PROJECT,
        "callback": CALLBACK,
        "functions_module": FUNCTIONS_MODULE,
        "quoted": quoted,
        "version": taken.version,
        "notice": taken.notice,
        "declarations": taken.declarations,
        "procedures": taken.procedures,
        "serve": taken.serve,
    }
    return [Module(name, kind, _rendered(name, kind, given)) for name, kind in _KINDS.items()]


def wrapper(function: WorksheetFunction) -> Wrapper:
    """A registered function as its wrapper needs it; help is cut to what Excel takes."""
    single = [argument for argument in function.arguments if not argument.rest]
    parameters = [
        f"{'' if argument.required else 'Optional '}ByVal {argument.name} As Variant"
        for argument in single
    ]
    rest = next((argument.name for argument in function.arguments if argument.rest), "")
    if rest:
        parameters.append(f"ParamArray {rest}() As Variant")
    return Wrapper(
        function.name,
        function.summary[:LONGEST_HELP],
        function.category[:LONGEST_HELP],
        ", ".join(parameters),
        [argument.name for argument in single],
        rest,
        [argument.help[:LONGEST_HELP] for argument in function.arguments],
    )


def quoted(text: str) -> str:
    """A text as VBA writes it."""
    return '"' + text.replace('"', '""') + '"'


def _number(error: ExcelError) -> int:
    return next(number for number, each in CODES.items() if each is error)


def _rendered(name: str, kind: Kind, given: dict[str, Any]) -> str:
    extension = "bas" if kind is Kind.STANDARD else "cls"
    return _environment().get_template(f"{name}.{extension}.j2").render(given)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(  # noqa: S701 - this makes program text, not a page
        loader=PackageLoader("xl.addin", "vba"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
