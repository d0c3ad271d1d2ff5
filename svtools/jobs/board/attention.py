"""The contracts that need attention: why, who answers for them, and what is to be done next."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from svtools.jobs.board.room import LONGEST, cut
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.register.contracts import Key
from svtools.jobs.statement.amounts import Amount, Stage, total, where
from svtools.jobs.statement.figures import Unit
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.parts import whole_percent
from svtools.jobs.statement.tables_of_value import KINDS
from svtools.jobs.years.summaries import COUNTED
from svtools.monitoring import Progress, ProgressBands, rating
from svtools.numbers import how_many, in_a_row, short_pounds

NOBODY = "nobody is named"
NONE = Decimal(0)
MOST_REASONS = 2

Reason = tuple[str, str]
"""Why a contract needs attention, and what is to be done next."""


@dataclass(frozen=True, slots=True)
class Attention:
    """A contract that needs attention; `unproven` is its £ due to date without proof, by kind."""

    contract: str
    why: str
    unproven: Mapping[str, Decimal]
    manager: str
    next: str

    @property
    def at_stake(self) -> str:
        """The £ without proof, SVA and LEVA apart."""
        known = {kind: value for kind, value in self.unproven.items() if value > 0}
        said = (f"{KINDS[kind]} {short_pounds(value)}" for kind, value in known.items())
        return ", ".join(said) or "nothing valued"


@dataclass(frozen=True)
class Standing:
    """How one contract stands: its figures, and what became of its returns."""

    bands: ProgressBands
    rows: list[Amount] = field(default_factory=list)
    returns: Counter[str] = field(default_factory=Counter)

    def pounds(self, stage: Stage, kind: str) -> Decimal:
        """£ of a kind at a stage."""
        return total(where(self.rows, stage, kind)).value or NONE

    def unproven(self, kind: str) -> Decimal:
        """What was due to date and isn't validated, in £."""
        return max(self.pounds(Stage.DUE, kind) - self.pounds(Stage.VALIDATED, kind), NONE)

    def progress(self, kind: str) -> Progress:
        """How what is reported of a kind stands against what was due to date, by its £."""
        is_reported = bool(where(self.rows, Stage.REPORTED, kind))
        reported = self.pounds(Stage.REPORTED, kind) if is_reported else None
        return rating(reported, self.pounds(Stage.DUE, kind), self.bands)

    def reasons(self) -> list[Reason]:
        """Why it needs attention, the gravest first; none where it needs none."""
        return [*self._of_returns(), *self._of_value(), *self._of_proof(), *self._of_promises()]

    def _of_returns(self) -> Iterator[Reason]:
        if missing := self.returns[Status.MISSING]:
            noun = "return" if missing == 1 else "returns"
            yield f"{missing} {noun} missing", f"Ask for the {noun}"
        elif self.returns[Status.REJECTED] and not any(self.returns[each] for each in COUNTED):
            yield "its return was rejected", "Send it back with its problems"

    def _of_value(self) -> Iterator[Reason]:
        states = {kind: self.progress(kind) for kind in KINDS}
        behind = [k for k, s in states.items() if s in (Progress.BEHIND, Progress.WELL_BEHIND)]
        if behind:
            said = in_a_row([f"{self._share(kind)} of {KINDS[kind]} due" for kind in behind])
            is_grave = Progress.WELL_BEHIND in states.values()
            what_next = "Meet and agree a plan" if is_grave else "Ask how it will catch up"
            yield f"reports {said}", what_next
        silent = [KINDS[kind] for kind, state in states.items() if state is Progress.NOT_REPORTED]
        if silent and not self.returns[Status.NOT_DUE]:
            yield f"reports no {in_a_row(silent)}, which was due", "Ask for the figures"

    def _share(self, kind: str) -> str:
        return whole_percent(self.pounds(Stage.REPORTED, kind), self.pounds(Stage.DUE, kind))

    def _of_proof(self) -> Iterator[Reason]:
        reported, validated = (where(self.rows, s) for s in (Stage.REPORTED, Stage.VALIDATED))
        if reported and not validated:
            yield "nothing validated", "See the evidence and validate"
        elif self.returns[Status.IN_PART]:
            yield "return counted only in part", "Have mended what is not counted"

    def _of_promises(self) -> Iterator[Reason]:
        """By its £ it may keep up where single promises, by their own units, don't."""
        due = {row.measure for row in where(self.rows, Stage.DUE) if row.units}
        behind = [m for m in due if self._is_behind(where(self.rows, Stage.DUE, measure=m))]
        if behind:
            of = how_many(len(due), "promise")
            yield f"{len(behind)} of {of} behind", "Ask how it will catch up"

    def _is_behind(self, due: Sequence[Amount]) -> bool:
        reported = where(self.rows, Stage.REPORTED, measure=due[0].measure)
        units = total(reported, Unit.UNITS).value if reported else None
        word = rating(units, total(due, Unit.UNITS).value, self.bands)
        return word in (Progress.BEHIND, Progress.WELL_BEHIND)


def attention(inputs: Inputs) -> list[Attention]:
    """The contracts that need attention, those with the most £ due and without proof first."""
    found = []
    for key, standing in standings(inputs).items():
        reasons = standing.reasons()[:MOST_REASONS]
        if reasons:
            why = "; ".join(why for why, _ in reasons)
            unproven = {kind: standing.unproven(kind) for kind in KINDS}
            contract = inputs.lines.contract(key)
            manager = (contract.manager if contract else "") or NOBODY
            next_ = reasons[0][1]
            found.append(
                Attention(_name(inputs, key), why[0].upper() + why[1:], unproven, manager, next_)
            )
    return sorted(found, key=lambda each: (-sum(each.unproven.values()), each.contract))


def standings(inputs: Inputs) -> Mapping[Key, Standing]:
    """How every contract stands that has promises, figures or returns in the year."""
    found: dict[Key, Standing] = defaultdict(lambda: Standing(inputs.summary.bands))
    for amount in inputs.amounts:
        found[amount.contract].rows.append(amount)
    for row in inputs.summary.content.rows("returns"):
        if row.get("ref"):
            key = inputs.lines.key(inputs.summary.contract_of(row))
            found[key].returns[str(row.get("status"))] += 1
    return found


def _name(inputs: Inputs, key: Key) -> str:
    """A contract as the board knows it: reference and title, with its supplier."""
    contract = inputs.lines.contract(key)
    title = f" {cut(contract.title, LONGEST)}" if contract else ""
    return f"{key.label}{title}, {cut(key.supplier, LONGEST)}"
