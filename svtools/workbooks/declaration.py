"""What a workbook is: the declaration that its writer, reader, checker and guide share.

A template is sheets; a sheet is blocks (text, fields, table, chart); a field or a column is an
`Item`, which is exactly one of issued (looked up in the job's data, locked), input (filled in
by somebody) or formula (calculated). `svtools.workbooks.parse` makes these from YAML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path


class Role(StrEnum):
    """Who a value comes from."""

    ISSUED = "issued"
    INPUT = "input"
    FORMULA = "formula"


class CellKind(StrEnum):
    """What a value is: decides its format, its validation and how it is read."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"
    RATE = "rate"
    DATE = "date"
    CHOICE = "choice"


YES_NO = ("Yes", "No")


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """A label as it is compared: case, spaces and closing punctuation don't matter."""
    return " ".join(text.casefold().split()).rstrip(" :.*?")


@dataclass(frozen=True, slots=True)
class Item:
    """A field (label and value) or a table's column (heading and values).

    `source` is the path of an issued value, or the text of a formula. `status` gives each word
    that may stand here the tone it is shown in. `formerly` are labels of older versions, `since`
    the first version of the template that has it.
    """

    key: str
    label: str
    role: Role
    kind: CellKind = CellKind.TEXT
    source: str = ""
    by: str = ""
    required: bool = False
    default: object = None
    choices: tuple[str, ...] = ()
    choices_from: str = ""
    minimum: float | None = None
    maximum: float | None = None
    status: Mapping[str, str] = field(default_factory=dict)
    formerly: tuple[str, ...] = ()
    since: int = 1
    help: str = ""
    width: float | None = None
    lines: int = 1
    total: str = ""
    is_plain_text: bool = field(init=False, compare=False, repr=False)
    """Whether any text is a value of it as it stands."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_plain_text", self.kind is CellKind.TEXT and not self.choices)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label this item goes or went by, the present one first."""
        return (self.label, *self.formerly)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `style` is plain, heading, or the role whose colour it explains."""

    text: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Text:
    """Lines that people read and nobody fills in; Jinja2 over the job's data."""

    lines: tuple[Line, ...]


def keys_by_label(items: tuple[Item, ...]) -> Mapping[str, str]:
    """Every label, past ones too, as it is compared, with the key it stands for."""
    return {normal(label): item.key for item in items for label in item.labels}


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels down column A with their values beside them."""

    key: str
    items: tuple[Item, ...]
    heading: str = ""
    labels: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", keys_by_label(self.items))


@dataclass(frozen=True, slots=True)
class Table:
    """A real Excel table: one row for each of the job's `rows`, then `spare` blank ones."""

    key: str
    columns: tuple[Item, ...]
    rows: str = ""
    spare: int = 0
    heading: str = ""
    since: int = 1
    labels: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", keys_by_label(self.columns))

    @property
    def name(self) -> str:
        """The table's name inside Excel."""
        return "".join(part.title() for part in self.key.split("_"))

    @property
    def has_totals(self) -> bool:
        """Whether a totals row ends the table."""
        return any(column.total for column in self.columns)

    def column(self, key: str) -> Item:
        """The column that goes by `key`."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart over columns of a table that stands in the workbook too."""

    kind: str
    title: str
    alt: str
    table: str
    categories: str
    series: tuple[str, ...]
    stacked: bool = False


Block = Text | Fields | Table | Chart


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title, a line that says what it is for and what to do, and blocks."""

    key: str
    name: str
    title: str
    purpose: str
    blocks: tuple[Block, ...]
    formerly: tuple[str, ...] = ()
    since: int = 1
    hidden: bool = False
    texts: "KnownTexts" = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", KnownTexts.of(self))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The sheet's tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def fields(self) -> tuple[Fields, ...]:
        """The sheet's blocks of fields, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Fields))


def text_after(sheet: Sheet, table: Table) -> str:
    """The text in column A under a table, where its sheet goes on: it ends the table's rows."""
    after = sheet.blocks[sheet.blocks.index(table) + 1 :]
    block = next((block for block in after if not isinstance(block, Chart)), None)
    if isinstance(block, Text):
        return block.lines[0].text
    return block.heading if block else ""


EXPRESSION = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """The texts that a sheet is sent out with; those with data in them as patterns."""

    plain: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, sheet: Sheet) -> "KnownTexts":
        """Every title, heading, line, label and help of `sheet`."""
        texts = [sheet.title, sheet.purpose]
        for block in sheet.blocks:
            texts.append(getattr(block, "heading", ""))
            if isinstance(block, Text):
                texts += [line.text for line in block.lines]
            if isinstance(block, Fields):
                texts += [text for item in block.items for text in (*item.labels, item.help)]
        parts = [map(str.strip, EXPRESSION.split(t)) for t in texts if EXPRESSION.search(t)]
        return cls(
            frozenset(normal(text) for text in texts if not EXPRESSION.search(text)),
            tuple(re.compile(".*".join(map(re.escape, part)), re.DOTALL) for part in parts),
        )

    def __contains__(self, value: object) -> bool:
        if type(value) is not str:
            return False
        text = value.strip()
        return normal(text) in self.plain or any(p.fullmatch(text) for p in self.patterns)


@dataclass(frozen=True, slots=True)
class Template:
    """A whole workbook's declaration. Sheets that go out are `protected`, without a password."""

    name: str
    version: int
    title: str
    file: Path
    protected: bool
    sheets: tuple[Sheet, ...]

    def tables(self) -> Iterator[tuple[Sheet, Table]]:
        """Every table with the sheet it stands on."""
        for sheet in self.sheets:
            for table in sheet.tables:
                yield sheet, table

    def items(self) -> Iterator[tuple[Sheet, Fields, Item]]:
        """Every field with its sheet and block."""
        for sheet in self.sheets:
            for block in sheet.fields:
                for item in block.items:
                    yield sheet, block, item

    def table(self, key: str) -> Table:
        """The table that goes by `key`."""
        return next(table for _, table in self.tables() if table.key == key)


IDENTITY = Fields(
    key="made",
    heading="About this workbook",
    items=(
        Item("template", "Template", Role.ISSUED, source="made.template"),
        Item("version", "Template version", Role.ISSUED, CellKind.INTEGER, source="made.version"),
        Item("tool", "Made with", Role.ISSUED, source="made.tool"),
    ),
)
"""Stands at the end of every first sheet, so that a file says what it is."""
