"""A year from a blank register to next year's workbooks, against figures worked out apart.

What is expected comes from what was promised and typed, by a few lines of plain Python.
"""

import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from svtools.jobs.blanks import write_blank
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.monitoring.pack import FromLog, monitoring_pack
from svtools.jobs.register.read import read_register
from svtools.jobs.validation_log.entries import validated_to_date
from svtools.jobs.validation_log.log import LogFile
from svtools.monitoring import FinancialYear
from svtools.workbooks.cells import a1
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.parse import template
from tests.jobs.consolidation.portal_cases import save_portal
from tests.making import EDITION, YEAR, council, measure, retyped

ENDS = (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31))
AS_AT = date(2026, 5, 20)
NEXT = FinancialYear(2026)


Named = tuple[str, str, str, str]
"""What a figure is of: reference, supplier, measure and quarter."""


class Agreed(NamedTuple):
    """A contract, and what its supplier promised over its whole term."""

    ref: str
    supplier: str
    start: date
    end: date
    promises: Mapping[str, int]
    actual_end: date | None = None


class Sent(NamedTuple):
    """A return: its number, its quarter, and the units in it; blank is None."""

    agreed: Agreed
    number: int
    quarter: int
    units: Mapping[str, Sequence[float | None]]
    nil: bool = False


PARKS = Agreed("C1", "Parks Ltd", YEAR.start, NEXT.end, {"OP15": 40_001, "PJ04": 250})
OLD = Agreed("C2", "Old Ltd", YEAR.start, YEAR.end, {"PJ06": 25, "OP12": 80}, ENDS[1])
NEW = Agreed("C2", "New Ltd", date(2025, 10, 1), NEXT.end, {"PJ06": 41, "OP12": 120})
CARE = Agreed("C3", "Care CIC", YEAR.start, YEAR.end, {"SW01": 100, "OP08": 52})
WAGES = Agreed("C4", "Wages Ltd", YEAR.start, NEXT.end, {"OP14": 8})  # a stock
ALL = (PARKS, OLD, NEW, CARE, WAGES)
PORTAL = Agreed("P1", "Made Up Ltd", YEAR.start, YEAR.end, {})
CORRECTED = ("C2", "New Ltd", "PJ06", "Q4")
AGREED = Fraction(8)
"""What council and supplier agreed in place of the 9 trees that were reported."""

SENT = (
    Sent(PARKS, 1, 1, {"OP15": (4800,), "PJ04": (28,)}),
    Sent(PARKS, 2, 2, {"OP15": (4800, 5100), "PJ04": (28, 35)}),
    Sent(PARKS, 3, 2, {"OP15": (4800, 5100), "PJ04": (28, 31.5)}),  # the correction
    Sent(PARKS, 4, 3, {"OP15": (4800, 5100, 4950.75), "PJ04": (28, 31.5, 30)}),
    Sent(PARKS, 5, 4, {"OP15": (4800, 5100, 4950.75, 5300), "PJ04": (28, 31.5, 30, 33)}),
    Sent(OLD, 1, 1, {"PJ06": (6,), "OP12": (18,)}),
    Sent(OLD, 2, 2, {"PJ06": (6, 5), "OP12": (18, 21)}),
    Sent(NEW, 1, 3, {"PJ06": (None, None, 4), "OP12": (None, None, 19)}),
    Sent(NEW, 2, 4, {"PJ06": (None, None, 4, 9), "OP12": (None, None, 19, 17)}),
    Sent(CARE, 1, 1, {"SW01": (25,), "OP08": (13,)}),
    Sent(CARE, 2, 2, {"SW01": (25, 24), "OP08": (13, 12)}),
    Sent(CARE, 3, 3, {"SW01": (25, 24), "OP08": (13, 12)}, nil=True),
    Sent(WAGES, 1, 2, {"OP14": (5, 7)}),
    Sent(WAGES, 2, 4, {"OP14": (5, 7, 9, 6)}),
    Sent(CARE, 4, 4, {"SW01": (25, 24, None, 27), "OP08": (13, 12, None, 14)}),
)


def due_by(agreed: Agreed, units: int, day: date) -> int:
    """The whole units of a promise due by the end of a day, halves up."""
    last = agreed.actual_end or agreed.end
    kept = rounded(Fraction(units * days(agreed.start, last), days(agreed.start, agreed.end)))
    share = Fraction(max(0, days(agreed.start, min(day, last))), days(agreed.start, last))
    return rounded(kept * share)


def days(first: date, last: date) -> int:
    return (last - first).days + 1


def rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def worth(code: str, units: Fraction) -> Fraction:
    """£ to the penny; none for what isn't valued."""
    pence = Fraction(measure(code).proxy or 0) * units * 100
    return Fraction(rounded(pence), 100)


def promised(agreed: Agreed, code: str) -> list[int]:
    """What is promised of a measure in each quarter of the year; the whole stock from the first."""
    if measure(code).counting.is_stock:
        return [agreed.promises[code], 0, 0, 0]
    before = [date(2025, 3, 31), *ENDS[:-1]]
    units = agreed.promises[code]
    return [
        due_by(agreed, units, end) - due_by(agreed, units, day)
        for day, end in zip(before, ENDS, strict=True)
    ]


def delivered() -> dict[Named, Fraction]:
    """What counts: the last return of each contract, and 0 for the quarter that was nil."""
    counted: dict[Named, Fraction] = {}
    for agreed in ALL:
        sent = [each for each in SENT if each.agreed is agreed]
        for code, row in sent[-1].units.items():
            for number, units in enumerate(row, start=1):
                nil = any(each.nil and each.quarter == number for each in sent)
                if units is not None or nil:
                    key = agreed.ref, agreed.supplier, code, f"Q{number}"
                    counted[key] = AGREED if key == CORRECTED else Fraction(str(units or 0))
    return counted


def that_count(figures: Mapping[Named, Fraction]) -> dict[Named, Fraction]:
    """Of a stock only the last quarter's figure."""
    last = {key[:3]: key for key in sorted(figures)}
    return {
        key: units
        for key, units in figures.items()
        if not measure(key[2]).counting.is_stock or last[key[:3]] == key
    }


def validated(key: Named) -> Fraction | None:
    """The officer validates half of the trees, nothing of the third quarter yet, all else."""
    units = delivered()[key]
    if key[3] == "Q3":
        return None
    return units / 2 if key[2] == "PJ06" else units


def register(folder: Path) -> Path:
    """A blank register, filled in."""
    path = folder / "register.xlsx"
    write_blank("register", path, council())
    rows: dict[str, list[dict[str, Any]]] = {
        "contracts": [
            {
                "ref": a.ref,
                "supplier": a.supplier,
                "title": f"Services {a.ref}",
                "category": "supplies and services",
                "net_value": 300_000,
                "status": "Live",
                "commenced": date(2025, 3, 3),
                "start": a.start,
                "end": a.end,
                "actual_end": a.actual_end,
                "edition": EDITION,
                "reported_in": "Portal" if a is PORTAL else None,
            }
            for a in (*ALL, PORTAL)
        ],
        "promises": [
            {"ref": a.ref, "supplier": a.supplier, "measure": code, "units": units}
            for a in ALL
            for code, units in a.promises.items()
        ],
    }
    cells: dict[tuple[str, str], Any] = {}
    for table, filled in rows.items():
        place = open_workbook(path).content.tables[table].place
        for number, row in enumerate(filled, start=place.heading_row + 1):
            for key, value in row.items():
                if value is not None:
                    cells[place.sheet, a1(number, place.columns[key])] = value
    retyped(path, cells)
    return path


def send(blank: Path, sent: Sent, path: Path) -> None:
    """Fill in a workbook and send it in."""
    shutil.copyfile(blank, path)
    content = open_workbook(path).content
    day = date.fromordinal(ENDS[sent.quarter - 1].toordinal() + 10 + sent.number)
    answers = {
        "report.return_number": sent.number,
        "report.quarter": f"Q{sent.quarter}",
        "sign_off.date_completed": day,
        "sign_off.completed_by": "Owner",
        "sign_off.nil_return": "Yes" if sent.nil else None,
        "sign_off.own_contract": "Yes",
        "sign_off.once_only": "Yes",
    }
    cells = {}
    for name, value in answers.items():
        cell = content.fields[name].cell
        assert cell
        cells[cell.sheet, cell.name] = value
    for row in content.rows("delivery"):
        for number, units in enumerate(sent.units[row.get("measure")], start=1):
            cell = row.cell(f"q{number}")
            cells[cell.sheet, cell.name] = units
    retyped(path, cells)


def correct(path: Path) -> None:
    """Write into the log what council and supplier agreed in place of a figure."""
    place = open_workbook(path, own=True).content.tables["corrections"].place
    named = dict(zip(("ref", "supplier", "measure", "quarter"), CORRECTED, strict=True))
    agreed = {"units": float(AGREED), "reason": "A tree died", "agreed_by": "Officer, manager"}
    row = {"year": str(YEAR), **named, **agreed, "agreed_on": date(2026, 5, 5)}
    number = place.heading_row + 1
    retyped(path, {(place.sheet, a1(number, place.columns[k])): v for k, v in row.items()})


def validate(path: Path) -> None:
    """Fill in the log."""
    content = open_workbook(path, own=True).content
    cells: dict[tuple[str, str], Any] = {}
    for row in content.rows("log"):
        key = tuple(row.get(name) for name in ("ref", "supplier", "measure", "quarter"))
        units = validated(key)
        if units is not None:
            proof = {
                "evidence": "Seen",
                "validated_by": "Officer",
                "validated_on": date(2026, 5, 7),
            }
            for name, value in {"validated": float(units), **proof}.items():
                cells[row.place.sheet, row.cell(name).name] = value
    retyped(path, cells)


def table(path: Path, key: str) -> list[dict[str, Any]]:
    """The rows of a table of the summary by the keys of its columns, read by another library."""
    known = template("consolidated_summary")
    ((sheet, declared),) = ((s, t) for s, t in known.tables() if t.key == key)
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        found = book[sheet.name]
        cells = [[cell.value for cell in row] for row in found[found.tables[declared.name].ref]]
    finally:
        book.close()
    by_label = {item.label: item.key for item in declared.columns}
    keys = [by_label[heading] for heading in cells[0]]
    rows = cells[1:-1] if declared.totals else cells[1:]
    return [dict(zip(keys, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The whole year, up to the summary after validation."""
    folder = tmp_path_factory.mktemp("year")
    path = register(folder)
    known = read_register(path, council())
    assert not known.problems
    pack = monitoring_pack(known, YEAR, folder / "blanks", council())
    blanks = {
        (a.ref, a.supplier): next(p for p in pack.written if a.supplier in p.name) for a in ALL
    }
    returns = folder / "returns"
    returns.mkdir()
    save_portal(folder / "portal.xlsx", {})
    for stage in range(1, 5):
        for sent in SENT:
            if sent.quarter == stage:
                name = f"{sent.agreed.ref} {sent.agreed.supplier} {sent.number}.xlsx"
                blank = blanks[sent.agreed.ref, sent.agreed.supplier]
                send(blank, sent, returns / name)
        run(folder, path)
    correct(folder / "validation_log.xlsx")
    run(folder, path)
    validate(folder / "validation_log.xlsx")
    return folder, run(folder, path)


def run(folder: Path, path: Path) -> Outcome:
    summary, portal = folder / "summary.xlsx", folder / "portal.xlsx"
    given: dict[str, Any] = {"as_at": AS_AT, "portal_path": portal}
    return consolidate(folder / "returns", path, YEAR, summary, council(), **given)


def test_every_promise_is_split_as_by_hand(year: tuple[Path, Outcome]) -> None:
    found = {
        (row["ref"], row["supplier"], row["measure"]): [row[f"q{n}"] for n in range(1, 5)]
        for row in table(year[0] / "summary.xlsx", "promises")
    }
    expected = {(a.ref, a.supplier, code): promised(a, code) for a in ALL for code in a.promises}
    assert found == expected
    assert sum(found["C3", "Care CIC", "SW01"]) == CARE.promises["SW01"]


def test_every_figure_is_the_one_that_counts(year: tuple[Path, Outcome]) -> None:
    rows = table(year[0] / "summary.xlsx", "data")
    keys = [(row["ref"], row["supplier"], row["measure"], row["quarter"]) for row in rows]
    counted = delivered()
    assert sorted(keys) == sorted(counted)
    last = that_count(counted)
    for row, key in zip(rows, keys, strict=True):
        assert row["counts"] == (float(last[key]) if key in last else None), key
        assert row["reported_units"] == (9 if key == CORRECTED else row["units"]), key
        valued = measure(key[2]).proxy is not None
        units, seen = counted[key], validated(key)
        assert row["units"] == float(units), key
        assert row["value"] == (float(worth(key[2], units)) if valued else None), key
        assert row["validated_units"] == (None if seen is None else float(seen)), key
        seen_worth = float(worth(key[2], seen)) if valued and seen is not None else None
        assert row["validated_value"] == seen_worth, key


def test_the_three_figures_add_up_what_was_promised_delivered_and_validated(
    year: tuple[Path, Outcome],
) -> None:
    by_hand = {
        "Promised": [
            (code, Fraction(units))
            for a in ALL
            for code in a.promises
            for units in promised(a, code)
        ],
        "Reported": [
            (key[2], Fraction(9) if key == CORRECTED else units)
            for key, units in delivered().items()
        ],
        "Delivered": [(key[2], units) for key, units in delivered().items()],
        "Validated": [(key[2], validated(key) or Fraction(0)) for key in delivered()],
    }
    rows = table(year[0] / "summary.xlsx", "headline")
    assert [row["what"] for row in rows] == list(by_hand)
    for row in rows:
        lines = by_hand[row["what"]]
        sva, leva = (
            sum(
                (worth(code, units) for code, units in lines if measure(code).kind == kind),
                Fraction(),
            )
            for kind in ("SV", "LEV")
        )
        assert (row["sva"], row["leva"]) == (float(sva), float(leva))
        assert row["sleva"] == pytest.approx(float(sva + leva))


def test_each_contract_adds_up_its_own(year: tuple[Path, Outcome]) -> None:
    rows = table(year[0] / "summary.xlsx", "by_contract")
    assert len(rows) == len(ALL)
    for row in rows:
        mine = {
            key: units
            for key, units in delivered().items()
            if key[:2] == (row["ref"], row["supplier"])
        }
        assert row["reported"] == len(mine)
        both = sum((worth(key[2], units) for key, units in mine.items()), Fraction())
        assert row["delivered_sleva"] == pytest.approx(float(both))
        seen = sum((worth(key[2], validated(key) or Fraction(0)) for key in mine), Fraction())
        assert row["validated_sleva"] == pytest.approx(float(seen))


def test_a_stock_counts_as_it_stands_at_the_end(year: tuple[Path, Outcome]) -> None:
    rows = table(year[0] / "summary.xlsx", "by_measure")
    (staff,) = (row for row in rows if row["code"] == "OP14")
    assert (staff["promised_units"], staff["delivered_units"]) == (8, 6)


def test_the_portals_figures_stand_apart(year: tuple[Path, Outcome]) -> None:
    found = table(year[0] / "summary.xlsx", "portal")
    assert {row["ref"] for row in found} == {PORTAL.ref}
    ours = table(year[0] / "summary.xlsx", "by_contract")
    assert PORTAL.ref not in {row["ref"] for row in ours}


def test_nothing_is_missing_and_only_what_changed_is_told(year: tuple[Path, Outcome]) -> None:
    folder, outcome = year
    assert not outcome.consolidation.missing
    said = {problem.code for problem in outcome.consolidation.problems}
    assert said <= {"superseded", "quarter-stands", "quarter-changed"}, said
    changes = [c for c in table(folder / "summary.xlsx", "changes") if c["new"] is not None]
    assert {(c["measure"], c["quarter"], c["old"], c["new"]) for c in changes} == {
        ("PJ04", "Q2", 35, 31.5),
        ("PJ06", "Q4", 9, 8),
    }


def test_next_years_workbooks_hold_the_rest_of_the_promise_and_what_was_validated(
    year: tuple[Path, Outcome],
) -> None:
    folder, _ = year
    known = read_register(folder / "register.xlsx", council())
    so_far = validated_to_date(LogFile(folder / "validation_log.xlsx").log, known)
    pack = monitoring_pack(known, NEXT, folder / "next", council(), from_log=FromLog(so_far))
    by_name = {path.name.split(" 2026")[0]: path for path in pack.written}
    assert sorted(by_name) == ["C1 Parks Ltd", "C2 New Ltd", "C4 Wages Ltd"]
    (stock,) = open_workbook(by_name["C4 Wages Ltd"]).content.rows("promises")
    assert (stock.get("q1"), stock.get("validated")) == (8, 6)
    for agreed in (PARKS, NEW):
        content = open_workbook(by_name[f"{agreed.ref} {agreed.supplier}"]).content
        for row in content.rows("promises"):
            code = row.get("measure")
            keys = [key for key in delivered() if key[:3] == (agreed.ref, agreed.supplier, code)]
            assert row.get("year") == agreed.promises[code] - sum(promised(agreed, code))
            assert row.get("validated") == sum(validated(key) or 0 for key in keys)
