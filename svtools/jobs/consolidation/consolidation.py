"""A folder of returns brought together: what came in, what counts, what is still owed."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from svtools.jobs.consolidation.batches import read_all
from svtools.jobs.consolidation.check_first import (
    CheckFirst,
    check_first,
    far_above,
    most_of_all,
)
from svtools.jobs.consolidation.checking import Checked, Figure, check
from svtools.jobs.consolidation.dates import tell_date
from svtools.jobs.consolidation.doubles import tell_doubles
from svtools.jobs.consolidation.evidence import sort_out_evidence
from svtools.jobs.consolidation.matching import (
    Expected,
    Status,
    expected_returns,
    match,
)
from svtools.jobs.consolidation.out_of_line import tell_out_of_line
from svtools.jobs.consolidation.portal import figures_owed, portal_figures
from svtools.jobs.consolidation.portal_rows import PortalFigures
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.running_totals import tell_running_totals
from svtools.jobs.consolidation.versions import Matched
from svtools.jobs.consolidation.who_benefited import tell_benefits
from svtools.jobs.folder_files import files_of
from svtools.jobs.monitoring.pack import needs_promises
from svtools.jobs.register.contracts import PORTAL, Contract, Key
from svtools.jobs.register.register import Register, YearPromise, year_promises
from svtools.jobs.validation_log.by_return import Before, with_acceptances
from svtools.jobs.validation_log.corrections import Correction, agreed, corrected
from svtools.jobs.validation_log.decided import Decided
from svtools.jobs.validation_log.entries import Log, carried_forward
from svtools.jobs.validation_log.shown import shown_beside
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.content import Content
from svtools.workbooks.problems import Level, Problem, Problems, told

GRAVE_REMARKS = (
    "log-row-gone",
    "log-more-validated",
    "log-older",
    "completed-early",
    "completed-ahead",
    "portal-more-validated",
    "portal-ahead",
)
"""What counts and yet must not stand: figures of the council's own, or dates, contradict it."""

SET_ASIDE = (Status.SUPERSEDED, Status.DUPLICATE)
WHY_SET_ASIDE = ("superseded", "same-number", "duplicate", "required-blank", "not-a-whole-number")
"""Nothing of a return that was set aside counts, so nothing else in it needs mending; without its
number it may be the one that counts."""


def is_grave(problem: Problem) -> bool:
    """Whether somebody should look at it before the figures are used."""
    if problem.level in {Level.REMARK, Level.ACCEPTED}:
        return problem.level is Level.REMARK and problem.code in GRAVE_REMARKS
    return True


@dataclass(slots=True)
class Consolidation:
    """The year's returns, before they are written down."""

    council: Council
    register: Register
    year: FinancialYear
    as_at: date
    returns: list[Return]
    matched: dict[Key, Matched]
    checked: dict[Key, Checked]
    expected: list[Expected]
    portal: PortalFigures | None = None
    """What the Social Value Portal says; None where no figures of it were given."""
    log: Log = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aside: dict[str, Status] = field(init=False)
    """The files for which another return stands."""

    def __post_init__(self) -> None:
        self.aside = {
            supplier_return.file: status
            for matched in self.matched.values()
            for status, returns in (
                (Status.DUPLICATE, matched.duplicates),
                (Status.SUPERSEDED, matched.versions[:-1]),
            )
            for supplier_return in returns
        }

    @property
    def figures(self) -> Iterator[Figure]:
        """Every figure that counts, in the register's order."""
        for contract in self.register.contracts:
            if contract.key in self.checked:
                yield from self.checked[contract.key].figures

    def promises(self) -> Iterator[tuple[Contract, list[YearPromise]]]:
        """Each contract that runs this year and is reported by workbook, with its promises."""
        for contract in self.register.live(self.year):
            if contract.reported_in != PORTAL:
                yield contract, year_promises(self.register, contract, self.year)

    @property
    def to_check(self) -> CheckFirst:
        """What counts and is to be checked before the figures are used."""
        return check_first(self.problems, self.figures)

    @property
    def missing(self) -> list[Expected]:
        """What should have come by now and has not."""
        return [expected for expected in self.expected if expected.missing]

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look before the figures are used."""
        return bool(self.missing) or any(is_grave(p) for p in self.problems)

    def status(self, supplier_return: Return) -> Status:
        """What became of one file."""
        if supplier_return.kind != "return":
            return Status.NOT_A_RETURN
        if supplier_return.rejected:
            return Status.REJECTED
        if supplier_return.file in self.aside:
            return self.aside[supplier_return.file]
        if supplier_return.not_counted:
            return Status.IN_PART
        is_remarked = any(p.level is not Level.ACCEPTED for p in supplier_return.problems)
        return Status.REMARKED if is_remarked else Status.ACCEPTED

    def not_counted(self, contract: Contract) -> int:
        """How many cells of the contract's counted return are in no total."""
        matched = self.matched.get(contract.key)
        return matched.counted.not_counted if matched else 0


def read_folder(
    folder: Path,
    leave_out: frozenset[Path] = frozenset(),
    read_one: Callable[[int], None] = lambda _: None,
    executor: Executor | None = None,
) -> list[Return]:
    """Every file of `folder`, read or rejected; an `executor` reads elsewhere, as a cluster does.

    Raises InputError where there is no such folder.
    """
    return read_all(folder, files_of(folder, leave_out), executor=executor, read_one=read_one)


def brought_together(
    returns: list[Return],
    register: Register,
    year: FinancialYear,
    council: Council,
    *,
    as_at: date,
    log: Log | None = None,
    portal: Content | None = None,
    decided: Decided | None = None,
) -> Consolidation:
    """What was read, matched with the register and checked; the returns get their problems.

    `log` and `decided` are the validation log as it stands, and what becomes of its other sheets
    is put into `decided`; `portal` is a workbook of Portal figures.
    """
    sort_out_evidence(returns)
    _refuse_other_councils(returns, council)
    matched = match(returns, register, year, as_at)
    for of_contract in matched.values():
        tell_date(of_contract.counted, year, as_at)
    checked = {
        key: check(register, of_contract.contract, of_contract.counted, year)
        for key, of_contract in matched.items()
    }
    decided = decided or Decided("validation log")
    of_log = Problems(decided.file, own=True)
    reported = [figure for each in checked.values() for figure in each.figures]
    corrections = agreed(decided, log or {}, reported, register, year, of_log)
    for each in checked.values():
        each.figures = corrected(each.figures, corrections)
        tell_doubles(each)
        far_above(each, register.settings.large)
        tell_running_totals(each)
        tell_out_of_line(each, register.settings.large)
        tell_benefits(each, register.measures(each.contract))
    most_of_all(checked.values(), register.settings.large)
    consolidation = Consolidation(
        council=council,
        register=register,
        year=year,
        as_at=as_at,
        returns=returns,
        matched=matched,
        checked=checked,
        expected=expected_returns(register, year, matched, as_at, returns),
        corrections=corrections,
    )
    if portal:
        consolidation.portal = portal_figures(portal, register, year, council, returns, as_at)
        owed = figures_owed(consolidation.portal, register, year, council, as_at)
        consolidation.expected += owed
    shown = shown_beside(checked.values(), returns, str(year))
    carried = carried_forward(log or {}, consolidation.figures, str(year), shown)
    before = Before(log or {}, decided)
    consolidation.log = with_acceptances(carried, before, checked.values(), year, as_at, of_log)
    consolidation.problems = told([*_all_problems(consolidation), *of_log, *decided.problems])
    return consolidation


def _refuse_other_councils(returns: Sequence[Return], council: Council) -> None:
    """Reject each return that was sent out by another council."""
    for supplier_return in returns:
        issued = supplier_return.issued.get("council")
        if issued and issued.value and issued.value != council.name:
            supplier_return.problems.add(
                "other-council", issued, found=issued.value, wanted=council.name
            )


def _all_problems(consolidation: Consolidation) -> Iterator[Problem]:
    yield from consolidation.register.problems
    for supplier_return in consolidation.returns:
        set_aside = consolidation.status(supplier_return) in SET_ASIDE
        yield from (p for p in supplier_return.problems if not set_aside or p.code in WHY_SET_ASIDE)
    if consolidation.portal:
        yield from consolidation.portal.problems
    problems = Problems()
    for contract, _ in consolidation.promises():
        owes = consolidation.register.owes_promises(contract, consolidation.year)
        register, council = consolidation.register, consolidation.council
        clause = needs_promises(register, contract, council) if owes else ""
        if clause:
            problems.add("contract-without-promises", ref=contract.key.label, clause=clause)
    yield from problems
