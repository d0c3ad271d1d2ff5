"""What a return says is missing or odd, as its supplier sees it before sending it back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.workbooks.write import build
from tests.libreoffice import differences, needs_libreoffice
from tests.making import (
    AS_AT,
    YEAR,
    Filling,
    cell_of,
    consolidated,
    contract,
    council,
    field_cell,
    fillable,
    filled,
    register_of,
    save_return,
)
from tests.written_cells import cells_of

EACH = contract()
REGISTER = register_of((EACH, {"OP08": 40, "PJ04": 4000}))
READY = "Ready to send. Save this file and send it back."
FULL = {"OP08": (10, 0, 12, 13), "PJ04": (1000, 900, 1100, 1000)}
ONE_MISSING = "Not ready yet: 1 thing is missing."
ONE_ODD = "Not ready yet: 1 needs a second look."


@dataclass(frozen=True)
class Case:
    """A filled return: what it says of OP08, what the whole of it says, and one of its states."""

    units: Mapping[str, Any]
    what: str
    said: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    other: tuple[Mapping[str, Any], ...] = ()
    state: tuple[str, str] = ("before.promises", "")


def op08(*units: Any) -> dict[str, Any]:
    return {**FULL, "OP08": units}


CASES = {
    "all there": Case(FULL, "", READY),
    "a blank in the quarter reported": Case(
        op08(10, 10, 10, None), "Q4: type the units, 0 if none. ", ONE_MISSING,
        state=("before.promises", "to do"),
    ),
    "a blank in an earlier quarter": Case(
        op08(10, None, 10, 10), "Q2: type the units, 0 if none. ", ONE_MISSING
    ),
    "words": Case(op08("approx 3", "110 hrs", 10, None),
                  "Q4: type the units, 0 if none. Q1 Q2: digits only. ", ONE_MISSING),
    "what is read is not refused": Case(op08("10", "10.5", 10, " 7 "), "", READY),
    "pounds for weeks": Case(op08("£10", 10, 10, 10), "Q1: digits only. ", ONE_MISSING),
    "a share and a sum are": Case(op08("50%", "5-1", -3, 10), "Q1 Q2 Q3: digits only. ",
                                  ONE_MISSING),
    "a later quarter is left blank": Case(
        dict.fromkeys(FULL, (1, 1, None, None)) | {"PJ04": (900, 900)}, "", READY,
        {"report.quarter": "Q2"},
    ),
    "a later quarter has units": Case(
        op08(10, 10, 10), "Units of a quarter that is still to come. ",
        "Not ready yet: 2 need a second look.", {"report.quarter": "Q2"},
        state=("before.promises", "please check"),
    ),
    "nil": Case({"OP08": (1, 1, 1, None), "PJ04": (900, 900, 900, None)}, "", READY,
                {"sign_off.nil_return": "Yes"}),
    "nil covers one quarter": Case(
        {"OP08": (10, None, 10, None), "PJ04": (900, 900, 900, None)},
        "Q2: type the units, 0 if none. ", ONE_MISSING, {"sign_off.nil_return": "Yes"},
    ),
    "nil with units": Case(
        {"OP08": (1, 1, 1, 5), "PJ04": (900, 900, 900, None)},
        "Units here, and a Yes to nothing delivered. ", ONE_ODD, {"sign_off.nil_return": "Yes"},
    ),
    "two rows": Case({}, "Q1 Q2 Q3 Q4: type the units, 0 if none. ",
                     "Not ready yet: 2 things are missing."),
    "one quarter stands out": Case(
        op08(10, 10, 60, 9), "One quarter is far above the others. ", ONE_ODD
    ),
    "far too much": Case(op08(100, 100, 100, 100), "More than 3 times the year's promise. ",
                         ONE_ODD),
    "in thousands": Case(
        {**FULL, "PJ04": (1, 0.9, 1.1, 1)}, "", ONE_ODD, state=("before.promises", "please check")
    ),
    "running totals": Case(
        {"OP08": (10, 20, 30, 40), "PJ04": (1000, 2000, 3000, 4000)},
        "A running total? Type each quarter alone. ", "Not ready yet: 2 need a second look.",
    ),
    "a running total beside a row that falls": Case(
        {"OP08": (10, 20, 30, 40), "PJ04": (1000, 900, 1100, 1000)},
        "A running total? Type each quarter alone. ", ONE_ODD,
    ),
    "words in what was not promised": Case(
        FULL, "", ONE_MISSING, other=({"measure": "AI01", "q1": "lots"},),
        state=("before.others", "to do"),
    ),
    "no units of what was not promised": Case(
        FULL, "", ONE_MISSING, other=({"measure": "AI01"},), state=("before.others", "to do")
    ),
    "no measure": Case(FULL, "", ONE_MISSING, other=({"q3": 4},), state=("before.others", "to do")),
    "promised too": Case(
        FULL, "", ONE_ODD, other=({"measure": "OP08", "q3": 4},),
        state=("before.others", "please check"),
    ),
    "not promised": Case(
        FULL, "", READY, other=({"measure": "AI01", "q3": 4},), state=("before.others", "done")
    ),
    "no quarter": Case(FULL, "", ONE_MISSING, {"report.quarter": ""},
                       state=("before.quarter", "to do")),
    "no such quarter": Case(FULL, "", ONE_ODD, {"report.quarter": "Spring"},
                            state=("before.quarter", "please check")),
    "no number": Case(FULL, "", ONE_MISSING, {"report.return_number": None},
                      state=("before.number", "to do")),
    "half a number": Case(FULL, "", ONE_ODD, {"report.return_number": 1.5},
                          state=("before.number", "please check")),
    "a date in words": Case(FULL, "", ONE_ODD, {"sign_off.date_completed": "end of March"},
                            state=("before.date", "please check")),
    "commas and spaces in a text": Case(op08("1,0", "1 0", 10, 10), "Q1 Q2: digits only. ",
                                        ONE_MISSING),
    "before the quarter is over": Case(
        FULL, "", ONE_ODD, {"sign_off.date_completed": date(2026, 3, 30)},
        state=("before.date", "please check"),
    ),
    "on its last day": Case(FULL, "", READY, {"sign_off.date_completed": date(2026, 3, 31)},
                          state=("before.date", "done")),
    "no date": Case(FULL, "", ONE_MISSING, {"sign_off.date_completed": None},
                    state=("before.date", "to do")),
    "no role": Case(FULL, "", ONE_MISSING, {"sign_off.completed_by": None},
                    state=("before.role", "to do")),
    "a No": Case(FULL, "", ONE_ODD, {"sign_off.once_only": "No"},
                 state=("before.alone", "please check")),
    "not answered": Case(FULL, "", ONE_MISSING, {"sign_off.own_contract": None},
                         state=("before.own", "to do")),
}  # fmt: skip


def made(case: Case, path: Path) -> tuple[Any, Any, Any]:
    filling = Filling(case.units, answers=case.answers, other=case.other)
    data = filled(REGISTER, EACH, filling)
    path.write_bytes(build(fillable(), data))
    cells = cells_of(path)
    state, expected = case.state
    word = cells[field_cell(data, state)].value if expected else ""
    what = cells[cell_of(data, "checklist", 0, "what")].value
    assert cells["Start", "A3"].value == cells["Sign off", "A3"].value
    return what, cells["Sign off", "A3"].value, word


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_return_names_what_its_supplier_left_out(case: Case, tmp_path: Path) -> None:
    assert made(case, tmp_path / "return.xlsx") == (case.what, case.said, case.state[1])


def test_a_quarter_without_a_promise_may_stay_blank(tmp_path: Path) -> None:
    late = contract(start=EACH.start.replace(month=10))
    data = filled(register_of((late, {"OP08": 40})), late, Filling({"OP08": (None, None, 1, 1)}))
    path = tmp_path / "return.xlsx"
    path.write_bytes(build(fillable(), data))
    assert cells_of(path)[cell_of(data, "delivery", 0, "missing")].value == ""


ODD = {
    "quarter-blank", "not-a-number", "too-low", "quarter-ahead", "nil-with-units", "above-promise",
    "far-above-promise", "out-of-line", "far-below-promise", "running-total",
    "reported-both-ways", "reported-twice", "units-blank", "measure-blank", "required-blank",
    "not-a-whole-number", "not-a-date", "not-a-choice", "attested-no", "completed-in-quarter",
}  # fmt: skip
"""What the consolidation tells of it, by its own rules."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_return_is_ready_where_the_consolidation_has_nothing_to_say(
    case: Case, tmp_path: Path
) -> None:
    answers = dict(case.answers)
    number = answers.get("report.return_number", 1)
    save_return(
        tmp_path / "a.xlsx", REGISTER, EACH, case.units, number=number,
        quarter=answers.get("report.quarter", "Q4"), answers=answers, other=case.other,
    )  # fmt: skip
    told = consolidated(tmp_path, REGISTER, YEAR, council(), as_at=AS_AT).problems
    assert bool({problem.code for problem in told} & ODD) == (case.said != READY)


@needs_libreoffice
def test_libreoffice_finds_the_same_missing(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(CASES))]
    for case, path in zip(CASES.values(), paths, strict=True):
        made(case, path)
    assert differences(*paths) == []
