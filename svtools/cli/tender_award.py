"""The end of `svtools tender`: letters to bidders, and the award."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svtools import console
from svtools.cli.options import (
    AcceptLoss,
    CouncilOption,
    Force,
    Output,
    RegisterOption,
    council_of,
    end,
    refuse_to_replace,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder
from svtools.numbers import plain

if TYPE_CHECKING:
    from svtools.jobs.tender.award import Award
    from svtools.jobs.tender.blocking import Despite
    from svtools.jobs.tender.flagged import Flagged

Scoring = Annotated[Path, typer.Argument(help="The scoring workbook.")]
DespiteOption = Annotated[
    str,
    typer.Option(
        "--despite",
        help="Go on although something blocks it, for this reason. It is recorded and printed.",
    ),
]


def summaries(
    scoring: Scoring,
    output: Annotated[Path, typer.Option(help="The folder for the documents.")],
    winner: Annotated[
        list[str] | None,
        typer.Option(
            help="Who is chosen, where the marks leave it open: as Results shows the bid. Of a "
            "framework, once for each."
        ),
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    despite: DespiteOption = "",
) -> None:
    """Write the page for approval, and each bidder's letter: its assessment summary.

    Example: svtools tender summaries scoring.xlsx --output summaries
    """
    from svtools.jobs.tender.summaries import write_summaries

    made = write_summaries(
        scoring, output, council_of(council), winner=winner or (), force=force, despite=despite
    )
    tell_problems(made.problems)
    for gap in made.gaps:
        console.say(f"{gap}.")
    for path in made.decisions:
        console.say(f"Wrote {path} (and .docx): have it approved first.")
    for path in made.pages:
        console.say(f"Wrote {path} (and .docx).")
    _tell_open(made.open_flags, made.despite, scoring)
    end(attention=made.gaps or made.problems)


def award(
    scoring: Scoring,
    bidder: Annotated[
        list[str],
        typer.Option(
            help="The winner's name, as in the scoring workbook. Of a framework, once for each."
        ),
    ],
    output: Output,
    register: RegisterOption = None,
    lot: Annotated[
        str | None, typer.Option(help="The lot of the tender, or the register's other lot.")
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    accept_loss: AcceptLoss = False,
    despite: DespiteOption = "",
) -> None:
    """Put the winner's contracted units into the register as promises.

    Example: svtools tender award scoring.xlsx --bidder "Small Charity"
    --register contracts_register.xlsx --output register-2.xlsx
    """
    from svtools.jobs.tender.award import award_all

    refuse_to_replace(output, force=force)
    here = ThisFolder.read()
    register = here.register(register)
    here.tell()
    awards = award_all(
        scoring,
        bidder,
        register,
        output,
        council_of(council),
        lot=lot,
        accept_loss=accept_loss,
        despite=despite,
    )
    for awarded in awards:
        _tell_promises(awarded, output)
    tell_problems(awards[0].problems)
    _tell_open(awards[0].open_flags, awards[0].despite, scoring)
    end(attention=awards[0].problems)


def _tell_promises(awarded: "Award", output: Path) -> None:
    """What one winner promised."""
    rows = [
        (
            promise.measure,
            plain(promise.units),
            ", ".join(f"{year}: {plain(units)}" for year, units in promise.years.items()),
        )
        for promise in awarded.promises
    ]
    console.table(("Measure", "Promised units", "By financial year"), rows)
    winner, label = awarded.bidder, awarded.contract.label
    part = "has a place on the framework" if awarded.places > 1 else "is the supplier"
    console.say(f"Wrote {output}: {winner} {part} of {label}.")


def _tell_open(open_flags: "tuple[Flagged, ...]", despite: "Despite | None", scoring: Path) -> None:
    """What is still open, and what was overridden and where that is recorded."""
    for each in open_flags:
        if not each.flag.blocks:  # those are overridden, and told as such
            console.say(f"Open: {each.words}")
    if despite:
        console.say(f"Despite what blocks it: {despite.words}")
        console.say(f"This is recorded on the sheet Record of {scoring.name}: add who decided it.")
