"""Editing registers and logs into which people put all that Excel lets them."""

import io
import re
from functools import cache
from pathlib import Path
from time import process_time

import openpyxl
import pytest
import xlsxwriter

from svtools.workbooks.book import open_book
from svtools.workbooks.cell_xml import Entry
from svtools.workbooks.cells import letters
from svtools.workbooks.editing import TALL, Editing
from svtools.workbooks.package_parts import sheet_parts
from svtools.workbooks.parse import template
from svtools.workbooks.table_growth import tables_on
from tests.libreoffice import differences, needs_libreoffice
from tests.workbooks.peoples_parts import (
    FIRST,
    HEADING,
    LAST,
    NOTED,
    OUR_LENGTH,
    OUR_VIEW,
    PLACE,
    TITLE,
    VALUE,
    parts_of,
    sample_register,
)
from tests.written_cells import cells_of

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
GROWN_LAST = LAST + 5
"""The table's last row, once 25 were added to the 19 that it holds."""

NET = "Net value with options"
ALL_VALUES = f"${VALUE}${FIRST}:${VALUE}${GROWN_LAST}"
AREA = f"A{HEADING}:{letters(len(PLACE.columns) - 1)}{GROWN_LAST}"

# The parts that may change when rows are added to the table Contracts; all others may not.
SHEET, TABLE, OWN_SHEET = (
    "xl/worksheets/sheet2.xml",
    "xl/tables/table1.xml",
    "xl/worksheets/ours.xml",
)
FOLLOW = {
    "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", SHEET, TABLE, OWN_SHEET,
    "xl/charts/chart1.xml", "xl/drawings/drawing1.xml",
}  # fmt: skip


def headings_on(data: bytes, sheet: str) -> tuple[int, int]:
    """The row and the column of the first heading of a sheet's table."""
    parts = parts_of(data)
    (table,) = tables_on(parts, sheet, sheet_parts(parts)[sheet])
    return table.heading, table.columns[0]


@cache
def edited() -> tuple[Editing, bytes, list[int]]:
    editing = Editing(sample_register())
    at = PLACE.columns
    editing.set("Contracts", HEADING, at[NET], 5_000_000)
    rows = [
        editing.add_row(
            "Contracts",
            (HEADING - 1, 0),
            {0: f"N{n}", at["Contract title"]: "New", at[NET]: n, at["Status"]: "Live"},
        )
        for n in range(25)
    ]
    return editing, editing.saved(), rows


def test_rows_fill_the_blank_ones_and_go_on_below() -> None:
    assert edited()[2] == list(range(HEADING + 19, GROWN_LAST))


def test_every_part_that_need_not_change_is_byte_for_byte() -> None:
    before, after = parts_of(sample_register()), parts_of(edited()[1])
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == FOLLOW | {"xl/calcChain.xml"}
    assert "xl/calcChain.xml" not in after
    assert not any(b"calcChain" in part for part in after.values())


def test_formats_and_lists_of_both_kinds_grow_with_the_table() -> None:
    sheet = parts_of(edited()[1])[SHEET].decode()
    tail = sheet[sheet.index("</sheetData>") :]
    assert f":{VALUE}{LAST}" not in tail
    length, value, view = (
        f"{column}{FIRST}:{column}{GROWN_LAST}" for column in (OUR_LENGTH, VALUE, OUR_VIEW)
    )
    assert f'sqref="{length} A{FIRST}:A{FIRST + 5}"' in tail
    assert re.findall("<xm:sqref>([^<]*)", tail) == [value, view]
    assert f"<xm:f>MAX({ALL_VALUES})</xm:f>" in tail
    assert tail.count('<dataValidation type="list"') == parts_of(sample_register())[
        SHEET
    ].decode().count('<dataValidation type="list"')
    assert f'ref="{AREA}"'.encode() in parts_of(edited()[1])[TABLE]


def test_a_list_from_another_sheet_grows_with_its_table() -> None:
    editing = Editing(sample_register())
    headings = headings_on(sample_register(), "Measure sets")
    for number in range(8):
        last = editing.add_row("Measure sets", headings, {0: f"set {number}"})
    sheet = parts_of(editing.saved())[SHEET].decode()
    assert last > 7
    assert f"<xm:f>'Measure sets'!$A$5:$A${last + 1}</xm:f>" in sheet
    assert f"<formula1>'Measure sets'!$A$5:$A${last + 1}</formula1>" in sheet


def test_peoples_own_column_goes_on_in_new_rows(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(edited()[1])
    new = cells_of(path)["Contracts", f"{OUR_LENGTH}{GROWN_LAST}"]
    assert new.formula == f"=LEN({TITLE}{GROWN_LAST})*SUM({ALL_VALUES})"
    assert isinstance(new.value, float)
    assert new.value > 0


def test_results_of_untouched_formulas_stay_and_the_others_are_new(tmp_path: Path) -> None:
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    old.write_bytes(sample_register())
    new.write_bytes(edited()[1])
    before, after = cells_of(old), cells_of(new)
    own = {a1: after["Our sheet", a1].value for a1 in ("A3", "A4", "A5", "A6", "A8", "A9")}
    live = before["Our sheet", "A3"].value
    assert isinstance(live, float)
    assert own == {
        "A3": live + 25,
        "A4": 2,
        "A5": 2 * live + 50,
        "A6": 4,
        "A8": 45000,
        "A9": "#DIV/0!",
    }
    assert b"<v>2.00</v>" in parts_of(edited()[1])[OWN_SHEET]
    rows = [int(re.sub("[A-Z]", "", a1)) for sheet, a1 in before if sheet == "Contracts"]
    assert max(rows) == LAST
    touched = {("Our sheet", a1) for a1 in ("A2", "A3", "A5")}
    for name, cell in before.items():
        if cell.formula and name not in touched and not name[1].startswith(OUR_LENGTH):
            row = int(re.sub("[A-Z]", "", name[1]))
            if name[0] != "Contracts" or FIRST < row < HEADING + 20:
                assert after[name] == cell, name


def test_only_what_cannot_be_calculated_is_named() -> None:
    editing, data, _ = edited()
    assert [str(cell) for cell, _ in editing.uncalculated] == ["Our sheet!A7"]
    assert b'fullCalcOnLoad="1"' in parts_of(data)["xl/workbook.xml"]


def test_other_readers_open_it(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(edited()[1])
    rows, net = open_book(path).sheets[1].rows, PLACE.columns[NET]
    assert (rows[-1][0], rows[-1][net], rows[HEADING][net]) == ("N24", 24, 5_000_000)
    with pytest.warns(UserWarning, match="not supported"):  # of openpyxl itself
        book = openpyxl.load_workbook(path)
    assert book["Contracts"].tables["Contracts"].ref == AREA
    assert book["Contracts"][NOTED].comment.text == "Ask Pat before changing this"


@needs_libreoffice
def test_libreoffice_recalculates_to_the_same_results(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(edited()[1])
    wrong = {(cell.sheet, cell.cell) for cell in differences(path)}
    # Today's date, what Excel alone could calculate, and the stored result that nothing touched.
    assert wrong <= {("Our sheet", name) for name in ("A6", "A7", "A8")}


def test_a_record_with_a_totals_row_grows(tmp_path: Path) -> None:
    data = (SAMPLES / "tender" / "1_record.xlsx").read_bytes()
    editing = Editing(data)
    headings = headings_on(data, "Questions")
    rows = [editing.add_row("Questions", headings, {0: f"Q{n}", 1: "Why?"}) for n in range(9)]
    path = tmp_path / "record.xlsx"
    path.write_bytes(editing.saved())
    now = cells_of(path)
    assert now["Questions", f"A{rows[-1] + 1}"].value == "Q8"
    assert "Total" in {now["Questions", f"{letter}{rows[-1] + 2}"].value for letter in "ABC"}
    assert editing.uncalculated == []


LOG = [column.key for column in template("validation_log").table("log").columns]
LOGGED: dict[int, Entry] = {
    LOG.index("year"): "2025-26",
    LOG.index("ref"): "C0101",
    LOG.index("measure"): "M01",
    LOG.index("reported"): 4,
}
GROWN: list[tuple[str, str, dict[int, Entry], int]] = [
    ("validation_log.xlsx", "Log", LOGGED, 5),
    ("contracts_register.xlsx", "Promises", {0: "C0101"}, 40),
    ("tender/1_record.xlsx", "Quality criteria", {0: "Care", 1: 0.1}, 12),
    ("tender/5_marked.xlsx", "Bidders", {0: "Another"}, 3),
    ("tender/5_marked.xlsx", "Offers", {0: "Another"}, 3),
]


@needs_libreoffice
def test_our_own_workbooks_grow_and_libreoffice_finds_the_same_results(tmp_path: Path) -> None:
    paths = []
    for number, (name, sheet, values, count) in enumerate(GROWN):
        data = (SAMPLES / name).read_bytes()
        editing, headings = Editing(data), headings_on(data, sheet)
        for _ in range(count):
            editing.add_row(sheet, headings, values)
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(editing.saved())
        assert editing.uncalculated == []
    assert differences(*paths) == []


def log(rows: int) -> bytes:
    """A log of our own shape in miniature, with a people's sheet that counts it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, counts = book.add_worksheet("Log"), book.add_worksheet("Ours")
        columns = [
            {"header": "Reference"},
            {"header": "Units"},
            {
                "header": "State",
                "formula": '=IF(Log[[#This Row],[Units]]="","to validate","validated")',
            },
        ]
        sheet.add_table(0, 0, rows, 2, {"name": "Log", "columns": columns})
        for number in range(rows):
            sheet.write(number + 1, 0, f"C{number:05}")
            sheet.write(number + 1, 1, number % 7 or "")
            sheet.write_formula(
                number + 1,
                2,
                '=IF(Log[[#This Row],[Units]]="","to validate","validated")',
                None,
                "validated",
            )
        counts.write_formula(0, 0, "=SUM(Log[Units])", None, 1)
        counts.write_formula(1, 0, "=1+1", None, 2)
        sheet.data_validation(1, 1, rows, 1, {"validate": "decimal", "criteria": ">=", "value": 0})
    return stream.getvalue()


def test_a_tall_log_is_edited_without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svtools.workbooks.editing.engine_results", None)
    editing = Editing(log(TALL + 5_000))
    for row in range(1, 2_000):
        editing.set("Log", row, 1, row)
        editing.result("Log", row, 2, "validated")
    for number in range(1_000):
        row = editing.add_row("Log", (0, 0), {0: f"N{number}", 1: number})
        if number:
            editing.result("Log", row, 2, "validated")
    started = process_time()
    parts = parts_of(editing.saved())
    assert process_time() - started < 10
    assert [str(cell) for cell, _ in editing.uncalculated] == ["Log!C25002", "Ours!A1"]
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    assert 'sqref="B2:B26001"' in sheet
    assert '<c r="B2"><v>1</v></c>' in sheet
    assert sheet.count("<row ") == 26_001
    assert b'ref="A1:C26001"' in parts["xl/tables/table1.xml"]
    assert b'fullCalcOnLoad="1"' in parts["xl/workbook.xml"]


def test_a_file_of_openpyxl_is_edited(tmp_path: Path) -> None:
    """It stores no results, and its charts have no prefix: neither stands in the way."""
    path = tmp_path / "own.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Bed", "Plants"], ["North", 1], ["South", 2]):
        sheet.append(row)
    sheet["D1"] = "=SUM(B2:B3)"
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="Beds", ref="A1:B3"))
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=2, min_row=2, max_row=3))
    sheet.add_chart(chart, "F2")
    book.save(path)
    editing = Editing(path.read_bytes())
    assert editing.add_row("Sheet", (0, 0), {0: "East", 1: 3}) == 3
    path.write_bytes(editing.saved())
    now = cells_of(path)
    assert now["Sheet", "D1"] == ("=SUM(B2:B4)", 6)
    assert b"'Sheet'!$B$2:$B$4" in parts_of(path.read_bytes())["xl/charts/chart1.xml"]
    assert openpyxl.load_workbook(path).active.tables["Beds"].ref == "A1:B4"


def libreoffice_saved() -> Editing:
    """A return that LibreOffice saved as .xlsx, with more rows than its table had."""
    path = SAMPLES / "returns" / "C0101 Estuary Grounds return 4.xlsx"
    assert b"LibreOffice" in parts_of(path.read_bytes())["docProps/app.xml"]
    editing = Editing(path.read_bytes())
    headings = headings_on(path.read_bytes(), "Other delivery")
    rows = [editing.add_row("Other delivery", headings, {0: f"M{n}"}) for n in range(12)]
    assert rows[-1] > 12
    return editing


@needs_libreoffice
def test_a_file_of_libreoffice_is_edited(tmp_path: Path) -> None:
    editing = libreoffice_saved()
    path = tmp_path / "return.xlsx"
    path.write_bytes(editing.saved())
    table = next(
        xml for name, xml in parts_of(path.read_bytes()).items() if b'"Other"' in xml[:400]
    )
    last = int(re.search(rb' ref="A4:K(\d+)"', table)[1])  # type: ignore[index]  # it is there
    now = cells_of(path)
    assert now["Other delivery", f"A{last - 1}"].value == "M11"
    assert now["Other delivery", f"A{last}"].value == "Total"
    assert differences(path) == []
