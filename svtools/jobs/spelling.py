"""References, editions and codes as people type them: capitals and spaces don't matter."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

LIKE_ENOUGH = 0.7


def folded(name: str) -> str:
    """A name as it is compared: "c0012 " is C0012."""
    return " ".join(name.casefold().split())


def as_known(name: str, known: Iterable[str]) -> str:
    """`name` as it is spelt among `known`, or as it stands where it is none of them."""
    names = list(known)
    if name in names:
        return name
    return next((spelling for spelling in names if folded(spelling) == folded(name)), name)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A sentence with the known name that is most like `name`, to put before a remedy, or ""."""
    names = {_bare(spelling): spelling for spelling in known}
    close = get_close_matches(_bare(name), names, n=1, cutoff=LIKE_ENOUGH) if name else []
    return f"Did you mean '{names[close[0]]}'? " if close else ""


def _bare(name: str) -> str:
    """Without the zeros that people leave out: PJ3 is PJ03."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", folded(name))
