"""The monitoring pack: who gets a workbook, under which name, with what in it."""

import errno
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import OutputError
from svtools.jobs.consolidation.return_files import read_return
from svtools.jobs.monitoring.pack import file_name, monitoring_pack
from svtools.jobs.register.register import Register
from svtools.monitoring import FinancialYear
from svtools.workbooks.file_names import LONGEST
from tests.making import SUPPLIER, YEAR, contract, council, register_of, sheet_rows


def pack(folder: Path, register: Register, **more: Any) -> Any:
    return monitoring_pack(register, YEAR, folder, council(), **more)


@pytest.mark.parametrize(
    ("changes", "promises", "reason"),
    [
        ({"start": date(2026, 4, 1), "end": date(2027, 3, 31)}, {"OP01": 4}, "not live in 2025-26"),
        ({"actual_end": date(2025, 3, 1)}, {"OP01": 4}, "not live in 2025-26"),
        ({"reported_in": "Portal"}, {"OP01": 4}, "reported in the Social Value Portal"),
        ({}, {}, "no promises for 2025-26"),
    ],
)
def test_who_gets_no_workbook_is_told_why(
    tmp_path: Path, changes: dict[str, Any], promises: dict[str, Any], reason: str
) -> None:
    made = pack(tmp_path, register_of((contract(**changes), promises)))
    assert [why for _, why in made.skipped] == [reason]
    assert list(tmp_path.iterdir()) == []


def test_a_contract_that_needs_social_value_and_has_no_promise_is_listed(tmp_path: Path) -> None:
    needs = contract("C1", net_value=Decimal(200_000))
    not_known = contract("C2", net_value=None)
    made = pack(tmp_path, register_of((needs, {}), (contract("C3"), {}), (not_known, {})))
    assert [(each.key.ref, clause) for each, clause in made.without_promises] == [
        ("C1", "9.2.1 and 9.2.2")
    ]
    assert len(made.skipped) == 3


@pytest.mark.parametrize("there", [True, False], ids=["a folder", "no folder"])
def test_of_several_workbooks_all_are_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    folder, told = tmp_path / "workbooks", list[str]()

    def full(_: int) -> None:
        if len(told) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    if there:
        folder.mkdir()
    contracts = register_of(*((contract(f"C{number}"), {"OP08": 8}) for number in range(3)))
    with pytest.raises(OutputError, match=r"no room left on the disk for .*C1"):
        pack(folder, contracts, tell=told.append)
    assert [*tmp_path.rglob("*")] == ([folder] if there else [])


def test_each_workbook_is_the_contracts_own(tmp_path: Path) -> None:
    one, two = contract(lot="1"), contract(lot="2", supplier="Second & Son: Ltd")
    told: list[str] = []
    made = pack(tmp_path, register_of((one, {"OP01": 365}), (two, {"OP08": 8})), tell=told.append)
    assert (
        [path.name for path in made.written]
        == told
        == [
            "C1 lot 1 Made Up Ltd 2025-26.xlsx",
            "C1 lot 2 Second & Son- Ltd 2025-26.xlsx",
        ]
    )
    read = [read_return(tmp_path, name) for name in told]
    assert [(r.ref, r.lot, r.supplier, r.year) for r in read] == [
        ("C1", "1", SUPPLIER, "2025-26"),
        ("C1", "2", "Second & Son: Ltd", "2025-26"),
    ]
    (row,) = sheet_rows(made.written[0], "Promises")
    assert [row[f"Q{number}"] for number in range(1, 5)] == [91, 92, 92, 90]
    assert row["This year"] == 365


def test_a_workbook_is_never_overwritten_without_force(tmp_path: Path) -> None:
    register = register_of((contract(), {"OP01": 4}))
    (path,) = pack(tmp_path, register).written
    path.write_bytes(b"filled in")
    again = pack(tmp_path, register)
    assert (again.written, path.read_bytes()) == ([], b"filled in")
    assert "add --force" in again.skipped[0][1]
    assert pack(tmp_path, register, force=True).written == [path]
    assert path.read_bytes() != b"filled in"


def test_a_workbook_that_the_register_has_outgrown_is_told(tmp_path: Path) -> None:
    pack(tmp_path, register_of((contract(), {"OP01": 4, "OP08": 5, "PJ04": 6})))
    assert (
        pack(tmp_path, register_of((contract(), {"OP01": 4, "OP08": 5, "PJ04": 6}))).outdated == []
    )
    now = register_of((contract(title="Another"), {"OP01": 4, "OP08": 9, "AI01": 1}))
    ((each, differs),) = pack(tmp_path, now).outdated
    assert (each.key.ref, differs) == ("C1", "Contract title, OP08, AI01, PJ04")
    assert "Make it anew" in pack(tmp_path, now).attention()[0]
    assert pack(tmp_path, now, force=True).outdated == []


def test_promises_that_cannot_be_counted_are_told_with_their_contract(tmp_path: Path) -> None:
    one = contract(net_value=Decimal(200_000))
    none = contract("C2", net_value=Decimal(200_000))
    register = register_of(
        (one, {"OP01": 4}), (none, {}), unread={one.key: ["OP01", ""], none.key: ["PJ04"]}
    )
    made = pack(tmp_path, register)
    assert made.written == []
    assert made.skipped[0][1].startswith("2 promises held back; mend the register, or add")
    made = pack(tmp_path, register, with_gaps=True)
    assert len(made.written) == 1
    assert made.without_promises == []
    assert [(each.key.ref, len(held)) for each, held in made.incomplete] == [("C1", 2), ("C2", 1)]
    assert "C1, Made Up Ltd: 2 promises held back (OP01 and no code)." in made.attention()[0]
    assert made.skipped[0][1] == "its promises for 2025-26 can't be counted"


def test_the_folder_is_made_where_it_is_not_there(tmp_path: Path) -> None:
    assert pack(tmp_path / "a" / "b", register_of((contract(), {"OP01": 4}))).written


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="can't be made"):
        pack(tmp_path / "file" / "b", register_of((contract(), {"OP01": 4})))


@pytest.mark.parametrize(
    ("ref", "supplier", "expected"),
    [
        ("C1", 'A/B\\C:D*E?F"G<H>I|J', "C1 A-B-C-D-E-F-G-H-I-J 2025-26.xlsx"),
        ("C/1", "A\nB", "C-1 A-B 2025-26.xlsx"),
        ("..", "A", "A 2025-26.xlsx"),
        ("C1", "Ärzte – Söhne", "C1 Ärzte – Söhne 2025-26.xlsx"),
    ],
)
def test_a_file_name_is_safe_on_every_system(ref: str, supplier: str, expected: str) -> None:
    assert file_name(contract(ref, supplier=supplier), YEAR) == expected


def test_contracts_with_long_names_keep_files_of_their_own() -> None:
    long = "Very Long Name " * 20
    names = {file_name(contract(supplier=long), FinancialYear(year)) for year in (2025, 2026)}
    assert all(len(name.encode()) <= LONGEST + len(" 2025-26.xlsx") for name in names)
    assert {name[-12:] for name in names} == {"2025-26.xlsx", "2026-27.xlsx"}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(("one", "other"), [("C/1", "C-1"), ("C1", "c1")])
def test_contracts_with_the_same_file_name_each_get_a_workbook(
    tmp_path: Path, one: str, other: str, force: bool
) -> None:
    register = register_of((contract(one), {"OP01": 4}), (contract(other), {"OP01": 5}))
    made = pack(tmp_path, register, force=force)
    assert [read_return(tmp_path, path.name).ref for path in made.written] == [one, other]


def test_the_measure_sets_notice_and_edition_are_issued(tmp_path: Path) -> None:
    (path,) = pack(tmp_path, register_of((contract(), {"OP01": 4}))).written
    made = read_return(tmp_path, path.name)
    assert made.issued["edition"].value == "open-2026"
    assert "not the National TOMs" in str(made.issued["notice"].value)


def test_a_workbook_that_is_there_is_not_taken_for_another_contracts(tmp_path: Path) -> None:
    pack(tmp_path, register_of((contract("C/1"), {"OP01": 4})))
    made = pack(
        tmp_path, register_of((contract("C/1"), {"OP01": 4}), (contract("C-1"), {"OP01": 5}))
    )
    assert [read_return(tmp_path, path.name).ref for path in made.written] == ["C-1"]
    assert [each.key.ref for each, _ in made.skipped] == ["C/1"]
    assert made.outdated == []
