"""A register and a summary to one workbook: KPIs, their assessments and notices."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from svtools.jobs.kpis.asked import Asked
from svtools.jobs.kpis.status import kpi_status
from svtools.jobs.kpis.workbook import KpisResult
from svtools.jobs.opening import refuse_as_output
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.years.summaries import read_summaries
from svtools.numbers import pounds
from svtools.policy import Council
from svtools.workbooks.file_names import shown
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem, Problems, told
from svtools.workbooks.write import write

TEMPLATE = "kpis"
ITS_SHEETS = {"Contracts", "KPIs", "Assessments"}
"""The register's sheets whose problems bear on KPIs."""


def kpis(
    register: Path,
    output: Path,
    council: Council,
    as_at: date,
    summary: Path | None = None,
) -> KpisResult:
    """Write the workbook of KPIs to `output`, as it stands at the end of the day `as_at`.

    The figures of a `summary` propose ratings of KPIs that are measures. Raises InputError where a
    file can't be used, OutputError where `output` can't be written.
    """
    refuse_as_output(output, filter(None, (register, summary)))
    hub = read_register(register, council)
    year = read_summaries([summary], council)[0] if summary else None
    result = KpisResult(
        council,
        as_at,
        kpi_status(hub, council, as_at, year),
        _problems(hub, council, as_at),
        hub.settings,
        shown(register.name),
        year,
    )
    write(template(TEMPLATE), result.data(), output)
    return result


def _problems(register: Register, council: Council, as_at: date) -> list[Problem]:
    """What bears on KPIs: the register's own problems, and what only shows here."""
    found = Problems(register.problems.file, own=True)
    found += [problem for problem in register.problems if problem.sheet in ITS_SHEETS]
    for contracts, value in Asked(register, council).only_together():
        key = contracts[0].key
        said = {"ref": key.ref, "supplier": key.supplier, "value": pounds(value.including_vat)}
        found.add("kpi-lots", **said, count=len(contracts))
    later = sum(1 for day in _days(register) if day > as_at)
    if later:
        found.add("kpi-later", count=later, day=as_at)
    return told(found)


def _days(register: Register) -> Iterator[date]:
    """Every day on which a KPI was published, or an assessment made or published."""
    for each in (kpi for kpis in register.kpis.values() for kpi in kpis):
        made = ((a.assessed, a.notice) for a in each.assessments)
        yield from filter(None, (each.published, *(day for days in made for day in days)))


def as_json(result: KpisResult) -> dict[str, Any]:
    """How each contract stands, for a script."""
    return {
        "as_at": result.as_at,
        "contracts": [
            {
                "ref": status.contract.key.ref,
                "lot": status.contract.key.lot,
                "supplier": status.contract.key.supplier,
                "asked": str(status.answer.asked),
                "why": status.answer.why,
                "needed": status.needed,
                "known": status.known,
                "published": status.published,
                "next_assessment": status.due,
                "state": str(status.when()),
                "to_publish": status.to_publish,
            }
            for status in result.statuses
        ],
        "problems": [problem.located for problem in result.problems],
    }
