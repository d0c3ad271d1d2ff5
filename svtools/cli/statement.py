"""The annual statement: written, traced, issued and verified."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    CouncilOption,
    RegisterOption,
    YearOption,
    council_of,
    day_or_today,
    end,
)
from svtools.cli.this_folder import ThisFolder
from svtools.numbers import how_many

MOST_NAMED = 3
"""How many inputs are named that are gone or another."""

StatementFolder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder that 'svtools statement' wrote.")
]


def statement(
    summaries: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="SUMMARY...",
            help="The year's summary, and those of earlier years. Default, beside svtools.yaml: "
            "those called summary YEAR.xlsx.",
        ),
    ] = None,
    register: RegisterOption = None,
    year: YearOption = None,
    texts: Annotated[Path | None, typer.Option(help="The folder of the team's texts.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The folder. Default: statement YEAR.")
    ] = None,
    local_spend: Annotated[
        Path | None, typer.Option(help="The workbook of 'svtools local-spend' for the year.")
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option(help="The folder of the edition that was issued before.")
    ] = None,
    new_texts: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Begin the texts in a folder, and nothing else."),
    ] = None,
    council: CouncilOption = None,
) -> None:
    """Write the annual statement as a web page and a Word file, with every figure as data.

    A draft: 'svtools issue' takes the mark off. Without summaries or year, begin with --new-texts.

    Example: svtools statement summary.xlsx --register contracts_register.xlsx --year 2025-26
    --texts texts --output statement
    """
    from svtools.jobs.statement.edition import Given, council_name
    from svtools.jobs.statement.run import to_do, write_statement
    from svtools.jobs.statement.texts import begin

    if new_texts:
        begun = begin(new_texts)
        said = f"Began {how_many(len(begun), 'text')}" if begun else "All texts are there already"
        console.say(f"{said} in {new_texts}: write in them, then run")
        console.say(f"svtools statement … --texts {new_texts}")
        return
    here = ThisFolder.read()
    of_year = here.year(year)
    given = Given(
        here.summaries(summaries),
        here.register(register),
        str(of_year),
        council_name(council_of(council)),
        texts,
        local_spend,
        earlier,
    )
    folder = here.to_write(output, f"statement {of_year}")
    here.tell()
    made = write_statement(given, folder)
    console.say(f"{made.document.title}: {made.headline}.")
    console.say(f"Wrote statement.html, statement.docx, figures.xlsx and figures.csv in {folder}.")
    lines = [*to_do(made)]
    for line in lines:
        console.remark(line)
    end(attention=lines)


def trace(
    folder: StatementFolder,
    figure: Annotated[str, typer.Argument(help="The figure's number, such as T2.1.3.")],
) -> None:
    """Follow a figure of a statement back to the returns, files and cells it is from.

    Example: svtools trace statement T1.4.1
    """
    from svtools.jobs.statement.trace import trace as run

    for line in run(folder, figure):
        console.say(line)


def issue(
    folder: StatementFolder,
    on: Annotated[str | None, typer.Option(help="The day of issue. Default: today.")] = None,
    changed: Annotated[
        str, typer.Option(help="What is other than in the edition before, where there is one.")
    ] = "",
) -> None:
    """Issue a statement: the draft mark goes, and issued.csv gets its line.

    Example: svtools issue statement --on 2026-06-30
    """
    from svtools.jobs.statement.issued import ISSUED
    from svtools.jobs.statement.issued import issue as run

    made = run(folder, day_or_today(on), changed)
    console.say(f"Issued {made.document.title}: {made.headline}. See {ISSUED} in {folder}.")
    console.remark("This shows whether a file was changed afterwards. It does not prevent forgery.")


def verify(folder: StatementFolder) -> None:
    """Find out whether an issued statement is as it was issued. Ends with 1 where it isn't.

    Example: svtools verify statement
    """
    from svtools.jobs.statement.issued import verify as run

    verdict = run(folder)
    is_changed, inputs = bool(verdict.changed), verdict.inputs
    console.say(f"The statement is {'not ' if is_changed else ''}as it was issued.")
    for line in verdict.changed:
        console.say(f"Changed: {line}.")
    if inputs:
        more = [f"{len(inputs) - MOST_NAMED} more"] if len(inputs) > MOST_NAMED else []
        console.remark(
            f"{'' if is_changed else 'It stands, but '}its figures can't be traced: "
            f"{'; '.join([*inputs[:MOST_NAMED], *more])}."
        )
    end(attention=is_changed)
