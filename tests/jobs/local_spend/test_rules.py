"""Whom rules leave out, show apart, redact or pool; people are named nowhere."""

from pathlib import Path

import openpyxl
import pytest

from svtools.errors import DeclarationError
from svtools.jobs.local_spend.rules import read_rules
from svtools.jobs.local_spend.run import local_spend
from tests.jobs.local_spend.spending import YEAR, council, inputs, lines, save, spent, three

DAY = "14/05/2025"
RULES = """
rules:
  - {name: Tax, does: left out, suppliers: ["hm revenue*", HMRC], reason: Nothing is bought}
  - {name: Own companies, does: left out, numbers: ["0077"]}
  - {name: Councils, does: left out, suppliers: ["* council"], but: [crafts council]}
  - {name: Grants, does: apart, categories: ["grant*"]}
  - {name: Carers, does: individual, departments: [placements]}
"""


def test_rules_leave_out_and_show_apart(tmp_path: Path) -> None:
    rows = lines(
        f"5,HM Revenue & Customs,Res,Tax,{DAY},1.00",
        f"5,HMRC,Res,Tax,{DAY},2.00",
        f"77,Anybody,Res,Care,{DAY},4.00",
        f",Reed Council,Res,Care,{DAY},8.00",
        f",Crafts Council,Res,Care,{DAY},16.00",
        f"1,Pier View,Res,Grants to bodies,{DAY},32.00",
        f"1,Pier View,Res,Care,{DAY},64.00",
    )
    result = spent(tmp_path, rows, rules=RULES)

    assert three(result) == (64, 0, 16)
    left_out = {row["rule"]: float(row["pounds"]) for row in result.data()["left_out"]}
    assert left_out == {"Tax": 3, "Own companies": 4, "Councils": 8, "Grants": 32}
    payees = {row["payee"] for row in result.data()["payees"]}
    assert payees == {"HM Revenue & Customs", "HMRC", "Anybody", "Reed Council"}


PEOPLE = (
    f"901,Mrs Ada Hidden,Adults,Care,{DAY},1.00",
    f"902,Hidden A & B,Children,In-house foster payments,{DAY},2.00",
    f"903,Hidden Person,Adults,Direct Payments to clients,{DAY},4.00",
    f"904,Client 77123,Adults,Care,{DAY},8.00",
    f"905,Hidden Carer,Placements,Care,{DAY},16.00",
    f"906,Hidden Pupil,Res,Grants to people,{DAY},32.00",
    f"907,Hidden (redacted),Res,Care,{DAY},64.00",
)


def test_people_are_pooled_and_stand_in_no_sheet(tmp_path: Path) -> None:
    given = inputs(tmp_path, lines(f"9,Nobody Ltd,Res,Care,{DAY},500.00", *PEOPLE), rules=RULES)
    result = local_spend(given, tmp_path / "out.xlsx", council(), YEAR)

    assert three(result) == (0, 0, 500 + 95)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    texts = {
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    }
    assert "Nobody Ltd" in texts
    assert not [text for text in texts if "Hidden" in text or "77123" in text or text[:2] == "90"]
    assert [row["name"] for row in result.data()["look_up"]] == ["Nobody Ltd"]
    by_how = {row["name"]: float(row["pounds"]) for row in result.data()["by_how"]}
    assert by_how == {"not in the supplier list": 500, "redacted": 64, "individuals": 31}


@pytest.mark.parametrize(
    "name", ["Miss Muffet and Sons", "Mr Services Ltd", "Msoft", "Dr Reed Surgery"]
)
def test_a_business_is_no_person(tmp_path: Path, name: str) -> None:
    result = spent(tmp_path, lines(f"9,{name},Res,Care,{DAY},1.00"))
    assert [supplier.name for supplier, _ in result.figures.suppliers] == [name]


def test_no_rule_undoes_what_protects_people(tmp_path: Path) -> None:
    rules = "rules: [{name: All, does: left out, suppliers: ['*']}]"
    result = spent(tmp_path, lines(f",Mr A Hidden,Res,Care,{DAY},1.00"), rules=rules)
    assert three(result) == (0, 0, 1)
    assert not result.figures.apart


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ("rules: []", "a list of at least one"),
        ("rules: [{name: A, does: left out}]", "says nothing of whom"),
        ("rules: [{name: A, does: supplier, suppliers: [a]}]", "can't do 'supplier'"),
        ("rules: [{name: A, does: gone, suppliers: [a]}]", "One of"),
        ("rules: [{name: A, does: apart, supplier: [a]}]", "unknown key 'supplier'"),
    ],
)
def test_rules_that_are_written_wrong_are_refused(tmp_path: Path, rules: str, told: str) -> None:
    with pytest.raises(DeclarationError, match=told):
        read_rules(save(tmp_path, "rules.yaml", rules))
