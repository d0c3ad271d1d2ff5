"""What the commands share: options, and what people type read as days, amounts and councils."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svtools import console
from svtools.errors import SvtoolsError
from svtools.folders import councils
from svtools.numbers import plain, pounds

if TYPE_CHECKING:
    from decimal import Decimal

    from svtools.policy import Council

ATTENTION = 1
MOST_OF_A_CAUSE = 3
HEADINGS_OF_PROBLEMS = ("Effect", "File", "Where", "What was found", "How to mend it")

CouncilOption = Annotated[
    str | None,
    typer.Option(
        "--council",
        help=f"A council by name ({', '.join(councils())}), or the folder of its policy.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
AcceptLoss = Annotated[
    bool,
    typer.Option(
        "--accept-loss",
        help="Go on where something in your workbook can't be kept, and list it there.",
    ),
]
Force = Annotated[bool, typer.Option(help="Replace what is there already.")]
Output = Annotated[Path, typer.Option("--output", help="The file to write.")]
AS_NAMED = "Default: as svtools.yaml names it."
RegisterOption = Annotated[
    Path | None, typer.Option("--register", help=f"The contracts register. {AS_NAMED}")
]
RegisterArgument = Annotated[
    Path | None, typer.Argument(help=f"The contracts register. {AS_NAMED}")
]
YearOption = Annotated[
    str | None, typer.Option("--year", help=f"Financial year, for example 2025-26. {AS_NAMED}")
]


def council_of(named: str | None) -> "Council":
    """The council whose policy counts: by name or folder, else as it is set."""
    from svtools.policy import load_council

    return load_council(named)


def day_or_today(text: str | None) -> date:
    """A day as people type it; today, the officer's own, where none is given."""
    from svtools.jobs.answers import day

    return day(text) if text else date.today()  # noqa: DTZ011 - the officer's own day


def vat_rate_of(text: str) -> "Decimal":
    """A VAT rate in percent as a fraction. What may be meant as a fraction is refused."""
    from svtools.jobs.answers import amount

    percent = amount(text.rstrip("% "))
    if 0 < percent < 1 and "%" not in text:
        meant = plain(percent * 100)
        raise SvtoolsError(
            f"The VAT rate '{text}' may mean {meant}% or {text}%.",
            f"Write it in percent: {meant}, or '{text}%' with the sign.",
        )
    return percent / 100


def pounds_of(text: str) -> "Decimal":
    """A £ value as people type it. What is interpreted is told."""
    from svtools.jobs.answers import money

    value = money(text)
    if any(map(str.isalpha, text)):
        console.remark(f"'{text}' was read as {pounds(value)}.")
    return value


def end(*, attention: object) -> None:
    """End with the exit code that says whether anything needs `attention`."""
    if attention:
        raise typer.Exit(ATTENTION)


def print_json(value: Any) -> None:
    """Print a value for a script."""
    import json

    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def refuse_to_replace(path: Path, *, force: bool) -> None:
    """Stop where a file is there already, unless it may be replaced."""
    if path.exists() and not force:
        raise SvtoolsError(f"{path} is already there.", "Give another name, or add --force.")


def tell_problems(problems: Any, title: str = "", *, elsewhere: str = "") -> None:
    """A table of problems, the gravest first, grouped; nothing where there are none.

    `elsewhere` says where all of them stand: then only the first few of each cause are shown, with
    how many more there are.
    """
    from svtools.workbooks.problems import by_cause, told

    rows: list[tuple[str, ...]] = []
    for cause in by_cause(told(problems)):
        shown = cause[:MOST_OF_A_CAUSE] if elsewhere else cause
        rows += ((p.level, p.file, p.where, p.what, p.remedy) for p in shown)
        if len(cause) > len(shown):
            more = f"{len(cause) - len(shown):,} more like this: see {elsewhere}"
            rows.append((cause[0].level, "", "", more, ""))
    if rows:
        console.table(HEADINGS_OF_PROBLEMS, rows, title)
