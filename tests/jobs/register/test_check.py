"""A register checked: what is wrong is told by cause, and marked in a copy that is used on."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError, SvtoolsError
from svtools.jobs.monitoring.pack import monitoring_pack
from svtools.jobs.register.check import Checked, check
from svtools.jobs.register.read import read_register
from svtools.jobs.register.refresh import refresh
from tests.libreoffice import needs_libreoffice, resaved
from tests.making import (
    YEAR,
    codes,
    contract,
    contract_row,
    council,
    edit,
    register_of,
    retyped,
    save_register,
)

GOOD = {"ref": "C1", "measure": "OP01", "units": 40}
WRONG = [
    {"ref": "C1", "measure": "OP1x", "units": 4},
    {"ref": "C9", "measure": "OP08", "units": 4},
    {"ref": "C1", "measure": "PJ04", "units": 4, "from": date(2020, 1, 1)},
]


def saved(path: Path, *promises: dict[str, Any]) -> Path:
    rows = [contract_row(contract())]
    return save_register(path, register_of(), contracts=rows, promises=[GOOD, *promises])


def noted(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def test_each_wrong_cell_of_a_register_is_marked(tmp_path: Path) -> None:
    path, marked = saved(tmp_path / "r.xlsx", *WRONG), tmp_path / "m.xlsx"
    before = path.read_bytes()
    checked = check(path, council(), marked)

    assert codes(checked.problems) == [
        "promise-measure",
        "promise-without-contract",
        "promise-outside",
    ]
    assert noted(marked) == {"Promises!A7", "Promises!D6", "Promises!F8"}
    assert (checked.contracts, checked.promises) == (1, 1)
    assert path.read_bytes() == before


def test_a_marked_copy_is_a_register_without_complaint_about_the_marks(tmp_path: Path) -> None:
    path, marked = saved(tmp_path / "r.xlsx", *WRONG), tmp_path / "m.xlsx"
    checked = check(path, council(), marked)

    again = read_register(marked, council())
    assert set(codes(again.problems)) == set(codes(checked.problems))
    assert monitoring_pack(again, YEAR, tmp_path / "out", council(), with_gaps=True).written


def test_a_copy_that_was_mended_has_nothing_left_to_say(tmp_path: Path) -> None:
    path, marked, last = (
        saved(tmp_path / "r.xlsx", WRONG[0]),
        tmp_path / "m.xlsx",
        tmp_path / "l.xlsx",
    )
    check(path, council(), marked)
    retyped(marked, {("Promises", "D6"): "OP08"})

    assert check(marked, council(), last).problems == ()
    assert noted(last) == set()


@needs_libreoffice
def test_a_copy_that_was_saved_in_libreoffice_gets_its_marks_anew(tmp_path: Path) -> None:
    path, marked, last = (
        saved(tmp_path / "r.xlsx", *WRONG),
        tmp_path / "m.xlsx",
        tmp_path / "l.xlsx",
    )
    checked = check(path, council(), marked)
    again = check(resaved(marked, tmp_path / "saved"), council(), last)

    assert codes(again.problems) == codes(checked.problems)
    assert noted(last) == noted(marked)


def test_marks_are_nothing_that_a_register_of_an_earlier_version_loses(tmp_path: Path) -> None:
    old = Path(__file__).parents[2] / "fixtures" / "made_by_0_1_0" / "contracts_register.xlsx"
    path, marked, new = tmp_path / "r.xlsx", tmp_path / "m.xlsx", tmp_path / "new.xlsx"
    path.write_bytes(old.read_bytes())
    retyped(path, {("Promises", "D6"): "OP1x"})
    assert check(path, council(), marked).problems

    assert refresh(marked, new, council()).anew
    assert not any(name.startswith("Problems") for name in openpyxl.load_workbook(new).sheetnames)


def test_a_sheet_of_the_councils_own_is_no_problem(tmp_path: Path) -> None:
    path = saved(tmp_path / "r.xlsx")
    edit(path, lambda book: book.create_sheet("Our sheet").append([1, 2, 3]))

    assert check(path, council()).problems == ()


@pytest.mark.parametrize("name", ["m.ods", "m.csv", "m"])
def test_a_copy_has_the_name_of_an_excel_workbook(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"End it in \.xlsx"):
        check(saved(tmp_path / "r.xlsx"), council(), tmp_path / name)


@needs_libreoffice
def test_an_ods_is_checked_and_what_to_do_for_a_copy_is_said(tmp_path: Path) -> None:
    ods = resaved(saved(tmp_path / "r.xlsx", *WRONG), tmp_path / "saved", "ods")

    assert len(check(ods, council()).problems) == 3
    with pytest.raises(SvtoolsError, match=r"save it as \.xlsx"):
        check(ods, council(), tmp_path / "m.xlsx")


def test_looking_through_loads_no_library_for_copies(tmp_path: Path) -> None:
    code = "import sys, svtools.jobs.register.check; print('openpyxl' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_counts_are_by_level() -> None:
    assert set(Checked("r.xlsx", 0, 0, ()).counts.values()) == {0}
