"""The evaluators' marks brought back into the scoring workbook; what can't be taken is named."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from svtools.errors import UnreadableFile
from svtools.jobs.consolidation.return_files import of_the_system
from svtools.jobs.folder_files import files_of, why_not
from svtools.jobs.opening import open_own
from svtools.jobs.tender.marking_workbooks import TEMPLATE, Item, items_for, refuse_unready
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.panel import Panel
from svtools.jobs.tender.scoring_rows import refuse_unsound, tender_label
from svtools.numbers import plain
from svtools.spelling import folded
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row
from svtools.workbooks.file_names import shown
from svtools.workbooks.opening import Workbook, open_workbook
from svtools.workbooks.problems import Level, Problem, Problems, told
from svtools.workbooks.revision import Revision

Place = tuple[str, str]
"""What a mark is of: the question (or the part of quality) and the key of the bid."""


@dataclass(slots=True)
class Marks:
    """One evaluator's workbook, or a file that is none; `wanted` is what it should mark."""

    file: str
    problems: Problems
    evaluator: str = ""
    wanted: dict[Place, Item] = field(default_factory=dict)
    rows: dict[Place, Row] = field(default_factory=dict)
    passed_over: bool = False

    @property
    def taken(self) -> bool:
        """Whether its marks go into the scoring workbook."""
        return not (self.passed_over or any(p.level == Level.REJECTED for p in self.problems))

    @property
    def became(self) -> str:
        """What became of the file, in words."""
        if self.passed_over:
            return "passed over"
        return f"{len(self.rows)} of {len(self.wanted)} marks" if self.taken else "rejected"


@dataclass(frozen=True)
class Gathered:
    """What became of each file, and what was found."""

    marks: tuple[Marks, ...]
    missing: tuple[Problem, ...]
    """The evaluators of whom nothing came."""

    @property
    def problems(self) -> list[Problem]:
        """Everything found in the files, then who sent none."""
        return told([*(p for each in self.marks for p in each.problems), *self.missing])


def gather(scoring: Path, folder: Path, output: Path, *, accept_loss: bool = False) -> Gathered:
    """Put the marks of the workbooks in `folder` into the scoring workbook, written to `output`.

    Raises InputError where the scoring workbook or the folder can't be used, or something that
    people put into the workbook can't be kept, unless `accept_loss`.
    """
    workbook = open_own(scoring, SCORING)
    content = workbook.content
    refuse_unsound(content)
    refuse_unready(content, scoring.name)
    files = files_of(folder, frozenset({scoring.resolve(), output.resolve()}))
    marks = [_read(folder, file, content) for file in files]
    _refuse_twins(marks)
    missing = Problems(scoring.name)
    came = {each.evaluator for each in marks if each.taken}
    for number, name in Panel(content).names.items():
        if number not in came and items_for(content, number):
            whole = content.tables["marks"].place.whole_sheet
            missing.add("marking-missing", whole, evaluator=number, name=name)
    _put(workbook, marks, output, accept_loss=accept_loss)
    return Gathered(tuple(marks), tuple(missing))


def _read(folder: Path, file: str, scoring: Content) -> Marks:
    marks = Marks(shown(file), Problems(shown(file)))
    left_behind = of_the_system(Path(file).name)
    code = left_behind or why_not(folder, file)
    if code:
        marks.passed_over = bool(left_behind)
        marks.problems.add(code)
        return marks
    try:
        opened = open_workbook(folder / file, TEMPLATE, file=file, own=True, formulas=True)
        content = opened.content
    except UnreadableFile as verdict:
        marks.problems.add(verdict.code, **verdict.details)
        return marks
    found, wanted = tender_label(content, "about"), tender_label(scoring, "contract")
    number = content.value("about.evaluator")
    if folded(found) != folded(wanted):
        cell = content.fields["about.ref"]
        marks.problems.add("marking-other", cell, found=found or "no tender", wanted=wanted)
    elif number not in Panel(scoring).names:
        cell = content.fields["about.evaluator"]
        marks.problems.add("marking-nobody", cell, evaluator=number or "a blank")
    else:
        marks.evaluator = number
        marks.wanted = {(i.question, i.key): i for i in items_for(scoring, number)}
        marks.problems += content.problems
        _take(marks, content)
    return marks


def _take(marks: Marks, content: Content) -> None:
    """The marks that are for what the tender has now; each other one is named."""
    by_place: dict[Place, list[Row]] = defaultdict(list)
    for row in content.rows("answers"):
        question, key = row.texts("question", "key")
        by_place[question, key].append(row)
    blanks = []
    for place, rows in by_place.items():
        item, marked = marks.wanted.get(place), [r for r in rows if r.get("mark") is not None]
        fault = _fault(item, rows, marked, {other.seal for other in marks.wanted.values()})
        if fault and (marked or item):
            cells = [row.cell("mark") for row in marked or rows[:1]]
            named = {"question": place[0], "bidder": rows[0].get("bidder") or "no bidder"}
            marks.problems.add(fault, *cells, **named)
        elif item and marked:
            marks.rows[place] = marked[0]
        elif item and not any("mark" in row.faulty for row in rows):
            blanks.append((item, rows[0].cell("mark")))
    _tell_blanks(marks, blanks)
    sheet = content.tables["answers"].place.whole_sheet
    for place, item in marks.wanted.items():
        if place not in by_place:
            marks.problems.add("marking-new", sheet, question=item.question, bidder=item.bidder)


def _fault(item: Item | None, rows: list[Row], marked: list[Row], known: set[str]) -> str:
    """The code of why a mark can't be taken; nothing where it can. `known` are all seals."""
    names = {folded(row.get("bidder") or "") for row in rows}
    seals = {row.get("seal") for row in rows}
    if item is None:
        return "marking-gone"
    if names != {folded(item.bidder)} or seals & (known - {item.seal}):
        return "marking-two-bids"
    if seals != {item.seal}:
        return "marking-changed"
    return "marking-two" if len({row.get("mark") for row in marked}) > 1 else ""


def _tell_blanks(marks: Marks, blanks: list[tuple[Item, Cell]]) -> None:
    if blanks:
        which = ", ".join(f"{item.question} of {item.bidder}" for item, _ in blanks)
        details = {"count": len(blanks), "all": len(marks.wanted), "which": which}
        marks.problems.add("marking-blank", *(cell for _, cell in blanks), **details)


def _refuse_twins(all_marks: list[Marks]) -> None:
    """Two workbooks of one evaluator: neither can be preferred, so both are refused."""
    by_evaluator: dict[str, list[Marks]] = defaultdict(list)
    for marks in all_marks:
        if marks.evaluator:
            by_evaluator[marks.evaluator].append(marks)
    for evaluator, same in by_evaluator.items():
        files = ", ".join(marks.file for marks in same)
        for marks in same if len(same) > 1 else ():
            marks.problems.add("marking-twice", evaluator=evaluator, files=files)


def _put(workbook: Workbook, all_marks: list[Marks], output: Path, *, accept_loss: bool) -> None:
    """Write the marks into the rows of their evaluators, and tell each that was another before."""
    revision = Revision(workbook)
    rows = {
        (row.get("evaluator"), row.get("question"), row.get("key")): row
        for row in workbook.content.rows("marks")
    }
    for marks in all_marks if any(each.taken for each in all_marks) else ():
        for place, new in marks.rows.items() if marks.taken else ():
            row = rows[marks.evaluator, *place]
            typed: dict[str, Any] = {key: new.get(key) for key in ("mark", "rationale")}
            before = row.get("mark")
            if before is not None and before != typed["mark"]:
                bidder, mark = row.get("bidder"), plain(typed["mark"])
                was = plain(before)
                details = {"bidder": bidder, "question": place[0], "before": was, "now": mark}
                marks.problems.add("marking-before", new.cell("mark"), **details)
            revision.set_row(row, "marks", typed)
    revision.save(output, accept_loss=accept_loss)
