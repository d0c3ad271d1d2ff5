"""`svtools toolkit`: the guides to social value, from the council's policy and its measures."""

from pathlib import Path
from typing import Annotated

import typer

from svtools import console
from svtools.cli.options import (
    CouncilOption,
    Force,
    council_of,
    day_or_today,
    end,
    refuse_to_replace,
)
from svtools.numbers import how_many


def toolkit(
    output: Annotated[Path, typer.Option(help="The folder for the guides.")],
    audiences: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            help="commissioners, managers, officers or providers; once for each. Default: all.",
        ),
    ] = None,
    measures: Annotated[
        str | None,
        typer.Option(help="A measure set, by file or edition. Default: the council's."),
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="The day whose law and policy count. Default: today.")
    ] = None,
    council: CouncilOption = None,
    force: Force = False,
) -> None:
    """Write guides to social value for commissioners, managers, officers and providers.

    Each is a web page and a Word file. With them comes a page of the measures for the website, and
    for providers a text for tender notices.
    Example: svtools toolkit --for providers --output toolkits
    """
    from svtools.jobs.toolkit.make import audiences_of, file_names, make_toolkits
    from svtools.jobs.toolkit.measures import chosen_set

    wanted = audiences_of(audiences or [])
    day = day_or_today(on)
    chosen = council_of(council)
    measure_set = chosen_set(measures, chosen)
    for name in file_names(wanted, with_measures=measure_set is not None):
        refuse_to_replace(output / name, force=force)
    made = make_toolkits(wanted, output, chosen, day, measure_set)
    names = ", ".join(path.name for path in made.written)
    console.say(f"Wrote {how_many(len(made.written), 'file')} into {output}: {names}.")
    for sentence in made.attention:
        console.say(sentence)
    end(attention=made.attention)
