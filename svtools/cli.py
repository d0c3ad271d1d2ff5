"""The command line: `svtools …`.

Exit codes: 0 all well, 1 done but something needs attention, 2 could not be done. Heavy rooms
are imported by the command that needs them, so that `svtools --help` starts fast.
"""

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from svtools import __version__
from svtools.errors import SvtoolsError

if TYPE_CHECKING:
    from decimal import Decimal

    from svtools.jobs.consolidate import Outcome
    from svtools.policy import Council

ATTENTION, FAILED = 1, 2

app = typer.Typer(
    help="A council's social value policy, put to work in Excel workbooks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
measures_app = typer.Typer(help="Measure sets: list, check, import, export.", no_args_is_help=True)
app.add_typer(measures_app, name="measures")

CouncilOption = Annotated[
    Path | None,
    typer.Option("--council", help="Folder of a council's policy. Default: Southend-on-Sea."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Output = Annotated[Path, typer.Option("--output", help="The file to write.")]
RegisterOption = Annotated[Path, typer.Option("--register", help="The contracts register.")]
YearOption = Annotated[str, typer.Option("--year", help="Financial year, for example 2025-26.")]


def main() -> NoReturn:
    """Run a command; a user's mistake ends in words and exit code 2, never a traceback."""
    try:
        app(standalone_mode=True)
    except SvtoolsError as error:
        from svtools.console import complain

        complain(str(error).removesuffix(error.remedy).strip(), error.remedy)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(FAILED)
    sys.exit(0)


def _council(folder: Path | None) -> "Council":
    from svtools.policy import load_council

    return load_council(folder)


def _day(text: str) -> date:
    """A day as 2026-03-31 or 31/03/2026."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise SvtoolsError(f"'{text}' is not a date.", "Write it as 2026-03-31 or 31/03/2026.")


def _amount(text: str) -> "Decimal":
    """A number as people type it: 1200000, £1,200,000 or 20."""
    from svtools.workbooks.spoken_numbers import spoken_number

    found = spoken_number(text)
    if found is None:
        raise SvtoolsError(f"'{text}' is not a number.", "Type digits, for example 1200000.")
    return found.value


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


@app.callback(invoke_without_command=True)
def version(
    *, show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False
) -> None:
    """A council's social value policy, put to work in Excel workbooks."""
    if show:
        typer.echo(f"svtools {__version__}")
        raise typer.Exit


@app.command()
def requirement(
    category: Annotated[
        str, typer.Option(help="supplies and services, light touch, or works.", show_default=False)
    ],
    value: Annotated[str, typer.Option(help="Net value in £, options and extensions included.")],
    on: Annotated[str, typer.Option(help="When the procurement commenced, as 2026-03-01.")],
    months: Annotated[int | None, typer.Option(help="Term with extensions; works need it.")] = None,
    vat_rate: Annotated[str | None, typer.Option(help="VAT rate in percent, as 20.")] = None,
    value_including_vat: Annotated[
        str | None, typer.Option(help="Value with VAT, where rates are mixed.")
    ] = None,
    regime: Annotated[str | None, typer.Option(help="Only where the date doesn't decide.")] = None,
    council: CouncilOption = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a contract needs social value, under which clause, with what weighting.

    Example: svtools requirement --category works --value 1200000 --months 24 --on 2026-03-01
    """
    from svtools.policy import requirement as ask

    answer = ask(
        category,
        _amount(value),
        months=months,
        on=_day(on),
        vat_rate=None if vat_rate is None else _amount(vat_rate.rstrip("% ")) / 100,
        value_including_vat=None if value_including_vat is None else _amount(value_including_vat),
        regime=regime,
        council=_council(council),
    )
    shown = {
        "required": answer.required,
        "minimum_weighting": float(answer.minimum_weighting),
        "recommended_weighting": float(answer.recommended_weighting),
        "clauses": list(answer.clauses),
        "regime": answer.regime.name,
        "policy_threshold_net": _pounds(answer.policy_threshold_net),
        "statutory_threshold_including_vat": _pounds(answer.statutory_threshold_including_vat),
        "reason": answer.reason,
        "advice": list(answer.advice),
    }
    if as_json:
        _print_json(shown)
        return
    from svtools.console import say
    from svtools.numbers import percent

    say(answer.reason)
    say(f"Minimum weighting: {percent(answer.minimum_weighting)} of the total award criteria.")
    say(f"Recommended weighting: {percent(answer.recommended_weighting)}.")
    for sentence in answer.advice:
        say(f"- {sentence}")


def _pounds(value: Any) -> float | None:
    return None if value is None else float(value)


@app.command()
def new(
    kind: Annotated[str, typer.Argument(help="register, measures or monitoring.")],
    output: Output,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
) -> None:
    """Write a blank workbook: a contracts register, a measure set, a monitoring return.

    Example: svtools new register --output contracts_register.xlsx
    """
    from svtools.console import say
    from svtools.jobs.blanks import write_blank

    _refuse_to_replace(output, force=force)
    write_blank(kind, output, _council(council))
    say(f"Wrote {output}.")


def _refuse_to_replace(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise SvtoolsError(f"{path} is already there.", "Give another name, or add --force.")


@app.command()
def monitoring(
    register: Annotated[Path, typer.Argument(help="The contracts register.")],
    year: YearOption,
    output: Annotated[Path, typer.Option(help="The folder for the workbooks.")],
    validation: Annotated[
        Path | None, typer.Option(help="The validation log, to issue validated units.")
    ] = None,
    council: CouncilOption = None,
    force: Annotated[bool, typer.Option(help="Replace workbooks that are there.")] = False,
) -> None:
    """Make one monitoring workbook for each contract that promised social value this year.

    Example: svtools monitoring contracts_register.xlsx --year 2025-26 --output workbooks
    """
    from svtools import console
    from svtools.jobs.monitoring import monitoring_pack
    from svtools.jobs.register import read_register
    from svtools.jobs.validation import read_log, validated_to_date
    from svtools.monitoring import FinancialYear

    chosen = _council(council)
    made = read_register(register, chosen)
    validated = (
        validated_to_date(read_log(validation), made.measures_by_contract()) if validation else None
    )
    with console.progress("Writing workbooks", len(made.contracts)) as step:
        pack = monitoring_pack(
            made,
            FinancialYear.parse(year),
            output,
            chosen,
            validated=validated,
            force=force,
            told=lambda _: step(),
        )
    console.say(f"Wrote {len(pack.written)} workbooks into {output}.")
    if pack.skipped:
        rows = [(c.key.label, c.key.supplier, reason) for c, reason in pack.skipped]
        console.table(("Contract", "Supplier", "No workbook because"), rows)
    for contract, clause in pack.without_promises:
        console.say(
            f"{contract.key.label} needs social value ({clause}) and has no promises: "
            "add what was promised to the register."
        )
    _tell_problems(made.problems)
    if made.problems or pack.without_promises:
        raise typer.Exit(ATTENTION)


def _tell_problems(problems: Any) -> None:
    from svtools import console
    from svtools.workbooks.problems import told

    shown = told(problems)
    if shown:
        rows = [(p.level, p.file, f"{p.sheet} {p.places}".strip(), p.what, p.remedy) for p in shown]
        console.table(("Effect", "File", "Where", "What was found", "How to mend it"), rows)


@app.command()
def consolidate(
    folder: Annotated[Path, typer.Argument(help="The folder of suppliers' returns.")],
    register: RegisterOption,
    year: YearOption,
    output: Output,
    validation: Annotated[
        Path | None, typer.Option(help="The validation log. Default: beside the summary.")
    ] = None,
    as_at: Annotated[
        str | None, typer.Option(help="The day on which lateness is judged. Default: today.")
    ] = None,
    council: CouncilOption = None,
    as_json: AsJson = False,
) -> None:
    """Bring a folder of returns together in one summary workbook.

    Example: svtools consolidate returns --register contracts_register.xlsx --year 2025-26
    --output summary.xlsx
    """
    from svtools import console
    from svtools.jobs.consolidate import consolidate as run
    from svtools.jobs.consolidation import files_of
    from svtools.monitoring import FinancialYear

    day = _day(as_at) if as_at else date.today()  # noqa: DTZ011 - the officer's own day
    with console.progress("Reading returns", len(files_of(folder))) as step:
        outcome = run(
            folder,
            register,
            FinancialYear.parse(year),
            output,
            _council(council),
            log_path=validation,
            as_at=day,
            read_one=step,
        )
    if as_json:
        _print_json(outcome.as_json())
    else:
        _tell(outcome)
    if outcome.made.needs_attention:
        raise typer.Exit(ATTENTION)


def _tell(outcome: "Outcome") -> None:
    """What came in, what it comes to, what needs attention, and where it was written."""
    from svtools import console
    from svtools.numbers import pounds

    data, made = outcome.data, outcome.made
    rows = [
        (
            r["file"] or "(nothing came)",
            f"{r['ref']} lot {r['lot']}" if r["lot"] else r["ref"],
            r["quarter"],
            r["status"],
        )
        for r in data["returns"]
        if r["status"] != "not due yet"
    ]
    console.table(("File", "Contract", "Quarter", "Status"), rows, "What came in")
    three = [
        (r["what"], pounds(r["sva"]), pounds(r["leva"]), pounds(r["sleva"]))
        for r in data["headline"]
    ]
    console.table(("", "SVA", "LEVA", "SLEVA"), three, f"Social value {made.year}")
    grave = [p for p in made.problems if p.level != "remark"]
    _tell_problems(grave)
    remarks = len(made.problems) - len(grave)
    if remarks:
        console.say(f"{remarks} remarks more are on the sheet Problems of the summary.")
    console.say(f"Wrote {outcome.summary}, {outcome.log.name} and {outcome.overdue.name}.")
    if outcome.log_copy:
        console.say(f"The validation log as it was is kept as {outcome.log_copy.name}.")
    if made.needs_attention:
        console.say(
            f"Needs attention: {len(grave)} problems, {len(made.missing)} returns overdue. "
            "Open the sheets Problems and Returns of the summary."
        )


@app.command()
def samples(
    output: Annotated[Path, typer.Option(help="The folder to rebuild them in.")] = Path(
        "sample_workbooks"
    ),
) -> None:
    """Rebuild the sample workbooks of this project from their source.

    Example: svtools samples --output sample_workbooks
    """
    from svtools.console import say
    from svtools.jobs.samples import build_samples

    for path in build_samples(output):
        say(f"Wrote {path}.")


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
    from svtools.jobs.measures import set_in
    from svtools.measures import to_rows
    from svtools.numbers import pounds

    found = set_in(file, _council(council))
    chosen = [m for m in found.measures.values() if theme in {None, m.theme}]
    if as_json:
        _print_json([row for row in to_rows(found) if theme in {None, row["theme"]}])
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
    from svtools.jobs.measures import read_set

    found, problems = read_set(file, _council(council))
    _tell_problems(problems)
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
    from svtools.jobs.measures import import_set

    _refuse_to_replace(output, force=force)
    chosen = _council(council)
    found, problems, lost = import_set(file, into, output, chosen, edition=edition)
    if problems:
        _tell_problems(problems)
        raise SvtoolsError(
            f"Nothing was imported: {file.name} has {len(problems)} problems.",
            "Mend them in the file and import it again.",
        )
    say(f"Wrote {output} with {found.name} ({found.edition}), {len(found.measures)} measures.")
    _tell_problems(lost)
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
    from svtools.jobs.measures import export_set, set_in

    _refuse_to_replace(output, force=force)
    chosen = _council(council)
    found = set_in(file, chosen, edition=edition)
    export_set(found, output, chosen)
    say(f"Wrote {output} with {len(found.measures)} measures.")
