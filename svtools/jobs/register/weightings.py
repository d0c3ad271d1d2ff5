"""The weightings that contracts were tendered with, against what policy and law ask."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.register import Register
from svtools.numbers import percent, settled
from svtools.policy import Council, Of, Requirement
from svtools.policy.wording import named
from svtools.workbooks.content import Row


class Against(StrEnum):
    """A weighting against the minimum that is asked."""

    ABOVE = "above the minimum"
    AT = "at the minimum"
    BELOW = "below the minimum"
    NO_MINIMUM = "no minimum asked"
    NOT_KNOWN = "not known"


def against_minimum(contract: Contract, register: Register, council: Council) -> Against:
    """How the weighting used compares with the minimum, as a share of the total criteria.

    Not known where either isn't, or where the minimum is a share of quality.
    """
    try:
        asked = register.requirement(contract, council)
    except InputError:
        return Against.NOT_KNOWN
    least = asked.minimum_weighting
    if not least:
        return Against.NO_MINIMUM
    if contract.weighting is None or asked.of is not Of.TOTAL:
        return Against.NOT_KNOWN
    used, least = settled(contract.weighting), settled(least)
    return Against.AT if used == least else Against.ABOVE if used > least else Against.BELOW


def tell_weightings(
    register: Register, council: Council, rows: Mapping[Key, Row], note: Callable[..., None]
) -> None:
    """Note each weighting that policy or law doesn't have, without reason or approver."""
    for contract in register.contracts:
        said = {"reason": contract.weighting_reason, "approver": contract.weighting_approver}
        missing = " and ".join(f"no {what}" for what, text in said.items() if not text)
        if contract.weighting is None or not missing:
            continue
        with suppress(InputError):  # what is asked isn't known, which is told elsewhere
            fault = _fault(contract.weighting, register.requirement(contract, council))
            if fault:
                note(
                    "weighting-unapproved",
                    rows[contract.key].cell("weighting"),
                    ref=contract.key.label,
                    used=percent(contract.weighting),
                    fault=fault,
                    missing=missing,
                )


def _fault(weighting: Decimal, asked: Requirement) -> str:
    """What is wrong with a weighting, with its clause; "" where nothing is."""
    used, (low, high) = settled(weighting), asked.bounds(Of.TOTAL)
    least, most = asked.least(Of.TOTAL), asked.most(Of.TOTAL)
    if low and used < settled(least):
        return f"under the minimum of {percent(least)} ({named(low.clause)})"
    if high and most is not None and used > settled(most):
        return f"over the maximum of {percent(most)} ({named(high.clause)})"
    recommended = asked.recommended_weighting
    if not low and recommended and used < settled(recommended):
        return f"under the recommended {percent(recommended)} (reading R6)"
    return ""
