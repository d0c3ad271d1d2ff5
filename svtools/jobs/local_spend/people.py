"""People among the payees: known anywhere in a run, they are named nowhere in it.

Somebody whom a rule knows in one payment, by name, department or category, may stand in another
without what the rule knows. Until all payments are read, the names are kept here and nowhere else.
"""

from dataclasses import dataclass, field

from svtools.jobs.local_spend.names import cleaned, is_organisation, number
from svtools.jobs.local_spend.rules import NAMELESS, OUTSIDE, Payee, Rules, Treatment
from svtools.jobs.local_spend.suppliers import SupplierList


@dataclass(slots=True)
class People:
    """Whom the rules know, by name and by number, in all that is read in a run."""

    rules: Rules
    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def note(self, name: str, supplier_id: str) -> None:
        """Somebody whom a rule knows; organisations are none, whatever they were paid for."""
        if is_organisation(name) and not self.rules.is_person(name):
            return
        self.names |= {cleaned(name)} - {""}
        self.numbers |= {number(supplier_id)} - {""}

    def note_listed(self, listed: SupplierList) -> None:
        """Those whom the list of suppliers calls by a name that a rule knows."""
        for lines in listed.by_name.values():
            for line in lines:
                if self.rules.is_person(line.name):
                    self.note(line.name, line.supplier_id)

    def holds(self, payee: Payee) -> bool:
        """Whether a payee is one of them: by the same name or number, and no organisation."""
        if is_organisation(payee.name):
            return False
        return cleaned(payee.name) in self.names or number(payee.supplier_id) in self.numbers

    def without_name(self, payee: Payee) -> Payee:
        """A payee as everything further on may know it."""
        if payee.treatment in NAMELESS or not self.holds(payee):
            return payee
        if payee.treatment in OUTSIDE:
            return payee._replace(name="", supplier_id="", postcode="", vcse="")
        return Payee(Treatment.INDIVIDUAL, department=payee.department)

    def may_be_named(self, name: str) -> bool:
        """Whether a payee may be named where nobody expects names: it can be no person."""
        return is_organisation(name) and not self.rules.is_person(name)
