"""Which contract each return is for, which of a contract's returns counts, and which are owed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from svtools.jobs.consolidation.returns import Line, Return, respell
from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract, Key
from svtools.jobs.register.register import Register, year_promises
from svtools.jobs.spelling import as_known, folded, folded_key
from svtools.monitoring import FinancialYear, Quarter
from svtools.numbers import plain


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


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that a later return alters: the old and the new units (None is a blank) and cell."""

    contract: Contract
    measure: str
    quarter: int
    units: tuple[Decimal | None, Decimal | None]
    cells: tuple[str, str]


@dataclass(slots=True)
class Matched:
    """A contract's returns, oldest first; the last one counts."""

    contract: Contract
    versions: list[Return] = field(default_factory=list)
    duplicates: list[Return] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def counted(self) -> Return:
        """The return whose figures count."""
        return self.versions[-1]


def match(returns: Iterable[Return], register: Register, year: FinancialYear) -> dict[Key, Matched]:
    """The returns that can be counted, by contract; the others get the problem that says why."""
    matches: dict[Key, Matched] = {}
    contracts: dict[tuple[str, ...], list[Contract]] = defaultdict(list)
    for registered in register.contracts:
        contracts[folded_key(*registered.key_without_supplier)].append(registered)
    refs = {registered.key.ref: None for registered in register.contracts}
    for supplier_return in returns:
        if supplier_return.rejected or supplier_return.kind != "return":
            continue
        name = folded_key(as_known(supplier_return.ref, refs), supplier_return.lot)
        unusable = name in register.unusable
        contract = _contract(supplier_return, contracts.get(name, ()), year, unusable=unusable)
        if contract:
            respell(supplier_return, register.measures(contract))
            matches.setdefault(contract.key, Matched(contract)).versions.append(supplier_return)
    for matched in matches.values():
        _put_in_order(matched)
        _find_changes(matched)
    return matches


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


def _put_in_order(matched: Matched) -> None:
    """Set copies aside, and note what counts instead of each earlier return."""
    numbered = all(version.number is not None for version in matched.versions)
    by_number: dict[int | None, list[Return]] = defaultdict(list)
    for version in sorted(matched.versions, key=lambda version: _age(version, numbered=numbered)):
        by_number[version.number].append(version)
    matched.versions = []
    for number, same in by_number.items():
        said = "blank" if number is None else number
        *earlier, last = _without_copies(matched, same)
        for version in earlier:
            version.problems.add("same-number", other=last.file, number=said)
        matched.versions += [*earlier, last]
    matched.versions.sort(key=lambda version: _age(version, numbered=numbered))
    *earlier, counted = matched.versions
    for version in earlier:
        if version.number != counted.number:
            said = "blank" if counted.number is None else counted.number
            version.problems.add("superseded", number=said, later=counted.file)


def _without_copies(matched: Matched, returns: list[Return]) -> list[Return]:
    """The returns with each copy set aside; the file with the shortest path is the original."""
    originals: dict[Any, Return] = {}
    for version in sorted(returns, key=lambda r: (r.file.count("/"), len(r.file), r.file)):
        original = originals.setdefault(version.figures(), version)
        if original is not version:
            version.problems.add("duplicate", other=original.file)
            matched.duplicates.append(version)
    return [version for version in returns if originals[version.figures()] is version]


def _age(version: Return, *, numbered: bool) -> tuple[int, date, int, str]:
    """What makes a return later; where a number is blank the numbers say nothing."""
    number = version.number if numbered and version.number is not None else 0
    return number, version.completed or date.min, version.quarter or 0, version.file


def _find_changes(matched: Matched) -> None:
    """Compare each return with the next: quarters it covered that read otherwise now."""
    for earlier, later in pairwise(matched.versions):
        before, now = _by_figure(earlier), _by_figure(later)
        for figure, line in (before | now).items():
            old, new = before.get(figure), now.get(figure)
            first_time = old is None and line.quarter > (earlier.quarter or 0)
            if not first_time and (old is None or new is None or old.units != new.units):
                units = old.units if old else None, new.units if new else None
                cells = (
                    f"{earlier.file}, {old.cell if old else 'blank'}",
                    f"{later.file}, {new.cell if new else 'blank'}",
                )
                change = Change(matched.contract, line.measure, line.quarter, units, cells)
                matched.changes.append(change)
                if later is matched.counted:
                    _note_change(later, earlier, change, line)


def _note_change(later: Return, earlier: Return, change: Change, line: Line) -> None:
    old, new = ("blank" if units is None else plain(units) for units in change.units)
    quarter = QUARTERS[change.quarter - 1]
    details = {"measure": change.measure, "quarter": quarter, "earlier": earlier.file}
    later.problems.add("quarter-changed", line, old=old, new=new, **details)


def _by_figure(version: Return) -> dict[tuple[Any, ...], Line]:
    """The lines by what they are of; of a measure in two rows the first, which counts."""
    lines: dict[tuple[Any, ...], Line] = {}
    for line in version.lines:
        lines.setdefault((line.measure, line.origin, line.quarter), line)
    return lines


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
        came, day = self.supplier_return, self.as_at
        if came:
            day = (came.quarter == self.quarter.number and came.completed) or self.due
        return max(0, (day - self.due).days)

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
            covering = [version for version in versions if (version.quarter or 0) >= quarter.number]
            first = min(covering, key=lambda v: v.completed or date.max, default=None)
            expected.append(Expected(contract, quarter, due, first, as_at))
    return expected
