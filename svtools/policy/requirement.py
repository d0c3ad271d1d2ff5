"""Whether a contract needs social value, why, and with what weighting."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from svtools.errors import InputError
from svtools.numbers import Number
from svtools.policy import wording
from svtools.policy.ask import NOT_ASKED, Of, Weight
from svtools.policy.category import Category, category_of, holds_services
from svtools.policy.council import Council, load_council
from svtools.policy.rules import Rule
from svtools.policy.statutory import Regime, Threshold, statute
from svtools.policy.validated_input import (
    ContractValue,
    day_given,
    months_given,
    number_given,
    value_given,
)

_NONE = Decimal(0)
_ALL = Decimal(1)


@dataclass(frozen=True)
class Requirement:
    """What policy and law ask of one contract, on the day its procurement began.

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

    @cached_property
    def asking(self) -> tuple[Rule, ...]:
        """Those of the rows that ask the most."""
        most = max((rule.rank for rule in self.applying), default=0)
        return tuple(rule for rule in self.applying if rule.rank == most)

    @property
    def weighing(self) -> tuple[Rule, ...]:
        """The rows whose weightings count."""
        return self.own.applying if self.own else self.applying

    @property
    def in_force(self) -> bool:
        """Whether the policy was in force on that day."""
        return self.on >= self.council.in_force_from

    @property
    def asks(self) -> str:
        """What is asked: no, may, consider or must."""
        return str(self.asking[0].weight) if self.asking else NOT_ASKED

    @property
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

    @property
    def of(self) -> Of:
        """What its weighting is a share of: quality only where no row speaks of the total."""
        total, quality = (any(self.bounds(of)) for of in Of)
        return Of.QUALITY if quality and not total else Of.TOTAL

    @property
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
    def policy_threshold_net(self) -> Decimal | None:
        """The lowest figure of its own from which the policy asks the most, net of VAT.

        None before the policy was in force, and where no figure decides.
        """
        return self._own_figure(lambda figure: figure.net(self.value.vat_factor))

    @property
    def policy_threshold_including_vat(self) -> Decimal | None:
        """The same with this contract's VAT on it."""
        return self._own_figure(lambda figure: figure.including_vat(self.value.vat_factor))

    def _own_figure(self, side: Callable[[Threshold], Decimal]) -> Decimal | None:
        rules = [rule for rule in self.rules if rule.law is None and rule.figure is not None]
        rank = max((rule.rank for rule in rules), default=0)
        figures = [
            side(Threshold(rule.figure, rule.basis, rule.clause))
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

    @property
    def weighting(self) -> str:
        """The weighting asked for, in words: "at least 10% of the total award criteria"."""
        return wording.weighting(self)

    @cached_property
    def reason(self) -> str:
        """Why, with clause or law, figure and date: sentences for a report."""
        return wording.reason(self)

    @cached_property
    def advice(self) -> tuple[str, ...]:
        """What else the officer should know, the most particular first."""
        return tuple(wording.advice(self))


def requirement(
    category: str | Sequence[str],
    net_value: Number | None = None,
    *,
    months: Number | None = None,
    on: date,
    vat_rate: Number | None = None,
    value_including_vat: Number | None = None,
    regime: str | None = None,
    council: Council | None = None,
    main: str | None = None,
    lots: Sequence[Number] = (),
    ends: date | None = None,
) -> Requirement:
    """What policy and law ask of a contract (readings R1 to R7 and R21).

    `category` is its main subject; of several, `main` names the one. `net_value` is the most that
    may be paid, in £ net of VAT, options and extensions included, or `lots` the values that are
    added up to it. `months` is the term with extensions, needed where only the term decides; `on`
    the day on which the procurement began; `ends` the last day.
    `vat_rate` is a fraction (0.2); give it or `value_including_vat`, or neither for the standard
    rate. `regime` is an officer's choice (PSR for health care services, PCR 2015 for a call-off
    under an older framework), otherwise it follows from the date.
    Raises InputError for anything that can't be used, with what is allowed, and where the answer
    is not known.
    """
    named = _named(category)
    chosen = council or load_council()
    in_force, standard_rate = _in_force(
        chosen, _subject(named, main, chosen), day_given(on), regime
    )
    if lots and net_value is not None:
        raise InputError("A net value and lots are given.", "Give only one of the two.")
    net = (
        sum((number_given(lot, "A lot's net value") for lot in lots), _NONE) if lots else net_value
    )
    answer = Requirement(
        **in_force,
        services=holds_services(named),
        value=value_given(net, vat_rate, value_including_vat, standard_rate),
        months=months_given(months),
        ends=None if ends is None else day_given(ends, "The end of the contract"),
        lots=max(1, len(lots)),
    )
    _refuse_unknown(answer)
    return answer


def _named(category: Any) -> tuple[str, ...]:
    """Every kind that is bought, in words; what is no text is no category."""
    several = tuple(category) if isinstance(category, (list, tuple)) else (category,)
    return tuple(words if isinstance(words, str) else "" for words in several) or ("",)


def _subject(named: tuple[str, ...], main: str | None, council: Council) -> str:
    """The words for the main subject. Raises InputError where several leave it open."""
    kinds = tuple(dict.fromkeys(map(category_of, named)))
    if main:
        if len(kinds) > 1 and category_of(main) not in kinds:
            raise InputError(
                f"The main category, '{main}', is none of those that are bought.",
                f"Name one of: {', '.join(kinds)}.",
            )
        return main
    if len(kinds) > 1:
        raise InputError(
            f"Whether {council.words.are} required is not known: "
            f"{' and '.join(repr(str(kind)) for kind in kinds)} are bought together.",
            "Say which of them is the main subject (Main category, or --main).",
        )
    return named[0]


@lru_cache(maxsize=1024)
def _in_force(
    council: Council, words: str, day: date, regime_chosen: str | None
) -> tuple[dict[str, Any], Decimal]:
    """What holds for every contract of a category on a day, and the VAT rate."""
    law, category = statute(), category_of(words)
    regime = _regime(council, day, regime_chosen)
    threshold = None
    first = law.thresholds.values[0].start
    if regime and regime.threshold and (day >= first or council.asks_from_laws_threshold):
        period = law.thresholds.dated(day)
        basis, figure = period.value.basis, period.value.figures[category]
        latest = period.until if period.until and period.until < day else None
        threshold = Threshold(figure, basis, period.reference, latest)
    key = regime.key if regime else ""
    in_force = {
        "council": council,
        "category": category,
        "on": day,
        "regime": regime,
        "statutory": threshold,
        "rules": tuple(rule for rule in council.rules if rule.concerns(category, day, key)),
    }
    return in_force, law.vat_rate.on(day)


def _regime(council: Council, day: date, chosen: str | None) -> Regime | None:
    if council.has_statute:
        return statute().regime(day, chosen)
    if chosen:
        raise InputError(
            f"The regimes that {council.law} come under are not held here.", "Leave it out."
        )
    return None


def _refuse_unknown(asked: Requirement) -> None:
    """Raises InputError where what isn't known could change the answer."""
    rank = asked.asking[0].rank if asked.asking else 0
    for rule in asked.rules:
        if not rule.may_apply(asked.value, asked.months):
            continue
        if rule.rank > rank:
            what = f"Whether {asked.council.words.are} required"
        elif _narrows(rule, asked):
            what = "The weighting that is asked for"
        else:
            continue
        if not rule.held:
            raise InputError(
                f"{what} is not known: {wording.named(rule.clause)} asks from the law's threshold, "
                f"which is not held here for {asked.council.law}.",
                "Compare the value with that threshold yourself.",
            )
        raise InputError(
            f"{what} is not known: the term in months is missing, and "
            f"{wording.named(rule.clause)} asks for {rule.months} or more.",
            "Give the months of the first term and all extensions together, such as 24.",
        )


def _narrows(rule: Rule, asked: Requirement) -> bool:
    """Whether a row would change the bounds of the weighting."""
    most = asked.most(rule.of)
    return (rule.least or _NONE) > asked.least(rule.of) or (
        rule.most is not None and (most is None or rule.most < most)
    )


def term_months(start: date, end: date, extension_months: int = 0) -> int:
    """A contract's term as a policy counts it: whole months, with those options may add (R5).

    `end` is the last day: 1 April 2025 to 31 March 2027 is 24.
    Raises InputError where the end is before the start.
    """
    if end < start:
        raise InputError(
            f"The end, {end}, is before the start, {start}.", "Give an end after the start."
        )
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months - (after.day < start.day) + extension_months


def months_later(day: date, months: int) -> date:
    """The last day of a term that ends `months` after `day`."""
    if not months:
        return day
    first = day + timedelta(1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    following = date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
    return following - timedelta(1)
