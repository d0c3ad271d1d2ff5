"""One cause is one problem, however many figures it touches; what was promised is no double."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.workbooks.parse import parse
from svtools.workbooks.write import build
from tests.making import (
    AS_AT,
    OLDER,
    YEAR,
    Filling,
    cell_of,
    codes,
    consolidated,
    contract,
    council,
    edit,
    filled,
    register_of,
    save_return,
    spot,
    with_rows,
)

EACH = contract()
UNITS = {"OP15": 1000, "PJ04": 40, "PJ06": 16, "OP01": 8, "SW06": 24, "OP08": 32, "AI05": 8}
REGISTER = register_of((EACH, UNITS))
GIVEN = {code: (units / 4, units / 8, units / 4, units / 8) for code, units in UNITS.items()}
FIRST_ROW, FIRST_QUARTER = 7, 6
OTHER_ROW = int(spot("other.measure", promises=len(UNITS))[1][1:])
BESIDE = 80
"""A column where nothing of ours stands."""
OLDER_ROW = 5
"""Where the table of promises begins in returns of version 2, which has a sheet to itself."""
CODES = "OP15, PJ04, PJ06, OP01, SW06, OP08 and AI05"
Change = Callable[[Any], None]


def run(folder: Path, change: Change | None = None, **more: Any) -> Consolidation:
    given = {"units": GIVEN} | more
    data = save_return(folder / "a.xlsx", REGISTER, EACH, **given)
    assert cell_of(data, "delivery", 0, "q1") == ("Delivery", "F7")
    if change:
        edit(folder / "a.xlsx", change)
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def run_older(folder: Path, change: Change) -> Consolidation:
    data = filled(REGISTER, EACH, Filling(GIVEN)) | {
        "quarters": [{"number": n, "label": f"Q{n}"} for n in range(1, 5)]
    }
    (folder / "a.xlsx").write_bytes(build(with_rows(parse(OLDER[2])), data))
    edit(folder / "a.xlsx", change)
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def delivery(book: Any, first: int = FIRST_ROW, headings: int = 0) -> list[list[Any]]:
    """The rows of the sheet Delivery as far as what is typed there."""
    last = first + len(UNITS) - 1
    cells = book["Delivery"].iter_rows(min_row=first - headings, max_row=last, max_col=9)
    return [[cell.value for cell in row] for row in cells]


def paste(rows: list[list[Any]], sheet: Any, row: int, column: int = 1) -> None:
    for down, values in enumerate(rows):
        for across, value in enumerate(values, start=column):
            sheet.cell(row + down, across).value = value


def below_itself(book: Any) -> None:
    paste(delivery(book, OLDER_ROW), book["Delivery"], 20)


def below_with_headings(book: Any) -> None:
    paste(delivery(book, OLDER_ROW, headings=1), book["Delivery"], 20)


def into_other_delivery(book: Any) -> None:
    paste(delivery(book), book["Delivery"], OTHER_ROW)


def into_other_delivery_with_headings(book: Any) -> None:
    paste(delivery(book, headings=1), book["Delivery"], OTHER_ROW)


def delete_a_quarter(book: Any) -> None:
    book["Delivery"].delete_cols(FIRST_QUARTER)


def delete_the_codes(book: Any) -> None:
    book["Delivery"].delete_cols(1)


def beside_itself(book: Any) -> None:
    paste(delivery(book, headings=1), book["Delivery"], FIRST_ROW - 1, BESIDE)


def quarters_called_by_months(book: Any) -> None:
    for number, months in enumerate(("Apr-Jun", "Jul-Sep", "Oct-Dec", "Jan-Mar")):
        book["Delivery"].cell(FIRST_ROW - 1, FIRST_QUARTER + number).value = months


def words_that_differ(book: Any) -> None:
    for number in range(len(UNITS)):
        book["Delivery"].cell(FIRST_ROW + number, FIRST_QUARTER).value = f"about {number}"


def units_in_pounds(book: Any) -> None:
    for number in (1, 5, 6):
        book["Delivery"].cell(FIRST_ROW + number, FIRST_QUARTER).value = f"£{number}"


def delete_the_rows(book: Any) -> None:
    book["Delivery"].delete_rows(FIRST_ROW, len(UNITS))


def other_codes(book: Any) -> None:
    for number in range(len(UNITS)):
        book["Delivery"].cell(FIRST_ROW + number, 1).value = f"NT{number}"


@pytest.mark.parametrize(
    ("change", "expected", "cells"),
    [
        (into_other_delivery, ["reported-twice"], "F17:I23"),
        (into_other_delivery_with_headings, ["reported-twice", "repeated-headings"], "F18:I24"),
        (delete_a_quarter, ["missing-column"], "A6, A16"),
        (delete_the_rows, ["promise-row-missing"], ""),
        (other_codes, ["unknown-measure"], "F7:I13"),
        (delete_the_codes, ["missing-column"], "E7:H13, A16"),
        (beside_itself, ["extra-figures", "extra-column"], "CE7:CJ13"),
        (quarters_called_by_months, ["missing-column", "extra-figures"], "A6"),
        (words_that_differ, ["not-a-number"], "F7, F8, F9, F10, F11, F12, F13"),
        (units_in_pounds, ["not-a-number"], "F8, F12, F13"),
    ],
)
def test_one_cause_is_one_problem(
    change: Change, expected: list[str], cells: str, tmp_path: Path
) -> None:
    made = run(tmp_path, change)
    found = {problem.code: problem for problem in made.problems}
    assert sorted(codes(made.problems)) == sorted(expected)
    assert found[expected[0]].cell_names == cells


@pytest.mark.parametrize(
    ("change", "expected", "cells"),
    [
        (below_itself, ["measure-twice"], "E20:H26"),
        (below_with_headings, ["measure-twice", "repeated-headings"], "E21:H27"),
    ],
)
def test_in_an_older_return_it_is_one_problem_too(
    change: Change, expected: list[str], cells: str, tmp_path: Path
) -> None:
    made = run_older(tmp_path, change)
    assert sorted(codes(made.problems)) == sorted(expected)
    problem = next(p for p in made.problems if p.code == expected[0])
    assert (problem.cell_names, CODES in problem.what) == (cells, True)


@pytest.mark.parametrize("change", [into_other_delivery, delete_the_rows])
def test_every_measure_it_touches_is_named(change: Change, tmp_path: Path) -> None:
    (problem,) = run(tmp_path, change).problems
    assert CODES in problem.what


def test_the_wrong_quarter_is_told_once(tmp_path: Path) -> None:
    (problem,) = run(tmp_path, quarter="Q1").problems
    assert problem.what.startswith(f"{CODES}: units were entered for Q2, Q3 and Q4, after")


def test_blanks_of_other_quarters_are_told_with_their_own_measures(tmp_path: Path) -> None:
    units = GIVEN | {
        "OP15": (None, 500, None, 500),
        "PJ04": (None, 1, None, 1),
        "PJ06": (1, 1, 1, None),
    }
    found = {each.cell_names: each.what for each in run(tmp_path, units=units).problems}
    assert list(found) == ["F7, H7, F8, H8", "I9"]
    assert found["F7, H7, F8, H8"].startswith("OP15 and PJ04: nothing was entered for Q1 and Q3,")
    assert found["I9"].startswith("PJ06: nothing was entered for Q4,")


def test_what_was_pasted_into_other_delivery_is_in_doubt_and_given_without(tmp_path: Path) -> None:
    once = run(tmp_path / "once").to_check.without
    rows = [
        {"measure": code} | {f"q{n}": u for n, u in enumerate(units, start=1)}
        for code, units in GIVEN.items()
    ]
    made = run(tmp_path / "twice", other=rows)
    assert codes(made.problems) == ["reported-twice"]
    assert made.needs_attention
    assert made.to_check.without == once


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"q1": 3, "q3": 4}, ["reported-both-ways"]),
        ({"q1": 2}, ["reported-both-ways"]),  # one figure alike may be chance
        ({"q1": 2, "q2": 1}, ["reported-twice"]),
        ({"q1": 8, "q2": 2, "q3": 1}, ["reported-twice"]),  # pasted with the year's promise
        ({"q1": 7, "q2": 2, "q3": 1}, ["reported-both-ways"]),
        ({"q1": 2, "q2": 1, "q3": 4}, ["reported-both-ways"]),
        ({"q1": 0, "q2": 0}, []),
    ],
)
def test_a_measure_reported_both_ways_is_a_remark_unless_it_is_the_same_again(
    other: dict[str, float], expected: list[str], tmp_path: Path
) -> None:
    made = run(tmp_path, other=[{"measure": "OP01"} | other])
    assert codes(made.problems) == expected


@pytest.mark.parametrize(
    ("promised", "other", "told"),
    [
        ({"PJ05": 400, "SW02": 400}, [], False),
        ({"PJ05": 400}, [{"measure": "SW02", "q1": 7}], True),
        ({"PJ05": 400, "SW02": 400}, [{"measure": "AI02", "q1": 7}], True),
    ],
)
def test_what_the_council_promised_together_is_no_double_count(
    promised: dict[str, int], other: list[dict[str, Any]], told: bool, tmp_path: Path
) -> None:
    register = register_of((EACH, promised))
    units = dict.fromkeys(promised, (100, 100, 100, 100))
    save_return(tmp_path / "a.xlsx", register, EACH, units, other=other)
    made = consolidated(tmp_path, register, YEAR, council(), as_at=AS_AT)
    assert codes(made.problems) == (["possible-double"] if told else [])
