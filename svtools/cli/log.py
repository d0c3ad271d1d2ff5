"""`svtools log …`: the validation log, where it grows large."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import AS_NAMED, AcceptLoss, CouncilOption, council_of
from svtools.cli.this_folder import ThisFolder
from svtools.errors import SvtoolsError
from svtools.numbers import how_many

log_app = typer.Typer(
    help="The validation log: years that are done put into files of their own.",
    no_args_is_help=True,
)


@log_app.callback()
def _log() -> None:
    """The validation log: years that are done put into files of their own."""


@log_app.command()
def close(
    year: Annotated[str, typer.Argument(help="The financial year, for example 2024-25.")],
    validation: Annotated[Path | None, typer.Option(help=f"The validation log. {AS_NAMED}")] = None,
    council: CouncilOption = None,
    with_waiting: Annotated[
        bool, typer.Option("--with-waiting", help="Also where rows wait to be decided.")
    ] = False,
    accept_changed: Annotated[
        bool,
        typer.Option(
            "--accept-changed",
            help="Take over what somebody changed in the file of a year that was closed before.",
        ),
    ] = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Move a year's rows of the log into a file beside it, which the log names.

    They still count everywhere. If a figure of the year changes later, its row comes back into the
    log and waits there; closing the year again takes it into the year's file.

    Example: svtools log close 2024-25 --validation validation_log.xlsx
    """
    from svtools.jobs.validation_log.closing import close_year
    from svtools.monitoring import FinancialYear

    here = ThisFolder.read()
    log = here.log(validation)
    if log is None:
        raise SvtoolsError(
            "The validation log is not named.",
            "Give it with --validation, or write 'log: validation_log.xlsx' in a file svtools.yaml "
            "in the folder where you run this.",
        )
    here.tell()
    closing = close_year(
        log,
        FinancialYear.parse(year),
        council_of(council),
        on=date.today(),  # noqa: DTZ011 - the officer's own day
        with_waiting=with_waiting,
        accept_changed=accept_changed,
        accept_loss=accept_loss,
    )
    console.say(
        f"{how_many(closing.moved, 'row')} of {year} moved from {closing.log.name} into "
        f"{closing.closed.name}, which holds {how_many(closing.rows, 'row')} now."
    )
    if closing.waiting:
        count = how_many(closing.waiting, "row")
        said = (
            "was not decided: it counts" if closing.waiting == 1 else "were not decided: they count"
        )
        console.say(f"{count} {said} as not validated.")
    if closing.log_copy:
        console.say(f"The validation log as it was is kept as {closing.log_copy.name}.")
    console.say(f"Leave {closing.closed.name} beside the log, under its name and unchanged.")
