"""What a scoring workbook shows beside what it should show: a formula somebody broke must show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from svtools.numbers import settled
from svtools.scoring import BidMarks, Results
from svtools.workbooks.cells import CellError, Uncalculated, a1
from svtools.workbooks.declaration import Sheet
from svtools.workbooks.headings import find_table
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


def compared(
    workbook: Workbook, results: Results, bidders: Sequence[str]
) -> tuple[tuple[Difference, ...], bool]:
    """The results that a scoring workbook shows otherwise; whether some aren't calculated yet.

    `bidders` are all of them in the workbook's order; the sheet Results shows the best first, and
    last those that were not assessed.
    """
    sheets = {sheet.name: sheet.rows for sheet in workbook.book.sheets}
    lines = sorted(bidders, key=lambda name: results.ranks.get(name, len(bidders) + 1))
    differences = [
        difference
        for declared in workbook.content.template.sheets
        if declared.key in {"results", "workings"} and declared.name in sheets
        for difference in _on_sheet(declared, sheets[declared.name], results, lines)
    ]
    known = [d for d in differences if not isinstance(d.shown, Uncalculated)]
    return tuple(known), len(known) < len(differences)


def _on_sheet(
    declared: Sheet, rows: Any, results: Results, lines: Sequence[str]
) -> Iterator[Difference]:
    place = find_table(declared.tables[0], rows)
    if place is None:
        return
    marks = {bid.bidder: bid for bid in results.bids}
    for number in range(place.row + 1, len(rows)):
        shown = {key: rows[number][column] for key, column in place.columns.items()}
        line, bidder = shown.get("line"), str(shown.get("bidder") or "")
        expected: dict[str, Any] = {}
        if isinstance(line, int | float) and 0 < line <= len(lines):
            bidder = expected["bidder"] = lines[int(line) - 1]
        if bidder in marks:
            expected |= {key: worked_out(marks[bidder]) for key, worked_out in COMPARED.items()}
        for key, right in expected.items():
            if key in shown and not _same(shown[key], right):
                cell = f"{declared.name}!{a1(number, place.columns[key])}"
                yield Difference(bidder, cell, shown[key], right)


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
