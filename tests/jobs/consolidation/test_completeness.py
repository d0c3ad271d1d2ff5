"""The Overview's first sentence is true of every folder: empty, wrong, partly wrong, complete."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.jobs.consolidation.completeness import completeness, lacks
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.summary import Summary
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.workbooks.measuring import pixels, text_width
from svtools.workbooks.parse import template
from svtools.workbooks.theme import BODY_SIZE
from svtools.workbooks.write import write
from tests.making import (
    AS_AT,
    YEAR,
    consolidated,
    contract,
    contract_row,
    council,
    register_of,
    save_register,
    save_return,
)

ONE, TWO = contract("C1"), contract("C2")
REGISTER = register_of((ONE, {"OP15": 100}), (TWO, {"PJ04": 4}))
WHOLE, WITH_HOLE = (25, 25, 25, 25), (25, "about 3", 25, 25)
BEFORE_ANY_IS_DUE = date(2025, 4, 30)


def brought_together(
    folder: Path, register: Register = REGISTER, as_at: date = AS_AT
) -> Consolidation:
    folder.mkdir(exist_ok=True)
    return consolidated(folder, register, YEAR, council(), as_at=as_at)


@pytest.mark.parametrize(
    ("rejected", "missing", "cells", "held"), list(product((0, 1, 2), (0, 4), (0, 1), (0, 1, 3)))
)
def test_each_combination_is_said_as_it_is(
    rejected: int, missing: int, cells: int, held: int, tmp_path: Path
) -> None:
    save_return(tmp_path / "1.xlsx", REGISTER, ONE, {"OP15": WITH_HOLE if cells else WHOLE})
    if not missing:
        save_return(tmp_path / "2.xlsx", REGISTER, TWO, {"PJ04": (1, 1, 1, 1)})
    for number in range(rejected):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF")
    register = replace(REGISTER, unread={ONE.key: ["OP15"] * held} if held else {})

    said = completeness(brought_together(tmp_path, register))

    lacking = {
        f"{rejected} file{'s' if rejected > 1 else ''} rejected": rejected,
        "4 returns missing": missing,
        "1 cell not counted": cells,
        f"{held} promise{'s' if held > 1 else ''} held back": held,
    }
    assert {text for text in lacking if text in said} == {t for t, n in lacking.items() if n}
    assert said.startswith("Not complete: " if any(lacking.values()) else "Complete as at ")
    assert said.count(".") == 1


def test_complete_is_said_with_what_it_means(tmp_path: Path) -> None:
    save_return(tmp_path / "1.xlsx", REGISTER, ONE, {"OP15": WHOLE})
    save_return(tmp_path / "2.xlsx", REGISTER, TWO, {"PJ04": (1, 1, 1, 1)})
    assert completeness(brought_together(tmp_path)) == (
        "Complete as at 1 June 2026: 2 returns in full, no file rejected, no return missing, "
        "no promise held back."
    )


def test_three_that_lack_are_told_in_a_row(tmp_path: Path) -> None:
    save_return(tmp_path / "1.xlsx", REGISTER, ONE, {"OP15": WITH_HOLE})
    (tmp_path / "0.pdf").write_bytes(b"%PDF")
    assert completeness(brought_together(tmp_path)) == (
        "Not complete: 1 file rejected, 4 returns missing and 1 cell not counted."
    )


@pytest.mark.parametrize(
    ("register", "as_at", "why"),
    [
        (REGISTER, AS_AT, "8 returns missing"),
        (REGISTER, BEFORE_ANY_IS_DUE, "no return is due yet"),
        (Register(), AS_AT, "no contract owes a return for 2025-26"),
        (replace(REGISTER, adrift=2), BEFORE_ANY_IS_DUE, "2 promises held back"),
    ],
)
def test_an_empty_folder_is_said(register: Register, as_at: date, why: str, tmp_path: Path) -> None:
    made = brought_together(tmp_path, register, as_at)
    assert completeness(made) == (
        f"There is no file in the folder, so nothing is delivered: {why}."
    )


def test_with_no_return_nothing_is_said_to_count(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "Thumbs.db").write_bytes(b"of the system")
    made = brought_together(tmp_path)
    assert completeness(made) == (
        "No return counts, so nothing is delivered: 1 file rejected and 8 returns missing."
    )
    data = Summary(made).data("", "", "")
    assert set(data["notes"]) == {""}


def test_one_file_that_is_no_return_is_said(tmp_path: Path) -> None:
    (tmp_path / "Thumbs.db").write_bytes(b"of the system")
    said = completeness(brought_together(tmp_path, as_at=BEFORE_ANY_IS_DUE))
    assert said == ("No return counts, so nothing is delivered: no return is due yet.")


def test_promises_of_no_known_contract_are_held_back(tmp_path: Path) -> None:
    promises = [{"ref": ref, "measure": "OP15", "units": 4} for ref in ("C1", "C9", "CX")]
    rows = [contract_row(ONE), contract_row(replace(TWO, end=date(2020, 1, 1))) | {"ref": "CX"}]
    path = save_register(tmp_path / "r.xlsx", REGISTER, contracts=rows, promises=promises)
    register = read_register(path, council())
    assert register.adrift == 2
    made = brought_together(tmp_path / "in", register, BEFORE_ANY_IS_DUE)
    assert "2 promises held back" in completeness(made)


@pytest.mark.parametrize("changes", [{"reported_in": "Portal"}, {"end": date(2025, 3, 31)}])
def test_promises_held_back_of_contracts_that_are_not_in_the_figures_are_not_lacking(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    other = contract("C3", start=date(2024, 4, 1), **changes)
    register = register_of((ONE, {"OP15": 100}), (other, {}), unread={other.key: ["OP15"] * 2})
    save_return(tmp_path / "1.xlsx", REGISTER, ONE, {"OP15": WHOLE})
    assert completeness(brought_together(tmp_path, register)).startswith("Complete")


@pytest.mark.parametrize(
    ("what_came", "lacking"),
    [
        ("nothing", (0, 999, 0, 99, 50, 49)),
        ("scan.pdf", (99, 999, 0, 99, 50, 49)),
        ("return.xlsx", (99, 999, 999, 99, 50, 49)),
    ],
)
def test_the_longest_sentence_ends_before_the_link_beside_it(
    what_came: str, lacking: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    if what_came == "return.xlsx":
        save_return(tmp_path / "in" / what_came, REGISTER, ONE, {"OP15": WHOLE})
    elif what_came == "scan.pdf":
        (tmp_path / "in" / what_came).write_bytes(b"%PDF")
    made = brought_together(tmp_path / "in")
    many = dict(zip(lacks(made), lacking, strict=True))
    monkeypatch.setattr("svtools.jobs.consolidation.completeness.lacks", lambda _: many)
    path = tmp_path / "summary.xlsx"
    write(template("consolidated_summary"), Summary(made).data("", "", ""), path)
    sheet = openpyxl.load_workbook(path)["Overview"]
    said, link = (cell for cell in sheet[3] if cell.value)
    wide = [d for d in sheet.column_dimensions.values() if d.min < link.column]
    room = sum(pixels(d.width) * (min(d.max, link.column - 1) - d.min + 1) for d in wide)
    assert said.value.endswith("99 Portal figures missing or held back.")
    assert text_width(said.value, BODY_SIZE, bold=True) < room
