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
    """One quarter of one contract for which a return is due; `made` first covered it, if any."""

    contract: Contract
    quarter: Quarter
    due: date
    made: Return | None
    as_at: date

    @property
    def days_late(self) -> int:
        """Days after the due date: of the return that came, else up to the as-at date.

        A return of a later quarter says nothing of when this quarter was first reported.
        """
        if self.made is None:
            return max(0, (self.as_at - self.due).days)
        if self.made.completed is None or self.made.quarter != self.quarter.number:
            return 0
        return max(0, (self.made.completed - self.due).days)

    @property
    def missing(self) -> bool:
        """Whether it should have come by now."""
        return self.made is None and self.as_at > self.due


def expected_returns(
    register: Register, year: FinancialYear, matched: Mapping[Key, Matched], as_at: date
) -> list[Expected]:
    """Every quarter for which a contract with promises owes a return, in the register's order."""
    found = []
    for contract in register.live(year):
        if contract.reported_in == PORTAL or not year_promises(register, contract, year):
            continue
        versions = matched[contract.key].versions if contract.key in matched else []
        for quarter in contract.quarters(year):
            due = quarter.due_date(register.settings.days_allowed)
            found.append(Expected(contract, quarter, due, _first_for(quarter, versions), as_at))
    return found


def _first_for(quarter: Quarter, versions: list[Return]) -> Return | None:
    """The return completed first among those that report this quarter or a later one."""
    covering = [made for made in versions if (made.quarter or 0) >= quarter.number]
    return min(covering, key=lambda made: made.completed or date.max, default=None)
