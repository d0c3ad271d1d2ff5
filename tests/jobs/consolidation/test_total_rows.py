"""A table ends where it ends: the word Total, typed or pasted, hides nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.workbooks.cells import a1
from svtools.workbooks.parse import parse
from svtools.workbooks.total_rows import is_total
from svtools.workbooks.write import build
from tests.jobs.consolidation.cases import case, told_of, units_of
from tests.making import (
    AS_AT,
    OLDER,
    YEAR,
    Filling,
    codes,
    consolidated,
    contract,
    council,
    edit,
    filled,
    place,
    register_of,
    retyped,
    save_return,
    spot,
    with_rows,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 8}))
ROWS = [{"measure": "PJ04", "q1": 3}, {"measure": "Total", "q1": 3}, {"measure": "OP08", "q2": 26}]


def run(folder: Path, other: list[dict[str, Any]], **typed: Any) -> Consolidation:
    path = folder / "a.xlsx"
    save_return(path, REGISTER, EACH, {"OP01": (1, 2, 3, 2)}, other=other)
    retyped(path, {("Delivery", cell): value for cell, value in typed.items()})
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def test_rows_under_a_typed_total_are_read() -> None:
    made = case("total-row")
    assert units_of(made, "OP08") == 52
    assert ("typed-total", "Other delivery D6") in told_of(made)
    assert made.status(made.returns[0]) == "accepted with remarks"


def test_a_total_row_of_formulas_is_told_without_words_of_the_program() -> None:
    made = case("words-in-codes")
    assert told_of(made) == [
        ("reported-both-ways", "Other delivery D5, E5"),
        ("typed-total", "Other delivery D6, E6"),
    ]
    assert not any(".0" in p.what or "Uncalculated" in p.what for p in made.problems)


@pytest.mark.parametrize(
    "word",
    [
        *("Total", "TOTALS:", "Grand total", "Sub-total", " sum ", "Year total", "Total 2025-26"),
        *("Total\u00a0delivered", "Sum of the above", "Q1 total (hours)", "TOTAL - all quarters"),
    ],
)
def test_a_typed_total_that_adds_up_is_a_remark_and_is_not_counted(
    tmp_path: Path, word: str
) -> None:
    made = run(tmp_path, [*ROWS[:1], {"measure": word, "q1": 3}, *ROWS[2:]])
    assert [(p.code, p.where) for p in made.problems] == [
        ("typed-total", place("other.q1", 1, promises=1))
    ]
    assert units_of(made, "PJ04") == 3
    assert units_of(made, "OP08") == 26


def test_a_second_total_may_add_up_all_or_only_its_own_part(tmp_path: Path) -> None:
    made = run(tmp_path, [*ROWS, {"measure": "Subtotal", "q2": 26}, {"measure": "Total", "q1": 3}])
    assert set(codes(made.problems)) == {"typed-total"}


def test_a_figure_beside_the_word_total_that_is_no_sum_makes_it_accepted_in_part(
    tmp_path: Path,
) -> None:
    made = run(tmp_path, [*ROWS[:1], {"measure": "Total", "q1": 60}, *ROWS[2:]])
    (problem,) = made.problems
    assert (problem.code, problem.where) == ("total-figures", place("other.q1", 1, promises=1))
    assert "60" in problem.what
    assert made.status(made.returns[0]) == "accepted in part"


def test_a_total_of_units_typed_as_text_adds_up(tmp_path: Path) -> None:
    rows = [{"measure": "PJ04", "q1": "3"}, {"measure": "Total", "q1": "3.0 "}]
    assert codes(run(tmp_path, rows).problems) == ["typed-total"]


def test_a_grand_total_may_add_up_the_promises_above_too(tmp_path: Path) -> None:
    rows = [*ROWS[:1], {"measure": "Grand total", "q1": 3 + 1}]
    assert codes(run(tmp_path, rows).problems) == ["typed-total"]


@pytest.mark.parametrize(
    "word", ["Total quality manager", "PJ04", "Sum Ltd", "@SUM(A1)", "Totally new"]
)
def test_words_that_say_more_than_total_are_no_total(word: str) -> None:
    assert not is_total(word)


OWN_TABLE = (
    ("Measure", "What", "Unit", "Q1", "Q2", "Q3", "Q4"),
    ("PJ06", "mentoring", "hours", 5, 6, 7, 8),
    ("OP08", "apprentices", "weeks", 10, 20, 30, 40),
)


def pasted(rows: Sequence[Sequence[Any]], at: int = 0) -> dict[str, Any]:
    """Rows pasted into the table of what was not promised, from its first column on."""
    first = int(spot("other.measure", at, 1)[1][1:])
    return {
        a1(first - 1 + down, across): value
        for down, row in enumerate(rows)
        for across, value in enumerate(row)
        if value is not None
    }


@pytest.mark.parametrize("at", [1, 30])
def test_a_table_pasted_with_headings_of_its_own_is_read_by_them(tmp_path: Path, at: int) -> None:
    made = run(tmp_path, ROWS[:1], **pasted(OWN_TABLE, at))
    assert [units_of(made, code) for code in ("PJ04", "PJ06", "OP08")] == [3, 26, 100]
    assert codes(made.problems) == ["repeated-headings"]


def test_without_its_headings_what_stands_in_no_column_of_units_is_named(tmp_path: Path) -> None:
    made = run(tmp_path, ROWS[:1], **pasted(OWN_TABLE[1:2], 1))
    (problem,) = made.problems
    spots = [spot(f"other.{key}", 1, 1)[1] for key in ("counting", "also")]
    assert (problem.code, problem.cell_names) == ("stray-figure", ", ".join(spots))
    assert made.status(made.returns[0]) == "accepted in part"


@pytest.mark.parametrize(
    "rows",
    [
        [("April", 12)],
        [("OP08", None, None, 12)],
        [("PJ06", None, None, None, None, None, None, None, None, 12)],  # under To date
        [("Total", 12), ("OP08",)],
        [("Total", 12)],
    ],
)
def test_a_number_that_is_in_no_cell_of_units_is_never_passed_over_in_silence(
    tmp_path: Path, rows: Sequence[Sequence[Any]]
) -> None:
    made = run(tmp_path, ROWS[:1], **pasted(rows, 9))
    assert "stray-figure" in codes(made.problems)
    assert made.status(made.returns[0]) == "accepted in part"


@pytest.mark.parametrize("text", ["26 weeks", "12hrs", "1,250 hours", "7"])
def test_a_number_with_its_unit_beside_the_table_is_a_figure(tmp_path: Path, text: str) -> None:
    made = run(tmp_path, ROWS[:1], BA14=text, BA15="2 invoices")
    assert codes(made.problems) == ["extra-figures", "extra-column"]


def test_figures_far_under_the_table_are_read(tmp_path: Path) -> None:
    (_, code), (_, units) = spot("other.measure", 25, 1), spot("other.q3", 25, 1)
    made = run(tmp_path, ROWS[:1], **{code: "OP08", units: 26})
    assert units_of(made, "OP08") == 26
    assert not made.problems


def test_a_figure_under_the_table_without_a_measure_is_named_and_not_counted(
    tmp_path: Path,
) -> None:
    _, units = spot("other.q3", 25, 1)
    made = run(tmp_path, ROWS[:1], **{units: 26})
    (problem,) = made.problems
    assert (problem.code, problem.where) == ("measure-blank", place("other.q3", 25, 1))
    assert made.status(made.returns[0]) == "accepted in part"


def test_sums_typed_into_the_totals_row_of_an_older_return_are_only_a_remark(
    tmp_path: Path,
) -> None:
    data = filled(REGISTER, EACH, Filling({"OP01": (1, 2, 3, 2)}))
    data["quarters"] = [{"number": n, "label": f"Q{n}"} for n in range(1, 5)]
    data["filled_other"] = ROWS[:1]
    path = tmp_path / "a.xlsx"
    path.write_bytes(build(with_rows(parse(OLDER[2])), data))
    names: list[str] = []
    edit(path, lambda book: names.extend(
        cell.coordinate for cell in book["Other delivery"]["A"] if cell.value == "Total"
    ))  # fmt: skip
    assert not consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT).problems
    retyped(path, {("Other delivery", names[0].replace("A", "D")): 3})
    made = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT)
    assert codes(made.problems) == ["typed-total"]
