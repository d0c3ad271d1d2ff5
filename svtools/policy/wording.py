"""The sentences of an answer: why, in words an officer can paste into a report, and advice."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from svtools.numbers import percent, plain, pounds, settled
from svtools.policy.council import PolicyThreshold
from svtools.policy.parameter import long_date
from svtools.policy.statutory import Threshold, statute

if TYPE_CHECKING:
    from svtools.policy.requirement import Requirement


def reason(asked: "Requirement") -> str:
    """Why social value is or isn't required, with clause or law, figure and date."""
    council, regime = asked.council, asked.regime
    if asked.policy is None:
        return (
            f"Social value is not required: the procurement began on {long_date(asked.on)}, "
            f"before this policy (the {council.policy} is in force from "
            f"{long_date(council.in_force_from)})."
        )
    policy_side = _policy_side(asked, asked.policy)
    by_policy = f"Social value is required under the {council.policy}: {policy_side}."
    if asked.statutory is None:
        if asked.by_policy:
            return f"{by_policy} {regime.any_value} asks for it too; no minimum weighting applies."
        return (
            f"Social value is required at any value: {regime.any_value} makes it a criterion "
            f"from {long_date(regime.start)}. {policy_side}; no minimum weighting applies."
        )
    statutory_side, least = _statutory_side(asked, asked.statutory), _least(asked)
    clause = council.minimum_weighting.reference
    if asked.by_policy:
        none = "No minimum weighting applies"
        weighting = f"Clause {clause} asks for {least}" if asked.by_statute else none
        return f"{by_policy} {weighting}: {statutory_side}."
    if asked.by_statute:
        return (
            f"Social value is required under clause {clause} of the {council.policy}, with "
            f"{least}: {statutory_side}. {policy_side}."
        )
    return f"Social value is not required. {policy_side}, and {statutory_side}."


def advice(asked: "Requirement") -> Iterator[str]:
    """What else an officer should know, most particular first."""
    if asked.policy:
        yield from _on_weighting(asked)
        yield from _on_figures(asked, asked.policy)
    if asked.regime.advice:
        yield asked.regime.advice
    if asked.concession:
        yield statute().concessions.on(asked.on)
    yield statute().location.on(asked.on)


def _on_weighting(asked: "Requirement") -> Iterator[str]:
    if asked.by_statute and not asked.by_policy:
        yield (
            "Social value is needed here only because of the statutory threshold: check again if "
            "the value changes or the procurement begins on another day."
        )
    if asked.required and not asked.by_statute:
        yield (
            "No minimum weighting applies: "
            f"{percent(asked.council.recommended_weighting.on(asked.on))} of the total award "
            "criteria is recommended, and a lower one needs a recorded reason."
        )


def _on_figures(asked: "Requirement", policy: PolicyThreshold) -> Iterator[str]:
    value, statutory = asked.value, asked.statutory
    if not asked.required and asked.reaches_policy_value:
        yield (
            f"The value reaches the policy's figure, but the term of {plain(asked.months or 0)} "
            f"months is under {plain(policy.months)}: count every extension, and consider social "
            "value all the same."
        )
    elif not asked.required and asked.reaches_policy_term and _near(asked, value.net, policy.net):
        yield (
            f"{pounds(value.net)} net of VAT ({pounds(value.including_vat)} including "
            f"VAT) is near the policy's figure of {pounds(policy.net)} net: count every option and "
            "extension, and consider social value all the same."
        )
    if statutory and _near(asked, statutory.side(value), statutory.amount):
        yield (
            f"{pounds(statutory.side(value))} {statutory.basis} is near the statutory "
            f"threshold of {pounds(statutory.amount)}: count every option and extension, because "
            f"from there {_least(asked)} is required."
        )


def _near(asked: "Requirement", amount: Decimal, threshold: Decimal) -> bool:
    share = asked.council.near_threshold.on(asked.on)[asked.category]
    return settled(threshold * share) <= settled(amount) < settled(threshold)


def _policy_side(asked: "Requirement", policy: PolicyThreshold) -> str:
    """How the contract stands to the policy's own thresholds."""
    thresholds = asked.council.thresholds
    verb = "reaches" if asked.reaches_policy_value else "is under"
    sentence = (
        f"{pounds(asked.value.net)} net of VAT {verb} the policy's {pounds(policy.net)} for "
        f"{asked.category} contracts (clause {thresholds.reference}, from "
        f"{long_date(thresholds.dated(asked.on).start)})"
    )
    if not policy.months or not asked.reaches_policy_value:
        return sentence
    verb, joint = ("reaches", "and") if asked.reaches_policy_term else ("is under", "but")
    term = plain(asked.months or 0)
    return f"{sentence}, {joint} the term of {term} months {verb} its {plain(policy.months)}"


def _statutory_side(asked: "Requirement", threshold: Threshold) -> str:
    """How the contract stands to the statutory threshold of the day."""
    verb = "reaches" if threshold.reached(asked.value) else "is under"
    return (
        f"{pounds(threshold.side(asked.value))} {threshold.basis} {verb} the statutory threshold "
        f"of {pounds(threshold.amount)} on {long_date(asked.on)} ({asked.regime.name}; "
        f"{threshold.reference})"
    )


def _least(asked: "Requirement") -> str:
    least = percent(asked.council.minimum_weighting.on(asked.on))
    return f"at least {least} of the total award criteria"
