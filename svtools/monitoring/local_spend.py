"""The Local Spend indicator (R13): spend with suppliers by where they are, and what is not known.

Everything holds in £ and in payments alike: one `LocalSpend` for each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from svtools.errors import InputError
from svtools.numbers import Number, exact, pounds, settled

ENOUGH_KNOWN = Decimal("0.95")
"""The share of all spend whose place should be known before the indicator is published."""


class Place(StrEnum):
    """Where a supplier is, seen from the council."""

    LOCAL = "local"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, local: bool | None) -> "Place":
        """The place of what is `local`, or not, or not known to be (None)."""
        return cls.UNKNOWN if local is None else cls.LOCAL if local else cls.ELSEWHERE


@dataclass(frozen=True, slots=True)
class LocalSpend:
    """Net spend with suppliers, in £ (or a count of payments), by where they are.

    `unknown` is published beside the rest.
    """

    local: Decimal = Decimal(0)
    elsewhere: Decimal = Decimal(0)
    unknown: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """All net supplier spend."""
        return self.local + self.elsewhere + self.unknown

    @property
    def local_share(self) -> Decimal | None:
        """Local spend over all spend, as a fraction at 6 decimals; None where there is none."""
        return self._share(self.local)

    @property
    def unknown_share(self) -> Decimal | None:
        """Spend of unknown place over all spend, as a fraction at 6 decimals."""
        return self._share(self.unknown)

    @property
    def known_share(self) -> Decimal | None:
        """Spend of known place over all spend, as a fraction at 6 decimals."""
        return self._share(self.local + self.elsewhere)

    @property
    def tells_shares(self) -> bool:
        """Whether shares mean anything: credits take neither the whole nor a part under nothing."""
        parts = self.local, self.elsewhere
        return self.total > 0 and min(parts) >= 0 and max(parts) <= self.total

    @property
    def between(self) -> tuple[Decimal, Decimal] | None:
        """What the local share is at least, and at most if all that is unknown were local.

        None where no share can be told.
        """
        least, most = self.local_share, self._share(self.local + self.unknown)
        if least is None or most is None or not self.tells_shares:
            return None
        return min(least, most), max(least, most)

    def _share(self, part: Decimal) -> Decimal | None:
        return settled(part / self.total) if self.total > 0 else None

    def __add__(self, other: "LocalSpend") -> "LocalSpend":
        return LocalSpend(
            self.local + other.local,
            self.elsewhere + other.elsewhere,
            self.unknown + other.unknown,
        )


def spend_by_place(lines: Iterable[tuple[Place, Number]]) -> LocalSpend:
    """What `lines` of a place and an amount add up to; a credit is a negative amount."""
    sums = dict.fromkeys(Place, Decimal(0))
    for place, amount in lines:
        sums[place] += exact(amount)
    return LocalSpend(sums[Place.LOCAL], sums[Place.ELSEWHERE], sums[Place.UNKNOWN])


def local_spend(lines: Iterable[tuple[bool | None, Number]]) -> LocalSpend:
    """The spend of all `lines`: whether the supplier is local (None: not known), and £ net.

    A credit is a negative amount. Raises InputError where the whole comes to less than nothing.
    """
    spend = spend_by_place((Place.of(local), amount) for local, amount in lines)
    if spend.total < 0:
        raise InputError(
            f"The spend adds up to {pounds(spend.total)}.", "Give net spend, credits negative."
        )
    return spend


def fewest_to_know(
    unknown: Sequence[Decimal], known: Decimal, whole: Decimal, enough: Decimal = ENOUGH_KNOWN
) -> int:
    """How many of the `unknown` amounts, the largest first, bring `known` to `enough` of `whole`.

    All of those above zero where even they don't.
    """
    for count, amount in enumerate(unknown):
        if known >= enough * whole or amount <= 0:
            return count
        known += amount
    return len(unknown)
