"""What councils type into the register's contracts, sets, targets and settings."""

from random import Random

from tests.faults.judging import Fault, fault
from tests.faults.kinds import REGISTER, kind
from tests.faults.year import REGISTER as FILE
from tests.faults.year import Spot, Year

OWN = (0, 1, 6, 8, 9, 10, 11)
"""Contracts with one row to their reference that run for just this year."""


def _contract(
    year: Year, draw: Random, key: str, value: object, *codes: str, says: str = ""
) -> Fault:
    row = draw.choice(OWN)
    spot = year.in_register("contracts", row, key)
    year.type(spot, value)
    ref = year.register.contracts[row].key.ref
    return fault(*codes, at=spot, ref=ref, says=says)


@kind(REGISTER)
def unreadable_start(year: Year, draw: Random) -> Fault:
    """A contract's start or end that is no date."""
    value = draw.choice(("spring 2025", "31/06/2025", "TBC", "2025", "1/4", "#REF!", -5))
    return _contract(year, draw, draw.choice(("start", "end")), value, "contract-dates")


@kind(REGISTER)
def ends_before_it_starts(year: Year, draw: Random) -> Fault:
    """A contract that ends before it starts."""
    year_typed = draw.choice((2024, 2023, 2020))
    row = draw.choice(OWN)
    spot = year.in_register("contracts", row, "end")
    year.type(spot, f"31/03/{year_typed}")
    spots = (spot, year.in_register("contracts", row, "start"))
    return fault("contract-dates", at=spots, ref=year.register.contracts[row].key.ref)


@kind(REGISTER)
def date_as_text(year: Year, draw: Random) -> Fault:
    """A contract's date as text: '1st April 2025'."""
    text = draw.choice(("1st April 2025", "01/04/2025", "1 Apr 2025", "2025-04-01"))
    return _contract(year, draw, "start", text, "interpreted")


@kind(REGISTER)
def no_supplier(year: Year, draw: Random) -> Fault:
    """A contract without its supplier."""
    return _contract(year, draw, "supplier", None, "required-blank")


@kind(REGISTER)
def category_unknown(year: Year, draw: Random) -> Fault:
    """A category in words that nobody knows."""
    value = draw.choice(("Stuff", "Miscellaneous", "Revenue", "see framework", 7))
    return _contract(year, draw, "category", value, "not-a-choice")


@kind(REGISTER)
def status_unknown(year: Year, draw: Random) -> Fault:
    """A status in words that nobody knows."""
    return _contract(
        year, draw, "status", draw.choice(("OK", "amber", "Mobilising?")), "not-a-choice"
    )


@kind(REGISTER)
def value_in_words(year: Year, draw: Random) -> Fault:
    """A contract's value in words."""
    value = draw.choice(("one million", "tbc", "c. 200k", "100-150k", "200,00", "£200k p.a."))
    return _contract(year, draw, "net_value", value, "not-a-number")


@kind(REGISTER)
def value_as_text(year: Year, draw: Random) -> Fault:
    """A contract's value as text: '£180k'."""
    value = draw.choice(("£180k", "£180,000", "180 000", "£0.18m"))
    return _contract(year, draw, "net_value", value, "interpreted")


@kind(REGISTER)
def vat_as_number(year: Year, draw: Random) -> Fault:
    """VAT of 20 for 20%, or in words."""
    value, code = draw.choice(
        ((20, "interpreted"), ("standard", "not-a-rate"), (200, "not-a-rate"))
    )
    return _contract(year, draw, "vat_rate", value, code)


@kind(REGISTER)
def extension_in_words(year: Year, draw: Random) -> Fault:
    """An extension in words: '1 + 1', 'two years'."""
    value = draw.choice(("1+1", "two years", "12 months", "yes", 1.5))
    return _contract(year, draw, "extension", value, "not-a-whole-number")


@kind(REGISTER)
def actual_end_unreadable(year: Year, draw: Random) -> Fault:
    """An actual end that is no date."""
    value = draw.choice(("terminated", "n.k.", "autumn", "31/11/2025", "Q3"))
    return _contract(year, draw, "actual_end", value, "promises-held")


@kind(REGISTER)
def edition_unknown(year: Year, draw: Random) -> Fault:
    """A measure edition that the register doesn't have."""
    value = draw.choice(("open-2019", "TOMs 2024", None, "2025"))
    return _contract(year, draw, "edition", value, "contract-edition")


@kind(REGISTER)
def reported_elsewhere(year: Year, draw: Random) -> Fault:
    """Reported in another way than there is."""
    return _contract(
        year, draw, "reported_in", draw.choice(("By email", "tbc", "Both")), "promises-held"
    )


@kind(REGISTER)
def in_the_portal(year: Year, draw: Random) -> Fault:
    """A contract said to be in the Portal that sends a workbook."""
    row = draw.choice(OWN)
    year.type(year.in_register("contracts", row, "reported_in"), "Portal")
    contract = year.register.contracts[row]
    spots = [Spot(s.file, "", "") for s in year.counted(lambda s: s.contract is contract)]
    return fault("portal-contract", at=spots, ref=contract.key.ref)


@kind(REGISTER)
def contract_twice(year: Year, draw: Random) -> Fault:
    """The same contract in two rows."""
    row, new = draw.choice(OWN), len(year.register.contracts)
    data = year.register_data["contracts"][row]
    for key in ("ref", "title", "supplier", "category", "net_value", "commenced", "start", "end"):
        year.type(year.in_register("contracts", new, key), _plain(data[key]))
    spot = year.in_register("contracts", new, "ref")
    return fault("register-contract-twice", at=spot, ref=year.register.contracts[row].key.ref)


def _plain(value: object) -> object:
    return float(value) if type(value).__name__ == "Decimal" else value  # type: ignore[arg-type]


@kind(REGISTER)
def contract_deleted(year: Year, draw: Random) -> Fault:
    """The row of a contract deleted."""
    row = draw.choice(OWN)
    spot, contract = year.in_register("contracts", row, "ref"), year.register.contracts[row]
    year.edit(FILE, lambda book: book[spot.sheet].delete_rows(int(spot.cell[1:])))
    spots = [Spot(s.file, "", "") for s in year.counted(lambda s: s.contract is contract)]
    return fault("unknown-contract", at=spots, ref=contract.key.ref)


@kind(REGISTER)
def sheet_deleted(year: Year, draw: Random) -> Fault:
    """A sheet of the register deleted."""
    name = draw.choice(("Promises", "Measures", "Settings", "Targets", "Contracts"))
    year.edit(FILE, lambda book: book.remove(book[name]))
    return fault("missing-sheet", "refused", at=Spot(FILE, "", ""), says=name)


@kind(REGISTER)
def heading_overtyped(year: Year, draw: Random) -> Fault:
    """A heading of the register typed over."""
    table, key = draw.choice(
        (("contracts", "end"), ("promises", "units"), ("promises", "closed_on"), ("targets", "sva"))
    )
    spot = year.in_register(table, 0, key)
    letters = spot.cell.rstrip("0123456789")
    row = int(spot.cell[len(letters) :]) - 1
    year.type(spot._replace(cell=f"{letters}{row}"), "Our own heading")
    return fault("missing-column", at=spot._replace(cell=""))


@kind(REGISTER)
def proxy_in_words(year: Year, draw: Random) -> Fault:
    """The value of a measure in words."""
    codes = [row["code"] for row in year.register_data["measures"]]
    code = draw.choice(("OP15", "PJ04", "SW01", "OP08"))
    spot = year.in_register("measures", codes.index(code), "proxy")
    year.type(spot, draw.choice(("about 12", "n.k.", "12 an hour", "#N/A")))
    return fault("not-a-number", "cell-error", at=spot, measure=code)


@kind(REGISTER)
def measure_twice(year: Year, draw: Random) -> Fault:
    """A measure in two rows of its set."""
    codes = [row["code"] for row in year.register_data["measures"]]
    first, second = draw.sample(range(len(codes)), 2)
    spots = [year.in_register("measures", row, "code") for row in (first, second)]
    year.type(spots[1], codes[first])
    return fault("measure-fault", at=spots)


@kind(REGISTER)
def target_unreadable(year: Year, draw: Random) -> Fault:
    """A target in words."""
    spot = year.in_register("targets", draw.randint(0, 4), draw.choice(("sva", "leva")))
    year.type(spot, draw.choice(("20k?", "as last year", "tbc", "10% up", "-5")))
    return fault("not-a-number", "too-low", at=spot)


@kind(REGISTER)
def target_of_no_theme(year: Year, draw: Random) -> Fault:
    """A target for a theme that there isn't."""
    spot = year.in_register("targets", draw.randint(0, 4), "theme")
    year.type(spot, draw.choice(("Greener City", "All themes", "Future Ways of Working")))
    return fault("not-a-choice", "target-unused", at=spot)


@kind(REGISTER)
def target_of_no_year(year: Year, draw: Random) -> Fault:
    """A target for what is no year."""
    spot = year.in_register("targets", draw.randint(0, 4), "year")
    year.type(spot, draw.choice(("this year", "2025-27", "every year", "Q4")))
    return fault("not-a-choice", "target-unused", at=spot)


@kind(REGISTER)
def target_twice(year: Year, draw: Random) -> Fault:
    """Two targets for one theme and year."""
    first, second = draw.sample(range(5), 2)
    themes = [row["theme"] for row in year.register_data["targets"]]
    spot = year.in_register("targets", second, "theme")
    year.type(spot, themes[first])
    spots = (spot, year.in_register("targets", first, "theme"))
    return fault("target-twice", at=spots)


@kind(REGISTER)
def setting_unreadable(year: Year, draw: Random) -> Fault:
    """A setting that can't be read."""
    name, value, code = draw.choice(
        (
            ("days_allowed", "a month", "not-a-whole-number"),
            ("days_allowed", "30 days", "not-a-whole-number"),
            ("days_allowed", -3, "too-low"),
            ("on_track", "mostly", "not-a-rate"),
            ("behind", 85, "interpreted"),
            ("behind", "#REF!", "cell-error"),
            ("on_track", None, "required-blank"),
        )
    )
    spot = year.in_settings(f"settings.{name}")
    year.type(spot, value)
    return fault(code, at=spot)


@kind(REGISTER)
def bands_turned_round(year: Year, draw: Random) -> Fault:
    """'Behind' from a larger share than 'on track'."""
    spot = year.in_settings("settings.behind")
    year.type(spot, draw.choice((1.2, 1.5, 3)))
    return fault("refused", "bands-order", at=(spot, Spot(FILE, "", "")))
