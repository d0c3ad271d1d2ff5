"""Those who mark: their conflicts of interest, and how far their marks of one answer lie apart.

Sources: an authority identifies and mitigates conflicts of interest, and whoever can't be kept
from an unfair advantage or disadvantage doesn't take part (Procurement Act 2023, sections 81 to
83). That marks which differ by two or more need a written reason is the tool's own reading of
"one mark that the evaluators agree on": a mean hides it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from svtools.numbers import Number, exact

WIDE_APART = Decimal(2)
"""Marks of one answer that differ by so much need the reason for the agreed one."""


class Conflict(StrEnum):
    """What an evaluator declares of a conflict of interest."""

    NONE = "none"
    MITIGATED = "declared and mitigated"
    STOOD_DOWN = "stood down"

    @property
    def also(self) -> tuple[str, ...]:
        """What else people write; Yes was the answer to "Declared no conflict of interest"."""
        return _ALSO.get(self, ())


_ALSO = {
    Conflict.NONE: ("yes", "no conflict", "nothing to declare"),
    Conflict.MITIGATED: ("mitigated", "declared"),
    Conflict.STOOD_DOWN: ("stands down", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an evaluator declares, about one bidder or (blank) about the whole tender."""

    evaluator: str
    conflict: Conflict | None
    how: str = ""
    bidder: str = ""

    @property
    def gap(self) -> str:
        """What is still to be said; nothing where it is whole."""
        if self.conflict is None:
            return "no conflict of interest declared or ruled out"
        if self.conflict is not Conflict.NONE and not self.how.strip():
            return f"{self.conflict}, and it isn't said how"
        return ""


def stood_down(declared: Iterable[Declaration], evaluator: str, bidder: str) -> bool:
    """Whether an evaluator's marks of a bidder don't count.

    Formula: `=COUNTIFS(numbers,evaluator,conflicts,"stood down")+SUMPRODUCT((evaluators=evaluator)*
    (bidders=bidder)*(conflicts="stood down"))>0`.
    """
    return any(
        each.conflict is Conflict.STOOD_DOWN
        and each.evaluator == evaluator
        and (not each.bidder or each.bidder.casefold() == bidder.casefold())
        for each in declared
    )


def spread(marks: Mapping[str, Number | None]) -> Decimal | None:
    """How far the marks of one answer lie apart; None for fewer than two.

    Formula: `=IF(COUNT(marks)<2,"",MAX(marks)-MIN(marks))`.
    """
    given = [exact(mark) for mark in marks.values() if mark is not None]
    return max(given) - min(given) if len(given) > 1 else None


def wide_apart(marks: Mapping[str, Number | None]) -> bool:
    """Whether marks differ by so much that the agreed one needs its reason."""
    apart = spread(marks)
    return apart is not None and apart >= WIDE_APART
