"""By what contracts and measures are grouped in a summary, a blank being a group of its own."""

from collections.abc import Iterable

from svtools.jobs.register.contracts import Contract, Key
from svtools.jobs.register.register import Register
from svtools.jobs.register.weightings import Against, against_minimum
from svtools.measures import Measure
from svtools.policy import Council
from svtools.spelling import as_known, folded

NOT_STATED, NOT_KNOWN = "not stated", "not known"
YES_NO = ("Yes", "No", NOT_KNOWN)
LASTING, ONE_OFF = "lasting", "one-off"
FIXED = {
    **dict.fromkeys(("sme", "vcse", "equality_led"), YES_NO),
    "weighting": tuple(map(str, Against)),
}
"""The groups that there are whatever the register says, in their order."""

CONTRACT_CUTS = (*FIXED, "directorate", "manager")


class Groups:
    """The groups of a register's contracts and of measures, each by one spelling."""

    def __init__(self, register: Register, council: Council) -> None:
        self.register = register
        self.council = council
        self.known: dict[Key, dict[str, str]] = {}
        self.directorates = _spellings(each.directorate for each in register.contracts)
        self.managers = _spellings(each.manager for each in register.contracts)
        self.objectives = {
            folded(name): objective.key
            for theme in council.themes
            for objective in theme.objectives
            for name in (objective.key, objective.text)
        }

    def themes(self, others: Iterable[str]) -> list[str]:
        """The council's themes, then any other that measures have."""
        return list(dict.fromkeys((*(theme.name for theme in self.council.themes), *others)))

    def of_contract(self, contract: Contract) -> dict[str, str]:
        """The group of a contract in each of the cuts by contract."""
        if contract.key not in self.known:
            self.known[contract.key] = self._of_contract(contract)
        return self.known[contract.key]

    def _of_contract(self, contract: Contract) -> dict[str, str]:
        return {
            "sme": contract.sme or NOT_KNOWN,
            "vcse": contract.vcse or NOT_KNOWN,
            "equality_led": contract.equality_led or NOT_KNOWN,
            "directorate": self.directorates.get(folded(contract.directorate), NOT_STATED),
            "manager": self.managers.get(folded(contract.manager), NOT_STATED),
            "weighting": str(against_minimum(contract, self.register, self.council)),
        }

    def of_measure(self, measure: Measure) -> dict[str, str]:
        """The group of a measure in each of the cuts by measure."""
        objective, equality = measure.objective, measure.equality_objective
        own = self.council.reporting.equality_objectives
        return {
            "objective": self.objectives.get(folded(objective), objective) or NOT_STATED,
            "equality_objective": as_known(equality, own) or NOT_STATED,
            "lasting": LASTING if measure.lasting else ONE_OFF,
        }


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """The first spelling of each name, by the name as it is compared."""
    spellings: dict[str, str] = {}
    for name in filter(None, names):
        spellings.setdefault(folded(name), name)
    return spellings
