"""What is compared, and how each comparison came out, before it is put into words."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from svtools.numbers import settled
from svtools.policy.council import Council, PolicyThreshold
from svtools.policy.parameter import Dated
from svtools.policy.statutory import Regime, StatutoryThresholds, Threshold
from svtools.policy.validated_input import ContractValue


class Findings(NamedTuple):
    """A contract beside the figures of policy and law on the day its procurement began.

    `policy` is None before the policy was in force.
    """

    council: Council
    category: str
    concession: bool
    on: date
    value: ContractValue
    months: Decimal | None
    regime: Regime
    policy: PolicyThreshold | None
    period: Dated[StatutoryThresholds]

    @property
    def statutory(self) -> Threshold | None:
        """The statutory threshold; None under a regime that has none."""
        return None if self.regime.any_value else self.period.value.of(self.category)

    @property
    def threshold_clause(self) -> str:
        """The clause that sets the policy's own thresholds."""
        return self.council.thresholds.reference

    @property
    def weighting_clause(self) -> str:
        """The clause that sets the minimum weighting."""
        return self.council.minimum_weighting.reference

    @property
    def reaches_policy_value(self) -> bool:
        """Whether the net value is at or over the policy's figure (R1)."""
        return self.policy is not None and settled(self.value.net) >= settled(self.policy.net)

    @property
    def reaches_policy_term(self) -> bool:
        """Whether the term is at or over the policy's, where it has one (R5)."""
        if self.policy is None:
            return False
        return settled(self.months or 0) >= settled(self.policy.months)

    @property
    def by_policy(self) -> bool:
        """Whether the policy's own thresholds are reached."""
        return self.reaches_policy_value and self.reaches_policy_term

    @property
    def by_statute(self) -> bool:
        """Whether the statutory threshold is reached while the policy is in force (R2)."""
        statutory = self.statutory
        if self.policy is None or statutory is None:
            return False
        return statutory.reached(self.value)

    @property
    def by_regime(self) -> bool:
        """Whether the regime asks for social value whatever the value."""
        return self.policy is not None and bool(self.regime.any_value)

    @property
    def required(self) -> bool:
        """Whether social value is required."""
        return self.by_policy or self.by_statute or self.by_regime

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of the policy, and the law, that ask for social value."""
        sources = (
            (self.by_policy, self.threshold_clause),
            (self.by_statute, self.weighting_clause),
            (self.by_regime, self.regime.any_value),
        )
        return tuple(reference for applies, reference in sources if applies)
