"""What a document is made of: blocks in their order, without a word about how they look."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


Text = tuple[Run, ...]
"""A line of text, in its pieces."""


def plain(words: str) -> Text:
    """Words without any style, as a text."""
    return (Run(words),)


def words(text: Text) -> str:
    """The words of a text alone."""
    return "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is the document's title."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `small` for what explains, such as a note or where figures are from."""

    text: Text
    small: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a run of blocks."""

    items: tuple[tuple["Block", ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A sentence that says how things stand, on its tone."""

    text: Text
    tone: str = "amber"


@dataclass(frozen=True, slots=True)
class Number:
    """One of the big numbers: what it is, the figure, and of what."""

    label: str
    figure: str
    of: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Big numbers in a row."""

    items: tuple[Number, ...]


class Side(StrEnum):
    """How a column of a table is aligned: words left, figures right."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first column's cells are the headings of their rows.

    A `folded` one is shut on a screen until it is asked for; on paper it is open.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sides: tuple[Side, ...] = ()
    note: str = ""
    folded: bool = False
    total: bool = False
    """Whether the last row adds up the others."""
    by_hand: bool = False
    """Whether it is written into by hand, so that its rows are tall."""
    name: str = ""
    """What links lead to."""
    widths: tuple[int, ...] = ()
    """How wide its columns are, in percent; blank where they fit themselves."""

    def side(self, column: int) -> Side:
        """How a column is aligned."""
        return self.sides[column] if column < len(self.sides) else Side.LEFT


class Kind(StrEnum):
    """What a mark of a chart stands for; the surer, the darker."""

    PROMISED = "promised"
    REPORTED = "reported"
    VALIDATED = "validated"
    NEAR = "near"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its length as a share of the track, which is `promised` long where it is given."""

    label: str
    lengths: tuple[tuple[Kind, float], ...]
    figure: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under one another, one for each named thing."""

    bars: tuple[Bar, ...]
    caption: str
    heads: tuple[str, str, str, str] = ("", "", "", "")
    """What the columns hold, for a Word table: name, bar, figure, of what."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole."""

    label: str
    kind: Kind
    share: float
    figure: str
    of: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A whole of 100% in its parts."""

    parts: tuple[Part, ...]
    says: str
    """The chart in words, for who can't see it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the team's own, with the words for who can't see it."""

    content: bytes
    ending: str
    says: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """On paper what follows begins on a new page."""


Block = Heading | Paragraph | Bullets | State | Numbers | Table | Bars | Stack | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, whom it is from, and its blocks."""

    title: str
    source: str
    blocks: Sequence[Block]
    one_page: bool = False
    """Whether it is meant to fill one printed page, and is set a little tighter."""
