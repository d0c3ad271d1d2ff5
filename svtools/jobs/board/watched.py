"""What else the board watches: returns, assessments, weightings, contracts that run long."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from svtools.errors import InputError
from svtools.jobs.board.assessments import assessments
from svtools.jobs.board.attention import NOBODY
from svtools.jobs.board.proposals import Proposal
from svtools.jobs.board.room import LONGEST, cut
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.kpis import DAYS_AHEAD
from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.weightings import Against, against_minimum
from svtools.jobs.statement.inputs import Inputs
from svtools.numbers import how_many, long_date, percent, short_pounds
from svtools.policy import months_later
from svtools.policy.council_texts import Note
from svtools.spelling import folded

LONGEST_REASON = 70
"""Letters of a reason: a longer one is cut."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that the board watches, and the contracts it is found in, the gravest first."""

    what: str
    found: Sequence[str]
    number: int | None
    """How many there are; a contract may have several. None where it isn't known."""

    none: str = "none"
    """What is said where there are none."""


def watched(
    inputs: Inputs, as_at: date, proposals: Sequence[Proposal] | None = None
) -> list[Watched]:
    """Everything that is watched, in its order; of what tenders propose, None is known."""
    running = [each for each in inputs.register.contracts if _runs(each, as_at)]
    due, under = assessments(inputs, as_at), [*_under(inputs, running)]
    under += _proposed(inputs, proposals or ())
    assessed = f"KPI assessments due by {long_date(as_at + timedelta(DAYS_AHEAD))}"
    return [
        _overdue(inputs, as_at),
        Watched(assessed, due, len(due)),
        Watched("Weightings under the minimum", under, len(under)),
        _leva(proposals),
        *(_past(note, running) for note in inputs.council.notes),
    ]


def _runs(contract: Contract, as_at: date) -> bool:
    """Whether a contract runs, or is yet to begin."""
    return contract.last_day >= as_at


def _short(inputs: Inputs, key: Key) -> str:
    contract = inputs.lines.contract(key)
    return f"{key.label} {cut(contract.title, LONGEST)}" if contract else key.label


def _overdue(inputs: Inputs, as_at: date) -> Watched:
    """The returns that are missing, by contract, the longest overdue first."""
    days: dict[Key, list[int]] = defaultdict(list)
    for row in inputs.summary.returns(Status.MISSING):
        key = inputs.lines.key(inputs.summary.contract_of(row))
        days[key].append((as_at - (row.get("due") or as_at)).days)
    longest = sorted(days, key=lambda key: (-max(days[key]), key.label))
    said = [_late(inputs, key, days[key]) for key in longest]
    return Watched("Returns overdue", said, sum(map(len, days.values())))


def _late(inputs: Inputs, key: Key, days: Sequence[int]) -> str:
    contract = inputs.lines.contract(key)
    manager = (contract.manager if contract else "") or NOBODY
    several = f"{len(days)} returns, the first " if len(days) > 1 else ""
    return f"{_short(inputs, key)} ({several}{how_many(max(days), 'day')}; {cut(manager, LONGEST)})"


def _under(inputs: Inputs, contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        if against_minimum(contract, inputs.register, inputs.council) is Against.BELOW:
            least = _least(inputs, contract)
            used = percent(contract.weighting or Decimal(0))
            why = decided(contract.weighting_reason, contract.weighting_approver)
            yield f"{_short(inputs, contract.key)}: {used}, at least {least} asked ({why})"


def _proposed(inputs: Inputs, proposals: Sequence[Proposal]) -> Iterator[str]:
    """The weightings under the minimum that tenders propose which have no contract yet."""
    rows = {folded(each.key.ref): each for each in inputs.register.contracts}
    for each in proposals:
        contract = rows.get(folded(each.ref))
        if contract is None or each.weighting is None or contract.weighting is not None:
            continue
        proposed = replace(contract, weighting=each.weighting)
        if against_minimum(proposed, inputs.register, inputs.council) is Against.BELOW:
            used, least = percent(each.weighting), _least(inputs, contract)
            why = decided(each.low_reason, each.approver)
            title = f"{each.ref} {cut(each.title, LONGEST)}"
            yield f"{title}: {used} proposed, at least {least} asked ({why})"


def _leva(proposals: Sequence[Proposal] | None) -> Watched:
    what = "Tenders that score LEVA"
    if proposals is None:
        return Watched(what, (), None, "no pre-procurement records were given")
    found = [
        f"{each.ref} {cut(each.title, LONGEST)} ({decided(each.leva_reason, each.approver)})"
        for each in proposals
        if each.scores_leva
    ]
    return Watched(what, found, len(found))


def decided(reason: str, approver: str) -> str:
    """Why something is as it is, and who approved it."""
    why = cut(reason.rstrip("."), LONGEST_REASON) or "no reason noted"
    return f"{why}; {f'approved by {cut(approver, LONGEST)}' if approver else 'no approver noted'}"


def _least(inputs: Inputs, contract: Contract) -> str:
    return percent(inputs.register.requirement(contract, inputs.council).minimum_weighting)


def _past(note: Note, contracts: Sequence[Contract]) -> Watched:
    """The contracts that run past a note's day, with their options, the dearest first."""
    past = [each for each in contracts if _last_day(each) > note.runs_past]
    past.sort(key=lambda each: -(each.net_value or Decimal(0)))
    what = f"Contracts that run past {long_date(note.runs_past)}"
    return Watched(what, [*map(_until, past)], len(past))


def _last_day(contract: Contract) -> date:
    return contract.actual_end or months_later(contract.end, contract.extension)


def _until(contract: Contract) -> str:
    known = contract.net_value
    worth = "value not known" if known is None else short_pounds(known)
    until = f"to {long_date(_last_day(contract))}, {worth}"
    return f"{contract.key.label} {cut(contract.title, LONGEST)} ({until})"


def refuse_earlier(inputs: Inputs, as_at: date) -> None:
    """Raises InputError for a day before the summary's: what came after it is in there."""
    if as_at < inputs.summary.as_at:
        raise InputError(
            f"{long_date(as_at)} is before {long_date(inputs.summary.as_at)}, as at which "
            f"{inputs.summary.file} stands.",
            "Give a later day with --as-at, or none.",
        )
