"""`svtools register …`: the contracts register itself."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    ATTENTION,
    AcceptLoss,
    CouncilOption,
    Output,
    council_of,
    refuse_to_replace,
    tell_problems,
)

register_app = typer.Typer(help="The contracts register: issue it anew.", no_args_is_help=True)


@register_app.callback()
def group() -> None:
    """The contracts register itself."""


@register_app.command("refresh")
def refresh(
    register: Annotated[Path, typer.Argument(help="The contracts register.")],
    output: Output,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Issue a register anew with law and policy as they are now; everything typed is kept.

    Example: svtools register refresh contracts_register.xlsx --output contracts_register_2.xlsx
    """
    from svtools.jobs.register.refresh import refresh as run

    refuse_to_replace(output, force=force)
    made = run(register, output, council_of(council), accept_loss=accept_loss)
    console.say(f"Wrote {output}.")
    if made.anew:
        console.say(
            f"{register.name} was of an earlier version, so it is written anew: your own columns "
            "stand behind the others, and formulas, colours and widths of your own are left behind."
        )
    if made.lost:
        console.say(f"Left behind: {', '.join(made.lost)}. They are still in {register.name}.")
    tell_problems(made.problems)
    if made.lost or made.problems:
        raise typer.Exit(ATTENTION)
