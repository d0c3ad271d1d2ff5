"""Method statements: what a bidder says of how it would do each measure, marked by itself.

They are questions, one for each measure that is asked for: answered on the offer's sheet How,
marked and moderated like the others. Where they have a share of the marks for answers, each has
the same part of it; where they have a pass mark, a measure under it earns nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from svtools.measures import Measure
from svtools.numbers import percent, plain
from svtools.scoring import Qualitative, Question, Tender
from svtools.scoring.qualitative import HIGHEST_MARK

OFF = "They explain your units and earn no marks by themselves."
ASKED = "How would you deliver {title} ({code}), and how would you show that you did?"


def with_statements(
    questions: Sequence[Question],
    measures: Sequence[Measure],
    weight: Decimal | None,
    pass_mark: Decimal | None,
    words: int | None,
) -> tuple[Question, ...]:
    """The questions with a method statement for each measure, where these are marked.

    Together they have `weight` of the marks for answers, and the questions the rest; the last one
    takes what doesn't divide.
    """
    if not measures or not (weight or pass_mark):
        return tuple(questions)
    of_all = weight or Decimal(0)
    each = round(of_all / len(measures), 6)
    weights = [*[each] * (len(measures) - 1), of_all - each * (len(measures) - 1)]
    asked = (replace(question, weight=question.weight * (1 - of_all)) for question in questions)
    return (
        *asked,
        *(
            Question(
                f"How {measure.code}",
                share,
                ASKED.format(title=measure.title, code=measure.code),
                words,
                measure.code,
            )
            for measure, share in zip(measures, weights, strict=True)
        ),
    )


def statements_of(rules: Qualitative) -> list[Question]:
    """The method statements that are marked."""
    return [question for question in rules.questions if question.measure]


def statement_words(marking: Tender) -> str:
    """What a bidder has to know of them."""
    statements, rules = statements_of(marking.qualitative), marking.qualitative
    if not statements:
        return OFF
    weight = sum((each.weight for each in statements), Decimal(0))
    limit = statements[0].words
    parts = (
        f"What you write on the sheet How is marked from 0 to {HIGHEST_MARK} for each measure.",
        weight
        and f"Together this is {percent(weight)} of the marks for answers, the same for each "
        "measure. A measure that you don't offer earns none of it.",
        rules.statement_pass
        and f"Under {plain(rules.statement_pass)} out of {HIGHEST_MARK} the units of that measure "
        "earn no marks.",
        limit and f"Write {limit} words at most for each.",
    )
    return " ".join(part for part in parts if part)
