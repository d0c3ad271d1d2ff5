"""Award criteria: what each counts for, in shares of the whole.

Sources: a contracting authority sets award criteria with their relative importance and keeps to
them (Procurement Act 2023, sections 19 and 23; regulation 67 of the Public Contracts Regulations
2015 before it). Policy clause 9.2.2 and reading R6 measure social value against the TOTAL
award criteria. The even split of social value between measures and answers is the usual one in
published council practice and only a default.
"""

from dataclasses import dataclass
from decimal import Decimal

from svtools.scoring.validated_input import about, adds_up, different, fraction, settle

EVEN_SPLIT = Decimal("0.5")
QUALITY = "Quality"
"""What quality is called where it is one criterion."""

_WHOLE = ("price", "quality", "social_value")


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """A part of the quality criterion; `weight` is its share of ALL award criteria."""

    name: str
    weight: Decimal

    def __post_init__(self) -> None:
        settle(self, "weight", fraction, f"The weight of {self.name}")


@dataclass(frozen=True, slots=True)
class AwardCriteria:
    """Price, quality and social value as fractions of 1, which they add up to exactly.

    `quality_parts`, where there are any, add up to `quality`. `quantitative` is the share of the
    social value marks for measures; the rest is for answers in words.
    Raises InputError, with all of them, where the weights don't add up.
    """

    price: Decimal
    quality: Decimal
    social_value: Decimal
    quality_parts: tuple[SubCriterion, ...] = ()
    quantitative: Decimal = EVEN_SPLIT

    def __post_init__(self) -> None:
        for name in _WHOLE:
            settle(self, name, fraction, f"The weight of {name.replace('_', ' ')}")
        settle(self, "quantitative", fraction, "The share of social value for the measures")
        with about(*_WHOLE):
            weights = [(name.replace("_", " "), getattr(self, name)) for name in _WHOLE]
            adds_up(weights, Decimal(1), "The award criteria")
        with about("quality_parts"):
            different([part.name for part in self.quality_parts], "quality sub-criterion")
            parts = [(part.name, part.weight) for part in self.parts_of_quality]
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
