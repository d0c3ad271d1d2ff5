"""What the declaration says of a workbook's look, as independent readers see it."""

import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.workbooks import theme
from svtools.workbooks.cells import LAST_ROW
from svtools.workbooks.charts import LABELS
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.measuring import text_width
from svtools.workbooks.write import write
from tests.libreoffice import converted
from tests.looks.shown import shown
from tests.workbooks.gardens import codes, content_of, garden, rows_of, written

BOARD = garden("garden_board")
DATA: dict[str, Any] = {
    "club": {"name": "Bean Club"},
    "year": "2026",
    "headline": [
        {"what": "Beans", "planted": Decimal(1_200_000), "grown": Decimal(600_000)},
        {"what": "Peas", "planted": Decimal(3_000), "grown": Decimal(750)},
    ],
    "attention": [{"effect": "2 beds", "where": "North"}, {"effect": "1 bed", "where": "South"}],
    "beds": [
        {"bed": "North", "size": Decimal(12), "planted": Decimal(12)},
        {"bed": "South", "size": Decimal(7), "planted": Decimal(4)},
    ],
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("board") / "board.xlsx"
    written(place, DATA, BOARD)
    return place


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return written(path, DATA, BOARD)


def test_a_state_is_calculated_and_takes_the_tone_of_its_first_words(path: Path, book: Any) -> None:
    shown = openpyxl.load_workbook(path, data_only=True)["Board"]["A3"].value
    assert shown == "Not done: 3 plants are left."
    rules = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb[2:]
        for each in book["Board"].conditional_formatting
        if str(each.sqref) == "A3:G3"
        for rule in each.rules
    }
    assert rules == {
        'LEFT($A$3,4)="Done"': theme.TONES["green"][0][1:],
        'LEFT($A$3,8)="Not done"': theme.TONES["amber"][0][1:],
    }


def test_links_lead_to_a_sheet_and_their_words_say_which(book: Any) -> None:
    links = {
        cell.value: cell.hyperlink.location
        for row in book["Board"]
        for cell in row
        if cell.hyperlink
    }
    assert links == {"To the beds": "'Beds'!A1", "Next: Beds →": "'Beds'!A1"}


def test_blocks_side_by_side_begin_in_one_row_with_a_gutter_between(book: Any) -> None:
    board = book["Board"]
    assert {table.ref for table in board.tables.values()} == {"A6:D8", "F6:G8"}
    assert (board["A5"].value, board["F5"].value) == ("The year in two figures", "What to do first")
    assert not any(table.autoFilter for table in board.tables.values())
    anchors = [(chart.anchor._from.row, chart.anchor._from.col) for chart in board._charts]
    assert anchors[0][1] == 0
    assert anchors[1] == (anchors[0][0], 5)


def test_headline_figures_are_large_and_short_and_keep_their_pence(book: Any) -> None:
    cell = book["Board"]["B7"]
    assert (cell.font.size, cell.value, cell.number_format) == (
        20,
        1_200_000,
        theme.BIG["num_format"],
    )


def test_a_rate_is_drawn_as_a_bar_too(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<dataBar><cfvo type="num" val="0"/><cfvo type="num" val="1"/>', sheet)
    assert "x14:dataBar" in sheet


def test_groups_stand_over_their_columns_and_freeze_with_them(book: Any) -> None:
    beds = book["Beds"]
    assert [cell.value for cell in beds[4]] == [
        "Which bed",
        None,
        "What you planted",
        "How it stands",
    ]
    assert [cell.value for cell in beds[5]] == ["Bed", "The bed's size", "Planted", "Still left"]
    assert beds.freeze_panes == "C6"
    assert {cell.border.bottom.style for cell in beds[4]} == {"thick"}


def test_a_number_shows_four_decimals_at_most(book: Any) -> None:
    rules = {
        str(each.sqref): (rule.formula, rule.dxf.numFmt.formatCode)
        for each in book["Beds"].conditional_formatting
        for rule in each.rules
    }
    assert rules[f"B6:B{LAST_ROW}"] == (["AND(ABS(B6)<1000,ROUND(B6,4)<>B6)"], "0.0000_0")


@pytest.mark.parametrize(
    ("value", "kind", "label"),
    [
        (5, CellKind.NUMBER, "5"),
        (7.5, CellKind.NUMBER, "7.5"),
        (0, CellKind.NUMBER, ""),
        (1_234, CellKind.NUMBER, "1,234"),
        (999_499, CellKind.MONEY, "£999k"),
        (999_500, CellKind.MONEY, "£1.0m"),
        (999, CellKind.MONEY, "£999"),
    ],
)
def test_a_charts_label_is_short_and_a_whole_number_whole(
    value: float, kind: CellKind, label: str
) -> None:
    assert shown(value, LABELS[kind]) == label


def test_tabs_tell_what_people_do_with_a_sheet(book: Any) -> None:
    tabs = {sheet.title: f"#{sheet.sheet_properties.tabColor.rgb[2:]}" for sheet in book}
    assert tabs == {
        "Board": theme.TABS["read"], "Beds": theme.TABS["fill in"], "Keeper": theme.TABS["look up"],
    }  # fmt: skip


def test_a_sheet_opens_on_its_first_cell_to_fill_in(book: Any) -> None:
    selected = {sheet.title: sheet.sheet_view.selection[-1].activeCell for sheet in book}
    assert selected == {"Board": "A1", "Beds": "C6", "Keeper": "B4"}


def test_a_blank_workbook_opens_on_what_the_council_fills_in(tmp_path: Path) -> None:
    write(BOARD, {"club": {}, "year": ""}, tmp_path / "blank.xlsx", blank=True)
    blank = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    assert blank["Beds"].sheet_view.selection[-1].activeCell == "A6"
    assert blank["Board"].sheet_properties.tabColor.rgb[2:] == theme.TABS["fill in"][1:]
    assert "=" in blank["Board"]["D6"].number_format


def test_headings_keep_clear_of_their_buttons(book: Any) -> None:
    headings = book["Beds"][5]
    assert [cell.alignment.indent for cell in headings] == [1, 2, 2, 2]
    assert [cell.alignment.indent for cell in book["Board"][6][:4]] == [1, 1, 1, 1]


def test_the_name_of_a_group_ends_before_the_next_begins(book: Any) -> None:
    room = book["Beds"].column_dimensions["C"].width * 7
    assert room > text_width("What you planted", 10, bold=True)


def test_who_fills_a_cell_is_told_by_mark_edge_and_fill(book: Any) -> None:
    bed, size, planted, left = book["Beds"][5]
    assert [cell.value for cell in (bed, planted, left)] == ["Bed", "Planted", "Still left"]
    assert ["✎" in planted.number_format, "=" in left.number_format] == [True, True]
    assert size.number_format == "General"
    cell = book["Beds"]["C6"]
    assert (cell.border.left.style, cell.border.left.color.rgb[2:]) == ("thick", theme.OCHRE[1:])
    assert cell.fill.fgColor.rgb[2:] == theme.FILLS[Role.INPUT][1:]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_everything_of_the_look_is_read_back_as_the_sheets_own(
    path: Path, tmp_path: Path, suffix: str
) -> None:
    (file,) = converted([path], suffix, tmp_path)
    content = content_of(file, BOARD)
    assert codes(content) == [("required-blank", "Keeper", "B4")]
    assert rows_of(content, "headline", "what", "grown") == [("Beans", 600_000), ("Peas", 750)]
    assert rows_of(content, "attention", "effect") == [("2 beds",), ("1 bed",)]
    assert rows_of(content, "beds", "bed", "size", "planted") == [
        ("North", 12, 12), ("South", 7, 4),
    ]  # fmt: skip
    assert content.value("club.club") == "Bean Club"


def test_what_is_typed_beside_two_tables_is_told(path: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Board"]["H7"] = 5
    book["Board"]["E7"] = "why?"
    book["Keeper"]["G4"] = "stray"
    book["Keeper"]["B4"] = "Ada"
    book.save(tmp_path / "typed.xlsx")
    told = codes(content_of(tmp_path / "typed.xlsx", BOARD))
    assert sorted(told) == [
        ("extra-column", "Board", "E7, H7"),
        ("stray-cell", "Keeper", "G4"),
    ]  # fmt: skip


def test_a_workbook_and_its_charts_say_that_they_are_in_british_english(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        assert "<dc:language>en-GB</dc:language>" in package.read("docProps/core.xml").decode()
        assert 'lang val="en-GB"' in package.read("xl/charts/chart1.xml").decode()


def test_every_input_says_what_it_takes(book: Any) -> None:
    (rule,) = book["Beds"].data_validations.dataValidation
    assert (str(rule.sqref), rule.promptTitle, rule.prompt) == (
        f"C6:C{LAST_ROW}",
        "Planted",
        "Type a number.",
    )
