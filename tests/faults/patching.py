"""Changes to an .xlsx that no library makes: in the XML of its parts."""

import io
import re
import zipfile
from collections.abc import Callable

from tests.faults.year import Spot, Year


def formula_with_result(year: Year, spot: Spot, formula: str) -> None:
    """Put a formula above the number in a cell, which becomes its stored result."""
    pattern = re.compile(rf'(<c r="{spot.cell}"[^>]*>)<v>'.encode())
    text = formula.replace("&", "&amp;").encode()

    def put(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet") or not name.endswith(place):
            return part
        changed, times = pattern.subn(rb"\1<f>" + text + rb"</f><v>", part)
        assert times == 1, spot
        return changed

    place = f"sheet{sheet_number(year, spot)}.xml"
    change_parts(year, spot.file, put)


def sheet_number(year: Year, spot: Spot) -> int:
    """The place of a sheet in its workbook, from 1, by which openpyxl names its part."""
    with zipfile.ZipFile(io.BytesIO(year.files[spot.file])) as package:
        book = package.read("xl/workbook.xml").decode()
    names = re.findall(r'<(?:\w+:)?sheet [^>]*\bname="([^"]*)"', book)
    return names.index(spot.sheet) + 1


def change_parts(year: Year, file: str, change: Callable[[str, bytes], bytes]) -> None:
    """Change the parts of a file, each by its name and content."""
    year.make_changes()
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(year.files[file])) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    year.files[file] = made.getvalue()
