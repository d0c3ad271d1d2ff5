"""The assessments of KPIs that are overdue or due soon: where the board's page meets that job."""

from collections.abc import Sequence
from datetime import date

from svtools.jobs.board.attention import NOBODY
from svtools.jobs.board.room import LONGEST, cut
from svtools.jobs.kpis import KpiStatus, When, kpi_status
from svtools.jobs.statement.inputs import Inputs
from svtools.numbers import long_date


def assessments(inputs: Inputs, as_at: date) -> Sequence[str]:
    """The contracts whose assessment is overdue on a day, or due soon after; the earliest first."""
    found = [
        each
        for each in kpi_status(inputs.register, inputs.council, as_at)
        if each.due and each.when() in (When.OVERDUE, When.SOON)
    ]
    found.sort(key=lambda each: (each.due or as_at, each.contract.key.label))
    return [_said(each) for each in found]


def _said(status: KpiStatus) -> str:
    contract = status.contract
    day = long_date(status.due) if status.due else ""
    when = f"was due {day}" if status.is_overdue else f"due {day}"
    who = cut(contract.manager, LONGEST) or NOBODY
    return f"{contract.key.label} {cut(contract.title, LONGEST)} ({when}; {who})"
