"""Terms and loaded values as texts, the same however they were written and read."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.tender.scoring_rows import NUMERIC
from svtools.numbers import exact, plain, rounded
from svtools.workbooks.content import Row
from svtools.workbooks.items import CellKind, Item

_PLACES = 10
_BETWEEN, _AFTER_NAME = " ¦ ", ": "


def name_of(key: str) -> str:
    """A sealed row as people read it, by its key: offers/B01/OP08 is B01, OP08."""
    return ", ".join(key.split("/")[1:])


def table_of(key: str) -> str:
    """The table of a sealed row; of a field, the field itself."""
    return key.partition("/")[0]


def differ_in_one(key: str, other: str) -> bool:
    """Whether two rows' keys are alike but for one part."""
    one, two = key.split("/"), other.split("/")
    return sum(a != b for a, b in zip(one, two, strict=True)) == 1


def packed(values: Mapping[str, str]) -> str:
    """The values of a row in one text; blanks are left out."""
    return _BETWEEN.join(f"{name}{_AFTER_NAME}{value}" for name, value in values.items() if value)


def unpacked(text: str) -> dict[str, str]:
    """The values of a row by column."""
    pairs = (part.partition(_AFTER_NAME) for part in text.split(_BETWEEN) if part)
    return {name: value for name, _, value in pairs}


def alike(row: Row, text: str) -> int:
    """In how many of its sealed columns a row is as it is sealed."""
    return sum(text_of(row.get(name)) == sealed for name, sealed in unpacked(text).items())


def text_of(value: Any) -> str:
    """A value as it is sealed, the same however it was written and read."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return plain(rounded(exact(value), _PLACES))
    return " ".join(str(value).split()).replace("¦", "|")


def typed_of(item: Item, text: str) -> Any:
    """A sealed value as its cell holds it."""
    if not text:
        return None
    if item.kind is CellKind.DATE:
        return date.fromisoformat(text)
    if item.kind is CellKind.INTEGER:
        return int(text)
    return Decimal(text) if item.kind in NUMERIC else text
