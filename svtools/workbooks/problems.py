"""Problems found in other people's files: one catalogue, and how they are told.

`problems.yaml` beside this file holds each code's effect, what is wrong, how to mend it and an
example; the user guide's list is printed from it. A `Problem` is one code with its cells.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from svtools import yamlfile
from svtools.numbers import long_date
from svtools.schema import build
from svtools.workbooks.cells import Cell, areas

MOST_CELLS_NAMED = 12


class Level(StrEnum):
    """What a problem does to the figures, the gravest first.

    No code of the catalogue is ACCEPTED: it is a remark or check that somebody found to be right.
    """

    REJECTED = "file rejected"
    NOT_COUNTED = "not counted"
    BLOCKS = "blocks the award"
    CHECK = "check first"
    REMARK = "remark"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue; `what` and `remedy` have {names} of details.

    Several problems that differ in nothing but a detail named in `joins` are told as one, so its
    sentences must read well with "OP15, PJ04 and PJ06", too. `offer` stands in place of the remedy
    where the file is a bidder's offer, and `own` where it is the council's own workbook, if they
    say anything.
    """

    code: str
    level: Level
    what: str
    remedy: str
    example: str
    offer: str = ""
    own: str = ""
    joins: tuple[str, ...] = ()


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every code, in the order of the checks."""
    source = yamlfile.read(Path(__file__).with_name("problems.yaml"))
    return {code: build(entry, Entry, code=code) for code, entry in source.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found: its code, its cells (of one sheet) and what was found there.

    `in_offer` says that the file is a bidder's offer, `in_own` that it is the council's own;
    `accepted` who found it to be right, when and why.
    """

    code: str
    file: str = ""
    cells: tuple[Cell, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    in_offer: bool = False
    in_own: bool = False
    accepted: str = ""

    @property
    def entry(self) -> Entry:
        """The catalogue's words for this code."""
        return catalogue()[self.code]

    @property
    def level(self) -> Level:
        """What it does to the figures."""
        return Level.ACCEPTED if self.accepted else self.entry.level

    @property
    def what(self) -> str:
        """What is wrong, with what was entered."""
        return _filled(self.entry.what, self.details)

    def without(self, name: str) -> tuple[str, str]:
        """What it says where one of its details is left out."""
        details = {**self.details, name: ""}
        return _filled(self.entry.what, details), replace(self, details=details).remedy

    @property
    def remedy(self) -> str:
        """How to mend it."""
        here = self.entry.offer if self.in_offer else self.entry.own if self.in_own else ""
        return _filled(here or self.entry.remedy, self.details)

    @property
    def sheet(self) -> str:
        """The sheet it is on; blank where it is about the whole file."""
        return self.cells[0].sheet if self.cells else ""

    @property
    def cell_names(self) -> str:
        """The cells as people name them: "B4, B9"; of very many, their areas: "B4:E40"."""
        cells = [cell for cell in self.cells if cell.name]
        few = len(cells) <= MOST_CELLS_NAMED
        return _named([cell.name for cell in cells] if few else areas(cells))

    @property
    def where(self) -> str:
        """Sheet and cells: "Delivery B4, B9"."""
        return f"{self.sheet} {self.cell_names}".strip()

    @property
    def row(self) -> dict[str, str]:
        """As a row of a workbook's sheet Problems."""
        return {
            "level": str(self.level),
            "what": self.what,
            "remedy": self.remedy,
            "file": self.file,
            "sheet": self.sheet,
            "cells": self.cell_names,
            "code": self.code,
        }

    @property
    def located(self) -> str:
        """What is wrong, behind its sheet and cells where it has any."""
        return f"{self.where}: {self.what}" if self.where else self.what


def _filled(words: str, details: Mapping[str, Any]) -> str:
    """The entry's words with these details; a day reads as people write it."""
    return words.format_map(
        {
            key: long_date(value) if isinstance(value, date) else value
            for key, value in details.items()
        }
    )


class HasCell(Protocol):
    """A value that was read and knows its cell; None where that was not there."""

    @property
    def cell(self) -> Cell | None: ...  # noqa: D102 - the class says it


class Problems(list[Problem]):
    """What was found in one file."""

    def __init__(self, file: str = "", *, own: bool = False) -> None:
        super().__init__()
        self.file = file
        self.own = own

    def add(self, code: str, /, *places: Cell | HasCell | None, **details: Any) -> None:
        """Note a problem by its code, the cells (or values that know theirs), and details."""
        cells = (place if isinstance(place, Cell) else place.cell for place in places if place)
        self.append(Problem(code, self.file, tuple(filter(None, cells)), details, in_own=self.own))

    def drop(self, code: str, cell: Cell) -> None:
        """Take back what was noted of one cell, where something else tells it."""
        self[:] = [known for known in self if (known.code, known.cells) != (code, (cell,))]


def same_as_one(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted as in Excel (file, sheet, row, column), the same thing in several cells as one."""
    return _as_one(sorted(problems, key=_in_order))


def told(problems: Iterable[Problem]) -> list[Problem]:
    """As `same_as_one`, and as one what differs only in a detail that its entry joins."""
    found = same_as_one(problems)
    for name in dict.fromkeys(name for entry in catalogue().values() for name in entry.joins):
        found = _as_one(found, name)
    return found


def _as_one(problems: Iterable[Problem], name: str = "") -> list[Problem]:
    """As one what says the same of a file and sheet, but for the detail `name` where it is joined.

    Several of that detail are named in a row.
    """
    alike: dict[tuple[Any, ...], list[Problem]] = {}
    for problem in problems:
        if name and name not in problem.entry.joins:
            alike[(id(problem),)] = [problem]  # they are as one already
            continue
        sheet = problem.cells[:1] and problem.cells[0][:2]
        said = problem.without(name) if name else problem.what
        alike.setdefault((problem.file, sheet, problem.code, said), []).append(problem)
    return [same[0] if len(same) == 1 else _joined(same, name) for same in alike.values()]


def _joined(same: Sequence[Problem], name: str) -> Problem:
    """One problem of several, with all their cells as they stand on the sheet."""
    cells = sorted({cell for problem in same for cell in problem.cells})
    details = dict(same[0].details)
    if name in details:
        details[name] = _named(
            list(dict.fromkeys(str(p.details[name]) for p in same)), last=" and "
        )
    return replace(same[0], cells=tuple(cells), details=details)


def _named(names: Sequence[str], last: str = ", ") -> str:
    """The names in a row, so many of them as one can read."""
    more = len(names) - MOST_CELLS_NAMED
    if more > 0:
        return f"{', '.join(names[:MOST_CELLS_NAMED])} and {more} more"
    return last.join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def gravest_first(problems: Iterable[Problem]) -> list[Problem]:
    """By what they do to the figures, else in the order in which they are."""
    return sorted(problems, key=lambda problem: list(Level).index(problem.level))


def by_cause(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Those of one cause together, the gravest causes first."""
    causes: dict[str, list[Problem]] = {}
    for problem in gravest_first(problems):
        causes.setdefault(problem.code, []).append(problem)
    return list(causes.values())


def _in_order(problem: Problem) -> tuple[Any, ...]:
    cells = [(cell.order, cell.row, cell.column) for cell in problem.cells]
    return problem.file, cells, problem.code
