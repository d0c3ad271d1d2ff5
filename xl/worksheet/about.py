"""What is installed here, and what is wrong with a call: SV_ABOUT and SV_WHY."""

from typing import Any

from svtools import __version__
from svtools.policy import load_council
from svtools.settings import setting, settings_file
from xl.arguments import Argument, text
from xl.cells import ExcelError, Mistake
from xl.registry import FUNCTIONS, Example, for_ranges

CATEGORY = "Social value help"
NAME = text("function_name", "The function's name, such as SV_REQUIRED")
REST = Argument("arguments", "The same arguments as in that function", lambda cells: cells,
                required=False, rest=True)  # fmt: skip


@for_ranges("SV_ABOUT", category=CATEGORY, examples=[Example((), None)])
def about() -> list[list[str]]:
    """What is installed here: version, council, policy, measure set and its licence; it spills."""
    from svtools.jobs.installed_sets import default_set, installed_sets

    council, chosen = load_council(), default_set()
    return [
        ["Social Value Tools", __version__],
        ["Council", council.name],
        ["Policy", f"{council.policy}, in force from {council.in_force_from:%d/%m/%Y}"],
        ["Measure set used when none is named", f"{chosen.name} ({chosen.edition})"],
        ["Its licence", chosen.licence or "not stated"],
        ["Measure sets on this machine", ", ".join(installed_sets())],
        ["Local postcodes", str(setting("postcodes") or "no list is set")],
        ["Settings", str(settings_file())],
    ]


@for_ranges(
    "SV_WHY",
    NAME,
    REST,
    category=CATEGORY,
    examples=[
        Example(("SV_REGIME", "soon"), "on_date: 'soon' is not a date from 1990 to 2100. Give one, "
                "as 01/03/2026."),
        Example(("SV_BENCHMARK", "Median", "SVA"), "Nothing is wrong: SV_BENCHMARK gives 0.006."),
    ],
)  # fmt: skip
def why(name: str, given: tuple[Any, ...]) -> Any:
    """What is wrong with another function's arguments, in words.

    Copy the formula with its error, and put SV_WHY around its arguments:
    =SV_WHY("SV_REQUIRED", A2, B2).
    """
    asked = FUNCTIONS.get(name.strip().upper().lstrip("=").partition("(")[0])
    if asked is None:
        raise Mistake(
            f"There is no function '{name}'.",
            f"Give one of: {', '.join(FUNCTIONS)}.",
            ExcelError.NA,
        )
    return asked.why(*given)
