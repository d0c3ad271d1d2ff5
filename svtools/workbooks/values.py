"""One cell's value as its declaration asks for it, and what is wrong with it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.numbers import exact, plain
from svtools.workbooks import typed
from svtools.workbooks.declaration import CellKind, Item, Role

NO_DETAILS: Mapping[str, Any] = {}


class Taken(NamedTuple):
    """The value that counts (None for none), and a code of the problem catalogue if any."""

    value: Any
    code: str = ""
    details: Mapping[str, Any] = NO_DETAILS


NOTHING = Taken(None)

_READERS = {
    CellKind.TEXT: typed.as_text,
    CellKind.NUMBER: typed.as_number,
    CellKind.INTEGER: typed.as_integer,
    CellKind.MONEY: typed.as_number,
    CellKind.RATE: typed.as_rate,
    CellKind.DATE: typed.as_date,
}


def take(item: Item, raw: Any) -> Taken:
    """The typed value of a cell; out of bounds or unusable ones count for nothing.

    An issued value is only compared, so what was interpreted in it is no remark.
    """
    if raw is None:
        return NOTHING
    if item.kind is CellKind.RATE and type(raw) in {int, float} and 1 < raw <= (item.maximum or 1):
        return Taken(exact(raw))  # a share above 100%, where the declaration allows one
    if item.choices:
        read: Any = typed.as_choice(raw, item.choices)
    elif item.kind is CellKind.CHOICE:
        read = typed.as_text(raw)
    else:
        read = _READERS[item.kind](raw)
    value, note, fault, entered = read
    if fault:
        allowed = ", ".join(item.choices)
        return Taken(None, fault, {"label": item.label, "entered": entered, "allowed": allowed})
    if isinstance(value, int | Decimal):
        beyond = _beyond(item, exact(value))
        if beyond:
            return beyond
    if note and item.role is Role.INPUT:
        return Taken(value, "interpreted", {"label": item.label, "note": note})
    return Taken(value)


def _beyond(item: Item, number: Decimal) -> Taken | None:
    """What is wrong with a number outside the declared limits."""
    if item.minimum is not None and number < exact(item.minimum):
        code, limit = "too-low", item.minimum
    elif item.maximum is not None and number > exact(item.maximum):
        code, limit = "too-high", item.maximum
    else:
        return None
    details = {"label": item.label, "limit": plain(limit), "entered": plain(number)}
    return Taken(None, code, details)
