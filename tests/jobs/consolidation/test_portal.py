"""Figures of the Social Value Portal: shown apart, never counted twice, never lost in silence."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.blanks import write_blank
from svtools.jobs.consolidation.completeness import completeness
from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.portal_summary import (
    about_portal,
    portal_apart,
    portal_in_words,
    portal_rows,
    portal_totals,
)
from svtools.jobs.consolidation.run import Outcome, overdue_csv
from svtools.jobs.consolidation.summary_lists import return_rows
from svtools.jobs.register.register import Register
from tests.jobs.consolidation.portal_cases import judged, run, save_portal
from tests.libreoffice import differences, needs_libreoffice
from tests.making import (
    codes,
    contract,
    council,
    edit,
    register_cell,
    register_of,
    save_return,
    sheet_rows,
)

WORKBOOK = contract("C1")
PORTAL = contract("P1", reported_in="Portal")
REGISTER = register_of((WORKBOOK, {"OP15": 1000}), (PORTAL, {"OP15": 40}))
ON_TIME = date(2025, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the return of the contract that is reported by workbook."""
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, WORKBOOK, {"OP15": (100, 150.5, 0, 7)})
    return tmp_path


def written(folder: Path, *rows: dict[str, Any]) -> Outcome:
    """The whole job with these Portal figures."""
    return run(folder, REGISTER, save_portal(folder / "portal.xlsx", *rows))


def given(folder: Path, *rows: dict[str, Any]) -> Consolidation:
    """A consolidation with these Portal figures."""
    return judged(folder, REGISTER, save_portal(folder / "portal.xlsx", *rows))


def portal_codes(made: Consolidation) -> list[str]:
    """What was found in the workbook of Portal figures."""
    return [p.code for p in made.problems if p.file == "portal.xlsx"]


def in_portal(made: Consolidation) -> dict[str, Any]:
    """What the Portal's figures come to."""
    return portal_totals(made.portal) or {}


# Shown apart, and both


def test_the_workbooks_totals_are_the_same_with_and_without_portal_figures(folder: Path) -> None:
    without, with_them = run(folder, REGISTER, None), written(folder, {}, {"item": "XX2"})
    kept = (
        "headline", "by_contract", "by_measure", "by_theme", "by_quarter", "promises", "data",
        "changes", "evidence",
    )  # fmt: skip
    assert {name: without.data[name] for name in kept} == {
        name: with_them.data[name] for name in kept
    }
    left, right = without.as_json(), with_them.as_json()
    assert left.pop("portal") is None
    assert right.pop("portal")["contracts"] == ["P1"]
    assert left == right


def test_the_overview_shows_workbook_portal_and_both(folder: Path) -> None:
    written(folder, {}, {"kind": "LEVA", "item": "XX2", "promised": 0.1, "validated": None})
    book = openpyxl.load_workbook(folder / "summary.xlsx", data_only=True)
    rows = [tuple(cell.value for cell in row[:5]) for row in book["Overview"].iter_rows()]
    book.close()
    start = next(n for n, row in enumerate(rows) if row[0] == "Where it is reported")
    assert rows[start + 1 : start + 10] == [
        ("By workbook", "Promised", 0, 1000, None),
        ("By workbook", "Delivered", 0, 257.5, None),
        ("By workbook", "Validated", 0, 0, None),
        ("In the Portal", "Promised", 1000, 0.1, None),
        ("In the Portal", "Delivered", 800, 800, None),
        ("In the Portal", "Validated", 500, None, None),
        ("Both", "Promised", 1000, 1000.1, None),
        ("Both", "Delivered", 800, 1057.5, None),
        ("Both", "Validated", 500, 0, None),
    ]
    said = "\n".join(str(row[0]) for row in rows)
    assert "By workbook: open-2026." in said
    assert "In the Portal: Made-up 2025, from portal.xlsx, exported 3 April 2026" in said


def test_a_kind_that_is_not_known_is_apart_from_both(folder: Path) -> None:
    found = in_portal(given(folder, {"kind": None}, {"kind": "Not known", "item": "XX2"}))
    assert found["promised"] == {"sva": None, "leva": None, "not_known": 2000}


def test_units_are_shown_and_in_no_total(folder: Path) -> None:
    outcome = written(folder, {"unit": "Units", "promised": 7, "reported": 9, "validated": None})
    assert in_portal(outcome.consolidation)["promised"] == {
        "sva": None,
        "leva": None,
        "not_known": None,
    }
    assert in_portal(outcome.consolidation)["in_units"] == 2
    rows = sheet_rows(folder / "summary.xlsx", "Portal figures")
    assert [(row["Figure"], row["In the totals"], row["£ that counts"]) for row in rows] == [
        (7, "in units: shown only", None),
        (9, "in units: shown only", None),
    ]


def test_every_portal_figure_leads_back_to_its_cell(folder: Path) -> None:
    written(folder, {}, {"item": "XX2", "promised": 12.34, "reported": 0, "validated": None})
    rows = sheet_rows(folder / "summary.xlsx", "Portal figures")
    book = openpyxl.load_workbook(folder / "portal.xlsx", data_only=True)
    assert [book[row["Sheet"]][row["Cell"]].value for row in rows] == [1000, 800, 500, 12.34, 0]
    assert [row["Figure"] for row in rows] == [1000, 800, 500, 12.34, 0]
    assert {row["File"] for row in rows} == {"portal.xlsx"}
    book.close()


def test_pounds_are_taken_as_they_are_given(folder: Path) -> None:
    found = in_portal(given(folder, {"promised": 1234.567, "item": "OP15"}))
    assert found["promised"]["sva"] == 1234.567


def test_about_says_what_the_portal_figures_were(folder: Path) -> None:
    assert "P1 is in no total" in run(folder, REGISTER, None).data["portal"]
    assert about_portal(given(folder, {})).startswith("portal.xlsx, for P1;")
    assert "Without Portal figures that count: P1" in about_portal(given(folder, {"ref": "C1"}))


def test_without_portal_figures_only_the_workbooks_are_shown(folder: Path) -> None:
    outcome = run(folder, REGISTER, None)
    assert {row["source"] for row in outcome.data["by_source"]} == {"By workbook"}
    assert outcome.data["sources"] == {
        "workbook": "open-2026",
        "portal": "In the Portal: no figures were given, so P1 is in no total.",
    }
    assert not outcome.as_json()["missing"]


@needs_libreoffice
def test_libreoffice_finds_the_same(folder: Path) -> None:
    written(
        folder,
        {},
        {"kind": "LEVA", "item": "XX2", "validated": 0, "promised": 0.1},
        {"kind": None, "item": "XX3", "promised": None},
        {"unit": "Units", "item": "XX4", "reported": 9},
        {"ref": "C1"},
        {"item": "XX5", "reported": "about 7"},
        {"item": "XX6", "promised": None, "reported": None, "validated": None},
    )
    (folder / "summary.xlsx").rename(folder / "with.xlsx")
    run(folder, REGISTER, None)
    assert differences(folder / "with.xlsx", folder / "summary.xlsx") == []


# What is held back, and named


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ref": "P2"}, "portal-unknown"),
        ({"lot": "3"}, "portal-unknown"),
        ({"supplier": "Quite Another plc"}, "portal-supplier"),
        ({"ref": "C1"}, "portal-both"),
        ({"year": "2025"}, "not-a-choice"),
        ({"year": "last year"}, "not-a-choice"),
        ({"item": "Total"}, "portal-total"),
        ({"ref": "Grand total"}, "portal-total"),
        ({"item": "Total social value"}, "portal-total"),
        ({"item": "Overall total LEVA (£)"}, "portal-total"),
        ({"item": "TOTAL (£)"}, "portal-total"),
        ({"item": "Total for P1"}, "portal-total"),
        ({"ref": "P-1", "item": "P-1 total (£)"}, "portal-total"),
        ({"item": "Contract total"}, "portal-total"),
        ({"quarter": "Q5"}, "not-a-choice"),
        ({"quarter": None}, "required-blank"),
        ({"quarter": "n/a"}, "required-blank"),
        ({"unit": None}, "required-blank"),
        ({"unit": "weeks"}, "not-a-choice"),
        ({"kind": "SLEVA"}, "not-a-choice"),
        ({"exported": None}, "required-blank"),
        ({"exported": "in April"}, "not-a-date"),
        ({"ref": None}, "required-blank"),
        ({"item": None}, "required-blank"),
        ({"year": None}, "required-blank"),
    ],
)
def test_a_row_of_which_it_is_not_certain_what_it_is_counts_for_nothing(
    folder: Path, changes: dict[str, Any], code: str
) -> None:
    made = given(folder, changes)
    assert code in portal_codes(made)
    found = in_portal(made)
    assert (found["counted"], found["held_back"], found["contracts"]) == (0, 3, [])
    assert found["promised"] == {"sva": None, "leva": None, "not_known": None}
    assert [row["state"] for row in portal_rows(made.portal)] == ["held back"] * 3
    assert "Held back: 3 Portal figures" in portal_in_words(made)


@pytest.mark.parametrize("column", ["promised", "reported", "validated"])
@pytest.mark.parametrize(
    ("entered", "code", "counted"),
    [
        (None, None, None),
        (0, None, 0),
        ("0", None, 0),
        ("n/a", "interpreted", None),
        ("£1,200", "interpreted", 1200),
        ("about 7", "not-a-number", None),
        ("50%", "not-a-number", None),
        (-1, "too-low", None),
        (-0.001, "too-low", None),
        ("=1/0", "cell-error", None),
    ],
)
def test_each_input_cell_counts_or_is_named(
    folder: Path, column: str, entered: object, code: str | None, counted: float | None
) -> None:
    path = save_portal(folder / "portal.xlsx", {"promised": 2000, "reported": 2000})
    _, place = register_cell("figures", column, of="portal_figures")

    def change(book: Any) -> None:
        cell = book["Figures"][place]
        cell.value = entered if entered != "=1/0" else "#DIV/0!"
        if entered == "=1/0":
            cell.data_type = "e"

    edit(path, change)
    made = judged(folder, REGISTER, path)
    what = {"promised": "promised", "reported": "delivered", "validated": "validated"}
    found = in_portal(made)
    assert found[what[column]]["sva"] == counted
    others = {what[name] for name in what if name != column}
    assert all(found[name]["sva"] is not None for name in others)
    if code:
        (problem,) = [p for p in made.problems if p.code == code]
        assert problem.cells[0].name == place


@pytest.mark.parametrize("key", ["ref", "item", "year", "quarter", "unit", "kind", "exported"])
def test_an_error_in_a_cell_that_decides_holds_the_row_back(folder: Path, key: str) -> None:
    path = save_portal(folder / "portal.xlsx", {})
    heading = {
        "ref": "Contract reference", "item": "Measure or theme", "year": "Financial year",
        "quarter": "Quarter", "unit": "Units or £", "kind": "Kind", "exported": "Export date",
    }[key]  # fmt: skip

    def change(book: Any) -> None:
        sheet = book["Figures"]
        heads = next(row for row in sheet.iter_rows() if row[0].value == "Contract reference")
        column = next(cell.column for cell in heads if cell.value == heading)
        cell = sheet.cell(heads[0].row + 1, column)
        cell.value, cell.data_type = "#REF!", "e"

    edit(path, change)
    made = judged(folder, REGISTER, path)
    assert "cell-error" in portal_codes(made)
    assert in_portal(made)["counted"] == 0


OVERLAPS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"item": " xx1 made-up Measure"}),
    ({}, {"item": "XX1"}),
    ({"item": "xx1:"}, {"item": "XX1 - Made-up measure"}),
    ({"item": "made-up measure"}, {"item": "XX1 - Made-up measure"}),
    ({}, {"quarter": "Q3"}),
    ({"quarter": "Q3"}, {"quarter": "Q3"}),
    ({}, {"kind": None}),
    ({"item": "Pride and Joy"}, {"item": "XX1"}),
    ({"item": "pride and joy", "kind": None}, {"item": "XX1", "quarter": "Q1"}),
    ({"validated": None}, {"promised": None, "reported": None}),
]
APART: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"item": "XX2"}),
    ({}, {"item": "XX1 Another made-up measure"}),
    ({"item": "CO2 saved"}, {"item": "CO2 not emitted"}),
    ({"item": "Local jobs"}, {"item": "Jobs"}),
    ({}, {"kind": "LEVA"}),
    ({"quarter": "Q2"}, {"quarter": "Q3"}),
    ({}, {"unit": "Units"}),
    ({"item": "Pride and Joy"}, {"item": "Safe and Well"}),
    ({"item": "Pride and Joy"}, {"item": "XX1", "kind": "LEVA"}),
    ({"reported": None, "validated": None}, {"promised": None, "quarter": "Q1"}),
    ({}, {"year": "2024-25"}),
]


@pytest.mark.parametrize(("one", "other"), OVERLAPS[:-1])
def test_the_same_figure_twice_counts_for_neither(
    folder: Path, one: dict[str, Any], other: dict[str, Any]
) -> None:
    made = given(folder, one, other, {"item": "Made", "quarter": "Q4", "unit": "Units"})
    assert "portal-twice" in portal_codes(made)
    assert in_portal(made)["counted"] == 0
    assert in_portal(made)["in_units"] == 3


@pytest.mark.parametrize(("one", "other"), [*APART, OVERLAPS[-1]])
def test_figures_that_share_nothing_both_count(
    folder: Path, one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert "portal-twice" not in portal_codes(given(folder, one, other))


def test_a_row_pasted_twice_is_one_problem_with_both_cells(folder: Path) -> None:
    made = given(folder, {}, {}, {"item": "XX2"})
    (problem,) = [p for p in made.problems if p.code == "portal-twice"]
    assert len(problem.cells) == 2
    assert in_portal(made)["promised"]["sva"] == 1000


def test_a_contract_in_both_is_held_back_and_nothing_counts_twice(folder: Path) -> None:
    save_return(folder / "in" / "p.xlsx", REGISTER, PORTAL, {"OP15": (9, 9, 9, 9)})
    made = given(folder, {})
    assert {"portal-contract", "portal-both"} <= set(codes(made.problems))
    assert in_portal(made)["counted"] == 0
    assert sum(figure.value or 0 for figure in made.figures) == Decimal("257.5")
    assert "a return of it came (p.xlsx)" in next(
        p.what for p in made.problems if p.code == "portal-both"
    )


def test_rows_of_another_year_may_stay(folder: Path) -> None:
    made = given(folder, {}, {"year": "2024/25"}, {"year": "2026-27", "ref": "P9"})
    assert portal_codes(made) == ["portal-year"] * 2
    assert (in_portal(made)["counted"], in_portal(made)["held_back"]) == (3, 0)
    assert [row["state"] for row in portal_rows(made.portal)][3:] == ["of another year"] * 6
    assert not made.needs_attention


def test_the_overviews_first_sentence_counts_what_the_portal_lacks(folder: Path) -> None:
    made = given(folder, {"quarter": "Q1"}, {"quarter": "Q2", "reported": "lots"})
    assert completeness(made) == ("Not complete: 4 Portal figures missing or held back.")
    assert completeness(given(folder, {})).startswith("Complete")


def test_a_return_of_another_year_holds_no_portal_figure_back(folder: Path) -> None:
    save_return(folder / "in" / "p.xlsx", REGISTER, PORTAL, issued={"year": "2024-25"})
    assert in_portal(given(folder, {}))["counted"] == 3


def test_a_contract_that_ended_before_the_year_has_no_figures_in_it(tmp_path: Path) -> None:
    over = contract("P1", reported_in="Portal", start=date(2023, 4, 1), end=date(2025, 3, 31))
    made = judged(tmp_path, register_of((over, {})), save_portal(tmp_path / "portal.xlsx", {}))
    assert portal_codes(made) == ["portal-not-live"]
    assert in_portal(made)["counted"] == 0


def test_of_two_suppliers_the_one_that_is_named_counts(tmp_path: Path) -> None:
    first = contract("P1", reported_in="Portal", actual_end=date(2025, 9, 30))
    second = contract("P1", supplier="Second Ltd", reported_in="Portal", start=date(2025, 10, 1))
    register = register_of((first, {}), (second, {}))
    portal = save_portal(tmp_path / "portal.xlsx", {"supplier": "second ltd"}, {"supplier": None})
    made = judged(tmp_path, register, portal)
    assert portal_codes(made) == ["portal-supplier"]
    (counted,) = made.portal.counted  # type: ignore[union-attr]
    assert counted.contract == second


@pytest.mark.parametrize("supplier", [None, "made up ltd", "Made Up Limited", "Made Up"])
def test_a_supplier_spelt_in_another_way_is_the_same(folder: Path, supplier: str | None) -> None:
    assert in_portal(given(folder, {"supplier": supplier, "ref": " p1"}))["counted"] == 3


def test_what_stands_beside_the_table_is_told(folder: Path) -> None:
    path = save_portal(folder / "portal.xlsx", {})
    edit(path, lambda book: book["Figures"].__setitem__("Q9", 4000))
    assert "extra-column" in portal_codes(judged(folder, REGISTER, path))


def test_a_lot_that_is_left_out_is_told_with_those_of_the_register(tmp_path: Path) -> None:
    lots = [contract("P1", lot, reported_in="Portal") for lot in ("1", "2")]
    register = register_of(*((lot, {}) for lot in lots))
    portal = save_portal(tmp_path / "portal.xlsx", {}, {"lot": "Lot 1"})
    made = judged(tmp_path, register, portal)
    (problem,) = (p for p in made.problems if p.file == "portal.xlsx")
    assert "The register has P1 with lot 1 and lot 2." in problem.remedy
    assert in_portal(made)["contracts"] == ["P1 lot 1"]


def test_a_measure_that_only_begins_like_a_total_counts(folder: Path) -> None:
    assert in_portal(given(folder, {"item": "Total hours of volunteering"}))["counted"] == 3


def test_figures_of_a_quarter_in_which_the_contract_did_not_run_are_told(tmp_path: Path) -> None:
    each = replace(PORTAL, start=date(2025, 7, 1))
    portal = save_portal(tmp_path / "portal.xlsx", {"quarter": "Q1"}, {"quarter": "Q2"})
    made = judged(tmp_path, register_of((each, {})), portal)
    assert portal_codes(made) == ["outside-term"]
    assert in_portal(made)["counted"] == 6


def test_odd_rows_that_count_are_told(folder: Path) -> None:
    made = given(
        folder,
        {"item": "XX1", "validated": 900},
        {"item": "XX2", "promised": None, "reported": None, "validated": None},
        {"item": "XX3", "exported": date(2026, 6, 2)},
        {"item": "XX4", "exported": date(2026, 6, 1)},
        {"item": "XX5", "quarter": "Q2", "exported": date(2025, 9, 29)},
        {"item": "XX6", "quarter": "Q2", "exported": date(2025, 9, 30)},
    )
    assert sorted(portal_codes(made)) == [
        "portal-ahead", "portal-blank", "portal-early", "portal-more-validated",
    ]  # fmt: skip
    assert in_portal(made)["counted"] == 15


ONE, TWO = {"item": "XX1", "kind": "SVA"}, {"item": "XX2", "reported": 70, "kind": "LEVA"}
BOTH = {"item": "Overall", "promised": 2000, "reported": 870, "validated": 1000, "kind": None}


@pytest.mark.parametrize(
    ("third", "told"),
    [
        ({}, ["portal-sum"]),
        ({"validated": None}, ["portal-sum"]),
        ({"reported": 870.01}, []),
        ({"kind": "SVA"}, []),
        ({"quarter": "Q1"}, []),
        ({"unit": "Units"}, []),
        ({"promised": 0, "reported": 0, "validated": 0}, []),
    ],
)
def test_a_total_by_another_name_is_told(
    folder: Path, third: dict[str, Any], told: list[str]
) -> None:
    made = given(folder, ONE, TWO, BOTH | third)
    assert [code for code in portal_codes(made) if code == "portal-sum"] == told


# What is owed


def owing(made: Consolidation) -> list[str]:
    """The quarters whose Portal figures are missing, from the list to chase."""
    lines = csv.DictReader(io.StringIO(overdue_csv(made)))
    return [line["Quarter"] for line in lines if line["Contract"] == "P1"]


@pytest.mark.parametrize(
    ("as_at", "missing"),
    [
        (date(2025, 7, 30), []),
        (date(2025, 7, 31), ["Q1"]),
        (date(2025, 10, 30), ["Q1"]),
        (date(2025, 10, 31), ["Q1", "Q2"]),
    ],
)
def test_a_portal_contract_without_figures_is_missing_from_the_day_after_it_is_due(
    tmp_path: Path, as_at: date, missing: list[str]
) -> None:
    register = register_of((PORTAL, {"OP15": 40}))
    made = judged(tmp_path, register, save_portal(tmp_path / "portal.xlsx"), as_at)
    assert owing(made) == missing
    assert len(made.missing) == len(missing)
    notes = [row["note"] for row in return_rows(made) if row["status"] == "missing"]
    assert all("No Portal figures" in note for note in notes)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"reported": 0}, []),
        ({"reported": None}, ["Q1", "Q2", "Q3", "Q4"]),
        ({"reported": "lots"}, ["Q1", "Q2", "Q3", "Q4"]),
        ({"quarter": "Q2"}, ["Q1", "Q3", "Q4"]),
        ({"unit": "Units"}, []),
        ({"exported": date(2025, 9, 29)}, ["Q2", "Q3", "Q4"]),
        ({"exported": date(2025, 9, 30)}, ["Q3", "Q4"]),
        ({"kind": "SLEVA"}, ["Q1", "Q2", "Q3", "Q4"]),
    ],
)
def test_figures_cover_the_quarters_that_were_over_when_they_were_exported(
    folder: Path, changes: dict[str, Any], missing: list[str]
) -> None:
    assert owing(given(folder, changes)) == missing


@pytest.mark.parametrize(
    ("register", "owed"),
    [
        (register_of((contract("P1", reported_in="Portal"), {})), 0),
        (register_of((contract("P1", reported_in="Portal", net_value=Decimal(300_000)), {})), 4),
        (
            register_of(
                (contract("P1", reported_in="Portal", start=date(2026, 1, 1)), {"OP15": 1})
            ),
            1,
        ),
    ],
)
def test_figures_are_owed_where_something_was_promised_or_is_required(
    tmp_path: Path, register: Register, owed: int
) -> None:
    made = judged(tmp_path, register, save_portal(tmp_path / "portal.xlsx"))
    assert len(made.missing) == owed


# The file itself


def test_a_blank_workbook_of_portal_figures_says_nothing(folder: Path) -> None:
    write_blank("portal-figures", folder / "portal.xlsx", council=council())
    made = judged(folder, REGISTER, folder / "portal.xlsx", ON_TIME)
    assert portal_codes(made) == []
    assert in_portal(made)["counted"] == 0
    assert "In the Portal: no figures that count" in portal_in_words(made)


def test_another_workbook_is_no_portal_figures(folder: Path) -> None:
    write_blank("measures", folder / "portal.xlsx", council=council())
    with pytest.raises(InputError, match="measure set"):
        run(folder, REGISTER, folder / "portal.xlsx")


def test_portal_figures_among_the_returns_are_no_return(folder: Path) -> None:
    path = save_portal(folder / "in" / "portal.xlsx", {})
    assert run(folder, REGISTER, path).as_json()["files"] == 1
    outcome = run(folder, REGISTER, None)
    assert outcome.as_json()["not_a_return"] == 1
    assert "portal-not-named" in codes(outcome.consolidation.problems)


def test_a_copy_of_the_sheet_of_figures_is_told(folder: Path) -> None:
    path = save_portal(folder / "portal.xlsx", {})
    edit(path, lambda book: book.copy_worksheet(book["Figures"]))
    made = judged(folder, REGISTER, path)
    assert portal_codes(made) == ["extra-sheet"]
    assert in_portal(made)["counted"] == 3


def test_portal_figures_are_never_written_over(folder: Path) -> None:
    path = save_portal(folder / "portal.xlsx", {})
    with pytest.raises(InputError, match="Portal figures"):
        run(folder, REGISTER, path, summary_path=path)


# Beside the headline


def test_the_headline_says_whose_figures_it_leaves_to_the_portal(folder: Path) -> None:
    named = "Not in the year's figures: 1 contract that is reported in the Portal (P1); its figures"
    assert portal_apart(given(folder, {})) == f"{named} stand apart."
    assert portal_apart(run(folder, REGISTER, None).consolidation) == f"{named} were not given."
    overview = openpyxl.load_workbook(written(folder, {}).summary)["Overview"]
    said = [cell.value for cell in overview["A"][:8]]
    assert f"{named} stand apart." in said


def test_of_many_in_the_portal_the_headline_names_the_first(folder: Path) -> None:
    many = [(contract(f"P{n}", reported_in="Portal"), {"OP15": 40}) for n in range(1, 8)]
    register = register_of((WORKBOOK, {"OP15": 1000}), *many)
    said = portal_apart(run(folder, register, None).consolidation)
    assert "7 contracts that are reported in the Portal (P1, P2, P3, P4, P5 and others);" in said


def test_without_the_portal_the_headline_says_nothing_of_it(folder: Path) -> None:
    register = register_of((WORKBOOK, {"OP15": 1000}))
    assert portal_apart(run(folder, register, None).consolidation) == ""
