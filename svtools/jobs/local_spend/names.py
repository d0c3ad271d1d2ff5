"""Suppliers' names and numbers as they are compared."""

import re
from functools import lru_cache
from unicodedata import normalize

_FORMS = frozenset(("ltd", "limited", "plc", "llp", "cic", "lp"))
"""Legal forms, with which a name is written or isn't."""

_LONG_FORMS = re.compile(
    r"\b(?:community interest company|public limited company|limited liability partnership)\b"
)
_TRADING = re.compile(r"\b(?:t\s*/\s*a|t\.\s*a\.|trading\s+as)(?=\W|$)", re.IGNORECASE)
_DOTS = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)\.(?=\s|$)")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_OTHER = re.compile(r"[\W_]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")


@lru_cache(maxsize=200_000)
def cleaned(name: str) -> str:
    """A name without capitals, punctuation and legal form: "Pier (UK) Ltd." is pier uk."""
    text = _ACCENTS.sub("", normalize("NFKD", name)).casefold()
    text = _DOTS.sub("", text.replace("&", " and ")).translate(_APOSTROPHES)
    text = _LONG_FORMS.sub(" ", _OTHER.sub(" ", text))
    words = text.split()
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
