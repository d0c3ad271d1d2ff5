"""Which returns were expected by when."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.matching import Expected
from svtools.jobs.consolidation.run import overdue_csv
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.register.contracts import Contract, Settings
from tests.making import YEAR, consolidated, contract, council, register_of, save_return

Q1_DUE = date(2025, 7, 30)


def run(folder: Path, *contracts: Contract, as_at: date, days_allowed: int = 30) -> Consolidation:
    register = register_of(
        *((each, {"OP01": 4}) for each in contracts), settings=Settings(days_allowed=days_allowed)
    )
    return consolidated(folder, register, YEAR, council(), as_at=as_at)


def quarter_1(folder: Path, as_at: date, completed: date | None = None) -> Expected:
    """What is expected for Q1 of a contract, whose return was completed on that day, if at all."""
    each = contract()
    if completed:
        answers = {"sign_off.date_completed": completed}
        save_return(folder / "a.xlsx", register_of((each, {"OP01": 4})), each, quarter="Q1",
                    answers=answers)  # fmt: skip
    return run(folder, each, as_at=as_at).expected[0]


@pytest.mark.parametrize(
    ("days_after", "missing", "days_late"), [(-1, False, 0), (0, False, 0), (1, True, 1)]
)
def test_a_return_is_missing_from_the_day_after_its_due_date(
    tmp_path: Path, days_after: int, missing: bool, days_late: int
) -> None:
    found = quarter_1(tmp_path, Q1_DUE + timedelta(days_after))
    assert (found.due, found.missing, found.days_late) == (Q1_DUE, missing, days_late)


@pytest.mark.parametrize(("days_after", "days_late"), [(-1, 0), (0, 0), (1, 1), (45, 45)])
def test_a_return_is_late_by_its_date_completed_alone(
    tmp_path: Path, days_after: int, days_late: int
) -> None:
    found = quarter_1(tmp_path, date(2027, 1, 1), Q1_DUE + timedelta(days_after))
    assert not found.missing
    assert found.days_late == days_late


def test_the_days_allowed_are_the_registers(tmp_path: Path) -> None:
    made = run(tmp_path, contract(), as_at=date(2025, 7, 15), days_allowed=14)
    assert made.expected[0].due == date(2025, 7, 14)
    assert len(made.missing) == 1


@pytest.mark.parametrize(
    ("changes", "quarters"),
    [
        ({}, [1, 2, 3, 4]),
        ({"start": date(2025, 8, 15)}, [2, 3, 4]),
        ({"actual_end": date(2025, 10, 1)}, [1, 2, 3]),
        ({"start": date(2026, 4, 1), "end": date(2027, 3, 31)}, []),
        ({"reported_in": "Portal"}, []),
    ],
)
def test_a_return_is_due_for_each_quarter_in_which_the_contract_runs(
    tmp_path: Path, changes: dict[str, Any], quarters: list[int]
) -> None:
    made = run(tmp_path, contract(**changes), as_at=date(2026, 12, 1))
    assert [each.quarter.number for each in made.expected] == quarters
    assert len(made.missing) == len(quarters)


def test_no_return_is_due_where_nothing_was_promised(tmp_path: Path) -> None:
    register = register_of((contract(), {}))
    assert not consolidated(tmp_path, register, YEAR, council(), as_at=date(2027, 1, 1)).expected


def test_a_later_quarters_return_covers_earlier_ones_which_are_then_not_late(
    tmp_path: Path,
) -> None:
    each = contract()
    answers = {"sign_off.date_completed": date(2026, 2, 2)}
    register = register_of((each, {"OP01": 4}))
    save_return(tmp_path / "a.xlsx", register, each, quarter="Q3", answers=answers)
    made = run(tmp_path, each, as_at=date(2026, 4, 1))
    assert [(e.supplier_return is not None, e.missing, e.days_late) for e in made.expected] == [
        (True, False, 0),
        (True, False, 0),
        (True, False, 3),
        (False, False, 0),
    ]


def test_the_first_return_for_a_quarter_decides_whether_it_was_late(tmp_path: Path) -> None:
    each = contract()
    register = register_of((each, {"OP01": 4}))
    for number, day in ((1, date(2025, 7, 1)), (2, date(2025, 12, 1))):
        save_return(
            tmp_path / f"{number}.xlsx",
            register,
            each,
            {"OP01": (number,)},
            number=number,
            quarter="Q1",
            answers={"sign_off.date_completed": day},
        )
    made = run(tmp_path, each, as_at=date(2025, 12, 2))
    assert made.expected[0].days_late == 0


def test_a_return_without_a_date_is_a_problem_and_not_late(tmp_path: Path) -> None:
    each = contract()
    register = register_of((each, {"OP01": 4}))
    save_return(tmp_path / "a.xlsx", register, each, answers={"sign_off.date_completed": None})
    made = run(tmp_path, each, as_at=date(2027, 1, 1))
    assert not made.missing
    assert {e.days_late for e in made.expected} == {0}
    assert [p.details["label"] for p in made.problems if p.code == "required-blank"] == [
        "Date completed"
    ]


def test_a_return_without_a_quarter_covers_none(tmp_path: Path) -> None:
    each = contract()
    register = register_of((each, {"OP01": 4}))
    save_return(tmp_path / "a.xlsx", register, each, answers={"report.quarter": None})
    assert len(run(tmp_path, each, as_at=date(2027, 1, 1)).missing) == 4


def test_what_is_missing_is_listed_for_chasing(tmp_path: Path) -> None:
    each = contract(lot="2", title="=Cleaning", contact="+44 office")
    made = run(tmp_path, each, as_at=date(2025, 8, 1))
    heading, line, *rest = overdue_csv(made).splitlines()
    assert heading.startswith("Supplier contact,Contract manager,Contract,Lot,")
    assert line == (
        "'+44 office,Contracts officer,C1,2,'=Cleaning,Made Up Ltd,Q1,2025-07-30,2,missing"
    )
    assert not rest


def test_the_summary_tells_missing_from_not_due(tmp_path: Path) -> None:
    made = run(tmp_path, contract(), as_at=date(2025, 8, 1))
    rows = Summary(made).data("", "", "")["returns"]
    assert [(r["quarter"], r["status"], r["days_late"]) for r in rows] == [
        ("Q1", "missing", 2),
        ("Q2", "not due yet", None),
        ("Q3", "not due yet", None),
        ("Q4", "not due yet", None),
    ]
