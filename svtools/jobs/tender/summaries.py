"""Letters to bidders and the page for approval: what was decided, told to each as the law asks.

Each assessed tender has an assessment summary (Procurement Act 2023, section 50), and the whole one
page for who approves the award.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

from svtools.documents.blocks import Document
from svtools.documents.html import page
from svtools.documents.word import word
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.opening import refuse, refuse_unusable
from svtools.jobs.tender import letter_words
from svtools.jobs.tender.approval import approval
from svtools.jobs.tender.blocking import Despite, let_through, recorded, today, unmarked_bids
from svtools.jobs.tender.choosing import decided_by_lot, departures
from svtools.jobs.tender.decided import Decided
from svtools.jobs.tender.flagged import Flagged
from svtools.jobs.tender.letters import Judged, Letter, Outcome, document, missing
from svtools.jobs.tender.marking import Marked, marked
from svtools.jobs.tender.offer import ADDRESSED
from svtools.jobs.tender.pack import refuse_present
from svtools.policy import Council, load_council
from svtools.workbooks.file_names import file_stem, first_free
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.replacing import put_all

DECISION = "decision"
SUMMARY = "assessment summary"
FORMS = ("html", "docx")


@dataclass(frozen=True, slots=True)
class Summaries:
    """The documents that were written, and what to look at before they are sent.

    `pages` are the letters as web pages, one for each assessed tender, and `decisions` the page for
    approval (of each lot); a Word file stands beside each. `problems` are facts that the letters
    lack.
    """

    pages: tuple[Path, ...]
    decisions: tuple[Path, ...]
    gaps: tuple[str, ...]
    problems: tuple[Problem, ...]
    open_flags: tuple[Flagged, ...] = ()
    despite: Despite | None = None

    @property
    def written(self) -> tuple[Path, ...]:
        """Every file."""
        return tuple(
            path.with_suffix(f".{form}")
            for path in (*self.decisions, *self.pages)
            for form in FORMS
        )


def write_summaries(
    scoring: Path,
    folder: Path,
    council: Council | None = None,
    *,
    winner: str | Sequence[str] = "",
    force: bool = False,
    despite: str = "",
    on: date | None = None,
) -> Summaries:
    """A letter to each bidder and the page for approval in `folder`, all of them or none.

    With lots, a page for each. `winner` names who is chosen (of a framework, several; with lots, as
    Results shows a bid), where the marks leave it open; another needs a reason in `despite`, and
    the documents say that they depart from the marks. Raises InputError where the workbook can't
    be marked or is another council's, something blocks letters and `despite` gives no reason to go
    on (it is recorded in the workbook, `on` that day), a mark is missing, it isn't clear who won,
    or a document is there already and `force` isn't given.
    """
    council = council or load_council()
    marks = _ready(scoring, council)
    named = [winner] if isinstance(winner, str) and winner else list(winner)
    going_on = let_through(marks, despite, departures(marks, named), tie_decided=bool(named))
    by_lot = decided_by_lot(marks, named, despite)
    letters = {label: letter for each in by_lot for label, letter in _letters(marks, each, council)}
    names = _names([*letters])
    made = {
        f"{names[label]} - {SUMMARY}": document(letter, council.folder)
        for label, letter in letters.items()
    }
    decisions = _decisions(marks, by_lot, council, going_on.reason if going_on else "")
    files = _files(made | decisions)
    refuse_present((folder / name for name in files), force=force)
    record = recorded(marks, going_on, "Letters to bidders were written", on or today())
    put_all(folder, files | {str(path.resolve()): content for path, content in record.items()})
    gaps = (f"{bid.label}: {gap}" for bid in marks.bids for gap in bid.unreasoned)
    return Summaries(
        tuple(folder / f"{name}.html" for name in made),
        tuple(folder / f"{name}.html" for name in decisions),
        (*gaps, *_shown_wrongly(marks)),
        tuple(lacking(marks, council, letters.values())),
        marks.open_flags,
        going_on,
    )


def _shown_wrongly(marks: Marked) -> Iterator[str]:
    """What the workbook shows otherwise than it should, or without a formula."""
    yield from marks.differences
    yield from (lost.located.rstrip(".") for lost in marks.lost_formulas)


def _letters(marks: Marked, decided: Decided, council: Council) -> Iterator[tuple[str, Letter]]:
    """What each bidder is told, by the label of its bid; those left out for their marks last."""
    for bid in decided.bids:
        own = letter_words.judged(marks, bid, to_itself=True)
        outcome, why = decided.outcome(bid), decided.why(bid)
        yield bid.label, _letter(marks, decided, council, own=own, outcome=outcome, why=why)
    for label, row in letter_words.under_the_least(marks, decided.lot).items():
        own, why = letter_words.judged_in_part(marks, row), marks.results.not_assessed[label]
        outcome = Outcome.EXCLUDED
        yield label, _letter(marks, decided, council, own=own, outcome=outcome, why=why)


def _letter(
    marks: Marked, decided: Decided, council: Council, *, own: Judged, outcome: Outcome, why: str
) -> Letter:
    content = marks.content
    return Letter(
        council=letter_words.of_council(council),
        subject=letter_words.subject_of(content, decided.lot, is_framework=decided.is_framework),
        own=own,
        outcome=outcome,
        criteria=letter_words.criteria_of(marks),
        scale=[(f"{row.get('mark')}", row.get("means") or "") for row in content.rows("scale")],
        why=why,
        chosen=tuple(letter_words.judged(marks, bid, to_itself=False) for bid in decided.chosen),
        whole=letter_words.gives_every_reason(marks),
        departs=decided.departs,
    )


def lacking(marks: Marked, council: Council, letters: Iterable[Letter]) -> list[Problem]:
    """The facts that letters and approval should say and that nobody has given yet."""
    content = marks.content
    problems = Problems(content.problems.file)
    gone = missing(letter_words.of_council(council))
    if gone:
        what = _in_words(gone)
        problems.add("letter-council", council=council.short_name, missing=what)
    for name in ("approver", "identifier", "sent_on", "documents"):
        field = content.fields[f"decision.{name}"]
        if not field.value:
            label = content.template.field(f"decision.{name}").label
            problems.add("letter-blank", field.cell, label=label)
    rows = {row.get("bidder"): row for row in content.rows("letters")}
    told_of = {letter.own.party.name: letter.own.party for letter in letters}
    for name, party in told_of.items():
        blank = [key for key in ADDRESSED if not getattr(party, key)]
        if blank:
            row = rows.get(name)
            cells = [row.cell(key) for key in blank] if row else []
            problems.add("letter-address", *cells, bidder=name, missing=_in_words(missing(party)))
    return told(problems)


def _in_words(labels: Sequence[str]) -> str:
    return ", ".join(label[0].lower() + label[1:] for label in labels)


def _ready(scoring: Path, council: Council) -> Marked:
    """The marks. Raises InputError where they aren't complete or can't all be used."""
    marks = marked(scoring)
    refuse_other_council(marks.content, scoring.name, council)
    refuse_unusable(marks.content)
    refuse([*unmarked_bids(marks)], "No letter states a 0 that nobody gave.")
    return marks


def _decisions(
    marks: Marked, by_lot: Iterable[Decided], council: Council, despite: str
) -> dict[str, Document]:
    """The page for approval (of each lot), by its file's name."""
    file = marks.workbook.path.name
    return {
        f"{DECISION} - lot {decided.lot}" if decided.lot else DECISION: approval(
            marks, decided, council, file, despite=despite
        )
        for decided in by_lot
    }


def _names(bidders: Sequence[str]) -> dict[str, str]:
    """Each bidder's file name, numbered where two names differ only in signs."""
    taken: dict[str, str] = {}
    for bidder in bidders:
        stem = file_stem(bidder)
        names = (stem if number == 1 else f"{stem} {number}" for number in count(1))
        taken[first_free(names, taken)] = bidder
    return {bidder: name for name, bidder in taken.items()}


def _files(documents: Mapping[str, Document]) -> dict[str, bytes]:
    files = dict[str, bytes]()
    for name, made in documents.items():
        files[f"{name}.html"] = page(made).encode()
        files[f"{name}.docx"] = word(made)
    return files
