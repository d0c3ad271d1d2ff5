"""Evaluators' own workbooks: what stands in them, and what comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.tender.gathering import Gathered, gather
from svtools.jobs.tender.load import load_offers
from svtools.jobs.tender.marking_workbooks import (
    ELSEWHERE,
    LINES_OF_A_ROW,
    NO_ANSWER,
    TEMPLATE,
    in_rows,
    marking_workbooks,
)
from svtools.jobs.tender.pack import SCORING
from svtools.workbooks.revision import Revision
from tests.jobs.tender.tendering import Bidder, loaded, save_offer, tender
from tools.tender_sample import type_in

ALDER = Bidder("Alder", 123_456, {"OP08": [7, 7, 7]}, {"SV1": "Alder will do it.", "SV2": "Seen."})
BIRCH = Bidder("Birch", 654_321, {"OP08": [5, 5, 5]}, {"SV1": "Birch will do it."})
EVALUATORS = {("E1",): {"name": "Ann"}, ("E2",): {"name": "Bob"}}


@pytest.fixture
def scoring(tmp_path: Path) -> Path:
    """Two bids and two evaluators, of whom nobody has marked yet."""
    path = loaded(tender(), tmp_path, ALDER, BIRCH)
    type_in(path, {"evaluators": EVALUATORS}, path)
    load_offers(tmp_path / "offers", path, path)
    return path


def mark(path: Path, marks: Callable[[str, str], Any] = lambda *_: 3) -> None:
    """Type marks into an evaluator's workbook, by question and bidder."""
    workbook = open_own(path, TEMPLATE)
    revision = Revision(workbook)
    for row in workbook.content.rows("answers"):
        if row.get("part") == 1:
            given = marks(row.get("question"), row.get("bidder"))
            typed = {"mark": given, "rationale": None if given is None else "made up"}
            revision.set_row(row, "answers", typed)
    revision.save(path)


def written(scoring: Path) -> list[Path]:
    return marking_workbooks(scoring, scoring.parent / "marking")


def gathered(scoring: Path) -> tuple[Gathered, dict[tuple[str, str, str], Any]]:
    output = scoring.parent / "gathered.xlsx"
    made = gather(scoring, scoring.parent / "marking", output)
    rows = open_own(output, SCORING).content.rows("marks")
    return made, {
        (row.get("evaluator"), row.get("question"), row.get("bidder")): row.get("mark")
        for row in rows
    }


def codes(made: Gathered) -> list[str]:
    return [problem.code for problem in made.problems]


def test_each_evaluator_has_a_workbook_without_prices_units_or_others_marks(scoring: Path) -> None:
    type_in(scoring, {"marks": {("Alder", "SV1", "E2"): {"mark": 1, "rationale": "Hm"}}}, scoring)
    ann, bob = written(scoring)
    cells = [
        cell.value
        for sheet in openpyxl.load_workbook(ann)
        for row in sheet.iter_rows()
        for cell in row
    ]
    rows = [
        (row.get("question"), row.get("bidder"), row.get("answer"))
        for row in open_own(ann, TEMPLATE).content.rows("answers")
    ]

    assert (ann.name, bob.name) == ("C1 marking - E1 Ann.xlsx", "C1 marking - E2 Bob.xlsx")
    assert rows == [
        ("Quality", "Alder", ELSEWHERE),
        ("Quality", "Birch", ELSEWHERE),
        ("SV1", "Alder", "Alder will do it."),
        ("SV1", "Birch", "Birch will do it."),
        ("SV2", "Alder", "Seen."),
        ("SV2", "Birch", NO_ANSWER),
    ]
    assert not {123456, 654321, 21, 15, 7, "Hm", "Bob"} & set(cells)
    assert not any("OP08" in str(value) for value in cells)
    asked = [r.get("asked") for r in open_own(ann, TEMPLATE).content.rows("answers")]
    assert [bool(text) for text in asked] == [True, False] * 3
    assert "5  Excellent" in asked[2]
    assert "300 words at most" in asked[2]


def test_marks_come_back_to_their_own_rows(scoring: Path) -> None:
    ann, bob = written(scoring)
    mark(ann, lambda question, bidder: 4 if (question, bidder) == ("SV1", "Birch") else 2)
    mark(bob)
    made, marks = gathered(scoring)

    assert codes(made) == []
    assert [each.became for each in made.marks] == ["6 of 6 marks"] * 2
    assert marks.pop(("E1", "SV1", "Birch")) == 4
    assert {m for (who, _, _), m in marks.items() if who == "E1"} == {2}
    assert {m for (who, _, _), m in marks.items() if who == "E2"} == {3}


def test_what_is_blank_and_who_sent_nothing_is_named(scoring: Path) -> None:
    ann, bob = written(scoring)
    mark(ann, lambda question, _: None if question == "SV2" else 0)
    bob.unlink()
    made, marks = gathered(scoring)
    blank, missing = made.problems

    assert codes(made) == ["marking-blank", "marking-missing"]
    assert blank.what == "2 of 6 marks are blank: SV2 of Alder, SV2 of Birch."
    assert "E2 (Bob)" in missing.what
    assert marks["E1", "SV1", "Alder"] == 0
    assert marks["E1", "SV2", "Alder"] is None


@pytest.mark.parametrize("typed", ["3/5", 2.5, 6, -1])
def test_a_mark_that_cannot_be_read_is_named_with_its_cell(scoring: Path, typed: Any) -> None:
    ann, bob = written(scoring)
    mark(bob)
    mark(ann)
    row = open_own(ann, TEMPLATE).content.rows("answers")[2]
    book = openpyxl.load_workbook(ann)
    book["Answers"][row.cell("mark").name] = typed
    book.save(ann)
    made, marks = gathered(scoring)
    (fault,) = made.problems

    assert (fault.sheet, fault.cell_names) == ("Answers", row.cell("mark").name)
    assert marks["E1", "SV1", "Alder"] is None
    assert marks["E1", "SV1", "Birch"] == 3


def test_an_answer_that_changed_since_is_told_and_its_mark_left(scoring: Path) -> None:
    for path in written(scoring):
        mark(path)
    folder = scoring.parent / "offers"
    save_offer(tender(), Bidder("Birch", 1, {}, {"SV1": "Otherwise.", "SV2": "New."}), folder)
    save_offer(tender(), Bidder("Cedar"), folder)
    load_offers(folder, scoring, scoring)
    made, marks = gathered(scoring)

    assert sorted(codes(made)) == [*["marking-changed"] * 4, *["marking-new"] * 6]
    assert marks["E1", "SV1", "Birch"] is None
    assert marks["E1", "SV1", "Alder"] == marks["E1", "Quality", "Birch"] == 3


def test_a_scale_that_changed_since_is_told(scoring: Path) -> None:
    for path in written(scoring):
        mark(path)
    content = open_own(scoring, SCORING).content
    book = openpyxl.load_workbook(scoring)
    book["Questions"][content.rows("scale")[3].cell("means").name] = "Otherwise"
    book.save(scoring)
    made, marks = gathered(scoring)

    assert codes(made) == ["marking-changed"] * 12
    assert set(marks.values()) == {None}


def test_a_name_beside_another_key_marks_nobody(scoring: Path) -> None:
    ann, bob = written(scoring)
    mark(ann)
    mark(bob)
    row = open_own(ann, TEMPLATE).content.rows("answers")[2]
    book = openpyxl.load_workbook(ann)
    book["Answers"][row.cell("bidder").name] = "Birch"
    book.save(ann)
    made, marks = gathered(scoring)

    assert codes(made) == ["marking-two-bids"]
    assert marks["E1", "SV1", "Alder"] is None


@pytest.mark.parametrize("question", ["Quality", "SV1"])
def test_name_and_key_exchanged_between_two_rows_mark_nobody(question: str, scoring: Path) -> None:
    """Quality is read elsewhere, so both rows have the same words for an answer."""
    ann, bob = written(scoring)
    mark(ann, lambda _, bidder: 5 if bidder == "Alder" else 1)
    mark(bob)
    rows = open_own(ann, TEMPLATE).content.rows("answers")
    one, other = (row for row in rows if row.get("question") == question)
    book = openpyxl.load_workbook(ann)
    for row, by in ((one, other), (other, one)):
        for column in ("bidder", "key"):
            book["Answers"][row.cell(column).name] = by.get(column)
    book.save(ann)
    made, marks = gathered(scoring)

    assert codes(made) == ["marking-two-bids"] * 2
    assert [marks["E1", question, bidder] for bidder in ("Alder", "Birch")] == [None, None]


def test_two_workbooks_of_one_evaluator_and_other_files_are_refused(scoring: Path) -> None:
    ann, bob = written(scoring)
    mark(ann)
    (ann.parent / "copy.xlsx").write_bytes(ann.read_bytes())
    (ann.parent / "letter.xlsx").write_text("no workbook")
    mark(bob)
    made, marks = gathered(scoring)

    assert sorted({problem.code for problem in made.problems}) == [
        "marking-missing",
        "marking-twice",
        "not-a-spreadsheet",
    ]
    assert {m for (who, _, _), m in marks.items() if who == "E1"} == {None}
    assert {m for (who, _, _), m in marks.items() if who == "E2"} == {3}


def test_a_mark_changed_before_moderation_is_told(scoring: Path) -> None:
    type_in(scoring, {"marks": {("Alder", "SV1", "E1"): {"mark": 1}}}, scoring)
    for path in written(scoring):
        mark(path)
    made, marks = gathered(scoring)

    assert codes(made) == ["marking-before"]
    assert marks["E1", "SV1", "Alder"] == 3


def test_nothing_of_a_bidder_for_whom_one_stood_down(scoring: Path) -> None:
    away = {"interests": "stood down", "how": "On leave"}
    type_in(scoring, {"evaluators": {("E2",): away}}, scoring)

    assert [path.name for path in written(scoring)] == ["C1 marking - E1 Ann.xlsx"]


def test_an_evaluator_named_after_loading_is_told(scoring: Path) -> None:
    type_in(scoring, {"evaluators": {("E3",): {"name": "Cat"}}}, scoring)

    with pytest.raises(InputError, match="Cat got a name after the offers were loaded"):
        written(scoring)


def test_marked_workbooks_are_never_replaced_unasked(scoring: Path) -> None:
    written(scoring)
    with pytest.raises(InputError, match="already there"):
        written(scoring)
    marking_workbooks(scoring, scoring.parent / "marking", force=True)


@pytest.mark.parametrize("words", [1, 300, 301, 5000])
def test_a_long_answer_goes_on_in_the_next_row_with_every_word(words: int) -> None:
    text = "\n\n".join(" ".join(["word"] * 60) for _ in range(words // 60 + 1))
    parts = in_rows(text)

    assert " ".join(parts).split() == text.split()
    assert all(part.count("\n") < LINES_OF_A_ROW for part in parts)
    assert in_rows("One.\nTwo.") == ["One.\nTwo."]


def test_a_mark_in_the_second_row_of_a_long_answer_counts_once(tmp_path: Path) -> None:
    long = Bidder("Alder", 1, {}, {"SV1": " ".join(["word"] * 600), "SV2": "Short."})
    path = loaded(tender(), tmp_path, long)
    type_in(path, {"evaluators": {("E1",): {"name": "Ann"}}}, path)
    load_offers(tmp_path / "offers", path, path)
    (ann,) = written(path)
    rows = [r for r in open_own(ann, TEMPLATE).content.rows("answers")
            if r.get("question") == "SV1"]  # fmt: skip
    assert len(rows) > 1
    book = openpyxl.load_workbook(ann)
    book["Answers"][rows[1].cell("mark").name] = 4
    book.save(ann)
    _, marks = gathered(path)
    assert marks["E1", "SV1", "Alder"] == 4
    book["Answers"][rows[0].cell("mark").name] = 2
    book.save(ann)
    made, marks = gathered(path)
    assert "marking-two" in codes(made)
    assert marks["E1", "SV1", "Alder"] is None


def test_the_commands_lead_from_scoring_to_scoring(scoring: Path) -> None:
    runner, folder = CliRunner(), scoring.parent / "marking"
    shown = runner.invoke(app, ["tender", "marking", str(scoring), "--output", str(folder)])
    assert shown.exit_code == 0
    for path in folder.iterdir():
        mark(path)
    output = scoring.parent / "out.xlsx"
    asked = ["tender", "gather", str(scoring), str(folder), "--output", str(output)]
    assert runner.invoke(app, asked).exit_code == 0
    (folder / "C1 marking - E2 Bob.xlsx").unlink()
    again = runner.invoke(app, [*asked, "--force"])
    assert again.exit_code == 1
    assert "Nothing came from E2 (Bob)" in again.output + again.stderr
