"""The worksheet functions: how long their import takes, and 100,000 rows in one call.

    python benchmarks/functions.py [--rows 100000] [--repeat 5]

Rows go in as xlwings hands them over: a list of rows of floats and texts. What Excel itself and the
way between it and Python take is not measured. Runs alternate. What counts is the processor's own
time, the least of all runs, and its ratio to a loop that only compares floats; goals stand beside.
"""

import argparse
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

IMPORTS = {
    "python -c pass": "pass",
    "import xlwings": "import xlwings",
    "import xl.functions": "import xl.functions",
    "import xl.functions, first TOMS_VALUE": (
        "import xl.functions; xl.functions.FUNCTIONS['TOMS_VALUE']('OP01', 1.0)"
    ),
}
KINDS = ("supplies and services", "light touch", "works")
SPRING = 46082.0
"""Excel's serial number of 1 March 2026."""

FLOOR = "  the floor: a loop that compares floats"
GOALS = {"SV_REQUIRED": 30, "SV_MIN_WEIGHTING": 30, "SV_REASON": 160}
"""At most so many times the floor: 0.15 s and 0.8 s where that takes 0.005 s."""

Run = Callable[[], Any]
Column = list[list[Any]]


def main() -> None:
    asked = argparse.ArgumentParser(description="Speed of the worksheet functions.")
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--repeat", type=int, default=5)
    given = asked.parse_args()
    print(f"Python {platform.python_version()}, xlwings {version('xlwings')}\n")
    _report_imports(given.repeat)
    _report_calls(given.rows, given.repeat)


def _report_imports(repeat: int) -> None:
    found: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(repeat + 1):
        for name, code in IMPORTS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
            found[name].append(1000 * (time.perf_counter() - start))
    taken = {name: median(each[1:]) for name, each in found.items()}  # the first fills the cache
    for name, each in taken.items():
        print(f"{name:<46}{each:8.0f} ms")
    more = taken["import xl.functions"] - taken["import xlwings"]
    print(f"{'xl.functions beside xlwings alone; goal 150':<46}{more:8.0f} ms more\n")


def _report_calls(rows: int, repeat: int) -> None:
    runs = _runs(rows)
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeat):
        for name, run in runs.items():
            start = time.process_time()
            run()
            found[name].append(time.process_time() - start)
    least = {name: min(each) for name, each in found.items()}
    print(f"{'':<46}{'seconds':>9}{'µs a row':>10}{'times floats':>14}{'goal':>6}")
    for name, seconds in least.items():
        ratio = seconds / least[FLOOR]
        goal = GOALS.get(name, "")
        print(f"{name:<46}{seconds:9.3f}{1_000_000 * seconds / rows:10.2f}{ratio:14.0f}{goal:>6}")


def _runs(rows: int) -> dict[str, Run]:
    """Each run by its words; made-up contracts and units, the same in every run."""
    from svtools.measures import open_set  # noqa: PLC0415 - after the imports are measured
    from svtools.policy import load_council, requirement  # noqa: PLC0415
    from xl.functions import FUNCTIONS  # noqa: PLC0415

    chance = random.Random(7)
    kinds = [chance.choice(KINDS) for _ in range(rows)]
    values = [float(round(chance.lognormvariate(12.5, 1.5), 2)) for _ in range(rows)]
    months = [float(chance.randrange(6, 61)) for _ in range(rows)]
    codes = [chance.choice(list(open_set().measures)) for _ in range(rows)]
    contracts = (_column(kinds), _column(values), _column(months), [[SPRING]])
    on, council = date(2026, 3, 1), load_council()

    def loop() -> list[bool]:
        given = zip(kinds, values, months, strict=True)
        return [
            requirement(kind, value, months=term, on=on, council=council).required
            for kind, value, term in given
        ]

    figures = dict(zip(KINDS, ((177897.0, 0.0), (552950.0, 0.0), (1000000.0, 24.0)), strict=True))

    def floor() -> list[bool]:
        found = []
        for kind, value, term in zip(kinds, values, months, strict=True):
            least, least_months = figures[kind]
            found.append(value >= least and term >= least_months)
        return found

    return {
        "SV_REQUIRED": lambda: FUNCTIONS["SV_REQUIRED"](*contracts),
        "  a plain loop over requirement(…).required": loop,
        FLOOR: floor,
        "SV_MIN_WEIGHTING": lambda: FUNCTIONS["SV_MIN_WEIGHTING"](*contracts),
        "SV_REASON": lambda: FUNCTIONS["SV_REASON"](*contracts),
        "TOMS_VALUE": lambda: FUNCTIONS["TOMS_VALUE"](_column(codes), _column(months)),
        "SV_RANK": lambda: FUNCTIONS["SV_RANK"](_column(values)),
        "SV_UNUSUALLY_HIGH": lambda: FUNCTIONS["SV_UNUSUALLY_HIGH"](_column(values)),
    }


def _column(values: list[Any]) -> Column:
    return [[value] for value in values]


if __name__ == "__main__":
    main()
