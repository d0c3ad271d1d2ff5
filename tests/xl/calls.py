"""A sound call of every worksheet function with all its arguments, as Excel hands them over.

Every figure is made up.
"""

from typing import Any

import xl.functions  # noqa: F401 - fills the registry
from xl.registry import FUNCTIONS
from xl.worksheet.measures import EXAMPLE_SET

__all__ = ["CALLS", "CONTRACT", "FUNCTIONS", "MEASURES", "SPRING", "changed"]

SPRING = 46082
"""Excel's serial number of 1 March 2026."""

MEASURES = [list(row) for row in EXAMPLE_SET]
CONTRACT = ("works", 6000000, 24, SPRING, 0.2)
CALLS: dict[str, tuple[Any, ...]] = {
    "SV_REQUIRED": CONTRACT,
    "SV_MIN_WEIGHTING": CONTRACT,
    "SV_REASON": CONTRACT,
    "SV_THRESHOLD": ("works", SPRING, "policy"),
    "SV_CHECK_WEIGHTING": (0.1, *CONTRACT),
    "SV_REGIME": (SPRING,),
    "SV_BENCHMARK": ("Median", "SVA"),
    "SV_THEMES": ("Safe and Well",),
    "TOMS_VALUE": ("A1", 8, MEASURES),
    "TOMS_PROXY": ("A1", MEASURES),
    "TOMS_UNIT": ("A1", MEASURES),
    "TOMS_TITLE": ("A1", MEASURES),
    "TOMS_KIND": ("A1", MEASURES),
    "TOMS_THEME": ("A1", MEASURES),
    "TOMS_TOTAL": ([["A1"], ["B1"]], [[8], [0.5]], "SVA", MEASURES),
    "TOMS_LIST": ("Safe and Well", MEASURES),
    "TOMS_CHECK": ([["A1"], ["A2"]], [[8], [3]], MEASURES),
    "SV_SCORE_TARGET": (100000, 2000000, 0.1, 0.05, 2),
    "SV_SCORE_HIGHEST": (50000, [[50000], [100000]], 0.05, 2),
    "SV_SCORE_QUALITY": (4, 0.05, 2),
    "SV_SCORE_PRICE": (100000, [[80000], [100000]], 0.4, "half at the mean price", 2),
    "SV_RANK": ([[80], [70]], [[30], [20]], [[10], [5]], [[100], [90]], 2),
    "SV_UNUSUALLY_HIGH": ([[100], [500]], [[1000], [400]]),
    "SV_PROGRESS": (5, 10, 0.5),
    "SV_RATING": (5, 10, 0.5),
    "SV_LOCAL": ("M1 1AE",),
    "SV_LOCAL_SPEND": ([["M1 1AE"], [None]], [[75], [25]]),
    "SV_ABOUT": (),
    "SV_WHY": ("SV_REGIME", SPRING),
}


def changed(name: str, at: int, cell: Any) -> list[Any]:
    """The sound call of a function with another cell in one argument, in a range its first."""
    given = list(CALLS[name])
    if isinstance(given[at], list) and given[at] is not MEASURES:
        first, *others = given[at]
        cell = [[cell, *first[1:]], *others]
    given[at] = cell
    return given
