"""Every worksheet function: a sound call, and what each argument gives that is blank, 0 or words.

A function that is added needs an entry in `CALLS` and one in `GIVES`. Every figure is made up.
"""

from typing import Any

import xl.functions  # noqa: F401 - fills the registry
from xl.cells import ExcelError
from xl.registry import FUNCTIONS
from xl.worksheet.measures import EXAMPLE_SET

__all__ = ["ANSWER", "CALLS", "CONTRACT", "FUNCTIONS", "GIVES", "MEASURES", "SPRING", "changed"]

VALUE, NA, DIV0 = ExcelError.VALUE, ExcelError.NA, ExcelError.DIV0
ANSWER = "any answer that is no error"


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
"""The sound calls, with all arguments, as Excel hands them over."""

OF_A_CONTRACT: dict[str, tuple[Any, Any, Any]] = {
    "category": (VALUE, VALUE, VALUE),
    "net_value": (VALUE, ANSWER, VALUE),
    "months": (ANSWER, VALUE, VALUE),
    "on_date": (ANSWER, VALUE, VALUE),
    "vat_rate": (ANSWER, ANSWER, VALUE),
}
OF_A_FACT: dict[str, tuple[Any, Any, Any]] = {"measure": ("", NA, NA), "measure_set": (NA, NA, NA)}
GIVES: dict[str, dict[str, tuple[Any, Any, Any]]] = {
    "SV_REQUIRED": OF_A_CONTRACT
    | {"net_value": (VALUE, False, VALUE), "vat_rate": (True, True, VALUE)},
    "SV_MIN_WEIGHTING": OF_A_CONTRACT
    | {"net_value": (VALUE, 0.0, VALUE), "vat_rate": (0.1, 0.1, VALUE)},
    "SV_REASON": OF_A_CONTRACT,
    "SV_THRESHOLD": {
        "category": ("", VALUE, VALUE),
        "on_date": (ANSWER, VALUE, VALUE),
        "which": (1000000.0, VALUE, VALUE),
    },
    "SV_CHECK_WEIGHTING": OF_A_CONTRACT
    | {
        "weighting": (VALUE, ANSWER, VALUE),
        "net_value": (VALUE, "OK", VALUE),
        "vat_rate": ("OK", "OK", VALUE),
    },
    "SV_REGIME": {"on_date": ("", VALUE, VALUE)},
    "SV_BENCHMARK": {
        "statistic": (VALUE, NA, NA),
        "kind": (VALUE, VALUE, VALUE),
    },
    "SV_THEMES": {"theme": (ANSWER, NA, NA)},
    "TOMS_VALUE": {
        "measure": (VALUE, NA, NA),
        "units": ("", 0.0, VALUE),
        "measure_set": (NA, NA, NA),
    },
    "TOMS_PROXY": OF_A_FACT,
    "TOMS_UNIT": OF_A_FACT,
    "TOMS_TITLE": OF_A_FACT,
    "TOMS_KIND": OF_A_FACT,
    "TOMS_THEME": OF_A_FACT,
    "TOMS_TOTAL": {
        "measures": (VALUE, NA, NA),
        "units": (0.0, 0.0, VALUE),
        "kind": (15100.0, VALUE, VALUE),
        "measure_set": (NA, NA, NA),
    },
    "TOMS_LIST": {
        "theme": (ANSWER, NA, NA),
        "measure_set": (ANSWER, NA, NA),
    },
    "TOMS_CHECK": {
        "measures": (VALUE, NA, NA),
        "units": (ANSWER, ANSWER, VALUE),
        "measure_set": (NA, NA, NA),
    },
    "SV_SCORE_TARGET": {
        "value": (VALUE, 0.0, VALUE),
        "price": (VALUE, DIV0, VALUE),
        "target": (VALUE, DIV0, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "decimals": (2.5, 3.0, VALUE),
    },
    "SV_SCORE_HIGHEST": {
        "value": (VALUE, 0.0, VALUE),
        "values": (2.5, 2.5, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "decimals": (2.5, 3.0, VALUE),
    },
    "SV_SCORE_QUALITY": {
        "mark": (VALUE, 0.0, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "decimals": (4.0, 4.0, VALUE),
    },
    "SV_SCORE_PRICE": {
        "price": (VALUE, DIV0, VALUE),
        "prices": (20.0, DIV0, VALUE),
        "weight": (VALUE, 0.0, VALUE),
        "method": (32.0, VALUE, VALUE),
        "decimals": (15.56, 16.0, VALUE),
    },
    "SV_RANK": {
        "totals": (ANSWER, ANSWER, VALUE),
        "quality": (VALUE, ANSWER, VALUE),
        "social_value": (VALUE, ANSWER, VALUE),
        "prices": (VALUE, ANSWER, VALUE),
        "decimals": (ANSWER, ANSWER, VALUE),
    },
    "SV_UNUSUALLY_HIGH": {
        "values": (ANSWER, ANSWER, VALUE),
        "prices": (ANSWER, DIV0, VALUE),
    },
    "SV_PROGRESS": {
        "delivered": ("", 0.0, VALUE),
        "target": (VALUE, DIV0, VALUE),
        "elapsed": (0.5, DIV0, VALUE),
    },
    "SV_RATING": {
        "delivered": ("not reported", "well behind", VALUE),
        "target": (VALUE, "nothing due yet", VALUE),
        "elapsed": ("well behind", "nothing due yet", VALUE),
    },
    "SV_LOCAL": {"postcode": ("", VALUE, VALUE)},
    "SV_LOCAL_SPEND": {
        "postcodes": (ANSWER, ANSWER, ANSWER),
        "amounts": (ANSWER, ANSWER, VALUE),
    },
    "SV_WHY": {"function_name": (ANSWER, ANSWER, ANSWER)},
}
"""For each argument, what its blank, its zero and its words give."""


def changed(name: str, at: int, cell: Any) -> list[Any]:
    """The sound call of a function with another cell in one argument, in a range its first."""
    given = list(CALLS[name])
    if isinstance(given[at], list) and given[at] is not MEASURES:
        first, *others = given[at]
        cell = [[cell, *first[1:]], *others]
    given[at] = cell
    return given
