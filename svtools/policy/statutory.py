"""What the law lays down: thresholds, VAT, and the regime a procurement comes under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from svtools import yamlfile
from svtools.errors import InputError
from svtools.folders import parameters_folder
from svtools.numbers import settled
from svtools.policy.category import categories
from svtools.policy.parameter import (
    Parameter,
    by_category,
    day_in,
    flag,
    long_date,
    mappings,
    read_advice,
    read_parameter,
    read_share,
    text,
    texts,
)
from svtools.policy.validated_input import ContractValue


class Basis(StrEnum):
    """What a threshold is compared with."""

    NET = "net of VAT"
    INCLUDING_VAT = "including VAT"


class Threshold(NamedTuple):
    """A figure in £ on its basis."""

    amount: Decimal
    basis: Basis

    def net(self, vat_factor: Decimal) -> Decimal:
        """The figure net of VAT, for a contract with this VAT factor (1.2 at 20%)."""
        return settled(self.amount if self.basis is Basis.NET else self.amount / vat_factor)

    def including_vat(self, vat_factor: Decimal) -> Decimal:
        """The figure including VAT, for a contract with this VAT factor (1.2 at 20%)."""
        return settled(self.amount * vat_factor if self.basis is Basis.NET else self.amount)

    def side(self, value: ContractValue) -> Decimal:
        """The side of `value` that this figure is compared with."""
        return value.net if self.basis is Basis.NET else value.including_vat

    def reached(self, value: ContractValue) -> bool:
        """Whether `value` is at or over the figure."""
        return settled(self.side(value)) >= settled(self.amount)


@dataclass(frozen=True)
class StatutoryThresholds:
    """The figures of one period, in £ on one basis, for each category."""

    basis: Basis
    figures: Mapping[str, Decimal]

    def of(self, category: str) -> Threshold:
        """The threshold of one category."""
        return Threshold(self.figures[category], self.basis)


@dataclass(frozen=True)
class StatutoryRow:
    """One line of the table of statutory thresholds, for a sheet or a page."""

    start: date
    basis: Basis
    figures: Mapping[str, Decimal]
    reference: str


@dataclass(frozen=True)
class Regime:
    """The law that a procurement comes under.

    `by_date` regimes follow from the date the procurement began, the others are an officer's
    choice. `any_value` is the provision that asks for social value whatever the value; such a
    regime has no threshold. `advice` is what an officer should know about it.
    """

    key: str
    name: str
    start: date
    by_date: bool
    reference: str
    also: tuple[str, ...] = ()
    any_value: str = ""
    advice: str = ""

    def called(self, words: str) -> bool:
        """Whether `words` are the key, the name or another word for this regime."""
        said = _spelled(words)
        return said in map(_spelled, (self.key, self.name, *self.also))


@dataclass(frozen=True)
class Statute:
    """The law's dated figures, and its advice on location and on concessions."""

    thresholds: Parameter[StatutoryThresholds]
    vat_rate: Parameter[Decimal]
    location: Parameter[str]
    concessions: Parameter[str]
    regimes: tuple[Regime, ...]

    def regime(self, day: date, chosen: str | None = None) -> Regime:
        """The regime for a procurement that began on `day`, or the one an officer has `chosen`.

        Raises InputError for an unknown regime and for one that was not in force on `day`.
        """
        if not chosen:
            return self._by_date(day)
        found = next((one for one in self.regimes if one.called(str(chosen))), None)
        names = ", ".join(f"{one.key} ({one.name})" for one in self.regimes)
        if found is None:
            raise InputError(f"'{chosen}' is not a regime.", f"Give one of: {names}.")
        if day < found.start:
            raise InputError(
                f"The {found.name} did not apply on {long_date(day)}.",
                f"It applies from {long_date(found.start)}; leave the regime out to take it "
                "from the date.",
            )
        return found

    def _by_date(self, day: date) -> Regime:
        oldest_first = sorted(
            (one for one in self.regimes if one.by_date), key=lambda one: one.start
        )
        begun = [one for one in oldest_first if one.start <= day]
        if not begun:
            raise InputError(
                f"No procurement law is known here for {long_date(day)}.",
                f"Give a date from {long_date(oldest_first[0].start)} on.",
            )
        return begun[-1]


@lru_cache(maxsize=1)
def statute() -> Statute:
    """The law's figures, as they ship with the toolkit."""
    folder = parameters_folder() / "statutory"
    return Statute(
        thresholds=read_parameter(folder / "thresholds.yaml", _period, "basis", *categories()),
        vat_rate=read_share(folder / "vat_rate.yaml"),
        location=read_advice(folder / "location.yaml"),
        concessions=read_advice(folder / "concessions.yaml"),
        regimes=_regimes(folder / "regimes.yaml"),
    )


def statutory_table() -> tuple[StatutoryRow, ...]:
    """The statutory thresholds by date, oldest first, as a workbook's formulas need them."""
    return tuple(
        StatutoryRow(one.start, one.value.basis, one.value.figures, one.reference)
        for one in statute().thresholds.values
    )


def _period(entry: yamlfile.Mapping) -> StatutoryThresholds:
    said = text(entry, "basis")
    if said not in list(Basis):
        raise entry.refuse(f"the basis is '{said}'.", f"Allowed: {', '.join(Basis)}.")
    return StatutoryThresholds(Basis(said), by_category(entry))


def _regimes(path: Path) -> tuple[Regime, ...]:
    content = yamlfile.read(path)
    content.only(required=("description", "unit", "reference", "regimes"))
    return tuple(_regime(entry) for entry in mappings(content, "regimes"))


def _regime(entry: yamlfile.Mapping) -> Regime:
    entry.only(
        "also", "any_value", "advice", required=("key", "name", "from", "by_date", "reference")
    )
    return Regime(
        key=text(entry, "key"),
        name=text(entry, "name"),
        start=day_in(entry, "from"),
        by_date=flag(entry, "by_date"),
        reference=text(entry, "reference"),
        also=texts(entry, "also") if "also" in entry else (),
        any_value=text(entry, "any_value") if "any_value" in entry else "",
        advice=text(entry, "advice") if "advice" in entry else "",
    )


def _spelled(words: str) -> str:
    return " ".join(words.replace("-", " ").casefold().split())
