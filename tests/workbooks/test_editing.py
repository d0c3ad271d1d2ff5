"""Editing a workbook as Excel saved it: what changes, what grows, what stays byte for byte."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.workbooks.editing import Editing
from tests.libreoffice import differences, needs_libreoffice
from tests.workbooks.excel_saved import BOOK, SHEET, SUMS, TABLE, excel_saved
from tests.workbooks.handmade import ods_bytes
from tests.workbooks.peoples_parts import HEADER, MAIN, OFFICE, between, parts_of, relations_xml
from tests.written_cells import Cell, cells_of

BEDS, SUMS_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
HEADINGS = (2, 0)


def cells(data: bytes, folder: Path) -> dict[str, Cell]:
    path = folder / "edited.xlsx"
    path.write_bytes(data)
    return {f"{sheet}!{name}": cell for (sheet, name), cell in cells_of(path).items()}


def grown(*rows: dict[int, object], **parts: str) -> tuple[Editing, bytes]:
    editing = Editing(excel_saved(**parts))
    for row in rows:
        editing.add_row("Beds", HEADINGS, row)  # type: ignore[arg-type]  # what a test wants
    return editing, editing.saved()


def changed_parts(before: bytes, after: bytes) -> set[str]:
    old, new = parts_of(before), parts_of(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_nothing_changed_is_the_same_file() -> None:
    data = excel_saved()
    assert Editing(data).saved() == data


def test_a_set_cell_changes_its_sheet_and_the_results_that_follow_from_it(tmp_path: Path) -> None:
    data = excel_saved()
    editing = Editing(data)
    editing.set("Beds", 3, 1, 30)
    after = editing.saved()
    assert changed_parts(data, after) == {BEDS, SUMS_PART, "xl/charts/chart1.xml"}
    now = cells(after, tmp_path)
    assert {name: now[name].value for name in ("Beds!B4", "Beds!C4", "Beds!D4", "Beds!E6")} == {
        "Beds!B4": 30, "Beds!C4": 60, "Beds!D4": 0.5, "Beds!E6": 60,
    }  # fmt: skip
    assert [now[f"Sums!{name}1"].value for name in "ABCDF"] == [60, 60, 60, 20, 3]
    assert editing.uncalculated == []


def test_rows_that_do_not_change_stay_byte_for_byte() -> None:
    editing = Editing(excel_saved())
    editing.set("Beds", 0, 0, "Beds in the garden")
    sheet = parts_of(editing.saved())[BEDS].decode()
    rest = SHEET[SHEET.index('<row r="3"') :]
    assert sheet.endswith(rest)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (
            'a < b & "c"',
            '<c r="B4" t="inlineStr"><is><t>a &lt; b &amp; "c"</t></is></c>',
        ),
        (
            "  two\nlines\r",
            '<c r="B4" t="inlineStr"><is><t xml:space="preserve">  two\nlines_x000D_</t></is></c>',
        ),
        (
            "_x0041_\x07",
            '<c r="B4" t="inlineStr"><is><t>_x005F_x0041__x0007_</t></is></c>',
        ),
        ("=1+1", '<c r="B4" t="inlineStr"><is><t>=1+1</t></is></c>'),
        (True, '<c r="B4" t="b"><v>1</v></c>'),
        (7, '<c r="B4"><v>7</v></c>'),
        (Decimal("0.10"), '<c r="B4"><v>0.1</v></c>'),
        (1e-7, '<c r="B4"><v>1e-07</v></c>'),
        (date(2025, 4, 1), '<c r="B4"><v>45748</v></c>'),
        (datetime(2025, 4, 1, 12), '<c r="B4"><v>45748.5</v></c>'),  # noqa: DTZ001  # cells have none
        (None, '<c r="B4"></c>'),
        ("", '<c r="B4"></c>'),
    ],
)
def test_a_value_is_written_in_its_own_type(value: object, written: str) -> None:
    editing = Editing(excel_saved())
    editing.set("Beds", 3, 1, value)  # type: ignore[arg-type]  # one of each
    assert written in parts_of(editing.saved())[BEDS].decode()


def test_dates_follow_the_workbooks_own_calendar() -> None:
    editing = Editing(
        excel_saved(
            **{"xl/workbook.xml": BOOK.replace("<workbookPr/>", '<workbookPr date1904="1"/>')}
        )
    )
    editing.set("Beds", 0, 0, date(2025, 4, 1))
    assert '<c r="A1"><v>44286</v></c>' in parts_of(editing.saved())[BEDS].decode()


def test_a_cell_keeps_its_format_and_a_new_one_takes_its_columns() -> None:
    sheet = SHEET.replace('<c r="B4">', '<c r="B4" s="2" cm="1">')
    editing = Editing(excel_saved(**{BEDS: sheet}))
    editing.set("Beds", 3, 1, 0.5)
    editing.set("Beds", 4, 6, date(2025, 4, 1))
    editing.set("Beds", 11, 0, "below")
    edited = parts_of(editing.saved())[BEDS].decode()
    assert '<c r="B4" s="2"><v>0.5</v></c>' in edited
    assert '<c r="G5" s="1"><v>45748</v></c></row>' in edited
    assert '<row r="12"><c r="A12" t="inlineStr">' in edited
    assert "<dimension" not in edited  # it is known by the cells


def test_cells_and_rows_stay_in_order(tmp_path: Path) -> None:
    editing = Editing(excel_saved())
    editing.set("Beds", 1, 2, "between")
    editing.set("Beds", 1, 0, "first")
    edited = parts_of(editing.saved())[BEDS].decode()
    assert re.findall(r'<row r="(\d+)"', edited) == ["1", "2", "3", "4", "5", "6", "7"]
    assert re.findall(r'<c r="([A-Z]2)"', edited) == ["A2", "C2"]
    assert cells(editing.saved(), tmp_path)["Beds!A2"].value == "first"


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ((3, 2), 1, r"Beds!C4 holds a formula: =B4\*2"),
        ((4, 2), 1, r"Beds!C5 holds a formula: =B5\*2"),
        ((2, 0), "Border", "Beds!A3 is a heading of a table"),
        ((3, 1), float("nan"), "nan can't stand in a cell"),
        ((3, 1), "x" * 32_768, "A text of 32,768 characters"),
        ((3, 1), date(1899, 12, 31), "1899-12-31 is too long ago"),
    ],
)
def test_what_must_not_be_set_is_refused(cell: tuple[int, int], value: object, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Editing(excel_saved()).set("Beds", *cell, value)  # type: ignore[arg-type]  # on purpose


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match=r"There is no sheet 'Bed'\. Name one of: Beds, Sums"):
        Editing(excel_saved()).set("Bed", 0, 0, 1)


def test_a_blank_row_is_filled_before_the_table_grows(tmp_path: Path) -> None:
    sheet = SHEET.replace('<c r="A5" t="s"><v>6</v></c><c r="B5"><v>10</v></c>', '<c r="A5"/>')
    editing = Editing(excel_saved(**{BEDS: sheet}))
    numbers = [editing.add_row("Beds", HEADINGS, {0: name, 1: 1}) for name in ("Wall", "Pond")]
    assert numbers == [4, 6]
    now = cells(editing.saved(), tmp_path)
    assert (now["Beds!A5"].value, now["Beds!A7"].value, now["Beds!C7"].value) == ("Wall", "Pond", 2)


def test_a_row_that_was_set_is_not_blank() -> None:
    sheet = SHEET.replace('<c r="A5" t="s"><v>6</v></c><c r="B5"><v>10</v></c>', "")
    editing = Editing(excel_saved(**{BEDS: sheet}))
    editing.set("Beds", 4, 1, 3)
    assert editing.add_row("Beds", HEADINGS, {0: "Wall"}) == 6


def test_a_row_with_a_note_beside_it_is_not_blank() -> None:
    sheet = SHEET.replace('<c r="A5" t="s"><v>6</v></c><c r="B5"><v>10</v></c>', "")
    sheet = re.sub(r'<c r="E5">.*?</c>', '<c r="E5"><v>1</v></c>', sheet)
    assert Editing(excel_saved(**{BEDS: sheet})).add_row("Beds", HEADINGS, {0: "Wall"}) == 6


def test_a_table_grows_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    editing, data = grown({0: "Wall", 1: 40}, {0: "Pond", 1: 20})
    now, parts = cells(data, tmp_path), parts_of(data)
    assert [now[f"Beds!{name}"] for name in ("A7", "B8", "C8", "E8")] == [
        Cell(None, "Wall"), Cell(None, 20), Cell("=B8*2", 40), Cell("=SUM(B$4:B8)", 100),
    ]  # fmt: skip
    assert now["Beds!D7"] == Cell("=Beds[[#This Row],[Plants]]/SUM(B$4:B$8)", 0.4)
    assert now["Beds!D4"] == Cell("=Beds[[#This Row],[Plants]]/SUM(B$4:B$8)", 0.1)
    assert now["Beds!E6"].formula == "=SUM(B$4:B6)"
    assert now["Beds!A9"].value == "Total"
    assert now["Beds!B9"] == Cell("=SUBTOTAL(109,B4:B8)", 100)
    assert now["Beds!C9"].value == 200
    table = parts["xl/tables/table1.xml"].decode()
    assert 'ref="A3:D9"' in table
    assert '<autoFilter ref="A3:D8"/>' in table
    assert "<totalsRowFormula>SUBTOTAL(109,B4:B8)<" in table
    assert "SUM(B$4:B$8)</calculatedColumnFormula>" in table
    sheet = parts[BEDS].decode()
    assert re.findall(' sqref="([^"]*)"', sheet) == ["B4:B8", "A9:D9", "B4:B8 E6"]
    assert "<formula>$B$9&gt;1</formula>" in sheet
    assert "<formula2>$B$9</formula2>" in sheet
    assert '<row r="8" ht="18" customHeight="1" x14ac:dyDescent="0.25">' in sheet
    assert '<c r="D8" s="2">' in sheet
    assert b">Beds!$A$1:$E$8</definedName>" in parts["xl/workbook.xml"]
    assert (editing.lost, editing.uncalculated) == ([], [])


def test_an_end_that_means_each_cells_own_row_does_not_grow() -> None:
    sheet = SHEET.replace("$B$7&gt;1", "SUM(B$4:B6)&gt;$B$7+SUM(B$4:B$6)")
    after = parts_of(grown({0: "Wall"}, **{BEDS: sheet})[1])[BEDS].decode()
    assert "<formula>SUM(B$4:B6)&gt;$B$8+SUM(B$4:B$7)</formula>" in after


def test_references_elsewhere_follow_the_table(tmp_path: Path) -> None:
    now = cells(grown({0: "Wall", 1: 40})[1], tmp_path)
    assert {name: now[f"Sums!{name}1"] for name in "ABCDEF"} == {
        "A": Cell("=SUM(Beds!B4:B7)", 80),
        "B": Cell("=Beds!B8", 80),
        "C": Cell("=Beds[[#Totals],[Plants]]", 80),
        "D": Cell("=Beds!B6", 20),
        "E": Cell('="B4:B6"&Beds!A6', "B4:B6East & west"),
        "F": Cell("=COUNTA(Beds[Bed])", 4),
    }


def test_charts_grow_and_show_the_new_values_and_what_stands_below_moves() -> None:
    parts = parts_of(grown({0: "<Wall>", 1: 40}, {0: "Pond"})[1])
    chart = parts["xl/charts/chart1.xml"].decode()
    assert re.findall(r"<c:f>([^<]*)", chart) == ["Beds!$A$4:$A$8", "Beds!$B$4:$B$8"]
    texts, numbers = re.findall(r"<c:ptCount.*?(?=</c:\w+Cache>)", chart)
    assert re.findall("<c:v>([^<]*)", texts) == [
        "North", "South", "East &amp; west", "&lt;Wall&gt;", "Pond",
    ]  # fmt: skip
    assert 'ptCount val="5"' in numbers
    assert re.findall("<c:v>([^<]*)", numbers) == ["10", "10", "20", "40"]
    assert "<c:formatCode>#,##0</c:formatCode>" in chart
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    assert re.findall("<xdr:row>([^<]*)", drawing) == ["11", "20", "9", "18"]


def test_a_hidden_row_is_not_in_a_chart_that_leaves_it_out() -> None:
    parts = {BEDS: SHEET.replace('<row r="5"', '<row r="5" hidden="1"')}
    chart = parts_of(excel_saved())["xl/charts/chart1.xml"].decode()
    chart = chart.replace("</c:plotArea>", '</c:plotArea><c:plotVisOnly val="1"/>')
    after = grown({0: "Wall", 1: 40}, **parts, **{"xl/charts/chart1.xml": chart})[1]
    edited = parts_of(after)["xl/charts/chart1.xml"].decode()
    assert re.findall("<c:v>([^<]*)", edited)[-3:] == ["10", "20", "40"]


def test_a_hidden_last_row_does_not_hide_the_new_one() -> None:
    sheet = SHEET.replace('<row r="6"', '<row r="6" hidden="1"')
    edited = parts_of(grown({0: "Wall"}, **{BEDS: sheet})[1])[BEDS].decode()
    assert re.findall('<row r="(\\d)"[^>]*hidden', edited) == ["6"]


def test_a_value_for_a_calculated_column_of_a_new_row_is_refused() -> None:
    with pytest.raises(InputError, match=r"Beds!C7 holds a formula: =B7\*2"):
        Editing(excel_saved()).add_row("Beds", HEADINGS, {0: "Wall", 2: 5})


def test_a_row_without_a_table_is_refused() -> None:
    with pytest.raises(InputError, match="No table has its headings in row 1 of the sheet 'Beds'"):
        Editing(excel_saved()).add_row("Beds", (0, 0), {0: "Wall"})


IN_THE_WAY = SHEET.replace(
    "</row></sheetData>",
    '</row><row r="8"><c r="A8" t="s"><v>0</v></c><c r="B8"><f>B6+1</f><v>21</v></c>'
    '<c r="E8"><v>5</v></c></row></sheetData>'
    '<mergeCells count="2"><mergeCell ref="A8:A9"/><mergeCell ref="G1:H1"/></mergeCells>',
)


def test_what_stands_in_the_way_is_named_and_nothing_is_written() -> None:
    editing = Editing(excel_saved(**{BEDS: IN_THE_WAY}))
    editing.add_row("Beds", HEADINGS, {0: "Wall"})
    with pytest.raises(InputError, match=r"Beds!B8 \(=B6\+1\).*--accept-loss"):
        editing.saved()
    assert [(str(cell), what) for cell, what in editing.lost] == [
        ("Beds!A8", "Beds in the park"),
        ("Beds!B8", "=B6+1"),
        ("Beds!A8", "cells joined: A8:A9"),
    ]


def test_what_was_lost_is_listed_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    editing = Editing(excel_saved(**{BEDS: IN_THE_WAY}))
    editing.add_row("Beds", HEADINGS, {0: "Wall", 1: 1})
    data = editing.saved(accept_loss=True)
    now, sheet = cells(data, tmp_path), parts_of(data)[BEDS].decode()
    assert [now[f"About!{name}3"].value for name in "ABC"] == ["Beds", "B8", "=B6+1"]
    assert (now["Beds!A8"].value, now["Beds!B8"].value) == ("Total", 41)
    assert now["Beds!E8"].value == 5  # beside the table: in nobody's way
    assert '<mergeCells count="1"><mergeCell ref="G1:H1"/></mergeCells>' in sheet


def test_a_formula_that_others_are_filled_down_from_is_not_lost() -> None:
    filled = '<f t="shared" ref="B8:B9" si="9">B6+1</f>'
    sheet = IN_THE_WAY.replace("<f>B6+1</f>", filled)
    editing = Editing(excel_saved(**{BEDS: sheet}))
    editing.add_row("Beds", HEADINGS, {0: "Wall"})
    with pytest.raises(InputError, match="The formula in B8 was filled down from there"):
        editing.saved(accept_loss=True)


def test_another_table_in_the_way_is_refused_with_a_remedy() -> None:
    second = TABLE.replace("Beds", "Paths").replace("A3:D", "C9:F").replace('id="1" n', 'id="2" n')
    links = relations_xml(
        ("rId1", f"{OFFICE}/drawing", "../drawings/drawing1.xml"),
        ("rId2", f"{OFFICE}/table", "../tables/table1.xml"),
        ("rId3", f"{OFFICE}/table", "../tables/table2.xml"),
    )
    second = second.replace("C9:F7", "C9:F12")
    parts = {"xl/tables/table2.xml": second, "xl/worksheets/_rels/sheet1.xml.rels": links}
    editing = Editing(excel_saved(**parts))
    for _ in range(2):
        editing.add_row("Beds", HEADINGS, {0: "Wall"})
    with pytest.raises(
        InputError, match=r"Paths stands under it in C9.*Move that to another sheet"
    ):
        editing.saved(accept_loss=True)


def test_a_note_in_a_moving_totals_row_is_named() -> None:
    both = '<commentList><comment ref="B7"/><comment ref="B4"/></commentList>'
    notes = f'{HEADER}<comments xmlns="{MAIN}">{both}</comments>'
    links = parts_of(excel_saved())["xl/worksheets/_rels/sheet1.xml.rels"]
    more = f'<Relationship Id="rId9" Type="{OFFICE}/comments" Target="../comments1.xml"/>'
    links = between(links, "</Relationships>", more)
    editing = Editing(
        excel_saved(**{"xl/comments1.xml": notes}, **{"xl/worksheets/_rels/sheet1.xml.rels": links})
    )
    editing.add_row("Beds", HEADINGS, {0: "Wall"})
    with pytest.raises(InputError, match="a note"):
        editing.saved()
    assert [str(cell) for cell, _ in editing.lost] == ["Beds!B7"]


def test_a_formula_the_engine_cannot_be_relied_on_is_named_and_recalculated_on_opening() -> None:
    sums = SUMS.replace("COUNTA(Beds[Bed])", "SUM(LEN(Beds[Bed]))").replace(
        "Beds!B6</f>", "TODAY()</f>"
    )
    editing = Editing(excel_saved(**{SUMS_PART: sums}))
    editing.set("Beds", 3, 0, "Northern")
    data = editing.saved()
    assert [(str(cell), formula) for cell, formula in editing.uncalculated] == [
        ("Sums!F1", "=SUM(LEN(Beds[Bed]))")
    ]
    assert b'</definedNames><calcPr fullCalcOnLoad="1"/>' in parts_of(data)["xl/workbook.xml"]
    assert b"<f>SUM(LEN(Beds[Bed]))</f><v>3</v>" in parts_of(data)[SUMS_PART]


def test_a_name_with_a_structured_reference_is_not_given_to_the_engine() -> None:
    book = BOOK.replace(
        "</definedNames>", '<definedName name="every_bed">Beds[Plants]</definedName></definedNames>'
    )
    sums = SUMS.replace("COUNTA(Beds[Bed])", "SUM(every_bed)")
    editing = Editing(excel_saved(**{"xl/workbook.xml": book, SUMS_PART: sums}))
    editing.set("Beds", 3, 1, 30)
    data = editing.saved()
    assert [(str(cell), formula) for cell, formula in editing.uncalculated] == [
        ("Sums!F1", "=SUM(every_bed)")
    ]
    assert b"<f>SUM(Beds!B4:B6)</f><v>60</v>" in parts_of(data)[SUMS_PART]


def test_where_the_engine_gives_up_every_formula_over_the_change_is_named() -> None:
    sums = SUMS.replace("COUNTA(Beds[Bed])", "SUM(NoTable[Bed])")
    editing = Editing(excel_saved(**{SUMS_PART: sums}))
    editing.set("Beds", 3, 1, 30)
    data = editing.saved()
    named = {f"{cell.sheet}{cell.row}{cell.column}" for cell, _ in editing.uncalculated}
    of_beds = ["32", "33", "34", "43", "44", "53", "54", "61", "62"]
    assert named == {f"Beds{at}" for at in of_beds} | {f"Sums0{column}" for column in range(5)}
    assert b"fullCalcOnLoad" in parts_of(data)["xl/workbook.xml"]


def test_a_result_that_the_job_knows_is_stored_and_counts(tmp_path: Path) -> None:
    sums = SUMS.replace("COUNTA(Beds[Bed])", "SUM(LEN(Beds[Bed]))").replace(
        "Beds!B6</f>", "F1+1</f>"
    )
    editing = Editing(excel_saved(**{SUMS_PART: sums}))
    editing.set("Beds", 3, 0, "Northern")
    editing.result("Sums", 0, 5, 24)
    now = cells(editing.saved(), tmp_path)
    assert (now["Sums!F1"].value, now["Sums!D1"].value) == (24, 25)
    assert editing.uncalculated == []


def test_a_signature_is_lost_only_when_that_is_accepted() -> None:
    signed = {
        "_xmlsignatures/origin.sigs": "",
        "_xmlsignatures/sig1.xml": "<Signature/>",
        "_rels/.rels": relations_xml(
            ("rId1", f"{OFFICE}/officeDocument", "xl/workbook.xml"),
            (
                "rId2",
                "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
                "_xmlsignatures/origin.sigs",
            ),
        ),
    }
    editing = Editing(excel_saved(**signed))
    editing.set("Beds", 3, 1, 30)
    with pytest.raises(InputError, match="the digital signature"):
        editing.saved()
    parts = parts_of(editing.saved(accept_loss=True))
    assert not [name for name in parts if "signature" in name]
    assert b"signature" not in parts["_rels/.rels"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ods_bytes(""), "save it as .xlsx"),
        (b"PK, but no zip", "save it as .xlsx"),
    ],
)
def test_what_is_no_xlsx_is_refused_with_a_remedy(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Editing(data)


def test_a_workbook_with_a_wrong_checksum_is_not_changed() -> None:
    data = bytearray(excel_saved())
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(BEDS.encode()))
    data[entry + 16] ^= 0xFF
    with pytest.raises(InputError, match=r"it is damaged.*let Excel repair it"):
        Editing(bytes(data))


@pytest.mark.parametrize(
    "sheet",
    [
        SHEET.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?"),
        SHEET.replace('<row r="5"', "<row"),
        SHEET.replace('<c r="B5"', "<c"),
        SHEET.replace('<row r="5"', '<row r="2"'),
        SHEET.replace("<dimension", "<!-- a remark --><dimension"),
    ],
)
def test_a_sheet_of_an_unknown_shape_is_refused(sheet: str) -> None:
    with pytest.raises(InputError, match=r"'Beds' can't be edited.*Open the workbook in Excel"):
        Editing(excel_saved(**{BEDS: sheet})).set("Beds", 4, 0, 1)


@needs_libreoffice
def test_libreoffice_finds_the_same_results(tmp_path: Path) -> None:
    path = tmp_path / "grown.xlsx"
    path.write_bytes(grown({0: "Wall", 1: 40}, {0: "Pond", 1: 3})[1])
    assert differences(path) == []
