"""Whether a proposed weighting stands (clause 9.2.2, reading R6)."""

from dataclasses import dataclass
from decimal import Decimal

from svtools.numbers import Number, percent, settled
from svtools.policy.requirement import Requirement
from svtools.policy.validated_input import number_given


@dataclass(frozen=True)
class WeightingCheck:
    """Whether a weighting `stands`, and why, in a sentence."""

    stands: bool
    message: str


def check_weighting(
    weighting: Number | None, requirement: Requirement, *, reason_recorded: bool = False
) -> WeightingCheck:
    """Whether social value may have this share of the TOTAL award criteria (0.1 for 10%).

    At or above the statutory threshold the policy's minimum holds, whatever the reason. In the
    policy's scope below it, a weighting under the recommended one needs a recorded reason.
    Raises InputError for a weighting that is not a fraction from 0 to 1.
    """
    advice = "Give a fraction of the total award criteria from 0 to 1: 10% is 0.1."
    share = settled(number_given(weighting, "The weighting", most=Decimal(1), remedy=advice))
    said = f"{percent(share)} of the total award criteria"
    least, recommended = requirement.minimum_weighting, requirement.recommended_weighting
    if not requirement.required:
        return WeightingCheck(True, f"{said} stands: social value is not required here.")
    if share < settled(least):
        clause = requirement.clauses[-1]
        return WeightingCheck(
            False,
            f"{said} is under the minimum of {percent(least)} (clause {clause}): "
            f"raise it to {percent(least)} or more.",
        )
    if least:
        return WeightingCheck(True, f"{said} stands: the minimum is {percent(least)}.")
    no_minimum = f"no minimum applies, {percent(recommended)} is recommended."
    if share >= settled(recommended):
        return WeightingCheck(True, f"{said} stands: {no_minimum}")
    if reason_recorded:
        words = f"{said} stands with its recorded reason: {no_minimum}"
        return WeightingCheck(True, f"{words} Social value must still be asked for.")
    return WeightingCheck(
        False,
        f"{said} is under the recommended {percent(recommended)}: record a reason, or raise it to "
        f"{percent(recommended)}.",
    )
