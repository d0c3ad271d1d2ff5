"""What stands before letters and award: one list. Results are shown all the same.

A block is a problem of the catalogue at the level "blocks the award": what it is, in which cell,
what to do, and under `bidder` of its details whose bid it is about (left out where it is about the
whole tender). Whoever finds such things adds a function to `FINDERS`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.tender.corrections import unfinished
from svtools.jobs.tender.marking import Marked
from svtools.scoring import bid_label, ties
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.revision import Revision

Finder = Callable[[Marked], Iterable[Problem]]


def changed_terms(marks: Marked) -> Iterable[Problem]:
    """What was issued or loaded and stands otherwise in the workbook now."""
    return marks.changed


def open_flags(marks: Marked) -> Iterable[Problem]:
    """The flags that must be answered first, and aren't yet."""
    problems = Problems(marks.workbook.file, own=True)
    for each in marks.flagged:
        if each.flag.blocks and each.is_open:
            code = "flag-low" if each.is_low else "flag-open"
            if not marks.content.tables["flags"].is_there:
                code = "flag-nowhere"
            what = each.flag.what.rstrip(".")
            problems.add(code, each.cell, bidder=each.bidder, what=what, state=each.state)
    return problems


def of_the_panel(marks: Marked) -> Iterable[Problem]:
    """What those who marked have not said, and rows that nobody can tell whose they are."""
    return marks.panel.blocking()


def unfinished_corrections(marks: Marked) -> Iterable[Problem]:
    """Corrected units that don't count yet."""
    return unfinished(marks.content)


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


FINDERS: tuple[Finder, ...] = (
    changed_terms,
    open_flags,
    unbroken_ties,
    of_the_panel,
    unfinished_corrections,
)
"""Each finds what it knows of that blocks letters and award."""


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
    return told(problem for find in FINDERS for problem in find(marks))


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
