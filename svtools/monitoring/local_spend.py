"""The Local Spend indicator (R13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from svtools.errors import InputError
from svtools.numbers import Number, exact, pounds, settled


@dataclass(frozen=True, slots=True)
class LocalSpend:
    """Net spend with suppliers, in £, by where they are; `unknown` is published beside the rest."""

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
        return settled(self.local / self.total) if self.total else None

    @property
    def unknown_share(self) -> Decimal | None:
        """Spend of unknown place over all spend, as a fraction at 6 decimals."""
        return settled(self.unknown / self.total) if self.total else None


def local_spend(lines: Iterable[tuple[bool | None, Number]]) -> LocalSpend:
    """The spend of all `lines`: whether the supplier is local (None: not known), and £ net.

    A credit is a negative amount. Raises InputError where the whole comes to less than nothing.
    """
    sums = {True: Decimal(0), False: Decimal(0), None: Decimal(0)}
    for local, amount in lines:
        sums[local] += exact(amount)
    spend = LocalSpend(sums[True], sums[False], sums[None])
    if spend.total < 0:
        raise InputError(
            f"The spend adds up to {pounds(spend.total)}.", "Give net spend, credits negative."
        )
    return spend
