"""A register says with which rules it was issued, and what has changed since is told."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from svtools import folders
from svtools.errors import InputError
from svtools.folders import parameters_folder
from svtools.jobs.register.comparing import issued_rules
from svtools.jobs.register.read import read_register
from svtools.jobs.register.refresh import refresh
from svtools.policy import Category, Council, load_council, statute
from svtools.policy.council import _load
from svtools.policy.judging import in_force
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.problems import Problem
from tests.making import (
    codes,
    contract,
    council,
    register_cell,
    register_of,
    save_register,
    sheet_rows,
)

ROOT = Path(__file__).parents[3]
MADE_BY_0_1_0 = ROOT / "tests" / "fixtures" / "made_by_0_1_0" / "contracts_register.xlsx"
THRESHOLDS = "statutory/thresholds.yaml"
NEXT = """  - from: 2028-01-01
    until: 2029-12-31
    basis: including VAT
    supplies and services: 180000
    light touch: 600000
    works: 4500000
    concessions: 4500000
    light touch concessions: 4500000
    reference: made up for this test
"""


@pytest.fixture
def parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of law and policy that a test may change; what was read is read anew."""
    copy = shutil.copytree(parameters_folder(), tmp_path / "parameters")
    monkeypatch.setattr(folders, "parameters_folder", lambda: copy)
    monkeypatch.setattr("svtools.policy.statutory.parameters_folder", lambda: copy)
    forget()
    yield copy
    monkeypatch.undo()
    forget()


def forget() -> None:
    for cached in (statute, _load, in_force):
        cached.cache_clear()


def add(file: Path, rows: str, instead: tuple[str, str] = ("", "")) -> None:
    """A row for the future, as CONTRIBUTING says."""
    text = file.read_text(encoding="utf-8").replace(*instead)
    file.write_text(f"{text.rstrip()}\n{rows}", encoding="utf-8")
    forget()


def change(file: Path, old: str, new: str) -> None:
    """Other words or figures in a file of law or policy."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    forget()


def problems(path: Path, of: Council) -> list[Problem]:
    return [p for p in read_register(path, of).problems if p.code.startswith("register-")]


def future_register(path: Path) -> Path:
    """Two contracts of 2028: one under every figure, one between the old and the new one."""
    later: dict[str, Any] = {
        "commenced": date(2028, 2, 1),
        "start": date(2028, 4, 1),
        "end": date(2029, 3, 31),
    }
    rows = [
        contract("C1", net_value=Decimal(1_000), **later),
        contract("C2", net_value=Decimal(160_000), **later),
    ]
    return save_register(path, register_of(*((row, {}) for row in rows)))


def test_a_register_just_issued_differs_in_nothing(tmp_path: Path) -> None:
    assert problems(future_register(tmp_path / "r.xlsx"), council()) == []


@pytest.mark.usefixtures("parameters")
def test_the_recipe_from_adding_a_row_to_the_refreshed_register(
    parameters: Path, tmp_path: Path
) -> None:
    path, anew = future_register(tmp_path / "r.xlsx"), tmp_path / "anew.xlsx"
    add(parameters / THRESHOLDS, NEXT, ("    until: 2027-12-31\n", ""))

    (told,) = problems(path, load_council("southend"))
    assert (told.code, told.where) == (
        "register-answer", " ".join(register_cell("contracts", "required", 1)),
    )  # fmt: skip
    assert "'not required'" in told.what
    assert "'required (9.2.2), at least 10% of the total award criteria'" in told.what

    refresh(path, anew, load_council("southend"))
    assert problems(anew, load_council("southend")) == []
    shown = {row["Contract reference"]: row for row in sheet_rows(anew, "Contracts")}
    assert [shown[ref]["Social value required"] for ref in ("C1", "C2")] == ["No", "Yes"]
    assert shown["C2"]["Minimum weighting"] == 0.1
    assert "Latest known figure" not in shown["C2"]["Good to know"]


@pytest.mark.usefixtures("parameters")
@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("southend/themes.yaml", "name: Pride and Joy", "name: Joy", "the themes"),
        ("southend/readings.yaml", "value: the net value", "value: the net one", "the readings"),
        ("southend/council.yaml", "reaches: 552950", "reaches: 552951", "the rules"),
        ("southend/council.yaml", "policy: Social Value Policy 2021", "policy: Another",
         "the policy (Social Value Policy 2021)"),
    ],
)  # fmt: skip
def test_a_difference_that_changes_no_answer_is_a_remark(
    file: str, old: str, new: str, what: str, parameters: Path, tmp_path: Path
) -> None:
    path = future_register(tmp_path / "r.xlsx")
    change(parameters / file, old, new)

    (told,) = problems(path, load_council("southend"))
    assert (told.code, told.level) == ("register-outdated", "remark")
    assert what in told.what


def test_a_register_of_version_1_is_compared_too() -> None:
    told = problems(MADE_BY_0_1_0, council())

    assert codes(told) == ["register-answer"] * 2
    said = [re.findall(r"(C\d+[^:]*): the register says '([^']*)'", each.what) for each in told]
    assert said == [[("C0102 lot 2", "required, no minimum applies")], [("C0115", "not required")]]


def test_the_rules_of_version_1_give_the_policys_answers() -> None:
    rules = issued_rules(open_workbook(MADE_BY_0_1_0).content)
    day, works = date(2024, 5, 1), Category.WORKS

    found = {(rule.figure, rule.months) for rule in rules if rule.concerns(works, day, "PCR 2015")}
    assert found == {(Decimal(1_000_000), 24), (Decimal(5_372_609), 0)}
    assert [rule.only_under for rule in rules if rule.concerns(works, day, "PSR 2023")] == [
        "", "PSR 2023",
    ]  # fmt: skip


def test_another_councils_register_is_refused_with_both_names(tmp_path: Path) -> None:
    path = save_register(tmp_path / "r.xlsx", register_of(), of=load_council("rotherham"))

    with pytest.raises(InputError, match=r"Rotherham Metropolitan.*Southend-on-Sea City Council"):
        read_register(path, council())


@pytest.mark.usefixtures("parameters")
def test_another_clause_is_another_answer(parameters: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    save_register(path, register_of((contract("C1", net_value=Decimal(200_000)), {})))
    change(parameters / "southend" / "council.yaml", "reaches: 177897", "reaches: 250000")

    (told,) = problems(path, load_council("southend"))
    assert told.code == "register-answer"
    assert "'required (9.2.1, 9.2.2)" in told.what
    assert "'required (9.2.2)" in told.what


@pytest.mark.usefixtures("parameters")
def test_until_when_the_thresholds_are_set_is_compared(parameters: Path, tmp_path: Path) -> None:
    path = future_register(tmp_path / "r.xlsx")
    change(parameters / THRESHOLDS, "until: 2027-12-31", "until: 2029-12-31")

    (told,) = problems(path, load_council("southend"))
    assert told.code == "register-outdated"
    assert "what the rules are applied with" in told.what


def test_a_month_that_was_issued_in_small_letters_is_no_change(tmp_path: Path) -> None:
    path = save_register(tmp_path / "r.xlsx", register_of())
    book = load_workbook(path)
    (said,) = (
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "Latest known figure, set until 31 December 2027"
    )
    said.value = said.value.replace("December", "december")
    book.save(path)

    assert problems(path, load_council("southend")) == []


def test_a_register_of_version_1_of_another_council_is_refused_too() -> None:
    with pytest.raises(InputError, match=r"Southend-on-Sea City Council.*Rotherham"):
        read_register(MADE_BY_0_1_0, load_council("rotherham"))
