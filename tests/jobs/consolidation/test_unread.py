"""A file that came and was rejected is found by what tells its contract, for its own year only."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.matching import Expected, expected_returns
from svtools.jobs.consolidation.return_files import OVERDUE_HEADINGS, read_return
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.consolidation.run import overdue_csv
from svtools.jobs.consolidation.unread import unread_returns
from svtools.jobs.consolidation.versions import Matched
from svtools.workbooks.content import FieldValue
from tests.jobs.consolidation.test_consolidate import run
from tests.making import YEAR, contract, register_of, save_return

GROUNDS = contract("C0101", supplier="Estuary Grounds Ltd", title="Grounds maintenance")
LOT_1 = contract("C0102", lot="1", supplier="Thames Road Builders plc", title="Resurfacing")
LOT_2 = contract("C0102", lot="2", supplier="Kerb & Stone Ltd", title="Footway repairs")
CALL_OFF = contract("C0101-1", supplier="Harbour Law LLP", title="Property law call-off")
OLD = contract(
    "C0115", supplier="Lingua House Ltd", title="Translation", actual_end=date(2025, 9, 30)
)
NEW = contract(
    "C0115", supplier="Many Tongues Co-operative", title="Translation", start=date(2025, 10, 1)
)
NEXT_YEAR = contract(
    "C0116", supplier="Kerbside Machines", title="Parking", start=date(2026, 6, 1),
    end=date(2029, 5, 31),
)  # fmt: skip
PORTAL = contract("C0106", supplier="Sea Lane plc", title="Waste", reported_in="Portal")
ALL = (GROUNDS, LOT_1, LOT_2, CALL_OFF, OLD, NEW, NEXT_YEAR, PORTAL)
REGISTER = register_of(*((each, {"OP01": 4}) for each in ALL))


def rejected(file: str, **said: Any) -> Return:
    """A file that was rejected, with what could be read of it."""
    title = said.pop("title", "")
    made = Return(file, **said)
    if title:
        made.issued["title"] = FieldValue(title)
    made.problems.add("password")
    return made


def told(file: Return) -> str:
    """The one contract that a file tells, or nothing."""
    keys = list(unread_returns([file], REGISTER, YEAR))
    assert len(keys) <= 1
    return f"{keys[0].label}, {keys[0].supplier}" if keys else ""


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("C0101.xlsx", GROUNDS),
        ("return_c-0101_Q4.xlsx", GROUNDS),
        ("C 0101 (1).xlsx", GROUNDS),
        ("C0101 1.xlsx", GROUNDS),
        ("C0101-1.xlsx", CALL_OFF),
        ("C0101–1 final.xlsx", CALL_OFF),
        ("C0102 lot 2 Kerb.xlsx", LOT_2),
        ("c0102_LOT_1.xlsx", LOT_1),
        ("Estuary Grounds/return.xlsx", GROUNDS),
        ("ESTUARY-GROUNDS-LIMITED.pdf", GROUNDS),
        ("kerb and stone.xlsx", LOT_2),
        ("Q4/Footway_Repairs.docx", LOT_2),
        ("Translation Lingua House.xlsx", OLD),
        ("C0115/many tongues co-operative.xlsx", NEW),
        ("C0115 Many Tongues returns.zip", NEW),
        ("C0101 2025-26.xlsx", GROUNDS),
        ("C0101 2025-2026.xlsx", GROUNDS),
        ("C0101 2024-25/C0101 2025-26.xlsx", GROUNDS),
        ("FY25-26_C0101.xlsx", GROUNDS),
        ("25-26/C0101.xlsx", GROUNDS),
        ("C0101 2025 12 19.xlsx", GROUNDS),  # a day
        ("C0101_1 Q4.xlsx", CALL_OFF),
        ("LOT_2_C0102.xlsx", LOT_2),
    ],
)
def test_a_name_of_file_or_folder_tells_the_contract(file: str, wanted: Any) -> None:
    assert told(rejected(file)) == f"{wanted.key.label}, {wanted.key.supplier}"


@pytest.mark.parametrize(
    "file",
    [
        "return.xlsx",
        "C0102.xlsx",  # one of two lots
        "C0115.xlsx",  # one of two suppliers
        "Translation.xlsx",
        "C0101 Kerb & Stone.xlsx",  # two contracts
        "C01011.xlsx",
        "XC0101.xlsx",
        "C0101 2024-25.xlsx",  # another year's
        "2026-27/C0101.xlsx",
        "C0101_2024_25.xlsx",
        "C0101 2024 to 2025.xlsx",
        "C0101 24-25.xlsx",
        "C0101_24-25.xlsx",
        "returns 24-25/C0101.xlsx",
        "FY24_25 C0101.xlsx",
        "C0116.xlsx",  # begins next year
        "C0106 Sea Lane.xlsx",  # reported in the Portal
    ],
)
def test_what_tells_no_contract_or_two_or_another_year_tells_none(file: str) -> None:
    assert told(rejected(file)) == ""


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"ref": "c 0101"}, GROUNDS),
        ({"ref": "C0102", "lot": "Lot 01"}, LOT_1),
        ({"ref": "C0102", "supplier": "Kerb & Stone Limited"}, LOT_2),
        ({"ref": "C01O1", "title": "Grounds maintenance"}, GROUNDS),
        ({"supplier": "Estuary Grounds"}, GROUNDS),
        ({"ref": "C0101", "title": "Footway repairs", "supplier": "Kerb & Stone Ltd"}, LOT_2),
        ({"ref": "C0101", "year": "2025-26"}, GROUNDS),
    ],
)
def test_cells_of_a_file_tell_the_contract(said: dict[str, Any], wanted: Any) -> None:
    assert told(rejected("return.xlsx", **said)) == f"{wanted.key.label}, {wanted.key.supplier}"


def test_a_reference_with_two_years_in_it_is_no_year() -> None:
    each = contract("SV-23-24-7", supplier="Made Up Gardens", title="Beds and borders")
    files = [rejected("SV-23-24-7.xlsx"), rejected("sv_23_24_7_2025-26.xlsx")]
    assert unread_returns(files, register_of((each, {"OP01": 4})), YEAR) == {each.key: files}


def test_a_year_in_the_file_goes_before_one_in_its_name() -> None:
    assert told(rejected("2025-26/C0101.xlsx", ref="C0101", year="2024-25")) == ""
    assert told(rejected("2024-25/C0101.xlsx", ref="C0101", year="2025-26"))


def test_what_was_accepted_or_is_no_return_tells_nothing() -> None:
    assert told(Return("C0101.xlsx")) == ""
    evidence = rejected("C0101.pdf")
    evidence.kind = "evidence"
    assert told(evidence) == ""


def unread(*files: Return) -> list[Expected]:
    return expected_returns(register_of((GROUNDS, {"OP01": 4})), YEAR, {}, date(2026, 6, 1), files)


@pytest.mark.parametrize(
    ("file", "quarters"),
    [
        (rejected("C0101.xlsx"), [1, 2, 3, 4]),
        (rejected("C0101 Q2.xlsx"), [1, 2]),
        (rejected("C0101_quarter_2.xlsx"), [1, 2]),
        (rejected("C0101 Q2.xlsx", quarter=3), [1, 2, 3]),
        (rejected("other.xlsx"), []),
    ],
)
def test_it_is_named_for_the_quarters_it_may_report(file: Return, quarters: list[int]) -> None:
    assert [each.quarter.number for each in unread(file) if each.unread] == quarters
    assert all(each.missing for each in unread(file))


def test_the_list_to_chase_and_the_sheet_say_what_came_and_why_it_fails(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "C0101.xlsx").write_bytes(b"PK\x03\x04 broken")
    outcome = run(tmp_path, register_of((GROUNDS, {"OP01": 4}), (LOT_2, {"OP01": 4})))
    lines = list(csv.DictReader(io.StringIO(outcome.overdue.read_text(encoding="utf-8-sig"))))
    states = {line["Contract"]: line["State"] for line in lines}
    assert states["C0102"] == "missing"
    assert states["C0101"].startswith("came, could not be read: C0101.xlsx. The file is damaged")
    notes = {
        row["ref"]: row["note"] for row in outcome.data["returns"] if row["status"] == "missing"
    }
    assert notes["C0102"] == "Ask office@made-up.example for it."
    assert notes["C0101"].startswith("Came, could not be read: C0101.xlsx. The file is damaged")
    assert notes["C0101"].endswith("Mend that, or ask office@made-up.example for it again.")


def test_a_return_that_was_read_and_held_back_is_said_so(tmp_path: Path) -> None:
    register = register_of((GROUNDS, {"OP01": 4}), (LOT_2, {"OP01": 4}))
    save_return(tmp_path / "x.xlsx", register, GROUNDS, {"OP01": (1, 1, 1, 1)})
    made = read_return(tmp_path, "x.xlsx")
    made.ref = "C0999"
    made.problems.add("unknown-contract", ref="C0999")
    (first, *_) = unread(made)
    assert first.state.startswith("came, not counted: x.xlsx.")


def test_a_return_that_counts_and_names_no_quarter_is_not_said_never_to_have_come() -> None:
    made = Return("grounds.xlsx", ref="C0101")
    register = register_of((GROUNDS, {"OP01": 4}))
    matched = {GROUNDS.key: Matched(GROUNDS, [made])}
    expected = expected_returns(register, YEAR, matched, date(2026, 6, 1), ())
    assert {each.state for each in expected} == {
        "came, but which quarter it reports can't be read: grounds.xlsx."
    }


def test_a_list_of_overdue_returns_of_an_older_version_is_known(tmp_path: Path) -> None:
    for number, headings in enumerate((OVERDUE_HEADINGS, OVERDUE_HEADINGS[:-1])):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + ",".join(headings).encode() + b"\r\na,b\r\n")
        assert read_return(tmp_path, path.name).kind == "own output"
    (tmp_path / "other.csv").write_text("Contract,Lot\r\n1,2\r\n")
    assert read_return(tmp_path, "other.csv").kind == "return"


def test_the_state_of_a_file_named_like_a_formula_is_text(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=C0101.xlsx").write_bytes(b"x")
    outcome = run(tmp_path, register_of((GROUNDS, {"OP01": 4})))
    assert "came, could not be read: =C0101.xlsx" in overdue_csv(outcome.consolidation)
