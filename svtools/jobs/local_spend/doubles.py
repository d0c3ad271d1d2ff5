"""The same payments in two files or sheets: a month in two formats, All beside Over 500.

Payments are the same by date, supplier and amount, and by reference where both files have one.
Those of one file that make up most of it, or of the other, count once. Fewer may be chance: they
count, and are told.
"""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

MOST = 0.5
"""Of the smaller of two files: more than this share of it are the same payments."""

SOME, FEWEST = 0.05, 5
"""From this share and number on, the same payments are told though they count."""


@dataclass(slots=True)
class Marks:
    """By what the payments of one file that count are known again."""

    plain: "array[int]" = field(default_factory=lambda: array("q"))
    with_reference: "array[int]" = field(default_factory=lambda: array("q"))
    first: date = date.max
    last: date = date.min

    def note(self, marks: tuple[int, int], day: date | None) -> None:
        """One more payment; without a day and a reference nothing knows it again."""
        plain, with_reference = marks
        if with_reference:
            self.with_reference.append(with_reference)
        if day:
            self.plain.append(plain)
            self.first, self.last = min(self.first, day), max(self.last, day)

    @property
    def _has_references(self) -> bool:
        """Whether most payments have one."""
        return 2 * len(self.with_reference) > len(self.plain)

    def shared(self, other: "Marks") -> tuple[Counter[int], int]:
        """What two files have in common, and how many payments the smaller one has."""
        if self._has_references and other._has_references:
            return _common(self.with_reference, other.with_reference)
        if self.first > other.last or other.first > self.last:
            return Counter(), 0
        return _common(self.plain, other.plain)


def mark_of(payee: int, day: date | None, pence: int, reference: str) -> tuple[int, int]:
    """The marks of a payment: by date, supplier and amount, and with the reference, if any."""
    plain = hash((payee, day, pence))
    return plain, hash((plain, reference)) if reference else 0


def _common(one: "array[int]", other: "array[int]") -> tuple[Counter[int], int]:
    few, many = sorted((one, other), key=len)
    there, found = Counter(few), Counter[int]()
    for mark in many:
        if mark in there and found[mark] < there[mark]:
            found[mark] += 1
    return found, len(few)


@dataclass(slots=True)
class Doubles:
    """What a file has in common with those before it."""

    again: Counter[int] = field(default_factory=Counter)
    """The marks of payments that count once, and how often."""
    of: list[str] = field(default_factory=list)
    """The files in which these stand, too."""
    some: dict[str, int] = field(default_factory=dict)
    """How many payments stand in another file, too, and count."""


def doubles(marks: Marks, before: Iterable[tuple[str, Marks]]) -> Doubles:
    """What of a file stands in those before it."""
    found = Doubles()
    for name, others in before:
        common, size = marks.shared(others)
        count = common.total()
        if count > MOST * size:
            found.again += common
            found.of.append(name)
        elif count >= max(FEWEST, SOME * size):
            found.some[name] = count
    return found
