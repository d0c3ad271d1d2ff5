"""Merged cells, comments and formulas on other workbooks are told as what they are."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from svtools.jobs.consolidation.consolidation import Consolidation, consolidated
from tests.jobs.consolidation.cases import case, told_of, units_of
from tests.making import AS_AT, YEAR, contract, council, edit, register_of, save_return

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4, "PJ04": 400}))
GOOD = {"OP01": (1, 1, 1, 1), "PJ04": (100, 100, 100, 100)}


def run(folder: Path, change: Any, **more: Any) -> Consolidation:
    save_return(folder / "a.xlsx", REGISTER, EACH, GOOD, **more)
    edit(folder / "a.xlsx", change)
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def test_merged_quarters_are_told_as_merged() -> None:
    made = case("merged")
    assert told_of(made) == [("merged-cells", "Delivery F6, G6, H6")]
    (problem,) = (p for p in made.problems if p.code == "merged-cells")
    assert "E6:H6 are merged, so only E6" in problem.what
    assert made.status(made.returns[0]) == "accepted in part"
    assert units_of(made, "PJ04") == 400


def test_cells_merged_down_over_two_measures_are_told(tmp_path: Path) -> None:
    made = run(tmp_path, lambda book: book["Delivery"].merge_cells("E5:E6"))
    assert told_of(made) == [("merged-cells", "Delivery E6")]


def test_merged_cells_of_other_delivery_are_told(tmp_path: Path) -> None:
    other = [{"measure": "PJ06", "q1": 7}]
    made = run(tmp_path, lambda book: book["Other delivery"].merge_cells("D5:G5"), other=other)
    assert told_of(made) == [("merged-cells", "Other delivery E5, F5, G5")]


@pytest.mark.parametrize(("sheet", "area"), [("Delivery", "A1:F1"), ("Sign off", "B5:C5")])
def test_merged_cells_elsewhere_are_no_matter(tmp_path: Path, sheet: str, area: str) -> None:
    assert told_of(run(tmp_path, lambda book: book[sheet].merge_cells(area))) == []


def test_a_formula_on_another_workbook_is_a_remark() -> None:
    made = case("external-link")
    assert told_of(made) == [("external-link", "Delivery E6")]
    assert made.status(made.returns[0]) == "accepted with remarks"
    assert units_of(made, "PJ04") == 400


def test_a_comment_on_a_cell_is_a_remark_with_its_words(tmp_path: Path) -> None:
    def comment(book: Any) -> None:
        book["Delivery"]["E5"].comment = Comment("Only an estimate & more", "Jo")

    made = run(tmp_path, comment)
    assert told_of(made) == [("cell-comment", "Delivery E5")]
    (problem,) = made.problems
    assert "'Only an estimate & more'" in problem.what
