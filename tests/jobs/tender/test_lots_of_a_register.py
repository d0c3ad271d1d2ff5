"""A pack for the lots of a register's contract, and a call-off that begins with a framework's."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.register import Register
from svtools.jobs.tender.pack import RECORD, SCORING, new_pack
from svtools.jobs.tender.pack_request import Asked, make
from svtools.jobs.tender.record import Record
from svtools.jobs.tender.tendered_lots import title_of
from svtools.jobs.tender.tenders import tender_for
from svtools.scoring import Lot
from tests.jobs.tender.recording import fill
from tests.making import contract, council, register_of, save_register

TITLES = ("Office furniture, lot 1: desks", "Office furniture, lot 2: storage")
END = date(2027, 3, 31)


def lots(**changes: Any) -> list[Contract]:
    return [
        contract("F1", str(n), "", title=title, net_value=Decimal(120_000), **changes)
        for n, title in enumerate(TITLES, start=1)
    ]


def a_register(*contracts: Contract) -> Register:
    return register_of(*((each, {}) for each in contracts))


def test_one_pack_is_for_all_lots_and_they_are_judged_together() -> None:
    of = tender_for(a_register(*lots(), contract("C9")), "F1", "", council())

    assert of.contract.key.label == "F1"
    assert of.contract.title == "Office furniture"
    assert of.contract.net_value == 240_000
    assert of.requirement.required
    assert of.terms.marking.lots == tuple(
        Lot(str(n), title, Decimal(120_000)) for n, title in enumerate(TITLES, start=1)
    )


@pytest.mark.parametrize(("ref", "lot"), [("F1", "2"), ("f\u20131", "Lot 2"), (" F 1", "l2")])
def test_one_lot_alone_is_a_tender_without_lots(ref: str, lot: str) -> None:
    of = tender_for(a_register(*lots()), ref, lot, council())

    assert (of.contract.key.label, of.terms.marking.lots) == ("F1 lot 2", ())


@pytest.mark.parametrize(
    ("name", "other"), [("end", END), ("extension", 12), ("commenced", date(2025, 3, 4))]
)
def test_lots_that_one_pack_cant_state_once_are_refused(name: str, other: Any) -> None:
    first, second = lots()

    with pytest.raises(InputError, match="The lots of F1"):
        tender_for(a_register(first, replace(second, **{name: other})), "F1", "", council())


@pytest.mark.parametrize(
    ("titles", "common"),
    [
        (TITLES, "Office furniture"),
        (("Meals: hot", "Meals: cold"), "Meals"),
        (("Salt", "Grit"), "Salt"),
        (("Roads (Lot A)", "Roads (Lot B)"), "Roads"),
    ],
)
def test_what_lots_are_called_together(titles: tuple[str, ...], common: str) -> None:
    assert title_of([contract(title=title) for title in titles]) == common


def test_the_record_of_a_tender_with_lots_makes_the_same_pack_again(tmp_path: Path) -> None:
    register = a_register(*lots())
    of = tender_for(register, "F1", "", council())
    record, _, scoring = new_pack(of, tmp_path / "pack")
    again = tender_for(register, "F1", "", council(), record=record)
    content = open_own(scoring, SCORING).content

    assert again.terms.marking.lots == of.terms.marking.lots
    assert [row.get("lot") for row in content.rows("lots")] == ["1", "2"]
    assert [row.get("net_value") for row in Record(record).rows("lots")] == [120_000, 120_000]


def framework_record(folder: Path, **changes: Any) -> Path:
    """The record of framework F1, with terms of its own."""
    of = tender_for(a_register(contract("F1")), "F1", "", council())
    path = new_pack(of, folder / "framework")[0]
    return fill(
        path,
        {
            "contract.ref": "F1",
            "criteria.price": 0.4,
            "criteria.quality": 0.42,
            "criteria.social_value": 0.18,
            "award.places": 3,
            **changes,
        },
    )


def test_a_call_off_begins_with_its_frameworks_terms(tmp_path: Path) -> None:
    record = framework_record(tmp_path)
    under = contract("C7", parent="F1", net_value=Decimal(250_000))
    register = save_register(tmp_path / "register.xlsx", a_register(contract("F1"), under))
    asked = Asked(register=register, contract="C7", start=record)
    of, paths = make(asked, tmp_path / "pack", council())

    assert of is not None
    criteria = of.terms.marking.criteria
    assert (criteria.price, criteria.quality) == (Decimal("0.4"), Decimal("0.42"))
    assert of.terms.marking.places == 1
    made = Record(paths[0])
    assert open_own(paths[0], RECORD).content.value("contract.ref") == "C7"
    assert made.value("criteria.social_value") == Decimal("0.18")
    assert made.value("sending.due") is None


def test_a_call_off_of_another_framework_is_refused(tmp_path: Path) -> None:
    record = framework_record(tmp_path)
    under = contract("C7", parent="F2")
    register = save_register(tmp_path / "register.xlsx", a_register(contract("F2"), under))

    with pytest.raises(InputError, match=r"C7 is a call-off of F2, and .* is the record of F1"):
        make(Asked(register=register, contract="C7", start=record), tmp_path / "pack", council())
    with pytest.raises(InputError, match="Without a register it isn't known what is called off"):
        make(Asked(start=record), tmp_path / "pack", council())
