"""Financial years and their quarters."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from svtools.errors import InputError
from svtools.numbers import long_date

FIRST_MONTH = 4
"""A council's financial year begins on 1 April."""

_QUARTERS = 4
_MONTHS = 3
_LAST_DAYS = ((6, 30), (9, 30), (12, 31), (3, 31))
_CENTURY = 100


@dataclass(frozen=True, order=True, slots=True)
class FinancialYear:
    """1 April of `first` to 31 March of the next; written 2025-26."""

    first: int

    @classmethod
    def parse(cls, text: str) -> "FinancialYear":
        """The year that is written 2025-26, 2025/26 or 2025-2026; else InputError."""
        match = re.fullmatch(r"\s*(\d{4})\s*[-/–]\s*(\d{4}|\d{2})\s*", text)
        if match:
            year = cls(int(match[1]))
            if (
                match[2] in {f"{year.first + 1:04}", str(year)[-2:]}
                and 0 < year.first < date.max.year
            ):
                return year
        raise InputError(f"'{text}' is not a financial year.", "Write it as 2025-26.")

    @classmethod
    def of(cls, day: date) -> "FinancialYear":
        """The year in which a day lies."""
        return cls(day.year - (day.month < FIRST_MONTH))

    def __str__(self) -> str:
        return f"{self.first}-{(self.first + 1) % _CENTURY:02}"

    @property
    def start(self) -> date:
        """1 April."""
        return date(self.first, FIRST_MONTH, 1)

    @property
    def end(self) -> date:
        """31 March."""
        return date(self.first + 1, FIRST_MONTH, 1) - timedelta(days=1)

    @property
    def quarters(self) -> tuple["Quarter", ...]:
        """Its four quarters in order."""
        return tuple(Quarter(self, number) for number in range(1, _QUARTERS + 1))


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """Three months of a financial year: 1 is April to June. Sorts by date."""

    year: FinancialYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in range(1, _QUARTERS + 1):
            raise InputError(f"There is no quarter {self.number}.", "Give 1, 2, 3 or 4.")

    def __str__(self) -> str:
        return f"{self.year} Q{self.number}"

    @property
    def start(self) -> date:
        """Its first day."""
        month = FIRST_MONTH + _MONTHS * (self.number - 1)
        return date(self.year.first + (month - 1) // 12, (month - 1) % 12 + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return date(self.year.first + (self.number == _QUARTERS), *_LAST_DAYS[self.number - 1])

    def due_date(self, days_allowed: int) -> date:
        """The last day on which a return for it is on time."""
        if days_allowed < 0:
            raise InputError(
                f"The days allowed after a quarter are {days_allowed}.", "Give 0 or more."
            )
        return self.end + timedelta(days=days_allowed)


def quarter_of(day: date) -> Quarter:
    """The quarter that `day` falls in."""
    return _quarter(_count(day))


def quarters_between(start: date, end: date) -> tuple[Quarter, ...]:
    """The quarters with at least one day from `start` to `end`, both included.

    So a contract's start opens its first quarter and its actual end closes its last.
    Raises InputError where the end is before the start.
    """
    if end < start:
        raise InputError(
            f"The end, {long_date(end)}, is before the start, {long_date(start)}.",
            "Give an end that is on or after the start.",
        )
    return tuple(_quarter(count) for count in range(_count(start), _count(end) + 1))


def _count(day: date) -> int:
    """The quarter of `day`, counted from that of 1 April of the year 0."""
    return (day.year * 12 + day.month - FIRST_MONTH) // _MONTHS


@lru_cache(maxsize=1_000)
def _quarter(count: int) -> Quarter:
    return Quarter(FinancialYear(count // _QUARTERS), count % _QUARTERS + 1)
