"""The kinds of contract that thresholds tell apart, and the words people use for them."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from svtools.errors import InputError


class Category(StrEnum):
    """What a contract is for, by its main subject; a concession is a kind of its own (R21)."""

    SUPPLIES_AND_SERVICES = "supplies and services"
    LIGHT_TOUCH = "light touch"
    WORKS = "works"
    CONCESSIONS = "concessions"
    LIGHT_TOUCH_CONCESSIONS = "light touch concessions"

    @property
    def also(self) -> tuple[str, ...]:
        """What else people call it."""
        return _ALSO[self]

    @property
    def is_concession(self) -> bool:
        """Whether the contractor is paid by the right to what is built or served."""
        return "concessions" in self


_ALSO = {
    Category.SUPPLIES_AND_SERVICES: (
        "supplies", "supply", "services", "service", "goods", "goods and services",
        "services and supplies", "services and goods", "supplies services", "goods services",
    ),
    Category.LIGHT_TOUCH: (
        "ltr", "light touch regime", "light touch services", "light touch contract",
        "light touch regime for services", "social and other specific services",
    ),
    Category.WORKS: ("work", "construction", "construction works", "building works"),
    Category.CONCESSIONS: (
        "concession", "concession contract", "works concession", "services concession",
    ),
    Category.LIGHT_TOUCH_CONCESSIONS: (
        "light touch concession", "ltr concession", "light touch concession contract",
    ),
}  # fmt: skip

_SERVICES = ("services", "service", "services concession")
_ALONE = ("supplies", "supply", "goods", "works concession")


def categories() -> tuple[str, ...]:
    """Every category, in the policy's order; those that the law alone tells apart come last."""
    return tuple(map(str, Category))


@lru_cache(maxsize=256)
def category_of(words: str) -> Category:
    """The category that `words` mean; case, spaces, hyphens and '&' don't matter.

    Raises InputError for other words.
    """
    allowed = f"Give one of: {', '.join(categories())}."
    if not isinstance(words, str) or not words.strip():
        raise InputError("The category is missing.", allowed)
    said = _spelled(words)
    for category in Category:
        if said in {category, *category.also}:
            return category
    raise InputError(f"'{words.strip()}' is not a category.", allowed)


def holds_services(several: Sequence[str]) -> bool | None:
    """Whether what is bought holds services, alone or with goods or works; None for perhaps.

    The duty of the Public Services (Social Value) Act 2012, section 1, reaches no other contract.
    """
    each = [_holds_services(words) for words in several]
    return True if True in each else None if None in each else False


@lru_cache(maxsize=256)
def _holds_services(words: str) -> bool | None:
    category, said = category_of(words), _spelled(words)
    if said in _SERVICES or category.startswith(Category.LIGHT_TOUCH):
        return True
    return False if said in _ALONE or category is Category.WORKS else None


def _spelled(words: str) -> str:
    return " ".join(re.sub(r"[-_/]", " ", words.casefold().replace("&", " and ")).split())
