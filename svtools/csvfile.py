"""CSV files as Excel opens them with a double click."""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that Excel takes for a formula when it opens a .csv."""


def safe(text: str) -> str:
    """A text that Excel takes for text: an apostrophe stands before what it would calculate."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as the content of a .csv, in UTF-8 with the mark by which Excel knows it."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
