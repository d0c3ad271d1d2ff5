"""Problems found in other people's files: one catalogue, and how they are told.

`problems.yaml` beside this file holds each code's effect, what is wrong, how to mend it and an
example; the user guide's list is printed from it. A `Problem` is one code with its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.schema import build
from svtools.workbooks.cells import a1

MOST_CELLS_NAMED = 12


class Level(StrEnum):
    """What a problem does to the figures, the gravest first."""

    REJECTED = "file rejected"
    NOT_COUNTED = "not counted"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue; `what` and `remedy` have {names} of details.

    `offer` stands in place of the remedy where the file is a bidder's offer, if it says anything.
    """

    code: str
    level: Level
    what: str
    remedy: str
    example: str
    offer: str = ""


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every code, in the order of the checks."""
    source = yamlfile.read(Path(__file__).with_name("problems.yaml"))
    return {code: build(entry, Entry, code=code) for code, entry in source.items()}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found: its code, its place and what was found there.

    `cells` are (row, column) from 0; `order` is the sheet's place in the file, for sorting;
    `in_offer` says that the file is a bidder's offer.
    """

    code: str
    file: str = ""
    sheet: str = ""
    cells: tuple[tuple[int, int], ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    order: int = 0
    in_offer: bool = False

    @property
    def entry(self) -> Entry:
        """The catalogue's words for this code."""
        return catalogue()[self.code]

    @property
    def level(self) -> Level:
        """What it does to the figures."""
        return self.entry.level

    @property
    def what(self) -> str:
        """What is wrong, with what was entered."""
        return self.entry.what.format_map(self.details)

    @property
    def remedy(self) -> str:
        """How to mend it."""
        entry = self.entry
        words = entry.offer if self.in_offer and entry.offer else entry.remedy
        return words.format_map(self.details)

    @property
    def places(self) -> str:
        """The cells as people name them: "B4, B9"."""
        named = ", ".join(a1(*cell) for cell in self.cells[:MOST_CELLS_NAMED])
        more = len(self.cells) - MOST_CELLS_NAMED
        return f"{named} and {more} more" if more > 0 else named


def told(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted as in Excel (file, sheet, row, column), the same thing in several cells as one."""
    grouped: dict[tuple[Any, ...], Problem] = {}
    for problem in sorted(problems, key=_place):
        key = (problem.file, problem.order, problem.sheet, problem.code, problem.what)
        known = grouped.get(key)
        if known is None:
            grouped[key] = problem
        elif problem.cells:
            grouped[key] = replace(known, cells=tuple(dict.fromkeys(known.cells + problem.cells)))
    return list(grouped.values())


def gravest_first(problems: Iterable[Problem]) -> list[Problem]:
    """By what they do to the figures, else in the order in which they are."""
    order = list(Level)
    return sorted(problems, key=lambda problem: order.index(problem.level))


def _place(problem: Problem) -> tuple[str, int, tuple[tuple[int, int], ...], str]:
    return problem.file, problem.order, problem.cells, problem.code
