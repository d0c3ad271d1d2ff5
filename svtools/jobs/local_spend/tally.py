"""Payments added up by payee, department and month, and payees that are one supplier together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from svtools.jobs.local_spend.names import cleaned, number
from svtools.jobs.local_spend.payments import Part, Payment
from svtools.jobs.local_spend.people import People
from svtools.jobs.local_spend.rules import Payee, Treatment

Sums = dict[Payee, dict[int, Part]]


@dataclass(slots=True)
class Sizes:
    """How many payments are credits, and how many are so small that they needn't be published."""

    credits: int = 0
    credit_pence: int = 0
    small: int = 0


@dataclass(slots=True)
class Tally:
    """Everything that counts, added up as it is read; the order of the payments doesn't matter."""

    sums: Sums = field(default_factory=dict)
    """By payee and by month, counted from the year 0; 0 where there is no date."""
    first: date | None = None
    last: date | None = None
    sizes: Sizes = field(default_factory=Sizes)

    def add(self, payments: Iterable[Payment], small: int) -> None:
        """Add payments; those under `small` pence are counted."""
        sums, sizes = self.sums, self.sizes
        first, last = self.first or date.max, self.last or date.min
        for payee, day, pence, _ in payments:
            months = sums.get(payee)
            if months is None:
                months = sums[payee] = {}
            month = day.year * 12 + day.month if day else 0
            part = months.get(month)
            if part is None:
                part = months[month] = Part()
            part.rows += 1
            part.pence += pence
            if pence < 0:
                sizes.credits += 1
                sizes.credit_pence += pence
            elif pence < small:
                sizes.small += 1
            if day:
                first, last = min(first, day), max(last, day)
        if last > date.min:
            self.first, self.last = first, last

    def merge(self, other: "Tally") -> None:
        """Everything of another tally, too."""
        if not self.sums:
            self.sums = other.sums
        else:
            for payee, months in other.sums.items():
                self._add_sums(self.sums, payee, months)
        self.sizes.credits += other.sizes.credits
        self.sizes.credit_pence += other.sizes.credit_pence
        self.sizes.small += other.sizes.small
        if other.first and other.last:
            self.first = min(self.first or date.max, other.first)
            self.last = max(self.last or date.min, other.last)

    @staticmethod
    def _add_sums(sums: Sums, payee: Payee, months: Mapping[int, Part]) -> None:
        of_payee = sums.setdefault(payee, {})
        for month, part in months.items():
            of_payee.setdefault(month, Part()).merge(part)

    def keep_back(self, people: People) -> None:
        """Take the names of `people` away, who were paid elsewhere as what a rule knows."""
        known = -1
        while known < len(people.names) + len(people.numbers):  # one leads to another
            known = len(people.names) + len(people.numbers)
            for payee in self.sums:
                if people.without_name(payee) is not payee:
                    people.note(payee.name, payee.supplier_id)
        for payee in [payee for payee in self.sums if people.without_name(payee) is not payee]:
            self._add_sums(self.sums, people.without_name(payee), self.sums.pop(payee))

    def totals(self) -> dict[Payee, Part]:
        """What each payee was paid by a department in all."""
        return {payee: Part.of(months.values()) for payee, months in self.sums.items()}


def first_day(month: int) -> date | None:
    """The first day of a month that is counted from the year 0; None for none."""
    return date((month - 1) // 12, (month - 1) % 12 + 1, 1) if month else None


@dataclass(slots=True)
class Supplier:
    """One supplier: everything that goes by one number, or without one by one name."""

    key: str
    name: str = ""
    supplier_id: str = ""
    names: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    vcse: str = ""
    total: Part = field(default_factory=Part)


def suppliers_of(
    totals: Mapping[Payee, Part],
) -> tuple[dict[str, Supplier], Mapping[Payee, str]]:
    """The suppliers by their keys, and the key of each payee.

    A payee without a number is one with a number where only one supplier has that name.
    """
    payees = [payee for payee in totals if payee.treatment is Treatment.SUPPLIER]
    numbers: dict[str, set[str]] = {}
    for payee in payees:
        known = numbers.setdefault(cleaned(payee.name), set())
        if payee.supplier_id:
            known.add(number(payee.supplier_id))
    keys = {payee: _key(payee, numbers) for payee in payees}
    together: dict[str, list[Payee]] = {}
    for payee, key in keys.items():
        together.setdefault(key, []).append(payee)
    return {key: _supplier(key, those, totals) for key, those in together.items()}, keys


def _key(payee: Payee, numbers: Mapping[str, set[str]]) -> str:
    if payee.supplier_id:
        return f"number {number(payee.supplier_id)}"
    name = cleaned(payee.name)
    known = numbers[name]
    return f"number {next(iter(known))}" if len(known) == 1 else f"name {name}"


def _supplier(key: str, payees: Iterable[Payee], totals: Mapping[Payee, Part]) -> Supplier:
    """One supplier of all its payees, called as most of its payments call it."""
    names, numbers, postcodes = Counter[str](), Counter[str](), set[str]()
    vcse, total = set[str](), Part()
    for payee in payees:
        part = totals[payee]
        names[payee.name] += part.rows
        numbers[payee.supplier_id] += part.rows if payee.supplier_id else 0
        postcodes |= {payee.postcode} - {""}
        vcse |= {payee.vcse} - {""}
        total.merge(part)
    return Supplier(
        key,
        commonest(names),
        commonest(numbers),
        frozenset(names),
        frozenset(postcodes),
        vcse.pop() if len(vcse) == 1 else "",
        total,
    )


def commonest(spellings: Mapping[str, int]) -> str:
    """The spelling that stands most often; of several the first by the alphabet."""
    return min(spellings, key=lambda text: (-spellings[text], text))
