"""`svtools tender …`: from the pre-procurement record to the promises in the register."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svtools.cli_options import (
    ATTENTION,
    AsJson,
    CouncilOption,
    Output,
    RegisterOption,
    amount_of,
    council_of,
    print_json,
    refuse_to_replace,
    tell_problems,
)

if TYPE_CHECKING:
    from svtools.scoring import BidMarks

tender_app = typer.Typer(help="Tenders: packs, offers, marks, award.", no_args_is_help=True)

Scoring = Annotated[Path, typer.Argument(help="The scoring workbook.")]


@tender_app.command("new")
def new(
    register: RegisterOption,
    contract: Annotated[str, typer.Option(help="The contract's reference in the register.")],
    output: Annotated[Path, typer.Option(help="The folder for the three workbooks.")],
    lot: Annotated[str, typer.Option(help="The lot, where there are lots.")] = "",
    record: Annotated[
        Path | None, typer.Option(help="A filled-in pre-procurement record, which decides.")
    ] = None,
    measures: Annotated[
        str, typer.Option(help="Codes of the measures to ask for, as OP01,PJ04.")
    ] = "",
    method: Annotated[str | None, typer.Option(help="target or highest.")] = None,
    weighting: Annotated[
        str | None, typer.Option(help="Social value in percent of the criteria, as 10.")
    ] = None,
    target: Annotated[
        str | None, typer.Option(help="£ of value for each £ that earns full marks, as 0.1.")
    ] = None,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace workbooks that are there.")] = False,
) -> None:
    """Make the record, offer and scoring workbooks for one contract.

    Example: svtools tender new --register contracts_register.xlsx --contract C0116
    --measures OP01,PJ04 --output tender
    """
    from svtools.console import say
    from svtools.jobs.register import read_register
    from svtools.jobs.tender.pack import new_pack, tender_for, weighting_stands

    chosen = council_of(council)
    tender = tender_for(
        read_register(register, chosen),
        contract,
        lot,
        chosen,
        record=record,
        codes=[code.strip() for code in measures.split(",") if code.strip()],
        method=method,
        weighting=None if weighting is None else amount_of(weighting.rstrip("% ")) / 100,
        target=None if target is None else amount_of(target),
    )
    say(tender.requirement.reason)
    say(weighting_stands(tender))
    for path in new_pack(tender, output, force=force):
        say(f"Wrote {path}.")


@tender_app.command("load")
def load(
    offers: Annotated[Path, typer.Argument(help="The folder of bidders' offers.")],
    scoring: Annotated[Path, typer.Option(help="The scoring workbook.")],
    output: Output,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Read the offers into the scoring workbook, keeping what the panel has entered.

    Example: svtools tender load offers --scoring scoring.xlsx --output scoring-2.xlsx
    """
    from svtools import console
    from svtools.jobs.tender.load import load_offers

    refuse_to_replace(output, force=force)
    loaded = load_offers(offers, scoring, output)
    rows = [(o.file, o.bidder, "rejected" if o.rejected else "loaded") for o in loaded.offers]
    console.table(("File", "Bidder", "What became of it"), rows)
    problems = loaded.problems()
    tell_problems(problems)
    console.say(f"Wrote {output} with {len(loaded.taken)} bidders.")
    if problems:
        raise typer.Exit(ATTENTION)


@tender_app.command("rehearse")
def rehearse(
    scoring: Scoring,
    output: Output,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Before publication: rank invented bids under every method and with other weights.

    Example: svtools tender rehearse scoring.xlsx --output rehearsal.xlsx
    """
    from svtools import console
    from svtools.jobs.tender.rehearse import rehearse as run

    refuse_to_replace(output, force=force)
    rows = []
    for scenario in run(scoring, output):
        best = sorted(scenario.results.bids, key=lambda bid: bid.place.rank)
        order = ", ".join(f"{bid.bidder} {bid.total:f}" for bid in best)
        rows.append((scenario.name, order, "yes" if scenario.changes_first else ""))
    console.table(("Scenario", "Invented bids, best first", "Another first"), rows)
    console.say(f"Wrote {output}.")


@tender_app.command("results")
def results(scoring: Scoring, as_json: AsJson = False) -> None:
    """Marks and ranks, worked out again from what the panel entered.

    Example: svtools tender results scoring.xlsx
    """
    from svtools import console
    from svtools.jobs.opening import unusable
    from svtools.jobs.tender.marking import marked

    found = marked(scoring)
    if as_json:
        print_json([_as_json(bid) for bid in found.bids])
    else:
        rows = [
            (
                bid.place.rank,
                bid.bidder,
                f"{bid.price_mark:f}",
                f"{bid.quality_mark:f}",
                f"{bid.measures.mark:f}",
                f"{bid.answers.mark:f}",
                f"{bid.total:f}",
            )
            for bid in found.bids
        ]
        headings = ("Rank", "Bidder", "Price", "Quality", "Measures", "Answers", "Total of 100")
        console.table(headings, rows)
        for name, why in found.results.not_assessed.items():
            console.say(f"{name} was not assessed: {why}.")
        for tie in found.results.ties:
            console.say(f"A tie at rank {tie.rank}: {' and '.join(tie.bidders)}; {tie.last_step}.")
        for bid in found.bids:
            for flag in bid.flags:
                console.say(f"{bid.bidder}: {flag.what}")
            for gap in bid.missing:
                console.say(f"{bid.bidder}: {gap}.")
    faults = unusable(found.content)
    for fault in faults:
        console.complain(f"{fault.sheet} {fault.places}: {fault.what}", fault.remedy)
    for each in found.differences:
        console.complain(
            f"{each.cell} shows {each.shown!r} for {each.bidder}; it should be {each.right:f}.",
            "Open the workbook and let it calculate; if it still differs, a formula was changed.",
        )
    gaps = any(bid.missing for bid in found.bids)
    if faults or gaps or found.differences or found.results.ties:
        raise typer.Exit(ATTENTION)


def _as_json(bid: "BidMarks") -> dict[str, Any]:
    return {
        "bidder": bid.bidder,
        "rank": bid.place.rank,
        "price": float(bid.price_mark),
        "quality": float(bid.quality_mark),
        "measures": float(bid.measures.mark),
        "answers": float(bid.answers.mark),
        "social_value": float(bid.social_value_mark),
        "total": float(bid.total),
        "flags": [flag.what for flag in bid.flags],
        "missing": list(bid.missing),
    }


@tender_app.command("summaries")
def summaries(
    scoring: Scoring,
    output: Annotated[Path, typer.Option(help="The folder for the documents.")],
    winner: Annotated[
        str, typer.Option(help="Whom the published last step chose, where the first are tied.")
    ] = "",
) -> None:
    """Write the social value section of each bidder's assessment summary.

    Example: svtools tender summaries scoring.xlsx --output summaries
    """
    from svtools.console import say
    from svtools.jobs.tender.summaries import write_summaries

    for path in write_summaries(scoring, output, winner=winner):
        say(f"Wrote {path}.")


@tender_app.command("award")
def award(
    scoring: Scoring,
    bidder: Annotated[str, typer.Option(help="The winner's name, as in the scoring workbook.")],
    register: RegisterOption,
    output: Output,
    lot: Annotated[str | None, typer.Option(help="The lot, where it is another one.")] = None,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Put the winner's contracted units into the register as promises.

    Example: svtools tender award scoring.xlsx --bidder "Small Charity"
    --register contracts_register.xlsx --output register-2.xlsx
    """
    from svtools import console
    from svtools.jobs.tender.award import award as run
    from svtools.numbers import plain

    refuse_to_replace(output, force=force)
    made = run(scoring, bidder, register, output, council_of(council), lot=lot)
    rows = [
        (
            each.measure,
            plain(each.units),
            ", ".join(f"{y}: {plain(u)}" for y, u in each.years.items()),
        )
        for each in made.promises
    ]
    console.table(("Measure", "Promised units", "By financial year"), rows)
    tell_problems(made.lost)
    console.say(f"Wrote {output}: {made.bidder} is the supplier of {made.ref}.")
    if made.rank != 1:
        console.say(f"{made.bidder} is ranked {made.rank} by the marks: check the decision.")
    if made.lost or made.rank != 1:
        raise typer.Exit(ATTENTION)
