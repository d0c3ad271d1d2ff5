"""Which contract each return is for, and which of a contract's returns counts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from svtools.jobs.contracts import PORTAL, QUARTERS, Contract, Key, Register
from svtools.jobs.returns import Line, Return
from svtools.monitoring import FinancialYear
from svtools.numbers import plain
from svtools.workbooks.problems import Problem


class Status(StrEnum):
    """What became of a file, or of a return that was expected."""

    ACCEPTED = "accepted"
    REMARKED = "accepted with remarks"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    NOT_A_RETURN = "not a return"
    MISSING = "missing"
    NOT_DUE = "not due yet"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that a later return alters; None is a blank."""

    contract: Contract
    measure: str
    quarter: int
    old: Decimal | None
    new: Decimal | None
    old_place: str
    new_place: str


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
    found: dict[Key, Matched] = {}
    for made in returns:
        if made.rejected or made.kind != "return":
            continue
        contract = _contract(made, register, year)
        if isinstance(contract, Problem):
            made.problems.append(contract)
        else:
            found.setdefault(contract.key, Matched(contract)).versions.append(made)
    for matched in found.values():
        _put_in_order(matched)
        _find_changes(matched)
    return found


def _contract(made: Return, register: Register, year: FinancialYear) -> Contract | Problem:
    """The contract a return is for, or why there is none."""
    label = Key(made.ref, made.lot, "").label
    same = [c for c in register.contracts if c.key_without_supplier == (made.ref, made.lot)]
    named = [c for c in same if c.key.supplier == made.supplier]
    live = [c for c in named or same if c.quarters(year)]
    details: dict[str, Any] = {"ref": label, "year": str(year), "wanted": str(year)}
    if not made.ref:
        code = "unknown-reference"
    elif not same:
        code = "unknown-contract"
    elif made.year != str(year):
        code = "other-year"
        details["found"] = made.year or "no year"
    elif not live:
        code = "not-live"
    elif live[0].reported_in == PORTAL:
        code = "portal-contract"
    else:
        return live[0]
    return Problem(code, made.file, details=details)


def _put_in_order(matched: Matched) -> None:
    """Set copies aside, and note what counts instead of each earlier return."""
    ordered = sorted(matched.versions, key=_age)
    by_number: dict[int | None, list[Return]] = defaultdict(list)
    for made in ordered:
        by_number[made.number].append(made)
    kept = []
    for same in by_number.values():
        different = _without_copies(matched, same)
        last = different[-1]
        for made in different[:-1]:
            number = made.number if made.number is not None else "blank"
            _note(made, "same-number", other=last.file, number=number)
        kept += different
    matched.versions = sorted(kept, key=_age)
    counted = matched.counted
    for made in matched.versions[:-1]:
        if made.number != counted.number:
            number = counted.number if counted.number is not None else "blank"
            _note(made, "superseded", number=number, later=counted.file)


def _without_copies(matched: Matched, returns: list[Return]) -> list[Return]:
    """The returns with each copy set aside; the file with the shortest path is the original."""
    originals: dict[Any, Return] = {}
    for made in sorted(returns, key=lambda r: (r.file.count("/"), len(r.file), r.file)):
        original = originals.setdefault(made.figures(), made)
        if original is not made:
            _note(made, "duplicate", other=original.file)
            matched.duplicates.append(made)
    return [made for made in returns if originals[made.figures()] is made]


def _age(made: Return) -> tuple[int, date, str]:
    return made.number or 0, made.completed or date.min, made.file


def _note(made: Return, code: str, **details: object) -> None:
    made.problems.append(Problem(code, made.file, details=details))


def _find_changes(matched: Matched) -> None:
    """Compare each return with the next: figures it reported that read otherwise now."""
    for earlier, later in pairwise(matched.versions):
        now = {(line.measure, line.quarter): line for line in later.lines}
        for line in earlier.lines:
            new = now.get((line.measure, line.quarter))
            if new is None or new.units != line.units:
                _add_change(matched, earlier, later, line, new)


def _add_change(
    matched: Matched, earlier: Return, later: Return, old: Line, new: Line | None
) -> None:
    place = f"{later.file}, {new.sheet}!{new.cell}" if new else f"{later.file}, blank"
    matched.changes.append(
        Change(
            matched.contract,
            old.measure,
            old.quarter,
            old.units,
            new.units if new else None,
            f"{earlier.file}, {old.sheet}!{old.cell}",
            place,
        )
    )
    if later is matched.counted:
        cell = new or old
        details = {
            "measure": old.measure,
            "quarter": QUARTERS[old.quarter - 1],
            "old": plain(old.units),
            "new": plain(new.units) if new else "blank",
            "earlier": earlier.file,
        }
        cells = ((cell.row, cell.column),)
        later.problems.append(
            Problem("quarter-changed", later.file, cell.sheet, cells, details, cell.order)
        )
