"""Measures of an edition that comes with the toolkit, beside what was published."""

from collections.abc import Sequence
from typing import Any

from svtools.measures import MeasureSet, shipped_editions, shipped_set
from svtools.numbers import in_a_row, plain
from svtools.workbooks.content import Content, Row

COUNTS = ("unit", "proxy", "kind", "theme", "counting", "once_a_year")
"""What a figure depends on, by the columns' keys."""

MOST_NAMED = 3


def tell_changed(
    content: Content, rows: Sequence[Row], read: MeasureSet, themes: Sequence[str]
) -> None:
    """Note once what the register has otherwise, for an edition is frozen.

    A theme that the council doesn't have is its own affair.
    """
    published = shipped_set(read.edition).measures if read.edition in shipped_editions() else {}
    column = content.template.table("measures").column
    changes = {}
    for row in rows:
        code = row.get("code") or ""
        here, there = read.measures.get(code), published.get(code)
        for key in COUNTS if here and there else ():
            found, expected = getattr(here, key), getattr(there, key)
            is_foreign = key == "theme" and expected not in themes
            if found != expected and not is_foreign and key not in row.faulty:
                says = f"'{column(key).label}' reads {_said(found)}, not {_said(expected)}"
                changes[row.cell(key)] = code, f"{code}: {says}"
    if changes:
        codes, words = zip(*changes.values(), strict=True)
        more = len(words) - MOST_NAMED
        named = [*words[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        about = {"edition": read.edition, "changes": in_a_row(named)}
        content.problems.add("measure-changed", *changes, measures=codes, **about)


def _said(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "Yes", False: "No"}[value]
    return str(value) if isinstance(value, str) else plain(value)
