"""What somebody accepted in the validation log is told apart from what needs attention."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.register.contracts import Key
from svtools.jobs.validation_log.decided import Decided
from svtools.jobs.validation_log.findings import Finding, settled_findings
from svtools.numbers import plain
from svtools.workbooks.cells import Cell
from svtools.workbooks.problems import Level, Problem, Problems, told

NOT_COUNTED = (Status.SUPERSEDED, Status.DUPLICATE, Status.NOT_A_RETURN)

WITHOUT_UNITS = frozenset(
    (
        *("running-total", "reported-twice", "reported-both-ways", "not-promised"),
        *("quarter-ahead", "outside-term", "nil-with-units"),
    )
)
"""What is told of units without saying how many they are."""


def contract_of(consolidation: Consolidation) -> Callable[[Problem], Key]:
    """The function that gives the contract that a problem is about; blank where it is of none."""
    keys = {
        supplier_return.file: Key(
            supplier_return.ref, supplier_return.lot, supplier_return.supplier
        )
        for supplier_return in consolidation.returns
        if supplier_return.ref
    }
    return lambda problem: keys.get(
        problem.file, Key(str(problem.details.get("ref") or ""), "", "")
    )


def accept_findings(consolidation: Consolidation, decided: Decided) -> None:
    """Make accepted problems of those that the log accepts, and say which may be accepted."""
    of_log, contract = Problems(decided.file, own=True), contract_of(consolidation)
    aside = {r.file for r in consolidation.returns if consolidation.status(r) in NOT_COUNTED}
    units = {
        (each.file, line.cell): plain(line.units)
        for each in consolidation.returns
        for line in each.lines
    }
    found = [
        Finding(problem, contract(problem), _units_in(problem, units))
        for problem in consolidation.problems
        if problem.file != decided.file  # what is wrong in the log itself is mended there
        and (
            problem.level is Level.CHECK
            or (problem.level is Level.REMARK and problem.file not in aside)
        )
    ]
    accepted = settled_findings(found, decided, str(consolidation.year), of_log)
    who = {
        place: accepted[id(finding.problem)].accepted
        for finding in found
        if id(finding.problem) in accepted
        for place in _places(finding.problem)
    }
    for supplier_return in consolidation.returns:
        supplier_return.problems[:] = [
            replace(problem, accepted=who.get(next(_places(problem)), ""))
            for problem in supplier_return.problems
        ]
    problems = [accepted.get(id(problem), problem) for problem in consolidation.problems]
    consolidation.problems = told([*problems, *of_log])


def _units_in(problem: Problem, units: Mapping[tuple[str, Cell], str]) -> tuple[str, ...]:
    """The units in the cells of a problem that doesn't say them."""
    cells = problem.cells if problem.code in WITHOUT_UNITS else ()
    return tuple(units.get((problem.file, cell), "") for cell in cells)


def _places(problem: Problem) -> Iterator[tuple[Any, ...]]:
    """By what a problem of one return is known, also as a part of several that are told as one."""
    for what in problem.cells or (problem.what,):
        yield problem.file, problem.code, what
