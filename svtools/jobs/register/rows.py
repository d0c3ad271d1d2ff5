"""Rows of the contracts register as contracts, and the names by which they find each other."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.contracts import WORKBOOK, Contract, Key
from svtools.jobs.spelling import as_known, folded
from svtools.monitoring import FinancialYear
from svtools.workbooks.content import Row

TEXTS = ("title", "category", "parent", "regime", "edition", "manager", "contact")

YearKey = tuple[str, str, str, str]
"""Reference, lot, supplier (blank for the contract's only one) and measure, each folded."""


def year_as_written(row: Row) -> str:
    """2025/26 is the year 2025-26; what is no year stays as it is."""
    try:
        return str(FinancialYear.parse(row.get("year") or ""))
    except InputError:
        return row.get("year") or ""


def folded_key(*names: str) -> tuple[str, ...]:
    """Names as they are compared."""
    return tuple(map(folded, names))


def year_key(ref: str, lot: str, supplier: str, measure: str) -> YearKey:
    """Under which the units of a year are found again."""
    return folded(ref), folded(lot), folded(supplier), folded(measure)


def contract_of(key: Key, row: Row, start: date, end: date, editions: Iterable[str]) -> Contract:
    """The contract of a row; its edition is spelt as among `editions`."""
    texts: dict[str, Any] = {name: row.get(name) or "" for name in TEXTS}
    texts["edition"] = as_known(texts["edition"], editions)
    return Contract(
        key=key,
        net_value=row.get("net_value"),
        start=start,
        end=end,
        extension=int(row.get("extension") or 0),
        actual_end=row.get("actual_end"),
        commenced=row.get("commenced"),
        vat_rate=row.get("vat_rate"),
        gross_value=row.get("gross_value"),
        reported_in=row.get("reported_in") or WORKBOOK,
        row=row.number,
        **texts,
    )
