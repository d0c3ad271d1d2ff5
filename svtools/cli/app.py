"""The command line: `svtools …`.

Exit codes: 0 all well, 1 done but something needs attention, 2 could not be done. Heavy rooms
are imported by the command that needs them, so that `svtools --help` starts fast.
"""

import io
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from svtools import __version__, console
from svtools.cli.addin import addin_app
from svtools.cli.board import board
from svtools.cli.in_order import InOrder
from svtools.cli.kpis import kpis
from svtools.cli.local_spend import local_spend
from svtools.cli.measures import measures_app
from svtools.cli.options import (
    AS_NAMED,
    ATTENTION,
    FAILED,
    AcceptLoss,
    AsJson,
    CouncilOption,
    Output,
    RegisterArgument,
    RegisterOption,
    YearOption,
    council_of,
    day_of,
    print_json,
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
from svtools.numbers import how_many, pounds
from svtools.workbooks.apart import reading_apart

if TYPE_CHECKING:
    from svtools.jobs.consolidation.run import Outcome

app = typer.Typer(
    cls=InOrder,
    help="A council's social value policy, put to work in Excel workbooks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(requirement)
app.command()(kpis)
app.command()(years)
app.command()(export)
app.command()(toolkit)
for command in (statement, trace, issue, verify, board):
    app.command()(command)
app.add_typer(measures_app, name="measures")
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
def consolidate(
    folder: Annotated[
        Path | None, typer.Argument(help=f"The folder of suppliers' returns. {AS_NAMED}")
    ] = None,
    register: RegisterOption = None,
    year: YearOption = None,
    output: Annotated[
        Path | None, typer.Option(help="The file to write. Default: summary YEAR.xlsx.")
    ] = None,
    validation: Annotated[
        Path | None, typer.Option(help="The validation log. Default: beside the summary.")
    ] = None,
    portal: Annotated[
        Path | None,
        typer.Option(help="The workbook of figures copied from the Social Value Portal."),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option(help="The day on which lateness is judged. Default: today.")
    ] = None,
    council: CouncilOption = None,
    accept_loss: AcceptLoss = False,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Read on a Dask cluster: its scheduler, as tls://dask.example:8786."),
    ] = None,
    tls_ca: Annotated[
        Path | None, typer.Option(help="The certificate of the cluster's authority (PEM).")
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Your certificate for it (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The key of that certificate (PEM).")] = None,
    as_json: AsJson = False,
) -> None:
    """Bring a folder of returns together in one summary workbook.

    Example: svtools consolidate returns --register contracts_register.xlsx --year 2025-26
    --output summary.xlsx
    """
    from svtools.jobs.consolidation.cluster import cluster
    from svtools.jobs.consolidation.run import consolidate as run
    from svtools.jobs.folder_files import files_of

    day = day_of(as_at) if as_at else date.today()  # noqa: DTZ011 - the officer's own day
    here = ThisFolder.read()
    folder, register, of = here.returns(folder), here.register(register), here.year(year)
    output = here.to_write(output, f"summary {of}.xlsx")
    validation = here.log(validation, to_begin=True)
    here.tell()
    reads = cluster(scheduler, folder, tls=(tls_ca, tls_cert, tls_key)) if scheduler else None
    count = len(files_of(folder))
    with reads or nullcontext() as executor, console.progress("Reading returns", count) as step:
        outcome = run(
            folder,
            register,
            of,
            output,
            council_of(council),
            log_path=validation,
            portal_path=portal,
            as_at=day,
            accept_loss=accept_loss,
            executor=executor,
            read_one=step,
        )
    if as_json:
        print_json(outcome.as_json())
    else:
        _tell(outcome)
    if outcome.log_refused:
        raise outcome.log_refused
    if outcome.consolidation.needs_attention:
        raise typer.Exit(ATTENTION)


MOST_LINES = 40
"""Of the files and contracts that the terminal names; the summary names them all."""


def _came_in(returns: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """A line for each file and for each contract of which nothing came, the rejected first."""
    files, missing = [], dict[str, list[str]]()
    for row in returns:
        contract = f"{row['ref']} lot {row['lot']}" if row["lot"] else row["ref"]
        if row["file"]:
            files.append((row["file"], contract, row["quarter"], row["status"]))
        elif row["status"] == "missing":
            missing.setdefault(contract, []).append(row["quarter"])
    owed = [("(none that counts)", key, ", ".join(qs), "missing") for key, qs in missing.items()]
    rejected = [line for line in files if line[-1] == "rejected"]
    return [*rejected, *owed, *(line for line in files if line[-1] != "rejected")]


def _tell(outcome: "Outcome") -> None:
    """What came in, what it comes to, what needs attention, and where it was written."""
    from svtools.jobs.consolidation.consolidation import is_grave
    from svtools.jobs.consolidation.portal_summary import IN_PORTAL, KINDS
    from svtools.jobs.consolidation.summary import SENTENCES
    from svtools.workbooks.problems import Level

    data, consolidation = outcome.data, outcome.consolidation
    rows = _came_in(data["returns"])
    shown_rows = rows[:MOST_LINES]
    console.table(("File", "Contract", "Quarter", "Status"), shown_rows, "What came in")
    if len(rows) > MOST_LINES:
        more = how_many(len(rows) - MOST_LINES, "more line")
        console.say(f"{more}: see the sheet Returns of the summary.")
    three = [
        (r["what"], pounds(r["sva"]), pounds(r["leva"]), pounds(r["sleva"]))
        for r in data["headline"]
    ]
    console.table(("", "SVA", "LEVA", "Both (SLEVA)"), three, f"Social value {consolidation.year}")
    for sentence in filter(None, (data[name] for name in SENTENCES)):
        console.say(sentence)
    if consolidation.portal:
        console.say(data["sources"]["portal"])
        in_portal = [
            (r["what"], *(pounds(r[part]) if r[part] != "" else "" for part in KINDS))
            for r in data["by_source"]
            if r["source"] == IN_PORTAL
        ]
        headings = ("", "SVA", "LEVA", "Kind not known")
        console.table(headings, in_portal, "In the Portal, apart from these")
    open_ones = [p for p in consolidation.problems if p.level is not Level.ACCEPTED]
    shown = [p for p in open_ones if is_grave(p) or p.file == outcome.log.name]
    tell_problems(shown, "What needs attention", elsewhere="the sheet Problems of the summary")
    remarks = len(open_ones) - len(shown)
    if remarks:
        console.say(f"{how_many(remarks, 'more remark')}: see the sheet Problems of the summary.")
    accepted = len(consolidation.problems) - len(open_ones)
    if accepted:
        console.say(f"{how_many(accepted, 'finding')} accepted in the validation log.")
    beside = [outcome.overdue] if outcome.log_refused else [outcome.log, outcome.overdue]
    written = [str(outcome.summary), *(path.name for path in beside if path.exists())]
    console.say(f"Wrote {', '.join(written[:-1])} and {written[-1]}.")
    if outcome.log_begun:
        console.say(
            f"No validation log was found as {outcome.log}, so nothing counts as validated yet. "
            "If you keep one elsewhere, name it with --validation."
        )
    if outcome.log_copy:
        console.say(f"The validation log as it was is kept as {outcome.log_copy.name}.")
    if consolidation.needs_attention:
        grave = how_many(sum(map(is_grave, consolidation.problems)), "problem")
        overdue = how_many(len(consolidation.missing), "return")
        console.say(
            f"Needs attention: {grave}, {overdue} overdue. "
            "Open the sheets Problems and Returns of the summary."
        )


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
