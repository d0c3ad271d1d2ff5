"""Key performance indicators: which contracts need them by law, and how they are assessed."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, NamedTuple

from svtools.folders import parameters_folder
from svtools.numbers import pounds, settled
from svtools.policy.category import Category
from svtools.policy.parameter import Described, Parameter, read_parameter
from svtools.policy.requirement import Requirement
from svtools.policy.statutory import Basis, Regime, Threshold
from svtools.policy.validated_input import ContractValue
from svtools.schema import NOT_EMPTY, Amount, Whole, read


class KpisAsked(StrEnum):
    """Whether the law asks for KPIs of a contract."""

    NEEDED = "needed"
    NOT_APPROPRIATE = "reason recorded"
    NOT_APPLICABLE = "not applicable"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class KpiDuty:
    """How many indicators a contract needs, under which regime, and over which value in £.

    Contracts of the categories `not_for` need none.
    """

    regime: str
    over: Amount
    basis: Basis
    least: Whole
    not_for: tuple[Category, ...]


@dataclass(frozen=True)
class KpiRating:
    """A rating and what it says, in the Regulations' words, with its id in the notices' data."""

    rating: str
    says: str
    ocds: str


@dataclass(frozen=True)
class KpiPoint:
    """What the law says on a point, from a day on; or how the tool reads it."""

    start: date = field(metadata={"key": "from"})
    point: str
    says: str
    reference: str


@dataclass(frozen=True)
class KpiNotices(Described):
    """The ratings, the best first, what a notice states, and what to know of the law."""

    statement: str
    ratings: Annotated[tuple[KpiRating, ...], NOT_EMPTY]
    about: Annotated[tuple[KpiPoint, ...], NOT_EMPTY]


class KpiLaw(NamedTuple):
    """The law on key performance indicators.

    `assessments` holds in how many months performance is assessed at least once.
    """

    needed: Parameter[KpiDuty]
    assessments: Parameter[Whole]
    notices: KpiNotices


@lru_cache(maxsize=1)
def kpi_law() -> KpiLaw:
    """The law on key performance indicators, as it ships with the toolkit."""
    folder = parameters_folder() / "statutory"
    return KpiLaw(
        read_parameter(folder / "kpis.yaml", Parameter[KpiDuty]),
        read_parameter(folder / "kpi_assessments.yaml", Parameter[Whole]),
        read(folder / "kpi_notices.yaml", KpiNotices),
    )


class KpiAnswer(NamedTuple):
    """Whether a contract needs KPIs, why or why not, and how many at least."""

    asked: KpisAsked
    why: str
    least: int = 0


def kpis_asked(
    asked: Requirement,
    value: ContractValue,
    *,
    regime: Regime | None,
    is_framework: bool = False,
    reason: str = "",
) -> KpiAnswer:
    """Whether a contract of this `value` needs KPIs by the law of the day its procurement began.

    `asked` is the contract's procurement, whose value and category say whether it is a public
    contract; `regime` the one that it comes under; `reason` why the council considers that
    performance can't appropriately be assessed by KPIs.
    """
    if regime is None:
        return KpiAnswer(
            KpisAsked.NOT_KNOWN, f"The law that {asked.council.law} come under is not held here"
        )
    duties = kpi_law().needed
    duty = duties.values[0] if asked.on < duties.values[0].start else duties.dated(asked.on)
    why_not = _why_not(duty.value, asked, value, regime, is_framework=is_framework)
    if why_not:
        return KpiAnswer(KpisAsked.NOT_APPLICABLE, why_not)
    if reason:
        return KpiAnswer(KpisAsked.NOT_APPROPRIATE, reason)
    over = f"{pounds(value.including_vat)} is over {pounds(duty.value.over)}, {duty.value.basis}"
    return KpiAnswer(KpisAsked.NEEDED, f"{over} ({duty.reference})", duty.value.least)


def _why_not(
    duty: KpiDuty,
    asked: Requirement,
    value: ContractValue,
    regime: Regime,
    *,
    is_framework: bool,
) -> str:
    """Why the duty is not for a contract; "" where it is."""
    over, threshold = Threshold(duty.over, duty.basis, ""), asked.statutory
    worth = over.basis.side(value)
    public = threshold is None or threshold.reached(asked.value)
    reasons = {
        regime.name: regime.key != duty.regime,
        f"{asked.category.capitalize()} contract": asked.category in duty.not_for,
        "A framework: its call-offs are contracts of their own": is_framework,
        f"{pounds(worth)} {duty.basis} is not over {pounds(duty.over)}": (
            settled(worth) <= settled(duty.over)
        ),
        f"Below the threshold of {pounds(threshold.amount if threshold else 0)}": not public,
    }
    return next((why for why, holds in reasons.items() if holds), "")


def assessments_in_force() -> date:
    """The first day on which performance has to be assessed against KPIs."""
    return kpi_law().assessments.values[0].start
