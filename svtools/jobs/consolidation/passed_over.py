"""Numbers in a return that were not read: its status must not say that all counts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from svtools.workbooks.headings import FIGURES
from svtools.workbooks.problems import Problem

WITH_FIGURES = {"stray-cell": "stray-figure", "extra-column": "extra-figures"}
"""What was passed over, and what it is called where it is a number in a return."""


def graver_figures(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of one return, where each number that was passed over is not counted."""
    for problem in problems:
        figures = problem.details.get(FIGURES)
        if problem.code not in WITH_FIGURES or not figures:
            yield problem
            continue
        numbers = tuple(c for c in problem.cells if (c.row, c.column) in figures)
        others = tuple(c for c in problem.cells if (c.row, c.column) not in figures)
        yield replace(problem, code=WITH_FIGURES[problem.code], cells=numbers)
        if others and others != problem.cells[:1]:  # a heading goes with the numbers under it
            yield replace(problem, cells=others)
