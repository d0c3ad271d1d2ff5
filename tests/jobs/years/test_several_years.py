"""Several years together: figures add up, lives are lived once, what is owed is not set off."""

import re
from collections import Counter
from copy import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.data import load
from svtools.errors import InputError
from svtools.jobs.register.contracts import Key
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.years.run import Outcome, _state, several_years
from svtools.jobs.years.summaries import YearSummary, read_summaries
from svtools.jobs.years.tendered import Tendered
from svtools.monitoring import FinancialYear
from svtools.workbooks.formula_rules import refuse_formulas
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.jobs.years.two_years import (
    BEFORE,
    BOTH,
    HOURS,
    JOBS,
    LATER,
    STAFF,
    VISITS,
    TwoYears,
    data,
    register,
)
from tests.libreoffice import differences, needs_libreoffice
from tests.making import YEAR, council, promised, sheet_rows

Sheets = dict[str, list[dict[str, Any]]]
SCORING = Path(__file__).parents[3] / "sample_workbooks" / "tender" / "5_marked.xlsx"


def of(rows: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    """The one row in which these stand, by heading with _ for a blank."""
    named = {key.replace("_", " "): value for key, value in values.items()}
    (row,) = (row for row in rows if all(row[key] == value for key, value in named.items()))
    return row


@needs_libreoffice
def test_libreoffice_calculates_the_same(made: Outcome) -> None:
    assert differences(made.path) == []


def test_the_overview_is_printed_on_one_page_and_no_heading_stands_alone(made: Outcome) -> None:
    book = openpyxl.load_workbook(made.path)
    page = book["Overview"].page_setup
    assert (page.fitToWidth, page.fitToHeight) in {(1, 1), (None, None)}
    assert book["Overview"].sheet_properties.pageSetUpPr.fitToPage
    worked = book["What worked"]
    headings = {cell.row - 1 for cell in worked["A"] if re.match("By |Volun", str(cell.value))}
    assert worked.row_breaks.brk
    assert {each.id for each in worked.row_breaks.brk} <= headings


def test_the_formulas_give_the_same_everywhere() -> None:
    refuse_formulas(template("several_years"))


def test_every_year_comes_to_what_its_own_summary_says(files: TwoYears, sheets: Sheets) -> None:
    tables = load(files.summaries, council())
    figures = tables["delivery"].merge(tables["measures"], on="measure_key")
    for year in (BEFORE, YEAR):
        for kind, named in (("SV", "SVA"), ("LEV", "LEVA")):
            own = figures[(figures["year"] == str(year)) & (figures["kind"] == kind)]
            by_theme = [r for r in sheets["Themes"] if r["Financial year"] == str(year)]
            by_quarter = [r for r in sheets["Quarters"] if r["Financial year"] == str(year)]
            for what, column in (("Delivered", "value"), ("Validated", "validated_value")):
                expected = float(own[column].sum())
                for rows in (by_theme, by_quarter):
                    total = sum(row[f"{what} {named}"] for row in rows)
                    assert total == pytest.approx(expected), (year, named, what)


def test_a_promise_is_added_up_over_the_years_and_what_lies_ahead_is_not_due(
    sheets: Sheets,
) -> None:
    row = of(sheets["Promises"], Contract="C1", Measure=HOURS)
    assert (row["Promised over its life"], row["Due so far"]) == (300, 200)
    assert (row["Delivered"], row["Owed"]) == (210, 0)
    assert row["Value promised over its life"] == pytest.approx(300 * 12.21)
    assert row["How it stands"] == "on track"


def test_a_stock_counts_once_in_the_last_year_that_has_it(sheets: Sheets) -> None:
    row = of(sheets["Promises"], Contract="C1", Measure=STAFF)
    assert (row["Promised over its life"], row["Due so far"], row["Delivered"]) == (8, 8, 9)
    by_year = [r for r in sheets["Measures by year"] if r["Measure"] == STAFF]
    assert [(r["Financial year"], r["Delivered units"]) for r in by_year] == [
        (str(BEFORE), 8), (str(YEAR), 9),
    ]  # fmt: skip
    counted = Counter(
        (r["Financial year"], r["Counts over the life"])
        for r in sheets["Figures"]
        if r["Measure"] == STAFF
    )
    assert set(counted) == {(str(BEFORE), "No"), (str(YEAR), "Yes")}


def test_no_column_adds_up_years_in_each_of_which_a_stock_stands() -> None:
    by_year = [
        table
        for _, table in template("several_years").tables()
        if any(column.key == "year" for column in table.columns)
    ]
    assert len(by_year) > 3
    assert [table.key for table in by_year if table.totals] == []


def test_what_is_not_valued_has_no_pounds_and_not_nought(sheets: Sheets) -> None:
    row = of(sheets["Promises"], Contract="C1", Measure=STAFF)
    assert {row[f"Value {what}"] for what in ("due so far", "delivered", "owed")} <= {None, ""}


def test_what_is_over_in_one_measure_makes_up_for_nothing_in_another(sheets: Sheets) -> None:
    assert of(sheets["Promises"], Contract="C1", Measure=VISITS)["Owed"] == 12
    row = of(sheets["Contracts"], Contract="C1")
    assert row["SVA owed"] == pytest.approx(12 * 12.21)
    assert row["SVA delivered"] < row["SVA due so far"] + row["SVA owed"]
    assert (row["Promises behind"], row["How it stands"]) == (1, "behind")


def test_a_contract_is_behind_where_a_promise_is_said_to_be(made: Outcome, tmp_path: Path) -> None:
    """8 of 20 visits are owed, and on track for a council to which 40% is."""
    path, mild = tmp_path / "years.xlsx", {"on_track": Decimal("0.4"), "behind": Decimal("0.3")}
    write(template("several_years"), {**made.data, "settings": mild}, path)
    visits = of(sheet_rows(path, "Promises"), Contract="C1", Measure=VISITS)
    row = of(sheet_rows(path, "Contracts"), Contract="C1")
    assert (visits["How it stands"], visits["Owed"] > 0) == ("on track", True)
    assert (row["How it stands"], row["Promises behind"]) == ("on track", 0)


@pytest.mark.parametrize(
    ("ref", "state", "years"),
    [
        ("C1", "behind", "2024-25, 2025-26"),
        ("C2", "behind", "2025-26"),
        ("C3", "none promised", "2025-26"),
        ("C4", "in the Portal", "2025-26"),
    ],
)
def test_how_each_contract_stands(sheets: Sheets, ref: str, state: str, years: str) -> None:
    row = of(sheets["Contracts"], Contract=ref)
    assert (row["How it stands"], row["Its years in this file"]) == (state, years)


def test_portal_contracts_are_named_and_not_counted(made: Outcome, sheets: Sheets) -> None:
    assert made.data["in_portal"].startswith("1 contract is reported in the Social Value Portal")
    assert not [row for row in sheets["Promises"] if row["Contract"] == "C4"]


def worked(made: Outcome, cut: str) -> dict[str, dict[str, Any]]:
    """The rows of a table of the sheet What worked, as Python works them out from the others."""
    return {row["name"]: row for row in made.data[f"worked_{cut}"]}


def test_groups_stand_in_their_order_with_those_without_contracts(made: Outcome) -> None:
    assert [*worked(made, "sme")] == ["Yes", "No", "not known"]
    assert [*worked(made, "category")] == ["supplies and services", "works"]
    assert [*worked(made, "weighting")][-1] == "not known"


def test_what_worked_counts_the_contracts_behind_each_figure(made: Outcome) -> None:
    first = sheet_rows(made.path, "What worked")  # the first table: by what is bought
    goods, works = (of(first, Category=name) for name in worked(made, "category"))
    assert (goods["With promises"], goods["That delivered"], goods["With validated"]) == (1, 1, 0)
    assert (works["Asked"], works["With promises"], works["That delivered"]) == (1, 1, 1)
    assert works["With offers"] in {None, ""}  # no scoring workbook was given
    assert works["LEVA delivered of that"] == 0.5
    assert works["LEVA kept"] == 0
    assert works["SVA kept"] in {None, ""}


def test_a_measure_is_used_or_never_used(sheets: Sheets) -> None:
    used = {row["Measure"] for row in sheets["Measures"]}
    unused = {row["Measure"] for row in sheets["Never used"]}
    assert used == {HOURS, JOBS, STAFF, VISITS}
    assert not used & unused
    assert used | unused == {*register().sets[BOTH.edition].measures}


def test_without_scoring_workbooks_what_was_offered_is_not_known(
    made: Outcome, sheets: Sheets
) -> None:
    assert {row["Asked"] for row in sheets["Measures"]} == {None}
    assert "no scoring workbook was given" in made.data["about_offered"]


def test_scoring_workbooks_say_what_was_asked_and_offered() -> None:
    tendered = Tendered.read([SCORING], council())
    assert tendered.times_asked(("open-2025", "OP01")) == 1
    assert tendered.times_offered(("Open-2025", "op01")) == 1
    assert tendered.times_asked(("open-2025", "SW01")) == 0
    assert tendered.times_asked(("open-2026", "OP01")) == 0
    assert (tendered.was_offered("C0116", ""), tendered.was_offered("C0101", "")) == ("Yes", "No")


def test_no_scoring_workbook_is_told() -> None:
    with pytest.raises(InputError, match="scoring"):
        Tendered.read([SCORING.parent / "7_register.xlsx"], council())


def test_what_was_validated_after_a_summary_is_told(sheets: Sheets) -> None:
    (row,) = sheets["Changed since"]
    assert (row["Financial year"], row["Measure"], row["Quarter"]) == (str(BEFORE), HOURS, "Q1")
    assert (row["What"], row["As the summary said"], row["As it is now"]) == (
        "Validated units", "blank", "10",
    )  # fmt: skip


def changes(of: dict[str, Any]) -> list[tuple[str, ...]]:
    """What changed, as it is told."""
    keys = ("year", "ref", "measure", "what", "before", "now")
    return [tuple(row[key] for key in keys) for row in of["changes"]]


def renamed(ref: str, supplier: str) -> Register:
    """The register, in which C2 is called otherwise."""
    hub = register()
    hub.contracts[1] = replace(LATER, key=Key(ref, "", supplier))
    hub.promises[hub.contracts[1].key] = hub.promises.pop(LATER.key)
    return hub


def test_a_promise_that_the_register_now_says_otherwise_is_told(read: list[YearSummary]) -> None:
    hub = register()
    hub.promises[BOTH.key][0] = promised(BOTH, HOURS, 330)
    assert changes(data(read, hub)) == [
        (str(BEFORE), "C1", HOURS, "Promised units", "100", "110"),
        (str(YEAR), "C1", HOURS, "Promised units", "100", "110"),
    ]


def test_a_contract_that_the_register_has_no_more_is_told_and_still_counts(
    read: list[YearSummary],
) -> None:
    made = data(read, renamed("C2", "Renamed Ltd"))
    assert [(r["ref"], r["what"], r["now"]) for r in made["changes"]] == [
        ("C2", "Contract", "not there"),
    ]  # fmt: skip
    rows = {row["supplier"]: row for row in made["contracts"]}
    assert rows["Other Ltd"]["asked"] == "not known"
    assert rows["Renamed Ltd"]["asked"] == "Yes"
    (gone,) = (row for row in made["life"] if row["supplier"] == "Other Ltd")
    assert (gone["reported"], gone["whole_units"]) == ("Yes", None)


def test_another_spelling_of_a_contract_is_no_other_contract(read: list[YearSummary]) -> None:
    assert changes(data(read, renamed("c2", "OTHER  LTD"))) == []


def test_a_year_that_the_log_has_not_is_told_once(files: TwoYears, read: list[YearSummary]) -> None:
    log = {k: entry for k, entry in LogFile(files.log).log.items() if k[0] == str(YEAR)}
    found = changes(data(read, register(), log))
    assert [row[3:] for row in found] == [("The whole year", "12 figures", "not there")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"validated": Decimal(5)}, ("Validated units", "blank", "5")),
        ({"reported": Decimal(31)}, ("Reported units", "30", "31")),
        ({"corrected": Decimal(29)}, ("Corrected units", "30", "29")),
        ({"validated": Decimal(0)}, ("Validated units", "blank", "0")),
        ({"note": "Seen"}, None),
    ],
)
def test_what_the_log_now_says_otherwise_is_told(
    files: TwoYears,
    read: list[YearSummary],
    change: dict[str, Any],
    told: tuple[str, ...] | None,
) -> None:
    log = {key: each for key, each in LogFile(files.log).log.items() if key[0] == str(YEAR)}
    place = next(key for key in log if key[4:6] == (HOURS, "Q2"))
    log[place] = replace(log[place], **change)
    found = [row[3:] for row in changes(data(read[1:], register(), log))]
    assert found == ([told] if told else [])


def test_promises_that_were_closed_count_to_the_day(read: list[YearSummary]) -> None:
    hub = register()
    hub.promises[BOTH.key][0] = promised(BOTH, HOURS, 300, closed_on=date(2025, 3, 31))
    (row,) = (r for r in data(read, hub)["life"] if (r["ref"], r["measure"]) == ("C1", HOURS))
    assert row["whole_units"] == 100


def test_the_earliest_year_comes_first_in_whatever_order_the_files_do(
    files: TwoYears, read: list[YearSummary]
) -> None:
    assert [summary.year for summary in read] == [BEFORE, YEAR]
    again = read_summaries([*reversed(files.summaries)], council())
    assert data(again, register()) == data(read, register())


def test_one_year_alone_is_enough(read: list[YearSummary]) -> None:
    made = data(read[1:], register())
    assert made["period"] == str(YEAR)
    (row,) = (r for r in made["contracts"] if r["ref"] == "C1")
    assert row["years"] == str(YEAR)


def test_a_year_between_that_is_not_there_is_told(read: list[YearSummary]) -> None:
    earlier = copy(read[0])
    earlier.year = FinancialYear(2021)
    made = data([earlier, read[1]], register())
    assert made["not_here"].startswith("There is no summary of 2022-23, 2023-24 and 2024-25 here")


def test_two_summaries_of_one_year_are_refused_and_nothing_is_written(
    files: TwoYears, tmp_path: Path
) -> None:
    twice = [files.summary(YEAR), files.summary(YEAR)]
    with pytest.raises(InputError, match="both summaries of 2025-26"):
        several_years(twice, tmp_path / "years.xlsx", council(), files.register)
    assert [*tmp_path.iterdir()] == []


def test_the_state_says_what_each_year_lacks(made: Outcome) -> None:
    assert made.is_complete
    assert made.data["state"] == "Complete: no return is missing in 2024-25 and 2025-26."
    lacks = "5 missing returns, 3 rejected files and 3 returns counted in part"
    rows = [{"year": year, "lacks": lacks} for year in ("2024-25", "2025-26")]
    assert _state(rows[:1]) == f"Not complete: 2024-25 has {lacks}."
    said = "Not complete: 2024-25 and 2025-26 lack something each; the sheet About says what."
    assert _state(rows) == said
    assert made.data["not_here"] == ""


def test_money_is_to_the_penny(made: Outcome) -> None:
    worths = [row[name] for row in made.data["figures"] for name in ("promised", "delivered")]
    assert all(w is None or w == w.quantize(Decimal("0.01")) for w in worths)


@pytest.mark.parametrize("file", ["register.xlsx", "validation_log.xlsx", f"summary {YEAR}.xlsx"])
def test_what_is_read_is_never_written_over(files: TwoYears, file: str) -> None:
    before = (files.folder / file).read_bytes()
    with pytest.raises(InputError, match="is one of the files that are read"):
        files.years(files.folder / file)
    assert (files.folder / file).read_bytes() == before
