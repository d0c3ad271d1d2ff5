"""The sample workbooks, rebuilt from `sample_workbooks/samples.yaml`.

What LibreOffice saved is kept as it is; everything else is made here, so that a change of a
template or of the figures shows in the samples at once.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from svtools import yamlfile
from svtools.errors import InputError
from svtools.jobs.blanks import blank_register, write_blank
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.monitoring.pack import monitoring_pack, return_data
from svtools.jobs.register.contracts import Contract, Register
from svtools.jobs.register.measure_sets import export_set
from svtools.jobs.register.read import read_register
from svtools.jobs.validation_log.file import read_log, write_log
from svtools.measures import open_set
from svtools.monitoring import FinancialYear
from svtools.numbers import exact
from svtools.policy import Council, load_council
from svtools.workbooks.parse import parse, template
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.write import CREATED, build, write
from tools.tender_sample import build_tender

SOURCE = "samples.yaml"
RETURNS, BLANKS, OLDER = "returns", "monitoring", "older_templates"
REGISTER_NAME = "contracts_register.xlsx"
TABLES = ("contracts", "promises", "promise_years", "targets", "activity")
FIELDS = {
    "return_number": "report",
    "quarter": "report",
    **dict.fromkeys(
        ("date_completed", "completed_by", "nil_return", "own_contract", "once_only"), "sign_off"
    ),
}
EVIDENCE_KEYS = ("measure", "quarter", "type", "where")
BENEFICIARY_KEYS = ("measure", "quarter", "units", "ward", "group")


def build_samples(folder: Path) -> Iterator[Path]:
    """Rebuild the generated samples in `folder`, each path as it is written.

    Raises InputError where the folder has no source of samples.
    """
    source_file = folder / SOURCE
    if not source_file.is_file():
        raise InputError(
            f"{folder} has no {SOURCE}.",
            "Run this in a checkout of the project, or give the folder with --output.",
        )
    source = yamlfile.read(source_file)
    council = load_council()
    yield from _write_register(folder, source, council)
    register = read_register(folder / REGISTER_NAME, council)
    yield from _write_blanks(folder, register, source, council)
    for spec in source["returns"]:
        if spec["made_by"] == "tool":
            yield write_return(folder, spec, register, source, council)
    yield from _write_summary(folder, source, council)
    yield from build_tender(folder, folder / REGISTER_NAME, council)


def _write_register(folder: Path, source: Any, council: Council) -> Iterator[Path]:
    data = blank_register(council) | {name: source[name] for name in TABLES}
    write(template("contracts_register"), data, folder / REGISTER_NAME)
    yield folder / REGISTER_NAME
    export_set(open_set(), folder / "open_measure_set.xlsx", council)
    yield folder / "open_measure_set.xlsx"


def _write_blanks(
    folder: Path, register: Register, source: Any, council: Council
) -> Iterator[Path]:
    for kind in ("register", "measures", "monitoring"):
        path = folder / "blank" / f"blank_{kind}.xlsx"
        path.parent.mkdir(exist_ok=True)
        write_blank(kind, path, council)
        yield path
    year = FinancialYear.parse(source["year"])
    yield from monitoring_pack(register, year, folder / BLANKS, council, force=True).written


def write_return(
    folder: Path, spec: Any, register: Register, source: Any, council: Council
) -> Path:
    """One return that the toolkit itself fills in, or a file that is no return at all."""
    path: Path = folder / RETURNS / spec["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_with(path, _content(folder, spec, register, source, council))
    return path


def _content(folder: Path, spec: Any, register: Register, source: Any, council: Council) -> bytes:
    match spec.get("workbook"):
        case "measure_set":
            return (folder / "open_measure_set.xlsx").read_bytes()
        case "plain list":
            return _plain_list(folder / "plain.tmp")
        case "picture":
            return _picture()
    declared = template("monitoring_return")
    if spec.get("older"):
        declared = parse(folder / OLDER / "monitoring_return.yaml")
    return build(declared, filled(spec, register, source, council))


def filled(spec: Any, register: Register, source: Any, council: Council) -> dict[str, Any]:
    """What a return holds once its supplier has filled it in."""
    year = FinancialYear.parse(spec.get("year", source["year"]))
    data = return_data(register, contract_of(spec, register), year, council)
    answers = {f"{FIELDS[name]}.{name}": value for name, value in spec["answers"].items()}
    for row in data["promises"]:
        row.update(quarters(spec["units"].get(row["code"], ())))
        row["note"] = spec.get("notes", {}).get(row["code"])
    return data | {"fields": answers}


def quarters(units: Any) -> dict[str, Any]:
    """Units of Q1 to Q4 by the keys of their columns."""
    return {f"q{number}": value for number, value in enumerate(units, start=1)}


def contract_of(spec: Any, register: Register) -> Contract:
    """The register's contract that a sample return is for."""
    wanted = list(spec["contract"])
    return next(
        contract
        for contract in register.contracts
        if wanted == [contract.key.ref, contract.key.lot, contract.key.supplier][: len(wanted)]
    )


def _write_summary(folder: Path, source: Any, council: Council) -> Iterator[Path]:
    """Consolidate, validate some figures as an officer would, and consolidate again."""
    summary, log_path = folder / "summary.xlsx", folder / "validation_log.xlsx"
    log_path.unlink(missing_ok=True)
    _consolidate(folder, source, council, summary)
    write_log(_validated(log_path, source), council, log_path, source["as_at"]).unlink()  # type: ignore[union-attr]
    _consolidate(folder, source, council, summary)
    yield from (summary, log_path, folder / "overdue.csv")


def _consolidate(folder: Path, source: Any, council: Council, summary: Path) -> None:
    year = FinancialYear.parse(source["year"])
    as_at: date = source["as_at"]
    consolidate(folder / RETURNS, folder / REGISTER_NAME, year, summary, council, as_at=as_at)


def _validated(log_path: Path, source: Any) -> Any:

    log = read_log(log_path)
    for spec in source["validated"]:
        wanted = (spec["ref"], spec.get("lot", ""), spec["measure"], spec["quarter"])
        for key, entry in log.items():
            if (key[1], key[2], key[4], key[5]) == wanted:
                units: Decimal = exact(spec["units"])
                log[key] = replace(
                    entry,
                    validated=units,
                    evidence=spec["evidence"],
                    validated_by="Contracts officer",
                    validated_on=spec["validated_on"],
                )
    return log


def _plain_list(scratch: Path) -> bytes:
    """A spreadsheet of a supplier's own, made by no template."""
    with xlsxwriter.Workbook(scratch) as book:
        sheet = book.add_worksheet("Good deeds")
        for row, cells in enumerate((("What we did", "How often"), ("Gave to the food bank", 3))):
            sheet.write_row(row, 0, cells)
        book.set_properties({"created": CREATED})
    content = scratch.read_bytes()
    scratch.unlink()
    return content


def _picture() -> bytes:
    """A small picture, as a supplier sends it for evidence."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    pixels = zlib.compress((b"\0" + bytes((40, 161, 151)) * 16) * 16, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
