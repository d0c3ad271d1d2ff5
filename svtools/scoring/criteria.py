"""Award criteria: what each counts for, in shares of the whole.

Sources: a contracting authority sets award criteria with their relative importance and keeps to
them (Procurement Act 2023, sections 19 and 23; regulation 67 of the Public Contracts Regulations
2015 before it). Policy clause 9.2.2 and reading R6 measure social value against the TOTAL
award criteria. The even split of social value between measures and answers is the usual one in
published council practice and only a default.
"""

from dataclasses import dataclass
from decimal import Decimal

from svtools.errors import InputError
from svtools.policy import Requirement, WeightingCheck, check_weighting
from svtools.scoring.validated_input import adds_up, different, fraction

EVEN_SPLIT = Decimal("0.5")
QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """A part of the quality criterion; `weight` is its share of ALL award criteria."""

    name: str
    weight: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", fraction(self.weight, f"The weight of {self.name}"))


@dataclass(frozen=True, slots=True)
class AwardCriteria:
    """Price, quality and social value as fractions of 1, which they add up to exactly.

    `quality_parts`, where there are any, add up to `quality`. `quantitative` is the share of the
    social value marks for measures; the rest is for answers in words.
    Raises InputError, with what was found, where the weights don't add up.
    """

    price: Decimal
    quality: Decimal
    social_value: Decimal
    quality_parts: tuple[SubCriterion, ...] = ()
    quantitative: Decimal = EVEN_SPLIT

    def __post_init__(self) -> None:
        weights = {
            name: fraction(getattr(self, name), f"The weight of {name.replace('_', ' ')}")
            for name in ("price", "quality", "social_value")
        }
        for name, weight in weights.items():
            object.__setattr__(self, name, weight)
        split = fraction(self.quantitative, "The share of social value for the measures")
        object.__setattr__(self, "quantitative", split)
        readable = {name.replace("_", " "): weight for name, weight in weights.items()}
        adds_up(readable, Decimal(1), "The award criteria")
        if self.quality_parts:
            different([part.name for part in self.quality_parts], "quality sub-criterion")
            parts = {part.name: part.weight for part in self.quality_parts}
            adds_up(parts, self.quality, "The parts of quality")

    @property
    def qualitative(self) -> Decimal:
        """The share of the social value marks for answers in words."""
        return 1 - self.quantitative

    @property
    def measures_weight(self) -> Decimal:
        """What the measures count for, of the whole."""
        return self.social_value * self.quantitative

    @property
    def answers_weight(self) -> Decimal:
        """What the answers in words count for, of the whole."""
        return self.social_value * self.qualitative

    @property
    def parts_of_quality(self) -> tuple[SubCriterion, ...]:
        """The sub-criteria of quality; quality itself where there are none."""
        return self.quality_parts or (SubCriterion(QUALITY, self.quality),)


def check_criteria(criteria: AwardCriteria, requirement: Requirement) -> WeightingCheck:
    """How social value's weighting stands (clause 9.2.2, R6) against what the contract asks.

    Raises InputError where it doesn't stand.
    """
    answer = check_weighting(criteria.social_value, requirement)
    if not answer.stands:
        raise InputError(
            f"Social value: {answer.message}", "Then lower price or quality by as much."
        )
    return answer
