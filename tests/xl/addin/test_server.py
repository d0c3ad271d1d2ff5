"""xlwings' own server answers the call that the add-in's VBA makes, without workbook or caller."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
LEFT_OUT = -2147352572
"""How COM says that an argument is missing."""
NOT_AVAILABLE = -2146826246
"""How COM says #N/A."""
DAY = 46082.0  # 1 March 2026

CASES: dict[str, tuple[str, list[Any], Any]] = {
    "single cells": ("SV_REQUIRED", ["works", 1.2e6, 24.0, DAY, LEFT_OUT], True),
    "columns with a blank row": (
        "SV_REQUIRED",
        [[["works"], ["light touch"], [None]], [[2e6], [5.0], [None]], 24.0, DAY, LEFT_OUT],
        [[True], [False], [""]],
    ),
    "a row": ("SV_REQUIRED", [[["works", "light touch"]], 2e6, 24.0, DAY], [True, True]),
    "an error cell": ("SV_REQUIRED", [NOT_AVAILABLE, 5.0, 24.0, DAY, LEFT_OUT], "#N/A"),
    "a mistake": ("SV_REGIME", ["soon"], "#VALUE!"),
    "any number of arguments": (
        "SV_WHY",
        ["SV_REGIME", "soon"],
        "on_date: 'soon' is not a date from 1990 to 2100. Give one, as 01/03/2026.",
    ),
}


@cache
def answers() -> list[Any]:
    asked = [[name, given] for name, given, _ in CASES.values()]
    done = subprocess.run(
        [sys.executable, "-m", "tests.xl.addin.xlwings_server"],
        input=json.dumps(asked),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    given: list[Any] = json.loads(done.stdout)
    return given


@pytest.mark.parametrize("case", CASES)
def test_the_server_answers(case: str) -> None:
    assert answers()[list(CASES).index(case)] == CASES[case][2]
