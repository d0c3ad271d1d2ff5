"""Several years: their summaries as one workbook, and as data for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    ATTENTION,
    CouncilOption,
    RegisterOption,
    council_of,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder
from svtools.numbers import how_many

Summaries = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="SUMMARY...",
        help="The years' summaries. Default, beside svtools.yaml: those called summary YEAR.xlsx.",
    ),
]
Validation = Annotated[Path | None, typer.Option("--validation", help="The validation log.")]


def export(
    summaries: Summaries = None,
    register: RegisterOption = None,
    validation: Validation = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The folder for the files. Default: data.")
    ] = None,
    council: CouncilOption = None,
) -> None:
    """Write the years as data: tidy tables for Power BI, R, Python or a data team.

    CSV always; Parquet too where pyarrow is installed; and datapackage.json, which says what each
    column holds, in which unit, and what ties the tables together.

    Example: svtools export summary.xlsx --register contracts_register.xlsx --output data
    """
    from svtools.data import export as run
    from svtools.data import sources

    here = ThisFolder.read()
    paths, folder = here.summaries(summaries), here.to_write(output, "data")
    hub, log = here.register(register), here.log(validation)
    here.tell()
    known = sources(paths, council_of(council), hub, log)
    written = run(known, folder)
    kinds = {path.suffix for path in written}
    console.say(f"Wrote {how_many(len(written), 'file')} into {folder}.")
    if ".parquet" not in kinds:
        console.say("No Parquet, for which pyarrow is needed: pip install social-value-tools[data]")
    tell_problems(known.register.problems, elsewhere=f"svtools register check {hub}")
    if known.register.problems:
        raise typer.Exit(ATTENTION)


def years(
    summaries: Summaries = None,
    register: RegisterOption = None,
    validation: Validation = None,
    tenders: Annotated[
        list[Path] | None,
        typer.Option(help="A scoring workbook, for what was asked and offered; repeat it."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The file to write. Default: years.xlsx.")
    ] = None,
    council: CouncilOption = None,
) -> None:
    """Put several years' summaries side by side in one workbook, and say what worked.

    Each contract over its life with what it still owes; themes, measures and quarters by year;
    what has changed since a summary was made; which measures and kinds of contract kept their
    promises, with the number of contracts behind each.

    Example: svtools years "summary 2024-25.xlsx" "summary 2025-26.xlsx"
    --register contracts_register.xlsx --output years.xlsx
    """
    from svtools.jobs.years.run import several_years

    here = ThisFolder.read()
    paths, file = here.summaries(summaries), here.to_write(output, "years.xlsx")
    hub, log = here.register(register), here.log(validation)
    here.tell()
    made = several_years(
        paths, file, council_of(council), hub, validation=log, tenders=tenders or ()
    )
    for sentence in filter(None, (made.data[name] for name in ("state", "not_here", "in_portal"))):
        console.say(sentence)
    if made.data["changes"]:
        count = how_many(len(made.data["changes"]), "thing")
        console.say(f"{count} changed since a summary was made: see the sheet Changed since.")
    tell_problems(made.register.problems, elsewhere=f"svtools register check {hub}")
    console.say(f"Wrote {file}.")
    if made.register.problems or not made.is_complete:
        raise typer.Exit(ATTENTION)
