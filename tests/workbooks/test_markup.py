"""The same value, however a program wrote it in XML: read, or the file is refused; never blank."""

import re
from pathlib import Path

import pytest

from svtools.errors import UnreadableFile
from svtools.workbooks.book import open_book
from svtools.workbooks.cells import CellError, Uncalculated, Value
from svtools.workbooks.markup import emptied, plain_sheet
from tests.workbooks.handmade import (
    CASES,
    SHEET,
    XLSX_PARTS,
    ods_bytes,
    packed,
    saved,
    sheet_xml,
    xlsx_bytes,
)

TWELVE, NOTE = "<text:p>12</text:p>", "<text:p>a note</text:p>"
SHAPE = f'<draw:g xmlns:draw="d"><draw:rect draw:name=">">{NOTE}</draw:rect><draw:line/></draw:g>'
RELATIONS = "xl/_rels/workbook.xml.rels"
TEXTS = {
    "xl/sharedStrings.xml": "<sst><si><t>zero</t></si><si><t>o&#110;e</t></si>"
    "<si><t>t<!-- -->w<![CDATA[o & <]]></t></si></sst>",
    RELATIONS: XLSX_PARTS[RELATIONS].replace(
        "</Relationships>",
        '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    ),
}


def book_of(cell: str) -> bytes:
    return xlsx_bytes(f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>', **TEXTS)


def usual(sheet: str) -> str:
    return plain_sheet(emptied(sheet.encode(), "sheet")[0])[0].decode()


def verdict(data: bytes, folder: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        open_book(saved(data, folder))
    return refused.value.code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B1"><v>&#49;&#50;</v></c>', 12),
        ('<c r="B1" s=""><v>12</v></c>', 12),
        ('<c r="B1"><v>&#x31;2</v></c>', 12),
        ('<c r="B1"><v><![CDATA[12]]></v></c>', 12),
        ('<c r="B1"><v>1<![CDATA[2]]></v></c>', 12),
        ('<c r="B1"><v>1<!-- <v>9</v> -->2</v></c>', 12),
        ('<c r="B1"><v>1<?pause?>2</v></c>', 12),
        ('<c r="B1"><v>&#10; 12 \n</v></c>', 12),
        ('<c r="&#66;1"><v xml:space="preserve"> 12</v></c>', 12),
        ('<c r="B1" t="s"><v> 1 </v></c>', "one"),
        ('<c r="B1" t="s"><v>&#49;</v></c>', "one"),
        ('<c t="s" r="B1"><v><![CDATA[ 2 ]]></v></c>', "two & <"),
        ('<c r="B1" t="s"><f>A1</f><v>1\n</v></c>', "one"),
        ('<c r="B1" t="b"><v>&#49;</v></c>', True),
        ('<c r="B1" t="str"><v><![CDATA[a<b]]></v></c>', "a<b"),
        ('<c r="B1" t="inlineStr"><is><t>&#60;<![CDATA[&]]></t></is></c>', "<&"),
        ('<c r="B1" t="e"><v>&#35;REF!</v></c>', CellError("#REF!")),
        ('<c r="B1"><f><![CDATA[1+1]]></f><!-- no result --></c>', Uncalculated()),
        ('<c r="B1"><f>A1<!--<f>--></f><v>12</v></c><!-- -->', 12),
        ('<c r="B1"><f>A1<?x <f>?></f><v>12</v></c><?x?>', 12),
        ('<c r="B1"><f t="shared" si="0"/><v>12</v></c>', 12),
    ],
)
def test_a_value_is_the_same_however_it_is_written(
    cell: str, expected: Value, tmp_path: Path
) -> None:
    assert open_book(saved(book_of(cell), tmp_path)).sheets[0].rows == [[1, expected]]


@pytest.mark.parametrize("index", ["3.0", "+1", "-1", "1e0", "one", "1 2", "99"])
def test_an_index_that_is_none_is_never_the_first_text(index: str, tmp_path: Path) -> None:
    assert verdict(book_of(f'<c r="B1" t="s"><v>{index}</v></c>'), tmp_path) == "damaged"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="inlineStr"><v>12</v></c>',
        '<c r="B1"><v>&#0;12</v></c>',
        '<c r="B1"><f>"&#0;"</f><v>12</v></c>',
        '<c r="B1"><v>&#99999999;12</v></c>',
        '<c r="B1"><v>&#xD800;12</v></c>',
        '<c r="B1"><v>12</v></c><!-- without an end',
        '<c r="B1"><v><![CDATA[12]></v></c>',
        '<c r="B1"><v>12</v><v>13</v></c>',
        '<c r="B1"><v>12</v></c><c r="C1"><v>1<x/>2</v></c>',
        '<c r="B1"><v>&lt;12</v></c>',
        '<c r="B1"><v>12&pound;</v></c>',
        '<c r="B1" t="str"><v>12&pound;</v></c>',
        '<c r="B1"><v><x>12</x></v></c>',
        '<c r="B1">12</c>',
        '<c r="B1"><is><t>12</t></is><v>13</v></c>',
        '<c r="B1" t="inlineStr"><is>12</is></c>',
        '<c r="B1" t="inlineStr"><f>A1</f><v>12</v></c>',
        '<C r="B1"><v>12</v></C>',
        '<x:c xmlns:x="y" r="B1" t="e"><x:v>#REF!</x:v></x:c>',
        '<c r="B1" x=">" t="e"><v>#REF!</v></c>',
        '<c r=" B1"><v>12</v></c>',
        '<c r="B1" t=" s"><v>1</v></c>',
        '<alternative><c r="B1"><v>12</v></c></alternative>',
        '</row></sheetData><sheetData><row r="1"><c r="B1"><v>12</v></c>',
        '</row></sheetData><row r="2"><c r="B2"><v>12</v></c></row><sheetData><row r="3">',
    ],
)
def test_what_could_only_be_guessed_at_is_damage(cell: str, tmp_path: Path) -> None:
    assert verdict(book_of(cell), tmp_path) == "damaged"


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        (sheet_xml("<row><c><v>2</v></c></row>").replace("sheetData", "sheetdata"), SHEET),
        (sheet_xml("").replace("</worksheet>", "<a></worksheet>"), SHEET),
        ("<sst><si><t>one</t></si><si>", "xl/sharedStrings.xml"),
        ("<x:sst><si><t>one</t></si></x:sst>", "xl/sharedStrings.xml"),
    ],
)
def test_what_is_no_sheet_or_no_xml_is_damage(sheet: str, name: str, tmp_path: Path) -> None:
    parts = {**XLSX_PARTS, SHEET: sheet_xml("<row><c><v>1</v></c></row>"), name: sheet}
    assert verdict(packed(parts), tmp_path) == "damaged"


@pytest.mark.parametrize(
    "tag",
    ["<c r='B1' s='3' t='s'>", '<c t="s"  s="3"\n r="B1">', '<c cm="1" r = "B1" s="3" t="s">'],
)
def test_a_cells_tag_is_brought_into_its_usual_form(tag: str) -> None:
    sheet = sheet_xml(f'<row spans="1:2" r="1">{tag}<f>A1&amp;"x"</f><v> 1 </v></c></row>')
    assert '<row r="1"><c r="B1" s="3" t="s"><f/><v>1</v></c></row>' in usual(sheet)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>', CellError("#REF!")),
        ('<c r="B2"><f>A1</f><v></v></c>', Uncalculated()),
        ('<c r="B2"><f>A1</f></c>', Uncalculated()),
        ('<c r="B2"><v>12 </v></c>', 12),
        ("<c r='B2'><v>12</v></c>", 12),
        ('<c r="B2" t="s"><v>1 </v></c>', "one"),
        ('<c r="B2" t="inlineStr"><is><t xml:space="preserve"> a&amp;b</t></is></c>', " a&b"),
        ('<c r="B2" t="inlineStr"><is><r><t>on</t></r><r><t>e</t></r></is></c>', "one"),
    ],
)
def test_an_odd_cell_is_found_among_rows_of_usual_ones(
    cell: str, expected: Value, tmp_path: Path
) -> None:
    usual_cells = '<c r="A{0}" t="s"><v>0</v></c><c r="B{0}"><f>1+1</f><v>2</v></c>'
    rows = [f'<row r="{n}" spans="1:2">{usual_cells.format(n)}</row>' for n in (1, 2, 3)]
    rows[1] = f'<row r="2"><c r="A2" t="s"><v>0</v></c>{cell}</row>'
    book = open_book(saved(xlsx_bytes("".join(rows), **TEXTS), tmp_path))
    assert book.sheets[0].rows == [["zero", 2], ["zero", expected], ["zero", 2]]


def test_cells_without_names_are_named_in_their_usual_form() -> None:
    sheet = sheet_xml('<row><c s="2"><v>1</v></c><c/></row><row r="4"><c t="e"/></row>')
    cells = '<row r="1"><c r="A1" s="2"><v>1</v></c><c r="B1"/></row><row r="4"><c r="A4" t="e"/>'
    assert cells in usual(sheet)


def test_a_sheet_in_comments_is_no_sheet(tmp_path: Path) -> None:
    hidden = '<!-- <row r="2"><c r="A2"><v>7</v></c></row> -->'
    data = xlsx_bytes(f'<row r="1"><c r="A1"><v>1</v></c></row>{hidden}')
    assert open_book(saved(data, tmp_path)).sheets[0].rows == [[1]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('office:value-type="float" office:value="&#49;2"/>', 12),
        (
            'office:value-type="string"><text:p>a&#98;<![CDATA[c]]><!-- -->d</text:p>'
            "</table:table-cell>",
            "abcd",
        ),
        ("><text:p>12 hrs</text:p></table:table-cell>", "12 hrs"),
        ('table:style-name="x"><text:p>12</text:p></table:table-cell>', "12"),
        (f"><office:annotation>{NOTE}</office:annotation>{TWELVE}</table:table-cell>", "12"),
        (f'office:value-type="string">{SHAPE}{TWELVE}{SHAPE}</table:table-cell>', "12"),
        (f">{SHAPE}{TWELVE}</table:table-cell>", "12"),
        (
            'office:value-type="string"><text:p>1<text:line-break/>2<text:tab/>3</text:p>'
            "</table:table-cell>",
            "1 2 3",
        ),
        (f"/><table:covered-table-cell>{TWELVE}</table:covered-table-cell>", [None, "12"]),
        (
            '/>\n <table:covered-table-cell table:formula="of:=1" office:value-type="float" '
            f'office:value="12">\n{TWELVE}</table:covered-table-cell>\n ',
            [None, 12],
        ),
        (f'table:formula="of:=1">{TWELVE}</table:table-cell>', Uncalculated()),
    ],
)
def test_an_ods_cell_is_the_same_however_it_is_written(
    cell: str, expected: Value | list[Value], tmp_path: Path
) -> None:
    one = '<table:table-cell office:value-type="float" office:value="1"/>'
    row = f"<table:table-row>{one}<table:table-cell {cell}</table:table-row>"
    data = ods_bytes(f'<table:table table:name="A">{row}</table:table>')
    values = expected if isinstance(expected, list) else [expected]
    assert open_book(saved(data, tmp_path)).sheets[0].rows == [[1, *values]]


@pytest.mark.parametrize(
    "cell",
    [
        'office:value-type="float"',
        'office:value-type="date"',
        'office:value-type="time"',
        'office:value-type="boolean"',
        'office:value-type="boolean" office:boolean-value="1"',
        'office:value-type="text"',
        'office:value-type="float" office:value="1,5"',
        'office:value-type="float" office:value="12" table:number-columns-repeated="0"',
        'office:value-type="float" office:value="12" table:number-columns-repeated=" 2"',
        'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" o:value="12"',
    ],
)
def test_an_ods_cell_that_could_only_be_guessed_at_is_damage(cell: str, tmp_path: Path) -> None:
    row = f"<table:table-row><table:table-cell {cell}>{TWELVE}</table:table-cell></table:table-row>"
    data = ods_bytes(f'<table:table table:name="A">{row}</table:table>')
    assert verdict(data, tmp_path) == "damaged"


def test_two_sheets_of_one_name_are_damage(tmp_path: Path) -> None:
    row = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/>'
    table = f'<table:table table:name="A">{row}</table:table-row></table:table>'
    assert verdict(ods_bytes(table * 2), tmp_path) == "damaged"


def test_what_is_plain_already_is_left_alone() -> None:
    cells = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    sheet = f'<?xml version="1.0"?>{cells}'
    assert usual(sheet) == sheet


def test_a_part_with_a_wrong_checksum_is_damage() -> None:
    with pytest.raises(UnreadableFile) as refused:
        open_book(CASES / "damaged-parts" / "crc_wrong_measure.xlsx")
    assert refused.value.code == "damaged"


def test_every_part_has_its_checksum_compared(tmp_path: Path) -> None:
    unread = ("docProps/app.xml", "xl/charts/chart1.xml", "xl/media/image1.png", "xl/tables/t.xml")
    parts = {**XLSX_PARTS, **TEXTS, SHEET: sheet_xml("<row><c/></row>")} | dict.fromkeys(
        unread, "1"
    )
    for name in parts:
        data = bytearray(packed(parts))
        entry = data.rfind(b"PK\x01\x02", 0, data.rfind(name.encode()))
        data[entry + 16] ^= 0xFF
        assert verdict(bytes(data), tmp_path) == "damaged"


def test_a_number_written_by_its_characters_numbers_is_read_in_a_return() -> None:
    book = open_book(CASES / "damaged-parts" / "charref_number.xlsx")
    rows = next(sheet.rows for sheet in book.sheets if sheet.name == "Who benefited")
    assert rows[4][:3] == ["PJ04", "Q4", 90]


@pytest.mark.parametrize(
    ("formula", "linked"),
    [
        ("'[times.xlsx]Sheet1'!A1", True),
        ("&#91;1]Sheet1!A1", True),
        ("<![CDATA[[1]Sheet1!A1]]>", True),
        ("[1]Sheet1<!-- -->!A1", True),
        ('"a"&amp;Table1[units]', False),
        ("Table1[units]", False),
    ],
)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_on_another_workbook_is_seen_however_it_is_written(
    formula: str, linked: bool, prefix: str, tmp_path: Path
) -> None:
    cell = f'<c r="B1"><f>{formula}</f><v>1</v></c>'
    sheet = sheet_xml(f'<row r="1"><c r="A1"><f>A1</f><v>1</v></c>{cell}</row>')
    for name in ("worksheet", "sheetData", "row", "c", "f", "v") if prefix else ():
        sheet = re.sub(rf"<(/?){name}(?=[\s>])", rf"<\1{prefix}{name}", sheet)
    sheet = sheet.replace("xmlns=", f"xmlns:{prefix[:-1]}=") if prefix else sheet
    book = open_book(saved(xlsx_bytes(sheet=sheet), tmp_path))
    assert book.sheets[0].rows == [[1, 1]]
    assert book.sheets[0].beside.linked == (frozenset({(0, 1)}) if linked else frozenset())
