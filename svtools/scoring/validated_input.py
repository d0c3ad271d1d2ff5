"""What a caller says of a tender, checked before anything is marked."""

from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from svtools.errors import InputError
from svtools.numbers import plain, settled
from svtools.policy.validated_input import number_given

Choice = TypeVar("Choice", bound=StrEnum)
FRACTION = "Give a fraction from 0 to 1, such as 0.1 for 10%."


def fraction(value: Any, name: str) -> Decimal:
    """A share from 0 to 1, without binary dust. Raises InputError for anything else."""
    return settled(number_given(value, name, most=Decimal(1), remedy=FRACTION))


def above_zero(value: Any, name: str, remedy: str) -> Decimal:
    """A number above 0. Raises InputError for anything else."""
    found = number_given(value, name, remedy=remedy)
    if not found:
        raise InputError(f"{name} is 0.", remedy)
    return found


def chosen(kind: type[Choice], value: Any, name: str) -> Choice:
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


def adds_up(weights: dict[str, Decimal], whole: Decimal, name: str) -> None:
    """Raises InputError, with what was found, where `weights` are not exactly `whole`."""
    total = sum(weights.values(), Decimal(0))
    if total != whole:
        found = " + ".join(f"{each} {_hundredths(share)}%" for each, share in weights.items())
        raise InputError(
            f"{name} add up to {_hundredths(total)}%: {found}.",
            f"Change them so that they are exactly {_hundredths(whole)}%.",
        )


def different(names: list[str], what: str) -> None:
    """Raises InputError where a name stands twice; case and outer spaces don't matter."""
    seen: set[str] = set()
    for name in names:
        known = words(name, f"The name of a {what}", f"Name every {what}.").casefold()
        if known in seen:
            raise InputError(f"The {what} '{name}' is there twice.", f"Give each {what} once.")
        seen.add(known)


def _hundredths(share: Decimal) -> str:
    return plain(share * 100)
