"""20,000 made-up payments for the samples, with a list of suppliers, rings, and the result.

Drawn with a fixed seed and whole numbers alone, so that every machine makes the same bytes. No
name, number or postcode is real: the letters at the postcodes' ends are never given out.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from svtools.jobs.local_spend.run import Inputs, local_spend
from svtools.monitoring import FinancialYear
from svtools.policy import Council
from svtools.workbooks.replacing import replace_with

FOLDER, RESULT = "local_spend", "local_spend.xlsx"
PAID = "payments"
FIRST, SECOND = f"{PAID}/april_to_september.csv", f"{PAID}/october_to_march.csv"
LIST, POSTCODES, RINGS, RULES = "suppliers.csv", "postcodes.csv", "rings.csv", "rules.yaml"
PAYMENTS, SUPPLIERS = 20_000, 700
SEED = 2025

T = TypeVar("T")

_FIRST_WORDS = (
    *("Anchor", "Beacon", "Bluebell", "Cedar", "Cliff", "Copper", "Coral", "Crown", "Dune", "Elm"),
    *("Eastgate", "Estuary", "Fern", "Ferry", "Gable", "Granary", "Harbour", "Hazel", "Heron"),
    *("Ivy", "Jetty", "Kestrel", "Kite", "Lantern", "Larch", "Lighthouse", "Linden", "Maple"),
    *("Marina", "Meadow", "Mill", "Moss", "Oak", "Orchard", "Osprey", "Pebble", "Pier", "Quay"),
    *("Reed", "Ridge", "Rowan", "Sail", "Sandpiper", "Shingle", "Skylark", "Spinney", "Stone"),
    *("Tern", "Tide", "Willow"),
)
_TRADES = (
    ("Care", "Adult care"),
    ("Nursing", "Adult care"),
    ("Cleaning", "Premises"),
    ("Builders", "Building works"),
    ("Catering", "Provisions"),
    ("Transport", "Home to school transport"),
    ("Training", "Learning and skills"),
    ("Software", "IT services"),
    ("Grounds", "Grounds maintenance"),
    ("Legal", "Professional fees"),
    ("Highways", "Road repairs"),
    ("Waste", "Waste collection"),
    ("Youth Trust", "Children's services"),
    ("Staffing", "Agency staff"),
)
_FORMS = ("Ltd", "Limited", "plc", "LLP", "CIC", "")
_DIRECTORATES = (
    *("Adults and Communities",) * 5,
    *("Children and Public Health",) * 4,
    *("Environment and Place",) * 4,
    *("Resources",) * 2,
    "Strategy and Change",
)
_LOCAL = ("SS0", "SS1", "SS2", "SS3", "SS9")
_AROUND = ("SS4", "SS7", "CM2", "CO3", "RM9", "SS2")
_FAR = ("M1", "B3", "LS2", "EC2A", "IP4", "NR3", "BS1")
_NEVER = "CIKMOV"
_RINGS = [["Rest of South Essex", "SS"], ["Essex", "CM, CO, RM"], ["Rest of the East", "IP, NR"]]


class Supplier(NamedTuple):
    """A made-up supplier: how payments and how the list name it, and where it is."""

    number: str
    name: str
    listed_as: str
    postcode: str
    trade: str


def build_local_spend(folder: Path, council: Council) -> Iterator[Path]:
    """Write payments, list, rings and result into `folder`, each path as it is written."""
    home = folder / FOLDER
    (home / PAID).mkdir(parents=True, exist_ok=True)
    draw = Random(SEED)  # noqa: S311 - nothing is secret
    suppliers = [_supplier(draw, number) for number in range(SUPPLIERS)]
    rows = sorted((_payment(draw, suppliers) for _ in range(PAYMENTS)), key=lambda row: row[0])
    half = next(at for at, row in enumerate(rows) if row[0] >= date(2025, 10, 1))
    contents = {
        FIRST: _first_half(rows[:half]),
        SECOND: _second_half(rows[half:]),
        LIST: _list(suppliers),
        POSTCODES: _csv(["Postcode", "Where"], _both_sides(suppliers)).encode(),
        RINGS: _csv(
            ["Ring", "Postcodes"],
            [
                ["Rest of South Essex", "SS"],
                ["Essex", "CM, CO, RM"],
                ["Rest of the East", "IP, NR"],
            ],
        ).encode(),
    }
    for name, content in contents.items():
        replace_with(home / name, content)
        yield home / name
    yield _result(home, council)


def _result(home: Path, council: Council) -> Path:
    inputs = Inputs(
        [home / PAID],
        [home / LIST],
        rules=home / RULES,
        rings=home / RINGS,
        postcodes=home / POSTCODES,
    )
    local_spend(inputs, home / RESULT, council, FinancialYear(2025))
    return home / RESULT


def _supplier(draw: Random, number: int) -> Supplier:
    first = f"{_pick(draw, _FIRST_WORDS)} {_pick(draw, _FIRST_WORDS)}"
    trade, category = _pick(draw, _TRADES)
    form = _pick(draw, _FORMS)
    name = f"{first} {trade} {form}".strip()
    other = {"Ltd": "Limited", "Limited": "LTD.", "plc": "PLC"}.get(form, form)
    where = draw.randrange(100)
    districts = _LOCAL if where < 38 else _AROUND if where < 60 else _FAR  # noqa: PLR2004
    postcode = (
        f"{_pick(draw, districts)} {draw.randrange(1, 9)}{_pick(draw, _NEVER)}{_pick(draw, _NEVER)}"
    )
    return Supplier(
        f"{100_000 + number}", name, f"{first.upper()} {trade} {other}".strip(), postcode, category
    )


def _is_local(supplier: Supplier) -> bool:
    """Whether it lies inside the boundary: SS2 reaches over it."""
    district = supplier.postcode.split()[0]
    return district in _LOCAL and not (district == "SS2" and supplier.postcode[4] > "5")


def _both_sides(suppliers: Sequence[Supplier]) -> list[list[str]]:
    """The postcodes of the area, and those of its districts that lie outside."""
    inside = sorted({each.postcode for each in suppliers if _is_local(each)})
    districts = {each.postcode for each in suppliers if each.postcode.split()[0] in _LOCAL}
    outside = sorted(districts - {*inside})
    return [*([code, "inside"] for code in inside), *([code, "outside"] for code in outside)]


def _payment(draw: Random, suppliers: Sequence[Supplier]) -> tuple[date, tuple[str, ...], int]:
    """A day, who was paid by whom for what, and pence; a few go to others than suppliers."""
    day = date(2025, 4, 1) + timedelta(days=draw.randrange(365))
    directorate = _pick(draw, _DIRECTORATES)
    # The product of three draws: a few suppliers, and a few payments, are far larger than others.
    rank = draw.randrange(SUPPLIERS) * draw.randrange(SUPPLIERS) // SUPPLIERS
    supplier = suppliers[rank]
    pence = draw.randrange(1, 3_000) * draw.randrange(1, 400) + draw.randrange(100)
    pence = pence * (4 if rank < SUPPLIERS // 20 else 1)
    said = (directorate, supplier.trade, supplier.number, supplier.name)
    other = draw.randrange(1_000)
    for below, instead in _OTHERS:
        if other < below:
            said = (directorate, *instead)
            break
    if draw.randrange(80) == 0:
        pence = -pence // 10
    return day, said, pence


_OTHERS = (
    (4, ("PAYE", "900001", "HM Revenue & Customs")),
    (8, ("Employer's contribution", "900002", "Estuary Pension Fund")),
    (11, ("Precepts", "900003", "Shingle Fire Authority")),
    (15, ("Shared services", "900004", "Reed County Council")),
    (27, ("Grants to voluntary bodies", "900005", "Tern Community Trust")),
    (62, ("Fostering: in-house foster allowances", "", "REDACTED")),
    (95, ("Direct payments", "", "Person (made up)")),
    (100, ("Legal settlements", "", "Redacted Personal Data")),
)
"""Of a thousand payments so many, added up, go to these."""


def _pick(draw: Random, options: Sequence[T]) -> T:
    return options[draw.randrange(len(options))]


_HEADINGS = [
    "Directorate",
    "Expense Type",
    "Supplier No",
    "Supplier Name",
    "Payment Date",
    "Net Amount",
]


def _first_half(rows: Sequence[tuple[date, tuple[str, ...], int]]) -> bytes:
    """As most publish it, with a byte order mark; one row of a total at its end."""
    told = [[*said, f"{day:%d/%m/%Y}", f"{pence / 100:.2f}"] for day, said, pence in rows]
    total = ["", "", "", "Total", "", f"{sum(pence for *_, pence in rows) / 100:.2f}"]
    return _csv(_HEADINGS, [*told, total]).encode("utf-8-sig")


def _second_half(rows: Sequence[tuple[date, tuple[str, ...], int]]) -> bytes:
    """From another system: a line above the headings, names of months, credits in brackets, £."""
    told = [[*said, f"{day.day}-{day:%b-%y}", _in_brackets(pence)] for day, said, pence in rows]
    told[7][-1], told[19][-1] = "12.50 CR", ""
    above = "Payments to suppliers, October 2025 to March 2026 (made up)\r\n"
    return (above + _csv(_HEADINGS, told)).encode("cp1252")


def _in_brackets(pence: int) -> str:
    return f"(£{-pence / 100:,.2f})" if pence < 0 else f"£{pence / 100:,.2f}"


def _list(suppliers: Sequence[Supplier]) -> bytes:
    """What finance holds: not everybody, some by name alone, some without a postcode."""
    lines = []
    for at, each in enumerate(suppliers):
        if at % 7 == 3:  # noqa: PLR2004 - one in seven is not in the list
            continue
        number = "" if at % 5 == 1 else each.number
        postcode = {11: "", 25: "SS99 1CM", 46: "SS2"}.get(at % 90, each.postcode)
        size = ("Micro", "Small", "Medium", "Large", "")[at % 5]
        vcse = "Yes" if each.name.endswith("CIC") or "Trust" in each.name else "No"
        lines.append([number, each.listed_as, postcode, size, vcse])
    lines.append([suppliers[5].number, suppliers[5].listed_as, "EC2A 4CM", "Large", "No"])
    return _csv(["Supplier No", "Name", "Postcode", "Size", "VCSE"], lines).encode()


def _csv(headings: list[str], rows: Sequence[list[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([headings, *rows])
    return stream.getvalue()
