"""Dates that can't be, and what they decide."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.consolidation.summary import Summary
from tests.jobs.consolidation.cases import CASES, OWN_REGISTER, case, told_of
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    consolidated,
    contract,
    council,
    figures,
    place,
    register_of,
    save_return,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4}))


def save(path: Path, ones: int, day: date | None, number: int = 1, quarter: str = "Q4") -> None:
    answers = {"sign_off.date_completed": day}
    units = {"OP01": (ones, 1, 1, 1)}
    save_return(path, REGISTER, EACH, units, answers=answers, number=number, quarter=quarter)


def run(folder: Path) -> Consolidation:
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


def first(made: Consolidation) -> list[float]:
    return [float(figure.units) for figure in made.figures if figure.quarter == 1]


@pytest.mark.parametrize(
    ("day", "code", "grave"),
    [
        (date(2025, 4, 10), "completed-early", True),
        (date(2026, 2, 28), "completed-early", True),
        (date(2026, 3, 1), "completed-in-quarter", False),
        (date(2026, 3, 30), "completed-in-quarter", False),
        (date(2062, 4, 10), "completed-ahead", True),
        (date(2026, 6, 2), "completed-ahead", True),
    ],
)
def test_a_date_that_cannot_be_is_told(
    tmp_path: Path, day: date, code: str, *, grave: bool
) -> None:
    save(tmp_path / "a.xlsx", 1, day)
    made = run(tmp_path)
    assert [(p.code, p.where) for p in made.problems] == [(code, place("sign_off.date_completed"))]
    assert made.needs_attention is grave
    assert code == "completed-ahead" or "Q4" in made.problems[0].what
    assert made.status(made.returns[0]) == "accepted with remarks"


@pytest.mark.parametrize("day", [date(2026, 3, 31), date(2026, 4, 10), AS_AT])
def test_a_date_that_can_be_is_no_remark(tmp_path: Path, day: date) -> None:
    save(tmp_path / "a.xlsx", 1, day)
    assert not run(tmp_path).problems


def test_last_years_date_is_told() -> None:
    made = case("dates")
    assert told_of(made) == [("completed-early", "Sign off B4")]


def test_a_date_that_cannot_be_makes_no_return_late(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", 1, date(2062, 4, 10))
    (row,) = Summary(run(tmp_path)).data("", "", "")["returns"]
    assert row["days_late"] == 0


def test_the_number_counts_and_not_the_date(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", 1, date(2026, 4, 20), number=1)
    save(tmp_path / "b.xlsx", 2, date(2026, 4, 1), number=2)
    assert first(run(tmp_path)) == [2]


def test_a_number_that_cannot_be_read_is_told_of_the_return_that_is_set_aside(
    tmp_path: Path,
) -> None:
    save(tmp_path / "a.xlsx", 1, date(2026, 4, 20))
    answers = {"sign_off.date_completed": date(2026, 4, 1), "report.return_number": "two"}
    units = {"OP01": (2, 1, 1, 1)}
    save_return(tmp_path / "b.xlsx", REGISTER, EACH, units, answers=answers)
    made = run(tmp_path)
    told = {p.code: p.where for p in made.problems if p.file == "b.xlsx"}
    assert told == {"superseded": "", "not-a-whole-number": place("report.return_number")}
    assert made.needs_attention


def test_of_two_with_the_same_number_a_date_that_cannot_be_does_not_decide(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", 1, date(2062, 4, 20))
    save(tmp_path / "b.xlsx", 2, date(2026, 4, 1))
    made = run(tmp_path)
    assert first(made) == [2]
    assert codes(p for p in made.problems if p.file == "a.xlsx") == ["same-number"]


@pytest.mark.parametrize("days", [(date(2026, 4, 8),) * 2, (date(2062, 1, 1), date(2012, 1, 1))])
def test_where_dates_do_not_tell_both_are_held_back(
    tmp_path: Path, days: tuple[date, date]
) -> None:
    save(tmp_path / "0.xlsx", 9, date(2026, 1, 10), number=1, quarter="Q3")
    for name, ones, day in zip("ab", (1, 2), days, strict=True):
        save(tmp_path / f"{name}.xlsx", ones, day, number=2)
    made = run(tmp_path)
    assert first(made) == [9]  # what they would have superseded
    assert {r.file: str(made.status(r)) for r in made.returns} == {
        "0.xlsx": "accepted with remarks",
        "a.xlsx": "rejected",
        "b.xlsx": "rejected",
    }
    (problem,) = (p for p in made.problems if p.file == "a.xlsx")
    assert problem.code == "same-number-undecided"
    assert "The same return number (2) and other figures stand in b.xlsx" in problem.what


@pytest.mark.parametrize("again", [date(2026, 4, 8), date(2026, 4, 20)])
def test_the_same_figures_sent_again_under_their_number_are_no_alarm(
    tmp_path: Path, again: date
) -> None:
    for name, day, note in (("a", date(2026, 4, 8), "as agreed"), ("b", again, "AS AGREED")):
        answers = {"sign_off.date_completed": day}
        units, notes = {"OP01": (1, 1, 1, 1)}, {"OP01": note}
        save_return(tmp_path / f"{name}.xlsx", REGISTER, EACH, units, answers=answers, notes=notes)
    made = run(tmp_path)
    assert codes(made.problems) == ["superseded"]
    assert len(first(made)) == 1
    assert not made.needs_attention


def test_two_that_are_held_back_leave_nothing_where_nothing_else_came(tmp_path: Path) -> None:
    for name, ones in (("a", 1), ("b", 2)):
        save(tmp_path / f"{name}.xlsx", ones, date(2026, 4, 8))
    made = run(tmp_path)
    assert not list(made.figures)
    assert len(made.missing) == 4
    assert figures(Summary(made).data("", "", "")["headline"][1]["sleva"]) == 0


def test_a_log_with_days_of_other_years_is_told(tmp_path: Path) -> None:
    log = Path(shutil.copyfile(CASES / "log" / "log_dates.xlsx", tmp_path / "log.xlsx"))
    outcome = consolidate(
        CASES / "total-row", OWN_REGISTER, YEAR, tmp_path / "summary.xlsx", council(),
        log_path=log, as_at=date(2026, 5, 20),
    )  # fmt: skip
    found = [p for p in outcome.consolidation.problems if p.code == "log-date"]
    assert {word for p in found for word in p.what.split() if word in {"2024,", "2062,"}} == {
        "2024,",
        "2062,",
    }
