"""What a winner offered as promises: contracted units, and how they fall on financial years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise

from svtools.errors import InputError
from svtools.jobs.tender.contract_years import YEARS, by_year_of, said, spans, that_count
from svtools.measures import Measure
from svtools.monitoring import FinancialYear, places_of, quarter_of, split_by_days
from svtools.monitoring.split import by_year
from svtools.numbers import plain, rounded
from svtools.scoring import BidMarks
from svtools.workbooks.content import Row
from svtools.workbooks.problems import Problems


@dataclass(frozen=True, slots=True)
class Promised:
    """One measure of the award: contracted units, and how they fall on financial years."""

    measure: str
    units: Decimal
    years: Mapping[str, Decimal]


def promises_of(
    offers: Sequence[Row], won: BidMarks, contract: Row, asked: Mapping[str, Measure]
) -> tuple[Promised, ...]:
    """The contracted units by measure. Raises InputError where there are none, or no dates."""
    start, end = contract.get("start"), contract.get("end")
    if start is None or end is None or end < start:
        raise InputError(
            "The register doesn't say when the contract starts and ends.",
            "Fill in both on the register's sheet Contracts, save it, then award again.",
        )
    if not offers:
        raise InputError(
            f"{won.bidder} offered nothing that could become a promise.", "Check Offers."
        )
    contracted = [(row, row.get("measure"), won.contracted[row.get("measure")]) for row in offers]
    return tuple(
        Promised(
            measure,
            units,
            _levels(row, units, asked[measure], start, end)
            if asked[measure].counting.is_stock
            else _financial_years(row, units, asked[measure], start, end),
        )
        for row, measure, units in contracted
    )


def _financial_years(
    row: Row, units: Decimal, measure: Measure, start: date, end: date
) -> dict[str, Decimal]:
    """Units of contract years on financial years by days (R18).

    Where the contracted units are not those offered, the years keep their proportion, and what is
    whole stays whole. Units offered for years that the contract doesn't have say nothing about when
    to deliver.
    """
    years = spans(start, end)
    shares = [(u, years[year]) for year, u in by_year_of(row).items() if u and year in years]
    shares = shares or [(units, (start, end))]
    offered = list(accumulate((share for share, _ in shares), initial=Decimal(0)))
    due = [_in_proportion(until, units, offered[-1], measure) for until in offered]
    financial: dict[str, Decimal] = {}
    for (before, until), (_, days) in zip(pairwise(due), shares, strict=True):
        part = until - before
        split = split_by_days(part, *days, pro_rata=measure.counts_pro_rata)
        for year, promised in by_year(split).items():
            financial[str(year)] = financial.get(str(year), Decimal(0)) + promised
    return {year: promised for year, promised in sorted(financial.items()) if promised}


def _in_proportion(part: Decimal, units: Decimal, offered: Decimal, measure: Measure) -> Decimal:
    """What is contracted of a part of what was offered, where `units` are of all of it."""
    if units == offered:
        return part
    places = places_of(units, pro_rata=measure.counts_pro_rata)
    return units if part == offered else rounded(part * units / offered, places)


def _levels(
    row: Row, units: Decimal, measure: Measure, start: date, end: date
) -> dict[str, Decimal]:
    """The level of a stock in each financial year, where contract years differ in it.

    A financial year has the level of the contract year that runs at its end, in proportion where
    the contracted units are not those offered.
    """
    years = spans(start, end)
    offered = {year: level for year, level in by_year_of(row).items() if year in years}
    whole = sum(that_count(offered, measure.counting).values(), Decimal(0))
    if not whole or all(level == whole for level in offered.values()):
        return {}
    levels = {}
    for financial in range(quarter_of(start).year.first, quarter_of(end).year.first + 1):
        financial_year = FinancialYear(financial)
        last = min(financial_year.end, end)
        running = next(year for year, (first, until) in years.items() if first <= last <= until)
        known = [offered[year] for year in YEARS[: YEARS.index(running) + 1] if year in offered]
        if known:
            levels[str(financial_year)] = _in_proportion(known[-1], units, whole, measure)
    return levels


def note_after_the_end(
    problems: Problems, offers: Sequence[Row], won: BidMarks, contract: Row
) -> None:
    """Note units that were offered for years which the contract doesn't have by the register."""
    years = spans(contract.get("start"), contract.get("end"))
    for row in offers:
        late = {year: u for year, u in by_year_of(row).items() if u and year not in years}
        if late:
            measure = row.get("measure")
            details = {"late": said(late), "units": plain(won.contracted[measure])}
            cells = (row.cell(year) for year in late)
            problems.add("award-after-end", *cells, measure=measure, **details)
