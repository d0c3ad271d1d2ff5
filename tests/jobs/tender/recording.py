"""Pre-procurement records filled in cell by cell, as an officer does in Excel."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from svtools.jobs.tender.blank_pack import blank_pack
from svtools.jobs.tender.record import Record
from svtools.measures import MeasureSet, open_set
from svtools.workbooks.cells import a1
from tests.making import council, retyped

COMMENCED = date(2026, 3, 2)
CONSIDERED = (
    "economic", "social", "environmental", "relevant", "outcomes", "consult_reason", "market",
    "equality",
)  # fmt: skip
COMPLETE: dict[str, Any] = {
    "contract.ref": "N1",
    "contract.title": "Grass cutting",
    "contract.category": "supplies and services",
    "contract.net_value": 180_000,
    "contract.commenced": COMMENCED,
    "contract.start": date(2026, 7, 1),
    "contract.end": date(2029, 6, 30),
    **{f"considered.{name}": f"Something about {name}" for name in CONSIDERED},
    "considered.consult": "No",
    "considered.national_policy": "Work for people who look for it",
    "considered.small_suppliers": "The lots are small",
    "considered.community": "The friends of the parks chose the measures",
    "considered.reserved": "No",
    "criteria.price": 0.5,
    "criteria.quality": 0.4,
    "criteria.social_value": 0.1,
    "sending.due": date(2026, 4, 14),
    "sending.to": "tenders.example",
    "approval.approver": "Head of service",
    "approval.approved_on": date(2026, 2, 27),
}
"""What an officer types into a blank record's fields; every figure is made up."""

ASKED = {"OP08": "Trainees can learn it here", "OP12": "Schools are near the parks"}
THEMES = {"Pride and Joy": "Parks are looked after"}

Links = Mapping[str, str | None]


def blank_record(folder: Path, measures: MeasureSet | None = None) -> Path:
    """A blank record, as `svtools tender new` makes it without a register."""
    return blank_pack(council(), measures or open_set(), folder)[0]


def fill(
    path: Path,
    changes: Mapping[str, Any] | None = None,
    *,
    asked: Links = ASKED,
    themes: Links = THEMES,
    rows: Mapping[tuple[str, int, str], Any] | None = None,
) -> Path:
    """Fill in the blank record at `path`; None leaves a field, or what stands beside a Yes, blank.

    `rows` are cells of other tables, by table, place of the row from 0, and column.
    """
    content = Record(path).content
    cells: dict[tuple[str, str], Any] = {}
    for name, value in (COMPLETE | dict(changes or {})).items():
        place = content.fields[name].cell
        assert place
        cells[place.sheet, place.name] = value
    for table, key, said, beside in (
        ("measures", "code", asked, "link"),
        ("themes", "theme", themes, "why"),
    ):
        for row in content.rows(table):
            if row.get(key) in said:
                cells[row.place.sheet, row.cell("chosen").name] = "Yes"
                cells[row.place.sheet, row.cell(beside).name] = said[row.get(key)]
    for (table, number, column), value in (rows or {}).items():
        cells[cell(path, table, number, column)] = value
    retyped(path, cells)
    return path


def cell(path: Path, table: str, number: int, column: str) -> tuple[str, str]:
    """Sheet and A1 of a row of a table, counted from 0 under its headings."""
    found = Record(path).content.tables[table].place
    first = 5  # headings stand in the fifth row of every sheet of the record with a table
    return found.sheet, a1(first + number, found.columns[column])


def field_cell(path: Path, name: str) -> str:
    """Where a field stands, as people name it: "Decisions B5"."""
    place = Record(path).content.fields[name].cell
    assert place
    return f"{place.sheet} {place.name}"
