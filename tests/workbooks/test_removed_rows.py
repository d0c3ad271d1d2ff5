"""Rows taken out of a table: what stood under them moves up, and what names them follows."""

import re
from pathlib import Path

import pytest

from svtools.errors import InputError
from svtools.workbooks.editing import Editing
from svtools.workbooks.lost_references import Lost
from svtools.workbooks.removed_rows import without_rows
from tests.libreoffice import differences, needs_libreoffice
from tests.workbooks.excel_saved import BOOK, SHEET, SUMS, TABLE, excel_saved
from tests.workbooks.peoples_parts import chart_xml, parts_of
from tests.written_cells import cells_of

BEDS, SUMS_PART, TABLE_PART = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/tables/table1.xml",
)
HEADINGS = (2, 0)
SOUTH = 4


def without(*rows: int, **parts: str) -> bytes:
    return without_rows(excel_saved(**parts), "Beds", HEADINGS, rows)


def formulas(data: bytes, part: str = BEDS) -> dict[str, str]:
    xml = parts_of(data)[part].decode()
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>([^<]*)</f>', xml)
    return dict(found)


def test_a_row_goes_and_those_under_it_move_up(tmp_path: Path) -> None:
    path = tmp_path / "after.xlsx"
    path.write_bytes(without(SOUTH))
    cells = {name: cell.value for (sheet, name), cell in cells_of(path).items() if sheet == "Beds"}
    assert [cells.get(f"A{row}") for row in range(3, 8)] == [
        "Bed", "North", "East & west", "Total", None,
    ]  # fmt: skip
    assert [cells[f"B{row}"] for row in (4, 5)] == [10, 20]


def test_formulas_everywhere_follow() -> None:
    after = without(SOUTH)
    here = formulas(after)
    assert here["B6"] == "SUBTOTAL(109,B4:B5)"
    assert here["C5"] == "B5*2"  # it was filled down
    assert here["E5"] == "SUM(B$4:B5)"
    there = formulas(after, SUMS_PART)
    assert (there["A1"], there["B1"], there["D1"]) == ("SUM(Beds!B4:B5)", "Beds!B6", "Beds!B5")
    assert there["E1"] == '"B4:B6"&amp;Beds!A5'


def test_an_array_of_somebodys_own_moves_with_its_row() -> None:
    array = '<c r="F6"><f t="array" ref="F6:F6">SUM(B6*2)</f><v>40</v></c></row>'
    head, row, tail = SHEET.partition('<row r="6"')
    after = parts_of(without(SOUTH, **{BEDS: head + row + tail.replace("</row>", array, 1)}))
    assert '<c r="F5"><f t="array" ref="F5:F5">SUM(B5*2)</f>' in after[BEDS].decode()


def test_a_formula_that_named_only_what_is_gone_says_so() -> None:
    assert formulas(without(5), SUMS_PART)["D1"] == "Beds!#REF!"


def lost(*rows: int, **parts: str) -> dict[str, str]:
    """What would read #REF!, by where it stands."""
    found = dict[str, str]()

    def heard(each: Lost) -> None:
        found[str(each[0])] = each[1]

    without_rows(excel_saved(**parts), "Beds", HEADINGS, rows, heard)
    return found


CHART = "xl/charts/chart1.xml"
FORMAT = (
    '<conditionalFormatting sqref="{}"><cfRule type="expression" dxfId="0" priority="1">'
    "<formula>{}</formula></cfRule></conditionalFormatting>"
)


def test_formulas_that_name_only_what_goes_are_told_where_they_stood() -> None:
    assert lost(5) == {"Sums!D1": "=Beds!B6", "Sums!E1": '="B4:B6"&Beds!A6'}
    filled = SUMS.replace("<f>Beds!B6</f>", '<f t="shared" ref="D1:D2" si="7">Beds!B4</f>')
    filled = filled.replace("</row>", '</row><row r="2"><c r="D2"><f t="shared" si="7"/></c></row>')
    assert lost(SOUTH, **{SUMS_PART: filled}) == {"Sums!D2": "=Beds!B5"}


@pytest.mark.parametrize(("area", "told"), [("$B$5", True), ("$B$4:$B$5", False)])
def test_a_name_or_chart_is_told_where_nothing_of_it_is_left(area: str, told: bool) -> None:
    name = f'<definedName name="Best">Beds!{area}</definedName>'
    book = BOOK.replace("<definedNames>", f"<definedNames>{name}")
    assert lost(SOUTH, **{"xl/workbook.xml": book}) == (
        {"this workbook": "the name Best"} if told else {}
    )
    chart = chart_xml("Beds!$A$4:$A$6", f"Beds!{area}", ["North"], [1])
    assert lost(SOUTH, **{CHART: chart}) == ({"Beds": "a chart"} if told else {})


@pytest.mark.parametrize(
    ("sheet", "area", "formula", "told"),
    [
        (SUMS_PART, "A1:A9", "A1&gt;Beds!$B$5", True),
        (SUMS_PART, "A1:A9", "A1&gt;Beds!$B$4", False),
        (BEDS, "B4:B6", "B4&gt;$B$5", True),
        (BEDS, "B4:B6", "B4&gt;$B$6", False),
        (BEDS, "B5", "B5&gt;$B$5", False),  # it goes itself
        (BEDS, "B4:B6", "B4&gt;$B$4", False),
    ],
)
def test_a_rule_is_told_where_nothing_is_left_of_what_it_names(
    sheet: str, area: str, formula: str, told: bool
) -> None:
    source = SHEET if sheet == BEDS else SUMS
    rule = FORMAT.format(area, formula)
    xml = source.replace("</sheetData>", f"</sheetData>{rule}", 1)
    cell = f"{'Beds' if sheet == BEDS else 'Sums'}!{area.partition(':')[0]}"
    assert lost(SOUTH, **{sheet: xml}) == ({cell: "a conditional format"} if told else {})
    after = parts_of(without(SOUTH, **{sheet: xml}))[sheet].decode()
    assert ("#REF!" in after.partition("</sheetData>")[2]) == told


def test_the_table_its_filter_rules_and_names_are_as_long_as_it_is() -> None:
    after = parts_of(without(SOUTH))
    parts = {name: after[name].decode() for name in (TABLE_PART, BEDS, "xl/workbook.xml")}
    assert 'ref="A3:D6"' in parts[TABLE_PART]
    assert '<autoFilter ref="A3:D5"' in parts[TABLE_PART]
    assert "SUM(B$4:B$5)" in parts[TABLE_PART]
    assert "<calculatedColumnFormula>B4*2<" in parts[TABLE_PART]
    assert 'sqref="B4:B5"' in parts[BEDS]
    assert 'sqref="A6:D6"' in parts[BEDS]
    assert "<formula>$B$6&gt;1</formula>" in parts[BEDS]
    assert "<formula2>$B$6</formula2>" in parts[BEDS]
    assert "Beds!$A$1:$E$5" in parts["xl/workbook.xml"]


def test_what_is_said_to_the_end_of_a_sheet_stays_so_and_goes_by_its_first_row() -> None:
    rule = (
        '<conditionalFormatting sqref="B4:B1048576"><cfRule type="expression" dxfId="0" '
        'priority="1"><formula>AND(B4&gt;1,B$4&gt;1)</formula></cfRule></conditionalFormatting>'
    )
    sheet = re.sub(r"<conditionalFormatting.*</conditionalFormatting>", rule, SHEET)
    after = parts_of(without(3, **{BEDS: sheet}))[BEDS].decode()
    assert rule in after


@pytest.mark.parametrize(
    ("said", "holder"),
    [
        ('<mergeCells count="1"><mergeCell ref="F5:G5"/></mergeCells>', "mergeCell"),
        ('<hyperlinks><hyperlink ref="F5" location="A1"/></hyperlinks>', "hyperlink"),
    ],
)
def test_what_was_said_of_a_row_goes_with_it(said: str, holder: str) -> None:
    sheet = SHEET.replace("</sheetData>", f"</sheetData>{said}")
    assert holder in parts_of(without(3, **{BEDS: sheet}))[BEDS].decode()
    assert holder not in parts_of(without(SOUTH, **{BEDS: sheet}))[BEDS].decode()


def test_results_that_may_be_others_are_taken_out_and_calculated_again(tmp_path: Path) -> None:
    after = without(SOUTH)
    assert "<v>" not in parts_of(after)[SUMS_PART].decode().replace("<v>B4:B6East", "")
    editing = Editing(after)
    editing.set("Beds", 3, 1, 15)
    path = tmp_path / "again.xlsx"
    path.write_bytes(editing.saved())
    cells = {f"{sheet}!{name}": cell.value for (sheet, name), cell in cells_of(path).items()}
    assert [cells[f"Sums!{name}1"] for name in "ABCDF"] == [35, 35, 35, 20, 2]
    assert cells["Beds!E5"] == 35


@needs_libreoffice
def test_another_program_calculates_the_same(tmp_path: Path) -> None:
    editing = Editing(without(SOUTH))
    editing.set("Beds", 3, 1, 15)
    path = tmp_path / "again.xlsx"
    path.write_bytes(editing.saved())
    assert differences(path) == []


def test_the_last_row_of_a_table_stays_blank() -> None:
    after = without(3, 4, 5)
    assert 'ref="A3:D5"' in parts_of(after)[TABLE_PART].decode()
    xml = parts_of(after)[BEDS].decode()
    assert '<c r="A4"/>' in xml
    assert '<c r="B4"/>' in xml
    assert '<c r="C4"><f>B4*2</f></c>' in xml  # its result is another now


def test_rows_outside_the_table_are_left_alone() -> None:
    data = excel_saved()
    assert without_rows(data, "Beds", HEADINGS, (0, 2, 6, 99)) == data


def test_rows_beside_a_table_of_somebodys_own_are_refused() -> None:
    beside = TABLE.replace(
        'id="1" name="Beds" displayName="Beds"', 'id="2" name="B" displayName="B"'
    )
    beside = beside.replace('ref="A3:D7"', 'ref="G3:J7"').replace("A3:D6", "G3:J6")
    links = excel_saved()
    relations = parts_of(links)["xl/worksheets/_rels/sheet1.xml.rels"].decode()
    more = relations.replace("</Relationships>", relations[relations.index("<Relationship ") :])
    more = re.sub(
        r'"rId2"(.*?)table1(.*)"rId2"(.*?)table1', r'"rId2"\1table1\2"rId9"\3table2', more
    )
    parts = {"xl/tables/table2.xml": beside, "xl/worksheets/_rels/sheet1.xml.rels": more}
    with pytest.raises(InputError, match="a table of your own"):
        without(SOUTH, **parts)
