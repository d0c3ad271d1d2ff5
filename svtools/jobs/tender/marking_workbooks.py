"""A workbook for each evaluator: every bidder's answers, question by question, and nothing else.

No price, no units, nobody else's marks. The marks come back by `svtools.jobs.tender.gathering`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.as_issued import refuse_moved
from svtools.jobs.tender.pack import SCORING, refuse_present
from svtools.jobs.tender.panel import Panel
from svtools.jobs.tender.scoring_rows import refuse_unsound
from svtools.numbers import percent, plain
from svtools.workbooks.content import Content, Row
from svtools.workbooks.file_names import file_stem
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import put_all
from svtools.workbooks.write import build

TEMPLATE = "tender_marking"
ELSEWHERE = "Read it in this bidder's tender."
NO_ANSWER = "No answer."
LETTERS_OF_A_LINE, LINES_OF_A_ROW = 62, 22
"""How much of an answer a row shows: a row is at most as high as a page, and as a screen."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one evaluator marks of one bid: a question with its answer, or a part of quality."""

    question: str
    bidder: str
    key: str
    asked: str
    answer: str

    @property
    def seal(self) -> str:
        """By which a change of the question or of the answer shows, and whose answer it is."""
        return f"{_print_of(self.asked)}-{_print_of(f'{self.key} {self.bidder} {self.answer}')}"


def _print_of(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def items_for(content: Content, evaluator: str) -> list[Item]:
    """What an evaluator marks, question by question.

    Nothing of a tender that isn't assessed, nor of a bidder for whom the evaluator stood down.
    """
    panel = Panel(content)
    answers = {(row.get("question"), row.get("key")): row for row in content.rows("answers")}
    asked = dict(_asked(content))
    bidders = content.rows("bidders")
    left_out = {row.get("key") for row in bidders if row.get("excluded") == "Yes"}
    marks = [row for row in content.rows("marks") if row.get("evaluator") == evaluator]
    rows = sorted(marks, key=lambda row: list(asked).index(row.get("question")))
    return [
        Item(
            question,
            row.get("bidder"),
            row.get("key"),
            asked[question],
            _answer(answers.get((question, row.get("key")))),
        )
        for row in rows
        if (question := row.get("question")) in asked
        and row.get("key") in panel.bidders
        and row.get("key") not in left_out
        and not panel.stood_down(evaluator, row.get("key"))
    ]


def _answer(row: Row | None) -> str:
    return ELSEWHERE if row is None else row.get("answer") or NO_ANSWER


def _asked(content: Content) -> Iterator[tuple[str, str]]:
    """What is asked and the scale, by question and quality criterion."""
    scale = "\n".join(
        f"{plain(row.get('mark'))}  {row.get('means')}"
        for row in reversed(content.rows("scale"))
        if row.get("mark") is not None
    )
    for row in content.rows("quality_parts"):
        if row.get("criterion"):
            share = f"Quality: {percent(row.get('weight') or 0)} of all marks."
            yield row.get("criterion"), f"{share}\n\n{scale}"
    for row in content.rows("questions"):
        if row.get("number"):
            words = f" {plain(row.get('words'))} words at most." if row.get("words") else ""
            share = f"{percent(row.get('weight') or 0)} of the marks for answers.{words}"
            yield row.get("number"), f"{row.get('question') or ''}\n{share}\n\n{scale}"


def marking_workbooks(scoring: Path, folder: Path, *, force: bool = False) -> list[Path]:
    """Write a workbook for each evaluator who has a name and didn't stand down.

    Raises InputError where there is nobody to mark or nothing to be marked, where an evaluator was
    named after the offers were loaded, and where a file is there and `force` isn't given.
    """
    content = open_own(scoring, SCORING).content
    refuse_unsound(content)
    refuse_unready(content, scoring.name)
    panel = Panel(content)
    items = {number: items_for(content, number) for number in panel.names}
    late = [
        panel.names[number]
        for number in panel.names
        if not any(row.get("evaluator") == number for row in content.rows("marks"))
    ]
    if late:
        raise InputError(
            f"{' and '.join(late)} got a name after the offers were loaded.",
            "Load the offers again with 'svtools tender load', then run this again.",
        )
    stem = file_stem(" ".join(filter(None, (content.value("contract.ref"), "marking"))))
    paths = {
        folder / f"{stem} - {file_stem(f'{number} {panel.names[number]}')}.xlsx": number
        for number in panel.names
        if items[number]
    }
    refuse_present(paths, force=force, lost=": what was marked in it is lost then")
    put_all(
        folder,
        {
            path.name: build(template(TEMPLATE), _data(content, number, items[number]))
            for path, number in paths.items()
        },
    )
    return list(paths)


def refuse_unready(content: Content, file: str) -> None:
    """Raises InputError where nobody marks yet, there is no offer, or the answers aren't there."""
    if not Panel(content).bidders:
        raise InputError(f"{file} has no offers.", "Load them with 'svtools tender load'.")
    if not Panel(content).names:
        raise InputError(
            "Nobody marks yet.",
            "Write the evaluators on the sheet Evaluators, save it, load the offers again.",
        )
    if not content.tables["answers"].is_there:
        raise InputError(
            f"{file} was made by an earlier version of this tool and holds no answers.",
            "Let the evaluators mark on its sheet Marks, or make the pack anew before publication.",
        )
    refuse_moved(content)
    Panel(content).refuse_two_bids()


def _data(content: Content, number: str, items: list[Item]) -> dict[str, Any]:
    names = ("council", "ref", "lot", "title")
    contract = {name: content.value(f"contract.{name}") for name in names}
    return {
        "council": {"name": contract["council"], "policy": content.value("made.policy")},
        "contract": contract,
        "evaluator": {"number": number, "name": Panel(content).names[number]},
        "answers": list(_rows(items)),
    }


def _rows(items: list[Item]) -> Iterator[dict[str, Any]]:
    """The rows of the sheet: a long answer has several; the scale stands beside the first bid."""
    before = ""
    for item in items:
        for part, text in enumerate(in_rows(item.answer), start=1):
            first = part == 1 and item.question != before
            yield {
                "question": item.question,
                "bidder": item.bidder,
                "key": item.key,
                "answer": text,
                "part": part,
                "asked": item.asked if first else None,
                "seal": item.seal,
            }
        before = item.question


def in_rows(text: str) -> list[str]:
    """A text in parts, each no longer than a row shows; words and paragraphs stay whole."""
    lines = [
        (line, at == 0)
        for paragraph in text.splitlines() or [""]
        for at, line in enumerate(wrap(paragraph, LETTERS_OF_A_LINE) or [""])
    ]
    parts = [
        lines[start : start + LINES_OF_A_ROW] for start in range(0, len(lines), LINES_OF_A_ROW)
    ]
    return [
        "".join(
            (("\n" if begins else " ") if at else "") + line
            for at, (line, begins) in enumerate(part)
        )
        for part in parts
    ]
