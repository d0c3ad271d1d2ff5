"""What a return says is still missing: nobody sends it back with holes that he wasn't told of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from svtools.workbooks.write import build
from tests.libreoffice import differences, needs_libreoffice
from tests.making import Filling, cell_of, contract, fillable, filled, register_of
from tests.written_cells import cells_of

EACH = contract()
REGISTER = register_of((EACH, {"OP08": 40, "PJ04": 40}))
DONE = "Nothing. Please save this file and send it back."
FULL = {"OP08": (1, 0, 2, 3), "PJ04": (1, 1, 1, 1)}


@dataclass(frozen=True)
class Case:
    """A filled return: its column Still missing for OP08, and what the sheet Sign off says."""

    units: Mapping[str, Any]
    row: str
    said: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    other: tuple[Mapping[str, Any], ...] = ()


ONE_ROW = "Units on the sheet Delivery: 1 row; see its column Still missing. "
CASES = {
    "all there": Case(FULL, "", DONE),
    "a blank in the quarter reported": Case(
        {**FULL, "OP08": (1, 1, 1, None)}, "Q4: blank. ", ONE_ROW
    ),
    "a blank in an earlier quarter": Case(
        {**FULL, "OP08": (1, None, 1, 1)}, "Q2: blank. ", ONE_ROW
    ),
    "words": Case({**FULL, "OP08": ("approx 3", "110 hrs", 1, None)},
                  "Q1: digits only. Q2: digits only. Q4: blank. ", ONE_ROW),
    "a later quarter is left blank": Case(
        dict.fromkeys(FULL, (1, 1, None, None)), "", DONE, {"report.quarter": "Q2"}
    ),
    "words in a later quarter": Case(
        {**FULL, "OP08": (1, 1, "soon", None), "PJ04": (1, 1)}, "Q3: digits only. ", ONE_ROW,
        {"report.quarter": "Q2"},
    ),
    "nil": Case(dict.fromkeys(FULL, (1, 1, 1, None)), "", DONE, {"sign_off.nil_return": "Yes"}),
    "nil covers one quarter": Case(
        {**FULL, "OP08": (1, None, 1, None)}, "Q2: blank. ", ONE_ROW,
        {"sign_off.nil_return": "Yes"},
    ),
    "two rows": Case({}, "Q1: blank. Q2: blank. Q3: blank. Q4: blank. ",
                     "Units on the sheet Delivery: 2 rows; see its column Still missing. "),
    "words in other delivery": Case(
        FULL, "", "Units on the sheet Other delivery: digits only. ",
        other=({"measure": "AI01", "q1": "lots"},),
    ),
    "no quarter": Case({}, "", "Quarter reported (sheet Contract). ", {"report.quarter": ""}),
}  # fmt: skip


def made(case: Case, path: Path) -> tuple[Any, Any]:
    filling = Filling(case.units, answers=case.answers, other=case.other)
    data = filled(REGISTER, EACH, filling)
    path.write_bytes(build(fillable(), data))
    cells = cells_of(path)
    said = next(c.value for (s, _), c in cells.items() if s == "Sign off" and c.formula)
    return cells[cell_of(data, "delivery", 0, "missing")].value, said


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_return_names_what_its_supplier_left_out(case: Case, tmp_path: Path) -> None:
    assert made(case, tmp_path / "return.xlsx") == (case.row, case.said)


def test_a_quarter_without_a_promise_may_stay_blank(tmp_path: Path) -> None:
    late = contract(start=EACH.start.replace(month=10))
    data = filled(register_of((late, {"OP08": 40})), late, Filling({"OP08": (None, None, 1, 1)}))
    path = tmp_path / "return.xlsx"
    path.write_bytes(build(fillable(), data))
    assert cells_of(path)[cell_of(data, "delivery", 0, "missing")].value == ""


@needs_libreoffice
def test_libreoffice_finds_the_same_missing(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(CASES))]
    for case, path in zip(CASES.values(), paths, strict=True):
        made(case, path)
    assert differences(*paths) == []
