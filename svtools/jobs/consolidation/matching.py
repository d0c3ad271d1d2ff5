"""Which contract each return is for, and which of a contract's returns counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from svtools.jobs.consolidation.returns import Line, Return
from svtools.jobs.register.contracts import PORTAL, QUARTERS, Contract, Key, Register
from svtools.jobs.spelling import folded
from svtools.monitoring import FinancialYear
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
    matches: dict[Key, Matched] = {}
    contracts: dict[tuple[str, str], list[Contract]] = defaultdict(list)
    for registered in register.contracts:
        contracts[folded(registered.key.ref), folded(registered.key.lot)].append(registered)
    for supplier_return in returns:
        if supplier_return.rejected or supplier_return.kind != "return":
            continue
        same = contracts.get((folded(supplier_return.ref), folded(supplier_return.lot)), ())
        contract = _contract(supplier_return, same, year)
        if contract:
            matches.setdefault(contract.key, Matched(contract)).versions.append(supplier_return)
    for matched in matches.values():
        _put_in_order(matched)
        _find_changes(matched)
    return matches


def _contract(
    supplier_return: Return, same: Sequence[Contract], year: FinancialYear
) -> Contract | None:
    """The contract of `same`, its reference and lot, that a return is for; else it is noted why."""
    named = [c for c in same if folded(c.key.supplier) == folded(supplier_return.supplier)]
    live = [c for c in named or same if c.quarters(year)]
    details: dict[str, Any] = {
        "ref": Key(supplier_return.ref, supplier_return.lot, "").label,
        "year": str(year),
        "wanted": str(year),
    }
    if not supplier_return.ref:
        code = "unknown-reference"
    elif not same:
        code = "unknown-contract"
    elif supplier_return.year != str(year):
        code = "other-year"
        details["found"] = supplier_return.year or "no year"
    elif not live:
        code = "not-live"
    elif not named and len(live) > 1:
        code = "unknown-supplier"
        details["supplier"] = supplier_return.supplier or "nobody"
    elif live[0].reported_in == PORTAL:
        code = "portal-contract"
    else:
        return live[0]
    supplier_return.problems.add(code, **details)
    return None


def _put_in_order(matched: Matched) -> None:
    """Set copies aside, and note what counts instead of each earlier return."""
    numbered = all(version.number is not None for version in matched.versions)
    ordered = sorted(matched.versions, key=lambda version: _age(version, numbered=numbered))
    by_number: dict[int | None, list[Return]] = defaultdict(list)
    for version in ordered:
        by_number[version.number].append(version)
    kept = []
    for same in by_number.values():
        different = _without_copies(matched, same)
        last = different[-1]
        for version in different[:-1]:
            number = version.number if version.number is not None else "blank"
            version.problems.add("same-number", other=last.file, number=number)
        kept += different
    matched.versions = sorted(kept, key=lambda version: _age(version, numbered=numbered))
    counted = matched.counted
    for version in matched.versions[:-1]:
        if version.number != counted.number:
            number = counted.number if counted.number is not None else "blank"
            version.problems.add("superseded", number=number, later=counted.file)


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
        for figure in before | now:
            old, new = before.get(figure), now.get(figure)
            if old is None and figure.quarter > (earlier.quarter or 0):
                continue  # reported for the first time
            if old is None or new is None or old.units != new.units:
                _add_change(matched, earlier, later, figure, old, new)


class _Figure(NamedTuple):
    measure: str
    origin: str
    quarter: int


def _by_figure(version: Return) -> dict[_Figure, Line]:
    """The lines by what they are of; of a measure in two rows the first, which counts."""
    lines: dict[_Figure, Line] = {}
    for line in version.lines:
        lines.setdefault(_Figure(line.measure, line.origin, line.quarter), line)
    return lines


def _add_change(
    matched: Matched,
    earlier: Return,
    later: Return,
    figure: _Figure,
    old: Line | None,
    new: Line | None,
) -> None:
    matched.changes.append(
        Change(
            matched.contract,
            figure.measure,
            figure.quarter,
            old.units if old else None,
            new.units if new else None,
            _place(earlier, old),
            _place(later, new),
        )
    )
    line = new or old
    if line and later is matched.counted:
        later.problems.add(
            "quarter-changed",
            line,
            measure=figure.measure,
            quarter=QUARTERS[figure.quarter - 1],
            old=_units(old),
            new=_units(new),
            earlier=earlier.file,
        )


def _place(version: Return, line: Line | None) -> str:
    return f"{version.file}, {line.cell}" if line else f"{version.file}, blank"


def _units(line: Line | None) -> str:
    return plain(line.units) if line else "blank"
