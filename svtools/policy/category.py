"""The three kinds of contract that the policy tells apart, and the words people use for them."""

import re

from svtools.errors import InputError

_CONCESSIONS = ("concession", "concessions", "concession contract", "works concession",
                "services concession")  # fmt: skip
_WORDS = {
    "supplies and services": (
        "supplies", "supply", "services", "service", "goods", "goods and services",
        "services and supplies", "services and goods", "supplies services", "goods services",
    ),
    "light touch": (
        "ltr", "light touch regime", "light touch services", "light touch contract",
        "light touch regime for services", "social and other specific services",
    ),
    "works": ("work", "construction", "construction works", "building works", *_CONCESSIONS),
}  # fmt: skip


def categories() -> tuple[str, ...]:
    """The three categories of clause 9.2.1, in the policy's order."""
    return tuple(_WORDS)


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
