"""What a workbook's cells come back as."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from svtools.errors import UnreadableFile
from svtools.workbooks.book import open_book
from tests.workbooks.handmade import XLSX_PARTS, ods_bytes, packed, saved, sheet_xml, xlsx_bytes

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize("from_1904", [False, True])
def test_each_kind_of_value(from_1904: bool, tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        hours = book.add_format({"num_format": "[h]:mm"})
        sheet.write_row(1, 1, ["text", "  ", 12, 0.12, True])
        sheet.write_datetime(2, 1, datetime(2026, 3, 31), day)  # noqa: DTZ001  # Excel has no zones
        sheet.write_datetime(2, 2, datetime(2026, 3, 31, 9, 30), day)  # noqa: DTZ001  # as above
        sheet.write_datetime(2, 3, time(9, 30), day)
        sheet.write_datetime(2, 4, timedelta(hours=37.5), hours)
    (read,) = open_book(path).sheets
    assert read.rows == [
        [None] * 6,
        [None, "text", None, 12, 0.12, True],
        [
            None,
            date(2026, 3, 31),
            datetime(2026, 3, 31, 9, 30),  # noqa: DTZ001  # as above
            time(9, 30),
            timedelta(hours=37.5),
            None,
        ],
    ]


def test_hidden_sheets_are_read_and_chart_sheets_left_out(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("First & last").write(0, 0, 1)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='First & last'!$A$1:$A$1"})
        book.add_chartsheet("Chart").set_chart(chart)
        book.add_worksheet("Hidden").hide()
        book.add_worksheet("Very hidden").very_hidden()
        book.get_worksheet_by_name("Hidden").write_formula(0, 0, "=1/0", None, "#DIV/0!")
    sheets = open_book(path).sheets
    assert [(sheet.name, sheet.hidden, sheet.order) for sheet in sheets] == [
        ("First & last", False, 0),
        ("Hidden", True, 2),
        ("Very hidden", True, 3),
    ]
    assert str(sheets[1].rows[0][0]) == "CellError(code='#DIV/0!')"


def test_sheets_are_matched_by_their_relations_and_not_by_file_names(tmp_path: Path) -> None:
    parts = {
        **XLSX_PARTS,
        "xl/workbook.xml": '<workbook xmlns:r="x"><sheets><sheet r:id="b" name="B" sheetId="1"/>'
        '<sheet name="A" sheetId="2" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        '<Relationship Id="a" Target="/xl/worksheets/Sheet1.xml" Type="x/worksheet"/>'
        '<Relationship Target="worksheets/sheet2.xml" Id="b" Type="x/worksheet"/></Relationships>',
        "xl/worksheets/Sheet1.xml": sheet_xml(ONE),
        "xl/worksheets/sheet2.xml": sheet_xml('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'),
    }
    first, second = open_book(saved(packed(parts), tmp_path)).sheets
    assert (first.name, str(first.rows)) == ("B", "[[CellError(code='#N/A')]]")
    assert (second.name, second.rows) == ("A", [[1]])


def test_part_names_with_backslashes_are_read(tmp_path: Path) -> None:
    parts = {**XLSX_PARTS, "xl/worksheets/sheet1.xml": sheet_xml(ONE)}
    data = packed({name.replace("/", "\\"): part for name, part in parts.items()})
    assert open_book(saved(data, tmp_path)).sheets[0].rows == [[1]]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", ""),
        ("utf-8-sig", "utf-8"),
        ("utf-8", "utf-16"),
        ("cp1252", "windows-1252"),
        ("latin-1", "ISO-8859-1"),
        ("utf-7", "UTF-7"),
    ],
)
def test_a_sheet_is_the_same_in_any_encoding(encoding: str, declared: str, tmp_path: Path) -> None:
    said = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    row = '<row r="1"><c r="A1" t="str"><v>£12</v></c></row>'
    sheet = f"{said}{sheet_xml(row)}".encode(encoding)
    assert open_book(saved(xlsx_bytes(sheet=sheet), tmp_path)).sheets[0].rows == [["£12"]]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-32", ""), ("utf-32", "utf-32"), ("cp1252", "utf-8"), ("utf-8", "klingon")],
)
def test_a_sheet_in_no_encoding_that_it_says_is_damaged(
    encoding: str, declared: str, tmp_path: Path
) -> None:
    said = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    row = '<row r="1"><c r="A1"><f>"£"</f><v>12</v></c><c r="B1" t="str"><v>£</v></c></row>'
    sheet = f"{said}{sheet_xml(row)}".encode(encoding)
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(xlsx_bytes(sheet=sheet), tmp_path))
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    "cell",
    ['<c r="A1" t="s"><v>99</v></c>', '<c r="A0"><v>1</v></c>', '<c r="A0" t="e"><v>1</v></c>'],
)
def test_a_sheet_that_contradicts_itself_is_damaged(cell: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(xlsx_bytes(f'<row r="1">{cell}</row>'), tmp_path))
    assert refused.value.code == "damaged"


def test_lengths_of_time_in_an_ods(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="time" office:time-value="{code}"/>'
        for code in ("PT09H30M00S", "PT37H30M00S")
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    data = ods_bytes(f'<table:table table:name="A">{row}</table:table>')
    assert open_book(saved(data, tmp_path)).sheets[0].rows == [[time(9, 30), timedelta(hours=37.5)]]


def test_one_sheet_that_is_listed_twice_is_damage(tmp_path: Path) -> None:
    again = '<sheet name="Two" sheetId="2" r:id="r1"/></sheets>'
    book = XLSX_PARTS["xl/workbook.xml"].replace("</sheets>", again)
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(xlsx_bytes(ONE, **{"xl/workbook.xml": book}), tmp_path))
    assert refused.value.code == "damaged"
