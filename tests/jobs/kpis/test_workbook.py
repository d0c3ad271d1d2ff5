"""The workbook: live formulas with the right results, proposals, notices and what to do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.kpis.run import kpis
from svtools.jobs.kpis.workbook import NONE_KNOWN, NOT_HELD, KpisResult
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.monitoring import StatutoryBands, StatutoryRating
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.kpis.test_status import large
from tests.libreoffice import differences, needs_libreoffice
from tests.making import (
    YEAR,
    codes,
    contract,
    contract_row,
    council,
    edit,
    register_data,
    register_of,
    save_return,
    sheet_rows,
)

AS_AT = date(2026, 5, 20)
START = date(2025, 4, 1)
NAMES = ("Time to respond", "Local jobs", "<b>=1+1")
KPIS: list[dict[str, Any]] = [
    {"ref": "C1", "kpi": name, "measure": measure, "published": START, "target": "98%"}
    for name, measure in zip(NAMES, ("Hours", "op-01", "=SUM(A1)"), strict=True)
]
MADE: list[dict[str, Any]] = [
    {"ref": "C1", "kpi": NAMES[0], "from": START, "to": date(2026, 3, 31), "rating": "Good",
     "by": "Officer", "assessed": date(2026, 4, 10), "notice": date(2026, 4, 20)},
    {"ref": "C1", "kpi": NAMES[1], "from": START, "to": date(2026, 3, 31), "rating": "Inadequate",
     "by": "Officer", "assessed": date(2026, 4, 11)},
]  # fmt: skip


def running(ref: str = "C1", **changes: Any) -> Contract:
    """A contract that needs KPIs and runs in the year of the tests."""
    return large(ref, **({"start": START, "end": date(2029, 3, 31)} | changes))


EVERY = [
    running(),
    running("C2", no_kpis="One delivery of goods"),
    running("C3"),
    running("C4", commenced=date(2025, 2, 23)),
    running("C5", net_value=None),
    running("C6", end=date(2026, 3, 31)),
]


def save(folder: Path, *contracts: Contract, **tables: Any) -> Path:
    rows = [contract_row(each) | {"no_kpis": each.no_kpis} for each in contracts]
    path = folder / "register.xlsx"
    data = register_data(Register(), **({"contracts": rows} | tables))
    write(template("contracts_register"), data, path)
    return path


def made(
    folder: Path, *contracts: Contract, as_at: date = AS_AT, **tables: Any
) -> tuple[KpisResult, Path]:
    path = folder / "kpis.xlsx"
    given = {"kpis": KPIS, "assessments": MADE} | tables
    return kpis(save(folder, *contracts, **given), path, council(), as_at), path


def overview(path: Path) -> tuple[str, Mapping[str, Any]]:
    """The banner, and the counts by their labels."""
    rows = openpyxl.load_workbook(path, data_only=True)["Overview"].iter_rows(values_only=True)
    cells = [row[:2] for row in rows]
    return str(cells[2][0]), {str(label): value for label, value in cells if label}


@needs_libreoffice
def test_the_results_are_those_of_another_program(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "calm").mkdir()
    (tmp_path / "figures").mkdir()
    _, every = made(tmp_path, *EVERY)
    _, none = made(tmp_path / "none", kpis=(), assessments=())
    _, calm = made(tmp_path / "calm", running(), as_at=date(2025, 5, 1))
    _, figures = proposed(tmp_path / "figures", [0.5, 0.5, 0.5, 0.5])
    assert differences(every, none, calm, figures) == []


def test_the_finding_stands_first(tmp_path: Path) -> None:
    _, path = made(tmp_path, *EVERY)
    banner, counts = overview(path)
    assert banner == (
        "Overdue: assessments of 3 contracts. 1 of 3 that need KPIs have enough published; "
        "assessments of 0 are due soon."
    )
    assert counts["Need KPIs"] == 3
    assert (counts["Enough published"], counts["Too few published"]) == (1, 1)
    assert (counts["Assessments overdue"], counts["Notices to publish"]) == (3, 1)
    assert (counts["Reason for no KPIs"], counts["Not known"]) == (1, 1)


@pytest.mark.parametrize(
    ("contracts", "as_at", "words"),
    [
        ([running()], date(2025, 5, 1), "In order. 1 of 1 that need KPIs"),
        ([running("C3")], date(2025, 5, 1), "Not complete: 1 contract lacks published KPIs."),
        ([running(), running("C5", net_value=None)], date(2025, 5, 1), "Not known for 1 contract."),
        ([contract("C1", start=START)], AS_AT, "No contract in the register needs KPIs."),
        ([], AS_AT, "No contract in the register needs KPIs."),
    ],
)
def test_the_banner(contracts: list[Contract], as_at: date, words: str, tmp_path: Path) -> None:
    _, path = made(tmp_path, *contracts, as_at=as_at)
    assert overview(path)[0].startswith(words)


def test_each_contract_says_whether_and_why(tmp_path: Path) -> None:
    _, path = made(tmp_path, *EVERY)
    rows = {row["Contract"]: row for row in sheet_rows(path, "Contracts")}
    assert list(rows) == ["C1", "C3", "C6", "C5", "C2", "C4"]
    found = {ref: (row["KPIs by law"], row["Enough of them"], row["How it stands"])
             for ref, row in rows.items()}  # fmt: skip
    blank = (None, None)
    assert found == {
        "C1": ("needed", "in place", "overdue"),
        "C3": ("needed", "too few", "overdue"),
        "C6": ("needed", "ended", "overdue"),
        "C5": ("not known", *blank),
        "C2": ("reason recorded", *blank),
        "C4": ("not applicable", *blank),
    }
    assert rows["C4"]["Why"] == "Public Contracts Regulations 2015"
    assert [rows["C1"][h] for h in ("KPIs needed", "KPIs in the register", "KPIs published")] == [
        3
    ] * 3


def test_a_kpi_published_later_is_not_published(tmp_path: Path) -> None:
    later = [*KPIS[:2], KPIS[2] | {"published": date(2026, 5, 21)}]
    result, path = made(tmp_path, running(), kpis=later)
    assert sheet_rows(path, "Contracts")[0]["Enough of them"] == "to publish"
    assert codes(result.problems) == ["kpi-later"]
    assert "after 20 May 2026: 1." in result.problems[0].what


def test_a_remark_alone_needs_no_attention(tmp_path: Path) -> None:
    later = [*KPIS, KPIS[2] | {"kpi": "Waste", "published": date(2025, 5, 2)}]
    result, _ = made(tmp_path, running(), kpis=later, assessments=(), as_at=date(2025, 5, 1))
    assert (codes(result.problems), result.needs_attention) == (["kpi-later"], False)


def test_assessments_done_and_due(tmp_path: Path) -> None:
    _, path = made(tmp_path, running(), running("C3"))
    rows = [
        (row["Contract"], row["KPI"], row["How it stands"], row["Notice"])
        for row in sheet_rows(path, "Assessments")
    ]
    assert rows == [
        ("C1", NAMES[2], "overdue", None),
        ("C3", NONE_KNOWN, "overdue", None),
        ("C1", NAMES[0], "later", None),
        ("C1", NAMES[1], "later", None),
        ("C1", NAMES[1], "done", "to publish"),
        ("C1", NAMES[0], "done", "published"),
    ]


def test_a_notice_has_the_fields_of_the_regulations(tmp_path: Path) -> None:
    _, path = made(tmp_path, running(contact="office@made-up.example"))
    first, second = sheet_rows(path, "Notices")
    assert (first["Notice"], second["Notice"]) == ("to publish", "published")
    assert first["Contracting authority"] == council().name
    assert first["Title of the procurement"] == "Contract C1"
    assert first["Identifier of the procurement"] == NOT_HELD
    assert (first["Rating"], first["Rating in the notices' data"]) == (
        "Inadequate", "significantlyBelow",
    )  # fmt: skip
    assert first["E-mail address"] == "office@made-up.example"
    assert "assessment of performance" in first["Statement"]
    assert (first["From"].date(), first["To"].date()) == (START, date(2026, 3, 31))


def test_what_is_not_asked_for_by_law_has_no_notice(tmp_path: Path) -> None:
    _, path = made(tmp_path, contract("C1", start=START))
    assert sheet_rows(path, "Notices") == []
    assert {row["Notice"] for row in sheet_rows(path, "Assessments")} == {"not asked", "published"}


def test_data_becomes_no_formula(tmp_path: Path) -> None:
    _, path = made(tmp_path, running())
    book = openpyxl.load_workbook(path)
    cells = [cell for row in book["Ratings"].iter_rows() for cell in row]
    assert {"=SUM(A1)", "<b>=1+1"} <= {cell.value for cell in cells if cell.data_type != "f"}


def test_the_same_register_gives_the_same_bytes(tmp_path: Path) -> None:
    _, path = made(tmp_path, *EVERY)
    first = path.read_bytes()
    made(tmp_path, *EVERY)
    assert path.read_bytes() == first


def test_what_to_do_is_the_most_pressing_first(tmp_path: Path) -> None:
    result, _ = made(tmp_path, *EVERY)
    found = [(each.status.contract.key.ref, each.what) for each in result.to_do()]
    assert found[:3] == [
        ("C1", "Assess 1 KPI: overdue"),
        ("C3", "Set KPIs and assess them: overdue"),
        ("C6", "It ended without KPIs to assess: overdue"),
    ]
    assert ("C1", "Publish 1 assessment") in found
    assert ("C3", "Publish 3 KPIs") in found
    assert ("C6", "Publish 3 KPIs") not in found  # it has ended
    assert result.needs_attention


def test_lots_of_one_supplier_that_come_to_more_together_are_told(tmp_path: Path) -> None:
    lots = [running(lot=lot, net_value=Decimal(2_500_000)) for lot in ("1", "2")]
    result, _ = made(tmp_path, *lots, kpis=(), assessments=())
    assert codes(result.problems) == ["kpi-lots"]
    assert "£6,000,000" in result.problems[0].what
    apart = [replace(lots[0]), running(lot="2", net_value=Decimal(2_500_000), supplier="Other")]
    assert made(tmp_path, *apart, kpis=(), assessments=())[0].problems == []


def test_the_registers_problems_with_kpis_are_here(tmp_path: Path) -> None:
    result, path = made(tmp_path, running(), kpis=[*KPIS, KPIS[0]], spend=[{"ref": "C9"}])
    assert codes(result.problems) == ["kpi-twice"]
    assert [row["Code"] for row in sheet_rows(path, "Problems")] == ["kpi-twice"]


def proposed(folder: Path, units: list[Any], promise: float = 8) -> tuple[KpisResult, Path]:
    """KPIs with the summary of a year in which so much of a measure was delivered by quarter."""
    one = running(end=date(2027, 3, 31))
    hub = register_of((one, {"OP01": promise}))
    data = register_data(hub, kpis=KPIS, assessments=MADE)
    write(template("contracts_register"), data, folder / "register.xlsx")
    save_return(folder / "returns" / "a.xlsx", hub, one, {"OP01": units})
    summary, path = folder / "summary.xlsx", folder / "kpis.xlsx"
    names = folder / "returns", folder / "register.xlsx"
    consolidate(*names, YEAR, summary, council(), as_at=AS_AT)
    return kpis(folder / "register.xlsx", path, council(), AS_AT, summary), path


@pytest.mark.parametrize(
    ("units", "rating"),
    [
        ([1, 1, 1, 0.99], "Approaching target"),
        ([1, 1, 1, 1], "Good"),
        ([1, 1, 1, 9], "Good"),
        ([1, 1, 1, 0.4], "Approaching target"),
        ([1, 1, 1, 0.39], "Requires improvement"),
        ([1, 1, 0.2, 0.2], "Requires improvement"),
        ([1, 1, 0.2, 0.19], "Inadequate"),
        ([0, 0, 0, 0], "Inadequate"),
        ([1, 1, 1, None], "not reported in full"),
        ([1, "about one", 1, 1], "not reported in full"),
    ],
)
def test_figures_propose_a_rating(units: list[Any], rating: str, tmp_path: Path) -> None:
    result, path = proposed(tmp_path, units)
    row = sheet_rows(path, "Ratings")[1]
    assert (row["Proposed rating"], row["Last rating"]) == (rating, "Inadequate")
    assert row["Units due"] == pytest.approx(4, abs=0.02)
    figures = result.statuses[0].kpis[1].figures
    assert figures is not None
    assert str(figures.proposed(StatutoryBands()) or "not reported in full") == rating
    assert sheet_rows(path, "Ratings")[0]["Proposed rating"] is None
    assert StatutoryRating(result.statuses[0].kpis[1].made[0].rating)


def test_the_councils_shares_propose(tmp_path: Path) -> None:
    proposed(tmp_path, [1, 1, 1, 0.39])
    edit(tmp_path / "register.xlsx", _kinder)
    path = tmp_path / "kinder.xlsx"
    kpis(tmp_path / "register.xlsx", path, council(), AS_AT, tmp_path / "summary.xlsx")
    assert sheet_rows(path, "Ratings")[1]["Proposed rating"] == "Approaching target"


def _kinder(book: Any) -> None:
    for row in book["Settings"].iter_rows():
        if row[0].value == "Propose Approaching target from this share":
            row[1].value = 0.8


def test_validated_units_stand_beside(tmp_path: Path) -> None:
    _, path = proposed(tmp_path, [1, 1, 1, 1])
    assert sheet_rows(path, "Ratings")[1]["Units validated"] is None
    log = LogFile(tmp_path / "validation_log.xlsx")
    seen: Any = {"evidence": "Payroll", "validated_by": "Officer", "validated_on": AS_AT}
    entries: Any = {k: replace(e, validated=e.counted, **seen) for k, e in log.log.items()}
    write_log(entries, council(), tmp_path / "validation_log.xlsx", AS_AT)
    names = tmp_path / "returns", tmp_path / "register.xlsx"
    consolidate(*names, YEAR, tmp_path / "summary.xlsx", council(), as_at=AS_AT)
    kpis(tmp_path / "register.xlsx", path, council(), AS_AT, tmp_path / "summary.xlsx")
    assert sheet_rows(path, "Ratings")[1]["Units validated"] == 4
