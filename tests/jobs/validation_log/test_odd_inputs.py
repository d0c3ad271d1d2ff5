"""Whatever is typed into the log's other sheets stays there, and what can't be used is named."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from svtools.workbooks.items import Role
from svtools.workbooks.parse import template
from tests.jobs.validation_log.deciding import OFFICER, report, run, type_into
from tests.jobs.validation_log.test_corrections import CORRECTION
from tests.making import edit, under

ODD: tuple[Any, ...] = (
    "n/a", "-", "8 or so", "£8", -1, 0, 99_999, True, "12%", "Q9", "yes", "YES ", "31/02/2026",
    "=1+1", "2026-27", datetime(2062, 4, 14, 10, 30), "x" * 2000, "<b>&", "'",  # noqa: DTZ001 - a cell's
)  # fmt: skip
ACCEPTANCE = {"Evidence seen": "Sheet", "Accepted by": OFFICER, "Accepted on": date(2026, 5, 5)}
STATES = {"stands", "void", "not found", "twice", "incomplete"}


def typed_cells(path: Path, sheet: str, table: str) -> dict[str, Any]:
    """What stands in the input cells of a table, as another library reads it."""
    book = openpyxl.load_workbook(path)
    inputs = {
        c.label for c in template("validation_log").table(table).columns if c.role is Role.INPUT
    }
    columns = [cell.column for cell in book[sheet][4] if cell.value in inputs]
    found = {
        cell.coordinate: cell.value
        for row in book[sheet].iter_rows(min_row=5)
        for cell in row
        if cell.column in columns and cell.value is not None
    }
    book.close()
    return found


def test_each_odd_value_of_a_correction_stays_and_its_row_is_used_or_named(tmp_path: Path) -> None:
    log = report(tmp_path).log
    cases = [CORRECTION | {heading: odd} for heading in CORRECTION for odd in ODD]

    def change(book: Any) -> None:
        for number, case in enumerate(cases):
            for heading, value in case.items():
                under(book["Corrections"], heading, number).value = value

    edit(log, change)
    before = typed_cells(log, "Corrections", "corrections")
    outcome = run(tmp_path)
    assert outcome.log_refused is None
    assert typed_cells(log, "Corrections", "corrections") == before
    book = openpyxl.load_workbook(log)
    states = [under(book["Corrections"], "State", n).value for n in range(len(cases))]
    first = under(book["Corrections"], "State").row - 1
    book.close()
    told = {
        cell.row
        for problem in outcome.consolidation.problems
        if problem.sheet == "Corrections"
        for cell in problem.cells
    }
    unsaid = [
        case
        for number, (case, state) in enumerate(zip(cases, states, strict=True), first)
        if state not in STATES or (state != "stands" and number not in told)
    ]
    of_other_years = [case for case in unsaid if case["Financial year"] == "2026-27"]
    assert unsaid == of_other_years


def test_each_odd_value_of_an_acceptance_stays_and_nothing_is_passed_over(tmp_path: Path) -> None:
    log = report(tmp_path).log
    fresh = log.read_bytes()
    for heading in ("Accepted", "Accepted on"):
        for odd in ODD:
            log.write_bytes(fresh)
            type_into(log, "By return", 0, {"Accepted": "Yes", **ACCEPTANCE, heading: odd})
            before = typed_cells(log, "By return", "by_return")
            outcome = run(tmp_path)
            assert typed_cells(log, "By return", "by_return") == before
            validated = {entry.validated for entry in outcome.consolidation.log.values()}
            told = [p.code for p in outcome.consolidation.problems if p.file == log.name]
            assert None not in validated or "acceptance-incomplete" in told, (heading, odd)
