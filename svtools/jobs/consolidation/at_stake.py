"""Which measures a problem is about, and the £ that hang on it."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.totals import total
from svtools.workbooks.cells import Cell
from svtools.workbooks.problems import Problem


class Stake(NamedTuple):
    """Codes of measures, and £: None where they aren't known."""

    measures: tuple[str, ...]
    worth: Decimal | None


Place = tuple[str, Cell]
OfCell = tuple[str, Decimal | None]


def at_stake(consolidation: Consolidation) -> Callable[[Problem], Stake]:
    """The function that gives what hangs on the cells of one of the consolidation's problems.

    That is what a figure that counts is worth; where none does, what was promised for its quarter.
    """
    named = {(problem.file, cell) for problem in consolidation.problems for cell in problem.cells}
    cells = chain(_gaps(consolidation), _figures(consolidation))
    known: dict[Place, OfCell] = {place: of_cell for place, of_cell in cells if place in named}

    def of(problem: Problem) -> Stake:
        places = dict.fromkeys((problem.file, cell) for cell in problem.cells)
        found = [known[place] for place in places if place in known]
        measures = [measure for measure, _ in found] or [str(problem.details.get("measure", ""))]
        worths = [worth for _, worth in found if worth is not None]
        return Stake(
            tuple(dict.fromkeys(filter(None, measures))),
            total(worths) if worths else None,
        )

    return of


def _figures(consolidation: Consolidation) -> Iterator[tuple[Place, OfCell]]:
    """The figures that count, by file and cell."""
    for figure in consolidation.figures:
        yield (figure.file, figure.cell), (figure.measure.code, figure.value)


def _gaps(consolidation: Consolidation) -> Iterator[tuple[Place, OfCell]]:
    """The cells of returns that count in which no figure can be read, with what was promised."""
    promised = {
        (contract.key, promise.measure.code): promise
        for contract, promises in consolidation.promises()
        for promise in promises
    }
    for matched in consolidation.matched.values():
        for gap in matched.counted.gaps:
            promise = promised.get((matched.contract.key, gap.measure))
            worth = promise.worths[gap.quarter - 1] if promise else None
            yield (matched.counted.file, gap.cell), (gap.measure, worth)
