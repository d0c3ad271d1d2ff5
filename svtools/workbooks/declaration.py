"""What a workbook is: the declaration that its writer, reader, checker and guide share.

A template is sheets; a sheet is blocks (text, fields, table, chart); a field or a column is an
item. The fields of these classes are the keys of a template's YAML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from svtools.errors import InputError
from svtools.schema import NOT_EMPTY, Located, Whole, rule
from svtools.workbooks.blocks import (
    Block,
    Chart,
    Fields,
    State,
    Table,
    Text,
)
from svtools.workbooks.items import (
    CellKind,
    Item,
    Key,
    derive,
    normal,
)

# Excel keeps History for itself; the writer keeps long lists of choices on Lists.
SheetName = Annotated[
    str,
    rule(
        re.compile(r"(?i)(?!(history|lists)$)[^\[\]:*?/\\']{1,31}").fullmatch,
        "a name that Excel takes for a sheet",
        "1 to 31 characters, none of []:*?/\\', and not History or Lists.",
    ),
]


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
        derive(self, blocks=blocks, key=key, title=self.title or self.name)
        derive(self, texts=KnownTexts.of(self))

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
