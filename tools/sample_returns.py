"""What a source of samples says of a return, as the return's data."""

from typing import Any

from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register

FIELDS = {
    "return_number": "report",
    "quarter": "report",
    **dict.fromkeys(
        ("date_completed", "completed_by", "nil_return", "own_contract", "once_only"), "sign_off"
    ),
}


def fields_of(answers: Any) -> dict[str, Any]:
    """What a supplier answered, by "block.key"."""
    return {f"{FIELDS[name]}.{name}": value for name, value in answers.items()}


def quarters(units: Any) -> dict[str, Any]:
    """Units of Q1 to Q4 by the keys of their columns."""
    return {f"q{number}": value for number, value in enumerate(units, start=1)}


def contract_of(spec: Any, register: Register) -> Contract:
    """The register's contract that a sample return is for."""
    wanted = list(spec["contract"])
    return next(
        contract
        for contract in register.contracts
        if wanted == [contract.key.ref, contract.key.lot, contract.key.supplier][: len(wanted)]
    )
