"""Who is paid, by the cells that say so: each supplier, department and category asked of once."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from svtools.jobs.local_spend.columns import Columns
from svtools.jobs.local_spend.names import cleaned, number, with_form
from svtools.jobs.local_spend.people import People
from svtools.jobs.local_spend.rules import Found, Payee, Treatment
from svtools.jobs.local_spend.suppliers import yes_or_no
from svtools.jobs.local_spend.tables import Row
from svtools.jobs.local_spend.totals import is_total
from svtools.policy.local_area import first_postcode
from svtools.spelling import letters_of
from svtools.workbooks.typed import shown

MOST_REMEMBERED = 200_000
ROLES = ("supplier", "supplier_id", "postcode", "vcse", "department", "category")

_TITLED = re.compile(r"\b(?:mr|mrs|miss|ms)\b")
"""What stands where a department is named and names somebody."""

T = TypeVar("T")


class Remembered(dict[Any, T]):
    """What a function says of each cell, asked once."""

    def __init__(self, ask: Callable[[Any], T]) -> None:
        self.ask = ask

    def __missing__(self, cell: Any) -> T:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        self[cell] = self.ask(cell)
        return self[cell]


@dataclass(slots=True)
class SupplierCells:
    """What is known of a supplier before its department and category are."""

    given: Payee
    by_name: Found
    left_alone: Found
    may_be_total: bool
    mark: int
    """By which the same supplier is known again in another file; its name is not."""
    payees: dict[tuple[str, Found], Payee] = field(default_factory=dict)
    """By department and the rules that are about it there."""


class Payees:
    """Who is paid in the rows of one file, by its columns."""

    def __init__(self, people: People, columns: Columns) -> None:
        self.people, self.rules = people, people.rules
        *self.supplier_at, self.department_at, self.category_at = (
            columns.places.get(role, -1) for role in ROLES
        )
        self.departments = set[str]()
        asked = {"department": self.rules.by_department, "category": self.rules.by_category}
        self._further = [
            (at, Remembered(self._protecting(asked[role])))
            for role, places in columns.further.items()
            for at in places
        ]
        self._suppliers: Remembered[SupplierCells] = Remembered(self._supplier)
        self._departments = Remembered(self._department)
        self._categories = Remembered(lambda cell: self.rules.by_category(text_of(cell)))

    def of(self, cells: Row) -> tuple[Payee, SupplierCells]:
        """Who is paid in a row, and what the cells say of the supplier alone."""
        one = self._suppliers[tuple([cells[at] if at >= 0 else "" for at in self.supplier_at])]
        at = self.department_at
        department, by_department = self._departments[cells[at] if at >= 0 else ""]
        at = self.category_at
        found = one.by_name | by_department | self._categories[cells[at] if at >= 0 else ""]
        for at, further in self._further:
            found |= further[cells[at]]
        payee = one.payees.get((department, found))
        if payee is None:
            given = one.given._replace(department=department)
            payee = self.rules.payee(given, one.by_name, found - one.left_alone)
            one.payees[department, found] = payee
            if payee.treatment is Treatment.INDIVIDUAL:
                self.people.note(given.name, given.supplier_id)
        return payee, one

    def _supplier(self, said: tuple[Any, ...]) -> SupplierCells:
        name, supplier_id, postcode, vcse = map(text_of, said)
        place = first_postcode([postcode]) or ""
        return SupplierCells(
            Payee(Treatment.SUPPLIER, name, supplier_id, place, yes_or_no(vcse)),
            self.rules.by_name(name, supplier_id),
            self.rules.left_alone(name),
            not letters_of(name) or is_total(name, self.departments),
            hash(cleaned(name) or number(supplier_id)),
        )

    def _department(self, cell: Any) -> tuple[str, Found]:
        text = text_of(cell)
        folded = with_form(text)
        self.departments.add(folded)
        return "" if _TITLED.search(folded) else text, self.rules.by_department(text)

    def _protecting(self, about: Callable[[str], Found]) -> Callable[[Any], Found]:
        """What the rules that keep names back say of a further column's cell."""
        return lambda cell: about(text_of(cell)) & self.rules.protecting


def text_of(cell: Any) -> str:
    """What a cell says, with one blank between words."""
    return " ".join(shown(cell).split())
