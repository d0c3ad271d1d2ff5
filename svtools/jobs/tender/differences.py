"""What a scoring workbook shows beside what it should show: a formula somebody broke must show."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from svtools.numbers import settled
from svtools.scoring import BidMarks, Results
from svtools.workbooks.cells import CellError, Uncalculated, a1
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.headings import Headings, find_table
from svtools.workbooks.opening import Workbook

COMPARED: dict[str, Callable[[BidMarks], Any]] = {
    "measures_mark": lambda bid: bid.measures.mark,
    "answers_mark": lambda bid: bid.answers.mark,
    "sv_mark": lambda bid: bid.social_value_mark,
    "price_mark": lambda bid: bid.price_mark,
    "quality_mark": lambda bid: bid.quality_mark,
    "total": lambda bid: bid.total,
    "rank": lambda bid: bid.place.rank,
}
"""The columns that are worked out again, on both sheets."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A result that the workbook shows otherwise than it should."""

    bidder: str
    cell: str
    shown: Any
    right: Any

    @property
    def words(self) -> str:
        """What is shown and what should be, as people read it."""
        return f"{self.cell} shows {_said(self.shown)}; for {self.bidder} it should be {self.right}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, and whether some results have not been calculated yet."""

    differences: tuple[Difference, ...]
    uncalculated: bool


def compared(workbook: Workbook, results: Results, bidders: Sequence[str]) -> Comparison:
    """The results that a scoring workbook shows.

    `bidders` are all of them in the workbook's order; the sheet Results shows the best first, and
    last those that were not assessed.
    """
    found: list[Difference] = []
    sheets = {sheet.name: sheet.rows for sheet in workbook.book.sheets}
    lines = _lines(results, bidders)
    for declared in workbook.content.template.sheets:
        if declared.key in {"results", "workings"} and declared.name in sheets:
            rows = sheets[declared.name]
            place = find_table(declared.tables[0], rows)
            if place:
                found += _on_sheet(declared, rows, place, results, lines)
    known = [each for each in found if not isinstance(each.shown, Uncalculated)]
    return Comparison(tuple(known), len(known) < len(found))


def _lines(results: Results, bidders: Sequence[str]) -> list[str]:
    """Who stands in which line of the sheet Results."""
    ranks = results.ranks
    last = len(bidders) + 1
    return sorted(bidders, key=lambda name: ranks.get(name, last))


def _on_sheet(
    declared: Sheet, rows: Any, place: Headings, results: Results, lines: Sequence[str]
) -> Iterator[Difference]:
    right = {bid.bidder: bid for bid in results.bids}
    for number in range(place.row + 1, len(rows)):
        shown = {key: rows[number][column] for key, column in place.columns.items()}
        line = shown.get("line")
        bidder = str(shown.get("bidder") or "")
        expected: dict[str, Any] = {}
        if isinstance(line, int | float) and 0 < line <= len(lines):
            bidder = lines[int(line) - 1]
            expected = {"bidder": bidder} if "bidder" in place.columns else {}
        if bidder in right:
            expected |= _expected(right[bidder], place.columns)
        for key, value in expected.items():
            if not _same(shown.get(key), value):
                cell = f"{declared.name}!{a1(number, place.columns[key])}"
                yield Difference(bidder, cell, shown.get(key), value)


def _expected(bid: BidMarks, columns: Mapping[str, int]) -> dict[str, Any]:
    return {key: worked_out(bid) for key, worked_out in COMPARED.items() if key in columns}


def _same(shown: Any, right: Any) -> bool:
    if isinstance(right, str):
        return bool(shown == right)
    return isinstance(shown, int | float) and settled(shown) == settled(right)


def _said(shown: Any) -> str:
    if shown is None or shown == "":
        return "nothing"
    if isinstance(shown, int | float):
        return f"{settled(shown).normalize():f}"
    return str(shown) if isinstance(shown, CellError) else f"'{shown}'"
