"""Beside each figure of the log stand the promise, its worth and what the supplier said of it."""

from pathlib import Path

import pytest

from tests.jobs.validation_log.deciding import report, rows, type_into

LINKS = "https://made-up.example/1; https://made-up.example/2"
EVIDENCE = {"PJ04": {"proof": LINKS}}


def test_the_evidence_of_each_measure_and_the_note_stand_beside_it(
    tmp_path: Path,
) -> None:
    log = report(tmp_path, beside=EVIDENCE, notes={"PJ04": "Beach cleans"}).log
    found = {(row["Measure"], row["Quarter"]): row for row in rows(log, "Log")}
    first = found["PJ04", "Q1"]
    assert first["Evidence of the supplier"] == LINKS
    assert found["PJ04", "Q2"]["Evidence of the supplier"] == LINKS
    assert found["OP08", "Q1"]["Evidence of the supplier"] is None
    assert (first["Note of the supplier"], first["Promised units"]) == ("Beach cleans", 10)
    data = rows(tmp_path / "summary.xlsx", "Data")
    worth = {(row["Measure"], row["Quarter"]): row["Value"] for row in data}
    assert first["Value of the units"] == pytest.approx(worth["PJ04", "Q1"])


def test_later_evidence_is_shown_and_reopens_nothing(tmp_path: Path) -> None:
    log = report(tmp_path).log
    type_into(log, "Log", 2, {"Validated units": 10})
    log = report(tmp_path, number=2, beside=EVIDENCE).log
    row = rows(log, "Log")[2]
    assert (row["Measure"], row["Validated units"], row["State"]) == ("PJ04", 10, "validated")
    assert row["Evidence of the supplier"]
