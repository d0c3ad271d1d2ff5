"""`svtools consolidate` and `svtools merge`: a year's returns in one summary, and its parts."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svtools import console
from svtools.cli.options import (
    AS_NAMED,
    ATTENTION,
    AcceptLoss,
    AsJson,
    CouncilOption,
    RegisterOption,
    YearOption,
    council_of,
    day_of,
    print_json,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder
from svtools.errors import SvtoolsError
from svtools.numbers import how_many, pounds

if TYPE_CHECKING:
    from svtools.jobs.consolidation.run import Outcome
    from svtools.monitoring import FinancialYear
    from svtools.policy import Council


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
    as_json: AsJson = False,
) -> None:
    """Bring a folder of returns together in one summary workbook.

    Example: svtools consolidate returns --register contracts_register.xlsx --year 2025-26
    --output summary.xlsx
    """
    from svtools.jobs.consolidation.run import consolidate as run
    from svtools.jobs.folder_files import files_of

    day = day_of(as_at) if as_at else date.today()  # noqa: DTZ011 - the officer's own day
    here = ThisFolder.read()
    folder, register, of = here.returns(folder), here.register(register), here.year(year)
    if part or directorate:
        _refuse_with_part(validation, portal)
        output = here.to_write(output, f"summary {of} {directorate or 'part'}.xlsx")
        here.tell()
        _consolidate_part(folder, register, of, output, council_of(council), directorate, day)
        return
    output = here.to_write(output, f"summary {of}.xlsx")
    validation = here.log(validation, to_begin=True)
    here.tell()
    with console.progress("Reading returns", len(files_of(folder))) as step:
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
            read_one=step,
        )
    _finish(outcome, as_json=as_json)


def _finish(outcome: "Outcome", *, as_json: bool) -> None:
    """Tell what came of a consolidation or a merge, and end with the exit code that says it."""
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
    from svtools.jobs.validation_log.closed import MANY_ROWS, years_to_close
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
    for each in years_to_close(consolidation.log, str(consolidation.year))[:1]:
        console.say(
            f"The validation log has more than {MANY_ROWS:,} rows. A year that is done can be put "
            f"into a file beside it, where it still counts: svtools log close {each}"
        )
    if consolidation.needs_attention:
        grave = how_many(sum(map(is_grave, consolidation.problems)), "problem")
        overdue = how_many(len(consolidation.missing), "return")
        console.say(
            f"Needs attention: {grave}, {overdue} overdue. "
            "Open the sheets Problems and Returns of the summary."
        )


def _refuse_with_part(validation: Path | None, portal: Path | None) -> None:
    """A part of the year has no log and no Portal figures: they are the whole year's."""
    if validation or portal:
        raise SvtoolsError(
            "The validation log and the Portal figures go with the whole year, and this is a part.",
            "Leave them out here and give them to 'svtools merge'.",
        )


def _consolidate_part(
    folder: Path,
    register: Path,
    year: "FinancialYear",
    output: Path,
    council: "Council",
    directorate: str,
    day: date,
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
            read_one=step,
        )
    counted = how_many(len(part.consolidation.matched), "return")
    console.say(f"{counted} of {how_many(len(part.consolidation.returns), 'file')} count.")
    if part.of_others:
        console.say(f"{how_many(part.of_others, 'file')} left to other directorates.")
    tell_problems(
        [p for p in part.consolidation.problems if p.file],
        "What to mend before the parts are merged",
        elsewhere="the sheet Problems of the summary",
    )
    console.say(
        f"Wrote {output}, a part of {year}. "
        "Bring the parts together with 'svtools merge', which takes the validation log."
    )
    if part.consolidation.problems:
        raise typer.Exit(ATTENTION)


def merge(
    summaries: Annotated[
        list[Path],
        typer.Argument(
            metavar="SUMMARY...",
            help="The parts: summaries made by 'svtools consolidate' with --part or --directorate.",
        ),
    ],
    register: RegisterOption = None,
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
    )
    if merged.overlapping and not as_json:
        first, *others = merged.overlapping
        more = f" and {how_many(len(others), 'other file')}" if others else ""
        console.remark(f"{first}{more} stood in several parts and count once.")
    _finish(merged.outcome, as_json=as_json)
