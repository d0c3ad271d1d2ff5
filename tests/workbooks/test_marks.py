"""Errors and formulas without a result are not blanks, whoever made the file."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from svtools.workbooks.book import open_book
from svtools.workbooks.cells import CellError, Uncalculated, Value
from svtools.workbooks.marks import marks
from tests.libreoffice import converted, needs_libreoffice
from tests.workbooks.handmade import ods_bytes, saved, sheet_xml, xlsx_bytes

REF = CellError("#REF!")


def rows_of(path: Path) -> list[list[Value | None]]:
    return open_book(path).sheets[0].rows


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', REF),
        ('<c r="B2" s="3" t="e"><f>A1/0</f><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        ("<c r='B2' t='e'><v>#N/A</v></c>", CellError("#N/A")),
        ('<c t="e" r="B2" cm="1">\n <v> #REF! </v>\n</c>', REF),
        ('<c r="B2" t="e"/>', CellError("#VALUE!")),
        ('<c r="B2"><f>1+1</f></c>', Uncalculated()),
        ('<c r="B2" s="1"><f>1+1</f><v></v></c>', Uncalculated()),
        ('<c r="B2"><f>1+1</f><v/></c>', Uncalculated()),
        ('<c r="B2"><f>1+1</f><v />\n</c>', Uncalculated()),
        ('<c r="B2"><f t="shared" si="0"/></c>', Uncalculated()),
        ('<c r="B2">\n  <f t="array" ref="B2">1</f>\n  </c>', Uncalculated()),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', None),
        ('<c r="B2" t="str"><f>""</f><v/></c>', None),
        ('<c r="B2" t="str"><f>""</f></c>', None),
        ('<c r="B2" t="inlineStr"><is><t>#REF!</t></is></c>', "#REF!"),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="B2"><f t="shared" si="0"/><v>2</v></c>', 2),
        ('<c r="B2"><v>0</v></c>', 0),
        ('<c r="B2" s="1"/>', None),
    ],
)
def test_what_a_cell_without_a_value_means(
    cell: str, expected: Value | None, tmp_path: Path
) -> None:
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    second = f'<row r="2"><c r="A2" s="1"/>{cell}<c r="C2"><v>3</v></c></row>'
    path = saved(xlsx_bytes(first + second), tmp_path)
    assert rows_of(path) == [[1, None, None], [None, expected, 3]]


def test_a_sheet_with_a_namespace_prefix_is_read_alike(tmp_path: Path) -> None:
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1"><x:c r="A1" t="e"><x:v>#REF!</x:v></x:c>'
        '<x:c r="B1"><x:f>1</x:f></x:c><x:c r="C1"><x:v>5</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    )
    assert rows_of(saved(xlsx_bytes(sheet=sheet), tmp_path)) == [[REF, Uncalculated(), 5]]


def test_cells_without_names_are_counted(tmp_path: Path) -> None:
    sheet = (
        "<row><c><v>1</v></c></row>"
        '<row r="3"><c r="B3"><v>1</v></c><c t="e"><v>#REF!</v></c><c><f>1</f></c></row>'
        '<row><c t="e"><v>#REF!</v></c></row>'
    )
    rows = rows_of(saved(xlsx_bytes(sheet), tmp_path))
    assert rows[2] == [None, 1, REF, Uncalculated()]
    assert rows[3] == [REF, None, None, None]


def test_errors_beyond_the_last_value_widen_every_row(tmp_path: Path) -> None:
    sheet = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3" t="e"><v>#REF!</v></c></row>'
    )
    rows = rows_of(saved(xlsx_bytes(sheet), tmp_path))
    assert rows == [[1, None, None], [None, None, None], [None, None, REF]]


@pytest.mark.parametrize("code", ["#SPILL!", "#GETTING_DATA", "Err:502"])
def test_an_error_that_the_reader_does_not_know_spoils_nothing(code: str, tmp_path: Path) -> None:
    cells = f'<c r="A1" t="e"><v>{code}</v></c><c r="B1"><v>2</v></c>'
    rows = rows_of(saved(xlsx_bytes(f'<row r="1">{cells}</row>'), tmp_path))
    assert rows == [[CellError(code), 2]]


def test_a_workbook_of_nothing_but_errors_is_not_empty(tmp_path: Path) -> None:
    data = xlsx_bytes('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')
    assert rows_of(saved(data, tmp_path)) == [[REF]]


def test_validation_rules_are_not_taken_for_formulas() -> None:
    sheet = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    rules = '<dataValidation sqref="A1"><formula1>0</formula1></dataValidation></worksheet>'
    assert marks(sheet.replace("</worksheet>", rules).encode()) == []


def test_what_openpyxl_saves_was_never_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    book.active["B1"] = "#REF!"
    book.active["C1"] = '=""'
    book.save(tmp_path / "made.xlsx")
    assert rows_of(tmp_path / "made.xlsx") == [[Uncalculated(), REF, Uncalculated()]]


def test_what_xlsxwriter_stores_beside_a_formula_is_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        sheet = book.add_worksheet()
        for column, result in enumerate((2, "text", "#N/A", True)):
            sheet.write_formula(0, column, "=A2", None, result)
    assert rows_of(tmp_path / "made.xlsx") == [[2, "text", CellError("#N/A"), True]]


@needs_libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_what_libreoffice_saves_is_read(ending: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, formula in {"A1": "=1+1", "B1": "=1/0", "C1": '=""', "E1": "=NA()"}.items():
        book.active[name] = formula
    book.active["F1"] = "text"
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(tmp_path / "made.xlsx")
    (copy,) = converted([tmp_path / "made.xlsx"], ending, tmp_path)
    read = open_book(copy)
    assert read.sheets[0].rows == [[2, CellError("#DIV/0!"), None, None, CellError("#N/A"), "text"]]
    assert [sheet.hidden for sheet in read.sheets] == [False, True]


ERROR = (
    'table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"'
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (f"<table:table-cell {ERROR}><text:p>#REF!</text:p></table:table-cell>", REF),
        (
            '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="0">'
            "<text:p>Err:502</text:p></table:table-cell>",
            CellError("Err:502"),
        ),
        ('<table:table-cell table:formula="of:=1"/>', Uncalculated()),
        ('<table:table-cell table:formula="of:=1"></table:table-cell>', Uncalculated()),
        ('<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>', None),
        (
            '<table:table-cell office:value-type="string"><text:p>#REF!</text:p>'
            "</table:table-cell>",
            "#REF!",
        ),
        ("<table:table-cell/>", None),
    ],
)
def test_what_an_ods_cell_without_a_value_means(
    cell: str, expected: Value | None, tmp_path: Path
) -> None:
    one = '<table:table-cell office:value-type="float" office:value="1"/>'
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        f"{cell}{one}</table:table-row>"
    )
    blank = (
        '<table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    tables = f'<table:table table:name="A">{blank}{row}</table:table>'
    rows = rows_of(saved(ods_bytes(tables), tmp_path))
    assert rows[2] == [None, None, expected, 1]


def test_errors_that_an_ods_repeats_are_all_marked(tmp_path: Path) -> None:
    cell = (
        f'<table:table-cell {ERROR} table:number-columns-repeated="2"><text:p>#REF!</text:p>'
        "</table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="3">{cell}</table:table-row>'
    data = ods_bytes(f'<table:table table:name="A">{row}</table:table>')
    assert rows_of(saved(data, tmp_path)) == [[REF, REF]] * 3
