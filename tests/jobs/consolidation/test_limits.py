"""More than a sheet holds: said before reading, detail in files, the log left as it is."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.data.detail import formats
from svtools.errors import InputError
from svtools.jobs.consolidation import limits
from svtools.jobs.consolidation.job_files import SUMMARY
from svtools.jobs.consolidation.limits import Bound, as_csv, beyond_a_sheet
from svtools.jobs.consolidation.merging import read_part
from svtools.jobs.consolidation.part import Part, consolidate_part
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.register.register import Register
from svtools.jobs.years.summaries import read_summaries
from svtools.workbooks.parse import template
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    register_of,
    save_register,
    save_return,
    sheet_rows,
)

CONTRACTS = [
    contract("C1", directorate="Adults"),
    contract("C2", directorate="Adults"),
    contract("C3"),
    contract("C4", reported_in="Portal"),
]
MEASURES = ("PJ04", "OP01", "OP02", "OP03", "OP04", "OP05", "OP06", "OP07", "OP08", "OP09")
PROMISES: list[dict[str, Any]] = [
    dict.fromkeys(MEASURES, 40), {"PJ04": 4}, dict.fromkeys(MEASURES[:3], 4), {"PJ04": 1},
]  # fmt: skip
REGISTER = register_of(*zip(CONTRACTS, PROMISES, strict=True))
REPORTED = 52
"""So many figures come: more than any table has that nobody's returns make longer."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("limits")
    save_register(folder / "register.xlsx", REGISTER)
    for each, promises in ((CONTRACTS[0], PROMISES[0]), (CONTRACTS[2], PROMISES[2])):
        units = dict.fromkeys(promises, (1, 2, 3, 4))
        save_return(folder / "in" / f"{each.key.ref}.xlsx", REGISTER, each, units)
    return folder


def run(folder: Path, name: str, **more: Any) -> Outcome:
    summary = folder / f"{name}.xlsx"
    register, log = folder / "register.xlsx", folder / f"{name} log.xlsx"
    given = {"as_at": AS_AT, "log_path": log, **more}
    return consolidate(folder / "in", register, YEAR, summary, council(), **given)


@pytest.mark.parametrize(
    ("files", "contracts", "rows"), [(0, 0, 0), (1, 1, 40), (2, 2, 52), (3, 3, 56), (9, 3, 56)]
)
def test_the_bound_takes_the_largest_contracts_for_few_files(
    files: int, contracts: int, rows: int
) -> None:
    bound = Bound.of(files, REGISTER, REGISTER.contracts, YEAR)
    assert (bound.contracts, bound.rows) == (contracts, rows)


@pytest.mark.parametrize(("most", "said"), [(56, False), (55, True)])
def test_it_is_said_only_beyond_a_sheet(
    monkeypatch: pytest.MonkeyPatch, most: int, said: bool
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", most)
    assert bool(beyond_a_sheet(3, REGISTER, YEAR)) is said


def test_runs_by_directorate_are_proposed_with_what_each_may_bring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 41)
    lines = beyond_a_sheet(9, REGISTER, YEAR)
    assert "Up to 56 figures may come of 9 files: 3 contracts with 14 promises" in lines[0]
    assert '  svtools consolidate --directorate "not stated" (up to 12)' in lines
    assert (
        '  svtools consolidate --directorate "Adults" (up to 44, which is still more than a sheet '
        "holds)" in lines
    )


def test_it_is_said_before_anything_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", REPORTED - 1)
    said: list[str] = []

    def read_one(_: int) -> None:
        assert said
        said.append("read")

    run(folder, "before", tell=said.append, read_one=read_one)
    assert said[0].startswith("Up to 52 figures may come of 2 files")
    assert "read" in said


def test_an_empty_register_says_nothing() -> None:
    assert beyond_a_sheet(9, Register(), YEAR) == []


@pytest.fixture(scope="module")
def fitting(folder: Path) -> Outcome:
    return run(folder, "fitting")


@pytest.fixture(scope="module")
def beyond(folder: Path) -> Outcome:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MOST_ROWS", REPORTED - 1)
        return run(folder, "beyond", formats=formats)


def test_detail_goes_to_files_and_other_sheets_have_the_same_as_values(
    fitting: Outcome, beyond: Outcome
) -> None:
    assert [path.name for path in beyond.detail] == ["beyond Data.csv", "beyond Data.parquet"]
    with beyond.detail[0].open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    whole = sheet_rows(fitting.summary, "Data")
    assert len(rows) == len(whole) == REPORTED
    assert [(row["Contract"], row["Measure"], number(row["Value"])) for row in rows] == [
        (row["Contract"], row["Measure"], row["Value"]) for row in whole
    ]
    for sheet in ("By contract", "Promises", "By theme", "By quarter"):
        assert sheet_rows(beyond.summary, sheet) == sheet_rows(fitting.summary, sheet)
    book = openpyxl.load_workbook(beyond.summary)
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [value for value in cells if str(value).startswith("=")]
    assert all(str(formula).startswith("=SUBTOTAL(109,") for formula in formulas)
    assert "52 rows, more than a sheet holds: beyond Data.csv" in cells


def number(text: str) -> float | None:
    return float(text) if text else None


def test_what_others_wrote_is_no_formula_in_the_files() -> None:
    table = template(SUMMARY).table("answers")
    row = {column.source: "=1+1" for column in table.columns}
    assert as_csv(table, [row], {}).decode("utf-8-sig").splitlines()[1] == ",".join(["'=1+1"] * 8)


def test_parquet_keeps_numbers_exact(beyond: Outcome) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    table = pq.read_table(beyond.detail[1])
    assert table.num_rows == REPORTED
    assert str(table.schema.field("value").type).startswith("decimal128")


def test_detail_that_an_earlier_run_left_is_told(folder: Path) -> None:
    for ending in (".csv", ".xlsx"):
        (folder / f"again Data{ending}").touch()
    assert [path.name for path in run(folder, "again").earlier_detail] == ["again Data.csv"]


def test_a_run_beyond_a_sheet_left_nothing_earlier(beyond: Outcome) -> None:
    assert beyond.earlier_detail == []


def test_a_log_beyond_a_sheet_is_left_as_it_is_and_the_summary_is_written(
    beyond: Outcome,
) -> None:
    assert beyond.log_refused
    assert "would have 52 rows" in beyond.log_refused.what
    assert "svtools log close" in beyond.log_refused.remedy
    assert not beyond.log.exists()
    assert beyond.summary.exists()


def test_such_a_summary_is_not_taken_for_a_whole_one(beyond: Outcome) -> None:
    with pytest.raises(InputError, match="hasn't all of its rows"):
        read_summaries([beyond.summary], council())


def part(folder: Path, name: str) -> Part:
    given: Any = (folder / "in", folder / "register.xlsx", YEAR, folder / f"{name}.xlsx", council())
    return consolidate_part(*given, as_at=AS_AT)


def test_detail_of_a_part_goes_to_files_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", REPORTED - 1)
    made = part(folder, "part")
    assert [path.name for path in made.detail] == ["part Data.csv"]
    assert read_part(made.summary, council()).returns


def test_a_part_whose_returns_a_sheet_can_not_hold_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = limits._length
    monkeypatch.setattr(
        limits, "_length", lambda table, data: 9**9 if table.key == "as_read" else real(table, data)
    )
    with pytest.raises(InputError, match="The sheet Returns as read would have"):
        part(folder, "too long")
    assert not (folder / "too long.xlsx").exists()


def test_a_table_that_has_no_file_of_its_own_is_refused(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MOST_ROWS", 1)
        with pytest.raises(InputError, match=r"would have \d+ rows; Excel holds"):
            run(folder, "refused")
    assert not (folder / "refused.xlsx").exists()
