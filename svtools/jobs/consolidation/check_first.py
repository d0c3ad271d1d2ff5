"""Figures that count and are so large that somebody should check them before they are used.

What is large is said in the register's settings.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from svtools.jobs.consolidation.checking import Checked, Figure
from svtools.jobs.consolidation.totals import total
from svtools.jobs.register.contracts import LargeFigures
from svtools.measures import MeasureKind, Totals
from svtools.numbers import how_many, percent, plain, pounds, told_apart
from svtools.workbooks.problems import Level, Problem


def far_above(checked: Checked, large: LargeFigures) -> None:
    """Note units of a measure that are far above the whole year's promise of it.

    Where each person or thing counts once a year, so is any sum above the promise.
    """
    problems = checked.supplier_return.problems
    pasted = {p.details.get("measure") for p in problems if p.code == "reported-twice"}
    by_code: dict[str, list[Figure]] = defaultdict(list)
    for figure in checked.figures:
        by_code[figure.measure.code].append(figure)
    for promise in checked.promises:
        code = promise.measure.code
        figures = by_code[code]
        so_far, most = total(figure.counts for figure in figures), large.far_above * promise.units
        once = promise.measure.once_a_year and code not in pasted
        if once and promise.units < so_far <= most:
            entered, expected = told_apart(so_far, promise.units)
            said = {"measure": code, "entered": entered, "expected": expected}
            given = [figure for figure in figures if figure.units]
            problems.add("once-a-year", *given, **said)
        if not so_far > most > 0:
            continue
        worth = total(figure.value for figure in figures)
        largest = max(figures, key=lambda figure: figure.units)
        entered, expected = told_apart(so_far, promise.units)
        details = {"measure": code, "entered": entered, "expected": expected}
        is_much = worth > large.far_above_worth
        problems.add(
            "far-above-promise" if is_much else "above-promise",
            largest,
            worth=pounds(worth),
            **details,
        )


def most_of_all(all_checked: Iterable[Checked], large: LargeFigures) -> None:
    """Note the one cell that holds most of the value that was reported by several returns."""
    returns = list(all_checked)
    whole = total(figure.value for checked in returns for figure in checked.figures)
    if len(returns) < large.enough_returns or not whole:
        return
    for checked in returns:
        problems = checked.supplier_return.problems
        known = {cell for p in problems if p.level is Level.CHECK for cell in p.cells}
        for figure in checked.figures:
            worth = figure.value or Decimal(0)
            if worth > large.share_of_all * whole and figure.cell not in known:
                problems.add(
                    "most-of-all",
                    figure,
                    measure=figure.measure.code,
                    units=plain(figure.units),
                    worth=pounds(worth),
                    whole=pounds(whole),
                    share=percent(large.share_of_all),
                )


@dataclass(frozen=True, slots=True)
class CheckFirst:
    """What is to be checked first, and what was delivered without it."""

    problems: list[Problem]
    without: Totals
    counts: bool = True
    """Whether there is a figure that counts."""

    def in_words(self) -> str:
        """One line for the Overview: how much there is to check, and the figures without it."""
        if not self.problems:
            return (
                "No figure that counts stands out as too large to be right." if self.counts else ""
            )
        parts = self.without.sva, self.without.leva, self.without.sleva
        sva, leva, both = map(pounds, parts)
        return (
            f"Check first: {how_many(len(self.problems), 'finding')} may make the figures wrong. "
            f"Without what is in doubt, {both} is delivered ({sva} SVA and {leva} LEVA)."
        )

    def named(self) -> str:
        """One line that names the first of them, or nothing."""
        if not self.problems:
            return ""
        first, more = self.problems[0], len(self.problems) - 1
        others = f" {more} more: see the sheet Problems." if more else ""
        return f"{first.file}, {first.located}{others}"


def check_first(problems: Iterable[Problem], figures: Iterable[Figure]) -> CheckFirst:
    """What is to be checked among the problems, and the figures without what they are about."""
    found = [problem for problem in problems if problem.level is Level.CHECK]
    doubted = {place for problem in found for place in _doubted(problem)}
    kept = [figure for figure in figures if doubted.isdisjoint(_places(figure))]
    parts = {
        kind: total(figure.value for figure in kept if figure.measure.kind is kind)
        for kind in MeasureKind
    }
    without = Totals(sva=parts[MeasureKind.SV], leva=parts[MeasureKind.LEV])
    return CheckFirst(found, without, counts=bool(kept))


def _doubted(problem: Problem) -> Iterator[tuple[str, Any]]:
    """What a problem doubts: cells of a file, a measure of it or of an edition, all of a file."""
    if problem.code == "same-number":
        yield problem.details["other"], None
    elif problem.code == "number-order":
        yield problem.file, None
    elif problem.code == "measure-changed":
        yield from ((problem.details["edition"], code) for code in problem.details["measures"])
    else:
        yield from ((problem.file, cell) for cell in problem.cells)
        if problem.details.get("measure") is not None:
            yield problem.file, problem.details["measure"]


def _places(figure: Figure) -> tuple[tuple[str, Any], ...]:
    """By what a figure may be doubted."""
    code = figure.measure.code
    of_file = (figure.file, None), (figure.file, figure.cell), (figure.file, code)
    return (*of_file, (figure.measure.edition, code))
