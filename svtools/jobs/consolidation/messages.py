"""What the summary's charts say, in their titles."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from svtools.numbers import percent, rounded

NEARLY_ALL = Decimal("0.99")
"""The most that is said of what is behind its promise, however little it lacks."""

Rows = Iterable[Mapping[str, Any]]


def furthest_behind(part: str, rows: Rows, name: str) -> str:
    """Which row of those that were promised something is furthest behind its promise, in words.

    `part` is "sva" or "leva", `name` the key under which a row has its name.
    """
    kept: dict[str, Decimal] = {
        row[name]: row[f"delivered_{part}"] / row[f"promised_{part}"]
        for row in rows
        if row[f"promised_{part}"]
    }
    if not kept:
        return f"{part.upper()}: nothing is due yet"
    last = min(kept, key=kept.__getitem__)
    if kept[last] >= 1:
        return f"{part.upper()}: no {name} is behind its promise"
    share = percent(min(rounded(kept[last], 2), NEARLY_ALL))
    return f"{part.upper()}: {last} is furthest behind its promise ({share} of it reported)"
