"""The command line: `svtools …`.

Exit codes: 0 all well, 1 done but something needs attention, 2 could not be done. Heavy rooms
are imported by the command that needs them, so that `svtools --help` starts fast.
"""

import io
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from svtools import __version__, console
from svtools.cli.addin import addin_app
from svtools.cli.board import board
from svtools.cli.consolidating import consolidate, merge
from svtools.cli.in_order import InOrder
from svtools.cli.kpis import kpis
from svtools.cli.local_spend import local_spend
from svtools.cli.log import log_app
from svtools.cli.measures import measures_app
from svtools.cli.options import (
    ATTENTION,
    FAILED,
    CouncilOption,
    Output,
    RegisterArgument,
    YearOption,
    council_of,
    refuse_to_replace,
    tell_problems,
)
from svtools.cli.register import register_app
from svtools.cli.requirement import requirement
from svtools.cli.statement import issue, statement, trace, verify
from svtools.cli.tender import tender_app
from svtools.cli.this_folder import ThisFolder
from svtools.cli.toolkit import toolkit
from svtools.cli.years import export, years
from svtools.errors import SvtoolsError
from svtools.numbers import how_many
from svtools.workbooks.apart import reading_apart

app = typer.Typer(
    cls=InOrder,
    help="A council's social value policy, put to work in Excel workbooks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(requirement)
app.command()(consolidate)
app.command()(merge)
app.command()(kpis)
app.command()(years)
app.command()(export)
app.command()(toolkit)
for command in (statement, trace, issue, verify, board):
    app.command()(command)
app.add_typer(measures_app, name="measures")
app.add_typer(log_app, name="log")
app.add_typer(tender_app, name="tender")
app.add_typer(register_app, name="register")
app.add_typer(addin_app, name="addin")


def main() -> NoReturn:
    """Run a command; a user's mistake ends in words and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console may lack a letter of a file's name
            stream.reconfigure(errors="replace")
    try:
        with reading_apart():
            app(standalone_mode=True)
    except SvtoolsError as error:
        console.complain(str(error).removesuffix(error.remedy).strip(), error.remedy)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(FAILED)
    sys.exit(0)


@app.callback(invoke_without_command=True)
def version(
    *, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """A council's social value policy, put to work in Excel workbooks."""
    if show:
        typer.echo(f"svtools {__version__}")
        raise typer.Exit


@app.command()
def new(
    kind: Annotated[
        str, typer.Argument(help="register, measures, monitoring, portal-figures or calculator.")
    ],
    output: Output,
    council: CouncilOption = None,
    measures: Annotated[
        Path | None, typer.Option(help="The measure set of a calculator: a file, or a register.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Write a blank workbook: a register, a measure set, a monitoring return, Portal figures.

    Or the calculator: what a contract needs and what an offer is worth, with nothing installed.

    Example: svtools new register --output contracts_register.xlsx
    """
    from svtools.jobs.blanks import write_blank

    refuse_to_replace(output, force=force)
    write_blank(kind, output, council_of(council), measures)
    console.say(f"Wrote {output}.")


@app.command()
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
    force: Annotated[bool, typer.Option(help="Replace workbooks that are there.")] = False,
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
    if contracts_register.problems or pack.attention():
        raise typer.Exit(ATTENTION)


@app.command()
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


app.command("local-spend")(local_spend)
