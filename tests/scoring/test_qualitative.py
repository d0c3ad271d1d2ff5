from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.scoring import SCALE, Answer, Qualitative, Question
from tests.scoring.invented import QUESTIONS, answers

RULES = Qualitative(QUESTIONS)


def test_the_scale_runs_from_unacceptable_to_excellent() -> None:
    assert len(SCALE) == 6
    assert SCALE[0].startswith("Unacceptable")
    assert SCALE[5].startswith("Excellent")


@pytest.mark.parametrize(
    ("first", "second", "earned"),
    [
        (5, 5, ("0.6", "0.4")),
        (4, 3, ("0.48", "0.24")),
        (0, 1, ("0", "0.08")),
        (None, 5, ("0", "0.4")),  # not moderated yet
    ],
)
def test_each_question_earns_its_weight_times_a_fifth_of_the_mark(
    first: int | None, second: int, earned: tuple[str, str]
) -> None:
    found = RULES.earned(answers(first, second))
    assert found == dict(zip(("Q1", "Q2"), map(Decimal, earned), strict=True))


def test_what_is_not_answered_earns_nothing() -> None:
    assert sum(RULES.earned([]).values()) == 0
    assert sum(RULES.earned([Answer("Q1", answered=False, moderated=5)]).values()) == 0
    assert RULES.not_answered([Answer("Q1", answered=False), Answer("Q2")]) == ("Q1",)
    assert RULES.not_answered([]) == ("Q1", "Q2")


@pytest.mark.parametrize(
    ("pass_mark", "given", "below"),
    [
        (None, answers(0, 0), ()),
        (3, answers(4, 3), ()),
        (3, answers(2, 3), ("Q1",)),
        (Decimal("2.5"), answers(2, 3), ("Q1",)),
        (1, answers(None, 1), ("Q1",)),
        (1, (), ("Q1", "Q2")),
        (0, (), ()),
    ],
)
def test_the_pass_mark_holds_for_every_answer(
    pass_mark: Decimal | int | None, given: tuple[Answer, ...], below: tuple[str, ...]
) -> None:
    rules = Qualitative(QUESTIONS, pass_mark=None if pass_mark is None else Decimal(pass_mark))
    assert rules.below_pass_mark(given) == below


@pytest.mark.parametrize(
    ("marks", "mean"), [((), None), ((None,), None), ((3, 4, 4), "3.67"), ((0, None), "0.00")]
)
def test_the_mean_is_of_the_marks_that_are_there(
    marks: tuple[int | None, ...], mean: str | None
) -> None:
    given = {f"E{n}": mark for n, mark in enumerate(marks)}
    assert Answer("Q1", marks=given).mean == (None if mean is None else Decimal(mean))


def test_the_moderated_mark_is_agreed_on_and_never_worked_out() -> None:
    answer = Answer("Q1", moderated=2, marks={"E1": 5, "E2": 5})
    assert RULES.earned([answer])["Q1"] == Decimal("0.24")


@pytest.mark.parametrize("mark", [-1, 6, 2.5, 5.1, "4", True, float("nan")])
@pytest.mark.parametrize("place", ["moderated", "marks"])
def test_only_whole_marks_from_0_to_5_are_on_the_scale(mark: Any, place: str) -> None:
    given: Any = {"moderated": mark} if place == "moderated" else {"marks": {"E1": mark}}
    with pytest.raises(InputError, match="Alder, Q1") as refused:
        RULES.check("Alder", [Answer("Q1", **given)])
    assert "whole mark from 0 to 5" in refused.value.remedy


def test_half_marks_are_on_the_scale_only_where_published() -> None:
    rules = Qualitative(QUESTIONS, half_marks=True)
    rules.check("Alder", answers(2.5, 5))
    with pytest.raises(InputError, match=r"2\.25"):
        rules.check("Alder", answers(2.25, 5))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([Answer("Q9")], "Q9: there is no such question"),
        ([Answer("Q1"), Answer("Q1")], "'Q1' is there twice"),
        ([Answer("Q1", answered=False, moderated=3)], "marked 3, and there is no answer"),
        ([Answer("Q1", marks={" ": 3})], "evaluator's name is missing"),
    ],
)
def test_answers_that_cannot_be_are_refused(given: list[Answer], found: str) -> None:
    with pytest.raises(InputError) as refused:
        RULES.check("Alder", given)
    assert found in refused.value.what


def test_no_answer_may_be_marked_0() -> None:
    RULES.check("Alder", [Answer("Q1", answered=False, moderated=0)])


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"questions": QUESTIONS[:1]}, "questions add up to 60%: Q1 60%"),
        ({"questions": (QUESTIONS[0], Question("q1", Decimal("0.4")))}, "'q1' is there twice"),
        ({"questions": QUESTIONS, "pass_mark": 6}, "pass mark is 6"),
        ({"questions": QUESTIONS, "pass_mark": "3"}, "pass mark is '3'"),
    ],
)
def test_rules_that_cannot_be_are_refused(given: dict[str, Any], found: str) -> None:
    with pytest.raises(InputError) as refused:
        Qualitative(**given)
    assert found in refused.value.what


def test_dust_on_the_pass_mark_fails_nobody() -> None:
    rules = Qualitative(RULES.questions, pass_mark=Decimal("3.0000001"))
    given = [Answer(question.number, moderated=3) for question in RULES.questions]
    assert rules.below_pass_mark(given) == ()
