"""What a caller says of a tender, checked before anything is marked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, cast, get_args

from svtools.errors import InputError
from svtools.numbers import percent, settled
from svtools.policy.validated_input import number_given

Choice = TypeVar("Choice", bound=StrEnum)
MOST_DECIMALS = 4
FRACTION = "Give a fraction from 0 to 1, such as 0.1 for 10%."


@contextmanager
def about(*attributes: str) -> Iterator[None]:
    """Any InputError from inside is about these attributes."""
    try:
        yield
    except InputError as fault:
        fault.about = attributes
        raise


def settle(instance: object, attribute: str, check: Callable[..., Any], *details: Any) -> None:
    """Put what `check` makes of an attribute in its place; its InputError is about it."""
    with about(attribute):
        object.__setattr__(instance, attribute, check(getattr(instance, attribute), *details))


class Checked:
    """A dataclass whose types, as Annotated, name the check of an attribute and its details.

    `{0}` in a detail is the instance. A None that the type allows stays None.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        for entry in fields(cast("Any", self)):
            check, *details = getattr(entry.type, "__metadata__", (None,))
            optional = NoneType in get_args(getattr(entry.type, "__origin__", None))
            if check and not (optional and getattr(self, entry.name) is None):
                said = (text.format(self) if isinstance(text, str) else text for text in details)
                settle(self, entry.name, check, *said)


def fraction(value: Any, name: str) -> Decimal:
    """A share from 0 to 1, without binary dust. Raises InputError for anything else."""
    return settled(number_given(value, name, most=Decimal(1), remedy=FRACTION)).normalize()


def above_zero(value: Any, name: str, remedy: str) -> Decimal:
    """A number above 0. Raises InputError for anything else."""
    number = number_given(value, name, remedy=remedy)
    if not number:
        raise InputError(f"{name} is 0.", remedy)
    return number


def at_least_one(value: Any, name: str) -> int:
    """A whole number from 1 on. Raises InputError for anything else."""
    number = number_given(value, name)
    if number < 1 or number % 1:
        raise InputError(f"{name} are {value}.", "Give a whole number, 1 or more.")
    return int(number)


def chosen(value: Any, kind: type[Choice], name: str) -> Choice:
    """The choice that `value` names. Raises InputError, with the choices, for another."""
    try:
        return kind(value)
    except ValueError:
        raise InputError(f"{name} is '{value}'.", f"Give one of: {', '.join(kind)}.") from None


def words(value: str, name: str, remedy: str) -> str:
    """A text that says something. Raises InputError for a blank one."""
    if not value or not value.strip():
        raise InputError(f"{name} is missing.", remedy)
    return value.strip()


def adds_up(weights: Sequence[tuple[str, Decimal]], whole: Decimal, name: str) -> None:
    """Raises InputError, with all of them, where `weights` are not exactly `whole`."""
    total = sum((weight for _, weight in weights), Decimal(0))
    if total != whole:
        said = " + ".join(f"{part} {percent(weight)}" for part, weight in weights)
        raise InputError(
            f"{name} add up to {percent(total)}: {said}.",
            f"Change them so that they are exactly {percent(whole)}.",
        )


def different(names: Sequence[str], what: str) -> None:
    """Raises InputError where a name stands twice; case and outer spaces don't matter."""
    known = [words(n, f"The name of a {what}", f"Name every {what}.").casefold() for n in names]
    for at, name in enumerate(names):
        if known[at] in known[:at]:
            raise InputError(f"The {what} '{name}' is there twice.", f"Give each {what} once.")


def decimals_given(value: Any) -> int:
    """The published decimals of marks. Raises InputError for anything but 0 to 4."""
    if isinstance(value, bool) or value not in range(MOST_DECIMALS + 1):
        raise InputError(
            f"Marks have {value} decimals.", f"Give a whole number from 0 to {MOST_DECIMALS}."
        )
    return int(value)
