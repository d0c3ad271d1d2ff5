"""Every payment as it counts, kept in columns of numbers while the payments are added up."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from svtools.jobs.local_spend.payments import Payment, PaymentFile
from svtools.jobs.local_spend.people import People
from svtools.jobs.local_spend.rules import Payee


def _numbers() -> "array[int]":
    return array("q")


@dataclass(slots=True)
class Kept:
    """The payments in the order in which they were read: a million take 32 MB."""

    payees: dict[Payee, int] = field(default_factory=dict)
    """Who was paid, each with a number."""
    files: list[tuple[PaymentFile, int]] = field(default_factory=list)
    """The files, each with the number of its payments."""
    payee: "array[int]" = field(default_factory=_numbers)
    row: "array[int]" = field(default_factory=_numbers)
    """Of its file, from 0."""
    day: "array[int]" = field(default_factory=_numbers)
    """Counted from the year 1; 0 where there is no date."""
    pence: "array[int]" = field(default_factory=_numbers)

    def each(self, file: PaymentFile, payments: Iterable[Payment]) -> Iterator[Payment]:
        """The payments of a file, each kept as it passes."""
        payees, before = self.payees, len(self.row)
        for payment in payments:
            payee, day, pence, row = payment
            self.payee.append(payees.setdefault(payee, len(payees)))
            self.row.append(row)
            self.day.append(day.toordinal() if day else 0)
            self.pence.append(pence)
            yield payment
        self.files.append((file, len(self.row) - before))

    def forget_last(self) -> None:
        """The payments of the last file were none."""
        _, count = self.files.pop()
        for column in (self.payee, self.row, self.day, self.pence):
            del column[len(column) - count :]

    def keep_back(self, people: People) -> None:
        """Take the names of `people` away, who were paid elsewhere as what a rule knows."""
        payees, numbers = dict[Payee, int](), list[int]()
        for payee in self.payees:
            numbers.append(payees.setdefault(people.without_name(payee), len(payees)))
        self.payee = array("q", map(numbers.__getitem__, self.payee))
        self.payees = payees
