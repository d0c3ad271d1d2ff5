"""What follows from sums that are told about quantities of which none is below zero.

Sums are exact: rows of whole weights in reduced echelon form, so that each row holds one quantity
(its pivot) that no other holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import gcd

Row = Mapping[int, int]
"""A sum: the weight of each quantity in it, whole numbers other than 0; sums are alike to scale."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What a row was before it changed; None where there was none."""

    key: int
    before: Row | None
    pivot: int | None


class Deduction:
    """Somebody who is told sums and works out all that follows, with an eye on some secrets.

    `zeros` are the quantities that are zero in truth, which is known here and not yet told: sums of
    them alone may tell, as what isn't below zero and adds up to zero is zero. Quantities with the
    highest numbers become pivots: it saves work to number those last that are told last.
    """

    def __init__(self, secrets: Sequence[Row], zeros: Set[int]) -> None:
        self.told: set[int] = set()
        """The secrets, by their places, that follow from what was told."""
        self._zeros = zeros
        self._rows: dict[int, Row] = {}
        self._pivots: dict[int, int] = {}  # of each row that isn't a secret
        self._row_of: dict[int, int] = {}  # by pivot
        self._holders: defaultdict[int, set[int]] = defaultdict(set)
        self._of_zeros: set[int] = set()  # rows of several zeros and nothing else
        self._next = len(secrets)
        self._changes: list[_Change] = []
        for key, secret in enumerate(secrets):
            self._put(key, secret)

    def learn(self, sums: Iterable[Row]) -> None:
        """Add what was told, for good once `undo` isn't called before the next."""
        self._changes.clear()
        for told in sums:
            self._add(told)
        while zeros := self._told_zeros():
            for quantity in zeros:
                self._add({quantity: 1})

    def undo(self) -> None:
        """Forget what was learnt last."""
        for change in reversed(self._changes):
            self._put(change.key, change.before, change.pivot)
        self._changes.clear()

    def _add(self, told: Row) -> None:
        row = told
        for quantity in [each for each in told if each in self._row_of]:
            row = _without(quantity, row, self._rows[self._row_of[quantity]])
        if not row:
            return
        # A row of zeros and others has one of the others as its pivot: a row with a zero as its
        # pivot is of zeros only.
        pivot = max(row, key=lambda each: (each not in self._zeros, each))
        for key in list(self._holders[pivot]):
            self._put(key, _without(pivot, self._rows[key], row), self._pivots.get(key))
        self._put(self._next, row, pivot)
        self._next += 1

    def _put(self, key: int, row: Row | None, pivot: int | None = None) -> None:
        before, old = self._rows.pop(key, None), self._pivots.pop(key, None)
        self._changes.append(_Change(key, before, old))
        for quantity in before or ():
            self._holders[quantity].discard(key)
        if old is not None:
            del self._row_of[old]
        self._of_zeros.discard(key)
        self.told.discard(key)
        if row is None:
            return
        self._rows[key] = row
        for quantity in row:
            self._holders[quantity].add(key)
        if pivot is not None:
            self._pivots[key], self._row_of[pivot] = pivot, key
            if pivot in self._zeros and len(row) > 1:
                self._of_zeros.add(key)
        elif not row:
            self.told.add(key)

    def _told_zeros(self) -> set[int]:
        """Quantities that must be zero, as a sum of weights above zero is; none is missed.

        Such a sum adds up rows, each times a number above zero, since no other row holds its pivot.
        So a row is of no use if it holds a quantity below zero that no row of use holds above. Of
        rows that may be of use all pivots are given: a few too many is on the safe side.
        """
        rows = [(self._pivots[key], self._rows[key]) for key in self._of_zeros]
        signed = [{q: w if row[pivot] > 0 else -w for q, w in row.items()} for pivot, row in rows]
        clear = {quantity for row in signed if min(row.values()) > 0 for quantity in row}
        if clear:
            return clear
        before = -1
        while len(signed) != before:
            before = len(signed)
            above = {quantity for row in signed for quantity, weight in row.items() if weight > 0}
            signed = [r for r in signed if all(w > 0 or q in above for q, w in r.items())]
        return {quantity for row in signed for quantity in row}


def _without(quantity: int, row: Row, other: Row) -> Row:
    """`row` and as much of `other` as leaves no `quantity` in it, in the smallest whole numbers."""
    times, of_other = other[quantity], row[quantity]
    common = gcd(times, of_other)
    times, of_other = times // common, of_other // common
    new = {each: weight * times for each, weight in row.items()} if times != 1 else dict(row)
    for each, weight in other.items():
        value = new.get(each, 0) - weight * of_other
        if value:
            new[each] = value
        else:
            new.pop(each, None)
    return smallest(new)


def smallest(row: Row) -> Row:
    """The sum in the smallest whole numbers."""
    common = gcd(*row.values())
    return row if common in {0, 1} else {each: weight // common for each, weight in row.items()}
