"""Marks for answers in words: 0 to 5, each evaluator's own, and one that they agree on.

Sources: the scale with its meaning is part of how tenders are assessed, which the tender documents
say (Procurement Act 2023, section 23(3)) and the assessment summary repeats with the reasons
(section 50 and the Procurement Regulations 2024); the pass mark and "both parts" are options that
councils publish, so that a large figure can't carry an offer that nobody believes in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from svtools.errors import InputError
from svtools.numbers import Number, exact, plain, rounded, settled
from svtools.policy.validated_input import number_given
from svtools.scoring.validated_input import (
    Checked,
    about,
    adds_up,
    different,
    fraction,
    words,
)

HIGHEST_MARK = 5
SCALE = (
    "Unacceptable: no answer, or one that doesn't address the question",
    "Poor: addresses little of it; serious doubts that it can be delivered",
    "Weak: addresses part of it, with gaps that matter",
    "Sound: addresses it, with some detail missing",
    "Good: addresses it fully and says how it will be delivered",
    "Excellent: addresses it fully, in detail, with evidence that it will be delivered",
)
"""What each mark means, from 0 to 5."""


def _on_scale(value: Any, name: str, kind: str = "mark", parts: int = 0) -> Decimal:
    """A mark, of which `parts` make a whole one; 0 is any number."""
    advice = f"Give a {kind} from 0 to {HIGHEST_MARK}."
    mark = number_given(value, name, most=Decimal(HIGHEST_MARK), remedy=advice)
    if mark * parts % 1:
        raise InputError(f"{name} is {plain(mark)}.", advice)
    return mark


@dataclass(frozen=True, slots=True)
class Question(Checked):
    """A question that bidders answer in words, at most so many `words` where that is published.

    `weight` is its share of the marks for answers. One about a `measure` is its method statement:
    how a bidder would do what it offers.
    """

    number: str
    weight: Annotated[Decimal, fraction, "The weight of {0.number}"]
    text: str = ""
    words: int | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one bidder's answer was marked.

    `marks` are each evaluator's own and are not added up; `moderated` is the one they agree on,
    None until they have; `rationale` is the reason that the bidder may read.
    """

    question: str
    answered: bool = True
    moderated: Number | None = None
    marks: Mapping[str, Number | None] = field(default_factory=dict)
    rationale: str = ""

    @property
    def mean(self) -> Decimal | None:
        """The mean of the evaluators' marks, to begin the moderation with; None without marks.

        Formula: `=IF(COUNT(marks)=0,"",ROUND(AVERAGE(marks),2))`.
        """
        marks = [exact(mark) for mark in self.marks.values() if mark is not None]
        return rounded(sum(marks) / Decimal(len(marks)), 2) if marks else None


@dataclass(frozen=True, slots=True)
class Qualitative(Checked):
    """The published rules for marking answers.

    `pass_mark`: an answer under it earns the bid no marks for its measures. `both_parts`: a bid
    that leaves out its measures or an answer scores 0 for social value. Both are about questions;
    a measure whose method statement is under `statement_pass` earns nothing. `half_marks` allows
    2.5.
    Raises InputError for questions named twice or weights that are not exactly 100%.
    """

    questions: tuple[Question, ...] = ()
    pass_mark: Annotated[Decimal | None, _on_scale, "The pass mark"] = None
    both_parts: bool = False
    statement_pass: Annotated[Decimal | None, _on_scale, "The pass mark of a method statement"] = (
        None
    )
    half_marks: bool = False

    def __post_init__(self) -> None:
        with about("questions"):
            different([question.number for question in self.questions], "question")
            weights = [(question.number, question.weight) for question in self.questions]
            adds_up(weights, Decimal(bool(weights)), "The weights of the questions")
        Checked.__post_init__(self)

    def check(self, bidder: str, answers: Sequence[Answer]) -> None:
        """Raises InputError for a mark off the scale or an answer that can't be."""
        kind, parts = ("whole or half mark", 2) if self.half_marks else ("whole mark", 1)
        on_scale = partial(_on_scale, kind=kind, parts=parts)
        known = {question.number for question in self.questions}
        different([answer.question for answer in answers], f"question of {bidder}")
        for answer in answers:
            where = f"{bidder}, {answer.question}"
            if answer.question not in known:
                raise InputError(f"{where}: there is no such question.", f"It has: {sorted(known)}")
            for evaluator, mark in answer.marks.items():
                name = words(evaluator, f"{where}: an evaluator's name", "Name every evaluator.")
                if mark is not None:
                    on_scale(mark, f"{where}: {name}'s mark")
            if answer.moderated is not None:
                agreed = on_scale(answer.moderated, f"{where}: the moderated mark")
                if agreed and not answer.answered:
                    raise InputError(
                        f"{where}: marked {plain(agreed)}, and there is no answer.",
                        "An answer that isn't there is marked 0.",
                    )

    def earned(self, answers: Iterable[Answer]) -> dict[str, Decimal]:
        """What each question adds to the share of the marks; nothing until it is moderated.

        Formula of one: `=weight*N(moderated)/5`; of all: `=SUMIFS(earned,bidder,this bidder)`.
        """
        moderated = _moderated(answers)
        return {
            question.number: question.weight * moderated.get(question.number, 0) / HIGHEST_MARK
            for question in self.questions
        }

    def below_pass_mark(self, answers: Iterable[Answer]) -> tuple[str, ...]:
        """The questions whose moderated mark is under the pass mark; none or blank is 0.

        Formula: `=SUMPRODUCT((bidders=bidder)*(measures="")*(ROUND(moderated,6)<ROUND(pass mark,
        6)))`.
        """
        least, moderated = settled(self.pass_mark or 0), _moderated(answers)
        numbers = (question.number for question in self.questions if not question.measure)
        return tuple(n for n in numbers if settled(moderated.get(n, 0)) < least)

    def failed(self, answers: Iterable[Answer]) -> tuple[str, ...]:
        """The measures whose method statement is under its pass mark; none or blank is 0.

        Formula: `=SUMIFS(moderated,bidders,bidder,measures,measure)<pass mark`.
        """
        least, moderated = settled(self.statement_pass or 0), _moderated(answers)
        statements = (question for question in self.questions if question.measure)
        return tuple(s.measure for s in statements if settled(moderated.get(s.number, 0)) < least)

    def not_answered(self, answers: Iterable[Answer]) -> tuple[str, ...]:
        """The questions without an answer; a method statement is needed only for what is offered.

        Formula: `=SUMPRODUCT((bidders=bidder)*(answered="no")*(measures=""))`.
        """
        answered = {answer.question for answer in answers if answer.answered}
        numbers = (question.number for question in self.questions if not question.measure)
        return tuple(number for number in numbers if number not in answered)


def _moderated(answers: Iterable[Answer]) -> dict[str, Decimal]:
    return {answer.question: exact(answer.moderated or 0) for answer in answers if answer.answered}
