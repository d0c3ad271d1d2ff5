"""A figure followed back: statement, summary's row, return's cell, validation, value, clause."""

from collections.abc import Iterator
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.statement.figures import Figure, FigureTable, Source
from svtools.jobs.statement.making import made_again
from svtools.numbers import how_many


def trace(folder: Path, number: str) -> list[str]:
    """The lines that say where a figure of the statement in `folder` is from.

    Raises InputError where there is no such figure, or what it was made from has changed.
    """
    made = made_again(folder)
    for table in made.tables.values():
        for known, row, column, figure in table.figures():
            if known.lower() == number.strip().lower():
                clause = made.inputs.council.clauses.get("statement", "")
                asked = f"  Asked by: clause {clause} of the {made.inputs.council.policy}"
                lines = _lines(table, known, row, column, figure)
                return [*lines, *([asked] if clause else [])]
    first = next(iter(made.tables.values()))
    example = next(iter(first.figures()))[0]
    raise InputError(
        f"The statement has no figure {number}.",
        f"A number is a table, a row and a column, such as {example}; figures.csv has them all.",
    )


def _lines(table: FigureTable, number: str, row: int, column: int, figure: Figure) -> Iterator[str]:
    shown = table.printed()[row][column]
    yield f"{number}: {shown}{f' {figure.of}' if figure.of else ''}"
    yield f"  {table.title}; {table.lines[row].name}; {table.head[column + 1]}"
    if figure.is_withheld:
        yield "  It is withheld, so that no small number of people can be recognised."
        return
    if not figure.sources:
        yield "  It is counted from the whole of the inputs, and has no rows of its own."
    for place, sources in _by_place(figure.sources).items():
        yield f"  {place}: {how_many(len(sources), 'row')}"
        for source in sources:
            where = f"row {source.row}" if source.row else "its rows"
            yield f"    {where}: {source.says}" if source.says else f"    {where}"
            yield from (f"      {step}" for step in source.steps)


def _by_place(sources: tuple[Source, ...]) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for source in dict.fromkeys(sources):
        found.setdefault(f"{source.file}, sheet {source.sheet}", []).append(source)
    return found
