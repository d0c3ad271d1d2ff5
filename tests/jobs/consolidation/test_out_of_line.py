"""Figures that count and don't fit: a slipped point, thousands, half a person, 50%."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.out_of_line import comes_whole
from svtools.measures import open_set
from tests.making import (
    AS_AT,
    YEAR,
    cell_of,
    codes,
    consolidated,
    contract,
    council,
    edit,
    figures,
    register_of,
    save_return,
)

ONE = contract()
REGISTER = register_of((ONE, {"OP15": 12_000, "PJ04": 120, "OP03": 8}))
SOUND = {"OP15": (3000, 2900, 3100, 3000), "PJ04": (30, 28, 33, 29), "OP03": (2, 2, 1, 3)}


def consolidate(folder: Path) -> Consolidation:
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def told(folder: Path, **units: Sequence[Any]) -> Mapping[str, str]:
    """The cells of what is told of a return with these units, by code."""
    save_return(folder / "1.xlsx", REGISTER, ONE, SOUND | units)
    return {problem.code: problem.cell_names for problem in consolidate(folder).problems}


def test_a_sound_row_is_not_out_of_line(tmp_path: Path) -> None:
    assert told(tmp_path) == {}


def test_a_slipped_point_is_told_at_its_quarter(tmp_path: Path) -> None:
    assert told(tmp_path, PJ04=(30, 260, 33, 29)) == {"out-of-line": "G8"}


@pytest.mark.parametrize("row", [(30, 150, 30, 29), (20, 121, 0, 0), (30, 268, 33, 29)])
def test_it_is_five_times_the_next_and_over_the_years_promise(
    tmp_path: Path, row: Sequence[Any]
) -> None:
    assert told(tmp_path, PJ04=row) == {"out-of-line": "G8"}


def test_what_is_far_above_the_promise_is_told_as_that_alone(tmp_path: Path) -> None:
    assert told(tmp_path, PJ04=(30, 269, 33, 29)) == {"above-promise": "G8"}


@pytest.mark.parametrize(
    "row",
    [
        (30, 149, 30, 29),
        (20, 120, 24, 20),  # the year's promise in one quarter, and no more
        (30, 149, 33, 29),  # less than five times the next
        (None, 150, None, None),  # nothing to compare it with
        (0, 150, 0, 0),
    ],
)
def test_a_large_quarter_may_be_honest(tmp_path: Path, row: Sequence[Any]) -> None:
    assert "out-of-line" not in told(tmp_path, PJ04=row)


def test_units_in_thousands_are_told(tmp_path: Path) -> None:
    assert told(tmp_path, OP15=(3, 2.9, 3.1, 3)) == {"far-below-promise": "F7, G7, H7, I7"}


@pytest.mark.parametrize("row", [(30, 30, 30, 30), (0, 0, 0, 0)])
def test_a_hundredth_of_the_promise_and_none_are_not_thousands(
    tmp_path: Path, row: Sequence[Any]
) -> None:
    assert "far-below-promise" not in told(tmp_path, OP15=row)


@pytest.mark.parametrize(("promised", "codes_told"), [(1000, ["far-below-promise"]), (999, [])])
def test_nobody_counts_few_units_in_thousands(
    tmp_path: Path, promised: float, codes_told: list[str]
) -> None:
    register = register_of((ONE, {"OP15": promised}))
    save_return(tmp_path / "1.xlsx", register, ONE, {"OP15": (2, 2, 2, 3)})
    made = consolidated(tmp_path, register, YEAR, council(), as_at=AS_AT)
    assert codes(made.problems) == codes_told


def test_what_comes_whole_in_the_open_set_is_known() -> None:
    parts = {"£", "FTE-years", "hours", "weeks", "miles", "cubic metres", "kilograms"}
    units = {each.unit for each in open_set().measures.values() if not comes_whole(each)}
    assert units <= parts | {"tonnes", "tonnes of CO2e", "percentage points"}, units - parts


def test_half_a_person_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, OP03=(2, 1.5, 1, 3)) == {"fraction-of-one": "G9"}
    assert told(tmp_path, OP03=(1.5, 1.5, 1.25, 3)) == {"fraction-of-one": "F9, G9, H9"}
    assert told(tmp_path, PJ04=(30, 27.5, 33, 29)) == {}  # hours may be halves
    assert told(tmp_path, OP03=(2, 1.00000000000001, 1, 3)) == {}  # what a sum leaves behind


@pytest.mark.parametrize(
    "shown", ["0%", "0.00%", "#,##0.0 %;[Red]-0.0 %", "[$-407]0.00%", "0\\ %", "_-* 0%_-"]
)
def test_what_shows_as_a_percentage_is_no_number_of_units(tmp_path: Path, shown: str) -> None:
    data = save_return(tmp_path / "1.xlsx", REGISTER, ONE, SOUND)
    sheet, cell = cell_of(data, "delivery", 1, "q2")

    def halved(book: Any) -> None:
        book[sheet][cell] = 0.5
        book[sheet][cell].number_format = shown

    edit(tmp_path / "1.xlsx", halved)
    made = consolidate(tmp_path)
    (problem,) = made.problems
    assert (problem.code, problem.cell_names) == ("not-a-number", cell)
    assert "'50%' was entered" in problem.what
    assert cell not in {
        figure.cell.name for figure in made.figures if figure.measure.code == "PJ04"
    }


def test_a_format_that_says_percent_in_quotes_is_a_number(tmp_path: Path) -> None:
    data = save_return(tmp_path / "1.xlsx", REGISTER, ONE, SOUND)
    sheet, cell = cell_of(data, "delivery", 1, "q2")
    edit(tmp_path / "1.xlsx", lambda book: setattr(book[sheet][cell], "number_format", '0" %"'))
    assert not consolidate(tmp_path).problems


def two(folder: Path, first: date, second: date) -> Consolidation:
    """A return of the half-year numbered 2 and one of the year numbered 1, and when each is of."""
    halves = {code: row[:2] for code, row in SOUND.items()}
    for name, units, number, quarter, day in (
        ("half", halves, 2, "Q2", first),
        ("year", SOUND, 1, "Q4", second),
    ):
        answers = {"sign_off.date_completed": day}
        path = folder / f"{name}.xlsx"
        save_return(path, REGISTER, ONE, units, number=number, quarter=quarter, answers=answers)
    return consolidate(folder)


def test_numbers_that_contradict_the_dates_are_checked_first(tmp_path: Path) -> None:
    made = two(tmp_path, date(2025, 10, 9), date(2026, 4, 10))
    (problem,) = (p for p in made.problems if p.code == "number-order")
    assert (problem.file, problem.sheet) == ("half.xlsx", "Sign off")
    assert "year.xlsx has a lower number, and was completed later, on 10 April 2026" in problem.what
    assert figures(made.to_check.without.sleva) < figures(sum(f.value or 0 for f in made.figures))


def test_a_correction_of_an_earlier_quarter_is_in_order(tmp_path: Path) -> None:
    made = two(tmp_path, date(2026, 5, 9), date(2026, 4, 10))
    assert "number-order" not in codes(made.problems)
