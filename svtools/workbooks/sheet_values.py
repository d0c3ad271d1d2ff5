"""Values as cells: a text stays a text, and a date is the number that Excel keeps for it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from svtools.workbooks.quick_sheet import QuickSheet

LONGEST_TEXT = 32_000
CUT = " [cut here: the cell can hold no more]"
EXCEL_DAY_0 = date(1899, 12, 30)


def serial(day: date) -> float:
    """The number Excel keeps for a date."""
    days = day.toordinal() - EXCEL_DAY_0.toordinal()
    if isinstance(day, datetime):
        return days + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return days


def put(sheet: QuickSheet, row: int, column: int, value: Any, look: Any) -> None:
    """Write one value as what it is: text stays text, whatever it begins with."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_string(row, column, _fitting(str(value)), look)


def _fitting(text: str) -> str:
    """`text`, cut where a cell can't hold it. Excel counts a rare character such as 🌳 as two."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    kept = units[: 2 * (LONGEST_TEXT - len(CUT))]
    return kept.decode("utf-16-le", "ignore") + CUT
