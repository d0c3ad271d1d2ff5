"""`svtools kpis`: which contracts need key performance indicators, and what is due."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svtools import console
from svtools.cli.options import (
    AsJson,
    CouncilOption,
    Force,
    RegisterArgument,
    council_of,
    day_or_today,
    end,
    print_json,
    refuse_to_replace,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder

if TYPE_CHECKING:
    from svtools.jobs.kpis.workbook import KpisResult


def kpis(
    register: RegisterArgument = None,
    summary: Annotated[
        Path | None,
        typer.Argument(
            help="A year's summary, whose figures propose ratings. Default, beside svtools.yaml: "
            "the latest of those called summary YEAR.xlsx."
        ),
    ] = None,
    as_at: Annotated[
        str | None, typer.Option(help="The day on which it is judged. Default: today.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The file to write. Default: kpis.xlsx.")
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Say which contracts need KPIs, which assessments are due, and what a notice says.

    KPIs are key performance indicators, which the Procurement Act 2023 asks for. The register's
    sheets KPIs and Assessments hold what was published and decided. A rating is only proposed.

    Example: svtools kpis contracts_register.xlsx summary.xlsx --as-at 2027-03-31
    --output kpis.xlsx
    """
    from svtools.jobs.kpis.run import as_json as in_json
    from svtools.jobs.kpis.run import kpis as run

    day = day_or_today(as_at)
    here = ThisFolder.read()
    hub, file = (
        here.register(register, "as the command's first word"),
        here.to_write(output, "kpis.xlsx"),
    )
    here.tell()
    refuse_to_replace(file, force=force)
    result = run(hub, file, council_of(council), day, summary or here.latest_summary())
    if as_json:
        print_json(in_json(result))
    else:
        _tell(result, file)
    end(attention=result.needs_attention)


def _tell(result: "KpisResult", output: Path) -> None:
    needed = [status for status in result.statuses if status.is_needed]
    rows = [
        (each.contract.key.label, each.contract.title, f"{each.published} of {each.needed}",
         str(each.due or ""), each.when())
        for each in needed
    ]  # fmt: skip
    headings = ("Contract", "Title", "KPIs published", "Next assessment by", "How it stands")
    console.table(headings, rows, "Contracts that need KPIs")
    to_do = [(d.status.contract.key.label, d.what, str(d.by or "")) for d in result.to_do()]
    console.table(("Contract", "What to do", "By"), to_do, "What to do")
    if not needed:
        console.say("No contract in the register is known to need KPIs.")
    tell_problems(result.problems, "What to check", elsewhere="the sheet Problems")
    console.say(f"Wrote {output}.")
