"""A contracts register looked through: what is wrong, and a copy that says it in its cells."""

from pathlib import Path
from typing import Any, NamedTuple

from svtools.jobs.opening import open_own
from svtools.jobs.register.read import TEMPLATE, register_of
from svtools.numbers import how_many
from svtools.policy import Council
from svtools.workbooks.marked_copy import MarkedCopy
from svtools.workbooks.opening import Workbook
from svtools.workbooks.problems import Level, Problem, same_as_one, told
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.revision import naming, refuse_macros, refuse_other_kinds, unchanged


class Checked(NamedTuple):
    """What a register holds, and its problems."""

    file: str
    contracts: int
    promises: int
    problems: tuple[Problem, ...]

    @property
    def counts(self) -> dict[Level, int]:
        """How many problems there are of each level."""
        return {level: sum(p.level == level for p in self.problems) for level in Level}

    def in_words(self) -> str:
        """What was read, and how many problems there are of each level."""
        read = f"{how_many(self.contracts, 'contract')} and {how_many(self.promises, 'promise')}"
        counts = [f"{level}: {count:,}" for level, count in self.counts.items() if count]
        found = how_many(len(self.problems), "problem")
        told = f"{found} ({'; '.join(counts)})" if counts else "Nothing wrong was found"
        return f"{self.file}: {read} can be used. {told}."

    def as_json(self) -> dict[str, Any]:
        """The problems, for a script."""
        return {
            "register": self.file,
            "contracts": self.contracts,
            "promises": self.promises,
            "counts": {str(level): count for level, count in self.counts.items()},
            "problems": [
                {
                    "code": problem.code,
                    "level": str(problem.level),
                    "sheet": problem.sheet,
                    "cells": [cell.name for cell in problem.cells if cell.name],
                    "what": problem.what,
                    "remedy": problem.remedy,
                }
                for problem in self.problems
            ],
        }


def check(path: Path, council: Council, marked: Path | None = None) -> Checked:
    """Look through the register at `path`; write a copy with notes and a sheet of problems.

    Raises InputError for what is no register of the council, and where a copy can't be made of it.
    """
    if marked:
        refuse_other_kinds(marked)
    workbook = open_own(path, TEMPLATE, formulas=True)
    register = register_of(workbook, council)
    problems = told(register.problems)
    if marked:
        _write_marked(workbook, same_as_one(register.problems), marked)
    promises = sum(map(len, register.promises.values()))
    return Checked(workbook.file, len(register.contracts), promises, tuple(problems))


def _write_marked(workbook: Workbook, problems: list[Problem], marked: Path) -> None:
    with naming(workbook.file):
        copy = MarkedCopy(unchanged(workbook), workbook.book)
        refuse_macros(copy.has_macros, workbook.file, marked)
        content = copy.marked(problems)
    replace_with(marked, content)
