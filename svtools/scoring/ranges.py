"""How many units a contract of a given price and length can hold at all.

There is no law or policy behind these ranges: they are the tool's own, to find weeks typed as
people or pounds as hours, and an officer may edit the one figure in them. They follow from one
thought: a bid's price pays for only so many years of full-time work.
"""

from dataclasses import dataclass
from decimal import Decimal

from svtools.measures import Measure
from svtools.measures.valuation import FULL_TIME_HOURS, FULL_YEAR_WEEKS
from svtools.scoring.validated_input import above_zero, settle

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Ranges:
    """`year_of_work` is the least £ of price that one full-time year takes.

    The tool's default is a little under the National Living Wage of April 2024 for 35 hours in
    52 weeks (£11.44 × 35 × 52 = £20,820.80): low on purpose, since every flag costs somebody an
    hour.
    """

    year_of_work: Decimal = Decimal(20_000)

    def __post_init__(self) -> None:
        advice = "Give the least £ of price that one full-time year takes, above 0."
        settle(self, "year_of_work", above_zero, "The price of a year of work", advice)

    def most(self, measure: Measure, price: Decimal, years: Decimal | None) -> Decimal | None:
        """The most units that fit this price and length; None where nothing is known.

        Formulas, with staff-years = price/year_of_work: £ `=price`; FTE `=staff-years`;
        hours `=staff-years*35*52`; weeks `=staff-years*52`; staff `=staff-years/MIN(1,years)`,
        because in a contract of half a year twice as many can work at once.
        """
        unit = measure.unit.casefold()
        staff_years = price / self.year_of_work
        if unit.startswith("£"):
            return price
        if unit.startswith("fte"):
            return staff_years
        if unit.startswith("hour"):
            return staff_years * FULL_TIME_HOURS * FULL_YEAR_WEEKS
        if unit.startswith("week"):
            return staff_years * FULL_YEAR_WEEKS
        if unit == "staff" and years:
            return staff_years / min(_ONE, years)
        return None
