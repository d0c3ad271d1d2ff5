"""One test for each thing that can be wrong with a return: its code, its cells, what counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.consolidation.checking import _same_promise
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.register.register import YearPromise
from svtools.measures import open_set
from svtools.workbooks.problems import Level, Problem
from tests.making import (
    AS_AT,
    YEAR,
    address,
    consolidated,
    contract,
    council,
    edit,
    register_of,
    retyped,
    save_return,
    spot,
)

EACH = contract()
REGISTER = register_of((EACH, {"OP01": 8, "OP08": 52}))
GOOD = {"OP01": (1, 2, 3, 2), "OP08": (13, 13, 13, 13)}
ALL = 60
"""The units of a good return, all measures together."""


def run(folder: Path) -> Consolidation:
    return consolidated(folder, REGISTER, YEAR, council(), as_at=AS_AT)


@dataclass(frozen=True)
class Fault:
    """What a supplier did, and what comes of it."""

    code: str
    cells: str = ""
    sheet: str = "Delivery"
    typed: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    change: Callable[[Any], None] | None = None
    counted: float = ALL
    says: str = ""
    also: tuple[str, ...] = ()


def answers(**given: Any) -> dict[str, Any]:
    return {"answers": {name.replace("__", "."): value for name, value in given.items()}}


def without(sheet: str) -> Callable[[Any], None]:
    return lambda book: book.remove(book[sheet])


def renamed(sheet: str, to: str) -> Callable[[Any], None]:
    return lambda book: setattr(book[sheet], "title", to)


def new_sheet(book: Any) -> None:
    book.create_sheet("Our workings")["B2"] = 12


FAULTS = {
    "an error": Fault("cell-error", "G7", typed={"G7": "#REF!"}, counted=ALL - 2, says="#REF!"),
    "an uncalculated formula": Fault(
        "uncalculated", "G7", typed={"G7": "=1+1"}, counted=ALL - 2, says="Q2"
    ),
    "words for a number": Fault(
        "not-a-number", "F7, H8", typed={"F7": "about 3", "H8": "about 3"}, counted=ALL - 14,
        says="about 3",
    ),
    "below zero": Fault("too-low", "I7", typed={"I7": -3}, counted=ALL - 2, says="-3"),
    "a number as a text": Fault("interpreted", "F7", typed={"F7": "+1.00"}, says="+1.00"),
    "no answer": Fault(
        "quarter-blank", "G7", typed={"G7": "n/a"}, counted=ALL - 2, says="'n/a' was entered",
    ),
    "a blank": Fault("quarter-blank", "G7", typed={"G7": None}, counted=ALL - 2, says="Q2"),
    "an outsized number": Fault(
        "far-above-promise", "I7", typed={"I7": 200}, counted=ALL + 198, says="206 units to date (£"
    ),
    "a changed promise": Fault("promise-changed", "E8", typed={"E8": 4}, says="reads 4"),
    "a blank promise": Fault("promise-changed", "E8", typed={"E8": None}, says="reads blank"),
    "a code overwritten": Fault(
        "unknown-measure", "F8, G8, H8, I8", typed={"A8": "ZZ99"}, counted=8, says="open-2026",
    ),
    "a code deleted": Fault(
        "measure-blank", "F8, G8, H8, I8", typed={"A8": None}, counted=8,
    ),
    "a row that was never promised": Fault(
        "not-promised", "F8", typed={"A8": "PJ04"}, says="PJ04", also=("promise-row-missing",)
    ),
    "a row twice": Fault(
        "measure-twice", "F8, G8, H8, I8", typed={"A8": "OP01"}, counted=8,
        also=("promise-row-missing", "promise-changed"),
    ),
    "half of something": Fault(
        "not-a-number", "F7", typed={"F7": "50%"}, counted=ALL - 1, says="'50%' was entered"
    ),
    "an unknown measure as other delivery": Fault(
        "unknown-measure", *spot("other.q1")[::-1], more={"other": [{"measure": "ZZ99", "q1": 4}]}
    ),
    "other delivery of no measure": Fault(
        "measure-blank", *spot("other.q2")[::-1], more={"other": [{"q2": 4}]}
    ),
    "other delivery without units": Fault(
        "units-blank", *spot("other.measure")[::-1],
        more={"other": [{"measure": "PJ04"}]}, says="PJ04"
    ),
    "other delivery twice": Fault(
        "measure-twice", *spot("other.q1", 1)[::-1], counted=ALL + 4,
        more={"other": [{"measure": "PJ04", "q1": 4}, {"measure": "PJ04", "q1": 5}]},
    ),
    "units after the quarter reported": Fault(
        "quarter-ahead", "I7, I8", more={"quarter": "Q3"}, says="after the quarter reported (Q3)"
    ),
    "nil ticked with units": Fault(
        "nil-with-units", "I7, I8", more=answers(sign_off__nil_return="Yes"), says="Q4"
    ),
    "a statement answered no": Fault(
        "attested-no", *spot("sign_off.own_contract")[::-1],
        more=answers(sign_off__own_contract="No"),
        says="for this contract and this year only",
    ),
    "no return number": Fault(
        "required-blank", *spot("report.return_number")[::-1],
        more=answers(report__return_number=None),
        says="Return number",
    ),
    "half a return number": Fault(
        "not-a-whole-number", *spot("report.return_number")[::-1],
        more=answers(report__return_number=1.5)
    ),
    "no such quarter": Fault(
        "not-a-choice", *spot("report.quarter")[::-1], more=answers(report__quarter="Spring"),
        says="Q1, Q2, Q3, Q4",
    ),
    "no such date": Fault(
        "not-a-date", *spot("sign_off.date_completed")[::-1],
        more=answers(sign_off__date_completed="end of March")
    ),
    "a return number that is too high": Fault(
        "too-high", *spot("report.return_number")[::-1],
        more=answers(report__return_number=100), says="99"
    ),
    "more hours than a week has": Fault(
        "too-high", "B5", "FTE calculator", more={"fte": [{"hours": 400}]}, says="168"
    ),
    "another title": Fault(
        "issued-changed", *spot("contract.title")[::-1],
        typed={}, more={"issued": {"title": "Another"}},
        says="the register has 'Contract C1'",
    ),
    "another value": Fault(
        "issued-changed", *spot("contract.net_value")[::-1],
        more={"issued": {"net_value": 5}}, says="100000"
    ),
    "another start": Fault(
        "issued-changed", *spot("contract.start")[::-1],
        more={"issued": {"start": date(2024, 4, 1)}},
        says="'1 April 2025'",
    ),
    "one sheet deleted": Fault(
        "missing-sheet", "", "", change=without("Who benefited"), says="'Who benefited'"
    ),
    "the sheet of figures deleted": Fault(
        "missing-sheet", "", "", change=without("Delivery"), counted=0, says="'Delivery'",
        also=("promise-row-missing",),
    ),
    "a sheet renamed": Fault(
        "renamed-sheet", "", "Delivery Q4", change=renamed("Delivery", "Delivery Q4"),
    ),
    "a sheet of one's own": Fault("extra-sheet", "", "Our workings", change=new_sheet),
    "a table without headings": Fault(
        "missing-table", "", change=lambda book: book["Delivery"].delete_rows(6), counted=0,
        also=("promise-row-missing", "stray-cell", "stray-figure"),
    ),
    "a column deleted": Fault(
        "missing-column", "A6, A11", change=lambda book: book["Delivery"].delete_cols(7),
        counted=ALL - 15, says="Q2",
    ),
    "a line deleted": Fault(
        "missing-field", "", "Start", change=lambda book: book["Start"].delete_rows(6),
        says="Return number",
    ),
    "a column of notes": Fault("extra-column", "CA6, CA7", typed={"CA6": "Mine", "CA7": "Ask Jo"}),
    "a column of figures": Fault(
        "extra-figures", "CA7", typed={"CA6": "Q4 late", "CA7": 9}, says="Q4 late",
    ),
    "a figure outside the table": Fault("stray-figure", "T2", typed={"T2": 17}, says="17"),
    "a figure outside the table, typed as text": Fault("stray-figure", "T2", typed={"T2": "17"}),
    "a word outside the table": Fault("stray-cell", "T2", typed={"T2": "Thanks"}),
}  # fmt: skip


def consolidated_with(fault: Fault, folder: Path) -> Consolidation:
    save_return(folder / "a.xlsx", REGISTER, EACH, GOOD, **fault.more)
    if fault.change:
        edit(folder / "a.xlsx", fault.change)
    if fault.typed:
        retyped(folder / "a.xlsx", {(fault.sheet, k): v for k, v in fault.typed.items()})
    return run(folder)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cells_and_counts_as_it_should(
    tmp_path: Path, fault: Fault
) -> None:
    made = consolidated_with(fault, tmp_path)
    found = [problem for problem in made.problems if problem.code == fault.code]
    assert found, [problem.code for problem in made.problems]
    assert ", ".join(p.cell_names for p in found if p.cell_names) == fault.cells
    assert {problem.sheet for problem in found} == {fault.sheet}
    assert fault.says in " ".join(problem.what for problem in found)
    assert float(sum(figure.units for figure in made.figures)) == fault.counted
    assert {problem.code for problem in made.problems} == {fault.code, *fault.also}


def test_a_good_return_has_no_problem_at_all(tmp_path: Path) -> None:
    made = consolidated_with(Fault(""), tmp_path)
    assert made.problems == []
    assert sum(figure.units for figure in made.figures) == ALL
    assert not made.needs_attention


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("unknown-contract", Level.REJECTED),
        ("cell-error", Level.NOT_COUNTED),
        ("quarter-blank", Level.NOT_COUNTED),
        ("measure-twice", Level.NOT_COUNTED),
        ("interpreted", Level.REMARK),
        ("quarter-ahead", Level.REMARK),
        ("promise-changed", Level.REMARK),
    ],
)
def test_the_level_says_what_a_problem_does_to_the_figures(code: str, level: Level) -> None:
    assert Problem(code).level == level


def test_units_before_the_contract_ran_are_told_and_counted(tmp_path: Path) -> None:
    late = contract(start=date(2025, 10, 1))
    register = register_of((late, {"OP01": 8}))
    save_return(tmp_path / "a.xlsx", register, late, {"OP01": (0, 1, 3, 2)})
    made = consolidated(tmp_path, register, YEAR, council(), as_at=AS_AT)
    (problem,) = made.problems
    assert (problem.code, problem.cell_names) == ("outside-term", "G7")
    assert sum(figure.units for figure in made.figures) == 6


def test_two_measures_of_an_exclusive_group_may_be_the_same_thing_twice(tmp_path: Path) -> None:
    other = [{"measure": "SW02", "q1": 4}, {"measure": "PJ05", "q1": 4}, {"measure": "AI01"}]
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, GOOD, other=other)
    (problem,) = (p for p in run(tmp_path).problems if p.code == "possible-double")
    assert "PJ05 and SW02" in problem.what
    assert "donations and volunteering" in problem.what


def test_a_nil_return_is_zero_for_every_blank_of_its_quarter_alone(tmp_path: Path) -> None:
    ticked = {"sign_off.nil_return": "Yes"}
    units = {"OP01": (1, None, None, None), "OP08": (13, None, None, None)}
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, units, quarter="Q2", answers=ticked)
    made = run(tmp_path)
    assert [(f.measure.code, f.quarter, float(f.units)) for f in made.figures] == [
        ("OP01", 1, 1),
        ("OP08", 1, 13),
        ("OP01", 2, 0),
        ("OP08", 2, 0),
    ]
    assert {str(f.cell) for f in made.figures if not f.units} == {address("sign_off.nil_return")}
    assert made.problems == []


def test_a_nil_return_says_that_it_covers_no_other_quarter(tmp_path: Path) -> None:
    ticked = {"sign_off.nil_return": "Yes"}
    units = {"OP01": (None, "n/a", "n/a", None), "OP08": (13, 13, None, None)}
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, units, quarter="Q3", answers=ticked)
    found = [(p.cell_names, p.what) for p in run(tmp_path).problems if p.code == "quarter-blank"]
    assert [places for places, _ in found] == ["F7", "G7"]
    assert all("(the nil return covers only Q3)" in what for _, what in found)
    assert "'n/a' was entered for Q2" in found[1][1]


def test_no_answer_where_no_figure_is_wanted_stays_a_remark(tmp_path: Path) -> None:
    units = GOOD | {"OP01": (1, 2, 3, "n/a")}
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, units, quarter="Q3")
    assert "quarter-blank" not in [problem.code for problem in run(tmp_path).problems]


def test_a_promise_that_was_never_sent_is_not_asked_back(tmp_path: Path) -> None:
    before = register_of((EACH, {"OP01": 8}))
    save_return(tmp_path / "a.xlsx", before, EACH, {"OP01": GOOD["OP01"]})
    (problem,) = run(tmp_path).problems
    assert (problem.code, problem.details["measure"]) == ("promise-not-sent", "OP08")
    assert "Send the supplier a new workbook" in problem.remedy


def test_a_blank_is_never_zero(tmp_path: Path) -> None:
    units = {"OP01": (1, None, None, None), "OP08": (0, None, None, None)}
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, units, quarter="Q2")
    made = run(tmp_path)
    assert [(f.measure.code, f.quarter, float(f.units)) for f in made.figures] == [
        ("OP01", 1, 1),
        ("OP08", 1, 0),
    ]
    assert [(p.code, p.details["quarter"], p.cell_names) for p in made.problems] == [
        ("quarter-blank", "Q2", "G7, G8"),
    ]


def test_promised_units_that_stand_under_what_was_not_promised_are_no_blank(tmp_path: Path) -> None:
    units = {"OP01": (1, 2, 3, 2), "OP08": (13, None, None, 13)}
    other = [{"measure": "OP08", "q2": 12, "q3": 14}]
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, units, other=other)
    made = run(tmp_path)
    assert [(p.code, p.details["quarter"], p.cell_names) for p in made.problems] == [
        ("promised-as-other", "Q2 and Q3", "G8, H8"),
    ]
    assert sum(figure.units for figure in made.figures) == ALL
    assert not made.needs_attention


def test_a_second_row_of_a_promise_is_told_once_and_no_blank(tmp_path: Path) -> None:
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, GOOD)
    retyped(tmp_path / "a.xlsx", {("Delivery", "A9"): "OP08", ("Delivery", "I9"): 7})
    made = run(tmp_path)
    assert "quarter-blank" not in [problem.code for problem in made.problems]
    assert [p.cell_names for p in made.problems if p.code == "measure-twice"] == ["I9"]
    assert sum(figure.units for figure in made.figures) == ALL


def test_a_fault_in_a_cell_is_not_also_called_a_blank(tmp_path: Path) -> None:
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, GOOD | {"OP01": (1, "?", 3, 2)})
    assert [problem.code for problem in run(tmp_path).problems] == ["not-a-number"]


def test_nothing_promised_in_a_quarter_may_be_left_blank(tmp_path: Path) -> None:
    late = contract(start=date(2025, 10, 1))
    register = register_of((late, {"OP01": 8}))
    save_return(tmp_path / "a.xlsx", register, late, {"OP01": (None, None, 3, 2)})
    assert not consolidated(tmp_path, register, YEAR, council(), as_at=AS_AT).problems


def test_a_blank_under_an_unknown_quarter_is_no_more_than_that(tmp_path: Path) -> None:
    units = {"OP01": (None, None, None, None), "OP08": (13, 13, 13, 13)}
    save_return(tmp_path / "a.xlsx", REGISTER, EACH, units, answers={"report.quarter": None})
    assert [problem.code for problem in run(tmp_path).problems] == ["required-blank"]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    save_return(
        tmp_path / "a.xlsx",
        REGISTER,
        EACH,
        GOOD | {"OP01": ("?", -1, 3, 2)},
        other=[{"q1": 1}],
        answers={"sign_off.completed_by": None},
        issued={"title": "Another"},
    )
    found = [(p.sheet, p.cell_names, p.code) for p in run(tmp_path).problems]
    assert found == [
        (*spot("contract.title"), "issued-changed"),
        ("Delivery", "F7", "not-a-number"),
        ("Delivery", "G7", "too-low"),
        (*spot("other.q1"), "measure-blank"),
        (*spot("sign_off.completed_by"), "required-blank"),
    ]


@pytest.mark.parametrize(
    ("unit", "sent", "promised", "same"),
    [
        ("hours", "399.635036", "400", True),
        ("hours", "399", "400", False),
        ("hours", "4", "4.5", False),
        ("hours", "4.4", "4.5", False),
        ("FTE-years", "11.989051", "11.99", True),
        ("FTE-years", "11.97", "11.99", False),
        ("FTE-years", "12", "11.99", False),
    ],
)
def test_a_promise_whose_parts_were_not_rounded_when_it_was_sent_is_the_same(
    unit: str, sent: str, promised: str, same: bool
) -> None:
    measure = replace(open_set().measures["OP01"], unit=unit)
    promise = YearPromise(measure, (Decimal(promised), Decimal(0), Decimal(0), Decimal(0)))
    assert _same_promise(Decimal(sent), promise) is same
