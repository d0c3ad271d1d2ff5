"""All kinds of faults, by the workbook in which they are planted."""

from tests.faults import in_answers, in_log, in_promises, in_register, in_shape, in_units, in_whole
from tests.faults.kinds import KINDS, Kind

MODULES = (in_units, in_answers, in_shape, in_whole, in_register, in_promises, in_log)


def every_kind() -> list[Kind]:
    """Every kind, those of a return first."""
    order = [module.__name__ for module in MODULES]
    return sorted(KINDS, key=lambda kind: order.index(kind.plant.__module__))
