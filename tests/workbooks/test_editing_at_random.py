"""Any values in any cells, any rows added: what was put in is read back, all else is as before."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from svtools.workbooks.editing import Editing
from tests.workbooks.excel_saved import excel_saved

HEADINGS, TOTALS = (2, 0), 6
# The rows and columns of the sheet that hold neither formulas nor headings nor totals; the
# columns G and H have the format of dates.
ROWS, COLUMNS, DATES = st.sampled_from([0, 1, 3, 4, 5]), st.sampled_from([0, 1, 30]), 6
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
DAYS = st.dates(date(1900, 3, 1), date(9999, 12, 31))
VALUES = st.one_of(
    TEXTS, st.integers(-(10**15), 10**15), st.floats(-1e300, 1e300), st.booleans(), st.none()
)
ENTERED = st.dictionaries(st.tuples(ROWS, COLUMNS), VALUES, max_size=8)
DATED = st.dictionaries(ROWS, DAYS, max_size=3)
ADDED = st.lists(st.fixed_dictionaries({0: TEXTS, 1: st.integers(0, 10**6)}), max_size=6)


def read(data: bytes) -> dict[tuple[int, int], Any]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    cells = rows.to_python(skip_empty_area=False)
    return {
        (row, column): value.date() if isinstance(value, datetime) else value
        for row, line in enumerate(cells)
        for column, value in enumerate(line)
        if value != ""
    }


@settings(max_examples=40, deadline=None)
@given(entered=ENTERED, dated=DATED, added=ADDED)
def test_what_is_put_in_is_read_back_and_all_else_is_as_before(
    entered: dict[tuple[int, int], Any], dated: dict[int, date], added: list[dict[int, Any]]
) -> None:
    before = excel_saved()
    editing = Editing(before)
    expected = entered | {(row, DATES): day for row, day in dated.items()}
    for number, values in enumerate(added):
        row = editing.add_row("Beds", HEADINGS, values)
        assert row == TOTALS + number
        expected |= {(row, column): value for column, value in values.items()}
    for (row, column), value in expected.items():
        editing.set("Beds", row, column, value)
    after = editing.saved()
    old, new = read(before), read(after)
    assert {cell: new.get(cell) for cell in expected} == expected
    kept = {cell: value for cell, value in old.items() if cell[1] < 1 and cell[0] < TOTALS}
    assert {cell: new.get(cell) for cell in kept} == kept | {
        cell: value for cell, value in expected.items() if cell in kept
    }
    assert new[TOTALS + len(added), 0] == "Total"
    sheet = openpyxl.load_workbook(io.BytesIO(after), data_only=True)["Beds"]
    assert sheet.tables["Beds"].ref == f"A3:D{TOTALS + len(added) + 1}"
    shown = {cell: sheet.cell(cell[0] + 1, cell[1] + 1).value for cell in expected}
    numbers = {c: v for c, v in expected.items() if type(v) in {int, float, bool}}
    assert {cell: shown[cell] for cell in numbers} == numbers
