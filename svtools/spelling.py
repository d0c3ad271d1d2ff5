"""References, lots, editions and codes as people type them.

Capitals, spaces and the kind of a dash don't matter, nor "Lot" before a lot. Whatever is compared
by its name is compared here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import category, normalize

LIKE_ENOUGH = 0.7

NO_ANSWER = frozenset(
    ("n/a", "na", "n.a.", "n.a", "not applicable", "nil", "none", "-", "--", "–", "—")
)
"""Words for an empty cell. "nil" too: whether it means 0 or nothing to say is not ours to guess."""

_DASH = "Pd"
_DASHES = "\u02d7\u2043\u2212\u2796"
"""Dashes that Unicode counts among the signs."""

_UNSEEN = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs"))
_LOT = re.compile(
    r"(?:lots?|l(?=[\W_]*\d))?[\W_]*+(?:(?:no|nr|number)(?![^\W\d_]))?[\W_]*+"
    r"(?P<name>[^\W_](?:.*[^\W_])?)"
)
_NO_FRACTION = re.compile(r"(?<=\d)\.0+$")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def letters_of(text: str) -> str:
    """A text by its letters and digits alone, as a choice is compared."""
    return "".join(filter(str.isalnum, text.casefold()))


@lru_cache(maxsize=50_000)
def folded(name: str) -> str:
    """A name as it is compared: "c 0012 " is C0012, and an en dash is a hyphen."""
    marks = ((mark, category(mark)) for mark in normalize("NFKC", name))
    return "".join(
        "-" if kind == _DASH or mark in _DASHES else mark
        for mark, kind in marks
        if kind not in _UNSEEN
    ).casefold()


@lru_cache(maxsize=1_000)
def folded_lot(lot: str) -> str:
    """A lot as it is compared: "Lot 1", "L1", "No. 1", "01" and "1.0" are 1; "n/a" is none."""
    name = folded(lot)
    found = None if name in NO_ANSWER else _LOT.match(name)
    return _ZEROS.sub("", _NO_FRACTION.sub("", found["name"])) if found else ""


def folded_key(ref: str, lot: str, *others: str) -> tuple[str, ...]:
    """What names a contract, or a row of one, as it is compared: its reference and lot first."""
    return folded(ref), folded_lot(lot), *map(folded, others)


def as_known(name: str, known: Iterable[str]) -> str:
    """`name` as it is spelt among `known`, or as it stands where it is none of them.

    Marks between letters and digits are overlooked where that leaves only one: OP-08 is OP08.
    """
    if isinstance(known, Mapping | set | frozenset) and name in known:
        return name
    names = tuple(known)
    if name in names or not name:
        return name
    by_fold, by_letters = _spellings(names)
    return by_fold.get(folded(name)) or by_letters.get(letters_of(folded(name))) or name


@lru_cache(maxsize=256)
def _spellings(names: tuple[str, ...]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The names as they are compared; by letters alone only those that no other looks like."""
    letters = Counter(map(letters_of, {folded(name) for name in names}))
    alone = {letters_of(folded(name)): name for name in names}
    return (
        {folded(name): name for name in reversed(names)},
        {key: name for key, name in alone.items() if key and letters[key] == 1},
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence with the known name that is most like `name`, to put before a remedy, or ""."""
    names = {_bare(spelling): spelling for spelling in known}
    close = get_close_matches(_bare(name), names, n=1, cutoff=LIKE_ENOUGH) if name else []
    return f"Did you mean '{names[close[0]]}'? " if close else ""


def _bare(name: str) -> str:
    """Without the zeros that people leave out: PJ3 is PJ03."""
    return _ZEROS.sub("", folded(name))
