"""No workbook of another council names Southend, its themes or the clauses of its policy."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.folders import councils
from svtools.jobs.blanks import KINDS, blank_register, write_blank
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.monitoring.pack import monitoring_pack
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.measure_sets import export_set
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.award import award
from svtools.jobs.tender.pack_request import Asked, make
from svtools.jobs.tender.rehearse import rehearse
from svtools.measures import MeasureKind, MeasureSet, measure_set_from_rows
from svtools.monitoring import FinancialYear
from svtools.policy import Council, load_council
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.making import contract, contract_row

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
OTHERS = sorted({*councils()} - {"southend"})
YEAR = FinancialYear(2025)
SOUTHENDS = re.compile(
    r"Southend|2050|Pride and Joy|Safe and Well|Active and Involved|Opportunity and Prosperity"
    r"|Connected and Smart|[Cc]lauses? \d|\b9\.2\.[12]|\b7\.4\b|\b10\.[1-6]\b|open-2025",
)
"""Of the tool's own words, "reading R6" and the like are every council's."""


def made_up_set(council: Council) -> MeasureSet:
    """Two measures of the council's first theme. Every figure is made up."""
    theme = council.themes[0].name if council.themes else "Our theme"
    rows = [
        {"code": code, "title": f"Made up {code}", "unit": "hours", "proxy": Decimal(10),
         "kind": MeasureKind.SV, "theme": theme}
        for code in ("X1", "X2")
    ]  # fmt: skip
    about = MeasureSet("Made up", "made-up-1", licence="none")
    made, faults = measure_set_from_rows(rows, about, themes=[theme])
    assert not faults
    return made


def register_rows(council: Council) -> Mapping[str, Any]:
    each = contract("C1", net_value=Decimal(900_000), edition="made-up-1", end=date(2027, 3, 31))
    promise = {"ref": "C1", "supplier": each.key.supplier, "measure": "X1", "units": 40}
    return {
        **blank_register(council),
        **set_rows([made_up_set(council)]),
        "contracts": [contract_row(each)],
        "promises": [promise],
    }


@pytest.fixture(scope="module", params=OTHERS)
def workbooks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Council, Path]:
    """Every workbook that the tool makes, for one council."""
    council, folder = load_council(request.param), tmp_path_factory.mktemp(request.param)
    for kind in KINDS:
        write_blank(kind, folder / f"blank {kind}.xlsx", council)
    path = folder / "register.xlsx"
    write(template("contracts_register"), register_rows(council), path)
    register = read_register(path, council)
    assert not register.problems
    export_set(made_up_set(council), folder / "measures.xlsx", council)
    assert monitoring_pack(register, YEAR, folder / "returns", council).written
    summary = folder / "summary.xlsx"
    consolidate(folder / "returns", path, YEAR, summary, council, as_at=date(2026, 6, 1))
    asked = Asked(register=path, contract="C1", options={"weighting": Decimal("0.2")})
    _, pack = make(asked, folder / "tender", council)
    rehearse(pack[-1], folder / "rehearsal.xlsx")
    make(Asked(measure_set=folder / "measures.xlsx"), folder / "blank tender", council)
    return council, folder


def texts(path: Path) -> Iterator[str]:
    """Everything that a person or a screen reader can read in a workbook."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".vml")):
                yield unescape(re.sub(r"<[^>]*?(?=[ >])", " ", package.read(name).decode()))


def test_no_workbook_names_southend(workbooks: tuple[Council, Path]) -> None:
    _, folder = workbooks
    paths = [path for path in folder.rglob("*") if path.suffix in {".xlsx", ".csv"}]
    found = {
        path.name: sorted({*SOUTHENDS.findall(text)})
        for path in paths
        if path.suffix == ".xlsx"
        for text in texts(path)
        if SOUTHENDS.search(text)
    }
    assert found == {}
    assert len(paths) >= 15


def test_every_workbook_says_whose_it_is(workbooks: tuple[Council, Path]) -> None:
    council, folder = workbooks
    for path in folder.rglob("*.xlsx"):
        assert any(council.name in text for text in texts(path)), path.name


def test_the_wrong_council_is_told_with_both_names(workbooks: tuple[Council, Path]) -> None:
    council, folder = workbooks
    southend = load_council("southend")
    names = f"{council.name}.*{southend.name}"
    with pytest.raises(InputError, match=names):
        read_register(folder / "register.xlsx", southend)
    record = next((folder / "tender").glob("*record.xlsx"))
    with pytest.raises(InputError, match=names):
        make(Asked(record=record), folder / "other", southend)


def test_a_pack_a_return_and_a_log_of_another_council_are_told(
    workbooks: tuple[Council, Path], tmp_path: Path
) -> None:
    council, folder = workbooks
    names = f"{load_council('southend').name}.*{council.name}"
    with pytest.raises(InputError, match=names):
        award(SAMPLES / "tender" / "5_marked.xlsx", "Shoreline Parking Trust",
              folder / "register.xlsx", tmp_path / "awarded.xlsx", council)  # fmt: skip
    summary = tmp_path / "summary.xlsx"
    log = tmp_path / "southend_log.xlsx"
    log.write_bytes((SAMPLES / "validation_log.xlsx").read_bytes())
    with pytest.raises(InputError, match=names):
        consolidate(folder / "returns", folder / "register.xlsx", YEAR, summary, council,
                    as_at=date(2026, 6, 1), log_path=log)  # fmt: skip
    done = consolidate(SAMPLES / "monitoring", folder / "register.xlsx", YEAR, summary, council,
                       as_at=date(2026, 6, 1))  # fmt: skip
    told = [problem for problem in done.consolidation.problems if problem.code == "other-council"]
    assert len(told) == 12
    assert re.search(names, told[0].what)
