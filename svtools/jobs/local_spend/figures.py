"""Local Spend as figures: one cube of sums, and everything that is shown as sums of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from svtools.jobs.local_spend.payments import Part
from svtools.jobs.local_spend.places import (
    ABROAD_RING,
    FURTHER,
    IN_AREA,
    NAMELESS,
    NOT_KNOWN,
    TO_LOOK_UP,
    How,
    Location,
    Places,
)
from svtools.jobs.local_spend.rules import OUTSIDE, Payee
from svtools.jobs.local_spend.tally import Supplier, Tally, commonest, first_day, suppliers_of
from svtools.monitoring import ENOUGH_KNOWN, LocalSpend, Place, fewest_to_know, spend_by_place

NOT_STATED = "not stated"
NOT_DATED = "not dated"
MOST_DEPARTMENTS = 40
"""More than these no page shows; the smallest are put together."""


class Point(NamedTuple):
    """One cell of the cube: everything by which spend is broken down."""

    month: date | None
    department: str
    size: str
    vcse: str
    ring: str
    place: Place
    how: How


class Sum(NamedTuple):
    """Exact £, and how many payments."""

    pounds: Decimal
    payments: int


class Counted(NamedTuple):
    """£ and payments by place."""

    pounds: LocalSpend
    payments: LocalSpend


class Apart(NamedTuple):
    """A payee that a rule leaves out or shows apart, with its sum."""

    rule: str
    does: str
    payee: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Figures:
    """What the payments come to."""

    cube: Mapping[Point, Sum]
    suppliers: tuple[tuple[Supplier, Location], ...]
    """The largest first."""
    apart: tuple[Apart, ...]
    first: date | None
    last: date | None

    @property
    def whole(self) -> Counted:
        """Everything that counts."""
        return counted(self.cube.items())

    def by(self, what: str) -> dict[object, Counted]:
        """The same by one of the cube's sides."""
        groups: dict[object, list[tuple[Point, Sum]]] = {}
        for point, of_point in self.cube.items():
            groups.setdefault(getattr(point, what), []).append((point, of_point))
        return {name: counted(those) for name, those in groups.items()}

    @property
    def unknown(self) -> list[tuple[Supplier, Location]]:
        """The suppliers whose place somebody could look up, the largest first."""
        return [(s, where) for s, where in self.suppliers if where.how in TO_LOOK_UP]

    @property
    def to_look_up(self) -> list[tuple[Supplier, Location]]:
        """So many of them as bring the known share to 95%.

        Where even all of them can't, because names are redacted, 95% of what they could.
        """
        spend, unknown = self.whole.pounds, self.unknown
        amounts = [in_pounds(supplier.total.pence) for supplier, _ in unknown]
        known = spend.local + spend.elsewhere
        could = known + sum((amount for amount in amounts if amount > 0), Decimal(0))
        goal = spend.total if could >= ENOUGH_KNOWN * spend.total else could
        return unknown[: fewest_to_know(amounts, known, goal)]


def in_pounds(pence: int) -> Decimal:
    """Pence as £, exact."""
    return Decimal(pence).scaleb(-2)


def counted(parts: Iterable[tuple[Point, Sum]]) -> Counted:
    """Sums by place."""
    parts = list(parts)
    return Counted(
        spend_by_place((point.place, each.pounds) for point, each in parts),
        spend_by_place((point.place, each.payments) for point, each in parts),
    )


def figures(tally: Tally, places: Places) -> Figures:
    """Everything that the tally comes to, with suppliers where they are."""
    totals = tally.totals()
    suppliers, keys = suppliers_of(totals)
    where = {key: places.locate(supplier) for key, supplier in suppliers.items()}
    counts = {payee: part for payee, part in totals.items() if payee.treatment not in OUTSIDE}
    called = _largest_departments(counts)
    sums: dict[Point, Part] = {}
    for payee in counts:
        location = where[keys[payee]] if payee in keys else nameless(payee)
        department = called[folded(payee.department)]
        for month, part in tally.sums[payee].items():
            point = Point(
                first_day(month),
                department,
                location.size or NOT_KNOWN,
                location.vcse or NOT_KNOWN,
                location.ring,
                location.place,
                location.how,
            )
            sums.setdefault(point, Part()).merge(part)
    ranked = sorted(suppliers.values(), key=lambda each: (-each.total.pence, each.name, each.key))
    return Figures(
        {
            point: Sum(in_pounds(part.pence), part.rows)
            for point, part in sorted(sums.items(), key=_in_order)
        },
        tuple((supplier, where[supplier.key]) for supplier in ranked),
        tuple(_apart(totals)),
        tally.first,
        tally.last,
    )


def _in_order(item: tuple[Point, Part]) -> tuple[object, ...]:
    point = item[0]
    return (point.month or date.max, *point[1:])


def nameless(payee: Payee) -> Location:
    """Where somebody is whose name isn't known or shown: not known."""
    return Location(Place.UNKNOWN, NAMELESS[payee.treatment])


def folded(department: str) -> str:
    """A department as it is compared."""
    return " ".join(department.casefold().split())


def departments(totals: Mapping[Payee, Part]) -> dict[str, str]:
    """By how it is compared, what each department is called: as most of its payments call it."""
    spellings: dict[str, Counter[str]] = {}
    for payee, part in totals.items():
        spelt = spellings.setdefault(folded(payee.department), Counter())
        spelt[payee.department or NOT_STATED] += part.rows
    return {name: commonest(spelt) for name, spelt in spellings.items()}


def _largest_departments(totals: Mapping[Payee, Part]) -> dict[str, str]:
    """The same; the smallest of very many together."""
    sums = Counter[str]()
    for payee, part in totals.items():
        sums[folded(payee.department)] += part.pence
    rest = sorted(sums, key=lambda name: (-sums[name], name))[MOST_DEPARTMENTS:]
    return departments(totals) | dict.fromkeys(rest, f"{len(rest)} smaller ones together")


def _apart(totals: Mapping[Payee, Part]) -> Iterable[Apart]:
    """The payees whom rules leave out or show apart, the largest first."""
    sums: dict[tuple[str, str, str], Part] = {}
    for payee, part in totals.items():
        if payee.treatment in OUTSIDE:
            key = payee.rule, str(payee.treatment), payee.name
            sums.setdefault(key, Part()).merge(part)
    for (rule, does, name), part in sorted(sums.items(), key=lambda i: (-i[1].pence, i[0])):
        yield Apart(rule, does, name, Sum(in_pounds(part.pence), part.rows))


RING_ORDER_OUTSIDE = (FURTHER, ABROAD_RING, NOT_KNOWN)


def rings_in_order(names: Iterable[str]) -> list[str]:
    """All rings from the inside out, what is further away and not known last."""
    return list(dict.fromkeys((IN_AREA, *names, *RING_ORDER_OUTSIDE)))
