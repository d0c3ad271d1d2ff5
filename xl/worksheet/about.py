"""What is installed here, and what is wrong with a call: SV_ABOUT and SV_WHY."""

from typing import Annotated, Any

from svtools import __version__
from svtools.measures import MeasureSet
from svtools.policy import load_council
from svtools.settings import setting, settings_file
from xl.arguments import Argument
from xl.cells import Grid, error_in, is_blank, text
from xl.registry import FUNCTIONS, Example, for_ranges

CATEGORY = "Social value help"


@for_ranges("SV_ABOUT", category=CATEGORY, examples=[Example((), None)])
def about() -> list[list[str]]:
    """What is installed here: version, council, policy, measure set and its licence; it spills."""
    from svtools.jobs.register.installed_sets import installed_sets

    council, sets = load_council(), installed_sets()
    chosen = next(iter(sets.values()), None)
    return [
        ["Social Value Tools", __version__],
        ["Council", council.name],
        ["Policy", f"{council.policy}, in force from {council.in_force_from:%d/%m/%Y}"],
        ["Measure set used when none is named", _named(chosen)],
        ["Its licence", (chosen and chosen.licence) or "not stated"],
        ["Measure sets on this machine", ", ".join(sets) or "none"],
        ["Local postcodes", str(setting("postcodes") or "no list is set")],
        ["Settings", str(settings_file())],
    ]


def _named(chosen: MeasureSet | None) -> str:
    return f"{chosen.name} ({chosen.edition})" if chosen else "none is known"


@for_ranges(
    "SV_WHY",
    category=CATEGORY,
    examples=[
        Example(("SV_REGIME", "soon"), "on_date: 'soon' is not a date from 1990 to 2100. Give one, "
                "as 01/03/2026."),
        Example(("SV_BENCHMARK", "Median", "SVA"), "Nothing is wrong: SV_BENCHMARK gives 0.006."),
    ],
)  # fmt: skip
def why(
    function_name: Annotated[
        Grid,
        Argument(
            'The function\'s name in quotes, such as "SV_REQUIRED"',
            lambda grid: grid,
            whole=True,
            may_be_blank=True,
        ),
    ],
    *arguments: Annotated[
        Any, Argument("The same arguments as in that function", lambda grid: grid, required=False)
    ],
) -> Any:
    """What is wrong with another function's arguments, always in words.

    Copy the formula with its error, and put SV_WHY around its arguments:
    =SV_WHY("SV_REQUIRED", A2, B2).
    """
    named = function_name[0][0]
    asked = FUNCTIONS.get(str(named).strip().upper().lstrip("=").partition("(")[0])
    if asked:
        return asked.why(*arguments)
    # as in =SV_WHY(SV_REQUIRED(A2, B2)), where the error or the answer comes in
    shown = error_in(named) or ("blank" if is_blank(named) else f"'{text(named)[:60]}'")
    return (
        f"function_name is {shown}: that is no function of this add-in. Give its name in quotes, "
        f'then its arguments: =SV_WHY("SV_REQUIRED", A2, B2). There is: {", ".join(FUNCTIONS)}.'
    )
