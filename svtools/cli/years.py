"""Several years: their summaries as one workbook, and as data for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from svtools import console
from svtools.cli.local_spend import Columns, Postcodes, Rings, Rules
from svtools.cli.options import CouncilOption, RegisterOption, council_of, end, tell_problems
from svtools.cli.this_folder import ThisFolder
from svtools.errors import SvtoolsError
from svtools.numbers import how_many

if TYPE_CHECKING:
    from svtools.jobs.local_spend.run import Inputs

Summaries = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="SUMMARY...",
        help="The years' summaries. Default, beside svtools.yaml: those called summary YEAR.xlsx.",
    ),
]
Validation = Annotated[Path | None, typer.Option("--validation", help="The validation log.")]


def export(
    summaries: Summaries = None,
    register: RegisterOption = None,
    validation: Validation = None,
    payments: Annotated[
        list[Path] | None,
        typer.Option(help="Payments, as 'svtools local-spend' takes them; repeat it."),
    ] = None,
    suppliers: Annotated[
        list[Path] | None,
        typer.Option(
            help="The list of suppliers, for the table of payments; repeat it. The payments are "
            "those that svtools.yaml names, where no other are given."
        ),
    ] = None,
    rules: Rules = None,
    rings: Rings = None,
    columns: Columns = None,
    postcodes: Postcodes = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The folder for the files. Default: data.")
    ] = None,
    council: CouncilOption = None,
) -> None:
    """Write the years as data: tidy tables for Power BI, R, Python or a data team.

    CSV always; Parquet too where pyarrow is installed; and datapackage.json, which says what each
    column holds, in which unit, and what ties the tables together. The payments of Local Spend are
    among them where --suppliers is given.

    Example: svtools export summary.xlsx --register contracts_register.xlsx --output data
    """
    from svtools.data import export as run
    from svtools.data import sources
    from svtools.workbooks.problems import Level

    here = ThisFolder.read()
    paths, folder = here.summaries(summaries), here.to_write(output, "data")
    hub, log = here.register(register), here.log(validation)
    spend = _spend(here, payments, suppliers, (rules, rings, columns, postcodes))
    here.tell()
    known = sources(paths, council_of(council), hub, log, spend)
    written = run(known, folder)
    kinds = {path.suffix for path in written}
    console.say(f"Wrote {how_many(len(written), 'file')} into {folder}.")
    if ".parquet" not in kinds:
        console.say("No Parquet, for which pyarrow is needed: pip install social-value-tools[data]")
    if spend is None and here.named.payments:
        console.say("Without payments: for these give the list of suppliers with --suppliers.")
    tell_problems(known.register.problems, elsewhere=f"svtools register check {hub}")
    of_payments = known.spent.result.problems if known.spent else []
    tell_problems(of_payments, "What to check in the payments", elsewhere="svtools local-spend")
    in_payments = any(each.level is not Level.REMARK for each in of_payments)
    end(attention=known.register.problems or in_payments)


def _spend(
    here: ThisFolder,
    payments: list[Path] | None,
    suppliers: list[Path] | None,
    others: tuple[Path | None, Path | None, Path | None, Path | None],
) -> "Inputs | None":
    """What Local Spend is worked out from; None where none of it is given."""
    from svtools.jobs.local_spend.run import Inputs
    from svtools.settings import setting

    if not (payments or suppliers or any(others)):
        return None
    if not suppliers:
        raise SvtoolsError(
            "The list of suppliers is not named, without which no payment has a place.",
            "Give it with --suppliers.",
        )
    rules, rings, columns, postcodes = others
    paid = here.payments(payments, "--payments")
    return Inputs(paid, suppliers, rules, rings, columns, postcodes or setting("postcodes"))


def years(
    summaries: Summaries = None,
    register: RegisterOption = None,
    validation: Validation = None,
    tenders: Annotated[
        list[Path] | None,
        typer.Option(help="A scoring workbook, for what was asked and offered; repeat it."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="The file to write. Default: years.xlsx.")
    ] = None,
    council: CouncilOption = None,
) -> None:
    """Put several years' summaries side by side in one workbook, and say what worked.

    Each contract over its life with what it still owes; themes, measures and quarters by year;
    what has changed since a summary was made; which measures and kinds of contract kept their
    promises, with the number of contracts behind each.

    Example: svtools years "summary 2024-25.xlsx" "summary 2025-26.xlsx"
    --register contracts_register.xlsx --output years.xlsx
    """
    from svtools.jobs.years.run import several_years

    here = ThisFolder.read()
    paths, file = here.summaries(summaries), here.to_write(output, "years.xlsx")
    hub, log = here.register(register), here.log(validation)
    here.tell()
    made = several_years(
        paths, file, council_of(council), hub, validation=log, tenders=tenders or ()
    )
    for sentence in filter(None, (made.data[name] for name in ("state", "not_here", "in_portal"))):
        console.say(sentence)
    if made.data["changes"]:
        count = how_many(len(made.data["changes"]), "thing")
        console.say(f"{count} changed since a summary was made: see the sheet Changed since.")
    tell_problems(made.register.problems, elsewhere=f"svtools register check {hub}")
    console.say(f"Wrote {file}.")
    end(attention=made.register.problems or not made.is_complete)
