"""Award criteria: what each counts for, in shares of the whole.

Sources: a contracting authority sets award criteria with their relative importance and keeps to
them (Procurement Act 2023, sections 19 and 23; regulation 67 of the Public Contracts Regulations
2015 before it). Policy clause 9.2.2 and reading R6 measure social value against the TOTAL
award criteria. The even split of social value between measures and answers is the usual one in
published council practice and only a default.

Marks are out of 100, rounded once, at the published decimals. Parts are rounded where they are
published and totals add the rounded parts, so that what is printed adds up. Before that, `settled`
takes off what binary or endless fractions left behind: three seventeenths of 19.125 are 3.375 and
not 3.37499….
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from svtools.numbers import rounded, settled
from svtools.scoring.validated_input import Checked, about, adds_up, chosen, different, fraction

QUALITY = "Quality"
"""What quality is called where it is one criterion."""


class CountedIn(StrEnum):
    """What the weighting of social value was published as a share of."""

    ALL = "all criteria"
    QUALITY = "quality"


_WHOLE = ("price", "quality", "social_value")


@dataclass(frozen=True, slots=True)
class SubCriterion(Checked):
    """A part of the quality criterion; `weight` is its share of ALL award criteria."""

    name: str
    weight: Annotated[Decimal, fraction, "The weight of {0.name}"]


@dataclass(frozen=True, slots=True)
class AwardCriteria(Checked):
    """Price, quality and social value as fractions of 1, which they add up to exactly.

    `quality_parts`, where there are any, add up to `quality`. `quantitative` is the share of the
    social value marks for measures; the rest is for answers in words.
    `counted_in` says how the weighting of social value was published; the weights here are shares
    of the whole all the same. A bid that earns less than `least_quality` of the marks for quality,
    or `least_social_value` of those for social value, is left out. Raises InputError, with all of
    them, where the weights don't add up.
    """

    price: Annotated[Decimal, fraction, "The weight of price"]
    quality: Annotated[Decimal, fraction, "The weight of quality"]
    social_value: Annotated[Decimal, fraction, "The weight of social value"]
    quality_parts: tuple[SubCriterion, ...] = ()
    quantitative: Annotated[Decimal, fraction, "The share of social value for the measures"] = (
        Decimal("0.5")
    )
    counted_in: Annotated[CountedIn, chosen, CountedIn, "What social value is a share of"] = (
        CountedIn.ALL
    )
    least_quality: Annotated[Decimal | None, fraction, "The least for quality"] = None
    least_social_value: Annotated[Decimal | None, fraction, "The least for social value"] = None

    def __post_init__(self) -> None:
        Checked.__post_init__(self)
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
    def quality_needed(self) -> Decimal:
        """The fewest marks for quality with which a bid is ranked; 0 where any are enough."""
        return settled(100 * self.quality * (self.least_quality or 0))

    @property
    def social_value_needed(self) -> Decimal:
        """The fewest marks for social value with which a bid is ranked; 0 where any are enough."""
        return settled(100 * self.social_value * (self.least_social_value or 0))

    @property
    def parts_of_quality(self) -> tuple[SubCriterion, ...]:
        """The sub-criteria of quality; quality itself where there are none."""
        return self.quality_parts or (SubCriterion(QUALITY, self.quality),)


def mark(weight: Decimal, share: Decimal, decimals: int) -> Decimal:
    """The mark for earning `share` of a criterion with this `weight` (0.1 is 10 of 100).

    Formula: `=ROUND(ROUND(100*weight*share,6),decimals)`.
    """
    return rounded(settled(100 * weight * share), decimals)
