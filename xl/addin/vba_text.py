"""The add-in's VBA modules, made from the templates in `vba/` and the registry of functions."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from svtools.settings import FOR_ALL
from xl import cells
from xl.addin.vba_project import Module, ModuleKind
from xl.background.files import FOLDER, ORDER
from xl.cells import CODES, ExcelError
from xl.registry import LONGEST_HELP, WorksheetFunction

PROJECT = "svtools"
"""Decides the user's settings file: %USERPROFILE%\\.svtools\\svtools.conf."""

INTERPRETER = "INTERPRETER_WIN"
"""The setting of that file that names Python."""

CALLBACK = "Pressed"
RIBBON_MODULE = "SocialValueRibbon"

_FILES = {
    "ThisWorkbook.cls": ModuleKind.WORKBOOK,
    "Common.bas": ModuleKind.STANDARD,
    "Functions.bas": ModuleKind.STANDARD,
    f"{RIBBON_MODULE}.bas": ModuleKind.STANDARD,
    "CellValues.cls": ModuleKind.CLASS,
    "FunctionCalls.cls": ModuleKind.CLASS,
    "FunctionHelp.cls": ModuleKind.CLASS,
    "JobWatch.cls": ModuleKind.CLASS,
    "PythonBridge.cls": ModuleKind.CLASS,
}


def modules(functions: Sequence[WorksheetFunction], bridge: Mapping[str, str]) -> list[Module]:
    """All modules of the add-in but its sheet's."""
    values = {
        **bridge,
        "functions": functions,
        "with_days": ", ".join(quoted(f.name) for f in functions if takes_day(f)),
        "parameters": parameters,
        "longest_help": LONGEST_HELP,
        "errors": {number: str(error) for number, error in CODES.items()},
        "getting_data": next(n for n, error in CODES.items() if error is ExcelError.GETTING_DATA),
        "project": PROJECT,
        "for_all": FOR_ALL,
        "interpreter": INTERPRETER,
        "callback": CALLBACK,
        "functions_module": "xl.functions",
        "job_order": f"{FOLDER}\\{ORDER}",
        "quoted": quoted,
    }
    environment = Environment(  # noqa: S701 - this makes program text, not a page
        loader=PackageLoader("xl.addin", "vba"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return [
        Module(Path(file).stem, kind, environment.get_template(f"{file}.j2").render(values))
        for file, kind in _FILES.items()
    ]


def takes_day(function: WorksheetFunction) -> bool:
    """Whether a function is given a day, or like SV_WHY what another may be given."""
    return any(each.rest or each.read is cells.day for each in function.arguments)


def parameters(function: WorksheetFunction) -> str:
    """A registered function's arguments as its VBA wrapper declares them."""
    return ", ".join(
        f"ParamArray {argument.name}() As Variant"
        if argument.rest
        else f"{'' if argument.required else 'Optional '}ByVal {argument.name} As Variant"
        for argument in function.arguments
    )


def quoted(text: str) -> str:
    """A text as VBA writes it."""
    return '"' + text.replace('"', '""') + '"'
