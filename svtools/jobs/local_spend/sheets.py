"""What a sheet holds that has no known headings: nothing, payments perhaps, or something else."""

from datetime import date
from itertools import islice
from typing import Any

from svtools.jobs.local_spend.amounts import amount_of
from svtools.jobs.local_spend.dates import Order, day_of
from svtools.jobs.local_spend.tables import Row, Table
from svtools.workbooks.typed import shown

_SAMPLE = 400


def is_blank(table: Table) -> bool:
    """Whether a sheet holds nothing, as new workbooks' second and third. A text is none."""
    return bool(table.sheet) and not any(any(cells) for _, cells in table.rows())


def looks_like_payments(table: Table) -> bool:
    """Whether half of a table's first rows hold a day, an amount and words."""
    rows = [cells for _, cells in islice(table.rows(), _SAMPLE) if any(cells)]
    return bool(rows) and 2 * sum(map(_is_payment, rows)) >= len(rows)


def _is_payment(cells: Row) -> bool:
    kinds = [_kind(cell) for cell in cells]
    return {"day", "amount", "words"} <= set(kinds)


def _kind(cell: Any) -> str:
    text = shown(cell)
    if isinstance(cell, date) or (not text.isdigit() and _is_day(cell)):
        return "day"
    if amount_of(cell) is not None:
        return "amount"
    return "words" if any(map(str.isalpha, text)) else ""


def _is_day(cell: Any) -> bool:
    return isinstance(cell, str) and day_of(cell, Order.DAY_FIRST) is not None
