"""Whether a proposed weighting stands (clause 9.2.2, reading R6)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from svtools.numbers import Number, percent, settled
from svtools.policy.council import Council
from svtools.policy.requirement import Requirement, requirement
from svtools.policy.validated_input import number_given


@dataclass(frozen=True)
class WeightingCheck:
    """Whether a weighting `stands`, and why, in a sentence."""

    stands: bool
    message: str


def check_weighting(
    weighting: Number | None,
    category: str,
    net_value: Number | None,
    *,
    months: Number | None = None,
    on: date,
    vat_rate: Number | None = None,
    value_including_vat: Number | None = None,
    regime: str | None = None,
    reason_recorded: bool = False,
    council: Council | None = None,
) -> WeightingCheck:
    """Whether social value may have this share of the TOTAL award criteria (0.1 for 10%).

    At or above the statutory threshold the policy's minimum holds, whatever the reason. In the
    policy's scope below it, a weighting under the recommended one needs a recorded reason.
    The contract is described as for `requirement`. Raises InputError as it does, and for a
    weighting that is not a fraction from 0 to 1.
    """
    share = number_given(
        weighting,
        "The weighting",
        most=Decimal(1),
        remedy="Give a fraction of the total award criteria from 0 to 1: 10% is 0.1.",
    )
    needed = requirement(
        category,
        net_value,
        months=months,
        on=on,
        vat_rate=vat_rate,
        value_including_vat=value_including_vat,
        regime=regime,
        council=council,
    )
    return _judged(settled(share), needed, reason_recorded)


def _judged(share: Decimal, needed: Requirement, reason_recorded: bool) -> WeightingCheck:
    said = f"{percent(share)} of the total award criteria"
    least, recommended = needed.minimum_weighting, needed.recommended_weighting
    if not needed.required:
        return WeightingCheck(True, f"{said} stands: social value is not required here.")
    if share < settled(least):
        return WeightingCheck(
            False,
            f"{said} is under the minimum of {percent(least)} (clause {needed.clauses[-1]}): raise "
            f"it to {percent(least)} or more.",
        )
    if least:
        return WeightingCheck(True, f"{said} stands: the minimum is {percent(least)}.")
    if share >= settled(recommended):
        return WeightingCheck(
            True, f"{said} stands: no minimum applies, {percent(recommended)} is recommended."
        )
    if reason_recorded:
        return WeightingCheck(
            True,
            f"{said} stands with its recorded reason: no minimum applies, {percent(recommended)} "
            "is recommended. Social value must still be asked for.",
        )
    return WeightingCheck(
        False,
        f"{said} is under the recommended {percent(recommended)}: record a reason, or raise it to "
        f"{percent(recommended)}.",
    )
