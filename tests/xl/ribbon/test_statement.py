"""The button Annual statement, from the questions to the files."""

from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.statement.edition import FIGURES_CSV, FILES, MANIFEST
from tests.xl.ribbon.stand_in import CANCEL, REGISTER, SAMPLES, press

SUMMARY, EARLIER = SAMPLES / "summary.xlsx", SAMPLES / "summary 2024-25.xlsx"
SUMMARY_ASKED, PICK = "Choose the year's summary", "Choose the contracts register"
MORE, ANOTHER, PICK_EARLIER = "earlier year, for", "another earlier", "the earlier year's summary"
TEXTS, SPEND = "Has the team written texts", "Have you the workbook of Local Spend for 2025-26?"
WHERE = "Choose the folder for the statement of 2025-26"
LOCAL_SPEND = SAMPLES / "local_spend" / "local_spend.xlsx"


def all_answers(folder: Path) -> list[tuple[str, Any]]:
    return [
        (SUMMARY_ASKED, SUMMARY),
        (PICK, REGISTER),
        (MORE, True),
        (PICK_EARLIER, EARLIER),
        (ANOTHER, False),
        (TEXTS, True),
        ("Choose their folder", SAMPLES / "statement" / "texts"),
        (SPEND, True),
        ("Choose it", LOCAL_SPEND),
        (WHERE, folder),
    ]


def test_the_statement_is_that_of_the_command(folder: Path) -> None:
    excel = press("annual_statement", *all_answers(folder))
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, MANIFEST])
    sample = SAMPLES / "statement" / "2025-26" / FIGURES_CSV
    assert (folder / FIGURES_CSV).read_bytes() == sample.read_bytes()
    assert excel.shown == [str(folder)]
    assert excel.warned == []
    (told,) = excel.told
    assert "SVA" in told
    assert "LEVA" in told
    assert "It is a draft until it is issued" in told


def test_with_the_least_it_says_what_it_lacks(folder: Path) -> None:
    answers = [(PICK, REGISTER), (MORE, False), (TEXTS, False), (SPEND, False), (WHERE, folder)]
    excel = press("annual_statement", *answers, active=str(SUMMARY))
    assert "- Not written yet, and left out: " in excel.told[0]
    press(
        "annual_statement",
        *answers,
        ("There is a statement already", CANCEL),
        active=str(SUMMARY),
    )


@pytest.mark.parametrize("at", range(10))
def test_cancelling_any_question_writes_nothing(at: int, folder: Path) -> None:
    answers = all_answers(folder)
    excel = press("annual_statement", *answers[:at], (answers[at][0], CANCEL))
    assert (excel.said, [*folder.iterdir()]) == ([], [])


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([(SUMMARY_ASKED, REGISTER), (PICK, REGISTER)], "contracts_register.xlsx"),
        ([(SUMMARY_ASKED, SUMMARY), (PICK, SUMMARY)], "summary.xlsx"),
        (
            [
                *[
                    (SUMMARY_ASKED, EARLIER),
                    (PICK, REGISTER),
                    (MORE, True),
                    (PICK_EARLIER, SUMMARY),
                ],
                *[(ANOTHER, False), (TEXTS, False), ("Have you", False)],
            ],
            "which is later than 2024-25",
        ),
    ],
    ids=["no summary", "no register", "a later year"],
)
def test_what_can_not_be_used_is_told_before_anything_runs(
    answers: list[tuple[str, Any]], words: str, said: list[str]
) -> None:
    excel = press("annual_statement", *answers)
    assert words in excel.warned[0]
    assert said == []


def test_a_statement_that_was_issued_is_not_replaced(folder: Path, said: list[str]) -> None:
    (folder / "issued.csv").touch()
    answers = [(PICK, REGISTER), (MORE, False), (TEXTS, False), (SPEND, False), (WHERE, folder)]
    excel = press("annual_statement", *answers, active=str(SUMMARY))
    assert "holds a statement that was issued" in excel.warned[0]
    assert said == []
