"""What the council does for social value beyond its contracts: other activity, and events."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from svtools.errors import InputError
from svtools.monitoring import FinancialYear
from svtools.workbooks.content import Content, Row


@dataclass(frozen=True, slots=True)
class Activity:
    """Social value found beyond contracts in one year; `value` in £ where it was measured."""

    year: FinancialYear
    activity: str
    area: str
    theme: str
    result: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Event:
    """Training, a meeting with the market or a consultation; None for a count nobody noted."""

    date: date
    kind: str
    title: str
    headcount: int | None
    smes: int | None
    vcses: int | None
    note: str


def activities(content: Content) -> list[Activity]:
    """The rows of Other activity; one whose year can't be read is named and left out."""
    return [
        Activity(
            year=year,
            activity=row.get("activity") or "",
            area=row.get("area") or "",
            theme=row.get("theme") or "",
            result=row.get("result") or "",
            value=row.get("value"),
        )
        for row in content.rows("activity")
        if (year := year_in(content, row))
    ]


def events(content: Content) -> list[Event]:
    """The rows of Events; one without a date that can be read was named by the reader."""
    return [
        Event(
            date=row.get("date"),
            kind=row.get("kind") or "",
            title=row.get("title") or "",
            headcount=_count(row, "headcount"),
            smes=_count(row, "smes"),
            vcses=_count(row, "vcses"),
            note=row.get("note") or "",
        )
        for row in content.rows("events")
        if row.get("date")
    ]


def _count(row: Row, key: str) -> int | None:
    number = row.get(key)
    return None if number is None else int(number)


def year_in(content: Content, row: Row) -> FinancialYear | None:
    """The year that a row is of; None where none can be read there, which is told."""
    entered = row.get("year") or ""
    try:
        return FinancialYear.parse(entered)
    except InputError:
        if entered:  # a blank was told by the reader
            content.problems.add(
                "not-a-choice",
                row.cell("year"),
                label="Financial year",
                allowed="years such as 2025-26",
                entered=entered,
            )
        return None
