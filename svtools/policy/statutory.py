"""What the law lays down: thresholds, VAT, and the regime a procurement comes under."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

from svtools.errors import InputError
from svtools.folders import parameters_folder
from svtools.numbers import long_date, settled
from svtools.policy.ask import Ask
from svtools.policy.parameter import ByCategory, Described, Parameter, read_parameter
from svtools.policy.validated_input import ContractValue
from svtools.schema import NOT_EMPTY, Amount, Share, beside, read


class Basis(StrEnum):
    """What a threshold is compared with."""

    NET = "net of VAT"
    INCLUDING_VAT = "including VAT"

    def side(self, value: ContractValue) -> Decimal:
        """The side of a contract's value that a figure on this basis is compared with."""
        return value.net if self is Basis.NET else value.including_vat


class Threshold(NamedTuple):
    """A figure in £ on its basis, and where it is laid down."""

    amount: Decimal
    basis: Basis
    reference: str
    until: date | None = None
    """The last day for which it was set, where a later figure is to come."""

    def net(self, vat_factor: Decimal) -> Decimal:
        """The figure net of VAT, for a contract with this VAT factor (1.2 at 20%)."""
        return settled(self.amount if self.basis is Basis.NET else self.amount / vat_factor)

    def including_vat(self, vat_factor: Decimal) -> Decimal:
        """The figure including VAT, for a contract with this VAT factor (1.2 at 20%)."""
        return settled(self.amount * vat_factor if self.basis is Basis.NET else self.amount)

    def reached(self, value: ContractValue) -> bool:
        """Whether `value` is at or over the figure."""
        return settled(self.basis.side(value)) >= settled(self.amount)


@dataclass(frozen=True)
class StatutoryThresholds:
    """The figures of one period, in £ on one basis, for each category."""

    basis: Basis
    figures: Annotated[ByCategory, beside]


@dataclass(frozen=True)
class Regime:
    """The law that a procurement comes under.

    `by_date` regimes follow from the date the procurement began, the others are an officer's
    choice. After `until` only call-offs and the like come under it. Some have no `threshold`.
    `advice` is what an officer should know about it.
    """

    key: str
    name: str
    start: date = field(metadata={"key": "from"})
    by_date: bool
    reference: str
    also: tuple[str, ...] = ()
    until: date | None = None
    threshold: bool = True
    advice: str = ""

    def law_day(self, day: date) -> date:
        """The day by which its law is told: a law that was replaced stays as it was."""
        return min(day, self.until or day)


@dataclass(frozen=True)
class Regimes(Described):
    """The law's regimes."""

    unit: str
    regimes: Annotated[tuple[Regime, ...], NOT_EMPTY]


@dataclass(frozen=True)
class Law:
    """Whose thresholds count: which part of the kingdom, which kind of authority."""

    of: str
    authority: str

    def __post_init__(self) -> None:
        for name in ("of", "authority"):
            object.__setattr__(self, name, getattr(self, name).casefold())

    def __str__(self) -> str:
        return f"{self.authority} bodies of {self.of.title()}"


@dataclass(frozen=True)
class LawAsks(Described):
    """What the law itself asks, in rows as a policy's, and whose law is held here."""

    law: Law
    asks: Annotated[tuple[Ask, ...], NOT_EMPTY]


Situation = Literal["services", "perhaps", "none", "below", "other"]


@dataclass(frozen=True)
class LocationSentence:
    """What an officer should know about where suppliers are based, from a day on."""

    start: date = field(metadata={"key": "from"})
    situations: tuple[Situation, ...] = field(metadata={"key": "for"})
    text: str


@dataclass(frozen=True)
class Location(Described):
    """The sentences in their order.

    A situation is what the duty of the Social Value Act has to do with a contract: it holds
    "services", "perhaps", or "none"; its value is "below" the threshold; "other" regimes have none.
    """

    unit: str
    sentences: Annotated[tuple[LocationSentence, ...], NOT_EMPTY]

    def advice(self, situation: Situation, day: date) -> str:
        """What holds on `day`."""
        return " ".join(
            one.text for one in self.sentences if one.start <= day and situation in one.situations
        )


@dataclass(frozen=True)
class Statute:
    """The law's rows and dated figures, and its advice on location and on concessions.

    `duty` is what the Social Value Act asks, whatever the policy; it reaches services from the
    threshold on.
    """

    law: Law
    asks: tuple[Ask, ...]
    thresholds: Parameter[StatutoryThresholds]
    vat_rate: Parameter[Decimal]
    location: Location
    concessions: Parameter[str]
    duty: Parameter[str]
    regimes: tuple[Regime, ...]
    published_over: Parameter[Decimal]

    def regime(self, day: date, chosen: str | None = None) -> Regime:
        """The regime for a procurement that began on `day`, or the one an officer has `chosen`.

        Raises InputError for an unknown regime and for one that was not in force on `day`.
        """
        if not chosen:
            return self._by_date(day)
        named = {
            _spelled(word): regime
            for regime in self.regimes
            for word in (regime.key, regime.name, *regime.also)
        }
        regime = named.get(_spelled(str(chosen)))
        if regime is None:
            names = ", ".join(f"{known.key} ({known.name})" for known in self.regimes)
            raise InputError(f"'{chosen}' is not a regime.", f"Give one of: {names}.")
        if day < regime.start:
            raise InputError(
                f"The {regime.name} did not apply on {long_date(day)}.",
                f"It applies from {long_date(regime.start)}; leave the regime out to take it "
                "from the date.",
            )
        return regime

    def _by_date(self, day: date) -> Regime:
        by_date = {regime.start: regime for regime in self.regimes if regime.by_date}
        begun = [start for start in by_date if start <= day]
        if not begun:
            raise InputError(
                f"No procurement law is known here for {long_date(day)}.",
                f"Give a date from {long_date(min(by_date))} on.",
            )
        return by_date[max(begun)]


@lru_cache(maxsize=1)
def statute() -> Statute:
    """The law's figures, as they ship with the toolkit."""
    folder = parameters_folder() / "statutory"
    rows = read(folder / "asks.yaml", LawAsks)
    return Statute(
        law=rows.law,
        asks=rows.asks,
        thresholds=read_parameter(folder / "thresholds.yaml", Parameter[StatutoryThresholds]),
        vat_rate=read_parameter(folder / "vat_rate.yaml", Parameter[Share]),
        location=read(folder / "location.yaml", Location),
        concessions=read_parameter(folder / "concessions.yaml", Parameter[str]),
        duty=read_parameter(folder / "duty.yaml", Parameter[str]),
        regimes=read(folder / "regimes.yaml", Regimes).regimes,
        published_over=read_parameter(folder / "published_over.yaml", Parameter[Amount]),
    )


def _spelled(words: str) -> str:
    return " ".join(words.replace("-", " ").casefold().split())
