"""Which returns were expected by when: late, missing, or not due yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from svtools.jobs.consolidation.matching import Matched
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.register.contracts import PORTAL, Contract, Key, Register, year_promises
from svtools.monitoring import FinancialYear, Quarter


@dataclass(frozen=True, slots=True)
class Expected:
    """One quarter of a contract for which a return is due, and the one that first covered it."""

    contract: Contract
    quarter: Quarter
    due: date
    supplier_return: Return | None
    as_at: date

    @property
    def days_late(self) -> int:
        """Days after the due date: of the return that came, else up to the as-at date.

        A return of a later quarter says nothing of when this quarter was first reported.
        """
        if self.supplier_return is None:
            return max(0, (self.as_at - self.due).days)
        if (
            self.supplier_return.completed is None
            or self.supplier_return.quarter != self.quarter.number
        ):
            return 0
        return max(0, (self.supplier_return.completed - self.due).days)

    @property
    def missing(self) -> bool:
        """Whether it should have come by now."""
        return self.supplier_return is None and self.as_at > self.due


def expected_returns(
    register: Register, year: FinancialYear, matched: Mapping[Key, Matched], as_at: date
) -> list[Expected]:
    """Every quarter for which a contract with promises owes a return, in the register's order."""
    expected = []
    for contract in register.live(year):
        if contract.reported_in == PORTAL or not year_promises(register, contract, year):
            continue
        versions = matched[contract.key].versions if contract.key in matched else []
        for quarter in contract.quarters(year):
            due = quarter.due_date(register.settings.days_allowed)
            expected.append(Expected(contract, quarter, due, _first_for(quarter, versions), as_at))
    return expected


def _first_for(quarter: Quarter, versions: list[Return]) -> Return | None:
    """The return completed first among those that report this quarter or a later one."""
    covering = [version for version in versions if (version.quarter or 0) >= quarter.number]
    return min(covering, key=lambda version: version.completed or date.max, default=None)
