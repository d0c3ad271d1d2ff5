"""When a return says it was completed, and whether that can be."""

from datetime import date

from svtools.jobs.consolidation.returns import Return
from svtools.jobs.register.contracts import QUARTERS
from svtools.monitoring import FinancialYear, Quarter
from svtools.numbers import long_date
from svtools.workbooks.content import FieldValue


def plausible_date(supplier_return: Return, year: FinancialYear, as_at: date) -> date | None:
    """The day of completion, unless it is blank or can't be."""
    return None if _fault(supplier_return, year, as_at) else supplier_return.completed


def tell_date(supplier_return: Return, year: FinancialYear, as_at: date) -> None:
    """Note a day of completion after the as-at day, or before the quarter was over."""
    completed, quarter = supplier_return.completed, _quarter(supplier_return, year)
    if completed is None:
        return
    code = _fault(supplier_return, year, as_at)
    if not code and quarter and completed < quarter.end:
        code = "completed-in-quarter"
    if code:
        supplier_return.problems.add(
            code,
            FieldValue(cell=supplier_return.completed_cell),
            completed=long_date(completed),
            as_at=long_date(as_at),
            quarter=f"{QUARTERS[quarter.number - 1]} of {year}" if quarter else "",
            end=long_date(quarter.end) if quarter else "",
        )


def _fault(supplier_return: Return, year: FinancialYear, as_at: date) -> str:
    """The code of what can't be about the day of completion."""
    completed, quarter = supplier_return.completed, _quarter(supplier_return, year)
    if completed is None:
        return ""
    if completed > as_at:
        return "completed-ahead"
    begins = quarter.end.replace(day=1) if quarter else year.start
    return "completed-early" if completed < begins else ""


def _quarter(supplier_return: Return, year: FinancialYear) -> Quarter | None:
    return Quarter(year, supplier_return.quarter) if supplier_return.quarter else None
