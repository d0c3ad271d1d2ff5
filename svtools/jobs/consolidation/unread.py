"""Files that were rejected, by the contract they came for: where something about them tells it.

What may tell is the reference, the title or the supplier, in the file's own cells or in the names
of the file and its folders. Where they tell more than one contract, they tell none.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from unicodedata import normalize

from svtools.errors import InputError
from svtools.jobs.consolidation.contradiction import title_of
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.register.contracts import PORTAL, Contract, Key
from svtools.jobs.register.register import Register
from svtools.monitoring import FinancialYear
from svtools.spelling import folded_lot

_LEFT_OUT = {
    *("ltd", "limited", "plc", "llp", "cic", "cio", "inc", "the", "and", "co", "company"),
    *("cooperative", "operative"),  # what is left of co-operative
}
"""Words of a name that people leave out or add."""

_ENOUGH = 4
"""So many letters a supplier's or title's name must have to be looked for among other words."""

_WORD = re.compile(r"\w+")
_REFERENCE_PARTS = re.compile(r"[^\W\d]+|\d+|\W+")
_YEAR = re.compile(
    r"(?<!\d)20(?P<of>\d\d)(?:\s*[-/–]\s*| to | )(?:20)?(?P<to>\d\d)(?!\d)"
    r"|(?<![\w–-])(?:fy ?(?P<fy>\d\d)[-/– ]|(?P<short>\d\d)[-/–])(?P<next>\d\d)(?![\w–-])"
)
"""2025-26, 2025 to 2026, FY25 26; or 25-26 with nothing around it that a reference may have."""

_QUARTER = re.compile(r"\bq(?:uarter|tr)?[- ]?([1-4])\b")
_LOT = re.compile(r"\b(lot[- ]\w+|lot\d+)")
_SIGN = r"[-‐-―−/.\\]"
"""What stands between two parts of a reference, or for it in a name that may not hold it."""


def unread_returns(
    returns: Iterable[Return], register: Register, year: FinancialYear
) -> Mapping[Key, Sequence[Return]]:
    """The rejected files of the year by the one contract, owed by workbook, that each tells."""
    contracts = [c for c in register.live(year) if c.reported_in != PORTAL]
    found: dict[Key, list[Return]] = defaultdict(list)
    for file in returns:
        if file.rejected and file.kind == "return" and _is_of(file, year):
            contract = _told_by(file, contracts)
            if contract:
                found[contract.key].append(file)
    return found


def last_quarter(file: Return) -> int:
    """The last quarter that a rejected file may report: as it or else its name says; else 4."""
    said = _QUARTER.findall(_plain(file.file))
    return file.quarter or max(map(int, said), default=4)


def _is_of(file: Return, year: FinancialYear) -> bool:
    """Whether it is of the year, or doesn't say of which."""
    named = _YEAR.finditer(_plain(file.file.replace("_", " ")))
    years = {file.year} if file.year else set(map(_year, named)) - {""}
    return not years or str(year) in years


def _year(said: re.Match[str]) -> str:
    """The financial year that a match of `_YEAR` is; blank where its years don't follow."""
    first = said["of"] or said["fy"] or said["short"]
    with suppress(InputError):
        return str(FinancialYear.parse(f"20{first}-{said['to'] or said['next']}"))
    return ""


def _told_by(file: Return, contracts: Sequence[Contract]) -> Contract | None:
    """The one contract that most of what is known of the file tells."""
    said = (file.file, file.ref, title_of(file), file.supplier)
    text = _YEAR.sub(lambda found: " " if _year(found) else found[0], _plain(" | ".join(said)))
    words = _spaced(text)
    references = _references_in(text, {c.key.ref for c in contracts if len(c.key.ref) > 1})
    lots = {folded_lot(lot) for lot in (file.lot, *_LOT.findall(text)) if lot}
    votes: dict[Key, int] = {}
    for contract in contracts:
        key = contract.key
        clues = key.ref in references, _names(contract.title, words), _names(key.supplier, words)
        if any(clues):
            votes[key] = sum(clues) + (bool(key.lot) and folded_lot(key.lot) in lots)
    most = [key for key, count in votes.items() if count == max(votes.values())]
    return next(c for c in contracts if c.key == most[0]) if len(most) == 1 else None


def _references_in(text: str, references: Iterable[str]) -> set[str]:
    """The references that stand in a text, but for one that is only the beginning of another."""
    spans = {
        reference: {match.span() for match in _pattern(reference).finditer(text)}
        for reference in references
    }
    everything = set().union(*spans.values())
    return {
        reference
        for reference, own in spans.items()
        if any(not any(_within(span, other) for other in everything) for span in own)
    }


def _pattern(reference: str) -> re.Pattern[str]:
    """A reference as it stands in names, where signs may part letters from digits."""
    pattern, before = "", ""
    for part in _REFERENCE_PARTS.findall(_plain(reference)):
        if _WORD.match(part):
            pattern += ("[- ]?" if _WORD.match(before) else "") + re.escape(part)
        else:
            pattern += rf"\s*{_SIGN}\s*" if part.strip() else rf"[{_SIGN[1:-1]}\s]*"
        before = part
    return re.compile(rf"(?<!\w){pattern}(?!\w)")


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _names(name: str, words: str) -> bool:
    """Whether a title or a supplier stands among the words."""
    wanted = _spaced(_plain(name))
    return len(wanted) >= _ENOUGH and f" {wanted} " in f" {words} "


def _spaced(text: str) -> str:
    """Its words without those that people leave out."""
    return " ".join(word for word in _WORD.findall(text) if word not in _LEFT_OUT)


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold().replace("_", "-")
