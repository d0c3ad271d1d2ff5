"""An award: what the winner offered becomes promises; what stood in the register stays."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.opening import open_own
from svtools.jobs.register.read import TEMPLATE, read_register
from svtools.jobs.tender.award import award
from svtools.jobs.tender.contract_years import YEARS, spans, years_begun
from svtools.jobs.tender.marking import marked
from svtools.jobs.tender.pack import SCORING
from svtools.jobs.tender.tenders import PreparedTender
from tests.jobs.tender.tendering import Bidder, loaded, moderated, tender, with_marks
from tests.making import contract, council, register_of, retyped, save_register
from tests.written_cells import cells_of

ALDER = Bidder("Alder", 100_000, {"OP08": [2, Decimal("2.5"), 7], "PJ03": [1]})
BIRCH = Bidder("Birch", 90_000, {"OP08": [1, 1, 1]})
LATE = {"bidders": {("Birch",): {"excluded": "Yes", "excluded_why": "late"}}}


def a_register(folder: Path, of: PreparedTender, **more: Any) -> Path:
    """A register with the tender's contract and another one that is promised."""
    other = contract("C9")
    register = register_of((of.contract, {}), (other, {"OP12": 30}))
    return save_register(folder / "register.xlsx", register, **more)


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    return [dict(row.values) for row in open_own(path, TEMPLATE).content.rows(table)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 4, 1), date(2028, 3, 31)),
        (date(2026, 6, 1), date(2029, 5, 31)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 12, 31), date(2026, 3, 1)),
        (date(2025, 10, 1), date(2034, 9, 30)),
    ],
)
def test_financial_years_add_up_to_the_contracted_units(
    start: date, end: date, tmp_path: Path
) -> None:
    of = tender(about={"start": start, "end": end})
    first = map(Decimal, ("0.1", "0.2", "3.3", "1", "1", "7"))
    second = map(Decimal, ("1", "0", "0", "0", "0", "0.7"))
    offer = Bidder("Alder", 1000, {"OP08": list(first), "OP12": list(second)})
    path = with_marks(of, tmp_path, offer)
    register = a_register(tmp_path, of)
    made = award(path, "Alder", register, tmp_path / "out.xlsx", council())
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows(tmp_path / "out.xlsx", "promise_years"):
        sums[row["measure"]] += row["units"]

    assert {each.measure: each.units for each in made.promises} == sums
    assert sums == {"OP08": Decimal("12.6"), "OP12": Decimal("1.7")}
    read = read_register(tmp_path / "out.xlsx", council())
    assert [p.code for p in read.problems if p.code.startswith("promise")] == []


def test_the_register_gets_the_weighting_that_the_tender_used(tmp_path: Path) -> None:
    of = tender()
    award(with_marks(of, tmp_path, ALDER), "Alder", a_register(tmp_path, of), tmp_path / "o.xlsx",
          council())  # fmt: skip
    assert {row["ref"]: row.get("weighting") for row in rows(tmp_path / "o.xlsx", "contracts")} == {
        of.contract.key.ref: Decimal("0.15"), "C9": None,
    }  # fmt: skip


def test_the_supplier_is_named_as_in_the_offer_whatever_was_typed(tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER)
    first = tmp_path / "first.xlsx"
    made = award(path, "aLDER", a_register(tmp_path, of), first, council())

    assert made.bidder == "Alder"
    assert {row["supplier"] for row in rows(first, "promises") if row["ref"] == "C1"} == {"Alder"}
    with pytest.raises(InputError, match="Alder already has promises for C1"):
        award(path, "ALDER", first, tmp_path / "second.xlsx", council())


def test_promises_are_split_by_the_registers_dates_and_a_difference_is_told(tmp_path: Path) -> None:
    of = tender()
    later = replace(of.contract, start=date(2025, 10, 1), end=date(2028, 9, 30))
    register = save_register(tmp_path / "r.xlsx", register_of((later, {})))
    offer = Bidder("Alder", 1000, {"OP08": [365, 0, 0]})
    made = award(
        with_marks(of, tmp_path, offer), "Alder", register, tmp_path / "out.xlsx", council()
    )

    assert dict(made.promises[0].years) == {"2025-26": 182, "2026-27": 183}
    assert [(p.code, p.details["label"], p.cell_names) for p in made.problems] == [
        ("award-differs", "Start", "B9"),
        ("award-differs", "End", "B10"),
    ]
    assert read_register(tmp_path / "out.xlsx", council()).problems == []


def test_what_of_the_register_cannot_be_carried_over_is_named(tmp_path: Path) -> None:
    of = tender()
    before = a_register(tmp_path, of)
    table = open_own(before, TEMPLATE).content.tables["contracts"]
    (other,) = [row for row in table.rows if row.get("ref") == "C9"]
    cell = other.cell("net_value").name
    retyped(before, {("Contracts", cell): "to be confirmed"})
    path = with_marks(of, tmp_path, ALDER)
    made = award(path, "Alder", before, tmp_path / "out.xlsx", council())

    assert [(p.sheet, p.cell_names) for p in made.problems] == [("Contracts", cell)]
    assert "to be confirmed" in made.problems[0].what


def test_a_register_that_does_not_say_when_the_contract_runs_is_refused(tmp_path: Path) -> None:
    of = tender()
    register = a_register(tmp_path, of)
    table = open_own(register, TEMPLATE).content.tables["contracts"]
    (own,) = [row for row in table.rows if row.get("ref") == "C1"]
    retyped(register, {("Contracts", own.cell("start").name): None})

    with pytest.raises(InputError, match="when the contract starts and ends"):
        award(with_marks(of, tmp_path, ALDER), "Alder", register, tmp_path / "out.xlsx", council())
    assert not (tmp_path / "out.xlsx").exists()


def test_an_award_without_every_mark_needs_a_reason_which_is_recorded(tmp_path: Path) -> None:
    of, register, out = tender(), a_register(tmp_path, tender()), tmp_path / "out.xlsx"
    marks = moderated("Alder") | moderated("Birch", marks=(3, None))
    path = with_marks(of, tmp_path, ALDER, BIRCH, moderation=marks)
    with pytest.raises(InputError, match=r"^Moderation G10: Birch has no agreed mark for SV2;"):
        award(path, "Alder", register, out, council())
    assert not out.exists()
    made = award(path, "Alder", register, out, council(), despite="Birch withdrew")

    assert made.despite
    assert "Birch has no agreed mark for SV2" in made.despite.words
    (record,) = open_own(path, SCORING).content.rows("record")
    assert "Reason: Birch withdrew. It went on despite this: Moderation G10" in record.get("what")


def test_nothing_is_awarded_before_anything_is_marked(tmp_path: Path) -> None:
    of = tender()
    path = loaded(of, tmp_path, ALDER, BIRCH)
    with pytest.raises(InputError) as refused:
        award(path, "Alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())
    assert refused.value.what.splitlines() == [
        "Quality G7: Alder has no agreed mark for Quality; until then it counts as 0.",
        "Quality G8: Birch has no agreed mark for Quality; until then it counts as 0.",
        "Moderation G7, G8: Alder has no agreed mark for SV1 and SV2; until then it counts as 0.",
        "Moderation G9, G10: Birch has no agreed mark for SV1 and SV2; until then it counts as 0.",
    ]


def test_who_is_not_first_is_awarded_for_a_reason_alone(tmp_path: Path) -> None:
    of, register, out = tender(), a_register(tmp_path, tender()), tmp_path / "out.xlsx"
    path = with_marks(of, tmp_path, ALDER, BIRCH)
    last = "Alder" if marked(path).bids[0].bidder == "Birch" else "Birch"
    said = rf"^{marked(path).bids[0].bidder}, rank 1, would be passed over for {last}, rank 2\."
    with pytest.raises(InputError, match=said):
        award(path, last, register, out, council())
    made = award(path, last, register, out, council(), despite="The first withdrew")
    (record,) = open_own(path, SCORING).content.rows("record")

    assert made.despite
    assert "would be passed over" in record.get("what")


def test_units_of_a_contract_year_stay_in_its_days(tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER)
    made = award(path, "alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())

    assert {each.measure: dict(each.years) for each in made.promises} == {
        "OP08": {"2025-26": 2, "2026-27": Decimal("2.5"), "2027-28": 7},
        "PJ03": {"2025-26": 1},
    }


def test_contracted_units_go_before_offered_ones(tmp_path: Path) -> None:
    of = tender()
    varied: dict[Any, dict[str, Any]] = {
        ("Alder", "OP08"): {
            "contracted": 5,
            "marked": 1,
            "ground": "double-counted",
            "evaluator": "x",
            "reason": "x",
        },
        ("Alder", "PJ03"): {"contracted": 0},
    }
    path = with_marks(of, tmp_path, ALDER, offers=varied)
    made = award(path, "Alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())

    (only,) = made.promises
    assert (only.measure, only.units) == ("OP08", Decimal(5))
    assert sum(only.years.values()) == 5


@pytest.mark.parametrize(
    ("offered", "contracted", "years"),
    [
        ([10, 10, 10], 25, {"2025-26": 8, "2026-27": 9, "2027-28": 8}),
        ([1, 1, 1], 2, {"2025-26": 1, "2027-28": 1}),
        ([Decimal("1.5"), 1, Decimal("0.5")], 3, {"2025-26": Decimal("1.5"), "2026-27": 1,
                                                  "2027-28": Decimal("0.5")}),
    ],
)  # fmt: skip
def test_whole_units_that_were_varied_stay_whole_by_year(
    tmp_path: Path, offered: list[Any], contracted: int, years: dict[str, Any]
) -> None:
    of = tender()
    bidder = Bidder("Alder", 100_000, {"OP08": offered})
    offers = {("Alder", "OP08"): {"contracted": contracted, "marked": 1, "evaluator": "x",
                                  "ground": "double-counted", "reason": "x"}}  # fmt: skip
    path = with_marks(of, tmp_path, bidder, offers=offers)
    made = award(path, "Alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())

    assert dict(made.promises[0].years) == years


def test_more_units_than_offered_are_no_promise_until_somebody_says_why(tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER, offers={("Alder", "OP08"): {"contracted": 9999}})
    register, output = a_register(tmp_path, of), tmp_path / "out.xlsx"
    with pytest.raises(InputError, match="9999 units are contracted"):
        award(path, "Alder", register, output, council())
    assert not output.exists()


def test_what_else_stood_in_the_register_is_kept(tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER)
    before = a_register(
        tmp_path, of, targets=[{"year": "2025-26", "theme": "Safe and Well", "sva": 5}]
    )
    retyped(before, {("Contracts", "AZ40"): "a note of ours"})
    made = award(path, "Alder", before, tmp_path / "out.xlsx", council())
    after = tmp_path / "out.xlsx"

    for table in ("measures", "targets", "activity"):
        assert rows(after, table) == rows(before, table)
    (other,) = [row for row in rows(after, "contracts") if row["ref"] == "C9"]
    assert other in rows(before, "contracts")
    assert [row for row in rows(after, "promises") if row["ref"] == "C9"] == rows(
        before, "promises"
    )
    assert cells_of(after)["Contracts", "AZ40"].value == "a note of ours"
    assert made.problems == ()


def test_several_suppliers_share_one_contract(tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER, BIRCH)
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    why = "Both are needed"
    award(path, "Alder", a_register(tmp_path, of), first, council(), despite=why)
    award(path, "Birch", first, second, council(), despite=why)
    units = {
        (r["supplier"], r["measure"]): r["units"]
        for r in rows(second, "promises")
        if r["ref"] == "C1"
    }

    assert [r["supplier"] for r in rows(second, "contracts") if r["ref"] == "C1"] == [
        "Alder",
        "Birch",
    ]
    assert units == {("Alder", "OP08"): Decimal("11.5"), ("Alder", "PJ03"): 1, ("Birch", "OP08"): 3}
    assert len(read_register(second, council()).promises) == 3
    with pytest.raises(InputError, match="already has promises"):
        award(path, "Birch", second, tmp_path / "third.xlsx", council(), despite=why)


@pytest.mark.parametrize("named", ["2", "Lot 2"])
def test_another_lot_can_be_named(tmp_path: Path, named: str) -> None:
    of = tender()
    lot = contract("C1", "2", end=of.contract.end)
    register = save_register(tmp_path / "r.xlsx", register_of((of.contract, {}), (lot, {})))
    path = with_marks(of, tmp_path, ALDER)
    award(path, "Alder", register, tmp_path / "out.xlsx", council(), lot=named)

    assert {r.get("lot") for r in rows(tmp_path / "out.xlsx", "promises")} == {"2"}


@pytest.mark.parametrize(
    ("bidder", "said"),
    [("Nobody", "no bidder 'Nobody'.*Alder"), ("Birch", "not assessed"), ("Cedar", "nothing")],
)
def test_who_cannot_win_is_refused(bidder: str, said: str, tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER, BIRCH, Bidder("Cedar"), **LATE)

    with pytest.raises(InputError, match=said):
        award(path, bidder, a_register(tmp_path, of), tmp_path / "out.xlsx", council(), despite="x")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_contract_that_the_register_lacks_is_refused(tmp_path: Path) -> None:
    path = with_marks(tender("C7"), tmp_path, ALDER)

    with pytest.raises(InputError, match="no contract 'C7'"):
        award(path, "Alder", a_register(tmp_path, tender()), tmp_path / "out.xlsx", council())


def test_contracted_units_that_are_no_number_stop_the_award(tmp_path: Path) -> None:
    of = tender()
    path = with_marks(of, tmp_path, ALDER)
    (row,) = [r for r in _offers(path) if r.get("measure") == "OP08"]
    cell = row.cell("contracted").name
    retyped(path, {("Offers", cell): "as offered"})

    with pytest.raises(InputError, match=f"Offers {cell}: .*as offered"):
        award(path, "Alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())


def _offers(path: Path) -> Any:
    return open_own(path, SCORING).content.rows("offers")


def test_the_winner_does_not_inherit_the_former_suppliers_details(tmp_path: Path) -> None:
    of = tender(about={"contact": "office@former.example"})
    path = with_marks(of, tmp_path, ALDER)
    award(path, "Alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())
    (row,) = [r for r in rows(tmp_path / "out.xlsx", "contracts") if r["ref"] == "C1"]

    assert row["supplier"] == "Alder"
    assert "contact" not in row


def test_units_after_the_contracts_end_are_told_and_not_smeared(tmp_path: Path) -> None:
    of = tender()
    late = Bidder("Alder", 100_000, {"OP08": [1, 3, 0, 4], "OP12": [0, 0, 0, 0, 0, 6]})
    path = with_marks(of, tmp_path, late)
    made = award(path, "Alder", a_register(tmp_path, of), tmp_path / "out.xlsx", council())
    promises = {each.measure: each for each in made.promises}
    told = [each for each in made.problems if each.code == "award-after-end"]

    assert promises["OP08"].years == {"2025-26": 2, "2026-27": 6}
    assert promises["OP12"].units == sum(promises["OP12"].years.values()) == 6
    assert promises["OP12"].years.keys() == {"2025-26", "2026-27", "2027-28"}
    assert [(each.sheet, each.cell_names) for each in told] == [("Offers", "I7"), ("Offers", "K8")]
    assert "(4 in year 4). All 8 contracted units" in told[0].what


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2025, 4, 1), date(2028, 3, 31), 3),
        (date(2025, 4, 1), date(2028, 4, 1), 4),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2025, 4, 1), date(2025, 4, 1), 1),
        (date(2025, 4, 1), date(2035, 3, 31), 10),
    ],
)
def test_a_year_that_has_begun_is_a_year_of_the_contract(
    start: date, end: date, years: int
) -> None:
    assert years_begun(start, end) == years
    assert len(spans(start, end)) == min(years, len(YEARS))
