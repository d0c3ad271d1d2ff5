"""The whole job: folder and register in, summary, log and the list to chase out."""

import csv
import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError, OutputError
from svtools.folders import templates_folder
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.folder_files import files_of
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.workbooks.parse import template
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    contract,
    council,
    edit,
    fillable,
    register_of,
    save_register,
    save_return,
    sheet_rows,
    spot,
)

ONE, TWO = contract("C1"), contract("C2", lot="1", supplier="Second Ltd")
REGISTER = register_of((ONE, {"OP15": 1000, "PJ04": 40}), (TWO, {"PJ06": 12}))


def run(folder: Path, register: Register = REGISTER, **more: Any) -> Outcome:
    given: dict[str, Any] = {"as_at": AS_AT, "summary_path": folder / "summary.xlsx"} | more
    path = save_register(folder / "register.xlsx", register)
    (folder / "in").mkdir(exist_ok=True)
    return consolidate(folder / "in", path, YEAR, council=council(), **given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with returns of both contracts."""
    units = {"OP15": (100, 150.5, 0, None), "PJ04": (10, None, 2, 3)}
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, ONE, units)
    save_return(tmp_path / "in" / "2.xlsx", REGISTER, TWO, {"PJ06": (1, 1, 1, 1)})
    return tmp_path


def test_the_json_holds_every_count_and_sum(folder: Path) -> None:
    found = run(folder).as_json()
    worth = float(sum(round(Decimal(n) * Decimal("12.21"), 2) for n in (10, 2, 3)))
    assert found["delivered"] == {"sva": worth, "leva": 250.5, "sleva": worth + 250.5}
    assert found["validated"] == {"sva": 0, "leva": 0, "sleva": 0}
    assert found["promised"]["leva"] == 1000
    assert found["completeness"].startswith("Not complete: 2 cells not counted.")
    assert found["lacking"] == {
        "files_rejected": 0,
        "returns_missing": 0,
        "cells_not_counted": 2,
        "promises_held_back": 0,
        "portal_quarters_without_figures": 0,
        "portal_figures_held_back": 0,
    }
    counts = {key: value for key, value in found.items() if isinstance(value, int)}
    assert counts == {
        "files": 2, "accepted": 1, "remarked": 1, "in_part": 1, "rejected": 0, "superseded": 0,
        "duplicate": 0, "not_a_return": 0, "missing": 0, "late": 0, "rows": 10,
    }  # fmt: skip


def test_a_total_that_lacks_figures_says_so(folder: Path) -> None:
    run(folder)
    rows = sheet_rows(folder / "summary.xlsx", "By contract")
    assert [(row["Key"], row["Cells not counted"]) for row in rows] == [("K001", 2), ("K002", None)]
    status = {row["File"]: row for row in sheet_rows(folder / "summary.xlsx", "Returns")}
    assert status["1.xlsx"]["Status"] == "accepted in part"
    assert status["1.xlsx"]["What to do"] == "2 cells not counted: see the sheet Problems."
    assert status["2.xlsx"]["Status"] == "accepted"
    assert "Not complete: 2 cells not counted." in texts(folder / "summary.xlsx", "Overview")
    (folder / "in" / "1.xlsx").unlink()
    run(folder)
    assert "Not complete: 4 returns missing." in texts(folder / "summary.xlsx", "Overview")


def texts(path: Path, sheet: str) -> str:
    """Every text of a sheet's first column."""
    book = openpyxl.load_workbook(path)
    return "\n".join(str(row[0].value) for row in book[sheet].iter_rows())


def test_problems_name_contract_and_supplier_the_gravest_first(folder: Path) -> None:
    (folder / "in" / "z.xlsx").write_bytes(b"not a workbook")
    edit(
        folder / "in" / "1.xlsx",
        lambda book: book["Start"].__setitem__(spot("contract.title")[1], "Another"),
    )
    run(folder)
    found = [
        (row["Effect"], row["Contract"], row["Supplier"])
        for row in sheet_rows(folder / "summary.xlsx", "Problems")
    ]
    assert found[0] == ("file rejected", None, None)
    assert found[1] == ("not counted", "C1", "Made Up Ltd")
    assert found[-1] == ("remark", "C1", "Made Up Ltd")


def test_the_summary_stores_the_totals_that_were_typed(folder: Path) -> None:
    outcome = run(folder)
    log = LogFile(outcome.log).log
    halves = {k: replace(e, validated=(e.reported or Decimal(0)) / 2) for k, e in log.items()}
    write_log(halves, council(), outcome.log, AS_AT)
    run(folder)
    stored = {
        row["What"]: (row[SVA], row[LEVA])
        for row in sheet_rows(folder / "summary.xlsx", "Overview")
    }
    assert stored["Delivered"] == (round(122.1 + 24.42 + 36.63, 2), 250.5)
    assert stored["Validated"] == (round(61.05 + 12.21 + 18.32, 2), 125.25)
    assert stored["Promised"][1] == 1000
    for sheet in ("By contract", "By quarter", "By theme"):
        rows = sheet_rows(folder / "summary.xlsx", sheet)
        assert round(sum(row["Delivered SVA"] for row in rows), 2) == stored["Delivered"][0]
        assert round(sum(row["Delivered LEVA"] for row in rows), 2) == stored["Delivered"][1]
        assert round(sum(row["Validated SVA"] for row in rows), 2) == stored["Validated"][0]
        assert round(sum(row["Promised LEVA"] for row in rows), 2) == 1000
    measures = sheet_rows(folder / "summary.xlsx", "By measure")
    assert {row["Measure"]: row["Delivered units"] for row in measures} == {
        "OP15": 250.5,
        "PJ04": 15,
        "PJ06": 4,
    }


SVA, LEVA = "Social value added (SVA)", "Local economic value added (LEVA)"


def test_every_row_of_data_leads_back_to_its_cell(folder: Path) -> None:
    run(folder)
    rows = sheet_rows(folder / "summary.xlsx", "Data")
    assert len(rows) == 10
    book = openpyxl.load_workbook(folder / "in" / "1.xlsx", data_only=True)
    for row in (row for row in rows if row["File"] == "1.xlsx"):
        assert book[row["Sheet"]][row["Cell"]].value == row["Units"]
    book.close()


def test_the_outputs_in_the_folder_itself_are_not_read(folder: Path) -> None:
    for _ in range(2):
        outcome = run(folder, summary_path=folder / "in" / "summary.xlsx")
        assert [made.file for made in outcome.consolidation.returns] == ["1.xlsx", "2.xlsx"]
        assert not codes(outcome.consolidation.problems).count("csv")


def test_outputs_left_by_another_run_are_passed_over(folder: Path) -> None:
    run(folder, summary_path=folder / "in" / "summary.xlsx")
    outcome = run(folder, summary_path=folder / "elsewhere.xlsx")
    found = outcome.as_json()
    assert (found["not_a_return"], found["rejected"]) == (4, 0)  # with the log's record


def test_the_summary_does_not_depend_on_the_files_own_dates(folder: Path) -> None:
    before = run(folder).summary.read_bytes()
    long_ago = datetime(2001, 1, 1).timestamp()  # noqa: DTZ001 - any time will do
    for path in (folder / "in").iterdir():
        os.utime(path, (long_ago, long_ago))
    assert run(folder).summary.read_bytes() == before


def test_the_list_to_chase_is_in_the_registers_order(folder: Path) -> None:
    (folder / "in" / "2.xlsx").unlink()
    outcome = run(folder, as_at=date(2025, 11, 1))
    lines = list(csv.DictReader(io.StringIO(outcome.overdue.read_text(encoding="utf-8-sig"))))
    assert [(x["Contract"], x["Lot"], x["Quarter"], x["Days late"]) for x in lines] == [
        ("C2", "1", "Q1", "94"),
        ("C2", "1", "Q2", "2"),
    ]
    assert outcome.consolidation.needs_attention


def test_what_is_late_is_counted_beside_what_it_is_otherwise(folder: Path) -> None:
    answers = {"sign_off.date_completed": date(2026, 5, 1)}
    save_return(folder / "in" / "2.xlsx", REGISTER, TWO, {"PJ06": (1, 1, 1, 1)}, answers=answers)
    found = run(folder).as_json()
    assert (found["late"], found["accepted"]) == (1, 1)


def test_an_empty_folder_makes_an_empty_summary(tmp_path: Path) -> None:
    outcome = run(tmp_path, as_at=date(2025, 4, 2))
    assert outcome.as_json()["files"] == 0
    assert not outcome.consolidation.needs_attention
    assert LogFile(outcome.log).log == {} if outcome.log.exists() else True


def test_a_register_without_contracts_makes_a_summary(tmp_path: Path) -> None:
    outcome = run(tmp_path, Register())
    assert outcome.as_json()["promised"]["sleva"] == 0


def test_a_summary_that_cannot_be_replaced_leaves_the_old_one(folder: Path) -> None:
    (folder / "summary.xlsx").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        run(folder)
    assert (folder / "summary.xlsx").is_dir()
    assert not [path for path in folder.iterdir() if path.name.startswith(".svtools")]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no folder"):
        files_of(tmp_path / "none")


def test_a_contract_over_the_threshold_without_promises_is_a_remark(tmp_path: Path) -> None:
    needs = contract(net_value=Decimal(300_000))
    outcome = run(tmp_path, register_of((needs, {})))
    assert codes(outcome.consolidation.problems) == ["contract-without-promises"]
    assert not outcome.consolidation.needs_attention


def test_contracts_reported_in_the_portal_are_named_and_left_out(tmp_path: Path) -> None:
    outcome = run(tmp_path, register_of((contract("C7", reported_in="Portal"), {"OP15": 5})))
    assert outcome.data["portal"] == "C7 is in no total: no Portal figures were given"
    assert outcome.as_json()["promised"]["sleva"] == 0


def test_targets_are_compared_with_validated_delivery_alone(folder: Path) -> None:
    target = [{"year": "2025-26", "theme": "Pride and Joy", "sva": 1000, "consulted": "Nobody"}]
    register = save_register(folder / "register.xlsx", REGISTER, targets=target)
    outcome = consolidate(folder / "in", register, YEAR, folder / "s.xlsx", council(), as_at=AS_AT)
    rows = {row["theme"]: row for row in outcome.data["by_theme"]}
    assert rows["Pride and Joy"]["target_sva"] == 1000
    assert rows["Pride and Joy"]["reached_sva"] == 0
    assert rows["Pride and Joy"]["reached_leva"] == ""
    assert rows["Safe and Well"]["target_sva"] is None
    assert rows["Safe and Well"]["reached_sva"] == ""


def test_the_summarys_tables_are_all_given(folder: Path) -> None:
    data = run(folder).data
    assert {table.rows for _, table in template("consolidated_summary").tables()} <= set(data)


@pytest.fixture
def declarations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of all declarations, to be changed, by which everything goes."""
    copy = Path(shutil.copytree(templates_folder(), tmp_path / "declarations"))
    monkeypatch.setattr("svtools.workbooks.parse.templates_folder", lambda: copy)
    for cached in (template, fillable):
        cached.cache_clear()
    yield copy
    for cached in (template, fillable):
        cached.cache_clear()


def test_a_column_of_who_benefited_is_declared_once(declarations: Path, tmp_path: Path) -> None:
    file = declarations / "monitoring_return.yaml"
    text = file.read_text(encoding="utf-8")
    after = "{key: units, heading: Units, input: number, min: 0, by: supplier, help: How many"
    cost = "{key: cost, heading: What it cost, input: money, by: supplier}"
    file.write_text(text.replace(after, f"{cost}\n            - {after}"), encoding="utf-8")
    said = [{"measure": "PJ06", "units": 1, "cost": 12.5}, {"cost": "£1,200"}]
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, TWO, {"PJ06": (1,) * 4}, beneficiaries=said)
    run(tmp_path)
    rows = sheet_rows(tmp_path / "summary.xlsx", "Who benefited")
    assert [(r["Measure"], r["What it cost"], r["Units"]) for r in rows] == [
        ("PJ06", 12.5, 1),
        (None, 1200, None),
    ]


def test_what_is_missing_or_rejected_stands_above_and_what_is_not_due_below(folder: Path) -> None:
    (folder / "in" / "z.xlsx").write_bytes(b"not a workbook")
    (folder / "in" / "2.xlsx").unlink()
    outcome = run(folder, as_at=date(2025, 11, 1))
    found = list(dict.fromkeys(row["status"] for row in outcome.data["returns"]))
    assert found == ["missing", "rejected", "accepted in part", "not due yet"]


def test_no_path_of_the_machine_stands_in_the_summary(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in" / "z.xlsx").write_bytes(b"not a workbook")
    monkeypatch.chdir(folder / "in")
    promises = [{"ref": "C9", "measure": "OP15", "units": 4}]
    register = save_register(folder / "register.xlsx", REGISTER, promises=promises)
    outcome = consolidate(Path(), register, YEAR, folder / "s.xlsx", council(), as_at=AS_AT)
    assert (outcome.data["folder"], outcome.data["register"]) == ("in", "register.xlsx")
    assert {row["file"] for row in outcome.data["problems"] if row["sheet"] == "Promises"} == {
        "register.xlsx"
    }
    book = openpyxl.load_workbook(outcome.summary)
    values = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    book.close()
    assert not [value for value in values if str(folder) in value]


def test_the_summary_has_at_most_sixteen_sheets_and_none_is_hidden(folder: Path) -> None:
    book = openpyxl.load_workbook(run(folder).summary)
    assert len(book.sheetnames) <= 16
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not {"Readings", "Lists"} & set(book.sheetnames)
    about = [str(row[0].value) for row in book["About"].iter_rows()]
    book.close()
    personal, own_use, leave_out, end = about[3:7]
    assert "personal and commercial data" in personal
    assert "for the council's own use, and not for publication" in own_use
    assert (leave_out.startswith("Leave out Problems"), end) == (True, "None")
    assert "R1" in about
