"""A value of a workbook as a template declares it: a field, or a table's column.

An `Item` is exactly one of issued (looked up in the job's data, locked), input (filled in by
somebody) or formula (calculated). The fields of these classes are the keys of a template's YAML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from typing import Annotated, Any, Literal

from svtools.errors import InputError
from svtools.schema import Located, Whole, one_of, rule
from svtools.spelling import letters_of


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


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """A label as it is compared: case, spaces and closing punctuation don't matter."""
    return " ".join(text.casefold().split()).rstrip(" :.*?")


Key = Annotated[
    str, rule(re.compile(r"[a-z][a-z0-9_]*").fullmatch, "small letters, digits and _", "Rename it.")
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


def derive(declared: object, **values: object) -> None:
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
        derive(self, choices=choices, role=roles[0], kind=kind, is_plain_text=plain, typed={})
        derive(self, source=self.issued or self.formula, meant=self._meant(words))

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


def keys_by_label(items: tuple[Item, ...]) -> Mapping[str, str]:
    """Every label, past ones too, as it is compared, with the key it stands for."""
    return {normal(label): item.key for item in items for label in item.labels}
