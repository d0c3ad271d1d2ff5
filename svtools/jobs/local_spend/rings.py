"""Rings around the council's area: county, cluster, region, by postcode or a part of one.

    Ring,Postcodes
    Rest of Essex,"SS, CM, CO"
    East of England,"AL, CB, IP, LU, NR, PE, SG"

The innermost stands first. A part is an area (CM), a district (CM1), a sector (CM1 1) or a full
postcode; the longest that fits counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.local_spend.columns import find_columns
from svtools.jobs.local_spend.tables import first_rows, seen, tables_of
from svtools.policy.local_area import first_postcode
from svtools.workbooks.typed import shown

_AREA = re.compile(r"[A-Z]{1,2}")
_PART = re.compile(r"[A-Z]{1,2}(?:[0-9][A-Z0-9]?(?: [0-9])?)?")


@dataclass(frozen=True, slots=True)
class Rings:
    """The names of the rings, from the inside out, and which part of a postcode is in which."""

    names: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)

    def of(self, postcode: str) -> str:
        """The ring that a full postcode lies in; blank where it lies in none."""
        return next((self.parts[part] for part in _parts_of(postcode) if part in self.parts), "")


def _parts_of(postcode: str) -> Iterator[str]:
    """A postcode and its parts, the longest first: CM1 1AB, CM1 1, CM1, CM."""
    district, _, rest = postcode.partition(" ")
    area = _AREA.match(district)
    yield from (postcode, f"{district} {rest[:1]}", district)
    if area:
        yield area[0]


def read_rings(path: Path | None) -> Rings:
    """The rings in a file. Raises InputError where it holds none, or what is no postcode."""
    if path is None:
        return Rings()
    names, parts = dict[str, None](), dict[str, str]()
    for table in seen(tables_of(path)):
        columns = find_columns(first_rows(table), "rings")
        if {"ring", "postcodes"} <= set(columns.places):
            at, there = columns.places["ring"], columns.places["postcodes"]
            for row, cells in table.rows():
                if row <= columns.heading_row or len(cells) <= max(at, there):
                    continue
                name = shown(cells[at]).strip()
                for part in filter(None, map(str.strip, re.split("[,;]", shown(cells[there])))):
                    names[name] = None
                    parts.setdefault(_part(part, path), name)
    if not parts:
        raise InputError(
            f"{path.name} names no rings.",
            "Give the headings 'Ring' and 'Postcodes', and under them for example: Essex; CM, CO.",
        )
    return Rings(tuple(filter(None, names)), parts)


def _part(text: str, path: Path) -> str:
    part = first_postcode([text]) or " ".join(text.upper().split())
    if not (first_postcode([part]) or _PART.fullmatch(part)):
        raise InputError(
            f"{path.name}: '{text}' is no postcode and no part of one.",
            "Write an area (CM), a district (CM1), a sector (CM1 1) or a full postcode.",
        )
    return part
