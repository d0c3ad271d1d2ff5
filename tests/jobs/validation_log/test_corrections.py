"""What council and supplier agreed to change counts, beside what was reported."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.validation_log.entries import state
from svtools.jobs.validation_log.log import LogFile
from svtools.measures import open_set
from tests.jobs.validation_log.deciding import OFFICER, grave, report, rows, run, said, type_into
from tests.libreoffice import differences, needs_libreoffice
from tests.making import log_cell

PROXY = float(open_set().measures["PJ04"].proxy or 0)
CORRECTION: dict[str, Any] = {
    "Financial year": "2025-26",
    "Contract reference": " c1",
    "Measure": "pj-04",
    "Quarter": "Q1",
    "Corrected units": 8,
    "Reason": "Two sessions were counted twice",
    "Agreed by": f"{OFFICER}, owner",
    "Agreed on": date(2026, 5, 6),
}


def corrected(folder: Path, *corrections: dict[str, Any]) -> Any:
    """A return came in, these corrections are agreed and the folder is consolidated."""
    log = report(folder).log
    for number, values in enumerate(corrections):
        type_into(log, "Corrections", number, CORRECTION | values)
    return run(folder)


def delivered(outcome: Any, quarter: str = "Q1") -> tuple[Any, Any, Any, Any]:
    row = next(
        row
        for row in rows(outcome.summary, "Data")
        if (row["Measure"], row["Quarter"]) == ("PJ04", quarter)
    )
    return row["Reported units"], row["Units"], row["Reported value"], row["Value"]


def states(log: Path) -> list[Any]:
    return [row["State"] for row in rows(log, "Corrections")]


def test_a_corrected_figure_counts_and_the_reported_one_stays_beside_it(tmp_path: Path) -> None:
    outcome = corrected(tmp_path, {})
    assert delivered(outcome) == (10, 8, round(10 * PROXY, 2), round(8 * PROXY, 2))
    assert delivered(outcome, "Q2")[:2] == (20, 20)
    (row,) = rows(outcome.log, "Corrections")
    assert (row["Reported when agreed"], row["State"]) == (10, "stands")
    of_log = next(r for r in rows(outcome.log, "Log") if r["Corrected units"] is not None)
    assert (of_log["Reported units"], of_log["Corrected units"]) == (10, 8)
    (change,) = rows(outcome.summary, "Changes")
    assert (change["Earlier units"], change["Later units"]) == (10, 8)
    assert "Two sessions were counted twice" in change["Later file and cell"]
    assert not grave(outcome)
    assert run(tmp_path).log_copy is None


def test_the_overview_gives_both_what_was_reported_and_what_was_delivered(tmp_path: Path) -> None:
    outcome = corrected(tmp_path, {})
    lines = {row["What"]: row for row in rows(outcome.summary, "Overview")}
    assert list(lines)[:4] == ["Promised", "Reported", "Delivered", "Validated"]
    social = "Social value added (SVA)"
    assert lines["Reported"][social] - lines["Delivered"][social] == pytest.approx(
        round(10 * PROXY, 2) - round(8 * PROXY, 2)
    )
    json = outcome.as_json()
    assert json["reported"]["sva"] > json["delivered"]["sva"]


def test_without_corrections_the_overview_has_three_figures(tmp_path: Path) -> None:
    outcome = report(tmp_path)
    assert [r["what"] for r in outcome.data["headline"]] == ["Promised", "Delivered", "Validated"]
    assert outcome.as_json()["reported"] == outcome.as_json()["delivered"]


def test_validation_goes_by_the_corrected_figure(tmp_path: Path) -> None:
    outcome = corrected(tmp_path, {})
    log = outcome.log
    at = next(n for n, r in enumerate(rows(log, "Log")) if r["Corrected units"] is not None)
    proof = {"Evidence seen": "Sheet", "Validated by": OFFICER, "Validated on": date(2026, 5, 7)}
    type_into(log, "Log", at, {"Validated units": 10, **proof})
    outcome = run(tmp_path)
    assert len(said(outcome, "log-more-validated")) == 1
    type_into(log, "Log", at, {"Validated units": 8})
    outcome = run(tmp_path)
    assert said(outcome, "log-more-validated") == []
    corrected_ones = [e for e in LogFile(log).log.values() if e.corrected is not None]
    assert [state(entry) for entry in corrected_ones] == ["validated"]
    assert outcome.as_json()["validated"]["sva"] == pytest.approx(round(8 * PROXY, 2))


def test_a_validated_figure_that_is_corrected_is_reopened(tmp_path: Path) -> None:
    log = report(tmp_path).log
    at = next(n for n, r in enumerate(rows(log, "Log")) if r["Measure"] == "PJ04")
    type_into(log, "Log", at, {"Validated units": 10})
    run(tmp_path)
    type_into(log, "Corrections", 0, CORRECTION)
    run(tmp_path)
    row = rows(log, "Log")[at]
    assert (row["Validated units"], row["Validated before"], row["State"]) == (None, 10, "reopened")
    assert row["History"] == "Corrected from 10 to 8."


def test_a_correction_is_void_and_told_when_the_supplier_reports_another_figure(
    tmp_path: Path,
) -> None:
    corrected(tmp_path, {})
    outcome = report(tmp_path, (9, 20, None, None), 2)
    assert delivered(outcome)[:2] == (9, 9)
    assert states(outcome.log) == ["void"]
    (told,) = said(outcome, "correction-void")
    assert "corrected to 8 when 10 was reported. Now 9 is reported" in told
    assert grave(outcome)
    type_into(outcome.log, "Corrections", 1, CORRECTION | {"Corrected units": 7})
    outcome = run(tmp_path)
    assert delivered(outcome)[:2] == (9, 7)
    assert states(outcome.log) == ["void", "stands"]


def test_a_row_copied_for_another_figure_is_of_that_one(tmp_path: Path) -> None:
    log = corrected(tmp_path, {}).log
    (first,) = rows(log, "Corrections")
    type_into(log, "Corrections", 1, first | {"Quarter": "Q2", "Corrected units": 15})
    outcome = run(tmp_path)
    assert delivered(outcome, "Q2")[:2] == (20, 15)
    assert states(log) == ["stands", "stands"]
    assert rows(log, "Corrections")[1]["Reported when agreed"] == 20


def test_a_correction_of_what_the_supplier_changes_on_the_same_day_is_void(tmp_path: Path) -> None:
    log = report(tmp_path).log
    type_into(log, "Corrections", 0, CORRECTION)
    outcome = report(tmp_path, (9, 20, None, None), 2)
    assert delivered(outcome)[:2] == (9, 9)
    assert states(log) == ["void"]
    assert rows(log, "Corrections")[0]["Reported when agreed"] == 10


@pytest.mark.parametrize(
    "lacking",
    ["Financial year", "Contract reference", "Measure", "Quarter", "Corrected units", "Reason",
     "Agreed by", "Agreed on"],
)  # fmt: skip
def test_an_incomplete_correction_is_held_back_and_named(tmp_path: Path, lacking: str) -> None:
    outcome = corrected(tmp_path, {lacking: None})
    assert delivered(outcome)[:2] == (10, 10)
    (told,) = said(outcome, "correction-incomplete")
    assert f"'{lacking}'" in told
    assert grave(outcome)


@pytest.mark.parametrize(
    ("heading", "typed"),
    [("Corrected units", "8 or so"), ("Agreed on", "spring"), ("Quarter", "Q7"),
     ("Financial year", "last year"), ("Corrected units", -1), ("Promised or other", "both")],
)  # fmt: skip
def test_an_unreadable_correction_is_held_back_and_named(
    tmp_path: Path, heading: str, typed: Any
) -> None:
    outcome = corrected(tmp_path, {heading: typed})
    assert delivered(outcome)[:2] == (10, 10)
    assert states(outcome.log)[0] == "incomplete"
    assert len(said(outcome, "correction-incomplete")) == 1
    assert grave(outcome)


@pytest.mark.parametrize(
    "typed",
    [{"Contract reference": "C\u20131"}, {"Contract reference": "c\u00a01"}, {"Lot": "n/a"},
     {"Measure": "PJ 04\u200e"}, {"Quarter": "q1 "}],
)  # fmt: skip
def test_a_correction_is_found_however_it_is_typed(tmp_path: Path, typed: dict[str, Any]) -> None:
    outcome = corrected(tmp_path, typed)
    assert delivered(outcome)[:2] == (10, 8)


@pytest.mark.parametrize(
    "other",
    [{"Measure": "PJ99"}, {"Contract reference": "C2"}, {"Quarter": "Q3"}, {"Supplier": "Them"},
     {"Lot": "2"}, {"Promised or other": "Other"}],
)  # fmt: skip
def test_a_correction_of_what_was_not_reported_is_told(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    outcome = corrected(tmp_path, other)
    assert delivered(outcome)[:2] == (10, 10)
    assert states(outcome.log) == ["not found"]
    assert len(said(outcome, "correction-not-found")) == 1


def test_two_corrections_of_one_figure_are_both_held_back(tmp_path: Path) -> None:
    outcome = corrected(tmp_path, {}, {"Corrected units": 7, "Measure": "PJ04"})
    assert delivered(outcome)[:2] == (10, 10)
    assert states(outcome.log) == ["twice", "twice"]
    first, other = (log_cell("units", row, "corrections")[1] for row in (0, 1))
    (told,) = said(outcome, "correction-twice")
    assert told.startswith(f"Corrections {first}, {other}: ")


def test_a_correction_to_none_is_one(tmp_path: Path) -> None:
    assert delivered(corrected(tmp_path, {"Corrected units": 0}))[:2] == (10, 0)


def test_a_correction_of_another_year_is_left_alone(tmp_path: Path) -> None:
    outcome = corrected(tmp_path, {"Financial year": "2024-25"})
    assert delivered(outcome)[:2] == (10, 10)
    assert states(outcome.log) == [None]
    assert not grave(outcome)


@needs_libreoffice
def test_another_program_calculates_the_same_with_corrections(tmp_path: Path) -> None:
    corrected(tmp_path, {}, {"Quarter": "Q2", "Corrected units": 25})
    log = tmp_path / "validation_log.xlsx"
    at = next(n for n, r in enumerate(rows(log, "Log")) if r["Corrected units"] == 25)
    type_into(log, "Log", at, {"Validated units": 25})
    outcome = run(tmp_path)
    assert rows(log, "Log")[at]["State"] == "validated"
    assert differences(outcome.summary, log) == []


@pytest.mark.parametrize(("day", "told"), [(date(2026, 6, 1), 0), (date(2026, 6, 2), 1)])
def test_a_day_of_agreement_that_is_still_to_come_is_told(
    tmp_path: Path, day: date, told: int
) -> None:
    outcome = corrected(tmp_path, {"Agreed on": day})
    assert len(said(outcome, "log-date-ahead")) == told
