"""What policy and law ask of a register's contracts: lots added together, call-offs by framework.

Rows of one reference are one procurement. Its value is the sum of its lots; rows of the same lot
are successive suppliers, of which the largest counts once. Its term is the longest, its
commencement the earliest. A framework's value is the larger of its own and the sum of its
call-offs. A call-off shows its framework's answer; its weighting goes by its own value.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract
from svtools.policy import (
    ContractValue,
    Council,
    Requirement,
    months_later,
    requirement,
    term_months,
)
from svtools.spelling import as_known, folded, folded_key


class Procurement(NamedTuple):
    """The rows of one reference, as they are judged together."""

    categories: tuple[str, ...]
    on: date
    months: int
    value: ContractValue
    lots: int


@dataclass(frozen=True, slots=True)
class References:
    """A register's contracts by their reference and by their framework's."""

    by_ref: dict[str, list[Contract]]
    by_parent: dict[str, list[Contract]]
    refs: Mapping[str, None]

    @classmethod
    def of(cls, contracts: Iterable[Contract]) -> "References":
        """The contracts of a register."""
        by_ref: dict[str, list[Contract]] = defaultdict(list)
        by_parent: dict[str, list[Contract]] = defaultdict(list)
        known = list(contracts)
        refs = dict.fromkeys(contract.key.ref for contract in known)
        for contract in known:
            by_ref[folded(contract.key.ref)].append(contract)
            if contract.parent:
                by_parent[folded(as_known(contract.parent, refs))].append(contract)
        return cls(by_ref, by_parent, refs)

    def requirement(self, contract: Contract, council: Council) -> Requirement:
        """What the policy asks of it. Raises InputError where the register lacks a figure."""
        own = self._asked(contract, contract, council)
        parent = as_known(contract.parent, self.refs)
        framework = self.by_ref.get(folded(parent), []) if parent else []
        if not framework:
            return own
        return replace(self._asked(framework[0], contract, council), own=own)

    def _asked(self, judged: Contract, contract: Contract, council: Council) -> Requirement:
        """What is asked of the procurement of `judged`, for `contract`, which is part of it."""
        asked = self._procurement(judged, council)
        answer = requirement(
            asked.categories,
            asked.value.net,
            months=asked.months,
            on=asked.on,
            value_including_vat=asked.value.including_vat,
            regime=judged.regime or None,
            council=council,
            ends=months_later(contract.end, contract.extension),
        )
        return replace(answer, lots=asked.lots)

    def _procurement(self, contract: Contract, council: Council) -> Procurement:
        rows = self.by_ref[folded(contract.key.ref)]
        call_offs = self.by_parent.get(folded(contract.key.ref), [])
        lots = _largest(rows, council)
        sums = [_sum(lots), _sum(_largest(call_offs, council))]
        return Procurement(
            categories=tuple(dict.fromkeys(row.main or row.category for row in rows)),
            on=min(row.commenced for row in rows if row.commenced),
            months=max(map(_months, rows)),
            value=ContractValue.of(*map(max, zip(*sums, strict=True))),
            lots=len(lots),
        )


def unread_facts(contract: Contract) -> list[str]:
    """What decides the answer and can't be read, by the register's columns."""
    return sorted(contract.unread - {"actual_end", "price", "share", "reported_in"})


def asked_alone(contract: Contract, council: Council) -> Requirement:
    """What the policy asks of a contract that no register has. Raises InputError as above."""
    return References.of([contract]).requirement(contract, council)


def _months(row: Contract) -> int:
    return max(1, term_months(row.start, row.end, row.extension))  # 0 is no answer


def _largest(rows: Sequence[Contract], council: Council) -> list[ContractValue]:
    """The value of each lot: of its rows the largest."""
    lots: dict[tuple[str, ...], ContractValue] = {}
    for row in rows:
        lot, value = folded_key(row.key.ref, row.key.lot), _value(row, council)
        lots[lot] = max(lots.get(lot, value), value, key=lambda one: (one.including_vat, one.net))
    return list(lots.values())


def _sum(values: Sequence[ContractValue]) -> tuple[Decimal, Decimal]:
    zero = Decimal(0)
    return (
        sum((value.net for value in values), zero),
        sum((value.including_vat for value in values), zero),
    )


def _value(row: Contract, council: Council) -> ContractValue:
    """One row's value. Raises InputError, naming the row, where the row lacks anything."""
    try:
        unread = unread_facts(row)
        if unread:
            names = ", ".join(unread).replace("_", " ")
            raise InputError(f"What stands in its {names} can't be read.", "Correct those cells.")
        if row.commenced is None:
            raise InputError(
                "The day on which the procurement commenced is missing.", "Fill it in."
            )
        return requirement(
            row.main or row.category,
            row.net_value,
            months=_months(row),
            on=row.commenced,
            vat_rate=None if row.gross_value else row.vat_rate,
            value_including_vat=row.gross_value,
            regime=row.regime or None,
            council=council,
        ).value
    except InputError as error:
        raise InputError(f"{row.key.label}: {error.what}", error.remedy) from None
