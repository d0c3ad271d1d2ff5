"""Rows have room for the texts that formulas gave."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.workbooks.parse import parse
from svtools.workbooks.write import write

DECLARED = """
template: told
version: 1
title: Told
sheets:
  - name: Told
    purpose: What is told.
    blocks:
      - key: told
        fields:
          - {key: long, label: Long, formula: '=REPT("word ",40)'}
          - {key: short, label: Short, formula: '="Yes"'}
      - table:
          key: rows
          rows: rows
          columns:
            - {key: times, heading: Times, issued: times, format: number}
            - {key: said, heading: Said, formula: '=REPT("word & more ",{times})', width: 20}
"""


def height_of(lines: int) -> float:
    """The points of a row with so many lines of 18 pixels, and what is around them."""
    return (lines * 18 + 4) * 0.75


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("told")
    (folder / "told.yaml").write_text(DECLARED, encoding="utf-8")
    write(
        parse(folder / "told.yaml"), {"rows": [{"times": n} for n in (0, 1, 9)]}, folder / "t.xlsx"
    )
    return openpyxl.load_workbook(folder / "t.xlsx")["Told"]


def test_a_row_is_as_high_as_the_text_that_was_calculated(sheet: Any) -> None:
    assert sheet.row_dimensions[4].height == height_of(14)
    heights = [sheet.row_dimensions[row].height for row in (8, 9, 10)]
    assert heights == [None, height_of(1), height_of(7)]


def test_formulas_and_other_rows_stay_as_they_were(sheet: Any) -> None:
    assert sheet.row_dimensions[1].height == 25.5
    assert sheet["B10"].value.startswith("=REPT")
