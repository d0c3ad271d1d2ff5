"""Of several returns of one contract: which counts, what stands of the others, what changed."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from svtools.jobs.consolidation.dates import plausible_date
from svtools.jobs.consolidation.returns import PROMISED, Gap, Line, Return
from svtools.jobs.register.contracts import QUARTERS, Contract
from svtools.monitoring import FinancialYear
from svtools.numbers import long_date, plain
from svtools.workbooks.content import FieldValue

STANDS = "blank, so the earlier figure stands"

Figure = tuple[str, str, int]
"""What a line is of: measure, origin and quarter."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that a later return alters, or leaves blank so that it stands.

    The old and the new units (None is a blank), and where each is.
    """

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


def put_in_order(matched: Matched, year: FinancialYear, as_at: date) -> None:
    """Set copies aside, hold back what can't be put in order, note what counts instead of each.

    The return number decides. Where a number is blank the numbers say nothing, and of returns with
    the same number the one that was completed last counts.
    """
    numbered = all(version.number is not None for version in matched.versions)
    by_number: dict[int, list[Return]] = defaultdict(list)
    for version in matched.versions:
        by_number[(version.number or 0) if numbered else 0].append(version)
    matched.versions = []
    for number in sorted(by_number):
        same = _without_copies(matched, by_number[number])
        ages = {id(v): _age(v, year, as_at, numbered=numbered) for v in same}
        same.sort(key=lambda version: (ages[id(version)], version.file))
        youngest = [version for version in same if ages[id(version)] == ages[id(same[-1])]]
        if len({version.figures() for version in youngest}) > 1:
            _hold_back(same)
        else:
            matched.versions += same
    for version in matched.versions[:-1]:
        _note_set_aside(matched, version)
    if numbered:
        _tell_order(matched, year, as_at)


def _age(version: Return, year: FinancialYear, as_at: date, *, numbered: bool) -> tuple[Any, ...]:
    """What makes a return later than others of the same number."""
    completed = plausible_date(version, year, as_at) or date.min
    return (completed,) if numbered else (completed, version.quarter or 0, version.number or 0)


def _hold_back(same: Sequence[Return]) -> None:
    for version in same:
        others = " and ".join(other.file for other in same if other is not version)
        version.problems.add("same-number-undecided", others=others, number=_said(version))


def _note_set_aside(matched: Matched, version: Return) -> None:
    later = [v for v in matched.versions if v.number == version.number][-1]
    if later is version or later.figures() == version.figures():
        counted = matched.counted
        version.problems.add("superseded", number=_said(counted), later=counted.file)
    else:
        figures = version.figures(), later.figures()  # with others it isn't the same finding
        version.problems.add(
            "same-number", other=later.file, number=_said(version), figures=figures
        )


def _tell_order(matched: Matched, year: FinancialYear, as_at: date) -> None:
    """Note it where a return with a lower number than the one that counts was completed later."""
    counted = matched.counted if matched.versions else None
    completed = counted and plausible_date(counted, year, as_at)
    for version in matched.versions[:-1]:
        later = plausible_date(version, year, as_at)
        if counted and completed and later and later > completed:
            counted.problems.add(
                "number-order",
                FieldValue(cell=counted.completed_cell),
                number=_said(counted),
                completed=long_date(completed),
                earlier=version.file,
                later=long_date(later),
                figures=(counted.figures(), version.figures()),
            )


def _said(version: Return) -> Any:
    return "blank" if version.number is None else version.number


def _without_copies(matched: Matched, returns: list[Return]) -> list[Return]:
    """The returns with each copy set aside; the file with the shortest path is the original."""
    originals: dict[Any, Return] = {}
    for version in sorted(returns, key=lambda r: (r.file.count("/"), len(r.file), r.file)):
        original = originals.setdefault(version.everything(), version)
        if original is not version:
            version.problems.add("duplicate", other=original.file)
            matched.duplicates.append(version)
    return [version for version in returns if originals[version.everything()] is version]


def compare_versions(matched: Matched) -> None:
    """Let stand what each return leaves blank, and note what it says otherwise."""
    reported: set[int | None] = set()
    for earlier, later in pairwise(matched.versions):
        reported.add(earlier.quarter)
        is_counted = later is matched.counted
        for line, place in _let_stand(earlier, later, reported - {later.quarter}):
            if is_counted:
                cells = place, f"{later.file}, {STANDS}"
                about = matched.contract, line.measure, line.quarter
                matched.changes.append(Change(*about, (line.units, None), cells))
        _find_changes(matched, earlier, later)


def _let_stand(earlier: Return, later: Return, quarters: Set[int | None]) -> list[tuple[Line, str]]:
    """What the earlier return said of these quarters and the later one leaves blank.

    It is in the later one, too, from here on. They are the quarters that it or one before it
    reported. A return of the same quarter corrects it, and what that leaves blank is blank.
    """
    said = _by_figure(later)
    gaps = {(gap.measure, gap.quarter): gap for gap in later.gaps if _is_blank(gap, later)}
    others = {quarter for _, origin, quarter in said if origin != PROMISED} | {later.quarter}
    stands: list[tuple[Line, str]] = []
    for figure, line in _by_figure(earlier).items():
        gap = gaps.get((line.measure, line.quarter))
        open_to_it = gap if line.origin == PROMISED else line.quarter not in others
        if figure in said or not open_to_it or line.quarter not in quarters:
            continue
        kept = line._replace(file=line.file or earlier.file)
        later.lines.append(kept)
        stands.append((kept, f"{kept.file}, {kept.cell}"))
        quarter = QUARTERS[line.quarter - 1]
        later.problems.add("quarter-stands", gap, earlier=kept.file, quarter=quarter)
    kept_figures = {(line.measure, line.quarter) for line, _ in stands if line.origin == PROMISED}
    later.gaps = [gap for gap in later.gaps if (gap.measure, gap.quarter) not in kept_figures]
    return stands


def _is_blank(gap: Gap, later: Return) -> bool:
    """Whether nothing at all was said there, not even by a nil return."""
    is_nil = later.nil and gap.quarter == later.quarter
    return not (gap.faulty or gap.entered or is_nil)


def _find_changes(matched: Matched, earlier: Return, later: Return) -> None:
    """Quarters that the earlier return covered and that read otherwise now."""
    before, now = _by_figure(earlier), _by_figure(later)
    for figure, line in (before | now).items():
        old, new = before.get(figure), now.get(figure)
        first_time = old is None and line.quarter > (earlier.quarter or 0)
        if not first_time and (old is None or new is None or old.units != new.units):
            units = old.units if old else None, new.units if new else None
            cells = _place(earlier, old), _place(later, new)
            change = Change(matched.contract, line.measure, line.quarter, units, cells)
            matched.changes.append(change)
            if later is matched.counted:
                _note_change(later, earlier, change, new or line)


def _place(version: Return, line: Line | None) -> str:
    return f"{(line and line.file) or version.file}, {line.cell if line else 'blank'}"


def _note_change(later: Return, earlier: Return, change: Change, line: Line) -> None:
    old, new = ("blank" if units is None else plain(units) for units in change.units)
    quarter = QUARTERS[change.quarter - 1]
    details = {"measure": change.measure, "quarter": quarter, "earlier": earlier.file}
    later.problems.add("quarter-changed", line, old=old, new=new, **details)


def _by_figure(version: Return) -> dict[Figure, Line]:
    """What a return says, by what it is of; of a measure in two rows the first, which counts."""
    lines: dict[Figure, Line] = {}
    for line in version.said():
        lines.setdefault((line.measure, line.origin, line.quarter), line)
    return lines
