"""Each class of fault is found where it is planted, and nothing in a workbook that is sound."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.looks.book import Book, Fault
from tests.looks.every import faults
from tests.looks.shown import AIR, shown
from tests.workbooks.gardens import garden, written
from tests.workbooks.test_look import DATA

LONG = "A long text that goes on for quite a while and never comes to an end of its own " * 3
PALE = Font(name="Arial", size=11, color="FFC0C0C0")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "board.xlsx"
    written(path, DATA, garden("garden_board"))
    return path


def told(path: Path) -> set[tuple[str, str, str]]:
    return {(fault.kind, fault.sheet, fault.cell) for fault in faults(Book(path))}


def test_nothing_is_found_in_a_sound_workbook(sound: Path) -> None:
    assert faults(Book(sound)) == []


def typed(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def set_to(sheet: str, cell: str, **looks: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for name, look in looks.items():
            setattr(book[sheet][cell], name, look)

    return change


def _linked(to: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Beds"]["A6"].hyperlink = Hyperlink(ref="A6", location=to)

    return change


def _row(number: int, height: float | None) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Beds"].row_dimensions[number].height = height

    return change


def _column(letter: str, width: float) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Beds"].column_dimensions[letter].width = width

    return change


def _scaled(book: Any) -> None:
    book["Beds"].sheet_properties.pageSetUpPr.fitToPage = False
    book["Beds"].page_setup.scale = 60


def _widened(book: Any) -> None:
    book["Beds"].column_dimensions["A"].width = 240
    book["Beds"].page_setup.fitToWidth = 1


def _too_long(book: Any) -> None:
    book["Beds"].page_setup.fitToHeight = 1
    for row in range(7, 12):
        book["Beds"].row_dimensions[row].height = 200
        book["Beds"].cell(row, 1, "x")


def _portrait(book: Any) -> None:
    book["Beds"].page_setup.orientation = "portrait"


def _frozen(cell: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["Beds"].freeze_panes = cell

    return change


def _selected(book: Any) -> None:
    for selection in book["Beds"].sheet_view.selection:
        selection.activeCell = selection.sqref = "A1"


def _without_prompt(book: Any) -> None:
    book["Beds"].data_validations.dataValidation[0].prompt = None


def _unguarded(book: Any) -> None:
    book["Keeper"].data_validations.dataValidation.clear()


def _merged(book: Any) -> None:
    book["Beds"].merge_cells("A1:B1")


def _tabless(book: Any) -> None:
    book["Beds"].sheet_properties.tabColor = None


def _tab_of_another(book: Any) -> None:
    book["Board"].sheet_properties.tabColor = "FFF2B705"


def _gridlines(book: Any) -> None:
    book["Beds"].sheet_view.showGridLines = True


def _hidden(book: Any) -> None:
    book["Beds"].sheet_state = "hidden"


def _toned(book: Any) -> None:
    (ranges,) = (r for r in book["Board"].conditional_formatting if "A3" in str(r.sqref))
    ranges.rules[0].dxf.font.color = "FFD5F0DC"


THIN, NOTHING = Border(left=Side("thin", color="FF9AA5B1")), Border()

PLANTED = [
    ("contrast", "Beds", "A6", set_to("Beds", "A6", font=PALE)),
    ("contrast", "Beds", "A6", set_to("Beds", "A6", fill=PatternFill("solid", fgColor="FF404040"))),
    ("contrast", "Board", "A3", _toned),
    ("mark", "Beds", "C6", set_to("Beds", "C5", number_format="General")),
    ("mark", "Beds", "D6", set_to("Beds", "D5", number_format="General")),
    ("mark", "Keeper", "B4", set_to("Keeper", "A4", number_format="General")),
    ("edge", "Beds", "C6", set_to("Beds", "C6", border=THIN)),
    ("edge", "Keeper", "B4", set_to("Keeper", "B4", border=NOTHING)),
    ("tab", "Beds", "", _tabless),
    ("tab", "Board", "", _tab_of_another),
    ("text cut off", "Beds", "A6", typed("Beds", "A6", LONG)),
    ("text cut off", "Beds", "A2", typed("Beds", "A2", LONG)),
    ("text cut off", "Beds", "A1", _row(1, 12)),
    ("broken word", "Beds", "A6", typed("Beds", "A6", "Incomprehensibilities" * 2)),
    ("figure cut off", "Beds", "C6", typed("Beds", "C6", 10**18)),
    ("decimals", "Beds", "C6", set_to("Beds", "C6", number_format="0.00")),
    ("decimals", "Beds", "A6", typed("Beds", "A6", 12.345678)),
    ("first row", "Beds", "A1", _row(1, None)),
    ("heading", "Beds", "C5", _column("C", 7)),
    ("print", "Beds", "", _scaled),
    ("print", "Beds", "", _widened),
    ("print", "Beds", "", _too_long),
    ("print", "Beds", "", _portrait),
    ("link", "Board", "A28", _hidden),
    ("link", "Beds", "A6", _linked("'Gone'!A1")),
    ("link", "Beds", "A6", _linked("'Board'!A900")),
    ("link", "Beds", "A6", _linked("no_such_name")),
    ("prompt", "Beds", "C6", _without_prompt),
    ("prompt", "Keeper", "B4", _unguarded),
    ("first cell", "Beds", "A1", _selected),
    ("view", "Beds", "", _gridlines),
    ("frozen", "Beds", "C7", _frozen("C7")),
    ("merged", "Beds", "A1:B1", _merged),
]


@pytest.mark.parametrize(("kind", "sheet", "cell", "change"), PLANTED)
def test_a_fault_in_a_sheet_is_found(
    kind: str, sheet: str, cell: str, change: Callable[[Any], None], sound: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(sound)
    book.save(tmp_path / "before.xlsx")
    change(book)
    book.save(tmp_path / "after.xlsx")

    found = told(tmp_path / "after.xlsx") - told(tmp_path / "before.xlsx")
    assert (kind, sheet, cell) in found


CHART = "xl/charts/chart2.xml"
IN_PARTS = [
    ("language", "docProps/core.xml", "<dc:language>en-GB</dc:language>", ""),
    ("title", "docProps/core.xml", "<dc:title>Garden board: Bean Club", "<dc:title>"),
    ("language", CHART, '"en-GB"', '"en-US"'),
    ("alt text", "xl/drawings/drawing1.xml", "Bar chart of the table above", "Chart"),
    ("alt text", "xl/tables/table1.xml", "altText=", "other="),
    ("contrast", CHART, "3D86C6", "DCE9F7"),
    ("chart text", CHART, 'sz="1000"', 'sz="800"'),
    ("contrast", "xl/worksheets/sheet1.xml", "FFA9CBE8", "FF1F2933"),
    ("link", "xl/sharedStrings.xml", "<t>To the beds</t>", "<t>click here</t>"),
    ("link", "xl/worksheets/sheet2.xml", "<f>", '<f>HYPERLINK("#\'Gone\'!A1","To nowhere")&amp;'),
]


@pytest.mark.parametrize(("kind", "part", "old", "new"), IN_PARTS)
def test_a_fault_in_a_part_is_found(
    kind: str, part: str, old: str, new: str, sound: Path, tmp_path: Path
) -> None:
    path = tmp_path / "after.xlsx"
    with zipfile.ZipFile(sound) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode()
            if name == part:
                assert old in content
                content = content.replace(old, new)
            after.writestr(name, content)

    assert {fault.kind for fault in faults(Book(path))} == {kind}


def test_a_heading_under_its_button_is_found(sound: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sound)
    heading = book["Beds"]["D5"]
    heading.alignment = Alignment(horizontal="right", indent=1)
    book.save(tmp_path / "after.xlsx")
    expected = Fault(
        "heading", "garden_board", "Beds", "D5", "'=\xa0Still left' ends under its button"
    )
    assert expected in faults(Book(tmp_path / "after.xlsx"))


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (1234.5, "[>=1000]#,##0_0;General_0", "1,234" + AIR),
        (7.5, "[>=1000]#,##0_0;General_0", "7.5" + AIR),
        (-3, "[$£-809]#,##0.00_0;-[$£-809]#,##0.00_0", "-£3.00" + AIR),
        (1_500_000, '[>=999500]"£"0.00,,"m";[>=1000]"£"0,"k";"£"0', "£1.50m"),
        (1_500, '[>=999500]"£"0.00,,"m";[>=1000]"£"0,"k";"£"0', "£2k"),
        (0, '[=0]"";[>=1000]#,##0;General', ""),
        (0.125, "0.0%", "12.5%"),
        ("Planted", 'General;General;General;"✎ "@', "✎ Planted"),
        (True, "General", "TRUE"),
    ],
)
def test_a_value_is_shown_as_its_cell_shows_it(
    value: Any, number_format: str, expected: str
) -> None:
    assert shown(value, number_format) == expected
