"""The log's other sheets: returns accepted as a whole, corrections, findings accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from svtools.numbers import in_a_row
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Content, Row
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem, told

TEMPLATE = "validation_log"
BY_RETURN, CORRECTIONS, FINDINGS = "by_return", "corrections", "findings"
ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    BY_RETURN: ("year", "ref", "lot", "supplier", "number"),
    FINDINGS: ("year", "finding"),
}
"""The tables that consolidation keeps rows in, and the columns that tell the rows apart."""

Values = Mapping[str, Any]


@dataclass(slots=True)
class Decided:
    """The rows of those sheets as they were read from `file`, and as a run leaves them."""

    file: str
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    """What was typed there and can't be used: the row it stands in is held back."""
    issued: dict[str, list[Values]] = field(default_factory=dict)
    """The rows of the tables in `ROW_KEYS` as they are to be."""
    corrections: list[tuple[Row, Values]] = field(default_factory=list)
    """What consolidation says of each correction."""

    def __post_init__(self) -> None:
        for name in ROW_KEYS:
            self.issued[name] = [row.values for row in self.rows.get(name, ())]

    @classmethod
    def of(cls, content: Content) -> "Decided":
        """What a log holds."""
        tables = (*ROW_KEYS, CORRECTIONS)
        rows = {name: content.rows(name) for name in tables}
        sheets = {content.tables[name].place.sheet for name in tables}
        found = [p for p in faults_of(content) if p.sheet in sheets and p.cell_names]
        found += [p for p in told(content.problems) if p.code == "extra-sheet"]
        return cls(content.problems.file, rows, found)

    @property
    def is_changed(self) -> bool:
        """Whether a run changed any of it."""
        return any(map(self.changed, ROW_KEYS)) or any(
            row.get(key) != value
            for row, values in self.corrections
            for key, value in values.items()
        )

    def changed(self, table: str) -> bool:
        """Whether a run changed the rows of a table."""
        now = map(_filled, self.issued[table])
        before = (dict(row.values) for row in self.rows.get(table, ()))
        by_key = ({key_of(values, table): values for values in rows} for rows in (now, before))
        return next(by_key) != next(by_key)


def faults_of(content: Content) -> list[Problem]:
    """What is wrong in a log and more than a remark."""
    return [p for p in told(content.problems) if p.level is not Level.REMARK]


def key_of(values: Values, table: str) -> tuple[Any, ...]:
    """What tells a row of a table from the others."""
    return tuple(values.get(key) for key in ROW_KEYS[table])


def _filled(values: Values) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def lacking(row: Row, table: str, *keys: str) -> tuple[list[Cell], str]:
    """The cells among those columns that are blank or can't be used, and their headings."""
    declared = template(TEMPLATE).table(table)
    gone = [key for key in dict.fromkeys(keys) if row.get(key) is None]
    labels = in_a_row([f"'{declared.column(key).label}'" for key in gone])
    return [row.cell(key) for key in gone], labels
