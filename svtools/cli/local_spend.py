"""`svtools local-spend`: how much of the council's spend is with local suppliers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from svtools import console
from svtools.cli.options import (
    AsJson,
    CouncilOption,
    Force,
    council_of,
    end,
    print_json,
    refuse_to_replace,
    tell_problems,
)
from svtools.cli.this_folder import ThisFolder
from svtools.numbers import pounds

if TYPE_CHECKING:
    from svtools.jobs.local_spend.workbook import LocalSpendResult

Rules = Annotated[
    Path | None,
    typer.Option(help="The council's rules: whom to leave out, what to show apart (YAML)."),
]
Rings = Annotated[
    Path | None, typer.Option(help="Rings around the area, by parts of postcodes (.csv).")
]
Columns = Annotated[
    Path | None,
    typer.Option(help="What the columns are called, where the tool doesn't know it (YAML)."),
]
Postcodes = Annotated[
    Path | None,
    typer.Option(
        help="The area's full postcodes, as 'svtools postcodes' lists them. Default: the "
        "setting 'postcodes'."
    ),
]


def local_spend(
    suppliers: Annotated[
        list[Path],
        typer.Option(
            help="The list of suppliers with their postcodes; may be given several times, and may "
            "be an earlier result in which suppliers were looked up."
        ),
    ],
    payments: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Payments: .csv, .xlsx or .ods files, or folders of them. Default: those that "
            "svtools.yaml names."
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            help="Financial year, for example 2025-26. Default: as svtools.yaml names it; without "
            "any, all payments count."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="The file to write. Default, where there is a svtools.yaml: 'local spend "
            "2025-26.xlsx'."
        ),
    ] = None,
    rules: Rules = None,
    rings: Rings = None,
    columns: Columns = None,
    postcodes: Postcodes = None,
    council: CouncilOption = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Work out Local Spend: local, elsewhere and not known, in £ and in payments.

    The payments are joined with the list of suppliers by number, else by name. What was taken for
    what is printed first; what can't be read for certain is held back and named. The workbook
    lists the suppliers whose postcodes to look up: fill them in, and give it as one more
    --suppliers.

    Example: svtools local-spend payments.csv --suppliers suppliers.csv --year 2025-26
    --output local_spend.xlsx
    """
    from svtools.jobs.local_spend.run import Inputs
    from svtools.jobs.local_spend.run import as_json as in_json
    from svtools.jobs.local_spend.run import local_spend as run
    from svtools.settings import setting
    from svtools.workbooks.problems import Level

    here = ThisFolder.read()
    paid, asked = here.payments(payments), here.year_if_any(year)
    output = here.to_write(output, f"local spend {asked}.xlsx" if asked else "local spend.xlsx")
    here.tell()
    inputs = Inputs(paid, suppliers, rules, rings, columns, postcodes or setting("postcodes"))
    inputs.refuse_as_output(output)
    refuse_to_replace(output, force=force)
    tell = _ignore if as_json else _tell_taken
    result = run(inputs, output, council_of(council), asked, tell=tell)
    if as_json:
        print_json(in_json(result))
    else:
        _tell(result, output)
    end(attention=any(problem.level is not Level.REMARK for problem in result.problems))


def _ignore(files: Any) -> None:
    """Say nothing."""


def _tell_taken(files: Any) -> None:
    """What was taken for what, once for all files that are alike."""
    alike: dict[str, list[str]] = {}
    for file in files:
        alike.setdefault(file.taken, []).append(file.table.file)
    rows = [(names[0], f"{len(names):,}", taken) for taken, names in alike.items()]
    console.table(("File", "Alike", "What was taken for what"), rows, "What was found")


def _tell(result: "LocalSpendResult", output: Path) -> None:
    data = result.data()
    rows = [
        (row["what"], pounds(row["pounds"]), _share(row["share"]), f"{row['payments']:,}",
         _share(row["payments_share"]))
        for row in data["headline"]
    ]  # fmt: skip
    headings = ("", "£ net", "Share", "Payments", "Share")
    console.table(headings, rows, f"Local Spend {result.period}")
    for sentence in (data["headline_words"], data["about_shares"], *data["says"].values()):
        if sentence:
            console.say(sentence)
    accounted = [(r["what"], f"{r['payments']:,}", pounds(r["pounds"])) for r in data["accounted"]]
    console.table(("Payments", "How many", "£"), accounted, "Where every payment went")
    tell_problems(result.problems, "What to check", elsewhere="the sheet Problems")
    console.say(data["state"])
    console.say(f"Wrote {output}.")


def _share(value: Any) -> str:
    return f"{value:.1%}" if value != "" else ""
