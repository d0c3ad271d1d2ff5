"""The three kinds of contract that the policy tells apart, and the words people use for them."""

import re

from svtools.errors import InputError

SUPPLIES_AND_SERVICES = "supplies and services"
LIGHT_TOUCH = "light touch"
WORKS = "works"

_WORDS = {
    SUPPLIES_AND_SERVICES: (
        "supplies", "supply", "services", "service", "goods", "goods and services",
        "services and supplies", "services and goods", "supplies services", "goods services",
    ),
    LIGHT_TOUCH: (
        "ltr", "light touch regime", "light touch services", "light touch contract",
        "light touch regime for services", "social and other specific services",
    ),
    WORKS: ("work", "construction", "construction works", "building works"),
}  # fmt: skip
_CONCESSIONS = ("concession", "concessions", "concession contract", "works concession",
                "services concession")  # fmt: skip


def categories() -> tuple[str, str, str]:
    """The three categories of clause 9.2.1, in the policy's order."""
    return (SUPPLIES_AND_SERVICES, LIGHT_TOUCH, WORKS)


def category_of(words: str) -> str:
    """The category that `words` mean; case, spaces, hyphens and '&' don't matter.

    Concessions count as works, whose figure the law gives them.
    Raises InputError for other words.
    """
    if not isinstance(words, str) or not words.strip():
        raise InputError("The category is missing.", _allowed())
    known = _known()
    said = _spelled(words)
    if said not in known:
        raise InputError(f"'{words.strip()}' is not a category.", _allowed())
    return known[said]


def is_concession(words: str) -> bool:
    """Whether `words` name a concession rather than a works contract."""
    return _spelled(words) in _CONCESSIONS


def _known() -> dict[str, str]:
    themselves = {category: category for category in categories()}
    others = {word: category for category, words in _WORDS.items() for word in words}
    return themselves | others | dict.fromkeys(_CONCESSIONS, WORKS)


def _spelled(words: str) -> str:
    return " ".join(re.sub(r"[-_/]", " ", words.casefold().replace("&", " and ")).split())


def _allowed() -> str:
    return f"Give one of: {', '.join(categories())}."
