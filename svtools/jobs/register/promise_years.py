"""The sheet Promises by year: how the units of a promise fall on years."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.measures import Measure
from svtools.monitoring import FinancialYear
from svtools.workbooks.content import Content, Row

Of = tuple[Key, str]
"""A contract and the code of a measure."""

Years = Mapping[FinancialYear, Decimal]


class PromiseYears:
    """The rows of the sheet by the promises that they split; `owners` says whose a row may be."""

    def __init__(self, content: Content, owners: Callable[[Row], Sequence[Of]]) -> None:
        self.note = content.problems.add
        self.rows = content.rows("promise_years")
        self.owners = {row.number: owners(row) for row in self.rows}
        self.year_of = {row.number: self._year(row) for row in self.rows}
        self.by_promise: dict[Of, list[Row]] = defaultdict(list)
        for row in self.rows:
            for of in self.owners[row.number]:
                self.by_promise[of].append(row)
        self.told: set[Of] = set()
        self.used: set[int] = set()

    def _year(self, row: Row) -> FinancialYear | None:
        """The year of a row; None where it can't be read, which is told."""
        try:
            return FinancialYear.parse(row.get("year") or "")
        except InputError:
            self.note(
                "not-a-choice",
                row.cell("year"),
                label="Financial year",
                allowed="years such as 2025-26",
                entered=row.get("year") or "blank",
            )
            return None

    def unread(self, of: Of) -> tuple[Row, list[str]] | None:
        """The last row of a promise that can't be read, with the columns that can't be."""
        for row in reversed(self.by_promise.get(of, ())):
            keys = [key for key in ("year", "units") if row.get(key) is None]
            if keys or self.year_of[row.number] is None:
                return row, keys or ["year"]
        return None

    def twice(self, of: Of, measure: Measure, units: Decimal) -> list[Row]:
        """The rows of years that stand more than once, where that can't be meant.

        Parts of a flow's year may well be added up, if the promise is what all of them come to.
        """
        rows = self.by_promise.get(of, ())
        count = Counter(self.year_of[row.number] for row in rows)
        again = [row for row in rows if count[self.year_of[row.number]] > 1]
        adds_up = not measure.counting.is_stock and sum(r.get("units") for r in rows) == units
        return [] if adds_up else again

    def of(
        self, of: Of, measure: Measure, row: Row, period: tuple[date, date], *, alone: bool
    ) -> Years:
        """The years that split the promise in `row`; where it isn't `alone`, if they are its units.

        A stock's are its levels, which need not add up; of several promises they say nothing.
        """
        rows, units, (start, end) = self.by_promise.get(of, ()), row.get("units"), period
        years: dict[FinancialYear, Decimal] = {}
        for each in rows:
            year = self.year_of[each.number]
            if year is not None:
                years[year] = years.get(year, Decimal(0)) + each.get("units")
        is_stock, total = measure.counting.is_stock, sum(years.values())
        self.told.add(of)
        if not years or ((is_stock or total != units) and not alone):
            return {}
        if not is_stock and total != units:
            cell, code = row.cell("units"), measure.code
            self.note("promise-years", cell, measure=code, found=total, expected=units)
        within = {year for year in years if year.start <= end and start <= year.end}
        self.used |= {each.number for each in rows if self.year_of[each.number] in within}
        return years

    def unused(self, promised: Mapping[Of, int]) -> list[Row]:
        """The rows that split none of the promises that were made, or lie outside their periods.

        Those of a promise that is held back are not: what is wrong with it is told.
        """
        return [
            row
            for row in self.rows
            if self.year_of[row.number] is not None
            and row.get("units") is not None
            and row.number not in self.used
            and all(of in self.told or not promised.get(of) for of in self.owners[row.number])
        ]
