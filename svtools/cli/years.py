"""Several years: their summaries as one workbook, and as data for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import CouncilOption, RegisterOption, council_of
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
    written = run(sources(paths, council_of(council), hub, log), folder)
    kinds = {path.suffix for path in written}
    console.say(f"Wrote {how_many(len(written), 'file')} into {folder}.")
    if ".parquet" not in kinds:
        console.say("No Parquet, for which pyarrow is needed: pip install social-value-tools[data]")
