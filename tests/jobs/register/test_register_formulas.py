"""The register's own formulas and the core agree on every contract."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract
from svtools.policy import categories, statute, term_months
from svtools.workbooks.cells import letters
from svtools.workbooks.parse import template
from tests.libreoffice import needs_libreoffice, recalculated, stored
from tests.making import contract, contract_row, council, register_of, save_register

PSR = "Provider Selection Regime"
OLD_LAW = "Public Contracts Regulations 2015"
DAYS = (
    date(2020, 1, 1),
    date(2021, 11, 30),
    date(2021, 12, 1),
    date(2021, 12, 31),
    date(2022, 1, 1),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2025, 2, 23),
    date(2025, 2, 24),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 3, 1),
)
PENNY = Decimal("0.01")


def figures(category: str, day: date) -> set[Decimal]:
    """The net values that matter: the policy's figure, and the statutory one net at 20%."""
    law = statute().thresholds.on(day)
    policy = {
        t.net for t in council().policy_thresholds(max(day, DAYS[2])) if t.category == category
    }
    statutory = law.figures[category]
    factor = Decimal(1) if law.basis == "net of VAT" else Decimal("1.2")
    return policy | {(statutory / factor).quantize(PENNY), statutory}


def at_every_threshold() -> Iterator[Contract]:
    for category in categories():
        for day in DAYS:
            for figure in sorted(figures(category, day)):
                for value in (figure - PENNY, figure, figure + PENNY):
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


def at_every_term() -> Iterator[Contract]:
    for start, end, extension in TERMS:
        for value in (999_999, 1_000_000, 6_000_000):
            term: dict[str, Any] = {"start": start, "end": end, "extension": extension}
            yield contract(category="works", net_value=Decimal(value), **term)


def with_other_vat() -> Iterator[Contract]:
    for category, net in (("supplies and services", 177_897), ("light touch", 600_000)):
        for rate in ("0", "0.05", "0.2", "0.175"):
            yield contract(category=category, net_value=Decimal(net), vat_rate=Decimal(rate))
    for gross in ("207720", "207719.99", "214904", "214903.99", "178000"):
        for day in (date(2025, 5, 1), date(2026, 1, 1)):
            yield contract(net_value=Decimal(175_000), gross_value=Decimal(gross), commenced=day)


def with_a_regime() -> Iterator[Contract]:
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


def incomplete() -> Iterator[Contract]:
    yield contract(net_value=None)
    yield contract(net_value=Decimal(0))
    yield contract(commenced=date(2019, 12, 31), net_value=Decimal(900_000))


CONTRACTS = tuple(
    each
    for battery in (at_every_threshold, at_every_term, with_other_vat, with_a_regime, incomplete)
    for each in battery()
)


@dataclass(frozen=True)
class Said:
    """What is said of a contract, by the sheet or by the core."""

    required: str
    clause: str
    minimum_weighting: float | str
    term: float


def by_core(each: Contract) -> Said:
    """In the words of the sheet."""
    term = term_months(each.start, each.end, each.extension)
    try:
        answer = each.requirement(council())
    except InputError:
        return Said("Not known", "", "", term)
    if answer.policy_threshold_net is None:
        return Said("Before this policy", "", 0, term)
    clauses = [
        clause if clause in {"9.2.1", "9.2.2"} else "the regime" for clause in answer.clauses
    ]
    return Said(
        "Yes" if answer.required else "No",
        " and ".join(clauses),
        float(answer.minimum_weighting),
        term,
    )


@pytest.fixture(scope="module")
def by_sheet(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Said], list[Said]]:
    """As stored in the register, and as LibreOffice calculates it."""
    path: Path = tmp_path_factory.mktemp("formulas") / "register.xlsx"
    numbered: list[tuple[Contract, dict[str, Any]]] = [
        (contract_numbered(n, each), {}) for n, each in enumerate(CONTRACTS)
    ]
    save_register(path, register_of(*numbered))
    return said(stored(path)), said(recalculated(path)[path])


def contract_numbered(number: int, each: Contract) -> Contract:
    return replace(each, key=replace(each.key, ref=f"C{number}"))


def said(cells: Any) -> list[Said]:
    """The register's answers, row by row."""
    keys = [column.key for column in template("contracts_register").table("contracts").columns]
    at = [letters(keys.index(name.name)) for name in fields(Said)]
    rows = range(5, 5 + len(CONTRACTS))
    return [answer([cells.get(("Contracts", f"{column}{row}")) for column in at]) for row in rows]


def answer(values: list[Any]) -> Said:
    """One row's; nothing in a cell is an empty text."""
    texts: list[Any] = ["" if value is None else value for value in values]
    return Said(*texts)


@needs_libreoffice
def test_the_sheet_says_what_the_core_says(by_sheet: tuple[list[Said], list[Said]]) -> None:
    stored_, again = by_sheet
    wrong = [
        (each, core, sheet, shown)
        for each, sheet, shown in zip(CONTRACTS, again, stored_, strict=True)
        if not (core := by_core(each)) == sheet == shown
    ]
    assert wrong == []
    assert len(CONTRACTS) > 300


TEXTS = {
    "commenced": "03/03/2025",
    "start": "1 April 2025",
    "end": "31/03/2026",
    "net_value": "£400,000",
    "gross_value": "£480,000",
    "vat_rate": "20 %",
    "extension": "12 months",
}


@needs_libreoffice
def test_what_is_typed_as_text_is_said_and_makes_no_error(tmp_path: Path) -> None:
    rows = [contract_row(contract(net_value=Decimal(400_000))) | {k: v} for k, v in TEXTS.items()]
    path = save_register(tmp_path / "r.xlsx", register_of(), contracts=rows)
    keys = [column.key for column in template("contracts_register").table("contracts").columns]
    for cells in (stored(path), recalculated(path)[path]):
        here = {name: value for (sheet, name), value in cells.items() if sheet == "Contracts"}
        required = letters(keys.index("required"))
        assert {here[f"{required}{row}"] for row in range(5, 5 + len(TEXTS))} == {"Typed as text"}
        assert not [value for value in here.values() if str(value).startswith("#")]


def test_the_battery_holds_every_answer() -> None:
    answers = {(said_.required, said_.clause) for said_ in map(by_core, CONTRACTS)}
    assert answers == {
        ("No", ""),
        ("Not known", ""),
        ("Before this policy", ""),
        ("Yes", "9.2.1"),
        ("Yes", "9.2.2"),
        ("Yes", "9.2.1 and 9.2.2"),
        ("Yes", "the regime"),
        ("Yes", "9.2.1 and the regime"),
    }


def test_a_day_more_or_less_moves_a_contract_over_a_threshold() -> None:
    net = Decimal(173_100)
    before, after = (
        contract(net_value=net, commenced=date(2026, 1, 1) - timedelta(n)) for n in (1, 0)
    )
    assert (by_core(before).required, by_core(after).required) == ("No", "Yes")
