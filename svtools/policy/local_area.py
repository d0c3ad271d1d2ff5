"""Whether a postcode lies in the council's area (R12: its own boundary, by full postcode).

A postcode district may reach beyond the boundary, so only a list of full postcodes decides there.
The Office for National Statistics publishes one four times a year, free of charge: the ONS
Postcode Directory, under the Open Government Licence. The user's setting `postcodes` names a file
with those of the area, one a line; `svtools postcodes` makes it. Without it a postcode in one of
the council's districts is not known to be local, and one elsewhere is not local.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from svtools.errors import InputError
from svtools.policy.parameter import Described

# The district and the rest, after BS 7666; GIR 0AA apart, which is nobody's address.
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


@dataclass(frozen=True)
class LocalArea(Described):
    """The council's area: its code at the ONS, and the postcode districts that it touches.

    Without districts only a list of full postcodes tells what is outside. `po_box_districts` are of
    no place: a PO box there is not known to be local, nor elsewhere.
    """

    code: str
    districts: tuple[str, ...] = ()
    po_box_districts: tuple[str, ...] = ()

    def holds(self, postcode: str, known: frozenset[str] = frozenset()) -> bool | None:
        """Whether `postcode` is local; None where only a list of full postcodes could tell, and for
        a PO box, of which nothing tells.

        `known` are all the full postcodes of the area, see `postcodes_in`. Case and spaces don't
        matter. Raises InputError for what is no full postcode.
        """
        spelled = first_postcode([postcode])
        if spelled is None:
            raise InputError(f"'{postcode}' is not a full postcode.", "Give one, such as SS2 6ER.")
        district = spelled.split()[0]
        if district in self.po_box_districts:
            return None
        if self.districts and district not in self.districts:
            return False
        return spelled in known if known else None


OUTSIDE = "outside"
"""Beside a postcode that lies in one of the area's districts and not in the area."""


def postcodes_in(path: Path) -> frozenset[str]:
    """The full postcodes listed in a file, one a line; other columns and headings don't matter.

    Those that stand beside the word `outside` are none. Raises InputError where the file isn't
    there or holds none.
    """
    return _both_sides(path)[0]


def postcodes_outside(path: Path) -> frozenset[str]:
    """Those that the same file calls `outside`: in a district of the area, over its boundary."""
    return _both_sides(path)[1]


def _both_sides(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Check the setting 'postcodes'.")
    return _listed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _listed(path: Path, _changed: int) -> tuple[frozenset[str], frozenset[str]]:
    inside, outside = set[str](), set[str]()
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for row in csv.reader(lines):
                postcode = first_postcode(row)
                if postcode:
                    (outside if OUTSIDE in row else inside).add(postcode)
    except csv.Error:  # no table of text at all
        inside.clear()
    if not inside:
        raise InputError(f"{path.name} lists no postcode.", "Give a file with one a line.")
    return frozenset(inside), frozenset(outside)


def first_postcode(row: Iterable[str]) -> str | None:
    """The first full postcode among the cells of a row, as SS2 6ER; None where there is none."""
    matches = (_POSTCODE.fullmatch("".join(cell.split()).upper()) for cell in row)
    return next((f"{match[1]} {match[2]}" for match in matches if match), None)
