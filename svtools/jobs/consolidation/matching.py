"""Which contract each return is for, which of a contract's returns counts, and which are owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from svtools.jobs.consolidation.contradiction import contradicts
from svtools.jobs.consolidation.dates import plausible_date
from svtools.jobs.consolidation.respelling import respell
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.unread import last_quarter, unread_returns
from svtools.jobs.consolidation.versions import Matched, compare_versions, put_in_order
from svtools.jobs.register.contracts import PORTAL, Contract, Key
from svtools.jobs.register.register import Register, year_promises
from svtools.monitoring import FinancialYear, Quarter
from svtools.spelling import folded, folded_key
from svtools.workbooks.problems import Level


class Status(StrEnum):
    """What became of a file, or of a return that was expected."""

    ACCEPTED = "accepted"
    REMARKED = "accepted with remarks"
    IN_PART = "accepted in part"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    NOT_A_RETURN = "not a return"
    MISSING = "missing"
    NOT_DUE = "not due yet"


def match(
    returns: Iterable[Return], register: Register, year: FinancialYear, as_at: date
) -> dict[Key, Matched]:
    """The returns that can be counted, by contract; the others get the problem that says why."""
    matches: dict[Key, Matched] = {}
    contracts: dict[tuple[str, ...], list[Contract]] = defaultdict(list)
    for registered in register.contracts:
        contracts[folded_key(*registered.key_without_supplier)].append(registered)
    for supplier_return in returns:
        if supplier_return.rejected or supplier_return.kind != "return":
            continue
        name = register.name_of(supplier_return.ref, supplier_return.lot)
        unusable = name in register.unusable
        contract = _contract(supplier_return, contracts.get(name, ()), year, unusable=unusable)
        if contract and not contradicts(supplier_return, contract, register.contracts):
            respell(supplier_return, register.measures(contract))
            matches.setdefault(contract.key, Matched(contract)).versions.append(supplier_return)
    for matched in matches.values():
        put_in_order(matched, year, as_at)
        compare_versions(matched)
    return {key: matched for key, matched in matches.items() if matched.versions}


def _contract(
    supplier_return: Return, same: Sequence[Contract], year: FinancialYear, *, unusable: bool
) -> Contract | None:
    """The contract of `same`, its reference and lot, that a return is for; else it is noted why."""
    named = [c for c in same if folded(c.key.supplier) == folded(supplier_return.supplier)]
    live = [c for c in named or same if c.quarters(year)]
    refusals = {
        "unknown-reference": not supplier_return.ref,
        "unusable-contract": unusable and not same,
        "unknown-contract": not same,
        "other-year": supplier_return.year != str(year),
        "not-live": not live,
        "unknown-supplier": not named and len(live) > 1,
        "portal-contract": any(contract.reported_in == PORTAL for contract in live[:1]),
    }
    code = next((code for code, is_so in refusals.items() if is_so), None)
    if code is None:
        return live[0]
    supplier_return.problems.add(
        code,
        ref=Key(supplier_return.ref, supplier_return.lot, "").label,
        year=str(year),
        wanted=str(year),
        found=supplier_return.year or "no year",
        supplier=supplier_return.supplier or "nobody",
    )
    return None


@dataclass(frozen=True, slots=True)
class Expected:
    """One quarter of a contract for which a return is due, and the one that first covered it."""

    contract: Contract
    quarter: Quarter
    due: date
    supplier_return: Return | None
    as_at: date
    unread: Return | None = None
    """A file that came for it, and was rejected or doesn't say of which quarter it is."""

    @property
    def days_late(self) -> int:
        """Days after the due date: of the return that came, else up to the as-at date.

        A return of a later quarter says nothing of when this quarter was first reported.
        """
        came, day = self.supplier_return, self.as_at
        if came:
            completed = plausible_date(came, self.quarter.year, self.as_at)
            day = (came.quarter == self.quarter.number and completed) or self.due
        return max(0, (day - self.due).days)

    @property
    def missing(self) -> bool:
        """Whether it should have come by now."""
        return self.supplier_return is None and self.as_at > self.due

    @property
    def state(self) -> str:
        """What to know of one that is missing: that nothing came, or what came and why it fails."""
        if self.contract.reported_in == PORTAL:
            return "missing: no Portal figures"
        if self.unread is None:
            return str(Status.MISSING)
        why = next((p for p in self.unread.problems if p.level is Level.REJECTED), None)
        if why is None:
            return f"came, but which quarter it reports can't be read: {self.unread.file}."
        came = "came, not counted" if self.unread.issued else "came, could not be read"
        return f"{came}: {self.unread.file}. {why.what}"


def expected_returns(
    register: Register,
    year: FinancialYear,
    matched: Mapping[Key, Matched],
    as_at: date,
    returns: Sequence[Return] = (),
) -> list[Expected]:
    """Every quarter for which a contract with promises owes a return, in the register's order.

    Of the `returns` those that were rejected are named where they tell what they came for.
    """
    expected = []
    unread = unread_returns(returns, register, year)
    for contract in register.live(year):
        if contract.reported_in == PORTAL or not year_promises(register, contract, year):
            continue
        versions = matched[contract.key].versions if contract.key in matched else []
        for quarter in contract.quarters(year):
            due = quarter.due_date(register.settings.days_allowed)
            covering = [version for version in versions if (version.quarter or 0) >= quarter.number]
            dates = {id(v): plausible_date(v, year, as_at) or date.max for v in covering}
            first = min(covering, key=lambda version: dates[id(version)], default=None)
            of_none = [version for version in versions if version.quarter is None]
            came = (file for file in (*of_none, *unread.get(contract.key, ())) if not first)
            failed = next((file for file in came if last_quarter(file) >= quarter.number), None)
            expected.append(Expected(contract, quarter, due, first, as_at, failed))
    return expected
