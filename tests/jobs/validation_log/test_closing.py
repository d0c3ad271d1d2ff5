"""A year of the log closed: its rows lie in a file beside it, and count as they did."""

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from svtools.data import load
from svtools.errors import InputError, OutputError
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.validation_log import closing
from svtools.jobs.validation_log.closed import years_to_close
from svtools.jobs.validation_log.closing import close_year
from svtools.jobs.validation_log.entries import Entry, row_of
from svtools.jobs.validation_log.log import LogFile, about_log
from svtools.monitoring import FinancialYear
from svtools.workbooks.parse import parse
from svtools.workbooks.replacing import replace_with
from svtools.workbooks.write import build
from tests.jobs.validation_log.deciding import OFFICER, report, rows, run, type_into
from tests.libreoffice import differences, needs_libreoffice
from tests.making import AS_AT, FIXTURES, YEAR, council, edit, under

ON = date(2026, 6, 2)
OTHER_YEAR = "2024-25"
CLOSED = "validation_log 2025-26.xlsx"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose log is as `_validated` says, and the same with the year closed."""
    folder = tmp_path_factory.mktemp("house")
    log = _validated(folder / "open")
    shutil.copytree(log.parent, folder / "closed")
    close(folder / "closed" / log.name)
    return folder


@pytest.fixture
def validated(made_once: Path, tmp_path: Path) -> Path:
    """A log in a folder of its own."""
    shutil.copytree(made_once / "open", tmp_path, dirs_exist_ok=True)
    return tmp_path / "validation_log.xlsx"


@pytest.fixture
def shut(made_once: Path, tmp_path: Path) -> Path:
    """A log whose year is closed, in a folder of its own."""
    shutil.copytree(made_once / "closed", tmp_path, dirs_exist_ok=True)
    return tmp_path / "validation_log.xlsx"


def _validated(folder: Path) -> Path:
    """A log of four figures of 2025-26, all of them validated, and one row of another year."""
    log = report(folder).log

    def change(book: Any) -> None:
        sheet = book["Log"]
        for row in range(4):
            for heading, value in (
                ("Validated units", under(sheet, "Reported units", row).value),
                ("Evidence seen", "photo"),
                ("Validated by", OFFICER),
                ("Validated on", date(2026, 5, 29)),
            ):
                under(sheet, heading, row).value = value

    edit(log, change)
    entry = next(iter(LogFile(log).log.values()))
    older = Entry((OTHER_YEAR, *entry.key[1:]), entry.title, "Unit", Decimal(3), Decimal(2))
    write(log, {**LogFile(log).log, older.key: older})
    return log


def write(log: Path, entries: Any) -> None:
    file = LogFile(log)
    replace_with(log, file.carried_on(entries, council(), file.run)(False))


def close(log: Path, **more: Any) -> closing.Closing:
    return close_year(log, YEAR, council(), on=ON, **more)


def told(made: Outcome) -> list[str]:
    """The codes of what was told."""
    return [problem.code for problem in made.consolidation.problems]


def headline(made: Outcome) -> Any:
    return made.data["headline"]


def test_the_rows_go_into_a_file_that_the_log_names(tmp_path: Path, validated: Path) -> None:
    log = validated
    done = close(log)
    assert done.closed == tmp_path / "validation_log 2025-26.xlsx"
    assert (done.rows, done.moved, done.waiting) == (4, 4, 0)
    assert [row["Financial year"] for row in rows(log, "Log")] == [OTHER_YEAR]
    assert {row["Financial year"] for row in rows(done.closed, "Log")} == {"2025-26"}
    (named,) = rows(log, "Closed years")
    assert (named["File"], named["Rows"]) == ("validation_log 2025-26.xlsx", 4)
    assert done.log_copy
    assert len(rows(done.log_copy, "Log")) == 5


def test_they_count_as_before_and_nothing_is_written_again(tmp_path: Path, validated: Path) -> None:
    log = validated
    before = run(tmp_path)
    close(log)
    bytes_of_log = log.read_bytes()
    after = run(tmp_path)
    assert headline(after) == headline(before)
    assert after.data["data"] == before.data["data"]
    assert log.read_bytes() == bytes_of_log
    assert told(after) == told(before)


def test_data_and_other_readers_of_the_log_have_them(tmp_path: Path, validated: Path) -> None:
    log = validated
    made = run(tmp_path)
    register = tmp_path / "register.xlsx"
    before = load([made.summary], council(), register, log)["validation"]
    close(log)
    after = load([made.summary], council(), register, log)["validation"]
    assert sorted(after.to_dict("records"), key=str) == sorted(before.to_dict("records"), key=str)
    assert len(after) == 5


def test_a_figure_that_changes_comes_back_to_be_validated(tmp_path: Path, shut: Path) -> None:
    log, closed = shut, shut.with_name(CLOSED)
    bytes_of_closed = closed.read_bytes()
    made = report(tmp_path, (11, 20, None, None), 2)
    back = [row for row in rows(log, "Log") if row["Financial year"] == "2025-26"]
    assert [(row["Measure"], row["Quarter"], row["State"]) for row in back] == [
        ("PJ04", "Q1", "reopened")
    ]
    assert (back[0]["Reported units"], back[0]["Validated before"]) == (11, 10)
    assert closed.read_bytes() == bytes_of_closed
    assert "log-reopened" in told(made)
    assert len(LogFile(log).log) == 5


def test_a_new_figure_of_a_closed_year_gets_a_row_in_the_log(tmp_path: Path, shut: Path) -> None:
    log = shut
    report(tmp_path, (10, 20, 30, None), 2, quarter="Q3")
    new = [row for row in rows(log, "Log") if row["Financial year"] == "2025-26"]
    assert {(row["Measure"], row["Quarter"]) for row in new} == {("PJ04", "Q3"), ("OP08", "Q3")}


def test_what_came_back_is_taken_in_when_the_year_is_closed_again(
    tmp_path: Path, shut: Path
) -> None:
    log = shut
    report(tmp_path, (11, 20, 30, None), 2, quarter="Q3")
    with pytest.raises(InputError, match="3 rows of 2025-26 wait to be decided"):
        close(log)
    again = close(log, with_waiting=True)
    assert (again.rows, again.moved, again.waiting) == (6, 3, 3)
    assert [row["Financial year"] for row in rows(log, "Log")] == [OTHER_YEAR]
    entries = LogFile(log).log
    key = next(k for k in entries if k[4] == "PJ04" and k[5] == "Q1" and k[0] == "2025-26")
    assert entries[key].reported == 11
    assert len(entries) == 7


def test_several_years_stand_beside_the_log(shut: Path) -> None:
    before = LogFile(shut).log
    done = close_year(shut, FinancialYear(2024), council(), on=ON, with_waiting=True)
    assert (done.rows, done.closed.name) == (1, "validation_log 2024-25.xlsx")
    assert [row["Financial year"] for row in rows(shut, "Closed years")] == ["2025-26", OTHER_YEAR]
    assert LogFile(shut).row_count == 0
    assert LogFile(shut).log == before
    assert {key[0] for key in LogFile(shut, year=YEAR).log} == {"2025-26"}


def test_a_return_accepted_as_a_whole_validates_rows_that_were_closed_waiting(
    tmp_path: Path,
) -> None:
    log = report(tmp_path).log
    close(log, with_waiting=True)
    accepted = {"Accepted": "Yes", "Evidence seen": "photo", "Accepted by": OFFICER}
    type_into(log, "By return", 0, accepted | {"Accepted on": date(2026, 5, 30)})
    run(tmp_path)
    assert {row["State"] for row in rows(log, "Log")} == {"validated"}
    assert len(rows(log, "Log")) == 4


def test_a_column_of_somebodys_own_goes_with_the_rows(validated: Path) -> None:
    log = validated

    def change(book: Any) -> None:
        sheet = book["Log"]
        cell = under(sheet, "History", 0)
        sheet.cell(cell.row - 1, cell.column + 1).value = "Our own"
        for row in range(5):
            year = under(sheet, "Financial year", row).value
            sheet.cell(cell.row + row, cell.column + 1).value = f"{year} {row}"

    edit(log, change)
    done = close(log)

    def own(path: Path) -> list[Any]:
        sheet = openpyxl.load_workbook(path)["Log"]
        first = under(sheet, "History", 0)
        column = [sheet.cell(first.row + n, first.column + 1).value for n in range(6)]
        return [value for value in column if value]

    assert [text[:7] for text in own(log)] == [OTHER_YEAR]
    assert [text[:7] for text in own(done.closed)] == ["2025-26"] * 4


def test_a_log_of_version_2_is_brought_up_to_date(tmp_path: Path, validated: Path) -> None:
    log, before = tmp_path / "older.xlsx", LogFile(validated).log
    rows_before = [row_of(before[key]) for key in sorted(before)]
    data = {**about_log(council(), 7, len(before)), "log": rows_before}
    others: dict[str, Any] = dict.fromkeys(("by_return", "corrections", "findings"), ())
    log.write_bytes(
        build(parse(FIXTURES / "older_templates" / "validation_log_2.yaml"), data | others)
    )
    close(log)
    assert LogFile(log).log == before
    assert LogFile(log).run == 8


@needs_libreoffice
def test_both_files_calculate_as_they_say(validated: Path) -> None:
    log = validated
    done = close(log)
    assert differences(log, done.closed) == []


@pytest.mark.parametrize("where", ["consolidation", "reading"])
def test_a_file_that_is_gone_is_told_by_name(where: str, shut: Path) -> None:
    shut.with_name(CLOSED).unlink()
    with pytest.raises(InputError, match=r"'validation_log 2025-26\.xlsx' is not beside"):
        run(shut.parent) if where == "consolidation" else LogFile(shut)


def test_a_file_that_was_renamed_is_named_as_it_is_called_now(tmp_path: Path, shut: Path) -> None:
    log, closed = shut, shut.with_name(CLOSED)
    closed.rename(tmp_path / "last year.xlsx")
    with pytest.raises(InputError, match=r"'last year\.xlsx' beside it seems to be that file"):
        LogFile(log)


def test_a_file_that_was_only_saved_again_is_the_same(shut: Path) -> None:
    log, closed = shut, shut.with_name(CLOSED)
    before = LogFile(log).log
    edit(closed, lambda _: None)
    assert LogFile(log).log == before


def test_a_file_in_which_somebody_typed_is_told_and_taken_over_only_when_that_is_said(
    tmp_path: Path, shut: Path
) -> None:
    log, closed = shut, shut.with_name(CLOSED)
    type_into(closed, "Log", 0, {"Validated units": 7})
    with pytest.raises(InputError, match=r"'validation_log 2025-26\.xlsx' isn't as it was"):
        run(tmp_path)
    with pytest.raises(InputError, match="isn't as it was"):
        close(log)
    close(log, accept_changed=True)
    assert 7 in {entry.validated for entry in LogFile(log).log.values()}


def test_the_file_of_a_closed_year_is_no_log_to_go_on_with(shut: Path) -> None:
    with pytest.raises(InputError, match="holds the closed year 2025-26"):
        LogFile(shut.with_name(CLOSED))


def test_rows_that_wait_are_not_closed_unawares(tmp_path: Path) -> None:
    log = report(tmp_path).log
    before = log.read_bytes()
    with pytest.raises(InputError, match="4 rows of 2025-26 wait"):
        close(log)
    assert log.read_bytes() == before
    assert not (tmp_path / "validation_log 2025-26.xlsx").exists()


def test_a_year_without_rows_and_a_name_that_is_taken_are_refused(
    tmp_path: Path, validated: Path
) -> None:
    log = validated
    with pytest.raises(InputError, match="has no row of 2019-20"):
        close_year(log, FinancialYear(2019), council(), on=ON)
    with pytest.raises(InputError, match="has no row of 2030-31"):
        close_year(log, FinancialYear(2030), council(), on=ON, accept_changed=True)
    (tmp_path / "validation_log 2025-26.xlsx").write_bytes(b"somebody's own")
    with pytest.raises(InputError, match="is already there"):
        close(log)


def test_a_text_far_under_the_table_is_named_with_its_row(validated: Path) -> None:
    def change(book: Any) -> None:
        first = under(book["Log"], "Measure", 0)
        book["Log"].cell(first.row + 40, first.column).value = "a note"

    edit(validated, change)
    row = under(openpyxl.load_workbook(validated)["Log"], "Measure", 0).row + 40
    with pytest.raises(InputError, match=f"sheet Log, row {row}: this isn't in the table"):
        close(validated)


def with_own(book: Any, what: str) -> None:
    """Something of somebody's own that names a row of the year alone."""
    cell = under(book["Log"], "Measure", 0)
    own, there = book.create_sheet("Own"), f"Log!${cell.column_letter}${cell.row}"
    if what == "formula":
        own["B2"] = f"={there}"
    elif what == "name":
        book.defined_names["Best"] = DefinedName("Best", attr_text=there)
    elif what == "chart":
        chart = BarChart()
        chart.add_data(Reference(book["Log"], cell.column, cell.row))
        own.add_chart(chart, "D4")
    elif what == "format":
        own.conditional_formatting.add("C3:C9", FormulaRule([f"C3>{there}"]))
    else:
        allowed = DataValidation("list", formula1=there)
        allowed.add("E5:E9")
        own.add_data_validation(allowed)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("formula", r"Own!B2 \(=Log!"),
        ("name", r"this workbook \(the name Best\)"),
        ("chart", r"Own \(a chart\)"),
        ("format", r"Own!C3 \(a conditional format\)"),
        ("validation", r"Own!E5 \(a data validation\)"),
    ],
)
def test_what_would_lose_its_cells_is_named_and_nothing_done(
    validated: Path, what: str, told: str
) -> None:
    edit(validated, lambda book: with_own(book, what))
    before = validated.read_bytes()
    with pytest.raises(InputError, match=f"names rows of 2025-26 alone.*{told}"):
        close(validated)
    assert validated.read_bytes() == before
    assert not validated.with_name(CLOSED).exists()
    done = close(validated, accept_loss=True)
    (listed,) = openpyxl.load_workbook(validated)["About"].iter_rows(min_row=2, values_only=True)
    where, name, thing = (str(value or "") for value in listed)
    assert re.search(told, f"{where}!{name} ({thing})".replace("! ", " "))
    assert "About" not in openpyxl.load_workbook(done.closed).sheetnames


def test_with_its_loss_accepted_a_formula_reads_ref(validated: Path) -> None:
    edit(validated, lambda book: with_own(book, "formula"))
    close(validated, accept_loss=True)
    assert openpyxl.load_workbook(validated)["Own"]["B2"].value == "=Log!#REF!"


def test_both_files_are_put_in_place_or_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, validated: Path
) -> None:
    log = validated
    before = sorted(path.name for path in tmp_path.iterdir())
    bytes_of_log = log.read_bytes()

    def refuse(files: Any) -> None:
        assert len(files) == 2
        raise OutputError("The disk is full.", "Make room.")

    monkeypatch.setattr(closing, "replace_all", refuse)
    with pytest.raises(OutputError):
        close(log)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert log.read_bytes() == bytes_of_log


def test_a_large_log_proposes_the_years_that_are_not_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def entry(year: str, number: int, *, closed: bool = False) -> Entry:
        return Entry((year, str(number)), "", "", None, closed=closed)

    monkeypatch.setattr("svtools.jobs.validation_log.closed.MANY_ROWS", 3)
    few = [entry("2024-25", n) for n in range(3)]
    assert years_to_close({e.key: e for e in few}, "2025-26") == []
    more = [*few, entry("2025-26", 0)]
    assert years_to_close({e.key: e for e in more}, "2025-26") == ["2024-25"]
    shut = [*few, entry("2023-24", 0, closed=True)]
    assert years_to_close({e.key: e for e in shut}, "2025-26") == []


def test_withdrawn_figures_of_a_closed_year_are_told(tmp_path: Path, shut: Path) -> None:
    assert shut.exists()
    (tmp_path / "in" / "1.xlsx").unlink()
    made = consolidate(
        tmp_path / "in",
        tmp_path / "register.xlsx",
        YEAR,
        tmp_path / "summary.xlsx",
        council(),
        as_at=AS_AT,
    )
    assert "log-unmatched" in told(made)
