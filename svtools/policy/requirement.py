"""Whether a contract needs social value, why, and with what weighting."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from svtools.numbers import Number, settled
from svtools.policy import wording
from svtools.policy.category import category_of, is_concession
from svtools.policy.council import Council, PolicyThreshold, load_council
from svtools.policy.findings import Findings
from svtools.policy.given import day_given, months_given, value_given
from svtools.policy.statutory import Regime, statute

_NONE = Decimal(0)


@dataclass(frozen=True)
class Requirement:
    """What policy and law ask of one contract.

    Money is in £, weightings are shares of the total award criteria (0.1 is 10%). The policy's
    thresholds are None before the policy was in force, the statutory ones under a regime that
    has none. `reason` goes into a report as it is; `advice` is for the officer.
    """

    required: bool
    minimum_weighting: Decimal
    recommended_weighting: Decimal
    clauses: tuple[str, ...]
    category: str
    regime: Regime
    value_including_vat: Decimal
    policy_threshold_net: Decimal | None
    policy_threshold_including_vat: Decimal | None
    statutory_threshold_net: Decimal | None
    statutory_threshold_including_vat: Decimal | None
    reason: str
    advice: tuple[str, ...]


def requirement(
    category: str,
    net_value: Number | None,
    *,
    months: Number | None = None,
    on: date,
    vat_rate: Number | None = None,
    value_including_vat: Number | None = None,
    regime: str | None = None,
    council: Council | None = None,
) -> Requirement:
    """What policy and law ask of a contract (clauses 9.2.1 and 9.2.2, readings R1 to R7).

    `net_value` is the most that may be paid, in £ net of VAT, options and extensions included;
    `months` the term with extensions, needed for works; `on` the date the procurement began.
    `vat_rate` is a fraction (0.2); give it or `value_including_vat`, or neither for the standard
    rate. `regime` is an officer's choice (PSR for health care services, PCR 2015 for a call-off
    under an older framework), otherwise it follows from the date.
    Raises InputError for anything that can't be used, with what is allowed.
    """
    chosen = council or load_council()
    found = _findings(
        chosen, category, on, months, (net_value, vat_rate, value_including_vat), regime
    )
    factor, policy, statutory = found.value.vat_factor, found.policy, found.statutory
    return Requirement(
        required=found.required,
        minimum_weighting=chosen.minimum_weighting.on(found.on) if found.by_statute else _NONE,
        recommended_weighting=_recommended(found),
        clauses=found.clauses,
        category=found.category,
        regime=found.regime,
        value_including_vat=found.value.including_vat,
        policy_threshold_net=policy.net if policy else None,
        policy_threshold_including_vat=settled(policy.net * factor) if policy else None,
        statutory_threshold_net=statutory.net(factor) if statutory else None,
        statutory_threshold_including_vat=statutory.including_vat(factor) if statutory else None,
        reason=wording.reason(found),
        advice=wording.advice(found),
    )


def _findings(
    council: Council,
    category: str,
    on: date,
    months: Number | None,
    value: tuple[Number | None, Number | None, Number | None],
    regime: str | None,
) -> Findings:
    law, kind, day = statute(), category_of(category), day_given(on)
    period = law.thresholds.dated(day)
    return Findings(
        council=council,
        category=kind,
        concession=is_concession(category),
        on=day,
        value=value_given(*value, law.vat_rate.on(day)),
        months=months_given(months, needed=council.asks_for_term(kind)),
        regime=law.regime(day, regime),
        policy=_policy_on(council, kind, day),
        period=period,
    )


def _policy_on(council: Council, category: str, day: date) -> PolicyThreshold | None:
    if day < council.in_force_from:
        return None
    return next(one for one in council.policy_thresholds(day) if one.category == category)


def _recommended(found: Findings) -> Decimal:
    """At least the minimum, wherever social value is required."""
    if not found.required:
        return _NONE
    recommended = found.council.recommended_weighting.on(found.on)
    least = found.council.minimum_weighting.on(found.on) if found.by_statute else _NONE
    return max(recommended, least)
