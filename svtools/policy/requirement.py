"""Whether a contract needs social value, why, and with what weighting."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from svtools.errors import InputError
from svtools.numbers import Number, percent, settled
from svtools.policy import wording
from svtools.policy.category import category_of, is_concession
from svtools.policy.council import Council, PolicyThreshold, load_council
from svtools.policy.statutory import Regime, Threshold, statute
from svtools.policy.validated_input import (
    ContractValue,
    day_given,
    months_given,
    number_given,
    value_given,
)

_NONE = Decimal(0)


@dataclass(frozen=True)
class Requirement:
    """What policy and law ask of one contract, on the day its procurement began.

    Money is in £, weightings are shares of the total award criteria (0.1 is 10%). Each answer
    is worked out when it is asked for, so that a column of a hundred thousand contracts costs no
    sentence that nobody reads. `policy` is None before the policy was in force, `statutory` under
    a regime that has no threshold.
    """

    council: Council
    category: str
    concession: bool
    on: date
    regime: Regime
    policy: PolicyThreshold | None
    statutory: Threshold | None
    value: ContractValue
    months: Decimal | None

    @property
    def reaches_policy_value(self) -> bool:
        """Whether the net value is at or over the policy's figure (R1)."""
        return self.policy is not None and settled(self.value.net) >= settled(self.policy.net)

    @property
    def reaches_policy_term(self) -> bool:
        """Whether the term is at or over the policy's, where it has one (R5)."""
        policy = self.policy
        return policy is not None and settled(self.months or 0) >= settled(policy.months)

    @property
    def by_policy(self) -> bool:
        """Whether the policy's own thresholds are reached."""
        return self.reaches_policy_value and self.reaches_policy_term

    @property
    def by_statute(self) -> bool:
        """Whether the statutory threshold is reached while the policy is in force (R2)."""
        statutory = self.statutory
        return bool(self.policy and statutory and statutory.reached(self.value))

    @property
    def by_regime(self) -> bool:
        """Whether the regime asks for social value whatever the value."""
        return self.policy is not None and bool(self.regime.any_value)

    @property
    def required(self) -> bool:
        """Whether social value is required (clauses 9.2.1 and 9.2.2, or the regime)."""
        return self.by_policy or self.by_statute or self.by_regime

    @property
    def minimum_weighting(self) -> Decimal:
        """The policy's minimum, where clause 9.2.2 applies; else 0 (R6)."""
        return self.council.minimum_weighting.on(self.on) if self.by_statute else _NONE

    @property
    def recommended_weighting(self) -> Decimal:
        """At least the minimum, wherever social value is required; else 0."""
        if not self.required:
            return _NONE
        return max(self.council.recommended_weighting.on(self.on), self.minimum_weighting)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of the policy, and the law, that ask for social value."""
        sources = (
            (self.by_policy, self.council.thresholds.reference),
            (self.by_statute, self.council.minimum_weighting.reference),
            (self.by_regime, self.regime.any_value),
        )
        return tuple(reference for applies, reference in sources if applies)

    @property
    def policy_threshold_net(self) -> Decimal | None:
        """The policy's figure net of VAT; None before the policy was in force."""
        return self.policy.net if self.policy else None

    @property
    def policy_threshold_including_vat(self) -> Decimal | None:
        """The policy's figure with this contract's VAT on it; None before the policy."""
        return settled(self.policy.net * self.value.vat_factor) if self.policy else None

    @property
    def statutory_threshold_net(self) -> Decimal | None:
        """The law's figure less this contract's VAT; None under a regime that has none."""
        return self.statutory.net(self.value.vat_factor) if self.statutory else None

    @property
    def statutory_threshold_including_vat(self) -> Decimal | None:
        """The law's figure including VAT; None under a regime that has none."""
        return self.statutory.including_vat(self.value.vat_factor) if self.statutory else None

    @cached_property
    def reason(self) -> str:
        """Why, with clause or law, figure and date: a sentence for a report."""
        return wording.reason(self)

    @cached_property
    def advice(self) -> tuple[str, ...]:
        """What else the officer should know, the most particular first."""
        return tuple(wording.advice(self))


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
    word = category if isinstance(category, str) else ""
    in_force, standard_rate, asks_for_term = _in_force(
        council or load_council(), word, day_given(on), regime
    )
    return Requirement(
        **in_force,
        value=value_given(net_value, vat_rate, value_including_vat, standard_rate),
        months=months_given(months, needed=asks_for_term),
    )


@lru_cache(maxsize=1024)
def _in_force(
    council: Council, word: str, day: date, regime_chosen: str | None
) -> tuple[dict[str, Any], Decimal, bool]:
    """What holds for every contract of a category on a day, the VAT rate, whether a term counts."""
    law, category = statute(), category_of(word)
    regime, period = law.regime(day, regime_chosen), law.thresholds.dated(day)
    figure, basis = period.value.figures[category], period.value.basis
    thresholds = council.policy_thresholds(day) if day >= council.in_force_from else ()
    in_force = {
        "council": council,
        "category": category,
        "concession": is_concession(word),
        "on": day,
        "regime": regime,
        "policy": next((one for one in thresholds if one.category == category), None),
        "statutory": None if regime.any_value else Threshold(figure, basis, period.reference),
    }
    return in_force, law.vat_rate.on(day), council.asks_for_term(category)


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


def term_months(start: date, end: date, extension_months: int = 0) -> int:
    """A contract's term as clause 9.2.1 counts it: whole months, with those options may add (R5).

    `end` is the last day: 1 April 2025 to 31 March 2027 is 24.
    Raises InputError where the end is before the start.
    """
    if end < start:
        raise InputError(
            f"The end, {end}, is before the start, {start}.", "Give an end after the start."
        )
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months - (after.day < start.day) + extension_months
