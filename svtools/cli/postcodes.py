"""`svtools postcodes`: the council's own, from the ONS Postcode Directory."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import CouncilOption, Output, council_of


def postcodes(
    directory: Annotated[Path, typer.Argument(help="The ONS Postcode Directory, a .csv file.")],
    output: Output,
    council: CouncilOption = None,
) -> None:
    """List the full postcodes of the council's area, for SV_LOCAL and local spend.

    Example: svtools postcodes ONSPD_MAY_2026_UK.csv --output local_postcodes.csv
    """
    from svtools.jobs.postcodes import list_postcodes

    count = list_postcodes(directory, output, council_of(council))
    console.say(
        f"Wrote {output} with {count:,} postcodes. Name it with: svtools addin install --postcodes"
    )
