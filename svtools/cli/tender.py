"""`svtools tender …`: from the pre-procurement record to the promises in the register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svtools import console
from svtools.cli.options import (
    AcceptLoss,
    AsJson,
    CouncilOption,
    Force,
    Output,
    council_of,
    end,
    print_json,
    refuse_to_replace,
    tell_problems,
)
from svtools.cli.tender_award import Scoring, award, summaries
from svtools.cli.this_folder import ThisFolder

if TYPE_CHECKING:
    from svtools.jobs.tender.tenders import PreparedTender

tender_app = typer.Typer(help="Tenders: packs, offers, marks, award.", no_args_is_help=True)


@tender_app.command("new")
def new(
    output: Annotated[Path, typer.Option(help="The folder for the three workbooks.")],
    register: Annotated[
        Path | None,
        typer.Option(
            help="The contracts register, where the contract is in it. Default, with --contract: "
            "as svtools.yaml names it."
        ),
    ] = None,
    contract: Annotated[str, typer.Option(help="Its reference there. Default: the record's.")] = "",
    lot: Annotated[
        str, typer.Option(help="One lot alone. Default: one pack for all lots of the contract.")
    ] = "",
    record: Annotated[
        Path | None, typer.Option(help="A filled-in pre-procurement record, which decides.")
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(
            "--from", help="For a call-off: its framework's record, with whose terms it begins."
        ),
    ] = None,
    measures: Annotated[
        str, typer.Option(help="Codes of the measures to ask for, as OP01,PJ04.")
    ] = "",
    measure_set: Annotated[
        Path | None,
        typer.Option(help="Without a register: the measure set. Default: the council's."),
    ] = None,
    most_measures: Annotated[
        int, typer.Option(help="The most measures that may be asked for.", min=1)
    ] = 8,
    method: Annotated[str | None, typer.Option(help="target, highest or banded.")] = None,
    weighting: Annotated[
        str | None, typer.Option(help="Social value in percent of the criteria, as 10.")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="£ of value for each £ that earns full marks, as 0.1.")
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Make the record, offer and scoring workbooks for one contract.

    With --register the contract is one of it; with --record alone the record's own; with neither
    the three are blank.
    Example: svtools tender new --register contracts_register.xlsx --contract C0116
    --measures OP01,PJ04 --output tender
    """
    from svtools.jobs.answers import amount
    from svtools.jobs.tender.pack_request import Asked, make

    here = ThisFolder.read()
    if contract and record is None and here.named.register:
        register = here.register(register)
    here.tell()
    prepared, paths = make(
        Asked(
            register=register,
            contract=contract,
            lot=lot,
            record=record,
            start=start,
            codes=tuple(code.strip() for code in measures.split(",") if code.strip()),
            measure_set=measure_set,
            most=most_measures,
            options={
                "method": method,
                "weighting": None if weighting is None else amount(weighting.rstrip("% ")) / 100,
                "target": None if target is None else amount(target),
            },
        ),
        output,
        council_of(council),
        force=force,
        accept_loss=accept_loss,
    )
    _tell_pack(prepared, paths, begun_from=start if record is None else None)
    end(attention=prepared and prepared.problems)


def _tell_pack(
    prepared: "PreparedTender | None", paths: list[Path], begun_from: Path | None
) -> None:
    """What the policy asks of the tender and what its record lacks; what was written."""
    from svtools.jobs.tender.tenders import same_group_words, weighting_stands

    if prepared:
        for sentence in (
            prepared.requirement.reason,
            weighting_stands(prepared),
            *same_group_words(prepared),
        ):
            console.say(sentence)
        tell_problems(prepared.problems)
    for path in paths:
        console.say(f"Wrote {path}.")
    if prepared is None:
        console.say(f"Fill in {paths[0].name}, then run this again with --record and that file.")
    elif begun_from:
        console.say(
            f"Dates, approval and where tenders are sent are the call-off's own: fill them in on "
            f"{paths[0].name}, then run this again with --record and that file."
        )


@tender_app.command("load")
def load(
    offers: Annotated[Path, typer.Argument(help="The folder of bidders' offers.")],
    scoring: Annotated[Path, typer.Option(help="The scoring workbook.")],
    output: Output,
    force: Force = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Read the offers into the scoring workbook, keeping what the panel has entered.

    Example: svtools tender load offers --scoring scoring.xlsx --output scoring-2.xlsx
    """
    from svtools.jobs.tender.flagged import AT_LOADING
    from svtools.jobs.tender.load import load_offers

    refuse_to_replace(output, force=force)
    loaded = load_offers(offers, scoring, output, accept_loss=accept_loss)
    rows = [(o.file, o.bidder, o.became) for o in loaded.offers]
    console.table(("File", "Bidder", "What became of it"), rows)
    problems = loaded.problems()
    tell_problems(problems)
    to_ask = [each for each in loaded.flagged if each.is_open and each.flag.code in AT_LOADING]
    for each in to_ask:
        console.say(f"Flagged: {each.words}")
    console.say(f"Wrote {output} with {len(loaded.taken)} bidders.")
    if not loaded.has_evaluators:
        console.say("Nobody is on the sheet Evaluators yet: write down who marks, then load again.")
    end(attention=problems or to_ask or not loaded.taken)


@tender_app.command("rehearse")
def rehearse(
    scoring: Scoring,
    output: Output,
    force: Force = False,
) -> None:
    """Before publication: rank invented bids under every method and with other weights.

    Example: svtools tender rehearse scoring.xlsx --output rehearsal.xlsx
    """
    from svtools.jobs.tender.rehearse import rehearse as run

    refuse_to_replace(output, force=force)
    rows = []
    for scenario in run(scoring, output):
        best = sorted(scenario.results.bids, key=lambda bid: bid.place.rank)
        order = ", ".join(f"{bid.bidder} {bid.total:f}" for bid in best)
        rows.append((scenario.name, order, "yes" if scenario.changes_first else ""))
    console.table(("Scenario", "Invented bids, best first", "Another first"), rows)
    console.say(f"Wrote {output}.")


@tender_app.command("marking")
def marking(
    scoring: Scoring,
    output: Annotated[Path, typer.Option(help="The folder for the evaluators' workbooks.")],
    force: Force = False,
) -> None:
    """Write a workbook for each evaluator: the answers, question by question, and no price.

    Example: svtools tender marking scoring.xlsx --output marking
    """
    from svtools.jobs.tender.marking_workbooks import marking_workbooks

    for path in marking_workbooks(scoring, output, force=force):
        console.say(f"Wrote {path}.")


@tender_app.command("gather")
def gather(
    scoring: Scoring,
    marks: Annotated[Path, typer.Argument(help="The folder of the evaluators' workbooks.")],
    output: Output,
    force: Force = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Bring the evaluators' marks back into the scoring workbook.

    Example: svtools tender gather scoring.xlsx marking --output scoring-3.xlsx
    """
    from svtools.jobs.tender.gathering import gather as run

    refuse_to_replace(output, force=force)
    gathered = run(scoring, marks, output, accept_loss=accept_loss)
    rows = [(each.file, each.evaluator, each.became) for each in gathered.marks]
    console.table(("File", "Evaluator", "What became of it"), rows)
    tell_problems(gathered.problems)
    console.say(f"Wrote {output}.")
    end(attention=gathered.problems)


@tender_app.command("results")
def results(
    scoring: Scoring,
    output: Annotated[
        Path | None,
        typer.Option(help="The workbook with its sheets Prices and Flags brought up to date."),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Marks and ranks, worked out again from what the panel entered.

    Example: svtools tender results scoring.xlsx --output scoring-2.xlsx
    """
    from svtools.cli import tender_results as telling
    from svtools.jobs.tender.flag_sheets import bring_up_to_date
    from svtools.jobs.tender.marking import marked

    if output:
        refuse_to_replace(output, force=force)
        bring_up_to_date(marked(scoring), output)
        scoring = output
    marked_scoring = marked(scoring)
    telling.complain_of_cells(marked_scoring)
    telling.complain_of_blocks(marked_scoring)
    if as_json:
        print_json(telling.as_json(marked_scoring))
    else:
        telling.tell(marked_scoring)
    telling.complain_of_results(marked_scoring, scoring.name)
    end(attention=telling.needs_attention(marked_scoring))


tender_app.command("summaries")(summaries)
tender_app.command("award")(award)
