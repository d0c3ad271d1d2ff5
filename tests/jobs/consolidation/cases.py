"""Returns as suppliers really sent them (names and figures made up), each for a kind of fault."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.register.read import read_register
from tests.making import YEAR, consolidated, council

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = FIXTURES / "cases"
OWN_REGISTER = CASES / "register.xlsx"
SAMPLE_REGISTER = FIXTURES / "made_by_0_1_0" / "contracts_register.xlsx"
OF_THE_REGISTER = ("register-", "contract-without-promises")


def case(
    name: str, *, register: Path = OWN_REGISTER, as_at: date = date(2026, 5, 20)
) -> Consolidation:
    """The returns of one folder of cases, brought together."""
    known = read_register(register, council())
    return consolidated(CASES / name, known, YEAR, council(), as_at=as_at)


def told_of(made: Consolidation) -> list[tuple[str, str]]:
    """What was found in the returns: code and place."""
    return [
        (problem.code, problem.where)
        for problem in made.problems
        if not problem.code.startswith(OF_THE_REGISTER)
    ]


def units_of(made: Consolidation, measure: str) -> Decimal:
    """The units that count of one measure."""
    return sum((f.units for f in made.figures if f.measure.code == measure), Decimal(0))
