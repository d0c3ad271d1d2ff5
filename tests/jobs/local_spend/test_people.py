"""People are named nowhere: not in a sheet, a problem or a remark, however they are written."""

from pathlib import Path

import openpyxl
import pytest

from svtools.jobs.local_spend.kept import Kept
from svtools.jobs.local_spend.run import local_spend, worked_out
from svtools.jobs.local_spend.workbook import LocalSpendResult
from tests.jobs.local_spend.spending import YEAR, council, inputs, lines, spent, three

DAY = "14/05/2025"
FIRM = f"9,Nobody Ltd,Res,Care,{DAY},500.00"


def written(folder: Path, *rows: str, **more: str) -> tuple[LocalSpendResult, str]:
    """The result, and everything that stands in its workbook, one cell a line."""
    given = inputs(folder, lines(FIRM, *rows), **more)
    result = local_spend(given, folder / "out.xlsx", council(), YEAR)
    book = openpyxl.load_workbook(folder / "out.xlsx")
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    said = [*map(str, cells), *result.says().values()]
    assert "Nobody Ltd" in said
    return result, "\n".join(said)


@pytest.mark.parametrize(
    "name",
    [
        "HIDDEN MR JOHN", '"Hidden, Mary (Mrs)"', "MrJohn Hidden", "Mr. Bob Hidden",
        "Mr/Mrs Olive Hidden", "Mr&Mrs Rose Hidden", "M/s Zoe Hidden", "Baby Mia Hidden",
        "Mr Jim Hidden Childrens Services", "Mr Fred Hidden Groupe", "Mrs Ann Hidden Care",
        "Mr  Hugh Hidden Solutions", "Estate of Tom Hidden", "Estate of Mr Tom Hidden",
        "The Executors of Ada Hidden", "c/o Mrs Pat Hidden", "C/O Hidden",
        "Ada Hidden c/o Alpha Ltd", "Alpha Ltd re Mrs Hidden", "Dr Amy Hidden",
        "Hidden Prof A", "Fostering - Ivy Hidden", "Foster-Carer Kay Hidden",
    ],
)  # fmt: skip
def test_a_person_however_written_is_pooled(tmp_path: Path, name: str) -> None:
    result, said = written(tmp_path, f"904,{name},Res,Care,{DAY},100.00")

    assert "Hidden" not in said
    assert {row["name"]: row["payments"] for row in result.data()["by_how"]}["individuals"] == 1


@pytest.mark.parametrize(
    "name",
    ["Mr Clutch Ltd", "Dr Reed & Partners", "Sir Alpha School", "Fostering Solutions",
     "Alpha Ltd c/o Beta LLP", "Estates Management", "MSoft", "Msoft", "Drive Master Ltd"],
)  # fmt: skip
def test_an_organisation_with_a_title_is_none(tmp_path: Path, name: str) -> None:
    result = spent(tmp_path, lines(f"9,{name},Res,Care,{DAY},1.00"))
    assert [supplier.name for supplier, _ in result.figures.suppliers] == [name]


TWO = "Supplier ID,Supplier Name,Directorate,Service,Expense Type,Purpose,Payment Date,Net Amount"


@pytest.mark.parametrize(
    ("service", "expense", "purpose"),
    [
        ("Care", "Allowances", "Foster carer allowance"),
        ("Care", "Foster carer allowance", "x"),
        ("Placements", "x", "x"),
    ],
)
def test_every_column_of_categories_and_departments_is_asked(
    tmp_path: Path, service: str, expense: str, purpose: str
) -> None:
    rules = "rules: [{name: Carers, does: individual, departments: [placements]}]"
    row = f"5,Ivy Hidden,Adults,{service},{expense},{purpose},{DAY},900.00"
    result = spent(tmp_path, lines(row, headings=TWO), rules=rules)
    assert not result.figures.suppliers


def test_a_further_column_leaves_nobody_out(tmp_path: Path) -> None:
    rules = "rules: [{name: Grants, does: left out, categories: ['grant*']}]"
    row = f"5,Beta Ltd,Adults,Care,Roads,Grants Road resurfacing,{DAY},900.00"
    assert three(spent(tmp_path, lines(row, headings=TWO), rules=rules)) == (0, 0, 900)


def test_who_is_known_in_one_payment_is_named_in_no_other(tmp_path: Path) -> None:
    rows = (
        f"901,Ivy Hidden,Children,Travel,{DAY},1.00",
        f"901,Ivy Hidden,Children,In-house foster payments,{DAY},2.00",
        f"901,I Hidden,Adults,Travel,{DAY},4.00",
        f",I. HIDDEN,Adults,Travel,{DAY},8.00",
        f",ivy hidden,Adults,Fees,{DAY},16.00",
    )
    rules = "rules: [{name: Fees, does: left out, categories: [fees], suppliers: ['ivy*']}]"
    result, said = written(tmp_path, *rows, rules=rules)

    assert "hidden" not in said.lower()
    assert "901" not in said
    assert three(result) == (0, 0, 514)
    assert {row["name"]: float(row["pounds"]) for row in result.data()["by_how"]} == {
        "not in the supplier list": 500,
        "individuals": 14,
    }


def test_an_organisation_stays_one_whatever_it_was_paid_for(tmp_path: Path) -> None:
    rows = (
        f"9,Nobody Ltd,Children,In-house foster payments,{DAY},2.00",
        f"9,Nobody,Children,Roads,{DAY},4.00",
    )
    (supplier, _), *_ = spent(tmp_path, lines(*rows)).figures.suppliers
    assert (supplier.name, supplier.total.pence) == ("Nobody", 400)


def test_a_person_of_the_list_is_one_in_the_payments(tmp_path: Path) -> None:
    listed = "Number,Name,Postcode\n901,Mrs Ivy Hidden,SS1 1AA\n"
    result = spent(tmp_path, lines(f"901,I Hidden,P,R,{DAY},5.00"), listed)
    assert not result.figures.suppliers


def test_no_problem_names_who_may_be_a_person(tmp_path: Path) -> None:
    listed = (
        "Number,Name,Postcode\n901,Mrs Ivy Hidden,M1 1AE\n902,Jo Hidden,M1 1AE\n"
        "903,Al Hidden,SS1 1AA\n903,Al Hidden,M1 1AE\n904,Beta,12 Hidden Street\n"
    )
    rows = (
        f"901,Alpha Ltd,P,R,{DAY},5.00",
        f"902,Ben Hidden Senior,P,R,{DAY},5.00",
        f"903,Al Hidden,P,R,{DAY},5.00",
        f"904,Alpha,P,R,{DAY},Mr John Hidden",
        "905,Alpha,P,R,Mr John Hidden,5.00",
        f"906,Alpha,Mrs Jo Hidden,R,{DAY},5.00",
    )
    result = spent(tmp_path, lines(*rows), listed)
    codes = {problem.code for problem in result.problems}

    assert codes == {
        "spend-numbers", "spend-postcodes", "spend-not-an-amount", "spend-not-a-date",
        "spend-postcode",
    }  # fmt: skip
    assert not [problem.what for problem in result.problems if "Hidden" in problem.what]
    assert "Mrs Jo Hidden" not in {point.department for point in result.figures.cube}


@pytest.mark.parametrize(
    "department", ["Fostering and Adoption", "Direct Payments", "Care of Older People", "Baby Week"]
)
def test_a_department_is_nobody(tmp_path: Path, department: str) -> None:
    result = spent(tmp_path, lines(f"9,Nobody Ltd,{department},Roads,{DAY},1.00"))
    assert {point.department for point in result.figures.cube} == {department}


def test_payments_kept_as_data_name_nobody_either(tmp_path: Path) -> None:
    rows = (
        f"901,Ivy Hidden,Children,Travel,{DAY},1.00",
        f"901,Ivy Hidden,Children,In-house foster payments,{DAY},2.00",
    )
    kept = Kept()
    worked_out(inputs(tmp_path, lines(FIRM, *rows)), council(), YEAR, keep=kept)

    assert {payee.name for payee in kept.payees} == {"Nobody Ltd", ""}
    assert [*kept.pence] == [50_000, 100, 200]
