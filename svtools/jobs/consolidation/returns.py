"""One supplier's return as compact rows: units, what is missing, and what else was filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from svtools.workbooks.cells import Cell
from svtools.workbooks.content import FieldValue
from svtools.workbooks.problems import Level, Problems

TEMPLATE = "monitoring_return"
PROMISED, OTHER = "promised", "other"
TABLES = {"delivery": PROMISED, "other": OTHER}
REST = "rest"
"""The key of an answer that says of whose units, promised or other, its row has all the rest."""

UNIT_KEYS = ("q1", "q2", "q3", "q4")


class Line(NamedTuple):
    """Units of one measure in one quarter, and the cell they were typed in."""

    measure: str
    origin: str
    quarter: int
    units: Decimal
    cell: Cell
    file: str = ""
    """The earlier return whose figure stands; blank for the file's own."""


class Gap(NamedTuple):
    """No usable units of a promised measure for a quarter.

    `faulty` if something stood there that can't be used, `entered` a word such as n/a; `is_there`
    unless the whole column is missing.
    """

    measure: str
    quarter: int
    faulty: bool
    entered: str
    cell: Cell
    is_there: bool = True


class Issued(NamedTuple):
    """A promise as the return shows it."""

    measure: str
    units: Decimal | None
    cell: Cell


class Answer(NamedTuple):
    """Anything else the supplier filled in: a note, evidence, a group of people, a statement.

    `key` is the column's in `table`, or the field's ("block.key") where that is blank.
    """

    table: str
    key: str
    label: str
    value: Any
    cell: Cell


@dataclass(slots=True)
class Return:
    """A file of the folder, read or rejected. `file` is its path inside the folder."""

    file: str
    kind: str = "return"
    ref: str = ""
    lot: str = ""
    supplier: str = ""
    year: str = ""
    number: int | None = None
    quarter: int | None = None
    completed: date | None = None
    completed_cell: Cell | None = None
    nil: bool = False
    nil_cell: Cell | None = None
    issued: dict[str, FieldValue] = field(default_factory=dict)
    promises: list[Issued] = field(default_factory=list)
    sent: frozenset[str] | None = None
    """The measures on the sheet Promises, as it was sent out; None where it isn't there."""
    lines: list[Line] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    units_columns: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The columns in which units are typed, by the place of their sheet."""
    problems: Problems = field(init=False)

    def __post_init__(self) -> None:
        self.problems = Problems(self.file)

    @property
    def rejected(self) -> bool:
        """Whether nothing in it counts."""
        return any(problem.level == Level.REJECTED for problem in self.problems)

    @property
    def not_counted(self) -> int:
        """How many cells of it don't count, or how many rows where no cell is to blame."""
        return sum(
            max(1, len(problem.cells))
            for problem in self.problems
            if problem.level == Level.NOT_COUNTED and problem.code != "required-blank"
        )

    def said(self) -> Iterator[Line]:
        """The lines, and for a nil return a 0 for each blank of the quarter reported."""
        yield from self.lines
        for gap in self.gaps:
            is_nil = self.nil and gap.quarter == self.quarter
            if is_nil and self.nil_cell and not gap.faulty:
                yield Line(gap.measure, PROMISED, gap.quarter, Decimal(0), self.nil_cell)

    def figures(self) -> tuple[Any, ...]:
        """What it reports."""
        lines = sorted((line.measure, line.origin, line.quarter, line.units) for line in self.lines)
        return self.quarter, self.nil, tuple(lines)

    def everything(self) -> tuple[Any, ...]:
        """What two copies of the same return share."""
        answers = sorted((a.table, a.cell.row, a.key, str(a.value)) for a in self.answers)
        return self.figures(), self.completed, tuple(answers)


def rows_of(answers: list[Answer], table: str) -> Iterator[dict[str, Answer]]:
    """The answers of one table, gathered again by row, each by its column's key."""
    rows: dict[tuple[int, int], dict[str, Answer]] = {}
    for answer in answers:
        if answer.table == table:
            rows.setdefault((answer.cell.order, answer.cell.row), {})[answer.key] = answer
    yield from (rows[place] for place in sorted(rows))
