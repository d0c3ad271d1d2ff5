"""A problem names the measure that it is about, and the £ that hang on it."""

from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.run import consolidate
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    register_of,
    save_register,
    save_return,
    sheet_rows,
)

ONE = contract("C1")
UNVALUED = "OP19"


def problem(folder: Path, code: str, promised: dict[str, int], units: dict[str, Any]) -> Any:
    """The first problem of a code in the summary of one return."""
    register = register_of((ONE, promised))
    save_return(folder / "in" / "1.xlsx", register, ONE, units)
    path = save_register(folder / "register.xlsx", register)
    consolidate(folder / "in", path, YEAR, folder / "s.xlsx", council(), as_at=AS_AT)
    return next(row for row in sheet_rows(folder / "s.xlsx", "Problems") if row["Code"] == code)


@pytest.mark.parametrize(
    ("code", "units", "worth"),
    [
        ("not-a-number", ("few", 25, 25, 25), 25),  # the promise of a quarter
        ("quarter-blank", (25, None, 25, 25), 25),
        ("interpreted", ("1 200", 25, 25, 25), 1200),  # what counts
    ],
)
def test_what_hangs_on_a_figure_is_what_counts_or_else_was_promised(
    tmp_path: Path, code: str, units: tuple[Any, ...], worth: float
) -> None:
    row = problem(tmp_path, code, {"OP15": 100}, {"OP15": units})
    assert (row["Measure"], row["£ at stake"]) == ("OP15", worth)


def test_of_a_measure_that_is_not_valued_nothing_is_known(tmp_path: Path) -> None:
    row = problem(tmp_path, "not-a-number", {UNVALUED: 100}, {UNVALUED: ("few", 1, 1, 1)})
    assert (row["Measure"], row["£ at stake"]) == (UNVALUED, None)


def test_a_problem_of_no_figure_names_no_measure(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "note.txt").write_text("nothing")
    row = problem(tmp_path, "not-a-spreadsheet", {"OP15": 100}, {"OP15": (1, 1, 1, 1)})
    assert (row["Measure"], row["£ at stake"]) == (None, None)
