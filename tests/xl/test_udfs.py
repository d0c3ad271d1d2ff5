"""xlwings' own record of the functions: names, arguments, help; and calls through its COM server.

On Linux xlwings' decorators do nothing, so a misspelt argument would pass in silence. Here its
`udfs` module runs as on Windows, whose modules are stood in for in a process of its own.
"""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.xl.calls import CALLS, FUNCTIONS, MEASURES, SPRING
from xl.registry import LONGEST_HELP

ROOT = Path(__file__).parents[2]
LEFT_OUT = -2147352572
"""How COM says that an argument is missing."""
NOT_AVAILABLE, SPILL = -2146826246, -2146826243
"""How COM says #N/A and #SPILL!, of which xlwings knows only the first."""
NOON = {"day": "2026-03-01T12:00:00"}
EVE = {"day": "2021-11-30T23:59:59"}
TOO_EARLY = {"day": "1905-01-01T00:00:00"}
WORKS = ["works", 1.2e6, 24.0, float(SPRING)]

CASES: dict[str, tuple[str, list[Any], Any]] = {
    "single cells": ("SV_REQUIRED", [*WORKS, 0.2], True),
    "all that may be left out": ("SV_REQUIRED", ["goods", 5.0, *[LEFT_OUT] * 3], False),
    "an argument left out in the middle": (
        "SV_THRESHOLD", ["works", LEFT_OUT, "policy"], 1_000_000
    ),
    "a blank cell": ("SV_REQUIRED", ["works", None, 24.0, float(SPRING), LEFT_OUT], "#VALUE!"),
    "an empty text": ("TOMS_VALUE", ["A1", "", MEASURES], ""),
    "a row that is blank": ("SV_REQUIRED", [None, None, 24.0, float(SPRING), None], ""),
    "a column": (
        "SV_REQUIRED",
        [[["works"], ["light touch"], [None]], [[2e6], ["£5"], [None]], 24.0, float(SPRING)],
        [[True], [False], [""]],
    ),
    "a row": ("SV_REQUIRED", [[["works", "light touch"]], 2e6, 24.0, NOON], [[True, True]]),
    "an array constant of one row, which comes without rows": (
        "SV_REQUIRED", [["works", "light touch"], 2e6, 24.0, NOON], [[True, True]]
    ),
    "a mistake": ("SV_REGIME", ["soon"], "#VALUE!"),
    "a column beside a row": (
        "SV_MIN_WEIGHTING",
        [[["works"], ["goods"]], [[1e5, 6e6]], 24.0, NOON, LEFT_OUT],
        [[0, 0.1], [0, 0.1]],
    ),
    "ranges of two lengths": (
        "SV_SCORE_QUALITY", [[[5.0], [4.0]], [[0.1], [0.1], [0.1]]], [[10], [8], ["#N/A"]]
    ),
    "an error cell": ("SV_REQUIRED", [NOT_AVAILABLE, 5.0, 24.0, NOON], "#N/A"),
    "an error cell that xlwings doesn't know": ("SV_REGIME", [[[SPILL], [NOON]]],
                                                [["#SPILL!"], ["Procurement Act 2023"]]),
    "an error in a column of a whole range": (
        "TOMS_TOTAL", [[["A1"], ["B1"]], [[1.0], [NOT_AVAILABLE]], LEFT_OUT, MEASURES], "#N/A"
    ),
    "a date as pywin32 hands it over": ("SV_REGIME", [NOON], "Procurement Act 2023"),
    "the last moment of a day": ("SV_REQUIRED", ["works", 9e6, 24.0, EVE], False),
    "a serial number with a time": ("SV_REGIME", [SPRING + 0.75], "Procurement Act 2023"),
    "a date before all dates": ("SV_REGIME", [TOO_EARLY], "#VALUE!"),
    "a date as text": ("SV_REGIME", ["1/3/2026"], "Procurement Act 2023"),
    "a range as measure set": ("TOMS_TOTAL", [[["A1"], ["B1"]], [[8.0], [0.5]], "SVA", MEASURES],
                               100),
    "a set by its name": ("TOMS_UNIT", ["AI01", "open-2025"], None),
    "a set left out": ("TOMS_UNIT", ["AI01", LEFT_OUT], None),
    "one column of one row": ("SV_RANK", [[[70.0]], LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT], [[1]]),
    "no arguments": ("SV_ABOUT", [], None),
    "any number of arguments": ("SV_WHY", ["SV_REQUIRED", *WORKS],
                                "Nothing is wrong: SV_REQUIRED gives TRUE."),
    "an argument left out among any number": (
        "SV_WHY", ["SV_REQUIRED", "goods", 5.0, LEFT_OUT, NOON],
        "Nothing is wrong: SV_REQUIRED gives FALSE.",
    ),
    "an error among any number": (
        "SV_WHY", ["SV_REGIME", NOT_AVAILABLE], "on_date holds #N/A. Mend that cell first."
    ),
    "no name at all": ("SV_WHY", [None], None),
}  # fmt: skip


@cache
def record() -> Any:
    asked = [[name, given] for name, given, _ in CASES.values()]
    asked += [[name, given] for name, given in CALLS.items()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.xl.xlwings_record"],
        input=json.dumps(asked),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def about(name: str) -> Any:
    return next(each for each in record()["functions"] if each["name"] == name)


def test_xlwings_knows_exactly_our_functions() -> None:
    assert sorted(each["name"] for each in record()["functions"]) == sorted(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_xlwings_records_of_a_function(name: str) -> None:
    function, found = FUNCTIONS[name], about(name)

    assert found["doc"] == function.summary
    assert found["category"] == function.category
    assert (found["sub"], found["volatile"], found["async_mode"]) == (False, False, None)
    assert [
        (each["name"], each["doc"], each["vararg"], each["optional"], each["default"])
        for each in found["arguments"]
    ] == [
        (each.name, each.help, each.rest, not (each.required or each.rest), None)
        for each in function.arguments
    ]
    assert all(len(each["doc"]) <= LONGEST_HELP for each in found["arguments"])
    assert all(each["options"] == {"ndim": 2, "err_to_str": True} for each in found["arguments"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_xlwings_can_write_a_wrapper_for_each(name: str) -> None:
    arguments = [
        f"{'ParamArray ' if each.rest else '' if each.required else 'Optional '}{each.name}"
        f"{'()' if each.rest else ''}"
        for each in FUNCTIONS[name].arguments
    ]
    text = record()["vba"]

    head = f"Function {name}({', '.join(arguments)})"
    wrapper = re.search(rf"^{re.escape(head)}$.*?^End Function$", text, re.MULTILINE | re.DOTALL)
    assert wrapper, head
    assert f'XLPy.CallUDF("xl.functions", "{name}", ' in wrapper[0]


@pytest.mark.parametrize("case", CASES)
def test_a_call_through_xlwings(case: str) -> None:
    name, given, expected = CASES[case]
    found = record()["answers"][list(CASES).index(case)]
    if expected is None:  # what it gives without xlwings is tested elsewhere
        expected = FUNCTIONS[name](*(None if each == LEFT_OUT else each for each in given))

    assert plain(found) == plain(expected)


@pytest.mark.parametrize("name", CALLS)
def test_a_sound_call_of_each_function_gives_the_same_through_xlwings(name: str) -> None:
    found = record()["answers"][len(CASES) + list(CALLS).index(name)]

    if name == "SV_ABOUT":  # it tells the home folder's settings
        assert len(plain(found)) == len(FUNCTIONS[name]())
    else:
        assert plain(found) == plain(FUNCTIONS[name](*CALLS[name]))


def test_one_row_goes_back_without_rows() -> None:
    """The add-in's VBA has to take an array of one dimension."""
    assert record()["answers"][list(CASES).index("a row")] == [True, True]


def plain(answer: Any) -> list[list[Any]]:
    """A scalar and a range of one cell are the same to Excel, and so are a list and one row."""
    rows = answer if isinstance(answer, list) else [answer]
    return rows if rows and isinstance(rows[0], list) else [rows]
