"""The full postcodes of the council's area, out of the national directory (R12)."""

import csv
from pathlib import Path

from svtools.errors import InputError
from svtools.policy import Council
from svtools.policy.local_area import first_postcode
from svtools.workbooks.replacing import replace_with

HEADING = "Postcode"


def list_postcodes(directory: Path, output: Path, council: Council) -> int:
    """Write the postcodes of the council's area, one a line, and give how many there are.

    `directory` is the ONS Postcode Directory or another .csv in which every row holds a postcode
    and the code of its local authority, in whatever column. Former postcodes count: a supplier's
    address may be an old one. Raises InputError where no row has the council's code.
    """
    if council.area is None:
        raise InputError(
            f"The area of {council.short_name} is not held here.", "Add local_area.yaml to it."
        )
    postcodes = sorted(_of_area(directory, council.area.code))
    if not postcodes:
        raise InputError(
            f"No row of {directory.name} has the code {council.area.code} and a postcode.",
            "Give the directory's data file for the whole country, or for the council's region.",
        )
    replace_with(output, "\r\n".join((HEADING, *postcodes, "")).encode())
    return len(postcodes)


def _of_area(directory: Path, code: str) -> set[str]:
    try:
        with directory.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            rows = (row for row in csv.reader(lines) if code in row)
            return {postcode for row in rows if (postcode := first_postcode(row))}
    except OSError as error:
        raise InputError(
            f"{directory} can't be read ({error.strerror}).", "Check its name and its folder."
        ) from None
    except csv.Error:
        raise InputError(f"{directory.name} is no table of text.", "Give a .csv file.") from None
