"""Whether a contract needs social value, why, and with what weighting."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from svtools.numbers import Number, settled
from svtools.policy import wording
from svtools.policy.category import category_of, is_concession
from svtools.policy.council import Council, PolicyThreshold, load_council
from svtools.policy.findings import Findings
from svtools.policy.statutory import Regime, statute
from svtools.policy.validated_input import day_given, months_given, value_given

_NONE = Decimal(0)


@dataclass(frozen=True)
class Requirement:
    """What policy and law ask of one contract.

    Money is in £, weightings are shares of the total award criteria (0.1 is 10%). Each answer
    is worked out when it is asked for, so that a column of a hundred thousand contracts costs no
    sentence that nobody reads.
    """

    found: Findings

    @property
    def required(self) -> bool:
        """Whether social value is required (clauses 9.2.1 and 9.2.2, or the regime)."""
        return self.found.required

    @property
    def minimum_weighting(self) -> Decimal:
        """The policy's minimum, where clause 9.2.2 applies; else 0 (R6)."""
        found = self.found
        return found.council.minimum_weighting.on(found.on) if found.by_statute else _NONE

    @property
    def recommended_weighting(self) -> Decimal:
        """At least the minimum, wherever social value is required; else 0."""
        if not self.required:
            return _NONE
        recommended = self.found.council.recommended_weighting.on(self.found.on)
        return max(recommended, self.minimum_weighting)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of the policy, and the law, that ask for it."""
        return self.found.clauses

    @property
    def category(self) -> str:
        """The category of clause 9.2.1."""
        return self.found.category

    @property
    def regime(self) -> Regime:
        """The law that the procurement comes under."""
        return self.found.regime

    @property
    def value_including_vat(self) -> Decimal:
        """The contract's value including VAT."""
        return self.found.value.including_vat

    @property
    def policy_threshold_net(self) -> Decimal | None:
        """The policy's figure net of VAT; None before the policy was in force."""
        return self.found.policy.net if self.found.policy else None

    @property
    def policy_threshold_including_vat(self) -> Decimal | None:
        """The policy's figure with this contract's VAT on it; None before the policy."""
        policy = self.found.policy
        return settled(policy.net * self.found.value.vat_factor) if policy else None

    @property
    def statutory_threshold_net(self) -> Decimal | None:
        """The law's figure less this contract's VAT; None under a regime that has none."""
        statutory = self.found.statutory
        return statutory.net(self.found.value.vat_factor) if statutory else None

    @property
    def statutory_threshold_including_vat(self) -> Decimal | None:
        """The law's figure including VAT; None under a regime that has none."""
        statutory = self.found.statutory
        return statutory.including_vat(self.found.value.vat_factor) if statutory else None

    @cached_property
    def reason(self) -> str:
        """Why, with clause or law, figure and date: a sentence for a report."""
        return wording.reason(self.found)

    @cached_property
    def advice(self) -> tuple[str, ...]:
        """What else the officer should know, the most particular first."""
        return wording.advice(self.found)


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
    given, standard_rate, asks_for_term = _in_force(
        council or load_council(), _word(category), day_given(on), regime
    )
    return Requirement(
        Findings(
            **given,
            value=value_given(net_value, vat_rate, value_including_vat, standard_rate),
            months=months_given(months, needed=asks_for_term),
        )
    )


@lru_cache(maxsize=1024)
def _in_force(
    council: Council, category: str, day: date, regime: str | None
) -> tuple[dict[str, Any], Decimal, bool]:
    """What holds for every contract of a category on a day, the VAT rate, whether a term counts."""
    law, kind = statute(), category_of(category)
    given = {
        "council": council,
        "category": kind,
        "concession": is_concession(category),
        "on": day,
        "regime": law.regime(day, regime),
        "policy": _policy_on(council, kind, day),
        "period": law.thresholds.dated(day),
    }
    return given, law.vat_rate.on(day), council.asks_for_term(kind)


def _word(category: object) -> str:
    return category if isinstance(category, str) else ""


def _policy_on(council: Council, category: str, day: date) -> PolicyThreshold | None:
    if day < council.in_force_from:
        return None
    return next(one for one in council.policy_thresholds(day) if one.category == category)
