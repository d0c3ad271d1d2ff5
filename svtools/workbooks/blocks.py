"""What stands on a sheet as a template declares it: text, fields, tables and charts.

The fields of these classes are the keys of a template's YAML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from svtools.errors import InputError
from svtools.schema import NOT_EMPTY, Located, Whole, one_of, rule
from svtools.workbooks.items import (
    Column,
    Item,
    Key,
    Role,
    Tone,
    derive,
    keys_by_label,
)

TableKey = Annotated[
    Key,
    rule(
        lambda key: not re.fullmatch(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*", key.replace("_", "")),
        "a word that Excel doesn't take for a cell",
        "Use a word of four letters or more.",
    ),
]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `style` is plain, heading, step, or the role whose colour it explains.

    With `to`, the name of a sheet, or of a field or column as formulas name it, it leads there.
    """

    text: str
    style: Literal["plain", "heading", "step", "note", "input", "issued", "formula"] = "plain"
    to: str = ""


NOWHERE = 9_999_999
"""More rows than a sheet has."""


@dataclass(frozen=True, slots=True)
class State(Located):
    """What a sheet says of its own state, under its purpose: `issued` or calculated.

    Each of the `tones` stands by the first words that bring it. `link` leads `to` a sheet, or to a
    table's column: there to the `first` row in which another column says one of some words.
    """

    tones: Annotated[Mapping[str, Tone], NOT_EMPTY]
    issued: str = ""
    formula: str = ""
    link: str = ""
    to: str = ""
    first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool(self.issued) == bool(self.formula):
            raise InputError("a state must be issued or calculated.", "Keep one of the two.")
        if len(self.first) != ("." in self.to):
            raise InputError(
                "a link to a row must say which row.", "Give 'first: {COLUMN: [WORDS]}'."
            )

    def link_to_row(self, sheet: str) -> str:
        """The formula of a link to a row of a table on `sheet`; nothing where there is none."""
        table = self.to.partition(".")[0]
        ((column, words),) = self.first.items()
        said = f"{{{table}.{column}}}"
        count = "+".join(f'COUNTIF({said},"{word}")' for word in words)
        places = ",".join(f'IFERROR(MATCH("{word}",{said},0),{NOWHERE})' for word in words)
        cell = f"INDEX({{{self.to}}},MIN({places}))"
        place = f"ADDRESS(ROW({cell}),COLUMN({cell}),4)"
        return f'=IF({count}=0,"",HYPERLINK("#\'{sheet}\'!"&{place},"{self.link}"))'


@dataclass(frozen=True, slots=True)
class Text:
    """Lines that people read and nobody fills in; Jinja2 over the job's data."""

    lines: tuple[Line, ...] = field(metadata={"key": "text"})
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels down column A with their values beside them."""

    items: Annotated[tuple[Item, ...], NOT_EMPTY] = field(metadata={"key": "fields"})
    key: Key = ""  # else the sheet's
    heading: str = ""
    beside: bool = False
    labels: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        derive(self, labels=keys_by_label(self.items))


@dataclass(frozen=True, slots=True)
class Table(Located):
    """A real Excel table: one row for each of the job's `rows`, then `spare` blank ones.

    `since` and `until` are the first and the last version of the template that has it; one with an
    `until` is only read. Until the version `totalled_until` it had a row of totals that it has no
    more. The pounds of one that is `big` are the sheet's headline. In print, rows with the same
    value in the column `break_on` stay together on a page.
    """

    key: TableKey
    columns: Annotated[tuple[Column, ...], NOT_EMPTY]
    rows: str = ""
    spare: Whole = 0
    heading: str = ""
    since: Whole = 1
    until: Whole | None = None
    totals: Mapping[str, Literal["sum"]] = field(default_factory=dict)
    totalled_until: Whole = 0
    beside: bool = False
    big: bool = False
    break_on: str = ""
    labels: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.rows and not self.spare:
            raise InputError("the table has no rows.", "Give 'rows: SOURCE', 'spare: N' or both.")
        known = [column.key for column in self.columns]
        if self.break_on and self.break_on not in known:
            raise InputError(
                f"no column '{self.break_on}' to begin pages at.", f"One of {', '.join(known)}."
            )
        for key in self.totals:
            if key not in known:
                raise InputError(f"no column '{key}' to total.", f"'sum' of {', '.join(known)}.")
        derive(self, labels=keys_by_label(self.columns))

    @property
    def name(self) -> str:
        """The table's name inside Excel."""
        return "".join(part.title() for part in self.key.split("_"))

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that somebody fills in."""
        return tuple(column for column in self.columns if column.role is Role.INPUT)

    def column(self, key: str) -> Column:
        """The column that goes by `key`."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Chart(Located):
    """A native chart over columns of a table that stands in the workbook too."""

    kind: Annotated[str, one_of("column", "bar", "line")]
    title: str
    alt: str
    table: str
    categories: str
    series: Annotated[tuple[str, ...], NOT_EMPTY]
    stacked: bool = False
    beside: bool = False


Block = Text | Fields | Table | Chart
