"""What people put into the register and the log goes through every job that changes them."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.register.measure_sets import export_set, import_set
from svtools.jobs.register.read import read_register
from svtools.jobs.tender.award import award
from svtools.jobs.validation_log.entries import Entry, Log, row_of
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.jobs.validation_log.reading import TABLE, TEMPLATE
from svtools.measures import open_set
from svtools.workbooks.book import open_book
from svtools.workbooks.parse import template
from svtools.workbooks.write import build
from tests.making import (
    AS_AT,
    YEAR,
    contract,
    council,
    edit,
    log_cell,
    register_of,
    save_register,
    save_return,
)
from tests.workbooks.peoples_parts import (
    HIDDEN,
    NOTED,
    OUR_LENGTH,
    OUR_VIEW,
    packed,
    parts_of,
    sample_register,
)
from tests.written_cells import cells_of

MARKED = Path(__file__).parents[2] / "sample_workbooks" / "tender" / "5_marked.xlsx"
WINNER = "Shoreline Parking Trust"
# The chain of calculation, which Excel makes anew, and where it is named.
CHAIN = {"xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
OWN = rf"({OUR_VIEW}|{OUR_LENGTH})\d"
LOGGED = int(log_cell("ref")[1][1:])
"""The first row of a log, as people count them; its columns end before X."""

OWN_SHEET = {"A1": "Ours, in bold", "A4": 2, "A6": 4, "A8": 45000, "A9": "#DIV/0!"}


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    path.write_bytes(sample_register())
    return path


def changed_parts(before: Path, after: Path) -> set[str]:
    old, new = parts_of(before.read_bytes()), parts_of(after.read_bytes())
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def check_what_is_theirs(before: Path, after: Path) -> None:
    """Their sheet, their columns, their note and the row that they hid are there."""
    cells, former = cells_of(after), cells_of(before)
    assert {name: cells["Our sheet", name].value for name in OWN_SHEET} == OWN_SHEET
    own = [name for name in former if name[0] == "Contracts" and re.match(OWN, name[1])]
    assert len(own) > 30
    assert {name: cells[name] for name in own} == {name: former[name] for name in own}
    with pytest.warns(UserWarning, match="not supported"):  # of openpyxl itself
        book = openpyxl.load_workbook(after)
    assert book["Contracts"][NOTED].comment.text == "Ask Pat before changing this"
    assert book["Contracts"].row_dimensions[HIDDEN].hidden
    book.close()


def test_an_award_leaves_people_what_is_theirs(register: Path, tmp_path: Path) -> None:
    after = tmp_path / "after.xlsx"
    awarded = award(MARKED, WINNER, register, after, council())
    sheets = {f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4)}
    grown = {"xl/tables/table3.xml", "xl/workbook.xml"}  # and calculated when it is opened
    assert changed_parts(register, after) == CHAIN | sheets | grown
    check_what_is_theirs(register, after)
    promises = read_register(after, council()).promises[awarded.contract]
    assert {each.measure.code for each in promises} == {each.measure for each in awarded.promises}


def test_an_imported_set_leaves_people_what_is_theirs(register: Path, tmp_path: Path) -> None:
    after = tmp_path / "after.xlsx"
    ours = replace(open_set(), name="Ours", edition="ours-2026")
    export_set(ours, tmp_path / "ours.xlsx", council())
    _, problems = import_set(tmp_path / "ours.xlsx", register, after, council())
    assert problems == []
    sheets = {f"xl/worksheets/sheet{number}.xml" for number in (5, 6)}
    assert changed_parts(register, after) == CHAIN | sheets | {"xl/tables/table5.xml"}
    check_what_is_theirs(register, after)
    assert len(read_register(after, council()).sets["ours-2026"].measures) == len(ours.measures)


def report(folder: Path, *units: Any, number: int) -> Outcome:
    """A return with these units comes in, and the folder is consolidated."""
    made_up = contract()
    of_it = register_of((made_up, {"PJ04": 40}))
    path = save_register(folder / "register.xlsx", of_it)
    save_return(folder / "in" / f"{number}.xlsx", of_it, made_up, {"PJ04": units}, number=number)
    return consolidate(folder / "in", path, YEAR, folder / "summary.xlsx", council(), as_at=AS_AT)


def put_theirs(book: Any) -> None:
    """A sheet, a column and a note of the officers' own."""
    ours = book.create_sheet("Ours")
    ours["A1"], ours["A2"] = "Units reported", "=SUM(Log[Reported units])"
    book["Log"][f"X{LOGGED - 1}"], book["Log"][f"X{LOGGED}"] = "Our tick", "x"
    book["Log"][f"P{LOGGED}"].comment = Comment("Ring them first", "Pat")


def test_a_log_goes_through_two_consolidations_with_what_is_theirs(tmp_path: Path) -> None:
    log = report(tmp_path, 10, number=1).log
    edit(log, put_theirs)
    for number, units, total in ((2, (10, 5), 15), (3, (12, 5, 1), 18)):
        outcome = report(tmp_path, *units, number=number)
        assert outcome.log_refused is None
        cells = cells_of(log)
        assert tuple(cells["Log", f"X{row}"].value for row in (LOGGED - 1, LOGGED)) == (
            "Our tick",
            "x",
        )
        assert cells["Ours", "A1"].value == "Units reported"
        assert cells["Ours", "A2"] == ("=SUM(Log[Reported units])", total)
        book = openpyxl.load_workbook(log)
        assert book["Log"][f"P{LOGGED}"].comment.text == "Ring them first"
        book.close()
    assert [entry.reported for entry in LogFile(log).log.values()] == [12, 5, 1]


TALL = 25_000
NONE = dict.fromkeys(("by_return", "corrections", "findings", "closed"), ())


def test_a_log_of_many_years_is_carried_on_with_its_own_column(tmp_path: Path) -> None:
    keys = [("2024-25", f"C{n:05}", "", "A Ltd", "PJ04", "Q1", "Promised") for n in range(TALL)]
    entries: Log = {key: Entry(key, "Made up", "hours", Decimal(5)) for key in keys}
    rows = [row_of(entry) for entry in entries.values()]
    data: dict[str, Any] = {
        "council": {"name": "Ours"},
        TABLE: rows,
        "run": 1,
        "row_count": 1,
        **NONE,
    }
    data |= {"closing": {"year": None}}
    parts = parts_of(build(template(TEMPLATE), data))
    sheet = next(name for name, part in parts.items() if part.count(b"<row ") > TALL)
    top = LOGGED - 1
    ticks = ((n, "Our tick" if n == top else f"tick {n}") for n in range(top, TALL + LOGGED))
    text = '<c r="X{}" t="inlineStr"><is><t>{}</t></is></c></row>'
    own = {b"%d" % number: text.format(number, tick).encode() for number, tick in ticks}
    parts[sheet] = re.sub(
        rb'(<row r="(\d+)"[^/>]*>.*?)</row>',
        lambda row: row[1] + own.get(row[2], b"</row>"),
        parts[sheet],
    )
    path = tmp_path / "log.xlsx"
    path.write_bytes(packed(parts))
    started = process_time()
    log = LogFile(path).log
    more = {("2025-26", *key[1:]): replace(log[key], row=None) for key in keys[:500]}
    more = {key: replace(entry, key=key) for key, entry in more.items()}
    validated = {key: replace(log[key], validated=Decimal(5)) for key in keys[:500]}
    write_log(log | validated | more, council(), path, AS_AT)
    assert process_time() - started < 20
    rows_now = next(sheet for sheet in open_book(path).sheets if sheet.name == "Log").rows
    assert [row[23] for row in rows_now[top - 1 : TALL + top]] == [
        "Our tick",
        *(f"tick {number}" for number in range(LOGGED, TALL + LOGGED)),
    ]
    assert len(rows_now) == TALL + 500 + top
    assert {row[0] for row in rows_now[TALL + top :]} == {key[1] for key in keys[:500]}
