"""Remarks and checks that somebody accepted: the sheet Findings of the log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from svtools.jobs.register.contracts import Key
from svtools.jobs.validation_log.decided import FINDINGS, Decided, Values, key_of, lacking
from svtools.numbers import long_date
from svtools.workbooks.content import Row
from svtools.workbooks.problems import Problem, Problems

TYPED = ("accepted_by", "accepted_on", "reason")
OPEN, ACCEPTED, INCOMPLETE = "open", "accepted", "incomplete"
GONE = "not found any more"

CIRCUMSTANCES = frozenset(("whole", "as_at", "later", "other", "others", "earlier", "label"))
"""Details that are no value of the finding itself: they change with every return that comes, or
with the words that a template has for its cells."""


class Finding(NamedTuple):
    """A remark or check, and whose contract it is about."""

    problem: Problem
    contract: Key
    units: tuple[str, ...] = ()
    """What stands in its cells, where its words don't say that."""

    @property
    def key(self) -> str:
        """What it is known by: it changes when the value that was found does."""
        problem = self.problem
        details = {k: str(v) for k, v in problem.details.items() if k not in CIRCUMSTANCES}
        file = "" if self.contract.ref else problem.file
        cells = tuple(map(str, problem.cells))
        said = (problem.code, self.contract_names, file, cells, *self.units)
        return sha256(repr((said, sorted(details.items()))).encode()).hexdigest()[:12]

    @property
    def contract_names(self) -> tuple[str, str, str]:
        """Reference, lot and supplier."""
        return self.contract.ref, self.contract.lot, self.contract.supplier


def settled_findings(
    found: Sequence[Finding], decided: Decided, year: str, problems: Problems
) -> dict[int, Problem]:
    """The problems that were accepted, each as an accepted one, by the `id` of the problem.

    The log's rows of the year are put into what is `decided`; an acceptance that lacks something
    is told.
    """
    known = {row.get("finding"): row for row in _of_year(decided, year)}
    accepted: dict[int, Problem] = {}
    rows: dict[str, Values] = {}
    for finding in found:
        row, problem = known.get(finding.key), finding.problem
        state = _state(row, problems) if row and finding.key not in rows else OPEN
        if row and (state == ACCEPTED or rows.get(finding.key, {}).get("state") == ACCEPTED):
            accepted[id(problem)] = replace(problem, accepted=_in_words(row))
        if finding.key not in rows:
            rows[finding.key] = {**_issued(finding, year), **_typed(row), "state": state}
    unique = {key_of(row.values, FINDINGS): row for row in decided.rows.get(FINDINGS, ())}
    kept = [_kept(row, rows, year) for row in unique.values()]
    new = [values for key, values in rows.items() if key not in known]
    decided.issued[FINDINGS] = [values for values in kept if values] + new
    return accepted


def _of_year(decided: Decided, year: str) -> list[Row]:
    return [row for row in decided.rows.get(FINDINGS, ()) if row.get("year") == year]


def _issued(finding: Finding, year: str) -> dict[str, Any]:
    problem = finding.problem
    return {
        "year": year,
        "level": str(problem.level),
        "contract": finding.contract.label or None,
        "supplier": finding.contract.supplier or None,
        "what": problem.what.strip(),
        "file": problem.file or None,
        "place": problem.where or None,
        "finding": finding.key,
    }


def _typed(row: Row | None) -> dict[str, Any]:
    return {key: row.get(key) for key in TYPED if key not in row.faulty} if row else {}


def _is_typed(row: Row) -> bool:
    return any(row.get(key) is not None or key in row.faulty for key in TYPED)


def _state(row: Row, problems: Problems) -> str:
    """What was made of a finding; what an acceptance lacks is told."""
    if not _is_typed(row):
        return OPEN
    cells, labels = lacking(row, FINDINGS, *TYPED)
    if labels:
        problems.add("finding-incomplete", *cells, labels=labels)
        return INCOMPLETE
    return ACCEPTED


def _in_words(row: Row) -> str:
    return f"{row.get('accepted_by')}, {long_date(row.get('accepted_on'))}: {row.get('reason')}"


def _kept(row: Row, rows: Mapping[str, Values], year: str) -> Values | None:
    """A row of the log as it is to be; None for one that is found no more and nobody typed in."""
    if row.get("year") != year:
        return row.values
    if row.get("finding") in rows:
        return rows[row.get("finding")]
    return {**row.values, "state": GONE} if _is_typed(row) else None
