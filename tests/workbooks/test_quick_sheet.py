from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from svtools.workbooks.quick_sheet import LONGEST_TEXT, QuickSheet
from xlsxwriter.worksheet import Worksheet

TEXTS = ["Pier", "", None, "Pier", " two\nlines ", '<&">', "=1+1", "x_x000D_"]
NUMBERS = [0, -3, 0.1, 1e21, Decimal("0.10"), Decimal("1E+3")]
OTHERS = [date(2026, 4, 1), True, float("inf"), "x" * (LONGEST_TEXT + 1)]


def workbook(kind: type[Worksheet], fill: Callable[[Any, Any], None]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": date(2025, 1, 1)})
        fill(book.add_worksheet("Sheet", kind), book.add_format({"locked": False}))
    return stream.getvalue()


def write_cells(sheet: Any, look: Any) -> None:
    for row, value in enumerate(TEXTS):
        if value:
            sheet.write_string(row, 1, value, look)
            sheet.write_string(row, 2, value)
        else:
            sheet.write_blank(row, 1, None, look)
    for row in range(3):
        sheet.write_formula(row, 3, "=SUM(A1:A3)", look, 5)
        sheet.write_formula(row, 4, "=UNIQUE(A1:A3)&XLOOKUP(1,A1:A3,B1:B3)", look, 5)


def test_a_quick_sheet_is_written_to_the_bytes_of_a_plain_one() -> None:
    assert workbook(QuickSheet, write_cells) == workbook(Worksheet, write_cells)


def test_a_plain_column_is_written_as_its_cells_one_by_one() -> None:
    def at_once(sheet: Any, look: Any) -> None:
        assert sheet.write_plain(2, 1, TEXTS + NUMBERS, look) == []

    def one_by_one(sheet: Any, look: Any) -> None:
        for row, value in enumerate(TEXTS + NUMBERS, start=2):
            if isinstance(value, int | float | Decimal):
                sheet.write_number(row, 1, value, look)
            elif value:
                sheet.write_string(row, 1, value, look)
            else:
                sheet.write_blank(row, 1, None, look)

    assert workbook(QuickSheet, at_once) == workbook(Worksheet, one_by_one)


@pytest.mark.parametrize("value", OTHERS, ids=lambda value: type(value).__name__)
def test_what_is_not_plain_is_left_to_the_caller(value: object) -> None:
    left: list[int] = []
    workbook(QuickSheet, lambda s, look: left.extend(s.write_plain(0, 0, ["a", value], look)))
    assert left == [1]
