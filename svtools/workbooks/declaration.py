"""What a workbook is: the declaration that its writer, reader, checker and guide share.

A template is sheets; a sheet is blocks (text, fields, table, chart); a field or a column is an
`Item`, which is exactly one of issued (looked up in the job's data, locked), input (filled in
by somebody) or formula (calculated). The fields of these classes are the keys of a template's YAML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

from svtools.errors import InputError
from svtools.schema import NOT_EMPTY, Located, Whole, one_of, rule


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
YES_OR_NO = "yes_no"
"""As an `input`, the choice of these two."""


CORE = ("policy", "measures", "scoring", "monitoring")
"""Rooms whose words may be choices."""


def words_of(name: str) -> Mapping[str, tuple[str, ...]]:
    """The words that a room of the core knows, such as `scoring.Method`, and what else each is
    called; none for no name.

    Raises InputError for anything else.
    """
    room, _, kind = name.partition(".")
    words = getattr(import_module(f"svtools.{room}"), kind, None) if room in CORE else None
    if not name:
        return {}
    if not (isinstance(words, type) and issubclass(words, StrEnum)):
        raise InputError(
            f"there are no words '{name}'.", f"Write ROOM.NAME; rooms: {', '.join(CORE)}."
        )
    return {str(word): getattr(word, "also", ()) for word in words}


def letters_of(text: str) -> str:
    """A text by its letters and digits alone, as a choice is compared."""
    return "".join(filter(str.isalnum, text.casefold()))


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """A label as it is compared: case, spaces and closing punctuation don't matter."""
    return " ".join(text.casefold().split()).rstrip(" :.*?")


Key = Annotated[
    str, rule(re.compile(r"[a-z][a-z0-9_]*").fullmatch, "small letters, digits and _", "Rename it.")
]
TableKey = Annotated[
    Key,
    rule(
        lambda key: not re.fullmatch(r"[a-z]{1,3}\d+|r\d*(c\d*)?|c\d*", key.replace("_", "")),
        "a word that Excel doesn't take for a cell",
        "Use a word of four letters or more.",
    ),
]
# Excel keeps History for itself; the writer keeps long lists of choices on Lists.
SheetName = Annotated[
    str,
    rule(
        re.compile(r"(?i)(?!(history|lists)$)[^\[\]:*?/\\']{1,31}").fullmatch,
        "a name that Excel takes for a sheet",
        "1 to 31 characters, none of []:*?/\\', and not History or Lists.",
    ),
]
Heading = Annotated[
    str,
    rule(
        re.compile(r"[^\[\]#@,:]+").fullmatch,
        "free of marks that formulas use",
        "Leave out [ ] # @ , and :.",
    ),
]
Tone = Literal["green", "amber", "red", "blue", "grey"]


def _derive(declared: object, **values: object) -> None:
    """Set fields of a frozen `declared` that follow from its others."""
    for name, value in values.items():
        object.__setattr__(declared, name, value)


@dataclass(frozen=True, slots=True)
class Item(Located):
    """A field (label and value) or a table's column (heading and values).

    It is one of `issued`, the path of its value; `input`, a kind of value, filled in `by` somebody;
    and `formula`. `status` gives each word that may stand here the tone it is shown in. `formerly`
    are labels of older versions, `also` other words that people type for a choice, `since` the
    first version of the template that has it; with `hide_zero` a 0 isn't shown. A `folded`
    column is a working that stands behind a + above the sheet. A number shows as many decimals as
    it has, or as `places` says. What is read leads `to` a sheet, a field, the same row of a table's
    column, or where its row says by that name. `role`, `kind` and `source` (the path or the
    formula) say the same of all three.
    """

    key: Key
    label: str
    issued: str = ""
    input: Annotated[str, one_of(*CellKind, YES_OR_NO)] = ""
    formula: str = ""
    format: CellKind = CellKind.TEXT
    by: str = ""
    required: bool = False
    default: object = None
    choices: tuple[str, ...] = ()
    choices_of: str = ""
    choices_from: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    minimum: Decimal | None = field(default=None, metadata={"key": "min"})
    maximum: Decimal | None = field(default=None, metadata={"key": "max"})
    status: Mapping[str, Tone] = field(default_factory=dict)
    formerly: tuple[str, ...] = ()
    since: Whole = 1
    hide_zero: bool = False
    folded: bool = False
    help: str = ""
    width: float | None = None
    places: Whole | None = None
    lines: Whole = 1
    to: str = ""
    meant: Mapping[str, str] = field(init=False, compare=False, repr=False)
    """By its letters, each other word that may be typed for a choice, with the choice."""
    role: Role = field(init=False)
    kind: CellKind = field(init=False)
    source: str = field(init=False)
    is_plain_text: bool = field(init=False, compare=False, repr=False)
    """Whether any text is a value of it as it stands."""
    typed: dict[float, Any] = field(init=False, compare=False, repr=False)
    """Numbers that were read as values of it without a remark: the first few thousand of them."""

    def __post_init__(self) -> None:
        roles = [role for role in Role if getattr(self, role)]
        if len(roles) != 1:
            raise InputError(
                f"'{self.key}' must be exactly one of issued, input and formula.",
                "Keep one of the three.",
            )
        yes_or_no = self.input == YES_OR_NO
        kind = CellKind.CHOICE if yes_or_no else CellKind(self.input or self.format)
        words = words_of(self.choices_of)
        choices = YES_NO if yes_or_no else self.choices or tuple(words)
        if kind is CellKind.CHOICE and not (choices or self.choices_from):
            raise InputError(
                "a choice without choices.", "Give 'choices', 'choices_of' or 'choices_from'."
            )
        plain = kind is CellKind.TEXT and not choices
        _derive(self, choices=choices, role=roles[0], kind=kind, is_plain_text=plain, typed={})
        _derive(self, source=self.issued or self.formula, meant=self._meant(words))

    def _meant(self, words: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
        """`also`, with what else a room of the core calls its own words."""
        for choice in self.also.values():
            if choice not in self.choices:
                raise InputError(f"'also' gives '{choice}', which is no choice.", "Give one.")
        others = {also: choice for choice, more in words.items() for also in more}
        return {letters_of(word): choice for word, choice in {**others, **self.also}.items()}

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label this item goes or went by, the present one first."""
        return (self.label, *self.formerly)


@dataclass(frozen=True, slots=True)
class Column(Item):
    """A table's column; people read its label as the heading.

    A `group` begins above it and runs to the next one. With a `bar`, a rate is drawn as a bar too,
    which fills the cell at that number. It is shown `only_with` something that the job's data has;
    left out of sight it is there all the same.
    """

    label: Heading = field(metadata={"key": "heading"})
    group: str = ""
    bar: float | None = None
    only_with: str = ""


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


def _keys_by_label(items: tuple[Item, ...]) -> Mapping[str, str]:
    """Every label, past ones too, as it is compared, with the key it stands for."""
    return {normal(label): item.key for item in items for label in item.labels}


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels down column A with their values beside them."""

    items: Annotated[tuple[Item, ...], NOT_EMPTY] = field(metadata={"key": "fields"})
    key: Key = ""  # else the sheet's
    heading: str = ""
    beside: bool = False
    labels: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _derive(self, labels=_keys_by_label(self.items))


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
        _derive(self, labels=_keys_by_label(self.columns))

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


@dataclass(frozen=True, slots=True)
class Sheet(Located):
    """One sheet: a title, a line that says what it is for and what to do, its state, and blocks.

    A block that is `beside` stands right of the one before. `dropped` are headings, labels and
    lines of earlier versions that it has no more. So many columns are `frozen`, and printed on
    every page. One that people only `look_up` has a tab in the colour for that. One that is there
    `only_with` something is left out where the job's data has none of it; one `shown_with` it is
    hidden there, so that formulas can refer to it all the same. What stands on `one_page` is made
    smaller in print until it does, unless it were too small to read then.

    One with an `until` is gone since; it `held` blocks that stand on other sheets now.
    """

    name: SheetName
    purpose: str
    blocks: tuple[Block, ...] = ()
    key: Key = ""  # else from the name
    title: str = ""  # else the name
    formerly: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    since: Whole = 1
    until: Whole | None = None
    held: tuple[Key, ...] = ()
    hidden: bool = False
    look_up: bool = False
    only_with: str = ""
    shown_with: str = ""
    frozen: Whole = 1
    one_page: bool = False
    state: State | None = None
    texts: "KnownTexts" = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        key = self.key or re.sub(r"[^a-z0-9]+", "_", self.name.lower()).strip("_")
        if not key[:1].isalpha():
            raise InputError(f"no key can be made of '{self.name}'.", "Give the sheet a 'key'.")
        blocks = tuple(
            replace(block, key=key) if isinstance(block, Fields) and not block.key else block
            for block in self.blocks
        )
        _derive(self, blocks=blocks, key=key, title=self.title or self.name)
        _derive(self, texts=KnownTexts.of(self))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The sheet's tables, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def fields(self) -> tuple[Fields, ...]:
        """The sheet's blocks of fields, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Fields))


def text_after(sheet: Sheet, table: Table) -> str | None:
    """The text in column A under a table, where its sheet goes on: it ends the table's rows."""
    after = sheet.blocks[sheet.blocks.index(table) + 1 :]
    there = (b for b in after if getattr(b, "until", None) == table.until and not b.beside)
    block = next((block for block in there if not isinstance(block, Chart)), None)
    if isinstance(block, Text):
        return block.lines[0].text
    return block.heading if block else None


EXPRESSION = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """The texts that a sheet is sent out with; those with data in them as patterns."""

    plain: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, sheet: Sheet) -> "KnownTexts":
        """Every title, heading, line, label and help of `sheet`."""
        texts = [sheet.title, sheet.purpose, *sheet.formerly, *sheet.dropped]
        if sheet.state:
            texts += [sheet.state.link, *(f"{words}{{{{ … }}}}" for words in sheet.state.tones)]
        for block in sheet.blocks:
            texts.append(getattr(block, "heading", ""))
            if isinstance(block, Table):
                texts += [column.group for column in block.columns]
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
    """A whole workbook's declaration. Sheets that go out are `protected`, without a password.

    A `final` one gets no more rows, so a table without any has no formulas.
    `lists` are what a part of it was repeated for, `former` the sheets that it has no more.
    """

    name: str = field(metadata={"key": "template"})
    version: Whole
    title: str
    sheets: Annotated[tuple[Sheet, ...], NOT_EMPTY]
    file: Path = field(metadata={"key": None})
    protected: bool = False
    final: bool = False
    lists: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    former: tuple[Sheet, ...] = field(default=(), metadata={"key": None})

    def as_of(self, version: int) -> "Template":
        """The template with the sheets of that `version`, whose blocks stand where they stood."""
        former = [s for s in self.former if s.since <= version <= (s.until or version)]
        if not former:
            return self
        blocks = {b.key: b for s in self.sheets for b in s.blocks if isinstance(b, Table | Fields)}
        held = {key for sheet in former for key in sheet.held}
        kept = [
            replace(s, blocks=tuple(b for b in s.blocks if getattr(b, "key", "") not in held))
            for s in self.sheets
        ]
        back = [replace(s, blocks=(*(blocks[key] for key in s.held), *s.blocks)) for s in former]
        return replace(self, sheets=(*kept, *back))

    def tables(self) -> Iterator[tuple[Sheet, Table]]:
        """Every table with the sheet it stands on."""
        return ((sheet, table) for sheet in self.sheets for table in sheet.tables)

    def cells(self) -> Iterator[tuple[Table | Fields, Item]]:
        """Every column with its table, then every field with its block."""
        yield from ((table, column) for _, table in self.tables() for column in table.columns)
        yield from ((block, item) for _, block, item in self.items())

    def items(self) -> Iterator[tuple[Sheet, Fields, Item]]:
        """Every field with its sheet and block."""
        blocks = ((sheet, block) for sheet in self.sheets for block in sheet.fields)
        return ((sheet, block, item) for sheet, block in blocks for item in block.items)

    def field(self, name: str) -> Item:
        """The field that goes by "block.key"."""
        return next(i for _, block, i in self.items() if f"{block.key}.{i.key}" == name)

    def table(self, key: str) -> Table:
        """The table that goes by `key`, which may stand on a sheet that is gone."""
        sheets = (*self.sheets, *self.former)
        return next(table for sheet in sheets for table in sheet.tables if table.key == key)


IDENTITY = Fields(
    key="made",
    heading="About this workbook",
    items=(
        Item("template", "Template", issued="made.template"),
        Item("version", "Template version", issued="made.version", format=CellKind.INTEGER),
        Item("tool", "Made with", issued="made.tool"),
        Item("council", "Made for", issued="made.council"),
        Item("policy", "Policy put to work", issued="made.policy"),
    ),
)
"""Stands at the end of every first sheet, so that a file says what it is."""
