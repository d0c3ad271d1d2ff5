"""Rows of one reference are one procurement; a call-off shows its framework's answer."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.policy import Requirement
from tests.making import contract, council, register_of

SPRING = date(2026, 3, 2)
LOTS = (("1", 120_000), ("2", 110_000), ("3", 100_000))


def asked(*rows: Any, of: int = 0) -> Requirement:
    """What is asked of one of the rows."""
    register = register_of(*((row, {}) for row in rows))
    return register.requirement(rows[of], council())


def lot(number: str, value: int, supplier: str = "A", **changes: Any) -> Any:
    given = {"commenced": SPRING, "net_value": Decimal(value)} | changes
    return contract("F01", number, supplier, **given)


def test_lots_are_added_together() -> None:
    answer = asked(*(lot(*each) for each in LOTS))

    assert (answer.clauses, answer.minimum_weighting) == (("9.2.1", "9.2.2"), Decimal("0.1"))
    assert answer.value.net == 330_000
    assert "£330,000 net of VAT (3 lots together)" in answer.reason


@pytest.mark.parametrize("supplier", ["B", "A"])
def test_of_successive_suppliers_of_a_lot_the_largest_counts_once(supplier: str) -> None:
    answer = asked(lot("1", 100_000), lot("1", 90_000, supplier), lot("2", 70_000))

    assert answer.value.net == 170_000
    assert not answer.required


def test_the_term_is_the_longest_and_the_commencement_the_earliest() -> None:
    works: dict[str, Any] = {"category": "works", "start": date(2026, 4, 1)}
    answer = asked(
        lot("1", 600_000, end=date(2027, 3, 31), **works),
        lot("2", 600_000, end=date(2028, 3, 31), **works | {"commenced": date(2025, 12, 31)}),
    )

    assert (answer.months, answer.on) == (Decimal(24), date(2025, 12, 31))
    assert answer.clauses == ("9.2.1",)


def test_each_row_has_its_own_vat() -> None:
    answer = asked(lot("1", 100_000, vat_rate=Decimal(0)), lot("2", 100_000))

    assert answer.value[:2] == (Decimal(200_000), Decimal(220_000))


def test_mixed_categories_are_not_known_until_each_row_names_the_main_one() -> None:
    mixed = (lot("1", 900_000), lot("2", 900_000, category="works"))
    with pytest.raises(InputError, match=r"not known.*bought together"):
        asked(*mixed)

    main = {"main": "supplies and services"}
    answer = asked(lot("1", 900_000, **main), lot("2", 900_000, category="works", **main))
    assert answer.category == "supplies and services"


@pytest.mark.parametrize("changes", [{"net_value": None}, {"commenced": None}])
def test_a_lot_that_lacks_something_is_named(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"F01 lot 2: .* missing"):
        asked(lot("1", 900_000), lot("2", 1, **changes))


def framework(value: int) -> Any:
    return contract("F", commenced=SPRING, net_value=Decimal(value), supplier="Several")


def call_off(ref: str, value: int, **changes: Any) -> Any:
    given: dict[str, Any] = {"commenced": SPRING, "net_value": Decimal(value), "parent": "F"}
    return contract(ref, **given | changes)


def test_a_framework_is_its_call_offs_where_they_are_more() -> None:
    offs = (call_off("C1", 150_000), call_off("C2", 150_000))

    assert asked(framework(200_000), *offs).value.net == 300_000
    assert asked(framework(400_000), *offs).value.net == 400_000


@pytest.mark.parametrize(("value", "minimum"), [(10_000, "0"), (173_100, "0.1")])
def test_a_call_off_shows_its_frameworks_answer_and_its_own_weighting(
    value: int, minimum: str
) -> None:
    answer = asked(call_off("C1", value), framework(500_000))

    assert (answer.required, answer.clauses) == (True, ("9.2.1", "9.2.2"))
    assert answer.minimum_weighting == Decimal(minimum)
    assert "Its framework decides whether" in answer.reason


def test_a_call_off_under_a_framework_that_is_not_there_is_judged_alone() -> None:
    assert not asked(call_off("C1", 10_000)).required


def test_a_call_off_without_a_value_leaves_its_framework_not_known() -> None:
    with pytest.raises(InputError, match="C1: The net value is missing"):
        asked(framework(1_000), call_off("C1", 1, net_value=None))
