"""The sample workbooks, rebuilt from `sample_workbooks/samples.yaml`.

What LibreOffice or a hand made is kept as it is; everything else is built here, so that a change of
a template or of the figures shows in the samples at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.errors import InputError
from svtools.jobs.blanks import KINDS, blank_register, write_blank
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.issued_by import council_data
from svtools.jobs.kpis.run import kpis
from svtools.jobs.monitoring.pack import monitoring_pack, return_data
from svtools.jobs.opening import open_own
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.measure_sets import export_set
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.entries import Log
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.jobs.validation_log.turns import record_path
from svtools.measures import open_set, shipped_set
from svtools.monitoring import FinancialYear
from svtools.numbers import exact
from svtools.policy import Council, load_council
from svtools.workbooks.parse import parse, template
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import build, write
from tools.board_sample import build_board
from tools.framework_sample import build_framework
from tools.local_spend_sample import build_local_spend
from tools.sample_returns import contract_of, fields_of, quarters
from tools.statement_sample import build_statement
from tools.tender_sample import build_tender
from tools.toolkit_sample import build_toolkits
from tools.whole_tender_sample import NAMES, build_whole_tender
from tools.years_sample import build_years

SOURCE = "samples.yaml"
SUMMARY_NAME = "summary.xlsx"
RETURNS, BLANKS, OLDER = "returns", "monitoring", "older_templates"
REGISTER_NAME, SET_NAME = "contracts_register.xlsx", "open_measure_set.xlsx"
PORTAL_NAME, KPIS_NAME = "portal_figures.xlsx", "kpis.xlsx"
CALCULATOR_NAME = "calculator.xlsx"
TABLES = (
    *("contracts", "promises", "promise_years", "targets", "spend", "activity", "events"),
    *("kpis", "assessments"),
)
OFFICER = "Contracts officer"


def build_samples(folder: Path) -> Iterator[Path]:
    """Rebuild the generated samples in `folder`, each path as it is written.

    Raises InputError where the folder has no source of samples.
    """
    if not (folder / SOURCE).is_file():
        raise InputError(f"{folder} has no {SOURCE}.", "Run this in a checkout of the project.")
    source = yamlfile.read(folder / SOURCE)
    council, year = load_council(), FinancialYear.parse(source["year"])
    yield from _write_councils_own(folder, source, council)
    register = read_register(folder / REGISTER_NAME, council)
    yield from monitoring_pack(register, year, folder / BLANKS, council, force=True).written
    for spec in source["returns"]:
        if spec["made_by"] == "tool":
            path = folder / RETURNS / spec["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_with(path, _return(folder, spec, register, source, council))
            yield path
    yield from _write_summary(folder, source, year, council)
    yield _write_kpis(folder, source["as_at"], council)
    yield _write_calculator(folder, source["calculator"])
    yield from build_tender(folder, folder / REGISTER_NAME, council)
    yield from build_framework(folder, council)
    for name in NAMES:
        yield from build_whole_tender(name, folder, council)
    yield from build_local_spend(folder, council)
    yield from build_toolkits(folder, source["as_at"], council)
    yield from build_years(folder, source, folder / REGISTER_NAME, council)
    yield from build_statement(folder, str(year), folder / REGISTER_NAME, council)
    yield from build_board(folder, str(year), folder / REGISTER_NAME, council)


def _write_councils_own(folder: Path, source: Any, council: Council) -> Iterator[Path]:
    """The register, the measure set, the Portal's figures and the blank workbooks."""
    editions = dict.fromkeys(contract["edition"] for contract in source["contracts"])
    sets = set_rows([shipped_set(edition) for edition in editions])
    data = blank_register(council) | {name: source[name] for name in TABLES} | sets
    data["fields"] = {f"settings.{name}": value for name, value in source["settings"].items()}
    write(template("contracts_register"), data, folder / REGISTER_NAME)
    export_set(open_set(), folder / SET_NAME, council)
    portal = {**council_data(council), "figures": source["portal_figures"]}
    write(template("portal_figures"), portal, folder / PORTAL_NAME)
    yield from (folder / REGISTER_NAME, folder / SET_NAME, folder / PORTAL_NAME)
    (folder / "blank").mkdir(exist_ok=True)
    for kind in KINDS:
        path = folder / "blank" / f"blank_{kind.replace('-', '_')}.xlsx"
        write_blank(kind, path, council)
        yield path


def _write_calculator(folder: Path, filled: Any) -> Path:
    """The calculator as an officer fills it in."""
    revision = Revision(open_own(folder / "blank" / "blank_calculator.xlsx", "calculator"))
    for name, value in filled["fields"].items():
        revision.set_field(name, value)
    for row in filled["offers"]:
        revision.add_row("offers", row)
    revision.save(folder / CALCULATOR_NAME)
    return folder / CALCULATOR_NAME


def _return(folder: Path, spec: Any, register: Register, source: Any, council: Council) -> bytes:
    """One return as its supplier fills it in, or another workbook of the tool sent by mistake."""
    if spec.get("workbook") == "measure_set":
        return (folder / SET_NAME).read_bytes()
    older = parse(folder / OLDER / "monitoring_return.yaml") if spec.get("older") else None
    year = FinancialYear.parse(spec.get("year", source["year"]))
    data = return_data(register, contract_of(spec, register), year, council)
    data["fields"] = fields_of(spec["answers"])
    if older:
        data["quarters"] = [
            {"number": number, "label": f"{each['quarter']} {each['months']}"}
            for number, each in enumerate(data["quarters"], start=1)
        ]
    for row in data["promises"]:
        row.update(quarters(spec["units"].get(row["code"], ())))
        row["note"] = spec.get("notes", {}).get(row["code"])
        row.update(spec.get("beside", {}).get(row["code"], {}))
    return build(older or template("monitoring_return"), data)


def _write_summary(
    folder: Path, source: Any, year: FinancialYear, council: Council
) -> Iterator[Path]:
    """Consolidate, validate some figures as an officer would, and consolidate again."""
    summary, log_path = folder / SUMMARY_NAME, folder / "validation_log.xlsx"
    for earlier in (log_path, record_path(log_path)):
        earlier.unlink(missing_ok=True)
    paths = folder / RETURNS, folder / REGISTER_NAME
    given: dict[str, Any] = {"portal_path": folder / PORTAL_NAME, "as_at": source["as_at"]}
    consolidate(*paths, year, summary, council, **given)
    log = _validated(LogFile(log_path).log, source["validated"])
    write_log(log, council, log_path, source["as_at"]).unlink()  # type: ignore[union-attr]
    _decide(log_path, source["decided"])
    consolidate(*paths, year, summary, council, **given)
    for copy in folder.glob(f"{log_path.stem} before *"):
        copy.unlink()
    record_path(log_path).unlink()
    yield from (summary, log_path, folder / "overdue.csv")


def _write_kpis(folder: Path, as_at: date, council: Council) -> Path:
    path = folder / KPIS_NAME
    kpis(folder / REGISTER_NAME, path, council, as_at, folder / SUMMARY_NAME)
    return path


def _decide(log_path: Path, decided: Any) -> None:
    """Type into the log's other sheets what the source says; `of` tells which row it belongs to."""
    revision = Revision(open_own(log_path, "validation_log"))
    for table, specs in decided.items():
        for spec in specs:
            values = {key: value for key, value in spec.items() if key != "of"}
            of = spec.get("of", {})
            if of:
                known = revision.content.rows(table)
                rows = (row for row in known if of.items() <= row.values.items())
                revision.set_row(next(rows), table, values)
            else:
                revision.add_row(table, values)
    revision.save(log_path)


def _validated(log: Log, validated: Any) -> Log:
    """The log with the figures that the source says were validated, and on what evidence."""
    specs = {(s["ref"], s.get("lot", ""), s["measure"], s["quarter"]): s for s in validated}
    return {
        key: replace(
            entry,
            validated=exact(spec["units"]),
            evidence=spec["evidence"],
            validated_by=OFFICER,
            validated_on=spec["validated_on"],
        )
        if (spec := specs.get((key[1], key[2], key[4], key[5])))
        else entry
        for key, entry in log.items()
    }
