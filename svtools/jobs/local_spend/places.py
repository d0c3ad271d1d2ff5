"""Where suppliers are: in the council's area, elsewhere, or not known, and how that is known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from svtools.jobs.local_spend.rings import Rings
from svtools.jobs.local_spend.rules import Treatment
from svtools.jobs.local_spend.suppliers import ABROAD, Joined, Match, SupplierList
from svtools.jobs.local_spend.tally import Supplier
from svtools.monitoring import Place
from svtools.policy.local_area import LocalArea

IN_AREA, FURTHER, ABROAD_RING, NOT_KNOWN = (
    "Council's area",
    "Further away",
    "Abroad",
    "Not known",
)


class How(StrEnum):
    """How a supplier's place is known, or why it isn't."""

    BY_NUMBER = "supplier list, by number"
    BY_NAME = "supplier list, by name"
    REGISTERED = "supplier list, registered office"
    PAYMENTS = "postcode in the payments"
    NOT_LISTED = "not in the supplier list"
    NO_POSTCODE = "no postcode in the list"
    NOT_FULL = "no full postcode in the list"
    SEVERAL = "more than one postcode"
    PO_BOX = "PO box"
    NOT_IN_LIST = "postcode not in the area's list"
    OVER_BOUNDARY = "district reaches over the boundary"
    REDACTED = "redacted"
    INDIVIDUAL = "individuals"
    NO_NAME = "no name"


NAMELESS = {
    Treatment.REDACTED: How.REDACTED,
    Treatment.INDIVIDUAL: How.INDIVIDUAL,
    Treatment.NO_NAME: How.NO_NAME,
}


TO_LOOK_UP = frozenset((How.NOT_LISTED, How.NO_POSTCODE, How.NOT_FULL, How.PO_BOX, How.NOT_IN_LIST))
"""Of these an address that somebody finds would make the place known."""


class Location(NamedTuple):
    """Where a supplier is, and what else the list says of it."""

    place: Place
    how: How
    ring: str = NOT_KNOWN
    postcode: str = ""
    company_number: str = ""
    size: str = ""
    vcse: str = ""
    found: str = ""
    """The postcodes that contradict each other."""
    listed_as: str = ""
    """What the list calls it, where it was found by number."""


@dataclass(frozen=True, slots=True)
class Places:
    """The council's area, its full postcodes where they are listed, the list and the rings."""

    area: LocalArea
    known: frozenset[str]
    outside: frozenset[str]
    """Those of its districts that are known to lie over the boundary."""
    listed: SupplierList
    rings: Rings

    def locate(self, supplier: Supplier) -> Location:
        """Where a supplier is: by the list, else by the postcodes in the payments."""
        match = self._match(supplier)
        about: dict[str, Any] = {
            "company_number": match.first("company_number"),
            "size": match.first("size"),
            "vcse": match.first("vcse") or supplier.vcse,
        }
        postcodes = self._but_boxes(match.postcodes)
        if len(postcodes) > 1:
            return Location(Place.UNKNOWN, How.SEVERAL, found=" and ".join(postcodes), **about)
        if postcodes:
            how = How.BY_NUMBER if match.joined is Joined.BY_NUMBER else How.BY_NAME
            how = How.REGISTERED if match.registered else how
            called = match.lines[0].name if match.joined is Joined.BY_NUMBER else ""
            return self._at(postcodes[0], how)._replace(**about, listed_as=called)
        if supplier.postcodes:
            return self._by_payments(supplier)._replace(**about)
        how = How.NOT_LISTED
        if match.lines:
            written = any(line.written for line in match.lines)
            how = How.NOT_FULL if written else How.NO_POSTCODE
        return Location(Place.UNKNOWN, how, **about)

    def _but_boxes(self, postcodes: tuple[str, ...]) -> tuple[str, ...]:
        """Postcodes without those of PO boxes, where there are others."""
        boxes = self.area.po_box_districts
        return tuple(code for code in postcodes if code.split()[0] not in boxes) or postcodes[:1]

    def _match(self, supplier: Supplier) -> Match:
        """The list's lines for it: by its number, else by any of its names."""
        matches = [self.listed.match(name, supplier.supplier_id) for name in supplier.names]
        if matches[0].joined is Joined.BY_NUMBER:
            return matches[0]
        lines = tuple(sorted({line for match in matches for line in match.lines}))
        return Match(Joined.BY_NAME if lines else Joined.NOT, lines)

    def _by_payments(self, supplier: Supplier) -> Location:
        """By its postcodes in the payments, where all of them are in the same place."""
        found = [self._at(postcode, How.PAYMENTS) for postcode in sorted(supplier.postcodes)]
        if len({(each.place, each.ring) for each in found}) == 1:
            return found[0]
        several = " and ".join(sorted(supplier.postcodes)[:3])
        return Location(Place.UNKNOWN, How.SEVERAL, found=several)

    def _at(self, postcode: str, how: How) -> Location:
        if postcode in ABROAD:
            return Location(Place.ELSEWHERE, how, ABROAD_RING, postcode)
        place = Place.of(self.area.holds(postcode, self.known))
        if place is Place.UNKNOWN:
            in_box = postcode.split(maxsplit=1)[0] in self.area.po_box_districts
            return Location(place, How.PO_BOX if in_box else How.OVER_BOUNDARY, postcode=postcode)
        if place is Place.ELSEWHERE and self._may_be_local(postcode):
            return Location(Place.UNKNOWN, How.NOT_IN_LIST, postcode=postcode)
        ring = IN_AREA if place is Place.LOCAL else self.rings.of(postcode) or FURTHER
        return Location(place, how, ring, postcode)

    def _may_be_local(self, postcode: str) -> bool:
        """Whether a postcode of one of the area's districts is in no list: a slip, or a new one."""
        return postcode.split(maxsplit=1)[0] in self.area.districts and postcode not in self.outside
