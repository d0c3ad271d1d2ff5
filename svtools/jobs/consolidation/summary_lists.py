"""The lists of the summary: files, changes, problems and answers, row by row."""

from collections.abc import Iterator
from typing import Any

from svtools.jobs.consolidation.accepting import contract_of
from svtools.jobs.consolidation.at_stake import at_stake
from svtools.jobs.consolidation.consolidation import WHY_SET_ASIDE, Consolidation
from svtools.jobs.consolidation.matching import Expected, Status
from svtools.jobs.consolidation.returns import TEMPLATE, Return, rows_of
from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract
from svtools.numbers import how_many, long_date
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, gravest_first, told
from svtools.workbooks.typed import shown

MEANINGS = {
    Status.MISSING: "Due: not come, or unreadable.",
    Status.REJECTED: "Not counted: see Problems.",
    Status.IN_PART: "Counted in part: see Problems.",
    Status.REMARKED: "Counted: see Problems.",
    Status.ACCEPTED: "Counted, nothing to remark.",
    Status.SUPERSEDED: "A later return counts.",
    Status.DUPLICATE: "A copy of one that counts.",
    Status.NOT_A_RETURN: "Passed over.",
    Status.NOT_DUE: "Not come, and not due.",
}
"""What each status means; what needs most to be done comes first, what needs nothing last."""

LATE = "late"
CORRECTED = "corrected by agreement"
OF_THEIR_OWN = ("evidence", "beneficiaries")
"""The tables of a return that have a sheet of their own in the summary."""


def return_rows(consolidation: Consolidation) -> list[dict[str, Any]]:
    """Every file with what became of it, and every return that was expected and has not come.

    What needs most to be done comes first.
    """
    rows = [*_came(consolidation), *_not_come(consolidation)]
    return sorted(rows, key=lambda row: list(MEANINGS).index(row["status"]))


def _came(consolidation: Consolidation) -> Iterator[dict[str, Any]]:
    """A row for each file."""
    latest_last = sorted(consolidation.expected, key=lambda expected: expected.days_late)
    lateness = {id(expected.supplier_return): expected for expected in latest_last}
    for supplier_return in consolidation.returns:
        late = lateness.get(id(supplier_return))
        status = consolidation.status(supplier_return)
        yield {
            "file": supplier_return.file,
            "ref": supplier_return.ref,
            "lot": supplier_return.lot,
            "title": supplier_return.issued["title"].value
            if "title" in supplier_return.issued
            else "",
            "supplier": supplier_return.supplier,
            "number": supplier_return.number,
            "quarter": QUARTERS[supplier_return.quarter - 1] if supplier_return.quarter else "",
            "completed": supplier_return.completed,
            "due": late.due if late else None,
            "days_late": late.days_late if late else None,
            "status": str(status),
            "note": _note(supplier_return, status),
        }


def _not_come(consolidation: Consolidation) -> Iterator[dict[str, Any]]:
    """A row for each quarter of a contract for which nothing has come."""
    for expected in consolidation.expected:
        if expected.supplier_return is None:
            yield {
                "file": "",
                **named(expected.contract),
                "title": expected.contract.title,
                "number": None,
                "quarter": QUARTERS[expected.quarter.number - 1],
                "completed": None,
                "due": expected.due,
                "days_late": expected.days_late if expected.missing else None,
                "status": str(Status.MISSING if expected.missing else Status.NOT_DUE),
                "note": _what_to_do(expected) if expected.missing else "",
            }


def _what_to_do(expected: Expected) -> str:
    """How to come by what is missing, and what is wrong with what came instead."""
    if expected.contract.reported_in == PORTAL:
        return "No Portal figures that count: copy them in, or mend what Problems says of them."
    whom = expected.contract.contact or expected.contract.key.supplier
    if expected.unread is None:
        return f"Ask {whom} for it."
    return f"{expected.state[0].upper()}{expected.state[1:]} Mend that, or ask {whom} for it again."


def change_rows(consolidation: Consolidation) -> Iterator[dict[str, Any]]:
    """Figures that a later return altered, then those that were corrected."""
    for matched in consolidation.matched.values():
        for change in matched.changes:
            (old, new), (old_cell, new_cell) = change.units, change.cells
            yield {
                **named(change.contract),
                "measure": change.measure,
                "quarter": QUARTERS[change.quarter - 1],
                "old": old,
                "new": new,
                "old_place": old_cell,
                "new_place": new_cell,
            }
    for correction in consolidation.corrections:
        figure = correction.figure
        agreed = f"{correction.agreed_by}, {long_date(correction.agreed_on)}: {correction.reason}"
        yield {
            **named(figure.contract),
            "measure": figure.measure.code,
            "quarter": QUARTERS[figure.quarter - 1],
            "old": figure.units,
            "new": correction.units,
            "old_place": f"{figure.file}, {figure.cell}",
            "new_place": f"{CORRECTED} ({agreed})",
        }


def corrected_in_words(consolidation: Consolidation) -> str:
    """What tells delivered from reported, in one line; nothing where nothing does."""
    count = len(consolidation.corrections)
    if not count:
        return ""
    return (
        f"Reported is what suppliers reported. Delivered has {how_many(count, 'figure')} as "
        "corrected by agreement: see the sheet Changes."
    )


def problem_rows(consolidation: Consolidation, register: str) -> Iterator[dict[str, Any]]:
    """Everything that was found, in the catalogue's words, the gravest first.

    `register` is the file whose problems name a sheet and no file.
    """
    contract, stake = contract_of(consolidation), at_stake(consolidation)
    for problem in gravest_first(consolidation.problems):
        key, (measures, worth) = contract(problem), stake(problem)
        yield {
            "level": str(problem.level),
            "contract": key.label,
            "measure": ", ".join(measures),
            "worth": worth,
            "supplier": key.supplier,
            "file": problem.file or (register if problem.sheet else ""),
            "sheet": problem.sheet,
            "cells": problem.cell_names,
            "what": problem.what,
            "remedy": "" if problem.accepted else problem.remedy,
            "accepted": problem.accepted,
            "code": problem.code,
        }


def _counted(consolidation: Consolidation) -> Iterator[tuple[Contract, Return]]:
    for matched in consolidation.matched.values():
        yield matched.contract, matched.counted


def free_rows(consolidation: Consolidation, table: str) -> Iterator[dict[str, Any]]:
    """A table of `OF_THEIR_OWN`, by the columns that suppliers fill in there."""
    keys = [column.key for column in template(TEMPLATE).table(table).inputs]
    for contract, supplier_return in _counted(consolidation):
        for row in rows_of(supplier_return.answers, table):
            first = next(iter(row.values())).cell
            yield {
                **named(contract),
                **{key: row[key].value if key in row else None for key in keys},
                "file": supplier_return.file,
                "row": f"{first.sheet}, row {first.row + 1}",
            }


def answer_rows(consolidation: Consolidation) -> Iterator[dict[str, Any]]:
    """Everything else that was filled in."""
    for contract, supplier_return in _counted(consolidation):
        for answer in supplier_return.answers:
            if answer.table not in OF_THEIR_OWN:
                yield {
                    **named(contract),
                    "label": answer.label,
                    "answer": shown(answer.value),
                    "file": supplier_return.file,
                    "sheet": answer.cell.sheet,
                    "cell": answer.cell.name,
                }


def named(contract: Contract) -> dict[str, str]:
    """A contract as every table names it."""
    key = contract.key
    return {"ref": key.ref, "lot": key.lot, "supplier": key.supplier}


def came_in(returns: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """How many files and expected returns have each status."""
    for status, meaning in MEANINGS.items():
        count = sum(row["status"] == status for row in returns)
        yield {"status": str(status), "count": count, "meaning": meaning}
    late = sum(bool(row["file"] and row["days_late"]) for row in returns)
    meaning = "Counted above; done too late."
    yield {"status": LATE, "count": late, "meaning": meaning}


def _note(supplier_return: Return, status: Status) -> str:
    """The first thing to know about a file that was not simply accepted."""
    problems = [p for p in supplier_return.problems if p.level is not Level.ACCEPTED]
    if not problems:
        return ""
    if status in {Status.ACCEPTED, Status.REMARKED, Status.IN_PART}:
        found = told(problems)
        others = sum(problem.level == Level.REMARK for problem in found)
        checks = sum(problem.level == Level.CHECK for problem in found)
        blanks = sum(problem.code == "required-blank" for problem in found)
        counts = [
            f"{how_many(supplier_return.not_counted, 'cell')} not counted"
            if supplier_return.not_counted
            else "",
            f"{checks} to check first" if checks else "",
            how_many(blanks, "unanswered question") if blanks else "",
            how_many(others, "remark") if others else "",
        ]
        return f"{', '.join(filter(None, counts))}: see the sheet Problems."
    aside = [problem for problem in problems if problem.code in WHY_SET_ASIDE]
    worst = min(aside or problems, key=lambda p: list(Level).index(p.level))
    return f"{worst.what} {worst.remedy}"
