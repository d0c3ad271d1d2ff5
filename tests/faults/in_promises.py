"""What councils type into the register's promises."""

from random import Random
from typing import Any

from svtools.jobs.register.contracts import Contract
from tests.faults.judging import Fault, fault
from tests.faults.kinds import REGISTER, kind
from tests.faults.year import REGISTER as FILE
from tests.faults.year import Year


def _rows(year: Year) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = year.register_data["promises"]
    return rows


def _contract_of(year: Year, row: dict[str, Any]) -> Contract:
    names = row["ref"], row["lot"], row["supplier"]
    return next(
        c for c in year.register.contracts if (c.key.ref, c.key.lot, c.key.supplier) == names
    )


def _promise(year: Year, draw: Random, key: str, value: object, *codes: str) -> Fault:
    number = draw.randrange(len(_rows(year)))
    row, spot = _rows(year)[number], year.in_register("promises", number, key)
    year.type(spot, value)
    return fault(*codes, at=spot, ref=row["ref"])


def _again(year: Year, number: int, **changes: object) -> int:
    """The promise of that row once more below, with changes; its new row."""
    new = len(_rows(year))
    for key, value in (_rows(year)[number] | changes).items():
        if value is not None:
            plain = float(value) if key == "units" else value
            year.type(year.in_register("promises", new, key), plain)
    return new


@kind(REGISTER)
def units_in_words(year: Year, draw: Random) -> Fault:
    """A promise in words: 'forty', '50%', '40 hrs'."""
    value = draw.choice(("forty", "50%", "40 hrs", "tbc", "40-60", "2,50", "#N/A", -12))
    return _promise(year, draw, "units", value, "promise-held")


@kind(REGISTER)
def units_blank(year: Year, draw: Random) -> Fault:
    """A promise without units."""
    return _promise(year, draw, "units", None, "required-blank")


@kind(REGISTER)
def date_unreadable(year: Year, draw: Random) -> Fault:
    """From, To or Closed on that is no date."""
    value = draw.choice(("start", "31/09/2025", "mid-year", "Q2", "tbc", "#REF!", "30.9"))
    return _promise(year, draw, draw.choice(("from", "to", "closed_on")), value, "promise-held")


@kind(REGISTER)
def outside_the_contract(year: Year, draw: Random) -> Fault:
    """A promise that begins before its contract or ends after it."""
    key, value = draw.choice((("from", "01/04/2023"), ("from", "31/03/2024"), ("to", "01/04/2027")))
    return _promise(year, draw, key, value, "promise-outside")


@kind(REGISTER)
def promised_twice(year: Year, draw: Random) -> Fault:
    """The same promise in two rows."""
    number = draw.randrange(len(_rows(year)))
    new = _again(year, number)
    spots = [year.in_register("promises", row, "measure") for row in (number, new)]
    return fault("promise-twice", at=spots, ref=_rows(year)[number]["ref"])


@kind(REGISTER)
def closed_too_late(year: Year, draw: Random) -> Fault:
    """A varied promise whose old row ends after the new one begins."""
    full = [n for n, row in enumerate(_rows(year)) if not _contract_of(year, row).actual_end]
    number = draw.choice([n for n in full if _rows(year)[n]["from"].month == 4])
    units = float(_rows(year)[number]["units"]) / 2
    new = _again(year, number, units=units, **{"from": "01/10/2025"})
    closed = year.in_register("promises", number, "closed_on")
    year.type(closed, draw.choice(("31/10/2025", "01/10/2025", "31/12/2025")))
    spots = [year.in_register("promises", row, "measure") for row in (number, new)]
    return fault("promise-twice", at=spots, ref=_rows(year)[number]["ref"])


@kind(REGISTER)
def measure_unknown(year: Year, draw: Random) -> Fault:
    """A promise of a measure that its edition doesn't have."""
    value = draw.choice(("OP99", "NT1", "volunteering", "PJ", "OP15 and OP16"))
    return _promise(year, draw, "measure", value, "promise-measure")


@kind(REGISTER)
def measure_blank(year: Year, draw: Random) -> Fault:
    """A promise without a measure."""
    return _promise(year, draw, "measure", None, "required-blank", "promise-measure")


@kind(REGISTER)
def contract_unknown(year: Year, draw: Random) -> Fault:
    """A promise under a reference that isn't there."""
    value = draw.choice(("C199", "C10", "101", "Grounds maintenance"))
    return _promise(year, draw, "ref", value, "promise-without-contract")


@kind(REGISTER)
def lot_unknown(year: Year, draw: Random) -> Fault:
    """A promise under a lot that isn't there."""
    number = draw.choice([n for n, row in enumerate(_rows(year)) if row["lot"]])
    spot = year.in_register("promises", number, "lot")
    year.type(spot, draw.choice((3, "North", None)))
    at = (spot, year.in_register("promises", number, "ref"))
    return fault("promise-without-contract", at=at, ref=_rows(year)[number]["ref"])


@kind(REGISTER)
def supplier_unknown(year: Year, draw: Random) -> Fault:
    """A promise of a supplier that the contract doesn't have."""
    return _promise(
        year, draw, "supplier", draw.choice(("Old Name Ltd", "Alder")), "promise-supplier"
    )


@kind(REGISTER)
def years_do_not_add_up(year: Year, draw: Random) -> Fault:
    """Years of a promise that don't add up to it."""
    number = draw.choice([n for n, row in enumerate(_rows(year)) if row["ref"] == "C108"])
    row = _rows(year)[number]
    for at, (name, share) in enumerate((("2024-25", 0.2), ("2025-26", 0.3), ("2026-27", 0.3))):
        values = {"ref": row["ref"], "measure": row["measure"], "year": name}
        for key, value in (values | {"units": float(row["units"]) * share}).items():
            year.type(year.in_register("promise_years", at, key), value)
    spots = [
        year.in_register("promise_years", at, key) for at in range(3) for key in ("units", "ref")
    ]
    spots.append(year.in_register("promises", number, "units"))
    return fault("promise-years", at=spots, ref="C108", measure=row["measure"])


@kind(REGISTER)
def years_of_no_promise(year: Year, draw: Random) -> Fault:
    """Units by year of a promise that isn't there, or of what is no year."""
    row = draw.choice(_rows(year))
    wrong, code = draw.choice(
        (
            ({"measure": "OP99"}, "promise-years-unused"),
            ({"ref": "C199"}, "promise-years-unused"),
            ({"year": "2031-32"}, "promise-years-unused"),
            ({"year": "next year"}, "promise-held"),
            ({"units": "half"}, "promise-held"),
        )
    )
    values = {key: row[key] for key in ("ref", "lot", "supplier", "measure")}
    values |= {"year": "2025-26", "units": 5}
    for key, value in (values | wrong).items():
        if value:
            year.type(year.in_register("promise_years", 0, key), value)
    key = "measure" if code == "promise-years-unused" else next(iter(wrong))
    spot = year.in_register("promise_years", 0, key)
    return fault(code, at=spot, ref=row["ref"], measure=row["measure"])


@kind(REGISTER)
def row_deleted(year: Year, draw: Random) -> Fault:
    """The row of a promise deleted, after its workbook was sent."""
    number = draw.randrange(len(_rows(year)))
    row, spot = _rows(year)[number], year.in_register("promises", number, "ref")
    year.edit(FILE, lambda book: book[spot.sheet].delete_rows(int(spot.cell[1:])))
    contract = _contract_of(year, row)
    units = [u for u in year.units() if u.sent.contract is contract]
    spots = [u.spot for u in units if u.measure.code == row["measure"]]
    return fault("not-promised", at=spots, ref=row["ref"], measure=row["measure"])
