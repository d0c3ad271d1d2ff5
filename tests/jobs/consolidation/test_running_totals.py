"""Running totals are suspected, and honest returns are not."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.jobs.consolidation.cases import SAMPLE_REGISTER, case, told_of
from tests.making import AS_AT, YEAR, consolidated, contract, council, register_of, save_return

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4, "PJ04": 400, "PJ06": 40, "OP14": 4}))

RUNNING: dict[str, Mapping[str, Sequence[float | None]]] = {
    "all four quarters": {"OP01": (1, 2, 3, 4), "PJ04": (100, 200, 300, 400)},
    "nothing in the first": {"PJ04": (0, 150, 250, 410), "PJ06": (0, 0, 20, 40)},
    "only two quarters, of three measures": {
        "OP01": (1, 2), "PJ04": (90, 210), "PJ06": (10, 20),
    },
    "one measure that came at once": {"OP01": (1, 2, 3, 4), "PJ04": (0, 0, 0, 400)},
    "a quarter without anything, of one measure": {"PJ04": (100, 250, 250, 400)},
    "a first quarter that stays, of one measure": {"PJ04": (100, 100, 250, 400)},
    "a quarter without anything, of two": {"PJ04": (98, 203, 203, 290), "PJ06": (9, 19, 30, 30)},
    "three quarters of one measure": {"PJ04": (100, 200, 300)},
    "two quarters of two measures": {"OP01": (1, 2), "PJ04": (100, 210)},
    "two of three measures, and one that falls": {
        "OP01": (1.2, 1, 0.9, 1), "PJ04": (100, 200, 300, 400), "PJ06": (10, 20, 30, 40),
    },
    "one of three measures": {
        "OP01": (1.2, 1, 0.9, 1), "PJ04": (100, 200, 300, 400), "PJ06": (12, 8, 10, 9),
    },
    "the year in the last quarter": {"OP01": (1, 1.2, 0.9, 4.1), "PJ04": (110, 90, 100, 395)},
    "the last quarter with all before it": {"PJ04": (110, 90, 110, 310)},
    "the third with all before it": {"OP01": (1, 0.9, 2.8), "PJ04": (110, 90, 310)},
    "as much as the largest twice on top": {"PJ04": (50, 100, 50, 400)},
    "as much as is about the promise": {"PJ04": (0, 150, 250, 500)},
    "as little as is about the promise": {"PJ04": (100, 200, 250, 260)},
    "just too much together": {"PJ04": (0, 60, 100, 400)},
    "a first quarter as large as may be": {"PJ04": (240, 241, 242, 400)},
    "just enough rises": {"OP01": (0.5, 3.5, 3.5, 3.5), "PJ04": (240, 400, 400, 400)},
}  # fmt: skip
HONEST: dict[str, Mapping[str, Sequence[float | None]]] = {
    "even": {"OP01": (1, 1, 1, 1), "PJ04": (100, 100, 100, 100)},
    "growing": {"OP01": (0, 1, 1, 2), "PJ04": (40, 80, 120, 160)},
    "all at the end": {"OP01": (0, 0, 0, 4), "PJ04": (0, 0, 0, 400)},
    "far more than promised": {"OP01": (3, 3, 3, 3), "PJ04": (300, 310, 330, 350)},
    "one that falls at the end": {"OP01": (0, 1, 1, 4), "PJ04": (100, 200, 300, 250)},
    "one that grows to twice its share and one that falls": {
        "OP01": (0.5, 1, 1.5, 3),
        "PJ04": (90, 110, 90, 100),
    },
    "two quarters of one measure": {"OP01": (1, 2)},
    "growing, and half as much again": {"OP01": (1, 1, 2, 2), "PJ04": (90, 130, 170, 210)},
    "a slow start made good": {"PJ04": (0, 40, 160, 200), "PJ06": (2, 8, 12, 18)},
    "a fifth more each quarter": {"OP01": (0.8, 1, 1.2, 1.4), "PJ04": (80, 100, 120, 140)},
    "none": {"OP01": (0, 0, 0, 0)},
    "more at the end than all before": {"PJ04": (90, 80, 90, 500)},
    "more on top than the largest twice": {"PJ04": (50, 100, 50, 401)},
    "all of it twice in one row of three": {
        "OP01": (1, 1.2, 0.9, 4.1),
        "PJ04": (110, 90, 100, 95),
        "PJ06": (10, 12, 8, 9),
    },
    "half of the promise": {"PJ04": (20, 40, 60, 200)},
    "more than is about the promise": {"PJ04": (0, 150, 250, 501)},
    "less than is about the promise": {"PJ04": (100, 200, 250, 259)},
    "not too much together": {"PJ04": (0, 60, 99, 400)},
    "a first quarter much like the last": {"PJ04": (241, 242, 243, 400)},
    "too few rises": {"PJ04": (240, 400, 400, 400)},
    "a stock": {"OP14": (1, 2, 3, 4)},
}


def told(folder: Path, units: Mapping[str, Sequence[float | None]]) -> list[str]:
    quarter = f"Q{max(map(len, units.values()))}"
    save_return(folder / "a.xlsx", REGISTER, EACH, units, quarter=quarter)
    made = consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)
    return [p.code for p in made.problems if p.code == "running-total"]


@pytest.mark.parametrize("units", RUNNING.values(), ids=RUNNING)
def test_running_totals_are_suspected(
    tmp_path: Path, units: Mapping[str, Sequence[float | None]]
) -> None:
    assert told(tmp_path, units) == ["running-total"]


@pytest.mark.parametrize("units", HONEST.values(), ids=HONEST)
def test_quarters_of_their_own_are_not(
    tmp_path: Path, units: Mapping[str, Sequence[float | None]]
) -> None:
    assert told(tmp_path, units) == []


def test_running_totals_are_one_remark_with_all_their_cells() -> None:
    made = case("running-total")
    assert [code for code, _ in told_of(made)] == ["running-total"]
    (problem,) = (p for p in made.problems if p.code == "running-total")
    assert problem.level == "remark"
    assert problem.what.startswith("OP01, PJ04, PJ06: the last quarter alone")


def test_a_hidden_sheet_with_figures_is_told() -> None:
    made = case("hidden-sheet", register=SAMPLE_REGISTER)
    (problem,) = (p for p in made.problems if p.code == "extra-sheet")
    assert "'My extra figures', which is hidden, is not one of ours" in problem.what
