"""How contracts stand with their KPIs: when an assessment is due, to the day."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from svtools.jobs.kpis import KpiStatus, When, kpi_status
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.kpis import Assessment, Kpi
from svtools.jobs.register.register import Register
from svtools.policy import KpisAsked
from svtools.spelling import folded_key
from tests.making import contract, council

START, END = date(2026, 4, 1), date(2029, 3, 31)
DAY = timedelta(1)


def large(ref: str = "C1", **changes: Any) -> Contract:
    """A contract that needs KPIs."""
    given: dict[str, Any] = {"net_value": Decimal(6_000_000), "start": START, "end": END}
    return contract(ref, **(given | changes))


def made(on: date, end: date | None = None, **more: Any) -> Assessment:
    return Assessment(START, end or on, "", "Good", "Officer", on, **more)


def kpi(*assessments: Assessment, name: str = "Time to respond", **more: Any) -> Kpi:
    return Kpi(name, published=START, assessments=assessments, **more)


def statuses(
    contracts: Sequence[Contract], kpis: Sequence[Kpi], as_at: date = date(2027, 1, 1)
) -> list[KpiStatus]:
    known = {folded_key(*each.key_without_supplier): [*kpis] for each in contracts}
    return kpi_status(Register(contracts=[*contracts], kpis=known), council(), as_at)


def status(*kpis: Kpi, as_at: date = date(2027, 1, 1), **changes: Any) -> KpiStatus:
    (found,) = statuses([large(**changes)], kpis, as_at)
    return found


def test_the_first_is_due_within_twelve_months_of_the_start() -> None:
    assert status(kpi()).due == date(2027, 3, 31)
    assert status(kpi(), start=date(2026, 4, 2)).due == date(2027, 4, 1)


def test_the_next_is_due_within_twelve_months_of_the_last() -> None:
    assert status(kpi(made(date(2026, 12, 20)))).due == date(2027, 12, 20)
    both = kpi(made(date(2026, 12, 20)), made(date(2026, 6, 1)))
    assert status(both).due == date(2027, 12, 20)


def test_the_last_is_due_on_the_last_day() -> None:
    assert status(kpi(made(date(2026, 12, 20))), end=date(2027, 6, 30)).due == date(2027, 6, 30)
    early = {"end": END, "actual_end": date(2026, 12, 31)}
    assert status(kpi(), **early).due == date(2026, 12, 31)


def test_after_an_assessment_on_termination_none_is_due() -> None:
    end = date(2026, 12, 31)
    assert status(kpi(made(end)), as_at=end, end=end).due is None
    assert status(kpi(made(end - DAY)), as_at=end, end=end).due == end
    assert status(kpi(made(end - DAY, end)), as_at=end, end=end).due is None


@pytest.mark.parametrize(
    ("last_day", "due"),
    [("2025-12-31", None), ("2026-01-01", "2026-01-01"), ("2026-01-02", "2026-01-02")],
)
def test_what_ended_before_the_law_was_in_force_owes_none(last_day: str, due: str | None) -> None:
    found = status(kpi(), start=date(2025, 4, 1), end=date.fromisoformat(last_day))
    assert found.due == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize(
    ("on", "due", "to_publish"),
    [
        ("2025-12-31", "2026-03-31", 0),
        ("2026-01-01", "2027-01-01", 1),
        ("2026-01-02", "2027-01-02", 1),
    ],
)
def test_an_assessment_before_the_law_was_in_force_does_not_count(
    on: str, due: str, to_publish: int
) -> None:
    found = status(kpi(made(date.fromisoformat(on))), start=date(2025, 4, 1))
    assert (found.due, found.to_publish) == (date.fromisoformat(due), to_publish)


def test_the_kpi_that_waits_longest_decides() -> None:
    found = status(kpi(made(date(2026, 12, 20))), kpi(name="Jobs"))
    assert [each.due for each in found.kpis] == [date(2027, 12, 20), date(2027, 3, 31)]
    assert found.due == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("as_at", "state"),
    [
        ("2026-12-30", When.LATER),
        ("2026-12-31", When.SOON),
        ("2027-03-30", When.SOON),
        ("2027-03-31", When.SOON),
        ("2027-04-01", When.OVERDUE),
    ],
)
def test_the_days_around_ninety_and_around_the_due_day(as_at: str, state: When) -> None:
    found = status(kpi(), as_at=date.fromisoformat(as_at))
    assert (found.when(), found.is_overdue) == (state, state is When.OVERDUE)
    assert status(kpi(), as_at=date(2026, 12, 30)).when(91) is When.SOON


def test_what_is_dated_later_is_not_there_yet() -> None:
    later = kpi(made(date(2026, 12, 20), notice=date(2027, 1, 5)))
    before = status(later, as_at=date(2026, 12, 19))
    assert (before.kpis[0].made, before.due) == ((), date(2027, 3, 31))
    on = status(later, as_at=date(2026, 12, 20))
    assert (on.due, on.to_publish) == (date(2027, 12, 20), 1)
    assert status(later, as_at=date(2027, 1, 5)).to_publish == 0
    assert status(kpi(), as_at=START - DAY).published == 0
    assert status(kpi(), as_at=START).published == 1


def test_a_contract_that_needs_none_owes_no_assessment_and_no_notice() -> None:
    found = status(kpi(made(date(2026, 12, 20))), net_value=Decimal(100_000))
    assert (found.answer.asked, found.due, found.to_publish) == (KpisAsked.NOT_APPLICABLE, None, 0)
    assert found.known == found.published == 1


def test_a_reason_for_no_kpis_is_kept() -> None:
    found = status(no_kpis="One delivery of goods")
    assert found.answer == (KpisAsked.NOT_APPROPRIATE, "One delivery of goods", 0)
    assert found.due is None


def test_without_any_kpi_the_contract_itself_is_due() -> None:
    found = status()
    assert (found.needed, found.known, found.due) == (3, 0, date(2027, 3, 31))


@pytest.mark.parametrize("lacking", [{"net_value": None}, {"commenced": None}, {"category": "?"}])
def test_what_lacks_a_figure_is_not_known(lacking: dict[str, Any]) -> None:
    found = status(kpi(), **lacking)
    assert (found.answer.asked, found.value, found.due) == (KpisAsked.NOT_KNOWN, None, None)


def test_each_lot_is_a_contract_of_its_own() -> None:
    lots = [large(lot="1"), large(lot="2", net_value=Decimal(3_000_000))]
    assert [each.is_needed for each in statuses(lots, [])] == [True, False]


def test_a_framework_needs_none_and_its_large_call_off_does() -> None:
    found = statuses([large("F1"), large("F1-1", parent="F1")], [])
    assert [each.is_needed for each in found] == [False, True]


def test_a_call_off_is_under_its_frameworks_law() -> None:
    old = large("F1", commenced=date(2024, 5, 1))
    later = large("F1-1", parent="F1", commenced=date(2026, 5, 1))
    found = statuses([old, later], [])
    assert [each.answer.why for each in found] == ["Public Contracts Regulations 2015"] * 2


def test_each_of_two_suppliers_has_its_own_assessments() -> None:
    first = large(supplier="First Ltd", actual_end=date(2026, 9, 30))
    second = large(supplier="Second Ltd", start=date(2026, 10, 1))
    both = kpi(made(date(2026, 9, 30)), made(date(2026, 12, 20)))
    found = statuses([first, second], [both])
    assert [len(each.kpis[0].made) for each in found] == [1, 1]
    assert [each.due for each in found] == [None, date(2027, 12, 20)]
