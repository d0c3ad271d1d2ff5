"""The assessments of KPIs that are overdue or due soon.

The one place where the board's page meets the job of KPIs.
"""

from collections.abc import Sequence
from datetime import date

from svtools.jobs.statement.inputs import Inputs

DAYS_AHEAD = 90
"""How far ahead the board looks."""


def assessments(inputs: Inputs, as_at: date) -> Sequence[str] | None:
    """The contracts whose assessment is overdue at the end of `as_at` or due in 90 days.

    Each with its day and manager, the earliest first. None where nothing is known of KPIs: then the
    page has no line for them.
    """
    del inputs, as_at
    return None
