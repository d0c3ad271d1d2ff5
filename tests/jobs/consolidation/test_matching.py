"""Which return counts, and what becomes of every other file in the folder."""

import shutil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.blanks import write_blank
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.register.register import Register
from tests.jobs.consolidation.cases import SAMPLE_REGISTER, case, units_of
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    consolidated,
    contract,
    council,
    figures,
    register_of,
    retyped,
    save_return,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 4, "OP08": 52}))


def run(folder: Path, register: Register = REGISTER) -> Consolidation:
    return consolidated(folder, register, YEAR, council(), as_at=AS_AT)


def statuses(made: Consolidation) -> dict[str, str]:
    return {each.file: str(made.status(each)) for each in made.returns}


def problems_of(made: Consolidation, file: str) -> list[str]:
    return codes(problem for problem in made.problems if problem.file == file)


def units(made: Consolidation) -> list[tuple[str, int, Decimal]]:
    return [(each.measure.code, each.quarter, each.units) for each in made.figures]


def save(path: Path, ones: Sequence[Any], number: int = 1, **more: Any) -> None:
    """A return of the tests' contract with these units of one measure."""
    save_return(path, REGISTER, EACH, {"OP01": ones, "OP08": (0, 0, 0, 0)}, number=number, **more)


def test_a_reference_in_other_capitals_is_the_same_contract(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), issued={"ref": "c1 "})
    assert len(units(run(tmp_path))) == 8


@pytest.mark.parametrize(
    ("ref", "lot"),
    [
        *(("dn-1", "2"), ("DN\u20131", "Lot 2"), ("DN - 1 ", "02"), (" D N-1", "lot2")),
        *(("DN1", "2"), ("DN\u00a0-\u20091", "L2"), ("\u200eDN-1", "2.0"), ("DN_1", "(2)")),
        ("DN-1 Lot 2", None),
    ],
)
def test_reference_and_lot_are_matched_as_people_write_them(
    tmp_path: Path, ref: str, lot: str
) -> None:
    each = contract("DN-1", lot="2")
    register = register_of((each, {"OP01": 4}))
    save_return(tmp_path / "a.xlsx", register, each, {"OP01": (1, 1, 1, 1)},
                issued={"ref": ref, "lot": lot})  # fmt: skip
    assert len(units(run(tmp_path, register))) == 4


def test_a_code_that_is_typed_otherwise_is_the_same_measure_and_no_change() -> None:
    made = case("case-of-codes")
    assert units_of(made, "OP08") == 27
    assert statuses(made) == {"k02.xlsx": "accepted"}


def test_a_code_typed_otherwise_in_the_next_return_is_no_change(tmp_path: Path) -> None:
    for number, code in ((1, "op 01"), (2, "OP01")):
        other = [{"measure": code, "q1": 7}]
        save(tmp_path / f"{number}.xlsx", (1, 1, 1, 1), number=number, other=other)
    assert changes(run(tmp_path)) == []


def test_the_higher_return_number_counts_and_both_are_listed(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), number=2)
    save(tmp_path / "b.xlsx", (9, 9, 9, 9), number=1)
    made = run(tmp_path)
    assert statuses(made) == {"a.xlsx": "accepted with remarks", "b.xlsx": "superseded"}
    assert [figure[2] for figure in units(made)][:4] == [1, 1, 1, 1]
    assert problems_of(made, "b.xlsx") == ["superseded"]
    notes = {row["file"]: row["note"] for row in Summary(made).data("", "", "")["returns"]}
    assert "return 2 in a.xlsx" in notes["b.xlsx"]


def test_nothing_else_is_asked_of_a_return_that_was_set_aside(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), number=2)
    save(tmp_path / "b.xlsx", ("about 3", 1, 1, 1), number=1)
    assert problems_of(run(tmp_path), "b.xlsx") == ["superseded"]


@pytest.mark.parametrize("copy", ["sub/a.xlsx", "a (1).xlsx", "a - Copy.xlsx"])
def test_a_copy_is_set_aside_for_the_file_with_the_plainer_name(tmp_path: Path, copy: str) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1))
    (tmp_path / copy).parent.mkdir(exist_ok=True)
    shutil.copyfile(tmp_path / "a.xlsx", tmp_path / copy)
    made = run(tmp_path)
    assert statuses(made) == {"a.xlsx": "accepted", copy: "duplicate"}
    assert problems_of(made, copy) == ["duplicate"]
    assert len(units(made)) == 8


def test_the_same_number_with_other_figures_is_told_and_the_later_date_counts(
    tmp_path: Path,
) -> None:
    for name, ones, day in (("a", 5, date(2026, 4, 9)), ("b", 6, date(2026, 4, 8))):
        answers = {"sign_off.date_completed": day}
        save(tmp_path / f"{name}.xlsx", (ones, 1, 1, 1), answers=answers)
    made = run(tmp_path)
    assert figures(units(made)[0]) == ("OP01", 1, 5)
    assert statuses(made)["b.xlsx"] == "superseded"
    assert problems_of(made, "b.xlsx") == ["same-number"]
    (problem,) = (p for p in made.problems if p.code == "same-number")
    assert "a.xlsx has the same return number (1)" in problem.what


def changes(made: Consolidation) -> list[tuple[str, int, Decimal | None, Decimal | None]]:
    return [
        (change.measure, change.quarter, *change.units)
        for matched in made.matched.values()
        for change in matched.changes
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((1, 2, None, None), (1, 2, 3, None), [], id="the next quarter"),
        pytest.param((1, 2, None, None), (1, 5, 3, None), [("OP01", 2, 2, 5)], id="raised"),
        pytest.param((1, 2, None, None), (1, None, 3, None), [("OP01", 2, 2, None)], id="blanked"),
        pytest.param((1, 2, None, None), (1, 0, 3, None), [("OP01", 2, 2, 0)], id="none after all"),
        pytest.param((1, None, None, None), (1, 4, 3, None), [("OP01", 2, None, 4)], id="new"),
        pytest.param((1, 2, None, None), (1, "2.0", 3, None), [], id="typed otherwise"),
    ],
)
def test_an_earlier_quarter_that_a_later_return_alters_is_a_change(
    tmp_path: Path, before: Sequence[Any], after: Sequence[Any], expected: list[Any]
) -> None:
    save(tmp_path / "1.xlsx", before, quarter="Q2")
    save(tmp_path / "2.xlsx", after, number=2, quarter="Q3")
    made = run(tmp_path)
    assert changes(made) == expected
    told = problems_of(made, "2.xlsx")
    assert told.count("quarter-changed") + told.count("quarter-stands") == len(expected)
    rows = Summary(made).data("", "", "")["changes"]
    assert [(r["measure"], r["quarter"], r["old"], r["new"]) for r in rows] == [
        (measure, f"Q{quarter}", old, new) for measure, quarter, old, new in expected
    ]


def test_a_change_says_where_both_figures_stand(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (1, 2, None, None), quarter="Q2")
    save(tmp_path / "2.xlsx", (1, 5, 3, None), number=2, quarter="Q3")
    made = run(tmp_path)
    ((change,),) = (matched.changes for matched in made.matched.values())
    assert change.cells == ("1.xlsx, Delivery!G7", "2.xlsx, Delivery!G7")
    (problem,) = (p for p in made.problems if p.code == "quarter-changed")
    assert problem.what == "OP01: Q2 was 2 in 1.xlsx and is 5 now. The later figure counts."
    assert problem.cell_names == "G7"


def test_a_measure_reported_both_as_promised_and_as_other_is_no_change(tmp_path: Path) -> None:
    other = [{"measure": "OP01", "q1": 7}]
    save(tmp_path / "1.xlsx", (1, 2, None, None), quarter="Q2", other=other)
    save(tmp_path / "2.xlsx", (1, 2, 3, None), number=2, quarter="Q3", other=other)
    assert changes(run(tmp_path)) == []


def test_other_delivery_that_is_altered_is_a_change(tmp_path: Path) -> None:
    for number, ones in ((1, 7), (2, 9)):
        other = [{"measure": "PJ04", "q1": ones}]
        save(tmp_path / f"{number}.xlsx", (1, 1, 1, 1), number=number, other=other)
    assert figures(changes(run(tmp_path))) == [("PJ04", 1, 7, 9)]


def test_every_step_of_three_returns_is_listed_and_only_the_last_is_a_remark(
    tmp_path: Path,
) -> None:
    for number in (1, 2, 3):
        save(tmp_path / f"{number}.xlsx", (number, 1, 1, 1), number=number)
    made = run(tmp_path)
    assert figures(changes(made)) == [("OP01", 1, 1, 2), ("OP01", 1, 2, 3)]
    assert codes(made.problems).count("quarter-changed") == 1


def test_lots_are_contracts_of_their_own(tmp_path: Path) -> None:
    one, two = contract(lot="1"), contract(lot="2")
    register = register_of((one, {"OP01": 1}), (two, {"OP01": 2}))
    for each, ones in ((one, 3), (two, 4)):
        save_return(tmp_path / f"{each.key.lot}.xlsx", register, each, {"OP01": (ones, 0, 0, 0)})
    counted = run(tmp_path, register).figures
    units_by_lot = [(f.contract.key.lot, f.units) for f in counted if f.units]
    assert figures(units_by_lot) == [("1", 3), ("2", 4)]


def test_both_suppliers_of_a_contract_that_changed_hands_are_counted(tmp_path: Path) -> None:
    old = contract(supplier="Old Ltd", actual_end=date(2025, 9, 30))
    new = contract(supplier="New Ltd", start=date(2025, 10, 1))
    register = register_of((old, {"OP01": 4}), (new, {"OP01": 2}))
    save_return(tmp_path / "old.xlsx", register, old, {"OP01": (1, 1)}, quarter="Q2")
    save_return(tmp_path / "new.xlsx", register, new, {"OP01": (None, None, 1, 1)})
    made = run(tmp_path, register)
    assert [(f.contract.key.supplier, f.quarter) for f in made.figures] == [
        ("Old Ltd", 1),
        ("Old Ltd", 2),
        ("New Ltd", 3),
        ("New Ltd", 4),
    ]
    assert set(statuses(made).values()) == {"accepted"}


def test_a_supplier_that_spells_its_name_otherwise_is_still_matched(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), issued={"supplier": "Made Up Limited"})
    made = run(tmp_path)
    assert statuses(made) == {"a.xlsx": "accepted with remarks"}
    assert problems_of(made, "a.xlsx") == ["issued-changed"]


@pytest.mark.parametrize(
    ("changes_of_contract", "issued", "code"),
    [
        ({}, {"ref": "C9"}, "unknown-contract"),
        ({}, {"lot": "7"}, "unknown-contract"),
        ({}, {"ref": None}, "unknown-reference"),
        ({}, {"year": "2024-25"}, "other-year"),
        ({}, {"year": None}, "other-year"),
        ({"start": date(2026, 4, 1), "end": date(2027, 3, 31)}, {}, "not-live"),
        ({"reported_in": "Portal"}, {}, "portal-contract"),
    ],
)
def test_a_return_that_is_for_nothing_here_is_rejected_with_the_reason(
    tmp_path: Path, changes_of_contract: dict[str, Any], issued: dict[str, Any], code: str
) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), issued=issued)
    made = run(tmp_path, register_of((contract(**changes_of_contract), {"OP01": 4})))
    assert statuses(made) == {"a.xlsx": "rejected"}
    assert problems_of(made, "a.xlsx") == [code]
    assert not list(made.figures)
    assert made.needs_attention


@pytest.mark.parametrize("written", ["2025/26", "2025-2026", " 2025 – 26 "])
def test_the_year_may_be_written_otherwise(tmp_path: Path, written: str) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), issued={"year": written})
    assert statuses(run(tmp_path)) == {"a.xlsx": "accepted"}


@pytest.mark.parametrize("kind", ["register", "measures"])
def test_the_tools_own_workbooks_are_passed_over(tmp_path: Path, kind: str) -> None:
    write_blank(kind, tmp_path / "own.xlsx", council())
    made = run(tmp_path)
    assert statuses(made) == {"own.xlsx": "not a return"}
    assert problems_of(made, "own.xlsx") == ["own-output"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("~$a.xlsx", "lock-file"),
        (".~lock.a.xlsx#", "lock-file"),
        (".DS_Store", "system-file"),
        ("Thumbs.db", "system-file"),
        ("desktop.ini", "system-file"),
    ],
)
def test_what_programs_leave_behind_is_listed_and_not_read(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / name).write_bytes(b"anything")
    made = run(tmp_path)
    assert statuses(made) == {name: "not a return"}
    assert problems_of(made, name) == [code]
    assert name in {row["file"] for row in Summary(made).data("", "", "")["returns"]}


def test_a_file_that_a_return_names_as_evidence_is_passed_over(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), beside={"OP01": {"proof": "Photo.PNG "}})
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "strange.png").write_bytes(b"\x89PNG\r\n")
    made = run(tmp_path)
    assert statuses(made) == {
        "a.xlsx": "accepted",
        "photo.png": "not a return",
        "strange.png": "not a return",
    }
    assert problems_of(made, "photo.png") == ["evidence-file"]
    assert problems_of(made, "strange.png") == ["other-file"]


def test_returns_in_sub_folders_are_found(tmp_path: Path) -> None:
    save(tmp_path / "from" / "the supplier" / "a.xlsx", (1, 1, 1, 1))
    assert statuses(run(tmp_path)) == {"from/the supplier/a.xlsx": "accepted"}


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    made = run(tmp_path)
    assert not made.returns
    assert len(made.missing) == 4


def test_a_blank_return_number_is_older_than_any(tmp_path: Path) -> None:
    save(tmp_path / "a.xlsx", (9, 1, 1, 1), answers={"report.return_number": None})
    save(tmp_path / "b.xlsx", (1, 1, 1, 1), number=1)
    made = run(tmp_path)
    assert statuses(made) == {"a.xlsx": "superseded", "b.xlsx": "accepted with remarks"}


def test_every_file_is_counted_once_whatever_became_of_it(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (1, 1, 1, 1))
    save(tmp_path / "2.xlsx", (2, 1, 1, 1), number=2)
    shutil.copyfile(tmp_path / "2.xlsx", tmp_path / "2 copy.xlsx")
    save(tmp_path / "other.xlsx", (2, 1, 1, 1), issued={"ref": "C9"})
    (tmp_path / "~$2.xlsx").touch()
    made = run(tmp_path)
    rows = Summary(made).data("", "", "")["came_in"]
    counts = {row["status"]: row["count"] for row in rows if row["count"]}
    assert counts == {
        Status.REMARKED: 1,
        Status.SUPERSEDED: 1,
        Status.DUPLICATE: 1,
        Status.REJECTED: 1,
        Status.NOT_A_RETURN: 1,
    }


def test_a_fault_typed_by_hand_in_a_later_return_is_told_as_a_change(tmp_path: Path) -> None:
    save(tmp_path / "1.xlsx", (1, 2, None, None), quarter="Q2")
    save(tmp_path / "2.xlsx", (1, 2, 3, None), number=2, quarter="Q3")
    retyped(tmp_path / "2.xlsx", {("Delivery", "G7"): "#REF!"})
    made = run(tmp_path)
    assert figures(changes(made)) == [("OP01", 2, 2, None)]
    assert "cell-error" in problems_of(made, "2.xlsx")


def test_a_return_under_another_contracts_reference_is_held_back() -> None:
    made = case("wrong-reference", register=SAMPLE_REGISTER)
    assert statuses(made) == {"C0101.xlsx": "accepted with remarks", "mistyped.xlsx": "rejected"}
    (problem,) = (p for p in made.problems if p.file == "mistyped.xlsx")
    assert (problem.code, problem.where) == ("contradicts-contract", "Contract B5")
    assert problem.remedy.startswith("Supplier and title are those of C0109.")
    assert {figure.file for figure in made.figures} == {"C0101.xlsx"}


@pytest.mark.parametrize(
    ("issued", "held_back"),
    [
        ({"title": "Street cleaning", "supplier": "Quite Another Plc"}, True),
        ({"title": "Street cleaning"}, False),
        ({"supplier": "Quite Another Plc"}, False),
        ({"title": "Street cleaning", "supplier": "Made Up Limited"}, False),
        ({"title": "Contract C1 (extended)", "supplier": "Quite Another Plc"}, False),
        ({"title": None, "supplier": "Quite Another Plc"}, False),
        ({"title": "Street cleaning", "supplier": None}, False),
    ],
)
def test_only_supplier_and_title_together_contradict_a_contract(
    tmp_path: Path, issued: dict[str, Any], *, held_back: bool
) -> None:
    save(tmp_path / "a.xlsx", (1, 1, 1, 1), issued=issued)
    made = run(tmp_path)
    assert made.returns[0].rejected is held_back
    assert ("contradicts-contract" in problems_of(made, "a.xlsx")) is held_back


def test_a_return_for_another_contract_of_the_same_supplier_is_held_back(tmp_path: Path) -> None:
    one, two = (
        contract("C1", title="Street cleaning, east"),
        contract("C2", title="Street cleaning, west"),
    )
    register = register_of((one, {"OP01": 4}), (two, {"OP01": 4}))
    save_return(tmp_path / "1.xlsx", register, one, {"OP01": (1, 1, 1, 1)})
    save_return(
        tmp_path / "2.xlsx", register, two, {"OP01": (9, 9, 9, 9)}, number=9, issued={"ref": "C1"}
    )
    assert statuses(run(tmp_path, register)) == {"1.xlsx": "accepted", "2.xlsx": "rejected"}


def test_a_return_of_the_other_lot_of_the_same_title_is_held_back(tmp_path: Path) -> None:
    one, two = (contract("C1", lot=lot, title="Care", supplier=f"Home {lot}") for lot in "12")
    register = register_of((one, {"OP01": 4}), (two, {"OP01": 4}))
    save_return(tmp_path / "1.xlsx", register, one, {"OP01": (1, 1, 1, 1)})
    save_return(
        tmp_path / "2.xlsx", register, two, {"OP01": (9, 9, 9, 9)}, number=9, issued={"lot": "1"}
    )
    made = run(tmp_path, register)
    assert statuses(made) == {"1.xlsx": "accepted", "2.xlsx": "rejected"}
    (problem,) = (p for p in made.problems if p.file == "2.xlsx")
    assert problem.remedy.startswith("Supplier and title are those of C1 lot 2.")


def test_a_reference_typed_otherwise_of_a_contract_that_is_held_back_is_told_so(
    tmp_path: Path,
) -> None:
    each = contract("C-12", lot="1")
    register = register_of((contract("C9"), {"OP01": 4}))
    register.unusable["c-12", "1"] = 1
    issued = {"ref": "C12", "lot": "Lot 1"}
    sent = register_of((each, {"OP01": 4}))
    save_return(tmp_path / "a.xlsx", sent, each, {"OP01": (1, 1, 1, 1)}, issued=issued)
    assert problems_of(run(tmp_path, register), "a.xlsx") == ["unusable-contract"]
