"""`svtools monitoring`: a workbook for each contract that promised social value."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    CouncilOption,
    Force,
    RegisterArgument,
    YearOption,
    council_of,
    end,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder
from svtools.numbers import how_many


def monitoring(
    register: RegisterArgument = None,
    year: YearOption = None,
    output: Annotated[
        Path | None, typer.Option(help="The folder for the workbooks. Default: workbooks YEAR.")
    ] = None,
    validation: Annotated[
        Path | None, typer.Option(help="The validation log, to issue validated units.")
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    with_gaps: Annotated[
        bool,
        typer.Option(
            "--with-gaps", help="Make workbooks whose promises are partly held back, too."
        ),
    ] = False,
) -> None:
    """Make one monitoring workbook for each contract that promised social value this year.

    Example: svtools monitoring contracts_register.xlsx --year 2025-26 --output workbooks
    """
    from svtools.jobs.monitoring.pack import NO_LOG, FromLog, monitoring_pack
    from svtools.jobs.register.read import read_register
    from svtools.jobs.validation_log.by_return import following_returns
    from svtools.jobs.validation_log.entries import validated_to_date
    from svtools.jobs.validation_log.log import LogFile

    here, chosen = ThisFolder.read(), council_of(council)
    financial_year = here.year(year)
    register = here.register(register, "as the command's first word")
    output, validation = here.to_write(output, f"workbooks {financial_year}"), here.log(validation)
    here.tell()
    contracts_register = read_register(register, chosen)
    from_log = NO_LOG
    if validation:
        file = LogFile(validation, contracts_register)
        from_log = FromLog(
            validated_to_date(file.log, contracts_register),
            following_returns(file.decided, financial_year),
        )
    with console.progress("Writing workbooks", len(contracts_register.contracts)) as step:
        pack = monitoring_pack(
            contracts_register,
            financial_year,
            output,
            chosen,
            from_log=from_log,
            force=force,
            with_gaps=with_gaps,
            tell=lambda _: step(),
        )
    console.say(f"Wrote {how_many(len(pack.written), 'workbook')} into {output}.")
    if not contracts_register.contracts:
        console.say("The register holds no contracts. Fill in its sheet Contracts, then Promises.")
    if pack.skipped:
        rows = [(c.key.label, c.key.supplier, reason) for c, reason in pack.skipped]
        console.table(("Contract", "Supplier", "No workbook because"), rows)
    for sentence in pack.attention():
        console.say(sentence)
    tell_problems(contracts_register.problems, elsewhere=f"svtools register check {register}")
    end(attention=contracts_register.problems or pack.attention())
