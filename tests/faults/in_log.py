"""What councils do to the rows of the validation log."""

from datetime import date
from random import Random
from typing import Any

from tests.faults.judging import REFUSED, Fault, fault
from tests.faults.kinds import LOG, kind
from tests.faults.year import LOG as FILE
from tests.faults.year import Spot, Year


def _row(year: Year, draw: Random, *, proved: bool = True) -> int:
    """A row that is validated, with more than nothing."""
    rows = [n for n, entry in enumerate(year.log) if bool(entry.validated) == proved]
    return draw.choice(rows)


def _at(year: Year, row: int, key: str, *codes: str, says: str = "") -> Fault:
    _, ref, *_, code, _, _ = year.log[row].key
    return fault(*codes, at=year.in_log(row, key), ref=ref, measure=code, says=says)


def _type(year: Year, draw: Random, key: str, value: object, *codes: str) -> Fault:
    row = _row(year, draw)
    year.type(year.in_log(row, key), value, "dd/mm/yyyy" if isinstance(value, date) else None)
    return _at(year, row, key, *codes)


@kind(LOG)
def more_than_reported(year: Year, draw: Random) -> Fault:
    """More validated than was reported."""
    row = _row(year, draw)
    year.type(year.in_log(row, "validated"), float((year.log[row].reported or 0) * 2 + 1))
    return _at(year, row, "validated", "log-more-validated")


@kind(LOG)
def impossible_day(year: Year, draw: Random) -> Fault:
    """Validated on a day to come, or before the quarter."""
    day = draw.choice((date(2027, 5, 3), date(2026, 12, 1), date(2024, 5, 3), date(2025, 4, 30)))
    return _type(year, draw, "validated_on", day, "log-date")


@kind(LOG)
def unreadable_day(year: Year, draw: Random) -> Fault:
    """Validated on what is no date."""
    return _type(year, draw, "validated_on", draw.choice(("May", "yesterday", "31/04/26")), REFUSED)


@kind(LOG)
def units_in_words(year: Year, draw: Random) -> Fault:
    """Validated units in words: 'all', '12 of 14', '80%'."""
    value = draw.choice(("all", "12 of 14", "80%", "yes", "#REF!", -4, "12 hrs"))
    return _type(year, draw, "validated", value, REFUSED)


@kind(LOG)
def without_proof(year: Year, draw: Random) -> Fault:
    """Validated without evidence, by nobody, or on no day."""
    key = draw.choice(("evidence", "validated_by", "validated_on"))
    return _type(year, draw, key, None, "log-unproved")


@kind(LOG)
def row_twice(year: Year, draw: Random) -> Fault:
    """A row copied below the others, with another figure."""
    row, spot = _row(year, draw), Spot(FILE, "Log", "")
    first = year.in_log(row, "year")
    number = int(first.cell[1:])

    def copy(book: Any) -> None:
        sheet = book[first.sheet]
        last = sheet.max_row + 1
        for column in range(1, sheet.max_column + 1):
            sheet.cell(last, column).value = sheet.cell(number, column).value

    year.edit(FILE, copy)
    return fault(REFUSED, at=spot, ref=year.log[row].key[1], says=f"rows {number} and")


@kind(LOG)
def row_deleted(year: Year, draw: Random) -> Fault:
    """A validated row deleted."""
    row = _row(year, draw)
    spot = year.in_log(row, "year")
    year.edit(FILE, lambda book: book[spot.sheet].delete_rows(int(spot.cell[1:])))
    _, ref, *_, code, _, _ = year.log[row].key
    return fault("log-row-gone", at=Spot(FILE, "Start", ""), ref=ref, measure=code)


@kind(LOG)
def key_retyped(year: Year, draw: Random) -> Fault:
    """Reference, measure, quarter or year of a validated row typed over."""
    row = _row(year, draw)
    key, value = draw.choice(
        (
            ("ref", "C199"),
            ("measure", "OP99"),
            ("quarter", "Q9"),
            ("supplier", "Nobody"),
            ("year", "2019-20"),
            ("ref", None),
        )
    )
    spot = year.in_log(row, key)
    year.type(spot, value)
    _, ref, *_, code, _, _ = year.log[row].key
    return fault("log-unmatched", at=[spot, year.in_log(row, "ref")], ref=ref, measure=code)


@kind(LOG)
def reported_retyped(year: Year, draw: Random) -> Fault:
    """The reported units of a validated row typed over."""
    row = _row(year, draw)
    year.type(year.in_log(row, "reported"), float((year.log[row].reported or 0) + 3))
    _, ref, *_, code, _, _ = year.log[row].key
    spots = [year.in_log(row, key) for key in ("reported", "validated")]
    return fault("log-reopened", at=spots, ref=ref, measure=code)


@kind(LOG)
def heading_overtyped(year: Year, draw: Random) -> Fault:
    """A heading of the log typed over."""
    key, says = draw.choice((("validated", "Validated units"), ("ref", "Contract reference")))
    spot = year.in_log(0, key)
    letters = spot.cell.rstrip("0123456789")
    year.type(spot._replace(cell=f"{letters}{int(spot.cell[len(letters) :]) - 1}"), "OK?")
    return fault(REFUSED, at=Spot(FILE, "Log", ""), says=says)


@kind(LOG)
def sheet_deleted(year: Year, draw: Random) -> Fault:
    """The sheet of the log deleted, or the log of another kind put in its place."""
    if draw.random() < 0.5:
        year.files[FILE] = next(year.files[s.file] for s in year.counted())
    else:
        year.edit(FILE, lambda book: book.remove(book["Log"]))
    return fault(REFUSED, at=Spot(FILE, "", ""))
