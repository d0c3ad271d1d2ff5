"""A made-up register and a folder of filled-in returns, one for each of its contracts."""

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from svtools.jobs.blanks import blank_register
from svtools.jobs.monitoring.pack import file_name, return_data
from svtools.jobs.register.read import read_register
from svtools.measures import open_set
from svtools.monitoring import FinancialYear
from svtools.policy import Council, load_council
from svtools.workbooks.parse import template
from svtools.workbooks.write import write

YEAR = FinancialYear(2025)
AS_AT = date(2026, 5, 20)
MEASURES = 40
REGISTER, RETURNS = "contracts_register.xlsx", "returns"
NOTES = (
    "Two apprentices from the local college, both on the site team since the spring.",
    "Sessions were held every second week; attendance was taken at the door.",
    "Figures come from our payroll summary, which is in the evidence sheet.",
)


def make(folder: Path, count: int) -> None:
    """A register of `count` contracts in `folder`, and in its `returns` a return from each."""
    _make_register(folder, count)
    (folder / RETURNS).mkdir()
    size = 50
    parts = [range(at, min(at + size, count)) for at in range(0, count, size)]
    with ProcessPoolExecutor() as pool:
        list(pool.map(partial(_make_returns, folder), parts))


def make_part(folder: Path, whole: Path, count: int) -> None:
    """As `make`, with the first returns of the `whole`, which has more."""
    _make_register(folder, count)
    (folder / RETURNS).mkdir()
    for file in sorted((whole / RETURNS).iterdir())[:count]:
        (folder / RETURNS / file.name).hardlink_to(file)


def _make_register(folder: Path, count: int) -> None:
    council = load_council()
    folder.mkdir(exist_ok=True, parents=True)
    write(template("contracts_register"), _register_data(council, count), folder / REGISTER)


def _register_data(council: Council, count: int) -> dict[str, Any]:
    contracts = [_contract(number) for number in range(count)]
    promises = [
        {"ref": f"B{number:04}", "measure": code, "units": 12 + 4 * place}
        for number in range(count)
        for place, code in enumerate(_codes(number))
    ]
    return blank_register(council) | {"contracts": contracts, "promises": promises}


def _contract(number: int) -> dict[str, Any]:
    return {
        "ref": f"B{number:04}",
        "title": f"Made-up service {number}",
        "supplier": f"Made-up Supplier {number} Ltd",
        "contact": f"contracts@supplier{number}.example",
        "category": "supplies and services",
        "net_value": 200_000 + 1_000 * number,
        "commenced": date(2024, 10, 1),
        "start": date(2025, 4, 1),
        "end": date(2028, 3, 31),
        "status": "Live",
        "manager": f"Contracts officer {number % 20}",
        "directorate": "Resources",
        "edition": open_set().edition,
    }


def _codes(number: int) -> list[str]:
    """So many of the open set's measures, other ones for each contract in turn."""
    codes = list(open_set().measures)
    return [codes[(number + place) % len(codes)] for place in range(MEASURES)]


def _make_returns(folder: Path, numbers: range) -> None:
    council = load_council()
    register = read_register(folder / REGISTER, council)
    declared = template("monitoring_return")
    for number in numbers:
        contract = register.contracts[number]
        data = return_data(register, contract, YEAR, council)
        for place, row in enumerate(data["promises"]):
            units = 0.5 * (place % 2) + (number + place) % 4
            row.update({f"q{quarter}": units + quarter % 3 for quarter in range(1, 5)})
            row["note"] = NOTES[number % len(NOTES)] if place % 4 == 0 else None
        answers = {
            "report.return_number": 4,
            "report.quarter": "Q4",
            "sign_off.date_completed": date(2026, 4, 1 + number % 28),
            "sign_off.completed_by": "Contracts manager",
            "sign_off.nil_return": "No",
            "sign_off.own_contract": "Yes",
            "sign_off.once_only": "Yes",
        }
        write(declared, data | {"fields": answers}, folder / RETURNS / file_name(contract, YEAR))
