"""`svtools consolidate` and `svtools merge`: a year's returns in one summary, and its parts."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svtools import console
from svtools.cli.options import (
    AS_NAMED,
    AcceptLoss,
    AsJson,
    CouncilOption,
    RegisterOption,
    YearOption,
    council_of,
    day_or_today,
    end,
    tell_problems,
)
from svtools.cli.outcome import finish, formats, tell_detail
from svtools.cli.this_folder import ThisFolder
from svtools.errors import SvtoolsError
from svtools.numbers import how_many

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from svtools.monitoring import FinancialYear
    from svtools.policy import Council

SummaryOutput = Annotated[
    Path | None, typer.Option(help="The file to write. Default: summary YEAR.xlsx.")
]
Validation = Annotated[
    Path | None, typer.Option(help="The validation log. Default: beside the summary.")
]
Portal = Annotated[
    Path | None,
    typer.Option(help="The workbook of figures copied from the Social Value Portal."),
]


def consolidate(
    folder: Annotated[
        Path | None, typer.Argument(help=f"The folder of suppliers' returns. {AS_NAMED}")
    ] = None,
    register: RegisterOption = None,
    year: YearOption = None,
    output: SummaryOutput = None,
    validation: Validation = None,
    portal: Portal = None,
    as_at: Annotated[
        str | None, typer.Option(help="The day on which lateness is judged. Default: today.")
    ] = None,
    council: CouncilOption = None,
    part: Annotated[
        bool,
        typer.Option(
            "--part", help="The folder is a part of the year's returns, for 'svtools merge'."
        ),
    ] = False,
    directorate: Annotated[
        str, typer.Option(help="Only the contracts of this directorate, for 'svtools merge'.")
    ] = "",
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

    day = day_or_today(as_at)
    if not scheduler and (tls_ca or tls_cert or tls_key):
        raise SvtoolsError(
            "TLS files were named, and no scheduler.",
            "Name the cluster's scheduler with --scheduler, or leave the files out.",
        )
    here = ThisFolder.read()
    folder, register, of = here.returns(folder), here.register(register), here.year(year)
    reads = cluster(scheduler, folder, tls=(tls_ca, tls_cert, tls_key)) if scheduler else None
    if part or directorate:
        _refuse_with_part(validation, portal, accept_loss, as_json)
        output = here.to_write(output, f"summary {of} {directorate or 'part'}.xlsx")
        here.tell()
        with reads or nullcontext() as executor:
            _consolidate_part(
                folder, register, of, output, council_of(council), directorate, day, executor
            )
        return
    output = here.to_write(output, f"summary {of}.xlsx")
    validation = here.log(validation, to_begin=True)
    here.tell()
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
            tell=console.remark,
            formats=formats,
        )
    finish(outcome, as_json=as_json)


def _refuse_with_part(
    validation: Path | None, portal: Path | None, accept_loss: bool, as_json: bool
) -> None:
    """A part of the year has no log, Portal figures or outcome: they are the whole year's."""
    if validation or portal:
        raise SvtoolsError(
            "The validation log and the Portal figures go with the whole year, and this is a part.",
            "Leave them out here and give them to 'svtools merge'.",
        )
    for given, name in ((accept_loss, "--accept-loss"), (as_json, "--json")):
        if given:
            raise SvtoolsError(
                f"{name} goes with the whole year, and this is a part.",
                "Leave it out here and give it to 'svtools merge'.",
            )


def _consolidate_part(
    folder: Path,
    register: Path,
    year: "FinancialYear",
    output: Path,
    council: "Council",
    directorate: str,
    day: date,
    executor: "Executor | None",
) -> None:
    """Consolidate a part of the year, and tell what came of it."""
    from svtools.jobs.consolidation.part import consolidate_part
    from svtools.jobs.folder_files import files_of

    with console.progress("Reading returns", len(files_of(folder))) as step:
        part = consolidate_part(
            folder,
            register,
            year,
            output,
            council,
            directorate=directorate,
            as_at=day,
            executor=executor,
            read_one=step,
            formats=formats,
        )
    matched = len(part.consolidation.matched)
    files = how_many(len(part.consolidation.returns), "file")
    verb = "counts" if matched == 1 else "count"
    console.say(f"{how_many(matched, 'return')} of {files} {verb}.")
    if part.of_others:
        console.say(f"{how_many(part.of_others, 'file')} left to other directorates.")
    tell_problems(
        [p for p in part.consolidation.problems if p.file],
        "What to mend before the parts are merged",
        elsewhere="the sheet Problems of the summary",
    )
    tell_detail(part.detail)
    console.say(
        f"Wrote {output}, a part of {year}. "
        "Bring the parts together with 'svtools merge', which takes the validation log."
    )
    end(attention=part.consolidation.problems)


def merge(
    summaries: Annotated[
        list[Path],
        typer.Argument(
            metavar="SUMMARY...",
            help="The parts: summaries that 'svtools consolidate' made of a part or a directorate.",
        ),
    ],
    register: RegisterOption = None,
    output: SummaryOutput = None,
    validation: Validation = None,
    portal: Portal = None,
    council: CouncilOption = None,
    accept_loss: AcceptLoss = False,
    as_json: AsJson = False,
) -> None:
    """Bring the parts of a year's returns together, as if all had been in one folder.

    Which return counts, what is a copy and what is overdue is decided over all of them. Refused
    where the parts aren't of one year, as-at date, register and policy.

    Example: svtools merge north.xlsx south.xlsx --register contracts_register.xlsx
    --output summary.xlsx
    """
    from svtools.jobs.consolidation.merging import merge as run

    here = ThisFolder.read()
    register = here.register(register)
    if output is None:
        named = f"summary {here.year(None)}.xlsx" if here.is_set_up else ""
        output = here.to_write(None, named)
    validation = here.log(validation, to_begin=True)
    here.tell()
    merged = run(
        summaries,
        register,
        output,
        council_of(council),
        log_path=validation,
        portal_path=portal,
        accept_loss=accept_loss,
        formats=formats,
    )
    if merged.overlapping and not as_json:
        first, *others = merged.overlapping
        more = f" and {how_many(len(others), 'other file')}" if others else ""
        verb = "count" if others else "counts"
        console.remark(f"{first}{more} stood in several parts and {verb} once.")
    if merged.without:
        console.remark(
            f"No part was given of: {', '.join(merged.without)}. What they owe is missing."
        )
    finish(merged.outcome, as_json=as_json)
