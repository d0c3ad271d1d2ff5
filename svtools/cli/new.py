"""`svtools new`: a blank workbook."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import CouncilOption, Force, Output, council_of, refuse_to_replace


def new(
    kind: Annotated[
        str, typer.Argument(help="register, measures, monitoring, portal-figures or calculator.")
    ],
    output: Output,
    council: CouncilOption = None,
    measures: Annotated[
        Path | None, typer.Option(help="The measure set of a calculator: a file, or a register.")
    ] = None,
    force: Force = False,
) -> None:
    """Write a blank workbook: a register, a measure set, a monitoring return, Portal figures.

    Or the calculator: what a contract needs and what an offer is worth, with nothing installed.

    Example: svtools new register --output contracts_register.xlsx
    """
    from svtools.jobs.blanks import write_blank

    refuse_to_replace(output, force=force)
    write_blank(kind, output, council_of(council), measures)
    console.say(f"Wrote {output}.")
