"""The full postcodes of the council's area, out of the national directory (R12)."""

import csv
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.opening import refuse_as_output
from svtools.policy import Council
from svtools.policy.local_area import OUTSIDE, LocalArea, first_postcode
from svtools.workbooks.replacing import replace_with

HEADING = "Postcode,Where"


def list_postcodes(directory: Path, output: Path, council: Council) -> int:
    """Write the postcodes of the council's area, one a line, and give how many there are.

    Those of its districts that lie over the boundary stand beside the word `outside`: what is in
    neither list is no postcode, or newer than the directory.

    `directory` is the ONS Postcode Directory or another .csv in which every row holds a postcode
    and the code of its local authority, in whatever column. Former postcodes count: a supplier's
    address may be an old one. Raises InputError where no row has the council's code, or
    `output` is the directory.
    """
    if council.area is None:
        raise InputError(
            f"The area of {council.short_name} is not held here.", "Add local_area.yaml to it."
        )
    refuse_as_output(output, [directory])
    inside, outside = _both_sides(directory, council.area)
    if not inside:
        raise InputError(
            f"No row of {directory.name} has the code {council.area.code} and a postcode.",
            "Give the directory's data file for the whole country, or for the council's region.",
        )
    lines = [f"{postcode},inside" for postcode in sorted(inside)]
    lines += [f"{postcode},{OUTSIDE}" for postcode in sorted(outside - inside)]
    replace_with(output, "\r\n".join((HEADING, *lines, "")).encode())
    return len(inside)


def _both_sides(directory: Path, area: LocalArea) -> tuple[set[str], set[str]]:
    inside, outside = set[str](), set[str]()
    try:
        with directory.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for row in csv.reader(lines):
                if area.code in row:
                    inside |= {first_postcode(row) or ""} - {""}
                elif any(cell.startswith(area.districts) for cell in row):
                    postcode = first_postcode(row)
                    if postcode and postcode.split()[0] in area.districts:
                        outside.add(postcode)
            return inside, outside
    except OSError as error:
        raise InputError(
            f"{directory} can't be read ({error.strerror}).", "Check its name and its folder."
        ) from None
    except csv.Error:
        raise InputError(f"{directory.name} is no table of text.", "Give a .csv file.") from None
