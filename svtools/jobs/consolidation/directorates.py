"""The directorates of a register, and what of a year's returns is one directorate's."""

from collections.abc import Sequence
from dataclasses import replace

from svtools.errors import InputError
from svtools.jobs.consolidation.groups import NOT_STATED
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.register.asking import References
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register
from svtools.numbers import in_a_row
from svtools.spelling import folded, folded_key


def directorates(register: Register) -> dict[str, list[Contract]]:
    """The register's contracts by directorate, in its first spelling."""
    found: dict[str, tuple[str, list[Contract]]] = {}
    for contract in register.contracts:
        name = contract.directorate or NOT_STATED
        found.setdefault(folded(name), (name, []))[1].append(contract)
    return dict(found.values())


def of_directorate(register: Register, directorate: str) -> Register:
    """The register with the contracts of one directorate alone; "not stated" are those of none.

    Raises InputError where it has no such contract.
    """
    by_name = directorates(register)
    own = next((by_name[n] for n in by_name if folded(n) == folded(directorate)), None)
    if own is None:
        there = in_a_row([f"'{name}'" for name in by_name])
        raise InputError(
            f"The register has no contract of the directorate '{directorate}'.",
            f"It has contracts of {there}." if by_name else "It has no contracts.",
        )
    whole = register.references or References.of(register.contracts)
    return replace(register, contracts=own, references=whole)


def not_of_others(returns: Sequence[Return], register: Register, whole: Register) -> list[Return]:
    """The returns without those of contracts that only the `whole` register has."""
    own, everybody = _names(register), _names(whole)
    others = everybody - own
    return [each for each in returns if whole.name_of(each.ref, each.lot) not in others]


def _names(register: Register) -> set[tuple[str, ...]]:
    return {folded_key(*contract.key_without_supplier) for contract in register.contracts}
