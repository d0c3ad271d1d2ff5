"""The register read: what counts of it, and every fault of a row with its cell."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.blanks import write_blank
from svtools.jobs.register.contracts import LargeFigures, Settings
from svtools.jobs.register.issued import set_rows
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register, year_promises
from svtools.measures import shipped_set
from svtools.monitoring import FinancialYear
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.making import (
    EDITION,
    SUPPLIER,
    YEAR,
    contract,
    contract_row,
    council,
    edit,
    figures,
    register_cell,
    register_data,
    register_of,
    retyped,
    save_register,
)

EACH = contract()
REGISTER = template("contracts_register")
PROMISE = {"ref": "C1", "measure": "OP01", "units": 8}


def read(folder: Path, **tables: Any) -> Register:
    """The register with these rows or fields in place of the usual one contract and promise."""
    given = {"contracts": [contract_row(EACH)], "promises": [PROMISE], **tables}
    write(REGISTER, register_data(Register(), **given), folder / "r.xlsx")
    return read_register(folder / "r.xlsx", council())


def rows(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the table of contracts, each the usual one but for its changes."""
    return [contract_row(EACH) | change for change in changes]


def test_a_register_is_read_as_it_was_written(tmp_path: Path) -> None:
    two = contract("C2", "1", parent="C1", end=date(2027, 3, 31), extension=6,
                   actual_end=date(2026, 9, 30), vat_rate=Decimal(0), reported_in="Portal",
                   regime="Provider Selection Regime")  # fmt: skip
    written = register_of((EACH, {"OP01": 8}), (two, {"OP08": 4}))
    row = contract_row(two) | {"parent": "C1"}
    made = read_register(
        save_register(tmp_path / "r.xlsx", written, contracts=[contract_row(EACH), row]), council()
    )
    assert made.problems == []
    for found, known in zip(made.contracts, (EACH, two), strict=True):
        for name in EACH.__dataclass_fields__:
            if name != "row":
                assert getattr(found, name) == getattr(known, name), name
    assert figures([(p.measure.code, p.units) for p in made.promises[two.key]]) == [("OP08", 4)]
    assert list(made.sets) == [EDITION]


def test_a_blank_register_holds_nothing_but_the_open_set(tmp_path: Path) -> None:
    write_blank("register", tmp_path / "r.xlsx", council())
    made = read_register(tmp_path / "r.xlsx", council())
    assert (made.contracts, made.promises, made.targets, made.problems) == ([], {}, [], [])
    assert len(made.sets[EDITION].measures) >= 30


Place = tuple[str, int, str]
"""Table, row from 0, and column, by their keys."""

FAULTS: dict[str, tuple[dict[str, Any], Place]] = {
    "register-contract-twice": ({"contracts": rows({}, {})}, ("contracts", 1, "ref")),
    "contract-dates": (
        {"contracts": rows({}, {"ref": "C2", "end": date(2025, 3, 31)})}, ("contracts", 1, "start"),
    ),
    "promise-without-contract": ({"promises": [PROMISE | {"ref": "C9"}]}, ("promises", 0, "ref")),
    "promise-measure": ({"promises": [PROMISE | {"measure": "ZZ99"}]}, ("promises", 0, "measure")),
    "promise-period": (
        {"promises": [PROMISE | {"from": date(2026, 1, 1), "to": date(2025, 12, 31)}]},
        ("promises", 0, "from"),
    ),
    "promise-years": (
        {"promise_years": [{"ref": "C1", "measure": "OP01", "year": "2025-26", "units": 7}]},
        ("promises", 0, "units"),
    ),
    "contract-edition": ({"contracts": rows({"edition": "another"})}, ("contracts", 0, "edition")),
    "measure-fault": (
        {"measures": [{"edition": EDITION, "code": "X1", "title": "T", "unit": "u", "kind": "SV",
                       "theme": "No such theme"}], "promises": []},
        ("measures", 0, "theme"),
    ),
    "not-a-choice": ({"contracts": rows({"status": "Posted"})}, ("contracts", 0, "status")),
    "promise-held": ({"promises": [PROMISE | {"units": "many"}]}, ("promises", 0, "units")),
    "not-a-rate": ({"contracts": rows({"vat_rate": "a fifth"})}, ("contracts", 0, "vat_rate")),
    "not-a-date": ({"contracts": rows({"commenced": "in spring"})}, ("contracts", 0, "commenced")),
    "not-a-whole-number": ({"contracts": rows({"extension": 1.5})}, ("contracts", 0, "extension")),
    "too-low": ({"contracts": rows({"net_value": -1})}, ("contracts", 0, "net_value")),
    "required-blank": ({"contracts": rows({"category": None})}, ("contracts", 0, "category")),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_of_a_row_is_told_with_its_cell(tmp_path: Path, code: str) -> None:
    tables, (table, row, column) = FAULTS[code]
    made = read(tmp_path, **tables)
    found = [problem for problem in made.problems if problem.code == code]
    assert [(p.sheet, p.cell_names) for p in found] == [register_cell(table, column, row)]
    assert found[0].what
    assert found[0].remedy


def test_a_promise_that_cannot_be_used_does_not_count(tmp_path: Path) -> None:
    for code in ("promise-without-contract", "promise-measure", "promise-period", "promise-held"):
        made = read(tmp_path, **FAULTS[code][0])
        assert not any(made.promises.values()), code


@pytest.mark.parametrize("edition", ["another", None])
def test_promises_that_cannot_be_read_are_not_called_missing(
    tmp_path: Path, edition: str | None
) -> None:
    needs = {"net_value": 400_000, "edition": edition}
    made = read(tmp_path, contracts=rows(needs), promises=[PROMISE, PROMISE | {"measure": "OP08"}])
    (each,) = made.contracts
    assert made.unread == {each.key: ["OP01", "OP08"]}
    assert not made.owes_promises(each, YEAR)
    (problem,) = (p for p in made.problems if p.code == "contract-edition")
    assert "2 promises of it can't be counted" in problem.what


def test_capitals_and_spaces_of_a_name_do_not_matter(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        contracts=rows({"edition": "Open-2026", "lot": "A"}),
        promises=[
            {"ref": "c1 ", "lot": "a", "measure": "op01", "units": 8, "supplier": "made up  LTD"}
        ],
        promise_years=[{"ref": "c1", "lot": "a", "measure": "Op01", "year": "2025-26", "units": 8}],
    )
    assert made.problems == []
    ((promise,),) = made.promises.values()
    assert (promise.measure.code, len(promise.by_year)) == ("OP01", 1)
    assert made.contracts[0].edition == EDITION


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"promises": [PROMISE | {"measure": "OP1"}]}, "Did you mean 'OP01'?"),
        ({"promises": [PROMISE | {"ref": "CC1"}]}, "Did you mean 'C1'?"),
        ({"contracts": rows({"edition": "open-2062"})}, "Did you mean 'open-2026'?"),
        ({"promises": [PROMISE | {"measure": "ZZ99"}]}, "Correct the code"),
    ],
)
def test_a_name_that_is_nearly_right_is_suggested(
    tmp_path: Path, tables: dict[str, Any], says: str
) -> None:
    (problem,) = read(tmp_path, **tables).problems
    assert problem.remedy.startswith(says)


def test_the_first_of_two_rows_for_a_contract_counts(tmp_path: Path) -> None:
    made = read(tmp_path, contracts=rows({"title": "One"}, {"title": "Two"}))
    assert [each.title for each in made.contracts] == ["One"]


@pytest.mark.parametrize(
    ("promise", "supplier"),
    [
        ({"supplier": "Old Ltd"}, "Old Ltd"),
        ({"supplier": "New Ltd"}, "New Ltd"),
        ({"from": date(2025, 4, 1)}, "Old Ltd"),
        ({"from": date(2025, 10, 1)}, "New Ltd"),
        ({}, "Old Ltd"),
    ],
)
def test_a_promise_belongs_to_the_supplier_named_or_running_when_it_begins(
    tmp_path: Path, promise: dict[str, Any], supplier: str
) -> None:
    contracts = rows(
        {"supplier": "Old Ltd", "actual_end": date(2025, 9, 30)},
        {"supplier": "New Ltd", "start": date(2025, 10, 1)},
    )
    made = read(tmp_path, contracts=contracts, promises=[PROMISE | promise])
    assert [key.supplier for key, promises in made.promises.items() if promises] == [supplier]


def test_a_promise_runs_from_the_contracts_start_to_its_end(tmp_path: Path) -> None:
    contracts = rows({"start": date(2025, 5, 1), "actual_end": date(2025, 12, 31)})
    ((promise,),) = read(tmp_path, contracts=contracts).promises.values()
    assert (promise.start, promise.end) == (date(2025, 5, 1), YEAR.end)
    assert promise.closed_on == date(2025, 12, 31)


def test_a_promise_closes_with_the_contract_or_before(tmp_path: Path) -> None:
    contracts = rows({"actual_end": date(2025, 12, 31)})
    spring = {"closed_on": date(2025, 6, 30)}
    later = {"from": date(2025, 7, 1), "closed_on": date(2026, 2, 1)}
    promises = [PROMISE | spring, PROMISE | later]
    (found,) = read(tmp_path, contracts=contracts, promises=promises).promises.values()
    assert [promise.closed_on for promise in found] == [date(2025, 6, 30), date(2025, 12, 31)]


def test_a_contract_that_ended_before_it_began_owes_nothing(tmp_path: Path) -> None:
    made = read(tmp_path, contracts=rows({"actual_end": date(2025, 3, 1)}))
    assert made.live(YEAR) == []


def test_units_by_year_are_added_up_by_contract_lot_and_measure(tmp_path: Path) -> None:
    line = {"ref": "C1", "measure": "OP01"}
    years = [line | {"year": y, "units": u} for y, u in (("2025-26", 3), ("2025/26", 1),
                                                         ("2026-27", 4))]  # fmt: skip
    contracts = rows({"end": date(2027, 3, 31)})
    ((promise,),) = read(tmp_path, contracts=contracts, promise_years=years).promises.values()
    assert promise.by_year == {YEAR: 4, FinancialYear(2026): 4}


def test_the_settings_are_the_councils(tmp_path: Path) -> None:
    fields = {"settings.days_allowed": 14, "settings.on_track": 0.9, "settings.behind": 0.5}
    made = read(tmp_path, fields=fields).settings
    assert made.days_allowed == 14
    assert (made.bands.on_track, made.bands.behind) == (Decimal("0.9"), Decimal("0.5"))


def test_the_settings_left_open_are_the_tools_own_as_the_register_says_them(tmp_path: Path) -> None:
    made = read(tmp_path)
    assert made.settings == Settings()
    assert not made.problems
    (block,) = (b for _, b, item in REGISTER.items() if item.key == "far_above")
    said = {item.key: item.default for item in block.items}
    large = asdict(LargeFigures())
    assert {key: Decimal(str(said[key])) for key in large} == large


def test_from_where_on_a_figure_is_large_is_the_councils(tmp_path: Path) -> None:
    typed = {"far_above": 4, "far_above_worth": 500, "share_of_all": 0.9, "enough_returns": 2}
    made = read(tmp_path, fields={f"settings.{key}": value for key, value in typed.items()})
    large = LargeFigures(Decimal(4), Decimal(500), Decimal("0.9"), 2)
    assert (made.settings.large, list(made.problems)) == (large, [])


@pytest.mark.parametrize(
    ("name", "typed", "default"),
    [
        ("days_allowed", "thirty", "30"),
        ("days_allowed", -1, "30"),
        ("on_track", "all of it", "100%"),
        ("behind", "85-90%", "85%"),
        ("far_above", 0, "3"),
        ("far_above_worth", "a lot", "10000"),
        ("share_of_all", 150, "50%"),
        ("enough_returns", 2.5, "5"),
        ("enough_returns", "n/a", "5"),
    ],
)
def test_a_setting_that_cannot_be_read_is_told_with_what_counts_instead(
    tmp_path: Path, name: str, typed: Any, default: str
) -> None:
    made = read(tmp_path, fields={f"settings.{name}": typed})
    assert made.settings == Settings()
    first, said = made.problems
    assert first.cells == said.cells
    assert (said.code, said.details["default"]) == ("setting-default", default)


def test_a_register_of_an_older_version_is_not_missing_the_new_settings(tmp_path: Path) -> None:
    def older(book: Any) -> None:
        for sheet in book:
            for row in sheet.iter_rows(max_col=2):
                label = str(row[0].value or "")
                if label == "Template version":
                    row[1].value = 2
                if label.startswith(("Check figures", "Check them", "Check one", "Where so many")):
                    row[0].value = row[1].value = None

    read(tmp_path)
    edit(tmp_path / "r.xlsx", older)
    made = read_register(tmp_path / "r.xlsx", council())
    assert made.settings == Settings()
    assert not [p for p in made.problems if p.sheet == "Settings"]


def test_targets_are_read_by_year_and_theme(tmp_path: Path) -> None:
    target = {
        "year": "2025-26",
        "theme": "Safe and Well",
        "sva": 5000,
        "consulted": "A made-up panel",
    }
    (made,) = read(tmp_path, targets=[target]).targets
    assert figures((made.year, made.theme, made.sva, made.leva)) == (
        "2025-26",
        "Safe and Well",
        5000,
        None,
    )


def test_a_register_with_moved_columns_and_notes_reads_the_same(tmp_path: Path) -> None:
    def rearranged(book: Any) -> None:
        sheet = book["Promises"]
        for row in range(4, 6):
            one, other = sheet.cell(row, 4).value, sheet.cell(row, 5).value
            sheet.cell(row, 4).value, sheet.cell(row, 5).value = other, one
        sheet.cell(4, 12).value, sheet.cell(5, 12).value = "Mine", "Ask Jo"

    read(tmp_path)
    edit(tmp_path / "r.xlsx", rearranged)
    made = read_register(tmp_path / "r.xlsx", council())
    assert figures([(p.measure.code, p.units) for (p,) in made.promises.values()]) == [("OP01", 8)]
    assert [(p.code, p.cell_names) for p in made.problems] == [("extra-column", "L4, L5")]


def test_an_error_cell_in_the_register_is_told(tmp_path: Path) -> None:
    read(tmp_path)
    retyped(tmp_path / "r.xlsx", {("Promises", "E5"): "#REF!"})
    made = read_register(tmp_path / "r.xlsx", council())
    ((problem),) = made.problems
    assert (problem.code, problem.cell_names) == ("promise-held", "E5")
    assert "'#REF!' under Promised units can't be read" in problem.what


def test_a_workbook_that_is_no_register_stops_the_job(tmp_path: Path) -> None:
    write_blank("measures", tmp_path / "m.xlsx", council())
    with pytest.raises(InputError, match="measure set, not a contracts register"):
        read_register(tmp_path / "m.xlsx", council())


def test_the_supplier_of_the_tests_is_one(tmp_path: Path) -> None:
    assert read(tmp_path).contracts[0].key.supplier == SUPPLIER


@pytest.mark.parametrize("lot", ["Lot A", "lot a", " A"])
def test_a_lot_may_be_called_one(tmp_path: Path, lot: str) -> None:
    made = read(tmp_path, contracts=rows({"lot": "A"}), promises=[PROMISE | {"lot": lot}])
    assert made.problems == []
    assert len(made.promises) == 1


def test_a_promise_with_another_supplier_names_the_supplier_and_not_the_contract(
    tmp_path: Path,
) -> None:
    (problem,) = read(tmp_path, promises=[PROMISE | {"supplier": "Made Up Limitd"}]).problems
    assert problem.code == "promise-supplier"
    assert "names the supplier 'Made Up Limitd'" in problem.what
    assert problem.remedy.startswith("Did you mean 'Made Up Ltd'?")


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({"end": "31 Nov 2026"}, "'31 Nov 2026' was entered"),
        ({"start": None}, "is blank"),
        ({"end": date(2020, 1, 1)}, "It ends before it starts"),
    ],
)
def test_a_contract_with_a_bad_date_is_one_problem_with_all_its_promises(
    tmp_path: Path, dates: dict[str, Any], says: str
) -> None:
    years = [{"ref": "C1", "measure": "OP01", "year": "2025-26", "units": 8}]
    promises = [PROMISE, PROMISE | {"measure": "OP08"}]
    made = read(tmp_path, contracts=rows(dates), promises=promises, promise_years=years)
    (problem,) = made.problems
    assert problem.code == "contract-dates"
    assert says in problem.what
    assert "2 promises" in problem.what
    assert not made.promises


def test_a_share_is_no_number_of_units(tmp_path: Path) -> None:
    made = read(tmp_path, promises=[PROMISE | {"units": "50%"}])
    assert [p.code for p in made.problems] == ["promise-held"]
    assert "'50%' under Promised units can't be read" in made.problems[0].what
    assert not any(made.promises.values())


def test_contracts_whose_edition_adds_up_what_a_later_one_counts_as_a_stock_are_told_once(
    tmp_path: Path,
) -> None:
    before = shipped_set("open-2025")
    old = [contract(ref, edition=before.edition) for ref in ("C1", "C2", "C3")]
    new = contract("C4")
    register = register_of(
        (old[0], {"OP14": 5, "OP01": 3}), (old[1], {"CS09": 4}), (old[2], {"OP01": 4}),
        (new, {"OP14": 5}),
    )  # fmt: skip
    sets = set_rows([before, shipped_set(new.edition)])
    made = read_register(save_register(tmp_path / "r.xlsx", register, **sets), council())
    (found,) = made.problems
    assert (found.code, len(found.cells)) == ("stock-as-flow", 2)
    assert found.what == (
        "The edition open-2025 adds up the quarters of CS09 and OP14, which the edition open-2026 "
        "counts as a stock: as it stands in the last quarter. So it is in C1, C2."
    )


def test_levels_of_a_stock_need_not_add_up(tmp_path: Path) -> None:
    each = contract("C1", end=date(2027, 3, 31))
    years = [
        {"ref": "C1", "measure": "OP14", "year": year, "units": units}
        for year, units in (("2025-26", 5), ("2026-27", 8))
    ]
    path = save_register(tmp_path / "r.xlsx", register_of((each, {"OP14": 8})), promise_years=years)
    made = read_register(path, council())
    assert made.problems == []
    assert [
        figures(year_promises(made, each, FinancialYear(year))[0].shown) for year in (2025, 2026)
    ] == [(5,) * 4, (8,) * 4]


def sheet_of(edition: str = EDITION, **changes: dict[str, Any]) -> list[dict[str, Any]]:
    """The measures of an edition as the register's rows, with changes by code."""
    rows = set_rows([shipped_set(edition)])["measures"]
    return [row | changes.get(row["code"], {}) for row in rows]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("proxy", 1221, "'Value of one unit' reads 1221, not 12.21"),
        ("proxy", None, "'Value of one unit' reads nothing, not 12.21"),
        ("kind", "LEV", "'SV or LEV' reads LEV, not SV"),
        ("theme", "Safe and Well", "'Theme' reads Safe and Well, not Pride and Joy"),
        ("counting", "average", "'How it counts' reads average, not flow"),
        ("once_a_year", "Yes", "'Once a year' reads Yes, not No"),
        ("unit", "days", "'Unit' reads days, not hours"),
    ],
)
def test_a_published_measure_that_was_typed_over_is_told(
    tmp_path: Path, key: str, value: Any, said: str
) -> None:
    (problem,) = read(tmp_path, measures=sheet_of(PJ04={key: value})).problems
    assert (problem.code, problem.level) == ("measure-changed", "check first")
    assert f"PJ04: {said}." in problem.what
    row = [r["code"] for r in sheet_of()].index("PJ04")
    assert problem.where == " ".join(register_cell("measures", key, row))


def test_words_and_measures_of_ones_own_are_no_change(tmp_path: Path) -> None:
    own = {**sheet_of()[0], "code": "ZZ01", "proxy": 5}
    rows = [*sheet_of(PJ04={"title": "Volunteering", "evidence": "A list"}), own]
    assert not read(tmp_path, measures=rows).problems


def test_an_edition_of_ones_own_is_compared_with_nothing(tmp_path: Path) -> None:
    about = set_rows([shipped_set(EDITION)])["measure_sets"][0]
    sets = [about, {**about, "edition": "ours-2025"}]
    rows = [*sheet_of(), *({**r, "edition": "ours-2025"} for r in sheet_of(PJ04={"proxy": 99}))]
    assert not read(tmp_path, measure_sets=sets, measures=rows).problems


def test_many_measures_typed_over_are_one_problem_that_names_the_first(tmp_path: Path) -> None:
    rows = [{**r, "proxy": None if r["proxy"] is None else r["proxy"] * 100} for r in sheet_of()]
    (problem,) = read(tmp_path, measures=rows).problems
    valued = [r["code"] for r in rows if r["proxy"] is not None]
    assert problem.details["measures"] == tuple(valued)
    assert f"and {len(valued) - 3} more." in problem.what


def test_a_value_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, measures=sheet_of(PJ04={"proxy": "twelve"})).problems
    assert problem.code == "not-a-number"
