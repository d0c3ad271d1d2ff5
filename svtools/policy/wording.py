"""The sentences of an answer: why, in words an officer can paste into a report, and advice."""

from collections.abc import Iterator
from decimal import Decimal

from svtools.numbers import percent, plain, pounds, settled
from svtools.policy.council import PolicyThreshold
from svtools.policy.findings import Findings
from svtools.policy.parameter import long_date
from svtools.policy.statutory import statute


def reason(found: Findings) -> str:
    """Why social value is or isn't required, with clause or law, figure and date."""
    if found.policy is None:
        council = found.council
        return (
            f"Social value is not required: the procurement began on {long_date(found.on)}, "
            f"before this policy (the {council.policy} is in force from "
            f"{long_date(council.in_force_from)})."
        )
    policy_side = _policy_side(found, found.policy)
    if found.by_policy:
        return (
            f"Social value is required under the {found.council.policy}: {policy_side}. "
            f"{_weighting(found)}"
        )
    if found.by_statute:
        return (
            f"Social value is required under clause {found.weighting_clause} of the "
            f"{found.council.policy}, with {_least(found)}: {_statutory_side(found)}. "
            f"{policy_side}."
        )
    if found.by_regime:
        return (
            f"Social value is required at any value: {found.regime.any_value} makes it a criterion "
            f"from {long_date(found.regime.start)}. {policy_side}; no minimum weighting "
            "applies."
        )
    return f"Social value is not required. {policy_side}, and {_statutory_side(found)}."


def advice(found: Findings) -> tuple[str, ...]:
    """What else an officer should know, most particular first."""
    return (*_on_figures(found), *_on_regime(found), statute().location.on(found.on))


def _on_figures(found: Findings) -> Iterator[str]:
    if found.policy is None:
        return
    if found.by_statute and not found.by_policy:
        yield (
            "Social value is needed here only because of the statutory threshold: check again if "
            "the value changes or the procurement begins on another day."
        )
    if found.required and not found.by_statute:
        yield (
            "No minimum weighting applies: "
            f"{percent(found.council.recommended_weighting.on(found.on))} of the total award "
            "criteria is recommended, and a lower one needs a recorded reason."
        )
    if not found.required:
        yield from _near_policy(found, found.policy)
    yield from _near_statute(found)


def _near_policy(found: Findings, policy: PolicyThreshold) -> Iterator[str]:
    if found.reaches_policy_value:
        yield (
            f"The value reaches the policy's figure, but the term of {plain(found.months or 0)} "
            f"months is under {plain(policy.months)}: count every extension, and consider social "
            "value all the same."
        )
    elif found.reaches_policy_term and _near(found, found.value.net, policy.net):
        yield (
            f"{pounds(found.value.net)} net of VAT ({pounds(found.value.including_vat)} including "
            f"VAT) is near the policy's figure of {pounds(policy.net)} net: count every option and "
            "extension, and consider social value all the same."
        )


def _near_statute(found: Findings) -> Iterator[str]:
    threshold = found.statutory
    if threshold is None or found.by_statute:
        return
    if _near(found, threshold.side(found.value), threshold.amount):
        least = percent(found.council.minimum_weighting.on(found.on))
        yield (
            f"{pounds(threshold.side(found.value))} {threshold.basis} is near the statutory "
            f"threshold of {pounds(threshold.amount)}: count every option and extension, because "
            f"from there at least {least} of the total award criteria is required."
        )


def _near(found: Findings, amount: Decimal, threshold: Decimal) -> bool:
    share = found.council.near_threshold.on(found.on)[found.category]
    return settled(threshold * share) <= settled(amount) < settled(threshold)


def _on_regime(found: Findings) -> Iterator[str]:
    if found.regime.advice:
        yield found.regime.advice
    if found.concession:
        yield statute().concessions.on(found.on)


def _weighting(found: Findings) -> str:
    """The second sentence where the policy's own thresholds are reached."""
    if found.by_statute:
        return (
            f"Clause {found.weighting_clause} asks for {_least(found)}: {_statutory_side(found)}."
        )
    if found.by_regime:
        return f"{found.regime.any_value} asks for it too; no minimum weighting applies."
    return f"No minimum weighting applies: {_statutory_side(found)}."


def _policy_side(found: Findings, policy: PolicyThreshold) -> str:
    """How the contract stands to the policy's own thresholds."""
    start = found.council.thresholds.dated(found.on).start
    verb = "reaches" if found.reaches_policy_value else "is under"
    sentence = (
        f"{pounds(found.value.net)} net of VAT {verb} the policy's {pounds(policy.net)} for "
        f"{found.category} contracts (clause {found.threshold_clause}, from {long_date(start)})"
    )
    if not policy.months or not found.reaches_policy_value:
        return sentence
    verb, joint = ("reaches", "and") if found.reaches_policy_term else ("is under", "but")
    term = plain(found.months or 0)
    return f"{sentence}, {joint} the term of {term} months {verb} its {plain(policy.months)}"


def _statutory_side(found: Findings) -> str:
    """How the contract stands to the statutory threshold of the day."""
    threshold = found.statutory
    if threshold is None:
        return f"the {found.regime.name} has no threshold"
    verb = "reaches" if threshold.reached(found.value) else "is under"
    return (
        f"{pounds(threshold.side(found.value))} {threshold.basis} {verb} the statutory threshold "
        f"of {pounds(threshold.amount)} on {long_date(found.on)} ({found.regime.name}; "
        f"{found.period.reference})"
    )


def _least(found: Findings) -> str:
    least = percent(found.council.minimum_weighting.on(found.on))
    return f"at least {least} of the total award criteria"
