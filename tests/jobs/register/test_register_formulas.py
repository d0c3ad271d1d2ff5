"""The register's own formulas and the core agree on every contract, for each council that ships."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.folders import councils
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register
from svtools.policy import Council, categories, load_council, statute, term_months
from svtools.workbooks.cells import letters
from svtools.workbooks.items import Role
from svtools.workbooks.parse import template
from svtools.workbooks.references import expanded
from tests.libreoffice import needs_libreoffice, recalculated, stored
from tests.making import contract, contract_row, register_cell, register_of, save_register

PSR = "Provider Selection Regime"
OLD_LAW = "Public Contracts Regulations 2015"
LONGEST_FORMULA = 600
PENNY = Decimal("0.01")
REGISTER = template("contracts_register")


@cache
def days(council: Council) -> tuple[date, ...]:
    """The first day of each thing that changes, and the day before and after it."""
    changes = {rule.start for rule in council.rules} | {
        p.start for p in statute().thresholds.values
    }
    return tuple(sorted({day + timedelta(n) for day in changes for n in (-1, 0, 1)}))


def figures(council: Council, category: str) -> set[Decimal]:
    """The net values that matter: each rule's figure, and the net one at 20% VAT."""
    rules = [rule for rule in council.rules if rule.category in (None, category) and rule.figure]
    own = {rule.figure for rule in rules if rule.figure}
    law = {period.value.figures[category] for period in statute().thresholds.values}
    return own | law | {(figure / Decimal("1.2")).quantize(PENNY) for figure in law}


def at_every_threshold(council: Council) -> Iterator[Contract]:
    for category in categories():
        for figure in sorted(figures(council, category)):
            for value in (figure - PENNY, figure, figure + PENNY):
                for day in random.Random(str(value)).sample(days(council), 2):
                    yield contract(category=category, net_value=value, commenced=day)


TERMS = (
    (date(2025, 4, 1), date(2027, 2, 28), 0),
    (date(2025, 4, 1), date(2027, 3, 30), 0),
    (date(2025, 4, 1), date(2027, 3, 31), 0),
    (date(2025, 4, 1), date(2027, 4, 30), 0),
    (date(2025, 4, 15), date(2027, 4, 14), 0),
    (date(2025, 4, 15), date(2027, 4, 13), 0),
    (date(2024, 2, 29), date(2026, 2, 27), 0),
    (date(2024, 2, 29), date(2026, 2, 28), 0),
    (date(2025, 8, 31), date(2027, 8, 30), 0),
    (date(2025, 4, 1), date(2026, 3, 31), 11),
    (date(2025, 4, 1), date(2026, 3, 31), 12),
    (date(2025, 4, 1), date(2026, 3, 31), 13),
    (date(2025, 4, 1), date(2025, 4, 1), 0),
)


def at_every_term(_: Council) -> Iterator[Contract]:
    for start, end, extension in TERMS:
        for value in (999_999, 1_000_000, 6_000_000):
            term: dict[str, Any] = {"start": start, "end": end, "extension": extension}
            yield contract(category="works", net_value=Decimal(value), **term)


def with_other_vat(_: Council) -> Iterator[Contract]:
    for category, net in (("supplies and services", 177_897), ("light touch", 600_000)):
        for rate in ("0", "0.05", "0.2", "0.175"):
            yield contract(category=category, net_value=Decimal(net), vat_rate=Decimal(rate))
    for gross in ("207720", "207719.99", "214904", "214903.99", "178000"):
        for day in (date(2025, 5, 1), date(2026, 1, 1)):
            yield contract(net_value=Decimal(175_000), gross_value=Decimal(gross), commenced=day)


def with_a_regime(_: Council) -> Iterator[Contract]:
    for regime in (PSR, OLD_LAW):
        for category in categories():
            for net in (1_000, 180_000, 700_000, 6_000_000):
                yield contract(
                    category=category,
                    net_value=Decimal(net),
                    regime=regime,
                    commenced=date(2025, 6, 2),
                    end=date(2027, 3, 31),
                )
    yield contract(regime=PSR, commenced=date(2024, 1, 1))


def incomplete(_: Council) -> Iterator[Contract]:
    yield contract(net_value=None)
    yield contract(net_value=Decimal(0))
    yield contract(net_value=Decimal(100), gross_value=Decimal(90))
    yield contract(commenced=date(2019, 12, 31), net_value=Decimal(900_000))
    yield contract(regime=PSR, commenced=date(2023, 12, 31))


def drawn(council: Council) -> Iterator[Contract]:
    """Any contracts at all, many of them at a threshold."""
    draw = random.Random(9)
    for _ in range(600):
        category = draw.choice(categories())
        start = date(2024, 1, 1) + timedelta(draw.randrange(1000))
        yield contract(
            category=category,
            net_value=draw.choice(sorted(figures(council, category))) * draw.choice((1, 2)),
            vat_rate=draw.choice([None, Decimal(0), Decimal("0.05")]),
            commenced=draw.choice(days(council)),
            start=start,
            end=start + timedelta(draw.choice((300, 729, 730, 731, 1500))),
            extension=draw.choice((0, 6, 12)),
        )


def together() -> Iterator[Contract]:
    """Rows that belong together: lots, successive suppliers, mixed categories, frameworks."""
    draw = random.Random(10)
    for number in range(60):
        ref, category = f"G{number}", draw.choice(categories())
        for row in range(draw.choice((2, 3, 4))):
            changes: dict[str, Any] = {
                "category": draw.choice(categories()) if number % 10 == 0 else category,
                "main": category if number % 20 == 0 else "",
                "net_value": None if number % 15 == 14 and row else draw.choice(SHARES),
                "vat_rate": draw.choice([None, Decimal(0)]),
                "commenced": date(2024 + draw.randrange(3), 3, 1),
                "end": date(2026 + draw.randrange(3), 3, 31),
                "parent": f"G{number - 1}" if number % 3 == 2 else "",
            }
            yield contract(ref, str(draw.choice((1, 1, 2, 3))), f"Supplier {row}", **changes)
    yield contract("G-orphan", parent="G-none", net_value=Decimal(400_000))
    for ref in ("C 0900", " C 0900", "c  0900 ", "C\u00a00900"):
        yield contract(ref, ref[-1:] + str(len(ref)), net_value=Decimal(90_000))
    for ref in ("AB12", "A*2", "T~1", "T?1"):
        yield contract(ref, net_value=Decimal(300_000 if ref in {"AB12", "T~1"} else 1_000))
        yield contract(f"Off {ref}", parent=ref, net_value=Decimal(1_000))
    yield contract("N-1", net_value=Decimal(-5))


SHARES = tuple(map(Decimal, ("60000", "90000.50", "110000", "400000", "900000", "3000000")))


@cache
def battery(name: str) -> Register:
    """At least 600 contracts; those that don't belong together have a reference each."""
    council = load_council(name)
    ways = (at_every_threshold, at_every_term, with_other_vat, with_a_regime, incomplete, drawn)
    alone = (each for way in ways for each in way(council))
    numbered = (
        replace(each, key=each.key._replace(ref=f"C{number}")) for number, each in enumerate(alone)
    )
    return register_of(*((each, {}) for each in (*numbered, *together())))


@dataclass(frozen=True)
class Said:
    """What is said of a contract, by the sheet or by the core."""

    required: str
    clause: str
    minimum_weighting: float | str
    maximum_weighting: float | str
    term: float


ANSWERS = {"must": "Yes", "consider": "Consider", "may": "May", "no": "No"}


def by_core(register: Register, each: Contract, council: Council) -> Said:
    """In the words of the sheet."""
    term = max(1, term_months(each.start, each.end, each.extension))
    try:
        answer = register.requirement(each, council)
    except InputError:
        return Said("Not known", "", "", "", term)
    *before, last = answer.clauses or ("",)
    clauses = ", ".join(before) + (" and " if before else "") + last
    most = answer.maximum_weighting if answer.of == "total" else None
    return Said(
        ANSWERS[answer.asks] if answer.in_force else "Before this policy",
        clauses,
        round(float(answer.minimum_weighting), 9),
        "" if most is None else round(float(most), 9),
        term,
    )


def said(cells: Any, count: int) -> list[Said]:
    """The register's answers, row by row."""
    names = [name.name for name in fields(Said)]
    return [
        answer([cells.get(register_cell("contracts", name, row)) for name in names])
        for row in range(count)
    ]


def answer(values: list[Any]) -> Said:
    """One row's; nothing in a cell is an empty text."""
    texts: list[Any] = ["" if value is None else value for value in values]
    rounded: list[Any] = [round(each, 9) if isinstance(each, float) else each for each in texts]
    return Said(*rounded)


@needs_libreoffice
@pytest.mark.parametrize("name", councils())
def test_the_sheet_says_what_the_core_says(name: str, tmp_path: Path) -> None:
    council, register = load_council(name), battery(name)
    path = save_register(tmp_path / "register.xlsx", register, of=council)
    count = len(register.contracts)
    both = zip(said(recalculated(path)[path], count), said(stored(path), count), strict=True)
    wrong = [
        (each, core, sheet, shown)
        for each, (sheet, shown) in zip(register.contracts, both, strict=True)
        if not (core := by_core(register, each, council)) == sheet == shown
    ]
    assert wrong[:3] == []
    assert count >= 1000


def test_the_battery_holds_every_answer() -> None:
    found = {
        said_.required
        for name in councils()
        for each in battery(name).contracts
        for said_ in [by_core(battery(name), each, load_council(name))]
    }
    assert found == {"No", "May", "Yes", "Not known", "Before this policy"}


def test_no_formula_is_longer_than_a_person_can_follow() -> None:
    lengths = {
        item.key: len(expanded(item.source, home, REGISTER))
        for home, item in REGISTER.cells()
        if item.role is Role.FORMULA
    }
    assert {key: n for key, n in lengths.items() if n > LONGEST_FORMULA} == {}


TEXTS = {
    "commenced": "03/03/2025",
    "start": "1 April 2025",
    "end": "31/03/2026",
    "net_value": "£400,000",
    "gross_value": "£480,000",
    "vat_rate": "20 %",
    "extension": "12 months",
}
NAMED = {
    "commenced": "procurement commenced",
    "start": "start",
    "end": "end",
    "net_value": "net value",
    "gross_value": "value with VAT",
    "vat_rate": "VAT rate",
    "extension": "extension",
}
TOLD = "Can't be told yet for 7, required of 0 of 7 contracts, 7 of them live."


@needs_libreoffice
def test_what_is_typed_as_text_is_said_and_makes_no_error(tmp_path: Path) -> None:
    rows = [
        contract_row(contract(f"C{number}", net_value=Decimal(400_000))) | {key: text}
        for number, (key, text) in enumerate(TEXTS.items())
    ]
    path = save_register(tmp_path / "r.xlsx", register_of(), contracts=rows)
    for cells in (stored(path), recalculated(path)[path]):
        for row, key in enumerate(TEXTS):
            required, missing = (
                cells[register_cell("contracts", column, row)] for column in ("required", "missing")
            )
            assert (required, missing) == ("Typed as text", NAMED[key])
        assert cells["Contracts", "A3"] == TOLD
        assert not [value for value in cells.values() if str(value).startswith("#")]


def test_the_banner_counts_and_leads_to_the_first_contract_that_waits(tmp_path: Path) -> None:
    sure, waits = contract_row(contract("C1")), contract_row(contract("C2")) | {"commenced": None}
    banners = []
    for rows in ([sure], [sure, waits, waits | {"ref": "C3", "status": "Ended"}], []):
        cells = stored(save_register(tmp_path / "r.xlsx", register_of(), contracts=rows))
        texts = (cells.get(("Contracts", f"{letters(column)}3")) for column in range(20))
        banners.append([text for text in texts if text])
    assert banners == [
        ["Social value is required of 0 of 1 contracts, 1 of them live."],
        [
            "Can't be told yet for 2, required of 0 of 3 contracts, 2 of them live.",
            "The first to mend →",
        ],
        ["No contracts yet: type the first in the yellow cells."],
    ]


@needs_libreoffice
@pytest.mark.parametrize("words", ["Goods", "services", "Supplies & Services", "LTR", "concession"])
def test_the_sheet_knows_the_words_that_people_paste(words: str, tmp_path: Path) -> None:
    row = contract_row(contract(net_value=Decimal(9_000_000))) | {"category": words}
    path = save_register(tmp_path / "r.xlsx", register_of(), contracts=[row])
    for cells in (stored(path), recalculated(path)[path]):
        assert said(cells, 1)[0].required == "Yes"


def test_a_day_more_or_less_moves_a_contract_over_a_threshold() -> None:
    net, southend = Decimal(173_100), load_council("southend")
    before, after = (
        contract(net_value=net, commenced=date(2026, 1, 1) - timedelta(n)) for n in (1, 0)
    )
    said_ = [by_core(register_of((each, {})), each, southend).required for each in (before, after)]
    assert said_ == ["No", "Yes"]


@needs_libreoffice
def test_every_rule_that_asks_is_named(tmp_path: Path) -> None:
    """Under the Provider Selection Regime three of Rotherham's rules ask."""
    each = contract(net_value=Decimal(300_000), regime=PSR, category="light touch")
    path = save_register(tmp_path / "r.xlsx", register_of((each, {})), of=load_council("rotherham"))
    for cells in (stored(path), recalculated(path)[path]):
        asked = str(cells[register_cell("contracts", "asked")]).split("; ")
        assert set(asked) == {
            "exactly 20% of the total award criteria", "A delivery plan is asked for",
        }  # fmt: skip


@needs_libreoffice
@pytest.mark.parametrize("words", ["Light-touch", "supplies/services", "Goods / Services", "Works"])
def test_marks_between_words_do_not_matter(words: str, tmp_path: Path) -> None:
    row = contract_row(contract(net_value=Decimal(9_000_000), vat_rate=20)) | {"category": words}
    path = save_register(tmp_path / "r.xlsx", register_of(), contracts=[row])
    for cells in (stored(path), recalculated(path)[path]):
        assert said(cells, 1)[0].minimum_weighting == 0.1
