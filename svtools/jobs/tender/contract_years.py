"""The years of a contract, in which units are offered: year 1 begins on its first day."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from svtools.measures import Counting, counted
from svtools.numbers import plain
from svtools.workbooks.content import Content, Row

YEARS = ("y1", "y2", "y3", "y4", "y5", "later")
"""The columns for units by contract year; `later` is all after the fifth."""


def spans(start: date, end: date) -> dict[str, tuple[date, date]]:
    """First and last day of each contract year that there is, by its column."""
    begins = [_anniversary(start, years) for years in range(len(YEARS))]
    ends = [*(first - timedelta(days=1) for first in begins[1:]), end]
    return {
        year: (first, min(last, end))
        for year, first, last in zip(YEARS, begins, ends, strict=True)
        if first <= end
    }


def years_begun(start: date, end: date) -> int:
    """How many contract years begin before the contract ends; at least one."""
    return next(years for years in count(1) if _anniversary(start, years) > end)


def years_of(content: Content) -> int | None:
    """The years of the contract that a scoring workbook is for; None where it doesn't say."""
    years: int | None = content.value("contract.years")
    start, end = content.value("contract.start"), content.value("contract.end")
    return years_begun(start, end) if years is None and start and end else years


def after_the_end(units: Mapping[str, Decimal], years: int | None) -> dict[str, Decimal]:
    """Of units by contract year, those in years that a contract of so many years doesn't have."""
    late = () if years is None else YEARS[years:]
    return {year: units[year] for year in late if units.get(year)}


def by_year_of(row: Row) -> dict[str, Decimal]:
    """The units of a row by contract year; years left blank are left out."""
    return {year: row.values[year] for year in YEARS if row.get(year) is not None}


def that_count(by_year: Mapping[str, Decimal], counting: Counting) -> dict[str, Decimal]:
    """The units that count of those by contract year: a stock counts once, whatever the years."""
    years = [year for year in YEARS if year in by_year]
    counts = counted(counting, [by_year[year] for year in years])
    return {year: n for year, n in zip(years, counts, strict=True) if n is not None}


def said(units: Mapping[str, Decimal]) -> str:
    """Units by contract year in words: 100 in year 4, 5 in later years."""
    return ", ".join(
        f"{plain(number)} in {'later years' if year == YEARS[-1] else f'year {year[1:]}'}"
        for year, number in units.items()
    )


def _anniversary(day: date, years: int) -> date:
    """The same day so many years on; 1 March for 29 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
