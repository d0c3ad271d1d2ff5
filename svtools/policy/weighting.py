"""Whether social value may have the weighting that a tender gives it."""

from dataclasses import dataclass
from decimal import Decimal

from svtools.numbers import Number, percent, settled
from svtools.policy import wording
from svtools.policy.ask import NOT_ASKED, Of
from svtools.policy.requirement import Asked
from svtools.policy.validated_input import number_given


@dataclass(frozen=True)
class WeightingCheck:
    """Whether a weighting `stands` (None where that can't be told), and why, in a sentence."""

    stands: bool | None
    message: str


def check_weighting(
    weighting: Number | None, requirement: Asked, *, reason_recorded: bool = False
) -> WeightingCheck:
    """Whether social value may have this share of the TOTAL award criteria (0.1 for 10%).

    The policy's bounds hold whatever the reason. Where social value is required and there is no
    minimum, a weighting under the recommended one needs a recorded reason (R6).
    Raises InputError for a weighting that is not a fraction from 0 to 1.
    """
    advice = "Give a fraction of the total award criteria from 0 to 1: 10% is 0.1."
    share = settled(number_given(weighting, "The weighting", most=Decimal(1), remedy=advice))
    said = f"{percent(share)} of {Of.TOTAL.in_words}"
    if requirement.asks == NOT_ASKED or not (share or requirement.required):
        are = requirement.council.words.are
        return WeightingCheck(True, f"{said} stands: {are} not required here.")
    quality = wording.bounds(*requirement.bounds(Of.QUALITY))
    if requirement.of is Of.QUALITY:
        return WeightingCheck(
            None, f"{said} can't be compared with the policy's {quality} of quality: check it."
        )
    answer = _outside(share, said, requirement) or _inside(
        share, said, requirement, reason_recorded=reason_recorded
    )
    if not quality:
        return answer
    also = f"{answer.message} The policy asks for {quality} of quality, too: check it."
    return WeightingCheck(answer.stands and None, also)


def _outside(share: Decimal, said: str, asked: Asked) -> WeightingCheck | None:
    """The verdict on a weighting outside the bounds; None within them."""
    low, high = asked.bounds(Of.TOTAL)
    least, most = asked.least(Of.TOTAL), asked.most(Of.TOTAL)
    if low and share < settled(least):
        more = "" if least == most else " or more"
        under = f"{said} is under the minimum of {percent(least)} ({wording.named(low.clause)}): "
        return WeightingCheck(False, f"{under}raise it to {percent(least)}{more}.")
    if high and most is not None and share > settled(most):
        over = f"{said} is over the maximum of {percent(most)} ({wording.named(high.clause)}): "
        less = "" if least == most else " or less"
        return WeightingCheck(False, f"{over}lower it to {percent(most)}{less}.")
    return None


def _inside(share: Decimal, said: str, asked: Asked, *, reason_recorded: bool) -> WeightingCheck:
    """The verdict on a weighting within the bounds."""
    low, high = asked.bounds(Of.TOTAL)
    recommended = asked.recommended_weighting
    if low and not high:
        least = percent(asked.minimum_weighting)
        return WeightingCheck(True, f"{said} stands: the minimum is {least}.")
    if low or high:
        bounds = wording.bounds(low, high)
        return WeightingCheck(True, f"{said} stands: the policy asks for {bounds}.")
    if not recommended:
        return WeightingCheck(True, f"{said} stands: no minimum applies.")
    no_minimum = f"no minimum applies, {percent(recommended)} is recommended."
    if share >= settled(recommended):
        return WeightingCheck(True, f"{said} stands: {no_minimum}")
    if reason_recorded:
        words = f"{said} stands with its recorded reason: {no_minimum}"
        name = asked.council.words.social_value
        return WeightingCheck(True, f"{words} {name.capitalize()} must still be asked for.")
    return WeightingCheck(
        False,
        f"{said} is under the recommended {percent(recommended)}: record a reason, or raise it to "
        f"{percent(recommended)}.",
    )
