"""The answer for one contract: whether it needs social value, why, and with what weighting."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from svtools.policy import advice, wording
from svtools.policy.ask import NOT_ASKED, Of, Weight
from svtools.policy.category import Category
from svtools.policy.council import Council
from svtools.policy.rules import Rule
from svtools.policy.statutory import Regime, Threshold
from svtools.policy.term import months_later
from svtools.policy.validated_input import ContractValue

_NONE = Decimal(0)
_ALL = Decimal(1)


class Asked(ABC):
    """What follows from the rows that apply to a contract: the same for all contracts alike.

    Weightings are shares (0.1 is 10%) of the total award criteria.
    """

    council: Council

    @property
    @abstractmethod
    def in_force(self) -> bool:
        """Whether the policy was in force on the day."""

    @property
    @abstractmethod
    def applying(self) -> tuple[Rule, ...]:
        """The rows that apply, in the policy's order, then the law's."""

    @property
    @abstractmethod
    def told(self) -> str:
        """The sentences of the reason, with marks for a contract's own figures."""

    @cached_property
    def asking(self) -> tuple[Rule, ...]:
        """Those of the rows that ask the most."""
        most = max((rule.rank for rule in self.applying), default=0)
        return tuple(rule for rule in self.applying if rule.rank == most)

    @property
    def weighing(self) -> tuple[Rule, ...]:
        """The rows whose weightings count."""
        return self.applying

    @cached_property
    def asks(self) -> str:
        """What is asked: no, may, consider or must."""
        return str(self.asking[0].weight) if self.asking else NOT_ASKED

    @cached_property
    def required(self) -> bool:
        """Whether social value is required."""
        return self.asks == Weight.MUST

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of the policy, and the law, that ask for it."""
        return tuple(dict.fromkeys(rule.clause for rule in self.asking))

    @property
    def says(self) -> tuple[str, ...]:
        """What else the rows ask for."""
        return tuple(dict.fromkeys(rule.says for rule in self.applying if rule.says))

    def least(self, of: Of) -> Decimal:
        """The least weighting, as a share of that; 0 where there is none."""
        least, _ = self.bounds(of)
        return _NONE if least is None or least.least is None else least.least

    def most(self, of: Of) -> Decimal | None:
        """The greatest weighting, as a share of that; None where there is none."""
        _, most = self.bounds(of)
        return most.most if most else None

    def bounds(self, of: Of) -> tuple[Rule | None, Rule | None]:
        """The rows of the highest "at least" and of the lowest "at most"."""
        rules = [rule for rule in self.weighing if rule.of is of]
        lows = [rule for rule in rules if rule.least is not None]
        highs = [rule for rule in rules if rule.most is not None]
        return (
            max(lows, key=lambda rule: rule.least or _NONE, default=None),
            min(highs, key=lambda rule: _ALL if rule.most is None else rule.most, default=None),
        )

    @cached_property
    def of(self) -> Of:
        """What its weighting is a share of: quality only where no row speaks of the total."""
        total, quality = (any(self.bounds(of)) for of in Of)
        return Of.QUALITY if quality and not total else Of.TOTAL

    @cached_property
    def minimum_weighting(self) -> Decimal:
        """The least share of `of`; 0 where no minimum applies (R6)."""
        return self.least(self.of)

    @property
    def maximum_weighting(self) -> Decimal | None:
        """The greatest share of `of`; None where no maximum applies."""
        return self.most(self.of)

    @property
    def recommended_weighting(self) -> Decimal | None:
        """A share of the total within the bounds, wherever social value is required; else 0.

        None where neither policy nor council names one.
        """
        if not (self.required and self.in_force):
            return _NONE
        least, recommended = self.least(Of.TOTAL), self.council.recommended
        wanted = max(least, recommended) if recommended is not None else least
        most = self.most(Of.TOTAL)
        return (wanted if most is None else min(wanted, most)) or None

    @property
    def weighting(self) -> str:
        """The weighting asked for, in words: "at least 10% of the total award criteria"."""
        return wording.weighting(self)


@dataclass(frozen=True, eq=False)
class Requirement(Asked):
    """What policy and law ask of one contract, on the day its procurement began.

    One answer is only equal to itself, so that what follows from it can be kept by it.

    Money is in £, weightings are shares (0.1 is 10%) of the total award criteria. `rules` are the
    rows for its category, day and regime, and those that apply to it give every answer; each is
    worked out when it is asked for, so that a column of a hundred thousand contracts costs no
    sentence that nobody reads. `regime` and `statutory` are None under a law that isn't held here,
    `statutory` also under a regime that has no threshold. `lots` is how many lots are added
    together; `ends` its last day, where that is known. `own` is a call-off's own answer: its
    weighting goes by that, all else by its framework's.
    """

    council: Council
    category: Category
    services: bool | None
    on: date
    regime: Regime | None
    statutory: Threshold | None
    rules: tuple[Rule, ...]
    value: ContractValue
    months: Decimal | None
    ends: date | None = None
    lots: int = 1
    own: "Requirement | None" = None

    @cached_property
    def applying(self) -> tuple[Rule, ...]:
        """The rows that apply to it, in the policy's order, then the law's."""
        return tuple(rule for rule in self.rules if rule.applies(self.value, self.months))

    @property
    def weighing(self) -> tuple[Rule, ...]:
        """The rows whose weightings count."""
        return self.own.applying if self.own else self.applying

    @property
    def in_force(self) -> bool:
        """Whether the policy was in force on its day."""
        return self.on >= self.council.in_force_from

    @property
    def policy_threshold_net(self) -> Decimal | None:
        """The lowest figure of its own from which the policy asks the most, net of VAT.

        None before the policy was in force, and where no figure decides.
        """
        rules = [rule for rule in self.rules if rule.law is None and rule.figure is not None]
        rank = max((rule.rank for rule in rules), default=0)
        figures = [
            Threshold(rule.figure, rule.basis, rule.clause).net(self.value.vat_factor)
            for rule in rules
            if rule.rank == rank and rule.figure is not None
        ]
        return min(figures, default=None)

    @property
    def statutory_threshold_net(self) -> Decimal | None:
        """The law's figure less this contract's VAT; None where there is none."""
        return self.statutory.net(self.value.vat_factor) if self.statutory else None

    @property
    def statutory_threshold_including_vat(self) -> Decimal | None:
        """The law's figure including VAT; None where there is none."""
        return self.statutory.including_vat(self.value.vat_factor) if self.statutory else None

    @property
    def runs_past(self) -> date:
        """The last day, as far as is known: its end, or its term from the day it is on."""
        if self.ends or not self.months:
            return self.ends or self.on
        return months_later(self.on - timedelta(1), int(self.months))

    @cached_property
    def told(self) -> str:
        """The sentences of its reason, with marks for its own figures."""
        return wording.told(self)

    @cached_property
    def reason(self) -> str:
        """Why, with clause or law, figure and date: sentences for a report."""
        return wording.reason(self.told, self.value, self.months, self.on)

    @cached_property
    def advice(self) -> tuple[str, ...]:
        """What else the officer should know, the most particular first."""
        return tuple(advice.advice(self))
