"""The tender being prepared: its contract, its terms, and what its record says.

From a contract of the register, from a filled-in record, or from both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import refuse_other_council
from svtools.jobs.register.asking import asked_alone
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register
from svtools.jobs.tender.considered import remark_considered
from svtools.jobs.tender.decisions import (
    contract_of,
    refuse_other,
    remark_differences,
    remark_gaps,
    remark_late,
    remark_lots,
    remark_options,
    terms_of,
)
from svtools.jobs.tender.offer_words import Sending
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.tendered_lots import in_register, lots_in, together
from svtools.jobs.tender.terms import (
    MOST_MEASURES,
    Terms,
    chosen_measures,
    default_terms,
    with_options,
)
from svtools.measures import MeasureSet
from svtools.policy import Council, Requirement, WeightingCheck, check_weighting
from svtools.spelling import folded
from svtools.workbooks.file_names import file_stem
from svtools.workbooks.problems import Problem, told


@dataclass(frozen=True, slots=True)
class PreparedTender:
    """One tender: its contract, what the policy asks, its terms and measure set."""

    contract: Contract
    requirement: Requirement
    terms: Terms
    measures: MeasureSet
    council: Council
    record: Record | None = None
    outdated: tuple[Problem, ...] = ()
    """What its register was issued with that is otherwise now."""

    @property
    def problems(self) -> list[Problem]:
        """What its record leaves blank or says otherwise than the register; what is outdated."""
        return told([*self.outdated, *(self.record.remarks if self.record else ())])

    @property
    def name(self) -> str:
        """Contract and title as a file's name begins."""
        return file_stem(f"{self.contract.key.label} {self.contract.title}")

    @property
    def weighting(self) -> WeightingCheck:
        """Whether the weighting of social value stands (reading R6)."""
        share, reason = self.terms.marking.criteria.social_value, self.terms.low_reason
        return check_weighting(share, self.requirement, reason_recorded=bool(reason))


def same_group_words(tender: PreparedTender) -> list[str]:
    """Where more than one measure of an exclusive group is asked for, a sentence on each group."""
    groups: dict[str, list[str]] = {}
    for measure in tender.terms.marking.measures:
        if measure.exclusive_group:
            groups.setdefault(measure.exclusive_group, []).append(measure.code)
    return [
        f"{' and '.join(codes)} are of one group ({group}): the same can't be offered under both. "
        "Bids whose amounts are the same, or can't all be right, are flagged."
        for group, codes in groups.items()
        if len(codes) > 1
    ]


def tender_for(
    register: Register,
    ref: str,
    lot: str,
    council: Council,
    *,
    record: Path | None = None,
    start: Path | None = None,
    codes: Sequence[str] = (),
    most: int = MOST_MEASURES,
    **options: Any,
) -> PreparedTender:
    """The tender for a contract of the register, with the terms of `record` where it is given.

    Without a `lot` it is for all lots that the contract has. A call-off's begins with the terms of
    its framework's record, `start`. `most` measures may be asked for. Raises InputError where the
    register has no such contract or measure set, where the weighting falls under the policy's
    minimum, or with everything in the record that makes a pack impossible.
    """
    rows = in_register(register, ref, lot)
    contract, lots = together(rows), lots_in(rows)
    measures = register.sets[contract.edition]
    wanted = register.requirement(rows[0], council)
    opened = None
    if start is not None:
        terms = _terms_of_framework(start, contract, wanted, measures, council, most)
    elif record is None:
        asked = chosen_measures(measures.measures, codes, most=most)
        terms = default_terms(asked, _weighting(wanted, options), contract, council.scoring)
    else:
        opened = Record(record)
        refuse_other_council(opened.content, record.name, council)
        refuse_other(opened, contract)
        contract = replace(contract, title=opened.value("contract.title") or contract.title)
        terms = terms_of(opened, measures.measures, contract, wanted, most=most)
        remark_differences(opened, contract)
        remark_lots(opened, lots)
    terms = replace(terms, marking=replace(terms.marking, lots=lots))
    tender = _tender(contract, wanted, terms, measures, opened, options)
    return replace(tender, outdated=_outdated(register, rows))


def _terms_of_framework(
    start: Path,
    contract: Contract,
    wanted: Requirement,
    measures: MeasureSet,
    council: Council,
    most: int,
) -> Terms:
    """The terms to begin a call-off's competition with: those of its framework's record.

    By when and where it is sent, and how many win, are its own. Raises InputError for the record
    of another framework.
    """
    framework = Record(start)
    refuse_other_council(framework.content, start.name, council)
    ref = framework.value("contract.ref") or ""
    if folded(contract.parent) != folded(ref):
        parent = f"of {contract.parent}" if contract.parent else "of no framework"
        raise InputError(
            f"{contract.key.label} is a call-off {parent}, and {start.name} is the record of "
            f"{ref or 'no contract'}.",
            "Give its framework's record, or correct Framework or parent in the register.",
        )
    terms = terms_of(framework, measures.measures, contract, wanted, most=most)
    marking = replace(terms.marking, places=1, most_lots=None, lots_rule="", lots=())
    return replace(terms, marking=marking, sending=Sending())


def _outdated(register: Register, rows: Sequence[Contract]) -> tuple[Problem, ...]:
    """What was told of a register's rules that is about this contract."""
    labels = {row.key.label for row in rows}
    return tuple(
        problem
        for problem in register.problems
        if problem.code == "register-outdated"
        or (problem.code == "register-answer" and problem.details["ref"] in labels)
    )


def _weighting(wanted: Requirement, options: dict[str, Any]) -> Decimal:
    """What social value has to begin with: what is recommended, else what was asked for."""
    given = options.get("weighting")
    recommended = wanted.recommended_weighting
    if recommended is None and given is None:
        raise InputError(
            f"The {wanted.council.policy} names no weighting.", "Give one with --weighting."
        )
    return (given or Decimal(0)) if recommended is None else recommended


def tender_of_record(
    record: Path,
    measures: MeasureSet,
    council: Council,
    *,
    most: int = MOST_MEASURES,
    **options: Any,
) -> PreparedTender:
    """The tender for a contract that no register has: facts and terms are the record's.

    Raises InputError with everything in the record that makes a pack impossible.
    """
    opened = Record(record)
    refuse_other_council(opened.content, record.name, council)
    contract = contract_of(opened, measures.edition, council)
    asked = asked_alone(contract, council) if contract else None
    terms = terms_of(opened, measures.measures, contract, asked, most=most)
    if contract is None or asked is None:
        raise InputError("The record doesn't say what is to be bought.", "Fill in Contract.")
    return _tender(contract, asked, terms, measures, opened, options)


def _tender(
    contract: Contract,
    requirement: Requirement,
    terms: Terms,
    measures: MeasureSet,
    record: Record | None,
    options: dict[str, Any],
) -> PreparedTender:
    used = with_options(terms, **options)
    if record:
        remark_gaps(record, requirement.council)
        remark_considered(record, requirement)
        remark_late(record, contract)
        remark_options(record, terms, used)
    tender = PreparedTender(contract, requirement, used, measures, requirement.council, record)
    if tender.weighting.stands is False:
        raise InputError(
            tender.weighting.message,
            "Give social value a weighting that the policy allows. A recorded reason is enough "
            "only where there is no minimum.",
        )
    return tender


def weighting_stands(tender: PreparedTender) -> str:
    """Whether the weighting of social value stands (reading R6), in words."""
    answer = tender.weighting
    words = {True: "Yes", False: "No", None: "Not known"}
    return f"{words[answer.stands]}: {answer.message}"
