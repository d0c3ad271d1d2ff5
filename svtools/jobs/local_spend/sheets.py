"""What a sheet holds that has no known headings: nothing, payments perhaps, or something else."""

from datetime import date
from itertools import islice
from typing import Any

from svtools.jobs.local_spend.amounts import amount_of
from svtools.jobs.local_spend.dates import Order, day_of
from svtools.jobs.local_spend.tables import Table
from svtools.workbooks.typed import shown

_SAMPLE = 400


def is_blank(table: Table) -> bool:
    """Whether a sheet holds nothing, as new workbooks' second and third. A text is none."""
    return bool(table.sheet) and not any(any(cells) for _, cells in table.rows())


def looks_like_payments(table: Table) -> bool:
    """Whether half of a table's first rows hold a day, an amount and words."""
    rows = [cells for _, cells in islice(table.rows(), _SAMPLE) if any(cells)]
    fits = [{"day", "amount", "words"} <= set(map(_kind, cells)) for cells in rows]
    return bool(rows) and 2 * sum(fits) >= len(rows)


def _kind(cell: Any) -> str:
    text = shown(cell)
    is_text = isinstance(cell, str) and not text.isdigit()
    if isinstance(cell, date) or (is_text and day_of(cell, Order.DAY_FIRST)):
        return "day"
    if amount_of(cell) is not None:
        return "amount"
    return "words" if any(map(str.isalpha, text)) else ""
