"""Each contract of a register: whether it needs KPIs, which it has, and when they are assessed.

An assessment is due within the law's months of the contract's start, then of the last assessment,
and on the contract's last day; one that was made before the law was in force isn't counted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from svtools.jobs.kpis.asked import Asked
from svtools.jobs.kpis.figures import Figures, Of, figures_of, of_kpi
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.kpis import Assessment, Kpi
from svtools.jobs.register.register import Register
from svtools.jobs.years.summaries import YearSummary
from svtools.policy import (
    Council,
    KpiAnswer,
    KpisAsked,
    assessments_in_force,
    kpi_law,
    months_later,
)
from svtools.spelling import folded_key

DAYS_AHEAD = 90
"""How far ahead an assessment is told as due soon: the tool's default, no law."""


class When(StrEnum):
    """How the next assessment of a contract or KPI stands."""

    OVERDUE = "overdue"
    SOON = "due soon"
    LATER = "later"
    NOTHING = "nothing due"


@dataclass(frozen=True, slots=True)
class KpiDue:
    """A KPI of a contract: its assessments until the day asked for, and when the next is due.

    `due` is None where none is. `figures` are a summary's, where the KPI is a measure.
    """

    kpi: Kpi
    made: tuple[Assessment, ...]
    due: date | None
    figures: Figures | None = None

    @property
    def last(self) -> Assessment | None:
        """The assessment that was made last."""
        return max(self.made, key=lambda made: (made.assessed or date.min, made.end), default=None)


@dataclass(frozen=True, slots=True)
class KpiStatus:
    """How a contract stands with its KPIs on a day.

    `value` is in £, including VAT; None where it isn't known. `due` is when the next assessment of
    any of its KPIs is due; None where the law asks for none.
    """

    contract: Contract
    answer: KpiAnswer
    value: Decimal | None
    kpis: tuple[KpiDue, ...]
    due: date | None
    as_at: date

    @property
    def is_needed(self) -> bool:
        """Whether the law asks for KPIs."""
        return self.answer.asked is KpisAsked.NEEDED

    @property
    def needed(self) -> int:
        """How many KPIs the law asks for at least; 0 where it asks for none."""
        return self.answer.least

    @property
    def known(self) -> int:
        """How many KPIs the register has."""
        return len(self.kpis)

    @property
    def published(self) -> int:
        """How many of them are published."""
        return sum(each.kpi.published is not None for each in self.kpis)

    @property
    def is_overdue(self) -> bool:
        """Whether an assessment should have been made before the day asked for."""
        return self.when() is When.OVERDUE

    def when(self, days: int = DAYS_AHEAD) -> When:
        """How its next assessment stands; due soon is within so many `days`."""
        return when(self.due, self.as_at, days)

    @property
    def to_publish(self) -> int:
        """How many assessments have no notice yet, where the law asks for one."""
        return sum(self.owes_notice(a) and not a.notice for each in self.kpis for a in each.made)

    def owes_notice(self, made: Assessment) -> bool:
        """Whether an assessment is to be published: one by the law, since it was in force."""
        return self.is_needed and _by_law(made)


def when(due: date | None, as_at: date, days: int = DAYS_AHEAD) -> When:
    """How something stands that is due on a day."""
    if due is None:
        return When.NOTHING
    if due < as_at:
        return When.OVERDUE
    return When.SOON if due <= as_at + timedelta(days) else When.LATER


def kpi_status(
    register: Register, council: Council, as_at: date, summary: YearSummary | None = None
) -> list[KpiStatus]:
    """Every contract of the register, in its order, as it stands at the end of the day `as_at`."""
    asking = _Asking(register, council, as_at, figures_of(summary))
    return [asking.status(contract) for contract in register.contracts]


@dataclass(frozen=True)
class _Asking:
    """What is the same for all contracts of a run."""

    register: Register
    council: Council
    as_at: date
    figures: Mapping[Of, Figures]

    @cached_property
    def asked(self) -> Asked:
        """What the law asks of the register's contracts."""
        return Asked(self.register, self.council)

    @cached_property
    def suppliers(self) -> Mapping[tuple[str, ...], int]:
        """How many suppliers each reference and lot has."""
        return Counter(folded_key(*c.key_without_supplier) for c in self.register.contracts)

    def status(self, contract: Contract) -> KpiStatus:
        answer, value = self.asked.of(contract)
        is_needed = answer.asked is KpisAsked.NEEDED
        kpis = tuple(
            self.standing(kpi, contract, is_needed=is_needed)
            for kpi in self.register.kpis_of(contract)
        )
        dues = [each.due for each in kpis] if kpis else [_due(contract, ()) if is_needed else None]
        due = min((each for each in dues if each), default=None)
        return KpiStatus(contract, answer, value, kpis, due, self.as_at)

    def standing(self, kpi: Kpi, contract: Contract, *, is_needed: bool) -> KpiDue:
        """A KPI on the day asked for: what is dated later isn't there yet."""
        published = kpi.published if kpi.published and kpi.published <= self.as_at else None
        made = tuple(self.made(kpi, contract))
        return KpiDue(
            replace(kpi, published=published),
            made,
            _due(contract, made) if is_needed else None,
            of_kpi(kpi, contract, self.register, self.figures),
        )

    def made(self, kpi: Kpi, contract: Contract) -> Iterator[Assessment]:
        """The assessments of a contract that were made; of several suppliers each has its own."""
        is_only = self.suppliers[folded_key(*contract.key_without_supplier)] == 1
        for made in kpi.assessments:
            its_own = is_only or contract.start <= made.end <= contract.last_day
            if its_own and made.rating and made.assessed and made.assessed <= self.as_at:
                notice = made.notice if made.notice and made.notice <= self.as_at else None
                yield replace(made, notice=notice)


def _by_law(made: Assessment) -> bool:
    return made.assessed is not None and made.assessed >= assessments_in_force()


def _due(contract: Contract, made: Sequence[Assessment]) -> date | None:
    """When a contract's next assessment is due; None where no further one is."""
    last_day = contract.last_day
    counted = [each for each in made if _by_law(each)]
    days = [each.assessed for each in counted if each.assessed]
    final = any(day >= last_day for day in (*days, *(each.end for each in counted)))
    if final or last_day < assessments_in_force():
        return None
    since = max(days, default=contract.start - timedelta(1))
    months = kpi_law().assessments.on(max(since, assessments_in_force()))
    return min(months_later(since, months), last_day)
