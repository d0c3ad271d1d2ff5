"""A promise that can't be told for certain counts nowhere, and is named with its cell."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from svtools.jobs.monitoring.pack import monitoring_pack
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register, year_promises
from tests.making import (
    YEAR,
    codes,
    contract,
    contract_row,
    council,
    register_cell,
    register_of,
    retyped,
    save_register,
)

PROMISE = {"ref": "C1", "measure": "OP01", "units": 40}
OTHER = {"ref": "C1", "measure": "PJ04", "units": 12}
APRIL, AUGUST, SEPTEMBER = date(2025, 4, 1), date(2025, 8, 31), date(2025, 9, 1)


def read(
    path: Path,
    *promises: dict[str, Any],
    typed: Any = None,
    promise_years: Any = (),
    **changes: Any,
) -> Register:
    rows = [contract_row(contract(**changes))]
    tables = {"promises": list(promises), "promise_years": list(promise_years)}
    save_register(path, register_of(), contracts=rows, **tables)
    if typed:
        retyped(path, typed)
    return read_register(path, council())


def promised(register: Register) -> dict[str, int]:
    (made,) = register.contracts
    return {each.measure.code: int(each.units) for each in year_promises(register, made, YEAR)}


@pytest.mark.parametrize(
    ("cell", "entered"),
    [("E5", "about 40"), ("F5", "spring"), ("G5", "31/09/2025"), ("H5", "end Aug 2025")],
)
def test_a_promise_with_an_unreadable_cell_is_held_back(
    cell: str, entered: str, tmp_path: Path
) -> None:
    made = read(tmp_path / "r.xlsx", PROMISE, OTHER, typed={("Promises", cell): entered})

    assert promised(made) == {"PJ04": 12}
    assert codes(made.problems) == ["promise-held"]
    assert (made.problems[0].cell_names, f"'{entered}'" in made.problems[0].what) == (cell, True)


def test_an_unreadable_actual_end_holds_back_every_promise_once_told(tmp_path: Path) -> None:
    typed = {register_cell("contracts", "actual_end"): "30 Sept 25?"}
    made = read(tmp_path / "r.xlsx", PROMISE, OTHER, typed=typed)

    assert promised(made) == {}
    assert codes(made.problems) == ["promises-held"]
    assert "2 promises held back: '30 Sept 25?' under Actual end" in made.problems[0].what
    assert made.contracts[0].year_value(YEAR) is None


def test_promises_are_held_back_where_it_cannot_be_read_how_they_are_reported(
    tmp_path: Path,
) -> None:
    typed = {register_cell("contracts", "reported_in"): "online"}
    made = read(tmp_path / "r.xlsx", PROMISE, OTHER, typed=typed)

    assert promised(made) == {}
    assert codes(made.problems) == ["promises-held"]
    assert "2 promises held back: 'online' under Reported in" in made.problems[0].what


@pytest.mark.parametrize(
    ("column", "entered"),
    [("vat_rate", "20 per cent"), ("gross_value", "see contract"), ("extension", "two years")],
)
def test_what_policy_asks_is_not_known_where_a_fact_cannot_be_read(
    column: str, entered: str, tmp_path: Path
) -> None:
    typed = {register_cell("contracts", column): entered}
    made = read(tmp_path / "r.xlsx", PROMISE, typed=typed)

    assert "contract-requirement" in codes(made.problems)
    assert promised(made) == {"OP01": 40}


def test_a_promise_after_the_end_waits_for_an_extension_that_can_be_read(tmp_path: Path) -> None:
    later = PROMISE | {"to": date(2026, 6, 30)}
    typed = {register_cell("contracts", "extension"): "12ish"}
    made = read(tmp_path / "r.xlsx", later, OTHER, typed=typed)
    assert promised(made) == {"PJ04": 12}
    assert "promise-held" in codes(made.problems)
    two = read(tmp_path / "r.xlsx", later, OTHER | {"to": later["to"]}, typed=typed).problems
    said = [problem.what for problem in two if problem.code == "promise-held"]
    assert [what.partition(" is held back: ")[2] for what in said] == [
        "'12ish' under Extension months can't be read."
    ] * 2

    assert promised(read(tmp_path / "r.xlsx", later, extension=3)) == {"OP01": 32}


def test_the_same_promise_twice_counts_for_neither_and_both_are_named(tmp_path: Path) -> None:
    made = read(tmp_path / "r.xlsx", PROMISE, OTHER, PROMISE | {"units": 10})

    assert promised(made) == {"PJ04": 12}
    assert codes(made.problems) == ["promise-twice"]
    assert made.problems[0].cell_names == "D5, D7"
    assert [*made.unread.values()] == [["OP01", "OP01"]]


@pytest.mark.parametrize(
    ("closed", "begins", "counts"),
    [(AUGUST, SEPTEMBER, True), (SEPTEMBER, SEPTEMBER, False), (None, SEPTEMBER, False)],
)
def test_closed_on_ends_a_promise_before_the_next(
    closed: date | None, begins: date, counts: bool, tmp_path: Path
) -> None:
    rows = PROMISE | {"closed_on": closed}, PROMISE | {"from": begins, "units": 10}
    made = read(tmp_path / "r.xlsx", *rows)

    assert bool(promised(made)) is counts
    assert codes(made.problems) == ([] if counts else ["promise-twice"])


@pytest.mark.parametrize(
    ("changes", "within"),
    [
        ({"from": APRIL}, True),
        ({"from": date(2025, 3, 31)}, False),
        ({"to": date(2026, 3, 31)}, True),
        ({"to": date(2026, 4, 1)}, False),
        ({"from": date(2020, 1, 1), "to": date(2030, 1, 1)}, False),
    ],
)
def test_a_promise_outside_its_contract_is_held_back(
    changes: dict[str, date], within: bool, tmp_path: Path
) -> None:
    made = read(tmp_path / "r.xlsx", PROMISE | changes)

    assert promised(made) == ({"OP01": 40} if within else {})
    assert codes(made.problems) == ([] if within else ["promise-outside"])


def test_an_actual_end_only_closes_quarters(tmp_path: Path) -> None:
    made = read(tmp_path / "r.xlsx", PROMISE, actual_end=date(2025, 9, 30))

    assert codes(made.problems) == []
    (year,) = year_promises(made, made.contracts[0], YEAR)
    assert [round(units) for units in year.quarters] == [10, 10, 0, 0]


def test_no_workbook_is_issued_with_a_promise_held_back_but_with_gaps(tmp_path: Path) -> None:
    made = read(tmp_path / "r.xlsx", OTHER, PROMISE, PROMISE)

    assert monitoring_pack(made, YEAR, tmp_path / "out", council()).written == []
    pack = monitoring_pack(made, YEAR, tmp_path / "out", council(), with_gaps=True)
    assert [path.name for path in pack.written] == ["C1 Made Up Ltd 2025-26.xlsx"]
    assert "2 promises held back (OP01)" in pack.attention()[0]


@pytest.mark.parametrize(
    ("year", "units", "said"),
    [("25-26", 8, "25-26"), ("soon", 8, "soon"), ("2025-26", "50%", "50%")],
)
def test_a_promise_whose_years_cannot_be_read_is_held_back(
    tmp_path: Path, year: str, units: Any, said: str
) -> None:
    years = [{"ref": "C1", "measure": PROMISE["measure"], "year": year, "units": units}]
    made = read(tmp_path / "r.xlsx", PROMISE, promise_years=years)
    assert made.unread[made.contracts[0].key] == ["OP01"]
    (problem,) = (p for p in made.problems if p.code == "promise-held")
    assert problem.sheet == "Promises by year"
    assert said in problem.what


def test_a_promise_whose_years_are_not_its_own_is_held_back(tmp_path: Path) -> None:
    years = [{"ref": "C1", "measure": PROMISE["measure"], "year": "1925-26", "units": 40}]
    made = read(tmp_path / "r.xlsx", PROMISE, promise_years=years)
    assert made.unread[made.contracts[0].key] == ["OP01"]
    assert codes(made.problems) == ["promise-years-unused"]


def test_a_contract_that_ended_before_it_began_is_named_with_what_goes_with_it(
    tmp_path: Path,
) -> None:
    made = read(tmp_path / "r.xlsx", PROMISE, actual_end=date(2020, 1, 1))
    (problem,) = made.problems
    assert (problem.code, problem.details["count"]) == ("contract-dates", "1 promise")
    assert "It ended on 1 January 2020, before it starts." in problem.what
    assert made.contracts == []


def test_a_promise_closed_before_it_begins_is_told(tmp_path: Path) -> None:
    closed = PROMISE | {"closed_on": date(2020, 6, 1)}
    (problem,) = read(tmp_path / "r.xlsx", closed).problems
    assert problem.code == "promise-closed-before"


OLD = {"supplier": "Old Ltd", "actual_end": date(2025, 9, 30)}
NEW = {"supplier": "New Ltd", "start": date(2025, 10, 1)}


def of_suppliers(
    path: Path, contracts: list[dict[str, Any]], *promises: dict[str, Any], typed: Any = None
) -> Register:
    rows = [contract_row(contract(**each)) for each in contracts]
    save_register(path, register_of(), contracts=rows, promises=list(promises))
    if typed:
        retyped(path, typed)
    return read_register(path, council())


@pytest.mark.parametrize(
    ("contracts", "promise", "code"),
    [
        ([{}], {"supplier": "Made Upp Ltd"}, "promise-supplier"),
        ([{"lot": "1"}], {"lot": "North"}, "promise-without-contract"),
        ([{"supplier": "A Ltd"}, {"supplier": "B Ltd"}], {}, "promise-of-several"),
        ([OLD, NEW], {"from": "Oktober"}, "promise-held"),
    ],
)
def test_no_workbook_lacks_a_promise_whose_contract_cannot_be_told(
    tmp_path: Path, contracts: list[dict[str, Any]], promise: dict[str, Any], code: str
) -> None:
    own = [OTHER | {key: each[key] for key in ("lot", "supplier") if key in each}
           for each in contracts]  # fmt: skip
    made = of_suppliers(tmp_path / "r.xlsx", contracts, *own, PROMISE | promise)

    assert codes(made.problems) == [code]
    assert (made.adrift, made.unread) == (1, {})
    pack = monitoring_pack(made, YEAR, tmp_path / "out", council())
    assert (pack.written, len(pack.incomplete)) == ([], len(contracts))
    assert len(monitoring_pack(made, YEAR, tmp_path, council(), with_gaps=True).written) == len(own)


def test_a_promise_that_may_be_of_a_row_without_dates_is_nobody_elses(tmp_path: Path) -> None:
    his = PROMISE | {"supplier": "New Ltd", "from": NEW["start"], "units": 5}
    bad = {register_cell("contracts", "end"): "Sept 25ish"}
    made = of_suppliers(tmp_path / "r.xlsx", [OLD, NEW], PROMISE, OTHER, his, typed=bad)

    assert codes(made.problems) == ["contract-dates"]
    assert made.problems[0].details["count"] == "2 promises"
    assert promised(made) == {"OP01": 5}
    assert made.held_back(made.contracts[0]) == ("OP01", "PJ04")


TWO_YEARS = {"end": date(2027, 3, 31)}


def split(code: str, *units: tuple[str, int], **more: str) -> list[dict[str, Any]]:
    return [{"ref": "C1", "measure": code, "year": y, "units": u, **more} for y, u in units]


@pytest.mark.parametrize(
    ("code", "units", "years"),
    [
        ("PJ04", 12, [("2025-26", 4), ("2026-27", 8)] * 2),
        ("PJ04", 12, [("2025-26", 4), ("2025/26", 4), ("2026-27", 8)]),
        ("OP14", 5, [("2025-26", 5), ("2025/26", 5)]),
    ],
)
def test_a_promise_whose_years_stand_twice_is_held_back(
    tmp_path: Path, code: str, units: int, years: list[tuple[str, int]]
) -> None:
    promise = {"ref": "C1", "measure": code, "units": units}
    made = read(tmp_path / "r.xlsx", promise, promise_years=split(code, *years), **TWO_YEARS)

    assert promised(made) == {}
    assert codes(made.problems) == ["promise-years-twice"]
    assert [*made.unread.values()] == [[code]]


def test_years_find_their_promise_as_people_write_it(tmp_path: Path) -> None:
    years = [
        *split("OP-01", ("2025-26", 10)),
        *split("op 01", ("2026/27", 30), supplier="made up ltd"),
    ]
    made = read(tmp_path / "r.xlsx", PROMISE, promise_years=years, **TWO_YEARS)

    assert (codes(made.problems), promised(made)) == ([], {"OP01": 10})


@pytest.mark.parametrize(
    ("rows", "code"),
    [([PROMISE | {"units": "forty"}], "promise-held"), ([PROMISE, PROMISE], "promise-twice")],
)
def test_years_of_a_promise_that_is_held_back_are_not_told_as_unused(
    tmp_path: Path, rows: list[dict[str, Any]], code: str
) -> None:
    years = split("OP01", ("2025-26", 10), ("2026-27", 30))
    made = read(tmp_path / "r.xlsx", *rows, promise_years=years, **TWO_YEARS)
    assert codes(made.problems) == [code]


@pytest.mark.parametrize(("column", "entered"), [("price", "c. 90k?"), ("share", "a third")])
def test_a_price_or_share_that_cannot_be_read_is_not_the_estimate(
    tmp_path: Path, column: str, entered: str
) -> None:
    typed = {register_cell("contracts", column): entered}
    made = read(tmp_path / "r.xlsx", PROMISE, typed=typed)

    assert len(made.problems) == 1
    assert made.year_value(made.contracts[0], YEAR) is None


def test_a_formula_without_a_result_is_told_as_one(tmp_path: Path) -> None:
    typed = {register_cell("contracts", "actual_end"): "=NA()"}
    (problem,) = read(tmp_path / "r.xlsx", PROMISE, typed=typed).problems
    assert "1 promise held back: a formula that was never calculated under Actual" in problem.what


WRITTEN = ({"ref": "C1"}, {"ref": "c \u2013 1 "}, {"ref": "C-1"}, {"ref": "c\u00a01", "lot": "n/a"})


@pytest.mark.parametrize(
    ("column", "entered"),
    [("start", "spring"), ("end", "31 Nov 2026"), ("end", None), ("actual_end", date(2020, 1, 1))],
)
def test_one_bad_date_of_a_contract_is_one_problem_however_its_reference_is_typed(
    column: str, entered: Any, tmp_path: Path
) -> None:
    typed = {register_cell("contracts", column): entered}
    rows = [PROMISE | how for how in WRITTEN]
    years = [{"measure": "op-01", "year": "2025-26", "units": 40} | WRITTEN[1]]
    made = read(tmp_path / "r.xlsx", *rows, typed=typed, promise_years=years)

    assert codes(made.problems) == ["contract-dates"]
    assert made.problems[0].details["count"] == "4 promises"


def test_the_years_of_a_promise_are_found_however_they_are_typed(tmp_path: Path) -> None:
    years = [
        {"ref": "C-1", "measure": " op 01", "year": year, "units": units, "lot": "\u2013"}
        for year, units in (("2025/26", 30), ("2026-27", 10))
    ]
    end = {"end": date(2027, 3, 31)}
    made = read(tmp_path / "r.xlsx", PROMISE, promise_years=years, **end)

    assert codes(made.problems) == []
    assert promised(made) == {"OP01": 30}


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ({"ref": "C1", "lot": "2"}, "The register has C1 with no lots. "),
        ({"ref": "D1", "lot": "3"}, "The register has D1 with lot 1 and lot 2. "),
        ({"ref": "d-1"}, "The register has d-1 with lot 1 and lot 2. "),
        ({"ref": "LEIS2025"}, "Did you mean 'LEIS-2025-7'? "),
    ],
)
@pytest.mark.parametrize("table", ["promises", "spend", "kpis"])
def test_what_may_be_meant_is_never_what_was_typed(
    table: str, named: dict[str, Any], hint: str, tmp_path: Path
) -> None:
    known = [contract("C1"), *(contract("D1", lot) for lot in "12"), contract("LEIS-2025-7")]
    rows: dict[str, dict[str, Any]] = {
        "promises": {"measure": "OP01", "units": 4},
        "spend": {"year": "2025-26", "paid": 1},
        "kpis": {"kpi": "On time", "target": "90%"},
    }
    given = {"contracts": [contract_row(each) for each in known], table: [rows[table] | named]}
    save_register(tmp_path / "r.xlsx", register_of(), **given)
    (told,) = read_register(tmp_path / "r.xlsx", council()).problems

    assert told.details["hint"] == hint
