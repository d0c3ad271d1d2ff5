"""The council's record of what was validated: carried forward, reopened, never lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import InputError
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.monitoring.pack import FromLog, monitoring_pack
from svtools.jobs.register.contracts import Key
from svtools.jobs.register.read import read_register
from svtools.jobs.validation_log.by_return import following_returns
from svtools.jobs.validation_log.entries import Entry, Log, LogKey, state, validated_to_date
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.measures import open_set
from svtools.monitoring import FinancialYear
from svtools.workbooks.cells import a1
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.parse import template
from tests.making import (
    AS_AT,
    YEAR,
    codes,
    contract,
    council,
    edit,
    figures,
    log_cell,
    register_of,
    retyped,
    save_register,
    save_return,
    sheet_rows,
    under,
)
from tests.written_cells import cells_of

EACH = contract()
REGISTER = register_of((EACH, {"PJ04": 40}))
VALIDATED, EVIDENCE, BY, ON = (
    log_cell(column)[1] for column in ("validated", "evidence", "validated_by", "validated_on")
)
FIRST = int(log_cell("ref")[1][1:])
"""The first row of the log, as people count them."""

PROXY = open_set().measures["PJ04"].proxy or Decimal(0)


def key(quarter: str = "Q1", origin: str = "Promised", supplier: str = "Made Up Ltd") -> LogKey:
    return ("2025-26", "C1", "", supplier, "PJ04", quarter, origin)


def report(folder: Path, units: Sequence[Any], number: int = 1) -> Outcome:
    """Another return with these units comes in and the folder is consolidated."""
    folder.mkdir(exist_ok=True)
    register = save_register(folder / "register.xlsx", REGISTER)
    save_return(folder / "in" / f"{number}.xlsx", REGISTER, EACH, {"PJ04": units}, number=number)
    summary = folder / "summary.xlsx"
    return consolidate(folder / "in", register, YEAR, summary, council(), as_at=AS_AT)


def validate(outcome: Outcome, units: float, quarter: str = "Q1", **more: Any) -> None:
    """An officer types validated units into the log."""
    log = LogFile(outcome.log).log
    entry = replace(log[key(quarter)], validated=Decimal(str(units)), **more)
    write_log(log | {key(quarter): entry}, council(), outcome.log, AS_AT)


def test_the_log_is_created_with_a_row_for_every_figure(tmp_path: Path) -> None:
    outcome = report(tmp_path, (1, 0, None, 4))
    log = LogFile(outcome.log).log
    assert {k: e.reported for k, e in log.items()} == {key("Q1"): 1, key("Q2"): 0, key("Q4"): 4}
    assert {k: state(e) for k, e in log.items()} == {
        key("Q1"): "to validate",
        key("Q2"): "none reported",
        key("Q4"): "to validate",
    }
    assert outcome.log_copy is None


def test_validated_delivery_is_valued_by_the_proxy(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 10, 10, 10)), 6)
    outcome = report(tmp_path, (10, 10, 10, 10))
    worth = float(round(6 * PROXY, 2))
    assert outcome.as_json()["validated"] == {"sva": worth, "leva": 0, "sleva": worth}
    (row, *_) = outcome.data["data"]
    assert (row["validated_units"], float(row["validated_value"])) == (6, worth)
    assert outcome.data["data"][1]["validated_units"] is None


def test_what_stands_is_carried_forward_with_every_word(tmp_path: Path) -> None:
    words: dict[str, Any] = {
        "evidence": "Sign-in sheet",
        "validated_by": "Officer",
        "validated_on": date(2026, 5, 5),
        "note": "Seen twice",
    }
    first = report(tmp_path, (10, None, None, None))
    validate(first, 6, **words)
    before = LogFile(first.log).log[key()]
    report(tmp_path, (10, 5, None, None), number=2)
    after = LogFile(first.log).log
    assert after[key()] == before
    assert state(after[key()]) == "validated"
    assert state(after[key("Q2")]) == "to validate"


def test_a_log_that_did_not_change_is_left_alone(tmp_path: Path) -> None:
    log = report(tmp_path, (10, 1, 1, 1)).log
    content = log.read_bytes()
    outcome = report(tmp_path, (10, 1, 1, 1))
    assert outcome.log_copy is None
    assert log.read_bytes() == content


def test_a_copy_of_the_old_log_is_kept_each_time(tmp_path: Path) -> None:
    first = report(tmp_path, (10, 1, 1, 1))
    old = first.log.read_bytes()
    copies = [report(tmp_path, (10 + n, 1, 1, 1), number=1 + n).log_copy for n in (1, 2)]
    assert [copy.name for copy in copies if copy] == [
        "validation_log before 2026-06-01.xlsx",
        "validation_log before 2026-06-01 (2).xlsx",
    ]
    assert copies[0]
    assert copies[0].read_bytes() == old


def test_a_changed_figure_reopens_its_row_twice_too(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 6, evidence="Sheet", validated_by="Officer")
    outcome = report(tmp_path, (12, 1, 1, 1), number=2)
    entry = LogFile(outcome.log).log[key()]
    assert figures((entry.reported, entry.validated, entry.before)) == (12, None, 6)
    assert (state(entry), entry.evidence, entry.validated_by) == ("reopened", "Sheet", "")
    assert entry.history == "Reported changed from 10 to 12."
    assert outcome.as_json()["validated"]["sleva"] == 0

    again = LogFile(report(tmp_path, (13, 1, 1, 1), number=3).log).log[key()]
    assert figures((again.reported, again.validated, again.before)) == (13, None, 6)
    assert again.history == "Reported changed from 10 to 12. Reported changed from 12 to 13."

    validate(outcome, 11)
    once_more = LogFile(report(tmp_path, (14, 1, 1, 1), number=4).log).log[key()]
    assert once_more.before == 11


def test_a_row_that_nobody_validated_only_takes_the_new_figure(tmp_path: Path) -> None:
    report(tmp_path, (10, 1, 1, 1))
    entry = LogFile(report(tmp_path, (12, 1, 1, 1), number=2).log).log[key()]
    assert figures((entry.reported, entry.history, state(entry))) == (12, "", "to validate")


def test_a_validated_figure_that_was_withdrawn_counts_for_nothing_and_is_told(
    tmp_path: Path,
) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 6)
    outcome = report(tmp_path, (None, 1, 1, 1), number=2)
    assert outcome.as_json()["validated"]["sleva"] == 0
    assert codes(outcome.consolidation.problems).count("log-unmatched") == 1
    assert LogFile(outcome.log).log[key()].validated == 6

    back = report(tmp_path, (10, 1, 1, 1), number=3)
    assert back.as_json()["validated"]["sleva"] == float(round(6 * PROXY, 2))


def test_more_than_was_reported_is_said_and_counted_as_validated(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 11)
    outcome = report(tmp_path, (10, 1, 1, 1))
    assert state(LogFile(outcome.log).log[key()]) == "more than reported"
    assert outcome.data["data"][0]["validated_units"] == 11
    (told,) = (p for p in outcome.consolidation.problems if p.code == "log-more-validated")
    assert (told.file, told.sheet, told.cell_names) == (
        "validation_log.xlsx",
        *log_cell("validated"),
    )
    assert "C1', PJ04, Q1: 11 units are validated, and 10 were reported" in told.what
    assert outcome.consolidation.needs_attention


@pytest.mark.parametrize(
    ("units", "given", "blank"),
    [
        (6, {}, {"Evidence seen": EVIDENCE, "Validated by": BY, "Validated on": ON}),
        (6, {"evidence": "Sheet", "validated_on": AS_AT}, {"Validated by": BY}),
        (6, {"evidence": "Sheet", "validated_by": "Officer", "validated_on": AS_AT}, {}),
        (0, {"validated_by": "Officer", "validated_on": AS_AT}, {}),
    ],
)
def test_what_is_validated_without_a_trace_is_told(
    tmp_path: Path, units: float, given: dict[str, Any], blank: dict[str, str]
) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), units, **given)
    problems = report(tmp_path, (10, 1, 1, 1)).consolidation.problems
    found = {p.details["label"]: p.cell_names for p in problems if p.code == "log-unproved"}
    assert found == blank


def test_a_day_of_validation_without_units_is_told(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    of_q2 = {"validated_by": "Officer", "evidence": "Sheet"}
    validated = {"validated_on": AS_AT, "validated_by": "Officer"}
    retyped(outcome.log, {log_cell(name, 0): value for name, value in validated.items()})
    retyped(outcome.log, {log_cell(name, 1): value for name, value in of_q2.items()})
    problems = report(tmp_path, (10, 1, 1, 1)).consolidation.problems
    (told,) = (p for p in problems if p.code == "log-without-units")
    assert told.cell_names == log_cell("validated", 0)[1]


def test_a_row_is_named_where_it_stands_and_new_ones_stand_under_it(tmp_path: Path) -> None:
    validate(report(tmp_path, (None, 1, 1, 10)), 11, "Q4")
    outcome = report(tmp_path, (1, 1, 1, 10), number=2)
    (told,) = (p for p in outcome.consolidation.problems if p.code == "log-more-validated")
    assert told.cell_names == log_cell("validated", 2)[1]
    rows = sheet_rows(outcome.log, "Log")
    assert [row["Quarter"] for row in rows] == ["Q2", "Q3", "Q4", "Q1"]
    assert rows[2]["Validated units"] == 11


def test_nothing_validated_is_not_the_same_as_none(tmp_path: Path) -> None:
    validate(report(tmp_path, (10, 1, 1, 1)), 0)
    rows = report(tmp_path, (10, 1, 1, 1)).data["data"]
    assert [row["validated_units"] for row in rows] == [0, None, None, None]
    assert [row["validated_value"] for row in rows] == [0, None, None, None]


def test_rows_of_other_years_are_kept_and_not_told(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    last_year = ("2024-25", *key()[1:])
    log = LogFile(outcome.log).log
    log[last_year] = replace(log[key()], key=last_year, validated=Decimal(3))
    write_log(log, council(), outcome.log, AS_AT)
    again = report(tmp_path, (11, 1, 1, 1), number=2)
    assert LogFile(again.log).log[last_year].validated == 3
    assert "log-unmatched" not in codes(again.consolidation.problems)


@pytest.mark.parametrize("typed", ["60 or so", "#REF!", -4])
def test_a_log_that_cannot_be_used_stops_the_job_and_is_not_touched(
    tmp_path: Path, typed: Any
) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    retyped(outcome.log, {log_cell("validated"): typed})
    before = outcome.log.read_bytes()
    with pytest.raises(InputError, match=f"Log {VALIDATED}: 'Validated units'"):
        report(tmp_path, (12, 1, 1, 1), number=2)
    assert outcome.log.read_bytes() == before


def test_every_fault_of_the_log_is_told_at_once(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    first, other = log_cell("validated"), log_cell("validated", 2)
    when = log_cell("validated_on", 1)
    retyped(outcome.log, {first: "60 or so", other: -4, when: "in spring"})
    with pytest.raises(InputError) as raised:
        LogFile(outcome.log)
    for (sheet, cell), label in ((first, "units"), (other, "units"), (when, "on")):
        assert f"{sheet} {cell}: 'Validated {label}'" in raised.value.what
    assert "nothing was changed" in raised.value.what


def beside(column: int, row: int) -> tuple[str, str]:
    """A cell beside the table; row -1 is that of the headings."""
    columns = len(template("validation_log").table("log").columns)
    sheet, first = log_cell("ref")
    return sheet, a1(int(first[1:]) - 1 + row, columns + column)


def test_columns_of_the_councils_own_are_kept_with_their_rows(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, 1, 1))
    mine: dict[tuple[int, int], Any] = {
        (0, -1): "My tick", (0, 0): "x", (0, 2): 3, (1, -1): "Seen on", (1, 1): date(2026, 5, 5),
        (2, -1): "Note", (2, 0): "=1+1", (3, 1): "no heading", (4, -1): "Empty yet",
    }  # fmt: skip
    retyped(outcome.log, {beside(*at): value for at, value in mine.items()})
    outcome = report(tmp_path, (10, 5, 1, 1), number=2)
    rows = {row["Quarter"]: row for row in sheet_rows(outcome.log, "Log")}
    assert {quarter: row["My tick"] for quarter, row in rows.items()} == {
        "Q1": "x", "Q2": None, "Q3": None, "Q4": 3,
    }  # fmt: skip
    assert rows["Q3"]["Seen on"].date() == date(2026, 5, 5)
    cells = cells_of(outcome.log)
    assert cells[beside(3, 1)].value == "no heading"
    assert (cells[beside(2, -1)].value, cells[beside(2, 0)].formula) == ("Note", "=1+1")
    assert cells[beside(4, -1)].value == "Empty yet"
    assert "extra-column" not in codes(outcome.consolidation.problems)
    again = report(tmp_path, (10, 6, 1, 1), number=3)
    assert sheet_rows(again.log, "Log")[0]["My tick"] == "x"


def test_what_stands_elsewhere_in_the_log_is_kept(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, 1, 1))

    def change(book: Any) -> None:
        book["Log"]["F1"] = "Ask Jo"
        book.create_sheet("Mine")["A1"] = "A thought"

    edit(outcome.log, change)
    outcome = report(tmp_path, (10, 5, 1, 1), number=2)
    cells = cells_of(outcome.log)
    assert outcome.log_copy
    assert cells["Log", "F1"].value == "Ask Jo"
    assert cells["Mine", "A1"].value == "A thought"
    assert outcome.log_refused is None


def test_a_copy_of_a_sheet_is_told_and_a_sheet_of_ones_own_is_not(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, 1, 1))

    def change(book: Any) -> None:
        book.create_sheet("Mine").append(["Contract reference", "Measure"])
        book.copy_worksheet(book["Corrections"]).title = "Corrections of May"

    edit(outcome.log, change)
    problems = report(tmp_path, (10, None, 1, 1)).consolidation.problems
    (told,) = (p for p in problems if p.file == outcome.log.name)
    assert (told.code, told.sheet) == ("extra-sheet", "Corrections of May")
    assert "move them into the sheet" in told.remedy


def test_a_log_in_which_something_stands_in_the_way_is_left_as_it_is(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, 1, 1))
    joined = f"A{FIRST + 3}:C{FIRST + 3}"
    edit(outcome.log, lambda book: book["Log"].merge_cells(joined))
    before = outcome.log.read_bytes()
    again = report(tmp_path, (10, 5, 1, 1), number=2)
    assert f"cells joined: {joined}" in str(again.log_refused)
    assert again.log.read_bytes() == before
    assert sheet_rows(again.summary, "Data")
    assert again.overdue.exists()
    assert again.log_copy is None


def test_a_column_by_which_rows_go_is_missed_rather_than_rows_called_the_same(
    tmp_path: Path,
) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))

    def change(book: Any) -> None:
        book["Log"].delete_cols(under(book["Log"], "Quarter").column)

    edit(outcome.log, change)
    with pytest.raises(InputError, match="Log: the column 'Quarter' is not there") as refused:
        LogFile(outcome.log)
    assert "same figure" not in str(refused.value)


def test_a_log_that_was_begun_is_said(tmp_path: Path) -> None:
    assert report(tmp_path, (10, 1, 1, 1)).log_begun
    assert not report(tmp_path, (10, 1, 1, 1)).log_begun


def test_a_figure_in_two_rows_of_the_log_stops_the_job(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, None, None))

    def twice(book: Any) -> None:
        sheet = book["Log"]
        for column in range(1, 24):
            sheet.cell(FIRST + 1, column).value = sheet.cell(FIRST, column).value

    edit(outcome.log, twice)
    with pytest.raises(InputError, match=f"rows {FIRST} and {FIRST + 1}: the same figure"):
        LogFile(outcome.log)


@pytest.mark.parametrize("column", ["note", "validated", "ref"])
def test_what_is_written_twice_under_the_rows_is_no_figure(tmp_path: Path, column: str) -> None:
    outcome = report(tmp_path, (10, None, None, None))
    retyped(outcome.log, {log_cell(column, row): 123 for row in (3, 4)})
    outcome = report(tmp_path, (10, None, None, None))
    assert [*LogFile(outcome.log).log] == [key()]
    assert not [p for p in outcome.consolidation.problems if p.file == outcome.log.name]


def test_a_note_typed_into_the_log_by_hand_is_read(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, None, None, None))
    retyped(outcome.log, {log_cell("validated"): "£6", log_cell("note"): "Asked Jo"})
    entry = LogFile(outcome.log).log[key()]
    assert figures((entry.validated, entry.note)) == (6, "Asked Jo")


def entry_of(supplier: str, quarter: str, validated: float | None) -> tuple[LogKey, Entry]:
    units = None if validated is None else Decimal(str(validated))
    made = key(quarter, supplier=supplier)
    return made, Entry(made, "", "", Decimal(50), units)


def test_validated_units_to_date_are_each_suppliers_own() -> None:
    log: Log = dict(
        [
            entry_of("Old Ltd", "Q1", 5),
            entry_of("Old Ltd", "Q2", 2.5),
            entry_of("Old Ltd", "Q3", None),
            entry_of("New Ltd", "Q4", 1),
            entry_of("Gone Ltd", "Q1", 9),
        ]
    )
    known = [(contract("C1", supplier=name), {"PJ04": 1}) for name in ("Old Ltd", "New Ltd")]
    assert validated_to_date(log, register_of(*known)) == {
        (Key("C1", "", "Old Ltd"), "PJ04"): (
            Decimal("7.5"),
            round(5 * PROXY, 2) + Decimal("30.53"),
        ),
        (Key("C1", "", "New Ltd"), "PJ04"): (Decimal(1), PROXY),
    }


def test_a_later_workbook_is_issued_with_what_was_validated(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1))
    validate(outcome, 6)
    register = read_register(tmp_path / "register.xlsx", council())
    so_far = validated_to_date(LogFile(outcome.log).log, register)
    pack = monitoring_pack(register, YEAR, tmp_path / "next", council(), from_log=FromLog(so_far))
    (row,) = sheet_rows(pack.written[0], "Promises")
    assert row["Confirmed so far"] == 6
    content = open_workbook(pack.written[0]).content
    assert content.value("contract.validated") == round(6 * PROXY, 2)


def test_a_later_workbook_is_issued_with_its_number_and_quarter(tmp_path: Path) -> None:
    outcome = report(tmp_path, (10, 1, 1, 1), number=2)
    register = read_register(tmp_path / "register.xlsx", council())
    decided = LogFile(outcome.log).decided
    (key,) = (each.key for each in register.contracts)
    assert following_returns(decided, YEAR) == {key: (3, "Q4")}
    assert following_returns(decided, FinancialYear(2026)) == {}
    from_log = FromLog(following=following_returns(decided, YEAR))
    pack = monitoring_pack(register, YEAR, tmp_path / "next", council(), from_log=from_log)
    content = open_workbook(pack.written[0]).content
    assert (content.value("report.return_number"), content.value("report.quarter")) == (3, "Q4")


@pytest.mark.parametrize(
    ("day", "possible"),
    [
        (date(2062, 4, 14), False),
        (date(2024, 4, 14), False),
        (date(2025, 5, 31), False),
        (date(2025, 6, 1), True),
        (AS_AT, True),
        (date(2026, 6, 2), False),
    ],
)
def test_a_day_on_which_nothing_can_have_been_validated_is_told(
    tmp_path: Path, day: date, *, possible: bool
) -> None:
    given: dict[str, Any] = {"evidence": "Sheet", "validated_by": "Officer", "validated_on": day}
    validate(report(tmp_path, (10, 1, 1, 1)), 6, **given)
    problems = report(tmp_path, (10, 1, 1, 1)).consolidation.problems
    found = [p.cell_names for p in problems if p.code == "log-date"]
    assert found == ([] if possible else [ON])
