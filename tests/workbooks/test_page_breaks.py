"""Pages begin where a value changes and where a group of columns does, also when rows are added."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.errors import DeclarationError
from svtools.workbooks.cells import EMU
from svtools.workbooks.layout import CHART_ROWS
from svtools.workbooks.measuring import text_width
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.page_breaks import (
    PAGE_WIDTH,
    PAPER,
    Stacked,
    column_breaks,
    page_breaks,
    print_scale,
    row_breaks,
    with_row_breaks,
)
from svtools.workbooks.parse import parse
from svtools.workbooks.revision import Revision
from svtools.workbooks.theme import TITLE_SIZE
from tests.libreoffice import converted, needs_libreoffice
from tests.workbooks.gardens import TEMPLATES, content_of, garden, written

PAGES = garden("garden_pages")
BEDS = [
    {"garden": name, "bed": f"{name} {n}", "shade": None, "sun": 5, "soil": "clay"}
    for name, count in (("North", 20), ("South", 30), ("West", 30))
    for n in range(count)
]
DATA: dict[str, Any] = {"club": {"name": "Bean Club"}, "beds": BEDS, "has": {"shade": 0, "sun": 1}}


THREE = {4: "A", 5: "A", 6: "B", 7: "B", 8: "C"}


@pytest.mark.parametrize(
    ("values", "page", "begins"),
    [
        ({}, 60, []),
        ({4: "A"}, 60, []),
        (THREE, 90, []),  # four rows above them, and all five
        (THREE, 89, [8]),
        (THREE, 70, [6]),  # after it the headings, again, and three rows
        (THREE, 60, [6]),
        (THREE, 39, [6, 8]),
        (THREE, 5, [6, 8]),  # what is longer than a page goes on, and the next begins one
        ({4: "A", 5: None, 6: "A", 7: "", 8: "B"}, 80, [8]),
        ({6: "B", 4: "A", 5: "A"}, 60, [6]),
    ],
)
def test_rows_with_one_value_stay_together_on_a_page(
    values: dict[int, Any], page: int, begins: list[int]
) -> None:
    assert row_breaks(values, lambda _: 10, page) == begins


def test_a_high_row_among_those_that_stay_together_counts_as_high_as_it_is() -> None:
    assert row_breaks(THREE, lambda row: 60 if row == 7 else 10, 130) == [8]


@pytest.mark.parametrize(
    ("widths", "groups", "begins"),
    [
        ([PAGE_WIDTH], [], []),
        ([200, PAGE_WIDTH - 200], [1], []),
        ([200, PAGE_WIDTH - 199], [1], []),  # one column that is too wide has nowhere to go
        ([200, 500, 500, 66], [], [3]),
        ([200, 500, 500, 66], [1, 2], [2]),
        ([200, 400, 400, 400, 400, 400], [1, 3], [3, 5]),
        ([200, 0, 0, 900, 166], [1, 4], [4]),
    ],
)
def test_a_page_begins_with_a_group_of_columns(
    widths: list[int], groups: list[int], begins: list[int]
) -> None:
    assert column_breaks(widths, 1, groups) == begins


def test_the_scale_is_that_of_the_widest_page_with_its_repeated_columns() -> None:
    assert print_scale([100, 100], 1, []) == 100
    assert print_scale([200, 500, 900], 1, [2]) == int(100 * PAPER / (1100 * 1.13))
    assert print_scale([PAGE_WIDTH], 1, []) * 11 / 100 >= 8


LONG = Stacked(20, 22, 39)


@pytest.mark.parametrize(
    ("blocks", "begins"),
    [
        ([Stacked(3, 5, 8)], []),
        ([Stacked(3, 5, 8), Stacked(10, 12, 19)], []),  # just fits
        ([Stacked(3, 5, 8), Stacked(10, 12, 20)], [10]),  # one row too many
        ([Stacked(3, 5, 8), Stacked(10, 12, 15), Stacked(18, 20, 22)], [18]),
        ([Stacked(3, 5, 30)], [20]),  # the first goes on, and leaves the title nowhere alone
        ([Stacked(0, 2, 16), Stacked(17, 19, 40)], [17, 37]),  # two rows don't fit under headings
        ([Stacked(0, 2, 15), Stacked(16, 18, 40)], [20, 40]),
        ([Stacked(0, 2, 19), LONG], [20]),
        ([Stacked(0, 2, 18), LONG], [20]),
    ],
)
def test_no_block_is_torn_and_no_heading_stands_alone_at_the_foot(
    blocks: list[Stacked], begins: list[int]
) -> None:
    assert page_breaks(blocks, lambda _: 10, 200) == begins


def test_a_high_row_counts_as_high_as_it_is() -> None:
    blocks = [Stacked(3, 5, 8), Stacked(10, 12, 15)]
    assert page_breaks(blocks, lambda row: 60 if row == 13 else 10, 200) == [10]


def test_pages_are_written_with_their_scale_and_nothing_is_fitted(tmp_path: Path) -> None:
    sheet = written(tmp_path / "pages.xlsx", DATA, PAGES)["Beds"]
    assert [each.id for each in sheet.row_breaks.brk] == [25, 55]
    assert [each.id for each in sheet.col_breaks.brk] == [5]
    assert (
        not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    )
    assert 73 <= sheet.page_setup.scale < 100
    assert sheet.page_setup.pageOrder == "overThenDown"


CHARTED = """
template: garden_charted
version: 1
title: Charted
sheets:
  - name: Start
    purpose: Nothing else.
    blocks: [text: [plain: Nothing]]
  - name: Marks
    purpose: One page, as long as it can be read.
    one_page: true
    blocks:
      - table:
          key: marks
          rows: marks
          columns:
            - {key: bed, heading: Bed, issued: bed, width: 90}
            - {key: mark, heading: Mark, issued: mark, format: number, width: 50}
      - chart: {kind: bar, title: Marks, alt: Bars, table: marks, categories: bed, series: [mark]}
  - name: Lines
    purpose: A list.
    blocks:
      - table:
          key: lines
          rows: marks
          columns: [{key: bed, heading: Bed, issued: bed, width: 20}]
"""


def charted(folder: Path, count: int, name: str = "Marks") -> tuple[Any, Any]:
    """A sheet with so many rows: written, and from one row made up to them."""
    (folder / "garden_charted.yaml").write_text(CHARTED, "utf-8")
    template = parse(folder / "garden_charted.yaml")
    marks = [{"bed": f"Bed {n}", "mark": n} for n in range(count)]
    at_once = written(folder / "at_once.xlsx", {"marks": marks}, template)[name]
    grown = folder / "grown.xlsx"
    written(grown, {"marks": marks[:1]}, template)
    for _ in "again":  # the pages are the same however often rows are put in
        workbook = open_workbook(grown)
        vars(workbook)["content"] = content_of(grown, template)
        revision = Revision(workbook)
        revision.put_rows("marks", marks)
        revision.put_rows("lines", [{"bed": each["bed"]} for each in marks])
        revision.save(grown)
    return at_once, openpyxl.load_workbook(grown)[name]


@pytest.mark.parametrize("rows", [1, 12])
def test_what_can_be_read_on_one_page_stands_on_one(tmp_path: Path, rows: int) -> None:
    for sheet in charted(tmp_path, rows):
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToHeight or 1, list(sheet.row_breaks.brk)) == (1, [])


def test_what_is_too_long_for_one_page_goes_on_and_no_chart_is_torn(tmp_path: Path) -> None:
    for sheet in charted(tmp_path, 60):
        properties = sheet.sheet_properties.pageSetUpPr
        assert not (properties and properties.fitToPage)
        assert 73 <= sheet.page_setup.scale <= 100
        assert sheet.print_title_rows == "$4:$4"
        begins = [each.id for each in sheet.row_breaks.brk]
        (chart,) = sheet._charts
        assert len(begins) in {2, 3}
        assert begins[-1] in range(64, chart.anchor._from.row + 1)


@pytest.mark.parametrize(("rows", "high"), [(5, 1), (30, 1), (80, 0)])
def test_a_list_that_was_short_goes_on_over_pages_once_it_is_long(
    tmp_path: Path, rows: int, high: int
) -> None:
    for sheet in charted(tmp_path, rows, "Lines"):
        said = sheet.page_setup.fitToHeight
        assert (1 if said is None else said) == high


def test_a_chart_gets_room_for_each_bar_up_to_a_page(tmp_path: Path) -> None:
    heights = [charted(tmp_path, rows)[1]._charts[0].anchor.ext.height for rows in (5, 16, 60)]
    assert [height / EMU for height in heights] == [320, 90 + 16 * 24, 640]


STACKED = """
template: garden_stacked
version: 1
final: true
title: Stacked
sheets:
  - name: Start
    purpose: Nothing else.
    blocks: [text: [plain: Nothing]]
  - name: A long title of a sheet
    purpose: Two tables under one another, wider than a page.
    blocks:
      - table:
          {key: north, heading: North, rows: north, columns: &wide [
            {key: bed, heading: Bed, issued: bed, width: 12},
            {key: one, heading: One, issued: one, format: number, width: 90},
            {key: two, heading: Two, issued: bed, width: 90}]}
      - table: {key: south, heading: South, rows: south, columns: *wide}
"""


def stacked(folder: Path, north: int, south: int) -> Any:
    """The sheet with so many rows in its two tables."""
    (folder / "garden_stacked.yaml").write_text(STACKED, "utf-8")
    beds = {"north": north, "south": south}
    data = {name: [{"bed": "Bed", "one": 1}] * count for name, count in beds.items()}
    return written(folder / "s.xlsx", data, parse(folder / "garden_stacked.yaml")).worksheets[1]


@pytest.mark.parametrize(("north", "pages"), [(5, 1), (25, 2), (50, 3)])
def test_a_second_table_begins_a_page_where_it_would_be_torn(
    tmp_path: Path, north: int, pages: int
) -> None:
    sheet = stacked(tmp_path, north, 15)
    begins = [each.id for each in sheet.row_breaks.brk]
    assert len(begins) == pages - 1
    (south,) = (cell.row for cell in sheet["A"] if cell.value == "South")
    assert not begins or begins[-1] == south - 1


def test_pages_further_right_repeat_the_labels_and_the_whole_title(tmp_path: Path) -> None:
    sheet = stacked(tmp_path, 5, 5)
    assert [each.id for each in sheet.col_breaks.brk] == [2]
    assert sheet.print_title_cols == "$A:$A"
    title = text_width(sheet["A1"].value, TITLE_SIZE, bold=True)
    assert sheet.column_dimensions["A"].width * 7 >= title


def test_charts_under_a_wide_table_are_not_torn_nor_printed_again_in_part(tmp_path: Path) -> None:
    chart = "kind: bar, title: Bars, alt: Bars, table: north, categories: bed, series: [one]"
    charts = f"      - chart: {{{chart}}}\n" * 3
    (tmp_path / "garden_stacked.yaml").write_text(STACKED + charts, "utf-8")
    data = {name: [{"bed": "Bed", "one": 1}] * 5 for name in ("north", "south")}
    template = parse(tmp_path / "garden_stacked.yaml")
    sheet = written(tmp_path / "s.xlsx", data, template).worksheets[1]
    assert sheet.print_title_cols == "$A:$A"
    begins = [each.id for each in sheet.row_breaks.brk]
    tops = [chart.anchor._from.row for chart in sheet._charts]
    assert [chart.anchor._from.col for chart in sheet._charts] == [1, 1, 1]
    assert begins
    assert not [(top, at) for top in tops for at in begins if top < at < top + CHART_ROWS - 1]


@needs_libreoffice
def test_libreoffice_prints_a_page_for_each_garden_and_group(tmp_path: Path) -> None:
    written(tmp_path / "pages.xlsx", DATA, PAGES)
    (pdf,) = converted([tmp_path / "pages.xlsx"], "pdf", tmp_path)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) == 3 * 2 + 1


@pytest.mark.parametrize("end", [b"<headerFooter><x>a</x></headerFooter>", b"<pageSetup/>"])
def test_breaks_stand_where_the_schema_wants_them_and_once(end: bytes) -> None:
    sheet = b"<sheetData/>" + end + b"<tableParts/>"
    once = with_row_breaks(sheet, [5])
    assert once.index(end) < once.index(b'<brk id="5"') < once.index(b"<tableParts/>")
    assert with_row_breaks(once, [5]) == once
    assert with_row_breaks(once, []) == sheet


def test_columns_are_shown_only_with_what_the_data_has(tmp_path: Path) -> None:
    book = written(tmp_path / "pages.xlsx", DATA, PAGES)
    hidden = [key for key, each in book["Beds"].column_dimensions.items() if each.hidden]
    assert hidden == ["C"]  # of the soil the data says nothing
    beds = content_of(tmp_path / "pages.xlsx", PAGES).rows("beds")
    assert [row.get("soil") for row in beds] == ["clay"] * 80


def test_words_lead_to_the_sheet_of_their_row_or_column(tmp_path: Path) -> None:
    tools = written(tmp_path / "pages.xlsx", DATA, PAGES)["Tools"]
    links = {
        cell.coordinate: cell.hyperlink.location for row in tools for cell in row if cell.hyperlink
    }
    assert links == {
        "B5": "'Beds'!A1", "B6": "'Tools'!A1", "C5": "'Beds'!A1", "C6": "'Beds'!A1",
    }  # fmt: skip
    assert (tools.page_setup.fitToWidth, tools.page_setup.fitToHeight) == (None, None)  # 1 and 1


def test_pages_can_only_begin_at_a_column_that_is_there(tmp_path: Path) -> None:
    text = (TEMPLATES / "garden_pages.yaml").read_text("utf-8")
    file = tmp_path / "garden_pages.yaml"
    file.write_text(text.replace("break_on: garden", "break_on: park"), "utf-8")
    with pytest.raises(DeclarationError, match="no column 'park' to begin pages at"):
        parse(file)
