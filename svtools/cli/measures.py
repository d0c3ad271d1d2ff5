"""`svtools measures …`: list, check, import and export measure sets."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    AS_NAMED,
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
from svtools.cli.this_folder import ThisFolder
from svtools.errors import SvtoolsError
from svtools.numbers import pounds

measures_app = typer.Typer(help="Measure sets: list, check, import, export.", no_args_is_help=True)


@measures_app.command("list")
def list_measures(
    file: Annotated[
        Path | None, typer.Argument(help="A measure set. Default: the council's.")
    ] = None,
    theme: Annotated[str | None, typer.Option(help="Only this theme.")] = None,
    council: CouncilOption = None,
    as_json: AsJson = False,
) -> None:
    """List the measures that the council starts with, or those of a file.

    Example: svtools measures list sample_workbooks/open_measure_set.xlsx
    """
    from svtools.jobs.register.measure_sets import set_in
    from svtools.measures import to_rows

    measure_set = set_in(file, council_of(council))
    if as_json:
        print_json([row for row in to_rows(measure_set) if theme in {None, row["theme"]}])
        return
    console.say(f"{measure_set.name} ({measure_set.edition}). {measure_set.notice}")
    shown = [
        (
            measure.code,
            measure.title,
            measure.unit,
            "record only" if measure.proxy is None else pounds(measure.proxy),
            measure.kind,
            measure.theme,
        )
        for measure in measure_set.measures.values()
        if theme in {None, measure.theme}
    ]
    console.table(("Code", "Measure", "Unit", "Value of a unit", "Kind", "Theme"), shown)


@measures_app.command("check")
def check_measures(
    file: Annotated[Path, typer.Argument(help="A measure set, .xlsx, .ods or .csv.")],
    council: CouncilOption = None,
) -> None:
    """Check a measure set and list everything that is wrong with it, by cell.

    Example: svtools measures check our_measures.xlsx
    """
    from svtools.jobs.register.measure_sets import read_set

    measure_set, problems = read_set(file, council_of(council))
    tell_problems(problems)
    if not measure_set.measures and not problems:
        raise SvtoolsError(f"{file.name} has no measures.", "Fill in the sheet Measures.")
    count = len(measure_set.measures)
    console.say(f"{measure_set.name} ({measure_set.edition}): {count} measures can be used.")
    end(attention=problems)


@measures_app.command("import")
def import_measures(
    file: Annotated[Path, typer.Argument(help="A measure set, .xlsx, .ods or .csv.")],
    output: Output,
    into: Annotated[Path | None, typer.Option(help=f"The contracts register. {AS_NAMED}")] = None,
    edition: Annotated[
        str | None, typer.Option(help="The edition's name, where the file doesn't say.")
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
    accept_loss: AcceptLoss = False,
) -> None:
    """Add a measure set to a register; a set with faults is not imported.

    Example: svtools measures import our_measures.xlsx --into register.xlsx --output new.xlsx
    """
    from svtools.jobs.register.measure_sets import import_set

    refuse_to_replace(output, force=force)
    chosen, here = council_of(council), ThisFolder.read()
    into = here.register(into, "--into")
    here.tell()
    measure_set, problems = import_set(
        file, into, output, chosen, edition=edition, accept_loss=accept_loss
    )
    if problems:
        tell_problems(problems)
        raise SvtoolsError(
            f"Nothing was imported: {file.name} has {len(problems)} problems.",
            "Mend them in the file and import it again.",
        )
    count = len(measure_set.measures)
    console.say(
        f"Wrote {output} with {measure_set.name} ({measure_set.edition}), {count} measures."
    )


@measures_app.command("export")
def export_measures(
    output: Output,
    file: Annotated[
        Path | None, typer.Option("--from", help="A measure set or a register.")
    ] = None,
    edition: Annotated[str | None, typer.Option(help="Which edition of a register.")] = None,
    council: CouncilOption = None,
    force: Force = False,
) -> None:
    """Write a measure set as a workbook of its own.

    Example: svtools measures export --output open_set.xlsx
    """
    from svtools.jobs.register.measure_sets import export_set, set_in

    refuse_to_replace(output, force=force)
    chosen = council_of(council)
    measure_set = set_in(file, chosen, edition=edition)
    export_set(measure_set, output, chosen)
    console.say(f"Wrote {output} with {len(measure_set.measures)} measures.")
