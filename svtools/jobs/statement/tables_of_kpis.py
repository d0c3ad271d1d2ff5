"""The table of key performance indicators (KPIs), as far as they are public: T10."""

from svtools.jobs.kpis import kpi_status
from svtools.jobs.kpis.status import KpiDue, KpiStatus
from svtools.jobs.statement.figures import Cell, FigureTable, Line
from svtools.jobs.statement.inputs import Inputs
from svtools.numbers import long_date


def kpis(inputs: Inputs) -> FigureTable:
    """T10: the contracts that the law asks to have KPIs, with the ratings that were published.

    A rating stands here only once its notice is out: before that it is the council's alone.
    """
    standing = kpi_status(inputs.register, inputs.council, inputs.summary.as_at)
    running = {contract.key for contract in inputs.register.live(inputs.year)}
    asked = [each for each in standing if each.is_needed and each.contract.key in running]
    return FigureTable(
        "T10",
        "Contracts that the law asks to have KPIs",
        ("Contract and KPI", "KPI published", "Rating", "Notice published", "Next assessment due"),
        tuple(line for each in asked for line in _lines(each)),
        note="Section 52 of the Procurement Act 2023; ratings are those of notices that are out.",
        nothing="The law asks none of the contracts that run this year to have KPIs.",
    )


def _lines(each: KpiStatus) -> list[Line]:
    name = f"{each.contract.key.label} {each.contract.title}"
    if not each.kpis:
        return [Line(name, ("not yet", "", "", _day(each)))]
    return [Line(f"{name}: {due.kpi.name}", _cells(due)) for due in each.kpis]


def _cells(due: KpiDue) -> tuple[Cell, ...]:
    published = long_date(due.kpi.published) if due.kpi.published else "not yet"
    told = [made for made in due.made if made.notice]
    last = max(told, key=lambda made: made.end, default=None)
    unpublished = "assessed, notice not out" if due.made else "none yet"
    rating = last.rating if last else unpublished
    notice = long_date(last.notice) if last and last.notice else ""
    return published, rating, notice, long_date(due.due) if due.due else ""


def _day(each: KpiStatus) -> str:
    return long_date(each.due) if each.due else ""
