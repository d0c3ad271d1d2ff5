"""`svtools register …`: the contracts register itself."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    AcceptLoss,
    AsJson,
    CouncilOption,
    Force,
    Output,
    RegisterArgument,
    council_of,
    end,
    print_json,
    refuse_to_replace,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder

register_app = typer.Typer(
    help="The contracts register: check it, issue it anew.", no_args_is_help=True
)


@register_app.callback()
def group() -> None:
    """The contracts register itself."""


def _of_this_folder(given: Path | None) -> Path:
    here = ThisFolder.read()
    register = here.register(given, "as the command's first word")
    here.tell()
    return register


@register_app.command("refresh")
def refresh(
    output: Output,
    register: RegisterArgument = None,
    council: CouncilOption = None,
    force: Force = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Issue a register anew with law and policy as they are now; everything typed is kept.

    Example: svtools register refresh contracts_register.xlsx --output contracts_register_2.xlsx
    """
    from svtools.jobs.register.refresh import refresh as run

    register = _of_this_folder(register)
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
    end(attention=made.lost or made.problems)


@register_app.command("check")
def check(
    register: RegisterArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(help="A copy of it to write, with a note in each wrong cell and a list."),
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Print every problem, not the first of each kind.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a register: what is wrong in it, cell by cell, and how to mend it.

    Example: svtools register check contracts_register.xlsx --output marked.xlsx
    """
    from svtools.jobs.register.check import check as run

    register = _of_this_folder(register)
    if output:
        refuse_to_replace(output, force=force)
    checked = run(register, council_of(council), output)
    if as_json:
        print_json(checked.as_json())
    else:
        elsewhere = "" if show_all else f"the sheet Problems of {output}" if output else "--all"
        tell_problems(checked.problems, elsewhere=elsewhere)
        console.say(checked.in_words())
        if output:
            console.say(f"Wrote {output}.")
    end(attention=checked.problems)
