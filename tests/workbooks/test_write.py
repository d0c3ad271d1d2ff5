"""What is written into a workbook: values as they are, open inputs, guidance, look."""

import hashlib
import io
import itertools
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import OutputError
from svtools.workbooks import theme
from svtools.workbooks.cell_xml import CUT, LONGEST_TEXT
from svtools.workbooks.declaration import Template
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.parse import parse
from svtools.workbooks.write import build, write
from tests.workbooks.gardens import DATA, content_of, garden, garden_bytes, rows_of, written
from tests.written_cells import cells_of

EXCEL_CELL_LIMIT = 32_767
FIRST_ROW = 5  # of the table Planting


def with_note(value: object) -> dict[str, Any]:
    return {**DATA, "plants": [{"plant": "Beans", "note": value, "season_1": 1}]}


def declared(folder: Path, blocks: str, *, protected: bool = True) -> Template:
    """A template of one sheet with these YAML blocks."""
    head = (
        f"template: small\nversion: 1\ntitle: Small\nprotected: {str(protected).lower()}\nsheets:"
    )
    sheet = f"\n  - name: One\n    purpose: Look.\n    blocks:\n{blocks}"
    path = folder / "small.yaml"
    path.write_text(head + sheet, encoding="utf-8")
    return parse(path)


def columns(count: int, **changed: str) -> str:
    """A table of so many columns, for a declaration."""
    made = [f"{{key: c{n}, heading: H{n}, input: text}}" for n in range(count)]
    made += changed.values()
    lines = "".join(f"            - {each}\n" for each in made)
    return f"      - table:\n          key: wide\n          spare: 2\n          columns:\n{lines}"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 1702 000000", "-5", "@SUM(A1)", "=HYPERLINK(1)", "{=1}", "0012", "1e5", "TRUE"],
)
def test_data_never_becomes_a_formula_or_a_number(tmp_path: Path, text: str) -> None:
    book = written(tmp_path / "a.xlsx", with_note(text))
    cell = book["Planting"].cell(FIRST_ROW, 9)
    assert (cell.value, cell.data_type) == (text, "s")
    data = {**DATA, "fields": {"garden.keeper": text}, "club": {"name": text}}
    book = written(tmp_path / "a.xlsx", data)
    assert [book["Garden"].cell(row, 2).data_type for row in (4, 5)] == ["s", "s"]


@pytest.mark.parametrize("text", ["https://example.org", "mailto:a@example.org", "internal:One!A1"])
def test_nothing_becomes_a_link(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    book = written(path, with_note(text))
    assert book["Planting"].cell(FIRST_ROW, 9).value == text
    with zipfile.ZipFile(path) as package:
        sheets = [name for name in package.namelist() if "worksheets/" in name]
        assert sheets
        assert not any(b"hyperlink" in package.read(name) for name in sheets)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert build(garden(), DATA) == garden_bytes()


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from tests.workbooks.gardens import garden_bytes;"
        "print(hashlib.sha256(garden_bytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == hashlib.sha256(garden_bytes()).hexdigest()


def open_cells(book: Any) -> dict[str, set[str]]:
    return {
        sheet.title: {c.coordinate for row in sheet for c in row if not c.protection.locked}
        for sheet in book
    }


def test_every_input_cell_is_open_and_nothing_else(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx")
    assert open_cells(book) == {
        "Start": set(),
        "Garden": {"B5", "B6", "B7", "B8", "B9"},
        "Planting": {f"{c}{r}" for c in "BCFGHI" for r in range(5, 11)},
        "Visitors": {f"{c}{r}" for c in "AB" for r in range(5, 9)} | {"B11"},
        "Beds": set(),
        "Lists": set(),
    }
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book)


def test_a_total_under_an_input_column_is_locked_and_looks_calculated(tmp_path: Path) -> None:
    template = declared(
        tmp_path,
        "      - table:\n          key: pots\n          spare: 2\n          columns:\n"
        "            - {key: plant, heading: Plant, input: text}\n"
        "            - {key: cost, heading: Cost, input: money}\n"
        "            - {key: note, heading: Note, input: text}\n"
        "          totals: {cost: sum}\n",
    )
    write(template, {"fields": {}}, tmp_path / "pots.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "pots.xlsx")["One"]
    last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "Total")

    assert sheet.cell(last, 2).value == "=SUBTOTAL(109,Pots[Cost])"
    for column in (1, 2, 3):
        cell = sheet.cell(last, column)
        assert cell.protection.locked
        assert cell.fill.fgColor.rgb.endswith(theme.FILLS[Role.FORMULA].removeprefix("#"))
        assert not sheet.cell(last - 1, column).protection.locked


def test_an_unprotected_template_has_no_protected_sheet(tmp_path: Path) -> None:
    made = declared(tmp_path, columns(2), protected=False)
    book = written(tmp_path / "a.xlsx", {}, made)
    assert not any(sheet.protection.sheet for sheet in book)
    assert book["One"].tables["Wide"].autoFilter


def test_a_protected_sheet_lets_people_select_and_widen(tmp_path: Path) -> None:
    protection = written(tmp_path / "a.xlsx")["Planting"].protection
    denied = {
        name for name in ("selectLockedCells", "selectUnlockedCells") if getattr(protection, name)
    }
    assert not denied
    assert not protection.formatColumns
    assert not protection.formatRows
    assert protection.insertRows
    assert protection.deleteRows


def test_a_blank_workbook_leaves_open_what_would_be_issued(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(garden(), {"plants": [{}, {}]}, path, blank=True)
    book = openpyxl.load_workbook(path)
    opened = open_cells(book)
    assert opened["Garden"] == {f"B{row}" for row in range(4, 10)}
    assert {f"A{row}" for row in range(5, 10)} <= opened["Planting"]
    assert opened["Beds"] == {"A5"}
    assert book["Start"]["A1"].value == "Garden return for"


def test_what_is_issued_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="plant"):
        write(garden(), {**DATA, "plants": [{"bed": "North"}]}, tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


def validations(sheet: Any) -> dict[str, Any]:
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_inputs_are_guided(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx")
    rules = validations(book["Garden"])
    assert (rules["B8"].type, rules["B8"].formula1) == ("list", '"Yes,No"')
    assert (rules["B9"].type, rules["B9"].formula1, rules["B9"].formula2) == ("whole", "1", "40")
    assert (rules["B5"].promptTitle, rules["B5"].prompt) == (
        "Keeper of the garden",
        "Needed. A role and no name",
    )
    assert rules["B6"].type == "date"
    rules = validations(book["Planting"])
    assert rules["F5:F10"].formula1 == "'Beds'!$A$5:$A$6"
    assert (rules["B5:B10"].type, rules["B5:B10"].formula2) == ("decimal", "500")
    assert (rules["H5:H10"].formula1, rules["H5:H10"].formula2) == ("0", "1")
    assert "A5:A10" not in rules


def test_choices_with_a_comma_stay_whole(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx")
    assert validations(book["Garden"])["B7"].formula1 == "Lists!$A$1:$A$3"
    assert [row[0].value for row in book["Lists"]] == ["Clay", "Sand", "Loam, mostly"]
    assert book["Lists"].sheet_state == "hidden"


def test_long_lists_of_choices_go_to_the_lists_sheet_beyond_column_z(tmp_path: Path) -> None:
    lists = [[f"{n} {'x' * 26} {m}" for m in range(9)] for n in range(30)]
    fields = "".join(
        f"          - {{key: f{n}, label: L{n}, input: choice, choices: {choices}}}\n"
        for n, choices in enumerate(lists)
    )
    made = declared(tmp_path, f"      - fields:\n{fields}")
    book = written(tmp_path / "a.xlsx", {}, made)
    rules = validations(book["One"])
    assert rules["B4"].formula1 == "Lists!$A$1:$A$9"
    assert rules["B33"].formula1 == "Lists!$AD$1:$AD$9"
    assert [cell.value for cell in book["Lists"]["AD"]] == lists[29]


def test_a_list_of_255_characters_stands_in_the_rule(tmp_path: Path) -> None:
    choices = ["x" * 127, "y" * 127]
    made = declared(
        tmp_path,
        f"      - fields:\n          - {{key: a, label: A, input: choice, choices: {choices}}}\n",
    )
    book = written(tmp_path / "a.xlsx", {}, made)
    assert validations(book["One"])["B4"].formula1 == f'"{",".join(choices)}"'
    assert "Lists" not in book.sheetnames


def test_choices_may_come_from_a_column_beyond_z(tmp_path: Path) -> None:
    chosen = "{key: chosen, heading: Chosen, input: choice, choices_from: wide.c27}"
    book = written(tmp_path / "a.xlsx", {}, declared(tmp_path, columns(28, last=chosen)))
    assert validations(book["One"])["AC5:AC6"].formula1 == "'One'!$AB$5:$AB$6"


def test_messages_keep_within_excels_limits(tmp_path: Path) -> None:
    field = (
        f"{{key: a, label: {'L' * 60}, help: {'h' * 300}, input: integer, min: 0, max: 1000000}}"
    )
    made = declared(tmp_path, f"      - fields:\n          - {field}\n")
    (rule,) = validations(written(tmp_path / "a.xlsx", {}, made)["One"]).values()
    assert rule.promptTitle == "L" * 32
    assert rule.prompt == "h" * 255
    assert len(rule.error) <= 255
    assert "0 to 1000000" in rule.error


def test_a_status_is_coloured_by_its_word(tmp_path: Path) -> None:
    formats = written(tmp_path / "a.xlsx")["Planting"].conditional_formatting
    (status,) = (each for each in formats if str(each.sqref) == "E5:E10")
    rules = {rule.formula[0]: rule.dxf for rule in status.rules}
    assert rules.keys() == {'"growing"', '"nothing yet"'}
    fill, ink = theme.TONES["green"]
    assert rules['"growing"'].font.color.rgb == f"FF{ink[1:]}"
    assert rules['"growing"'].fill.bgColor.rgb == f"FF{fill[1:]}"


def test_a_status_word_may_hold_quotation_marks(tmp_path: Path) -> None:
    status = """{key: s, heading: S, formula: '="a"', status: {'so "called"': red}}"""
    made = declared(tmp_path, columns(1, s=status))
    (each,) = written(tmp_path / "a.xlsx", {}, made)["One"].conditional_formatting
    assert each.rules[0].formula == ['"so ""called"""']


def test_sheets_print_on_landscape_pages_with_their_headings(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx")
    for sheet in book.worksheets[:5]:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}
        assert sheet.page_setup.fitToHeight in {None, 1}  # short ones stand on one page
    assert book["Planting"].print_title_rows == "$4:$4"
    assert book["Planting"].freeze_panes == "B5"
    assert book["Garden"].freeze_panes is None


TWO_TABLES = """\
      - table:
          key: beds
          heading: Beds
          rows: beds
          columns:
            - {key: bed, heading: Bed, issued: bed}
            - {key: twice, heading: Twice, formula: '=2*N({bed})', format: number}
          totals: {twice: sum}
      - table:
          key: plants
          heading: Plants
          rows: plants
          columns: [{key: plant, heading: Plant, issued: plant}]
"""


def test_headings_of_one_of_several_tables_are_not_frozen(tmp_path: Path) -> None:
    rows = {"beds": [{"bed": 2, "twice": 4}], "plants": [{"plant": "Leek"}]}
    book = written(tmp_path / "a.xlsx", rows, declared(tmp_path, TWO_TABLES))
    assert book["One"].freeze_panes is None


def test_a_table_without_rows_calculates_nothing_where_none_are_to_come(tmp_path: Path) -> None:
    grows = declared(tmp_path, TWO_TABLES)
    book = written(tmp_path / "a.xlsx", {"beds": [], "plants": []}, grows)
    assert book["One"]["B6"].value == "=2*N(Beds[[#This Row],[Bed]])"
    made = replace(grows, final=True)
    book = written(tmp_path / "a.xlsx", {"beds": [], "plants": []}, made)
    assert [book["One"][name].value for name in ("A6", "B6")] == [None, None]
    assert book["One"]["B7"].value == "=SUBTOTAL(109,Beds[Twice])"
    stored = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert stored["One"]["B7"].value == 0


def test_a_wide_table_prints_on_several_pages_that_each_repeat_its_first_column(
    tmp_path: Path,
) -> None:
    sheet = written(tmp_path / "a.xlsx", {}, declared(tmp_path, columns(12)))["One"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$A"


def test_the_workbook_says_what_it_is_and_names_its_fields(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx")
    assert book.properties.title == "Garden return: Bean Club"
    assert book.properties.created == datetime(2025, 1, 1)  # noqa: DTZ001  # as in the file
    assert book.defined_names["garden_keeper"].attr_text == "'Garden'!$B$5"
    assert book.defined_names["made_version"].attr_text == "'Start'!$B$12"
    assert {"garden_plants", "helpers_number"} <= set(book.defined_names)
    assert book.active.title == "Start"


def test_tables_are_real_ones_without_merged_cells(tmp_path: Path) -> None:
    book = written(tmp_path / "a.xlsx")
    table = book["Planting"].tables["Planting"]
    assert table.ref == "A4:I11"
    assert table.totalsRowCount == 1
    assert [column.name for column in table.tableColumns] == [
        item.label for item in garden().table("planting").columns
    ]
    count = table.tableColumns[3]
    assert count.calculatedColumnFormula.attr_text.startswith("SUM(Planting[[#This Row],")
    assert not any(sheet.merged_cells.ranges for sheet in book)
    assert table.autoFilter is None


@pytest.mark.parametrize("size", [LONGEST_TEXT, LONGEST_TEXT + 1, 40_000])
@pytest.mark.parametrize("letter", ["x", "é", "🌳"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(
    tmp_path: Path, letter: str, size: int
) -> None:
    whole = letter * size
    cell = written(tmp_path / "a.xlsx", with_note(whole))["Planting"].cell(FIRST_ROW, 9).value
    fits = len(whole.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert (cell == whole) is fits
    assert fits or (cell.endswith(CUT) and set(cell.removesuffix(CUT)) == {letter})
    assert LONGEST_TEXT - 2 <= len(cell.encode("utf-16-le")) // 2 <= EXCEL_CELL_LIMIT


@pytest.mark.parametrize("text", ["a\x07b", "a\x0bb", "_x0041_", "a\nb", "a\tb", "<&>\"'"])
def test_odd_characters_come_back_as_they_were(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    write(garden(), with_note(text), path)
    assert rows_of(content_of(path), "planting", "note") == [(text,)]


@pytest.mark.parametrize(
    ("value", "stored", "kind"),
    [
        (Decimal("0.1"), 0.1, "n"),
        (Decimal("1234567.89"), 1234567.89, "n"),
        (7, 7, "n"),
        (True, True, "b"),
        (date(2026, 3, 1), datetime(2026, 3, 1), "d"),  # noqa: DTZ001  # a cell has no zone
        ("", None, "n"),
        (None, None, "n"),
    ],
)
def test_a_value_is_stored_in_its_own_type(
    tmp_path: Path, value: object, stored: object, kind: str
) -> None:
    cell = written(tmp_path / "a.xlsx", with_note(value))["Planting"].cell(FIRST_ROW, 9)
    shown = cell.value
    if kind == "d":  # the column is one of text, so the number is all there is
        assert shown == (date(2026, 3, 1) - date(1899, 12, 30)).days
        return
    assert (shown, cell.data_type) == (stored, kind)


def test_a_date_is_shown_as_one(tmp_path: Path) -> None:
    cell = written(tmp_path / "a.xlsx")["Garden"]["B6"]
    assert cell.value == datetime(2026, 3, 1)  # noqa: DTZ001  # a cell has no zone
    assert cell.number_format == "d mmm yyyy"


def test_every_formula_carries_its_result(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    written(path)
    cells = {name: cell for name, cell in cells_of(path).items() if cell.formula}
    assert cells["Garden", "B10"].value == 23.5
    assert cells["Planting", "D11"].value == 23.5
    assert [cells["Planting", f"D{row}"].value for row in range(5, 11)] == [12.5, 7, 4, 0, 0, 0]
    assert cells["Planting", "E8"].value == "nothing yet"
    assert len(cells) == 14
    assert all(cell.value is not None for cell in cells.values())


def test_results_that_the_job_knows_are_stored_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    formula = '{key: s, heading: S, formula: \'=IF({c0}="","",1)\', format: number}'
    table = columns(1, s=formula).replace("spare: 2", "rows: rows")
    made = declared(tmp_path, table + "          totals: {s: sum}\n")
    write(made, {"rows": [{"c0": "a", "s": Decimal("1.5")}, {"s": ""}, {"s": 2}]}, path)
    cells = cells_of(path)
    assert [cells["One", f"B{row}"].value for row in range(5, 9)] == [1.5, "", 2, 3.5]


def test_charts_have_a_title_and_words_for_who_cannot_see_them(tmp_path: Path) -> None:
    chart = (
        "      - chart: {kind: bar, title: Plants by bed, alt: A bar for each bed., table: wide,"
        " categories: c0, series: [n]}\n"
    )
    number = "{key: n, heading: N, input: number}"
    write(declared(tmp_path, columns(1, n=number) + chart), {}, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        drawn = package.read("xl/charts/chart1.xml").decode()
    assert 'descr="A bar for each bed."' in drawing
    assert "<a:t>Plants by bed</a:t>" in drawn
    assert "<c:f>One!$B$5:$B$6</c:f>" in drawn


def test_a_summary_that_cannot_be_put_in_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Nothing can be written"):
        write(garden(), DATA, tmp_path / "absent" / "a.xlsx")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_it_is_defined() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


LOOKS = [
    *(theme.cell(r, k, locked=True) for r, k in itertools.product(Role, CellKind)),
    *(theme.tone(name) for name in theme.TONES),
    theme.TITLE, theme.PURPOSE, theme.HEADING, theme.PLAIN, theme.LABEL,
    theme.HELP, *map(theme.label, Role), *(theme.head(r, CellKind.TEXT) for r in Role),
    *({"font_color": each.label, "bg_color": each.fill} for each in theme.PARTS),
]  # fmt: skip


@pytest.mark.parametrize(
    "look", LOOKS, ids=lambda look: f"{look['font_color']} on {look.get('bg_color')}"
)
def test_every_text_can_be_read_on_its_fill(look: dict[str, Any]) -> None:
    assert contrast(look["font_color"], look.get("bg_color", "#FFFFFF")) >= 4.5


def test_no_number_format_brings_a_colour_of_its_own() -> None:
    assert not any(re.search(r"\[(?![$<>=])", shown) for shown in theme.NUMBER_FORMATS.values())


def test_nothing_is_smaller_than_10_points(tmp_path: Path) -> None:
    write(garden(), DATA, tmp_path / "a.xlsx")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.xlsx").read_bytes())) as package:
        sizes = re.findall(r'<sz val="(\d+)"', package.read("xl/styles.xml").decode())
    assert min(map(int, sizes)) == 10
