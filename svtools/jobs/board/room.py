"""How much room texts and lists take, so that a page stays one page."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from textwrap import shorten, wrap

from svtools.documents.blocks import Block, Bullets, Heading, Paragraph, State, Table, words
from svtools.errors import InputError
from svtools.jobs.statement.texts import Texts

LINE, BOLD = 120, 0.88
"""About how many letters stand on a printed line, and which share of them in bold."""

ROW = 0.3
"""The air around a row of a table, in lines."""

PAGE = 42.0
"""Lines that decisions, lists and bars may take together on the board's page."""

MOST_ATTENTION, LEAST_ATTENTION = 6, 3
MOST_DECIDED, MOST_ASKED = 9, 14
"""Lines of decisions, and of what is asked of the group."""

PICTURE = 10
LONGEST = 36
"""Letters of a title, a supplier or a role: a longer one is cut."""


def own(texts: Texts, name: str, most: int) -> list[Block]:
    """A text of the team's own, its tables with columns as wide as they need.

    Raises InputError where it is too long for its page.
    """
    blocks = texts.blocks(texts.written.get(name, ""), deeper=2)
    fitted = [_fitted(block) if isinstance(block, Table) else block for block in blocks]
    lines = ceil(sum(map(taken, fitted)))
    if lines > most:
        raise InputError(
            f"The text {name}.md takes about {lines} lines, and its page has room for {most}.",
            "Shorten it, so that the page stays one page.",
        )
    return fitted


def fitting(table: Table, room: float) -> Table:
    """The first rows of the contracts that need attention, as many as there is room for."""
    rows = table.rows[:MOST_ATTENTION]
    while len(rows) > LEAST_ATTENTION and taken(replace(table, rows=rows)) > room:
        rows = rows[:-1]
    return replace(table, rows=rows)


def taken(block: Block) -> float:
    """About how many printed lines a block takes."""
    match block:
        case Table():
            return sum(_row(row, block.widths) for row in block.rows)
        case Bullets():
            return sum(taken(inner) for item in block.items for inner in item)
        case Paragraph() | Heading() | State():
            return _lines(words(block.text), LINE)
        case _:
            return PICTURE


def cut(text: str, most: int) -> str:
    """A text of at most so many letters, by whole words."""
    return shorten(text, most, placeholder="…")


def _row(row: Sequence[str], widths: Sequence[int]) -> float:
    letters = [LINE * width / 100 for width in widths]
    letters[0] *= BOLD
    return ROW + max(_lines(cell, room) for cell, room in zip(row, letters, strict=True))


def _lines(text: str, letters: float) -> int:
    return len(wrap(text, max(int(letters), 1)))


def _fitted(table: Table) -> Table:
    """A table whose columns are as wide as what stands in them asks for."""
    columns = zip(table.head, *table.rows, strict=True)
    longest = [max(len(cell) for cell in column) + 6 for column in columns]
    return replace(table, widths=tuple(max(100 * each // sum(longest), 5) for each in longest))
