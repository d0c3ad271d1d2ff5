"""What stands before letters and award: one list. Results are shown all the same.

A block is a problem of the catalogue at the level "blocks the award": what it is, in which cell,
what to do, and under `bidder` of its details whose bid it is about (left out where it is about the
whole tender).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.tender.corrections import unfinished
from svtools.jobs.tender.marking import Marked
from svtools.jobs.tender.scoring_rows import answers_key, is_reduced, price_cell
from svtools.numbers import in_a_row
from svtools.scoring import bid_label, ties
from svtools.workbooks.content import Row
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.revision import Revision


def open_flags(marks: Marked) -> Iterable[Problem]:
    """The flags that must be answered first, and aren't yet."""
    problems = Problems(marks.workbook.file, own=True)
    bidders = {row.get("bidder"): row for row in marks.content.rows("bidders")}
    for each in marks.flagged:
        if each.flag.blocks and each.is_open:
            code = "flag-low" if each.is_low else "flag-open"
            if not marks.content.tables["flags"].is_there:
                code = "flag-nowhere"
            what = each.flag.what.rstrip(".")
            cell = each.cell or price_cell(bidders[each.bidder])  # what blocks is about a price
            problems.add(code, cell, bidder=each.bidder, what=what, state=each.state)
    return problems


def unmarked_bids(marks: Marked) -> Iterable[Problem]:
    """Assessed bids without an agreed mark. Rows that are told by themselves are left out."""
    problems, panel = Problems(marks.workbook.file, own=True), marks.panel
    assessed = [r for r in marks.content.rows("bidders") if r.get("bidder") in marks.results.ranks]
    marked_under = {
        "quality_marks": ("criterion", {row.get("key") for row in assessed}),
        "moderation": ("question", {answers_key(row) for row in assessed}),
    }
    for table, (item, keys) in marked_under.items():
        blanks: dict[str, list[Row]] = {}
        for row in marks.content.rows(table):
            if row.get("key") in keys and _is_unmarked(row) and not panel.is_of_two(row):
                blanks.setdefault(row.get("bidder"), []).append(row)
        for bidder, rows in blanks.items():
            column = "moderated" if "moderated" in rows[0].place.columns else "share"  # version 2
            cells = [row.cell(column) for row in rows]
            items = in_a_row([str(row.get(item)) for row in rows])
            problems.add("bid-unmarked", *cells, bidder=bidder, items=items)
    return problems


def _is_unmarked(row: Row) -> bool:
    """Whether a row that is there should hold an agreed mark, and nothing was typed."""
    if row.number == row.place.heading_row:  # it was deleted, which is told
        return False
    counts = row.get("weight") != 0 and row.get("answered") != "no"
    is_blank = all(row.get(key) is None and key not in row.faulty for key in ("moderated", "share"))
    return counts and is_blank


UNEXPLAINED = (
    # what the panel did to a bid, its reason, what is said where that is blank
    ("corrected", "why", "price is corrected"),
    ("excluded", "excluded_why", "tender is not assessed"),
)


def unexplained_decisions(marks: Marked) -> Iterable[Problem]:
    """Corrected prices and exclusions without a reason: either can change who wins."""
    problems = Problems(marks.workbook.file, own=True)
    for row in marks.content.rows("bidders"):
        for done, reason, what in UNEXPLAINED:
            if row.get(done) not in {None, "No"} and not row.get(reason):
                problems.add("decision-unexplained", row.cell(reason), bidder=row.get("bidder"),
                             what=what)  # fmt: skip
    return problems


def unfinished_reductions(marks: Marked) -> Iterable[Problem]:
    """Marked units that don't count yet, for want of a ground, an evaluator or a reason."""
    problems = Problems(marks.workbook.file, own=True)
    for row in marks.content.rows("offers"):
        if row.get("marked") is not None and not is_reduced(row):
            bidder, measure = row.texts("bidder", "measure")
            problems.add("reduction-unfinished", row.cell("marked"), bidder=bidder, measure=measure)
    return problems


def unbroken_ties(marks: Marked) -> Iterable[Problem]:
    """Ties that leave open who has a place, until the last step is taken and written down."""
    problems = Problems(marks.workbook.file, own=True)
    rows = {row.get("bidder"): row for row in marks.content.rows("bidders")}
    for tie in ties(marks.tender, marks.results):
        labels = [bid_label(bidder, tie.lot) for bidder in tie.bidders]
        cells = [rows[label].cell("drawn") for label in labels if label in rows]
        known = [cell for cell in cells if cell]
        details = {"names": " and ".join(labels), "rank": tie.rank, "last_step": tie.last_step}
        problems.add("tie-open", *known, **details)
    return problems


@dataclass(frozen=True, slots=True)
class Despite:
    """Why letters or an award go on although something blocks them; `blocks` say what."""

    reason: str
    blocks: tuple[Problem, ...]

    @property
    def words(self) -> str:
        """For record and letters: the reason, and what it overrides."""
        overridden = " ".join(block.located for block in self.blocks)
        return f"{self.reason.rstrip('.')}. It went on despite this: {overridden}"


def blocks(marks: Marked) -> list[Problem]:
    """Everything that blocks letters and award, as it stands on the sheets."""
    return told(
        (
            *marks.changed,
            *open_flags(marks),
            *unbroken_ties(marks),
            *marks.panel.blocking(),
            *unmarked_bids(marks),
            *unexplained_decisions(marks),
            *unfinished_reductions(marks),
            *unfinished(marks.content),
        )
    )


def let_through(
    marks: Marked, despite: str = "", more: Iterable[Problem] = (), *, tie_decided: bool = False
) -> Despite | None:
    """None where nothing blocks letters and award, else why they go on all the same.

    `more` are blocks of this award alone; a tie is none where it is said how it was decided.
    Raises InputError, with everything that blocks them, where `despite` gives no reason.
    """
    found = [b for b in blocks(marks) if not (tie_decided and b.code == "tie-open")]
    found += more
    if not found:
        return None
    if despite.strip():
        return Despite(" ".join(despite.split()), tuple(found))
    remedies = dict.fromkeys(block.remedy for block in found)
    raise InputError(
        "\n".join(block.located for block in found),
        " ".join([*remedies, "Or go on with --despite and the reason, which is recorded."]),
    )


def today() -> date:
    """The officer's own day."""
    return date.today()  # noqa: DTZ011 - a day in the council's own calendar


def recorded(marks: Marked, despite: Despite | None, done: str, on: date) -> dict[Path, bytes]:
    """The scoring workbook with a line on its sheet Record: what was `done` despite the blocks.

    By its path, to be written together with the letters or the register; nothing where nothing
    was overridden. The line's role is for people to fill in.
    """
    if despite is None:
        return {}
    revision = Revision(marks.workbook)
    revision.add_row("record", {"day": on, "what": f"{done}. Reason: {despite.words}"})
    return {marks.workbook.path: revision.saved_as(marks.workbook.path)}
