"""Dated figures: one YAML file each, with description, unit, reference and values by date.

    description: Least share of the total award criteria
    unit: share
    reference: "9.2.2"
    values:
      - {from: 2021-12-01, value: 0.1}

A value holds from its date until the next one's. A value may carry a `reference` of its own.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from svtools import yamlfile
from svtools.errors import InputError
from svtools.numbers import exact
from svtools.policy.category import categories

T = TypeVar("T")


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A value, the first day it holds, and where it is laid down."""

    start: date
    value: T
    reference: str


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """A figure of law or policy through time, oldest value first."""

    description: str
    unit: str
    reference: str
    values: tuple[Dated[T], ...]

    def dated(self, day: date) -> Dated[T]:
        """The value on `day`, with its date and reference. Raises InputError before the first."""
        for value in reversed(self.values):
            if value.start <= day:
                return value
        raise InputError(
            f"{self.description}: there is no figure for {long_date(day)}.",
            f"Give a date from {long_date(self.values[0].start)} on.",
        )

    def on(self, day: date) -> T:
        """The value on `day`. Raises InputError before the first."""
        return self.dated(day).value


def long_date(day: date) -> str:
    """A date in a sentence: 1 December 2021."""
    return f"{day.day} {day:%B %Y}"


def read_parameter(
    path: Path,
    take: Callable[[yamlfile.Mapping], T],
    *keys: str,
    optional: tuple[str, ...] = (),
) -> Parameter[T]:
    """The parameter in the file at `path`; `take` makes a value from an entry with `keys`.

    Raises DeclarationError, with the line, for anything the file should not hold.
    """
    content = yamlfile.read(path)
    content.only(required=("description", "unit", "reference", "values"))
    entries = mappings(content, "values")
    reference = text(content, "reference")
    values: list[Dated[T]] = []
    for entry in entries:
        entry.only("reference", *optional, required=("from", *keys))
        start = day_in(entry, "from")
        if values and start <= values[-1].start:
            raise entry.refuse(f"{start} is out of order.", "Put the oldest value first.")
        own = text(entry, "reference") if "reference" in entry else reference
        values.append(Dated(start, take(entry), own))
    return Parameter(text(content, "description"), text(content, "unit"), reference, tuple(values))


def read_share(path: Path) -> Parameter[Decimal]:
    """A parameter with one share a date, under `value`: 0.1 for 10%."""
    return read_parameter(path, lambda entry: share(entry, "value"), "value")


def read_advice(path: Path) -> Parameter[str]:
    """A parameter with one text a date, under `value`."""
    return read_parameter(path, lambda entry: text(entry, "value"), "value")


def read_by_category(path: Path) -> Parameter[Mapping[str, Decimal]]:
    """A parameter with one number for each category a date."""
    return read_parameter(path, by_category, *categories())


def by_category(entry: yamlfile.Mapping) -> dict[str, Decimal]:
    """The numbers that `entry` holds for the categories."""
    return {name: number(entry, name) for name in categories() if name in entry}


def mappings(holder: yamlfile.Mapping, key: str) -> list[yamlfile.Mapping]:
    """The list of mappings under `key`; an empty or another kind of value is refused."""
    found = holder[key]
    if not isinstance(found, list) or not found:
        raise holder.refuse(f"'{key}' holds no list.", "Write each entry as '- {…}'.")
    for item in found:
        if not isinstance(item, yamlfile.Mapping):
            raise holder.refuse(f"'{item}' under '{key}' has no keys.", "Write it as '- {…}'.")
    return found


def text(holder: yamlfile.Mapping, key: str) -> str:
    """The text under `key`."""
    found: str = _of_kind(holder, key, str, "text", "Put it in quotes.")
    return found.strip()


def texts(holder: yamlfile.Mapping, key: str) -> tuple[str, ...]:
    """The list of texts under `key`."""
    found = holder[key]
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise holder.refuse(f"'{key}' is not a list of texts.", "Write each as '- text'.")
    return tuple(found)


def flag(holder: yamlfile.Mapping, key: str) -> bool:
    """The true or false under `key`."""
    found: bool = _of_kind(holder, key, bool, "true or false", "Write true or false.")
    return found


def day_in(holder: yamlfile.Mapping, key: str) -> date:
    """The date under `key`."""
    found: date = _of_kind(holder, key, date, "a date", "Write it as 2021-12-01.")
    if isinstance(found, datetime):
        raise holder.refuse(f"'{key}' is not a date.", "Leave out the time of day.")
    return found


def number(holder: yamlfile.Mapping, key: str) -> Decimal:
    """The number under `key`, zero or more."""
    found = _of_kind(holder, key, int | float, "a number", "Write it without £ or commas.")
    if isinstance(found, bool) or not math.isfinite(found) or found < 0:
        raise holder.refuse(f"'{key}' is {found}.", "Give a number, zero or more.")
    return exact(found)


def share(holder: yamlfile.Mapping, key: str) -> Decimal:
    """The share under `key`, from 0 to 1."""
    found = number(holder, key)
    if found > 1:
        raise holder.refuse(f"'{key}' is {found}, more than the whole.", "Write 10% as 0.1.")
    return found


def _of_kind(holder: yamlfile.Mapping, key: str, kind: Any, name: str, remedy: str) -> Any:
    found = holder[key]
    if not isinstance(found, kind) or found == "":
        raise holder.refuse(f"'{key}' is not {name}.", remedy)
    return found
