"""Any remark or check can be accepted, is then listed apart, and comes back with another value."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.validation_log.deciding import OFFICER, grave, report, rows, run, said, type_into

ACCEPTED: dict[str, Any] = {
    "Accepted by": OFFICER,
    "Accepted on": date(2026, 5, 5),
    "Reason": "Seen on site",
}
MUCH = (500_000, 20, None, None)


def place_of(log: Path, words: str) -> int:
    """The row in which a finding stands."""
    return next(n for n, row in enumerate(rows(log, "Findings")) if words in row["What was found"])


def levels(outcome: Any, code: str) -> list[str]:
    return [str(p.level) for p in outcome.consolidation.problems if p.code == code]


def test_what_is_to_be_checked_first_stands_in_the_log(tmp_path: Path) -> None:
    outcome = report(tmp_path, MUCH)
    row = rows(outcome.log, "Findings")[place_of(outcome.log, "500020")]
    assert (row["Effect"], row["Contract"], row["File"]) == ("check first", "C1", "1.xlsx")
    assert (row["Sheet and cells"], row["State"]) == ("Delivery F7", "open")


def test_an_accepted_check_is_listed_apart_and_attention_ends(tmp_path: Path) -> None:
    outcome = report(tmp_path, MUCH)
    assert grave(outcome)
    type_into(outcome.log, "Findings", place_of(outcome.log, "500020"), ACCEPTED)
    outcome = run(tmp_path)
    assert levels(outcome, "far-above-promise") == ["accepted"]
    assert not grave(outcome)
    assert outcome.consolidation.to_check.problems == []
    last = rows(outcome.summary, "Problems")[-1]
    assert (last["Effect"], last["Code"]) == ("accepted", "far-above-promise")
    assert last["Accepted by"] == f"{OFFICER}, 5 May 2026: Seen on site"
    (of_return,) = (r for r in outcome.data["returns"] if r["file"])
    assert "check first" not in (of_return["note"])
    row = rows(outcome.log, "Findings")[place_of(outcome.log, "500020")]
    assert (row["State"], row["Accepted by"]) == ("accepted", OFFICER)
    assert run(tmp_path).log_copy is None


def test_it_stays_accepted_when_the_next_return_says_the_same(tmp_path: Path) -> None:
    outcome = report(tmp_path, MUCH)
    type_into(outcome.log, "Findings", place_of(outcome.log, "500020"), ACCEPTED)
    outcome = report(tmp_path, MUCH, 2)
    assert levels(outcome, "far-above-promise") == ["accepted"]


def test_it_comes_back_when_its_value_changes(tmp_path: Path) -> None:
    outcome = report(tmp_path, MUCH)
    type_into(outcome.log, "Findings", place_of(outcome.log, "500020"), ACCEPTED)
    outcome = report(tmp_path, (600_000, 20, None, None), 2)
    assert levels(outcome, "far-above-promise") == ["check first"]
    assert grave(outcome)
    old = rows(outcome.log, "Findings")[place_of(outcome.log, "500020")]
    assert (old["State"], old["Reason"]) == ("not found any more", "Seen on site")
    assert rows(outcome.log, "Findings")[place_of(outcome.log, "600020")]["State"] == "open"


RUNNING, OTHER_RUNNING = (10, 20, 30, 40), (10, 20, 30, 38)
LATER, OTHER_LATER = (10, 20, 5, None), (10, 20, 6, None)
PLAIN = (10, 20)


@pytest.mark.parametrize(
    ("code", "first", "then", "more"),
    [
        ("running-total", RUNNING, OTHER_RUNNING, {"quarter": "Q4"}),
        ("quarter-ahead", LATER, OTHER_LATER, {}),
        ("reported-both-ways", PLAIN, PLAIN, {"other": [{"measure": "PJ04", "q1": 3}]}),
        ("reported-twice", PLAIN, (11, 20), {"other": [{"measure": "PJ04", "q1": 10, "q2": 20}]}),
        ("possible-double", PLAIN, (10, 21), {"other": [{"measure": "SW01", "q1": 3}]}),
    ],
)
def test_what_is_told_without_its_units_comes_back_with_them(
    tmp_path: Path, code: str, first: Any, then: Any, more: Any
) -> None:
    outcome = report(tmp_path, first, **more)
    (told,) = (p for p in outcome.consolidation.problems if p.code == code)
    type_into(outcome.log, "Findings", place_of(outcome.log, told.what), ACCEPTED)
    assert levels(run(tmp_path), code) == ["accepted"]
    assert levels(report(tmp_path, first, 2, **more), code) == ["accepted"]
    if then is PLAIN:
        more = {"other": [{"measure": "PJ04", "q1": 4}]}
    if code == "reported-twice":
        more = {"other": [{"measure": "PJ04", "q1": 11, "q2": 20}]}
    (again,) = levels(report(tmp_path, then, 3, **more), code)
    assert again != "accepted"


def test_which_of_two_with_one_number_counts_comes_back_with_a_third(tmp_path: Path) -> None:
    def of_day(day: int, units: Any, name: int) -> Any:
        return report(
            tmp_path, units, name,
            answers={"sign_off.date_completed": date(2026, 4, day), "report.return_number": 1},
        )  # fmt: skip

    of_day(8, (10, 20), 1)
    outcome = of_day(9, (10, 21), 2)
    place = place_of(outcome.log, outcome.consolidation.to_check.problems[0].what)
    type_into(outcome.log, "Findings", place, ACCEPTED)
    assert levels(run(tmp_path), "same-number") == ["accepted"]
    assert levels(of_day(10, (10, 29), 3), "same-number") == ["check first", "check first"]


@pytest.mark.parametrize("lacking", sorted(ACCEPTED))
def test_an_acceptance_that_lacks_anything_changes_nothing_and_is_told(
    tmp_path: Path, lacking: str
) -> None:
    outcome = report(tmp_path, MUCH)
    type_into(outcome.log, "Findings", place_of(outcome.log, "500020"), {**ACCEPTED, lacking: None})
    outcome = run(tmp_path)
    assert levels(outcome, "far-above-promise") == ["check first"]
    (told,) = said(outcome, "finding-incomplete")
    assert f"'{lacking}'" in told


def test_a_remark_can_be_accepted_and_the_return_is_then_without_remarks(tmp_path: Path) -> None:
    outcome = report(tmp_path, answers={"sign_off.once_only": "No"})
    type_into(outcome.log, "Findings", place_of(outcome.log, "answered No"), ACCEPTED)
    outcome = run(tmp_path)
    assert levels(outcome, "attested-no") == ["accepted"]
    (of_return,) = (r for r in outcome.data["returns"] if r["file"])
    assert of_return["status"] == "accepted"


def test_what_is_wrong_with_the_log_itself_is_mended_there_and_never_accepted(
    tmp_path: Path,
) -> None:
    log = report(tmp_path).log
    proof = {"Evidence seen": "Sheet", "Validated by": OFFICER, "Validated on": date(2026, 5, 7)}
    type_into(log, "Log", 0, {"Validated units": 9, **proof})
    outcome = run(tmp_path)
    assert grave(outcome)
    found = [row["What was found"] for row in rows(log, "Findings")]
    assert not any("validated" in each for each in found if each)


def test_what_is_found_no_more_and_nobody_accepted_leaves_the_log(tmp_path: Path) -> None:
    outcome = report(tmp_path, MUCH)
    place_of(outcome.log, "500020")
    outcome = report(tmp_path, (10, 20, None, None), 2)
    found = [row["What was found"] for row in rows(outcome.log, "Findings")]
    assert not any("the whole year" in each for each in found)


def test_a_remark_of_several_cells_is_accepted_in_all_of_them(tmp_path: Path) -> None:
    units = ("+10", 20, None, None)
    outcome = report(tmp_path, units, beside={"OP08": {"q1": "+11"}})
    (told,) = said(outcome, "interpreted")
    assert told.startswith("Delivery F7, F8: 'Q1': '+10' was read as 10 and '+11' was read as 11.")
    type_into(outcome.log, "Findings", place_of(outcome.log, "was read as"), ACCEPTED)
    outcome = run(tmp_path)
    assert levels(outcome, "interpreted") == ["accepted"]
    (of_return,) = (r for r in outcome.data["returns"] if r["file"])
    assert (of_return["status"], of_return["note"]) == ("accepted", "")
