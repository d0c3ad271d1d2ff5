"""Weightings, spend, other activity and events: read, or held back and named with their cell."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.register.beyond import Activity, Event
from svtools.jobs.register.read import read_register
from svtools.jobs.register.refresh import refresh
from svtools.jobs.register.register import Register
from svtools.jobs.register.weightings import Against, against_minimum
from svtools.monitoring import FinancialYear
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.making import (
    SUPPLIER,
    YEAR,
    codes,
    contract,
    contract_row,
    council,
    edit,
    register_cell,
    register_data,
    sheet_rows,
    under,
)

FIXTURES = Path(__file__).parents[2] / "fixtures"
OLD = FIXTURES / "made_by_0_1_0" / "contracts_register.xlsx"
NEXT = FinancialYear(2026)
BIG = contract("C9", net_value=Decimal(300_000))
PAID = {"ref": "C1", "year": "2025-26", "paid": 80_000}


WEIGHTING = " ".join(register_cell("contracts", "weighting"))


def _weighted(book: Any) -> None:
    under(book["Contracts"], "Weighting used").value = 0.15


def read(folder: Path, *contracts: dict[str, Any], **tables: Any) -> Register:
    """A register of these contracts, or of the usual one, with rows in other tables."""
    given = {"contracts": list(contracts) or [contract_row(contract())], **tables}
    write(template("contracts_register"), register_data(Register(), **given), folder / "r.xlsx")
    return read_register(folder / "r.xlsx", council())


def where(register: Register) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in register.problems]


def test_what_was_paid_takes_the_place_of_the_value_by_days(tmp_path: Path) -> None:
    made = read(tmp_path, spend=[PAID, PAID | {"year": "2026/27", "paid": 0}])
    (one,) = made.contracts
    assert made.problems == []
    assert made.year_value(one, YEAR) == 80_000
    assert made.year_value(one, NEXT) == 0
    assert read(tmp_path).year_value(one, YEAR) == one.year_value(YEAR) == 100_000


@pytest.mark.parametrize("ref", ["c1", " C1 ", "C 1", "C–1"])
def test_spend_finds_its_contract_as_people_write_it(ref: str, tmp_path: Path) -> None:
    made = read(tmp_path, spend=[PAID | {"ref": ref}])
    assert codes(made.problems) == []
    assert list(made.spend.values()) == [80_000]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"ref": "C7"}, ("spend-without-contract", "Spend A5")),
        ({"supplier": "Another Ltd"}, ("spend-supplier", "Spend C5")),
        ({"year": "2025"}, ("not-a-choice", "Spend D5")),
        ({"year": None}, ("required-blank", "Spend D5")),
        ({"paid": "about 80k or so"}, ("not-a-number", "Spend E5")),
        ({"paid": None}, ("required-blank", "Spend E5")),
        ({"paid": -1}, ("too-low", "Spend E5")),
    ],
)
def test_spend_that_cannot_be_used_is_named_and_counts_nowhere(
    row: dict[str, Any], problem: tuple[str, str], tmp_path: Path
) -> None:
    made = read(tmp_path, spend=[PAID | row])
    assert (where(made), made.spend) == ([problem], {})
    known = row.get("ref") or row.get("paid", "") is None  # else the price would be a guess
    assert made.year_value(made.contracts[0], YEAR) == (100_000 if known else None)


def test_a_payment_of_no_year_leaves_the_years_that_are_told(tmp_path: Path) -> None:
    made = read(tmp_path, spend=[PAID, PAID | {"year": "FY26"}])
    values = [made.year_value(made.contracts[0], year) for year in (YEAR, NEXT)]
    assert values == [80_000, None]


def test_spend_that_stands_twice_counts_neither_time(tmp_path: Path) -> None:
    made = read(tmp_path, spend=[PAID, PAID | {"year": "2026-27"}, PAID | {"paid": 5}])
    assert where(made) == [("spend-twice", "Spend E5, E7")]
    assert [year for _, year in made.spend] == [NEXT]
    assert made.year_value(made.contracts[0], YEAR) is None


def test_spend_of_successive_suppliers_needs_the_supplier(tmp_path: Path) -> None:
    contracts = [contract_row(contract()), contract_row(contract(supplier="Second Ltd"))]
    made = read(tmp_path, *contracts, spend=[PAID, PAID | {"supplier": "second ltd", "paid": 7}])
    assert where(made) == [("spend-supplier", "Spend C5")]
    assert f"{SUPPLIER} and Second Ltd" in made.problems[0].what
    assert {key.supplier: paid for (key, _), paid in made.spend.items()} == {"Second Ltd": 7}


def test_other_activity_keeps_its_year_and_a_year_nobody_can_read_is_named(tmp_path: Path) -> None:
    row = {"year": "2025/26", "activity": "Grants round", "area": "Grants", "value": 18_000}
    made = read(tmp_path, activity=[row, row | {"year": "last year"}])
    assert made.activities == [Activity(YEAR, "Grants round", "Grants", "", "", Decimal(18_000))]
    assert where(made) == [("not-a-choice", "Other activity A6")]


def test_events_are_read_and_one_without_a_date_is_named(tmp_path: Path) -> None:
    row = {"date": date(2025, 9, 3), "kind": "Training", "title": "How to bid", "headcount": 24}
    made = read(tmp_path, events=[row | {"smes": 11, "kind": "workshop"}, row | {"date": "soon"}])
    when = date(2025, 9, 3)
    assert made.events == [Event(when, "Training", "How to bid", 24, 11, None, "")]
    assert ("not-a-date", "Events A6") in where(made)


def test_who_supplies_and_who_answers_for_it_are_read(tmp_path: Path) -> None:
    row = contract_row(contract()) | {"sme": "yes", "vcse": "No", "equality_led": "perhaps"}
    made = read(tmp_path, row | {"directorate": "Environment"})
    one = made.contracts[0]
    assert (one.sme, one.vcse, one.equality_led) == ("Yes", "No", "")
    assert one.directorate == "Environment"
    assert codes(made.problems) == ["not-a-choice"]


@pytest.mark.parametrize(
    ("weighting", "told", "against"),
    [
        (0.0999, True, Against.BELOW),
        (0.1, False, Against.AT),
        (0.1001, False, Against.ABOVE),
        (0, True, Against.BELOW),
        (None, False, Against.NOT_KNOWN),
    ],
)
def test_a_weighting_under_the_minimum_needs_reason_and_approver(
    weighting: Any, told: bool, against: Against, tmp_path: Path
) -> None:
    row = contract_row(BIG) | {"weighting": weighting}
    made = read(tmp_path, row)
    assert codes(made.problems) == ["weighting-unapproved"] * told
    assert against_minimum(made.contracts[0], made, council()) is against
    if told:
        (problem,) = made.problems
        assert "under the minimum of 10% (clause 9.2.2)" in problem.what
        assert "no reason and no approver" in problem.what
        assert problem.where == WEIGHTING
        half = read(tmp_path, row | {"weighting_reason": "A very small market"})
        assert "no approver" in half.problems[0].what
        assert "no reason" not in half.problems[0].what
    both = {"weighting_reason": "A very small market", "weighting_approver": "Board"}
    assert read(tmp_path, row | both).problems == []


def test_a_weighting_that_cannot_be_read_is_named_and_not_known(tmp_path: Path) -> None:
    made = read(tmp_path, contract_row(BIG) | {"weighting": "ten or so"})
    assert where(made) == [("not-a-rate", WEIGHTING)]
    assert made.contracts[0].weighting is None
    assert against_minimum(made.contracts[0], made, council()) is Against.NOT_KNOWN


def test_where_no_minimum_applies_none_is_missed(tmp_path: Path) -> None:
    small = contract("C8", net_value=Decimal(60_000))
    made = read(tmp_path, contract_row(small) | {"weighting": 0.02})
    assert made.problems == []
    assert against_minimum(made.contracts[0], made, council()) is Against.NO_MINIMUM


def test_an_older_register_reads_without_complaint_and_a_refresh_brings_the_rest(
    tmp_path: Path,
) -> None:
    before = read_register(OLD, council())
    assert set(codes(before.problems)) == {"register-answer"}
    refresh(OLD, tmp_path / "anew.xlsx", council())
    assert sheet_rows(tmp_path / "anew.xlsx", "Spend") == []
    assert sheet_rows(tmp_path / "anew.xlsx", "Events") == []
    assert {"Weighting used", "Reason", "Approved by"} <= {
        *sheet_rows(tmp_path / "anew.xlsx", "Contracts")[0]
    }
    edit(tmp_path / "anew.xlsx", _weighted)
    after = read_register(tmp_path / "anew.xlsx", council())
    assert (after.problems, after.contracts[0].weighting) == ([], Decimal("0.15"))
