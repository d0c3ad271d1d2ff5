"""Validated units that count no more are told at their row: reopened, without a figure, gone."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.workbooks.content import Row
from svtools.workbooks.opening import open_workbook
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    contract,
    council,
    edit,
    register_cell,
    register_of,
    retyped,
    save_register,
    save_return,
)

ONE = contract("C1")
REGISTER = register_of((ONE, {"PJ04": 40}))
NEW = {"log-reopened", "log-row-gone", "log-unmatched"}


def run(folder: Path, units: Any = (10, 9, 11, 10), number: int = 1, end: Any = ONE.end) -> Outcome:
    save_return(folder / "in" / f"{number}.xlsx", REGISTER, ONE, {"PJ04": units}, number=number)
    register = save_register(folder / "register.xlsx", REGISTER)
    retyped(register, {register_cell("contracts", "end"): end})
    return consolidate(
        folder / "in", register, YEAR, folder / "summary.xlsx", council(), as_at=AS_AT
    )


def rows(folder: Path) -> Sequence[Row]:
    return open_workbook(folder / "validation_log.xlsx", own=True).content.rows("log")


def typed(folder: Path, row: Row, **values: Any) -> None:
    cells = {(row.place.sheet, row.cell(key).name): value for key, value in values.items()}
    retyped(folder / "validation_log.xlsx", cells)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A return, and its log in which the first quarter is validated."""
    run(tmp_path)
    day = date(2026, 5, 4)
    proof = {"evidence": "Seen", "validated_by": "Officer", "validated_on": day}
    typed(tmp_path, rows(tmp_path)[0], validated=10, **proof)
    assert not NEW & set(codes(run(tmp_path).consolidation.problems))
    return tmp_path


def told(outcome: Outcome, code: str) -> str:
    (problem,) = (p for p in outcome.consolidation.problems if p.code == code)
    assert problem.file == "validation_log.xlsx"
    return problem.located


def test_a_figure_that_changed_after_it_was_validated_is_told_at_its_row(folder: Path) -> None:
    found = told(run(folder, (12, 9, 11, 10), number=2), "log-reopened")
    reported, validated = (rows(folder)[0].cell(key).name for key in ("reported", "validated"))
    assert found.startswith(f"Log {reported}, {validated}: Q1 of PJ04 for contract 'C1' was")
    assert "was validated at 10" in found
    assert "12 counts as delivered now" in found
    assert "log-reopened" not in codes(run(folder, (12, 9, 11, 10), 2).consolidation.problems)


def test_reported_units_typed_over_in_the_log_are_told(folder: Path) -> None:
    typed(folder, rows(folder)[0], reported=13)
    outcome = run(folder)
    assert "10 counts as delivered now" in told(outcome, "log-reopened")
    assert outcome.as_json()["validated"]["sleva"] == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("ref", "C9"), ("measure", "OP99"), ("quarter", "Q7"), ("year", "2019-20"), ("year", "soon")],
)
def test_a_row_whose_names_were_typed_over_is_told_where_it_stands(
    folder: Path, key: str, value: str
) -> None:
    row = rows(folder)[0]
    typed(folder, row, **{key: value})
    assert row.cell(key).name in told(run(folder), "log-unmatched")


def test_a_row_of_a_year_in_which_the_contract_was_begun_is_not_told(folder: Path) -> None:
    typed(folder, rows(folder)[0], year="2024-25")  # it commenced in March 2025
    assert "log-unmatched" not in codes(run(folder).consolidation.problems)


def test_a_row_deleted_since_the_last_run_is_told_once(folder: Path) -> None:
    row = rows(folder)[0]
    edit(folder / "validation_log.xlsx", lambda book: book["Log"].delete_rows(row.number + 1))
    outcome = run(folder)
    assert told(outcome, "log-row-gone").startswith("Start B")
    assert "1 row of the validation log, which now has 3," in told(outcome, "log-row-gone")
    assert outcome.consolidation.needs_attention
    assert "log-row-gone" not in codes(run(folder).consolidation.problems)


def test_validated_rows_of_a_contract_with_a_bad_date_are_told_with_it_alone(folder: Path) -> None:
    found = run(folder, end="31 June 2026").consolidation.problems
    assert sorted(codes(found)) == ["contract-dates", "unusable-contract"]
