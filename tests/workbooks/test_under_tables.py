"""What is typed under the last row of an open table is taken as in it, in every program."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.blanks import write_blank
from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.write import write
from tests.making import council
from tests.workbooks.test_write import declared

# What a workbook says of itself stands at the end of its first sheet.
TABLE = """      - text:
          - plain: Begin here.
  - name: Beds
    purpose: Count them.
    blocks:
      - table:
          key: beds
          spare: 2
          columns:
            - {key: code, heading: Code, input: text}
            - {key: planted, heading: Planted, input: date}
            - {key: plants, heading: Plants, input: number, min: 0}
            - {key: state, heading: State, formula: '=IF({plants}=0,"empty","planted")', \
status: {planted: green}}
"""
BELOW = """      - heading: Below
        key: below
        fields:
          - {key: note, label: Note, input: text}
"""
TOTALS = "          totals: {plants: sum}\n"


def made(folder: Path, blocks: str, *, protected: bool = False) -> Any:
    path = folder / "a.xlsx"
    write(declared(folder, blocks, protected=protected), {}, path)
    return openpyxl.load_workbook(path)["Beds"]


def limits(sheet: Any) -> set[str]:
    return {str(rule.sqref) for rule in sheet.data_validations.dataValidation}


def test_limits_and_colours_go_on_under_the_table(tmp_path: Path) -> None:
    sheet = made(tmp_path, TABLE)

    assert limits(sheet) == {f"{column}5:{column}{LAST_ROW}" for column in "ABC"}
    formats = [str(each.sqref) for each in sheet.conditional_formatting]
    assert formats == [f"{column}5:{column}{LAST_ROW}" for column in "CD"]


def test_a_code_with_zeros_stays_a_text_under_the_table_and_a_date_a_date(tmp_path: Path) -> None:
    columns = made(tmp_path, TABLE).column_dimensions

    formats = {name: columns[name].number_format for name in "ABCD"}
    assert formats == {
        "A": "@", "B": "d mmm yyyy", "C": "[>=1000]#,##0_0;General_0", "D": "General",
    }  # fmt: skip
    assert [columns[name].protection.locked for name in "ABCD"] == [False, False, False, True]
    assert all(columns[name].fill.fill_type is None for name in "ABCD")


@pytest.mark.parametrize(
    ("blocks", "protected"),
    [(TABLE, True), (TABLE + TOTALS, False), (TABLE + BELOW, False)],
    ids=["protected", "with totals", "with something below"],
)
def test_elsewhere_they_end_with_the_table(blocks: str, protected: bool, tmp_path: Path) -> None:
    sheet = made(tmp_path, blocks, protected=protected)

    assert {"B5:B6", "C5:C6"} <= limits(sheet)
    assert not any(str(LAST_ROW) in each for each in limits(sheet))
    assert sheet.column_dimensions["A"].number_format == "General"


@pytest.mark.parametrize(("kind", "sheet"), [("register", "Contracts"), ("measures", "Measures")])
def test_the_councils_own_workbooks_grow(kind: str, sheet: str, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    write_blank(kind, path, council())

    assert any(str(LAST_ROW) in each for each in limits(openpyxl.load_workbook(path)[sheet]))
