"""The three kinds of contract that the policy tells apart, and the words people use for them."""

import re

from svtools.errors import InputError

SUPPLIES_AND_SERVICES = "supplies and services"
LIGHT_TOUCH = "light touch"
WORKS = "works"

_CONCESSIONS = ("concession", "concessions", "concession contract", "works concession",
                "services concession")  # fmt: skip
_WORDS = {
    SUPPLIES_AND_SERVICES: (
        "supplies", "supply", "services", "service", "goods", "goods and services",
        "services and supplies", "services and goods", "supplies services", "goods services",
    ),
    LIGHT_TOUCH: (
        "ltr", "light touch regime", "light touch services", "light touch contract",
        "light touch regime for services", "social and other specific services",
    ),
    WORKS: ("work", "construction", "construction works", "building works", *_CONCESSIONS),
}  # fmt: skip


def categories() -> tuple[str, str, str]:
    """The three categories of clause 9.2.1, in the policy's order."""
    return (SUPPLIES_AND_SERVICES, LIGHT_TOUCH, WORKS)


def category_of(words: str) -> str:
    """The category that `words` mean; case, spaces, hyphens and '&' don't matter.

    Concessions count as works, whose figure the law gives them.
    Raises InputError for other words.
    """
    allowed = f"Give one of: {', '.join(categories())}."
    if not isinstance(words, str) or not words.strip():
        raise InputError("The category is missing.", allowed)
    said = _spelled(words)
    for category, others in _WORDS.items():
        if said in {category, *others}:
            return category
    raise InputError(f"'{words.strip()}' is not a category.", allowed)


def is_concession(words: str) -> bool:
    """Whether `words` name a concession rather than a works contract."""
    return _spelled(words) in _CONCESSIONS


def _spelled(words: str) -> str:
    return " ".join(re.sub(r"[-_/]", " ", words.casefold().replace("&", " and ")).split())
