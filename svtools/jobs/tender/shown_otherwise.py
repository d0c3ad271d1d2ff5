"""What a scoring workbook shows otherwise than what was typed makes: a formula that was changed.

One change shows in many results. Told is where it begins: the first step that is otherwise, not
the marks, totals and ranks that follow from it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.numbers import plain, settled
from svtools.scoring import BidMarks, Results
from svtools.workbooks.cells import CellError, Uncalculated, a1
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.headings import find_table
from svtools.workbooks.opening import Workbook

COMPARED: dict[str, Callable[[BidMarks], Any]] = {
    "price": lambda bid: bid.price,
    "sva": lambda bid: bid.measures.marked.sva,
    "leva": lambda bid: bid.measures.marked.leva,
    "value": lambda bid: bid.measures.value,
    "measures_mark": lambda bid: bid.measures.mark,
    "answers_mark": lambda bid: bid.answers.mark,
    "sv_mark": lambda bid: bid.social_value_mark,
    "price_mark": lambda bid: bid.price_mark,
    "quality_mark": lambda bid: bid.quality_mark,
    "total": lambda bid: bid.total,
    "rank": lambda bid: bid.place.rank,
}
"""The columns of the two tables that are worked out again."""

FOLLOWS = {
    "value": ("sva", "leva"),
    "measures_mark": ("value", "price"),
    "price_mark": ("price", "quality_mark", "sv_mark"),
    "sv_mark": ("measures_mark", "answers_mark"),
    "total": ("price_mark", "quality_mark", "sv_mark"),
    "rank": ("total",),
}
"""What a column is worked out from, of any bid."""

TABLES = ("workings", "results")
"""In the order in which one is worked out from the other."""


class Difference(NamedTuple):
    """A result that is shown otherwise: its column, what is shown, and that in words."""

    key: str
    shown: Any
    words: str


def shown_otherwise(
    workbook: Workbook, results: Results, lines: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """The results that a scoring workbook shows otherwise; whether some aren't calculated yet.

    `lines` are the bids in the order of the sheet Results.
    """
    sheets = {sheet.name: sheet.rows for sheet in workbook.book.sheets}
    declared = {table.key: sheet for sheet, table in workbook.content.template.tables()}
    found: list[list[Difference]] = [
        list(_on_sheet(declared[key], sheets.get(declared[key].name, ()), results, lines))
        for key in TABLES
    ]
    known = [[each for each in on if not isinstance(each.shown, Uncalculated)] for on in found]
    workings, *shown = known
    told = without_what_follows(workings) or [each for on in shown for each in on]
    return tuple(each.words for each in told), sum(map(len, known)) < sum(map(len, found))


def without_what_follows(differences: Iterable[Difference]) -> list[Difference]:
    """Those of columns that follow from no other one that is otherwise."""
    given = list(differences)
    keys = {each.key for each in given}
    return [each for each in given if keys.isdisjoint(_before(each.key))]


def _before(key: str) -> set[str]:
    """Every column from which this one is worked out."""
    first = set(FOLLOWS.get(key, ()))
    return first.union(*map(_before, first))


def _on_sheet(
    declared: Sheet, rows: Any, results: Results, lines: Sequence[str]
) -> Iterator[Difference]:
    headings = find_table(declared.tables[0], rows)
    if headings is None:
        return
    marks = {bid.label: bid for bid in results.bids}
    for number, cells in enumerate(rows[headings.row + 1 :], start=headings.row + 1):
        columns = headings.columns.items()
        shown = {key: cells[at] if at < len(cells) else None for key, at in columns}
        line, bidder = shown.get("line"), str(shown.get("bidder") or "")
        expected: dict[str, Any] = {}
        if isinstance(line, int | float) and 0 < line <= len(lines):
            bidder = expected["bidder"] = lines[int(line) - 1]
        if bidder in marks:
            expected |= {key: worked_out(marks[bidder]) for key, worked_out in COMPARED.items()}
        for key, right in expected.items():
            if key in shown and not _same(shown[key], right):
                cell = f"{declared.name}!{a1(number, headings.columns[key])}"
                words = f"shows {_said(shown[key])}; for {bidder} it should be {_said(right)}"
                yield Difference(key, shown[key], f"{cell} {words}")


def _same(shown: Any, right: Any) -> bool:
    if isinstance(right, str):
        return bool(shown == right)
    return isinstance(shown, int | float) and settled(shown) == settled(right)


def _said(shown: Any) -> str:
    if shown is None or shown == "":
        return "nothing"
    if isinstance(shown, int | float | Decimal):
        return plain(settled(shown))
    return str(shown) if isinstance(shown, CellError) else f"'{shown}'"
