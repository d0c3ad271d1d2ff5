"""One file of the folder: read into compact rows, or rejected with the reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from svtools.jobs.blanks import write_blank
from svtools.jobs.consolidation.return_files import read_batch, read_return
from svtools.jobs.consolidation.returns import OTHER, PROMISED, Return, rows_of
from svtools.workbooks.parse import parse
from svtools.workbooks.write import build
from tests.making import (
    ANSWERS,
    OLDER,
    Filling,
    address,
    codes,
    contract,
    council,
    edit,
    figures,
    fillable,
    filled,
    register_of,
    save_return,
    with_rows,
)

EACH = contract(lot="2")
REGISTER = register_of((EACH, {"OP01": 8, "OP08": 52}))


def save(path: Path, **more: Any) -> Return:
    save_return(path, REGISTER, EACH, {"OP01": (1, None, "?", 2.5)}, **more)
    return read_return(path.parent, path.name)


def test_what_the_supplier_filled_in_is_read_with_its_place(tmp_path: Path) -> None:
    made = save(tmp_path / "a.xlsx", quarter="Q3", number=2, other=[{"measure": "PJ04", "q2": 7}])
    assert (made.ref, made.lot, made.supplier, made.year) == ("C1", "2", "Made Up Ltd", "2025-26")
    assert (made.number, made.quarter, made.completed) == (2, 3, date(2026, 4, 10))
    assert [(x.measure, x.origin, x.quarter, x.units, str(x.cell)) for x in made.lines] == [
        ("OP01", PROMISED, 1, Decimal(1), "Delivery!F7"),
        ("OP01", PROMISED, 4, Decimal("2.5"), "Delivery!I7"),
        ("PJ04", OTHER, 2, Decimal(7), address("other.q2")),
    ]
    assert [(gap.measure, gap.quarter, gap.faulty) for gap in made.gaps][:2] == [
        ("OP01", 2, False),
        ("OP01", 3, True),
    ]
    assert figures([(issued.measure, issued.units) for issued in made.promises]) == [
        ("OP01", 8),
        ("OP08", 52),
    ]
    assert not made.nil


@pytest.mark.parametrize("said", ["Quarter 4", "Q4 (January to March)", "January to March", 4])
def test_a_quarter_is_read_as_people_call_it(tmp_path: Path, said: Any) -> None:
    made = save(tmp_path / "a.xlsx", quarter=said)
    assert made.quarter == 4
    assert "interpreted" in codes(made.problems)


def test_everything_else_that_was_filled_in_is_an_answer(tmp_path: Path) -> None:
    made = save(
        tmp_path / "a.xlsx",
        notes={"OP01": "On site"},
        other=[{"measure": "PJ04", "q1": 1, "note": "In the park"}],
        beneficiaries=[{"measure": "PJ04", "units": 3, "ward": "Made Up ward"}],
        beside={"OP01": {"proof": "photo.jpg", "ward": "Milton"}},
        fte=[{"role": "Apprentice", "hours": 20}],
    )
    tables = [(a.table, a.label, a.value) for a in made.answers if a.table]
    assert tables == [
        ("delivery", "Note", "On site"),
        ("evidence", "Measure", "OP01"),
        ("evidence", "Evidence", "photo.jpg"),
        ("beneficiaries", "Measure", "OP01"),
        ("beneficiaries", "", "promised"),
        ("beneficiaries", "Where (ward)", "Milton"),
        ("other", "Note", "In the park"),
        ("beneficiaries", "Measure", "PJ04"),
        ("beneficiaries", "Units", 3),
        ("beneficiaries", "Where (ward)", "Made Up ward"),
        ("fte", "Role (not a name)", "Apprentice"),
        ("fte", "Hours a week", 20),
    ]
    assert len([answer for answer in made.answers if not answer.table]) == len(ANSWERS)


def other_program(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write(0, 0, "Our good deeds")


def newer(path: Path) -> None:
    data = filled(REGISTER, EACH, Filling())
    path.write_bytes(build(replace(fillable(), version=99), data))


def strange_template(path: Path) -> None:
    data = filled(REGISTER, EACH, Filling())
    path.write_bytes(build(replace(fillable(), name="tender_of_another_tool"), data))


def unnamed_version(path: Path) -> None:
    save(path)
    edit(path, spelled_out)


def spelled_out(book: Any) -> None:
    for label, value, *_ in book["Start"].iter_rows():
        if label.value == "Template version":
            value.value = "two"


FILES = {
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"), "not-a-spreadsheet"),
    "document": (lambda path: path.write_bytes(b"%PDF-1.7"), "not-a-spreadsheet"),
    "nothing": (lambda path: path.touch(), "empty"),
    "text": (lambda path: path.write_text("a,b\n1,2\n", encoding="utf-8"), "csv"),
    "cut off": (lambda path: path.write_bytes(b"PK\x03\x04 cut off"), "damaged"),
    "no file": (lambda _: None, "unreadable"),
    "folder": (lambda path: path.mkdir(), "closed-folder"),
    "another workbook": (other_program, "no-template"),
    "version in words": (unnamed_version, "no-template"),
    "newer": (newer, "newer-version"),
    "another template": (strange_template, "other-template"),
}


@pytest.mark.parametrize(("make", "code"), FILES.values(), ids=FILES)
def test_a_file_that_is_no_return_is_rejected_with_the_reason(
    tmp_path: Path, make: Any, code: str
) -> None:
    make(tmp_path / "a.xlsx")
    made = read_return(tmp_path, "a.xlsx")
    assert codes(made.problems) == [code]
    assert made.rejected
    assert made.problems[0].what
    assert made.problems[0].remedy
    assert not made.lines


@pytest.mark.parametrize("kind", ["register", "measures"])
def test_the_tools_own_workbooks_are_no_failed_returns(tmp_path: Path, kind: str) -> None:
    write_blank(kind, tmp_path / "own.xlsx", council())
    made = read_return(tmp_path, "own.xlsx")
    assert (made.kind, made.rejected, codes(made.problems)) == ("own output", False, ["own-output"])


def test_a_blank_return_is_a_return_that_says_nothing(tmp_path: Path) -> None:
    write_blank("monitoring", tmp_path / "blank.xlsx", council())
    made = read_return(tmp_path, "blank.xlsx")
    assert set(codes(made.problems)) == {"required-blank"}
    assert [*made.lines, *made.gaps, *made.answers] == []


@pytest.mark.parametrize(("version", "told"), [(1, ["older-version"]), (2, [])])
def test_an_older_version_is_read_from_the_sheets_it_had(
    tmp_path: Path, version: int, told: list[str]
) -> None:
    filling = Filling({"OP01": (1, 2), "OP08": (3,)}, notes={"OP01": "On site"})
    data = filled(REGISTER, EACH, filling)
    data["quarters"] = [{"number": n, "label": f"Q{n}"} for n in range(1, 5)]
    (tmp_path / "a.xlsx").write_bytes(build(with_rows(parse(OLDER[version])), data | {
        "filled_other": [{"measure": "PJ04", "q1": 7}],
        "filled_evidence": [{"measure": "OP01", "quarter": "Q1", "where": "by hand"}],
    }))  # fmt: skip
    made = read_return(tmp_path, "a.xlsx")
    assert codes(made.problems) == told
    assert (made.ref, made.number, made.quarter) == (EACH.key.ref, 1, 4)
    assert [(x.measure, x.origin, x.units, x.cell.sheet) for x in made.lines] == [
        ("OP01", PROMISED, Decimal(1), "Delivery"),
        ("OP01", PROMISED, Decimal(2), "Delivery"),
        ("OP08", PROMISED, Decimal(3), "Delivery"),
        ("PJ04", OTHER, Decimal(7), "Other delivery"),
    ]
    (row,) = rows_of(made.answers, "evidence")
    assert {key: answer.value for key, answer in row.items()} == {
        "measure": "OP01", "quarter": "Q1", "where": "by hand",
    }  # fmt: skip


def test_text_that_begins_with_an_equals_sign_stays_text(tmp_path: Path) -> None:
    made = save(tmp_path / "a.xlsx", notes={"OP01": "=1+1"})
    assert "=1+1" in [answer.value for answer in made.answers]
    assert codes(made.problems) == ["not-a-number"]


def test_a_batch_is_its_files_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    save(tmp_path / "b.xlsx")
    assert [made.file for made in read_batch(tmp_path, ["b.xlsx", "a.png"])] == ["b.xlsx", "a.png"]


def test_a_copy_has_the_same_figures_and_a_correction_has_not(tmp_path: Path) -> None:
    one, copy = save(tmp_path / "a.xlsx"), save(tmp_path / "b.xlsx")
    other = save(tmp_path / "c.xlsx", other=[{"measure": "PJ04", "q2": 7}])
    assert one.figures() == copy.figures()
    assert one.figures() != other.figures()
