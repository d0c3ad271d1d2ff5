"""Key performance indicators: which contracts need them, and when they are assessed."""

from svtools.jobs.kpis.figures import Figures
from svtools.jobs.kpis.status import DAYS_AHEAD, KpiDue, KpiStatus, When, kpi_status

__all__ = ["DAYS_AHEAD", "Figures", "KpiDue", "KpiStatus", "When", "kpi_status"]
