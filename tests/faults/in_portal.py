"""What councils copy wrongly from the Social Value Portal."""

from datetime import date
from random import Random

from tests.faults.judging import REFUSED, Fault, fault
from tests.faults.kinds import PORTAL, kind
from tests.faults.year import PORTAL as FILE
from tests.faults.year import REPORTED, Spot, Year


def _row(draw: Random) -> int:
    return draw.randrange(len(REPORTED))


def _type(year: Year, draw: Random, key: str, value: object, *codes: str) -> Fault:
    spot = year.in_portal(_row(draw), key)
    year.type(spot, value, "dd/mm/yyyy" if isinstance(value, date) else None)
    return fault(*codes, at=spot, ref="C113")


@kind(PORTAL)
def unknown_contract(year: Year, draw: Random) -> Fault:
    """Portal figures under a reference that isn't there."""
    row = _row(draw)
    spot = year.in_portal(row, "ref")
    year.type(spot, draw.choice(("C199", "C 13", "CRT-113", "Recycling")))
    return fault("portal-unknown", at=spot)


@kind(PORTAL)
def another_supplier(year: Year, draw: Random) -> Fault:
    """Portal figures of a supplier that the contract doesn't have."""
    return _type(year, draw, "supplier", draw.choice(("Hazel Ltd", "Fir plc")), "portal-supplier")


@kind(PORTAL)
def of_a_contract_with_returns(year: Year, draw: Random) -> Fault:
    """Portal figures of a contract that sends workbooks."""
    row, known = _row(draw), year.register.contracts[draw.choice((0, 1, 6, 8, 9))]
    year.type(year.in_portal(row, "ref"), known.key.ref)
    year.type(year.in_portal(row, "supplier"), known.key.supplier)
    return fault("portal-both", at=year.in_portal(row, "ref"))


@kind(PORTAL)
def row_twice(year: Year, draw: Random) -> Fault:
    """A row of Portal figures copied below the others, or as the whole year, too."""
    row, new = _row(draw), len(REPORTED)
    quarter = draw.choice((f"Q{row + 1}", "Whole year"))
    for key, value in (year.portal_data["figures"][row] | {"quarter": quarter}).items():
        year.type(year.in_portal(new, key), value, "dd/mm/yyyy" if key == "exported" else None)
    return fault("portal-twice", at=Spot(FILE, "Figures", ""), ref="C113")


@kind(PORTAL)
def a_total(year: Year, draw: Random) -> Fault:
    """A total of the Portal copied as if it were a measure."""
    return _type(
        year, draw, "item", draw.choice(("Total", "Grand total", "Total SVA")), "portal-total"
    )


@kind(PORTAL)
def in_words(year: Year, draw: Random) -> Fault:
    """Portal figures in words: 'c. 300', '£0.3k', '1,20'."""
    key = draw.choice(("promised", "reported", "validated"))
    value = draw.choice(("c. 300", "£0.3k", "1,20", "300 hrs", "50%", "#REF!", "tbc"))
    return _type(year, draw, key, value, "not-a-number", "cell-error")


@kind(PORTAL)
def more_validated(year: Year, draw: Random) -> Fault:
    """More validated in the Portal than was reported."""
    row = _row(draw)
    spot = year.in_portal(row, "validated")
    year.type(spot, REPORTED[row][0] * 3)
    return fault("portal-more-validated", at=spot, ref="C113")


@kind(PORTAL)
def exported_ahead(year: Year, draw: Random) -> Fault:
    """Exported on a day to come."""
    day = draw.choice((date(2026, 12, 4), date(2027, 4, 20), date(2062, 4, 20)))
    return _type(year, draw, "exported", day, "portal-ahead")


@kind(PORTAL)
def exported_early(year: Year, draw: Random) -> Fault:
    """Exported before the quarter was over."""
    day = draw.choice((date(2025, 4, 20), date(2025, 5, 2), date(2024, 12, 31)))
    return _type(year, draw, "exported", day, "portal-early")


@kind(PORTAL)
def another_year(year: Year, draw: Random) -> Fault:
    """Portal figures of another year."""
    return _type(year, draw, "year", draw.choice(("2024-25", "2026-27", "2019/20")), "portal-year")


@kind(PORTAL)
def unknown_words(year: Year, draw: Random) -> Fault:
    """A quarter, unit or kind in words that nobody knows."""
    key, value = draw.choice(
        (("quarter", "Jan-Mar"), ("quarter", "Q5"), ("unit", "hours"), ("kind", "SROI"))
    )
    return _type(year, draw, key, value, "not-a-choice")


@kind(PORTAL)
def blank(year: Year, draw: Random) -> Fault:
    """A quarter, unit, year or export date of the Portal's left blank."""
    key = draw.choice(("quarter", "unit", "year", "exported"))
    return _type(year, draw, key, None, "required-blank")


@kind(PORTAL)
def without_figures(year: Year, draw: Random) -> Fault:
    """A row of the Portal without any figure."""
    row = _row(draw)
    for key in ("promised", "reported", "validated"):
        year.type(year.in_portal(row, key), None)
    return fault("portal-blank", at=Spot(FILE, "Figures", ""), ref="C113")


@kind(PORTAL)
def another_workbook(year: Year, draw: Random) -> Fault:
    """Another workbook, or none that opens, given as the Portal's figures."""
    sent = draw.choice(year.counted())
    year.files[FILE] = draw.choice((year.files[sent.file], b"", b"Contract,Reported\nC113,300\n"))
    return fault(REFUSED, at=Spot(FILE, "", ""))
