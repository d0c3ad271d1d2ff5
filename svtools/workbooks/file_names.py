"""Names of files: made from people's names so that every file system takes them, and shown."""

import re
from collections.abc import Iterable
from unicodedata import category, normalize

LONGEST = 110
"""Bytes of a name that is made; with what is put behind it, it fits every file system."""

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]+')
_UNSEEN = ("Cf", "Cn", "Co", "Cs")
_PORTS = (f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³")
_RESERVED = frozenset(("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS))
"""Names that Windows keeps to itself, with any ending."""


def file_stem(name: str) -> str:
    """`name` as the beginning of a file's name: in one Unicode form, of a length that fits.

    What no file's name may hold becomes a hyphen, and it begins and ends so that it is seen.
    """
    text = _UNSAFE.sub("-", normalize("NFC", name))
    text = " ".join("".join(sign for sign in text if category(sign) not in _UNSEEN).split())
    stem = text.encode()[:LONGEST].decode(errors="ignore").lstrip(". ~").rstrip(". ")
    reserved = stem.partition(".")[0].rstrip().upper() in _RESERVED
    return (f"_{stem}" if reserved else stem) or "unnamed"


def first_free(names: Iterable[str], taken: Iterable[str]) -> str:
    """The first of the names that no file system takes for one of those `taken`."""
    known = set(map(_compared, taken))
    return next(name for name in names if _compared(name) not in known)


def shown(name: str) -> str:
    """A file's name as text: what is no valid Unicode in it is written out."""
    return name.encode(errors="backslashreplace").decode()


def _compared(name: str) -> str:
    return normalize("NFKC", normalize("NFKC", name).casefold())
