"""Dated figures: one YAML file each, with description, unit, reference and values by date.

    description: Least share of the total award criteria
    unit: share
    reference: "9.2.2"
    values:
      - {from: 2021-12-01, value: 0.1}

A value holds from its date until the next one's. A value may carry a `reference` of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from svtools import schema, yamlfile
from svtools.errors import DeclarationError, InputError
from svtools.numbers import long_date
from svtools.policy.category import categories
from svtools.schema import NOT_EMPTY, Amount, Located, beside

T = TypeVar("T")


@dataclass(frozen=True)
class Described:
    """What every file of a policy says of itself, and where that is laid down."""

    description: str
    reference: str


@dataclass(frozen=True)
class Dated(Located, Generic[T]):
    """A value, the first day it holds, and where it is laid down.

    `until` is the last day for which it was set: after it, it is only the latest that is known.
    """

    start: date = field(metadata={"key": "from"})
    value: Annotated[T, beside]
    until: date | None = None
    reference: str = ""  # in a parameter, the parameter's


@dataclass(frozen=True)
class Parameter(Described, Generic[T]):
    """A figure of law or policy through time, oldest value first."""

    unit: str
    values: Annotated[tuple[Dated[T], ...], NOT_EMPTY]

    def __post_init__(self) -> None:
        values = tuple(
            replace(value, reference=value.reference or self.reference) for value in self.values
        )
        object.__setattr__(self, "values", values)

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


def read_parameter(path: Path, kind: type[Parameter[T]]) -> Parameter[T]:
    """The parameter in the file at `path`.

    Raises DeclarationError, with the line, for anything the file should not hold.
    """
    parameter = schema.read(path, kind)
    for earlier, later in pairwise(parameter.values):
        if later.start <= earlier.start:
            raise DeclarationError(
                path, later.line, f"{later.start} is out of order.", "Put the oldest value first."
            )
    return parameter


def _of_every_category(figures: yamlfile.Mapping, *_: Any) -> yamlfile.Mapping:
    figures.only(required=categories())
    return figures


ByCategory = Annotated[Mapping[str, Amount], _of_every_category]
"""A number for each category; it stands beside the date that it holds from."""
