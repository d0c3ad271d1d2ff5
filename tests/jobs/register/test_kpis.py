"""KPIs and their assessments in a register: read, or held back and named with their cell."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.register.kpis import Assessment, Kpi
from svtools.jobs.register.read import read_register
from svtools.jobs.register.refresh import refresh
from svtools.jobs.register.register import Register
from svtools.monitoring import StatutoryBands
from svtools.workbooks.parse import template
from svtools.workbooks.problems import told
from svtools.workbooks.write import write
from tests.jobs.register.test_measure_sets import of_version_3
from tests.making import (
    codes,
    contract,
    contract_row,
    council,
    register_cell,
    register_data,
    sheet_rows,
)

START, END = date(2025, 4, 1), date(2026, 3, 31)
KPI = {"ref": "C1", "kpi": "Time to respond", "measure": "Hours", "target": "98%",
       "published": date(2025, 4, 20)}  # fmt: skip
MADE = {"ref": "C1", "kpi": "Time to respond", "from": START, "to": END, "proposed": "Good",
        "rating": "Approaching target", "by": "Contracts officer", "assessed": date(2026, 4, 10),
        "notice": date(2026, 4, 20)}  # fmt: skip
READ = Assessment(START, END, "Good", "Approaching target", "Contracts officer",
                  date(2026, 4, 10), date(2026, 4, 20))  # fmt: skip


def read(folder: Path, **tables: Any) -> Register:
    """A register of one contract with rows in other tables."""
    given = {"contracts": [contract_row(contract())], **tables}
    write(template("contracts_register"), register_data(Register(), **given), folder / "r.xlsx")
    return read_register(folder / "r.xlsx", council())


def where(register: Register) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in told(register.problems)]


def place(table: str, column: str, row: int = 0) -> str:
    return " ".join(register_cell(table, column, row))


def test_they_are_read_with_their_assessments(tmp_path: Path) -> None:
    made = read(tmp_path, kpis=[KPI, KPI | {"kpi": "Jobs", "published": None}], assessments=[MADE])
    assert made.problems == []
    first = Kpi("Time to respond", "Hours", "98%", date(2025, 4, 20), (READ,))
    assert made.kpis_of(made.contracts[0]) == [first, Kpi("Jobs", "Hours", "98%")]


@pytest.mark.parametrize("ref", ["c1", " C1 ", "C 1", "C–1"])
def test_they_find_their_contract_and_kpi_as_people_write_them(ref: str, tmp_path: Path) -> None:
    odd = {"ref": ref, "kpi": "time  to Respond"}
    made = read(tmp_path, kpis=[KPI | {"ref": ref}], assessments=[MADE | odd])
    assert codes(made.problems) == []
    assert [len(kpi.assessments) for kpi in made.kpis_of(made.contracts[0])] == [1]


def test_each_lot_has_its_own(tmp_path: Path) -> None:
    lots = [contract_row(contract(lot=lot)) for lot in ("1", "2")]
    made = read(tmp_path, contracts=lots, kpis=[KPI | {"lot": "Lot 2"}, KPI])
    assert where(made) == [("kpi-without-contract", place("kpis", "ref", 1))]
    assert [len(made.kpis_of(each)) for each in made.contracts] == [0, 1]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"ref": "C7"}, "kpi-without-contract", "ref"),
        ({"ref": None}, "required-blank", "ref"),
        ({"kpi": None}, "required-blank", "kpi"),
        ({"published": "soon"}, "not-a-date", "published"),
        ({"published": 0}, "not-a-date", "published"),
    ],
)
def test_a_kpi_that_cannot_be_used_is_named(
    row: dict[str, Any], code: str, column: str, tmp_path: Path
) -> None:
    made = read(tmp_path, kpis=[KPI | row])
    assert where(made) == [(code, place("kpis", column))]
    assert not any(kpi.published for kpis in made.kpis.values() for kpi in kpis)


def test_a_kpi_that_stands_twice_counts_once(tmp_path: Path) -> None:
    made = read(tmp_path, kpis=[KPI, KPI | {"kpi": "TIME TO RESPOND", "target": "50%"}])
    assert where(made) == [("kpi-twice", place("kpis", "kpi", 1))]
    assert [kpi.target for kpi in made.kpis_of(made.contracts[0])] == ["98%"]


@pytest.mark.parametrize(
    ("row", "code", "columns"),
    [
        ({"ref": "C7"}, "kpi-without-contract", ["ref"]),
        ({"kpi": "Time to reply"}, "assessment-without-kpi", ["kpi"]),
        ({"from": None}, "required-blank", ["from"]),
        ({"to": "next spring"}, "not-a-date", ["to"]),
        ({"to": date(2025, 3, 31), "from": START}, "assessment-period", ["to"]),
        ({"from": date(2025, 3, 31)}, "assessment-before-start", ["from"]),
        ({"assessed": date(2025, 3, 31)}, "assessment-before-start", ["assessed"]),
    ],
)
def test_an_assessment_that_cannot_be_used_counts_nowhere(
    row: dict[str, Any], code: str, columns: list[str], tmp_path: Path
) -> None:
    made = read(tmp_path, kpis=[KPI], assessments=[MADE | row])
    assert where(made) == [(code, place("assessments", column)) for column in columns]
    assert [kpi.assessments for kpi in made.kpis_of(made.contracts[0])] == [()]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"assessed": None}, "assessment-incomplete", "assessed"),
        ({"by": None}, "assessment-incomplete", "by"),
        ({"rating": None}, "assessment-incomplete", "rating"),
        ({"rating": "quite good"}, "not-a-choice", "rating"),
        ({"assessed": "last week"}, "not-a-date", "assessed"),
    ],
)
def test_a_rating_that_nobody_answers_for_counts_as_not_made(
    row: dict[str, Any], code: str, column: str, tmp_path: Path
) -> None:
    made = read(tmp_path, kpis=[KPI], assessments=[MADE | row])
    assert where(made) == [(code, place("assessments", column))]
    ((found,),) = (kpi.assessments for kpi in made.kpis_of(made.contracts[0]))
    assert (found.rating, found.assessed, found.notice) == ("", None, None)


def test_a_proposal_alone_is_no_mistake(tmp_path: Path) -> None:
    blank = dict.fromkeys(("rating", "by", "assessed", "notice"))
    made = read(tmp_path, kpis=[KPI], assessments=[MADE | blank])
    assert made.problems == []
    ((found,),) = (kpi.assessments for kpi in made.kpis_of(made.contracts[0]))
    assert (found.proposed, found.rating) == ("Good", "")


def test_an_assessment_before_its_periods_end_is_told_and_counts(tmp_path: Path) -> None:
    for day, told_of in ((END, []), (date(2026, 3, 30), ["assessment-early"])):
        made = read(tmp_path, kpis=[KPI], assessments=[MADE | {"assessed": day}])
        assert codes(made.problems) == told_of
        assert made.kpis_of(made.contracts[0])[0].assessments[0].rating


def test_a_notice_before_its_assessment_is_none(tmp_path: Path) -> None:
    for day, told_of in ((10, []), (9, ["notice-before-assessment"])):
        notice = date(2026, 4, day)
        made = read(tmp_path, kpis=[KPI], assessments=[MADE | {"notice": notice}])
        assert codes(made.problems) == told_of
        assert made.kpis_of(made.contracts[0])[0].assessments[0].notice == (
            None if told_of else notice
        )


def test_a_rating_given_twice_counts_neither_time(tmp_path: Path) -> None:
    later = MADE | {"from": date(2026, 4, 1), "to": date(2027, 3, 31), "assessed": date(2027, 4, 9),
                    "notice": None}  # fmt: skip
    made = read(tmp_path, kpis=[KPI], assessments=[MADE, MADE | {"rating": "Inadequate"}, later])
    rating = place("assessments", "rating")
    assert where(made) == [
        ("assessment-twice", f"{rating}, {register_cell('assessments', 'rating', 1)[1]}")
    ]
    (kpi,) = made.kpis_of(made.contracts[0])
    assert [each.start for each in kpi.assessments] == [date(2026, 4, 1)]


def test_what_belongs_to_a_contract_that_cannot_be_used_is_told_there_alone(tmp_path: Path) -> None:
    row = contract_row(contract()) | {"end": None}
    made = read(tmp_path, contracts=[row], kpis=[KPI], assessments=[MADE])
    assert codes(made.problems) == ["contract-dates"]


def test_the_bands_of_proposals_are_settings(tmp_path: Path) -> None:
    fields = {"settings.good": 0.95, "settings.approaching": 0.8}
    made = read(tmp_path, fields=fields)
    assert made.settings.rated == StatutoryBands(*map(Decimal, ("0.95", "0.8", "0.6")))
    with pytest.raises(InputError, match="The bands are"):
        read(tmp_path, fields={"settings.good": 0.5})


def test_a_register_from_before_kpis_is_read_and_a_refresh_brings_the_sheets(
    tmp_path: Path,
) -> None:
    before = of_version_3(tmp_path)
    old = read_register(before, council())
    assert (old.kpis, old.settings.rated, codes(old.problems)) == ({}, StatutoryBands(), [])
    refresh(before, tmp_path / "anew.xlsx", council())
    assert sheet_rows(tmp_path / "anew.xlsx", "KPIs") == []
    assert sheet_rows(tmp_path / "anew.xlsx", "Assessments") == []
    assert read_register(tmp_path / "anew.xlsx", council()).problems == []
