"""What councils change in the register after workbooks went out: measures, promises, contracts."""

from datetime import date, timedelta
from random import Random

from tests.faults.judging import Fault, fault
from tests.faults.kinds import REGISTER, kind
from tests.faults.year import REGISTER as FILE
from tests.faults.year import Sent, Spot, Year

OWN = (0, 1, 6, 8, 9, 10, 11)
"""Contracts with one row to their reference that run for just this year."""

FLOWS = ("PJ04", "OP08", "SW01", "AI04", "OP10", "PJ01")
"""Promised flows that have a value, of which nothing stands in another measure's row."""


def _measure(year: Year, draw: Random, key: str, value: object) -> Fault:
    code = draw.choice(FLOWS)
    rows = year.register_data["measures"]
    row = next(n for n, measure in enumerate(rows) if measure["code"] == code)
    spot = year.in_register("measures", row, key)
    year.type(spot, value(rows[row][key]) if callable(value) else value)
    return fault("measure-changed", at=spot, says=code)


def _sent(year: Year, row: int) -> Sent:
    contract = year.register.contracts[row]
    return next(sent for sent in year.counted() if sent.contract.key == contract.key)


def _promise(year: Year, draw: Random) -> tuple[int, Sent, int]:
    """A promise's row, the return that counts of its contract, and its row there."""
    sent = _sent(year, draw.choice(OWN))
    at = draw.randrange(len(sent.rows()))
    ref, code = sent.contract.key.ref, sent.rows()[at]["code"]
    rows = year.register_data["promises"]
    known = next(n for n, r in enumerate(rows) if (r["ref"], r["measure"]) == (ref, code))
    return known, sent, at


@kind(REGISTER)
def value_retyped(year: Year, draw: Random) -> Fault:
    """The value of a published measure typed over: a slipped point, or none at all."""
    return _measure(
        year,
        draw,
        "proxy",
        draw.choice((lambda v: float(v * 100), lambda v: float(v / 10), lambda _: None)),
    )


@kind(REGISTER)
def measure_retyped(year: Year, draw: Random) -> Fault:
    """Unit, theme, counting or kind of a published measure typed over."""
    key, value = draw.choice(
        (
            ("unit", "days"),
            ("theme", lambda v: "Safe and Well" if v != "Safe and Well" else "Pride and Joy"),
            ("counting", "average"),
            ("kind", lambda v: "LEV" if v == "SV" else "SV"),
            ("once_a_year", "Yes"),
        )
    )
    return _measure(year, draw, key, value)


@kind(REGISTER)
def values_shifted(year: Year, draw: Random) -> Fault:
    """The values of the measures sorted without their codes."""
    rows, first = year.register_data["measures"], draw.randrange(5)
    for row in range(first, len(rows)):
        value = rows[(row + 1) % len(rows)]["proxy"]
        year.type(
            year.in_register("measures", row, "proxy"), None if value is None else float(value)
        )
    return fault("measure-changed", at=Spot(FILE, "Measures", ""))


@kind(REGISTER)
def another_measure_promised(year: Year, draw: Random) -> Fault:
    """Another measure promised than in the workbook that was sent."""
    row, sent, _ = _promise(year, draw)
    code = draw.choice(("CS01", "AI05", "PJ08"))
    year.type(year.in_register("promises", row, "measure"), code)
    spot = Spot(sent.file, "", "")
    return fault("promise-not-sent", at=spot, ref=sent.contract.key.ref, says=code)


@kind(REGISTER)
def promise_raised(year: Year, draw: Random) -> Fault:
    """A promise's units changed after its workbook was sent."""
    row, sent, at = _promise(year, draw)
    units = year.register_data["promises"][row]["units"]
    year.type(year.in_register("promises", row, "units"), float(units) * draw.choice((2, 10, 0.5)))
    spot = sent.spot("delivery", at, "promised")
    return fault("promise-changed", at=spot, ref=sent.contract.key.ref)


@kind(REGISTER)
def promise_as_a_time(year: Year, draw: Random) -> Fault:
    """Promised hours that the program keeps as a time: 37:30."""
    row, sent, _ = _promise(year, draw)
    spot = year.in_register("promises", row, "units")
    year.type(spot, timedelta(hours=draw.randint(25, 90), minutes=30), "[h]:mm")
    return fault("promise-held", at=spot, ref=sent.contract.key.ref)


@kind(REGISTER)
def closed_too_early(year: Year, draw: Random) -> Fault:
    """A promise closed before it begins: the year before typed."""
    row, sent, _ = _promise(year, draw)
    spot = year.in_register("promises", row, "closed_on")
    year.type(spot, date(draw.choice((2023, 2024)), 9, 30), "dd/mm/yyyy")
    return fault("promise-closed-before", at=spot, ref=sent.contract.key.ref)


@kind(REGISTER)
def dates_of_last_year(year: Year, draw: Random) -> Fault:
    """Start and end of a contract typed a year too early, so that it is over."""
    row = draw.choice(OWN)
    sent = _sent(year, row)
    for key, day in (("start", date(2024, 4, 1)), ("end", date(2025, 3, 31))):
        year.type(year.in_register("contracts", row, key), day, "dd/mm/yyyy")
    return fault("not-live", at=Spot(sent.file, "", ""), ref=sent.contract.key.ref)


@kind(REGISTER)
def ended_too_early(year: Year, draw: Random) -> Fault:
    """An actual end before the quarters that were reported."""
    row = draw.choice(OWN)
    sent = _sent(year, row)
    day = date(2025, draw.choice((6, 9)), 30)
    year.type(year.in_register("contracts", row, "actual_end"), day, "dd/mm/yyyy")
    spot = Spot(sent.file, "Delivery", "")
    return fault("outside-term", at=spot, ref=sent.contract.key.ref)


@kind(REGISTER)
def issued_otherwise(year: Year, draw: Random) -> Fault:
    """A contract's value or end changed after its workbook was sent: thousands, 2062."""
    row = draw.choice(OWN)
    sent = _sent(year, row)
    key, value = draw.choice(
        (("net_value", 180), ("net_value", 1_800_000), ("end", date(2062, 3, 31)))
    )
    year.type(
        year.in_register("contracts", row, key), value, "dd/mm/yyyy" if key == "end" else None
    )
    return fault("issued-changed", at=sent.field(f"contract.{key}"), ref=sent.contract.key.ref)


@kind(REGISTER)
def supplier_respelt(year: Year, draw: Random) -> Fault:
    """A supplier renamed on the sheet Contracts and not on Promises."""
    row = draw.choice(OWN)
    known = year.register.contracts[row].key
    year.type(year.in_register("contracts", row, "supplier"), f"{known.supplier} (UK) Limited")
    return fault("promise-supplier", at=Spot(FILE, "Promises", ""), ref=known.ref)


@kind(REGISTER)
def lot_lost(year: Year, draw: Random) -> Fault:
    """The lot of a contract or of its promises deleted."""
    table = draw.choice(("contracts", "promises"))
    rows = year.register_data[table]
    row = draw.choice([n for n, each in enumerate(rows) if each["lot"]])
    year.type(year.in_register(table, row, "lot"), None)
    return fault("promise-without-contract", at=Spot(FILE, "Promises", ""), ref="C103")
