"""The themes: on the board's page with how they stand in words, for the group with objectives."""

from dataclasses import replace

from svtools.documents.blocks import Bar, Bars, Table
from svtools.jobs.board.room import cut
from svtools.jobs.statement.amounts import Stage, total, where
from svtools.jobs.statement.figures import Figure, FigureTable
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.parts import theme_bars
from svtools.jobs.statement.tables_of_value import KINDS
from svtools.monitoring import rating

MOST = 8
"""How many bars there is room for."""

SAID = "Outline: promised. Broad bar: reported. Narrow bar, percentage and pounds: validated."
IN_WORDS = " Words: reported, against what was due to date."
SHORT = 60
"""Letters of an objective in short."""


def bars(table: FigureTable) -> Bars:
    """The statement's bars of the themes, as many as there is room for."""
    made = theme_bars(table)
    more = len(made.bars) - MOST
    ending = f" And {more} more with smaller promises." if more > 0 else ""
    return replace(made, bars=_largest(made, table), caption=SAID + ending)


def _largest(made: Bars, table: FigureTable) -> tuple[Bar, ...]:
    """The bars of the largest promises, in the table's order."""
    promised = {line.name: line.cells[0] for line in table.lines}
    worth = {n: cell.value or 0 for n, cell in promised.items() if isinstance(cell, Figure)}
    kept = sorted(made.bars, key=lambda bar: -worth.get(bar.label, 0))[:MOST]
    return tuple(bar for bar in made.bars if bar in kept)


def bars_in_words(table: FigureTable, inputs: Inputs) -> Bars:
    """The same, each with how its reports stand against what was due to date."""
    made = bars(table)
    told = tuple(replace(bar, of=f"{bar.of}; {_word(bar.label, inputs)}") for bar in made.bars)
    return replace(made, bars=told, caption=made.caption + IN_WORDS)


def _word(label: str, inputs: Inputs) -> str:
    theme, _, named = label.rpartition(": ")
    kind = next(kind for kind, name in KINDS.items() if name == named)
    rows = [row for row in inputs.amounts if row.about.theme == theme and row.about.kind == kind]
    reported = where(rows, Stage.REPORTED)
    said = total(reported).value if reported else None
    return str(rating(said, total(where(rows, Stage.DUE)).value, inputs.summary.bands))


def objectives(table: FigureTable, inputs: Inputs) -> Table:
    """Each theme's objectives in short: those with something validated, and those without.

    From the statement's table of objectives, so that it tells no more than that.
    """
    lines = {line.name.split(" ")[0]: line for line in table.lines}
    words = inputs.council.words
    rows = []
    for theme in inputs.council.themes:
        has: dict[bool, list[str]] = {True: [], False: []}
        for number, objective in enumerate(theme.objectives, start=1):
            said = f"{number} {cut(objective.text.rstrip('.'), SHORT)}"
            has[any(map(is_some, lines[objective.key].cells[1:]))].append(said)
        count = f"{len(has[True])} of {len(theme.objectives)}"
        rows.append((theme.name, count, *("; ".join(has[each]) or "none" for each in has)))
    clause = inputs.council.clauses.get("themes", "")
    return Table(
        "",
        (words.theme.capitalize(), "How many", "Something is validated", "Nothing yet"),
        tuple(rows),
        note=f"In short, numbered as in clause {clause} of the policy." if clause else "",
        widths=(17, 9, 37, 37),
    )


def is_some(cell: Figure | str) -> bool:
    """Whether a figure is more than nothing; one that is withheld is."""
    return isinstance(cell, Figure) and (cell.is_withheld or bool(cell.value))
