"""The rows of a policy and of the law as they are applied: each for its days, with its figure.

"The law's threshold" is a figure for each category and period here, so that a row can be applied by
what stands in it alone; the table Rules of a register holds the same rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from svtools.numbers import settled
from svtools.policy.ask import LADDER, LAWS_THRESHOLD, Ask, Of, Weight
from svtools.policy.category import Category
from svtools.policy.parameter import Dated
from svtools.policy.statutory import Basis, StatutoryThresholds, statute
from svtools.policy.validated_input import ContractValue


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: from `start` to `until`, for a `category` or all, what it asks and from where.

    `figure` is £ on its `basis`, and None for any value; `exceeds` where it must be exceeded. `law`
    is the period of the statutory threshold that it is, None for a figure of its own. `only_under`
    and `not_under` are keys of regimes. A rule that is not `held` asks from a threshold that the
    toolkit doesn't know.
    """

    clause: str
    start: date
    until: date
    category: Category | None
    weight: Weight
    figure: Decimal | None = None
    exceeds: bool = False
    basis: Basis = Basis.NET
    months: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    of: Of = Of.TOTAL
    says: str = ""
    but_not: str = ""
    only_under: str = ""
    not_under: tuple[str, ...] = ()
    law: Dated[StatutoryThresholds] | None = None
    held: bool = True

    @property
    def rank(self) -> int:
        """How much it asks: 1 for may, to 3 for must."""
        return LADDER.index(self.weight)

    def concerns(self, category: Category, day: date, regime: str) -> bool:
        """Whether it is about contracts of a category, begun on a day under a regime, at all."""
        return (
            self.start <= day <= self.until
            and self.category in (None, category)
            and self.only_under in ("", regime)
            and regime not in self.not_under
        )

    def reached(self, value: ContractValue) -> bool:
        """Whether a contract's value is enough."""
        if self.figure is None:
            return True
        value_there, figure = settled(self.basis.side(value)), settled(self.figure)
        return value_there > figure if self.exceeds else value_there >= figure

    def long_enough(self, months: Decimal | None) -> bool:
        """Whether a term is enough; one that isn't known is where none is asked for."""
        return not self.months or (months is not None and settled(months) >= self.months)

    def applies(self, value: ContractValue, months: Decimal | None) -> bool:
        """Whether it asks something of a contract, for certain."""
        return self.held and self.reached(value) and self.long_enough(months)

    def may_apply(self, value: ContractValue, months: Decimal | None) -> bool:
        """Whether only what isn't known keeps it from applying."""
        if not self.held:
            return months is None or self.long_enough(months)
        return bool(self.months) and months is None and self.reached(value)


def rules_of(asks: Sequence[Ask], *, held: bool) -> tuple[Rule, ...]:
    """The rules that rows of a policy come to; the law's thresholds where they are `held`."""
    return tuple(rule for ask in asks for rule in _rules(ask, held=held))


def _rules(ask: Ask, *, held: bool) -> Iterator[Rule]:
    common = {
        "clause": str(ask.clause),
        "weight": ask.weight,
        "months": ask.months,
        "least": ask.least,
        "most": ask.most,
        "of": ask.of,
        "says": ask.says,
        "but_not": "" if ask.excepted else ask.but_not,
    }
    start, until = ask.start, ask.until or date.max
    about_all = len(ask.categories) == len(Category)
    law = ask.reaches == LAWS_THRESHOLD
    if law and held:
        without = tuple(regime.key for regime in statute().regimes if not regime.threshold)
        for category in ask.categories:
            for period, last in _periods():
                if period.start <= until and start <= last:
                    yield Rule(
                        start=max(start, period.start),
                        until=min(until, last),
                        category=category,
                        figure=period.value.figures[category],
                        basis=period.value.basis,
                        not_under=without,
                        law=period,
                        **common,  # type: ignore[arg-type]
                    )
        return
    exceeds = ask.exceeds is not None
    figure = ask.exceeds if exceeds else ask.reaches if isinstance(ask.reaches, Decimal) else None
    for one in (None,) if about_all else ask.categories:
        yield Rule(
            start=start,
            until=until,
            category=one,
            figure=figure,
            exceeds=exceeds,
            basis=Basis.INCLUDING_VAT if ask.with_vat else Basis.NET,
            only_under=ask.regime,
            held=not law,
            **common,  # type: ignore[arg-type]
        )


def _periods() -> Iterator[tuple[Dated[StatutoryThresholds], date]]:
    """Each period of the statutory thresholds, with its last day."""
    periods = statute().thresholds.values
    for period, after in pairwise(periods):
        yield period, after.start - timedelta(days=1)
    yield periods[-1], date.max
