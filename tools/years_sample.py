"""The year before the samples' own, and both years in one workbook."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.monitoring.pack import return_data
from svtools.jobs.register.read import read_register
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.jobs.years.run import several_years
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.write import write
from tools.sample_returns import contract_of, fields_of, quarters
from tools.tender_sample import FOLDER, MARKED_FILE

YEARS_NAME = "several_years.xlsx"
SEEN = {"evidence": "Records seen (made up)", "validated_by": "Contracts officer"}


def build_years(folder: Path, source: Any, register: Path, council: Council) -> Iterator[Path]:
    """Consolidate the year before, and put both years side by side; each path as it is written."""
    earlier, year = source["earlier"], FinancialYear.parse(source["earlier"]["year"])
    summary, both = folder / f"summary {year}.xlsx", folder / YEARS_NAME
    with TemporaryDirectory() as scratch:
        returns, log = Path(scratch) / f"returns {year}", Path(scratch) / "validation_log.xlsx"
        made = Path(scratch) / summary.name
        returns.mkdir()
        for spec in earlier["returns"]:
            _write_return(returns, spec, earlier, register, council)
        consolidate(returns, register, year, made, council, as_at=earlier["as_at"])
        _validate(log, earlier, council)
        consolidate(returns, register, year, made, council, as_at=earlier["as_at"])
        replace_with(summary, made.read_bytes())
    scoring = folder / FOLDER / MARKED_FILE
    several_years([summary, folder / "summary.xlsx"], both, council, register, tenders=[scoring])
    yield from (summary, both)


def _write_return(folder: Path, spec: Any, earlier: Any, register: Path, council: Council) -> None:
    """One return of that year, complete and in time."""
    hub = read_register(register, council)
    contract = contract_of(spec, hub)
    data = return_data(hub, contract, FinancialYear.parse(earlier["year"]), council)
    data["fields"] = fields_of(earlier["answers"])
    for row in data["promises"]:
        row.update(quarters(spec["units"].get(row["code"], ())))
    write(template("monitoring_return"), data, folder / f"{contract.key.label}.xlsx")


def _validate(log: Path, earlier: Any, council: Council) -> None:
    """See proof of all figures but those that the source leaves out."""
    entries = LogFile(log).log
    for key, entry in entries.items():
        if key[4] not in earlier["not_validated"]:
            proof: dict[str, Any] = {**SEEN, "validated_on": earlier["as_at"]}
            entries[key] = replace(entry, validated=entry.counted, **proof)
    write_log(entries, council, log, earlier["as_at"])
