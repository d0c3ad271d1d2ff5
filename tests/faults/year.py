"""A sound year, made up: 13 contracts, 22 returns, a Portal export, register and log, as files.

Nothing is wrong in it, so that whatever is told of a copy with one fault is told of that fault.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

from svtools.jobs.consolidation import run
from svtools.jobs.issued_by import council_data
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register, year_promises
from svtools.jobs.validation_log.entries import KEYS
from svtools.jobs.validation_log.log import write_log
from svtools.measures import Measure
from svtools.workbooks.cells import a1
from svtools.workbooks.content import Row
from svtools.workbooks.declaration import Template
from svtools.workbooks.layout import lay_out
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.parse import template
from svtools.workbooks.write import build
from tests.making import (
    AS_AT,
    SUPPLIER,
    YEAR,
    contract,
    council,
    edit,
    fillable,
    register_data,
    register_of,
    save_return,
)

REGISTER, LOG, FOLDER = "register.xlsx", "validation_log.xlsx", "returns"
PORTAL = "portal_figures.xlsx"
HALF_YEAR = date(2025, 9, 30)
PROMISED: tuple[Mapping[str, float], ...] = (
    {"OP15": 40_000, "PJ04": 120, "PJ06": 24, "OP08": 104},
    {"OP01": 4.5, "SW01": 80, "PJ03": 60, "OP03": 8},
    {"OP15": 12_500, "CS04": 64, "CS05": 40},
    {"OP15": 9_000, "CS04": 48, "CS05": 16},
    {"AI04": 96, "OP20": 12, "PJ07": 300},
    {"AI04": 72, "OP20": 8, "PJ07": 150},
    {"OP08": 156, "CS01": 37.5, "AI05": 12},
    {"OP15": 250_000, "OP12": 200, "SW05": 400, "OP03": 20},
    {"OP17": 18_000, "PJ04": 60, "PJ08": 90},
    {"OP10": 52, "OP18": 40, "OP06": 4},
    {"PJ01": 84, "OP11": 160, "AI06": 2_400},
    {"OP15": 66_000, "OP05": 4, "SW03": 120, "CS02": 3_600},
)
"""What each contract promised for this year, in the open set's codes."""

OTHER = {2: "PJ06", 7: "PJ03", 11: "AI05"}
"""The contracts that delivered something they never promised, and what."""

LINKS = "https://made-up.example/evidence/{ref}-{code}"
TITLES = (
    *("Grounds maintenance", "Domiciliary care", "School meals, north", "School meals, south"),
    *("Debt advice", "Debt advice", "Roof repairs", "Highway surfacing", "Community transport"),
    *("Office cleaning", "Street lighting", "Leisure centre"),
)


REPORTED = ((320, 300), (280, 280), (410, 150), (260, 0))
"""£ reported and validated in each quarter of the contract whose figures come from the Portal."""


class Spot(NamedTuple):
    """A cell of one of the year's files."""

    file: str
    sheet: str
    cell: str


class Units(NamedTuple):
    """Units of a promised measure that a return reports for one quarter, more than none."""

    sent: "Sent"
    measure: Measure
    row: int
    """The row of the table, from 0."""
    quarter: int
    units: Decimal
    spot: Spot


@dataclass(frozen=True)
class Sent:
    """A return as it was sent in, made from `data`."""

    file: str
    contract: Contract
    number: int
    quarter: int
    data: Mapping[str, Any]
    counts: bool
    """Whether no later return of the contract counts in its place."""

    def spot(self, table: str, row: int, key: str) -> Spot:
        """A cell of one of its tables; rows count from 0."""
        return Spot(self.file, *in_table(fillable(), self.data, table, row, key))

    def field(self, name: str) -> Spot:
        """The cell of a field, by "block.key"."""
        return Spot(self.file, *in_field(fillable(), self.data, name))

    def rows(self, table: str = "delivery") -> Sequence[Mapping[str, Any]]:
        """The rows that are filled in."""
        rows: Sequence[Mapping[str, Any]] = self.data[
            "promises" if table == "delivery" else f"filled_{table}"
        ]
        return rows


@dataclass
class Year:
    """The year's files by name, and what they were made from."""

    files: dict[str, bytes]
    register: Register
    sent: Sequence[Sent]
    log: Sequence[Any]
    """The log's entries in the order of its rows, and below where each row stands."""
    log_rows: Sequence[Row] = field(repr=False)
    register_data: Mapping[str, Any] = field(repr=False)
    portal_data: Mapping[str, Any] = field(repr=False)
    changes: dict[str, list[Callable[[Any], None]]] = field(default_factory=dict)
    """What is still to be done to each file."""

    def copy(self) -> "Year":
        """One to plant a fault in."""
        return replace(self, files=dict(self.files), changes={})

    def counted(self, of: Callable[[Sent], bool] = lambda _: True) -> list[Sent]:
        """The returns that count."""
        return [sent for sent in self.sent if sent.counts and of(sent)]

    def units(self, of: Callable[[Units], bool] = lambda _: True) -> list[Units]:
        """Promised units that count, each with its cell."""
        return [each for sent in self.counted() for each in units_in(sent) if of(each)]

    def in_register(self, table: str, row: int, key: str) -> Spot:
        """A cell of the register."""
        known = template("contracts_register")
        return Spot(REGISTER, *in_table(known, self.register_data, table, row, key))

    def in_settings(self, name: str) -> Spot:
        """A cell of the register's fields."""
        known = template("contracts_register")
        return Spot(REGISTER, *in_field(known, self.register_data, name))

    def in_portal(self, row: int, key: str) -> Spot:
        """A cell of the Portal's figures; rows count from 0."""
        known = template("portal_figures")
        return Spot(PORTAL, *in_table(known, self.portal_data, "figures", row, key))

    def in_log(self, row: int, key: str) -> Spot:
        """A cell of the log."""
        cell = self.log_rows[row].cell(key)
        return Spot(LOG, cell.sheet, cell.name)

    def edit(self, file: str, change: Callable[[Any], None]) -> None:
        """Change one of the files, when all of its changes are made."""
        self.changes.setdefault(file, []).append(change)

    def make_changes(self) -> None:
        """Change the files with another library, as a person does in Excel."""
        for file, changes in self.changes.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "edited.xlsx"
                path.write_bytes(self.files[file])
                edit(path, partial(_changed, changes))
                self.files[file] = path.read_bytes()
        self.changes.clear()

    def type(self, spot: Spot, value: Any, number_format: str | None = None) -> None:
        """Type `value` into a cell; a text that begins with "=" is a formula."""

        def change(book: Any) -> None:
            cell = book[spot.sheet][spot.cell]
            cell.value = value
            if number_format or isinstance(value, str):
                cell.number_format = number_format or "General"

        self.edit(spot.file, change)


def _changed(changes: Sequence[Callable[[Any], None]], book: Any) -> None:
    for change in changes:
        change(book)


def units_in(sent: Sent) -> Iterator[Units]:
    """The promised units that a return reports."""
    for row, promised in enumerate(sent.rows()):
        for quarter in range(1, 5):
            units = promised.get(f"q{quarter}")
            if units:
                spot = sent.spot("delivery", row, f"q{quarter}")
                code = promised["code"]
                measure = next(m for m in sent.data["measures"] if m.code == code)
                yield Units(sent, measure, row, quarter, Decimal(str(units)), spot)


def in_table(
    known: Template, data: Mapping[str, Any], table: str, row: int, key: str
) -> tuple[str, str]:
    """Sheet and A1 of a cell of a table."""
    for sheet in lay_out(known, data):
        for placed in sheet.tables:
            if placed.table.key == table:
                return sheet.sheet.name, a1(placed.first + row, placed.column(key))
    raise KeyError(table)


def in_field(known: Template, data: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Sheet and A1 of a field, by "block.key"."""
    for sheet in lay_out(known, data):
        for placed in sheet.fields:
            for row, item in placed.cells():
                if f"{placed.block.key}.{item.key}" == name:
                    return sheet.sheet.name, a1(row, placed.left + 1)
    raise KeyError(name)


def contracts() -> list[Contract]:
    """Twelve: two are lots of one reference, two successive suppliers of another."""
    made = []
    for number, title in enumerate(TITLES):
        ref, changes = f"C{101 + number}", dict[str, Any]()
        supplier = f"{('Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir')[number % 6]} {SUPPLIER}"
        if number in {2, 3}:
            ref, changes = "C103", {"lot": str(number - 1)}
        if number == 4:
            changes = {"actual_end": HALF_YEAR}
        if number == 5:
            ref, changes = "C105", {"start": HALF_YEAR + timedelta(days=1)}
        if number == 7:
            changes = {"start": date(2024, 4, 1), "end": date(2027, 3, 31)}
        given = {"title": title, "supplier": f"{supplier} {number + 1}"} | changes
        made.append(contract(ref, net_value=Decimal(180_000 + 20_000 * number), **given))
    return made


@cache
def sound_year() -> Year:
    """The year without a fault."""
    known = contracts()
    years = [3 if each.end.year == 2027 else 1 for each in known]
    register = register_of(
        *(
            (each, {code: units * times for code, units in promised.items()})
            for each, promised, times in zip(known, PROMISED, years, strict=True)
        ),
        (_in_the_portal(), {}),
    )
    data = register_data(register, targets=_targets())
    portal = portal_data()
    files = {
        REGISTER: build(template("contracts_register"), data),
        PORTAL: build(template("portal_figures"), portal),
    }
    draw, sent = Random(2025), []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / FOLDER
        for index, each in enumerate(known):
            for made in _returns_of(folder, register, each, index, draw):
                files[made.file] = (Path(scratch) / made.file).read_bytes()
                sent.append(made)
        (Path(scratch) / REGISTER).write_bytes(files[REGISTER])
        log = _log_of(Path(scratch), draw)
        files[LOG] = (Path(scratch) / LOG).read_bytes()
        rows = open_workbook(Path(scratch) / LOG, own=True).content.rows("log")
    entries = [log[tuple(row.get(name) or "" for name in KEYS)] for row in rows]
    return Year(files, register, sent, entries, rows, data, portal)


def _in_the_portal() -> Contract:
    """A contract too small to need promises, whose figures come from the Portal."""
    given: dict[str, Any] = {"title": "Recycling centre", "reported_in": "Portal"}
    return contract("C113", supplier=f"Grove {SUPPLIER} 13", net_value=Decimal(9_000), **given)


def portal_data() -> dict[str, Any]:
    """What the Portal says of that contract, in each quarter."""
    each = _in_the_portal()
    same = {"ref": each.key.ref, "supplier": each.key.supplier, "item": "XX1 Made-up measure"}
    same |= {"year": "2025-26", "unit": "£", "kind": "SVA", "edition": "Made-up 2025"}
    figures = [
        {**same, "quarter": f"Q{number}", "promised": 300, "exported": date(2026, 4, 20)}
        | {"reported": reported, "validated": validated}
        for number, (reported, validated) in enumerate(REPORTED, start=1)
    ]
    return {**council_data(council()), "figures": figures}


def _targets() -> list[dict[str, Any]]:
    themes = [theme.name for theme in council().themes]
    return [
        {"year": "2025-26", "theme": theme, "sva": 20_000 + 500 * n, "leva": 60_000 + 500 * n}
        for n, theme in enumerate(themes)
    ]


def _returns_of(
    folder: Path, register: Register, each: Contract, index: int, draw: Random
) -> Iterator[Sent]:
    """A return for the half-year and one for the whole, or one where it ran only half of it."""
    running = [quarter.number for quarter in each.quarters(YEAR)]
    units = {
        promise.measure.code: [
            _delivered(promised, draw) if number in running else None
            for number, promised in enumerate(promise.quarters, start=1)
        ]
        for promise in year_promises(register, each, YEAR)
    }
    other = [draw.randint(2, 9) if number in running else None for number in range(1, 5)]
    stages = [(2, HALF_YEAR + timedelta(days=draw.randint(5, 28)))] if 1 in running else []
    stages += [(4, date(2026, 4, draw.randint(5, 28)))] if running[-1] == 4 else []
    for number, (until, completed) in enumerate(stages, start=1):
        shown = {code: [*row[:until], *[None] * (4 - until)] for code, row in units.items()}
        codes = list(shown)
        name = f"{FOLDER}/{each.key.label} {each.key.supplier} return {number}.xlsx"
        data = save_return(
            folder.parent / name,
            register,
            each,
            shown,
            number=number,
            quarter=f"Q{until}",
            answers={"sign_off.date_completed": completed},
            notes={codes[0]: "As agreed with the contract manager."},
            other=[
                {"measure": OTHER[index]}
                | {f"q{n}": units for n, units in enumerate(other[:until], start=1)}
            ]
            if index in OTHER
            else [],
            beside={
                code: {"proof": LINKS.format(ref=each.key.ref, code=code)} for code in codes[:2]
            },
            beneficiaries=[{"measure": codes[-1], "quarter": f"Q{until}", "units": 1}],
        )
        yield Sent(name, each, number, until, data, until == stages[-1][0])


def _delivered(promised: Decimal, draw: Random) -> float | int:
    """About what was promised: now less, now more, and a quarter seldom as the one before."""
    units = float(promised) * draw.uniform(0.7, 1.3)
    return round(units) if promised % 1 == 0 else round(units, 2)


def _log_of(folder: Path, draw: Random) -> Mapping[Any, Any]:
    """Write the log as the job begins it, with what is validated; its entries."""
    with patch.object(run, "printing", lambda *_, **__: lambda _: None):
        for validate in (True, False):
            made = run.consolidate(
                folder / FOLDER, folder / REGISTER, YEAR, folder / "x.xlsx", council(), as_at=AS_AT
            )
            log = dict(made.consolidation.log)
            if validate:
                log = {key: _validated(entry, draw) for key, entry in sorted(log.items())}
                (folder / LOG).unlink()
                (folder / "x.xlsx").unlink()
                write_log(log, council(), folder / LOG, AS_AT)
    return log


def _validated(entry: Any, draw: Random) -> Any:
    """Most rows are validated as they were reported; some wait."""
    if draw.random() < 0.2 or not entry.reported:
        return replace(entry, row=None)
    return replace(
        entry,
        validated=entry.reported,
        evidence="Invoices",
        validated_by="Contracts officer",
        validated_on=date(2026, 5, draw.randint(1, 28)),
        row=None,
    )
