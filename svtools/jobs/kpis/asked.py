"""What the law asks of a register's contracts: each row is a contract of its own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from svtools.errors import InputError
from svtools.jobs.register.asking import asked_alone
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register
from svtools.policy import ContractValue, Council, KpiAnswer, KpisAsked, kpis_asked
from svtools.spelling import folded, folded_key, folded_lot


@dataclass(frozen=True)
class Asked:
    """Whether a register's contracts need KPIs."""

    register: Register
    council: Council

    @cached_property
    def frameworks(self) -> frozenset[str]:
        """The references under which others are called off."""
        return frozenset(folded(each.parent) for each in self.register.contracts if each.parent)

    def of(self, contract: Contract) -> tuple[KpiAnswer, Decimal | None]:
        """Whether it needs KPIs, and its value in £ including VAT, where that is known."""
        try:
            value = asked_alone(contract, self.council).value
            return self._by(contract, value), value.including_vat
        except InputError as error:
            why = error.what.removeprefix(f"{contract.key.label}: ").rstrip(".")
            return KpiAnswer(KpisAsked.NOT_KNOWN, why), None

    def _by(self, contract: Contract, value: ContractValue) -> KpiAnswer:
        """What the law asks of a contract of this value. A call-off is under its framework's law.

        Raises InputError where the register lacks a figure.
        """
        whole = self.register.requirement(contract, self.council)
        own = whole.own or whole
        return kpis_asked(
            own,
            value,
            regime=own.regime if contract.regime else whole.regime,
            is_framework=folded(contract.key.ref) in self.frameworks,
            reason=contract.no_kpis,
        )

    def only_together(self) -> Iterator[tuple[list[Contract], ContractValue]]:
        """The lots of one supplier that would need KPIs as one contract, and none does alone."""
        several: dict[tuple[str, ...], dict[str, Contract]] = defaultdict(dict)
        for contract in self.register.contracts:
            key = contract.key
            lots = several[folded_key(key.ref, "", key.supplier)]
            lots[folded_lot(key.lot)] = contract
        for contracts in (list(lots.values()) for lots in several.values() if len(lots) > 1):
            alone = {self.of(contract)[0].asked for contract in contracts}
            if alone == {KpisAsked.NOT_APPLICABLE}:
                together = self._sum(contracts)
                if self._by(contracts[0], together).asked is KpisAsked.NEEDED:
                    yield contracts, together

    def _sum(self, contracts: Sequence[Contract]) -> ContractValue:
        values = [asked_alone(contract, self.council).value for contract in contracts]
        return ContractValue.of(
            sum((each.net for each in values), Decimal(0)),
            sum((each.including_vat for each in values), Decimal(0)),
        )
