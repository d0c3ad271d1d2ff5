"""All kinds of faults, by the workbook in which they are planted."""

from tests.faults import (
    in_answers,
    in_decisions,
    in_log,
    in_measures,
    in_places,
    in_portal,
    in_promises,
    in_register,
    in_shape,
    in_units,
    in_whole,
)
from tests.faults.kinds import KINDS, Kind

OF_RETURNS = (in_units, in_answers, in_shape, in_places, in_whole)
MODULES = (*OF_RETURNS, in_register, in_promises, in_measures, in_log, in_decisions, in_portal)


def every_kind() -> list[Kind]:
    """Every kind, those of a return first."""
    order = [module.__name__ for module in MODULES]
    return sorted(KINDS, key=lambda kind: order.index(kind.plant.__module__))
