"""Which of several columns of amounts is taken: net of VAT, and by line rather than by invoice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from svtools.jobs.local_spend.amounts import amount_of
from svtools.jobs.local_spend.tables import Row
from svtools.workbooks.typed import shown

AMOUNTS = ("net", "amount", "gross")
"""The roles of amounts, the best first: net of VAT where it is there."""

_LIKE_AMOUNTS = re.compile(r"\b(?:amount|value|net|gross|total|spend|paid|sum)\b|£", re.IGNORECASE)
_NONE = re.compile(r"\b(?:date|period|number|no|code|rate|flag|id|to|by)\b", re.IGNORECASE)


def taken(places: Mapping[str, int]) -> str:
    """The role of the amounts that are taken."""
    return next(role for role in AMOUNTS if role in places)


def not_taken(headings: Sequence[str], places: Mapping[str, int]) -> list[int]:
    """The other columns whose headings say amounts, too; VAT is none."""
    others = {column for role, column in places.items() if role not in AMOUNTS}
    others |= {places[taken(places)]}
    return [
        column
        for column, heading in enumerate(headings)
        if column not in others and _LIKE_AMOUNTS.search(heading) and not _NONE.search(heading)
    ]


def by_line(
    headings: Sequence[str], places: Mapping[str, int], rows: Sequence[Row]
) -> dict[str, int]:
    """The places with the lines' amounts taken, where those taken are invoices' over and over.

    They are where several rows of one reference all have the amount that another column's add up
    to.
    """
    if "transaction" not in places or not any(role in places for role in AMOUNTS):
        return dict(places)
    invoices = list(_invoices(rows, places))
    for column in not_taken(headings, places):
        repeated = [rows for rows in invoices if _repeats(rows, places[taken(places)], column)]
        if repeated and 2 * len(repeated) > len(invoices):
            kept = {role: at for role, at in places.items() if role not in AMOUNTS}
            return kept | {"amount": column}
    return dict(places)


def _invoices(rows: Sequence[Row], places: Mapping[str, int]) -> Iterator[list[Row]]:
    """The rows of each reference and supplier that stands in more than one."""
    key = [places[role] for role in ("transaction", "supplier") if role in places]
    together: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if len(row) > max(key) and shown(row[key[0]]):
            together.setdefault(tuple(shown(row[at]) for at in key), []).append(row)
    return (each for each in together.values() if len(each) > 1)


def _repeats(rows: Sequence[Row], whole: int, part: int) -> bool:
    """Whether the rows all have one amount in a column, and another's add up to it."""
    wholes, parts = (list(_pence(rows, column)) for column in (whole, part))
    if None in chain(wholes, parts) or len(set(wholes)) > 1:
        return False
    return sum(filter(None, parts)) == wholes[0] and wholes[0] != parts[0]


def _pence(rows: Sequence[Row], column: int) -> Iterator[int | None]:
    for row in rows:
        cell: Any = row[column] if column < len(row) else None
        amount = amount_of(cell)
        yield amount.pence if amount else None
