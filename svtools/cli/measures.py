"""`svtools measures …`: list, check, import and export measure sets."""

from pathlib import Path
from typing import Annotated

import typer

from svtools.cli.options import (
    ATTENTION,
    AsJson,
    CouncilOption,
    Output,
    council_of,
    print_json,
    refuse_to_replace,
    tell_problems,
)
from svtools.errors import SvtoolsError

measures_app = typer.Typer(help="Measure sets: list, check, import, export.", no_args_is_help=True)


@measures_app.command("list")
def list_measures(
    file: Annotated[
        Path | None, typer.Argument(help="A measure set. Default: the open set.")
    ] = None,
    theme: Annotated[str | None, typer.Option(help="Only this theme.")] = None,
    council: CouncilOption = None,
    as_json: AsJson = False,
) -> None:
    """List the measures of the open set, or of a file.

    Example: svtools measures list --theme "Pride and Joy"
    """
    from svtools import console
    from svtools.jobs.register.measure_sets import set_in
    from svtools.measures import to_rows
    from svtools.numbers import pounds

    found = set_in(file, council_of(council))
    chosen = [m for m in found.measures.values() if theme in {None, m.theme}]
    if as_json:
        print_json([row for row in to_rows(found) if theme in {None, row["theme"]}])
        return
    console.say(f"{found.name} ({found.edition}). {found.notice}")
    shown = [
        (
            each.code,
            each.title,
            each.unit,
            "record only" if each.proxy is None else pounds(each.proxy),
            each.kind,
            each.theme,
        )
        for each in chosen
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
    from svtools.console import say
    from svtools.jobs.register.measure_sets import read_set

    found, problems = read_set(file, council_of(council))
    tell_problems(problems)
    if not found.measures and not problems:
        raise SvtoolsError(f"{file.name} has no measures.", "Fill in the sheet Measures.")
    say(f"{found.name} ({found.edition}): {len(found.measures)} measures can be used.")
    if problems:
        raise typer.Exit(ATTENTION)


@measures_app.command("import")
def import_measures(
    file: Annotated[Path, typer.Argument(help="A measure set, .xlsx, .ods or .csv.")],
    into: Annotated[Path, typer.Option(help="The contracts register.")],
    output: Output,
    edition: Annotated[
        str | None, typer.Option(help="The edition's name, where the file doesn't say.")
    ] = None,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Add a measure set to a register; a set with faults is not imported.

    Example: svtools measures import our_measures.xlsx --into register.xlsx --output new.xlsx
    """
    from svtools.console import say
    from svtools.jobs.register.measure_sets import import_set

    refuse_to_replace(output, force=force)
    chosen = council_of(council)
    found, problems, lost = import_set(file, into, output, chosen, edition=edition)
    if problems:
        tell_problems(problems)
        raise SvtoolsError(
            f"Nothing was imported: {file.name} has {len(problems)} problems.",
            "Mend them in the file and import it again.",
        )
    say(f"Wrote {output} with {found.name} ({found.edition}), {len(found.measures)} measures.")
    tell_problems(lost)
    if lost:
        raise typer.Exit(ATTENTION)


@measures_app.command("export")
def export_measures(
    output: Output,
    file: Annotated[
        Path | None, typer.Option("--from", help="A measure set or a register. Default: open set.")
    ] = None,
    edition: Annotated[str | None, typer.Option(help="Which edition of a register.")] = None,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Write a measure set as a workbook of its own.

    Example: svtools measures export --output open_set.xlsx
    """
    from svtools.console import say
    from svtools.jobs.register.measure_sets import export_set, set_in

    refuse_to_replace(output, force=force)
    chosen = council_of(council)
    found = set_in(file, chosen, edition=edition)
    export_set(found, output, chosen)
    say(f"Wrote {output} with {len(found.measures)} measures.")
