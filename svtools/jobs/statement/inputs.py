"""What a statement is made from, read once: summaries, register, Local Spend, the team's texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.statement.amounts import Amount, amounts
from svtools.jobs.statement.local_spend import LocalSpend, read_local_spend
from svtools.jobs.years.lines import Lines
from svtools.jobs.years.summaries import YearSummary, read_summaries
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.file_names import shown


@dataclass(frozen=True)
class Inputs:
    """The year's summary, those of earlier years, and what stands beside them."""

    council: Council
    year: FinancialYear
    summaries: Sequence[YearSummary]
    register: Register
    register_file: str
    local_spend: LocalSpend | None = None

    @property
    def summary(self) -> YearSummary:
        """The summary of the statement's year."""
        return self.summaries[-1]

    @cached_property
    def lines(self) -> Lines:
        """Every figure, with the register's contracts."""
        return Lines(self.summaries, self.register)

    @cached_property
    def all_amounts(self) -> Sequence[Amount]:
        """Every row of every summary."""
        return amounts(self.lines)

    @cached_property
    def amounts(self) -> Sequence[Amount]:
        """The rows of the statement's year."""
        return self.rows_of(self.year)

    def rows_of(self, year: FinancialYear) -> Sequence[Amount]:
        """The rows of a year."""
        return [row for row in self.all_amounts if row.year == year]


def read_inputs(
    summaries: Sequence[Path],
    register: Path,
    year: FinancialYear | None,
    council: Council,
    local_spend: Path | None = None,
) -> Inputs:
    """Read what a statement of `year` is made from; without one, of the latest summary's.

    Raises InputError where a file can't be used, where no summary is of the year or one is of a
    later year, and where the year has neither promises nor figures.
    """
    hub = read_register(register, council)
    read = read_summaries(summaries, council)
    year = year or read[-1].year
    _refuse_other_years(read, year)
    if not read[-1].promised and not read[-1].delivered:
        raise InputError(
            f"{read[-1].file} has neither a promise nor a figure for {year}.",
            f"Run 'svtools consolidate' for {year} first, with the returns that came.",
        )
    spend = read_local_spend(local_spend, year, council) if local_spend else None
    return Inputs(council, year, read, hub, shown(register.name), spend)


def _refuse_other_years(read: Sequence[YearSummary], year: FinancialYear) -> None:
    given = ", ".join(f"{summary.file} is of {summary.year}" for summary in read)
    if year not in {summary.year for summary in read}:
        raise InputError(
            f"No summary of {year} was given: {given}.",
            f"Give the summary of {year}, or another year with --year.",
        )
    if read[-1].year != year:
        raise InputError(
            f"{read[-1].file} is of {read[-1].year}, which is later than {year}.",
            "Leave it out: a statement has its own year and earlier ones.",
        )
