"""A return accepted as a whole validates what stood in the log, once, and nothing else."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.validation_log.deciding import OFFICER, grave, report, rows, run, said, type_into

ACCEPTED: dict[str, Any] = {
    "Accepted": "Yes",
    "Evidence seen": "Timesheets",
    "Accepted by": OFFICER,
    "Accepted on": date(2026, 5, 5),
}


def validated(log: Path) -> dict[tuple[str, str], Any]:
    """The validated units by measure and quarter."""
    return {(row["Measure"], row["Quarter"]): row["Validated units"] for row in rows(log, "Log")}


def test_every_return_that_counts_has_a_row_with_its_figures_and_their_worth(
    tmp_path: Path,
) -> None:
    report(tmp_path, (10, None, None, None), 1, quarter="Q1")
    log = report(tmp_path, (10, 20, None, None), 2).log
    earlier, row = rows(log, "By return")
    assert (earlier["Return number"], earlier["State"]) == (1, "no longer counts")
    assert (row["Return number"], row["Quarter reported"], row["File"]) == (2, "Q2", "2.xlsx")
    assert (row["Figures"], row["Figures validated"], row["State"]) == (4, 0, "to validate")
    data = rows(tmp_path / "summary.xlsx", "Data")
    for part, kind in (("SVA", "SV"), ("LEVA", "LEV")):
        worth = sum(each["Value"] for each in data if each["SV or LEV"] == kind)
        assert row[f"{part} reported"] == pytest.approx(worth)
    assert row["SVA reported"] > 0
    promised = rows(tmp_path / "summary.xlsx", "Promises")
    sva = sum(p["Q1 value"] + p["Q2 value"] for p in promised if p["SV or LEV"] == "SV")
    assert row["SVA promised by then"] == pytest.approx(sva)


def test_an_accepted_return_validates_each_figure_that_is_not_validated_yet(
    tmp_path: Path,
) -> None:
    log = report(tmp_path).log
    first = rows(log, "Log")[0]
    type_into(log, "Log", 0, {"Validated units": 0.5, "Evidence seen": "Payroll"})
    type_into(log, "By return", 0, ACCEPTED)
    outcome = run(tmp_path)
    now = validated(log)
    assert now == {("OP08", "Q1"): 0.5, ("OP08", "Q2"): 1, ("PJ04", "Q1"): 10, ("PJ04", "Q2"): 20}
    assert (first["Measure"], first["Quarter"]) == ("OP08", "Q1")
    last = rows(log, "Log")[-1]
    assert (last["Evidence seen"], last["Validated by"]) == ("Timesheets", OFFICER)
    assert last["Validated on"].date() == date(2026, 5, 5)
    (row,) = rows(log, "By return")
    assert (row["Figures validated"], row["State"]) == (4, "validated")
    assert row["What became of it"] == "3 figures validated by this acceptance, as at 1 June 2026"
    assert outcome.as_json()["validated"]["sva"] > 0
    before = log.read_bytes()
    assert run(tmp_path).log_copy is None
    assert log.read_bytes() == before


@pytest.mark.parametrize("typed", [0, 1], ids=["in the row", "in its copy"])
def test_an_acceptance_counts_beside_a_copy_of_its_row(tmp_path: Path, typed: int) -> None:
    log = report(tmp_path).log
    (row,) = rows(log, "By return")
    type_into(log, "By return", 1, row)
    type_into(log, "By return", typed, ACCEPTED)
    run(tmp_path)
    assert set(validated(log).values()) == {1, 10, 20}


def test_an_acceptance_counts_whose_row_is_spelt_in_another_way(tmp_path: Path) -> None:
    log = report(tmp_path).log
    spelt = {"Financial year": "2025/26", "Contract reference": " c1", "Supplier": "MADE UP LTD"}
    type_into(log, "By return", 0, ACCEPTED | spelt)
    run(tmp_path)
    assert set(validated(log).values()) == {1, 10, 20}
    assert [row["State"] for row in rows(log, "By return")] == ["validated"]


@pytest.mark.parametrize("lacking", sorted(ACCEPTED))
def test_an_acceptance_that_lacks_anything_is_not_carried_out_and_told(
    tmp_path: Path, lacking: str
) -> None:
    log = report(tmp_path).log
    type_into(log, "By return", 0, {**ACCEPTED, lacking: None})
    outcome = run(tmp_path)
    assert set(validated(log).values()) == {None}
    (told,) = said(outcome, "acceptance-incomplete")
    assert told.startswith("By return ")
    assert f"'{lacking}'" in told
    assert grave(outcome)


def test_a_date_that_cannot_be_read_holds_the_acceptance_back_and_stays(tmp_path: Path) -> None:
    log = report(tmp_path).log
    type_into(log, "By return", 0, {**ACCEPTED, "Accepted on": "in spring"})
    outcome = run(tmp_path)
    assert set(validated(log).values()) == {None}
    assert len(said(outcome, "not-a-date")) == 1
    assert rows(log, "By return")[0]["Accepted on"] == "in spring"


def test_a_figure_that_changed_since_it_was_accepted_waits_and_is_told(tmp_path: Path) -> None:
    log = report(tmp_path, (10, 20, None, None)).log
    type_into(log, "By return", 0, ACCEPTED)
    outcome = report(tmp_path, (10, 25, None, None))
    assert validated(log)["PJ04", "Q2"] is None
    assert validated(log)["PJ04", "Q1"] == 10
    (told,) = said(outcome, "acceptance-in-part")
    assert "1 figure of it came or changed" in told
    assert validated(report(tmp_path, (10, 25, None, None)).log)["PJ04", "Q2"] is None


def test_a_figure_that_changes_after_the_acceptance_is_reopened_and_stays_so(
    tmp_path: Path,
) -> None:
    log = report(tmp_path).log
    type_into(log, "By return", 0, ACCEPTED)
    run(tmp_path)
    report(tmp_path, (12, 20, None, None))
    run(tmp_path)
    row = next(r for r in rows(log, "Log") if (r["Measure"], r["Quarter"]) == ("PJ04", "Q1"))
    assert (row["Validated units"], row["Validated before"], row["State"]) == (None, 10, "reopened")
    assert rows(log, "By return")[0]["State"] == "in part"


def test_an_acceptance_covers_only_the_return_that_it_names(tmp_path: Path) -> None:
    log = report(tmp_path, (10, None, None, None), 1, quarter="Q1").log
    type_into(log, "By return", 0, ACCEPTED)
    outcome = report(tmp_path, (10, 20, None, None), 2)
    assert set(validated(log).values()) == {None}
    (told,) = said(outcome, "acceptance-superseded")
    assert "Return 1 of contract 'C1'" in told
    assert [(r["Return number"], r["State"]) for r in rows(log, "By return")] == [
        (1, "no longer counts"),
        (2, "to validate"),
    ]
    type_into(log, "By return", 1, ACCEPTED)
    run(tmp_path)
    assert validated(log)["PJ04", "Q1"] == 10
