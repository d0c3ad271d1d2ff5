"""Suppliers' names and numbers as they are compared, and which names may be people's."""

import re
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import normalize

from svtools import yamlfile

NOT_SHOWN = "words, not shown here"

_FORMS = frozenset(("ltd", "limited", "plc", "llp", "cic", "lp"))
"""Legal forms, with which a name is written or isn't."""

_LONG_FORMS = re.compile(
    r"\b(?:community interest company|public limited company|limited liability partnership)\b"
)
_TRADING = re.compile(r"\b(?:t\s*/\s*a|t\.\s*a\.|trading\s+as)(?=\W|$)", re.IGNORECASE)
_DOTS = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)\.(?=\s|$)")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_OTHER = re.compile(r"[\W_]+")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[\W_]+[^\W\d_]{2,}")
_ACCENTS = re.compile(r"[\u0300-\u036f]")


@lru_cache(maxsize=200_000)
def with_form(name: str) -> str:
    """A name without capitals and punctuation: "Pier (UK) Ltd." is pier uk ltd."""
    text = _ACCENTS.sub("", normalize("NFKD", name)).casefold()
    text = _DOTS.sub("", text.replace("&", " and ")).translate(_APOSTROPHES)
    return " ".join(_OTHER.sub(" ", text).split())


@lru_cache(maxsize=200_000)
def cleaned(name: str) -> str:
    """The same without its legal form: "Pier (UK) Ltd." is pier uk."""
    words = _LONG_FORMS.sub(" ", with_form(name)).split()
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=200_000)
def known_as(name: str) -> tuple[str, ...]:
    """What a supplier is known as: its cleaned name; of "X Ltd t/a Y" both X and Y."""
    return tuple(dict.fromkeys(filter(None, map(cleaned, _TRADING.split(name)))))


@lru_cache(maxsize=200_000)
def number(text: str) -> str:
    """A supplier's number as it is compared: a spreadsheet takes the zeros before it away."""
    folded = "".join(text.split()).casefold().removesuffix(".0")
    return folded.lstrip("0") or folded


@cache
def _company_words() -> frozenset[str]:
    return frozenset(yamlfile.read(Path(__file__).with_name("company_words.yaml"))["words"])


def words_of(name: str) -> frozenset[str]:
    """The words that tell a payee from others: without those that many organisations share."""
    return frozenset(cleaned(name).split()) - _company_words()


def is_organisation(name: str) -> bool:
    """Whether a name has a word that no person's has."""
    return not _company_words().isdisjoint(with_form(name).split())


def as_entered(text: str) -> str:
    """What stands in a cell, where it can't be somebody's name that got into the wrong column."""
    is_figure = any(map(str.isdigit, text)) and not _TWO_WORDS.search(text)
    return text if is_figure or not text else NOT_SHOWN
