"""Cases that once lost or doubled a figure, each kept so that it can't come back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.blanks import blank_register
from svtools.jobs.consolidation.checking import Figure
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.returns import Line
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.register.measure_sets import read_set
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.entries import carried_forward, key_of, validated_units
from svtools.monitoring import FinancialYear
from svtools.workbooks.cells import Cell
from svtools.workbooks.items import CellKind, Item
from svtools.workbooks.parse import template
from svtools.workbooks.typed import take
from svtools.workbooks.write import write
from tests.making import (
    AS_AT,
    EDITION,
    YEAR,
    codes,
    consolidated,
    contract,
    council,
    measure,
    register_of,
    save_return,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP08": 52}))


def run(folder: Path, register: Register = REGISTER) -> Consolidation:
    return consolidated(folder, register, YEAR, council(), as_at=AS_AT)


def save(path: Path, weeks: Any, number: int | None = 1, **more: Any) -> None:
    save_return(path, REGISTER, EACH, {"OP08": weeks}, number=number, **more)


def statuses(made: Consolidation) -> dict[str, str]:
    return {each.file: str(made.status(each)) for each in made.returns}


def test_a_validated_figure_stays_validated_whatever_dust_a_spreadsheet_keeps() -> None:
    line = Line("OP08", "promised", 1, Decimal("3.3000000000000003"), Cell("Delivery", 3, 4, 4))
    figure = Figure(
        EACH, measure("OP08"), "promised", 1, line.units, line.units, None, "a.xlsx", line.cell
    )
    log = carried_forward({}, [figure], str(YEAR))
    key = key_of(figure, str(YEAR))
    kept = replace(log[key], reported=Decimal("3.3"), validated=Decimal("3.3"))
    again = carried_forward({key: kept}, [figure], str(YEAR))
    assert again[key] == kept
    assert validated_units(again, figure, str(YEAR)) == Decimal("3.3")


@pytest.mark.parametrize("output", ["register.xlsx", "validation_log.xlsx", "returns/a.xlsx"])
def test_a_summary_is_never_written_over_what_the_job_reads(tmp_path: Path, output: str) -> None:
    register, returns = tmp_path / "register.xlsx", tmp_path / "returns"
    returns.mkdir()
    write(template("contracts_register"), blank_register(council()), register)
    save(returns / "a.xlsx", (1, 1, 1, 1))
    before = {path: path.read_bytes() for path in (register, returns / "a.xlsx")}
    with pytest.raises(InputError, match=r"one file|among the returns"):
        consolidate(returns, register, YEAR, tmp_path / output, council(), as_at=AS_AT)
    assert {path: path.read_bytes() for path in before} == before


def test_the_same_units_with_another_statement_are_no_copy(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1))
    later = {"sign_off.once_only": "No", "sign_off.date_completed": date(2026, 4, 20)}
    save(tmp_path / "a corrected.xlsx", (1, 1, 1, 1), answers=later)
    made = run(tmp_path)
    assert statuses(made) == {
        "a corrected.xlsx": "accepted with remarks",
        "a.xlsx": "superseded",
    }
    assert "attested-no" in {problem.code for problem in made.problems}


def test_a_return_without_a_number_is_judged_by_its_date(tmp_path: Path) -> None:
    first = {"report.quarter": "Q1", "sign_off.date_completed": date(2025, 7, 10)}
    second = {"report.quarter": "Q2", "sign_off.date_completed": date(2025, 10, 10)}
    save(tmp_path / "q1.xlsx", (1, None, None, None), number=1, answers=first)
    save(tmp_path / "q2.xlsx", (1, 9, None, None), number=None, answers=second)
    made = run(tmp_path)
    assert statuses(made)["q1.xlsx"] == "superseded"
    assert [figure.units for figure in made.figures] == [1, 9]


SUPPLIERS = ("First Ltd", "Second Co-operative")


def two_suppliers() -> Register:
    """A contract whose supplier changed on 1 October."""
    first = contract(supplier=SUPPLIERS[0], actual_end=date(2025, 9, 30))
    second = contract(supplier=SUPPLIERS[1], start=date(2025, 10, 1))
    return register_of((first, {"OP08": 10}), (second, {"OP08": 20}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("second  CO-OPERATIVE", SUPPLIERS[1]), ("Second Coop", None), ("", None)],
)
def test_a_return_is_never_credited_to_another_supplier(
    tmp_path: Path, name: str, expected: str | None
) -> None:
    register = two_suppliers()
    sender = replace(register.contracts[1], key=register.contracts[1].key._replace(supplier=name))
    sending = Register(
        contracts=[sender],
        promises={sender.key: register.promises[register.contracts[1].key]},
        sets=register.sets,
    )
    save_return(tmp_path / "a.xlsx", sending, sender, {"OP08": (None, None, 5, 6)})
    made = run(tmp_path, register)
    credited = {figure.contract.key.supplier for figure in made.figures}
    assert credited == ({expected} if expected else set())
    if not expected:
        assert "unknown-supplier" in {problem.code for problem in made.problems}


def read(path: Path, **tables: Any) -> Register:
    """A register with one contract that runs three years, and these rows."""
    row = {
        "ref": "C1", "title": "Made up", "supplier": "Made Up Ltd", "category": "works",
        "net_value": 1_000_000, "commenced": date(2025, 3, 3), "start": date(2025, 4, 1),
        "end": date(2028, 3, 31), "status": "Live", "edition": EDITION,
    }  # fmt: skip
    data = blank_register(council()) | {"contracts": [row]} | tables
    write(template("contracts_register"), data, path)
    return read_register(path, council())


def by_year(**units: int) -> list[dict[str, Any]]:
    return [
        {"ref": "C1", "measure": "OP08", "year": year.replace("_", "-").lstrip("y"), "units": each}
        for year, each in units.items()
    ]


def promised_in(register: Register, first: int) -> Decimal:
    key = register.contracts[0].key
    year = FinancialYear(first)
    return sum((units for p in register.promises[key] for units in p.quarters(year)), Decimal(0))


def test_years_split_the_one_promise_whose_units_they_are(tmp_path: Path) -> None:
    """A varied promise is a second row; the years of the first must not count for it again."""
    promises = [
        {"ref": "C1", "measure": "OP08", "units": 30, "closed_on": date(2026, 3, 31)},
        {"ref": "C1", "measure": "OP08", "units": 60, "from": date(2026, 4, 1)},
    ]
    years = by_year(y2025_26=10, y2026_27=10, y2027_28=10)
    register = read(tmp_path / "r.xlsx", promises=promises, promise_years=years)
    assert promised_in(register, 2025) == 10
    assert promised_in(register, 2026) + promised_in(register, 2027) == 60


@pytest.mark.parametrize(
    "years",
    [
        by_year(y2025_26=4, y2030_31=5),
        [{"ref": "C1", "measure": "PJ4", "year": "2025-26", "units": 9}],
        [{"ref": "C9", "measure": "OP08", "year": "2025-26", "units": 9}],
    ],
    ids=["outside the term", "no such measure", "no such contract"],
)
def test_years_that_belong_to_no_promise_are_named(tmp_path: Path, years: Any) -> None:
    promises = [{"ref": "C1", "measure": "OP08", "units": 9}]
    register = read(tmp_path / "r.xlsx", promises=promises, promise_years=years)
    assert [p.code for p in register.problems].count("promise-years-unused") == 1


def test_a_target_may_write_its_year_with_a_stroke(tmp_path: Path) -> None:
    targets = [{"year": "2025/26", "theme": "Pride and Joy", "sva": 5}]
    assert read(tmp_path / "r.xlsx", targets=targets).targets[0].year == "2025-26"


@pytest.mark.parametrize(
    ("maximum", "raw", "value"), [(5, 1.5, "1.5"), (1, 20.0, "0.2"), (5, 20.0, "0.2")]
)
def test_a_share_above_one_is_taken_as_it_is_where_it_is_allowed(
    maximum: int, raw: float, value: str
) -> None:
    item = Item("share", "Share", input=CellKind.RATE, maximum=Decimal(maximum))
    assert take(item, raw).value == Decimal(value)


def test_units_of_one_measure_on_both_sheets_are_remarked(tmp_path: Path) -> None:
    other = [{"measure": "OP08", "q1": 5}]
    save(tmp_path / "a.xlsx", (5, 0, 0, 0), other=other)
    made = run(tmp_path)
    assert "reported-both-ways" in codes(made.problems)


def test_a_term_is_extended_to_the_same_day_of_the_month() -> None:
    long = contract(
        start=date(2025, 3, 31), end=date(2026, 3, 30), extension=12, net_value=Decimal(730_000)
    )
    assert long.year_value(YEAR) == Decimal("364000.00")


def test_an_error_in_a_list_of_measures_is_named_by_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "ours.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Code", "Measure", "Unit", "Kind", "Theme"])
    sheet.append(["A1", "Made up", "#N/A", "SV", "Pride and Joy"])
    sheet["C2"].data_type = "e"
    book.save(path)
    found, problems = read_set(path, council())
    assert not found.measures
    assert ("cell-error", "C2") in {(problem.code, problem.cell_names) for problem in problems}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_list_of_measures_reads_whatever_excel_saved_it_as(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "ours.csv"
    head = delimiter.join(("Code", "Measure", "Unit", "Kind", "Theme"))
    row = delimiter.join(("A1", "Café, made up" if delimiter != "," else "Café", "hours", "SV"))
    text = f"Our measures, made up, for trial\n{head}\n{row}{delimiter}Pride and Joy\n"
    path.write_text(text, encoding=encoding)
    found, problems = read_set(path, council())
    assert problems == []
    assert list(found.measures) == ["A1"]
