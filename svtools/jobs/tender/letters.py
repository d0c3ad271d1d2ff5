"""An assessment summary as a letter: what it says, and its text as a page and a Word file.

Procurement Act 2023, section 50, and Procurement Regulations 2024, regulation 31: the supplier
with its addresses and unique identifier, every criterion with its weight and scale, the scores with
their reasons, why a tender was not chosen, and the same of those that were, less what is
commercially sensitive. Nothing of another losing tender.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from svtools.documents.blocks import Block, Document, Side, Table
from svtools.documents.markdown import blocks
from svtools.documents.wording import rendered
from svtools.jobs.tender.offer import ADDRESSED
from svtools.numbers import long_date

WORDING = "assessment_summary.md.j2"
WITHHELD = "Left out as commercially sensitive."
SLOT = "[to be added]"
"""What stands where a fact is not known."""

TITLE = "Assessment summary"
SECTION = f"{TITLE}: social value section"

PARTY_WIDTHS, CRITERIA_WIDTHS, MARK_WIDTHS = (20, 40, 40), (46, 12, 42), (28, 12, 60)


class Outcome(StrEnum):
    """What became of a tender."""

    CHOSEN = "chosen"
    PLACE = "a place on the framework"
    NOT_CHOSEN = "not chosen"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as a letter names it; a blank is not known."""

    name: str
    address: str = ""
    email: str = ""
    identifier: str = ""
    number: str = ""

    @property
    def titled(self) -> str:
        """Its name, with its company or charity number."""
        return f"{self.name} ({self.number})" if self.number else self.name


class Line(NamedTuple):
    """A criterion with its mark and the reason for it."""

    criterion: str
    mark: str
    why: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A tender with its marks; none where it was excluded before it was marked."""

    party: Party
    lines: tuple[Line, ...] = ()

    @property
    def withheld(self) -> bool:
        """Whether something was left out."""
        return any(WITHHELD in line.why for line in self.lines)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is bought; `lot` is blank without lots, `documents` say where the criteria stand.

    `sent_on` is the day on which letters go out; None is not known.
    """

    title: str
    ref: str
    lot: str = ""
    identifier: str = ""
    documents: str = ""
    is_framework: bool = False
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What one supplier is told of its tender for one contract, lot or framework.

    `why` says why it wasn't chosen, or was excluded; `chosen` are the tenders that were, which only
    another supplier's letter shows. `criteria` are name, weight and how marks are made; `scale` a
    mark and what it means. It is `whole` where it gives the reasons for every criterion. `departs`
    is why the decision departs from the marks, where it does.
    """

    council: Party
    subject: Subject
    own: Judged
    outcome: Outcome
    criteria: Sequence[tuple[str, str, str]]
    scale: Sequence[tuple[str, str]] = ()
    why: str = ""
    chosen: tuple[Judged, ...] = ()
    whole: bool = False
    departs: str = ""

    @property
    def won(self) -> bool:
        """Whether the supplier gets the contract, or a place on the framework."""
        return self.outcome in {Outcome.CHOSEN, Outcome.PLACE}


def document(letter: Letter, folder: Path) -> Document:
    """The letter as a document, in the council's own wording where its `folder` has one.

    Raises InputError where that wording can't be used.
    """
    subject = letter.subject
    title = TITLE if letter.whole else SECTION
    shown = {} if letter.won else {f"chosen_{n}": judged for n, judged in enumerate(letter.chosen)}
    data = {
        "title": title,
        "council": letter.council,
        "subject": subject,
        "supplier": letter.own.party,
        "outcome": letter.outcome.name.lower(),
        "has_marks": bool(letter.own.lines),
        "has_scale": bool(letter.scale),
        "is_whole": letter.whole,
        "why": letter.why,
        "departs": letter.departs,
        "chosen": [
            {
                "name": judged.party.titled,
                **{key: _fact(judged.party, key) for key in ADDRESSED},
                "marks": name,
            }
            for name, judged in shown.items()
        ],
        "withheld": any(judged.withheld for judged in shown.values()),
        "day": long_date(subject.sent_on) if subject.sent_on else SLOT,
        "slot": SLOT,
    }
    parts: dict[str, Block] = {
        "parties": _parties(letter),
        "criteria": Table(
            "Criteria, weights and scales",
            ("Criterion", "Weight", "How it is marked"),
            tuple(letter.criteria),
            (Side.LEFT, Side.RIGHT),
            widths=CRITERIA_WIDTHS,
        ),
        "scale": Table("The scale for answers", ("Mark", "What it means"), tuple(letter.scale)),
        "own": _marks(letter.own, "Your tender"),
        **{name: _marks(judged, judged.party.name) for name, judged in shown.items()},
    }
    name = f"{title}: {letter.own.party.name}, {subject.title}"
    return Document(name, letter.council.name, blocks(rendered(WORDING, data, folder), parts))


def _parties(letter: Letter) -> Table:
    """Who writes to whom: facts under one another, as on an envelope."""
    parties = (letter.council, letter.own.party)
    rows = (
        ("Name", *(party.titled for party in parties)),
        *((label, *(_fact(party, key) for party in parties)) for key, label in ADDRESSED.items()),
    )
    heads = ("Details", "Contracting authority", "Your organisation")
    return Table("Who writes to whom", heads, rows, widths=PARTY_WIDTHS)


def _fact(party: Party, key: str) -> str:
    return str(getattr(party, key)) or SLOT


def _marks(judged: Judged, title: str) -> Table:
    return Table(
        f"{title}: marks out of 100, and out of 5 for each question",
        ("Criterion", "Mark", "Explanation"),
        judged.lines,
        (Side.LEFT, Side.RIGHT),
        widths=MARK_WIDTHS,
    )


def missing(party: Party) -> list[str]:
    """What of an organisation is not known, in words."""
    return [label for key, label in ADDRESSED.items() if not getattr(party, key)]
