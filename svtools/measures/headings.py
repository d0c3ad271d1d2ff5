"""Finding a measure's fields in a sheet with headings of somebody else's choosing."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from svtools import yamlfile

NEEDED = {"code", "title", "unit"}


@cache
def headings() -> dict[str, tuple[str, ...]]:
    """For each field of a measure, its headings in bare words, the likeliest first."""
    content = yamlfile.read(Path(__file__).with_name("headings.yaml"))
    return {field: tuple(map(in_bare_words, aliases)) for field, aliases in content.items()}


def match_headings(row: Sequence[object]) -> dict[str, int]:
    """For each field that `row` has a heading for, the index of its column.

    Where several columns fit a field, the likelier heading wins, then the one further left.
    A remark in brackets, as in "Proxy (£, 2024 prices)", is no hindrance.
    """
    texts = [cell if isinstance(cell, str) else "" for cell in row]
    without_remarks = [re.sub(r"\(.*?\)", " ", text) for text in texts]
    columns: dict[str, int] = {}
    for index, text in (*enumerate(texts), *enumerate(without_remarks)):
        columns.setdefault(in_bare_words(text), index)
    return {
        field: next(columns[alias] for alias in aliases if alias in columns)
        for field, aliases in headings().items()
        if not columns.keys().isdisjoint(aliases)
    }


def find_heading_row(rows: Iterable[Sequence[object]]) -> int | None:
    """The index of the first row that has at least a code, a title and a unit; None if none."""
    known = (match_headings(row).keys() for row in rows)
    return next((index for index, fields in enumerate(known) if fields >= NEEDED), None)


def in_bare_words(text: str) -> str:
    """Its words in small letters, one space between them and no signs."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
