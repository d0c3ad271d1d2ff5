"""How delivery stands against promises, in words.

No numeric bands are in law or in the policy: those here are the tool's default, to be edited.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from svtools.errors import InputError
from svtools.numbers import Number, exact, shown_rate


class Progress(StrEnum):
    """Where a promise stands."""

    ON_TRACK = "on track"
    BEHIND = "behind"
    WELL_BEHIND = "well behind"
    NOTHING_DUE = "nothing due yet"
    NOT_REPORTED = "not reported"


class StatutoryRating(StrEnum):
    """The ratings of a published key performance indicator (Procurement Act 2023, s.71)."""

    GOOD = "Good"
    APPROACHING = "Approaching target"
    IMPROVEMENT = "Requires improvement"
    INADEQUATE = "Inadequate"
    OTHER = "Other"


def _falling(*shares: Decimal) -> None:
    finite = all(share.is_finite() for share in shares)
    if not finite or any(above <= below for above, below in pairwise((*shares, Decimal(0)))):
        raise InputError(
            f"The bands are {', '.join(map(str, shares))}.",
            "Give fractions above 0, each below the one before, such as 1, 0.85.",
        )


@dataclass(frozen=True, slots=True)
class ProgressBands:
    """The least share of what is due that is still on track, and still only behind."""

    on_track: Decimal = Decimal(1)
    behind: Decimal = Decimal("0.85")

    def __post_init__(self) -> None:
        _falling(self.on_track, self.behind)


@dataclass(frozen=True, slots=True)
class StatutoryBands:
    """The least share of what is due for each rating; below the last it is inadequate."""

    good: Decimal = Decimal(1)
    approaching: Decimal = Decimal("0.85")
    improvement: Decimal = Decimal("0.6")

    def __post_init__(self) -> None:
        _falling(self.good, self.approaching, self.improvement)


DEFAULT_PROGRESS_BANDS = ProgressBands()
DEFAULT_STATUTORY_BANDS = StatutoryBands()


def rating(
    delivered: Number | None,
    promised_to_date: Number | None,
    bands: ProgressBands = DEFAULT_PROGRESS_BANDS,
) -> Progress:
    """How `delivered` units stand against the units due so far.

    Nothing promised so far is "nothing due yet"; None delivered is "not reported", never zero.
    """
    if not promised_to_date:
        return Progress.NOTHING_DUE
    if delivered is None:
        return Progress.NOT_REPORTED
    share = shown_rate(_share(delivered, promised_to_date))
    if share >= bands.on_track:
        return Progress.ON_TRACK
    return Progress.BEHIND if share >= bands.behind else Progress.WELL_BEHIND


def statutory_rating(
    delivered: Number | None,
    promised_to_date: Number | None,
    bands: StatutoryBands = DEFAULT_STATUTORY_BANDS,
) -> StatutoryRating:
    """The rating of a promise that is a published indicator; an officer confirms it.

    Other where nothing is due yet or nothing was reported.
    """
    if not promised_to_date or delivered is None:
        return StatutoryRating.OTHER
    share = shown_rate(_share(delivered, promised_to_date))
    least = {
        StatutoryRating.GOOD: bands.good,
        StatutoryRating.APPROACHING: bands.approaching,
        StatutoryRating.IMPROVEMENT: bands.improvement,
    }
    reached = (word for word, band in least.items() if share >= band)
    return next(reached, StatutoryRating.INADEQUATE)


def _share(delivered: Number, promised: Number) -> Decimal:
    counted, due = exact(delivered), exact(promised)
    if not (counted.is_finite() and due.is_finite() and counted >= 0 and due > 0):
        raise InputError(
            f"Delivered {delivered} of {promised} units.", "Give numbers that are 0 or more."
        )
    return counted / due
